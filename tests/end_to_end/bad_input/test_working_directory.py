"""A working directory that is gone, or can't be listed."""

from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path

import pytest

from ...conftest import COMMAND, environment
from ...runs import Ran
from .sentences import sentence


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
