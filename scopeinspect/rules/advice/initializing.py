"""A session that was to use a variable whose initializer it had not run: where to run it, and why that did not do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from scopeinspect.model import Site, Variable, place_in
from scopeinspect.rules.advice.code import all_calls_of
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import Statement

_UNINITIALIZED = re.compile(
    r"(?:use uninitialized value|resource variable|Could not find variable) (?P<name>[\w.\\/-]+)"
)
"""What TensorFlow says of a variable of either kind that a session doesn't know yet."""
_GROUP = re.compile(r"(?:.*/)?init(?:_\d+)?")
"""The name of the op that `tf.global_variables_initializer` makes, which runs those of all variables until then."""
_LOCAL = "local_variables"
"""TensorFlow's name of the collection."""
_LOOPS = (ast.For, ast.While)


def initialized(facts: Facts, message: str, site: Site | None) -> Iterator[Fix]:
    """What helps where a session raised this for want of a variable's value.

    Args:
        facts: of the run.
        message: the exception's.
        site: where it was raised.
    """
    missing = _UNINITIALIZED.search(message)
    found = facts.sources.statement(site) if site else None
    if missing is None or site is None:
        return
    name = missing["name"].rstrip(".")
    variable = next((one for one in facts.recording.variables.values() if one.name == name), None)
    if variable is None:
        return
    said = _said(facts, variable)
    maker = f"tf.{'local' if _LOCAL in variable.collections else 'global'}_variables_initializer()"
    lines = _running(found, maker) if found else ()
    if found and lines:
        above = place_in(found.file, _above(found))
        yield Fix(f"{said}; initialize all of them above {above}, where every variable is there:", lines)
    else:
        yield Fix(f"{said}; run {maker} before {site.place}, when every variable is there.")


def _said(facts: Facts, variable: Variable) -> str:
    """Which initializer there is, and why it was none for this variable."""
    made, name = facts.recording.site(variable.stack), variable.name
    ops = facts.recording.ops_of(variable.graph)
    groups = [at for at, kind in enumerate(ops.types) if kind == "NoOp" and _GROUP.fullmatch(ops.names[at])]
    own = {at for at, op in enumerate(ops.names) if op == f"{name}/Assign"}
    knowing = [at for at in groups if at < len(ops.inputs) and own & {-1 - one for one in ops.inputs[at]}]
    last = (knowing or groups)[-1:]
    line = facts.recording.sites.get(ops.sites[last[0]]) if last else None
    if not ops.inputs:  # nobody knows what an initializer initializes
        return f"{name} has no value in this session"
    if line is None:
        return f"nothing initializes {name}"
    if knowing:
        return f"the initializer of {line.place} was not run in this session before"
    if _LOCAL in variable.collections:
        return f"{name} is a local variable, and tf.global_variables_initializer leaves those out"
    if own and min(own) < last[0]:
        return f"the initializer of {line.place} leaves {name} out"
    where = f", which {made.place} made later" if made else ", which was made later"
    return f"the initializer of {line.place} does not know {name}{where}"


def _running(found: Statement, maker: str) -> tuple[str, ...]:
    """The line that initializes, in the session that a statement uses."""
    for call in all_calls_of(found):
        session = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "run" else None
        if isinstance(session, (ast.Name, ast.Attribute)):
            return (f"{ast.unparse(session)}.run({maker})",)
    return ()


def _above(found: Statement) -> int:
    """The line of a statement, or of the outermost loop that it is in: what is run in each round begins anew."""
    loops = [one.lineno for one in found.above if isinstance(one, _LOOPS)]
    return min([found.first, *loops])
