"""`scopeinspect diff` and `scopeinspect baseline`, through the installed command."""
