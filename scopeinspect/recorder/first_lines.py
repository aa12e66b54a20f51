"""The line on which a call begins, in a Python that names the one of its last argument: those before 3.8."""

from __future__ import annotations

import ast
import dis
import linecache
import sys
from bisect import bisect_right
from types import CodeType
from typing import Any, Dict, Iterator, List, Optional, Tuple

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_EMITTERS: List[Tuple[Tuple[str, ...], Tuple[Any, ...]]] = [
    (("CALL_",), (ast.Call, *_COMPREHENSIONS)),
    (("LOAD_ATTR", "LOAD_METHOD"), (ast.Attribute,)),
    (("BINARY_SUBSCR",), (ast.Subscript,)),
    (("BINARY_",), (ast.BinOp,)),
    (("INPLACE_",), (ast.AugAssign,)),
    (("UNARY_",), (ast.UnaryOp,)),
    (("COMPARE_",), (ast.Compare,)),
    (("SETUP_WITH",), (ast.withitem,)),
]
"""How the names of instructions begin that run code of somebody else's, and what they are compiled from."""
_KINDS = [
    next((place for place, (begins, _) in enumerate(_EMITTERS) if name.startswith(begins)), None) for name in dis.opname
]
"""The place in `_EMITTERS` of each instruction, by its number."""

_IS_TOLD_BY_PYTHON = tuple(sys.version_info) >= (3, 8)
_files: Dict[str, "_File"] = {}


def first_line(code: CodeType, instruction: int, line: int, module_globals: Any = None) -> int:
    """The line on which the expression begins that is being run, as newer Pythons tell it.

    An older one numbers an instruction by whichever expression it compiled last: that of a call has the line of its
    last argument. So the source is compiled again with a number of its own for each expression.

    Args:
        code: what is run.
        instruction: the offset of the instruction in it, as in ``f_lasti``.
        line: the one that Python names; it is the answer where there is no better one.
        module_globals: of the module, for a source that only its loader has.
    """
    if _IS_TOLD_BY_PYTHON:
        return line
    file = _files.get(code.co_filename)
    if file is None:
        file = _files[code.co_filename] = _File("".join(linecache.getlines(code.co_filename, module_globals)))
    found = file.first_line(code, instruction)
    return found if found is not None and found <= line else line  # texts of several lines are misplaced there


class _File:
    """A source, compiled with numbers in the place of lines.

    Args:
        text: the source; empty where nobody has it.
    """

    def __init__(self, text: str) -> None:
        self._functions: Dict[Tuple[str, int], List[Tuple[CodeType, _Instructions]]] = {}
        # Comparing code objects compares all that is in them. The object is kept, so that no other gets its id.
        self._known: Dict[int, Tuple[CodeType, Optional[_Instructions]]] = {}
        try:
            tree = ast.parse(text)
            plain = compile(tree, "", "exec", dont_inherit=True)
            self._tree = _Numbered(tree)
            pairs = list(_pairs(plain, compile(tree, "", "exec", dont_inherit=True)))
        except (SyntaxError, ValueError, RecursionError):  # nothing that could have run
            return
        for plain, numbered in pairs:
            known = self._functions.setdefault((plain.co_name, plain.co_firstlineno), [])
            known.append((plain, _Instructions(numbered)))

    def first_line(self, code: CodeType, instruction: int) -> Optional[int]:
        """The line on which the expression of an instruction begins; None where that can't be told."""
        if id(code) not in self._known:
            alike = self._functions.get((code.co_name, code.co_firstlineno), [])
            self._known[id(code)] = code, next((numbered for plain, numbered in alike if plain == code), None)
        _, instructions = self._known[id(code)]
        found = instructions.at(instruction) if instructions else None
        if found is None:
            return None
        number, kind, place = found
        return self._tree.line_of(number, _EMITTERS[kind][1], place)


class _Instructions:
    """The instructions of a function that was compiled with numbers in the place of lines."""

    def __init__(self, code: CodeType) -> None:
        self._kinds = [_KINDS[operation] for operation in code.co_code[::2]]
        starts = list(dis.findlinestarts(code))
        self._starts = [start for start, _ in starts]
        self._numbers = [number for _, number in starts]

    def at(self, offset: int) -> Optional[Tuple[int, int, int]]:
        """What an instruction is of; None where it runs no code of somebody else's.

        Returns:
            The number of the expression that was compiled last before it, its kind, and how many of that kind there are
            between the two: of the expressions that end where that one does, the innermost has its instruction first.
        """
        place = bisect_right(self._starts, offset) - 1
        (*before, kind) = self._kinds[self._starts[place] // 2 : offset // 2 + 1]
        return None if kind is None else (self._numbers[place], kind, before.count(kind))


class _Numbered:
    """A tree whose nodes have numbers in the place of their lines, in the order in which they are compiled.

    Args:
        tree: the tree, which is changed.
    """

    def __init__(self, tree: ast.AST) -> None:
        self._lines: List[int] = []
        self._nodes: List[ast.AST] = []
        self._above: Dict[ast.AST, ast.AST] = {}
        waiting = [tree]
        while waiting:
            node = waiting.pop()
            inside = list(_in_order(node))
            self._above.update(dict.fromkeys(inside, node))
            waiting += reversed(inside)
            if hasattr(node, "lineno"):
                self._lines.append(node.lineno)
                self._nodes.append(node)
                node.lineno = len(self._nodes)

    def line_of(self, number: int, kinds: Tuple[Any, ...], place: int) -> Optional[int]:
        """The line of an expression that ends with another one; None where there is none.

        Args:
            number: of the one that it ends with.
            kinds: what it may be.
            place: how many of them are inside of it, and end there too.
        """
        emitters = [one for one in self._ending_with(self._nodes[number - 1]) if isinstance(one, kinds)]
        return self._lines[self._begin(emitters[place]).lineno - 1] if place < len(emitters) else None

    def _begin(self, node: Any) -> Any:
        """The node that has the line on which another one begins."""
        while isinstance(node, ast.BinOp):  # an older Python has it on the line of its operator
            node = node.left
        return self._above[node] if isinstance(node, ast.withitem) else node

    def _ending_with(self, node: ast.AST) -> Iterator[ast.AST]:
        """What an expression is the last part of, innermost first."""
        while not isinstance(node, ast.stmt) and node in self._above:
            outer = self._above[node]
            if _last(outer) is not node:
                return
            node = outer
            yield node


def _pairs(plain: CodeType, numbered: CodeType) -> Iterator[Tuple[CodeType, CodeType]]:
    """The functions of a module, each with itself as it is with numbers.

    They are taken from the instructions that load them: what is written twice on one line is one constant, and on
    lines of other numbers is two.
    """
    if len(plain.co_code) == len(numbered.co_code):
        yield plain, numbered
        for one, other in zip(dis.get_instructions(plain), dis.get_instructions(numbered)):
            if isinstance(one.argval, CodeType):
                yield from _pairs(one.argval, other.argval)


def _in_order(node: Any) -> Iterator[ast.AST]:
    """The parts of a node in the order in which Python 3.7 compiles them."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values)
        parts = [one for pair in pairs for one in pair]
    else:
        first = next((first for kinds, first in _FIRST if isinstance(node, kinds)), ())
        names = [*first, *(name for name in node._fields if name not in first)]
        values = [getattr(node, name, None) for name in names]
        parts = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return (one for one in parts if isinstance(one, ast.AST) and not isinstance(one, _WORDS))


_WORDS = (ast.expr_context, ast.operator, ast.boolop, ast.unaryop, ast.cmpop)
"""Nodes that are but words of those around them."""
_FIRST: List[Tuple[Tuple[Any, ...], Tuple[str, ...]]] = [
    ((ast.Assign, ast.AnnAssign), ("value",)),
    ((ast.For, ast.AsyncFor, ast.comprehension), ("iter",)),
    ((ast.DictComp,), ("generators", "value")),
    (_COMPREHENSIONS, ("generators",)),
    ((ast.FunctionDef, ast.AsyncFunctionDef), ("decorator_list", "args", "returns")),
    ((ast.ClassDef,), ("decorator_list",)),
    ((ast.arguments,), ("defaults", "kw_defaults")),
]
"""What is compiled first of a node, where that is not what stands first in it."""


def _last(node: Any) -> Optional[ast.AST]:
    """The part of a node that is compiled right before its own instruction."""
    if isinstance(node, ast.withitem):
        return node.context_expr  # it is entered, and only then given a name
    if isinstance(node, _COMPREHENSIONS):
        return node.generators[0]  # the rest is a function of its own
    if isinstance(node, ast.comprehension):
        return node.iter
    parts = list(_in_order(node))
    return parts[-1] if parts else None
