MARK = "beside the script"
