"""Findings as GitLab's code quality report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TextIO

from scopeinspect.render.finding import Findings, all_findings
from scopeinspect.render.text import visible
from scopeinspect.rules.rule import Severity

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}


def as_gitlab(findings: Sequence[Findings], file: TextIO) -> None:
    """A list of issues. GitLab tells old ones from new ones by the fingerprint, which moving a line leaves alone."""
    issues = [
        {
            "type": "issue",
            "check_name": f"{one.diagnostic.code} {one.diagnostic.name}",
            "description": f"{one.diagnostic.code} {visible(one.diagnostic.message, 1000)}",
            "severity": _SEVERITIES[one.diagnostic.severity],
            "fingerprint": one.fingerprint,
            "location": {"path": one.path or one.target, "lines": {"begin": one.line}},
        }
        for one in all_findings(findings)
    ]
    json.dump(issues, file, indent=2)
    file.write("\n")
