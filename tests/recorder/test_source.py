"""What can't be run is told in one sentence, before any of it runs."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .targets import Runner


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x = 1\nif x\n", r"program.py:2:\d+ is not Python 3.\d+: .+\."),
        (b"x = 1\nreturn x\n", r"program.py:2:\d+ is not Python 3.\d+: 'return' outside function\."),
        (b"x = [1\n     2]\n", r"program.py:\d:\d+ is not Python 3.\d+: ([^?]+\.|.+\?)"),  # newer Pythons ask for a comma
        (b"\x7fELF\x00\x01", r"program.py is not Python source but a binary file\."),
        (b"x = '\xe4'\n", r"program.py:1:6 is not Python source: byte 0xe4 isn't utf-8, the encoding of this file\."),
        (b"# coding: utf-9\n", r"program.py is not Python source: .*utf-9.*\."),
        (b"# coding: ascii\n#\xe4", r"program.py:2:2 is not Python source: byte 0xe4 isn't ascii, .*"),
        (b"\xef\xbb\xbfx =\xff", r"program.py:1:7 is not Python source: byte 0xff isn't utf-8, .*"),
        (b"\xef\xbb\xbf# coding: latin-1", r"program.py:1:1 .*iso-8859-1 with BOM\."),
    ],
)
def test_script_that_is_not_python(runner: Runner, content: bytes, sentence: str) -> None:
    runner.write(program=content)
    assert re.fullmatch(sentence, runner.problem_of(kind="script", path="program.py"))


def test_script_that_is_nested_too_deeply(runner: Runner) -> None:
    runner.write(program="(" * 5000 + ")" * 5000)
    ours = runner.ours(kind="script", path="program.py")
    assert re.fullmatch(r"program.py(:1:\d+)? is .*(too deeply|too many).*\.", ours.ending["problem"])


def test_position_of_a_syntax_error(current: Runner) -> None:
    current.write(program="x = 1\ny = 2 2\n")
    ending = current.ours(kind="script", path="program.py").ending
    assert (ending["file"], ending["line"]) == ("program.py", 2)
    assert ending["problem"].startswith(f"program.py:2:{ending['column']} ")


PYTHON_2 = {
    'print "hello"': "a print statement",
    "print x, y": "a print statement",
    "if 1: print 'x'": "a print statement",
    "print 'loss: %f' % (loss)": "a print statement",
    "print": None,
    "try:\n    pass\nexcept ValueError, e:\n    pass": "except with a comma",
    "try:\n    pass\nexcept (ValueError, KeyError), e:\n    pass": "except with a comma",
    "exec 'x = 1'": "an exec statement",
    "exec code in names": "an exec statement",
    "x = `y`": "backticks",
    "if x <> y: pass": "the <> operator",
    "raise ValueError, 'text'": "raise with a comma",
    "x = ur'text'": "a ur'' string",
    "x = 0777": "an octal number that begins with a bare 0",
    "x = 10L": "a long number",
    "def f(a, (b, c)): pass": "a parameter that unpacks a tuple",
    "lambda (a, b): a": "a parameter that unpacks a tuple",
    "if 1:\n        x = 1\n\ty = 2": "tabs and spaces mixed",
}


@pytest.mark.parametrize("source", [source for source, construct in PYTHON_2.items() if construct])
def test_python_2_is_told(runner: Runner, source: str) -> None:
    runner.write(program=f"a = 1\n{source}\n")
    sentence = runner.problem_of(kind="script", path="program.py")
    assert sentence.endswith(f"; it reads like Python 2 ({PYTHON_2[source]}).")


@pytest.mark.parametrize(
    "source",
    [
        'print("a" "b"',
        "print(x y)",
        "x = print(1) 2",
        "try:\n    pass\nexcept (ValueError, KeyError) as e\n    pass",
        "x = 'a `quoted` word' 'another' x",
        "x = 1 2  # not print x",
        "def f(x=g(1, 2), y z): pass",
        "x = 1.05 2",
        "raise ValueError('a, b') x",
        "executor = exec_it x",
        "printer x",
    ],
)
def test_a_slip_is_not_python_2(current: Runner, source: str) -> None:
    current.write(program=source)
    assert "Python 2" not in current.problem_of(kind="script", path="program.py")


def test_no_file_and_folders_and_what_does_not_end(current: Runner) -> None:
    (current.folder / "empty").mkdir()
    zipfile.ZipFile(current.folder / "empty.zip", "w").close()
    assert current.problem_of(kind="script", path="none.py") == "There is no file none.py."
    assert current.problem_of(kind="script", path="/dev/zero") == "/dev/zero is larger than 256 MiB, too large to be a program."
    (current.folder / "zero.ipynb").symlink_to("/dev/zero")
    assert current.problem_of(kind="notebook", path="zero.ipynb").endswith("too large to be a program.")
    for path in ("empty", "empty.zip"):
        assert current.problem_of(kind="script", path=path) == f"{path} holds no __main__.py that could be run."
    assert current.problem_of(kind="function", path="empty", function="f") == "empty can't be read: Is a directory."


@contextmanager
def written_by(command: str, pipe: Path) -> Iterator[None]:
    """Let a shell write to a pipe what this command says, however long it takes."""
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", f'({command}) > "$0"', pipe]):
        yield


@pytest.mark.parametrize("path", ["pipe.py", "pipe.ipynb"])
def test_pipe_that_nobody_writes_to(runner: Runner, path: str) -> None:
    os.mkfifo(runner.folder / path)
    kind = "notebook" if path.endswith(".ipynb") else "script"
    assert runner.problem_of(kind=kind, path=path) == f"{path} can't be read: it is a pipe that nobody writes to."


@pytest.mark.parametrize("command", ["cat program.py", "sleep 7; cat program.py"])
def test_pipe_whose_writer_takes_its_time(current: Runner, command: str) -> None:
    current.write(program="print(input())")
    with written_by(f"cd {current.folder}; {command}", current.folder / "pipe.py"):
        assert current.ours(kind="script", path="pipe.py", stdin="typed").out == "typed\n"


@pytest.mark.parametrize(("kind", "function"), [("script", None), ("function", "build")])
def test_lines_of_a_pipe_are_kept(current: Runner, kind: str, function: str | None) -> None:
    """For a traceback, and for the sites of variables: to read the pipe again would be to wait for ever."""
    current.write(program="# coding: latin-1\ndef build():\n    raise ValueError('\xe4')\n\nif __name__ == '__main__':\n    build()\n".encode("latin-1"))
    with written_by(f"cat {current.folder / 'program.py'}", current.folder / "pipe.py"):
        ours = current.ours(kind=kind, path="pipe.py", function=function)
    assert "    raise ValueError('\xe4')\n" in ours.ending["fault"]["traceback"]
