"""The loop in which one line made the same variables again and again, as the sources tell it.

A recording has no loops. It tells which calls led to a variable each time, and these are the same in every round, be
the loop around the outermost of them, around the line that makes the variable, or anywhere between.
"""

from __future__ import annotations

import ast

from msgspec.structs import replace

from scopeinspect.model import Site
from scopeinspect.rules.advice.code import nodes_of, written
from scopeinspect.rules.advice.loop_data import Loop
from scopeinspect.rules.advice.rounds import Rounds, rounds_at
from scopeinspect.rules.facts import Facts
from scopeinspect.sharing import Repeat


def at_its_loop(facts: Facts, repeat: Repeat) -> Repeat:
    """A repeat with the line that ran again as its calls; unchanged where it is no loop, or the sources don't tell."""
    at, stack = len(repeat.calls[0].path), repeat.calls[0].variables[0].stack
    if not repeat.is_loop or facts.sources.statement(facts.recording.sites[stack[at - 1]]) is None:
        return repeat
    # What is further out comes before what is inside, as that is made for one round.
    depths = (at, *range(at - 1, 0, -1), *range(at + 1, len(stack) + 1))
    depth = next((depth for depth in depths if _rounds_at(facts, stack, depth)), at)
    return replace(repeat, calls=tuple(replace(made, path=stack[:depth]) for made in repeat.calls))


def rounds_of(facts: Facts, repeat: Repeat) -> Rounds | None:
    """How the line of a loop's calls ran again."""
    first = repeat.calls[0]
    return _rounds_at(facts, first.variables[0].stack, len(first.path)) if repeat.is_loop else None


def _rounds_at(facts: Facts, stack: tuple[int, ...], depth: int) -> Rounds | None:
    return rounds_at(facts.sources, facts.recording.stack(stack), depth - 1)


def is_written_out(facts: Facts, repeat: Repeat) -> bool:
    """Whether one line ran again in no loop: each call of the function is there to be read, as in `net(a) - net(b)`."""
    rounds = rounds_of(facts, repeat)
    if rounds is None or rounds.loop or rounds.comprehension:
        return False
    # A lambda is called elsewhere: two of them may be the branches of a tf.cond, each with its own.
    has_lambda = any(isinstance(node, ast.Lambda) for node in nodes_of(rounds.statement))
    return rounds.calls == len(repeat.calls) and not has_lambda


def lines_of(facts: Facts, repeat: Repeat) -> dict[Site, list[int]]:
    """The lines of a loop that make the variables, and which of its variables each of them makes."""
    depth = len(repeat.calls[0].path)
    lines: dict[Site, list[int]] = {}
    for place, variable in enumerate(repeat.calls[0].variables):
        lines.setdefault(facts.recording.sites[variable.stack[:depth][-1]], []).append(place)
    return lines


def body_of(facts: Facts, site: Site, loop: Loop) -> tuple[str, ...]:
    """The statements of a loop's body, as they are to be typed."""
    return written(facts.sources, site, loop.body)
