"""Real recordings with a few fields changed: refused in a sentence, or told in every format without a control character."""

from __future__ import annotations

import contextlib
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scopeinspect import checking, journal
from scopeinspect.diff import compare
from scopeinspect.dump import table
from scopeinspect.dump.dot import as_dot
from scopeinspect.dump.mermaid import as_mermaid
from scopeinspect.dump.scope_graph import duplicated, scope_graph
from scopeinspect.errors import ScopeInspectError
from scopeinspect.recording import Recording
from scopeinspect.render.check import show_check
from scopeinspect.render.diffs import DIFF_FORMATS
from scopeinspect.render.finding import findings_of_check
from scopeinspect.render.findings import FINDING_FORMATS
from scopeinspect.render.formats import FORMATS
from scopeinspect.render.run import Show
from scopeinspect.render.why import show_stories
from scopeinspect.rules.catalogue import Wanted, find
from scopeinspect.story import stories
from scopeinspect.variable_tree import tree_of

from ..conftest import Record
from ..runs import REPOSITORY
from ..samples.expectations import SAMPLES

NAMES = ["already_exists", "does_not_exist", "duplicate_variables", "shared_filter", "captured_scopes", "op_names"]
CHANGED = 60
"""Recordings that are made of each."""
TEXTS = [
    "", "\x1b[31mred\x1b]8;;x\x07", "a\nb", "[red]x[/]", "::error::x%0A", "/", "//", "a/", "=1+1", "'", '"', "\u202e", "\u2028",
    "<b>", "```", "|", "x" * 3000, "\x00", "\x85", "\\", "with tf.variable_scope('a'):", "a = [", "\r", "{}", "%s",
]  # fmt: skip
NUMBERS = [-1, 0, 1, 2, 7, 100, 10**6, 2**31, 2**53, 2**63 - 1, -(2**40)]


def changed(value: Any, chance: random.Random) -> Any:
    """Return another value of the same kind; of a list or a dictionary, one with a part changed, moved or gone."""
    match value:
        case bool():
            other: Any = not value
        case int():
            other = chance.choice([*NUMBERS, value + 1, value - 1])
        case str():
            other = chance.choice([*TEXTS, f"{value}/{chance.choice(TEXTS)}", chance.choice(TEXTS) + value, value[::-1]])
        case None:
            other = chance.choice([0, 1, 5])
        case dict() if value:
            key = chance.choice(list(value))
            other = {**value, key: changed(value[key], chance)}
        case list() if value:
            place = chance.randrange(len(value))
            one = [*value[:place], changed(value[place], chance), *value[place + 1 :]]
            other = chance.choice([[], value[:place], value[::-1], value + value, one])
        case _:
            other = value
    return other


def changed_lines(lines: list[bytes], chance: random.Random) -> bytes:
    """Return a recording with a few events changed, one left out or told twice."""
    events = [json.loads(line) for line in lines]
    for _ in range(chance.choice([1, 1, 2, 4])):
        place = chance.randrange(len(events))
        event = events[place]
        field = chance.choice([name for name in event if name != "e"])
        other = {**event, field: changed(event[field], chance)}
        events[place : place + 1] = chance.choice([[], [event, event], *[[other]] * 8])
    return b"".join(json.dumps(event).encode() + b"\n" for event in events)


def told(recording: Recording, before: Recording) -> Iterator[tuple[str, str]]:
    """Tell a recording in every format."""
    files: dict[str, io.StringIO] = {}

    def file(name: str) -> io.StringIO:
        return files.setdefault(name, io.StringIO())

    checked = checking.check(recording, Wanted(everything=True), baseline=tree_of(before), folder=str(REPOSITORY))
    found = [findings_of_check("a.py", checked, recording, str(REPOSITORY), "a.py")]
    for name, finding_format in FINDING_FORMATS.items():
        finding_format.render(found, file(f"check {name}"))
    show_check(found, file("check"), in_full=True)
    diagnostics = find(recording)
    for name, render in FORMATS.items():
        render(recording, diagnostics, Show(), file(f"run {name}"))
    diff = compare(tree_of(before), tree_of(recording))
    for name, render_diff in DIFF_FORMATS.items():
        render_diff(diff, file(f"diff {name}"), "scopeinspect diff a b", "a.py", ".")
    for name in [*(one.name for one in recording.variables.values()), *(one.name for one in recording.entries.values())][:4]:
        show_stories(stories(recording, name), file("why"))
    graphs = [graph for graph in recording.graphs.values() if graph.id in recording.ops]
    table.variables_as_csv(recording, graphs, file("variables"))
    table.ops_as_csv(recording, graphs, file("ops"))
    yield from ((name, one.getvalue()) for name, one in files.items())
    for graph in graphs:
        picture = scope_graph(recording, graph.id, duplicates=duplicated(recording))
        yield from [("dot", as_dot(picture)), ("mermaid", as_mermaid(picture))]


@pytest.mark.parametrize("name", NAMES)
def test_changed(record: Record, tmp_path: Path, name: str) -> None:
    before = record(SAMPLES / f"{name}.py")
    lines = [line.rstrip(b"\n") for line in journal.lines_of(before)]
    taken = 0
    for seed in range(CHANGED):
        path = tmp_path / "a.scopes.jsonl"
        path.write_bytes(changed_lines(lines, random.Random(f"{name} {seed}")))
        recording = None
        with contextlib.suppress(ScopeInspectError):  # a sentence, as `test_readers` has it
            recording = journal.load(path)
        if recording is None:
            continue
        taken += 1
        for form, text in told(recording, before):
            wrong = {one for one in text if not one.isprintable() and one != "\n"}
            assert not wrong or "html" in form, (seed, form, wrong)  # a page is looked at in `test_injection`
    assert taken > CHANGED / 5, "most were refused, so that little was told"
