"""What inspects nothing starts fast: no TensorFlow, and not much else."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from scopeinspect.journal import lines_of, save

from ..conftest import COMMAND, Record, environment
from ..recordings import Build
from ..samples.expectations import SAMPLES

HEAVY = ("tensorflow", "keras", "numpy", "tf_keras", "tf_slim", "pytest", "hypothesis", "scopeinspect.recorder")

# Tells at its end what was imported, wherever that was.
TELL = """
import atexit, json, os, sys
atexit.register(lambda: open(os.environ["MODULES_AT_EXIT"], "w").write(json.dumps(sorted(sys.modules))))
"""


@pytest.fixture(scope="module")
def saved(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a saved recording."""
    path = tmp_path_factory.mktemp("saved") / "a.scopes.jsonl"
    save(record(SAMPLES / "shared_filter.py"), path)
    return path


def modules_of(folder: Path, *arguments: str | Path) -> list[str]:
    """Run the command and return the names of the modules it had imported in the end."""
    (folder / "sitecustomize.py").write_text(TELL)
    changes = {"PYTHONPATH": str(folder), "MODULES_AT_EXIT": str(folder / "modules")}
    done = subprocess.run([COMMAND, *arguments], env=environment(changes), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads((folder / "modules").read_text()))


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["run", "--help"], ["show", "--help"], ["show"], ["show", "--format", "json"]], ids=" ".join
)
def test_no_tensorflow(tmp_path: Path, saved: Path, arguments: list[str]) -> None:
    targets = [saved] if arguments[0] == "show" and "--help" not in arguments else []
    modules = modules_of(tmp_path, *arguments, *targets)
    assert "scopeinspect_cli.main" in modules, "it is the command's modules that are looked at"
    assert [name for name in modules if name.startswith(HEAVY) and name.partition(".")[0] in {*HEAVY, "scopeinspect"}] == []


def seconds(command: list[str | Path]) -> float:
    """Return the processor time of a command."""
    before = os.times()
    subprocess.run(command, env=environment(), capture_output=True, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def test_as_fast_as_what_it_imports(saved: Path) -> None:
    """About twice a process that imports click and rich; three times, where the machine is shared."""
    libraries = [sys.executable, "-c", "import click, rich.console, rich.table, msgspec"]
    commands: list[list[str | Path]] = [[COMMAND, "--version"], [COMMAND, "--help"], [COMMAND, "show", saved]]
    seconds([*commands[-1]])  # whatever is compiled for the first time
    least = statistics.median(seconds([*libraries]) for _ in range(5))
    for command in commands:
        assert statistics.median(seconds(command) for _ in range(5)) < 3 * least, command


def test_large_recording_prints_in_about_a_second(tmp_path: Path) -> None:
    """100,000 ops; and ten times as many take about ten times as long."""
    taken = {}
    for count in (10_000, 100_000):
        path = tmp_path / f"{count}.scopes.jsonl"
        path.write_bytes(large(count))
        taken[count] = min(seconds([COMMAND, "show", path]) for _ in range(2))
    assert taken[100_000] < 2
    assert taken[100_000] < 20 * taken[10_000]


def large(ops: int) -> bytes:
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
