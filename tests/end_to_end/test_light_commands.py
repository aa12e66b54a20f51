"""What inspects nothing starts fast: no TensorFlow, and not much else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scopeinspect.journal import save
from scopeinspect_cli.show import show

from .. import large
from ..conftest import COMMAND, Command, Record, environment
from ..samples.expectations import SAMPLES
from ..steps import steps_of

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


def test_recording_by_standard_input(installed: Command, saved: Path) -> None:
    """What can't be read again is not named in what there is to type."""
    with subprocess.Popen(["/bin/cat", saved], stdout=subprocess.PIPE) as cat:
        piped = installed("show", "-", stdin=cat.stdout)
    assert (piped.status, piped.stderr) == (0, "")
    words = installed("show", saved).stdout.split()
    assert str(saved) in words
    assert piped.stdout.split() == ["samples/shared_filter.py" if word == str(saved) else word for word in words]


def test_nothing_is_imported_beside_what_prints(tmp_path: Path, saved: Path) -> None:
    """Little of the standard library, and of others' only what a process has that imports click, msgspec and rich's tables.

    `tests.bench` measures what that takes, beside such a process.
    """
    libraries = "import json, sys, click, msgspec, rich.console, rich.table; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", libraries], env=environment(), capture_output=True, check=True)
    printing = {*json.loads(done.stdout), "click._textwrap", "click.exceptions"}
    for arguments in (["--version"], ["--help"], ["show", saved], ["show", "--format", "json", saved]):
        modules = modules_of(tmp_path, *arguments)
        more = {name for name in modules if not name.startswith(("scopeinspect", "sitecustomize", "rich._unicode_data"))} - printing
        assert more <= SMALL, arguments
    assert not any(name.startswith("rich") for name in modules_of(tmp_path, "--version"))


SMALL = {
    "atexit", "bz2", "difflib", "gc", "heapq", "locale", "lzma", "shlex", "shutil", "signal", "zlib",
    "_bz2", "_compression", "_heapq", "_locale", "_lzma",
}  # fmt: skip
"""What of the standard library a light command may import: `shutil`, which knows how wide a terminal is, and its own."""


def test_work_grows_with_the_recording_and_no_faster(tmp_path: Path) -> None:
    """Eight times as many ops and variables: sixty-four times as much would be their square."""
    steps = []
    for ops in (6_000, 48_000):
        path, report = tmp_path / f"{ops}.scopes.jsonl", tmp_path / f"{ops}.txt"
        path.write_bytes(large.recording(ops))

        def shown(arguments: tuple[str, ...] = ("--output-file", str(report), str(path))) -> None:
            with pytest.raises(SystemExit, match="0"):
                show(arguments, standalone_mode=False)

        steps.append(steps_of(shown))
        assert f"{ops:,} ops in 1 graph" in " ".join(report.read_text(encoding="utf-8").split())
    assert steps[1] < 1.5 * 8 * steps[0]
