"""Patterns of `per-scope-ignore` that silence nothing: slips of typing, or left over from what is mended."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

import msgspec

from scopeinspect.recording import Recording
from scopeinspect.rules.catalogue import Wanted, rules_named
from scopeinspect.rules.ending import UNUSED_SUPPRESSION
from scopeinspect.rules.rule import Diagnostic, Fix
from scopeinspect.variables import whole_variables

Ignored = tuple[str, tuple[str, ...]]
"""A pattern, and the rules that are to be silent where it matches."""


class Idle(msgspec.Struct, frozen=True):
    """A pattern that silenced nothing in one run."""

    ignored: Ignored
    names_something: bool
    """Whether any variable or scope of the run is called so."""
    near: str
    """If none is, a name that is like it."""


def idle_patterns(recording: Recording, found: Iterable[Diagnostic], wanted: Wanted) -> tuple[Idle, ...]:
    """The patterns that silence none of the findings; none where that is not to be heard.

    Args:
        recording: what was checked.
        found: what was found, with what the patterns are to silence.
        wanted: the rules, and the patterns.
    """
    before = list(found)
    told: list[Idle] = []
    if UNUSED_SUPPRESSION.code not in wanted.codes():
        return ()
    for ignored in wanted.selection.per_scope_ignore:
        looked = {rule.code for text in ignored[1] for rule in rules_named(text)} & wanted.codes()
        if looked and len(wanted.only(ignored).heard(before)) == len(wanted.only().heard(before)):
            told.append(_idle(recording, ignored))
    return tuple(told)


def diagnostics_of_idle(runs: Sequence[tuple[Sequence[Ignored], Sequence[Idle]]]) -> dict[int, list[Diagnostic]]:
    """A finding for each pattern that is idle in all the runs that it is meant for, by the place of the first of them.

    Args:
        runs: for each the patterns that are meant for it, and those of them that were idle.
    """
    idle = dict.fromkeys(one.ignored for _, ones in runs for one in ones)
    told: dict[int, list[Diagnostic]] = {}
    for ignored in idle:
        places = [place for place, (meant, _) in enumerate(runs) if ignored in meant]
        found = [one for place in places for one in runs[place][1] if one.ignored == ignored]
        if len(found) == len(places):
            told.setdefault(places[0], []).append(_diagnostic(found))
    return told


def _idle(recording: Recording, ignored: Ignored) -> Idle:
    names = {variable.name for variable in whole_variables(recording)}
    names |= {entry.name for entry in recording.entries.values() if entry.name}
    if any(fnmatchcase(name, ignored[0]) for name in names):
        return Idle(ignored, names_something=True, near="")
    near = difflib.get_close_matches(ignored[0].rstrip("/*"), sorted(names)[:20_000], n=1)
    return Idle(ignored, names_something=False, near=near[0] if near else "")


def _diagnostic(found: Sequence[Idle]) -> Diagnostic:
    pattern, rules = found[0].ignored
    near = next((one.near for one in found if one.near), "")
    if any(one.names_something for one in found):
        why = f"{', '.join(rules)} {'finds' if len(rules) == 1 else 'find'} nothing there"
    else:
        why = "no variable and no scope is called so" + (f"; did you mean {near}?" if near else "")
    return UNUSED_SUPPRESSION.found(
        f"per-scope-ignore of '{pattern}' silences nothing: {why}",
        roles=[],
        why="It would silence the next finding there, which nobody has looked at.",
        fixes=[Fix("take the pattern out of pyproject.toml or the command line, or mend it.")],
    )
