"""Types advice into a program, as somebody who has never seen the tool would: word for word."""

from __future__ import annotations

import ast
import itertools
import re
import textwrap
from collections.abc import Callable, Iterator

from scopeinspect.rules.rule import Diagnostic, Fix

_STANDS_FOR = re.compile(r"  # line (\d+)$")
_REMOVED = re.compile(r"(?:replace|remove) line (\d+)")
_LINES_REMOVED = re.compile(r"remove lines (\d+) to (\d+)\b")
_AS_IT_IS = "…  # as it is"
_IN_WORDS = ("by a name of its own", "with tf.get_variable (line")
"""What only the author can add to the code."""
_FOR_EACH_ROUND = ("to have one for each time, give each", "if a set for each round", "to build another model")
"""How the fixes begin that write a loop anew."""


class NotTypedError(Exception):
    """The advice is words alone, or has holes that only the author can fill."""


def typed(source: str, diagnostic: Diagnostic, fix: Fix) -> str:
    """Return the program with one fix typed into it.

    Raises:
        NotTypedError: the fix has no code, or holes in it.
    """
    holes = any("…" in line and not line.endswith(_AS_IT_IS) for line in fix.code)
    removed = _REMOVED.search(fix.purpose)
    if holes or any(words in fix.purpose for words in _IN_WORDS) or not (fix.code or removed or _LINES_REMOVED.search(fix.purpose)):
        raise NotTypedError
    lines = _replaced(source.splitlines(), [(int(removed[1]), [])]) if removed else source.splitlines()
    if several := _LINES_REMOVED.search(fix.purpose):
        if any(int(one[1]) >= int(several[1]) for line in fix.code if (one := _STANDS_FOR.search(line))):
            raise NotTypedError
        lines = [line for at, line in enumerate(lines, 1) if not int(several[1]) <= at <= int(several[2])]
    for words, special in _SPECIAL.items():
        if match := re.search(words, fix.purpose):
            return _joined(special(lines, list(fix.code), int(match[1])))
    place = diagnostic.place.line if diagnostic.place else 0
    if "empty the graph first" in fix.purpose:
        call = [] if len(fix.code) > 1 else _statement(lines, place)
        return _joined(_replaced(lines, [(place, [*fix.code, *call])]))
    if fix.purpose.startswith(_FOR_EACH_ROUND):
        return _joined(_rewritten(lines, place, list(fix.code)))
    return _joined(_chunk_by_chunk(lines, fix)) if fix.code else _joined(lines)


def _chunk_by_chunk(lines: list[str], fix: Fix) -> list[str]:
    """Each statement of the code in place of what it stands for, or of what it has in it."""
    changes: list[tuple[int, list[str]]] = []
    before: list[str] = []
    sizes: dict[int, int] = {}
    for chunk in _chunks(fix.code):
        if match := _STANDS_FOR.search(chunk[0]):
            changes.append((int(match[1]), [_STANDS_FOR.sub("", chunk[0]), *chunk[1:]]))
        elif (body := _body(chunk)) is not None:
            start, new = _around(lines, chunk, body)
            changes.append((start, new))
            if new is chunk:
                sizes[start] = len(body)
        else:
            before += chunk
    if not changes:
        raise NotTypedError
    return _replaced(lines, changes, before, sizes)


def _chunks(code: tuple[str, ...]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for line in code:
        if chunk and not line.startswith((" ", ")", "]", "}")):
            yield chunk
            chunk = []
        chunk.append(line)
    yield chunk


def _body(chunk: list[str]) -> list[str] | None:
    return textwrap.dedent("\n".join(chunk[1:])).splitlines() if chunk[0].startswith("with ") and chunk[1:] else None


def _bare(line: str) -> str:
    return re.sub(r"\s+#.*$", "", line).strip()


def _around(lines: list[str], chunk: list[str], body: list[str]) -> tuple[int, list[str]]:
    """The statement that a chunk has in it: where it is, and the whole."""
    if body[-1].endswith(_AS_IT_IS):
        (start,) = [number for number, line in enumerate(lines, 1) if _bare(line) == body[0].strip()]
        return start, [chunk[0], *(f"    {line}" for line in _statement(lines, start, whole=True))]
    wanted = [_bare(line) for line in body]
    starts = [
        number for number in range(1, len(lines) + 1)
        if [_bare(line) for line in lines[number - 1 : number - 1 + len(body)]] == wanted
    ]  # fmt: skip
    if not starts:
        raise NotTypedError
    return starts[-1], chunk


def _node(lines: list[str], number: int) -> ast.stmt:
    """The innermost statement at a line."""
    tree = ast.parse("\n".join(lines))
    inside = [n for n in ast.walk(tree) if isinstance(n, ast.stmt) and n.lineno <= number <= (n.end_lineno or 0)]
    return max(inside, key=lambda node: node.lineno)


def _statement(lines: list[str], number: int, *, whole: bool = False) -> list[str]:
    node = _node(lines, number)
    end = node.end_lineno if whole or not getattr(node, "body", None) else node.lineno
    return textwrap.dedent("\n".join(lines[node.lineno - 1 : end])).splitlines()


def _joined(lines: list[str]) -> str:
    return "\n".join([*lines, ""])


def _replaced(
    lines: list[str],
    changes: list[tuple[int, list[str]]],
    before: list[str] | None = None,
    sizes: dict[int, int] | None = None,
) -> list[str]:
    """The program with some statements replaced, and something put in front of what holds the first of them.

    Sizes say how many lines are replaced where that is known.
    """
    left = list(lines)
    for number, new in sorted(changes, reverse=True, key=lambda change: change[0]):
        node = _node(lines, number)
        body = getattr(node, "body", None)
        # The heads of compound statements are replaced alone, unless the whole of it is there.
        end = (node.end_lineno or number) if not body or len(new) > 1 else node.lineno
        covered = len(new) > 1 and len(new) - 1 > end - node.lineno + 1
        indent = " " * node.col_offset
        size = len([line for line in new[1:] if line.strip()]) if new and new[0].startswith("with ") else 0
        end = max(end, node.lineno + size - 1) if size and not body and not covered else end
        end = number + sizes[number] - 1 if sizes and number in sizes else end
        left[node.lineno - 1 : end] = [indent + line for line in new]
    if before:
        first = min(number for number, _ in changes)
        top = next(node.lineno for node in ast.parse("\n".join(lines)).body if node.lineno <= first <= (node.end_lineno or 0))
        left[top - 1 : top - 1] = before
    return left


def _rewritten(lines: list[str], number: int, code: list[str]) -> list[str]:
    """The loop, or the statement, that a line is in, written anew."""
    node = _node(lines, number)
    if code[0].startswith("for "):
        tree = ast.parse("\n".join(lines))
        loops = [n for n in ast.walk(tree) if isinstance(n, ast.For) and n.lineno <= number <= (n.end_lineno or 0)]
        left = list(lines)
        indent = " " * node.col_offset
        heads = list(itertools.takewhile(lambda line: line.lstrip().startswith("for "), code))
        new = textwrap.dedent("\n".join(code[len(heads) :])).splitlines()
        start, end = node.lineno, node.end_lineno or node.lineno
        if len(new) - 1 > end - start + 1:  # the whole body of the loop
            body = max(loops, key=lambda one: one.lineno).body
            start, end = body[0].lineno, body[-1].end_lineno or end
        left[start - 1 : end] = [indent + line for line in new]
        for loop, head in zip(sorted(loops, key=lambda one: one.lineno)[-len(heads) :], heads, strict=True):
            left[loop.lineno - 1] = " " * loop.col_offset + head.lstrip()
        return left
    body = [line.strip() for line in _body(code) or []]
    are_there = body == [_bare(line) for line in lines[node.lineno - 1 : node.lineno - 1 + len(body)]]
    return _replaced(lines, [(number, code)], sizes={number: len(body)} if body and are_there else None)


def _moved(lines: list[str], code: list[str], head: int) -> list[str]:
    """The program with statements taken out of a `with` and put below it."""
    node = _node(lines, head)
    wanted = [_bare(line) for line in code]
    kept = [line for line in lines[node.lineno - 1 : node.end_lineno] if _bare(line) not in wanted]
    below = [" " * node.col_offset + line for line in code]
    return [*lines[: node.lineno - 1], *kept, *below, *lines[node.end_lineno :]]


def _hoisted(lines: list[str], code: list[str], number: int) -> list[str]:
    """The program with a statement taken out of a function and put above it."""
    (top,) = [node for node in ast.parse("\n".join(lines)).body if node.lineno <= number <= (node.end_lineno or 0)]
    left = [line for at, line in enumerate(lines, 1) if at != number]
    left[top.lineno - 1 : top.lineno - 1] = code
    return left


def _put_above(lines: list[str], code: list[str], number: int) -> list[str]:
    """The program with a statement above one that stands before it, and what else there is to type below."""
    (first, second, *others) = [int(match[1]) for line in code if (match := _STANDS_FOR.search(line))]
    assert first == number > second
    below = [chunk for chunk in _chunks(tuple(code)) if (match := _STANDS_FOR.search(chunk[0])) and int(match[1]) in others]
    left = _chunk_by_chunk(lines, Fix("", tuple(line for chunk in below for line in chunk))) if below else list(lines)
    node, target = _node(left, first), _node(left, second)
    moved = left[node.lineno - 1 : node.end_lineno]
    del left[node.lineno - 1 : node.end_lineno]
    left[target.lineno - 1 : target.lineno - 1] = moved
    return left


def _in_place(lines: list[str], code: list[str], number: int) -> list[str]:
    return _replaced(lines, [(number, code)])


def _above(lines: list[str], code: list[str], number: int) -> list[str]:
    indent = " " * _node(lines, number).col_offset
    return [*lines[: number - 1], *(indent + line for line in code), *lines[number - 1 :]]


def _heads(lines: list[str], code: list[str], _: int) -> list[str]:
    """The program with the heads of statements written anew, each where its own line is."""
    left = list(lines)
    for line in code:
        match = _STANDS_FOR.search(line)
        assert match
        left = _in_place(left, [line[: match.start()].strip()], int(match[1]))
    return left


_SPECIAL: dict[str, Callable[[list[str], list[str], int], list[str]]] = {
    r"put line (\d+), which does not ask for reuse, above": _put_above,
    r"empty the graph above line (\d+)": _above,
    r"initialize all of them above line (\d+)": _above,
    r"make the name scope at line (\d+)": _in_place,
    r"number the name scope at line (\d+)": _heads,
    r"out of the `with` at line (\d+), to below it": _moved,
    r"move line (\d+), which makes the layer": _hoisted,
}
"""What to do by the words of a fix, with the line that they name."""
