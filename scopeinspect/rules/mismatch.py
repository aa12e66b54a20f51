"""Requests that found a variable of another shape or dtype than they asked for: SI105."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scopeinspect.model import Request, Site, Variable
from scopeinspect.reuse import Setter, setter_of_request
from scopeinspect.rules.advice.code import (
    Edit,
    arguments_of,
    at_line,
    calls_of,
    edited,
    in_double_quotes,
    one_more,
    root_of,
    statement,
    within,
)
from scopeinspect.rules.advice.layer_numbers import WHY, Mixed, mixed_of, named
from scopeinspect.rules.advice.scope_argument import scope_passed
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import finding, parting, switched_on, under, unused_scope
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, Severity, roles
from scopeinspect.words import shape_text

_BY_PLACE = ("name", "shape", "dtype")
"""What tf.get_variable takes first, perhaps without a name."""


def mismatch(facts: Facts, request: Request, severity: Severity) -> Diagnostic | None:
    """Says what the variable is and which call made it so, and as what it was asked for by which."""
    if request.reason not in ("shape", "dtype"):
        return None
    recording = facts.recording
    made = recording.variable_of(request)
    before, again = recording.stack(made.stack if made else []), recording.stack(request.stack)
    is_one, asked = _is_one(made), _asked(request)
    mixed = mixed_of(facts, request)
    return MISMATCH.found(
        f"{request.key} is {is_one}, and was asked for as {asked}",
        severity=severity,
        variables=[request.key],
        roles=roles(
            *_calls(before, again, is_one, asked),
            switched_on(setter_of_request(recording, request)),
            *_first(facts, mixed),
            (f"asked for as {asked} here{under(recording, request)}", recording.site(request.stack)),
        ),
        why=f"A variable can only be shared as it was made, and its {request.reason} is part of that."
        + (f" {WHY}" if mixed else ""),
        fixes=[
            *([named(facts, [mixed])] if mixed else _to_share(facts, request, made, before)),
            *_to_have_another(facts, request, before),
        ],
        place=recording.site(request.stack),
    )


def _is_one(made: Variable | None) -> str:
    return f"{shape_text(made.shape)} {made.dtype}" if made else "another"


def _asked(request: Request) -> str:
    if request.reason == "dtype":
        return str(request.given.get("dtype", "float32"))
    shape = request.given.get("shape")
    return shape_text(shape if isinstance(shape, list) else None)


def _calls(before: list[Site], again: list[Site], is_one: str, asked: str) -> Iterator[tuple[str, Site | None]]:
    """Where it was made, and the calls that led there, where one line asked both times."""
    first, second = parting(before, again)
    if before and before[-1:] != again[-1:]:
        yield f"made here as {is_one}", before[-1]
    if first and second and first != before[-1]:
        yield f"this call made it as {is_one}", first
    if first and second and second != again[-1]:
        yield f"this call asks for it as {asked}", second
    if before == again and again:
        yield f"this made it as {is_one}, and asked for {asked} when it ran again", again[-2:][0]


def _first(facts: Facts, mixed: Mixed | None) -> Iterator[tuple[str, Site | None]]:
    """What the line of a layer without a name had made itself."""
    if mixed:
        yield f"made {mixed.own.name} in an earlier pass", facts.recording.sites[mixed.request.stack[mixed.place]]


def _to_share(facts: Facts, request: Request, made: Variable | None, before: list[Site]) -> Iterator[Fix]:
    same = f"the same {request.reason}"
    if made:
        same = shape_text(made.shape) if request.reason == "shape" else f"dtype tf.{made.dtype}"
    again = facts.recording.stack(request.stack)
    code = _as_made(facts, request, made, again[-1]) if made and again and before[-1:] != again[-1:] else ()
    first, second = parting(before, again)
    passed = scope_passed(facts, request)
    if passed and (another := passed.to_share_another(facts)):
        yield another
    if code:
        yield Fix(f"to share it, ask for {same} here too:", code)
    elif first and second and second != again[-1]:
        yield Fix(f"to share it, give the call at {second.place} data like that of {first.place}, so that it "
                  f"asks for {same} too.")  # fmt: skip
    else:
        yield Fix(f"to share it, ask for {same} here too: what the second pass gets must be like what the first got.")


def _as_made(facts: Facts, request: Request, made: Variable, site: Site) -> tuple[str, ...]:
    """The line that asks, asking for what was made; nothing where it does not say by itself what it asks for."""
    found = facts.sources.statement(site)
    calls = calls_of(found, "get_variable") if found else []
    if found is None or len(calls) != 1:
        return ()
    call, what = calls[0], request.reason
    is_shape = what == "shape"
    if is_shape and (made.shape is None or None in made.shape):
        return ()
    value = str(made.shape) if is_shape else f"{root_of(call.func)}.{made.dtype}"
    given = arguments_of(call, _BY_PLACE).get(what)
    if given is None:
        edits = [] if is_shape else one_more(call, "dtype", value)
    else:
        edits = [Edit(given, value)] if not is_shape or _is_literal(given) else []
    return at_line(edited(found, edits), found.place) if edits else ()


def _is_literal(node: ast.expr) -> bool:
    return all(isinstance(one, (ast.List, ast.Tuple, ast.Constant, ast.expr_context)) for one in ast.walk(node))


def _to_have_another(facts: Facts, request: Request, before: list[Site]) -> Iterator[Fix]:
    recording = facts.recording
    again = recording.stack(request.stack)
    first, second = parting(before, again)
    label = unused_scope(recording, first)
    if code := _own_scope(facts, request, label, second):
        yield Fix(f'to have another, give it a scope of its own; its name then begins with "{label}/":', code)
    elif (passed := scope_passed(facts, request)) and (anew := passed.to_have_another(facts)):
        yield anew
    else:
        yield Fix("to have another, ask for it by a name of its own, or outside of the scope that is in reuse mode.")


def _own_scope(facts: Facts, request: Request, label: str, second: Site | None) -> tuple[str, ...]:
    """The second call in a scope of its own, or the scope that shares by another name and sharing no more.

    Args:
        facts: what is known.
        request: what was refused.
        label: the name of the scope.
        second: the call that asked for what is not there.

    Returns:
        What to type; nothing where the scope would still be told to find what is new in it.
    """
    if second is None:
        return ()
    if request.reuse == "AUTO_REUSE":
        return within(f'with tf.variable_scope("{label}"):', statement(facts.sources, second))
    setter = setter_of_request(facts.recording, request)
    return _renamed(facts, setter, label) if setter.how == "declared" and setter.site else ()


def _renamed(facts: Facts, setter: Setter, label: str) -> tuple[str, ...]:
    found = facts.sources.statement(setter.site) if setter.site else None
    calls = calls_of(found, "variable_scope") if found and isinstance(found.node, ast.With) else []
    if found is None or len(calls) != 1 or not _shares_by_itself(calls[0]):
        return ()
    call = calls[0]
    kept = [one for one in call.keywords if one.arg != "reuse"]
    anew = ast.Call(call.func, [ast.Constant(label), *call.args[1:]], kept)
    return at_line(edited(found, [Edit(call, in_double_quotes(ast.unparse(anew)))]), found.place)


def _shares_by_itself(call: ast.Call) -> bool:
    """Whether a scope is given by its name, and its flag by a plain True."""
    reuse = next((one.value for one in call.keywords if one.arg == "reuse"), None)
    is_on = isinstance(reuse, ast.Constant) and reuse.value is True
    return is_on and bool(call.args) and isinstance(call.args[0], ast.Constant)


MISMATCH = Rule(
    code="SI105",
    name="share-mismatch",
    severity="error",
    summary="get_variable was refused: the shared variable has another shape or dtype",
    what="""
        A request that is to share a variable and asks for another shape or dtype than it was made with. Where it is of
        a layer without a name, which made another one before and has another number in this pass, that is told, with
        the names to give the layers (as SI115 does where the shapes agree).
        """,
    bad_because="""
        The script ends there. Mostly the data of the second pass has another width than that of the first.
        """,
    instead="""
        Bring the data to one shape before it reaches the shared part, or don't share that part. Where the
        call names the scope that it shares, give it the one that was meant, or one that is new, without reuse.
        """,
    bad="""
        def layer(x):
            with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
                return tf.matmul(x, tf.get_variable("weights", [x.shape.as_list()[1], 2]))

        layer(tf.placeholder(tf.float32, [None, 4]))
        layer(tf.placeholder(tf.float32, [None, 8]))
        """,
    good="""
        def layer(x):
            with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
                return tf.matmul(x, tf.get_variable("weights", [x.shape.as_list()[1], 2]))

        layer(tf.placeholder(tf.float32, [None, 4]))
        layer(tf.placeholder(tf.float32, [None, 8])[:, :4])
        """,
    find=finding(mismatch),
)
