"""Recordings of more, and deeper, than anybody writes: what a script that leaves no scope, or recurs, soon comes to.

What takes a moment here would take minutes, or more memory than there is, if its square had to be waited for.
"""

from __future__ import annotations

import tracemalloc

import pytest

from scopeinspect.checking import check
from scopeinspect.model import Note, Selection
from scopeinspect.recording import Recording
from scopeinspect.rules.catalogue import Wanted
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic

from ..recordings import Build

pytestmark = pytest.mark.timeout(30)

MANY = 20_000


def found(recording: Recording) -> tuple[Diagnostic, ...]:
    return check(recording, Wanted(everything=True)).diagnostics


def test_scopes_in_scopes() -> None:
    """A scope that is entered in each step and never left."""
    build = Build()
    scope, name = build.root, ""
    for _ in range(1500):
        name = f"{name}/a".lstrip("/")
        scope = build.entry(name, parent=scope)
    build.variable("w", scope)
    recording = build.recording()
    assert found(recording) == found(recording)


@pytest.mark.parametrize("calls", [1, 2])
def test_calls_in_calls(calls: int) -> None:
    """A stack has as many parts as calls: each kept whole would take their square in memory."""
    build = Build()
    inside = [build.site(number, f"f{number}") for number in range(MANY)]
    for call in range(calls):
        stack = [build.site(call), *inside]
        build.variable(f"w_{call}", made_by="Variable", asked="w", stack=stack)
    recording = build.recording()
    tracemalloc.start()
    found(recording)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100 << 20
    assert [len(repeat.twins) for repeat in Facts(recording).repeats] == [1] * (calls - 1)


def test_name_scopes_in_name_scopes() -> None:
    """Of a name that long, the names of all the scopes that it is in would take its square in memory."""
    build = Build()
    scopes = "/".join(f"s_{number}" for number in range(5000))
    build.variable(f"{scopes}/w", made_by="Variable")
    recording = build.recording()
    tracemalloc.start()
    assert not Facts(recording).repeats
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 << 20


def test_stacks_of_cells() -> None:
    build = Build()
    for number in range(MANY):
        build.variable(f"{number}/multi_rnn_cell/cell_0/kernel")
        build.entry(f"{number}/multi_rnn_cell/cell_1")
    assert "SI114" not in {one.code for one in found(build.recording())}


@pytest.mark.parametrize(("reason", "code"), [("missing", "SI104"), ("other", "SI902")])
def test_cells_that_raised(reason: str, code: str) -> None:
    """Each is told by the rule that knows why, and else as a cell that failed."""
    build = Build()
    for number in range(MANY):
        message = f"Variable {number} does not exist"
        build.events.append(Note(f"cell {number}: {message}", raised=f"ValueError: {message}"))
        build.request(None, "w", "w", build.root, "refused", [build.site(1)], reason=reason, message=message)
    told = found(build.recording())
    assert [one.code for one in told] == [code] * MANY


def test_selections_that_find_nothing() -> None:
    """A loop selects by a name of its own in each round."""
    build = Build()
    site = build.site(1)
    for number in range(MANY):
        build.variable(f"net/layer_{number}/w")
        build.events.append(Selection(0, "trainable_variables", f"gone_{number}", 0, [site]))
    assert [one.code for one in found(build.recording()) if one.code == "SI207"] == ["SI207"]
