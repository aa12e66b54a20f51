"""The modules that were there before the target: Python's, ours, and what TensorFlow has brought along.

Noted once, where TensorFlow is imported. A fork that looked at each of these thousands of modules would copy the pages
they lie on, and spend more time on that than on most targets.
"""

from __future__ import annotations

import sys
from itertools import takewhile
from types import ModuleType
from typing import Dict, List, Set

_BEFORE: Dict[str, ModuleType] = {}

OUTERMOST: Set[str] = set()
"""The first parts of their names."""


def note() -> None:
    """Notes the modules that are there now, if that hasn't been done."""
    if not _BEFORE:
        _BEFORE.update(sys.modules)
        OUTERMOST.update(name.partition(".")[0] for name in _BEFORE)


def since() -> List[ModuleType]:
    """The modules that have come since."""
    try:
        # Newest first, as far as the first that was there before.
        names = list(takewhile(_is_new, reversed(sys.modules)))  # type: ignore[call-overload,unused-ignore]
    except (TypeError, RuntimeError):  # before Python 3.8; while another thread imports something
        names = [name for name in list(sys.modules) if _is_new(name)]
    found = (sys.modules.get(name) for name in names)
    return [module for module in found if isinstance(module, ModuleType)]


def _is_new(name: str) -> bool:
    return sys.modules.get(name) is not _BEFORE.get(name)
