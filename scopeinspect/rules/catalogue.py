"""All rules, and which of them are to speak."""

from __future__ import annotations

import difflib
import fnmatch
import re
from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from scopeinspect.errors import ScopeInspectError
from scopeinspect.recording import Recording
from scopeinspect.rules import (
    built_twice,
    by_number,
    cells,
    comparison,
    duplicates,
    empty,
    ending,
    exists,
    impossible,
    in_vain,
    mismatch,
    missing,
    names,
    prefix,
    reusing,
    scopes,
    slots,
    training,
    use,
)
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.faults import RuleFault, faults_noted
from scopeinspect.rules.rule import SEVERITIES, Diagnostic, Rule, Severity
from scopeinspect.rules.selection import Selection
from scopeinspect.typed import Typed

RULES: tuple[Rule, ...] = (
    exists.ALREADY_EXISTS,
    duplicates.DUPLICATE,
    built_twice.BUILT_TWICE,
    missing.MISSING,
    mismatch.MISMATCH,
    slots.SLOT,
    reusing.LEAKED,
    reusing.LATE,
    reusing.IGNORED,
    in_vain.IN_VAIN,
    names.NEAR,
    duplicates.CHAINED,
    impossible.IMPOSSIBLE,
    cells.ONE_CELL,
    by_number.BY_NUMBER,
    names.STORE_NAME,
    names.MADE_UP,
    scopes.NAME_SCOPE,
    scopes.REOPENED,
    prefix.PREFIX,
    names.MISPLACED,
    empty.EMPTY,
    use.UNUSED,
    training.UNTRAINED,
    use.IMPLICIT,
    scopes.OUTSIDE,
    use.GROWING,
    comparison.REMOVED,
    comparison.RENAMED,
    comparison.SHAPE,
    comparison.DTYPE,
    comparison.ADDED,
    comparison.CHANGED,
    comparison.UNUSED_KEY,
    ending.NOTHING,
    ending.FAILED,
    ending.UNUSED_SUPPRESSION,
)
"""Every rule, by its code."""


_CODE = re.compile(r"SI[0-9]+", re.IGNORECASE)


class UnknownRuleError(ScopeInspectError):
    """A text names no rule."""


def rules_named(text: str) -> list[Rule]:
    """The rules that a text names: a code, a name, or the beginning of codes (`SI3`).

    Raises:
        UnknownRuleError: there is none.
    """
    wanted = text.strip()
    found = [rule for rule in RULES if wanted.upper() == rule.code or wanted.lower() in (rule.name, *rule.also)]
    found = found or [rule for rule in RULES if wanted[:2].upper() == "SI" and rule.code.startswith(wanted.upper())]
    if not found:
        raise UnknownRuleError(f"there is no rule {text!r}{_nearest(wanted)} `scopeinspect rule` lists them all.")
    return found


def _nearest(text: str) -> str:
    """What may be meant: of a code the others that begin so, of a name one that is like it."""
    codes, family = [rule.code for rule in RULES], text[:3].upper()
    if _CODE.fullmatch(text):
        near = [code for code in codes if code.startswith(family)] or dict.fromkeys(code[:3] for code in codes)
        return f", only {', '.join(near)};"
    like = difflib.get_close_matches(text, [rule.name for rule in RULES], n=1, cutoff=0.5)
    return f"; did you mean {like[0]}?" if like else ";"


class Wanted(msgspec.Struct, frozen=True):
    """Which rules are to speak, and how loud."""

    selection: Selection = msgspec.field(default_factory=Selection)
    everything: bool = False
    """Whether notes are to be heard as well."""

    def check(self) -> None:
        """Looks every name up.

        Raises:
            UnknownRuleError: one of them is no rule's.
        """
        chosen = self.selection
        silent = (text for _, texts in chosen.per_scope_ignore for text in texts)
        for text in (*chosen.select, *chosen.ignore, *chosen.severity, *silent):
            rules_named(text)

    def only(self, *ignored: tuple[str, tuple[str, ...]]) -> Wanted:
        """The same, with these patterns of `per_scope_ignore` alone."""
        return replace(self, selection=replace(self.selection, per_scope_ignore=ignored))

    def codes(self) -> frozenset[str]:
        """The codes of the rules that may speak."""
        loud = {code for code, severity in self._severities().items() if severity != "info"}
        on = {rule.code for rule in RULES if self.everything or rule.is_on}
        return frozenset(on | loud | _codes(self.selection.select)) - _codes(self.selection.ignore)

    def heard(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics that are to be told, with the severities that are wanted."""
        codes, chosen, severities = self.codes(), _codes(self.selection.select), self._severities()
        silent = [(pattern, _codes(texts)) for pattern, texts in self.selection.per_scope_ignore]
        told = []
        for diagnostic in diagnostics:
            severity = severities.get(diagnostic.code, diagnostic.severity)
            is_asked_for = severity != "info" or self.everything or diagnostic.code in chosen
            if diagnostic.code in codes and is_asked_for and not _is_silent(diagnostic, silent):
                told.append(replace(diagnostic, severity=severity))
        return told

    def _severities(self) -> dict[str, Severity]:
        return {rule.code: severity for text, severity in self.selection.severity.items() for rule in rules_named(text)}


def _codes(texts: Iterable[str]) -> set[str]:
    return {rule.code for text in texts for rule in rules_named(text)}


def _is_silent(diagnostic: Diagnostic, silent: list[tuple[str, set[str]]]) -> bool:
    names = diagnostic.variables or diagnostic.scopes
    return any(
        diagnostic.code in codes and names and all(fnmatch.fnmatchcase(name, pattern) for name in names)
        for pattern, codes in silent
    )


def find(
    recording: Recording,
    wanted: Wanted | None = None,
    folder: str = ".",
    typed: Typed | None = None,
    faults: list[RuleFault] | None = None,
) -> list[Diagnostic]:
    """What the rules find in a recording, worst first.

    Args:
        recording: what was recorded.
        wanted: which rules are to speak.
        folder: the working directory of the run, where its sources are looked for.
        typed: how the target is named where a command is to be typed; by default as it is shown.
        faults: takes what rules raise by a mistake of ours, so that the others are heard; None lets it be raised.
    """
    wanted = wanted or Wanted()
    facts, codes = Facts(recording, folder, typed), wanted.codes()
    found = [diagnostic for rule in RULES if rule.code in codes for diagnostic in _found_by(rule, facts, faults)]
    return by_severity(wanted.heard(found))


def _found_by(rule: Rule, facts: Facts, faults: list[RuleFault] | None) -> Iterator[Diagnostic]:
    """What one rule finds; of one that fails, what it found until then."""
    if rule.find is None:
        return
    with faults_noted(rule, faults):
        for diagnostic in rule.find(facts):
            yield diagnostic.quoting(facts.sources)


def by_severity(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Worst first; of one severity in the order in which they were found."""
    return sorted(diagnostics, key=lambda diagnostic: SEVERITIES.index(diagnostic.severity))
