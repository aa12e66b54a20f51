"""What is made once is the same for all, whoever asks first and however many at a time."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scopeinspect.recording import Recording

from .conftest import Record
from .once import Once
from .runs import REPOSITORY
from .samples.expectations import SAMPLES


def asked(folder: Path) -> str:
    """Ask for something whose making is noted in a file."""

    def make() -> str:
        with (folder / "made").open("a") as file:
            file.write("once ")
        time.sleep(0.1)  # or whoever does not wait for it would come too late to be seen
        return "it"

    return str(Once(folder)("name", make))


def test_by_several_at_a_time(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(asked, [tmp_path] * 8)) == ["it"] * 8
    assert (tmp_path / "made").read_text() == "once "


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        Once(tmp_path)("name", lambda: 1 / 0)
    assert asked(tmp_path) == "it"


def test_worker_that_is_killed_leaves_it_to_the_next(tmp_path: Path) -> None:
    (tmp_path / "name.new").write_bytes(b"half of it")
    program = "import os, pathlib, sys, tests.once as o; o.Once(pathlib.Path(sys.argv[1]))('name', lambda: os.kill(os.getpid(), 9))"
    done = subprocess.run([sys.executable, "-c", program, tmp_path], cwd=REPOSITORY, check=False)
    assert done.returncode == -9
    assert asked(tmp_path) == "it"


def test_recording_is_the_same(tmp_path: Path, record: Record) -> None:
    recording = record(SAMPLES / "conditional_gan.py")
    for _ in range(2):
        again: Recording = Once(tmp_path)("recording", lambda: recording)
        assert again == recording
