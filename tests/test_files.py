"""Files appear whole or not at all, whenever what writes them is interrupted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import FrameType

import pytest

from scopeinspect.files import check_writable, written_whole

# Interrupted right after a file was opened, nobody has it to close it: Python does, as the process ends.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


def is_interrupted(work: Callable[[], None], at: int) -> bool:
    """Interrupt a function as Ctrl-C at its call of a number would, and tell whether that came before its end."""
    calls = count(1)

    def look(_frame: FrameType, event: str, argument: object) -> None:
        # Python looks for signals before a function of its own, and around others; not as a function returns.
        if event != "return" and argument is not sys.setprofile and next(calls) == at:
            raise KeyboardInterrupt

    sys.setprofile(look)
    try:
        work()
    except KeyboardInterrupt:
        return True
    finally:
        sys.setprofile(None)
    return False


def write(path: Path) -> None:
    """Write in several parts, the first of which goes to the disk before the second."""
    with written_whole(path) as file:
        file.write(b"one" * 10_000)
        file.write(b"two")


NEW = b"one" * 10_000 + b"two"


@pytest.mark.parametrize("old", [None, b"the old one"])
def test_interrupted_at_any_call(tmp_path: Path, old: bytes | None) -> None:
    path, seen = tmp_path / "report", set()
    for at in count(1):
        path.unlink(missing_ok=True)
        if old is not None:
            path.write_bytes(old)
        is_over = not is_interrupted(lambda: write(path), at)
        found = path.read_bytes() if path.exists() else None
        assert found in (old, NEW)
        assert set(tmp_path.iterdir()) <= {path}, at
        seen.add(found)
        if is_over:
            break
    assert at > 20
    assert seen == {old, NEW}


def test_interrupted_at_any_call_of_a_trial(tmp_path: Path) -> None:
    for at in count(1):
        is_over = not is_interrupted(lambda: check_writable(tmp_path / "report"), at)
        assert list(tmp_path.iterdir()) == [], at
        if is_over:
            break
    assert at > 10
