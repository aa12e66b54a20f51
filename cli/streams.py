"""The standard streams: those that were closed before we were started, and whether two are one."""

from __future__ import annotations

import os
import sys


def open_closed_streams() -> None:
    """Lets each standard stream that is closed lead to nowhere, as what is written to it is not wanted.

    Otherwise the next file that is opened would get its number, and what a script prints would end up in that.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
            os.set_inheritable(opened, True)
            setattr(sys, name, os.fdopen(opened, "r" if name == "stdin" else "w", encoding="utf-8"))


def write_nowhere() -> None:
    """Lets what is still to be written to the output streams go nowhere, as whoever read one of them has gone."""
    opened = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(opened, number)
    os.close(opened)


def are_one_place() -> bool:
    """Whether standard output and standard error end up in one place: a terminal, or the same file or pipe."""
    return os.path.samestat(os.fstat(1), os.fstat(2))
