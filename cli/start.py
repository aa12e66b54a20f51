"""Starts the command `scopeinspect`."""

from __future__ import annotations

from .signals import end_at_once


def main() -> None:
    """Loads the command and is it, to the end of the process."""
    end_at_once()
    from .main import main  # noqa: PLC0415 - what is imported once signals end us

    try:
        main()
    finally:
        end_at_once()
