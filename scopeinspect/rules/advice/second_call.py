"""A second call that was refused, made to share what the first one made."""

from __future__ import annotations

import ast
from functools import cached_property

from scopeinspect.model import Request, Site, Variable, place_in, whole_file
from scopeinspect.recording import Recording
from scopeinspect.rules.advice.code import (
    SHARED,
    SHARED_ONLY,
    all_calls_of,
    called_as,
    name_of,
    nodes_of,
    within,
    written,
)
from scopeinspect.rules.advice.flagged_call import Flag, flag_of, scope_reopened
from scopeinspect.rules.advice.loop_data import Loop
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import first_request
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import Statement
from scopeinspect.twins import function_of

MOST_LATER = 3
"""Later calls that are told."""


class SecondCall:
    """A call that was refused, as another one had made what it asks for.

    Args:
        facts: what is known.
        request: what was refused.
        call: the second call, of the request's stack; None where it has none.
    """

    def __init__(self, facts: Facts, request: Request, call: Site | None) -> None:
        self._facts = facts
        self._request = request
        self._call = call
        self._stack = facts.recording.stack(request.stack)

    @cached_property
    def later(self) -> dict[int, tuple[str, ...]]:
        """The statements below it, in its block, that call the same function, and would be refused next: by lines."""
        sources, call, stack = self._facts.sources, self._call, self._stack
        found = sources.statement(call) if call else None
        if call is None or found is None or call not in stack[:-1]:
            return {}
        callee = called_as(sources, stack[stack.index(call) + 1])
        below = found.block[found.block.index(found.node) + 1 :]
        every = (sources.at(call.file, node.lineno) for node in below)
        texts = _texts_given(found, callee)
        if texts is None:  # it calls an object, or by another name: by the function's own nothing below can be found
            return {}
        same = (one for one in every if one and not one.is_head and _texts_given(one, callee) == texts)
        again = [one.node for one in same if self._flag is None or not self._flag.is_asked(one)]
        return {node.lineno: written(sources, call, [node]) for node in again[:MOST_LATER]}

    def shared(self, lines: tuple[str, ...], but: str = "") -> Fix:
        """The call in reuse mode, and what is below it and would be refused next.

        Args:
            lines: its statement.
            but: what else there is to do.
        """
        facts, request, call = self._facts, self._request, self._call
        is_among_others = call is not None and ";" in call.text and facts.sources.statement(call) is None
        is_unsure = _is_in_loop(facts, call) or is_among_others  # a loop comes again, with names that may be new then
        may_make_more = is_unsure or _makes_more(facts.recording, request, call)
        earlier = first_request(facts.recording, request)
        if call and (scope := scope_reopened(facts, request, earlier, call, may_make_more=may_make_more)):
            return Fix(f"to share {request.key}, open its scope again in reuse mode; no name changes{but}:", scope)
        code = self._by_flag(is_unsure=is_unsure)
        if not code:
            code = within(SHARED if may_make_more else SHARED_ONLY, lines)
            for below in self.later.values():  # nobody has seen yet whether it makes something new
                code += within(SHARED, below)
        file = call.file if call else ""
        them = "".join(f", and that at {place_in(file, line)}" for line in self.later) + (", too" if self.later else "")
        where = f"make the second call{at_call(call)} in reuse mode{them}"
        return Fix(f"to share {request.key}, {where}; no name changes{but}:", code)

    @cached_property
    def _flag(self) -> Flag | None:
        """The flag of the function that is called; None where it has no such thing."""
        call = self._call
        return flag_of(self._facts, self._request, call) if call and call in self._stack[:-1] else None

    def _by_flag(self, *, is_unsure: bool) -> tuple[str, ...]:
        """The call, and later ones, with the flag of the function; none where it has no such thing."""
        facts, request, call, flag, stack = self._facts, self._request, self._call, self._flag, self._stack
        if call is None or flag is None:
            return ()
        found = [facts.sources.at(call.file, line) for line in (call.line, *self.later)]
        if None in found:
            return ()
        auto = f"{flag.root}.AUTO_REUSE"
        # Elsewhere TensorFlow may have another name.
        is_known = whole_file(stack[stack.index(call) + 1].file) == whole_file(call.file)
        may_make_more = is_unsure or _makes_more_inside(facts.recording, request, call, flag)
        values = [auto if may_make_more else "True", *(auto for _ in self.later)]
        lines = [flag.on(one, value) for one, value in zip(found, values, strict=True) if one]
        return tuple(line for one in lines for line in one) if all(lines) and (is_known or auto not in values) else ()


def _texts_given(found: Statement, callee: tuple[str, ...]) -> set[str] | None:
    """The texts that a statement gives to a function, which may be names of scopes; None where it does not call it."""
    calls = [call for call in all_calls_of(found) if name_of(call.func) in callee]
    texts = (one.value for call in calls for one in ast.walk(call) if isinstance(one, ast.Constant))
    return {text for text in texts if isinstance(text, str)} if calls else None


def _is_in_loop(facts: Facts, call: Site | None) -> bool:
    found = facts.sources.statement(call) if call else None
    return found is not None and (
        any(isinstance(one, Loop) for one in found.above)
        or any(isinstance(one, ast.comprehension) for one in nodes_of(found))
    )


def _makes_more(recording: Recording, request: Request, call: Site | None) -> bool:
    """Whether the statement of the second call makes something else that is new, which reuse=True would refuse."""
    stack = recording.stack(request.stack)
    if call is None or call not in stack:
        return False
    path = request.stack[: stack.index(call) + 1]
    is_new = any(one.stack[: len(path)] == path for one in recording.variables.values())
    slots = any(one.role for one in recording.variables.values())
    return is_new or slots


def _makes_more_inside(recording: Recording, request: Request, call: Site, flag: Flag) -> bool:
    """Whether the scopes that have the flag hold something new in the second call, or slots in the first."""
    stack = recording.stack(request.stack)
    path = request.stack[: stack.index(call) + 1]
    callee = function_of(stack[len(path)])

    def is_inside(variable: Variable) -> bool:
        sites = recording.stack(variable.stack)
        return any(function_of(site) == callee and flag.covers(site) for site in sites)

    made = (one for one in recording.variables.values() if one.role or one.stack[: len(path)] == path)
    return any(map(is_inside, made))


def at_call(call: Site | None) -> str:
    """The line of a call, as a phrase; empty where it is not known."""
    return f" at {call.place}" if call else ""
