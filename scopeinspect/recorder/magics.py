"""The lines of a notebook's cell that are IPython's own, and what Python reads in their place."""

from __future__ import annotations

import re
from typing import List, Tuple

from .source import parse

_RUN_THEIR_BODY = ("time", "timeit", "prun", "capture")
_CELL_MAGIC = re.compile(r"%%(\w+)")
_MAGIC = re.compile(r"\s*([%!?]|[\w.*]+\?\??\s*$|[\w\s,]+=\s*[%!]|(pip|conda)\s+\w)")
_MAGIC_FOR_SURE = re.compile(r"[%!?]")
"""What no statement of Python begins with."""
_NEAR = 64
"""Lines among which the next magic is looked for before all are read that follow, again for each magic."""
_NO_STATEMENT = re.compile(
    r"\s*([%!?]|[\w.*]+\?\??\s*$|[\w\s,]+=\s*[%!]|(pip|conda)\s+(?!(is|in|not|and|or|if)\b)\w)"
)
"""What no statement of Python begins with, wherever it stands."""
_GOES_ON = re.compile(r"\s|el|except|finally")
"""What a line begins with that may be part of the statement before it."""
_TIMED = re.compile(r"(\s*)%time\s+(.*)")


def without_magics(lines: List[str]) -> Tuple[List[str], List[Tuple[int, str]]]:
    """A cell's lines with ``pass`` for those that only IPython reads, and which they were.

    A line counts as IPython's only where Python can't read it: one that begins with ``%`` may well go on from
    the line before. ``%time`` and cell magics like ``%%time`` go, and what they time stays.
    """
    lines = list(lines)
    skipped = []
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    cell_magic = _CELL_MAGIC.match(lines[first])
    if cell_magic:
        skipped.append((first + 1, lines[first].strip()))
        if cell_magic.group(1) not in _RUN_THEIR_BODY:
            return [""] * len(lines), skipped
        lines[first] = ""
    _replace_at_beginnings(lines, skipped)
    start = 0  # what stands before it is whole, whatever may follow, and is not read again
    while True:
        at, is_whole = _next_unreadable(lines, start, start + _NEAR)
        if not (is_whole and _MAGIC_FOR_SURE.match(lines[at])):  # what comes later may end what is begun among these
            at, is_whole = _next_unreadable(lines, start, len(lines))
        if at >= len(lines) or not _MAGIC.match(lines[at]):
            return lines, sorted(skipped)
        indent = len(lines[at]) - len(lines[at].lstrip())
        if _replace(lines, at, skipped) == at:
            start = at if is_whole and not _GOES_ON.match(lines[at]) else start
        else:
            start = at if is_whole and not indent else start


def _replace(lines: List[str], at: int, skipped: List[Tuple[int, str]]) -> int:
    """Puts Python in the place of a line that is IPython's, and of those that it goes on in.

    Returns:
        The place from which to read on: the same where it holds what was timed.
    """
    skipped.append((at + 1, lines[at].strip()))
    timed = _TIMED.match(lines[at])
    if timed:
        lines[at] = timed.group(1) + timed.group(2)
        return at
    end = at + 1
    while lines[end - 1].endswith("\\") and end < len(lines):
        end += 1
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    lines[at:end] = [indent + "pass"] + [""] * (end - at - 1)
    return end


def _replace_at_beginnings(lines: List[str], skipped: List[Tuple[int, str]]) -> None:
    """Replaces what is IPython's for sure: where a statement begins, a line that begins as none of Python's does.

    All of them are found in one pass. To ask Python for the next one reads a block again for each, and a notebook may
    have thousands.
    """
    at, place = 0, _BETWEEN
    while at < len(lines):
        if place == _BETWEEN and _NO_STATEMENT.match(lines[at]):
            at = _replace(lines, at, skipped)
        else:
            place = _behind(lines[at], *place)
            at += 1


_BETWEEN = (0, "")
"""Between two statements: no bracket is open, nor a string."""
_MARK = re.compile(r"#|\"\"\"|'''|[\"'()\[\]{}]")
_REST_OF_STRING = {mark: re.compile(r"(?:\\.|[^\\])*?" + mark) for mark in ('"""', "'''", '"', "'")}


def _behind(line: str, depth: int, inside: str) -> Tuple[int, str]:
    """How many brackets are open behind a line, and what it ends in: a string (its mark), a backslash, or nothing."""
    at, inside = 0, "" if inside == "\\" else inside
    while True:
        if inside:
            rest = _REST_OF_STRING[inside].match(line, at)
            if rest is None:
                goes_on = len(inside) > 1 or line.endswith("\\")
                return depth, inside if goes_on else ""
            at, inside = rest.end(), ""
        mark = _MARK.search(line, at)
        if mark is None:
            return depth, "\\" if line.endswith("\\") else ""
        at, found = mark.end(), mark.group()
        if found == "#":
            return depth, ""
        if found in _REST_OF_STRING:
            inside = found
        else:
            depth = depth + 1 if found in "([{" else max(depth - 1, 0)


def _next_unreadable(lines: List[str], start: int, end: int) -> Tuple[int, bool]:
    """The place at which Python stops reading from `start`, and whether the lines before it are whole.

    It is behind all lines where Python doesn't stop.
    """
    number = _unreadable_line(lines[start:end])
    at = start + number - 1
    if not number or at >= len(lines):
        return len(lines), False
    # An older Python reads a backslash at the end of all as well.
    return at, not (lines[max(at - 1, start)].rstrip().endswith("\\") or _unreadable_line(lines[start:at]))


def _unreadable_line(lines: List[str]) -> int:
    """The line, counting from 1, at which Python stops reading these; 0 where it doesn't stop."""
    try:
        parse(lines)
    except SyntaxError as error:
        return error.lineno or 0
    return 0
