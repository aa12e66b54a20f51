"""Starts the command `scopeinspect`."""

from __future__ import annotations

import os
import sys

from .signals import end_at_once


def main() -> None:
    """Loads the command and is it, to the end of the process."""
    end_at_once()
    _leave_no_prompt()
    from .main import main  # noqa: PLC0415 - what is imported once signals end us

    try:
        main()
    finally:
        end_at_once()


def _leave_no_prompt() -> None:
    """Starts us anew where PYTHONINSPECT would have Python tell our end as a traceback and wait for what is typed."""
    if os.environ.pop("PYTHONINSPECT", ""):
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - it is what was started
