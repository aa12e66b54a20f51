"""Prints a recording, and reads the printed table back."""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from typing import Any
from unittest import mock

from scopeinspect.recording import Recording
from scopeinspect.render.formats import as_text
from scopeinspect.render.run import Show
from scopeinspect.render.text import PLAINLY
from scopeinspect.rules.refusals import unmet_refusals

GUIDES = re.compile(r"^[│├└─ |`-]*")


def printed(recording: Recording, width: int = 120, *, encoding: str = "utf-8", **show: Any) -> str:
    """Return what is printed of a recording, on so many columns, without colour."""
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors=PLAINLY)
    with mock.patch.dict(os.environ, COLUMNS=str(width)):
        as_text(recording, list(unmet_refusals(recording)), Show(**show), file)
    file.flush()
    text = str(file.buffer.getvalue().decode(encoding))  # type: ignore[attr-defined]
    padded = [line for line in text.splitlines() if line != line.rstrip()]
    assert not padded, "a line that ends in blanks has them copied along"
    return text


@dataclass
class Row:
    """A row of the printed table."""

    name: str
    """As printed, without the guides."""
    level: int
    """How deep it stands: the width of its guides."""
    cells: dict[str, str]

    def number(self, column: str) -> int:
        """Return the number in a cell, 0 where it is empty."""
        return int(self.cells[column].replace(",", "") or 0)


def table(text: str) -> list[Row]:
    """Return the rows of the printed table, each cell by the header above it."""
    lines = text.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("variable scope"))
    end = next((place for place in range(start, len(lines)) if not lines[place].strip()), len(lines))
    header, *rows = lines[start:end]
    spans = _spans(lines[start:end])
    names = [header[begin:stop].strip() for begin, stop in spans]
    return [_row(row, dict(zip(names, spans, strict=True))) for row in rows]


def _row(line: str, spans: dict[str, tuple[int, int]]) -> Row:
    cells = {name: line[begin:stop].strip() for name, (begin, stop) in spans.items()}
    label = line[slice(*spans["variable scope"])].rstrip()
    guides = GUIDES.match(label)
    assert guides
    return Row(label[guides.end() :], guides.end(), cells)


def _spans(lines: list[str]) -> list[tuple[int, int]]:
    """Return where the columns are: between them stand two blanks in every line, the header's too."""
    width = max(map(len, lines))
    used = [any(line[place : place + 1].strip() for line in lines) for place in range(width)]
    text = "".join("x" if one else " " for one in used)
    spans: list[tuple[int, int]] = []
    for match in re.finditer(r"x(?: ?x)*", text):
        if lines[0][slice(*match.span())].strip():
            spans.append(match.span())
        else:  # a second part of every cell in the column
            spans[-1] = (spans[-1][0], match.end())
    return spans


def under(rows: list[Row], scope: Row) -> list[Row]:
    """Return the rows below a row."""
    following = rows[rows.index(scope) + 1 :]
    length = next((place for place, row in enumerate(following) if row.level <= scope.level), len(following))
    return following[:length]
