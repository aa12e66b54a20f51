"""What a rule is, and what it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from inspect import cleandoc
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from scopeinspect.model import Site, cell_of, file_in_words

if TYPE_CHECKING:  # what is found can be told without what it is found by
    from scopeinspect.rules.facts import Facts
    from scopeinspect.sources import Sources, Statement

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Worst first."""


_IMPORT = "import tensorflow as tf\n\n"


class Quoted(msgspec.Struct, frozen=True):
    """The statement that a site is in, as it stands in the source."""

    first: int
    """The number of its first line."""
    lines: tuple[str, ...]


class Role(msgspec.Struct, frozen=True):
    """A site that matters to a diagnostic, and what happened there."""

    text: str
    site: Site
    statement: Quoted | None = None
    """Known where the source is at hand."""


class Fix(msgspec.Struct, frozen=True):
    """One way to mend it."""

    purpose: str
    """What it is good for: `to share …`."""
    code: tuple[str, ...] = ()
    """The lines to type."""


class Diagnostic(msgspec.Struct, frozen=True):
    """One finding of a rule."""

    code: str
    name: str
    severity: Severity
    message: str
    """The headline, without the code."""
    variables: tuple[str, ...]
    roles: tuple[Role, ...]
    """Every site that matters, in the order in which it happened."""
    why: str
    """Why TensorFlow did what it did, in one sentence."""
    fixes: tuple[Fix, ...]
    scopes: tuple[str, ...] = ()
    """The scopes it speaks of, where it speaks of no variable."""
    place: Site | None = None
    """Where something has to change, if that is not the first of its sites."""

    @property
    def primary(self) -> Role | None:
        """The site to point at where there is room for one: where something has to change."""
        there = (role for role in self.roles if role.site == self.place)
        return next(there, self.roles[0] if self.roles else None)

    def quoting(self, sources: Sources) -> Diagnostic:
        """The same, with the statements that its sites are in."""
        return replace(self, roles=tuple(_quoting(role, sources.statement(role.site)) for role in self.roles))


def _quoting(role: Role, found: Statement | None) -> Role:
    return replace(role, statement=Quoted(found.first, found.lines) if found else None)


def roles(*told: tuple[str, Site | None]) -> tuple[Role, ...]:
    """Roles of the sites that are known, each place and text once."""
    return tuple(dict.fromkeys(Role(text, site) for text, site in told if site is not None))


class Rule(msgspec.Struct, frozen=True):
    """Something that can be wrong with variables and scopes, and how to see it."""

    code: str
    name: str
    severity: Severity
    """What it finds counts as this, where the finding does not say otherwise."""
    summary: str
    """What it looks for, in a line."""
    what: str
    """What it looks for, in full."""
    bad_because: str
    """Why that is bad."""
    instead: str
    """What to write instead."""
    bad: str = ""
    """A program in which it finds something; the part that matters, below `import tensorflow as tf`."""
    good: str = ""
    """The same program, mended."""
    also: tuple[str, ...] = ()
    """Other names that its findings go by."""
    find: Callable[[Facts], Iterator[Diagnostic]] | None = None
    """Finds it in a recording. None where it is found elsewhere: by a comparison, say."""

    @property
    def is_on(self) -> bool:
        """Whether it speaks without being asked to."""
        return self.severity != "info"

    @property
    def examples(self) -> tuple[str, str]:
        """The bad program and the good one, whole; empty where it has none."""
        bad, good = (cleandoc(text) for text in (self.bad, self.good))
        return (f"{_IMPORT}{bad}\n" if bad else "", f"{_IMPORT}{good}\n" if good else "")

    def found(
        self,
        message: str,
        *,
        roles: Iterable[Role],
        why: str,
        fixes: Iterable[Fix],
        variables: Iterable[str] = (),
        scopes: Iterable[str] = (),
        severity: Severity | None = None,
        place: Site | None = None,
    ) -> Diagnostic:
        """A finding of this rule."""
        return in_one_file(Diagnostic(
            self.code, self.name, severity or self.severity, message,
            tuple(variables), tuple(roles), why, tuple(fixes), tuple(scopes), place,
        ))  # fmt: skip


def in_one_file(found: Diagnostic) -> Diagnostic:
    """The same, without the name of the file behind each line where all its sites are in one."""
    files = {site.file for site in (*(role.site for role in found.roles), found.place) if site is not None}
    if len(files) != 1 or cell_of(min(files)):
        return found
    file = re.escape(file_in_words(min(files)))
    told = re.compile(rf"(\blines? \d[\d, ]*(?: to \d+|…)?) of {file}(?![\w/])")

    def short(text: str) -> str:
        return told.sub(r"\1", text)

    return replace(
        found,
        message=short(found.message),
        why=short(found.why),
        roles=tuple(replace(role, text=short(role.text)) for role in found.roles),
        fixes=tuple(Fix(short(fix.purpose), tuple(map(short, fix.code))) for fix in found.fixes),
    )

