"""Two scopes of one name, where the name does not stand in the line that opens the second: it was worked out."""

from __future__ import annotations

import ast

import msgspec

from scopeinspect.model import Recording, Request, ScopeEntry, Site
from scopeinspect.rules.code import calls_of
from scopeinspect.sources import Sources


class OpenedAgain(msgspec.Struct, frozen=True):
    """A scope that another statement had opened before."""

    name: str
    before: Site
    again: Site


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
            return None if _is_written_out(sources, sites[1]) else OpenedAgain(again.name, sites[0], sites[1])
    return None


def _outermost_first(recording: Recording, request: Request) -> list[ScopeEntry]:
    return [*recording.around(request.entry)][::-1]


def _is_written_out(sources: Sources, site: Site) -> bool:
    found = sources.statement(site)
    calls = calls_of(found, "variable_scope") if found else []
    return not any(call.args and not isinstance(call.args[0], ast.Constant) for call in calls)
