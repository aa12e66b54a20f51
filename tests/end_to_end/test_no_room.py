"""A disk without room, wherever it is: one sentence that says where, status 2, and nothing half-written."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from scopeinspect.journal import save
from scopeinspect.recorder.journal import send_to_descriptor

from ..conftest import COMMAND, Command, environment
from ..recordings import Build
from .programs import BEGIN

FULL = Path("/dev/full")

NEEDS_FULL = pytest.mark.skipif(not FULL.exists(), reason="NOT TESTED: /dev/full is Linux's")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a recording and a program, to be in."""
    build = Build()
    build.variable("v")
    build.made("v", "b")
    save(build.recording(), tmp_path / "a.scopes.jsonl")
    (tmp_path / "program.py").write_text(BEGIN)
    return tmp_path


COMMANDS = [
    "--help", "--version", "show --help", "rule", "rule SI102", "schema report", "show a.scopes.jsonl",
    "show --format json a.scopes.jsonl", "show --format html a.scopes.jsonl", "why a.scopes.jsonl v", "check a.scopes.jsonl",
    "check --format sarif a.scopes.jsonl", "diff a.scopes.jsonl a.scopes.jsonl", "dump --format dot a.scopes.jsonl",
    "dump --format csv a.scopes.jsonl", "baseline --output new.json a.scopes.jsonl",
]  # fmt: skip


@NEEDS_FULL
@pytest.mark.parametrize("command", COMMANDS)
def test_standard_output(folder: Path, command: str) -> None:
    def run(stderr: int) -> tuple[int, bytes]:
        with FULL.open("w") as full:
            done = subprocess.run(
                [COMMAND, *command.split()], cwd=folder, env=environment(), stdout=full, stderr=stderr, check=False
            )
        return done.returncode, done.stderr

    if "--help" in command or command == "--version":  # which is click's to tell
        assert run(subprocess.PIPE)[0] == 2
    else:
        assert run(subprocess.PIPE) == (2, b"scopeinspect: standard output: No space left on device.\n")
    # Where not even that can be told, the status is that of a failure, not of findings.
    with FULL.open("w") as full:
        assert run(full.fileno())[0] == 2


@NEEDS_FULL
@pytest.mark.parametrize("command", ["nothing", "show", "show nothing.scopes.jsonl", "--nothing"])
def test_standard_error(folder: Path, command: str) -> None:
    with FULL.open("w") as full:
        done = subprocess.run([COMMAND, *command.split()], cwd=folder, env=environment(), stderr=full, check=False)
    assert done.returncode == 2


@NEEDS_FULL
def test_device(scopeinspect: Command, folder: Path) -> None:
    ran = scopeinspect("show", "--output-file", FULL, "a.scopes.jsonl", cwd=folder)
    assert (ran.status, ran.stdout, ran.stderr) == (2, "", "scopeinspect: /dev/full: No space left on device.\n")


@pytest.mark.parametrize(
    ("command", "named", "stays"),
    [
        ("run --format json --output-file new --save a program.py", "a", []),
        ("dump --format tensorboard -o new program.py", "new/events.out", ["new"]),
        ("show --format html -o new large.scopes.jsonl", "new", []),
        ("check --format json --output-file new large.scopes.jsonl", "new", []),
        ("diff --format json --output-file new a.scopes.jsonl large.scopes.jsonl", "new", []),
        ("baseline --output new large.scopes.jsonl", "new", []),
        ("dump --format json -o new large.scopes.jsonl", "new", []),
    ],
)
def test_file(installed: Command, folder: Path, command: str, named: str, stays: list[str]) -> None:
    """Files that may not grow are as good as a disk that is full; the script lets its own."""
    build = Build()
    for number in range(300):
        build.variable(f"v{number}")
        build.made(f"v{number}")
    save(build.recording(), folder / "large.scopes.jsonl")
    grow = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, 2 * resource.getrlimit(resource.RLIMIT_FSIZE)[1:])\n"
    (folder / "program.py").write_text(grow + BEGIN + "for _ in range(200):\n    tf.no_op()\n")
    before = sorted(path.name for path in folder.rglob("*"))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, resource.RLIM_INFINITY))

    ran = installed(*command.split(), cwd=folder, preexec_fn=limit)
    assert ran.status == 2
    assert ran.stdout == ""
    assert ran.stderr.startswith(f"scopeinspect: {named}")
    assert ran.stderr.endswith(": File too large.\n")
    assert sorted(path.name for path in folder.rglob("*")) == sorted([*before, *stays])


@pytest.mark.parametrize(
    ("command", "lacking", "told"),
    [
        ("run program.py", "tempfile._candidate_tempdir_list = lambda: ['/proc/none']", "nowhere is room for temporary files, so "),
        ("dump --format csv a.scopes.jsonl", "tempfile._candidate_tempdir_list = lambda: ['/proc/none']", "nowhere is room for temporary "),
        ("check program.py other.py", "threading.Thread.start = lacking", "can't start new thread here, where 2 targets are to"),
    ],
)
def test_machine_that_lacks_something(folder: Path, command: str, lacking: str, told: str) -> None:
    """What Python raises is no mistake of ours, and what there is to do is told."""
    program = (
        "import sys, tempfile, threading\n"
        "def lacking(thread):\n    raise RuntimeError(\"can't start new thread\")\n"
        f"{lacking}\nfrom scopeinspect_cli.start import main\nmain()\n"
    )
    (folder / "other.py").write_text(BEGIN)
    words = [sys.executable, "-c", program, *command.split()]
    done = subprocess.run(words, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"scopeinspect: {told}")


def test_journal_that_found_no_room_takes_no_more() -> None:
    """What came after half a line, once there is room again, would be taken for the rest of it."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    send = send_to_descriptor(writing)
    with pytest.raises(OSError, match="temporarily unavailable"):
        send({"e": "x" * (1 << 20)})
    assert not os.read(reading, 1 << 20).endswith(b"\n")
    with pytest.raises(OSError, match="temporarily unavailable"):
        send({"e": "late"})
    os.close(writing)
    assert os.read(reading, 1 << 20) == b""
    os.close(reading)
