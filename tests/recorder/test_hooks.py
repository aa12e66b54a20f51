"""The hooks leave TensorFlow as it was, and a mistake of ours in one of them is never the user's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .hooks_program import BROKEN
from .targets import RECORDER

PROGRAM = Path(__file__).with_name("hooks_program.py")
FUNCTIONS = [f"{owner}.{function}" for owner, function in BROKEN]


@pytest.fixture(scope="module", params=["this TensorFlow", "TensorFlow 1"])
def told(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return what the program tells, in each interpreter."""
    python = sys.executable if request.param == "this TensorFlow" else request.getfixturevalue("tf1_python")
    done = subprocess.run([python, PROGRAM, RECORDER], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_program_does_what_hooks_see(told: dict[str, Any]) -> None:
    assert told["plain"]["shared"]
    assert told["plain"]["refusal"].startswith("Variable layer/w already exists")
    assert told["plain"]["parts"] == 2
    assert told["recorded"]["requests"][:4] == ["created", "reused", "refused", "created"]
    assert {"entry", "change", "variable", "request", "ops", "collections", "inputs"} <= set(told["recorded"]["kinds"])


def test_hooks_are_removed(told: dict[str, Any]) -> None:
    for run in [told["recorded"], told["again"], *told["broken"].values()]:
        assert run["replaced"], "the comparison would see a hook that stays"
        assert run["left"] == run["added"] == []


def test_user_gets_what_plain_tensorflow_gives(told: dict[str, Any]) -> None:
    assert told["recorded"]["got"] == told["again"]["got"] == told["after"] == told["plain"]
    assert told["recorded"]["faults"] == told["again"]["faults"] == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_fault_of_ours_is_never_the_users(told: dict[str, Any], function: str) -> None:
    assert told["broken"][function]["got"] == told["plain"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_fault_of_ours_is_told_once(told: dict[str, Any], function: str) -> None:
    (fault,) = told["broken"][function]["faults"]
    assert fault == f"RuntimeError: {function} is broken"
