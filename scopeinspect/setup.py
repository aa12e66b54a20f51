"""How a target is run, by whom it is asked for, and what stands for the process that runs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, Literal, Protocol

import msgspec


class Export(msgspec.Struct, frozen=True):
    """What the recorder is to write of each graph when the run is over."""

    format: Literal["pb", "pbtxt", "metagraph", "tensorboard", "shapes"]
    """`shapes`, of what flows into each op, are told in the recording; the others are files."""
    folder: str = ""
    """Where the files go; its absolute path."""


def inherited_environment() -> dict[str, str]:
    """The environment that a target runs in: ours, less what a TensorFlow imported into this process put there.

    TensorFlow 2 notes in it that it is TensorFlow 2, and a TensorFlow 1.15 that finds this note runs eagerly.
    """
    ours = dict(os.environ)
    if "tensorflow" in sys.modules:
        ours.pop("TF2_BEHAVIOR", None)
    return ours


class Setup(msgspec.Struct, frozen=True):
    """How a target is run."""

    python: str = sys.executable
    """The interpreter that runs it: its TensorFlow is the one that is inspected."""
    tf1: bool | None = None
    """Whether `import tensorflow` means TensorFlow 1 in the user's modules; None lets the recorder guess."""
    tf1_packages: tuple[str, ...] = ()
    """Libraries that are written for TensorFlow 1 too."""
    verbose: bool = False
    """Whether TensorFlow's own messages are shown."""
    folder: str = "."
    """The working directory; sites are told relative to it."""
    environment: dict[str, str] = msgspec.field(default_factory=inherited_environment)
    stop_at_session: int | None = None
    """The number of the `Session.run` at which the run ends, before it begins; None lets it go on."""
    timeout: float | None = None
    """Seconds after which the run is ended."""
    export: Export | None = None
    """What is written of the graphs in the end."""


class Process(Protocol):
    """A recorder that runs in a process of its own."""

    def wait(self, timeout: float | None = None) -> int:
        """Waits for its end.

        Returns:
            Its exit status; minus the signal where it ended by one.

        Raises:
            subprocess.TimeoutExpired: it still runs after these seconds.
        """

    def signal(self, number: int) -> None:
        """Sends a signal to it and to whatever it has started that is still there."""


class Streams(msgspec.Struct, frozen=True):
    """The descriptors that a target finds as its own."""

    stdin: int = 0
    output: int = 2
    """Takes both its standard output and its standard error: our standard output is the report and nothing else."""


Start = Callable[[dict[str, Any], Setup, int, Streams], Process]
"""Starts the recorder: the request, the setup, the descriptor of its journal, and what the target reads and writes."""
