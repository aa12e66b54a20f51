"""Comments in the source that silence a rule: `# scopeinspect: ignore[SI108] the second head is meant`."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from scopeinspect.model import Site
from scopeinspect.recording import Recording
from scopeinspect.rules.catalogue import UnknownRuleError, rules_named
from scopeinspect.rules.ending import UNUSED_SUPPRESSION
from scopeinspect.rules.rule import Diagnostic, Fix, Role
from scopeinspect.sources import Sources, lines_in, recorded_lines, statements

_COMMENT = re.compile(r"#\s*scopeinspect:\s*ignore\[(?P<rules>[^\]]*)\]")


class Suppression(msgspec.Struct, frozen=True):
    """One such comment."""

    file: str
    line: int
    """The line that the comment stands on."""
    lines: frozenset[int]
    """The lines of the statement that it is part of: it holds for all of them."""
    text: str
    """That line."""
    codes: frozenset[str]
    unknown: tuple[str, ...]
    """What it names that is no rule."""

    def silences(self, diagnostic: Diagnostic) -> bool:
        """Whether it is meant for this finding: it names the rule, and stands at one of the reported lines."""
        return diagnostic.code in self.codes and any(
            role.site.file == self.file and role.site.line in self.lines for role in diagnostic.roles
        )


class Silenced(msgspec.Struct, frozen=True):
    """What is left of the findings, and what the comments did."""

    diagnostics: list[Diagnostic]
    count: int
    """How many findings were silenced."""


def silence(
    recording: Recording, diagnostics: Iterable[Diagnostic], codes: frozenset[str], folder: str = "."
) -> Silenced:
    """Takes out the findings that comments silence, and adds one for each comment that silences nothing.

    Args:
        recording: whose sources are looked at: as they are now, or, where a file is gone or has changed, the lines
            that were recorded.
        diagnostics: what was found.
        codes: the rules that looked; a comment for another rule is not called unused.
        folder: the working directory of the run.
    """
    found = list(diagnostics)
    kept, used = [], set()
    comments = list(suppressions(recording, folder))
    for diagnostic in found:
        silencing = [comment for comment in comments if comment.silences(diagnostic)]
        used |= {(comment, diagnostic.code) for comment in silencing}
        if not silencing:
            kept.append(diagnostic)
    count = len(found) - len(kept)
    if UNUSED_SUPPRESSION.code in codes:
        kept += [_unused(comment, idle) for comment in comments if (idle := _idle(comment, used, codes))]
    return Silenced(kept, count)


def _idle(comment: Suppression, used: set[tuple[Suppression, str]], codes: frozenset[str]) -> list[str]:
    """What a comment names in vain."""
    return [*comment.unknown, *sorted(code for code in comment.codes & codes if (comment, code) not in used)]


def _unused(comment: Suppression, idle: list[str]) -> Diagnostic:
    named = ", ".join(idle)
    return UNUSED_SUPPRESSION.found(
        f"the comment ignores {named}, which {'is no rule' if comment.unknown else 'finds nothing here'}",
        roles=[Role("this comment", Site(0, comment.file, comment.line, "", comment.text))],
        why="It would silence the next finding on this line, which nobody has looked at.",
        fixes=[Fix("remove it, or correct the code in its brackets.")],
    )


def suppressions(recording: Recording, folder: str = ".") -> Iterator[Suppression]:
    """The comments in the sources of a recording."""
    sources = Sources(recording, folder)
    for file, recorded in recorded_lines(recording).items():
        yield from _of_file(file, recorded, _source(sources.text(file)))


def _of_file(file: str, recorded: Mapping[int, str], source: str | None) -> Iterator[Suppression]:
    if source is None:
        for line, text in recorded.items():
            if match := _COMMENT.search(text):
                yield _suppression(file, line, frozenset([line]), text, match)
        return
    around = statements(file, source)
    lines = lines_in(source)
    for line, comment in _comments("\n".join(lines)):
        if match := _COMMENT.search(comment):
            inside = around[line].numbers if line in around else frozenset([line])
            yield _suppression(file, line, inside, lines[line - 1].strip(), match)


def _suppression(file: str, line: int, lines: frozenset[int], text: str, match: re.Match[str]) -> Suppression:
    codes: set[str] = set()
    unknown = []
    for word in filter(None, map(str.strip, match["rules"].split(","))):
        try:
            codes |= {rule.code for rule in rules_named(word)}
        except UnknownRuleError:
            unknown.append(word)
    return Suppression(file, line, lines, text, frozenset(codes), tuple(unknown))


def _source(text: str | None) -> str | None:
    """A source; nothing where no comment in it can be meant for us."""
    is_spoken_to = text is None or "scopeinspect" in text
    return text if is_spoken_to else ""


def _comments(source: str) -> Iterator[tuple[int, str]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
    except (tokenize.TokenError, SyntaxError):  # Python 2, say: what was read until here counts
        return
