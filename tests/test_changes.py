"""Which changes are told as one."""

from __future__ import annotations

from scopeinspect.changes import Change, alike
from scopeinspect.model import Site

HERE, THERE = Site(1, "model.py", 4, "net"), Site(2, "model.py", 9, "net")


def groups(*changes: Change) -> list[list[str]]:
    """Return the names of each group."""
    return [[change.name for change in group] for group in alike(changes)]


def renamed(old: str, new: str, *, is_certain: bool = True, site: Site = HERE) -> Change:
    return Change("variable-renamed", old, new, "4 float32", is_certain, ((old, new),), site=site)


def test_layers_of_a_stack_are_together() -> None:
    assert groups(renamed("l/0/a", "l/0/b"), renamed("top/w", "head/w"), renamed("l/12/a", "l/12/b")) == [
        ["l/0/b", "l/12/b"],
        ["head/w"],
    ]


def test_names_that_change_in_their_numbers_are_apart() -> None:
    assert groups(renamed("l_1/w", "l_2/w"), renamed("l_2/w", "l_3/w")) == [["l_2/w"], ["l_3/w"]]
    assert groups(renamed("h1/w", "h12/w"), renamed("h2/w", "h22/w")) == [["h12/w"], ["h22/w"]]


def test_what_is_told_otherwise_is_apart() -> None:
    first = renamed("l/0/a", "l/0/b")
    assert len(groups(first, renamed("l/1/a", "l/1/b", is_certain=False))) == 2
    assert len(groups(first, renamed("l/1/a", "l/1/b", site=THERE))) == 2
    assert len(groups(first, renamed("l/1/a", "l/1/c"))) == 2
    assert len(groups(first, renamed("m/1/a", "m/1/b"))) == 2


def test_added_and_removed_of_one_line_are_together() -> None:
    added = [Change("variable-added", None, f"l/{number}/w", "4 float32", site=HERE) for number in range(3)]
    gone = [Change("variable-removed", f"l/{number}/w", None, "4 float32", site=HERE) for number in range(3)]
    with_slots = Change("variable-added", None, "l/3/w", "4 float32", followers=("l/3/w/Adam",), site=HERE)
    assert groups(*added, *gone, with_slots) == [[f"l/{number}/w" for number in range(3)]] * 2 + [["l/3/w"]]
