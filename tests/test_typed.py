"""Commands that are offered run the target as the user did."""

from __future__ import annotations

import shlex
from pathlib import Path

from scopeinspect.typed import Typed

from .conftest import Command

CHECKED = "import os, sys\nimport tensorflow as tf\nassert os.environ['MODE'] == 'it is' and sys.argv[1:] == ['--batch', '3']\n"
RESTORED = "w = tf.get_variable('w', [2])\ntf.train.Saver().restore(tf.Session(), None)\n"


def test_an_option_of_the_command_takes_the_place_of_the_users() -> None:
    typed = Typed("net.py", (("--stop-at", "session:3"), ("--timeout", "9")), ("--batch", "3"))
    assert typed.command("check", ("--stop-at", "session")) == "scopeinspect check --stop-at session --timeout 9 net.py -- --batch 3"
    assert typed.command("why", after="a b") == "scopeinspect why --stop-at session:3 --timeout 9 net.py 'a b' -- --batch 3"


def test_each_variable_of_the_environment_is_kept() -> None:
    typed = Typed("net.py", (("--env", "A=1"),))
    assert typed.command("check", ("--env", "B=2")) == "scopeinspect check --env B=2 --env A=1 net.py"


def test_what_is_offered_runs_as_the_run_did(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(CHECKED + RESTORED)
    done = scopeinspect("run", "--env", "MODE=it is", "--timeout", "500", "train.py", "--batch", "3", cwd=tmp_path)
    program, *words = shlex.split(done.stdout.splitlines()[-1])
    assert (program, words[:3]) == ("scopeinspect", ["check", "--stop-at", "session"])
    assert words[3:] == ["--timeout", "500", "--env", "MODE=it is", "train.py", "--", "--batch", "3"]
    assert scopeinspect(*words, cwd=tmp_path).status == 0


def test_what_is_offered_for_a_recording_runs_its_target(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import tensorflow as tf\n" + RESTORED)
    scopeinspect("run", "--save", "a.scopes.jsonl", "train.py", cwd=tmp_path)
    done = scopeinspect("show", "a.scopes.jsonl", cwd=tmp_path)
    assert done.stdout.splitlines()[-1].split() == ["scopeinspect", "check", "--stop-at", "session", "train.py"]


def test_each_of_several_is_offered_as_it_ran(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import tensorflow as tf\n" + RESTORED)
    done = scopeinspect("run", "--env", "A=1", "*.py", cwd=tmp_path)
    assert "scopeinspect check --stop-at session --env A=1 train.py\n" in done.stdout
