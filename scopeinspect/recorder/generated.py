"""The files that TensorFlow's autograph writes code into, and removes when Python ends."""

from __future__ import annotations

import atexit
import contextlib
import sys
from typing import Any, Callable, List

_WRITERS = ("compiler", "loader")
"""The module that writes them: TensorFlow 1's, and TensorFlow 2's."""


class GeneratedFiles:
    """Knows them, for a run that is stopped before Python ends. Stands where their writer knows `atexit`."""

    def __init__(self) -> None:
        self._removers: List[Callable[[], Any]] = []
        for name in _WRITERS:
            writer: Any = sys.modules.get("tensorflow.python.autograph.pyct." + name)
            if writer is not None and vars(writer).get("atexit") is atexit:
                writer.atexit = self

    def register(self, remover: Callable[[], Any]) -> Callable[[], Any]:
        """See `atexit.register`."""
        self._removers.append(remover)
        return atexit.register(remover)

    def remove(self) -> None:
        """Removes those that are there."""
        for remover in self._removers:
            with contextlib.suppress(OSError):
                remover()
