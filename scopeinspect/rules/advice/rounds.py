"""How one line came to run twice: by two calls in it, in a loop, or in a comprehension."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, takewhile

import msgspec
from msgspec.structs import replace

from scopeinspect.model import Request, Site, place_in
from scopeinspect.recording import Recording
from scopeinspect.rules.advice.code import (
    COMPREHENSIONS,
    at_line,
    head_of,
    in_double_quotes,
    name_of,
    opens_variable_scope,
    within,
    without_comments,
)
from scopeinspect.rules.advice.loop_data import (
    MAKER,
    Loop,
    computes_with_its_own,
    filled_in,
    goes_through_sizes,
    works_on_earlier_round,
)
from scopeinspect.rules.advice.names_in_code import FILLING, names_in
from scopeinspect.rules.advice.round_numbers import counted_by, numbered_scope_head, with_number
from scopeinspect.sources import Sources, Statement, is_deep, parsed

_FEWEST_CALLS = 2
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
        if self.calls >= _FEWEST_CALLS:
            return f"statement {called} {'twice' if self.calls == _FEWEST_CALLS else f'{self.calls} times'}"
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
        for loop in self._loops[1:]:
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
        return self.comprehension is not None or self.calls >= _FEWEST_CALLS

    @property
    def made_together(self) -> tuple[ast.stmt, ...]:
        """The statement and those right below it, where each makes a variable under one name in all rounds."""
        block = self.statement.block
        after = block[block.index(self.statement.node) :]
        return tuple(takewhile(_makes_by_one_name, after)) if self.loop and self.callee == MAKER else ()

    def numbered(self, label: str, body: Sequence[str] = ()) -> tuple[str, ...] | None:
        """The code that gives each round a scope of its own; None where it is no small change.

        Args:
            label: what the scopes are called, before their number.
            body: the statement with others that belong in that scope; the statement alone where it is empty.
        """
        heads, numbers = self._counted()
        if self.comprehension is not None:
            code = _as_loop(self.statement.node, self.comprehension, label, numbers)
        elif self.calls_itself_again or self.loop is None:
            code = _on_lines_of_their_own(self.statement.node, label, numbers)
        else:
            code = within(numbered_scope_head(label, numbers), body or without_comments(self.statement.lines))
        for head in heads if code else ():
            code = within(head, code or ())
        return code

    def numbered_around(self, label: str, body: Sequence[str]) -> tuple[str, ...]:
        """The loop around the statement with its whole body in a scope of its own for each round.

        Args:
            label: what the scopes are called, before their number.
            body: the statements of the loop.
        """
        heads, numbers = self._counted()
        code = within(numbered_scope_head(label, numbers), body)
        own = [] if heads or self.loop is None else [f"{ast.unparse(self.loop).splitlines()[0]}"]
        for head in (*heads, *map(in_double_quotes, own)):
            code = within(head, code)
        return code

    def numbered_scope(self, node: ast.With, head: str) -> tuple[str, ...]:
        """The heads that give each round a variable scope in place of a name scope; none where its name is worked out.

        Args:
            node: the `with` that opens the name scope, in the loop.
            head: what would open a variable scope of that name.
        """
        heads, numbers = self._counted()
        numbered = with_number(head, numbers)
        code = at_line([numbered], place_in(self.site.file, node.lineno)) if numbered else ()
        for text, loop in zip(heads, self._loops, strict=False) if code else ():
            code = at_line(within(text, code), place_in(self.site.file, loop.lineno))
        return code

    def opens_others(self, node: ast.With) -> bool:
        """Whether the head of a `with` in the loop reads what the loop gives new values to, its rounds' names maybe."""
        read = {name for item in node.items for name in names_in(item.context_expr, ast.Load)}
        return self.holds(node) and self.loop is not None and bool(read & set(names_in(self.loop, ast.Store)))

    def holds(self, node: ast.stmt) -> bool:
        """Whether a statement is in the loop."""
        return self.loop is not None and any(one is node for one in ast.walk(self.loop))

    def _counted(self) -> tuple[list[str], list[str] | None]:
        """The heads of the loops that have to change, innermost first, and what tells a round from all others.

        That is the number in each loop, outermost first; None where one of them can't be counted.
        """
        heads: list[str] = []
        numbers: list[str] = []
        changed = 0
        for loop in self._loops:
            head, number = counted_by(loop, numbers)
            if isinstance(loop, ast.While) or number in numbers:
                return [], None
            heads.append(head or f"for {ast.unparse(loop.target)} in {ast.unparse(loop.iter)}:")
            numbers.insert(0, number)
            changed = len(heads) if head else changed
        return [in_double_quotes(head) for head in heads[:changed]], numbers

    @property
    def _loops(self) -> list[Loop]:
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
    parts = [node] if not statement.is_head else [*head_of(node)]
    calls = [call for part in parts for call in ast.walk(part) if isinstance(call, ast.Call) and _is_of(call, callee)]
    # What makes an object may stand in another call, `workers.append(Worker(…))`: classes are written with a capital.
    classes = [call for call in calls if callee == "__init__" and name_of(call.func)[:1].isupper()]
    calls = classes or calls
    inside = next((part for part in _all(parts) if isinstance(part, COMPREHENSIONS) and _holds(part, calls)), None)
    name = name_of(calls[0].func) if calls else callee.strip("_")
    loop = next((one for one in (*_self(node), *statement.above) if isinstance(one, Loop)), None)
    alike = max((sum(ast.dump(one.func) == ast.dump(call.func) for one in calls) for call in calls), default=0)
    if inside is not None or alike >= _FEWEST_CALLS or loop is not None:
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


def _is_of(call: ast.Call, callee: str) -> bool:
    """Whether a call may be that of a function: what runs an object or makes one goes by the object's name."""
    name = name_of(call.func)
    if not callee or callee.startswith("__"):
        return bool(name) and not hasattr(builtins, name) and name not in FILLING
    return name == callee


def calling_again(stack: list[Site]) -> list[ast.stmt]:
    """The statements of one line that make the same call: `f(1.0); f(2.0)`. None where there is but one of them.

    Args:
        stack: the call, and what it led to; one site alone where that made the variable itself.
    """
    callee = _callee(stack, 0)
    found = [one for one in _on_line(stack) if _calls(one, callee)]
    return found if len(found) >= _FEWEST_CALLS else []


def _calls(node: ast.stmt, callee: str) -> bool:
    return any(isinstance(one, ast.Call) and _is_of(one, callee) for one in ast.walk(node))


def _on_line(stack: list[Site]) -> list[ast.stmt]:
    """The statements of the line that is called from; none where it is no whole one, or has others in it."""
    tree = parsed(stack[0].text) if stack else None
    body = tree.body if tree and not is_deep(tree) else []
    return body if all(isinstance(one, (ast.Expr, ast.Assign)) for one in body) else []


# In code


def numbered_on_line(stack: list[Site], label: str) -> tuple[str, ...] | None:
    """The statements of one line, those that make the same call each in a scope of its own."""
    base = _callee(stack, 0).strip("_").lower() or label
    labels = (f"{base}_{number}" for number in count(1))
    return in_scopes_on_line(stack, labels) or None if calling_again(stack) else None


def in_scopes_on_line(stack: list[Site], labels: Iterable[str]) -> tuple[str, ...]:
    """The statements of one line, those that make a call each in a scope; nothing where it has but one statement.

    Args:
        stack: the call, and what it led to.
        labels: the names of the scopes; where there are too few, none are told.
    """
    statements, callee, left = _on_line(stack), _callee(stack, 0), iter(labels)
    lines: list[str] = []
    for one in statements:
        label = next(left, "") if _calls(one, callee) else None
        if label == "":
            return ()
        text = [in_double_quotes(ast.unparse(one))]
        lines += text if label is None else within(numbered_scope_head(label, []), text)
    return tuple(lines) if len(statements) > 1 else ()


def _as_loop(
    node: ast.stmt, comprehension: ast.expr, label: str, numbers: Sequence[str] | None
) -> tuple[str, ...] | None:
    """A list that is made by a comprehension, made by a loop."""
    if not (isinstance(node, ast.Assign) and node.value is comprehension and isinstance(comprehension, ast.ListComp)):
        return None
    (target, *more), (generator, *nested) = node.targets, comprehension.generators
    if more or nested or generator.ifs or not isinstance(target, ast.Name):
        return None
    if any(isinstance(node, COMPREHENSIONS) for node in ast.walk(comprehension.elt)):  # it has rounds of its own
        return None
    loop = ast.For(generator.target, generator.iter, [], [])
    head, number = counted_by(loop, numbers or ())
    head = head or f"for {ast.unparse(generator.target).strip('()')} in {ast.unparse(generator.iter)}:"
    opened = numbered_scope_head(label, None if numbers is None else [*numbers, number])
    scope = within(opened, [f"{target.id}.append({ast.unparse(comprehension.elt)})"])
    return (f"{target.id} = []", *within(head, scope))


def _on_lines_of_their_own(node: ast.stmt, label: str, numbers: Sequence[str] | None) -> tuple[str, ...] | None:
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
        for line in within(
            numbered_scope_head(f"{label}_{number}", numbers), [f"{ast.unparse(name)} = {ast.unparse(value)}"]
        )
    )
