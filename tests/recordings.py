"""Recordings made by hand, and recordings made up by hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from scopeinspect.journal import SCHEMA
from scopeinspect.model import (
    Change,
    Error,
    Event,
    Fault,
    Graph,
    InitializerText,
    Load,
    Note,
    Ops,
    Outcome,
    Part,
    Request,
    Reuse,
    ScopeEntry,
    Selection,
    Setting,
    Site,
    Start,
    TensorFlow,
    Variable,
)
from scopeinspect.recording import Recording


class Build:
    """Builds a recording step by step, as a script would have told it.

    Everything is made in graph 0, at the root of which entry 1 stands.
    """

    def __init__(self, target: str = "model.py") -> None:
        self.events: list[Event] = []
        self.start = Start(SCHEMA, target, "3.11.7")
        self.tensorflow = TensorFlow("2.21.0", tf1=True)
        self.outcome = Outcome("finished", 0)
        self.ops: list[tuple[str, str, int, int]] = []
        self._count = 0
        self._names = {1: ""}
        self.events.append(Graph(0, "graph"))
        self.root = self.entry("", parent=None, stack=[])

    def number(self) -> int:
        """Return a number that was not yet given."""
        self._count += 1
        return self._count

    def site(self, line: int, function: str = "<module>", file: str = "model.py", text: str = "") -> int:
        """Add a site."""
        number = self.number()
        self.events.append(Site(number, file, line, function, text))
        return number

    def entry(self, name: str, reuse: Reuse = "False", **changes: Any) -> int:
        """Enter a scope, given by its full name."""
        number = self.number()
        told = {
            "graph": 0, "thread": 0, "parent": getattr(self, "root", None), "captured": None, "reuse_declared": False,
            "name_scope": name, "settings": {}, **changes,
        }  # fmt: skip
        if "stack" not in told:
            told["stack"] = [self.site(number)]
        self.events.append(ScopeEntry(id=number, name=name, reuse=reuse, **told))
        self._names[number] = name
        return number

    def switch(self, entry: int, line: int) -> None:
        """Call `reuse_variables()` on an entered scope."""
        self.events.append(Change(entry, "reuse", "True", [self.site(line)]))

    def variable(self, name: str, entry: int | None = None, shape: Sequence[int | None] | None = (2, 3), **changes: Any) -> int:
        """Make a variable by a request; its name is as seen from its scope."""
        entry = self.root if entry is None else entry
        scope = self._names[entry]
        full = f"{scope}/{name}" if scope else name
        number = self.number()
        told = {
            "graph": 0, "dtype": "float32", "trainable": True, "made_by": "get_variable",
            "initializer": InitializerText("zeros_initializer()", "argument"),
            "collections": ["trainable_variables", "variables"], "resource": False, "settings": {}, "role": "",
            "role_of": "", "part": None, **changes,
        }  # fmt: skip
        if "stack" not in told:
            told["stack"] = [self.site(number)]
        size = None if shape is None else list(shape)
        self.events.append(Variable(id=number, entry=entry, name=full, shape=size, **told))
        if told["made_by"] == "get_variable":
            self.request(number, name, full, entry, "created", told["stack"])
        return number

    def request(
        self, variable: int | None, name: str, key: str, entry: int, outcome: Any, stack: list[int], **changes: Any
    ) -> None:
        """Ask for a variable."""
        told = {
            "reason": "", "message": "", "reuse": "True" if outcome == "reused" else "False", "given": {},
            "initializer": InitializerText("zeros_initializer()", "argument"), **changes,
        }  # fmt: skip
        self.events.append(
            Request(entry=entry, name=name, key=key, outcome=outcome, variable=variable, stack=stack, **told)
        )

    def made(self, *ops: str, entry: int | None = None) -> None:
        """Make ops."""
        self.ops += [(name, "NoOp", self.root if entry is None else entry, 0) for name in ops]

    def recording(self) -> Recording:
        """Return what was built."""
        names, types, entries, sites = ([row[place] for row in self.ops] for place in range(4))
        ops = {0: Ops(0, names, types, entries, sites)} if self.ops else {}
        return Recording(self.start, self.tensorflow, self.events, ops, self.outcome)


# Names as hostile as a file can hold them: JSON keeps every character but a lone surrogate.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.lists(st.sampled_from(["a", "b", "conv_1", "conv_2", "x[red]y", "\n", "", " "]) | texts, max_size=4).map("/".join)
counts = st.integers(0, 2**40)
shapes = st.none() | st.lists(st.none() | st.integers(0, 2**20), max_size=4)
reuses = st.sampled_from(["False", "True", "AUTO_REUSE"])


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Make up a recording whose references are all there."""
    sites = [Site(number, draw(texts), draw(counts), draw(texts), draw(texts)) for number in range(1, draw(st.integers(2, 5)))]
    stacks = st.lists(st.sampled_from([site.id for site in sites]), max_size=4)
    graphs = [Graph(0, "graph"), Graph(1, "function", draw(texts), 0)][: draw(st.integers(1, 2))]
    graph_ids = st.sampled_from([graph.id for graph in graphs])

    entries: list[ScopeEntry] = []
    for number in range(1, draw(st.integers(2, 6))):
        known = st.none() | st.sampled_from([entry.id for entry in entries]) if entries else st.none()
        settings = draw(st.dictionaries(texts, st.builds(Setting, texts, known), max_size=2))
        entries.append(ScopeEntry(
            number, draw(graph_ids), draw(counts), draw(names), draw(known), draw(known), draw(reuses),
            draw(st.booleans()), draw(names), settings, draw(stacks),
        ))  # fmt: skip
    entry_ids = st.sampled_from([entry.id for entry in entries])
    initializers = st.builds(
        InitializerText, texts, st.sampled_from(["argument", "scope", "default", "value", ""]), st.none() | entry_ids
    )
    variables = [
        Variable(
            number, draw(graph_ids), draw(entry_ids), draw(names), draw(shapes), draw(texts), draw(st.booleans()),
            draw(st.sampled_from(["get_variable", "Variable", "keras", "imported"])), draw(initializers),
            draw(st.lists(texts, max_size=2)), draw(st.booleans()), {},
            draw(st.sampled_from(["", "slot", "moving-average", "optimizer"])), draw(names),
            draw(st.none() | st.builds(Part, names, shapes, st.lists(counts, max_size=2))), draw(stacks),
        )
        for number in range(1, draw(st.integers(1, 5)))
    ]  # fmt: skip
    variable_ids = st.none() | st.sampled_from([variable.id for variable in variables]) if variables else st.none()
    requests = st.builds(
        Request, entry_ids, names, names, st.sampled_from(["created", "reused", "refused"]),
        st.sampled_from(["", "exists", "missing", "shape", "dtype", "other"]), texts, reuses, variable_ids,
        st.dictionaries(texts, st.none() | st.booleans() | counts | texts, max_size=2), initializers, stacks,
    )  # fmt: skip
    others = requests | st.builds(Change, entry_ids, texts, texts, stacks) | st.builds(Note, texts, stacks)
    selections = st.builds(Selection, graph_ids, texts, names, counts, stacks)
    loads = st.builds(Load, graph_ids, names, stacks)
    told = draw(st.lists(others | selections | loads | st.builds(Fault, texts), max_size=6))
    return Recording(
        Start(SCHEMA, draw(texts), draw(texts)),
        draw(st.none() | st.builds(TensorFlow, texts, st.booleans(), texts)),
        [*graphs, *sites, *entries, *variables, *told],
        draw(st.just({}) | ops_of(graph_ids, entry_ids, st.sampled_from([0, *(site.id for site in sites)]))),
        draw(outcomes(stacks)),
    )


def ops_of(
    graphs: st.SearchStrategy[int], entries: st.SearchStrategy[int], sites: st.SearchStrategy[int]
) -> st.SearchStrategy[dict[int, Ops]]:
    """Make up the ops of one graph."""

    def ops(graph: int, rows: list[tuple[str, str, int, int]], inputs: list[list[int]]) -> dict[int, Ops]:
        names, types, entries, sites = ([row[place] for row in rows] for place in range(4))
        known = [[place % len(rows) for place in places] for places in inputs[: len(rows)]]
        return {graph: Ops(graph, names, types, entries, sites, inputs=known if len(known) == len(rows) else [])}

    rows = st.lists(st.tuples(names, texts, entries, sites), min_size=1, max_size=5)
    return st.builds(ops, graphs, rows, st.lists(st.lists(counts, max_size=3), min_size=5, max_size=5) | st.just([]))


def outcomes(stacks: st.SearchStrategy[list[int]]) -> st.SearchStrategy[Outcome]:
    """Make up an ending."""
    kinds = st.sampled_from(["finished", "raised", "exited", "stopped", "timed-out", "interrupted", "killed"])
    return st.builds(Outcome, kinds, st.integers(-15, 255), st.none() | st.builds(Error, texts, texts, texts, stacks))
