"""A recording survives being saved; anything else in its place is refused by name."""

from __future__ import annotations

import gzip
import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from scopeinspect import journal
from scopeinspect.capture import capture
from scopeinspect.errors import UnreadableRecordingError
from scopeinspect.journal import lines_of, load, read, save
from scopeinspect.recording import Recording
from scopeinspect.setup import Setup
from scopeinspect.target import target_of

from .conftest import Record
from .fuzz.examples import small
from .recordings import Build, recordings
from .runs import REPOSITORY
from .samples.expectations import SAMPLES

GAN, FILTER, REFUSED = SAMPLES / "conditional_gan.py", SAMPLES / "shared_filter.py", SAMPLES / "already_exists.py"


def bytes_of(recording: Recording) -> bytes:
    """Return what a file with this recording holds."""
    return b"".join(lines_of(recording))


def refusal(content: bytes) -> str:
    """Return why these bytes are not read as a recording."""
    with pytest.raises(UnreadableRecordingError) as refused:
        read(content.splitlines(keepends=True), "FILE")
    (sentence,) = str(refused.value).splitlines()
    assert sentence.startswith("FILE: ")
    assert sentence.endswith(".")
    return sentence.removeprefix("FILE: ")


# The round trip


@given(recordings())
def test_what_is_saved_is_loaded(recording: Recording) -> None:
    assert read(lines_of(recording), "FILE") == recording


@given(recordings())
def test_saving_again_gives_the_same_bytes(recording: Recording) -> None:
    content = bytes_of(recording)
    assert bytes_of(read(content.splitlines(keepends=True), "FILE")) == content


@pytest.mark.parametrize("script", [GAN, FILTER, REFUSED], ids=lambda path: path.name)
@pytest.mark.parametrize("name", ["a.scopes.jsonl", "a.scopes.jsonl.gz"])
def test_real_recording_survives(record: Record, tmp_path: Path, script: Path, name: str) -> None:
    recording = record(script)
    save(recording, tmp_path / name)
    loaded = load(tmp_path / name)
    assert loaded == recording
    assert bytes_of(loaded) == bytes_of(recording)


def test_equality_sees_every_part() -> None:
    """Without it, the round trip would prove nothing."""
    build = Build()
    build.variable("v")
    build.made("a", "b")
    recording = build.recording()
    build.ops.pop()
    assert build.recording() != recording
    build.made("b")
    assert build.recording() == recording
    build.outcome = replace(build.outcome, status=1)
    assert build.recording() != recording


def test_same_script_gives_the_same_bytes(record: Record) -> None:
    again = capture(target_of("samples/shared_filter.py", folder=str(REPOSITORY)), Setup(folder=str(REPOSITORY)))
    assert bytes_of(again) == bytes_of(record(FILTER))


def test_recording_holds_nothing_of_the_machine(record: Record) -> None:
    content = bytes_of(record(FILTER)).decode()
    assert str(REPOSITORY) not in content
    assert "0x" not in content


def test_gzip_holds_no_time_and_no_name(record: Record, tmp_path: Path) -> None:
    recording = record(FILTER)
    save(recording, tmp_path / "one.gz")
    save(recording, tmp_path / "other.gz")
    packed = (tmp_path / "one.gz").read_bytes()
    assert packed == (tmp_path / "other.gz").read_bytes()
    assert packed[3] == 0, "flags: no name follows"
    assert packed[4:8] == bytes(4), "the time"
    assert gzip.decompress(packed) == bytes_of(recording)


# What stands in its place


def cuts(content: bytes) -> Iterator[bytes]:
    """Return the content cut off at every byte."""
    return (content[:length] for length in range(len(content)))


def test_cut_off_at_every_byte() -> None:
    """It is whole or it is refused: a part is never taken for the whole."""
    content = small()
    for cut in cuts(content):
        if cut == content[:-1]:  # all but the last line end
            assert read(cut.splitlines(keepends=True), "FILE") == read(content.splitlines(keepends=True), "FILE")
        else:
            refusal(cut)


def test_gzip_cut_off_at_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    for cut in cuts(gzip.compress(small(), mtime=0)):
        path.write_bytes(cut)
        with pytest.raises(UnreadableRecordingError, match=r"a\.gz: "):
            load(path)


def test_every_byte_changed() -> None:
    """Damage is refused or is another recording; nothing else ever comes out."""
    content = small()
    for place in range(len(content)):
        for instead in (b'"', b"\x00", b"9", b"\xff"):
            damaged = content[:place] + instead + content[place + 1 :]
            with suppress(UnreadableRecordingError):
                assert isinstance(read(damaged.splitlines(keepends=True), "FILE"), Recording)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"hello\nworld\n", "is not a recording"),
        (b"[1, 2]\n", "is not a recording"),
        (b'{"e": "start"}\n', "is not a recording"),
        (b'{"schema": "scopeinspect/report/1"}\n', "is not a recording"),
        (b'{"schema": "other/recording/1", "e": "start", "target": "", "python": ""}\n', "is not a recording"),
        (b'{"e": "end", "kind": "finished", "status": 0}\n', "is not a recording"),
        (bytes(range(256)) * 8, "is not a recording"),
        (b"\xef\xbb\xbf" + small(), "is not a recording"),
        (b"[" * 100_000 + b"\n", "is not a recording"),
        (b'{"a":' * 100_000 + b"\n", "is not a recording"),
    ],
    ids=["empty", "text", "list", "bare start", "report", "other schema", "end only", "bytes", "mark", "nested", "deep"],
)
def test_foreign_file(content: bytes, why: str) -> None:
    assert why in refusal(content)


@pytest.mark.parametrize("schema", ["scopeinspect/recording/2", "scopeinspect/recording/10", "scopeinspect/next"])
def test_newer_schema(schema: str) -> None:
    why = refusal(small().replace(b"scopeinspect/recording/1", schema.encode(), 1))
    assert repr(schema) in why
    assert "upgrade scopeinspect" in why


def test_schema_without_end() -> None:
    """Found by `python -m tests.fuzz packed`."""
    assert len(refusal(small().replace(b"scopeinspect/recording/1", b"scopeinspect/" + b"x" * 5000, 1))) < 300


def test_newer_schema_with_other_fields() -> None:
    assert "upgrade scopeinspect" in refusal(b'{"e":"start","schema":"scopeinspect/recording/2","what":["model.py"]}\n')


LINES = small().splitlines(keepends=True)


def with_line(place: int, line: bytes) -> bytes:
    """Return the small recording with a line put before one of its own."""
    return b"".join([*LINES[:place], line + b"\n", *LINES[place:]])


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"{}",
        b'{"e":"nothing"}',
        b'{"e":"site"}',
        b'{"e":"site","id":"1","file":"","line":1,"function":""}',
        b'{"e":"site","id":1e400,"file":"","line":1,"function":""}',
        b'{"e":"site","id":' + b"9" * 5000 + b',"file":"","line":1,"function":""}',
        b'{"e":"note","text":' + b"[" * 100_000,
        b'{"e":"request","given":' + b'{"a":' * 100_000,
        b'{"e":"note","text":"\xff"}',
        b'{"e":"note","text":"\\ud800"}',
    ],
    ids=lambda line: line[:40].decode("ascii", "replace"),
)
def test_line_that_is_no_event(line: bytes) -> None:
    assert "line 4 is not an event of a recording" in refusal(with_line(3, line))


def test_error_is_short_whatever_the_line() -> None:
    for line in (b'{"e":"' + b"x" * 100_000 + b'"}', b'{"e":"site","id":"' + b"x" * 100_000 + b'"}'):
        assert len(refusal(with_line(3, line))) < 300


@pytest.mark.parametrize(
    ("event", "missing"),
    [
        ({"e": "change", "entry": 99, "setting": "", "value": "", "stack": []}, "scope entry 99"),
        ({"e": "change", "entry": 1, "setting": "", "value": "", "stack": [98]}, "site 98"),
        ({"e": "note", "text": "", "stack": [97]}, "site 97"),
        ({"e": "ops", "graph": 0, "names": ["x"], "types": ["y"], "entries": [96], "sites": [0]}, "scope entry 96"),
        ({"e": "ops", "graph": 0, "names": ["x"], "types": ["y"], "entries": [1], "sites": [95]}, "site 95"),
        ({"e": "ops", "graph": 94, "names": ["x"], "types": ["y"], "entries": [1], "sites": [0]}, "graph 94"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["e"],
)
def test_wrong_reference(event: dict[str, Any], missing: str) -> None:
    assert f"refers to {missing}, which it doesn't contain" in refusal(with_line(len(LINES) - 1, json.dumps(event).encode()))


def found(event: Any, path: tuple[str | int, ...]) -> Any:
    """Return what stands at a path in an event, None where there is no such path."""
    for step in path:
        try:
            event = event[step]
        except (KeyError, IndexError, TypeError):
            return None
    return event


def references() -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """Return where the small recording refers to something: the line, and the path to the number in it."""
    for place, line in enumerate(LINES):
        event = json.loads(line)
        paths = [("graph",), ("entry",), ("parent",), ("variable",), ("stack", 0), ("entries", 0), ("sites", 0)]
        paths += [("initializer", "entry"), ("settings", "initializer", "entry"), ("error", "stack", 0)]
        yield from ((place, path) for path in paths if isinstance(found(event, path), int))


@pytest.mark.parametrize(("place", "path"), list(references()), ids=str)
@pytest.mark.parametrize("number", [10**6, -1, 2**63, -(2**63)])
def test_every_reference_is_checked(place: int, path: tuple[Any, ...], number: int) -> None:
    event = json.loads(LINES[place])
    found(event, path[:-1])[path[-1]] = number
    refusal(b"".join([*LINES[:place], json.dumps(event).encode() + b"\n", *LINES[place + 1 :]]))


def test_ops_with_parts_missing() -> None:
    ops = {"e": "ops", "graph": 0, "names": ["x", "y"], "types": ["t"], "entries": [1, 1], "sites": [0, 0]}
    assert "lists ops with parts missing" in refusal(with_line(len(LINES) - 1, json.dumps(ops).encode()))


def test_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LONGEST_LINE", 1 << 20)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(LINES[0] + b" " * (8 << 20)))
    with pytest.raises(UnreadableRecordingError, match="is larger than 1 MiB"):
        load(path)


# A journal, as the recorder writes it


def journal_of(*ops: dict[str, Any]) -> Recording:
    """Read a journal with these events in it."""
    end = {"e": "end", "kind": "finished", "status": 0}
    lines = [*LINES[:4], *(json.dumps(event).encode() + b"\n" for event in (*ops, end))]
    return read(lines, "FILE")


def told(ids: list[int], *, names: list[str]) -> dict[str, Any]:
    """Return the event of a batch of ops."""
    rest = [1] * len(names)
    return {"e": "ops", "graph": 0, "names": names, "types": names, "entries": rest, "sites": [0] * len(names), "ids": ids}


def test_ops_are_in_the_order_of_the_graph() -> None:
    """An op that another's making brings about is told first, be it in another batch."""
    recording = journal_of(
        told([1, 3], names=["a", "switch"]),
        told([2, 4], names=["cond", "b"]),
        {"e": "inputs", "graph": 0, "of": [[], [2], [0], [1, -1]]},
    )
    ops = recording.ops[0]
    assert ops.names == ops.types == ["a", "cond", "switch", "b"]
    assert ops.inputs == [[], [2], [0], [1, -1]]
    assert read(lines_of(recording), "FILE") == recording


def test_inputs_told_too_early_are_left_out() -> None:
    """They speak of fewer ops than there are: what flows into the others was never told."""
    recording = journal_of(told([1], names=["a"]), {"e": "inputs", "graph": 0, "of": [[]]}, told([2], names=["b"]))
    assert recording.ops[0].inputs == []
    assert read(lines_of(recording), "FILE") == recording


# Saving


def test_unwritable_file_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.scopes.jsonl"
    path.write_text("the old one")

    def torn(_: object) -> Iterator[bytes]:
        yield b"a line"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal, "lines_of", torn)
    with pytest.raises(OSError, match="No space left"):
        save(Build().recording(), path)
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        save(Build().recording(), tmp_path / "no" / "a.scopes.jsonl")
    assert missing.value.filename == str(tmp_path / "no" / "a.scopes.jsonl")


def test_saved_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    path, link = tmp_path / "a.scopes.jsonl", tmp_path / "link"
    path.write_text("the old one")
    path.chmod(0o640)
    link.symlink_to(path)
    save(Build().recording(), link)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert load(path) == Build().recording()


def test_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    save(Build().recording(), tmp_path / "a.scopes.jsonl")
    (tmp_path / "usual").touch()
    assert os.stat(tmp_path / "a.scopes.jsonl").st_mode == os.stat(tmp_path / "usual").st_mode  # noqa: PTH116


@settings(max_examples=30)
@given(recordings())
def test_references_of_made_up_recordings_hold(recording: Recording) -> None:
    """The recordings above are such as a reader may rely on."""
    for event in recording.events:
        for number in getattr(event, "stack", ()):
            assert number in recording.sites
