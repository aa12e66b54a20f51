"""Two scopes of one name, where the name does not stand in the line that opens the second: it was worked out."""

from __future__ import annotations

import ast
import re

import msgspec

from scopeinspect.model import Request, ScopeEntry, Site
from scopeinspect.recording import Recording
from scopeinspect.rules.advice.code import Edit, at_line, calls_of, edited
from scopeinspect.rules.advice.higher_number import counted_on
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import Sources

_NUMBERED = re.compile(r"(.*?)(\d+)")


class OpenedAgain(msgspec.Struct, frozen=True):
    """A scope that another statement had opened before."""

    name: str
    before: Site
    again: Site
    with_another_number: tuple[str, ...]
    """The line that opened it again, as it opens one that nothing has opened; none where it does not count it."""

    is_second_pass: bool
    """Whether the line before opened others, too, as a first pass does which a second one may share with."""

    @property
    def leaf(self) -> str:
        """The last part of its name."""
        return self.name.rpartition("/")[2]

    @property
    def fix(self) -> Fix:
        """How to have two scopes."""
        if code := self.with_another_number:
            return Fix(f'{self.before.place} has taken "{self.leaf}"; to have another scope at {self.again.place}, let '
                       "its number be higher:", code)  # fmt: skip
        return Fix(f'if another scope was meant at {self.again.place}, its name must not come to "{self.leaf}" there, '
                   f"which {self.before.place} has taken.")  # fmt: skip


def opened_again(sources: Sources, recording: Recording, first: Request, second: Request) -> OpenedAgain | None:
    """The outermost scope that two requests have in common by its name alone.

    None where one statement opened it both times, and where its name is written out in the line, for all to see.
    """
    pairs = zip(_outermost_first(recording, first), _outermost_first(recording, second), strict=False)
    for before, again in pairs:
        sites = recording.site(before.stack), recording.site(again.stack)
        if before.name != again.name or again.captured is not None:
            return None
        if sites[0] and sites[1] and sites[0] != sites[1]:
            if _is_written_out(sources, sites[1]):
                return None
            code = _with_another_number(sources, recording, again)
            others = {one.name for one in recording.entries.values() if one.stack == before.stack} - {again.name}
            return OpenedAgain(again.name, sites[0], sites[1], code, is_second_pass=bool(others))
    return None


def _outermost_first(recording: Recording, request: Request) -> list[ScopeEntry]:
    return [*recording.around(request.entry)][::-1]


def _is_written_out(sources: Sources, site: Site) -> bool:
    found = sources.statement(site)
    calls = calls_of(found, "variable_scope") if found else []
    return not any(call.args and not isinstance(call.args[0], ast.Constant) for call in calls)


def _with_another_number(sources: Sources, recording: Recording, again: ScopeEntry) -> tuple[str, ...]:
    """The line that opened a scope, with a number above all that are taken by scopes beside it."""
    above, _, leaf = again.name.rpartition("/")
    site, numbered = recording.site(again.stack), _NUMBERED.fullmatch(leaf)
    beside = [one for one in recording.entries.values() if one.name.rpartition("/")[0] == above and one.name]
    is_first_round = sum(one.stack == again.stack for one in beside) == 1  # later ones have numbers of the same line
    found = sources.statement(site) if site else None
    calls = calls_of(found, "variable_scope") if found else []
    if not (found and numbered and is_first_round and len(calls) == 1 and calls[0].args):
        return ()
    alike = (_NUMBERED.fullmatch(one.name.rpartition("/")[2]) for one in beside if one.graph == again.graph)
    taken = [int(one[2]) for one in alike if one and one[1] == numbered[1]]
    name = counted_on(calls[0].args[0], max(taken) + 1 - int(numbered[2]))
    return at_line(edited(found, [Edit(calls[0].args[0], name)]), found.place) if name else ()
