"""The ops and the variables of recorded graphs as tables."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from scopeinspect.model import Graph
from scopeinspect.recording import Recording
from scopeinspect.report import graph_data
from scopeinspect.variables import whole_variables
from scopeinspect.words import escaped

_FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.e-]+\Z)")
"""What a spreadsheet takes for the beginning of a formula; a negative number is none."""

SCHEMA = "scopeinspect/dump/1"

Row = dict[str, Any]


def as_json(recording: Recording, graphs: Iterable[Graph], file: TextIO) -> None:
    """Every op and every variable of the graphs; an op a line, as there are many."""
    variables = whole_variables(recording)
    file.write(f'{{"schema": {json.dumps(SCHEMA)}, "target": {json.dumps(recording.start.target)}, "graphs": [')
    for number, graph in enumerate(graphs):
        data = graph_data(recording, graph, variables)
        file.write("," * (number > 0) + f'\n{{"index": {graph.id}, "kind": {json.dumps(graph.kind)}, "variables": ')
        json.dump(data["variables"], file)
        file.write(', "ops": [')
        for place, row in enumerate(op_rows(recording, graph.id)):
            file.write(",\n" if place else "\n")
            json.dump(row, file)
        file.write("]}")
    file.write("]}\n")


def ops_as_csv(recording: Recording, graphs: Iterable[Graph], file: TextIO) -> None:
    """A line for each op."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([
        "graph", "name", "type", "variable_scope", "name_scope", "inputs", "waits_for", "file", "line", "function",
    ])  # fmt: skip
    for graph in graphs:
        for row in op_rows(recording, graph.id):
            site = row["site"] or {"file": "", "line": "", "function": ""}
            writer.writerow(_cell(value) for value in [
                graph.id, row["name"], row["type"], row["variable_scope"], row["name_scope"],
                " ".join(row["inputs"]), " ".join(row["waits_for"]), *site.values(),
            ])  # fmt: skip


def variables_as_csv(recording: Recording, graphs: Iterable[Graph], file: TextIO) -> None:
    """A line for each variable."""
    columns = ["graph", "name", "scope", "kind", "shape", "dtype", "trainable", "parameters", "bytes", "initializer"]
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*columns, "reused", "file", "line", "function"])
    numbers = {graph.id for graph in graphs}
    for variable in whole_variables(recording):
        if variable.graph in numbers:
            site = recording.site(variable.stack)
            shape = "" if variable.shape is None else json.dumps(variable.shape)
            writer.writerow(_cell(value) for value in [
                variable.graph, variable.name, variable.scope, variable.kind, shape, variable.dtype,
                variable.trainable, variable.parameters, variable.bytes, variable.initializer.text, variable.reused,
                *((site.file, site.line, site.function) if site else ("", "", "")),
            ])  # fmt: skip


def _cell(value: object) -> object:
    """A value as it may stand in a spreadsheet, or on a terminal: a text is never taken for a formula, or a command."""
    if not isinstance(value, str):
        return value
    return escaped(f"'{value}" if _FORMULA.match(value) else value)


def op_rows(recording: Recording, graph: int) -> Iterator[Row]:
    """The ops of a graph, in the order in which they were made."""
    ops = recording.ops.get(graph)
    if ops is None:
        return
    for place, name in enumerate(ops.names):
        entry, site = recording.entries[ops.entries[place]], recording.sites.get(ops.sites[place])
        inputs = ops.inputs[place] if ops.inputs else []
        yield {
            "name": name,
            "type": ops.types[place],
            "variable_scope": entry.name,
            "name_scope": name.rpartition("/")[0],
            "inputs": [ops.names[source] for source in inputs if source >= 0],
            "waits_for": [ops.names[-1 - source] for source in inputs if source < 0],
            "site": {"file": site.file, "line": site.line, "function": site.function} if site else None,
        }
