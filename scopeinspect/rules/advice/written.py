"""Where a text stands in the code that led to something."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import msgspec

from scopeinspect.model import Site
from scopeinspect.rules.advice.code import Edit, at_line, edited, nodes_of
from scopeinspect.rules.facts import Facts
from scopeinspect.sources import Statement


class Written(msgspec.Struct, frozen=True):
    """A statement with a text in it."""

    site: Site
    found: Statement
    texts: tuple[ast.expr, ...]
    """Each place in the statement where it stands."""

    def with_another(self, text: str) -> tuple[str, ...]:
        """The statement with another text in its place, as it is to be typed; none where that is no Python."""
        lines = edited(self.found, [Edit(node, f'"{text}"') for node in self.texts])
        return at_line(lines, self.found.place)


def written(facts: Facts, stack: Sequence[int], text: str) -> Written | None:
    """The outermost call of a stack in whose statement a text stands; None where it stands in none."""
    for site in facts.recording.stack(stack):
        found = facts.sources.statement(site)
        nodes = nodes_of(found) if found else ()
        texts = tuple(node for node in nodes if isinstance(node, ast.Constant) and node.value == text)
        if found and texts:
            return Written(site, found, texts)
    return None
