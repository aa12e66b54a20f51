"""`python -m scopeinspect` is the command `scopeinspect`."""

from scopeinspect_cli.start import main

if __name__ == "__main__":
    main()
