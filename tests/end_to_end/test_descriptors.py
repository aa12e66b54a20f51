"""What a shell's `<(…)` names is a descriptor: the script's own program or an argument of it, as under `python`."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ..conftest import COMMAND, environment

PROGRAM = """\
import sys
import tensorflow as tf

with open(sys.argv[1]) as names:
    for name in names.read().split():
        tf.get_variable(name, [2])
"""

SHARED = """\
import tensorflow as tf

with tf.variable_scope("", reuse=tf.AUTO_REUSE):
    tf.get_variable("w", [2])
    tf.get_variable("w", [2])
"""


@pytest.mark.parametrize("targets", [("<(cat program.py)",), ("program.py", "<(cat program.py)")])
def test_program(tmp_path: Path, targets: tuple[str, ...]) -> None:
    """Several are run by forks of a process that knows nothing of our descriptors."""
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "names").write_text("first first")
    assert "variable-already-exists: first was made before" in said(tmp_path, "check", *targets, "--", "names")


def test_argument(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    assert "2 variables" in said(tmp_path, "run", "program.py", "<(echo first second)")


@pytest.mark.parametrize(
    ("command", "typed"), [("run", "scopeinspect why SCRIPT w"), ("show", "scopeinspect why program.py w")]
)
def test_what_a_shell_has_named_is_not_named_in_what_to_type(tmp_path: Path, command: str, typed: str) -> None:
    """The descriptor is gone by then, and `why /dev/fd/63` waits for nobody or can't be read."""
    (tmp_path / "program.py").write_text(SHARED)
    recorded = subprocess.run([COMMAND, "run", "--save", "a.scopes.jsonl", "program.py"], cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert recorded.returncode == 0
    shown = said(tmp_path, command, {"run": "<(cat program.py)", "show": "<(cat a.scopes.jsonl)"}[command])
    assert typed in shown
    assert "/dev/fd/" not in "".join(shown.splitlines(keepends=True)[1:]), "but in the headline"


def test_baseline(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(SHARED)
    assert "1 variable" in said(tmp_path, "baseline", "--output", "kept.json", "program.py")
    assert "compared with the baseline" in said(tmp_path, "check", "--baseline", "<(cat kept.json)", "program.py")


def said(folder: Path, *words: str) -> str:
    """Return what the command prints when bash starts it with these words."""
    line = f'"$0" {" ".join(words)}'
    done = subprocess.run(["bash", "-c", line, COMMAND], cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=120)
    return done.stdout


@pytest.mark.parametrize(("limits", "what_to_do"), [
    ("ulimit -n 100 && ulimit -Sn {}", "type `ulimit -n 100` before."),
    ("ulimit -n {}", "start it from a shell that allows more, as `ulimit -n` tells."),
])  # fmt: skip
@pytest.mark.parametrize(("allowed", "words", "told"), [
    (5, ["run", "program.py"], "can't be started: no more than 5 files may be open at once here"),
    (5, ["check", "program.py", "other.py"], "scopeinspect: no more than 5 files may be open at once here"),
])  # fmt: skip
def test_too_few(tmp_path: Path, limits: str, what_to_do: str, allowed: int, words: list[str], told: str) -> None:
    """The limit is told, and not only a file that happened to be one too many."""
    for name in ("program.py", "other.py"):
        (tmp_path / name).write_text(SHARED)
    shell = f'{limits.format(allowed)} && exec "$0" "$@"'
    done = subprocess.run(
        ["bash", "-c", shell, COMMAND, *words], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(f"{told}; {what_to_do}")
    assert "Traceback" not in done.stderr
