"""Whatever stands in the files of a checkpoint, TensorFlow lists it, or the user reads why not: one sentence, soon."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scopeinspect import checkpoint
from scopeinspect.checkpoint import UnreadableCheckpointError
from scopeinspect.diff import compare
from scopeinspect.setup import Setup

from ..spawning import Spawned, Spawners
from .bundles import HEADER, entry, index
from .test_readers import LONGEST

OBJECTS = b"_CHECKPOINTABLE_OBJECT_GRAPH"
STRING, FLOAT = 7, 1

List = Callable[[Path], "str | None"]


@pytest.fixture
def listed(python: str, spawners: Spawners) -> List:
    """Return a function that lists a checkpoint and gives the sentence about it; None where it could be listed."""
    ran: list[Spawned] = []

    def start(*asked: Any) -> Spawned:
        ran.append(spawners.start(*asked))
        return ran[-1]

    def look(path: Path) -> str | None:
        try:
            tree = checkpoint.read(str(path), Setup(python=python), start=start)
        except UnreadableCheckpointError as error:
            sentence = str(error)
            assert 0 < len(sentence) <= LONGEST
            assert "\n" not in sentence
            # TensorFlow may give up; we don't.
            assert "ended before it had read" not in sentence
        else:
            compare(tree, tree)
            sentence = None
        assert ran[-1].seconds < 5
        assert ran[-1].megabytes < 1000
        return sentence

    return look


@pytest.fixture
def copy(checkpoints: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that gives the prefix of a checkpoint, by its folder, that may be broken."""

    def copied(name: str) -> Path:
        shutil.copytree(checkpoints / name, tmp_path / name)
        return min((tmp_path / name).glob("*.index")).with_suffix("")

    return copied


@pytest.mark.parametrize("name", ["named", "objects"])
def test_index_cut_off(listed: List, copy: Callable[[str], Path], name: str) -> None:
    prefix = copy(name)
    file = prefix.with_name(prefix.name + ".index")
    whole = file.read_bytes()
    assert listed(prefix) is None
    for length in range(0, len(whole), max(len(whole) // 40, 1)):
        file.write_bytes(whole[:length])
        assert listed(prefix) is not None


@pytest.mark.parametrize("name", ["named", "objects"])
@pytest.mark.parametrize("suffix", [".index", ".data-*"])
def test_bytes_put_anywhere(listed: List, copy: Callable[[str], Path], name: str, suffix: str) -> None:
    prefix = copy(name)
    file = min(prefix.parent.glob(prefix.name + suffix))
    whole, chance = file.read_bytes(), random.Random(0)
    for _ in range(40):
        start = chance.randrange(len(whole))
        file.write_bytes(whole[:start] + chance.randbytes(chance.randrange(1, 9)) + whole[start + chance.randrange(9) :])
        listed(prefix)


def test_other_files_in_place_of_it(listed: List, copy: Callable[[str], Path], tmp_path: Path) -> None:
    prefix = copy("named")
    file = prefix.with_name(prefix.name + ".index")
    for content in (b"", b"\x00" * 1000, random.Random(0).randbytes(5000), b"x" * (1 << 20)):
        file.write_bytes(content)
        assert listed(prefix) is not None
        (tmp_path / "old.ckpt").write_bytes(content)  # as from before TensorFlow 1.0
        assert listed(tmp_path / "old.ckpt") is not None
        (tmp_path / "checkpoint").write_bytes(content)
        assert listed(tmp_path) is not None
    file.unlink()
    file.mkdir()
    assert listed(prefix) is not None


@pytest.mark.parametrize(
    "entries",
    [
        [(b"a", entry(0, [1]))],
        [(b"a", entry(9999, [1]))],
        [(b"a", entry(-1, [1]))],
        [(b"a", entry(FLOAT, [-1]))],
        [(b"a", entry(FLOAT, [2**62, 2**62]))],
        [(b"a", entry(FLOAT, [1] * 20_000))],
        [(b"a", b"\xff\xff\xff")],
        [(b"\xff\xfe", entry(FLOAT, [1]))],
        [(OBJECTS, entry(STRING, [2**28], size=400))],
        [(OBJECTS, entry(STRING, [2**40], size=2**40))],
        [(OBJECTS, entry(FLOAT, [2**38], size=2**40))],
        [(OBJECTS, entry(FLOAT, [], size=4))],
        [(OBJECTS, entry(STRING, [], size=2**40))],
        [(OBJECTS, entry(STRING, [], size=-1))],
        [(OBJECTS, entry(STRING, [], offset=-1))],
        [(OBJECTS, entry(STRING, [], shard=2**31 - 1))],
        [(b"a", entry(FLOAT, [2**40]))],
        [(b"%d" % number, entry(FLOAT, [number])) for number in range(1000)],
    ],
    ids=lambda entries: repr(entries[0])[:60],
)
def test_index_that_says_what_can_not_be(listed: List, tmp_path: Path, entries: list[tuple[bytes, bytes]]) -> None:
    """Its checksums are right, so TensorFlow believes it."""
    assert listed(checkpoint_of(tmp_path, entries)) is not None


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [(b"a", entry(FLOAT, [2, 3])), (b"b", entry(3, []))],
        [(b"a", entry(FLOAT, None))],
        [(b"a\x00\n\x1b[31m", entry(FLOAT, [1]))],
        [(b"a" * 100_000, entry(FLOAT, [2**30]))],
        [(b"%d" % number, entry(FLOAT, [number])) for number in range(1000)],
    ],
    ids=lambda entries: repr(entries[:1])[:60],
)
def test_index_that_may_be(listed: List, tmp_path: Path, entries: list[tuple[bytes, bytes]]) -> None:
    """Or those above would prove nothing."""
    assert listed(checkpoint_of(tmp_path, entries, held=2**32)) is None


def checkpoint_of(folder: Path, entries: list[tuple[bytes, bytes]], *, held: int = 100) -> Path:
    """Write a checkpoint with these entries and as many bytes of values, and return its prefix."""
    (folder / "made.index").write_bytes(index([(b"", HEADER), *entries]))
    with (folder / "made.data-00000-of-00001").open("wb") as file:
        file.truncate(held)
    return folder / "made"
