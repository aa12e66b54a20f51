"""What can be compared: recordings, baselines, pipes, checkpoints, programs, interpreters; and what can't."""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ...conftest import Command
from .sides import CHANGES, CLEAN, FAILED, PROGRAM, RENAMED, SCRIPT_FAILED


@pytest.mark.parametrize("name", ["old.jsonl", "old", "old.jsonl.gz"])
def test_a_recording_of_any_name(scopeinspect: Command, recorded: Path, name: str) -> None:
    """Told by how it begins: nobody means a recording to be run as Python."""
    whole = (recorded / "old.scopes.jsonl").read_bytes()
    (recorded / name).write_bytes(gzip.compress(whole) if name.endswith(".gz") else whole)
    assert scopeinspect("diff", name, "old.scopes.jsonl", cwd=recorded).status == CLEAN
    assert scopeinspect("check", name, cwd=recorded).status == CLEAN
    assert "enc/w" in scopeinspect("why", name, "enc/w", cwd=recorded).stdout
    ran = scopeinspect("run", name, cwd=recorded)
    assert f"{name}: is a recording, not a script; `scopeinspect show {name}` prints it." in ran.stderr


@pytest.mark.parametrize("kind", ["recording", "baseline"])
def test_recordings_and_baselines_through_a_pipe(
    installed: Command, recorded: Path, tmp_path: Path, kind: str
) -> None:
    """As a shell's `<(git show HEAD:old.baseline.json)` names them; what is there as a file says the same."""
    saved = recorded / "old.scopes.jsonl"
    old = tmp_path / "old.json"
    if kind == "baseline":
        assert installed("baseline", "-o", str(old), str(saved), cwd=recorded).status == CLEAN
    else:
        old = saved
    pipe = tmp_path / "pipe"
    with through_pipe(pipe, old.read_bytes()):
        assert installed("diff", str(pipe), str(saved), cwd=recorded).status == CLEAN
    with through_pipe(pipe, old.read_bytes()):
        ran = installed("diff", str(pipe), "new.scopes.jsonl", cwd=recorded)
    assert ran.status == CHANGES
    assert installed("diff", str(old), "new.scopes.jsonl", cwd=recorded).stdout == ran.stdout.replace(str(pipe), str(old))


def test_pipe_of_something_else(installed: Command, recorded: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    with through_pipe(pipe, PROGRAM.encode()):
        ran = installed("diff", str(pipe), "new.scopes.jsonl", cwd=recorded)
    assert ran.status == FAILED
    assert ran.stderr == (
        f"scopeinspect: {pipe}: is a pipe that holds neither a recording nor a baseline; a script or a checkpoint has "
        "to be a file.\n"
    )


def test_pipe_that_would_be_read_twice(installed: Command, recorded: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    ran = installed("diff", str(tmp_path / "pipe"), str(tmp_path / "pipe"), cwd=recorded)
    assert ran.status == FAILED
    assert "is a pipe, which can be read only once; save what it holds to a file." in ran.stderr


@contextmanager
def through_pipe(pipe: Path, data: bytes) -> Iterator[None]:
    """Let whoever reads a named pipe inside find this in it."""
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(data,), daemon=True)
    writer.start()
    yield
    pipe.unlink()


def test_two_interpreters(scopeinspect: Command, tf1_python: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM)
    ran = scopeinspect(
        "diff", "--python-old", tf1_python, "--python-new", sys.executable, "train.py", "--format", "json", cwd=tmp_path
    )
    data = json.loads(ran.stdout)
    assert (ran.status, data["verdict"]) == (CLEAN, "same")
    assert data["old"]["tensorflow"].startswith("1.15")
    assert data["new"]["tensorflow"].startswith("2.")


def test_checkpoint_of_another_program(scopeinspect: Command, tmp_path: Path) -> None:
    save = PROGRAM + "with tf.Session() as s:\n    s.run(tf.global_variables_initializer())\n"
    (tmp_path / "save.py").write_text(save + '    tf.train.Saver().save(s, "./model.ckpt")\n')
    (tmp_path / "new.py").write_text(RENAMED)
    assert scopeinspect("run", "save.py", cwd=tmp_path).status == 0
    ran = scopeinspect("diff", "model.ckpt", "new.py", cwd=tmp_path)
    assert ran.status == CHANGES
    assert "enc/ → encoder/" in ran.stdout
    assert ran.stderr == (
        "scopeinspect: new.py runs to its end, and may write over model.ckpt; --stop-at session ends it before that.\n"
    )
    assert scopeinspect("diff", "--stop-at", "session", "model.ckpt", "new.py", cwd=tmp_path).stderr == ""
    (tmp_path / "model.ckpt.data-00000-of-00001").unlink()
    ran = scopeinspect("diff", "model.ckpt", "new.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "no file of values" in ran.stderr


def test_program_that_fails(scopeinspect: Command, recorded: Path, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM + 'raise OSError("no data")\n')
    ran = scopeinspect("diff", recorded / "old.scopes.jsonl", "train.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (SCRIPT_FAILED, "")
    assert "OSError: no data" in ran.stderr
    ran = scopeinspect("baseline", "train.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (SCRIPT_FAILED, "")
    assert not (tmp_path / "train.baseline.json").exists()


def test_program_without_variables(scopeinspect: Command, recorded: Path, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import tensorflow as tf\ntf.constant(1)\n")
    for command in (["diff", recorded / "old.scopes.jsonl"], ["baseline"]):
        ran = scopeinspect(*command, "train.py", cwd=tmp_path)
        assert (ran.status, ran.stdout) == (FAILED, "")
        assert "has no variables" in ran.stderr


@pytest.mark.parametrize(
    ("sides", "says"),
    [
        ([], "name OLD and NEW, or one TARGET with --against"),
        (["--against", "main"], "name OLD and NEW, or one TARGET with --against"),
        (["old.scopes.jsonl"], "name OLD and NEW"),
        (["old.scopes.jsonl", "new.scopes.jsonl", "old.scopes.jsonl"], "name OLD and NEW"),
        (["--against", "main", "old.py", "new.py"], "name OLD and NEW"),
        (["old.scopes.jsonl", "no-such.py"], "no-such.py: there is no such file"),
        (["old.scopes.jsonl", "no-such.json"], "no-such.json: can't be read as a baseline"),
        (["old.scopes.jsonl", "no-such.scopes.jsonl"], "no-such.scopes.jsonl: can't be read as a recording"),
        (["old.scopes.jsonl", "old.py", "--python", "/no/such/python"], "there is no such interpreter"),
        (["old.scopes.jsonl", "ckpt.index"], "ckpt.index is missing"),
    ],
)
def test_sides_that_cannot_be_had(scopeinspect: Command, recorded: Path, sides: list[str], says: str) -> None:
    ran = scopeinspect("diff", *sides, cwd=recorded)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr


def test_arguments_are_for_what_is_run(scopeinspect: Command, tmp_path: Path) -> None:
    """They make no script of a baseline, and stand behind `--`, as those of `baseline` and `check` do."""
    needs = "import sys\nassert sys.argv[1:] == ['--name', 'enc']\n"
    (tmp_path / "train.py").write_text(needs + PROGRAM)
    written = scopeinspect("baseline", "train.py", "--", "--name", "enc", cwd=tmp_path)
    assert (written.status, written.stdout) == (CLEAN, "train.baseline.json: written, 2 variables.\n")
    checked = scopeinspect("check", "train.py", "--", "--name", "enc", cwd=tmp_path)
    assert (checked.status, checked.stderr) == (CLEAN, "")
    (tmp_path / "train.py").write_text(needs + RENAMED)
    arguments = ("train.baseline.json", "train.py", "--", "--name", "enc")
    ran = scopeinspect("diff", *arguments, cwd=tmp_path)
    assert (ran.status, ran.stderr) == (CHANGES, "")
    assert "enc/ → encoder/" in ran.stdout
    (command,) = [line.partition(": ")[2] for line in ran.stdout.splitlines() if line.startswith("Print the map: ")]
    assert command == "scopeinspect diff --assignment-map train.baseline.json train.py -- --name enc"


def test_script_that_restores_what_is_gone(scopeinspect: Command, tmp_path: Path) -> None:
    """Its sentence says how to compare it all the same, and the printed command does so, too."""
    save = "\nsession = tf.Session()\nsession.run(tf.global_variables_initializer())\ntf.train.Saver().save(session, 'model.ckpt')\n"
    (tmp_path / "train.py").write_text(PROGRAM + save)
    assert scopeinspect("run", "train.py", cwd=tmp_path).status == CLEAN
    (tmp_path / "train.py").write_text(RENAMED + "\ntf.train.Saver().restore(tf.Session(), 'model.ckpt')\n")
    ran = scopeinspect("diff", "model.ckpt", "train.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (SCRIPT_FAILED, "")
    sentence = ran.stderr.splitlines()[-1]
    assert re.match(r"scopeinspect: train\.py: can't be compared, as it raised NotFoundError: Key encoder/[wb] not found in checkpoint; ", sentence)
    assert sentence.endswith("; --stop-at session ends it before it runs a session or restores, when the graph is built")
    ran = scopeinspect("diff", "--stop-at", "session", "model.ckpt", "train.py", cwd=tmp_path)
    assert ran.status == CHANGES
    assert "diff --assignment-map --stop-at session model.ckpt train.py" in ran.stdout
