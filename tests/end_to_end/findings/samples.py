"""The recordings of samples, the numbers of their lines, and a program that makes its variables twice."""

from __future__ import annotations

from collections.abc import Callable

from ...samples.expectations import SAMPLES

TWO_TOWERS = """import sys
import tensorflow as tf


def tower(x):
    weights = tf.Variable(tf.zeros([4, 4]), name="weights")
    return tf.matmul(x, weights)


one = tower(tf.placeholder(tf.float32, [None, 4]))
two = tower(tf.placeholder(tf.float32, [None, 4])){comment}
assert sys.argv[1:] == {arguments}
"""


Saved = Callable[[str], str]


def line_of(sample: str, code: str) -> int:
    """Return the number of the line of a sample that begins so."""
    lines = (SAMPLES / f"{sample}.py").read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, 1) if line.strip().startswith(code)]
    return number
