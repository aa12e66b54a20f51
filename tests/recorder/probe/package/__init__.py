import sys

import seen

seen.tell(imported=__name__, **{"seen while imported": seen.look(vars(sys.modules["__main__"]))})
NUMBER = 3
