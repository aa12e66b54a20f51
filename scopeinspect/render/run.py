"""A run for the terminal: what was run, the tree of each graph, the totals, and what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from scopeinspect.model import Graph
from scopeinspect.recording import Recording
from scopeinspect.render.columns import deepest_readable
from scopeinspect.render.excerpt import advice, excerpt
from scopeinspect.render.notes import noted
from scopeinspect.render.text import counted, place_text, size_text, visible
from scopeinspect.render.traceback import traceback_of
from scopeinspect.render.tree import TreeTable
from scopeinspect.report import graphs_that_hold_something
from scopeinspect.rules.refusals import met_refusals, unmet_refusals
from scopeinspect.rules.rule import SEVERITIES, Diagnostic
from scopeinspect.scope_names import not_there
from scopeinspect.tree import (
    Node,
    Transform,
    folding,
    limiting,
    scope_tree,
    selecting,
    sorting,
    without_empty,
)
from scopeinspect.typed import Typed
from scopeinspect.variables import WholeVariable, whole_variables
from scopeinspect.words import shell_word, signal_text

LONGEST_TREE = 150
"""Rows of a tree that nobody asked to see in full; a longer one is cut at a depth that fits."""

WIDEST_TREE = 2000
"""Scopes and variables at the root that are shown where nobody asked for all: a row takes a thousandth of a second."""

_TELL_OF_THE_END = {"SI114", "SI207", "SI902"}
"""Rules whose errors say what ended a script, where that was no refused request."""
_LONGEST_COMMAND = 2000
_TENSE = {
    "finished": "finished",
    "raised": "raised an exception",
    "stopped": "stopped, as asked",
    "timed-out": "ran out of time",
    "interrupted": "interrupted",
}


class Show(msgspec.Struct, frozen=True):
    """What of a recording to show, and how."""

    depth: int | None = None
    """Levels of scopes; 0 for all of them, None lets the size of the tree decide."""
    scopes: tuple[str, ...] = ()
    """Patterns of scope names to show; none shows all."""
    columns: tuple[str, ...] | None = None
    sort: str = "order"
    slots: bool = False
    """Whether variables that others are kept by (slots, moving averages, the global step) are shown."""
    ops: bool = False
    """Whether ops are counted for each scope."""
    kinds: frozenset[str] = frozenset({"model"})
    marks: Mapping[str, str] = {}
    """What has changed about variables, by their names: a phrase for each."""
    findings: bool = True
    """Whether it is said how much the rules have found, and which command tells more."""
    ended_by: tuple[Diagnostic, ...] | None = None
    """The refusal that ended the script, where one did, as somebody else has looked it up; None looks it up."""
    typed: Typed | None = None
    """How such a command names the target, or the file of the recording; None as the target is shown."""


def show_run(recording: Recording, diagnostics: list[Diagnostic], show: Show, console: Console) -> None:
    """Prints a recording."""
    show_trees(recording, show, console)
    show_totals(recording, show, console)
    show_ending(recording, diagnostics, show, console)


def show_trees(recording: Recording, show: Show, console: Console) -> None:
    """Prints what was run, and the tree of each graph."""
    is_ascii = not console.encoding.lower().startswith("utf")
    graphs = [graph for graph in graphs_that_hold_something(recording) if graph.kind == "graph"]
    counts = Counter(one.graph for one in whole_variables(recording) if show.slots or one.kind in show.kinds)
    _print([_headline(recording), *_strangers(recording, show)], console)
    for graph in graphs:
        console.print()
        if len(graphs) > 1:
            console.print(_graph_title(graph, counts[graph.id], len(recording.ops.get(graph.id, ()))))
        _print(_tree(recording, graph, show, console.width, is_ascii=is_ascii), console)


def show_totals(recording: Recording, show: Show, console: Console) -> None:
    """Prints how much was made."""
    _print(["", *_totals(recording, show)], console)


def show_ending(
    recording: Recording, diagnostics: list[Diagnostic], show: Show, console: Console, *, is_brief: bool = False
) -> None:
    """Prints what else there is to say: how the script failed, if it did, and what was found.

    Args:
        recording: the run.
        diagnostics: what was found in it.
        show: what of it to show.
        console: where to.
        is_brief: whether a diagnostic of what ended the script takes the place of its traceback.
    """
    is_ascii = not console.encoding.lower().startswith("utf")
    _print(_notes(recording), console)
    if not is_brief:
        _print(_error(recording), console)  # before what may fail: a rule looks for what it was
    ended_by = list(unmet_refusals(recording) if show.ended_by is None else show.ended_by)
    if is_brief and not ended_by:
        _print(_error(recording), console)
    for diagnostic in ended_by:
        _print(["", *excerpt(diagnostic, is_ascii=is_ascii, width=console.width)], console)
    _print(_ending(recording), console)
    if show.findings:
        others = [one for one in diagnostics if one not in ended_by]
        if recording.outcome.error or recording.outcome.kind == "exited":
            # What raised is told by the traceback; where something is known to type, that is told too.
            of_the_end = [one for one in others if one.code in _TELL_OF_THE_END and one.severity == "error"]
            typed = [fix for one in of_the_end for fix in one.fixes if fix.code]
            _print(advice(typed, console.width), console)
        _print(_findings(recording, others, show, console.width), console)


def _print(parts: Iterable[RenderableType], console: Console) -> None:
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))


def _strangers(recording: Recording, show: Show) -> Iterator[Text]:
    """Tells of the patterns that no scope is called by, with the names that are like them."""
    names = {one.scope for one in whole_variables(recording) if show.slots or one.kind in show.kinds}
    names |= {entry.name for entry in recording.entries.values()} if show.ops else set()
    for sentence in not_there(show.scopes, names):
        yield Text(visible(sentence, 400), "bold yellow")


def _graph_title(graph: Graph, variables: int, ops: int) -> Text:
    holds = f"  {counted(variables, 'variable')}, {counted(ops, 'op')}"
    return Text.assemble((f"graph {graph.id}", "bold"), (holds, "dim"))


def _headline(recording: Recording) -> Text:
    tensorflow = recording.tensorflow
    facts = [visible(recording.start.target)]
    if tensorflow:
        facts.append(f"TensorFlow {visible(tensorflow.version)}" + (", as TF1 code" if tensorflow.tf1 else ""))
    return Text(" · ").join([Text(facts[0], "bold"), *map(Text, facts[1:]), _how_it_ended(recording)])


def _how_it_ended(recording: Recording) -> Text:
    outcome = recording.outcome
    if outcome.kind == "raised" and outcome.error:
        return Text(f"raised {visible(outcome.error.type)}", "bold red")
    if outcome.kind == "exited":
        return Text(f"exited with status {outcome.status}", "" if outcome.status == 0 else "bold red")
    if outcome.kind == "killed":
        return Text(f"killed by signal {-outcome.status}", "bold red")
    cells = sum(note.is_failure for note in recording.notes)
    if outcome.kind == "finished" and cells:
        return Text(f"finished, but {counted(cells, 'cell')} raised", "bold yellow")
    return Text(_TENSE[outcome.kind], "" if outcome.kind in ("finished", "stopped") else "bold yellow")


def _tree(recording: Recording, graph: Graph, show: Show, width: int, *, is_ascii: bool) -> Iterator[RenderableType]:
    root = scope_tree(recording, graph.id, None if show.slots else show.kinds)
    transforms: list[Transform] = [] if show.ops else [without_empty]
    transforms += [selecting(show.scopes)] if show.scopes else []
    transforms += [sorting(show.sort)]
    transforms += [] if show.depth == 0 else [folding()]
    for transform in transforms:
        root = transform(root)
    root, cut = _limited(root, show.depth, width)
    root, rows = (root, 0) if show.depth is not None else _shortened(root)
    if not root.below and not root.children:
        within = f" in {visible(', '.join(show.scopes))}" if show.scopes else ""
        yield Text(f"No variables to show{within}.", "dim")
        return
    layout = TreeTable(recording, width, show.columns, show_ops=show.ops, is_ascii=is_ascii, marks=show.marks)
    yield layout.table(root)
    if notes := list(layout.notes.told()):
        yield ""
        yield _footnotes(notes)
    if layout.left_out:
        yield ""
        lacking = ", ".join(layout.left_out)
        yield Text(f"No room for {lacking}: ask for fewer --columns, or widen the terminal.", "italic")
    if cut:
        yield ""
        yield Text(f"Cut at depth {cut}: --depth {cut + 1} shows more, --depth all everything.", "italic")
    if rows:
        yield ""
        told = f"Cut after {WIDEST_TREE:,} of {rows:,} rows: --scope chooses, --depth all shows everything."
        yield Text(told, "italic")


def _footnotes(notes: Iterable[tuple[str, str]]) -> Table:
    """Notes below each other, each behind its mark, lines that don't fit included."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    for mark, text in notes:
        table.add_row(mark, text)
    return table


def _limited(root: Node, depth: int | None, width: int) -> tuple[Node, int]:
    """The tree cut at a depth, and that depth where it was our choice."""
    if depth is not None:
        return (limiting(depth)(root) if depth else root), 0
    readable = deepest_readable(width)
    if _levels(root) <= readable and _rows(root) <= LONGEST_TREE:
        return root, 0
    deepest = next(
        (depth for depth in range(readable, 1, -1) if _rows(limiting(depth)(root)) <= LONGEST_TREE), 1
    )
    return limiting(deepest)(root), deepest


def _shortened(root: Node) -> tuple[Node, int]:
    """The tree without most of what is at its root, where that is more than anybody reads, and how many there are."""
    rows = len(root.variables) + len(root.children)
    if rows <= WIDEST_TREE:
        return root, 0
    variables = root.variables[:WIDEST_TREE]
    return replace(root, variables=variables, children=root.children[: WIDEST_TREE - len(variables)]), rows


def _levels(node: Node) -> int:
    return 0 if node.is_closed else max((1 + _levels(child) for child in node.children), default=0)


def _rows(node: Node) -> int:
    if node.is_closed:
        return 1
    slots = sum(map(len, node.slots.values()))
    return 1 + len(node.variables) + slots + sum(map(_rows, node.children))


def _totals(recording: Recording, show: Show) -> Iterator[Text]:
    variables = whole_variables(recording)
    graphs = graphs_that_hold_something(recording)
    shown = [variable for variable in variables if show.slots or variable.kind in show.kinds]
    ops = sum(map(len, recording.ops.values()))
    functions = sum(graph.kind == "function" for graph in graphs)
    where = counted(len(graphs) - functions, "graph") + (f" and {counted(functions, 'function')}" if functions else "")
    yield Text(" · ").join(map(Text, [
        _variables_text(shown),
        counted(sum(variable.parameters or 0 for variable in shown), "parameter"),
        size_text(sum(variable.bytes or 0 for variable in shown)),
        f"{counted(ops, 'op')} in {where}",
    ]))  # fmt: skip
    hidden = Counter(variable.kind for variable in variables if not (show.slots or variable.kind in show.kinds))
    if hidden:
        told = ", ".join(f"{count:,} {kind}" for kind, count in hidden.items())
        yield Text(f"Not shown: {told} (--slots shows them).", "dim")


def _variables_text(variables: list[WholeVariable]) -> str:
    trainable = sum(variable.trainable for variable in variables)
    text = counted(len(variables), "variable")
    if not variables:
        return text
    return text + (", all trainable" if trainable == len(variables) else f", {trainable:,} trainable")


def _notes(recording: Recording) -> Iterator[Text]:
    refused = met_refusals(recording)
    if refused > 0:
        were = "was" if refused == 1 else "were"
        yield Text(f"{counted(refused, 'request')} {were} refused by TensorFlow, and the script went on.", "yellow")
    for note in noted(recording):
        yield Text(f"note: {note}", "yellow")
    for lost in recording.lost:
        yield Text(f"This is not all: what else the script did was not recorded; {visible(lost.why)}.", "bold red")
    for fault in recording.faults:
        last = fault.traceback.strip().rpartition("\n")[2]
        yield Text(f"scopeinspect itself failed, so this is incomplete: {visible(last)}", "bold red")
        yield Text("That is a mistake of ours; a recording kept with --save holds the details.", "red")


def _error(recording: Recording) -> Iterator[RenderableType]:
    error = recording.outcome.error
    if error is not None and error.traceback:
        yield ""
        yield from (Text(line, no_wrap=True) for line in traceback_of(error))


def _findings(recording: Recording, diagnostics: list[Diagnostic], show: Show, width: int) -> Iterator[Text]:
    """What else was found, counted: `check` shows it."""

    def command(name: str, after: str = "") -> str:
        typed = show.typed or Typed(recording.start.target)
        return visible(typed.command(name, after=after), _LONGEST_COMMAND)

    # How the run ended is told already.
    told = [one for one in diagnostics if not one.code.startswith("SI9")]
    if told:
        counts = [
            counted(count, severity)
            for severity in SEVERITIES
            if (count := sum(one.severity == severity for one in told))
        ]
        yield from _with_command(Text.assemble((", ".join(counts), "bold yellow"), " found:"), command("check"), width)
    elif not recording.is_empty and not diagnostics and recording.outcome.error is None:
        shared = next((request.key for request in recording.requests if request.outcome == "reused"), None)
        if shared is None:
            yield Text("No findings.", "dim")
        else:
            told_of = Text("No findings. Why one is shared:", "dim")
            yield from _with_command(told_of, Text(command("why", shared), "dim"), width)


def _with_command(text: Text, command: Text | str, width: int) -> Iterator[Text]:
    """A text, and the command that it ends in: in one piece, on a line of its own where there is no room behind it."""
    line = Text.assemble(text, " ", command, no_wrap=True)
    if line.cell_len <= width:
        yield line
    else:
        yield text
        yield Text.assemble("  ", command, no_wrap=True)


def _ending(recording: Recording) -> Iterator[Text]:
    outcome = recording.outcome
    if recording.is_empty:
        yield Text("")
        yield Text("Nothing was recorded: the script made no variable and no op in a graph.", "bold yellow")
        if outcome.kind == "finished" and recording.start.target.endswith(".py"):
            named = visible(shell_word(f"{recording.start.target}:FUNCTION"), _LONGEST_COMMAND)
            yield Text(f"If a function in it builds the model, name that: scopeinspect run {named}")
    if outcome.kind == "killed":
        yield Text("")
        yield Text(f"The script was killed ({signal_text(-outcome.status)}); the last ops before that may be missing.")
    if outcome.error is not None:
        site = recording.site(outcome.error.stack)
        where = f" at {place_text(site)}" if site else ""
        yield Text("")
        told = f"The script ended with this {visible(outcome.error.type)}{where}"
        yield Text(told + ("." if recording.is_empty else "; what it made until then is above."))
