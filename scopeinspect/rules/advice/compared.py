"""Rounds of a loop that each train a model, in a way that the loop gives them: models that are compared."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scopeinspect.rules.advice.anew import trains
from scopeinspect.rules.advice.code import COMPREHENSIONS, name_of
from scopeinspect.rules.advice.names_in_code import names_in
from scopeinspect.rules.advice.rounds import Rounds
from scopeinspect.rules.facts import Facts


def are_compared(facts: Facts, rounds: Rounds) -> bool:
    """Whether each round trains what it makes with something of its own, as in a search for the best learning rate.

    Or by an optimizer of its own, where it is computed from the same as in the others. What the rounds of a loop make
    for parts of one model has one optimizer, or each has the same.

    Args:
        facts: what is known.
        rounds: what is made again.
    """
    own = {name for target in _targets(rounds) for name in names_in(target, ast.Store)}
    if rounds.is_step or not own:
        return False
    in_loop = [rounds.loop] if rounds.loop else []
    optimizers = (call for one in (*in_loop, rounds.statement.node) for call in _calls(one) if _makes_optimizer(call))
    if any(own & set(names_in(call, ast.Load)) for call in optimizers):
        return True
    called = [call for call in _calls(rounds.statement.node) if name_of(call.func) == rounds.callee]
    if any(own & set(_given(call)) for call in called) and trains(facts, rounds.site):
        return True
    # To share what is computed of the same would only compute it again.
    of_round = _of_round(rounds, own)
    return _trains_each(rounds) and bool(called) and not any(of_round & set(_given(call)) for call in called)


def _trains_each(rounds: Rounds) -> bool:
    """Whether the loop makes an optimizer in each round, which minimizes a loss there."""
    calls = [call for one in rounds.loop.body for call in _calls(one)] if rounds.loop else []
    return any(map(_makes_optimizer, calls)) and any(name_of(call.func) == "minimize" for call in calls)


def _of_round(rounds: Rounds, own: set[str]) -> set[str]:
    """The names that a loop may give other values in each round: its own, and what is worked out from these."""
    found = set(own)
    body = rounds.loop.body if rounds.loop else []
    for node in (node for one in body for node in ast.walk(one) if isinstance(node, ast.stmt)):
        if found & set(names_in(node, ast.Load)):
            found |= set(names_in(node, ast.Store))
    return found


def _targets(rounds: Rounds) -> Iterator[ast.expr]:
    """What the loops around a statement, or the comprehension in it, give new values to in each round."""
    for one in rounds.statement.above:
        if isinstance(one, (ast.For, ast.AsyncFor)):
            yield one.target
    if isinstance(rounds.comprehension, COMPREHENSIONS):
        yield from (one.target for one in rounds.comprehension.generators)


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (one for one in ast.walk(node) if isinstance(one, ast.Call))


def _makes_optimizer(call: ast.Call) -> bool:
    return name_of(call.func).endswith("Optimizer")


def _given(call: ast.Call) -> Iterator[str]:
    """The names that a call is given."""
    for one in (*call.args, *(word.value for word in call.keywords)):
        yield from names_in(one, ast.Load)
