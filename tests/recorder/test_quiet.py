"""TensorFlow is imported quietly in processes that have no standard error, too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .targets import RECORDER

PROGRAM = Path(__file__).with_name("hooks_program.py")

IMPORT = f"""
import os, sys
sys.path.insert(0, {str(PROGRAM.parent)!r})
import hooks_program
{{before}}
print(hooks_program.load({str(RECORDER)!r}).__name__)
{{after}}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sys.stderr = None", "assert sys.stderr is None; os.fstat(2)"),
        ("os.close(2)", ""),
        ("sys.stderr = None; os.close(2)", ""),
        ("sys.stderr.close()", ""),
    ],
)
def test_without_standard_error(before: str, after: str) -> None:
    program = IMPORT.format(before=before, after=after)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "tensorflow\n")


FILTERS = """
import sys, warnings
{load}
for entry in warnings.filters:
    print(entry)
"""


def test_filters_are_those_that_tensorflow_leaves() -> None:
    quietly = f"sys.path.insert(0, {str(PROGRAM.parent)!r})\nimport hooks_program\nhooks_program.load({str(RECORDER)!r})"
    plain, ours = (
        subprocess.run([sys.executable, "-c", FILTERS.format(load=load)], capture_output=True, text=True, check=True)
        for load in ("import tensorflow", quietly)
    )
    assert "numpy" in plain.stdout, "TensorFlow's libraries set some"
    assert ours.stdout == plain.stdout
