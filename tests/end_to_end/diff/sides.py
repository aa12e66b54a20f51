"""What is compared: a program whose scope is renamed. And the statuses of `scopeinspect diff`, and Git."""

from __future__ import annotations

import subprocess
from pathlib import Path

PROGRAM = """\
import tensorflow as tf

with tf.variable_scope("enc"):
    tf.get_variable("w", [3, 4])
    tf.get_variable("b", [4], initializer=tf.zeros_initializer())
"""
RENAMED = PROGRAM.replace("enc", "encoder")
CLEAN, CHANGES, FAILED, SCRIPT_FAILED = range(4)


def git(folder: Path, *arguments: str) -> str:
    """Run Git."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", "-C", folder, *who, *arguments], capture_output=True, text=True, check=True).stdout
