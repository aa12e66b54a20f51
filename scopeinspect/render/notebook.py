"""The tree of a recording as a notebook shows it: plain HTML that unfolds, without scripts or styles of its own."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from scopeinspect.model import ScopeEntry
from scopeinspect.recording import Recording
from scopeinspect.render.text import counted, initializer_text, place_text, shape_text, size_text, visible
from scopeinspect.reuse import switched
from scopeinspect.tree import Node, scope_tree, without_empty
from scopeinspect.variables import WholeVariable, whole_variables

MOST_OPEN = 30
"""Variables of a tree that is unfolded at once."""


def as_html(recording: Recording) -> str:
    """The tree of every graph that holds variables; scopes are `<details>` that unfold."""
    variables = whole_variables(recording)
    graphs = sorted({variable.graph for variable in variables})
    is_open = len(variables) <= MOST_OPEN
    parts = [f"<p><b>{_text(recording.start.target)}</b> · {_text(_outcome(recording))}</p>"]
    for graph in graphs:
        if len(graphs) > 1:
            parts.append(f"<p>graph {graph}</p>")
        parts += _items(recording, without_empty(scope_tree(recording, graph)), is_open=is_open)
    parameters = sum(variable.parameters or 0 for variable in variables)
    size = sum(variable.bytes or 0 for variable in variables)
    totals = f"{counted(len(variables), 'variable')} · {counted(parameters, 'parameter')} · {size_text(size)}"
    return "\n".join([*parts, f"<p>{totals}</p>"])


def _outcome(recording: Recording) -> str:
    error = recording.outcome.error
    return f"raised {error.text}" if error else recording.outcome.kind


def _items(recording: Recording, node: Node, *, is_open: bool) -> Iterator[str]:
    yield "<ul>"
    for variable in node.variables:
        yield f"<li>{_variable(recording, variable)}"
        yield from _slots(recording, node, variable.name)
        yield "</li>"
    for child in node.children:
        flags = ", ".join(dict.fromkeys(_reuse(recording, entry) for entry in child.entries))
        told = [f"<b>{_text(child.label)}</b>", *([f"reuse {_text(flags)}"] if flags else [])]
        told += [counted(len(child.below), "variable"), counted(child.parameters, "parameter")]
        yield f"<li><details{' open' if is_open else ''}><summary>{' · '.join(told)}</summary>"
        yield from _items(recording, child, is_open=is_open)
        yield "</details></li>"
    yield "</ul>"


def _slots(recording: Recording, node: Node, owner: str) -> Iterator[str]:
    if slots := node.slots.get(owner):
        yield "<ul>"
        for slot in slots:
            yield f"<li>{_variable(recording, slot)}"
            yield from _slots(recording, node, slot.name)
            yield "</li>"
        yield "</ul>"


def _variable(recording: Recording, variable: WholeVariable) -> str:
    told = [f"<code>{_text(variable.label)}</code>", f"{_text(shape_text(variable.shape))} {_text(variable.dtype)}"]
    if variable.initializer.text:
        told.append(_text(initializer_text(variable.initializer.text)))
    if place := place_text(recording.site(variable.stack)):
        told.append(_text(place))
    if variable.reused:
        told.append(f"reused ×{variable.reused}")
    if not variable.trainable:
        told.append("not trainable")
    return " · ".join(told)


def _reuse(recording: Recording, entry: ScopeEntry) -> str:
    change = switched(recording, entry)
    return f"{entry.reuse} → {change.value}" if change else entry.reuse


def _text(text: str) -> str:
    return escape(visible(text))
