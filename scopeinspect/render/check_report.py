"""What a check came to as plain data, and back: the contract of `check --format json`, and what `merge` reads."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import msgspec

from scopeinspect.errors import ScopeInspectError, Status
from scopeinspect.model import Site
from scopeinspect.render.finding import Findings
from scopeinspect.report import Data, diagnostic_data, report
from scopeinspect.rules.rule import Diagnostic, Fix, Quoted, Role
from scopeinspect.rules.selection import FailOn
from scopeinspect.schemas import CHECK, CheckData
from scopeinspect.shard import Shard, joined

LARGEST = 512 * 1024 * 1024
"""Bytes of a report that is read: a bound for hostile files."""


class UnreadableReportError(ScopeInspectError):
    """A file is not a report of a check, or not of the check that the others are of."""


def as_json(
    findings: Sequence[Findings], file: TextIO, shard: Shard | None = None, fail_on: FailOn | None = None
) -> None:
    """The report of the run; of several targets, or of a shard of them, the reports and all findings."""
    only = findings[0] if len(findings) == 1 else None
    data = check_data(findings, shard, fail_on) if only is None or only.problem or shard else _report(only)
    json.dump(data, file, indent=2)
    file.write("\n")


def check_data(findings: Sequence[Findings], shard: Shard | None = None, fail_on: FailOn | None = None) -> Data:
    """The report of a check of several targets."""
    level = {"fail_on": fail_on} if fail_on else {}
    of_shard = {"shard": {"index": shard.index, "of": shard.of}} if shard else {}
    return {
        "schema": CHECK,
        **of_shard,
        **level,
        "targets": [_target(found) for found in findings],
        "diagnostics": [
            {"target": found.target, **diagnostic_data(one)} for found in findings for one in found.diagnostics
        ],
    }


class Merged(msgspec.Struct, frozen=True):
    """Several reports as one."""

    findings: list[Findings]
    """In the order of the targets."""
    fail_on: FailOn
    """The strictest of what the reports were made with."""


def load(paths: Sequence[Path]) -> Merged:
    """What the checks came to whose reports these files hold.

    Raises:
        UnreadableReportError: a file is no such report, or the files are not all shards of one check.
    """
    read = [(path, _read(path)) for path in paths]
    shards = {path: Shard(data["shard"]["index"], data["shard"]["of"]) for path, data in read if data.get("shard")}
    if shards:
        _check_complete(shards, paths)
        read.sort(key=lambda pair: shards[pair[0]].index)
    parts = [list(_findings(data)) for _, data in read]
    return Merged(joined(parts) if shards else [found for part in parts for found in part], _strictest(read))


def _strictest(read: Sequence[tuple[Path, Data]]) -> FailOn:
    """What fails the merged check: whatever would have failed a part of it."""
    order: tuple[FailOn, ...] = ("any", "warning", "error", "never")
    levels = {data["fail_on"] for _, data in read if "fail_on" in data}
    return next((level for level in order if level in levels), "error")


def _target(found: Findings) -> Data:
    told = {
        "status": int(found.status),
        "problem": found.problem or None,
        "folder": os.path.relpath(found.folder),
        "file": found.file,
        "line": found.line,
        "silenced": found.silenced,
        "quiet": found.quiet,
        "compared": list(found.compared),
    }
    return {**_report(found), "check": told}


def _report(found: Findings) -> Data:
    if found.report is not None:
        return {name: value for name, value in found.report.items() if name != "check"}
    if found.recording is not None:
        return report(found.recording, found.diagnostics)
    return {"target": found.target, "diagnostics": [diagnostic_data(one) for one in found.diagnostics]}


def _read(path: Path) -> Data:
    try:
        with path.open("rb") as file:
            text = bytearray()  # by parts: to be asked for that much, Python sets as much memory aside
            while len(text) <= LARGEST and (part := file.read(1 << 20)):
                text += part
        if len(text) > LARGEST:
            raise UnreadableReportError(f"{path}: is larger than {LARGEST >> 20} MiB, too large to read.")
        data = msgspec.json.decode(text)
        if not isinstance(data, dict) or data.get("schema") != CHECK:
            raise UnreadableReportError(
                f"{path}: is not a report of several targets; `scopeinspect check --shard I/N --format json` writes it."
            )
        msgspec.convert(data, CheckData)  # what it doesn't know of, it would leave out
    except OSError as error:
        raise UnreadableReportError(f"{path}: can't be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableReportError(f"{path}: is not a report of a check ({str(error)[:300]}).") from error
    return data


def _check_complete(shards: dict[Path, Shard], paths: Sequence[Path]) -> None:
    """A shard that is missing would read as clean."""
    of = next(iter(shards.values())).of
    stray = next((path for path in paths if path not in shards or shards[path].of != of), None)
    if stray is not None:
        raise UnreadableReportError(f"{stray}: is not one of {of} shards, as the others are.")
    indexes = sorted(shard.index for shard in shards.values())
    if len(set(indexes)) < len(paths):
        raise UnreadableReportError("a shard is named twice; name each report once.")
    missing = next((index for index in range(1, of + 1) if index not in set(indexes)), None)
    if missing is not None:
        raise UnreadableReportError(f"the report of shard {missing}/{of} is missing; name those of all shards.")


def _findings(data: Data) -> Iterator[Findings]:
    for told in data["targets"]:
        check = told["check"]
        yield Findings(
            told["target"],
            tuple(map(_diagnostic, told["diagnostics"])),
            folder=check["folder"],
            file=check["file"],
            line=check["line"],
            status=Status(check["status"]),
            problem=check["problem"] or "",
            silenced=check["silenced"],
            quiet=check["quiet"],
            compared=tuple(check["compared"]),
            report=told,
        )


def _diagnostic(told: Any) -> Diagnostic:
    sites = [role["site"] and _site(role) for role in told["sites"]]
    primary = told["primary"]
    return Diagnostic(
        told["code"], told["name"], told["severity"], told["message"],
        variables=tuple(told["variables"]),
        roles=tuple(
            Role(role["role"], site, _quoted(role["statement"]))
            for role, site in zip(told["sites"], sites, strict=True) if site
        ),
        why=told["why"],
        fixes=tuple(Fix(fix["purpose"], tuple(fix["code"])) for fix in told["fixes"]),
        scopes=tuple(told["scopes"]),
        place=sites[primary] if primary is not None and primary < len(sites) else None,
    )  # fmt: skip


def _quoted(told: Any) -> Quoted | None:
    return told and Quoted(told["line"], tuple(told["lines"]))


def _site(role: Any) -> Site:
    site = role["site"]
    return Site(0, site["file"], site["line"], site["function"], role["text"])
