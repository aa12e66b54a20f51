"""Which names a piece of code reads, gives values to, or fills with more.

What a list of these is for decides which of them is right: a name that is deleted has no value any more, one that a
comprehension gives to itself is nobody else's, and what is only counted is no data.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from scopeinspect.rules.advice.code import head_of

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FILLING = {"append", "extend", "insert"}
"""How a list is filled with what a call gives."""


def names_in(node: ast.AST, *contexts: type[ast.expr_context]) -> Iterator[str]:
    """The names that are read in a node, `ast.Load`, given values, `ast.Store`, or deleted, `ast.Del`."""
    return (one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, contexts))


def root_name(node: ast.expr) -> str:
    """The name that something is taken from: `tf` for `tf.train.Saver`; empty where that is none."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


# Read


def needed_in(node: ast.AST) -> set[str]:
    """The names that are read in a node, but for those that it gives to itself: of comprehensions, of a lambda."""
    every = list(ast.walk(node))
    own = {one.arg for one in every if isinstance(one, ast.arg)}
    own |= {name for one in every if isinstance(one, ast.comprehension) for name in names_in(one.target, ast.Store)}
    return set(names_in(node, ast.Load)) - own


def needed_by(definition: ast.AST) -> set[str]:
    """The names that a function or class reads and has not made itself."""
    return needed_in(definition) - rebound_in(definition)


def without_callees(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that are read in some nodes, but for all by which something is called: `x` of `x.shape()`, too."""
    every = [one for node in nodes for one in ast.walk(node)]
    called = {id(part) for one in every if isinstance(one, ast.Call) for part in ast.walk(one.func)}
    names = (one for one in every if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load))
    return {one.id for one in names if id(one) not in called}


def data_in(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names that are read there, but for functions, lists that are filled, and what is only counted by `len`.

    That by which a method is called is data: `x` of `x.shape()`.
    """
    for node in nodes:
        if isinstance(node, ast.Call):
            counted = isinstance(node.func, ast.Name) and node.func.id == "len"
            method = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr not in FILLING else None
            parts = [*node.args, *(one.value for one in node.keywords), *([method] if method else [])]
            yield from () if counted else data_in(parts)
        elif isinstance(node, ast.Name):
            yield from [node.id] if isinstance(node.ctx, ast.Load) else []
        else:
            yield from data_in(ast.iter_child_nodes(node))


def data_of(node: ast.stmt) -> Iterator[str]:
    """What a statement reads, without those in it, nor the list that it fills."""
    if isinstance(node, ast.Assign):
        yield from data_in([node.value])
    else:
        yield from data_in(head_of(node))
    if isinstance(node, ast.AugAssign):
        yield from names_in(node.target, ast.Store)


# Given values, or filled


def rebound_in(node: ast.AST) -> set[str]:
    """The names that are given a value in a node, or deleted: what they stood for before, they don't any more."""
    return set(names_in(node, ast.Store, ast.Del))


def made_in(tree: ast.AST) -> set[str]:
    """The names that code gives a value to, defines or imports, at any depth."""
    names = set(names_in(tree, ast.Store))
    for node in ast.walk(tree):
        if isinstance(node, DEFINITIONS):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
    return names


def stored_by(node: ast.stmt) -> Iterator[str]:
    """What a statement gives values to or fills, without those in it."""
    yield from (name for part in head_of(node) for name in names_in(part, ast.Store))
    yield from lists_filled_by(node)


def lists_filled_by(node: ast.AST) -> set[str]:
    """The list that a statement appends to, or that it puts one thing into."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
        function = node.value.func
        return {function.value.id} if function.attr in FILLING and isinstance(function.value, ast.Name) else set()
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {one.value.id for one in targets if isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name)}


def changed_by(node: ast.stmt) -> set[str]:
    """What a statement may put something into, by whatever method: `losses.add(…)`, `net.out = …`, `of["a"] = …`."""
    parts = [one for one in ast.walk(node) if isinstance(one, (ast.Subscript, ast.Attribute))]
    targets = [one for one in parts if isinstance(one.ctx, ast.Store)]
    called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    return {root_name(one) for one in (*targets, called) if isinstance(one, (ast.Subscript, ast.Attribute))} - {""}
