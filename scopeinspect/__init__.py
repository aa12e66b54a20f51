"""A scope inspector and graph dumper for TensorFlow variable scopes.

    with scopeinspect.record() as recording:
        build()
    print(recording)

Importing this is cheap: what it offers is imported when it is first asked for, and TensorFlow once something is
recorded.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scopeinspect.api import Comparison, Diagnostic, Recording, assert_no_duplicates, check, compare, load, record
    from scopeinspect.errors import ScopeInspectError

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "Diagnostic",
    "Recording",
    "ScopeInspectError",
    "__version__",
    "assert_no_duplicates",
    "check",
    "compare",
    "load",
    "record",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module("scopeinspect.api"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
