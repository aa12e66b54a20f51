"""What it is worth to import TensorFlow once: many targets, and a script that is saved again and again.

Seconds of these are those of a clock, not of the processor: it is waiting that is measured, and two cores share it.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

SMALL = """\
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
images = tf.placeholder(tf.float32, [None, 16])
for number in range(4):
    with tf.variable_scope("layer_%d" % number):
        weights = tf.get_variable("weights", [16, 16])
        images = tf.nn.relu(tf.matmul(images, weights) + tf.get_variable("biases", [16]))
"""

_DONE = b"No findings.\n"


def targets(folder: Path, count: int) -> list[Path]:
    """Writes so many small scripts."""
    paths = [folder / f"small_{number:02}.py" for number in range(count)]
    for path in paths:
        path.write_text(SMALL, encoding="ascii")
    return paths


def check(paths: list[Path], *options: str) -> float:
    """The seconds that one `check` of these takes, two at a time."""
    return _seconds([sys.executable, "-m", "scopeinspect", "check", "-j", "2", *options, *map(str, paths)])


def one_by_one(paths: list[Path]) -> float:
    """The seconds that plain `python` takes for one after the other."""
    return sum(_seconds([sys.executable, str(path)]) for path in paths)


class Watched:
    """A script under `watch`; to be used as a context.

    Args:
        path: of the script.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saves = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scopeinspect", "watch", path.name],
            cwd=path.parent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def __enter__(self) -> Self:
        """Waits for the first tree."""
        self._wait_for(_DONE)
        return self

    def __exit__(self, *_: object) -> None:
        """Ends it."""
        self._process.send_signal(signal.SIGINT)
        self._process.communicate()

    def save(self) -> float:
        """The seconds from a save of the script to the end of its tree."""
        time.sleep(0.5)  # until it waits again
        self._saves += 1
        begun = time.perf_counter()
        self._path.write_text(f"{SMALL}tf.get_variable('save_{self._saves}', [1])\n", encoding="ascii")
        self._wait_for(b"Since the last run")
        return time.perf_counter() - begun

    def _wait_for(self, text: bytes) -> None:
        assert self._process.stdout is not None
        said = b""
        while text not in said or not said.endswith(b"\n\n"):
            assert select.select([self._process.stdout], [], [], 120)[0], said
            said += os.read(self._process.stdout.fileno(), 1 << 16)


def _seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun
