"""What a recording says.

Everything here is raw: what was seen, in the order in which it was seen. What it means (which variable is whose
slot, where a reuse flag came from) is worked out by the modules that read it, so that a better interpretation needs no
new run. Places are numbers into `Recording.sites`, entries are numbers into `Recording.entries`, and so on.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import msgspec

Reuse = Literal["False", "True", "AUTO_REUSE"]
Shape = list[int | None] | None
"""Dimensions, None for an unknown one; None altogether where the rank is unknown."""

_CELL = re.compile(r"\[(cell \d+)\]\Z")


def cell_of(file: str) -> str:
    """Of a file as sites name it: `cell 2` in a notebook, else empty."""
    found = _CELL.search(file)
    return found[1] if found else ""


def whole_file(file: str) -> str:
    """Of a notebook's cell, as sites name it, the notebook; else the file itself."""
    return _CELL.sub("", file)


def place_in(file: str, line: int) -> str:
    """A line of a file, in words: `line 4 of model.py`; in a notebook `line 4 of cell 2`."""
    return f"line {line} of {file_in_words(file)}"


def span_in(file: str, first: int, last: int) -> str:
    """Lines of a file, in words: `lines 4 to 7 of model.py`."""
    return f"lines {first} to {last} of {file_in_words(file)}"


def file_in_words(file: str) -> str:
    """A file as it is told beside a line: `nets/model.py`, of another folder `model.py`; of a notebook `cell 2`."""
    is_elsewhere = file.startswith(("/", "\\")) or file[1:2] == ":"
    return cell_of(file) or (re.split(r"[/\\]", file)[-1] if is_elsewhere else file)


class Event(msgspec.Struct, frozen=True, tag_field="e"):
    """One line of a journal."""


class Start(Event, frozen=True, tag="start"):
    """The first line: what was run, and by what."""

    schema: str
    target: str
    """What was run, as the user named it."""
    python: str


class TensorFlow(Event, frozen=True, tag="tensorflow"):
    """TensorFlow is imported."""

    version: str
    tf1: bool
    """Whether the user's modules see TensorFlow 1's names (on 2.x, through `tensorflow.compat.v1`)."""
    why: str = ""
    """What decided that, in words."""


class Site(Event, frozen=True, tag="site"):
    """A place in the user's code."""

    id: int
    file: str
    """Relative to the working directory where it lies below it."""
    line: int
    function: str
    text: str = ""
    """The line itself, as the file had it."""

    @property
    def cell(self) -> str:
        """`cell 2` in a notebook, else empty."""
        return cell_of(self.file)

    @property
    def place(self) -> str:
        """`line 4 of model.py`; in a notebook `line 4 of cell 2`."""
        return place_in(self.file, self.line)


class Graph(Event, frozen=True, tag="graph"):
    """A graph in which something was made."""

    id: int
    kind: Literal["graph", "function"]
    name: str = ""
    outer: int | None = None
    """Of a function's body, the graph that it was traced in."""


class Setting(msgspec.Struct, frozen=True):
    """A default that a scope hands to its variables."""

    text: str
    entry: int | None
    """The entry that declared it; None when it was given as an argument."""


class ScopeEntry(Event, frozen=True, tag="entry"):
    """A variable scope was entered."""

    id: int
    graph: int
    thread: int
    name: str
    """The full name; empty for the root."""
    parent: int | None
    """The entry around this one; None for the root."""
    captured: int | None
    """The entry of the scope object that was passed in place of a name."""
    reuse: Reuse
    """The flag in force inside."""
    reuse_declared: bool
    name_scope: str
    """The name scope that ops inside are made in."""
    settings: dict[str, Setting]
    stack: list[int]
    """Sites, outermost first."""
    default_name: str = ""
    """Of a scope that was given no name, the default one that TensorFlow made a name of its own from."""


class Change(Event, frozen=True, tag="change"):
    """A scope's flag or default was changed after it was entered, as by `reuse_variables()`."""

    entry: int
    setting: str
    value: str
    stack: list[int]


class InitializerText(msgspec.Struct, frozen=True):
    """An initializer as a user would write it, and where it came from."""

    text: str = ""
    origin: Literal["argument", "scope", "default", "value", ""] = ""
    entry: int | None = None
    """For origin `scope`, the entry that declared it."""


class Part(msgspec.Struct, frozen=True):
    """A variable that is one part of a partitioned one."""

    of: str
    shape: Shape
    """The whole shape."""
    offset: list[int]


class Variable(Event, frozen=True, tag="variable"):
    """A variable was made."""

    id: int
    graph: int
    entry: int
    name: str
    """The op's name, as in a checkpoint."""
    shape: Shape
    dtype: str
    trainable: bool
    made_by: Literal["get_variable", "Variable", "keras", "imported"]
    initializer: InitializerText
    collections: list[str]
    resource: bool
    settings: dict[str, Setting]
    """Regularizer, constraint and so on, where given or inherited."""
    role: Literal["", "slot", "moving-average", "optimizer"]
    """What it is kept for, where TensorFlow's slot creator, moving averages or optimizers made it."""
    role_of: str
    """The name of the variable it is kept for."""
    part: Part | None
    stack: list[int]
    asked: str = ""
    """The `name` argument as written; empty where none was given. A request has its own."""


class Request(Event, frozen=True, tag="request"):
    """One `get_variable` call was answered."""

    entry: int
    name: str
    """As written in the call."""
    key: str
    """The full name under which the variable store keeps it."""
    outcome: Literal["created", "reused", "refused"]
    reason: Literal["", "exists", "missing", "shape", "dtype", "other"]
    message: str
    reuse: Reuse
    """The flag in force for this request."""
    variable: int | None
    """The variable created or reused; where the name existed already, the one that stood in the way."""
    given: dict[str, Any]
    """The arguments that the call gave."""
    initializer: InitializerText
    """What this request would have initialized the variable with."""
    stack: list[int]
    name_scope: str = ""
    """The name scope in which it was made, which a variable's name doesn't follow."""


class Collections(Event, frozen=True, tag="collections"):
    """A variable is now in these collections of its graph."""

    variable: int
    names: list[str]


class Ops(Event, frozen=True, tag="ops", omit_defaults=True):
    """Ops made in one graph, in order: parallel lists."""

    graph: int
    names: list[str]
    types: list[str]
    entries: list[int]
    sites: list[int]
    inputs: list[list[int]] = []
    """For each op, the places in these lists of the ops that its inputs come from; those it only waits for as
    `-1 - place`. Empty where the graph was gone, or the process killed, before it was asked."""
    input_shapes: list[list[Shape]] = []
    """For each op, the shapes of the tensors that flow in. Empty unless they were asked for."""
    ids: list[int] = []
    """TensorFlow's own numbers, by which a journal's ops are put in order: an op may be told after one that was made
    because of it, as in the branches of a `tf.cond`. Empty in a recording."""

    def __len__(self) -> int:
        """How many ops."""
        return len(self.names)


class Inputs(Event, frozen=True, tag="inputs"):
    """What flows into the ops of a graph, in the order of its ops."""

    graph: int
    of: list[list[int]]


class InputShapes(Event, frozen=True, tag="shapes"):
    """The shapes of the tensors that flow into the ops of a graph, in the order of its ops."""

    graph: int
    of: list[list[Shape]]


class Exported(Event, frozen=True, tag="exported"):
    """A graph was written to a file, as asked."""

    graph: int
    problem: str
    """Why it could not be; empty when it was."""


class Session(Event, frozen=True, tag="session"):
    """A session is about to run a graph that has grown since the last time, or is run for the first time."""

    graph: int
    run: int
    """The number of the `Session.run`, counted over all sessions."""
    ops: int
    """How many ops of this graph were seen so far."""
    stack: list[int]


class Selection(Event, frozen=True, tag="selection"):
    """Variables were taken from a collection by the name of a scope, as `tf.trainable_variables(scope)` does."""

    graph: int
    collection: str
    scope: str
    """As given: a regular expression for the beginning of names."""
    found: int
    """How many there were."""
    stack: list[int]


class Load(Event, frozen=True, tag="load"):
    """A variable was given values by its method `load`, which makes no op: that feeds its initializer."""

    graph: int
    variable: str
    """Its full name."""
    stack: list[int]


class Doing(Event, frozen=True, tag="doing"):
    """What the process does from now on, for whoever watches it run."""

    what: str


class Files(Event, frozen=True, tag="files"):
    """The user's files that the run came from, as absolute paths: for whoever waits until one is saved."""

    names: list[str]


class Fault(Event, frozen=True, tag="fault"):
    """The recorder itself failed; the recording is incomplete from here."""

    traceback: str


class Lost(Event, frozen=True, tag="lost"):
    """What the process did from here on was not told."""

    why: str
    """What may have kept it from telling."""


class Note(Event, frozen=True, tag="note"):
    """Something about the run that the user should know, such as a notebook cell that raised."""

    text: str
    stack: list[int] = []
    raised: str = ""
    """What a notebook's cell raised: `NameError: name 'x' is not defined`; empty for other notes."""
    checkpoint: str = ""
    """Of a restore that failed in it, as of `Error`."""
    expected: bool = False
    """Whether the cell says that it is to raise, by Jupyter's own tag for that."""

    @property
    def is_failure(self) -> bool:
        """Whether a cell raised that was not to."""
        return bool(self.raised) and not self.expected


class Unsuitable(Event, frozen=True, tag="unsuitable"):
    """The run could not begin."""

    what: Literal["target", "interpreter"]
    why: str
    """One sentence for the user."""
    file: str = ""
    """Of a target that is no Python, the file that isn't, and the line where; empty and 0 for another problem."""
    line: int = 0


class Error(msgspec.Struct, frozen=True):
    """The exception that ended the script."""

    type: str
    message: str
    traceback: str
    """As Python prints it, without frames of ours."""
    stack: list[int]
    checkpoint: str = ""
    """Where a restore failed, what it was to read: relative to the working directory where it lies below it."""

    @property
    def text(self) -> str:
        """The exception, its type first, as Python prints it."""
        return f"{self.type}: {self.message}"


class Outcome(Event, frozen=True, tag="end"):
    """How the run ended."""

    kind: Literal["finished", "raised", "exited", "stopped", "timed-out", "interrupted", "killed"]
    status: int
    """The script's own exit status, or minus the signal."""
    error: Error | None = None
