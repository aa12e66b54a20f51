"""The report of a run as plain data: the contract of `--format json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from scopeinspect.model import Graph, Request, ScopeEntry, Site
from scopeinspect.recording import Recording
from scopeinspect.reuse import origin, switches
from scopeinspect.rules.rule import Diagnostic, Role
from scopeinspect.variables import WholeVariable, whole_variables

SCHEMA = "scopeinspect/report/1"

Data = dict[str, Any]


def report(recording: Recording, diagnostics: Iterable[Diagnostic]) -> Data:
    """Everything a run told, in the form that other programs read."""
    variables = whole_variables(recording)
    tensorflow = recording.tensorflow
    return {
        "schema": SCHEMA,
        "target": recording.start.target,
        "tensorflow": tensorflow.version if tensorflow else None,
        "python": recording.start.python,
        "tf1": tensorflow.tf1 if tensorflow else None,
        "tf1_why": tensorflow.why if tensorflow else None,
        "outcome": _outcome(recording),
        "notes": [{"text": note.text, "site": _site(recording.site(note.stack))} for note in recording.notes],
        "graphs": [graph_data(recording, graph, variables) for graph in graphs_that_hold_something(recording)],
        "totals": {
            "variables": len(variables),
            "trainable": sum(variable.trainable for variable in variables),
            "parameters": sum(variable.parameters or 0 for variable in variables),
            "bytes": sum(variable.bytes or 0 for variable in variables),
            "ops": sum(map(len, recording.ops.values())),
        },
        "diagnostics": [diagnostic_data(diagnostic) for diagnostic in diagnostics],
    }


def graphs_that_hold_something(recording: Recording) -> list[Graph]:
    """The graphs in which a variable, an op or a scope was made, in order."""
    held = {variable.graph for variable in recording.variables.values()}
    held |= {number for number, ops in recording.ops.items() if len(ops)}
    held |= {entry.graph for entry in recording.entries.values() if entry.name}
    return [graph for graph in recording.graphs.values() if graph.id in held]


def diagnostic_data(diagnostic: Diagnostic) -> Data:
    """One diagnostic, as in the report."""
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "variables": list(diagnostic.variables),
        "scopes": list(diagnostic.scopes),
        "sites": [_role(role) for role in diagnostic.roles],
        "primary": next((place for place, role in enumerate(diagnostic.roles) if role is diagnostic.primary), None),
        "why": diagnostic.why,
        "fixes": [{"purpose": fix.purpose, "code": list(fix.code)} for fix in diagnostic.fixes],
        "fix": "\n".join(line for fix in diagnostic.fixes for line in (fix.purpose, *fix.code)),
    }


def _role(role: Role) -> Data:
    quoted = role.statement
    return {
        "role": role.text,
        "site": _site(role.site),
        "text": role.site.text,
        # Of one line it is the text already.
        "statement": {"line": quoted.first, "lines": list(quoted.lines)} if quoted and len(quoted.lines) > 1 else None,
    }


def _outcome(recording: Recording) -> Data:
    error = recording.outcome.error
    told = None
    if error is not None:
        told = {"type": error.type, "message": error.message, "site": _site(recording.site(error.stack))}
    return {"kind": recording.outcome.kind, "status": recording.outcome.status, "error": told}


def graph_data(recording: Recording, graph: Graph, variables: list[WholeVariable]) -> Data:
    """One graph, as in the report.

    Args:
        recording: what was recorded.
        graph: one of its graphs.
        variables: of all graphs.
    """
    ops = recording.ops.get(graph.id)
    return {
        "index": graph.id,
        "kind": graph.kind,
        "name": graph.name,
        "outer": graph.outer,
        "ops": len(ops) if ops else 0,
        "op_types": dict(sorted(Counter(ops.types).items())) if ops else {},
        "scopes": _scopes(recording, graph.id),
        "variables": [_variable(recording, variable) for variable in variables if variable.graph == graph.id],
        "refused": [
            _refused(recording, request)
            for request in recording.requests
            if request.outcome == "refused" and recording.entries[request.entry].graph == graph.id
        ],
    }


def _scopes(recording: Recording, graph: int) -> list[Data]:
    counts = Counter(recording.ops[graph].entries) if graph in recording.ops else Counter[int]()
    scopes: dict[str, list[ScopeEntry]] = {}
    for entry in recording.entries.values():
        if entry.graph == graph:
            scopes.setdefault(entry.name, []).append(entry)
    told = []
    for name, entries in scopes.items():
        switched = [change for entry in entries for change in switches(recording, entry)]
        if name or switched:  # the root is worth telling of only where something was done to it
            told.append({
                "name": name,
                "entries": [_entry(recording, entry) for entry in entries],
                "reuse_switched": [_site(recording.site(change.stack)) for change in switched],
                "ops": sum(counts[entry.id] for entry in entries),
            })
    return told


def _entry(recording: Recording, entry: ScopeEntry) -> Data:
    initializer = entry.settings.get("initializer")
    return {
        "reuse": entry.reuse,
        "reuse_origin": origin(recording, entry),
        "name_scope": entry.name_scope,
        "initializer": initializer.text if initializer else None,
        "settings": {name: setting.text for name, setting in entry.settings.items() if name != "initializer"},
        "site": _site(recording.site(entry.stack)),
    }


def _variable(recording: Recording, variable: WholeVariable) -> Data:
    initializer: Data = {"text": variable.initializer.text, "origin": variable.initializer.origin}
    if variable.initializer.scope is not None:
        initializer["scope"] = variable.initializer.scope
    told: Data = {
        "name": variable.name,
        "scope": variable.scope,
        "kind": variable.kind,
        "kept_for": variable.kept_for,
        "made_by": variable.made_by,
        "shape": variable.shape,
        "dtype": variable.dtype,
        "trainable": variable.trainable,
        "parameters": variable.parameters,
        "bytes": variable.bytes,
        "initializer": initializer if variable.initializer.text else None,
        "collections": sorted(variable.collections),
        "settings": {name: setting.text for name, setting in variable.settings.items()},
        "site": _site(recording.site(variable.stack)),
        "requests": [_request(recording, request) for request in variable.requests],
    }
    if variable.is_partitioned:
        told["parts"] = [
            {"name": part.name, "shape": part.shape, "offset": part.part.offset} for part in variable.parts if part.part
        ]
    return told


def _request(recording: Recording, request: Request) -> Data:
    return {
        "outcome": request.outcome,
        "reuse": request.reuse,
        "site": _site(recording.site(request.stack)),
        "stack": [_site(site) for site in recording.stack(request.stack)],
    }


def _refused(recording: Recording, request: Request) -> Data:
    return {
        "name": request.key,
        "scope": recording.entries[request.entry].name,
        "reuse": request.reuse,
        "reason": request.reason,
        "message": request.message,
        "site": _site(recording.site(request.stack)),
        "stack": [_site(site) for site in recording.stack(request.stack)],
    }


def _site(site: Site | None) -> Data | None:
    return {"file": site.file, "line": site.line, "function": site.function} if site else None
