"""The Python of a notebook's cells, as it was run: without the lines that are IPython's own."""

from __future__ import annotations

import ast
import json
import warnings

import msgspec

_MOST_LINES = 100
"""Lines of IPython's in one cell that are looked for."""
_LARGEST_AT_ONCE = 16 * 1024 * 1024
"""Characters of a notebook that is read whole where need be. Hostile ones take thirty times as many bytes of memory."""


class _Cell(msgspec.Struct, frozen=True):
    """Of a cell what is needed: its outputs may hold images, and anything else."""

    cell_type: str
    source: msgspec.Raw = msgspec.Raw()
    input: msgspec.Raw = msgspec.Raw()


class _Sheet(msgspec.Struct, frozen=True):
    cells: list[_Cell]


class _Book(msgspec.Struct, frozen=True):
    cells: list[_Cell] = []
    worksheets: list[_Sheet] | msgspec.UnsetType = msgspec.UNSET
    """In nbformat 2 and 3."""


_BOOK = msgspec.json.Decoder(_Book)
_SOURCE = msgspec.json.Decoder(str | list[str])


def cells_of(text: str) -> list[str]:
    """The sources of a notebook's code cells, in order; none where the text is no notebook.

    Args:
        text: of a `.ipynb` file, of nbformat 2 to 4.
    """
    try:
        return _sources(_BOOK.decode(text))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        # A plot may have left a NaN, which is no JSON, and which Python reads all the same.
        return _cells_read_whole(text) if len(text) <= _LARGEST_AT_ONCE else []


def _sources(book: _Book) -> list[str]:
    if isinstance(book.worksheets, msgspec.UnsetType):
        raw = (cell.source for cell in book.cells if cell.cell_type == "code")
    else:
        raw = (cell.input for sheet in book.worksheets for cell in sheet.cells if cell.cell_type == "code")
    return ["".join(_SOURCE.decode(source)) for source in raw]


def _cells_read_whole(text: str) -> list[str]:
    try:
        book = json.loads(text)
        is_old = "worksheets" in book
        cells = [cell for sheet in book["worksheets"] for cell in sheet["cells"]] if is_old else book["cells"]
        key = "input" if is_old else "source"
        return ["".join(cell[key]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return []


def python_of(source: str) -> str:
    """A cell's source with `pass` for each line that Python can't read, as that is IPython's: the rest has run."""
    lines = source.split("\n")
    for _ in range(_MOST_LINES):
        number = _unreadable_line("\n".join(lines))
        if not 0 < number <= len(lines):
            break
        line = lines[number - 1]
        lines[number - 1] = line[: len(line) - len(line.lstrip())] + "pass"
    return "\n".join(lines)


def _unreadable_line(text: str) -> int:
    """The line, counting from 1, at which Python stops reading a text; 0 where it doesn't stop."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except SyntaxError as error:
            return error.lineno or 0
        except (ValueError, RecursionError, MemoryError):
            return 0
    return 0
