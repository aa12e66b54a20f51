"""`scopeinspect check`, `why` and `rule`, through the installed command."""
