"""Looks for bytes that a reader chokes on, led by what of its code they reach.

    pip install atheris
    python -m tests.fuzz READER [-max_total_time=300] [libFuzzer's other options] [CORPUS …]

It needs atheris, which exists for Linux and macOS; a file `crash-…` holds what was found. Without a corpus it begins
with the examples of `test_readers`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["scopeinspect", "msgspec", "tomllib", "json"]):
    from .examples import EXAMPLES
    from .readers import READERS, refusal


def main() -> None:
    """Fuzz one reader."""
    name, options = sys.argv[1], sys.argv[2:]
    reader = READERS[name]
    with tempfile.TemporaryDirectory(prefix="scopeinspect-corpus-") as corpus:
        for number, example in enumerate(EXAMPLES[name]):
            (Path(corpus) / str(number)).write_bytes(example)
        atheris.Setup([sys.argv[0], "-rss_limit_mb=2048", "-timeout=10", *options, corpus], lambda data: look(reader, data))
        atheris.Fuzz()


def look(reader: object, data: bytes) -> None:
    sentence = refusal(reader, data)
    assert sentence is None or len(sentence) < 1000, sentence


main()
