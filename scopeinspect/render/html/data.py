"""What the page's script is given: short keys, places by number, and nothing twice, as a net has many of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from scopeinspect.model import Graph, Request, ScopeEntry
from scopeinspect.recording import Recording
from scopeinspect.report import graphs_that_hold_something
from scopeinspect.reuse import Setter, is_entered_again, origin, setter_of_request, switches
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic
from scopeinspect.sharing import Verdict
from scopeinspect.variables import WholeVariable

Data = dict[str, Any]


def page_data(recording: Recording, variables: list[WholeVariable], diagnostics: Iterable[Diagnostic]) -> Data:
    """The data of a page; a variable is spoken of by its place in `variables`, a site by its number.

    Args:
        recording: what was recorded.
        variables: all of it.
        diagnostics: what the rules found.
    """
    sites = {site.id: [site.file, site.line, site.function, site.text] for site in recording.sites.values()}
    numbers = {site: number for number, site in recording.sites.items()}
    return {
        "sites": sites,
        "graphs": [_graph(recording, graph) for graph in graphs_that_hold_something(recording)],
        "variables": [_variable(recording, variable) for variable in variables],
        "refused": [_request(recording, request) for request in recording.requests if request.outcome == "refused"],
        "twins": _twins(recording, variables),
        "diagnostics": [
            {
                "code": one.code, "name": one.name, "severity": one.severity, "message": one.message,
                "variables": one.variables, "scopes": one.scopes, "why": one.why,
                "roles": [[role.text, numbers[role.site]] for role in one.roles if role.site in numbers],
                "fixes": [[fix.purpose, "\n".join(fix.code)] for fix in one.fixes],
            }
            for one in diagnostics
        ],
    }  # fmt: skip


def _graph(recording: Recording, graph: Graph) -> Data:
    ops = recording.ops.get(graph.id)
    counts = Counter(ops.entries) if ops else Counter[int]()
    scopes: dict[str, list[ScopeEntry]] = defaultdict(list)
    for entry in recording.entries.values():
        if entry.graph == graph.id:
            scopes[entry.name].append(entry)
    return {
        "id": graph.id,
        "kind": graph.kind,
        "name": graph.name,
        "ops": len(ops) if ops else 0,
        "scopes": [
            {
                "name": name,
                "ops": sum(counts[entry.id] for entry in entries),
                "entries": [_entry(recording, one) for one in entries if name and not is_entered_again(recording, one)],
            }
            for name, entries in scopes.items()
        ],
    }


def _entry(recording: Recording, entry: ScopeEntry) -> Data:
    return {
        "reuse": entry.reuse,
        "origin": origin(recording, entry),
        "nameScope": entry.name_scope.rstrip("/"),
        "settings": {name: setting.text for name, setting in entry.settings.items()},
        "stack": entry.stack,
        "switched": [change.stack[-1] for change in switches(recording, entry) if change.stack],
    }


def _variable(recording: Recording, variable: WholeVariable) -> Data:
    return {
        "name": variable.name,
        "scope": variable.scope,
        "keptFor": variable.kept_for,
        "graph": variable.graph,
        "kind": variable.kind,
        "madeBy": variable.made_by,
        "shape": variable.shape,
        "dtype": variable.dtype,
        "trainable": variable.trainable,
        "parameters": variable.parameters,
        "bytes": variable.bytes,
        "initializer": [variable.initializer.text, variable.initializer.origin, variable.initializer.scope],
        "collections": sorted(variable.collections),
        "settings": {name: setting.text for name, setting in variable.settings.items()},
        "stack": variable.stack,
        "requests": [_request(recording, request) for request in variable.requests],
    }


def _request(recording: Recording, request: Request) -> Data:
    told: Data = {
        "outcome": request.outcome,
        "reuse": request.reuse,
        "setter": _setter(recording, request),
        "stack": request.stack,
    }
    if request.outcome == "refused":
        told |= {"key": request.key, "message": request.message, "graph": recording.entries[request.entry].graph}
    return told


def _setter(recording: Recording, request: Request) -> list[Any]:
    found: Setter = setter_of_request(recording, request)
    place = [found.site.file, found.site.line] if found.site else []
    return [found.how, found.scope, *place]


def _twins(recording: Recording, variables: list[WholeVariable]) -> list[list[int]]:
    """Variables that the same code made again by mistake, each group by their places, the first one first."""
    places = {(variable.graph, variable.name): place for place, variable in enumerate(variables)}
    groups: dict[int, list[int]] = defaultdict(list)
    for repeat in Facts(recording).repeats:
        if repeat.verdict is Verdict.PARALLEL:
            for made in repeat.calls[1:]:
                for first, twin in zip(repeat.calls[0].variables, made.variables, strict=False):
                    groups[places[first.graph, first.name]].append(places[twin.graph, twin.name])
    return [[first, *again] for first, again in groups.items()]
