"""What commands say of themselves where Python has left out all docstrings, as by `-OO` or PYTHONOPTIMIZE=2."""

from __future__ import annotations

import ast
import linecache
import sys


def docstring_of(function: str, module: str) -> str | None:
    """The docstring of a function of a module as its source has it; None where the source isn't there.

    Args:
        function: its name.
        module: the name of the module, which is imported.
    """
    source = "".join(linecache.getlines(sys.modules[module].__file__ or ""))
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return ast.get_docstring(node)
    return None
