"""The user's sources, as far as they are at hand and still those that ran: the statements that sites are in."""

from __future__ import annotations

import ast
import io
import os
import re
import textwrap
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from scopeinspect.model import Site, place_in, span_in
from scopeinspect.notebooks import cells_of, python_of
from scopeinspect.recording import Recording

LARGEST = 4 * 1024 * 1024
"""Bytes of a source file that is read."""
LARGEST_NOTEBOOK = 64 * 1024 * 1024
"""Bytes of a notebook that is read: what its cells printed and drew is in it, too."""

_CELL = re.compile(r"(.+)\[cell (\d{1,6})\]")

_LONGEST_TEXT = 400
"""Characters of a line that a recording keeps."""

_DEEPEST = 100
"""Levels of a syntax tree that is read: what writes one out as Python recurses, as far as Python lets it."""


class Statement(msgspec.Struct, frozen=True):
    """The statement that a site is in; of a compound one, its head."""

    file: str
    """As sites name it."""
    node: ast.stmt
    first: int
    """The number of its first line."""
    lines: tuple[str, ...]
    """Its lines, without the indentation that they have in common."""
    indent: int
    """That indentation, in columns."""
    above: tuple[ast.stmt, ...]
    """The statements that it is in, innermost first, as far as the function around it."""
    block: tuple[ast.stmt, ...]
    """The statements that follow one another where it is, itself among them."""

    @property
    def place(self) -> str:
        """Its first line, in words."""
        return place_in(self.file, self.first)

    @property
    def places(self) -> str:
        """All its lines, in words."""
        return span_in(self.file, self.first, self.first + len(self.lines) - 1)

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of its lines."""
        return frozenset(range(self.first, self.first + len(self.lines)))

    @property
    def is_head(self) -> bool:
        """Whether it has a body, which is not part of its lines."""
        return bool(getattr(self.node, "body", None))


def cell_at(file: str) -> tuple[str, int] | None:
    """Of a file as sites name it, the notebook and the number of the cell; None where it is no cell."""
    found = _CELL.fullmatch(file)
    return (found[1], int(found[2])) if found else None


class Sources:
    """The sources of a recording.

    Args:
        recording: whose sites they are.
        folder: the working directory of the run, which the paths of its sites are relative to.
    """

    def __init__(self, recording: Recording, folder: str = ".") -> None:
        self._recording = recording
        self._folder = folder
        self._lines: dict[str, list[str]] = {}
        self._statements: dict[str, dict[int, Statement]] = {}
        self._recorded: dict[str, dict[int, str]] | None = None
        self._cells: dict[str, list[str]] = {}
        self._whole: dict[str, list[str]] = {}

    def statement(self, site: Site) -> Statement | None:
        """The statement that a site is in; None where its source is not at hand, or not what ran."""
        return self.at(site.file, site.line)

    def at(self, file: str, line: int) -> Statement | None:
        """The statement that a line of a file is part of; None where the file is not at hand, or not what ran."""
        self._look_at(file)
        return self._statements[file].get(line)

    def beside(self, site: Site, word: str) -> list[Statement]:
        """The statements of a site's file that have a word in them, none twice."""
        self._look_at(site.file)
        found = {one.first: one for one in self._statements[site.file].values()}
        return [one for one in found.values() if any(word in line for line in one.lines)]

    def assignments(self, file: str, name: str) -> list[Statement]:
        """The statements of a file that assign to a name."""
        self._look_at(file)
        found = {one.first: one for one in self._statements[file].values() if isinstance(one.node, ast.Assign)}
        return [
            one
            for one in found.values()
            if any(isinstance(target, ast.Name) and target.id == name for target in getattr(one.node, "targets", ()))
        ]

    def lines(self, file: str, first: int, last: int) -> tuple[str, ...]:
        """Lines of a file, without the indentation that they have in common; none where it is not at hand."""
        self._look_at(file)
        return _dedented(self._lines[file], first, last)

    def text(self, file: str) -> str | None:
        """The source of a file, or of a notebook's cell; None where it is not at hand, or not what ran."""
        if self._recorded is None:
            self._recorded = recorded_lines(self._recording)
        recorded, cell = self._recorded.get(file, {}), _CELL.fullmatch(file)
        if cell is None:
            return read(self._path(file), recorded)
        cells, number = self._read_cells(cell[1]), int(cell[2])
        return if_it_ran(python_of(cells[number - 1]), recorded) if 0 < number <= len(cells) else None

    def cells(self, book: str) -> list[str]:
        """The Python of a notebook's cells; none where it is not at hand, or one of them is not what ran."""
        if book not in self._whole:
            if self._recorded is None:
                self._recorded = recorded_lines(self._recording)
            cells = [python_of(cell) for cell in self._read_cells(book)]
            recorded = [self._recorded.get(f"{book}[cell {number}]", {}) for number in range(1, len(cells) + 1)]
            known = [(cell, lines) for cell, lines in zip(cells, recorded, strict=True) if any(lines.values())]
            self._whole[book] = cells if all(if_it_ran(*one) is not None for one in known) else []
        return self._whole[book]

    def _read_cells(self, book: str) -> list[str]:
        if book not in self._cells:
            self._cells[book] = cells_of(text_of(self._path(book), LARGEST_NOTEBOOK) or "")
        return self._cells[book]

    def _look_at(self, file: str) -> None:
        if file not in self._lines:
            text = self.text(file) or ""
            self._lines[file], self._statements[file] = lines_in(text), _whole_lines(file, text)

    def _path(self, file: str) -> Path:
        # A run that was just made knows its files by their whole paths; a recording from elsewhere does not.
        whole = (Path(path) for path in self._recording.files if path.endswith(os.sep + file))
        return next(whole, Path(self._folder, file))


def recorded_lines(recording: Recording) -> dict[str, dict[int, str]]:
    """For each file the lines that a recording has of it, by their numbers."""
    texts: dict[str, dict[int, str]] = {}
    for site in recording.sites.values():
        texts.setdefault(site.file, {})[site.line] = site.text
    return texts


def read(path: Path, recorded: Mapping[int, str]) -> str | None:
    """The text of a file, if it is there and still the one that ran.

    Args:
        path: the file.
        recorded: the lines that were recorded, by their numbers.
    """
    text = text_of(path, LARGEST)
    return None if text is None else if_it_ran(text, recorded)


def text_of(path: Path, largest: int) -> str | None:
    """The text of a file; None where there is none, or where it has more bytes than it may have."""
    try:
        if not path.is_file():  # a pipe, in a hostile recording
            return None
        with path.open("rb") as file:
            data = file.read(largest + 1)
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding) if len(data) <= largest else None
    except (OSError, SyntaxError, LookupError, ValueError):  # not to be read, or no text; `coding: zlib`, say
        return None


def if_it_ran(text: str, recorded: Mapping[int, str]) -> str | None:
    """A source, if the lines that were recorded are in it; where none was, there is nothing to tell it by."""
    lines = lines_in(text)
    same = all(
        0 < line <= len(lines) and lines[line - 1].strip()[:_LONGEST_TEXT] == told
        for line, told in recorded.items()
        if told
    )
    return text if same and any(recorded.values()) else None


def parsed(text: str) -> ast.Module | None:
    """The syntax tree of a text; None for what is no Python, or nested too deep to be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python thinks of the user's code is not asked here
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # Python 2, say
            return None


def is_deep(node: ast.AST) -> bool:
    """Whether a syntax tree has too many levels to be written out."""
    level = [node]
    for _ in range(_DEEPEST):
        level = [child for one in level for child in ast.iter_child_nodes(one)]
        if not level:
            return False
    return True


def statements(file: str, text: str) -> dict[int, Statement]:
    """For each line of a source the statement that it is part of; of a compound one, its head alone."""
    tree = parsed(text)
    return {line: one for one in _statements(file, tree, text) for line in one.numbers} if tree else {}


def _whole_lines(file: str, text: str) -> dict[int, Statement]:
    """Those whose lines are theirs alone, and which are not too deep: they can be typed anew, line by line."""
    tree = parsed(text)
    if tree is None:
        return {}
    every = list(_statements(file, tree, text))
    on_line = Counter(line for one in every for line in one.numbers)
    deep = {id(one.node) for one in every if is_deep(one.node)} if is_deep(tree) else set()
    lines = lines_in(text)
    return {
        line: one
        for one in every
        if all(on_line[number] == 1 for number in one.numbers)
        and _is_alone(one, lines)
        and deep.isdisjoint(map(id, (one.node, *one.above)))
        for line in one.numbers
    }


def _is_alone(found: Statement, lines: list[str]) -> bool:
    r"""Whether nothing else is in the lines of a statement, as in `else: x = 1` or `x = 1; \`."""
    before = lines[found.first - 1].encode()[: found.node.col_offset]
    end = found.node.end_lineno, found.node.end_col_offset
    after = b"" if found.is_head or None in end else lines[end[0] - 1].encode()[end[1] :]  # type: ignore[operator]
    if found.first > 1 and lines[found.first - 2].endswith("\\"):
        return False
    return not before.strip() and (not after.strip() or after.strip().startswith(b"#"))


def _statements(file: str, tree: ast.Module, text: str) -> Iterator[Statement]:
    lines = lines_in(text)
    for node, block, above in _walk(tree):
        quoted = _dedented(lines, node.lineno, _end(node, lines))
        indent = len(lines[node.lineno - 1]) - len(quoted[0])
        yield Statement(file, node, node.lineno, quoted, indent, above, block)


def _dedented(lines: list[str], first: int, last: int) -> tuple[str, ...]:
    return tuple(textwrap.dedent("\n".join(lines[first - 1 : last])).split("\n"))


def lines_in(text: str) -> list[str]:
    """Lines as Python counts them: a form feed begins no new one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


_Stmts = tuple[ast.stmt, ...]


def _walk(tree: ast.Module) -> Iterator[tuple[ast.stmt, _Stmts, _Stmts]]:
    """Every statement, with its block and those it is in, outer ones before inner ones."""
    todo: list[tuple[ast.AST, _Stmts]] = [(tree, ())]
    while todo:
        at, above = todo.pop()
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            block = tuple(getattr(at, name, ()))
            for node in block:
                if isinstance(node, ast.stmt):
                    yield node, block, above
                    is_new = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
                    todo.append((node, () if is_new else (node, *above)))
                else:
                    todo.append((node, above))


def _end(node: ast.stmt, lines: list[str]) -> int:
    """The last line of a statement, or of the head of a compound one."""
    body = getattr(node, "body", None)
    if not isinstance(body, list) or not body:
        return node.end_lineno or node.lineno
    end: int = max(body[0].lineno - 1, node.lineno)
    # What stands between a head and its body is no part of either.
    while end > node.lineno and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(("#", "@"))):
        end -= 1
    return end
