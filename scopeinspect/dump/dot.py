"""A graph by scope in Graphviz's language."""

from __future__ import annotations

from collections import defaultdict

from scopeinspect.dump.scope_graph import ScopeGraph, VariableNode
from scopeinspect.words import counted, escaped

MOST_ACROSS = 12
"""Scopes in a row, each fed by the one before it, that are laid from left to right; a longer row goes downwards."""

_STYLE = """\
  graph [rankdir=%s, fontname="Helvetica", bgcolor="transparent"];
  node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", fillcolor="#eef2f7", color="#5b6b7f"];
  edge [fontname="Helvetica", fontsize=9, color="#5b6b7f"];"""


_LONGEST = 1000
"""Characters of a line in a label; Graphviz refuses a label of more than 16,384 bytes."""


def as_dot(graph: ScopeGraph) -> str:
    """The text that `dot` draws: boxes are scopes, ellipses variables, bold ones shared, red ones made twice."""
    names = [scope.name for scope in graph.scopes]
    identifiers = {name: f"s{number}" for number, name in enumerate(names)}
    lines = ["digraph scopes {", _STYLE % direction(graph)]
    for scope in graph.scopes:
        told = [scope.name]
        if scope.variable_scope:
            told.append(f"variable scope {scope.variable_scope}")
        look = ', shape=parallelogram, style=filled, fillcolor="#ffffff"' if scope.is_input else ""
        if not scope.is_input:
            told.append(counted(scope.ops, "op"))
        lines.append(f"  {identifiers[scope.name]} [label={_label(told)}{look}];")
    for edge in graph.edges:
        label = f" [label={_label([edge.shapes])}]" if edge.shapes else ""
        lines.append(f"  {identifiers[edge.source]} -> {identifiers[edge.target]}{label};")
    for number, variable in enumerate(graph.variables):
        lines.append(f"  v{number} [label={_label(variable_lines(variable))}{_look(variable)}];")
        lines += [f"  v{number} -> {identifiers[user]} [style=dashed, arrowhead=none];" for user in variable.users]
    return "\n".join([*lines, "}", ""])


def direction(graph: ScopeGraph) -> str:
    """Where the picture goes: `LR` to the right, `TB` down.

    Labels are wide and low, so scopes beside each other take least room one below the other: only a long row of
    scopes does better going down.
    """
    return "LR" if _longest_row(graph) <= MOST_ACROSS else "TB"


def _longest_row(graph: ScopeGraph) -> int:
    """The most scopes on one way along the edges; where the edges go round, as far as the first to come again."""
    fed = defaultdict(list)
    for edge in graph.edges:
        fed[edge.source].append(edge.target)
    length: dict[str, int] = {}
    for scope in graph.scopes:
        # Not by recursion: there may be more scopes than Python has room for calls.
        way = [scope.name]
        while way:
            here = way[-1]
            length.setdefault(here, 0)  # begun
            following = next((one for one in fed[here] if one not in length), None)
            if following is not None:
                way.append(following)
            else:
                length[here] = 1 + max((length[one] for one in fed[here]), default=0)
                way.pop()
    return max(length.values(), default=0)


def variable_lines(variable: VariableNode) -> list[str]:
    """What a variable's node says."""
    told = [variable.name, variable.shape]
    if variable.count > 1:
        told.append(counted(variable.count, "variable"))
    if variable.is_shared:
        told.append("shared")
    if variable.is_duplicate:
        told.append("duplicate")
    return told


def _look(variable: VariableNode) -> str:
    look = ', shape=ellipse, style=filled, fillcolor="#fff6d6", color="#9a7b14"'
    if variable.is_shared:
        look += ", penwidth=3"
    if variable.is_duplicate:
        look += ', fillcolor="#fde2e1", color="#c0362c"'
    return look


def _label(lines: list[str]) -> str:
    """A quoted label of several lines; what a name holds is shown, never read as Graphviz's own escapes."""
    quoted = [_visible(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + "\\n".join(quoted) + '"'


def _visible(text: str) -> str:
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    # Graphviz reads entities such as &lt; in every label.
    return escaped(text.replace("&", "&amp;"))
