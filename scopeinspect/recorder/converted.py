"""The user's lines behind the code that autograph makes of them, in a file of its own that is soon gone."""

from __future__ import annotations

import threading
from types import CodeType
from typing import Any, Dict, Optional, Set, Tuple

Place = Tuple[str, int, str]
"""A file, a line and a function."""

_MARK = "ag__"
"""What code that was made calls autograph."""


class Converted:
    """Knows the code that autograph made, and asks TensorFlow which line each of its lines comes from."""

    def __init__(self) -> None:
        from tensorflow.python.util import tf_stack

        self._mappers: Dict[Any, Any] = getattr(tf_stack, "_source_mapper_stacks", {})  # 1.13 has none
        self._files: Set[str] = set()

    def __contains__(self, code: CodeType) -> bool:
        """Whether autograph made this code. Of a file, the function that is called from outside comes first."""
        if "__autograph_generated_file" in code.co_filename or _MARK in code.co_freevars:
            self._files.add(code.co_filename)
        return code.co_filename in self._files

    def origin(self, filename: str, line: int) -> Optional[Place]:
        """The place that a line comes from which runs in this thread right now; None for one that has none.

        See `tensorflow.python.util.tf_stack.StackTraceMapper`.
        """
        mappers = self._mappers.get(threading.get_ident())
        return mappers[-1].get_effective_source_map().get((filename, line)) if mappers else None
