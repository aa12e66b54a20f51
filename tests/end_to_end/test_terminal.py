"""Colour on a terminal only, ASCII where the encoding needs it, and the width there is."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

import pytest

from scopeinspect.journal import save

from ..conftest import COMMAND, Command, Record, environment
from ..samples.expectations import SAMPLES
from .programs import SLEEPS
from .terminal import Terminal, plain


@pytest.fixture(scope="module")
def saved(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a saved recording that has every kind of line in it: a tree, notes, a refusal."""
    path = tmp_path_factory.mktemp("saved") / "a.scopes.jsonl"
    save(record(SAMPLES / "already_exists.py"), path)
    return path


@pytest.fixture(scope="module")
def shared(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the saved recording of the shared filter."""
    path = tmp_path_factory.mktemp("saved") / "b.scopes.jsonl"
    save(record(SAMPLES / "shared_filter.py"), path)
    return path


def on_a_terminal(columns: int, *arguments: str | Path, **changes: str) -> str:
    """Run the command on a terminal of so many columns and return what it writes there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    settings = environment({"TERM": "xterm-256color", **changes})
    process = subprocess.Popen([COMMAND, *arguments], env=settings, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written = b""
    while True:
        try:
            chunk = os.read(ours, 1 << 16)
        except OSError:  # the other side is closed
            break
        if not chunk:
            break
        written += chunk
    os.close(ours)
    process.wait()
    return written.decode().replace("\r\n", "\n")


def test_colour_on_a_terminal(shared: Path) -> None:
    written = on_a_terminal(120, "show", shared)
    assert re.search(r"\x1b\[[0-9;]*3[0-9]m", written)


def test_colour_changes_nothing_else(scopeinspect: Command, shared: Path) -> None:
    assert plain(on_a_terminal(120, "show", shared)) == plain(scopeinspect("show", shared).stdout)


@pytest.mark.parametrize("command", ["show", "check"])
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_ends_in_blanks(saved: Path, columns: int, command: str) -> None:
    """They would be copied along with a report."""
    assert re.search(r"[^ ] +$", plain(on_a_terminal(columns, command, saved)), re.MULTILINE) is None


def test_no_colour_in_a_pipe(scopeinspect: Command, saved: Path) -> None:
    ran = scopeinspect("show", saved, env={"TERM": "xterm-256color"})
    assert "\x1b" not in ran.stdout + ran.stderr


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_no_colour_where_none_is_wanted(saved: Path, changes: dict[str, str]) -> None:
    written = on_a_terminal(120, "show", saved, **changes)
    # Bold and dim are no colours.
    assert not re.search(r"\x1b\[(?:[0-9;]*;)?[34][0-9]", written)
    assert "error[SI101]" in plain(written)


@pytest.fixture
def interrupted(tmp_path: Path) -> tuple[int, str]:
    """Return the status and all that is shown of a run that is interrupted with Ctrl-C."""
    (tmp_path / "waits.py").write_text(SLEEPS)
    terminal = Terminal(100, "run", "waits.py", cwd=tmp_path)
    terminal.read_until("the script is ready")
    terminal.read_until("building for ")
    terminal.press("\x03")
    return terminal.status_at_end(), terminal.shown


def test_while_it_runs(interrupted: tuple[int, str]) -> None:
    """A status line says what it does; Ctrl-C ends it; the line is gone and the tree is there."""
    status, shown = interrupted
    assert status == 3
    assert "importing TensorFlow" in shown
    assert re.search(r"building for \d+ s · 1 variable · \d+ ops", shown)
    assert shown.count("the script is ready") == 1
    report = plain(shown).rpartition("waits.py · ")[2]
    assert "· interrupted" in report
    assert "└── v" in report
    assert "building" not in report


TRAINS = """import time
import tensorflow as tf

made = tf.get_variable("v", [2])
wait = tf.py_func(lambda: time.sleep(600), [], [])
tf.Session().run(wait)
"""


def test_hint_at_an_end_before_the_training(tmp_path: Path) -> None:
    """Whoever wanted the graph alone is told how to be spared what comes after it."""
    (tmp_path / "trains.py").write_text(TRAINS)
    terminal = Terminal(100, "run", "trains.py", cwd=tmp_path)
    terminal.read_until("Ctrl-C ends it; --stop-at session would have here")
    told = re.findall(r"in a session for (\d+) s( · Ctrl-C ends it)?", terminal.shown)
    assert {bool(hint) for seconds, hint in told if int(seconds) < 10} == {False}
    assert {bool(hint) for seconds, hint in told if int(seconds) > 10} <= {True}
    terminal.press("\x03")
    terminal.press("\x03")
    terminal.status_at_end()


def test_finding_stands_apart_from_the_traceback(on_path: Path, tmp_path: Path) -> None:
    terminal = Terminal(200, "check", SAMPLES / "already_exists.py", cwd=tmp_path, program=on_path / COMMAND.name)
    assert terminal.status_at_end() == 3
    shown = plain(terminal.shown).replace("\r", "")
    assert re.search(r"^ValueError: Variable conv1/weights already exists.*\n\nerror\[SI101\]", shown, re.MULTILINE)


def test_no_status_line_where_there_is_no_row(on_path: Path, tmp_path: Path) -> None:
    """A terminal that says that it has no rows and no columns is given the report alone."""
    (tmp_path / "waits.py").write_text(SLEEPS.replace("600", "2"))
    terminal = Terminal(0, "run", "waits.py", cwd=tmp_path, rows=0, program=on_path / COMMAND.name)
    assert terminal.status_at_end() == 0
    assert "\x1b7" not in terminal.shown
    assert "1 variable" in plain(terminal.shown)


def test_no_status_line_in_a_pipe(scopeinspect: Command, record: Record, tmp_path: Path) -> None:
    """What the script prints is all there is on standard error."""
    (tmp_path / "waits.py").write_text(SLEEPS.replace("600", "1"))
    assert scopeinspect("run", "waits.py", cwd=tmp_path).stderr == "the script is ready\n"


@pytest.mark.parametrize("columns", [60, 80, 120, 160])
def test_width_of_the_terminal(shared: Path, columns: int) -> None:
    lines = plain(on_a_terminal(columns, "show", shared)).splitlines()
    # A command to copy is in one piece, on a line of its own.
    assert max(len(line) for line in lines if not line.startswith("  scopeinspect why")) <= columns


def test_json_is_not_coloured(shared: Path) -> None:
    assert "\x1b" not in on_a_terminal(120, "show", "--format", "json", shared)


def test_report_in_a_file_is_not_coloured(tmp_path: Path, saved: Path) -> None:
    on_a_terminal(60, "show", "--output-file", tmp_path / "report.txt", saved)
    report = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "\x1b" not in report
    assert "├── weights" in report


@pytest.mark.parametrize(
    "changes", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}], ids=str
)
@pytest.mark.parametrize("arguments", [[], ["--slots", "--ops", "--depth", "all"], ["--format", "json"]], ids=" ".join)
def test_ascii(
    installed: Command, saved: Path, shared: Path, changes: dict[str, str], arguments: list[str]
) -> None:
    for path in (saved, shared):
        for width in ("60", "80", "120"):
            ran = installed("show", *arguments, path, env={**changes, "COLUMNS": width})
            assert ran.status in (0, 3)
            assert ran.stderr == ""
            assert ran.stdout.isascii()


def test_ascii_says_the_same(installed: Command, shared: Path) -> None:
    text = installed("show", shared, env={"PYTHONIOENCODING": "ascii"}).stdout
    assert "`-- conv2" in text
    assert "|   |-- weights" in text
    assert "5x5x32x32" in text
    assert "False -> True [1]" in text
    assert "[1] switched on by reuse_variables()" in text


def test_latin_1(scopeinspect: Command, shared: Path) -> None:
    """An encoding that has some of our signs."""
    command = [COMMAND, "show", shared]
    done = subprocess.run(command, env=environment({"PYTHONIOENCODING": "latin-1"}), capture_output=True, check=True)
    assert "4 variables, all trainable · 51,264 parameters" in done.stdout.decode("latin-1")


def test_nothing_is_typed_after_a_script(tmp_path: Path) -> None:
    """What its own environment says is not meant for us either."""
    (tmp_path / "train.py").write_text("import tensorflow as tf\ntf.get_variable('weights', [2])\n")
    words = [COMMAND, "run", "--env", "PYTHONINSPECT=1", "train.py"]
    done = subprocess.run(words, input=b"print('typed')\n", cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"1 variable, all trainable" in done.stdout


def test_no_prompt_in_the_end(tmp_path: Path) -> None:
    """Python waits for what is typed, after the script and after us, where PYTHONINSPECT says so."""
    (tmp_path / "train.py").write_text("import tensorflow as tf\ntf.get_variable('weights', [2])\nprint('made')\n")
    terminal = Terminal(80, "run", "train.py", cwd=tmp_path, PYTHONINSPECT="1")
    assert terminal.status_at_end() == 0
    assert "made" in terminal.shown
    assert "1 variable, all trainable" in terminal.shown
    assert ">>>" not in terminal.shown
    assert "SystemExit" not in terminal.shown
