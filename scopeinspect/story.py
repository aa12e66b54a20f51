"""How a variable or a scope came to be as it is: the data of `scopeinspect why`."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from scopeinspect.flow import is_update
from scopeinspect.model import Request, ScopeEntry, Setting, Site, Variable
from scopeinspect.recording import Recording
from scopeinspect.reuse import Setter, setter, setter_of_request, switched
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.reusing import differences
from scopeinspect.variables import WholeVariable

_PASSED_ON = frozenset({
    "Identity", "ReadVariableOp", "Enter", "RefEnter", "Switch", "RefSwitch", "Cast",
})
_MOST_NEAR = 5


class Step(msgspec.Struct, frozen=True):
    """Something that happened to a variable, or was asked of it."""

    outcome: str
    """`created`, `reused`, `refused`; `made again`, of a twin that the same code made later, or `made before`, of one
    that it made earlier."""
    stack: tuple[Site, ...]
    reuse: str
    """The flag in force; empty where nobody looked at it."""
    setter: Setter | None
    """Who set it."""
    scope: str
    """The scope that was asked in."""
    ignored: tuple[str, ...] = ()
    """What was asked for and had no effect, because the first request decides."""
    message: str = ""
    """Of a refusal, what TensorFlow said."""
    advice: str = ""
    """What would have to change for this one to share."""


class Uses(msgspec.Struct, frozen=True):
    """The ops that use a variable."""

    readers: tuple[str, ...] = ()
    """Those that compute with it, those of `tf.gradients` left out."""
    read_at: tuple[Site, ...] = ()
    """Where those were made: what keeps a variable, as a cell does, uses it again without asking for it."""
    gradients: int = 0
    """How many of `tf.gradients` there are."""
    writers: tuple[str, ...] = ()


class VariableStory(msgspec.Struct, frozen=True):
    """Everything about one variable."""

    variable: WholeVariable
    store_key: str | None
    """The name under which get_variable knows it; None where it doesn't."""
    lineage: str
    """Where its initializer came from, in words."""
    lineage_site: Site | None
    steps: tuple[Step, ...]
    uses: Uses
    kept: tuple[WholeVariable, ...]
    """Its slots and moving averages."""


class Entry(msgspec.Struct, frozen=True):
    """One time that a scope was entered."""

    stack: tuple[Site, ...]
    reuse: str
    """The flag it was entered with."""
    setter: Setter
    switched: Site | None
    """Where `reuse_variables()` was called on it."""
    captured: bool
    name_scope: str
    settings: tuple[tuple[str, Setting, str], ...]
    """Each default that it hands on, with the scope that declared it."""
    outcomes: Counter[str]
    """How many requests made directly in it came to what."""


class ScopeStory(msgspec.Struct, frozen=True):
    """Everything about one scope."""

    name: str
    variables: tuple[WholeVariable, ...]
    """Those in it, and below."""
    others: int
    """How many slots, moving averages and the like are there, too."""
    entries: tuple[Entry, ...]


class Unknown(msgspec.Struct, frozen=True):
    """There is no variable and no scope of that name."""

    name: str
    refused: tuple[Step, ...]
    """The requests for it, which were refused."""
    near: tuple[str, ...]
    """The names that are most like it."""


Story = VariableStory | ScopeStory | Unknown


def stories(recording: Recording, name: str) -> list[Story]:
    """What there is to tell of a name: one story for each graph that has it.

    Args:
        recording: what was recorded.
        name: of a variable (with `:0` or without) or of a scope.
    """
    facts = Facts(recording)
    wanted = name.removesuffix(":0").strip("/")
    found: list[Story] = [_variable(facts, one) for one in facts.variables if _is_called(one, wanted)]
    graphs = dict.fromkeys(entry.graph for entry in recording.entries.values() if entry.name == wanted)
    if not found:
        found = [_scope(facts, wanted, graph) for graph in graphs if wanted]
    return found or [_unknown(facts, wanted)]


def _is_called(variable: WholeVariable, name: str) -> bool:
    known_as = {request.key for request in variable.requests}
    return name in (variable.name, *known_as, *(part.name for part in variable.parts))


# A variable


def _variable(facts: Facts, variable: WholeVariable) -> VariableStory:
    recording = facts.recording
    site = None
    told = variable.parts[0].initializer
    if told.entry is not None:
        site = recording.site(recording.entries[told.entry].stack)
    origin = variable.initializer.origin
    where = f"from scope {variable.initializer.scope}" if variable.initializer.scope else "from the root scope"
    lineage = {
        "argument": "argument", "default": "TensorFlow's default", "value": "initial value", "scope": where,
    }.get(origin, "")  # fmt: skip
    return VariableStory(
        variable=variable,
        store_key=next((request.key for request in variable.requests), None),
        lineage=lineage,
        lineage_site=site,
        steps=tuple(_steps(facts, variable)),
        uses=_uses(facts, variable),
        kept=tuple(one for one in facts.variables if one.kept_for == variable.name and one.graph == variable.graph),
    )


def _steps(facts: Facts, variable: WholeVariable) -> Iterator[Step]:
    recording = facts.recording
    first = variable.parts[0]
    requests = list(variable.requests) + [
        request for request in recording.requests if request.outcome == "refused" and request.variable == first.id
    ]
    requests.sort(key=recording.requests.index)
    if original := _original(facts, variable):
        yield _twin_step(recording, "made before", original)
    if not any(request.outcome == "created" for request in requests):
        scope = recording.entries[first.entry].name
        advice = _how_to_share(variable) if original else ""
        yield Step("created", tuple(recording.stack(first.stack)), "", None, scope, advice=advice)
    shared = next((request for request in requests if request.outcome == "reused"), None)
    for request in requests:
        step = _step(recording, request, first, shared)
        yield replace(step, advice=_how_to_share(variable)) if original and step.outcome == "created" else step
    for repeat in facts.repeats:
        for made in repeat.calls[1:]:
            for original, twin in zip(repeat.calls[0].variables, made.variables, strict=False):
                if original.name == variable.name and original.graph == variable.graph:
                    yield replace(_twin_step(recording, "made again", twin), advice=_how_to_share(twin))


def _original(facts: Facts, variable: WholeVariable) -> WholeVariable | None:
    """The variable that the same code had made before, where this one was made again."""
    for repeat in facts.repeats:
        for made in repeat.calls[1:]:
            for original, twin in zip(repeat.calls[0].variables, made.variables, strict=False):
                if twin.name == variable.name and twin.graph == variable.graph:
                    return original
    return None


def _step(recording: Recording, request: Request, variable: Variable | None, shared: Request | None) -> Step:
    ignored: tuple[str, ...] = ()
    if request.outcome == "reused" and variable is not None:
        ignored = tuple(asked for _, asked, _ in differences(request, variable))
    return Step(
        outcome=request.outcome,
        stack=tuple(recording.stack(request.stack)),
        reuse=request.reuse,
        setter=setter_of_request(recording, request),
        scope=recording.entries[request.entry].name,
        ignored=ignored,
        message=request.message,
        advice=_advice(recording, request, shared),
    )


def _advice(recording: Recording, request: Request, shared: Request | None) -> str:
    if request.outcome != "refused":
        return ""
    if request.reason == "exists":
        who = setter_of_request(recording, shared) if shared else None
        if who and who.site:
            here = recording.site(request.stack)
            file = who.site.file.rpartition("/")[2]
            where = f"{file}:{who.site.line}" if here and here.file != who.site.file else f"line {who.site.line}"
            return f"to share here too, switch reuse on as {where} does"
        return "to share here, open a scope around this call with reuse=True, or all of them with reuse=tf.AUTO_REUSE"
    if request.reason == "missing":
        return "to make it here, leave reuse off, or open the scope with reuse=tf.AUTO_REUSE"
    return f"to share here, ask for the {request.reason} it was made with"


def _twin_step(recording: Recording, outcome: str, twin: WholeVariable) -> Step:
    scope = recording.entries[twin.parts[0].entry].name
    return Step(outcome, tuple(recording.stack(twin.stack)), "", None, scope, message=twin.name)


def _how_to_share(twin: WholeVariable) -> str:
    return {
        "Variable": "to share, make it with tf.get_variable, and reuse its scope here",
        "keras": "to share, make the layer once, and call it here too",
    }.get(twin.made_by, "to share, give the layer or scope a name, and reuse it here")


def _uses(facts: Facts, variable: WholeVariable) -> Uses:
    flow = facts.flows.get(variable.graph)
    if flow is None or not flow.is_known:
        return Uses()
    todo = [flow.places[part.name] for part in variable.parts if part.name in flow.places]
    readers: dict[int, None] = {}
    writers: dict[int, None] = {}
    seen = set(todo)
    while todo:
        source = todo.pop()
        for place in flow.consumers[source]:
            op_type = flow.ops.types[place]
            if is_update(op_type) and flow.ops.inputs[place][0] == source:
                writers[place] = None
            elif op_type in _PASSED_ON:
                todo += [] if place in seen else [place]
                seen.add(place)
            elif op_type not in ("VarIsInitializedOp", "IsVariableInitialized", "SaveV2", "Save"):
                readers[place] = None
    names = flow.ops.names
    forward = [place for place in sorted(readers) if not flow.is_gradient[place]]
    sites = (facts.recording.sites.get(flow.ops.sites[place]) for place in forward)
    return Uses(
        readers=tuple(names[place] for place in forward),
        read_at=tuple(dict.fromkeys(site for site in sites if site)),
        gradients=len(readers) - len(forward),
        writers=tuple(names[place] for place in sorted(writers)),
    )


# A scope


def _scope(facts: Facts, name: str, graph: int) -> ScopeStory:
    recording = facts.recording
    entries = [entry for entry in recording.entries.values() if entry.name == name and entry.graph == graph]
    outcomes: dict[int, Counter[str]] = {entry.id: Counter() for entry in entries}
    for request in recording.requests:
        if request.entry in outcomes:
            outcomes[request.entry][request.outcome] += 1
    inside = tuple(
        one for one in facts.variables if one.graph == graph and (one.scope == name or one.name.startswith(f"{name}/"))
    )
    model = tuple(one for one in inside if one.kind == "model")
    told = tuple(_entry(recording, entry, outcomes[entry.id]) for entry in entries)
    return ScopeStory(name, model, len(inside) - len(model), told)


def _entry(recording: Recording, entry: ScopeEntry, outcomes: Counter[str]) -> Entry:
    change = switched(recording, entry)
    return Entry(
        stack=tuple(recording.stack(entry.stack)),
        reuse=entry.reuse,
        setter=setter(recording, entry),
        switched=recording.site(change.stack) if change else None,
        captured=entry.captured is not None,
        name_scope=entry.name_scope.rstrip("/"),
        settings=tuple(
            (name, told, recording.entries[told.entry].name if told.entry in recording.entries else "")
            for name, told in entry.settings.items()
        ),
        outcomes=outcomes,
    )


# Neither


def _unknown(facts: Facts, name: str) -> Unknown:
    recording = facts.recording
    refused = [request for request in recording.requests if request.outcome == "refused" and request.key == name]
    known = [variable.name for variable in facts.variables]
    known += [entry.name for entry in recording.entries.values() if entry.name]
    return Unknown(name, tuple(_step(recording, request, None, None) for request in refused), _near(name, known))


def _near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    every = list(dict.fromkeys(known))
    leaf = name.rpartition("/")[2]
    same_leaf = [one for one in every if one.rpartition("/")[2] == leaf]
    near = difflib.get_close_matches(name, every[:20_000], n=_MOST_NEAR, cutoff=0.6)
    return tuple(dict.fromkeys([*near, *same_leaf]))[:_MOST_NEAR]
