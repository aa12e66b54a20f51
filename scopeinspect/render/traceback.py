"""A traceback with the libraries' frames folded: the user's own lines are what matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, takewhile

from scopeinspect.model import Error
from scopeinspect.render.text import visible

_LONGEST_LINE = 2000

_FRAME = re.compile(r'  File "(?P<file>[^"]*)", line \d+')
_LINK = re.compile(
    r"(\n\n(?:During handling of the above exception, another exception occurred|"
    r"The above exception was the direct cause of the following exception):\n\n)"
)
_OURS = re.compile(
    r"^ ++[^\n]*[/\\]scopeinspect[/\\]recorder[/\\]\w+\.py(?:\", line |:)\d+[^\n]*\n(?: ++[^\n]*\n)?", re.MULTILINE
)
"""A frame of ours with its line, in a message of autograph's: those of a traceback are left out before."""
_LIBRARY = re.compile(r".*[/\\](?:site|dist)-packages[/\\](?P<package>[^/\\]+)")
_STANDARD_LIBRARY = re.compile(r".*[/\\]lib(?:64)?[/\\]python\d[\d.]*[/\\]|<frozen [^>]*>$")


def traceback_of(error: Error) -> Iterator[str]:
    """The traceback of what ended a script, with the libraries' frames folded.

    Where a variable was first made, which TensorFlow adds to some of its messages, is left to a diagnostic: it tells
    the call as well.
    """
    before, quote, _ = _without_caught_ones(error.traceback).partition(f"{error.message} Originally defined at:\n")
    for line in folded(_OURS.sub("", f"{before}{error.message}" if quote else before)):
        yield visible(line.expandtabs(), _LONGEST_LINE)


def traceback_text(error: Error | None) -> str:
    """The same as one text, each of its lines with an end; empty where there is none."""
    return "".join(f"{line}\n" for line in traceback_of(error)) if error and error.traceback else ""


def _without_caught_ones(traceback: str) -> str:
    """A traceback without the exceptions before the last that libraries raised and caught among themselves."""
    *earlier, last = _LINK.split(traceback)
    blocks = list(zip(earlier[::2], earlier[1::2], strict=True))
    kept = [block + link for block, link in blocks if _has_the_users_frame(block)]
    left_out = len(blocks) - len(kept)
    exceptions = "another exception" if left_out == 1 else f"{left_out} other exceptions"
    head = f"… {exceptions} before it, in which no line is yours\n" if left_out else ""
    return f"{head}{''.join(kept)}{last}"


def _has_the_users_frame(block: str) -> bool:
    frames = takewhile(lambda line: line.startswith(" "), block.splitlines()[1:])
    return any(match and not _package_of(match["file"]) for match in map(_FRAME.match, frames))


def _package_of(file: str) -> str:
    """The library that a file is of, empty for the user's own."""
    if library := _LIBRARY.match(file):
        return library["package"]
    if "__autograph_generated_file" in file:
        return "autograph"
    return "Python" if _STANDARD_LIBRARY.match(file) else ""


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
            package, lines = _package_of(match["file"]), [line]
        elif lines and line.startswith("    "):
            lines.append(line)
        else:
            yield package, lines
            package, lines = "", [line]
    yield package, lines
