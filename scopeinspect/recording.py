"""Everything one run told, with its events by kind and number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TypeVar

from scopeinspect.model import (
    Change,
    Event,
    Exported,
    Fault,
    Graph,
    Load,
    Lost,
    Note,
    Ops,
    Outcome,
    Request,
    ScopeEntry,
    Selection,
    Session,
    Site,
    Start,
    TensorFlow,
    Variable,
)

Kind = TypeVar("Kind", bound=Event)


class Recording:
    """Everything one run told us.

    Args:
        start: what was run.
        tensorflow: None when the run ended before TensorFlow was there.
        events: sites, graphs, entries, changes, variables, requests and notes, in order.
        ops: the ops of each graph, by its number.
        outcome: how the run ended.
        files: the user's files that the run came from; not part of what is saved.
    """

    def __init__(
        self,
        start: Start,
        tensorflow: TensorFlow | None,
        events: Sequence[Event],
        ops: dict[int, Ops],
        outcome: Outcome,
        files: Sequence[str] = (),
    ) -> None:
        self.start = start
        self.tensorflow = tensorflow
        self.events = tuple(events)
        self.ops = ops
        self.outcome = outcome
        self.files = tuple(files)
        self.sites = {event.id: event for event in self._all(Site)}
        self.graphs = {event.id: event for event in self._all(Graph)}
        self.entries = {event.id: event for event in self._all(ScopeEntry)}
        self.variables = {event.id: event for event in self._all(Variable)}
        self.requests = tuple(self._all(Request))
        self.changes = tuple(self._all(Change))
        self.sessions = tuple(self._all(Session))
        self.selections = tuple(self._all(Selection))
        self.loads = tuple(self._all(Load))
        self.exports = {event.graph: event for event in self._all(Exported)}
        self.notes = tuple(self._all(Note))
        self.faults = tuple(self._all(Fault))
        self.lost = tuple(self._all(Lost))

    def _all(self, kind: type[Kind]) -> Iterator[Kind]:
        return (event for event in self.events if isinstance(event, kind))

    def __eq__(self, other: object) -> bool:
        """Whether both say the same."""
        return isinstance(other, Recording) and self._content == other._content

    __hash__ = None  # type: ignore[assignment]

    @property
    def _content(self) -> tuple[object, ...]:
        return (self.start, self.tensorflow, self.events, self.ops, self.outcome)

    def ops_of(self, graph: int) -> Ops:
        """The ops of a graph; none where none were told, as of a graph during whose making the process was killed."""
        return self.ops.get(graph, Ops(graph, [], [], [], []))

    def variable_of(self, request: Request) -> Variable | None:
        """The variable that a request created, reused, or found in its way; None where there is none."""
        return self.variables[request.variable] if request.variable is not None else None

    def site(self, stack: Sequence[int]) -> Site | None:
        """The innermost site of a stack."""
        return self.sites[stack[-1]] if stack else None

    def stack(self, stack: Sequence[int]) -> list[Site]:
        """The sites of a stack, outermost first."""
        return [self.sites[number] for number in stack]

    def around(self, entry: int) -> Iterator[ScopeEntry]:
        """The entries that something made in an entry is in, innermost first; that of the root is the last."""
        number: int | None = entry
        while number is not None:
            found = self.entries[number]
            yield found
            number = found.parent if found.parent is None or found.parent < number else None

    @property
    def is_incomplete(self) -> bool:
        """Whether something of the run is missing, for another reason than that it ended early."""
        return bool(self.faults or self.lost)

    @cached_property
    def is_empty(self) -> bool:
        """Whether no variable, no request and no op was seen."""
        return not (self.variables or self.requests or any(len(ops) for ops in self.ops.values()))
