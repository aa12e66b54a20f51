"""Runs a target with TensorFlow alone, and under the recorder."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scopeinspect.capture import ColdProcess, capture
from scopeinspect.recording import Recording
from scopeinspect.setup import Setup, Start, inherited_environment
from scopeinspect.target import target_of

from .samples.expectations import PLAIN_RUN

REPOSITORY = Path(__file__).parents[1]
AT_EXIT = Path(__file__).parent / "end_to_end" / "at_exit"

NETS = ["vgg_16", "resnet_v1_50"]
"""The tf-slim nets that are built: the larger ones take many seconds each, and the same code builds them."""


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    status: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Recorded:
    """A run under the recorder."""

    recording: Recording
    graph: dict[str, Any]
    """What TensorFlow says of the default graph once the recorder is done with it: its digest and the ops' inputs."""


def plain_run(python: str, *arguments: str) -> list[dict[str, Any]]:
    """Run plain_run.py in an interpreter and return its answers, one for each target."""
    command = [python, str(PLAIN_RUN), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def recorded(
    target: str, arguments: tuple[str, ...], python: str, graph_at_exit: Path, start: Start = ColdProcess
) -> Recorded:
    """Record a target; `graph_at_exit` is where the process leaves what TensorFlow says in the end."""
    variables = {
        **inherited_environment(),
        "PYTHONPATH": os.pathsep.join([str(AT_EXIT), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "GRAPH_AT_EXIT": str(graph_at_exit),
    }
    setup = Setup(python=python, folder=str(REPOSITORY), environment=variables)
    found = target_of(os.path.relpath(target, REPOSITORY), arguments, folder=setup.folder)
    recording = capture(found, setup, start=start)
    return Recorded(recording, json.loads(graph_at_exit.read_text()) if graph_at_exit.exists() else {})
