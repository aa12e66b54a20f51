"""A diff for people: the verdict first, then the changes, one line each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, TextIO

import msgspec
from rich.table import Table
from rich.text import Text

from scopeinspect.changes import Change, ChangeKind, alike
from scopeinspect.diff import Diff, OpsChange
from scopeinspect.render.console import console_for
from scopeinspect.render.text import counted, initializer_text, place_text, visible
from scopeinspect.rules.changes import graph_text
from scopeinspect.typed import asking_for_map
from scopeinspect.variable_tree import VariableTree

SCHEMA = "scopeinspect/diff/1"
MOST_ROWS = 200
"""Rows of changes that are shown; the JSON has all."""

_MOST_TYPES = 8
"""Types of ops that are shown."""

_MARKS = {"moved": "→", "renamed": "→", "removed": "-", "unused": "-", "added": "+", "changed": "~"}
_COLOURS = {
    "moved": "cyan",
    "renamed": "cyan",
    "removed": "red",
    "unused": "red",
    "added": "green",
    "changed": "yellow",
}
_WORDS: dict[ChangeKind, str] = {
    "scope-moved": "moved",
    "variable-renamed": "renamed",
    "variable-removed": "removed",
    "checkpoint-key-unused": "unused",
    "variable-added": "added",
}
_WHAT: dict[ChangeKind, str] = {
    "variable-shape-changed": "shape ",
    "variable-dtype-changed": "dtype ",
    "kind-changed": "kind ",
    "initializer-changed": "initializer ",
    "collections-changed": "collections ",
}


_NOUNS: dict[str, str] = {
    "slot": "optimizer slot",
    "moving-average": "moving average",
    "global-step": "global step",
    "other": "other variable",
}
"""What variables that aren't the model's own are called."""


class Row(msgspec.Struct, frozen=True):
    """A line of the list of changes."""

    word: str
    """`moved`, `added` and so on."""
    subject: str
    """The names."""
    detail: str
    note: str


def as_text(diff: Diff, file: TextIO, command: str = "") -> None:
    """The verdict, the changes, and how to go on.

    Args:
        diff: what is told.
        file: where to.
        command: the command line that asks for the same comparison, for the hint at the map.
    """
    console = console_for(file)
    is_ascii = not console.encoding.lower().startswith("utf")
    colour = {"same": "bold green", "restores": "bold green", "needs-map": "bold yellow", "breaks": "bold red"}
    console.print(Text(verdict_text(diff), colour[diff.verdict]))
    for line in caveats(diff):
        console.print(Text(line, "yellow"))
    rows = list(rows_of(diff))
    if rows:
        console.print()
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
        for _ in range(5):
            table.add_column(overflow="fold")
        for row in rows[:MOST_ROWS]:
            style = _COLOURS[row.word]
            mark = "=" if is_ascii and row.word in ("moved", "renamed") else _MARKS[row.word]
            cells = ((mark, style), (row.word, style), (row.subject, ""), (row.detail, ""), (row.note, "dim"))
            table.add_row(*(Text(_plain(cell) if is_ascii else cell, how) for cell, how in cells))
        console.print(table)
    if len(rows) > MOST_ROWS:
        console.print(Text(f"… and {counted(len(rows) - MOST_ROWS, 'change')} more; --format json tells them all."))
    for line in remarks(diff, command):
        console.print()
        is_to_copy = bool(command) and line.endswith(asking_for_map(command))
        console.print(Text(_plain(line) if is_ascii else line), soft_wrap=is_to_copy)


def as_json(diff: Diff, file: TextIO) -> None:
    """All of it, for other programs."""
    json.dump(data_of(diff), file, indent=2)
    file.write("\n")


def data_of(diff: Diff) -> dict[str, Any]:
    """A diff as plain data: the contract of `diff --format json`."""
    others = [{"graph": number, "verdict": verdict} for number, verdict in diff.other_graphs.items()]
    return {
        "schema": SCHEMA,
        "old": _side_data(diff.old),
        "new": _side_data(diff.new),
        "verdict": diff.verdict,
        "changes": [_change_data(change) for change in diff.changes],
        "graph_only": [
            {"type": ops.type, "gone": list(ops.gone), "made": list(ops.made)} for ops in diff.graph_only
        ],
        "left_out": diff.left_out,
        **({"other_graphs": others} if others else {}),
    }


def _side_data(tree: VariableTree) -> dict[str, Any]:
    graph = {} if tree.graph is None else {"graph": tree.graph}
    return {"name": tree.name, "source": tree.source, "tensorflow": tree.tensorflow, **graph}


def verdict_text(diff: Diff) -> str:
    """What becomes of an old checkpoint, in one sentence."""
    if diff.verdict == "same":
        return f"Nothing has changed: an old checkpoint restores as it is ({counted(len(diff.pairs), 'variable')})."
    renamed = sum(len(change.pairs) for change in diff.changes)
    added = sum(change.kind == "variable-added" for change in diff.changes)
    removed = sum(change.kind in ("variable-removed", "checkpoint-key-unused") for change in diff.changes)
    if diff.verdict == "restores":
        unused = f", and leaves {counted(removed, 'value')} unused" if removed else ""
        return f"An old checkpoint restores unchanged{unused}."
    facts = [f"{counted(renamed, 'variable')} renamed"] if renamed else []
    facts += [f"{added:,} new"] if added else []
    nothing = "nothing of the model's own lost" if diff.left_out else "nothing lost"
    facts += [f"{removed:,} gone"] if removed else [nothing] if renamed else []
    if diff.verdict == "needs-map":
        return f"An old checkpoint restores with a map: {', '.join(facts)}."
    altered = sum(change.matters and change.code in {"SI403", "SI404"} for change in diff.changes)
    facts = ([f"{counted(altered, 'variable')} of another shape or type"] if altered else []) + facts
    return f"An old checkpoint can't be restored: {', '.join(facts)}."


def caveats(diff: Diff) -> Iterator[str]:
    """What has to stand beside the verdict, lest it be taken for another: a sentence each."""
    if _is_swapped(diff):
        what = {"checkpoint": "a checkpoint", "baseline": "a baseline", "program": "a program"}
        yield (
            f"NEW is {what[diff.new.source]}, and OLD is {what[diff.old.source]}: is that the wrong way round? An old "
            "checkpoint is one of OLD, and is loaded into NEW."
        )
    if told := graph_text(diff):
        hint = " --graph N compares another." if diff.other_graphs else ""
        yield visible(told, 2000) + hint
    if diff.left_out:
        yield _left_out_text(diff)


def _is_swapped(diff: Diff) -> bool:
    """Whether the side that is kept in a file stands where the one of today is looked for."""
    order = ("checkpoint", "baseline", "program")
    return order.index(diff.new.source) < order.index(diff.old.source)


def _left_out_text(diff: Diff) -> str:
    kinds = Counter(variable.kind for variable in diff.new.variables.values() if variable.kind != "model")
    told = [counted(count, _NOUNS[kind]) for kind, count in kinds.items()]
    return f"Not covered: {_enumerated(told)}; --slots compares them too."


def rows_of(diff: Diff) -> Iterator[Row]:
    """The changes, those that are alike in one row."""
    for group in alike(diff.changes):
        yield _row(group)


def graph_only_text(changes: tuple[OpsChange, ...]) -> str:
    """`Relu +1, Add −2, 12 other names`."""
    net = {change.type: len(change.made) - len(change.gone) for change in changes}
    renamed = sum(min(len(change.made), len(change.gone)) for change in changes)
    told = [f"{visible(kind)} {'+' if count > 0 else '−'}{abs(count):,}" for kind, count in net.items() if count]
    shown = told[:_MOST_TYPES]
    shown += [counted(len(told) - _MOST_TYPES, "more type")] if len(told) > _MOST_TYPES else []
    shown += [f"{counted(renamed, 'op')} of another name"] if renamed else []
    return ", ".join(shown)


def remarks(diff: Diff, command: str = "") -> Iterator[str]:
    """What else is to be said, one line each; of the map only where the command that prints it is known."""
    if diff.graph_only:
        yield f"Graph only: {graph_only_text(diff.graph_only)} (ops do not matter to a checkpoint)."
    if diff.verdict != "needs-map" or not command:
        return
    if diff.new.source == "program":
        yield f"Print the map: {asking_for_map(command)}"
    elif not _is_swapped(diff):
        yield "Its map is of a program's variables: with the script as NEW, --assignment-map prints it."


def _row(group: list[Change]) -> Row:
    change = group[0]
    word = _WORDS.get(change.kind, "changed")
    is_rename = word in ("moved", "renamed")
    subject = f"{visible(str(change.old))} → {visible(str(change.new))}" if is_rename else visible(change.name)
    subject += f" and {len(group) - 1:,} more" if len(group) > 1 else ""
    slots = len(change.followers)
    followers = f", with {slots:,} slots" if slots > 1 else ", with its slot" if slots else ""
    detail = _WHAT.get(change.kind, "") + initializer_text(visible(change.detail)) + followers
    return Row(word, subject, detail, _note(change, word))


def _note(change: Change, word: str) -> str:
    notes = [] if change.is_certain else ["probably"]
    if change.site is not None and word in ("added", "removed"):
        notes.append(f"{'new in' if word == 'added' else 'was in'} {place_text(change.site)}")
    if word == "changed" and not change.matters:
        notes.append("does not matter to a checkpoint")
    elif word == "changed":
        notes.append("an old value does not fit")
    return ", ".join(notes)


def _change_data(change: Change) -> dict[str, Any]:
    site = change.site
    return {
        "code": change.code,
        "kind": change.kind,
        "old": change.old,
        "new": change.new,
        "detail": change.detail,
        "certain": change.is_certain,
        "matters": change.matters,
        "pairs": [list(pair) for pair in change.pairs],
        "followers": list(change.followers),
        "site": {"file": site.file, "line": site.line, "function": site.function} if site else None,
    }


def _enumerated(told: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))


def _plain(text: str) -> str:
    for character, plain in (("→", "->"), ("×", "x"), ("−", "-"), ("…", "...")):
        text = text.replace(character, plain)
    return text
