"""What Ctrl-C, SIGTERM and SIGHUP do: end the command at once, or once it has undone what is half-done.

Those that whoever started us lets us ignore stay ignored: SIGHUP under `nohup`, Ctrl-C in the background of a script.
"""

from __future__ import annotations

import signal
import sys
from typing import Any


def end_at_once() -> None:
    """Lets signals end the process by themselves, as nothing is there to be undone.

    While modules are imported, or Python shuts down, an exception may get lost in a callback of Python's own, which
    goes on as if nothing had come.
    """
    _each_does(signal.SIG_DFL, signal.SIG_DFL)


def end_by_exception() -> None:
    """Lets signals raise an exception, so that what is half-written is removed, and what runs is ended."""
    _each_does(signal.default_int_handler, _leave)


def _each_does(interrupt: Any, others: Any) -> None:
    for number, handler in ((signal.SIGINT, interrupt), (signal.SIGTERM, others), (signal.SIGHUP, others)):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)
