"""Findings as a JUnit report, which most servers can show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO
from xml.etree import ElementTree as ET

from scopeinspect.render.finding import Finding, Findings, findings_of, message_of, place_of_problem
from scopeinspect.render.text import visible


def as_junit(findings: Sequence[Findings], file: TextIO) -> None:
    """A test suite for each target and a test case for each finding: errors fail, the rest is told and passes.

    A target that could not be checked is an error of its suite.
    """
    root = ET.Element("testsuites", name="scopeinspect")
    total = failures = errors = 0
    for found in findings:
        every = list(findings_of(found))
        failed = sum(one.diagnostic.severity == "error" for one in every)
        cases = max(len(every), 1)
        broken = int(bool(found.problem))
        total, failures, errors = total + cases, failures + failed, errors + broken
        counts = {"tests": str(cases), "failures": str(failed), "errors": str(broken), "skipped": "0"}
        suite = ET.SubElement(root, "testsuite", {"name": visible(found.target), **counts})
        if found.problem:
            place = place_of_problem(found)
            where = {"file": place[0], "line": str(place[1])} if place else {}
            case = ET.SubElement(suite, "testcase", {"name": "the run", "classname": visible(found.target), **where})
            ET.SubElement(case, "error", message=visible(found.problem, 1000))
        elif not every:
            ET.SubElement(suite, "testcase", name="no findings", classname=visible(found.target))
        for one in every:
            _add_case(suite, one)
    root.set("tests", str(total))
    root.set("failures", str(failures))
    root.set("errors", str(errors))
    ET.indent(root)
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    file.write(ET.tostring(root, encoding="unicode"))
    file.write("\n")


def _add_case(suite: ET.Element, one: Finding) -> None:
    diagnostic = one.diagnostic
    subject = visible(", ".join(diagnostic.variables[:3])) or "the run"
    place = {"file": one.path, "line": str(one.line)} if one.path is not None else {}
    name = f"{diagnostic.code} {diagnostic.name}: {subject}"
    case = ET.SubElement(suite, "testcase", {"name": name, "classname": visible(one.target), **place})
    text = message_of(one)
    if diagnostic.severity == "error":
        message = visible(diagnostic.message, 1000)
        ET.SubElement(case, "failure", type=diagnostic.code, message=message).text = text
    else:
        ET.SubElement(case, "system-out").text = f"{diagnostic.severity}: {text}"
