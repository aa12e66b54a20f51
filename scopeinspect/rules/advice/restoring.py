"""A restore that failed: what to type to see how checkpoint and graph differ, or to do without a checkpoint."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scopeinspect.model import Session, Variable
from scopeinspect.recording import Recording
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sharing import Verdict
from scopeinspect.variable_tree import tree_of
from scopeinspect.variables import WholeVariable

_NO_CHECKPOINT = ("Can't load save_path when it is None.", "The passed save_path is not a valid checkpoint: ")
_KEY = re.compile(r"Key (\S+) not found in checkpoint")
_NO_FOLDER = "; No such file or directory"
_MISMATCH = "mismatch between the current graph and the graph from the checkpoint"


def restore_mended(facts: Facts, message: str, checkpoint: str) -> Iterator[Fix]:
    """What helps where `tf.train.Saver.restore` raised this.

    Args:
        facts: of the run.
        message: the exception's.
        checkpoint: what was to be restored, where it is known.
    """
    if any(said in message for said in _NO_CHECKPOINT) or (checkpoint and _NO_FOLDER in message):
        yield Fix("there is no checkpoint to restore; to check what is built without one, end the script before that:",
                  (facts.typed.command("check", ("--stop-at", "session")),))  # fmt: skip
    elif told := _made_twice(facts, message):
        yield Fix(told, (facts.typed.command("check"),))
    elif "not found in checkpoint" in message:
        kept = _kept(facts, message)
        yield from _saver_made_too_late(facts, kept) if kept else ()
        yield Fix("to see which names differ, and have the map with which it loads all the same, compare them before "
                  "the script restores:", (_comparing(facts, checkpoint, slots=kept is not None),))  # fmt: skip
    elif _MISMATCH in message:
        yield Fix("to see which shapes and types differ, compare them before the script restores:",
                  (_comparing(facts, checkpoint),))  # fmt: skip


def _made_twice(facts: Facts, message: str) -> str:
    """What to do where what is missing was made by code that ran again: its name has a number; else empty."""
    key = _KEY.search(message)
    again = {twin.name: "SI103" if one.is_whole_build else "SI102"
             for one in facts.repeats if one.verdict is Verdict.PARALLEL for twin in one.twins}  # fmt: skip
    again |= {twin.name: "SI103" if one.is_most else "SI102" for one in facts.cell_twins for twin in one.twins}
    if key is None or key[1] not in again:
        return ""
    return f"the code that makes {key[1]} ran again ({again[key[1]]}), so its name has a number; mend that first:"


def _kept(facts: Facts, message: str) -> WholeVariable | None:
    """What is missing, where an optimizer or an average keeps it for a variable of the model: a checkpoint of the model
    alone has none.
    """
    key = _KEY.search(message)
    return next((one for one in facts.variables if key and one.name == key[1] and one.kept_for), None)


def _saver_made_too_late(facts: Facts, kept: WholeVariable) -> Iterator[Fix]:
    """Where the saver is made behind what made it ask for that; nothing where no line is known of it."""
    flow, made = facts.flows.get(kept.graph), facts.site(kept.stack)
    types = flow.ops.types if flow else []
    savers = [flow.ops.sites[place] for place, kind in enumerate(types) if kind == "SaveV2"] if flow else []
    saver = facts.recording.sites.get(savers[-1]) if savers else None
    if saver and made:
        yield Fix(f"{kept.name} is what {made.place} keeps for {kept.kept_for}, and a checkpoint of the model alone "
                  f"has no such thing: make the saver of {saver.place} above that line, or of the model's own "
                  "variables, and initialize all variables before it restores.")  # fmt: skip


def _comparing(facts: Facts, checkpoint: str, *, slots: bool = False) -> str:
    """The command that compares a checkpoint with what the script has built when it restores."""
    options: list[tuple[str, ...]] = [("--stop-at", _built(facts.recording)), *_graph(facts.recording)]
    options += [("--slots",)] if slots else []
    return facts.typed.command("diff", *options, before=checkpoint or "PATH/TO/CHECKPOINT")


def _built(recording: Recording) -> str:
    """The first session before which all variables were there: an estimator trains one graph, then builds another."""
    number = 1
    for event in reversed(recording.events):
        if isinstance(event, Session):
            number = event.run
        elif isinstance(event, Variable):
            break
    return f"session:{number}".removesuffix(":1")


def _graph(recording: Recording) -> Iterator[tuple[str, str]]:
    """The option that names the graph, of several, into which was restored: by itself `diff` takes what fits best."""
    graphs = tree_of(recording).graphs
    if len(graphs) < 2:  # noqa: PLR2004 - several
        return
    last = (event.graph for event in reversed(recording.events) if isinstance(event, Session | Variable))
    number = next((graph for graph in last if graph in graphs), None)  # None: all are in functions' bodies
    if number is not None:
        yield "--graph", str(number)
