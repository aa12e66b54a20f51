"""For random programs of variable scopes, what is recorded is what TensorFlow itself answers at each step.

A program that fails is shown as text. `python tests/property/oracle.py FILE` prints what TensorFlow answers to it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scopeinspect.capture import RECORDER
from scopeinspect.journal import Reader
from scopeinspect.recording import Recording

from .programs import programs

ORACLE = Path(__file__).with_name("oracle.py")
PROGRAMS = int(os.environ.get("SCOPEINSPECT_PROGRAMS", "2000"))
"""How many are drawn for each TensorFlow."""

UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

CALLABLES = {"regularizer", "partitioner", "custom_getter", "constraint"}

FOUND = {
    "a dtype that is none": "ask.get_variable('w', [2], dtype='nonsense')\n",
    "collections that are none": "ask.get_variable('w', [2], collections=3)\n",
    "a partitioner that needs a shape, before the variable is missed": """\
with tf.variable_scope("a", reuse=True, partitioner=tf.fixed_size_partitioner(2)):
    ask.get_variable("w", None)
""",
    "a resource variable of an empty name": """\
tf.get_variable_scope().set_use_resource(True)
ask.get_variable("", [2])
""",
    "a partitioned variable asked for without a partitioner": """\
with tf.variable_scope("a"):
    ask.get_variable("w", [2], partitioner=tf.fixed_size_partitioner(2))
    ask.get_variable("w", [2])
""",
    "a custom getter that never asks the store": "ask.get_variable('w', [2], custom_getter=lambda getter, *a, **k: None)\n",
    "parts of a partitioned variable that was never finished": """\
with tf.variable_scope("a", reuse=tf.AUTO_REUSE, regularizer=tf.nn.l2_loss, partitioner=tf.fixed_size_partitioner(1)):
    ask.get_variable("w", [2], dtype=tf.string)
    ask.get_variable("w", [2], dtype=tf.string)
""",
}
"""Programs that were once recorded, or judged, wrongly, by what is odd about them."""

DRAWN = {
    "scope": r"variable_scope\(\"",
    "captured scope": r"variable_scope\(s\d",
    "scope of the moment": r"variable_scope\(tf\.get_variable_scope",
    "scope that names itself": r"variable_scope\(None",
    "flag of a scope, True": r"variable_scope\(.*reuse=True",
    "flag of a scope, False": r"variable_scope\(.*reuse=False",
    "flag of a scope, AUTO_REUSE": r"variable_scope\(.*reuse=tf\.AUTO_REUSE",
    "flag of a request, AUTO_REUSE": r"ask\.get_variable\(.*reuse=tf\.AUTO_REUSE",
    "reuse_variables": r"reuse_variables\(\)",
    "name scope": r"tf\.name_scope\(",
    "name scope of a scope": r"tf\.name_scope\(s\d+\.original",
    "initializer of a scope": r"variable_scope\(.*initializer=",
    "initializer of a request": r"ask\.get_variable\(.*initializer=ask",
    "initializer that is set": r"set_initializer",
    "partitioner of a scope": r"variable_scope\(.*partitioner=",
    "partitioner of a request": r"ask\.get_variable\(.*partitioner=tf",
    "custom getter": r"custom_getter=ask",
    "tf.Variable": r"ask\.variable\(",
    "template": r"tf\.make_template\(",
    "thread": r"ask\.thread\(",
    "graph": r"ask\.new_graph\(",
}
"""What programs are made of, and how it is known in them."""

Answer = dict[str, Any]
Said = tuple[str, Any, Any]
"""What is compared, what TensorFlow says, and what was recorded."""


class Oracle:
    """Answers for programs, all in one process with one import of TensorFlow."""

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, str(ORACLE), "--record", str(RECORDER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        )

    def __call__(self, program: str, *, twice: bool = False) -> dict[str, Any]:
        """Return TensorFlow's `answers` under the recorder, the `events` recorded, and its answers when `alone`."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"program": program, "twice": twice}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the oracle died of:\n\n{program}"
        return dict(json.loads(line))

    def close(self) -> None:
        self._process.communicate(timeout=60)


@pytest.fixture(scope="module", params=["this TensorFlow", "TensorFlow 1"])
def oracle(request: pytest.FixtureRequest) -> Iterator[Oracle]:
    """Return the oracle of each TensorFlow in turn."""
    python = sys.executable if request.param == "this TensorFlow" else request.getfixturevalue("tf1_python")
    oracle = Oracle(python)
    yield oracle
    oracle.close()


@pytest.mark.parametrize("program", FOUND.values(), ids=FOUND)
def test_once_recorded_wrongly(oracle: Oracle, program: str) -> None:
    told = oracle(program, twice=True)
    assert [*differences(told["answers"], told["events"])] == []
    assert [*without_time(told["answers"])] == [*without_time(told["alone"])]


def test_all_that_programs_are_made_of_is_drawn() -> None:
    drawn: list[str] = []

    @settings(max_examples=300, derandomize=True, database=None, suppress_health_check=UNHURRIED)
    @given(program=programs())
    def draw(program: str) -> None:
        drawn.append(program)

    draw()
    counts = {what: sum(bool(re.search(pattern, program)) for program in drawn) for what, pattern in DRAWN.items()}
    assert {what: count for what, count in counts.items() if count < len(drawn) / 100} == {}


@pytest.mark.timeout(900)
@settings(
    max_examples=PROGRAMS,
    derandomize="SCOPEINSPECT_PROGRAMS" not in os.environ,  # what is asked of everyone is the same for everyone
    suppress_health_check=UNHURRIED,
)
@given(program=programs(), twice=st.sampled_from([False] * 7 + [True]))
def test_recording_says_what_tensorflow_answers(oracle: Oracle, program: str, twice: bool) -> None:
    told = oracle(program, twice=twice)
    wrong = [*differences(told["answers"], told["events"])]
    assert not wrong, "\n".join([*wrong, "", program])
    if twice:
        assert [*without_time(told["answers"])] == [*without_time(told["alone"])], f"the recorder disturbs:\n\n{program}"


def without_time(answers: list[Answer]) -> Iterator[Answer]:
    return ({name: value for name, value in answer.items() if name != "at"} for answer in answers)


def differences(answers: list[Answer], events: list[dict[str, Any]]) -> Iterator[str]:
    """Return each thing in which a recording differs from TensorFlow's answers."""
    recording = recording_of(events)
    yield from (f"fault: {event['traceback']}" for event in events if event["e"] == "fault")
    flags: dict[int, str] = {}
    ops: list[tuple[Answer, dict[int, str]]] = []
    before = 0
    for number, answer in enumerate(answers):
        since, before = events[before : answer["at"]], answer["at"]
        flags.update((event["id"], event["reuse"]) for event in since if event["e"] == "entry")
        flags.update((event["entry"], event["value"]) for event in since if is_switch(event))
        if answer["asked"] == "op":
            ops.append((answer, dict(flags)))
        yield from different(f"answer {number} ({answer['asked']})", compared(answer, since, recording, flags))
    yield from different("in the end", [*compared_ops(ops, recording), *compared_graphs(answers, recording)])


def different(where: str, said: list[Said]) -> Iterator[str]:
    for what, tensorflow, recorded in said:
        if tensorflow != recorded:
            yield f"{where}: {what} is {tensorflow!r}, and {recorded!r} was recorded"


def is_switch(event: dict[str, Any]) -> bool:
    return event["e"] == "change" and event["setting"] == "reuse"


def compared(answer: Answer, since: list[dict[str, Any]], recording: Recording, flags: dict[int, str]) -> list[Said]:
    """Return what is said by TensorFlow, and what was recorded of it since the answer before."""
    if answer["asked"] == "scope":
        return compared_scope(answer, since)
    if answer["asked"] == "request":
        return compared_requests(answer, since, recording, flags)
    return compared_variable(answer, since) if answer["asked"] == "variable" else []


def recording_of(events: list[dict[str, Any]]) -> Recording:
    """Return the recording that a reader of the journal gets."""
    reader = Reader("program")
    start = {"e": "start", "schema": "scopeinspect/recording/1", "target": "program", "python": "3"}
    for event in [start, *events, {"e": "end", "kind": "finished", "status": 0}]:
        reader.feed(json.dumps(event).encode() + b"\n")
    return reader.recording()


def compared_scope(answer: Answer, since: list[dict[str, Any]]) -> list[Said]:
    entries = [event for event in since if event["e"] == "entry" and event["parent"] is not None]
    if not entries:
        return [("the scope", answer["name"], None)]
    entry = entries[-1]
    is_captured = entry["captured"] is not None  # it keeps its own, be it another
    own = answer["original_name_scope"] if is_captured else entry["name_scope"] and entry["name_scope"] + "/"
    held = {name: setting["text"] for name, setting in entry["settings"].items()}
    return [
        ("its name", answer["name"], entry["name"]),
        ("its flag", answer["reuse"], entry["reuse"]),
        ("its name scope", answer["name_scope"], entry["name_scope"]),
        ("its own name scope", answer["original_name_scope"], own),
        ("its initializer", answer["initializer"], held.get("initializer", "")),
        ("its dtype", answer["dtype"], held.get("dtype", "float32")),
        ("what else it hands down", sorted(answer["settings"]), sorted(held.keys() & CALLABLES)),
    ]


def compared_requests(
    answer: Answer, since: list[dict[str, Any]], recording: Recording, flags: dict[int, str]
) -> list[Said]:
    requests = [event for event in since if event["e"] == "request"]
    seen = answer["seen"]
    if not seen and answer["outcome"]["outcome"] == "refused":
        seen = [answer["outcome"]]  # before the store was asked
    said: list[Said] = [("the number of requests", len(seen), len(requests))]
    for asked, request in zip(seen, requests, strict=False):
        entry = recording.entries[request["entry"]]
        said += [
            ("the name as written", answer["name"], request["name"]),
            ("the scope", answer["scope"], entry.name),
            ("the scope's flag", answer["scope_reuse"], flags[entry.id]),
            ("the name scope", answer["name_scope"], request["name_scope"]),
            *compared_question(asked, request),
            *compared_outcome(asked, request, recording),
        ]
    return said


def compared_question(asked: Answer, request: dict[str, Any]) -> Iterator[Said]:
    """Compare how the store was asked; of what a custom getter asks, only the watched know."""
    if "key" in asked:
        yield "the full name", asked["key"], request["key"]
    if "reuse" in asked:
        yield "the flag of the request", asked["reuse"], request["reuse"]
    never_reached = asked["outcome"] == "refused" and asked["reason"] == "other" and not request["initializer"]
    if asked.get("initializer") is None or never_reached:
        return
    if asked["initializer"]:
        yield "the initializer", asked["initializer"], request["initializer"].get("text")
    else:
        yield "the initializer's origin", "default", request["initializer"].get("origin")


def compared_outcome(asked: Answer, request: dict[str, Any], recording: Recording) -> Iterator[Said]:
    yield "the outcome", asked["outcome"], request["outcome"]
    if asked["outcome"] == "refused":
        yield "the reason", asked["reason"], request["reason"]
        yield "the message", asked["message"], request["message"]
        return
    made = recording.variables.get(request["variable"] or 0)
    yield "the variable", asked["variable"], made and made.name
    if asked["outcome"] == "created" and made:
        yield "its shape", asked["whole_shape"], made.part.shape if made.part else made.shape
        yield "its dtype", asked["dtype"], made.dtype
        yield "its starting value", asked["value"], promised(made.initializer.text, made.dtype)


def promised(text: str, dtype: str) -> float | str | None:
    """Return what a variable with an initializer of this text starts with, as `oracle.value` puts it."""
    kinds = {"random_normal": "RandomStandardNormal", "truncated_normal": "TruncatedNormal",
             "random_uniform": "RandomUniform", "glorot_uniform": "RandomUniform"}  # fmt: skip
    name, _, arguments = text.partition("_initializer(")
    fixed = {"zeros": 0.0, "ones": 1.0}
    if name in fixed:
        if dtype == "string":
            return ""
        return fixed[name]
    if name == "constant":
        number = float(re.match(r"[\d.]+", arguments)[0])
        return float(bool(number)) if dtype == "bool" else number
    return kinds.get(name)


def compared_variable(answer: Answer, since: list[dict[str, Any]]) -> list[Said]:
    made = [event for event in since if event["e"] == "variable"]
    if len(made) != 1:
        return [("the number of variables", 1, len(made))]
    return [
        ("its name", answer["variable"], made[0]["name"]),
        ("its shape", answer["shape"], made[0]["shape"]),
        ("its maker", "Variable", made[0]["made_by"]),
    ]


def compared_ops(ops: list[tuple[Answer, dict[int, str]]], recording: Recording) -> Iterator[Said]:
    entries: dict[str, list[int]] = defaultdict(list)
    for graph in recording.ops.values():
        for name, entry in zip(graph.names, graph.entries, strict=True):
            entries[name].append(entry)
    for answer, flags in ops:
        # Two graphs may each have an op of this name.
        said = [(recording.entries[entry].name, flags.get(entry)) for entry in entries[answer["name"]]]
        asked = (answer["scope"], answer["scope_reuse"])
        yield f"the scope and flag of {answer['name']}", asked, asked if asked in said else said


def compared_graphs(answers: list[Answer], recording: Recording) -> Iterator[Said]:
    """Compare what each graph holds; a graph in which nothing was made is in no recording."""
    graphs = [answer for answer in answers if answer["asked"] == "graph" and answer["ops"]]
    recorded = [graph for graph in recording.graphs if graph in recording.ops]
    yield "the ops of all graphs", sorted(graph["ops"] for graph in graphs), sorted(
        [list(op) for op in zip(recording.ops[graph].names, recording.ops[graph].types, strict=True)] for graph in recorded
    )
    yield "the variables of all graphs", sorted(
        sorted((one["variable"], str(one["shape"]), one["dtype"], one["trainable"], one["collections"]) for one in graph["variables"])
        for graph in graphs
    ), sorted(
        sorted(
            (one.name, str(one.shape), one.dtype, one.trainable, one.collections)
            for one in recording.variables.values()
            if one.graph == graph
        )
        for graph in recorded
    )
