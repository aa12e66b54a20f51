"""Takes our frames out of what TensorFlow quotes in its messages: the stacks of earlier calls."""

from __future__ import annotations

import os
import re
import traceback
from typing import Any, List

ORIGINALLY = " Originally defined at:\n\n"
"""What TensorFlow puts before the frames of a variable that *already exists*; both sites are ours to give, so they are
cut off."""

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "")
_STARTER = FOLDER + "__main__.py"

_FRAME = r' *File "{}", line \d+, in .*\n(?: +(?! |File ").*\n)?'
_OUR_FRAMES = re.compile(
    "^(?:{}|{})*{}".format(
        _FRAME.format(r"[^\n\"]*\brunpy(?:\.py|>)"),  # that is how Python starts us
        *[_FRAME.format(re.escape(FOLDER) + r"[^\n\"]*")] * 2
    ),
    re.MULTILINE,
)


def mend_message(error: BaseException, existing: Any) -> None:
    """Takes our frames out of TensorFlow's *already exists*, which quotes the five frames nearest to the making."""
    text = str(error)
    if ORIGINALLY not in text or not isinstance(error, ValueError) or existing is None:
        return
    frames = [tuple(frame) for frame in existing.op.traceback[::-1]]
    files = [frame[0] for frame in frames]
    started = files.index(_STARTER) if _STARTER in files else len(frames)  # what lies below is how we were started
    frames = frames[:started]
    frames = [frame for frame in frames if "tensorflow/python" not in frame[0] and not frame[0].startswith(FOLDER)]
    error.args = (text.split(ORIGINALLY, 1)[0] + ORIGINALLY + "".join(traceback.format_list(frames[:5])),)


def without_ours(stack: List[str]) -> List[str]:
    """A stack as `traceback.format_stack` gives it: a template quotes the one in which it was made."""
    return [frame for frame in stack if not frame.lstrip().startswith('File "' + FOLDER)]


def without_our_frames(text: str) -> str:
    """A message without the lines that quote our frames: that of an op that failed tells where the op was made."""
    return _OUR_FRAMES.sub("", text)
