"""What several rules need to know of a recording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import takewhile

from scopeinspect.cell_twins import CellTwins, cell_twins
from scopeinspect.flow import Flow
from scopeinspect.model import ScopeEntry, Site
from scopeinspect.recording import Recording
from scopeinspect.sharing import Repeat, repeats
from scopeinspect.sources import Sources
from scopeinspect.typed import Typed
from scopeinspect.variables import WholeVariable, whole_variables


class Facts:
    """A recording, and what follows from it, worked out once and only when asked for.

    Args:
        recording: what was recorded.
        folder: the working directory of the run, where its sources are looked for.
        typed: what the user named; by default the target, as it is shown.
    """

    def __init__(self, recording: Recording, folder: str = ".", typed: Typed | None = None) -> None:
        self.recording = recording
        self.typed = typed if typed and not typed.is_recording else Typed(recording.start.target)
        """How what ran is named where a command is to run it again."""
        self.folder = folder
        self.sources = Sources(recording, folder)

    @cached_property
    def variables(self) -> list[WholeVariable]:
        """All variables, in the order in which they were made."""
        return whole_variables(self.recording)

    @property
    def ended_well(self) -> bool:
        """Whether the script did all that it was to do."""
        outcome = self.recording.outcome
        return outcome.kind == "stopped" or (outcome.kind in ("finished", "exited") and outcome.status == 0)

    @cached_property
    def models(self) -> list[WholeVariable]:
        """The variables of models: no slot, moving average, global step or the like."""
        return [variable for variable in self.variables if variable.kind == "model"]

    @cached_property
    def flows(self) -> dict[int, Flow]:
        """What flows in each graph, by its number."""
        return {graph: Flow(self.recording.ops_of(graph)) for graph in self.recording.graphs}

    @cached_property
    def repeats(self) -> list[Repeat]:
        """The code that made the same variables again."""
        return repeats(self.recording, self.variables, self.flows, self.sources)

    @cached_property
    def cell_twins(self) -> list[CellTwins]:
        """What cells of a notebook made again that are earlier ones again."""
        return cell_twins(self.recording, self.models, self.flows, self.sources)

    @cached_property
    def in_copied_cells(self) -> frozenset[str]:
        """The names of those variables and of what they are again: what else is wrong with one is a consequence."""
        return frozenset(one.name for found in self.cell_twins for one in (*found.first, *found.twins))

    def default_named(self, entry: ScopeEntry) -> ScopeEntry | None:
        """The entry in which TensorFlow made this scope's name from a default one; None where it was given a name."""
        around = takewhile(lambda one: one.name == entry.name, self.naming(entry))
        return next((one for one in around if one.default_name), None)

    def naming(self, entry: ScopeEntry) -> Iterator[ScopeEntry]:
        """The entries that a scope has its name from, innermost first: a captured scope brings its own."""
        at: ScopeEntry | None = entry
        while at is not None:
            yield at
            before = at.captured if at.captured is not None else at.parent
            at = self.recording.entries[before] if before is not None and before < at.id else None

    def site(self, stack: Iterable[int]) -> Site | None:
        """The innermost site of a stack."""
        return self.recording.site(tuple(stack))
