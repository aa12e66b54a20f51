"""Python's own builtins: a script may have put others in their place, and `traceback` can't do without."""

from __future__ import annotations

import builtins
from typing import Any, Dict, List

_BUILTINS = vars(builtins)
_BEFORE = dict(_BUILTINS)


class PythonsOwn:
    """While it is entered, builtins are what they were before the script ran; then they are the script's again.

    Python tells how a script ended in C, whatever `isinstance` may be by then; we tell it in Python.
    """

    def __enter__(self) -> PythonsOwn:
        # Nothing here may need a builtin before this is done.
        self._theirs: Dict[str, Any] = _BUILTINS.copy()
        _BUILTINS.update(_BEFORE)
        return self

    def __exit__(self, *_: object) -> None:
        for name in _BEFORE.keys() - self._theirs.keys():
            del _BUILTINS[name]
        _BUILTINS.update(self._theirs)

    def unusable(self) -> List[str]:
        """The functions and types that the script has taken away: what stands in their place can't be called."""
        return [name for name, own in _BEFORE.items() if callable(own) and not callable(self._theirs.get(name))]
