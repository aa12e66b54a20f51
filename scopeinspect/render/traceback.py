"""A traceback with the libraries' frames folded: the user's own lines are what matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from scopeinspect.model import Error
from scopeinspect.render.text import visible

_LONGEST_LINE = 2000

_FRAME = re.compile(r'  File "(?P<file>[^"]*)", line \d+')
_LIBRARY = re.compile(r".*[/\\](?:site|dist)-packages[/\\](?P<package>[^/\\]+)")


def traceback_of(error: Error) -> Iterator[str]:
    """The traceback of what ended a script, with the libraries' frames folded.

    Where a variable was first made, which TensorFlow adds to some of its messages, is left to a diagnostic: it tells
    the call as well.
    """
    before, quote, _ = error.traceback.partition(f"{error.message} Originally defined at:\n")
    for line in folded(f"{before}{error.message}" if quote else before):
        yield visible(line.expandtabs(), _LONGEST_LINE)


def folded(traceback: str) -> Iterator[str]:
    """The lines of a traceback; runs of frames of one library are one line that counts them.

    Args:
        traceback: as Python prints it.
    """
    for package, frames in groupby(_frames(traceback), key=lambda frame: frame[0]):
        kept = [lines for _, lines in frames]
        if package:
            frame = "frame" if len(kept) == 1 else "frames"
            yield f"  … {len(kept)} {frame} of {package}"
        else:
            for lines in kept:
                yield from lines


def _frames(traceback: str) -> Iterator[tuple[str, list[str]]]:
    """Each frame with the library it is of, empty for the user's, and each other line by itself."""
    package = ""
    lines: list[str] = []
    for line in traceback.splitlines():
        if match := _FRAME.match(line):
            yield package, lines
            library = _LIBRARY.match(match["file"])
            package, lines = (library["package"] if library else ""), [line]
        elif lines and line.startswith("    "):
            lines.append(line)
        else:
            yield package, lines
            package, lines = "", [line]
    yield package, lines
