"""Reads the cells of a notebook, and runs them one after the other.

A notebook is a ``.ipynb`` file (nbformat 2 to 4), read with plain `json`, or a text export of one (see
`transcript`).
"""

from __future__ import annotations

import io
import json
import linecache
import os
from dataclasses import dataclass
from types import CodeType
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

from . import transcript
from .ending import CellFault, Fault, Skipped, fault_of, remember
from .magics import without_magics
from .source import Problem, read

OnCell = Callable[["Cell", Optional[Fault]], None]

_MAY_RAISE = "raises-exception"
"""The tag of a cell that nbconvert and nbclient let raise."""


@dataclass(frozen=True)
class Cell:
    """A code cell."""

    number: int
    """Counting code cells from 1. The number in a mark only says when its author last ran the cell."""
    filename: str
    """What its code objects say: ``/home/me/book.ipynb[cell 3]``, or a text export's own path."""
    source: str
    """Its Python. In a text export as many empty lines stand before it as lines in the file."""
    text: Optional[str] = None
    """What `linecache` is to show for the file name; None where that is a file."""
    skipped: Tuple[Skipped, ...] = ()
    """Its lines that are IPython's own, replaced in `source`."""
    may_raise: bool = False
    """Whether its author has marked it as one that raises, with the tag that Jupyter has for that."""


def read_cells(path: str) -> Tuple[Cell, ...]:
    """The code cells of a notebook.

    Raises:
        Problem: there is no such file, or it is no notebook, or one in another language.
    """
    try:
        text = read(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(f"{path} is no notebook: it isn't UTF-8 text.", path) from None
    where = os.path.abspath(path)
    if not path.lower().endswith(".ipynb"):
        return tuple(_cells_of_export(text, path, where))
    return tuple(_cells_of_json(text, path, where))


def run_cells(
    cells: Tuple[Cell, ...],
    namespace: Dict[str, Any],
    compile_source: Callable[[str, str], CodeType],
    on_cell: Optional[OnCell],
    faults: List[CellFault],
) -> None:
    """Runs cells in one namespace, the next one too when one raises (`SystemExit` included).

    Only what is no `Exception` otherwise, Ctrl-C above all, comes through and ends the notebook.

    Args:
        cells: what to run.
        namespace: the globals that they share.
        compile_source: makes code of a cell's source and file name.
        on_cell: called after each cell, with the cell and its fault or None.
        faults: takes what was raised, as it is raised.
    """
    for cell in cells:
        if cell.text is not None:
            lines = io.StringIO(cell.text + "\n").readlines()
            # Without a time of change, `linecache.checkcache` leaves the entry alone.
            linecache.cache[cell.filename] = (len(cell.text), None, lines, cell.filename)
    for cell in cells:
        raised: Optional[BaseException] = None
        try:
            exec(compile_source(cell.source, cell.filename), namespace)
        except (Exception, SystemExit) as exception:
            raised = exception
        fault = None
        if raised is not None:
            fault = fault_of(raised)
            remember(raised)
            faults.append(CellFault(cell.number, fault))
        if on_cell is not None:
            on_cell(cell, fault)


def _cells_of_json(text: str, path: str, where: str) -> Iterator[Cell]:
    for number, (source, tags) in enumerate(_json_sources(text, path), 1):
        python, skipped = without_magics(source.split("\n"))
        notes = tuple(Skipped(number, line, shown) for line, shown in skipped)
        yield Cell(
            number, f"{where}[cell {number}]", "\n".join(python) + "\n", source, notes, may_raise=_MAY_RAISE in tags
        )


def _json_sources(text: str, path: str) -> List[Tuple[str, List[Any]]]:
    """The source of each code cell, with its tags."""
    try:
        book = json.loads(text)
    except json.JSONDecodeError as error:
        sentence = f"{path}:{error.lineno}:{error.colno} is no notebook: {error.msg}."
        raise Problem(sentence, path, error.lineno, error.colno) from None
    except (RecursionError, ValueError):
        sentence = f"{path} is no notebook: it is nested too deeply, or holds a number too long to read."
        raise Problem(sentence, path) from None
    try:
        if "worksheets" in book:  # nbformat 2 and 3
            cells = [cell for sheet in book["worksheets"] for cell in sheet["cells"]]
        else:
            cells = book["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        sources = ["".join(cell["input" if "worksheets" in book else "source"]) for cell in code]
        tags = [_tags(cell) for cell in code]
        language = _language(book, code)
    except (KeyError, TypeError, AttributeError):
        raise Problem(f"{path} is no notebook: it is JSON without a notebook's cells.", path) from None
    if not language.lower().startswith(("python", "ipython")):
        raise Problem(f"{path} is a notebook in {language}, not in Python.", path)
    return list(zip(sources, tags))


def _language(book: Dict[str, Any], code: List[Dict[str, Any]]) -> str:
    about = _object(book, "metadata")
    told = [_object(about, "language_info").get("name"), _object(about, "kernelspec").get("language")]
    told += [cell.get("language") for cell in code[:1]]
    return next((str(language)[:40] for language in told if language), "python")


def _tags(cell: Dict[str, Any]) -> List[Any]:
    tags = _object(cell, "metadata").get("tags")
    return tags if isinstance(tags, list) else []


def _object(parent: Dict[str, Any], name: str) -> Dict[str, Any]:
    """A part of the metadata, empty where it is anything else: a notebook with odd metadata runs all the same."""
    value = parent.get(name)
    return value if isinstance(value, dict) else {}


def _cells_of_export(text: str, path: str, where: str) -> Iterator[Cell]:
    cells = transcript.cells_of(text)
    if not cells:
        sentence = f"{path} has no cells: no mark like In [1]: and no fenced block of Python."
        raise Problem(sentence, path)
    for number, (before, lines) in enumerate(cells, 1):
        python, skipped = without_magics(lines)
        notes = tuple(Skipped(number, before + line, shown) for line, shown in skipped)
        yield Cell(number, where, "\n" * before + "\n".join(python) + "\n", None, notes)
