"""Whatever stands in a file, its reader takes it or refuses it in one short sentence, soon and in little memory."""

from __future__ import annotations

import json
import random
import re
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .examples import EXAMPLES
from .readers import READERS, refusal

LONGEST = 1000
"""Characters of a sentence."""

DIGITS = "9" * 100_000
DEEP = 100_000
HOSTILE = [
    b"",
    b"\x00" * 1000,
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf",
    *(json.dumps(value).encode() for value in [None, True, 3, "cells", [], {}, [[]], {"cells": 3}, {"worksheets": [3]}]),
    b"[" * DEEP,
    b'{"a":' * DEEP,
    b'{"cells":' + b"[" * DEEP,
    b"a = " + b"[" * DEEP,
    b"[a" + b".a" * DEEP + b"]",
    DIGITS.encode(),
    b"a = " + DIGITS.encode(),
    b'{"a": ' + DIGITS.encode() + b"}",
    b"1e" + DIGITS.encode(),
    b"x" * (1 << 22),
    b"\n" * (1 << 20),
    b'"' * (1 << 20),
    b"`" * (1 << 20),
    b"```" + b" " * (1 << 20) + b"\n",
    b"In [" + DIGITS.encode() + b"]:\n",
    b"```python\n" * 20_000,
    b"In [1]: x\n" * 20_000,
]
VALUES: list[Any] = [
    None, True, -1, 0, 2**31, 2**63, 2**64, -(2**63) - 1, 10**400, 1e308, "", "\x00", "\ud800", "x" * 10_000, "~nobody/x", [], {},
    [[]], {"": {}}, [2**62] * 50, [None] * 1000, [-1], ["x"],
]  # fmt: skip
"""What stands in place of any value."""


def looks(name: str, data: bytes) -> None:
    """Read it, and look at what comes of it."""
    sentence = refusal(READERS[name], data)
    if sentence is not None:
        assert 0 < len(sentence) <= LONGEST, sentence[:2000]
        assert sentence.rstrip().endswith((".", "?"))


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: f"{data[:12]!r} of {len(data)}")
@pytest.mark.parametrize("name", READERS)
@pytest.mark.timeout(60)
def test_hostile(name: str, data: bytes) -> None:
    """What takes a moment, read in one go, would be a matter of minutes or hours if its square had to be waited for."""
    looks(name, data)


@pytest.mark.parametrize("name", READERS)
def test_example_is_taken(name: str) -> None:
    """Or the others would prove nothing."""
    for data in EXAMPLES[name]:
        assert refusal(READERS[name], data) is None


@pytest.mark.parametrize("name", READERS)
def test_cut_off_at_every_byte(name: str) -> None:
    for data in EXAMPLES[name]:
        for length in range(len(data)):
            looks(name, data[:length])


@pytest.mark.parametrize("name", READERS)
def test_no_text_at_every_byte(name: str) -> None:
    """A byte that begins a letter of UTF-8 which does not follow."""
    for data in EXAMPLES[name]:
        for place in range(len(data)):
            looks(name, data[:place] + b"\xe7" + data[place + 1 :])


@pytest.mark.parametrize("name", READERS)
@given(data=st.binary(max_size=200), seed=st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_bytes_put_anywhere(name: str, data: bytes, seed: random.Random) -> None:
    example = seed.choice(EXAMPLES[name])
    start = seed.randrange(len(example))
    looks(name, example[:start] + data + example[start + seed.randrange(20) :])


@pytest.mark.parametrize("name", ["recording", "baseline", "check", "notebook", "checkpoint"])
def test_any_value_in_place_of_any_other(name: str) -> None:
    for example in EXAMPLES[name]:
        lines = example.splitlines(keepends=True) if name == "recording" else [example]
        for place, line in enumerate(lines):
            for changed in replaced(json.loads(line)):
                text = json.dumps(changed).encode() + b"\n"
                looks(name, b"".join([*lines[:place], text, *lines[place + 1 :]]))


def replaced(value: Any) -> Any:
    """Return the value with each of its parts replaced by each of VALUES, one at a time."""
    yield from VALUES
    if isinstance(value, dict):
        for key, part in value.items():
            yield from ({**value, key: one} for one in replaced(part))
            yield {name: one for name, one in value.items() if name != key}
    if isinstance(value, list):
        for place, part in enumerate(value):
            yield from ([*value[:place], one, *value[place + 1 :]] for one in replaced(part))


def test_any_value_in_a_configuration() -> None:
    (example,) = EXAMPLES["config"]
    for found in re.finditer(rb"= (.*)$", example, re.MULTILINE):
        for value in [*VALUES, *HOSTILE[:6]]:
            text = value if isinstance(value, bytes) else json.dumps(value).encode()
            looks("config", example[: found.start(1)] + text + example[found.end(1) :])


@pytest.mark.parametrize("name", READERS)
def test_memory_is_bounded(name: str) -> None:
    """A megabyte of any of this takes no more than some tens of megabytes."""
    for data in [b"[" * (1 << 20), b'{"a":' * (1 << 18), b"a\n" * (1 << 19), b'["",' * (1 << 18), EXAMPLES[name][0] * 1000]:
        tracemalloc.start()
        refusal(READERS[name], data)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 400 << 20
