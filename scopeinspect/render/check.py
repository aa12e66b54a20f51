"""A check for the terminal: the worst finding with the user's lines, the others by their headlines, the totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.text import Text

from scopeinspect.checking import Checked
from scopeinspect.render.console import console_for
from scopeinspect.render.excerpt import COLOURS, excerpt
from scopeinspect.render.finding import Findings
from scopeinspect.render.text import counted, place_text, visible
from scopeinspect.rules.rule import SEVERITIES, Diagnostic, Severity

_NOUNS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


@dataclass(frozen=True)
class Result:
    """A target and what its check came to."""

    findings: Findings
    checked: Checked


def show_check(results: Sequence[Result], file: TextIO, *, in_full: bool, hint: str = "") -> None:
    """Prints the findings of all targets.

    Args:
        results: one for each target.
        file: where it goes.
        in_full: whether every finding is shown with its lines, and not the worst alone.
        hint: what to say of those that don't fail the check.
    """
    console = console_for(file)
    is_ascii = not console.encoding.lower().startswith("utf")
    every = [(result, one) for result in results for one in result.checked.diagnostics]
    every.sort(key=lambda pair: SEVERITIES.index(pair[1].severity))
    whole = every if in_full else every[:1]
    for _, diagnostic in whole:
        for line in excerpt(diagnostic, is_ascii=is_ascii, width=console.width):
            console.print(line, soft_wrap=True)
        console.print()
    rest = every[len(whole) :]
    for result, diagnostic in rest:
        console.print(_short(diagnostic, result, several=len(results) > 1), soft_wrap=True)
    if rest:
        console.print()
    for line in _totals(results, [one for _, one in every], hint, hidden=len(rest)):
        console.print(line)


def _short(diagnostic: Diagnostic, result: Result, *, several: bool) -> Text:
    site = diagnostic.roles[-1].site if diagnostic.roles else None
    where = place_text(site) or (visible(result.findings.target) if several else "")
    return Text.assemble(
        (f"{diagnostic.severity}[{diagnostic.code}]", COLOURS[diagnostic.severity]),
        f" {visible(diagnostic.message)}",
        (f"  {where}" if where else "", "dim"),
    )


def _totals(results: Sequence[Result], every: list[Diagnostic], hint: str, *, hidden: int) -> Iterator[Text]:
    counts = {severity: sum(one.severity == severity for one in every) for severity in SEVERITIES}
    told = ", ".join(counted(count, _NOUNS[severity]) for severity, count in counts.items() if count)
    worst = next((severity for severity, count in counts.items() if count), None)
    if len(results) == 1:
        where = f" in {visible(results[0].findings.target)}"
        parts = [f"{counted(results[0].checked.quiet, 'rule')} found nothing"]
    else:
        where, parts = f" in {counted(len(results), 'target')}", []
    silenced = sum(result.checked.silenced for result in results)
    parts += [f"{silenced:,} silenced by comments"] if silenced else []
    compared = dict.fromkeys(name for result in results for name in result.checked.compared)
    parts += [f"compared with the {' and the '.join(compared)}"] if compared else []
    headline = Text(f"{told or 'No findings'}{where}", COLOURS[worst] if worst else "bold green")
    yield Text(" · ").join([headline, *map(Text, parts)])
    if hidden:
        yield Text("--all shows every finding with its lines; scopeinspect rule CODE explains one.", "dim")
    elif every:
        yield Text(f"scopeinspect rule {every[0].code} explains it on an example.", "dim")
    if hint:
        yield Text(hint, "dim")
