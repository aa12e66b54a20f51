"""The run itself: SI901, SI902 and SI903."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from scopeinspect.messages import exception_in_words
from scopeinspect.model import Site
from scopeinspect.rules.advice.code import Edit, at_line, calls_of, edited, nodes_of, without_comments
from scopeinspect.rules.advice.initializing import initialized
from scopeinspect.rules.advice.restoring import restore_mended
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.gradients import gradient_ended
from scopeinspect.rules.knocked_over import failed_by_themselves
from scopeinspect.rules.picking import pick_mended
from scopeinspect.rules.refusals import explained, unexplained, unmet_refusals
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.words import signal_text

_MISSING = re.compile(r"No module named '(?!tensorflow\.)(?P<name>\w+)")
_OF_TENSORFLOW_1 = re.compile(r"No module named 'tensorflow\.\w+|module 'tensorflow' has no attribute ")
_MEANT = re.compile(
    r"(?:(?:attribute|name) '(\w+)'|\btf\.[\w.]*\.(\w+) has no stand-in).*\. Did you mean: '(?P<right>\w+)'\?$"
)
"""What Python adds to the name that it does not find."""
_OF_KERAS_2 = " is not available with Keras 3."
"""What TensorFlow's own compat.v1 says of tf.layers and RNN cells since 2.16."""
_NO_STAND_IN = re.compile(r"has no stand-in on TensorFlow \d")
"""What the recorder says of a name that only TensorFlow 1 has."""


_SOONER = "end it where the graph is built, with --stop-at session."
_STOPPED = {
    "interrupted": Fix(f"let it run to its end, or {_SOONER}"),
    "timed-out": Fix(f"give it more time with --timeout, or {_SOONER}"),
}
"""What helps where nothing is wrong with the script."""
_MOST_ABOVE = 2
"""Folders above that of a script in which what it misses is looked for."""
_USAGE = 2
"""What a command ends with that was not called as it should be."""
_MEND = Fix("mend the script first; `scopeinspect run` shows what it made until then.")


def _nothing(facts: Facts) -> Iterator[Diagnostic]:
    # A script that failed before it made anything has another problem, which is told.
    if facts.recording.is_empty and not any(_failed(facts)):
        yield NOTHING.found(
            "nothing was recorded: the script made no variable and no op in a graph",
            roles=(),
            why="There is nothing to look at, so nothing can be said of it.",
            fixes=[
                Fix("name the script or function that builds the model: scopeinspect check model.py:build"),
                Fix("if it is written for TensorFlow 1, say so with --tf1."),
            ],
        )


def _failed(facts: Facts) -> Iterator[Diagnostic]:
    yield from _failed_cells(facts)
    outcome, error = facts.recording.outcome, facts.recording.outcome.error
    if facts.ended_well or any(unmet_refusals(facts.recording)):
        return
    if error is not None and explained(facts, error.text, error.stack):
        return
    if error is not None:
        what = f"it raised {exception_in_words(error.type, error.message)}"
    else:
        what = {
            "killed": f"it was killed by {signal_text(-outcome.status)}",
            "timed-out": "it ran out of time",
            "interrupted": "it was interrupted",
        }.get(outcome.kind, f"it ended with status {outcome.status}")
    yield FAILED.found(
        f"the script did not finish: {what}",
        roles=roles((f"raised here: {error.type}", facts.site(error.stack))) if error else (),
        why="What it made until then is recorded and checked; what it would have made is not.",
        fixes=(
            _fixes(facts, error.message, facts.site(error.stack), error.checkpoint)
            if error
            else list(_its_arguments(facts))
        )
        or [_STOPPED.get(outcome.kind, _MEND)],
    )


def _its_arguments(facts: Facts) -> Iterator[Fix]:
    """What a script that asks for arguments is to be given: argparse and its likes end it with status 2 otherwise."""
    outcome = facts.recording.outcome
    if (outcome.kind, outcome.status) == ("exited", _USAGE):
        bare = replace(facts.typed, arguments=())
        yield Fix("status 2 mostly says that a script wants arguments; they stand behind it, for `check` behind `--`:",
                  (f"{bare.command('check')} -- …",))  # fmt: skip


def _failed_cells(facts: Facts) -> Iterator[Diagnostic]:
    told = {id(note) for note in unexplained(facts)}
    for failed in failed_by_themselves(facts):
        note = failed.note
        if id(note) not in told:
            continue
        site = facts.site(note.stack)
        kind, _, message = note.raised.partition(": ")
        yield FAILED.found(
            f"{note.text.removesuffix(note.raised)}{exception_in_words(kind, message)}",
            roles=roles(("raised here", site)),
            why="The cells below it ran all the same, as in a notebook, without what this one was to make. "
            f"{failed.in_words()}".strip(),
            fixes=[
                *_fixes(facts, note.raised, site, note.checkpoint),
                Fix('mend the cell; one that is to raise can say so by the tag "raises-exception", as for Jupyter.'),
            ],
        )


def _fixes(facts: Facts, message: str, site: Site | None, checkpoint: str) -> list[Fix]:
    """What mends the line that raised, as far as the message tells."""
    return [
        *_meant(facts, message, site),
        *_in_control_flow(facts, message, site),
        *pick_mended(facts, message, site),
        *initialized(facts, message, site),
        *gradient_ended(facts, message),
        *restore_mended(facts, message, checkpoint),
        *_elsewhere(facts, message),
        *_as_tensorflow_1(facts, message, site),
        *_in_executed_text(message, site),
    ]


def _meant(facts: Facts, message: str, site: Site | None) -> Iterator[Fix]:
    """The line with the name that Python takes a wrong one for."""
    meant = _MEANT.search(message)
    found = facts.sources.statement(site) if site else None
    if meant is None or found is None:
        return
    wrong, right = meant[1] or meant[2], meant["right"]
    lines = edited(found, [edit for node in nodes_of(found) if (edit := _corrected(node, wrong, right))])
    if lines and lines != without_comments(found.lines):
        yield Fix(f"if {right} is meant, write:", at_line(lines, found.place))


def _corrected(node: ast.AST, wrong: str, right: str) -> Edit | None:
    if isinstance(node, ast.Attribute) and node.attr == wrong:
        return Edit(node, f"{ast.unparse(node.value)}.{right}")
    return Edit(node, right) if isinstance(node, ast.Name) and node.id == wrong else None


def _elsewhere(facts: Facts, message: str) -> Iterator[Fix]:
    """An environment that has what is missing in this one."""
    if _NO_STAND_IN.search(message):
        yield Fix("run it with TensorFlow 1.15, which may have that name:", (
            "python3.7 -m venv tf1 && tf1/bin/pip install 'tensorflow==1.15.*' 'protobuf<3.21'",
            facts.typed.command("check", ("--python", "tf1")),
        ))  # fmt: skip
    elif _OF_KERAS_2 in message:
        yield Fix("tf.layers and RNN cells are in tf-keras alone by now: install that of TensorFlow's version, and "
                  "have it taken, which the script needs by itself as well:",
                  (facts.typed.command("check", ("--env", "TF_USE_LEGACY_KERAS=1")),))  # fmt: skip
    elif missing := _MISSING.search(message):
        name = missing["name"]
        if folder := _own_folder(facts, name):
            there = replace(facts.typed, name=os.path.relpath(facts.recording.start.target, folder))
            yield Fix(f"{name} lies near the script, which may be meant to be run in its own folder:",
                      (there.command("check", ("--cwd", folder)),))  # fmt: skip
            return
        yield Fix(f"install {name} where the script runs, or name an environment that has it with --python.")


def _own_folder(facts: Facts, module: str) -> str:
    """The folder of a script that was run in another one, where a module that it misses is above; else empty."""
    folder = Path(facts.recording.start.target.partition(":")[0]).parent
    above = list(Path(facts.folder, folder, "script").absolute().parents)[: _MOST_ABOVE + 1]
    is_near = any((one / module).is_dir() or (one / f"{module}.py").is_file() for one in above)
    return str(folder) if is_near and folder != Path() else ""


def _as_tensorflow_1(facts: Facts, message: str, site: Site | None) -> Iterator[Fix]:
    """The option for a script that imports such code from where it was not looked for."""
    tensorflow = facts.recording.tensorflow
    is_seen_as_2 = tensorflow is not None and not tensorflow.tf1 and not tensorflow.version.startswith("1.")
    if is_seen_as_2 and _OF_TENSORFLOW_1.search(message) and not (site and site.file == "<string>"):
        yield Fix("if that is code for TensorFlow 1, let it be run as such:",
                  (facts.typed.command("check", ("--tf1",)),))  # fmt: skip


def _in_executed_text(message: str, site: Site | None) -> Iterator[Fix]:
    """What helps code that no import brought, and that so sees TensorFlow 2."""
    if site and site.file == "<string>" and message.startswith("module 'tensorflow' has no attribute "):
        yield Fix("what exec is given as a text sees TensorFlow 2: write `import tensorflow.compat.v1 as tf` in it.")


def _in_control_flow(facts: Facts, message: str, site: Site | None) -> Iterator[Fix]:
    """What to write where a tf.Variable was made in a branch or a loop body, which ends its script there."""
    if "from inside a control-flow construct" not in message:
        return
    yield Fix("to have one variable for all branches and rounds, make it before tf.cond or tf.while_loop, and use it "
              "inside.")  # fmt: skip
    found = facts.sources.statement(site) if site else None
    calls = [call for call in calls_of(found, "Variable") if call.args] if found else []
    if found and calls:
        edits = [Edit(call.args[0], "lambda: ", "before") for call in calls]
        yield Fix("to make it there all the same, give its initial value as a function:",
                  at_line(edited(found, edits), found.place))  # fmt: skip


NOTHING = Rule(
    code="SI901",
    name="nothing-recorded",
    severity="error",
    summary="the run made no variable and no op: there is nothing to say",
    what="A run that made no variable, no request and no op in a graph.",
    bad_because="It must not be taken for a clean one.",
    instead="Name the script, or the function, that builds the model.",
    bad="print('no model here')",
    good="w = tf.get_variable('w', [4])",
    find=_nothing,
)

FAILED = Rule(
    code="SI902",
    name="script-failed",
    severity="error",
    summary="the script did not finish; what was recorded is checked all the same",
    what="A script that raised, ended with another status than 0, was killed or ran out of time; or a cell of a "
    "notebook that raised. Where an optimizer or a saver refused an empty list, the comprehension is told whose "
    "condition on names no variable meets; where a session lacked the value of a variable, the initializer that did "
    "not know it; where a loss has no gradient, the op that it ends at. Where a refused request ended it, one cell "
    "in every layer (SI114) or a scope that selects no variable (SI207), that is told instead.",
    bad_because="What it would have made is not checked.",
    instead="Mend the script. A cell that is to raise can say so, by the tag `raises-exception`.",
    bad="w = tf.get_variable('w', [4])\nraise ValueError('no data')",
    good="w = tf.get_variable('w', [4])",
    find=_failed,
)

UNUSED_SUPPRESSION = Rule(
    code="SI903",
    name="unused-suppression",
    severity="warning",
    summary="a comment `# scopeinspect: ignore[…]`, or a pattern of per-scope-ignore, that silences nothing",
    what="A comment in the source that is to silence a rule on its line, where the rule finds nothing; or a pattern of "
    "per-scope-ignore, where that is so in every target.",
    bad_because="It would silence the next finding there, which nobody has looked at.",
    instead="Remove the comment or the pattern, or mend it.",
    bad="w = tf.get_variable('w', [4])  # scopeinspect: ignore[SI102] two towers",
    good="w = tf.get_variable('w', [4])",
)
