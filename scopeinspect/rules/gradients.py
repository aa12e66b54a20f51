"""How far gradients flow, and what to say where a loss has none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scopeinspect.flow import Flow, has_value, is_update
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.variables import WholeVariable
from scopeinspect.words import listed

_ENDS = frozenset({
    "StopGradient", "PreventGradient", "ArgMax", "ArgMin", "Equal", "NotEqual", "Greater", "GreaterEqual", "Less",
    "LessEqual", "Round", "Rint", "Floor", "Ceil", "Sign", "OneHot", "Multinomial", "InTopK", "InTopKV2", "LogicalAnd",
    "LogicalOr", "LogicalNot", "Bucketize", "Where",
})  # fmt: skip
"""Ops through which no gradient flows."""
_NONE = re.compile(r'No gradients provided for any variable.* and loss Tensor\("(?P<loss>[^":]+):\d+"', re.DOTALL)
"""What an optimizer says of a loss that no variable has a gradient of."""


def reached_by(flow: Flow, variables: Iterable[WholeVariable]) -> tuple[set[int], set[int]]:
    """The ops that the values of variables flow into with a gradient, and those at which it ends."""
    types, reached, ends = flow.ops.types, set[int](), set[int]()
    todo = [flow.places[part.name] for variable in variables for part in variable.parts if part.name in flow.places]
    while todo:
        for place in flow.consumers[todo.pop()]:
            if place in reached or flow.is_gradient[place] or is_update(types[place]) or not has_value(types[place]):
                continue
            if types[place] in _ENDS:
                ends.add(place)
                continue
            reached.add(place)
            todo.append(place)
    return reached, ends


def gradient_ended(facts: Facts, message: str) -> Iterator[Fix]:
    """What stands between the variables and a loss that an optimizer refused.

    Args:
        facts: of the run.
        message: the exception's.
    """
    missing = _NONE.search(message)
    flows = [flow for flow in facts.flows.values() if flow.is_known and missing and missing["loss"] in flow.ops.names]
    if not flows or missing is None:
        return
    flow = flows[-1]
    loss = flow.ops.names.index(missing["loss"])
    feeding = flow.feeding({loss}) | {loss}
    _, ends = reached_by(flow, (variable for variable in facts.models if variable.trainable))
    if between := [f"{flow.ops.types[place]}{_at(facts, flow, place)}" for place in sorted(ends & feeding)]:
        yield Fix(f"no gradient flows through {listed(between, 3)}, which the loss is computed from: compute it from "
                  "what goes in there.")  # fmt: skip
    elif not feeding & {flow.places.get(part.name) for variable in facts.variables for part in variable.parts}:
        yield Fix(f"no variable flows into the loss{_at(facts, flow, loss)}: it is computed from inputs and constants.")


def _at(facts: Facts, flow: Flow, place: int) -> str:
    """Where an op was made, in words."""
    site = facts.recording.sites.get(flow.ops.sites[place])
    return f" ({site.place})" if site else ""
