"""Which names of a notebook hold something of the graph, so that cells which read them need that graph."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from scopeinspect.recording import Recording
from scopeinspect.rules.advice.code import name_of
from scopeinspect.rules.advice.names_in_code import (
    DEFINITIONS,
    changed_by,
    names_in,
    needed_by,
    needed_in,
    rebound_in,
    root_name,
)

_NO_PART = re.compile(r"ConfigProto|GPUOptions|reset_default_graph|set_verbosity|\w+_initializer|\w+_regularizer")
"""What TensorFlow makes, or does, without the graph, by the end of its name; what does make ops was recorded."""


class Held:
    """The names that hold something of the graph, as far as the statements were gone through.

    Args:
        recording: what was recorded.
    """

    def __init__(self, recording: Recording) -> None:
        ops = (number for graph in recording.graphs for number in recording.ops_of(graph).sites)
        variables = (number for one in recording.variables.values() for number in one.stack)
        requests = (number for one in recording.requests for number in one.stack)
        sites = {recording.sites[number] for number in {*ops, *variables, *requests} if number in recording.sites}
        self._lines = {(site.file, site.line) for site in sites}
        self._files = {re.split(r"[/\\]", site.file)[-1].removesuffix(".py") for site in sites}
        self._imported: set[str] = set()
        self._tensorflow: set[str] = set()
        self._makers: set[str] = set()
        self._functions: dict[str, set[str]] = {}
        self._names: set[str] = set()

    def learn(self, file: str, nodes: Iterable[ast.stmt]) -> bool:
        """Goes through statements that ran; tells whether any of them made something of the graph.

        Args:
            file: where they are, as sites name it.
            nodes: the statements, in order.
        """
        is_any = False
        for node in nodes:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self._import(node)
                continue
            parts, bodies = _parted(node)
            makes = any(map(self._makes, parts)) or self._was_touched(file, node)
            if isinstance(node, DEFINITIONS):
                self._functions[node.name] = needed_by(node)
                self._makers.discard(node.name)
                self._names.discard(node.name)
                self._makers |= {node.name} if makes else set()
                continue
            names = set().union(*map(rebound_in, parts))
            self._names = self._names | names | (changed_by(node) - self._imported) if makes else self._names - names
            is_any |= makes
            for body in bodies:
                is_any |= self.learn(file, body)
        return is_any

    def are_read(self, nodes: Iterable[ast.stmt]) -> bool:
        """Whether statements read such a name before they give it to something else; which they do from then on."""
        every = set(self._names)
        for _ in self._functions:  # what reads it through a function that calls a function
            every |= {name for name, free in self._functions.items() if free & every}
        return _are_read(nodes, every)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        module = getattr(node, "module", None) or ""
        for alias in node.names:
            name, words = (alias.asname or alias.name).partition(".")[0], f"{module}.{alias.name}".split(".")
            self._imported.add(name)
            if "tensorflow" in words and not {"examples", "datasets"} & set(words):
                self._tensorflow.add(name)
            if self._files & set(words):
                self._makers.add(name)

    def _makes(self, node: ast.AST) -> bool:
        calls = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
        if any(root_name(one) in self._tensorflow and not _NO_PART.fullmatch(name_of(one)) for one in calls):
            return True
        return bool(needed_in(node) & (self._makers | self._names))

    def _was_touched(self, file: str, node: ast.stmt) -> bool:
        body = getattr(node, "body", None)
        end = node.end_lineno or node.lineno
        last = body[0].lineno - 1 if body and not isinstance(node, DEFINITIONS) else end
        return any((file, line) in self._lines for line in range(node.lineno, max(last, node.lineno) + 1))


def _are_read(nodes: Iterable[ast.stmt], names: set[str]) -> bool:
    for node in nodes:
        if isinstance(node, DEFINITIONS):
            if needed_by(node) & names:
                return True
            names.discard(node.name)
            continue
        parts, bodies = _parted(node)
        read = set().union(*map(needed_in, parts), names_in(node, ast.Store) if isinstance(node, ast.AugAssign) else ())
        if read & names:
            return True
        names -= set().union(*map(rebound_in, parts))
        if any(_are_read(body, names) for body in bodies):
            return True
    return False


def _parted(node: ast.stmt) -> tuple[list[ast.AST], list[list[ast.stmt]]]:
    """A statement's own parts, and the blocks of statements in it; a function is one part."""
    if isinstance(node, DEFINITIONS):
        return [node], []
    blocks = [getattr(node, key, None) or [] for key in ("body", "orelse", "finalbody")]
    blocks += [one.body for one in getattr(node, "handlers", ())]
    if not any(blocks):
        return [node], []
    inside = (ast.stmt, ast.ExceptHandler)
    return [one for one in ast.iter_child_nodes(node) if not isinstance(one, inside)], [one for one in blocks if one]
