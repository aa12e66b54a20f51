"""What TensorFlow puts around the sentence of an exception's message that tells what is wrong."""

from __future__ import annotations

import re

_RESTORE = "Restoring from checkpoint failed. "
_CAUSE = " Original error:\n"
_KEY = re.compile(r"Key \S+ not found in checkpoint")
"""What a restore says below advice on how it may have come to that."""

_CHECK = ", check your graph for ops that do not support gradients"
"""What stands between the sentence of an optimizer that found no gradient and the list of all variables."""


def exception_in_words(kind: str, message: str) -> str:
    """An exception's type, and the line of its message that tells what is wrong, if there is one.

    Args:
        kind: the type, by its name.
        message: its message.
    """
    line = telling_line(message).removeprefix(f"{kind}: ")
    return f"{kind}: {line}" if line else kind


def telling_line(message: str) -> str:
    """The first line of an exception's message, or the one behind what TensorFlow puts in front."""
    if key := _KEY.search(message):
        return key[0]
    if _RESTORE in message:
        message = message.partition(_RESTORE)[2].partition(_CAUSE)[2] or message
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    if not lines:
        return ""
    if lines[0].startswith(("in converted code:", "in user code:")):  # a traceback, as in code it converted
        return lines[-1]
    if lines[0] == "Graph execution error:" and len(lines) > 1:  # where the op was made, as in a session
        named = [place for place, line in enumerate(lines[:-1]) if line.startswith("Node: ")]
        return lines[named[-1] + 1 if named else 1]
    return lines[0].partition(_CHECK)[0]
