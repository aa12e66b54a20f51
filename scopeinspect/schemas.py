"""The JSON Schema of each format that other programs read."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

import msgspec

from scopeinspect import baseline, journal, model, report
from scopeinspect.changes import ChangeKind, Verdict
from scopeinspect.rules.rule import Severity
from scopeinspect.variables import Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"

CHECK = "scopeinspect/check/1"
_DIFF = "scopeinspect/diff/1"

Dimensions = Annotated[
    list[int | None] | None, msgspec.Meta(description="Dimensions, null for an unknown one; null where the rank is.")
]
Count = Annotated[int, msgspec.Meta(ge=0)]


class SiteData(TypedDict):
    """A place in the user's code. The path is relative to the working directory where it lies below it."""

    file: str
    line: int
    function: str


class ErrorData(TypedDict):
    """The exception that ended the script."""

    type: str
    message: str
    site: SiteData | None


class OutcomeData(TypedDict):
    """How the run ended."""

    kind: Literal["finished", "raised", "exited", "stopped", "timed-out", "interrupted", "killed"]
    status: Annotated[int, msgspec.Meta(description="The script's own exit status, or minus the signal.")]
    error: ErrorData | None


class NoteData(TypedDict):
    """Something about the run that the user should know."""

    text: str
    site: SiteData | None


class EntryData(TypedDict):
    """One entering of a variable scope."""

    reuse: Annotated[model.Reuse, msgspec.Meta(description="The flag in force inside.")]
    reuse_origin: Literal["declared", "inherited", "captured", "default"]
    name_scope: Annotated[str, msgspec.Meta(description="The name scope that ops inside are made in.")]
    initializer: Annotated[str | None, msgspec.Meta(description="The default one, inherited ones too.")]
    settings: Annotated[dict[str, str], msgspec.Meta(description="Other defaults: regularizer, partitioner and so on.")]
    site: SiteData | None


class ScopeData(TypedDict):
    """A variable scope."""

    name: str
    entries: list[EntryData]
    reuse_switched: Annotated[
        list[SiteData | None], msgspec.Meta(description="Where reuse_variables() was called on it.")
    ]
    ops: Count


class InitializerData(TypedDict):
    """What a variable starts from, as a user would write it."""

    text: str
    origin: str
    scope: NotRequired[Annotated[str, msgspec.Meta(description="Where it is inherited: the scope that declared it.")]]


class RequestData(TypedDict):
    """One get_variable call that created or reused the variable."""

    outcome: Literal["created", "reused", "refused"]
    reuse: model.Reuse
    site: SiteData | None
    stack: Annotated[list[SiteData], msgspec.Meta(description="Outermost frame first; the innermost is the site.")]


class PartData(TypedDict):
    """A part of a partitioned variable."""

    name: str
    shape: Dimensions
    offset: list[int]


class VariableData(TypedDict):
    """A variable; a partitioned one is one variable with parts."""

    name: Annotated[str, msgspec.Meta(description="The op's name, as in a checkpoint.")]
    scope: str
    kind: Kind
    kept_for: Annotated[str | None, msgspec.Meta(description="Of a slot or an average: the name of its variable.")]
    made_by: Literal["get_variable", "Variable", "keras", "imported"]
    shape: Dimensions
    dtype: str
    trainable: bool
    parameters: Count | None
    bytes: Count | None
    initializer: InitializerData | None
    collections: list[str]
    settings: dict[str, str]
    site: SiteData | None
    requests: list[RequestData]
    parts: NotRequired[list[PartData]]


class RefusedData(TypedDict):
    """A get_variable call that TensorFlow refused."""

    name: str
    scope: str
    reuse: model.Reuse
    reason: Literal["", "exists", "missing", "shape", "dtype", "other"]
    message: str
    site: SiteData | None
    stack: list[SiteData]


class GraphData(TypedDict):
    """A graph, or the body of a function."""

    index: int
    kind: Literal["graph", "function"]
    name: str
    outer: Annotated[int | None, msgspec.Meta(description="Of a function's body: the graph that it was traced in.")]
    ops: Count
    op_types: dict[str, int]
    scopes: list[ScopeData]
    variables: list[VariableData]
    refused: list[RefusedData]


class TotalsData(TypedDict):
    """Sums over all graphs."""

    variables: Count
    trainable: Count
    parameters: Count
    bytes: Count
    ops: Count


class QuotedData(TypedDict):
    """A statement of several lines."""

    line: Annotated[int, msgspec.Meta(description="The number of its first line.")]
    lines: list[str]


class RoleData(TypedDict):
    """A site that matters to a diagnostic, and what happened there."""

    role: str
    site: SiteData | None
    text: Annotated[str, msgspec.Meta(description="The line of code there.")]
    statement: Annotated[
        QuotedData | None, msgspec.Meta(description="The statement there, where it has several lines that are at hand.")
    ]


class FixData(TypedDict):
    """One way to mend it."""

    purpose: str
    code: Annotated[list[str], msgspec.Meta(description="The lines to type.")]


class DiagnosticData(TypedDict):
    """One finding of a rule."""

    code: Annotated[str, msgspec.Meta(pattern="^SI[0-9]{3}$")]
    name: str
    severity: Severity
    message: str
    variables: list[str]
    scopes: list[str]
    sites: list[RoleData]
    primary: Annotated[
        Count | None, msgspec.Meta(description="Which of the sites is to be pointed at: where something has to change.")
    ]
    why: str
    fixes: list[FixData]
    fix: Annotated[str, msgspec.Meta(description="The fixes as one text.")]


class ReportData(TypedDict):
    """The report of a run: `scopeinspect run --format json`."""

    schema: Literal["scopeinspect/report/1"]
    target: str
    tensorflow: Annotated[str | None, msgspec.Meta(description="Its version; null where it was never imported.")]
    python: str
    tf1: Annotated[bool | None, msgspec.Meta(description="Whether it ran as TF1-style code on TensorFlow 2.")]
    tf1_why: str | None
    outcome: OutcomeData
    notes: list[NoteData]
    graphs: list[GraphData]
    totals: TotalsData
    diagnostics: list[DiagnosticData]


class CheckedData(TypedDict):
    """How the check of one target went."""

    status: Annotated[int, msgspec.Meta(ge=0, le=3, description="What the run calls for, whatever was found.")]
    problem: Annotated[str | None, msgspec.Meta(description="Why it could not be checked at all.")]
    folder: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^[^\x00]+$", description="What paths are relative to, as seen from the working directory."
        ),
    ]
    file: Annotated[str | None, msgspec.Meta(description="The script.")]
    line: Annotated[int, msgspec.Meta(ge=1, description="The line there that is the problem, 1 where there is none.")]
    silenced: Count
    quiet: Annotated[int, msgspec.Meta(ge=0, description="Rules that looked and found nothing.")]
    compared: list[Literal["baseline", "checkpoint"]]


class CheckedTargetData(TypedDict):
    """The report of one of several targets; more than this only where it could be run."""

    target: str
    diagnostics: list[DiagnosticData]
    check: CheckedData


class ShardData(TypedDict):
    """Which part of the targets it is about."""

    index: Annotated[int, msgspec.Meta(ge=1)]
    of: Annotated[int, msgspec.Meta(ge=1)]


class TargetDiagnosticData(DiagnosticData):
    """One finding, with its target."""

    target: str


class CheckData(TypedDict):
    """The report of a check of several targets, or of a shard of them: `scopeinspect check --format json`."""

    schema: Literal["scopeinspect/check/1"]
    shard: NotRequired[ShardData]
    fail_on: NotRequired[
        Annotated[Literal["error", "warning", "any", "never"], msgspec.Meta(description="The findings that fail it.")]
    ]
    targets: list[CheckedTargetData]
    diagnostics: list[TargetDiagnosticData]


class SideData(TypedDict):
    """One side of a comparison."""

    name: str
    source: Literal["program", "baseline", "checkpoint"]
    tensorflow: str | None
    graph: NotRequired[Annotated[Count, msgspec.Meta(description="Of a program of several: the one compared.")]]


class ChangeData(TypedDict):
    """One change."""

    code: Annotated[str, msgspec.Meta(pattern="^SI4[0-9]{2}$")]
    kind: ChangeKind
    old: str | None
    new: str | None
    detail: str
    certain: Annotated[bool, msgspec.Meta(description="False for a rename that is only probable.")]
    matters: Annotated[bool, msgspec.Meta(description="Whether it matters to an old checkpoint.")]
    pairs: Annotated[
        list[tuple[str, str]], msgspec.Meta(description="Of a rename: the old and the new name of every variable.")
    ]
    followers: Annotated[list[str], msgspec.Meta(description="Slots and moving averages that came or went with it.")]
    site: SiteData | None


class OpsChangeData(TypedDict):
    """Ops of one type that only one side has."""

    type: str
    gone: list[str]
    made: list[str]


class OtherGraphData(TypedDict):
    """A graph that a checkpoint was not compared with, and what the verdict would be."""

    graph: Count
    verdict: Verdict


class DiffData(TypedDict):
    """A comparison: `scopeinspect diff --format json`."""

    schema: Literal["scopeinspect/diff/1"]
    old: SideData
    new: SideData
    verdict: Annotated[
        Verdict,
        msgspec.Meta(description="same, restores: an old checkpoint loads; needs-map: with a map; breaks: it can't."),
    ]
    changes: list[ChangeData]
    graph_only: list[OpsChangeData]
    left_out: Annotated[int, msgspec.Meta(ge=0, description="Slots and the like that were not compared.")]
    other_graphs: NotRequired[
        Annotated[
            list[OtherGraphData],
            msgspec.Meta(description="Of a checkpoint and a program of several graphs: those that fit it less."),
        ]
    ]


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of a format.

    That of a recording describes one line; every other one a whole file.

    Args:
        name: one of `NAMES`.
    """
    schema = msgspec.json.schema(_TYPES[name])
    return {"$schema": DIALECT, "$id": _IDS[name], "title": f"scopeinspect {name}", **schema}


_TYPES: dict[str, Any] = {
    "report": ReportData,
    "recording": journal.KINDS,
    "baseline": baseline.File,
    "diff": DiffData,
    "check": CheckData,
}
_IDS = {
    "report": report.SCHEMA,
    "recording": journal.SCHEMA,
    "baseline": baseline.SCHEMA,
    "diff": _DIFF,
    "check": CHECK,
}
NAMES = tuple(_TYPES)
