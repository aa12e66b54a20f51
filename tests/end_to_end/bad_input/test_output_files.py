"""Files that can't be written, and those that had better not be."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from ...conftest import Command
from .sentences import Said, sentence


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


def test_baseline_that_is_a_link_to_itself(scopeinspect: Command, tmp_path: Path, saved: Path) -> None:
    """As for every other file that is written, there is nothing at the end of the links that would be lost."""
    path = tmp_path / "loop.baseline.json"
    path.symlink_to(path.name)
    ran = scopeinspect("baseline", "--output", path, saved)
    assert (ran.status, ran.stderr) == (0, "")
    assert ran.stdout.endswith(": written, 4 variables.\n")
    assert path.is_file()
