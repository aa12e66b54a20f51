"""A check for the terminal: the worst finding with the user's lines, the others by their headlines, the totals."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from msgspec.structs import replace
from rich.console import Console
from rich.text import Text

from scopeinspect.model import Site
from scopeinspect.render.console import console_for
from scopeinspect.render.excerpt import COLOURS, excerpt
from scopeinspect.render.finding import Findings, tally
from scopeinspect.render.notes import noted
from scopeinspect.render.text import counted, place_text, visible
from scopeinspect.rules.rule import SEVERITIES, Diagnostic

Found = tuple[Findings, Diagnostic]
"""A finding, and the target in which it was found."""



def show_check(results: Sequence[Findings], file: TextIO, *, in_full: bool, hints: Sequence[str] = ()) -> None:
    """Prints the findings of all targets.

    Args:
        results: one for each target.
        file: where it goes.
        in_full: whether every finding is shown with its lines, and not the worst alone.
        hints: what to say below the totals.
    """
    print_check(results, console_for(file), in_full=in_full, hints=hints)


def print_check(results: Sequence[Findings], console: Console, *, in_full: bool, hints: Sequence[str] = ()) -> None:
    """Prints the findings of all targets to a console, see `show_check`."""
    print_findings(results, console, in_full=in_full)
    print_totals(results, console, in_full=in_full, hints=hints)


def print_findings(results: Sequence[Findings], console: Console, *, in_full: bool) -> None:
    """Prints what was found, the worst first."""
    is_ascii = not console.encoding.lower().startswith("utf")
    every = _sorted(results)
    whole = every if in_full else every[: _shown(every)]
    for result, diagnostic in whole:
        # One without a place names its target, where there are several.
        is_told = len(results) == 1 or diagnostic.primary is not None
        named = diagnostic if is_told else replace(diagnostic, message=f"{result.target}: {diagnostic.message}")
        for line in excerpt(named, is_ascii=is_ascii, width=console.width):
            console.print(line, soft_wrap=True)
        console.print()
    rest = every[len(whole) :]
    for alike in _alike(rest):
        for line in _short(*alike[0], console.width, several=len(results) > 1, others=len(alike) - 1):
            console.print(line, soft_wrap=True)
    if rest:
        console.print()


def print_totals(results: Sequence[Findings], console: Console, *, in_full: bool, hints: Sequence[str] = ()) -> None:
    """Prints how much was found, and what could not be checked: cells that raised, runs not recorded to their end."""
    for result in results:
        for note in noted(result.recording, in_check=True) if result.recording else ():
            whose = f"{visible(result.target)}: " if len(results) > 1 else ""
            console.print(Text(f"{whose}note: {note}", "yellow"))
        if result.problem and result.recording is not None:
            console.print(Text(visible(result.problem, 1000), "bold red"))
    found = _sorted(results)
    hidden = 0 if in_full else len(found) - _shown(found)
    for line in _totals(results, [diagnostic for _, diagnostic in found], hints, hidden=hidden):
        console.print(line)


def _shown(every: Sequence[Found]) -> int:
    """How many findings are shown with their lines.

    It is the worst one alone; but where that only says how the script ended, the next one may well be why it did.
    """
    if len(every) < 2:  # noqa: PLR2004 - there is no next one
        return len(every)
    (result, first), (other, second) = every[:2]
    is_unexplained = first.code == "SI902" and not any(fix.code for fix in first.fixes)
    return 2 if is_unexplained and result is other and second.severity != "info" else 1


def _sorted(results: Sequence[Findings]) -> list[Found]:
    every = [(result, one) for result in results for one in result.diagnostics]
    return sorted(every, key=lambda pair: SEVERITIES.index(pair[1].severity))


def _alike(found: Sequence[Found]) -> Iterable[list[Found]]:
    """Findings that are told in one line: the notes by one rule about one place, and each other finding by itself."""
    groups: dict[object, list[Found]] = {}
    for number, (result, diagnostic) in enumerate(found):
        key = (id(result), diagnostic.code, _site(diagnostic)) if diagnostic.severity == "info" else number
        groups.setdefault(key, []).append((result, diagnostic))
    return groups.values()


def _site(diagnostic: Diagnostic) -> Site | None:
    return diagnostic.primary.site if diagnostic.primary else None


def _short(result: Findings, diagnostic: Diagnostic, width: int, *, several: bool, others: int) -> Iterator[Text]:
    """A finding by its headline and its place; where that takes several lines, the later ones stand further in."""
    site = _site(diagnostic)
    where = place_text(site, with_folder=several) or (visible(result.target) if several else "")
    mark = f"{diagnostic.severity}[{diagnostic.code}]"
    told = f"{mark} {visible(diagnostic.message, 500)}"
    told += f", and {others:,} more like it" if others else ""
    told += f"  {where}" if where else ""
    first, *rest = textwrap.wrap(told, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    lines = [Text.assemble((mark, COLOURS[diagnostic.severity]), first.removeprefix(mark)), *map(Text, rest)]
    lines[-1].highlight_words([where] if where else [], "dim")
    yield from lines


def _totals(
    results: Sequence[Findings], every: list[Diagnostic], hints: Sequence[str], *, hidden: int
) -> Iterator[Text]:
    if len(results) == 1 and results[0].problem and not results[0].quiet and not every:
        yield Text(f"{visible(results[0].target)} could not be checked", "bold yellow")
        yield from (Text(hint, "dim") for hint in hints)
        return
    told = tally(every)
    worst = min((one.severity for one in every), key=SEVERITIES.index, default=None)
    unchecked = sum(bool(result.problem) for result in results)
    if len(results) == 1:
        where = f" in {visible(results[0].target)}"
        parts = [f"{counted(results[0].quiet, 'rule')} found nothing"]
    else:
        where = f" in {counted(len(results) - unchecked, 'target')}"
        parts = [f"{unchecked:,} could not be checked"] if unchecked else []
    silenced = sum(result.silenced for result in results)
    parts += [f"{silenced:,} silenced by comments"] if silenced else []
    parts += _compared(results)
    colour = COLOURS[worst] if worst else "bold yellow" if unchecked else "bold green"
    headline = Text(f"{told or 'No findings'}{where}", colour)
    yield Text(" · ").join([headline, *map(Text, parts)])
    if hidden:
        yield Text("--all shows every finding with its lines; scopeinspect rule CODE explains one.", "dim")
    elif every:
        yield Text(f"scopeinspect rule {every[0].code} explains it on an example.", "dim")
    for hint in hints:
        yield Text(hint, "dim")


def _compared(results: Sequence[Findings]) -> Iterator[str]:
    """What was compared, and how many of several targets were."""
    checked = [result for result in results if not result.problem]
    counts = Counter(name for result in checked for name in result.compared)
    if counts and set(counts.values()) == {len(checked)}:
        yield f"compared with the {' and the '.join(map(visible, counts))}"
        return
    for name, count in counts.items():
        yield f"{count:,} of {len(checked):,} compared with the {visible(name)}"
