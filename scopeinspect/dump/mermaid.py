"""A graph by scope as a Mermaid flowchart, which GitHub and GitLab draw in Markdown."""

from __future__ import annotations

from scopeinspect.dump.dot import direction, variable_lines
from scopeinspect.dump.scope_graph import ScopeGraph
from scopeinspect.words import counted

_CLASSES = """\
  classDef variable fill:#fff6d6,stroke:#9a7b14,color:#222
  classDef shared stroke-width:4px
  classDef duplicate fill:#fde2e1,stroke:#c0362c,color:#222"""


def as_mermaid(graph: ScopeGraph) -> str:
    """The flowchart: boxes are scopes, rounded ones variables, thick ones shared, red ones made twice."""
    identifiers = {scope.name: f"s{number}" for number, scope in enumerate(graph.scopes)}
    lines = [f"flowchart {direction(graph)}", _CLASSES]
    for scope in graph.scopes:
        told = [scope.name] + ([f"variable scope {scope.variable_scope}"] if scope.variable_scope else [])
        told += [] if scope.is_input else [counted(scope.ops, "op")]
        opening, closing = ("[/", "/]") if scope.is_input else ("[", "]")
        lines.append(f"  {identifiers[scope.name]}{opening}{_label(told)}{closing}")
    for edge in graph.edges:
        label = f"|{_label([edge.shapes])}|" if edge.shapes else ""
        lines.append(f"  {identifiers[edge.source]} -->{label} {identifiers[edge.target]}")
    for number, variable in enumerate(graph.variables):
        lines.append(f"  v{number}([{_label(variable_lines(variable))}])")
        lines += [f"  v{number} -.- {identifiers[user]}" for user in variable.users]
        classes = ["variable", *["shared"] * variable.is_shared, *["duplicate"] * variable.is_duplicate]
        lines += [f"  class v{number} {one}" for one in classes]
    return "\n".join([*lines, ""])


def _label(lines: list[str]) -> str:
    """A quoted label. Whatever Mermaid, Markdown or HTML would take for their own is given by its number."""
    return '"' + "<br/>".join("".join(map(_character, line)) for line in lines) + '"'


def _character(one: str) -> str:
    if one.isalnum() or one in " /_-.,:()…×?":
        return one
    return f"#{ord(one)};" if one.isprintable() else one.encode("unicode_escape").decode().replace("\\", "#92;")
