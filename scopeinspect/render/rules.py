"""Rules explained, for the terminal and as Markdown for the documentation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from typing import TextIO

from rich.table import Table
from rich.text import Text

from scopeinspect.render.console import console_for
from scopeinspect.render.excerpt import COLOURS
from scopeinspect.rules.rule import Rule

_WIDEST = 100
_NARROWEST = 40


def list_rules(rules: Sequence[Rule], file: TextIO) -> None:
    """A line for each rule."""
    console = console_for(file)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    for rule in rules:
        table.add_row(
            Text(rule.code, COLOURS[rule.severity]), Text(rule.name, "bold"), Text(rule.severity), Text(rule.summary)
        )
    console.print(table)
    console.print()
    console.print(Text("Notes (info) are shown by check --select SI. scopeinspect rule SI102 explains one.", "dim"))


def explain(rule: Rule, file: TextIO) -> None:
    """All of a rule, with its examples."""
    console = console_for(file)
    width = min(console.width, _WIDEST)
    console.print(Text.assemble((rule.code, COLOURS[rule.severity]), (f" {rule.name}", "bold"), f"  {rule.severity}"))
    for title, text in _texts(rule):
        console.print()
        console.print(Text(title, "bold"))
        for line in textwrap.wrap(text, max(width - 2, _NARROWEST), break_on_hyphens=False):
            console.print(Text(f"  {line}"), soft_wrap=True)
        for line in _example(rule, title):
            console.print(Text(f"    {line}", "green" if title == "Instead" else ""), soft_wrap=True)


def list_as_markdown(rules: Sequence[Rule], file: TextIO) -> None:
    """A table of the rules."""
    file.write("| code | name | severity | finds |\n|---|---|---|---|\n")
    for rule in rules:
        summary = rule.summary.replace("|", "\\|")
        file.write(f"| {rule.code} | {rule.name} | {rule.severity} | {summary} |\n")


def explain_as_markdown(rule: Rule, file: TextIO) -> None:
    """All of a rule, as a section of a document."""
    file.write(f"## {rule.code} {rule.name}\n\n*{rule.severity}*: {rule.summary}.\n")
    for title, text in _texts(rule):
        file.write(f"\n### {title}\n\n{text}\n")
        if example := list(_example(rule, title)):
            file.write("\n```python\n" + "\n".join(example).strip("\n") + "\n```\n")


def _texts(rule: Rule) -> Iterator[tuple[str, str]]:
    for title, text in (
        ("What it finds", rule.what), ("Why that is bad", rule.bad_because), ("Instead", rule.instead),
    ):  # fmt: skip
        yield title, " ".join(cleandoc(text).split())


def _example(rule: Rule, title: str) -> Iterator[str]:
    bad, good = rule.examples
    program = {"What it finds": bad, "Instead": good}.get(title, "")
    if program:
        yield ""
        yield from program.splitlines()[2:]  # what is the same in all of them is left out
