"""`tf.Variable` as `tf.get_variable`, and layers made once: the user's own lines, as they are to be."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from scopeinspect.model import Site, place_in
from scopeinspect.rules.advice.code import (
    COMPREHENSIONS,
    Edit,
    all_calls_of,
    arguments_of,
    at_line,
    bounded,
    edited,
    in_double_quotes,
    in_other_name_scope,
    is_written_out,
    name_of,
    root_of,
    variable_scopes,
    within,
)
from scopeinspect.rules.advice.loop_data import Loop
from scopeinspect.rules.advice.round_numbers import counted_by
from scopeinspect.rules.facts import Facts
from scopeinspect.sources import Statement
from scopeinspect.variables import WholeVariable

_POSITIONS = (
    "initial_value", "trainable", "collections", "validate_shape", "caching_device", "name", "variable_def", "dtype",
    "expected_shape", "import_scope", "constraint",
)  # fmt: skip
"""The arguments of tf.Variable, in TensorFlow 1."""
_KEPT = ("dtype", "trainable", "collections", "validate_shape", "caching_device", "constraint")
"""Those that tf.get_variable has too."""

_INITIALIZERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "zeros": ("zeros_initializer", ("shape", "dtype")),
    "ones": ("ones_initializer", ("shape", "dtype")),
    "random_normal": ("random_normal_initializer", ("shape", "mean", "stddev", "dtype", "seed")),
    "truncated_normal": ("truncated_normal_initializer", ("shape", "mean", "stddev", "dtype", "seed")),
    "random_uniform": ("random_uniform_initializer", ("shape", "minval", "maxval", "dtype", "seed")),
}
"""What makes initial values of a given shape, its arguments, and the initializer that makes the same."""




class Converted(msgspec.Struct, frozen=True):
    """What to type for the variables that a call made."""

    lines: tuple[str, ...]
    """Whole statements, each with its number."""
    is_distinct: bool
    """Whether each makes a variable of its own, under a name that no other has."""


def as_get_variable(facts: Facts, variables: Iterable[WholeVariable], depth: int, scope: str = "") -> Converted:
    """The statements that make variables with `tf.Variable`, making them with `tf.get_variable`.

    Args:
        facts: what is known.
        variables: what one call made.
        depth: how many frames are outside of that call, whose scopes are no part of the names.
        scope: the head of a `with` that each of the statements is put in.
    """
    made = [_made(facts, variable, depth) for variable in variables if variable.made_by == "Variable"]
    every = [one for one in made if one is not None]
    if len(every) < len(made):
        return Converted((), True)
    lines: dict[tuple[str, int], tuple[str, ...]] = {}
    times = Counter(_key(facts, one) for one in every)
    for one in every:
        for site in one.sites:
            lines |= {(site.file, node.lineno): at_line([head], place_in(site.file, node.lineno))
                      for node, head in variable_scopes(facts.sources.statement(site))}  # fmt: skip
        number = None
        if times[_key(facts, one)] > 1 and (number := _number(one)) is None:
            return Converted((), False)
        file, first = one.sites[-1].file, one.found.first
        if number:
            lines |= {(file, line): at_line([head], place_in(file, line)) for line, head in number.heads.items()}
        edits = [Edit(call, _get_variable(call, _own_name(call, one, number))) for call in one.calls]
        typed = edited(one.found, edits)
        lines[file, first] = at_line(within(scope, typed) if scope and typed else typed, one.found.place)
    if not all(lines.values()):
        return Converted((), True)
    return Converted(bounded([lines[place] for place in sorted(lines)]), True)


class _Made(msgspec.Struct, frozen=True):
    """A variable, and the statement that made it."""

    variable: WholeVariable
    sites: tuple[Site, ...]
    """The calls that led there, from the one that is looked at."""
    found: Statement
    calls: tuple[ast.Call, ...]
    """The calls of tf.Variable in it."""
    is_called: bool
    """Whether it is inside of the call that is looked at, and not that line itself."""


def _made(facts: Facts, variable: WholeVariable, depth: int) -> _Made | None:
    """How a variable was made; None where that is not at hand, or cannot be written otherwise."""
    sites = tuple(facts.recording.sites[number] for number in variable.stack[depth:] or variable.stack[-1:])
    found = facts.sources.statement(sites[-1]) if sites else None
    calls = [call for call in all_calls_of(found) if name_of(call.func) == "Variable"] if found else []
    if found is None or not calls or not all(map(is_written_out, calls)) or _are_nested(calls):
        return None
    # Where one statement makes several variables and gives them no names, its keys at most tell them apart.
    if len(calls) > 1 and not all(_given_name(call) or _by_key(call, found) for call in calls):
        return None
    if any(in_other_name_scope(facts.sources.statement(site)) for site in sites):
        return None
    return _Made(variable, sites, found, tuple(calls), len(variable.stack) > depth)


def _are_nested(calls: Sequence[ast.Call]) -> bool:
    return any(other is not call and other in calls for call in calls for other in ast.walk(call))


def _key(facts: Facts, made: _Made) -> tuple[str, str, str]:
    """What tells it from the others of its call, once the name scopes around it are variable scopes."""
    first = made.variable.parts[0]
    scope = made.variable.name.rpartition("/")[0]
    own = "" if first.asked or not _by_key(made.calls[0], made.found) else made.variable.name
    asked = first.asked or own or _target(made) or f"line {made.found.first}"
    return facts.recording.entries[first.entry].name, scope, asked


class _Number(msgspec.Struct, frozen=True):
    """What counts the rounds of the loops around a statement."""

    names: tuple[str, ...]
    """Those of the outermost loop first."""
    heads: dict[int, str]
    """The heads of the loops that have to change, by their lines."""

    @property
    def text(self) -> str:
        """The end of a name that is told apart by them, in double quotes, and what is written there."""
        values = self.names[0] if len(self.names) == 1 else f"({', '.join(self.names)})"
        return f'{"_%d" * len(self.names)}" % {values}'


def _number(made: _Made) -> _Number | None:
    """What counts the rounds in which one call makes a variable; None where nothing there can."""
    loops = [one for one in made.found.above if isinstance(one, Loop)]
    if not made.is_called:  # the loop further out is what makes it again
        loops = loops[:1]
    is_in_comprehension = any(isinstance(node, COMPREHENSIONS) for node in ast.walk(made.found.node))
    counted = [(loop.lineno, *counted_by(loop)) for loop in reversed(loops)]
    names = tuple(name for _, _, name in counted)
    if not names or is_in_comprehension or not all(names) or len(set(names)) < len(names):
        return None
    return _Number(names, {line: head for line, head, _ in counted if head})


def _own_name(call: ast.Call, made: _Made, number: _Number | None) -> str:
    """The name of a variable as Python: as it was given, or after what it is assigned to; with a number in a loop."""
    given = _given_name(call)
    unnamed = _by_key(call, made.found) or _target(made) or made.variable.name.rpartition("/")[2]
    name = f'"{unnamed}"' if given is None else _unparsed(given)
    if number is None:
        return name
    if given is None or (isinstance(given, ast.Constant) and name.startswith('"') and "%" not in name):
        return f"{name[:-1]}{number.text}"
    return f'{name} + "{number.text}'


def _given_name(call: ast.Call) -> ast.expr | None:
    """What a call gives as the name, perhaps in the place of trainable."""
    given = arguments_of(call, _POSITIONS)
    name, misplaced = given.get("name"), given.get("trainable")
    if name is None and isinstance(misplaced, ast.Constant) and isinstance(misplaced.value, str):
        return misplaced
    return None if isinstance(name, ast.Constant) and not isinstance(name.value, str) else name


def _by_key(call: ast.Call, found: Statement) -> str:
    """A name for a variable of a dictionary, `weights_h1`: after that and its key; empty for another, or in a loop."""
    node = found.node
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Dict) or any(map(_is_loop, found.above)):
        return ""
    keys = [key for key, value in zip(node.value.keys, node.value.values, strict=True) if value is call]
    texts = [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    return f"{name_of(node.targets[0])}_{re.sub(r'[^A-Za-z0-9_]', '_', texts[0])}" if texts else ""


def _is_loop(node: ast.stmt) -> bool:
    return isinstance(node, Loop)


def _target(made: _Made) -> str:
    """What a variable is assigned to; empty where that has no name of its own."""
    targets = getattr(made.found.node, "targets", [])
    return name_of(targets[0]) if targets else ""


def _get_variable(call: ast.Call, name: str) -> str:
    given = arguments_of(call, _POSITIONS)
    value = given.pop("initial_value", None)
    if isinstance(given.get("trainable"), ast.Constant) and isinstance(given["trainable"].value, str):  # type: ignore[attr-defined]
        given.pop("trainable")  # it was meant as the name
    kept = {key: _unparsed(given[key]) for key in _KEPT if key in given}
    parts = [name]
    if value is not None:
        shape, initializer, dtype = _initializer(value)
        if not shape and "dtype" in kept and (maker := _converter(value)):
            # get_variable does not convert: what it is given has a dtype already.
            initializer = f"{root_of(call.func)}.{maker}({initializer}, dtype={kept.pop('dtype')})"
        parts += [shape] if shape else []
        kept = ({"dtype": dtype} if dtype else {}) | kept
        parts.append(f"initializer={initializer}")
    parts += [f"{key}={text}" for key, text in kept.items()]
    return f"{root_of(call.func)}.get_variable({', '.join(parts)})"


def _initializer(value: ast.expr) -> tuple[str, str, str]:
    """The shape, initializer and dtype that make the same as an initial value; values themselves have a shape."""
    if isinstance(value, ast.Call) and name_of(value.func) in _INITIALIZERS and isinstance(value.func, ast.Attribute):
        made, names = _INITIALIZERS[name_of(value.func)]
        given = arguments_of(value, names)
        shape, dtype = given.pop("shape", None), given.pop("dtype", None)
        given.pop("name", None)
        if shape is not None and ast.unparse(value.func.value).split(".")[0] in ("tf", "tensorflow"):
            told = ", ".join(f"{key}={_unparsed(one)}" for key, one in given.items())
            return _unparsed(shape), f"tf.{made}({told})", _unparsed(dtype) if dtype else ""
    return "", _unparsed(value), ""


def _converter(value: ast.expr) -> str:
    """The function that gives values the dtype which tf.Variable gives them; empty for what TensorFlow made."""
    if all(isinstance(node, _LITERAL) for node in ast.walk(value)):
        return "constant"
    made_by = root_of(value.func) if isinstance(value, ast.Call) else ""
    is_tensor = made_by.split(".")[0] in ("tf", "tensorflow") and isinstance(value, ast.Call)
    return "" if is_tensor or isinstance(value, ast.Lambda) else "convert_to_tensor"


_LITERAL = (ast.Constant, ast.List, ast.Tuple, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop, ast.expr_context)


def _unparsed(node: ast.expr) -> str:
    return in_double_quotes(ast.unparse(node))


def made_once(facts: Facts, variables: Iterable[WholeVariable], depth: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is to be made once, before a function is called, and the statements in the function that use it.

    That is a Keras layer or a template which the function makes in each call.
    """
    before: dict[str, str] = {}
    inside: dict[tuple[str, int], tuple[str, ...]] = {}
    for variable in variables:
        for site in (facts.recording.sites[number] for number in variable.stack[depth:]):
            found = facts.sources.statement(site)
            if found is None or (site.file, found.first) in inside:
                continue
            made = [call.func for call in calls_of_calls(found)]
            edits = []
            if not all(isinstance(call, ast.Call) and _can_move(call) for call in made):
                return (), ()
            for call in made:
                label = _label(call, before)
                before[label] = _unparsed(call)
                edits.append(Edit(call, label))
            if edits:
                inside[site.file, found.first] = at_line(edited(found, edits), found.place)
                break
    if not all(inside.values()):
        return (), ()
    return tuple(f"{name} = {text}" for name, text in before.items()), bounded(list(inside.values()))


def _can_move(call: ast.Call) -> bool:
    """Whether what a call makes can be made elsewhere: it calls no such thing itself, and tells all its arguments."""
    return not isinstance(call.func, ast.Call) and is_written_out(call)


def _label(call: ast.expr, taken: Iterable[str]) -> str:
    """A name for what a call makes."""
    name = name_of(call.func).lower() if isinstance(call, ast.Call) else "layer"
    base = "template" if name == "make_template" else f"shared_{name}"
    label, number = base, 1
    while label in taken:
        number += 1
        label = f"{base}_{number}"
    return label


def calls_of_calls(found: Statement) -> list[ast.Call]:
    """The calls in a statement of what another call made: `Dense(4)(x)`."""
    return [
        node
        for node in ast.walk(found.node)
        if not found.is_head and isinstance(node, ast.Call) and isinstance(node.func, ast.Call)
    ]


def made_beside(facts: Facts, variables: Iterable[WholeVariable], depth: int) -> list[Statement]:
    """The statements of a function that make layers which others beside them call: `layer = Dense(4)`."""
    moved: dict[tuple[str, int], Statement] = {}
    for variable in variables:
        for site in (facts.recording.sites[number] for number in variable.stack[depth:]):
            found = facts.sources.statement(site)
            called = {node.func.id for node in ast.walk(found.node) if isinstance(node, ast.Call)
                      and isinstance(node.func, ast.Name)} if found else set()  # fmt: skip
            for one in found.block if found else ():
                is_made = isinstance(one, ast.Assign) and isinstance(one.value, ast.Call) and isinstance(
                    one.targets[0], ast.Name) and one.targets[0].id in called  # fmt: skip
                if is_made and (statement := facts.sources.at(site.file, one.lineno)):
                    moved[site.file, one.lineno] = statement
    return list(moved.values())
