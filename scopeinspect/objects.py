"""Objects that a function makes: whether it calls them itself, or leaves that to others."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scopeinspect.model import Site
from scopeinspect.sources import Sources, Statement


def calls_what_it_makes(sources: Sources, site: Site) -> bool:
    """Whether the function that a site is in calls the object that is made there, or a method of it.

    Args:
        sources: where the function is looked up; what is not at hand calls nothing.
        site: where the object is made.
    """
    found = sources.statement(site)
    if found is None:
        return False
    names = {ast.unparse(target) for target in getattr(found.node, "targets", ())}
    called = (node.func for one in _function(sources, site, found) for node in ast.walk(one)
              if isinstance(node, ast.Call))  # fmt: skip
    return any(_is_called_at_once(node) for node in ast.walk(found.node)) or any(
        ast.unparse(part) in names for function in called for part in _owners(function)
    )


def _function(sources: Sources, site: Site, found: Statement) -> tuple[ast.stmt, ...]:
    """The statements of the function around a statement."""
    outermost = sources.at(site.file, found.above[-1].lineno) if found.above else found
    return outermost.block if outermost else found.block


def _owners(function: ast.expr) -> Iterator[ast.expr]:
    """What is called, and what that is a method of."""
    yield function
    if isinstance(function, ast.Attribute):
        yield function.value


def _is_called_at_once(node: ast.AST) -> bool:
    """`Layer(4)(x)`, or `Layer(4).apply(x)`."""
    return isinstance(node, ast.Call) and any(isinstance(part, ast.Call) for part in _owners(node.func))
