"""How one line came to run twice: by two calls in it, in a loop, or in a comprehension."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import msgspec

from scopeinspect.model import Recording, Request, Site
from scopeinspect.rules.code import name_of, within, without_comments
from scopeinspect.sources import Sources, Statement

Loop = ast.For | ast.AsyncFor | ast.While
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FEWEST_CALLS = 2


class Rounds(msgspec.Struct, frozen=True):
    """A statement that ran its call more than once."""

    site: Site
    statement: Statement
    callee: str
    """The function that was called there; empty where it has no name of its own."""
    calls: int
    """How often the statement calls it."""
    loop: Loop | None = None
    """The loop around the statement."""
    comprehension: ast.expr | None = None
    """The comprehension in it."""

    @property
    def told(self) -> str:
        """How it ran again, in words that follow `this`."""
        called = f"calls {self.callee}" if self.callee else "calls it"
        if self.comprehension is not None:
            return f"comprehension {called} in each round"
        if self.calls >= _FEWEST_CALLS:
            return f"statement {called} {'twice' if self.calls == _FEWEST_CALLS else f'{self.calls} times'}"
        return f"{called} in each round of the loop at line {self.loop.lineno}" if self.loop else called

    @property
    def is_chain(self) -> bool:
        """Whether a round works on what the round before computed, as layers do."""
        if self.loop is None:
            return False
        read = set(_names(self.statement.node, ast.Load))
        earlier = [one for one in self.loop.body if (one.end_lineno or 0) < self.statement.first]
        before = {name for one in earlier for name in _names(one, ast.Store)}
        after = {name for one in self.loop.body[len(earlier) :] for name in _names(one, ast.Store)}
        return bool(read & after - before)

    def numbered(self, label: str) -> tuple[str, ...] | None:
        """The code that gives each round a scope of its own; None where it is no small change.

        Args:
            label: what the scopes are called, before their number.
        """
        lines = without_comments(self.statement.lines)
        if self.comprehension is not None:
            return _as_loop(self.statement.node, self.comprehension, label)
        if self.loop is None:
            return _on_lines_of_their_own(self.statement.node) if self.calls else None
        head, number = counted_by(self.loop)
        scope = within(_numbered_scope(label, number) if number else _unnumbered_scope(label), lines)
        return within(head, scope) if head else scope


def rounds(sources: Sources, recording: Recording, request: Request, made: Request | None) -> Rounds | None:
    """How the line of a request came to make it before; None where the source does not tell.

    Args:
        sources: where the statements are looked up.
        recording: what was recorded.
        request: the one that came again, by the very same calls.
        made: the one that came first.
    """
    found = list(_candidates(sources, recording.stack(request.stack)))
    if not found:
        return None
    # The innermost loop is the one, unless its rounds ask for different names: then one further out ran again.
    return found[0] if _is_numbered(recording, request, made) else found[-1]


def _is_numbered(recording: Recording, request: Request, made: Request | None) -> bool:
    """Whether the same calls asked for other names in between."""
    requests = recording.requests
    start = requests.index(made) if made in requests else 0
    between = requests[start : requests.index(request)]
    return any(one.stack == request.stack and one.key != request.key for one in between)


def rounds_at(sources: Sources, stack: list[Site], depth: int) -> Rounds | None:
    """How the statement at one place of a stack may run again; None where nothing there says so."""
    found = sources.statement(stack[depth])
    return _rounds_of(stack[depth], found, _callee(stack, depth)) if found else None


def _callee(stack: list[Site], depth: int) -> str:
    return next((one.function for one in stack[depth + 1 :] if not one.function.startswith("<")), "")


def _candidates(sources: Sources, stack: list[Site]) -> Iterator[Rounds]:
    """The statements of a stack that may run their call again, outermost first."""
    seen = set()
    for place, site in enumerate(stack):
        statement = sources.statement(site)
        if statement is None or (site.file, statement.first) in seen:
            continue
        found = _rounds_of(site, statement, _callee(stack, place))
        if found:
            seen.add((site.file, statement.first))
            yield found


def _rounds_of(site: Site, statement: Statement, callee: str) -> Rounds | None:
    node = statement.node
    parts = [node] if not statement.is_head else [*_head_of(node)]
    calls = [call for part in parts for call in ast.walk(part) if isinstance(call, ast.Call) and _is_of(call, callee)]
    inside = next((part for part in _all(parts) if isinstance(part, COMPREHENSIONS) and _holds(part, calls)), None)
    name = name_of(calls[0].func) if calls else callee.strip("_")
    loop = next((one for one in (*_self(node), *statement.above) if isinstance(one, Loop)), None)
    alike = max((sum(ast.dump(one.func) == ast.dump(call.func) for one in calls) for call in calls), default=0)
    if inside is not None or alike >= _FEWEST_CALLS or loop is not None:
        return Rounds(site, statement, name, alike, loop, inside)
    return None


def _self(node: ast.stmt) -> Iterator[ast.stmt]:
    """A loop whose head is run in each round: that of a `while`."""
    if isinstance(node, ast.While):
        yield node


def _head_of(node: ast.AST) -> Iterator[ast.AST]:
    return (child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt))


def _all(parts: Iterable[ast.AST]) -> Iterator[ast.AST]:
    return (node for part in parts for node in ast.walk(part))


def _holds(comprehension: ast.AST, calls: list[ast.Call]) -> bool:
    """Whether one of these calls is in it, and not in what it goes through first."""
    first = comprehension.generators[0].iter  # type: ignore[attr-defined]
    once = {id(node) for node in ast.walk(first)}
    inside = {id(node) for node in ast.walk(comprehension)} - once
    return any(id(call) in inside for call in calls)


def _is_of(call: ast.Call, callee: str) -> bool:
    """Whether a call may be that of a function: what runs an object or makes one goes by the object's name."""
    name = name_of(call.func)
    return bool(name) and (name == callee or not callee or callee.startswith("__"))


def _names(node: ast.AST, context: type[ast.expr_context]) -> Iterator[str]:
    return (one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, context))


# In code


def _numbered_scope(label: str, number: str) -> str:
    return f'with tf.variable_scope("{label}_%d" % {number}):'


def _unnumbered_scope(label: str) -> str:
    """TensorFlow counts by itself where there is nothing to count by."""
    return f'with tf.variable_scope(None, default_name="{label}"):'


def counted_by(loop: Loop) -> tuple[str, str]:
    """The head of a loop where that has to change for its rounds to be numbered, and the number's name."""
    if isinstance(loop, ast.While):
        return "", ""
    called = name_of(loop.iter.func) if isinstance(loop.iter, ast.Call) else ""
    if called in ("range", "xrange") and isinstance(loop.target, ast.Name):
        if loop.target.id == "_":  # a name that says that it is not read
            return f"for number in {ast.unparse(loop.iter)}:", "number"
        return "", loop.target.id
    if called == "enumerate" and isinstance(loop.target, ast.Tuple) and isinstance(loop.target.elts[0], ast.Name):
        return "", loop.target.elts[0].id
    number = "number" if "number" not in _names(loop, ast.Load) else "round_number"
    return f"for {number}, {_target(loop.target)} in enumerate({ast.unparse(loop.iter)}):", number


def _target(target: ast.expr) -> str:
    text = ast.unparse(target)
    return f"({text})" if isinstance(target, ast.Tuple) and not text.startswith("(") else text


def _as_loop(node: ast.stmt, comprehension: ast.expr, label: str) -> tuple[str, ...] | None:
    """A list that is made by a comprehension, made by a loop."""
    if not (isinstance(node, ast.Assign) and node.value is comprehension and isinstance(comprehension, ast.ListComp)):
        return None
    (target, *more), (generator, *nested) = node.targets, comprehension.generators
    if more or nested or generator.ifs or not isinstance(target, ast.Name):
        return None
    loop = ast.For(generator.target, generator.iter, [], [])
    head, number = counted_by(loop)
    head = head or f"for {ast.unparse(generator.target).strip('()')} in {ast.unparse(generator.iter)}:"
    scope = within(_numbered_scope(label, number), [f"{target.id}.append({ast.unparse(comprehension.elt)})"])
    return (f"{target.id} = []", *within(head, scope))


def _on_lines_of_their_own(node: ast.stmt) -> tuple[str, ...] | None:
    """`a, b = f(x), f(y)` on two lines, each in a scope."""
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.value, ast.Tuple)):
        return None
    (target,) = node.targets
    if not (isinstance(target, ast.Tuple) and len(target.elts) == len(node.value.elts)):
        return None
    pairs = zip(target.elts, node.value.elts, strict=True)
    return tuple(
        line
        for number, (name, value) in enumerate(pairs, 1)
        for line in within(f'with tf.variable_scope("part_{number}"):', [f"{ast.unparse(name)} = {ast.unparse(value)}"])
    )
