"""What is named to be run, and is not there or no program."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ...conftest import Command
from .sentences import Said


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
