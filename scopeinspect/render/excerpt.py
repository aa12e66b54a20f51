"""A diagnostic as a compiler would print it: the user's lines, with what happened at each."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.text import Text

from scopeinspect.render.text import LONGEST_CODE, visible
from scopeinspect.rules.rule import Diagnostic, Fix, Role, Severity

COLOURS: dict[Severity, str] = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}

_NARROWEST = 40
"""Columns that a role's text is to have; it starts further left where it would get fewer."""

_MOST_LINES = 6
"""Lines of one statement that are shown."""

_LEAD = len("why   ")
_CALL = re.compile(
    r"(?<![\w.])(?!(?:def|class|range|enumerate|zip|print|len|int|float|str|list)\b|[\w.]+\.(?:append|extend)\()"
    r"[A-Za-z_][\w.]*\("
)


def excerpt(diagnostic: Diagnostic, *, is_ascii: bool, width: int = 100) -> Iterator[Text]:
    """The lines that tell a diagnostic, none of them to be wrapped again.

    Args:
        diagnostic: what was found.
        is_ascii: whether only ASCII may be used.
        width: columns there are.
    """
    sources = _sources(diagnostic, width, is_ascii=is_ascii)
    for line in (*headline(diagnostic, width), *sources, *_advice(diagnostic, width)):
        line.no_wrap = True
        yield line


def headline(diagnostic: Diagnostic, width: int) -> Iterator[Text]:
    """What was found, in a sentence."""
    lead = f"{diagnostic.severity}[{diagnostic.code}] {diagnostic.name}: "
    told = lead + visible(diagnostic.message, 500)
    first, *rest = textwrap.wrap(told, max(width, _NARROWEST), subsequent_indent="  ", break_on_hyphens=False)
    mark = len(f"{diagnostic.severity}[{diagnostic.code}]")
    yield Text.assemble((first[:mark], COLOURS[diagnostic.severity]), (first[mark:], "bold"))
    yield from (Text(line, "bold") for line in rest)


def _sources(diagnostic: Diagnostic, width: int, *, is_ascii: bool) -> Iterator[Text]:
    quotes = [_Quote(list(same)) for _, same in groupby(diagnostic.roles, key=_statement_of)]
    margin = max((len(str(number)) for quote in quotes for number in quote.lines), default=1) + 1
    top, bar, end, mark = ("--", "|", "--", "^") if is_ascii else ("┌─", "│", "└─", "▲")
    for file, of_file in groupby(quotes, key=lambda quote: quote.file):
        yield Text(f"{'':{margin}}{top} {visible(file)}", "dim")
        for quote in of_file:
            before = None
            for number, line in quote.lines.items():
                if before is not None and number != before + 1:
                    yield Text(f"{'':{margin}}{bar} …", "dim")
                before = number
                code = visible(line, max(width - margin - 2, _NARROWEST))
                yield Text.assemble(
                    (f"{number:>{margin - 1}} {bar} ", "dim"),
                    code or Text("" if quote.is_whole else "(its source is not at hand)", "dim italic"),
                )
                column = call_column(code)
                for role in quote.marked.get(number, ()):
                    for marked in _marked(role, column, width - margin - 2, mark):
                        yield Text.assemble((f"{'':{margin}}{bar} ", "dim"), marked)
            if quote.is_cut:
                yield Text(f"{'':{margin}}{bar} …", "dim")
        yield Text(f"{'':{margin}}{end}", "dim")


def _statement_of(role: Role) -> tuple[str, int]:
    return role.site.file, role.statement.first if role.statement else role.site.line


class _Quote:
    """A statement, and what happened at which of its lines.

    Args:
        roles: what happened in it.
    """

    def __init__(self, roles: list[Role]) -> None:
        first = roles[0]
        self.file = first.site.file
        statement = first.statement
        self.is_whole = statement is not None and len(statement.lines) > 1
        lines = {first.site.line: first.site.text}
        if statement and self.is_whole:
            lines = dict(enumerate(statement.lines, statement.first))
        self.marked: dict[int, list[Role]] = {}
        for role in roles:
            self.marked.setdefault(_called(lines, role.site.line), []).append(role)
        shown = _shown(list(lines), list(self.marked))
        self.is_cut = shown[-1] < max(lines)
        self.lines = {number: lines[number] for number in shown}


def _called(lines: dict[int, str], number: int) -> int:
    """The line on which the call begins: where a call ends, older Pythons say that it is."""
    above = (line for line in range(number, min(lines) - 1, -1) if _CALL.search(lines.get(line, "")))
    return next(above, number)


def _shown(numbers: list[int], marked: list[int]) -> list[int]:
    """The lines of a statement that are shown: its first one, those with a mark, and what fits of the others."""
    wanted = sorted(numbers, key=lambda number: (number not in marked, number != numbers[0], number))
    return sorted(wanted[: max(_MOST_LINES, len(marked))])


def _marked(role: Role, column: int, room: int, mark: str) -> Iterator[Text]:
    """A mark under the call, and what happened there beside it."""
    start = min(column, max(0, room - _NARROWEST))
    width = max(room - start - 2, _NARROWEST)
    first, *rest = textwrap.wrap(visible(role.text, 400), width, break_on_hyphens=False) or [""]
    if start < column:
        yield Text(f"{'':{column}}{mark}", "red")
        yield Text(f"{'':{start}}  {first}", "red")
    else:
        yield Text(f"{'':{column}}{mark} {first}", "red")
    yield from (Text(f"{'':{start}}  {line}", "red") for line in rest)


def call_column(code: str) -> int:
    """Where the call begins that a line is about: the first one that is not of Python's own."""
    match = _CALL.search(code)
    return match.start() if match else 0


def _advice(diagnostic: Diagnostic, width: int) -> Iterator[Text]:
    yield from _led("why", visible(diagnostic.why, 1000), width)
    yield from advice(diagnostic.fixes, width)


def advice(fixes: Iterable[Fix], width: int) -> Iterator[Text]:
    """What mends something, one way after the other."""
    lead = "fix"
    for fix in fixes:
        yield from _led(lead, visible(fix.purpose, 400), width)
        for line in fix.code:
            yield Text(f"{'':{_LEAD + 4}}{visible(line, LONGEST_CODE)}", "green", no_wrap=True)
        lead = ""


def _led(lead: str, text: str, width: int) -> Iterator[Text]:
    """A text with a word at the margin."""
    lines = textwrap.wrap(text, max(width - _LEAD, _NARROWEST), break_on_hyphens=False, break_long_words=False)
    for number, line in enumerate(lines):
        yield Text.assemble((f"{lead if number == 0 else '':{_LEAD}}", "bold"), line)
