"""What can't be done is said in one sentence, with status 2, and with no traceback."""

from __future__ import annotations

import ctypes
import gzip
import os
import re
import shlex
import signal
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from scopeinspect.journal import load, save

from ..conftest import COMMAND, Command, Record, environment
from ..recorder.targets import interpreter
from ..recordings import Build
from ..runs import Ran
from ..samples.expectations import SAMPLES

Said = Callable[..., str]


def sentence(ran: Ran) -> str:
    """Return the one sentence that a command which could do nothing says."""
    assert ran.status == 2
    assert ran.stdout == ""
    (line,) = ran.stderr.splitlines()
    match = re.fullmatch(r"scopeinspect: (.+\.)", line)
    assert match, line
    return match[1]


@pytest.fixture
def said(scopeinspect: Command, tmp_path: Path) -> Said:
    """Return a function that runs the command in a folder and gives the sentence it ends with."""
    return lambda *arguments: sentence(scopeinspect(*arguments, cwd=tmp_path))


@pytest.fixture(scope="module")
def without_tensorflow(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a Python that has no TensorFlow."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=True)
    return str(folder / "bin" / "python")


@pytest.fixture
def instead_of_tensorflow(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that makes a Python in which `import tensorflow` runs a text, and gives its path."""

    def make(text: str) -> str:
        venv.create(tmp_path / "other", symlinks=True)
        (packages,) = (tmp_path / "other").glob("lib/python*/site-packages")
        (packages / "tensorflow").mkdir()
        if text:
            (packages / "tensorflow" / "__init__.py").write_text(text)
        return str(tmp_path / "other" / "bin" / "python")

    return make


@pytest.fixture(scope="module")
def saved(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a saved recording."""
    path = tmp_path_factory.mktemp("saved") / "good.scopes.jsonl"
    save(record(SAMPLES / "shared_filter.py"), path)
    return path


# Targets


def test_no_such_file(said: Said) -> None:
    assert said("run", "missing.py") == "missing.py: there is no such file."


def test_file_of_a_name_that_is_near(said: Said, tmp_path: Path) -> None:
    for name in ("train.py", "vgg.py", "model.ckpt-10.index", "model.ckpt-10.meta", "model.ckpt-20.index"):
        (tmp_path / name).touch()
    assert said("run", "trian.py") == "trian.py: there is no such file; near: train.py."
    assert said("diff", "model.ckpt-30", "train.py") == (
        "model.ckpt-30: there is no such file; near: model.ckpt-20, model.ckpt-10."
    )


@pytest.mark.parametrize("command", ["run", "check", "baseline"])
@pytest.mark.parametrize("named", ["ck", "ck/model.ckpt-10", "ck/model.ckpt-10.index"])
def test_checkpoint_as_a_script(said: Said, tmp_path: Path, command: str, named: str) -> None:
    (tmp_path / "ck").mkdir()
    (tmp_path / "ck" / "model.ckpt-10.index").write_bytes(b"\x00\x01")
    assert said(command, named) == (
        f"{named}: is a checkpoint, and no program; `scopeinspect diff {named} SCRIPT` compares it with what one makes."
    )


def test_folder_of_a_program_is_run(scopeinspect: Command, tmp_path: Path) -> None:
    """Whatever was saved in it."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "__main__.py").write_text("print('built')\n")
    (tmp_path / "model" / "model.ckpt-10.index").touch()
    assert "built" in scopeinspect("run", tmp_path / "model").stderr


def test_directory(said: Said, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert said("run", "folder").startswith("folder: is a directory")


def test_binary_file(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_bytes(b"\x7fELF\x00\x01\x02\xff" * 100)
    assert "not Python source" in said("run", "program.py")


def test_other_text(said: Said, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear diary, today I trained a model.\n")
    assert "is not Python" in said("run", "notes.txt")


def test_syntax_error(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\ndef f(:\n")
    what = said("run", "program.py")
    assert what.startswith("program.py:2")
    assert "Python 2" not in what.replace("Python 2.", "")


def test_python_2(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import tensorflow as tf\nprint 'hello'\n")
    what = said("run", "program.py")
    assert what.startswith("program.py:2")
    assert "Python 2" in what


def test_unreadable_file(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    (tmp_path / "program.py").chmod(0)
    if os.access(tmp_path / "program.py", os.R_OK):
        pytest.skip("root reads everything")
    assert "program.py" in said("run", "program.py")


def test_recording_as_a_script(said: Said, saved: Path) -> None:
    assert "scopeinspect show" in said("run", str(saved))


def test_baseline_that_is_a_link_to_itself(scopeinspect: Command, tmp_path: Path, saved: Path) -> None:
    """As for every other file that is written, there is nothing at the end of the links that would be lost."""
    path = tmp_path / "loop.baseline.json"
    path.symlink_to(path.name)
    ran = scopeinspect("baseline", "--output", path, saved)
    assert (ran.status, ran.stderr) == (0, "")
    assert ran.stdout.endswith(": written, 4 variables.\n")
    assert path.is_file()


@pytest.mark.parametrize("command", [("show",), ("dump", "--format", "csv"), ("check",)], ids=" ".join)
def test_dash_for_a_file_is_standard_output(
    scopeinspect: Command, tmp_path: Path, saved: Path, command: tuple[str, ...]
) -> None:
    plain = scopeinspect(*command, saved, cwd=tmp_path)
    before = sorted(tmp_path.iterdir())
    named = scopeinspect(*command, "--output-file", "-", saved, cwd=tmp_path)
    assert (named.status, named.stdout, named.stderr) == (plain.status, plain.stdout, plain.stderr)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("command", "option"), [("run", "--save"), ("baseline", "--output-file")])
def test_dash_where_standard_output_has_something_else(said: Said, tmp_path: Path, command: str, option: str) -> None:
    (tmp_path / "s.py").write_text("open('it ran', 'w')\n")
    told = f"{option}: - is standard output, where something else goes; name a file."
    assert said(command, option, "-", "s.py") == told
    assert [path.name for path in tmp_path.iterdir()] == ["s.py"]


def test_baseline_of_what_has_no_name(said: Said, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert said("baseline", str(tmp_path / "pipe")) == (
        f"{tmp_path / 'pipe'}: is a pipe, with no place for a baseline beside it; --output names one."
    )
    assert said("baseline", "-") == "-: is standard input, with no place for a baseline beside it; --output names one."


@pytest.mark.parametrize("command", ["run", "check", "baseline"])
def test_baseline_as_a_script(scopeinspect: Command, tmp_path: Path, saved: Path, command: str) -> None:
    """JSON may well be Python, too, as far as it goes."""
    path = tmp_path / "good.baseline.json"
    assert scopeinspect("baseline", "--output", path, saved).status == 0
    ran = scopeinspect(command, path)
    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr.endswith(f"is no script; if it is a baseline, `scopeinspect diff {path} SCRIPT` compares with it.\n")


def test_name_that_would_colour_the_terminal(said: Said) -> None:
    assert said("run", "\x1b[31m[red]x\ny.py") == r"\x1b[31m[red]x\ny.py: there is no such file."


# Interpreters


def test_no_tensorflow(said: Said, tmp_path: Path, without_tensorflow: str) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    what = said("run", "--python", without_tensorflow, "program.py")
    assert what.startswith(f"{without_tensorflow} has no TensorFlow")
    assert "pip install tensorflow" in what


def test_tensorflow_that_is_too_old(said: Said, tmp_path: Path, instead_of_tensorflow: Callable[[str], str]) -> None:
    python = instead_of_tensorflow('__version__ = "1.12.3"\n')
    (tmp_path / "program.py").write_text("x = 1\n")
    assert said("run", "--python", python, "program.py") == (
        f"{python} has TensorFlow 1.12.3; scopeinspect records with 1.13 or newer."
    )


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        # What TensorFlow 1 comes to with a protobuf of today.
        ('TypeError("Descriptors cannot be created directly.\\nIf this call came from a _pb2.py file, …")', "'protobuf<3.21'"),
        # numpy's message has forty lines, of which the first says nothing.
        ('ImportError("\\n\\nIMPORTANT: PLEASE READ THIS\\n\\nImporting failed.")', "-c 'import tensorflow'"),
        ("AttributeError(\"module 'numpy' has no attribute 'object'\")", "has no attribute 'object'"),
        ("ImportError()", "no reason given"),
        ('SystemExit("this build needs a GPU")', "this build needs a GPU"),
    ],
)
def test_tensorflow_that_is_broken(
    said: Said, tmp_path: Path, instead_of_tensorflow: Callable[[str], str], raised: str, told: str
) -> None:
    python = instead_of_tensorflow(f"raise {raised}\n")
    (tmp_path / "program.py").write_text("x = 1\n")
    what = said("run", "--python", python, "program.py")
    assert what.startswith(f"{python} has a TensorFlow that can't be imported ({raised.partition('(')[0]}: ")
    assert told in what


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("os._exit(5)", "ended with status 5"),
        # What becomes of one that was built for another processor.
        ("os.kill(os.getpid(), signal.SIGILL)", "was killed (SIGILL)"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check"])
def test_tensorflow_that_ends_the_process(
    said: Said, tmp_path: Path, instead_of_tensorflow: Callable[[str], str], command: str, does: str, told: str
) -> None:
    python = instead_of_tensorflow(f"import os, signal\n{does}\n")
    (tmp_path / "program.py").write_text("x = 1\n")
    assert said(command, "--python", python, "program.py") == (
        f"{python} {told} while it imported TensorFlow; `{python} -c 'import tensorflow'` tells the whole."
    )


def test_folder_called_tensorflow(said: Said, tmp_path: Path, instead_of_tensorflow: Callable[[str], str]) -> None:
    python = instead_of_tensorflow("")
    (tmp_path / "program.py").write_text("x = 1\n")
    assert "is no TensorFlow" in said("run", "--python", python, "program.py")


def test_no_such_interpreter(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    assert said("run", "--python", "no/such/python", "program.py").startswith("no/such/python: ")


def test_interpreter_of_an_empty_name(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    assert said("run", "--python", "", "program.py") == "--python names no interpreter."


def test_folder_without_an_interpreter(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    (tmp_path / "empty").mkdir()
    assert said("run", "--python", "empty", "program.py").startswith("empty: holds no bin/python")


def test_interpreter_that_is_no_program(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    what = said("run", "--python", "./program.py", "program.py")
    assert what.endswith("program.py: can't be started: Permission denied.")


def test_interpreter_that_is_no_python(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    assert "is not a Python" in said("run", "--python", "/bin/true", "program.py")


@pytest.mark.parametrize("version", ["2.7", "3.6"])
def test_python_that_is_too_old(said: Said, tmp_path: Path, version: str) -> None:
    old = interpreter(version)
    if old is None:
        pytest.skip(f"NOT TESTED: there is no Python {version} on this machine")
    (tmp_path / "program.py").write_text("x = 1\n")
    assert said("run", "--python", old, "program.py") == (
        f"{old} is Python {version}; scopeinspect records with Python 3.7 or newer."
    )


# Recordings


def test_no_such_recording(said: Said) -> None:
    what = said("show", "missing.scopes.jsonl")
    assert what == "missing.scopes.jsonl: can't be read as a recording: No such file or directory."


@pytest.mark.parametrize("content", [b"", b"\n", b"\x00\xff\xfe" * 99, b"{}\n", b'{"e": "start"}\n', b"hello\n", b"[]\n"])
def test_foreign_recording(said: Said, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.scopes.jsonl").write_bytes(content)
    assert said("show", "a.scopes.jsonl").startswith("a.scopes.jsonl: ")


def test_truncated_recording(said: Said, tmp_path: Path, saved: Path) -> None:
    lines = saved.read_bytes().splitlines(keepends=True)
    (tmp_path / "a.scopes.jsonl").write_bytes(b"".join(lines[:-1]))
    assert "is cut off after line" in said("show", "a.scopes.jsonl")
    (tmp_path / "a.scopes.jsonl").write_bytes(b"".join(lines[:5])[:-9])
    assert said("show", "a.scopes.jsonl").startswith("a.scopes.jsonl: is cut off in line 5; record it again")


def test_newer_recording(said: Said, tmp_path: Path, saved: Path) -> None:
    newer = saved.read_bytes().replace(b"scopeinspect/recording/1", b"scopeinspect/recording/9", 1)
    (tmp_path / "a.scopes.jsonl").write_bytes(newer)
    what = said("show", "a.scopes.jsonl")
    assert "scopeinspect/recording/9" in what
    assert "upgrade" in what


def test_recording_that_is_no_gzip(said: Said, tmp_path: Path, saved: Path) -> None:
    (tmp_path / "a.scopes.jsonl.gz").write_bytes(saved.read_bytes())
    assert said("show", "a.scopes.jsonl.gz").startswith("a.scopes.jsonl.gz: can't be read as a recording")


def test_torn_gzip(said: Said, tmp_path: Path, saved: Path) -> None:
    packed = gzip.compress(saved.read_bytes())
    (tmp_path / "a.scopes.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    assert said("show", "a.scopes.jsonl.gz").startswith("a.scopes.jsonl.gz: can't be read as a recording")


@pytest.mark.parametrize(("command", "name"), [("run", "pipe.py"), ("check", "pipe.ipynb")])
def test_pipe_that_nobody_writes_to(said: Said, tmp_path: Path, command: str, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert re.fullmatch(f"{name}:? can't be read.*: it is a pipe that nobody writes to.", said(command, name))


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("check --baseline pipe rec", "pipe: can't be read as a baseline: it is a pipe that nobody writes to."),
        ("diff pipe rec", "pipe: can't be read: it is a pipe that nobody writes to."),
        ("show pipe", "pipe: can't be read as a recording: it is a pipe that nobody writes to."),
        ("check --config pipe", "pipe: can't be read: it is a pipe that nobody writes to."),
    ],
)
def test_pipe_for_a_file_of_ours_that_nobody_writes_to(said: Said, tmp_path: Path, saved: Path, command: str, told: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "rec").write_bytes(saved.read_bytes())
    assert said(*command.split()) == told


@pytest.mark.parametrize("command", ["check", "diff rec", "dump --format dot", "show"])
@pytest.mark.parametrize("name", ["a.scopes.jsonl", "a.scopes.jsonl.gz"])
def test_pipe_for_a_recording_that_nobody_writes_to(said: Said, tmp_path: Path, saved: Path, command: str, name: str) -> None:
    os.mkfifo(tmp_path / name)
    (tmp_path / "rec").write_bytes(saved.read_bytes())
    told = said(*command.split(), name)
    assert told.startswith(f"{name}: can't be read")
    assert told.endswith("it is a pipe that nobody writes to.")


@pytest.mark.parametrize("pipe", ["m.index", "m.data-00000-of-00001", "checkpoint"])
def test_pipe_for_a_file_of_a_checkpoint(said: Said, tmp_path: Path, saved: Path, pipe: str) -> None:
    """TensorFlow would wait for ever."""
    for name in ("m.index", "m.data-00000-of-00001", "checkpoint"):
        (tmp_path / name).touch()
    (tmp_path / pipe).unlink()
    os.mkfifo(tmp_path / pipe)
    what = said("diff", ".", str(saved)) if pipe == "checkpoint" else said("diff", "m", str(saved))
    assert what == f"{tmp_path / pipe}: is a pipe or a device, and a checkpoint is to be in files."


def test_script_in_place_of_a_recording(said: Said) -> None:
    assert "is not a recording" in said("show", str(SAMPLES / "shared_filter.py"))


# Options


@pytest.mark.parametrize(
    "options",
    [["--format", "yaml"], ["--depth", "0"], ["--depth", "deep"], ["--columns", "shape,size"], ["--columns", ","], ["--sort", "colour"]],
    ids=" ".join,
)
def test_wrong_option(scopeinspect: Command, saved: Path, options: list[str]) -> None:
    ran = scopeinspect("show", *options, saved)
    assert ran.status == 2
    assert ran.stdout == ""
    assert options[1].rpartition(",")[2] in ran.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["show", "run", "dump --format dot"])
def test_no_levels_are_told_with_what_to_type(scopeinspect: Command, command: str) -> None:
    ran = scopeinspect(*command.split(), "--depth", "0", "any.py")
    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr.strip().endswith(
        "Invalid value for '--depth': 0 levels show no scope; type 1 for the outermost scopes, or `all`."
    )


def test_package_that_is_not_there(said: Said) -> None:
    script = str(SAMPLES / "op_names.py")
    assert said("run", "--tf1-package", "no_such", script) == "--tf1-package: there is no package no_such."


def test_output_file_that_cannot_be_written(said: Said, saved: Path) -> None:
    assert said("show", "--output-file", "no/such/report.txt", str(saved)).startswith("no/such/report.txt: ")


def test_output_file_is_whole_or_as_it_was(scopeinspect: Command, tmp_path: Path, saved: Path) -> None:
    target = tmp_path / "folder" / "report.txt"
    target.parent.mkdir()
    target.write_text("the old one")
    torn = tmp_path / "torn.scopes.jsonl"
    torn.write_bytes(saved.read_bytes()[:-10])
    assert scopeinspect("show", "--output-file", target, torn).status == 2
    assert target.read_text() == "the old one"
    assert scopeinspect("show", "--output-file", target, saved).status == 0
    assert target.read_text().startswith("samples/shared_filter.py · ")
    assert list(target.parent.iterdir()) == [target]


def test_unwritable_save_is_said_before_the_script_runs(scopeinspect: Command, tmp_path: Path) -> None:
    """A script may train for hours: it is not run for a recording that can't be kept."""
    (tmp_path / "program.py").write_text("open('it ran', 'w')\n")
    what = sentence(scopeinspect("run", "--save", "no/such/a.scopes.jsonl", "program.py", cwd=tmp_path))
    assert what.startswith("no/such/a.scopes.jsonl: ")
    assert not (tmp_path / "it ran").exists()


@pytest.mark.parametrize(
    "command",
    ["run -o no/such/report '*.py'", "check --format json -o no/such/report a.py b.py", "diff -o no/such/report a.py b.py"],
)
def test_unwritable_report_is_said_before_any_script_runs(said: Said, tmp_path: Path, command: str) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("open('it ran', 'w')\n")
    assert said(*shlex.split(command)) == "no/such/report: No such file or directory."
    assert not (tmp_path / "it ran").exists()


@pytest.mark.parametrize(
    ("command", "file", "named"),
    [
        ("run --save s.py s.py", "s.py", ""),
        ("run -o s.py s.py:build", "s.py", ""),
        ("run -o ./s.py -m s", "s.py", ""),
        ("run -o s.py 's*.py'", "s.py", ""),
        ("run -o n.ipynb n.ipynb", "n.ipynb", ""),
        ("run -o folder/__main__.py folder", "folder/__main__.py", ""),
        ("run -o folder/__init__.py folder:build", "folder/__init__.py", ""),
        ("run -o link s.py", "link", "s.py, which is "),
        ("run --cwd folder -o folder/__main__.py __main__.py", "folder/__main__.py", ""),
        ("run -o pyproject.toml", "pyproject.toml", ""),
        ("dump --format dot -o s.py s.py", "s.py", ""),
        ("dump --format csv -o rec rec", "rec", ""),
        ("show rec --format json -o rec", "rec", ""),
        ("check --format json -o s.py s.py", "s.py", ""),
        ("check -o s.py rec s.py", "s.py", ""),
        ("check -o rec rec s.py", "rec", ""),
        ("check -o s.baseline.json s.py", "s.baseline.json", ""),
        ("check --baseline other.json -o other.json s.py", "other.json", ""),
        ("check --checkpoint ck -o ck/m-1.index s.py", "ck/m-1.index", ""),
        ("check --checkpoint ck/m-1 -o ck/m-1.index s.py", "ck/m-1.index", ""),
        ("check -o pyproject.toml s.py", "pyproject.toml", ""),
        ("diff -o rec rec s.py", "rec", ""),
        ("diff -o s.py rec s.py", "s.py", ""),
        ("diff -o ck/checkpoint ck s.py", "ck/checkpoint", ""),
        ("merge -o part.json part.json", "part.json", ""),
    ],
)
def test_output_over_what_is_read(said: Said, tmp_path: Path, saved: Path, command: str, file: str, named: str) -> None:
    """The user's only copy, perhaps."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "ck").mkdir()
    program = "open('it ran', 'w')\ndef build():\n    pass\n"
    for name in ("s.py", "n.ipynb", "folder/__main__.py", "folder/__init__.py"):
        (tmp_path / name).write_text(program)
    for name in ("s.baseline.json", "other.json", "ck/m-1.index", "part.json"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "ck" / "checkpoint").write_text('model_checkpoint_path: "m-1"')
    (tmp_path / "pyproject.toml").write_text("[[tool.scopeinspect.targets]]\nscript = 's.py'\n")
    (tmp_path / "rec").write_bytes(saved.read_bytes())
    (tmp_path / "link").symlink_to("s.py")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert said(*shlex.split(command)) == (
        f"{file}: is {named}to be read, and would be written over; name another file for the output."
    )
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("command", ["run --save new -o {} s.py", "check --format json -o new --format text -o {} s.py"])
@pytest.mark.parametrize("other", ["new", "link"])
def test_two_outputs_in_one_file(scopeinspect: Command, tmp_path: Path, command: str, other: str) -> None:
    (tmp_path / "s.py").write_text("open('it ran', 'w')\n")
    (tmp_path / "link").symlink_to("new")
    ran = scopeinspect(*command.format(other).split(), cwd=tmp_path)
    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr.splitlines()[-1].endswith("of its own.")
    assert sorted(tmp_path.iterdir()) == [tmp_path / "link", tmp_path / "s.py"]


def test_devices_take_more_than_one_output(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text("import tensorflow as tf\ntf.get_variable('w', [2])\n")
    ran = scopeinspect("run", "--save", "/dev/null", "-o", "/dev/null", "s.py", cwd=tmp_path)
    assert (ran.status, ran.stdout, ran.stderr) == (0, "", "")


# The working directory


@pytest.mark.parametrize("words", ["check", "run SCRIPT", "check SCRIPT", "run --cwd / SCRIPT", "watch SCRIPT", "run no.py"])
def test_working_directory_that_is_gone(tmp_path: Path, words: str) -> None:
    """Also where the script is not in it: it would run there, and what it makes would be seen as from there."""
    (tmp_path / "gone").mkdir()
    (tmp_path / "train.py").write_text("import tensorflow as tf\ntf.get_variable('w', [2])\n")
    arguments = [str(tmp_path / "train.py") if word == "SCRIPT" else word for word in words.split()]
    done = subprocess.run(
        ["sh", "-c", 'rmdir "$PWD" && exec "$0" "$@"', COMMAND, *arguments], cwd=tmp_path / "gone", env=environment(),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert sentence(Ran(done.returncode, done.stdout, done.stderr)) == (
        "the working directory is gone, so `cd` to one that is there: No such file or directory."
    )


def test_working_directory_that_cannot_be_listed(tmp_path: Path, saved: Path) -> None:
    """Python runs there, and so do we."""
    (tmp_path / saved.name).write_bytes(saved.read_bytes())
    tmp_path.chmod(0o311)
    done = subprocess.run(
        [COMMAND, "check", saved.name], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
        preexec_fn=_without_a_superusers_rights,
    )  # fmt: skip
    tmp_path.chmod(0o755)
    assert (done.returncode, done.stderr) == (0, "")


def _without_a_superusers_rights() -> None:
    """Let what is executed next read and write what the modes of files allow, even for root."""
    drop = 24  # PR_CAPBSET_DROP
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(drop, capability, 0, 0, 0)


# Pipes


@pytest.mark.parametrize("format_name", ["text", "json", "html"])
def test_stdout_closed_early(tmp_path: Path, format_name: str) -> None:
    """As with `| head -1`: the reader has what it wants, so there is nothing to complain of, and nothing was found."""
    build = Build()
    for number in range(2000):
        build.variable(f"v{number}")
    save(build.recording(), tmp_path / "a.scopes.jsonl")
    command = [COMMAND, "show", "--depth", "all", "--format", format_name, tmp_path / "a.scopes.jsonl"]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    complaint = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 128 + signal.SIGPIPE
    assert complaint == b""


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)], ids=str)
def test_streams_that_are_closed_from_the_start(tmp_path: Path, closed: tuple[int, ...]) -> None:
    """As with `>&-`: what goes there goes nowhere, and nothing else goes where it should not."""
    (tmp_path / "program.py").write_text("import tensorflow as tf\ntf.get_variable('v', [2, 3])\nprint('printed')\n")
    command = [COMMAND, "run", "--save", "a.scopes.jsonl", "program.py"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: [os.close(number) for number in closed] and None,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr == ("" if 2 in closed else "printed\n")
    assert ("1 variable, all trainable" in done.stdout) == (1 not in closed)
    assert [variable.name for variable in load(tmp_path / "a.scopes.jsonl").variables.values()] == ["v"]


def test_module_is_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scopeinspect", "show", "missing"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "scopeinspect: missing: can't be read as a recording: No such file or directory.\n"
