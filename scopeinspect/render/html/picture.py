"""The pictures of the scope graphs that a page holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from scopeinspect.dump.dot import as_dot
from scopeinspect.dump.image import DrawingError, drawn
from scopeinspect.dump.scope_graph import Choice, duplicated, scope_graph
from scopeinspect.model import Graph
from scopeinspect.recording import Recording
from scopeinspect.report import graphs_that_hold_something

_MOST = 4
"""Graphs of which a page has a picture."""


def pictures(
    recording: Recording, choice: Choice, graphs: Sequence[Graph] | None
) -> list[tuple[str, Markup | str]]:
    """A title and a picture for each graph; a sentence in its place where Graphviz is not installed."""
    if graphs is None:
        graphs = [graph for graph in graphs_that_hold_something(recording) if graph.kind == "graph"]
    told: list[tuple[str, Markup | str]] = []
    names = duplicated(recording)
    for graph in graphs[:_MOST]:
        title = "Scope graph" if len(graphs) == 1 else f"Scope graph of graph {graph.id}"
        try:
            svg = drawn(as_dot(scope_graph(recording, graph.id, choice, names)), "svg").decode()
        except DrawingError as error:
            told.append((title, str(error)))
        else:
            told.append((title, _inline(svg)))
    return told


def _inline(svg: str) -> Markup:
    """The picture as a part of a page. Graphviz has escaped the names in it; its titles say only our identifiers."""
    body = svg[svg.index("<svg") :]
    return Markup(re.sub(r"<title>.*?</title>\n?", "", body))  # noqa: S704 - see above
