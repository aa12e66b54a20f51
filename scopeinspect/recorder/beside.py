"""The modules that lie beside the target, where TensorFlow has imported others of the same names before."""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from typing import Any, Optional

from . import AT_START, loaded

_OURS = (__package__ or "").partition(".")[0]


def put_first(folder: str, target: Optional[str] = None) -> None:
    """Puts a folder first on `sys.path`; a module there is the one that the user's code gets by its name.

    As it would under `python`, where nothing but the folder's own has been imported by then. TensorFlow, which was
    imported before, so that a `model` or an `imp` there does not get in its way, keeps what it has.

    Args:
        folder: the target's.
        target: the path of the target itself; nothing is meant to import that one.
    """
    sys.path.insert(0, folder)
    names = loaded.OUTERMOST.union(module.__name__.partition(".")[0] for module in loaded.since())
    shadowed = {name for name in names - AT_START - {"tensorflow", _OURS} if _is_beside(name, folder, target)}
    for module in list(sys.modules) if shadowed else ():
        if module.partition(".")[0] in shadowed:
            del sys.modules[module]


def _is_beside(name: str, folder: str, target: Optional[str]) -> bool:
    spec: Any = PathFinder.find_spec(name, [folder])
    if spec is None or not spec.has_location:  # nothing, or a folder without an __init__.py, which comes last
        return False
    known = getattr(sys.modules.get(name), "__file__", None)
    return not any(other and os.path.realpath(other) == os.path.realpath(spec.origin) for other in (known, target))
