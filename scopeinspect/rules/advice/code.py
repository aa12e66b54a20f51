"""The user's lines, as they are quoted in advice."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from scopeinspect.model import Site, span_in
from scopeinspect.sources import Sources, Statement, is_deep, parsed

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MOST_LINES = 6
"""Lines of a statement that are written out."""

MOST_STATEMENTS = 12
"""Statements that are written out one below the other: who is to type them wants all, and who reads them a screen."""

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
        return (f"…  # {found.places}, as they are",)
    return (*lines, "    …") if found.is_head and lines[-1].endswith(":") else lines


def _recorded(site: Site) -> str:
    line = " ".join(without_comments([site.text]))
    if not line:
        return f"…  # {site.place}"
    tree = parsed(line)
    is_whole = line.endswith(":") if tree is None else not is_deep(tree)
    return line if is_whole else f"…  # the whole statement around {site.place}"


def written(sources: Sources, site: Site, nodes: Sequence[ast.stmt]) -> tuple[str, ...]:
    """Statements of one block, as they are to be typed; of many, which lines they are."""
    if not nodes:
        return ()
    first, last = nodes[0].lineno, nodes[-1].end_lineno or nodes[-1].lineno
    lines = without_comments(sources.lines(site.file, first, last))
    are_whole = all(sources.at(site.file, one.lineno) for one in nodes)
    if are_whole and len(lines) <= MOST_LINES:
        return lines
    return (f"…  # {span_in(site.file, first, last)}, as they are",)


def bounded(statements: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The lines of several statements; of very many, the first, and how many there are."""
    shown = statements if len(statements) <= MOST_STATEMENTS else statements[: MOST_STATEMENTS - 1]
    rest = len(statements) - len(shown)
    return (*(line for one in shown for line in one), *([f"…  # and {rest} more lines likewise"] if rest else []))


def within(head: str, lines: Sequence[str]) -> tuple[str, ...]:
    """Lines below a head: `with …:`."""
    return (head, *(f"    {line}" for line in lines))


def place(sources: Sources, site: Site) -> str:
    """Where a statement is, and what it says if that is one line: `line 10 (scope.reuse_variables())`."""
    lines = statement(sources, site)
    return f"{site.place} ({lines[0]})" if len(lines) == 1 and not lines[0].startswith("…") else site.place


class Edit(msgspec.Struct, frozen=True):
    """Something to write in a statement, in place of a part of it or in front of where that begins."""

    node: ast.expr | ast.keyword
    text: str
    at: Literal["instead", "before", "after"] = "instead"


def edited(found: Statement, edits: Iterable[Edit]) -> tuple[str, ...]:
    """The lines of a statement with some parts replaced, the others as they are; none where that is no Python.

    Of edits in one another, the outermost counts.
    """
    lines = [line.encode() for line in found.lines]
    for (start, end), text in reversed(_apart(found, edits)):
        if not (0 <= start[0] <= end[0] < len(lines) and min(start[1], end[1]) >= 0):  # in the head's body, say
            return ()
        head, tail = lines[start[0]][: start[1]], lines[end[0]][end[1] :]
        lines[start[0] : end[0] + 1] = [head + text.encode() + tail]
    try:
        typed = without_comments([line.decode() for line in lines])
    except UnicodeDecodeError:  # older Pythons misplace what is in an f-string
        return ()
    return typed if is_python(typed) else ()


_Place = tuple[int, int]


def _apart(found: Statement, edits: Iterable[Edit]) -> list[tuple[tuple[_Place, _Place], str]]:
    """From where to where each edit goes in the lines of a statement, in order, without those that are in others."""
    apart: list[tuple[tuple[_Place, _Place], str]] = []
    for start, end, text in sorted(_span(found, edit) for edit in edits):
        if not apart or start >= apart[-1][0][1]:
            apart.append(((start, end), text))
        elif start == apart[-1][0][0] and end > apart[-1][0][1]:
            apart[-1] = (start, end), text
    return apart


def _span(found: Statement, edit: Edit) -> tuple[_Place, _Place, str]:
    start = edit.node.lineno - found.first, edit.node.col_offset - found.indent
    end = (edit.node.end_lineno or 0) - found.first, (edit.node.end_col_offset or 0) - found.indent
    if edit.at == "instead":
        return start, end, edit.text
    return (start, start, edit.text) if edit.at == "before" else (end, end, edit.text)


def one_more(call: ast.Call, name: str, value: str) -> list[Edit]:
    """What gives a call one more argument, by its name; nothing where it has that one."""
    if any(one.arg == name for one in call.keywords):
        return []
    given = [*call.args, *(one.value for one in call.keywords)]
    if not given:
        return [Edit(call, f"{ast.unparse(call.func)}({name}={value})")]
    return [Edit(one, f", {name}={value}", "after") for one in given[-1:]]


def is_python(lines: Sequence[str]) -> bool:
    """Whether lines are a statement, or the head of one."""
    text = "\n".join(lines).lstrip()
    if text.startswith("elif"):
        text = text[2:]
    return any(parsed(one) is not None for one in (text, f"{text} pass"))


def at_line(lines: Sequence[str], place: str) -> tuple[str, ...]:
    """Lines to type, with the line that they stand for, where a comment can be.

    Args:
        lines: what to type.
        place: the line in words, as sites and statements have it.
    """
    told = f"  # {place}"
    for row in (0, len(lines) - 1) if lines else ():
        marked = (*lines[:row], lines[row] + told, *lines[row + 1 :])
        if _is_comment(marked, row, len(lines[row]) + 2):
            return marked
    return tuple(lines)


def _is_comment(lines: Sequence[str], row: int, column: int) -> bool:
    """Whether a comment begins there: not in a text of several lines, nor behind a backslash."""
    if len(lines) == 1 or (row == 0 and lines[0].startswith("…")):
        return True
    if lines[row][:column].rstrip().endswith("\\"):
        return False
    try:
        tokens = tokenize.generate_tokens(io.StringIO("\n".join(lines) + "\n").readline)
        return any(token.type == tokenize.COMMENT and token.start == (row + 1, column) for token in tokens)
    except (tokenize.TokenError, SyntaxError):  # unfinished: what was read until here has none
        return False


def root_of(function: ast.expr) -> str:
    """What a function of TensorFlow is taken from: `tf`, `tf.compat.v1`."""
    return ast.unparse(function.value) if isinstance(function, ast.Attribute) else "tf"


_PARTS_OF_TENSORFLOW = re.compile(r"\.(layers|nn|contrib|keras)\b.*")


def tensorflow_of(function: ast.expr) -> str:
    """What TensorFlow is called where a function or layer of it is: `tf` for `tf.layers.dense`."""
    root = root_of(function)
    whole = _PARTS_OF_TENSORFLOW.sub("", root)
    return whole if whole != root or name_of(function) == "variable_scope" else "tf"


def name_of(function: ast.expr) -> str:
    """The last part of the name by which a function is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def calls_of(found: Statement, *names: str) -> list[ast.Call]:
    """The calls of functions of these names in a statement, or in its head; none with `*` or `**` in it."""
    return [node for node in all_calls_of(found) if name_of(node.func) in names and is_written_out(node)]


def all_calls_of(found: Statement) -> list[ast.Call]:
    """The calls in a statement, or in its head."""
    return [node for node in nodes_of(found) if isinstance(node, ast.Call)]


def nodes_of(found: Statement) -> Iterator[ast.AST]:
    """What a statement, or its head, consists of."""
    for part in head_of(found.node) if found.is_head else ast.iter_child_nodes(found.node):
        yield from ast.walk(part)


def head_of(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a statement that are no statements in it, nor what these are in."""
    inside = (ast.stmt, ast.ExceptHandler, ast.match_case)
    return (one for one in ast.iter_child_nodes(node) if not isinstance(one, inside))


def arguments_of(call: ast.Call, names: tuple[str, ...]) -> dict[str, ast.expr]:
    """What a call gives, by the names of the arguments.

    Args:
        call: the call.
        names: of the arguments that it may give by their places, in order.
    """
    found = dict(zip(names, call.args, strict=False))
    return found | {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def given_to(call: ast.Call, function: ast.FunctionDef, name: str) -> list[ast.expr]:
    """What a call of a function gives as one of its arguments; nothing where it leaves that out."""
    arguments = [one.arg for one in function.args.args]
    is_method = arguments[:1] in (["self"], ["cls"])
    place = arguments.index(name) - is_method if name in arguments else len(call.args)
    return [one.value for one in call.keywords if one.arg == name] or call.args[place : place + 1]


def default_of(function: ast.FunctionDef, name: str) -> ast.expr | None:
    """What an argument of a function is where nobody gives it; None where it has to be given."""
    given = function.args
    by_place = zip(given.args[len(given.args) - len(given.defaults) :], given.defaults, strict=True)
    every = [*by_place, *zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    return next((value for one, value in every if one.arg == name), None)


def function_around(sources: Sources, site: Site) -> ast.FunctionDef | None:
    """The function of this name in which a site is."""
    defined = (one.node for one in sources.beside(site, f"def {site.function}("))
    functions = (one for one in defined if isinstance(one, ast.FunctionDef))
    return next((one for one in functions if one.lineno < site.line <= (one.end_lineno or 0)), None)


def called_as(sources: Sources, site: Site) -> tuple[str, ...]:
    """What a call of the function that a site is in may name: the function, or the class that it sets up."""
    if site.function != "__init__":
        return (site.function,)
    function = function_around(sources, site)
    defined = (one.node for one in sources.beside(site, "class "))
    classes = (one.name for one in defined if isinstance(one, ast.ClassDef) and function in one.body)
    return (site.function, *classes)


def is_written_out(call: ast.Call) -> bool:
    """Whether a call tells all its arguments: none are behind `*` or `**`, where one may have been given already."""
    return not any(isinstance(one, ast.Starred) for one in call.args) and all(one.arg for one in call.keywords)


def opens_variable_scope(item: ast.withitem) -> bool:
    """Whether a part of a `with` is `tf.variable_scope(…)`."""
    return isinstance(item.context_expr, ast.Call) and name_of(item.context_expr.func) == "variable_scope"


def variable_scopes(found: Statement | None) -> Iterator[tuple[ast.With, str]]:
    """The `with tf.name_scope(…):` around a statement, opening variable scopes instead."""
    for node in found.above if found else ():
        if isinstance(node, ast.With) and (head := _as_variable_scope(node)):
            yield node, head


def in_other_name_scope(found: Statement | None) -> bool:
    """Whether a statement is in a name scope for which there is no such variable scope."""
    return any(
        isinstance(node, ast.With) and any(map(_is_name_scope, node.items)) and not _as_variable_scope(node)
        for node in (found.above if found else ())
    )


def _is_name_scope(item: ast.withitem) -> bool:
    return isinstance(item.context_expr, ast.Call) and name_of(item.context_expr.func) == "name_scope"


_TENSORFLOW = re.compile(r"(tf\d?|tensorflow)(\.\w+)*")
"""What a name scope that is not that of a certain graph is taken from."""


def _as_variable_scope(node: ast.With) -> str:
    """The head of a `with tf.name_scope(…):`, opening a variable scope instead; empty for another."""
    if not any(map(_is_name_scope, node.items)):
        return ""
    items = []
    for item in node.items:
        called = item.context_expr
        if _is_name_scope(item) and isinstance(called, ast.Call):
            if not (_TENSORFLOW.fullmatch(root_of(called.func)) and is_written_out(called)):
                return ""
            called = _variable_scope(called)
        items.append(ast.unparse(ast.withitem(called, item.optional_vars)))
    head = in_double_quotes(f"with {', '.join(items)}:")
    return head if is_python([head]) else ""


def _variable_scope(call: ast.Call) -> ast.Call:
    """A call of `tf.name_scope` as one of `tf.variable_scope`, which calls its first argument otherwise."""
    function = ast.parse(f"{root_of(call.func)}.variable_scope", mode="eval").body
    name = [one.value for one in call.keywords if one.arg == "name"]
    return ast.Call(function, [*name, *call.args], [one for one in call.keywords if one.arg != "name"])


def in_double_quotes(text: str) -> str:
    """Code with its texts in double quotes, as most people write them, where none is inside."""
    return text if '"' in text else text.replace("'", '"')
