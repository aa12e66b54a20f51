"""The variables whose names are near one that was asked for in vain."""

from __future__ import annotations

import difflib

from scopeinspect.model import Request, Variable
from scopeinspect.recording import Recording

MOST_NAMES = 10_000
"""Names that are searched for a similar one."""

_SLIP = 0.7


def nearby(recording: Recording, request: Request, *, only_slips: bool = False) -> list[Variable]:
    """The nearest first: the same name elsewhere comes before another name here. None of another shape.

    Args:
        recording: what was recorded.
        request: what was asked for.
        only_slips: whether only a slip of the keyboard counts, as the request has another reason to fail.
    """
    every = list(recording.variables.values())[:MOST_NAMES]
    by_name = {variable.name: variable for variable in every if _may_be(request, variable)}
    names = difflib.get_close_matches(request.key, by_name, n=3, cutoff=0.75)
    same_leaf = [name for name in by_name if name.rpartition("/")[2] == request.key.rpartition("/")[2]]
    ordered = [name for name in names if name in same_leaf] + [name for name in names if name not in same_leaf]
    found = dict.fromkeys([*ordered, *same_leaf[:1]])
    return [by_name[name] for name in found if not only_slips or is_slip(request.key, name)]


def is_slip(asked: str, name: str) -> bool:
    """Whether two names differ in one part alone, and there by little."""
    pairs = [pair for pair in zip(asked.split("/"), name.split("/"), strict=False) if pair[0] != pair[1]]
    return asked.count("/") == name.count("/") and len(pairs) == 1 and bool(
        difflib.get_close_matches(pairs[0][0], [pairs[0][1]], cutoff=_SLIP)
    )  # fmt: skip


def _may_be(request: Request, variable: Variable) -> bool:
    """Whether a variable has the shape that was asked for, as far as that is known."""
    shape = request.given.get("shape")
    if variable.role or not isinstance(shape, list) or variable.shape is None or None in shape:
        return not variable.role
    return shape == variable.shape
