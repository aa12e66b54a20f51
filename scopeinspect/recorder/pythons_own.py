"""What Python tells an ending with: a script may have put others in its place, and `traceback` can't do without."""

from __future__ import annotations

import builtins
import linecache
import os
import tokenize
import traceback
from typing import Any, Dict, List, Tuple

_BUILTINS = vars(builtins)
_BEFORE = dict(_BUILTINS)
_MODULES = (linecache, os, os.path, tokenize, traceback)
_FUNCTIONS = [
    (module.__name__, vars(module), {name: value for name, value in vars(module).items() if callable(value)})
    for module in _MODULES
]
_NOTHING = object()


class PythonsOwn:
    """While it is entered, builtins are what they were before the script ran; then they are the script's again.

    So are the functions of modules that `traceback` needs, but only those that can't be called any more: others that a
    script has put there may know where the lines of its code are.

    Python tells how a script ended in C, whatever `isinstance` may be by then; we tell it in Python.
    """

    def __enter__(self) -> PythonsOwn:
        # Nothing here may need a builtin before this is done.
        self._theirs: Dict[str, Any] = _BUILTINS.copy()
        _BUILTINS.update(_BEFORE)
        self._taken: List[Tuple[Dict[str, Any], str, Any]] = []
        self._gone: List[str] = []
        for module, names, functions in _FUNCTIONS:
            for name, function in functions.items():
                if not callable(names.get(name)):
                    self._taken.append((names, name, names.get(name, _NOTHING)))
                    self._gone.append(f"{module}.{name}")
                    names[name] = function
        return self

    def __exit__(self, *_: object) -> None:
        for names, name, theirs in self._taken:
            names[name] = theirs
            if theirs is _NOTHING:
                del names[name]
        for name in _BEFORE.keys() - self._theirs.keys():
            del _BUILTINS[name]
        _BUILTINS.update(self._theirs)

    def unusable(self) -> List[str]:
        """The functions and types that the script has taken away: what stands in their place can't be called."""
        taken = [name for name, own in _BEFORE.items() if callable(own) and not callable(self._theirs.get(name))]
        return taken + self._gone
