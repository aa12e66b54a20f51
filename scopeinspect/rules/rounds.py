"""How one line came to run twice: by two calls in it, in a loop, or in a comprehension."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, count

import msgspec
from msgspec.structs import replace

from scopeinspect.model import Recording, Request, Site
from scopeinspect.rules.code import at_line, in_double_quotes, name_of, within, without_comments
from scopeinspect.sources import Sources, Statement, is_deep, parsed

Loop = ast.For | ast.AsyncFor | ast.While
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FEWEST_CALLS = 2
_FILLING = {"append", "extend", "insert"}
"""How a list is filled with what a call gives: no such call by itself."""
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
        return f"{called} in each round of the loop at line {self.loop.lineno}" if self.loop else called

    @property
    def is_chain(self) -> bool:
        """Whether a round works on what the round before computed, as layers do."""
        if self.loop is None:
            return False
        given, results = set(self._given), set(_names(self.statement.node, ast.Store))
        every = _in_order(self.loop.body)
        maybe = {id(one) for node in every if isinstance(node, ast.If) for one in _maybe(node, self.statement.first)}
        for one in reversed([one for one in every if one.lineno < self.statement.first]):
            stored = set(_stored(one))
            if given & stored:  # it has its value from this very round, or from what that was made of
                given = given - (set() if id(one) in maybe else stored) | set(_read(one))
        for one in every:
            if one.lineno > self.statement.first and results & set(_read(one)):
                results |= set(_stored(one))
        return bool(given & results)

    def other_sizes(self, sources: Sources) -> tuple[str, int] | None:
        """What a loop further out gives the statement that may be another size in later rounds, and that loop's line.

        Args:
            sources: where the whole numbers that it goes through may have a name.
        """
        read = set(_names(self.statement.node, ast.Load))
        for loop in self._loops[1:]:
            given = read & set(_names(loop.target, ast.Store)) if isinstance(loop, ast.For) else set()
            if given and _are_sizes(_iterated(loop, sources, self.site.file)):
                return min(given), loop.lineno
        return None

    @property
    def _given(self) -> Iterator[str]:
        """What the call is given; of what makes a variable itself, all that the statement reads."""
        calls = [one for one in ast.walk(self.statement.node) if isinstance(one, ast.Call)]
        own = [one for one in calls if name_of(one.func) == self.callee != "get_variable"]
        nodes: list[ast.AST] = [*own] or [self.statement.node]
        return (name for one in nodes for name in _names(one, ast.Load))

    @property
    def is_step(self) -> bool:
        """Whether each round takes its own part of a sequence, `x[:, t]` or one of `tf.unstack(x)`: a step in time."""
        if not isinstance(self.loop, (ast.For, ast.AsyncFor)):
            return False
        taken = {name_of(one.func) for one in ast.walk(self.loop.iter) if isinstance(one, ast.Call)}
        if taken & _TAKE_APART:
            return True
        counted = set(_names(self.loop.target, ast.Store))
        every = (one for node in self.loop.body for one in ast.walk(node) if isinstance(one, ast.Subscript))
        return any(counted & set(_names(one.slice, ast.Load)) for one in every if isinstance(one.ctx, ast.Load))

    @property
    def calls_itself_again(self) -> bool:
        """Whether running the statement once already runs the call more than once."""
        return self.comprehension is not None or self.calls >= _FEWEST_CALLS

    def numbered(self, label: str) -> tuple[str, ...] | None:
        """The code that gives each round a scope of its own; None where it is no small change.

        Args:
            label: what the scopes are called, before their number.
        """
        heads, numbers = self._counted()
        if self.comprehension is not None:
            code = _as_loop(self.statement.node, self.comprehension, label, numbers)
        elif self.calls_itself_again or self.loop is None:
            code = _on_lines_of_their_own(self.statement.node, label, numbers)
        else:
            code = within(_numbered_scope(label, numbers), without_comments(self.statement.lines))
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
        code = within(_numbered_scope(label, numbers), body)
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
        numbered = _with_number(head, numbers)
        code = at_line([numbered], node.lineno) if numbered else ()
        for text, loop in zip(heads, self._loops, strict=False) if code else ():
            code = at_line(within(text, code), loop.lineno)
        return code

    def opens_others(self, node: ast.With) -> bool:
        """Whether the head of a `with` in the loop reads what the loop gives new values to, its rounds' names maybe."""
        read = {name for item in node.items for name in _names(item.context_expr, ast.Load)}
        return self.holds(node) and self.loop is not None and bool(read & set(_names(self.loop, ast.Store)))

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
            if found and isinstance(node, ast.With) and any(map(_is_variable_scope, node.items)):
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
    parts = [node] if not statement.is_head else [*_head_of(node)]
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
    if not callee or callee.startswith("__"):
        return bool(name) and not hasattr(builtins, name) and name not in _FILLING
    return name == callee


def _names(node: ast.AST, context: type[ast.expr_context]) -> Iterator[str]:
    return (one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, context))


def _iterated(loop: Loop, sources: Sources, file: str) -> ast.expr | None:
    """What a loop goes through, as it is written out in its head or where the name there is given its value."""
    if not isinstance(loop, (ast.For, ast.AsyncFor)):
        return None
    found = sources.assignments(file, loop.iter.id) if isinstance(loop.iter, ast.Name) else []
    return found[0].node.value if len(found) == 1 and isinstance(found[0].node, ast.Assign) else loop.iter


def _are_sizes(node: ast.expr | None) -> bool:
    """Whether a text is a sequence of whole numbers that differ."""
    if not isinstance(node, (ast.Tuple, ast.List)):
        return False
    values = [one.value for one in node.elts if isinstance(one, ast.Constant) and type(one.value) is int]
    return len(values) == len(node.elts) and len(set(values)) > 1


def _in_order(body: Iterable[ast.stmt]) -> list[ast.stmt]:
    """The statements of a block and those in them, as they are written."""
    every = (node for one in body for node in ast.walk(one) if isinstance(node, ast.stmt))
    return sorted(every, key=lambda one: one.lineno)


def _maybe(node: ast.If, line: int) -> list[ast.stmt]:
    """The statements that an `if` may leave out in a round that comes to a line below them."""
    is_either = node.orelse and (node.end_lineno or 0) < line
    return [] if is_either else _in_order(node.body)


def _stored(node: ast.stmt) -> Iterator[str]:
    """What a statement gives values to, without those in it."""
    return (name for part in _head_of(node) for name in _names(part, ast.Store))


def _read(node: ast.stmt) -> Iterator[str]:
    """What a statement reads, without those in it."""
    yield from (name for part in _head_of(node) for name in _names(part, ast.Load))
    if isinstance(node, ast.AugAssign):
        yield from _names(node.target, ast.Store)


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
    callee = _callee(stack, 0)
    label = callee.strip("_").lower() or label
    lines: list[str] = []
    number = 0
    for one in _on_line(stack) if calling_again(stack) else ():
        if _calls(one, callee):
            number += 1
            lines += within(_numbered_scope(f"{label}_{number}", []), [ast.unparse(one)])
        else:
            lines.append(ast.unparse(one))
    return tuple(lines) or None


def _is_variable_scope(item: ast.withitem) -> bool:
    return isinstance(item.context_expr, ast.Call) and name_of(item.context_expr.func) == "variable_scope"


def _numbered_scope(label: str, numbers: Sequence[str] | None) -> str:
    return f"with tf.variable_scope({_numbered_name(label, numbers)}):"


def _numbered_name(label: str, numbers: Sequence[str] | None) -> str:
    if numbers is None:  # TensorFlow counts by itself where there is nothing to count by
        return f'None, default_name="{label}"'
    if not numbers:
        return f'"{label}"'
    values = numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"
    return f'"{label}{"_%d" * len(numbers)}" % {values}'


def _with_number(head: str, numbers: Sequence[str] | None) -> str:
    """The head of a `with tf.variable_scope("…"):` with numbers in the name; empty where that is not written out."""
    (node,) = ast.parse(f"{head} pass").body
    for item in node.items if isinstance(node, ast.With) else ():
        call = item.context_expr
        if isinstance(call, ast.Call) and _is_variable_scope(item) and (label := _label(call)):
            own = ast.parse(f"f({_numbered_name(label, numbers)})", mode="eval").body
            if isinstance(own, ast.Call):
                call.args[:1], call.keywords[:0] = own.args, own.keywords
            return in_double_quotes(ast.unparse(node).splitlines()[0])
    return ""


def _label(call: ast.Call) -> str:
    """The name of a scope, where it is written out and numbers can be put behind it."""
    first = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    return first if isinstance(first, str) and "%" not in first else ""


def counted_by(loop: Loop, taken: Collection[str] = ()) -> tuple[str, str]:
    """The head of a loop where that has to change for its rounds to be numbered, and the number's name.

    Args:
        loop: the loop.
        taken: names that count another loop.
    """
    if isinstance(loop, ast.While):
        return "", ""
    called = name_of(loop.iter.func) if isinstance(loop.iter, ast.Call) else ""
    if called in ("range", "xrange") and isinstance(loop.target, ast.Name):
        if loop.target.id == "_":  # a name that says that it is not read
            number = _unused(loop, taken)
            return f"for {number} in {ast.unparse(loop.iter)}:", number
        return "", loop.target.id
    if called == "enumerate" and isinstance(loop.target, ast.Tuple) and isinstance(loop.target.elts[0], ast.Name):
        return "", loop.target.elts[0].id
    number = _unused(loop, taken)
    return f"for {number}, {_target(loop.target)} in enumerate({ast.unparse(loop.iter)}):", number


def _unused(loop: Loop, taken: Collection[str]) -> str:
    """A name for the number of a round that means nothing else there."""
    read = {*_names(loop, ast.Load), *taken}
    names = chain(("number", "round_number"), map("number_{}".format, count(2)))
    return next(name for name in names if name not in read)


def _target(target: ast.expr) -> str:
    text = ast.unparse(target)
    return f"({text})" if isinstance(target, ast.Tuple) and not text.startswith("(") else text


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
    opened = _numbered_scope(label, None if numbers is None else [*numbers, number])
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
            _numbered_scope(f"{label}_{number}", numbers), [f"{ast.unparse(name)} = {ast.unparse(value)}"]
        )
    )
