"""Looks for bytes that a reader chokes on, led by what of its code they reach.

    pip install atheris
    python -m tests.fuzz READER [-max_total_time=300] [libFuzzer's other options] [CORPUS …]

It needs atheris, which exists for Linux and macOS; a file `crash-…` holds what was found. Without a corpus it begins
with the examples of `test_readers`.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["scopeinspect", "msgspec", "tomllib", "json"]):
    from .examples import EXAMPLES
    from .readers import READERS, refusal


def main() -> None:
    """Fuzz one reader, in a process of its own: libFuzzer ends it where it stands, and who removes its files stays."""
    with tempfile.TemporaryDirectory(prefix="scopeinspect-corpus-") as folder:
        child = os.fork()
        if not child:
            fuzz(sys.argv[1], sys.argv[2:], Path(folder))
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is told of Ctrl-C, too
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.exit(status)


def fuzz(name: str, options: list[str], folder: Path) -> None:
    """Feed a reader until an option ends it, or Ctrl-C."""
    for number, example in enumerate(EXAMPLES[name]):
        (folder / str(number)).write_bytes(example)
    atheris.Setup(
        [sys.argv[0], "-rss_limit_mb=2048", "-timeout=10", *options, str(folder)], lambda data: look(READERS[name], data)
    )
    atheris.Fuzz()


def look(reader: object, data: bytes) -> None:
    sentence = refusal(reader, data)
    assert sentence is None or len(sentence) < 1000, sentence


main()
