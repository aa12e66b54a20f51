"""The list of rules, and which of them speak."""

from __future__ import annotations

import re
import signal

import pytest
from msgspec.structs import replace

from scopeinspect.checking import check
from scopeinspect.model import Outcome
from scopeinspect.rules.catalogue import RULES, UnknownRuleError, Wanted, rules_named
from scopeinspect.rules.rule import Diagnostic
from scopeinspect.rules.selection import Selection

from ..recordings import Build

FOUND = Diagnostic("SI301", "unused-variable", "warning", "nothing uses optimizer/w", ("optimizer/w",), (), "", ())
NOTE = replace(FOUND, code="SI205", name="scope-prefix-collision", severity="info", variables=(), scopes=("a", "ab"))


def heard(*diagnostics: Diagnostic, everything: bool = False, **selection: object) -> list[tuple[str, str]]:
    wanted = Wanted(Selection(**selection), everything)  # type: ignore[arg-type]
    return [(one.code, one.severity) for one in wanted.heard(diagnostics)]


def test_codes_and_names_are_all_different() -> None:
    codes = [rule.code for rule in RULES]
    names = [name for rule in RULES for name in (rule.name, *rule.also)]
    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"SI[1-9]\d\d", code) for code in codes)


def test_every_rule_says_everything() -> None:
    for rule in RULES:
        assert rule.summary
        assert rule.what.strip()
        assert rule.bad_because.strip()
        assert rule.instead.strip()


@pytest.mark.parametrize("text", ["SI102", "si102", "duplicate-variable", " SI102 "])
def test_a_rule_goes_by_code_and_name(text: str) -> None:
    assert [rule.code for rule in rules_named(text)] == ["SI102"]


def test_a_family_goes_by_its_beginning() -> None:
    assert {rule.code for rule in rules_named("SI3")} == {"SI301", "SI302", "SI303", "SI304", "SI305"}


@pytest.mark.parametrize("text", ["SI666", "duplicate", "", "S", "SI"])
def test_an_unknown_rule_is_an_error(text: str) -> None:
    if text == "SI":
        assert rules_named(text) == list(RULES)
        return
    with pytest.raises(UnknownRuleError):
        rules_named(text)


def test_warnings_are_heard_and_notes_are_not() -> None:
    assert heard(FOUND, NOTE) == [("SI301", "warning")]
    assert heard(FOUND, NOTE, everything=True) == [("SI301", "warning"), ("SI205", "info")]
    assert heard(FOUND, NOTE, select=("scope-prefix-collision",)) == [("SI301", "warning"), ("SI205", "info")]


def test_ignored_rules_are_silent() -> None:
    assert heard(FOUND, ignore=("SI301",)) == []
    assert heard(FOUND, ignore=("SI3",)) == []
    assert heard(FOUND, NOTE, select=("SI205",), ignore=("SI205",)) == [("SI301", "warning")]


def test_severities_can_be_others() -> None:
    assert heard(FOUND, severity={"unused-variable": "error"}) == [("SI301", "error")]
    assert heard(FOUND, severity={"SI301": "info"}) == []
    assert heard(NOTE, severity={"SI205": "warning"}) == [("SI205", "warning")]


def test_rules_can_be_silent_about_some_names() -> None:
    assert heard(FOUND, per_scope_ignore=(("optimizer/*", ("SI301",)),)) == []
    assert heard(FOUND, per_scope_ignore=(("model/*", ("SI301",)),)) == [("SI301", "warning")]
    assert heard(FOUND, per_scope_ignore=(("optimizer/*", ("SI302",)),)) == [("SI301", "warning")]
    both = replace(FOUND, variables=("optimizer/w", "model/w"))
    assert heard(both, per_scope_ignore=(("optimizer/*", ("SI301",)),)) == [("SI301", "warning")]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGXCPU])
def test_a_script_without_time_is_told_of_the_limit(number: signal.Signals) -> None:
    """The system kills it by either: where both limits of `ulimit -t` are one, by the signal for a lack of memory too."""
    build = Build()
    build.outcome = Outcome("killed", -number)
    (one,) = check(build.recording(), Wanted()).diagnostics
    assert one.message.startswith(f"the script did not finish: it was killed by {number.name}: ")
    assert "the processor time that `ulimit -t` allows" in one.message
