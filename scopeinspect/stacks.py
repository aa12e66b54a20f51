"""The parts of stacks, as numbers: a stack of a thousand calls has a thousand parts, of five hundred on average."""

from __future__ import annotations

from collections.abc import Iterable


class Parts:
    """Gives each part of a stack a number, the same to the same calls, in no more room than the stacks themselves."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, int], int] = {}

    def beginnings(self, stack: Iterable[int]) -> list[int]:
        """The numbers of `stack[:1]`, `stack[:2]` and so on."""
        found: list[int] = []
        number = 0
        for site in stack:
            number = self._numbers.setdefault((number, site), len(self._numbers) + 1)
            found.append(number)
        return found

    def ends(self, stack: tuple[int, ...]) -> list[int]:
        """The numbers of `stack[0:]`, `stack[1:]` and so on, where no beginnings are asked for."""
        return self.beginnings(stack[::-1])[::-1]
