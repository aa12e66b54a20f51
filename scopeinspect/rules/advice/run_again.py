"""What to do about a cell of a notebook that was run again: it is there twice, and wants a graph that is empty."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from scopeinspect.cell_copies import Copy, copy_of
from scopeinspect.model import Site, place_in
from scopeinspect.rules.advice.anew import EMPTIED
from scopeinspect.rules.advice.code import name_of
from scopeinspect.rules.advice.held import Held
from scopeinspect.rules.advice.names_in_code import needed_in, rebound_in
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import cell_at, parsed

_LEFT_OPEN = {"InteractiveSession", "__enter__"}
"""What makes a graph or a session the default one until somebody ends it."""
_BY_NAME = re.compile(r"\b(?:reuse|get_tensor_by_name|get_operation_by_name|as_graph_element|get_collection)\b")
"""What takes from a graph what no name of the code holds."""


class RunAgain:
    """Cells that are earlier ones again.

    Args:
        facts: what is known.
        book: the notebook, as sites name it.
        copy: which cells.
    """

    def __init__(self, facts: Facts, book: str, copy: Copy) -> None:
        self._facts = facts
        self._book = book
        self._copy = copy

    @property
    def told(self) -> str:
        """What they are, as a sentence."""
        return f"{self._copy.told.capitalize()}, word for word."

    def fixes(self) -> list[Fix]:
        """The graph emptied, where nothing of it is needed from there on; or the cells deleted."""
        cells, once = self._facts.sources.cells(self._book), f"to have it once, delete {self._copy.later}"
        line = _first_line(cells[self._copy.again - 1])
        if not (line and self._can_be_emptied(cells)):
            return [Fix(f"{once}; the graph can't be emptied first, as what other cells made in it is needed.")]
        above = place_in(self._file(self._copy.again), line)
        return [
            Fix(f"to build it anew, as when a cell is run again, empty the graph above {above}:", (EMPTIED,)),
            Fix(f"{once}."),
        ]

    @property
    def has_other_values(self) -> bool:
        """Whether cells between them give a value to what they read: these may be models that are compared."""
        copy, trees = self._copy, [parsed(cell) for cell in self._facts.sources.cells(self._book)]
        between = [tree for tree in trees[copy.first + copy.count - 1 : copy.again - 1] if tree]
        later = [tree for tree in trees[copy.again - 1 : copy.again - 1 + copy.count] if tree]
        return any(rebound_in(one) & needed_in(other) for one in between for other in later)

    @property
    def is_one_call(self) -> bool:
        """Whether one statement of the earlier cells asked for all their variables: there is one to be shared."""
        files = {self._file(self._copy.first + step) for step in range(self._copy.count)}
        calls = (self._facts.recording.stack(one.stack)[0] for one in self._facts.recording.requests if one.stack)
        return len({call for call in calls if call.file in files}) == 1

    def _can_be_emptied(self, cells: Sequence[str]) -> bool:
        """Whether the later cells, and those below them, need nothing that was made in the graph before."""
        copy, held, needs = self._copy, Held(self._facts.recording), False
        trees = [parsed(cell) for cell in cells]
        for number, tree in enumerate(trees[: copy.again - 1], 1):
            if tree is None:
                return False
            is_original = copy.first <= number < copy.first + copy.count
            if held.learn(self._file(number), tree.body) and not is_original:
                needs = True
            if not is_original and _LEFT_OPEN & _words(tree):
                return False
        later = trees[copy.again - 1 :]
        if needs and any(map(_BY_NAME.search, cells[copy.again - 1 :])):
            return False
        return not held.are_read([node for tree in later if tree for node in tree.body]) and None not in later

    def _file(self, number: int) -> str:
        return f"{self._book}[cell {number}]"


def run_again(facts: Facts, before: Sequence[Site], again: Sequence[Site]) -> RunAgain | None:
    """The cells that were run again, where that is what made something twice; None elsewhere.

    Args:
        facts: what is known.
        before: the calls that made it first, from the outermost inwards.
        again: those that made it again.
    """
    first, second = (cell_at(stack[0].file) if stack else None for stack in (before, again))
    if first is None or second is None or first[0] != second[0] or before[0].line != again[0].line:
        return None
    copy = copy_of(facts.sources.cells(first[0]), first[1], second[1])
    return RunAgain(facts, first[0], copy) if copy else None


def _words(tree: ast.AST) -> set[str]:
    return {name_of(one) for one in ast.walk(tree) if isinstance(one, (ast.Attribute, ast.Name))}


def _first_line(cell: str) -> int:
    """The line of a cell's first statement that may have others above it; 0 where there is none.

    What stands as `pass` is IPython's, which has to come first where it speaks of the whole cell.
    """
    tree = parsed(cell)
    for node in tree.body if tree else ():
        if not isinstance(node, ast.Pass) and getattr(node, "module", "") != "__future__":
            decorators: list[ast.expr] = getattr(node, "decorator_list", [])
            return min([node.lineno, *(one.lineno for one in decorators)])
    return 0
