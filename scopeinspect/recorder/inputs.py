"""What flows into each op."""

from __future__ import annotations

from array import array
from typing import Any, Dict, Iterable, List, Optional, Sequence, Set, Tuple


class Inputs:
    """Notes what an op is made of as it is made: asking TensorFlow for it in the end is the dearest thing one can do.

    TensorFlow is asked about the ops that it makes by itself, as those of an imported graph, and about those that
    are given other inputs later, as a loop's are.
    """

    def __init__(self) -> None:
        # By graph, of one op after another: its number, how many inputs it has, and the numbers of the ops that they
        # come from. Not one object for each op, as that is so much more work for the garbage collector.
        self._noted: Dict[int, array[int]] = {}
        self._changed: Set[Tuple[int, int]] = set()

    def note(self, graph: int, op: Any, tensors: Sequence[Any]) -> None:
        """An op was made of these tensors. Called once for every op."""
        noted = self._noted.get(graph)
        if noted is None:
            noted = self._noted.setdefault(graph, array("q"))
        # In one go, as another thread may do the same.
        noted.extend([op._id_value, len(tensors), *[tensor.op._id_value for tensor in tensors]])

    def changed(self, graph: int, op: Any) -> None:
        """An op was given other inputs, be it while it is made."""
        self._changed.add((graph, op._id_value))

    def of(self, graph: int, ops: Sequence[Any]) -> List[List[int]]:
        """Of each of a graph's ops, the places of the ops that its inputs come from.

        Those that it only waits for follow, as `-1 - place`.
        """
        places = {op._id_value: place for place, op in enumerate(ops)}
        told: List[Optional[List[int]]] = [None] * len(ops)
        for number, sources in self._records(graph):
            if number in places and (graph, number) not in self._changed:
                told[places[number]] = _places(sources, places)
        return [
            (_places(_numbers(tensor.op for tensor in _tensors(op)), places) if data is None else data)
            # TensorFlow takes the ops to wait for from a set, so their order is chance.
            + sorted(-1 - place for place in _places(_numbers(op.control_inputs), places))
            for op, data in zip(ops, told)
        ]

    def _records(self, graph: int) -> Iterable[Tuple[int, Sequence[int]]]:
        noted = self._noted.get(graph, ())
        start = 0
        while start < len(noted):
            end = start + 2 + noted[start + 1]
            yield noted[start], noted[start + 2 : end]
            start = end


def _tensors(op: Any) -> Sequence[Any]:
    try:
        return op.inputs  # type: ignore[no-any-return]
    except AttributeError:  # up to 2.11, a placeholder that a loop's condition is given as half an op
        return ()


def _numbers(ops: Iterable[Any]) -> Iterable[int]:
    return (op._id_value for op in ops)


def _places(numbers: Iterable[int], places: Dict[int, int]) -> List[int]:
    """The places of these ops, those left out that were there before the recording began."""
    return [places[number] for number in numbers if number in places]
