"""Requests that TensorFlow can't answer, whatever the reuse flag: SI113."""

from __future__ import annotations

import ast

import msgspec

from scopeinspect.model import Request, Variable
from scopeinspect.rules.advice.code import SHARED_ONLY, Edit, at_line, calls_of, edited, in_double_quotes, within
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.nearby import nearby
from scopeinspect.rules.refused import finding
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, Severity, roles
from scopeinspect.words import shape_text

_NAME_AND_SHAPE = 2
_NOT_WHOLE = ("Dimension value must be integer or None", "Ambiguous dimension: ")
"""What TensorFlow says of a size that is a float: 1.15 of one that is no whole number, 2 of any."""


class _Reason(msgspec.Struct, frozen=True):
    what: str
    why: str
    fixes: tuple[Fix, ...]


def impossible(facts: Facts, request: Request, severity: Severity) -> Diagnostic | None:
    """Says what was wrong with the arguments of a refused request; None where that is not known."""
    reason = _reason(facts, request) if request.reason == "other" else None
    if reason is None:
        return None
    recording = facts.recording
    near = _shareable(facts, request)
    return IMPOSSIBLE.found(
        f"{request.key} can't be made: {reason.what}",
        severity=severity,
        variables=[request.key],
        roles=roles(
            (f"{near.name} was made here" if near else "", recording.site(near.stack) if near else None),
            (f"asked for here; TensorFlow says: {_first_line(request)}", recording.site(request.stack)),
        ),
        why=reason.why,
        fixes=reason.fixes,
        place=recording.site(request.stack),
    )


def _first_line(request: Request) -> str:
    return request.message.strip().partition("\n")[0]


def _shareable(facts: Facts, request: Request) -> Variable | None:
    """The variable that a request without a shape may want to share."""
    if "shape" in request.given or "initializer" in request.given:
        return None
    return next(iter(nearby(facts.recording, request)), None)


def _to_share(facts: Facts, request: Request, near: Variable) -> Fix:
    """How a request finds a variable that was made before."""
    scope, _, leaf = near.name.rpartition("/")
    around = facts.recording.entries[request.entry].name
    inside = f"{around}/" if around else ""
    head, where = SHARED_ONLY, ""
    if scope != around:
        head = f'with tf.variable_scope("{scope.removeprefix(inside)}", reuse=True):' if scope else SHARED_ONLY
        where = "" if scope.startswith(inside) else f', outside of scope "{around}"'
    site = facts.recording.site(request.stack)
    found = facts.sources.statement(site) if site else None
    texts = [call.args[0] for call in calls_of(found, "get_variable") if call.args] if found else []
    is_one = found is not None and len(texts) == 1
    lines = edited(found, [Edit(texts[0], f'"{leaf}"')]) if found and is_one else ()
    lines = lines or (f'tf.get_variable("{leaf}")',)
    return Fix(f"to share {near.name}, ask for it in reuse mode{where}:", within(head, lines))


def _without_shape(facts: Facts, request: Request) -> tuple[str, ...]:
    """The statement of a request, without the shape that it gives."""
    site = facts.recording.site(request.stack)
    found = facts.sources.statement(site) if site else None
    for call in calls_of(found, "get_variable") if found else ():
        left = ast.Call(call.func, call.args[:1], [one for one in call.keywords if one.arg != "shape"])
        if found and len(call.args) <= _NAME_AND_SHAPE and any(one.arg == "initializer" for one in call.keywords):
            return at_line(edited(found, [Edit(call, in_double_quotes(ast.unparse(left)))]), found.place)
    return (f'tf.get_variable("{request.name}", initializer=…)',)


def _floored(facts: Facts, request: Request) -> tuple[str, ...]:
    """The statement of a request, with `//` for each `/` in its shape; none where it is not divided there."""
    site = facts.recording.site(request.stack)
    found = facts.sources.statement(site) if site else None
    every = [
        node
        for call in (calls_of(found, "get_variable") if found else ())
        for shape in (*call.args[1:_NAME_AND_SHAPE], *(one.value for one in call.keywords if one.arg == "shape"))
        for node in ast.walk(shape)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
    ]
    edits = [Edit(node, ast.unparse(ast.BinOp(node.left, ast.FloorDiv(), node.right))) for node in every]
    return at_line(edited(found, edits), found.place) if found and edits else ()


def _reason(facts: Facts, request: Request) -> _Reason | None:
    shape = request.given.get("shape")
    near = _shareable(facts, request)
    values = request.initializer.text if request.initializer.origin == "argument" else ""
    if "shape" in request.given and (values == "array" or values.startswith("tensor of ")):
        return _Reason(
            f"its initializer is {_with_article(values)}, which has a shape, and another is given",
            "Values have a shape of their own, so TensorFlow takes no second one.",
            (
                Fix("to start from these values, leave the shape out:", _without_shape(facts, request)),
                Fix("to keep the shape, give an initializer that makes values of any shape:",
                    ("initializer=tf.constant_initializer(…)",)),
            ),
        )  # fmt: skip
    if "shape" in request.given and shape is None and "Tensor" in request.message:
        return _Reason(
            "its shape is made of a tensor",
            "A tensor, as tf.shape gives one, has a value only when data is fed; a variable has a fixed shape.",
            (Fix("take the size that is known while the graph is built:", ("int(x.shape[-1])",)),),
        )
    if any(said in request.message for said in _NOT_WHOLE):
        lines = _floored(facts, request)
        return _Reason(
            "a size of its shape is no whole number",
            "In Python 3, / gives a float, even of two whole numbers that it divides evenly; // gives a whole one.",
            (Fix(f"where the size is worked out, divide by //{':' if lines else '.'}", lines),),
        )
    if isinstance(shape, list) and None in shape:
        return _Reason(
            f"a size of its shape {shape_text(shape)} is not known",
            "A variable is made once and has a fixed shape; a size that depends on what is fed is None while the "
            "graph is built.",
            (
                Fix("if the size comes from a tensor, let the tensor say it where it is made, as in:",
                    ("… = tf.placeholder(tf.float32, [None, 784])",)),
                Fix("if it is the size of a batch, leave it out: a variable serves batches of any size."),
            ),
        )  # fmt: skip
    if shape is None and "shape" in request.message:
        return _Reason(
            "nothing gives its shape",
            "A new variable needs a shape, or an initializer that holds values.",
            (
                *((_to_share(facts, request, near),) if near else ()),
                Fix("to make it, give its shape:", (f'tf.get_variable("{request.name}", shape=[…])',)),
                *(() if near else (Fix("to share one, make it first: no variable has a similar name."),)),
            ),
        )  # fmt: skip
    return None


def _with_article(values: str) -> str:
    return f"an {values}" if values == "array" else f"a {values}"


IMPOSSIBLE = Rule(
    code="SI113",
    name="request-not-possible",
    severity="error",
    summary="get_variable was refused: the shape is not known, or is given twice",
    what="""
        A request for a new variable whose shape is not known in full while the graph is built, or that gives a
        shape beside an initializer that holds values.
        """,
    bad_because="""
        The script ends there, and what TensorFlow says of it names neither the variable nor what is wrong with its
        shape: *The initializer passed is not valid …*, or *Shape of a new variable must be fully defined*.
        """,
    instead="""
        Sizes that are known: numbers, or the static shape of a tensor (`x.shape[-1]`) that has one.
        """,
    bad="""
        x = tf.placeholder(tf.float32, [None, None])
        weights = tf.get_variable("weights", [x.shape[1], 4])
        y = tf.matmul(x, weights)
        """,
    good="""
        x = tf.placeholder(tf.float32, [None, 8])
        weights = tf.get_variable("weights", [x.shape[1], 4])
        y = tf.matmul(x, weights)
        """,
    find=finding(impossible),
)
