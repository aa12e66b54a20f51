"""A function that is asked for reuse, and does not pass it on to one of those that it passes it on to elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from scopeinspect.model import Request, Site
from scopeinspect.rules.advice.code import (
    all_calls_of,
    at_line,
    calls_of,
    default_of,
    edited,
    function_around,
    given_to,
    name_of,
    one_more,
)
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import Statement
from scopeinspect.words import listed

_MOST_CALLS = 8
"""Statements that are written out."""
_MOST_LINES = 3
"""Lines that pass it on, and are told."""


class NotPassedOn(msgspec.Struct, frozen=True):
    """A call that leaves out a flag."""

    site: Site
    first: int
    """The first line of its statement."""
    flag: str
    """The argument of the function around it that asks for reuse."""
    elsewhere: tuple[int, ...]
    """The lines of the function that pass it on."""
    code: tuple[str, ...]
    """The call, and those below that leave it out as well, with it."""

    @property
    def role(self) -> tuple[str, Site]:
        """What happened there."""
        return f"this does not pass {self.flag} on, as {self._lines}", self.site

    def fix(self, name: str) -> Fix:
        """How to share a variable."""
        place = replace(self.site, line=self.first).place
        purpose = f"to share {name}, pass {self.flag} on at {place}, too, as {self._lines}; no name changes:"
        return Fix(purpose, self.code)

    @property
    def _lines(self) -> str:
        is_one = len(self.elsewhere) == 1
        return f"line{'' if is_one else 's'} {listed(map(str, self.elsewhere), _MOST_LINES)} do{'es' if is_one else ''}"


class _Way(msgspec.Struct, frozen=True, order=True):
    """How a function passes a flag on: `conv(…, reuse=is_second)`."""

    callee: str
    keyword: str
    flag: str

    def is_taken(self, found: Statement) -> bool:
        """Whether a statement passes it on."""
        return self in _ways(found)

    def with_it(self, found: Statement) -> tuple[str, ...]:
        """A statement that passes it on where it left it out; nothing where it did not."""
        calls = calls_of(found, self.callee)
        edits = [edit for call in calls for edit in one_more(call, self.keyword, self.flag)]
        return at_line(edited(found, edits), found.place) if edits else ()


def not_passed_on(facts: Facts, request: Request) -> NotPassedOn | None:
    """The innermost call that led to a request and leaves out the flag that the function around it was given.

    None where that was not asked for reuse, or passes it on nowhere.
    """
    stack = facts.recording.stack(request.stack)
    for depth in range(len(stack) - 1, 0, -1):
        function = function_around(facts.sources, stack[depth])
        inside = list(_statements(facts, stack[depth], function)) if function else []
        for way in sorted({way for one in inside for way in _ways(one)}):
            if function and _is_asked(facts, stack[depth - 1], function, way.flag):
                for site in _sites(facts, request, depth):
                    found = facts.sources.statement(site)
                    if found and (code := _passing_on(way, found, inside)):
                        lines = tuple(one.first for one in inside if way.is_taken(one))
                        return NotPassedOn(site, found.first, way.flag, lines, code)
    return None


def _statements(facts: Facts, site: Site, function: ast.FunctionDef) -> Iterator[Statement]:
    """The statements of a function, in order, without those of functions in it."""
    lines = range(function.body[0].lineno, (function.end_lineno or function.lineno) + 1)
    found = {one.first: one for line in lines if (one := facts.sources.at(site.file, line))}
    own = [one for one in found.values() if not one.above or one.above[-1] in function.body]
    yield from (one for one in own if one.above or one.node in function.body)


def _ways(found: Statement) -> Iterator[_Way]:
    for call in all_calls_of(found):
        for word in call.keywords:
            if word.arg and "reuse" in word.arg and isinstance(word.value, ast.Name):
                yield _Way(name_of(call.func), word.arg, word.value.id)


def _is_asked(facts: Facts, site: Site, function: ast.FunctionDef, flag: str) -> bool:
    """Whether a call asks a function for reuse, as far as that can be read."""
    found = facts.sources.statement(site)
    calls = calls_of(found, function.name) if found else []
    given = given_to(calls[0], function, flag) if len(calls) == 1 else []
    value = given[0] if given else default_of(function, flag) if len(calls) == 1 else None
    is_true = isinstance(value, ast.Constant) and value.value is True
    return is_true or (isinstance(value, ast.Attribute) and value.attr == "AUTO_REUSE")


def _sites(facts: Facts, request: Request, depth: int) -> Iterator[Site]:
    """Where a function leads to a request: its own call, and the scopes that it opened around that."""
    recording = facts.recording
    yield recording.sites[request.stack[depth]]
    for entry in recording.around(request.entry):
        if len(entry.stack) == depth + 1 and list(entry.stack[:depth]) == list(request.stack[:depth]):
            yield recording.sites[entry.stack[-1]]


def _passing_on(way: _Way, left_out: Statement, inside: Sequence[Statement]) -> tuple[str, ...]:
    """A statement that left out the flag, with it, and those below, which would be refused next."""
    if not way.with_it(left_out):
        return ()
    code: list[tuple[str, ...]] = []
    covered: list[ast.stmt] = []  # what is in a scope that shares does so without a flag of its own
    for one in inside:
        lines = way.with_it(one) if one.first >= left_out.first else ()
        if lines and not any(above in covered for above in one.above):
            code.append(lines)
        if way.is_taken(one) or lines:
            covered.append(one.node)
    return tuple(line for lines in code[:_MOST_CALLS] for line in lines)
