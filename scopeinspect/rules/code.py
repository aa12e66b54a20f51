"""The user's lines, as they are quoted in advice."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scopeinspect.model import Site
from scopeinspect.sources import Sources, Statement

MOST_LINES = 6
"""Lines of a statement that are written out."""

SHARED = "with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):"
"""Enters the scope of the moment again, to share what exists there and make what does not."""
SHARED_ONLY = "with tf.variable_scope(tf.get_variable_scope(), reuse=True):"
"""Enters the scope of the moment again, to share what exists there."""


def without_comments(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines of source without their comments, and without those that held nothing else."""
    cut = list(lines)
    if any(len(line.splitlines()) > 1 for line in lines):  # no line of a file: a hostile recording
        return tuple(cut)
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines) + "\n").readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                cut[row - 1] = lines[row - 1][:column].rstrip()
    except (tokenize.TokenError, SyntaxError):  # a line of a longer statement: what was read until here counts
        pass
    return tuple(line for line, whole in zip(cut, lines, strict=True) if line.strip() or not whole.strip())


def statement(sources: Sources, site: Site) -> tuple[str, ...]:
    """The lines of the statement at a site, as they are to be typed; of a long one, which lines they are.

    Where its source is not at hand there is only the line that was recorded, which may be part of a statement. That
    is no Python by itself, and nobody is to type it.
    """
    found = sources.statement(site)
    if found is None:
        return (_recorded(site),)
    lines = without_comments(found.lines)
    if len(lines) > MOST_LINES:
        return (f"…  # lines {found.first} to {found.first + len(found.lines) - 1}, as they are",)
    return (*lines, "    …") if found.is_head and lines[-1].endswith(":") else lines


def _recorded(site: Site) -> str:
    line = " ".join(without_comments([site.text]))
    if not line:
        return f"…  # line {site.line}"
    try:
        ast.parse(line)
    except (SyntaxError, ValueError):
        return line if line.endswith(":") else f"…  # the whole statement around line {site.line}"
    return line


def written(sources: Sources, site: Site, nodes: Sequence[ast.stmt]) -> tuple[str, ...]:
    """Statements of one block, as they are to be typed; of many, which lines they are."""
    if not nodes:
        return ()
    first, last = nodes[0].lineno, nodes[-1].end_lineno or nodes[-1].lineno
    lines = without_comments(sources.lines(site.file, first, last))
    return lines if len(lines) <= MOST_LINES else (f"…  # lines {first} to {last}, as they are",)


def within(head: str, lines: Sequence[str]) -> tuple[str, ...]:
    """Lines below a head: `with …:`."""
    return (head, *(f"    {line}" for line in lines))


def place(sources: Sources, site: Site) -> str:
    """Where a statement is, and what it says if that is one line: `line 10 (scope.reuse_variables())`."""
    lines = statement(sources, site)
    return f"line {site.line} ({lines[0]})" if len(lines) == 1 and not lines[0].startswith("…") else f"line {site.line}"


@dataclass(frozen=True)
class Edit:
    """Something to write in a statement, in place of a part of it or in front of where that begins."""

    node: ast.expr | ast.keyword
    text: str
    at: Literal["instead", "before", "after"] = "instead"


def edited(found: Statement, edits: Iterable[Edit]) -> tuple[str, ...]:
    """The lines of a statement with some parts replaced, the others as they are."""
    lines = [line.encode() for line in found.lines]
    for edit in sorted(edits, key=lambda one: (one.node.lineno, one.node.col_offset), reverse=True):
        start = edit.node.lineno - found.first, edit.node.col_offset - found.indent
        end = (edit.node.end_lineno or 0) - found.first, (edit.node.end_col_offset or 0) - found.indent
        if edit.at != "instead":
            start = end = start if edit.at == "before" else end
        head, tail = lines[start[0]][: start[1]], lines[end[0]][end[1] :]
        lines[start[0] : end[0] + 1] = [head + edit.text.encode() + tail]
    return without_comments([line.decode() for line in lines])


def at_line(lines: Sequence[str], number: int) -> tuple[str, ...]:
    """Lines to type, with the number of the line that they stand for."""
    return (f"{lines[0]}  # line {number}", *lines[1:])


def root_of(function: ast.expr) -> str:
    """What a function of TensorFlow is taken from: `tf`, `tf.compat.v1`."""
    return ast.unparse(function.value) if isinstance(function, ast.Attribute) else "tf"


def name_of(function: ast.expr) -> str:
    """The last part of the name by which a function is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def calls_of(found: Statement, *names: str) -> list[ast.Call]:
    """The calls of functions of these names in a statement, or in its head."""
    body = {id(node) for one in getattr(found.node, "body", ()) for node in ast.walk(one)}
    return [
        node
        for node in ast.walk(found.node)
        if isinstance(node, ast.Call) and id(node) not in body and name_of(node.func) in names
    ]


def variable_scopes(found: Statement | None) -> Iterator[tuple[ast.With, str]]:
    """The `with tf.name_scope(…):` around a statement, opening variable scopes instead."""
    for node in found.above if found else ():
        if isinstance(node, ast.With) and (head := _as_variable_scope(node)):
            yield node, head


def _as_variable_scope(node: ast.With) -> str:
    """The head of a `with tf.name_scope(…):`, opening a variable scope instead; empty for another."""
    items = []
    for item in node.items:
        text = ast.unparse(item)
        called = item.context_expr
        is_name_scope = isinstance(called, ast.Call) and name_of(called.func) == "name_scope"
        items.append(text.replace("name_scope(", "variable_scope(", 1) if is_name_scope else text)
    changed = items != [ast.unparse(item) for item in node.items]
    return in_double_quotes(f"with {', '.join(items)}:") if changed else ""


def in_double_quotes(text: str) -> str:
    """Code with its texts in double quotes, as most people write them, where none is inside."""
    return text if '"' in text else text.replace("'", '"')
