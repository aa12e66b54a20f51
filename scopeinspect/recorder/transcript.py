"""The code cells in the text export of a notebook: plain text or Markdown.

- A line that is a mark, ``In [3]:`` (or ``In [ ]:``, ``In [None]:``, ``In [*]:``), begins a cell.
- A fenced block of Python (three or more backquotes or tildes, then ``python``, ``py``, ``python3`` or
  ``ipython``) is a cell, and so is a fenced block of no language that comes right after a mark.
- Anything else is prose or, after ``Out[3]:``, output.

A fence says where its cell ends; after a mark nothing does. So the lines up to the next mark or fence are
taken by paragraphs, which empty lines part. The first is code. A further one is code

- if it is indented as code is, or begins with a closing bracket;
- if a triple-quoted string is still open before it;
- if it parses, and something in it does something: names and words alone don't;
- if it doesn't parse but its first line is plainly a statement: a slip of the author is to be reported as
  what it is, not taken for prose.

The first paragraph that is none of these ends the cell, and so does a heading. Comments alone belong to the
cell if more code follows.
"""

from __future__ import annotations

import ast
import re
from typing import Iterator, List, Tuple

from .source import parse

TextCell = Tuple[int, List[str]]
"""How many lines of the file stand before a cell, and its own lines."""

_MARK = re.compile(r"\s{0,3}In ?\[(\d+|None|\*|\s*)\]:?\s*$")
_OUTPUT = re.compile(r"\s{0,3}Out ?\[(\d+|None|\s*)\]:?")
_FENCE = re.compile(r"(\s*)(`{3,}|~{3,})\s*\{?\.?([\w+-]*)")
_PYTHON = ("python", "py", "python3", "ipython", "ipython3")
_HEADING = re.compile(r"#{2,6}\s")

_STATEMENT = re.compile(
    r"""[%!]\w | @\w
    | (def|class) \s+ \w+ \s* [(:]
    | import \s+ [\w.]+ \s* (,|$|as\b) | from \s+ [\w.]+ \s+ import\b
    | (with|while|if) \b .* [=(.] .* : \s* (\#.*)?$ | for \b .* \b in \b .* : \s* (\#.*)?$
    | print \s+ (["'] | [\w.]+ \s* (,|%|$))
    | [A-Za-z_][\w.]* (\[.*?\])? (\s*,\s*[A-Za-z_][\w.]*)* \s* [-+*/]?= [^=]
    | [A-Za-z_][\w.]* \( .* [(),] \s* (\#.*)?$
    """,
    re.VERBOSE,
)


def cells_of(text: str) -> List[TextCell]:
    """The code cells of a text export, in order."""
    lines = re.split(r"\r\n?|\n", text)
    cells = []
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if fence:
            end = _end_of_fence(lines, at, fence.group(2))
            language = fence.group(3).lower()
            if end > at + 1 and (language in _PYTHON or (not language and _follows_mark(lines, at))):
                cells.append((at + 1, _unindented(lines[at + 1 : end], fence.group(1))))
            at = end + 1
        elif _MARK.match(lines[at]):
            begin = at + 1
            while begin < len(lines) and not lines[begin].strip():
                begin += 1
            at = next((n for n in range(begin, len(lines)) if _begins_another(lines[n])), len(lines))
            if begin < at:
                cells.append((begin, _code_of(lines[begin:at])))
        else:
            at += 1
    return cells


def _end_of_fence(lines: List[str], at: int, fence: str) -> int:
    closing = re.compile(rf"\s*{fence}{fence[0]}*\s*$")
    return next((n for n in range(at + 1, len(lines)) if closing.match(lines[n])), len(lines))


def _follows_mark(lines: List[str], at: int) -> bool:
    before = next((line for line in reversed(lines[:at]) if line.strip()), "")
    return _MARK.match(before) is not None


def _unindented(lines: List[str], indent: str) -> List[str]:
    return [line[len(indent) :] if line.startswith(indent) else line.lstrip() for line in lines]


def _begins_another(line: str) -> bool:
    return bool(_MARK.match(line) or _OUTPUT.match(line) or _FENCE.match(line))


def _code_of(lines: List[str]) -> List[str]:
    """The lines of a cell, out of those from its first to the next mark."""
    code_end = 0
    for begin, end in _paragraphs(lines):
        paragraph = lines[begin:end]
        if not code_end or _in_string(lines[:begin]) or _is_code(paragraph):
            code_end = end
        elif not _is_comment(paragraph):
            break
    return lines[:code_end]


def _paragraphs(lines: List[str]) -> Iterator[Tuple[int, int]]:
    begin = 0
    for at, line in enumerate([*lines, ""]):
        if not line.strip():
            if begin < at:
                yield begin, at
            begin = at + 1


def _in_string(lines: List[str]) -> bool:
    text = "\n".join(lines)
    return any(text.count(quotes) % 2 for quotes in ('"""', "'''"))


def _is_code(paragraph: List[str]) -> bool:
    first = paragraph[0]
    if first.startswith(("    ", "\t", ")", "]", "}")):
        return True
    try:
        return any(_does_something(statement) for statement in parse(paragraph).body)
    except SyntaxError:
        return _STATEMENT.match(first) is not None


def _does_something(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.AnnAssign):
        return statement.value is not None  # else it may be a word before a colon
    if not isinstance(statement, ast.Expr):
        return True
    # A starred or signed expression is an item of a list.
    listed = isinstance(statement.value, (ast.Starred, ast.UnaryOp))
    return not listed and any(isinstance(node, ast.Call) for node in ast.walk(statement))


def _is_comment(paragraph: List[str]) -> bool:
    return all(line.startswith("#") and not _HEADING.match(line) for line in paragraph)
