"""What could not be recorded to its end is never called clean, and never disturbs the script."""

from __future__ import annotations

import resource
import signal
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from scopeinspect.journal import save

from ..conftest import COMMAND, Command, environment
from ..recordings import Build
from ..samples.expectations import SAMPLES
from .programs import BEGIN

PROGRAMS = {
    "closes_all": BEGIN + "os.closerange(3, 1000)\ntf.get_variable('late', [1])\nprint('to the end')\n",
    "becomes_another": BEGIN + "sys.stdout.flush()\nos.execv('/bin/echo', ['echo', 'to the end'])\n",
}

NOT_COMPILED = {"PYTHONDONTWRITEBYTECODE": "1"}
"""Where files may not grow, Python would leave half of what it has compiled, and nobody could import that any more."""


@pytest.fixture(params=PROGRAMS)
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the path of a program that stops telling what it does."""
    path = tmp_path / f"{request.param}.py"
    path.write_text(PROGRAMS[request.param])
    return path


def test_run(installed: Command, program: Path) -> None:
    ran = installed("run", program)
    assert ran.status == 2
    assert "└── v" in ran.stdout, "what was recorded until then is shown"
    assert "This is not all: what else the script did was not recorded" in ran.stdout
    assert ran.stderr == "to the end\n"


def test_check_and_baseline(scopeinspect: Command, program: Path) -> None:
    ran = scopeinspect("check", program.name, cwd=program.parent)
    assert ran.status == 2
    assert f"{program.name}: what the script did was not recorded to its end; there was no room" in ran.stdout
    ran = scopeinspect("baseline", program)
    assert (ran.status, ran.stdout) == (2, "")
    assert "can't be compared, as its recording is not complete; there was no room" in ran.stderr
    assert ran.stderr.endswith("or become another program.\n")
    assert not program.with_suffix(".baseline.json").exists()


@pytest.mark.parametrize("command", ["why TARGET v", "why TARGET late", "dump --format csv TARGET"])
def test_what_is_told_is_not_all(scopeinspect: Command, program: Path, command: str) -> None:
    """Neither the story of a variable, nor that there is none of that name, nor the ops."""
    ran = scopeinspect(*[program.name if word == "TARGET" else word for word in command.split()], cwd=program.parent)
    assert ran.status == 2
    assert f"scopeinspect: {program.name}: this is not all: what else the script did was not recorded; there" in ran.stderr


def test_graph_that_could_not_be_told(scopeinspect: Command, tmp_path: Path) -> None:
    session = "tf.Session().run(tf.no_op())\n"  # by when the ops are told
    (tmp_path / "program.py").write_text(BEGIN + session + PROGRAMS["becomes_another"].removeprefix(BEGIN))
    ran = scopeinspect("dump", "--format", "pbtxt", "program.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (2, "")
    assert "program.py: graph 0 was not written as pbtxt: there was no room for it in the folder of temp" in ran.stderr
    ran = scopeinspect("dump", "--format", "csv", "program.py", cwd=tmp_path)
    assert ran.status == 2
    assert "scope/v," in ran.stdout
    assert ran.stderr.startswith("to the end\nscopeinspect: program.py: this is not all: ")


@pytest.mark.parametrize("bytes_left", [1024, 4096])
def test_full_disk(installed: Command, bytes_left: int) -> None:
    """Files that may not grow are as good as a disk that has no room."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, bytes_left))

    ran = installed("run", SAMPLES / "shared_filter.py", preexec_fn=limit, env=NOT_COMPILED)
    assert ran.status == 2
    assert "This is not all" in ran.stdout
    assert ran.stderr.startswith("variables: image_filters/conv1/weights"), "the script goes on to its end"
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)
def test_signal_leaves_the_old_file_or_the_new(tmp_path: Path, number: signal.Signals) -> None:
    """As Python starts, on the way, in the middle of writing, and never; `tests/test_files.py` looks at every moment."""
    saved, report, calls = tmp_path / "a.scopes.jsonl", tmp_path / "report.json", tmp_path / "calls"
    build = Build()
    for place in range(300):
        build.variable(f"v{place}")
    save(build.recording(), saved)

    def show(call: int) -> int:
        changes = {"PYTHONPATH": str(Path(__file__).with_name("at_call")), "PYTHONHASHSEED": "0"}
        changes |= {"SIGNAL_AT": f"{call} {int(number)}", "CALLS": str(calls)}
        command = [COMMAND, "show", saved, "--format", "json", "--output-file", report]
        return subprocess.run(command, env=environment(changes), capture_output=True, check=False).returncode

    assert show(0) == 0
    whole = report.read_text()
    writing = list(map(int, calls.read_text().split()))
    calls.unlink()
    widest = max(pairwise(writing), key=lambda two: two[1] - two[0])
    for call in (1, writing[0] // 2, sum(widest) // 2, 10**9):
        report.write_text("the old one")
        is_over = show(call) == 0
        assert report.read_text() == (whole if is_over else "the old one")
        assert is_over == (call == 10**9)
        assert sorted(tmp_path.iterdir()) == [saved, report]


def test_file_that_can_not_grow_stays_as_it_was(scopeinspect: Command, installed: Command, tmp_path: Path) -> None:
    saved, report = tmp_path / "a.scopes.jsonl", tmp_path / "report.json"
    assert scopeinspect("run", "--save", saved, SAMPLES / "shared_filter.py").status == 0
    report.write_text("the old one")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))

    ran = installed("show", saved, "--format", "json", "--output-file", report, preexec_fn=limit, env=NOT_COMPILED)
    assert ran.status == 2
    assert ran.stderr == f"scopeinspect: {report}: File too large.\n"
    assert report.read_text() == "the old one"
    assert sorted(tmp_path.iterdir()) == [saved, report]
