"""Event lines ↔ `Recording`.

A journal as the recorder writes it and a saved recording are read by the same code. A saved one is in a form of
its own that holds nothing of chance: what was only for watching is left out, collections are with their
variables, and ops are one line a graph. It holds no times and no addresses, so the same run gives the same bytes.
"""

from __future__ import annotations

import os
import textwrap
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec
from msgspec.structs import replace

from scopeinspect.errors import UnreadableRecordingError
from scopeinspect.files import written_whole
from scopeinspect.model import (
    Change,
    Collections,
    Doing,
    Event,
    Exported,
    Fault,
    Files,
    Graph,
    Inputs,
    InputShapes,
    Load,
    Lost,
    Note,
    Ops,
    Outcome,
    Request,
    ScopeEntry,
    Selection,
    Session,
    Shape,
    Site,
    Start,
    TensorFlow,
    Unsuitable,
    Variable,
)
from scopeinspect.pipes import opened
from scopeinspect.recording import Recording

if TYPE_CHECKING:
    import gzip

SCHEMA = "scopeinspect/recording/1"
LONGEST_LINE = 512 * 1024 * 1024
"""Bytes of one line, and of a whole recording once unpacked: a bound for hostile files."""

KINDS = (
    Start | TensorFlow | Site | Graph | ScopeEntry | Change | Variable | Request | Collections | Ops | Inputs
    | InputShapes | Exported | Doing | Session | Selection | Load | Fault | Lost | Files | Note | Unsuitable | Outcome
)  # fmt: skip
_UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_decoder = msgspec.json.Decoder(KINDS)
_encoder = msgspec.json.Encoder()


def load(path: str | os.PathLike[str]) -> Recording:
    """Reads a saved recording, gzipped when its name ends in `.gz`.

    Raises:
        UnreadableRecordingError: the file is missing, cut off, of a newer version, or something else entirely.
    """
    path = Path(path)
    try:
        with _opened(path) as file:
            return read(_lines(file, path), str(path))
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableRecordingError(f"{path}: can't be read as a recording: {reason}.") from error


def save(recording: Recording, path: str | os.PathLike[str]) -> None:
    """Writes a recording; the file appears whole or not at all.

    Raises:
        OSError: it can't be written; a file of that name is then as it was.
    """
    with written_whole(path) as file:
        if str(path).endswith(".gz"):
            import gzip  # noqa: PLC0415 - most recordings are not packed

            # mtime and name left out of the header: the same recording is the same bytes.
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
                packed.writelines(lines_of(recording))
        else:
            file.writelines(lines_of(recording))


def lines_of(recording: Recording) -> Iterator[bytes]:
    """The lines of a saved recording."""
    events: list[Event] = [recording.start]
    events += [recording.tensorflow] if recording.tensorflow else []
    events += recording.events
    events += [ops for _, ops in sorted(recording.ops.items())]
    for event in [*events, recording.outcome]:
        yield _encoder.encode(event) + b"\n"


def read(lines: Iterable[bytes], name: str) -> Recording:
    """Reads a whole recording.

    Args:
        lines: its lines, each with its line end.
        name: what errors call it.

    Raises:
        UnreadableRecordingError: a line is missing, foreign or of a newer version.
    """
    reader = Reader(name)
    for line in lines:
        reader.feed(line)
    return reader.recording()


class Reader:
    """Takes event lines as they come, and makes a `Recording` of them.

    Args:
        name: what errors call the source.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._line = 0
        self._start: Start | None = None
        self._tensorflow: TensorFlow | None = None
        self._events: list[Event] = []
        self._places: dict[int, int] = {}
        self._ops_of_graph: dict[int, Ops] = {}
        self._inputs: dict[int, list[list[int]]] = {}
        self._shapes: dict[int, list[list[Shape]]] = {}
        self._files: list[str] = []
        self._outcome: Outcome | None = None
        self.unsuitable: Unsuitable | None = None
        """Why the run could not begin."""
        self.doing = ""
        """What the process does, as last told."""
        self.variables = 0
        self.ops = 0
        """How many were told so far."""

    def feed(self, line: bytes) -> None:
        """Takes one line.

        Raises:
            UnreadableRecordingError: it is not an event of this version.
        """
        self._line += 1
        try:
            event = _decoder.decode(line)
        except _UNDECODABLE as error:
            if self._line == 1:
                self._check_header(line)
            if not line.endswith(b"\n"):
                raise UnreadableRecordingError(
                    f"{self._name}: is cut off in line {self._line}; record it again with `scopeinspect run --save`."
                ) from error
            # The error may quote the line.
            reason = textwrap.shorten(str(error), 200, placeholder=" …")
            raise self._unreadable(f"is not an event of a recording ({reason})") from error
        if self._line == 1 and not isinstance(event, Unsuitable):
            self._check_header(line)
        self._take(event)

    @property
    def has_begun(self) -> bool:
        """Whether TensorFlow was there, or why something of ours failed was told: before that nothing was run."""
        return self._tensorflow is not None or bool(self._events)

    @property
    def outcome(self) -> Outcome | None:
        """How the run ended, once that was told."""
        return self._outcome

    def recording(self, ending: Outcome | None = None, lost: Lost | None = None) -> Recording:
        """What the lines say.

        Args:
            ending: how the run ended, when that is known better than by the lines: the process was killed, say.
            lost: says that the lines are not all, and why.

        Raises:
            UnreadableRecordingError: the lines end early, or refer to something that was never told.
        """
        outcome = ending or self._outcome
        if self._start is None:
            raise UnreadableRecordingError(f"{self._name}: is empty; record it again with `scopeinspect run --save`.")
        if outcome is None:
            raise UnreadableRecordingError(
                f"{self._name}: is cut off after line {self._line}; record it again with `scopeinspect run --save`."
            )
        events = [*self._events, lost] if lost else self._events
        recording = Recording(self._start, self._tensorflow, events, self._ops(), outcome, self._files)
        missing = _first_missing_reference(recording)
        if missing:
            raise UnreadableRecordingError(f"{self._name}: refers to {missing}, which it doesn't contain.")
        return recording

    def _take(self, event: Event) -> None:
        match event:
            case Start():
                self._start = event
            case TensorFlow():
                self._tensorflow = event
            case Ops():
                self._take_ops(event)
            case Inputs() | InputShapes():
                self._take_inputs(event)
            case Doing() | Files():
                self._take_note(event)
            case Outcome():
                self._outcome = event
            case Unsuitable():
                self.unsuitable = event
            case Collections():
                self._take_collections(event)
            case _:
                if isinstance(event, Variable):
                    self._places[event.id] = len(self._events)
                    self.variables += 1
                self._events.append(event)

    def _take_note(self, event: Doing | Files) -> None:
        """Takes what is for whoever watches the run, and no part of what is saved."""
        if isinstance(event, Doing):
            self.doing = event.what
        else:
            self._files = event.names

    def _take_ops(self, event: Ops) -> None:
        lengths = {len(event.names), len(event.types), len(event.entries), len(event.sites)}
        optional = {len(event.ids), len(event.inputs)} - {0}
        if len(lengths | optional) > 1:
            raise self._unreadable("lists ops with parts missing")
        self.ops += len(event)
        known = self._ops_of_graph.get(event.graph)
        if known is None:
            self._ops_of_graph[event.graph] = event
        else:
            known.names.extend(event.names)
            known.types.extend(event.types)
            known.entries.extend(event.entries)
            known.sites.extend(event.sites)
            known.ids.extend(event.ids)

    def _take_inputs(self, event: Inputs | InputShapes) -> None:
        if isinstance(event, Inputs):
            self._inputs[event.graph] = event.of
        else:
            self._shapes[event.graph] = event.of

    def _ops(self) -> dict[int, Ops]:
        """The ops of each graph in the order of the graph, with what flows into them."""
        return {number: self._whole(ops) for number, ops in self._ops_of_graph.items()}

    def _whole(self, ops: Ops) -> Ops:
        inputs = self._inputs.get(ops.graph, ops.inputs)
        # Ops that were made before the recording began have no place in it; those made since are in no old list.
        inputs = inputs if len(inputs) == len(ops) else []
        shapes = self._shapes.get(ops.graph, ops.input_shapes)
        shapes = shapes if len(shapes) == len(ops) else []
        if len(ops.ids) != len(ops) or ops.ids == sorted(ops.ids):
            return replace(ops, ids=[], inputs=inputs, input_shapes=shapes)
        order = sorted(range(len(ops)), key=ops.ids.__getitem__)
        names, types = ([told[place] for place in order] for told in (ops.names, ops.types))
        entries, sites = ([told[place] for place in order] for told in (ops.entries, ops.sites))
        return Ops(ops.graph, names, types, entries, sites, inputs=inputs, input_shapes=shapes)

    def _take_collections(self, event: Collections) -> None:
        place = self._places.get(event.variable)
        if place is None:
            raise self._unreadable(f"speaks of variable {event.variable}, which was not told")
        variable = self._events[place]
        self._events[place] = replace(variable, collections=event.names)

    def _check_header(self, line: bytes) -> None:
        try:
            header = msgspec.json.decode(line, type=dict[str, object])
        except _UNDECODABLE:
            header = {}
        schema = header.get("schema")
        if header.get("e") != "start" or not isinstance(schema, str) or not schema.startswith("scopeinspect/"):
            raise UnreadableRecordingError(
                f"{self._name}: is not a recording; those are written by `scopeinspect run --save FILE`."
            )
        if schema != SCHEMA:
            raise UnreadableRecordingError(
                f"{self._name}: was written as {schema[:80]!a}, and this scopeinspect reads {SCHEMA}; "
                "upgrade scopeinspect, or record it again."
            )

    def _unreadable(self, what: str) -> UnreadableRecordingError:
        return UnreadableRecordingError(f"{self._name}: line {self._line} {what}.")


def _first_missing_reference(recording: Recording) -> str:
    """The first thing that is referred to and was never told, in words; empty when all is there."""
    sites, entries, graphs = recording.sites, recording.entries, recording.graphs
    error = recording.outcome.error
    for event in (*recording.events, *([error] if error else [])):
        for number in getattr(event, "stack", ()):
            if number not in sites:
                return f"site {number}"
        for number in _entries_of(event):
            if number is not None and number not in entries:
                return f"scope entry {number}"
        for field in ("graph", "outer"):
            number = getattr(event, field, None)
            if number is not None and number not in graphs:
                return f"graph {number}"
        if isinstance(event, Request) and event.variable is not None and event.variable not in recording.variables:
            return f"variable {event.variable}"
    return _first_missing_of_ops(recording)


def _entries_of(event: object) -> Iterator[int | None]:
    """The scope entries that an event refers to."""
    for field in ("entry", "parent", "captured"):
        yield getattr(event, field, None)
    if isinstance(event, Variable | Request):
        yield event.initializer.entry
    if isinstance(event, ScopeEntry | Variable):
        yield from (setting.entry for setting in event.settings.values())


def _first_missing_of_ops(recording: Recording) -> str:
    for number, ops in recording.ops.items():
        if number not in recording.graphs:
            return f"graph {number}"
        for entry in set(ops.entries) - recording.entries.keys():
            return f"scope entry {entry}"
        places = list(chain.from_iterable(ops.inputs or ()))
        if places and not -len(ops) <= min(places) <= max(places) < len(ops):
            return "an op that is not there"
        for site in set(ops.sites) - recording.sites.keys() - {0}:
            return f"site {site}"
    return ""


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO | gzip.GzipFile]:
    with opened(path) as file:
        if not path.name.endswith(".gz"):
            yield file
            return
        import gzip  # noqa: PLC0415 - most recordings are not packed

        with gzip.open(file) as unpacked:
            yield unpacked


def _lines(file: BinaryIO | gzip.GzipFile, path: Path) -> Iterator[bytes]:
    read = 0
    while line := file.readline(LONGEST_LINE - read + 1):
        read += len(line)
        if read > LONGEST_LINE:
            raise UnreadableRecordingError(f"{path}: is larger than {LONGEST_LINE >> 20} MiB, too large to read.")
        yield line
