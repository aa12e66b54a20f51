"""Takes our frames out of what TensorFlow quotes in its messages: the stacks of earlier calls."""

from __future__ import annotations

import os
import re
import traceback
from typing import Any, Callable, List

ORIGINALLY = " Originally defined at:\n\n"
"""What TensorFlow puts before the frames of a variable that *already exists*; both sites are ours to give, so they are
cut off."""

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "")
_STARTER = _FOLDER + "__main__.py"

_FRAME = r' *File "{}", line \d+, in .*\n(?: +(?! |File ").*\n)?'
_OUR_FRAMES = re.compile(
    "^(?:{}|{})*{}".format(
        _FRAME.format(r"[^\n\"]*\brunpy(?:\.py|>)"),  # that is how Python starts us
        *[_FRAME.format(re.escape(_FOLDER) + r"[^\n\"]*")] * 2
    ),
    re.MULTILINE,
)


def hook(replace: Callable[..., None], put: Callable[[Any, str, Any], None]) -> None:
    """Has TensorFlow quote none of our frames.

    Args:
        replace: takes an owner, the name of a function of it, and what wraps that.
        put: takes an owner, a name, and the value that it is to have.
    """
    from tensorflow.python.framework import error_interpolation, errors_impl
    from tensorflow.python.ops import template

    def tell(original: Any) -> Any:
        return lambda *arguments: without_our_frames(original(*arguments))

    def skip(original: Any) -> Any:
        def _skip_common_stack_elements(stack: List[str], base: List[str]) -> Any:
            return original(without_ours(stack), without_ours(base))

        return _skip_common_stack_elements

    replace(template, "_skip_common_stack_elements", skip)
    replace(errors_impl.OpError, "__str__", tell)
    # What a session says of an op that failed; the name depends on the version.
    for name in ("interpolate", "interpolate_graph"):
        if hasattr(error_interpolation, name):
            replace(error_interpolation, name, tell)
    # The files that can't be where an op was made, as they are TensorFlow's own.
    for name in ("_BAD_FILE_SUBSTRINGS", "_FRAMEWORK_PATH_PREFIXES"):
        files = getattr(error_interpolation, name, None)
        if files is not None:
            put(error_interpolation, name, [*files, _FOLDER])


def mend_message(error: BaseException, existing: Any) -> None:
    """Takes our frames out of TensorFlow's *already exists*, which quotes the five frames nearest to the making."""
    text = str(error)
    if ORIGINALLY not in text or not isinstance(error, ValueError) or existing is None:
        return
    frames = [tuple(frame) for frame in existing.op.traceback[::-1]]
    files = [frame[0] for frame in frames]
    started = files.index(_STARTER) if _STARTER in files else len(frames)  # what lies below is how we were started
    frames = frames[:started]
    frames = [frame for frame in frames if "tensorflow/python" not in frame[0] and not frame[0].startswith(_FOLDER)]
    error.args = (text.split(ORIGINALLY, 1)[0] + ORIGINALLY + "".join(traceback.format_list(frames[:5])),)


def without_ours(stack: List[str]) -> List[str]:
    """A stack as `traceback.format_stack` gives it: a template quotes the one in which it was made."""
    return [frame for frame in stack if not frame.lstrip().startswith('File "' + _FOLDER)]


def without_our_frames(text: str) -> str:
    """A message without the lines that quote our frames: that of an op that failed tells where the op was made."""
    return _OUR_FRAMES.sub("", text)
