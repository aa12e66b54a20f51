"""`watch`: the tree anew on every save, whatever the script does."""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scopeinspect.setup import Process

from ..conftest import COMMAND, Begun, Command, environment
from .terminal import Terminal, plain

SCRIPT = """\
import tensorflow as tf
import layers

with tf.variable_scope("net"):
    layers.dense("first", 3)
    layers.dense("second", 4)
"""

LAYERS = """\
import tensorflow as tf

def dense(name, width):
    with tf.variable_scope(name):
        return tf.get_variable("weights", [2, width])
"""


TOWERS = """\
import tensorflow as tf

def tower(images):
    return tf.matmul(images, tf.Variable(tf.zeros([4, 4]), name="weights"))

images = tf.placeholder(tf.float32, [None, 4])
one = tower(images)
two = tower(images)
"""


class Installed(subprocess.Popen[bytes]):
    """A command in a process of its own, with recorders of its own."""

    def __init__(self, arguments: list[str], cwd: Path, environment: dict[str, str], *descriptors: int) -> None:
        stdin, stdout, stderr = descriptors
        super().__init__([COMMAND, *arguments], cwd=cwd, env=environment, stdin=stdin, stdout=stdout, stderr=stderr)

    signal = subprocess.Popen.send_signal


class Watch:
    """A `watch` that goes on, and what it has said so far.

    Args:
        begin: starts the command, as the fixture `begun` does.
        folder: its working directory.
        arguments: of `watch`.
    """

    def __init__(self, begin: Callable[..., Process], folder: Path, *arguments: str) -> None:
        self._output, theirs = os.pipe()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed at its end
        with Path(os.devnull).open("rb") as nothing:
            descriptors = (nothing.fileno(), theirs, self._complaints.fileno())
            self.process = begin(["watch", *arguments], folder, environment(), *descriptors)
        os.close(theirs)
        self._said = ""
        self._decode = codecs.getincrementaldecoder("utf-8")().decode  # what is read may end within a letter

    def next(self, text: str, seconds: float = 60) -> str:
        """Wait for the next report, which is to contain this text, and return it."""
        before = time.monotonic() + seconds
        while text not in self._said or not self._said.endswith("\n\n"):
            ready, _, _ = select.select([self._output], [], [], max(before - time.monotonic(), 0))
            assert ready, f"{text!r} was not said: {self._said!r}"
            chunk = os.read(self._output, 1 << 16)
            assert chunk, f"it has ended: {self._said!r}"
            self._said += self._decode(chunk)
        said, self._said = self._said, ""
        return said.lstrip("\n")

    def end(self) -> tuple[int, str]:
        """Interrupt it, and return its status and what it has complained of."""
        self.process.signal(signal.SIGINT)
        status = self.process.wait(30)
        self._complaints.seek(0)
        return status, self._complaints.read().decode()

    def close(self) -> None:
        """Let it be over, whatever it does."""
        self.process.signal(signal.SIGKILL)
        self.process.wait(30)
        os.close(self._output)
        self._complaints.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a script and a module of its own."""
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "layers.py").write_text(LAYERS)
    return tmp_path


@pytest.fixture
def watch(begun: Begun, folder: Path) -> Iterator[Watch]:
    """Return a watch of the script, which is over after the test."""
    with closing(Watch(begun, folder, "train.py")) as watching:
        yield watching


@pytest.fixture
def alone(folder: Path) -> Iterator[Watch]:
    """Return another, in a process of its own."""
    with closing(Watch(Installed, folder, "train.py")) as watching:
        yield watching


def change(path: Path, old: str, new: str) -> None:
    """Save a file with a change, as most editors do: beside it, and then in its place."""
    text = path.read_text()
    assert old in text
    beside = path.with_suffix(".new")
    beside.write_text(text.replace(old, new))
    beside.replace(path)


def test_a_day_of_editing(alone: Watch, folder: Path) -> None:
    first = alone.next("No findings.")
    assert re.findall(r"── (\w+)", first) == ["first", "weights", "second", "weights"]
    assert "since" not in first

    change(folder / "train.py", '"second", 4', '"second", 5')
    said = alone.next("Since the last run")
    assert re.search(r"weights .*2×4 → 2×5", said)
    assert "An old checkpoint can't be restored: 1 variable of another shape or type." in said

    change(folder / "layers.py", '"weights"', '"kernel"')
    said = alone.next("Since the last run")
    assert re.findall(r"was (\S+)", said) == ["net/first/weights", "net/second/weights"]

    with (folder / "train.py").open("a") as file:
        file.write("    layers.dense('third', 1)\n")
    said = alone.next("Since the last run")
    assert re.findall(r"(\w+) .*  new$", said, re.MULTILINE) == ["kernel"]

    change(folder / "train.py", "    layers.dense('third', 1)\n", "")
    assert "gone since the last run: net/third/kernel" in alone.next("Since the last run")

    assert alone.end() == (0, "")


def test_keeps_running(folder: Path, watch: Watch) -> None:
    """Through a script that isn't Python, a module that isn't, an exception, and one that vanishes for a while."""
    watch.next("No findings.")
    change(folder / "train.py", "import layers", "import layers (")
    assert watch.next("is not Python").startswith("train.py:2:")
    change(folder / "train.py", "import layers (", "import layers")
    watch.next("· finished")
    change(folder / "layers.py", "return", "return (")
    assert "SyntaxError" in watch.next("The script ended with this SyntaxError")
    change(folder / "layers.py", "return (", "return")
    watch.next("· finished")
    change(folder / "train.py", '"second", 4', '"first", 3')
    assert "error[SI101]" in watch.next("The script ended with this ValueError")
    (folder / "train.py").unlink()
    assert watch.next("there is no such file") == "train.py: there is no such file.\n\n"
    # What is compared with is the last good run, not the one that failed.
    (folder / "train.py").write_text(SCRIPT.replace('"second"', '"other"'))
    assert "was net/second/weights" in watch.next("Since the last run")
    with pytest.raises(subprocess.TimeoutExpired):
        watch.process.wait(0)


def test_script_that_becomes_a_pipe(folder: Path, watch: Watch) -> None:
    """Nobody writes to it, and it is not waited for without an end."""
    watch.next("No findings.")
    os.mkfifo(folder / "beside")
    (folder / "beside").replace(folder / "train.py")
    assert watch.next("pipe") == "train.py can't be read: it is a pipe that nobody writes to.\n\n"
    (folder / "beside").write_text(SCRIPT)
    (folder / "beside").replace(folder / "train.py")
    watch.next("No findings.")


def test_module_that_was_missing(begun: Begun, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SCRIPT)
    with closing(Watch(begun, tmp_path, "train.py")) as watching:
        watching.next("The script ended with this ModuleNotFoundError")
        (tmp_path / "layers.py").write_text(LAYERS)
        watching.next("· finished")
        assert watching.end()[0] == 0


def test_other_files_are_not_waited_for(folder: Path, watch: Watch) -> None:
    watch.next("No findings.")
    (folder / "notes.txt").write_text("nothing")
    (folder / "other.py").write_text("nothing")
    with pytest.raises(AssertionError, match="was not said: ''"):
        watch.next("finished", seconds=2)


def test_findings_instead(begun: Begun, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TOWERS)
    with closing(Watch(begun, tmp_path, "--check", "train.py")) as watching:
        assert "error[SI103]" in watching.next("1 error in train.py")
        change(tmp_path / "train.py", "two = tower(images)", "two = one")
        watching.next("No findings in train.py")
        assert watching.end()[0] == 0


MANY = "\nfor number in range(40):\n    layers.dense('x' * (number + 1), 1)\n"
WAITING = re.compile(r"\d\d:\d\d:\d\d · took \d+\.\d s · waiting for a save of 2 files")


def screen_of(terminal: Terminal) -> list[str]:
    """Return the lines of the last screen that a watch has painted, with the last status below it."""
    terminal.read_until("waiting for a save of 2 files")
    screen = plain(terminal.shown.rpartition("\x1b[H\x1b[2J")[2])
    text, _, status = screen.partition("\x1b[24;1H\x1b[2K")
    terminal.shown = ""
    return [*text.splitlines(), status.rpartition("\x1b[2K")[2]]


def test_what_matters_is_never_cut(folder: Path) -> None:
    """The tree makes way for what was found, for why the script failed, and for the status in the last row."""
    (folder / "train.py").write_text(SCRIPT + MANY)
    terminal = Terminal(100, "watch", "train.py", cwd=folder)
    good = screen_of(terminal)
    assert len(good) <= 24
    assert "train.py · TensorFlow" in good[0]
    assert "more lines" in good[-5]
    assert good[-2].startswith("No findings.")
    assert WAITING.fullmatch(good[-1])
    change(folder / "train.py", "    layers.dense('x' * (number + 1), 1)", "    layers.dense('first', 1)")
    failed = screen_of(terminal)
    assert len(failed) <= 24
    assert "· raised ValueError" in failed[0]
    assert any(line.startswith("error[SI101]") for line in failed)
    assert any(line.startswith("fix ") for line in failed)
    assert WAITING.fullmatch(failed[-1])
    terminal.press("\x03")
    assert terminal.status_at_end() == 0


def test_terminal_of_another_size(folder: Path) -> None:
    """The page is painted anew, as wide and as high as there is room."""
    (folder / "train.py").write_text(SCRIPT + MANY)
    terminal = Terminal(60, "watch", "train.py", cwd=folder)
    assert "  parameters  " not in "".join(screen_of(terminal))
    terminal.resize(130, 200)
    terminal.read_until("\x1b[200;1H")  # the status below it
    anew = plain(terminal.shown)
    assert "parameters" in anew
    assert "more lines" not in anew
    terminal.press("\x03")
    assert terminal.status_at_end() == 0


def test_terminal(folder: Path) -> None:
    """Nothing scrolls: each tree takes the whole screen. In the end the last one stands on the terminal as it was."""
    (folder / "train.py").write_text(SCRIPT + MANY)
    terminal = Terminal(100, "watch", "train.py", cwd=folder)
    terminal.read_until("more lines")
    screen = terminal.shown
    assert screen.count("\n") < 24
    change(folder / "train.py", '"second", 4', '"second", 5')
    terminal.read_until("more lines")
    terminal.read_until("2×5")
    terminal.press("\x03")
    assert terminal.status_at_end() == 0
    assert terminal.shown.count("\x1b[?1049h") == terminal.shown.count("\x1b[?1049l") == 1
    kept = plain(terminal.shown.rpartition("\x1b[?1049l")[2])
    assert kept.startswith("train.py · TensorFlow")
    assert "Since the last run" in kept
    assert "more lines" not in kept


def test_what_was_never_there(scopeinspect: Command, tmp_path: Path) -> None:
    ran = scopeinspect("watch", "nowhere.py", cwd=tmp_path)
    assert (ran.status, ran.stdout, ran.stderr) == (2, "", "scopeinspect: nowhere.py: there is no such file.\n")
