"""How one line came to run twice: by two calls in it, in a loop, or in a comprehension."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from itertools import takewhile

import msgspec
from msgspec.structs import replace

from scopeinspect.model import Request, Site, place_in
from scopeinspect.recording import Recording
from scopeinspect.rules.advice.code import COMPREHENSIONS, head_of, name_of, opens_variable_scope
from scopeinspect.rules.advice.loop_data import (
    MAKER,
    Loop,
    computes_with_its_own,
    filled_in,
    goes_through_sizes,
    works_on_earlier_round,
)
from scopeinspect.rules.advice.names_in_code import FILLING, names_in
from scopeinspect.sources import Sources, Statement

FEWEST_CALLS = 2
"""With as many calls of one function, a statement runs it again."""
_TAKE_APART = {"unstack", "unpack", "split"}
"""Functions of TensorFlow that give the parts of a sequence."""


class Rounds(msgspec.Struct, frozen=True):
    """A statement that ran its call more than once."""

    site: Site
    statement: Statement
    callee: str
    """The function that was called there; empty where it has no name of its own."""
    calls: int
    """How often the statement calls it."""
    loop: Loop | None = None
    """The loop around the statement whose rounds ran it again."""
    comprehension: ast.expr | None = None
    """The comprehension in it."""

    @property
    def told(self) -> str:
        """How it ran again, in words that follow `this`."""
        called = f"calls {self.callee}" if self.callee else "calls it"
        if self.comprehension is not None:
            return f"comprehension {called} in each round"
        if self.calls >= FEWEST_CALLS:
            return f"statement {called} {'twice' if self.calls == FEWEST_CALLS else f'{self.calls} times'}"
        loop = place_in(self.site.file, self.loop.lineno) if self.loop else ""
        return f"{called} in each round of the loop at {loop}" if loop else called

    @property
    def is_chain(self) -> bool:
        """Whether a round works on what the round before computed, as layers do."""
        return self.loop is not None and works_on_earlier_round(self.loop, self.statement, self.callee)

    def other_sizes(self, sources: Sources) -> tuple[str, int] | None:
        """What a loop further out gives the statement that may be another size in later rounds, and that loop's line.

        Args:
            sources: where the whole numbers that it goes through may have a name.
        """
        read = set(names_in(self.statement.node, ast.Load))
        for loop in self.loops[1:]:
            given = read & set(names_in(loop.target, ast.Store)) if isinstance(loop, ast.For) else ()
            if given and goes_through_sizes(loop, sources, self.site.file):
                return min(given), loop.lineno
        return None

    @property
    def is_step(self) -> bool:
        """Whether each round takes its own part of a sequence, `x[:, t]` or one of `tf.unstack(x)`: a step in time.

        `outs[i]` is none where the loop fills that list: it is what a round before has put there.
        """
        if not isinstance(self.loop, (ast.For, ast.AsyncFor)):
            return False
        taken = {name_of(one.func) for one in ast.walk(self.loop.iter) if isinstance(one, ast.Call)}
        if taken & _TAKE_APART:
            return True
        if self.callee == MAKER and computes_with_its_own(self.loop, self.statement):
            return True
        counted, filled = set(names_in(self.loop.target, ast.Store)), filled_in(self.loop)
        every = (one for node in self.loop.body for one in ast.walk(node) if isinstance(one, ast.Subscript))
        taken_from = [one for one in every if isinstance(one.ctx, ast.Load) and ast.unparse(one.value) not in filled]
        return any(counted & set(names_in(one.slice, ast.Load)) for one in taken_from)

    @property
    def calls_itself_again(self) -> bool:
        """Whether running the statement once already runs the call more than once."""
        return self.comprehension is not None or self.calls >= FEWEST_CALLS

    @property
    def made_together(self) -> tuple[ast.stmt, ...]:
        """The statement and those right below it, where each makes a variable under one name in all rounds."""
        block = self.statement.block
        after = block[block.index(self.statement.node) :]
        return tuple(takewhile(_makes_by_one_name, after)) if self.loop and self.callee == MAKER else ()

    def opens_others(self, node: ast.With) -> bool:
        """Whether the head of a `with` in the loop reads what the loop gives new values to, its rounds' names maybe."""
        read = {name for item in node.items for name in names_in(item.context_expr, ast.Load)}
        return self.holds(node) and self.loop is not None and bool(read & set(names_in(self.loop, ast.Store)))

    def holds(self, node: ast.stmt) -> bool:
        """Whether a statement is in the loop."""
        return self.loop is not None and any(one is node for one in ast.walk(self.loop))

    @property
    def loops(self) -> list[Loop]:
        """The loop and those around it, innermost first, as far as a variable scope of theirs tells rounds apart."""
        found: list[Loop] = []
        for node in (*_self(self.statement.node), *self.statement.above):
            if found and isinstance(node, ast.With) and any(map(opens_variable_scope, node.items)):
                break
            if isinstance(node, Loop) and (found or node is self.loop):
                found.append(node)
        return found


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
    if not _is_numbered(recording, request, made):
        return found[-1]
    return found[0] if len(found) > 1 else _further_out(found[0])


def _further_out(found: Rounds) -> Rounds:
    """The same statement, run again by the loop around the one that it is in."""
    above = found.statement.above
    start = above.index(found.loop) + 1 if found.loop in above else len(above)
    loop = next((one for one in above[start:] if isinstance(one, Loop)), found.loop)
    return replace(found, loop=loop)


def _is_numbered(recording: Recording, request: Request, made: Request | None) -> bool:
    """Whether the same calls asked for other names in between, in other rounds than those of the two requests."""
    requests = recording.requests
    start = requests.index(made) if made in requests else 0
    between = requests[start : requests.index(request)]
    own = {_round_of(recording, one) for one in (made, request) if one} - {None}
    return any(
        one.stack == request.stack and one.key != request.key and _round_of(recording, one) not in own
        for one in between
    )


def _round_of(recording: Recording, request: Request) -> int | None:
    """The outermost scope that the line of a request opened by itself, as a layer does for all its variables."""
    opened = [entry.id for entry in recording.around(request.entry) if entry.stack == request.stack]
    return opened[-1] if opened else None


def rounds_at(sources: Sources, stack: list[Site], depth: int) -> Rounds | None:
    """How the statement at one place of a stack may run again; None where nothing there says so."""
    found = sources.statement(stack[depth])
    return _rounds_of(stack[depth], found, callee_of(stack, depth)) if found else None


def callee_of(stack: list[Site], depth: int) -> str:
    """The function that is called at one place of a stack; empty where it has no name."""
    return next((one.function for one in stack[depth + 1 :] if not one.function.startswith("<")), "")


def _candidates(sources: Sources, stack: list[Site]) -> Iterator[Rounds]:
    """The statements of a stack that may run their call again, outermost first."""
    seen = set()
    for place, site in enumerate(stack):
        statement = sources.statement(site)
        if statement is None or (site.file, statement.first) in seen:
            continue
        found = _rounds_of(site, statement, callee_of(stack, place))
        if found:
            seen.add((site.file, statement.first))
            yield found


def _rounds_of(site: Site, statement: Statement, callee: str) -> Rounds | None:
    node = statement.node
    parts = [node] if not statement.is_head else [*head_of(node)]
    calls = [call for call in _all(parts) if isinstance(call, ast.Call) and is_call_of(call, callee)]
    # What makes an object may stand in another call, `workers.append(Worker(…))`: classes are written with a capital.
    classes = [call for call in calls if callee == "__init__" and name_of(call.func)[:1].isupper()]
    calls = classes or calls
    inside = next((part for part in _all(parts) if isinstance(part, COMPREHENSIONS) and _holds(part, calls)), None)
    name = name_of(calls[0].func) if calls else callee.strip("_")
    loop = next((one for one in (*_self(node), *statement.above) if isinstance(one, Loop)), None)
    alike = max((sum(ast.dump(one.func) == ast.dump(call.func) for one in calls) for call in calls), default=0)
    if inside is not None or alike >= FEWEST_CALLS or loop is not None:
        return Rounds(site, statement, name, alike, loop, inside)
    return None


def _makes_by_one_name(node: ast.stmt) -> bool:
    made = node.value if isinstance(node, ast.Assign) else None
    if not isinstance(made, ast.Call) or name_of(made.func) != MAKER or not made.args:
        return False
    return isinstance(made.args[0], ast.Constant)


def _self(node: ast.stmt) -> Iterator[ast.stmt]:
    """A loop whose head is run in each round: that of a `while`."""
    if isinstance(node, ast.While):
        yield node


def _all(parts: Iterable[ast.AST]) -> Iterator[ast.AST]:
    return (node for part in parts for node in ast.walk(part))


def _holds(comprehension: ast.AST, calls: list[ast.Call]) -> bool:
    """Whether one of these calls is in it, and not in what it goes through first."""
    first = comprehension.generators[0].iter  # type: ignore[attr-defined]
    once = {id(node) for node in ast.walk(first)}
    inside = {id(node) for node in ast.walk(comprehension)} - once
    return any(id(call) in inside for call in calls)


def is_call_of(call: ast.Call, callee: str) -> bool:
    """Whether a call may be that of a function: what runs an object or makes one goes by the object's name."""
    name = name_of(call.func)
    if not callee or callee.startswith("__"):
        return bool(name) and not hasattr(builtins, name) and name not in FILLING
    return name == callee
