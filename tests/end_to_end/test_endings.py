"""However a script ends, what it made is shown, and the exit status says how it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from scopeinspect.capture import capture
from scopeinspect.errors import NotBegunError
from scopeinspect.setup import Setup, Streams
from scopeinspect.target import target_of

from ..conftest import COMMAND, Command, environment
from ..runs import Ran
from .programs import BEGIN, LEAVES_CHILDREN, PROGRAMS, SLEEPS, SLEEPS_WHATEVER_COMES

Ended = Callable[[str], Ran]


@pytest.fixture(scope="module")
def ended(installed: Command, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """Return a function that gives what came of running a program, by its name. All are run here, two at a time.

    In processes of their own: what Python itself finds, and how it starts and ends, is what is looked at.
    """
    folder = tmp_path_factory.mktemp("programs")
    for name, source in PROGRAMS.items():
        (folder / f"{name}.py").write_text(source)

    def run(name: str) -> Ran:
        return installed("run", "--save", f"{name}.scopes.jsonl", f"{name}.py", cwd=folder)

    with ThreadPoolExecutor(2) as pool:
        done = dict(zip(PROGRAMS, pool.map(run, PROGRAMS), strict=True))
    return done.__getitem__


def as_json(scopeinspect: Command, recording: Path) -> dict[str, Any]:
    """Return the report of a saved recording."""
    said = scopeinspect("show", "--format", "json", recording)
    return dict(json.loads(said.stdout))


def has_the_tree(report: str) -> bool:
    """Whether the variable that every program makes is there, under its scope."""
    lines = [line.split() for line in report.splitlines()]
    scope = next(place for place, words in enumerate(lines) if words[:1] == ["scope"])
    return lines[scope + 1][:3] == ["└──", "v", "2×3"] and "1 variable, all trainable" in report


MADE_SOMETHING = [name for name in PROGRAMS if name not in {"imports_what_is_missing", "records_nothing"}]


@pytest.mark.parametrize("name", MADE_SOMETHING)
def test_nothing_is_lost(ended: Ended, name: str) -> None:
    assert has_the_tree(ended(name).stdout)


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("finishes", 0, "finished"),
        ("raises", 3, "raised KeyError"),
        ("imports_what_is_missing", 3, "raised ModuleNotFoundError"),
        ("records_nothing", 1, "finished"),
        ("exits_with_3", 3, "exited with status 3"),
        ("leaves_with_3", 3, "exited with status 3"),
        ("kills_itself", 3, "killed by signal 9"),
        ("says_a_lot", 0, "finished"),
        ("takes_builtins_away", 2, "raised TypeError"),
        ("closes_its_output", 0, "finished"),
    ],
)
def test_status_and_headline(ended: Ended, name: str, status: int, said: str) -> None:
    ran = ended(name)
    assert ran.status == status
    headline = ran.stdout.splitlines()[0]
    assert headline.startswith(f"{name}.py · TensorFlow ")
    assert headline.endswith(f" · {said}")


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_frame_of_ours_is_seen(ended: Ended, name: str) -> None:
    ran = ended(name)
    for text in (ran.stdout, ran.stderr):
        assert "scopeinspect/recorder" not in text
        assert "scopeinspect_cli" not in text


@pytest.mark.parametrize("targets", ["fails.py", "*.py"])
def test_traceback_once_in_a_pipe_that_has_both_streams(on_path: Path, tmp_path: Path, targets: str) -> None:
    (tmp_path / "fails.py").write_text(PROGRAMS["raises"])
    (tmp_path / "fine.py").write_text(BEGIN)
    done = subprocess.run(
        [on_path / COMMAND.name, "run", targets], cwd=tmp_path, env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.count("Traceback (most recent call last)") == 1


def test_traceback_of_one_of_several(scopeinspect: Command, tmp_path: Path) -> None:
    """Standard error has it as under `python`, as it has that of a single one."""
    (tmp_path / "fails.py").write_text(PROGRAMS["raises"])
    (tmp_path / "fine.py").write_text(BEGIN)
    assert "Traceback (most recent call last)" in scopeinspect("run", "*.py", cwd=tmp_path).stderr


def test_traceback_is_the_users(ended: Ended) -> None:
    ran = ended("raises")
    lines = ran.stderr.strip().splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert [line.split(",")[2].strip() for line in lines if line.startswith("  File")] == ["in <module>", "in inner"]
    assert lines[-1].startswith("KeyError: ")
    assert "inner()" in ran.stdout, "the report tells where it ended, too"


def test_builtins_that_are_gone_are_the_scripts_own_mistake(ended: Ended) -> None:
    ran = ended("takes_builtins_away")
    for text in (ran.stdout, ran.stderr):
        assert 'takes_builtins_away.py", line 9, in <module>\n    tf.get_variable(' in text
    told = " ".join(ran.stdout.split())
    assert "the script has put something in the place of Python's own int, isinstance, len, str that" in told
    assert "a mistake of ours" not in told


@pytest.mark.parametrize(
    ("name", "raised"),
    [
        ("takes_os_write_away", "KeyError: 'mine'"),
        ("takes_linecache_away", "KeyError: 'mine'"),
        ("takes_frames_away", "TypeError: 'NoneType' object is not callable"),
        ("has_a_name_that_raises", "KeyError: 'mine'"),
    ],
)
def test_what_the_script_breaks_is_broken_for_itself_alone(ended: Ended, name: str, raised: str) -> None:
    ran = ended(name)
    assert ran.stderr.strip().splitlines()[-1] == raised
    assert f'{name}.py", line ' in ran.stderr
    assert f"The script ended with this {raised.partition(':')[0]}" in ran.stdout
    assert "This is not all" not in ran.stdout
    assert "a mistake of ours" not in ran.stdout


def test_what_cannot_be_told_for_its_own_str_is_the_scripts_own_mistake(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(
        BEGIN + "class Key:\n    def __str__(self):\n        raise KeyError('mine')\n\n"
        "tf.get_variable('w', [1], collections=[Key()])\n"
    )
    told = " ".join(scopeinspect("run", "model.py", cwd=tmp_path).stdout.split())
    assert "the script's own __str__ (model.py:8) raised KeyError when it was asked what to show" in told
    assert "a mistake of ours" not in told


def test_a_folder_that_the_script_removes_is_missed_by_nobody(scopeinspect: Command, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "model.py").write_text(BEGIN + "import shutil\nshutil.rmtree(os.getcwd())\n")
    ran = scopeinspect("run", "model.py", cwd=folder)
    assert (ran.status, ran.stderr) == (0, "")
    assert has_the_tree(ran.stdout)
    (folder / "kept").mkdir(parents=True)
    (tmp_path / "model.py").write_text(BEGIN + "import shutil\nshutil.rmtree(os.getcwd())\n")
    kept = scopeinspect("baseline", "-o", tmp_path / "m.baseline.json", tmp_path / "model.py", cwd=folder)
    assert (kept.status, (tmp_path / "m.baseline.json").exists()) == (0, True), kept.stderr


def test_control_characters_and_markup_of_an_error_are_harmless(ended: Ended) -> None:
    for text in (ended("raises").stdout, ended("raises").stderr):
        assert "\x1b" not in text
        assert "[red]gone[/red]" in text


def test_import_error_names_what_is_missing(ended: Ended) -> None:
    assert ended("imports_what_is_missing").stderr.strip().endswith(
        "ModuleNotFoundError: No module named 'no_such_module_anywhere'"
    )


def test_nothing_recorded_is_said(ended: Ended) -> None:
    assert "Nothing was recorded" in ended("records_nothing").stdout
    assert ended("records_nothing").stderr == "nothing to see\n"


def test_report_is_all_of_stdout(ended: Ended) -> None:
    ran = ended("says_a_lot")
    assert "line 19999" in ran.stderr
    assert "line " not in ran.stdout.replace("line 4", "").replace("line 5", ""), "its own lines are 4 and 5"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands over what has left its process group")
@pytest.mark.parametrize("end", ["", "os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_no_child_is_left_behind(installed: Command, tmp_path: Path, end: str) -> None:
    """One in the script's process group, one in a session of its own, and a daemon."""
    (tmp_path / "program.py").write_text(LEAVES_CHILDREN + end + "\n")
    ran = installed("run", "program.py", cwd=tmp_path)
    assert has_the_tree(ran.stdout)
    children = [int(word) for word in ran.stderr.split()]
    assert len(children) == 3
    left = [child for child in children if Path(f"/proc/{child}").exists()]
    for child in left:
        os.kill(child, signal.SIGKILL)
    assert left == []


def test_stop_is_a_stop_whatever_the_streams_are(scopeinspect: Command, tmp_path: Path) -> None:
    """What can't be flushed is no reason to go on."""
    session = """\
class Silent:
    def write(self, text): pass
sys.stdout, sys.stderr = Silent(), None
try:
    with tf.Session() as session:
        session.run(v)
except AttributeError:
    pass
os.write(2, b"it went on")
"""
    (tmp_path / "program.py").write_text(BEGIN + session)
    ran = scopeinspect("run", "--stop-at", "session", "program.py", cwd=tmp_path)
    assert ran.status == 0
    assert has_the_tree(ran.stdout)
    assert ran.stderr == ""


def test_a_stop_leaves_no_code_of_autographs(installed: Command, python: str, tmp_path: Path) -> None:
    """TensorFlow removes it only when Python ends as usual."""
    converted = """\
def positive(x):
    if tf.reduce_sum(x) > 0:
        return x
    return -x
y = tf.autograph.to_graph(positive)(tf.placeholder(tf.float32, [2]))
import glob, os, tempfile
print("wrote", len(glob.glob(os.path.join(tempfile.gettempdir(), "*.py"))))
tf.Session().run(y)
"""
    (tmp_path / "program.py").write_text(BEGIN + converted)
    (tmp_path / "temporary").mkdir()
    own = {"TMPDIR": str(tmp_path / "temporary")}
    ran = installed("run", "--python", python, "--stop-at", "session", "program.py", cwd=tmp_path, env=own)
    assert "stopped, as asked" in ran.stdout
    assert "wrote 1" in ran.stderr
    assert list((tmp_path / "temporary").glob("*.py")) == []


def test_interrupted_before_python_has_come_to_the_recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended at once, without the grace a script has, and nobody is told where in its imports that was."""
    monkeypatch.setattr("scopeinspect.capture.GRACE", 600)
    (tmp_path / "sitecustomize.py").write_text(
        "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(600)\n"
    )
    (tmp_path / "program.py").write_text(BEGIN)
    setup = Setup(environment={**os.environ, "PYTHONPATH": str(tmp_path)})
    with (tmp_path / "said").open("wb") as said, pytest.raises(NotBegunError, match="was interrupted before it began"):
        capture(target_of(str(tmp_path / "program.py")), setup, streams=Streams(output=said.fileno()), signals=[2])
    assert (tmp_path / "said").read_bytes() == b""


def interrupted(folder: Path, source: str) -> Ran:
    """Run a program that waits, interrupt the command, and return what came of it, long before the program is over."""
    (folder / "waits.py").write_text(source)
    command = [COMMAND, "run", "--save", "waits.scopes.jsonl", "waits.py"]
    process = subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    before = ""
    while "the script is ready" not in before:
        line = process.stderr.readline()
        assert line, f"it ended by itself: {before}"
        before += line
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=120)
    return Ran(process.returncode, stdout, before + stderr)


@pytest.mark.parametrize("source", [SLEEPS, SLEEPS_WHATEVER_COMES], ids=["sleeps", "ignores the interrupt"])
def test_ctrl_c_prints_the_tree_so_far(tmp_path: Path, scopeinspect: Command, source: str) -> None:
    ran = interrupted(tmp_path, source)
    assert ran.status == 3
    assert has_the_tree(ran.stdout)
    assert ran.stdout.splitlines()[0].endswith(" · interrupted")
    assert "scopeinspect" not in ran.stderr, "no frame of ours, and no complaint"
    outcome = as_json(scopeinspect, tmp_path / "waits.scopes.jsonl")["outcome"]
    assert outcome["kind"] == "interrupted"
