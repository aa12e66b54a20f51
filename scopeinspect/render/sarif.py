"""Findings in SARIF 2.1.0, which GitHub's code scanning and most editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TextIO
from urllib.parse import quote

from scopeinspect import __version__
from scopeinspect.model import Site
from scopeinspect.render.finding import Finding, Findings, all_findings
from scopeinspect.render.text import visible
from scopeinspect.rules.rule import Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_LONGEST = 4000


def as_sarif(findings: Sequence[Findings], file: TextIO) -> None:
    """One run with a result for each finding; the sites after the first are its related locations."""
    every = list(all_findings(findings))
    rules = {one.diagnostic.code: one.diagnostic for one in every}
    places = {code: place for place, code in enumerate(sorted(rules))}
    driver = {
        "name": "scopeinspect",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [{"id": code, "name": _pascal(rules[code].name)} for code in places],
    }
    problems = [
        {"level": "error", "message": {"text": visible(found.problem, _LONGEST)}} for found in findings if found.problem
    ]
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": not problems, "toolExecutionNotifications": problems}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, places[one.diagnostic.code]) for one in every],
    }
    json.dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, file, indent=2)
    file.write("\n")


def _result(one: Finding, rule: int) -> dict[str, Any]:
    diagnostic = one.diagnostic
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": visible(diagnostic.message, _LONGEST)},
        "partialFingerprints": {"scopeinspect/v1": one.fingerprint},
    }
    if one.path is not None:
        result["locations"] = [_location(one.path, one.line, one.site)]
    related = [
        {"id": number, **_location(path, role.site.line, role.site), "message": {"text": visible(role.text, _LONGEST)}}
        for number, (path, role) in enumerate(one.places)
    ]
    if related:
        result["relatedLocations"] = related
    return result


def _location(path: str, line: int, site: Site | None) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": max(line, 1)}
    if site is not None and site.text:
        region["snippet"] = {"text": visible(site.text, _LONGEST)}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(path), "uriBaseId": "%SRCROOT%"}, "region": region}}


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-"))
