"""Variables that a cell of a notebook made, and that a later cell of the same text made again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from scopeinspect.cell_copies import Copy, copy_of
from scopeinspect.flow import Flow
from scopeinspect.recording import Recording
from scopeinspect.sources import Sources, cell_at
from scopeinspect.twins import AskedNames
from scopeinspect.variables import WholeVariable


class CellTwins(msgspec.Struct, frozen=True):
    """What cells made that are earlier ones again."""

    book: str
    copy: Copy
    first: tuple[WholeVariable, ...]
    """Those of the earlier cells."""
    twins: tuple[WholeVariable, ...]
    """Those of the later ones, in the same order."""
    is_most: bool
    """Whether the graph has hardly any others."""


_MOST = 0.8
"""Of the variables of a graph, what counts as nearly all."""


def cell_twins(
    recording: Recording, variables: Iterable[WholeVariable], flows: dict[int, Flow], sources: Sources
) -> list[CellTwins]:
    """The variables of copied cells, by the cells, in order.

    Args:
        recording: what was recorded.
        variables: those of its models.
        flows: the flow in each graph, by its number.
        sources: where the cells are looked up.
    """
    if not any(cell_at(site.file) for site in recording.sites.values()):
        return []
    by_graph: dict[int, list[WholeVariable]] = defaultdict(list)
    for variable in variables:
        if variable.made_by != "imported" and variable.stack:
            by_graph[variable.graph].append(variable)
    found = []
    for graph, made in by_graph.items():
        for (book, copy), pairs in _pairs(recording, made, sources).items():
            first, twins = (tuple(each) for each in zip(*pairs, strict=True))
            is_most = len(first) + len(twins) >= _MOST * len(made)
            every = CellTwins(book, copy, first, twins, is_most)
            if not _are_meant(recording, every, flows[graph]):
                found.append(every)
    return found


def _pairs(
    recording: Recording, variables: list[WholeVariable], sources: Sources
) -> dict[tuple[str, Copy], list[tuple[WholeVariable, WholeVariable]]]:
    """The variables that the same lines of two cells made, asked for by the same name."""
    asked, texts = AskedNames(recording, variables), _Texts(sources)
    times: Counter[object] = Counter()
    seen: dict[object, tuple[int, WholeVariable]] = {}
    pairs: dict[tuple[str, Copy], list[tuple[WholeVariable, WholeVariable]]] = defaultdict(list)
    for variable in variables:
        stack = recording.stack(variable.stack)
        cell = cell_at(stack[0].file)
        if cell is None:
            continue
        shape = None if variable.shape is None else tuple(variable.shape)
        where = tuple((texts.of(site.file), site.line, site.function) for site in stack)
        key = where, asked.name(variable), shape, variable.dtype, variable.made_by
        times[key, cell] += 1
        number, original = seen.setdefault((key, times[key, cell]), (cell[1], variable))
        copy = copy_of(sources.cells(cell[0]), number, cell[1])
        if copy is not None:
            pairs[cell[0], copy].append((original, variable))
    return pairs


class _Texts:
    """What tells the text of a file from others: cells of one text are one."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._known: dict[str, str] = {}

    def of(self, file: str) -> str:
        if file not in self._known:
            cell = cell_at(file)
            cells = self._sources.cells(cell[0]) if cell else []
            self._known[file] = cells[cell[1] - 1].rstrip() if cell and cell[1] <= len(cells) else file
        return self._known[file]


def _are_meant(recording: Recording, found: CellTwins, flow: Flow) -> bool:
    """Whether one set computes with the other, as layers do, or other cells put together what both computed."""
    if not flow.is_known:
        return True
    names = [[part.name for variable in each for part in variable.parts] for each in (found.first, found.twins)]
    first, second = flow.uses(names)
    if second.after & 1 or first.after & 2 or second.copied & 1:
        return True
    places = flow.places
    starts = {places[name]: 1 << number for number, each in enumerate(names) for name in each if name in places}
    copy = found.copy
    inside = {
        f"{found.book}[cell {start + step}]" for start in (copy.first, copy.again) for step in range(copy.count)
    }
    sites, ops = recording.sites, flow.ops
    return any(
        bits == (1 | 2) and ops.sites[place] in sites and sites[ops.sites[place]].file not in inside
        for place, bits in enumerate(flow.reached(starts))
    )
