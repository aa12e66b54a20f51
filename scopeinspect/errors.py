"""Errors that are the user's to mend: one sentence each, and the exit status they end with."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """What our exit status says."""

    CLEAN = 0
    FINDINGS = 1
    FAILED = 2
    """We could not do what was asked."""
    SCRIPT_FAILED = 3
    """The inspected script failed; what was recorded is shown."""


class ScopeInspectError(Exception):
    """Something the user asked for can't be done. Its text is the whole message."""

    status = Status.FAILED


class MistakeError(ScopeInspectError):
    """A mistake of ours kept us from it, which is nobody else's to mend.

    Args:
        text: the whole message.
        traceback: for whoever mends it.
    """

    def __init__(self, text: str, traceback: str) -> None:
        super().__init__(text)
        self.traceback = traceback


class UnreadableRecordingError(ScopeInspectError):
    """A file is not a recording that we can read."""


class TargetError(ScopeInspectError):
    """What we were asked to run can't be run.

    Args:
        text: the whole message.
        file: what is wrong there, and in which line, where it is a matter of one: relative to the run's folder.
    """

    def __init__(self, text: str, file: str = "", line: int = 0) -> None:
        super().__init__(text)
        self.file = file
        self.line = line


class InterpreterError(ScopeInspectError):
    """The interpreter to run it with is missing, or lacks TensorFlow."""


class NotBegunError(ScopeInspectError):
    """A run was stopped before it had begun, so that there is nothing to show of it."""
