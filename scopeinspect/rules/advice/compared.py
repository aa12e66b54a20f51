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

    What the rounds of a loop make for parts of one model has one optimizer, or each has the same.

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
    called = (call for call in _calls(rounds.statement.node) if name_of(call.func) == rounds.callee)
    return any(own & set(_given(call)) for call in called) and trains(facts, rounds.site)


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
