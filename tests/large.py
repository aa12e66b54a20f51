"""What is large: trees of variables of which some are called otherwise on the other side, and recordings."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from scopeinspect.journal import lines_of
from scopeinspect.variable_tree import TreeVariable, VariableTree

from .recordings import Build
from .steps import Name

Rename = Callable[[int, str], str]
"""Gives the new name of the variable of a number and a name."""


def renamed(count: int, rename: Rename, source: str = "program") -> tuple[VariableTree, VariableTree]:
    """Return so many variables of seven shapes, from a program or a baseline, and the same under their new names."""
    names = [f"model/block_{number // 100}/unit_{number % 100}/w" for number in range(count)]
    old = [
        TreeVariable(Name(name), [number % 7 + 1, 8], "float32", trainable=True, initializer="zeros_initializer()",
                     collections=("trainable_variables", "variables"))
        for number, name in enumerate(names)
    ]  # fmt: skip
    new = [replace(one, name=Name(rename(number, one.name))) for number, one in enumerate(old)]
    return _tree(old, source), _tree(new, "program")


def _tree(variables: list[TreeVariable], source: str) -> VariableTree:
    return VariableTree("train.py", source, {one.name: one for one in variables})


def recording(ops: int) -> bytes:
    """Return a recording of a net with one variable for about sixty ops, as published nets have, and its two slots."""
    build = Build()
    for layer in range(ops // 600):
        entry = build.entry(f"block_{layer // 12}/layer_{layer % 12}")
        for number in range(10):
            build.variable(f"w_{number}", entry, (64, 64))
            for slot in ("Adam", "Adam_1"):
                of = f"block_{layer // 12}/layer_{layer % 12}/w_{number}"
                build.variable(f"w_{number}/{slot}", entry, (64, 64), role="slot", role_of=of, trainable=False)
        build.made(*(f"block_{layer // 12}/layer_{layer % 12}/op_{number}" for number in range(600)), entry=entry)
    return b"".join(lines_of(build.recording()))
