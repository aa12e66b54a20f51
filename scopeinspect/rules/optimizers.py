"""Which of several optimizers is the one that a variable was left out of: whose loss it was to learn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from scopeinspect.flow import Flow, data_inputs, has_value, is_training, is_update
from scopeinspect.variables import WholeVariable


def trained_at(flow: Flow) -> dict[int, set[int]]:
    """The places of the variables that each line updates by an optimizer, by the number of its site."""
    found: dict[int, set[int]] = defaultdict(set)
    for variable, writers in flow.writers.items():
        for writer in writers:
            if is_training(flow.ops.types[writer]):
                found[flow.ops.sites[writer]].add(variable)
    return dict(found)


def optimizer_of(flow: Flow, variable: WholeVariable, trained: Mapping[int, AbstractSet[int]]) -> int | None:
    """The site of the optimizer that trains what a variable is beside, or else what it works with first.

    Args:
        flow: of its graph.
        variable: that no optimizer trains.
        trained: the variables that each optimizer trains, by its site.

    Returns:
        Its number; None where that is not one alone.
    """
    names = flow.ops.names
    scope = variable.name
    while "/" in scope:
        scope = scope.rpartition("/")[0]
        beside = {site for site, places in trained.items() if any(names[one].startswith(f"{scope}/") for one in places)}
        if beside:
            return beside.pop() if len(beside) == 1 else _met_first(flow, variable, trained)
    return _met_first(flow, variable, trained)


def _met_first(flow: Flow, variable: WholeVariable, trained: Mapping[int, AbstractSet[int]]) -> int | None:
    """The optimizer whose variables are the first that the values of a variable meet on their way."""
    level = {flow.places[part.name] for part in variable.parts if part.name in flow.places}
    seen = set(level)
    while level:
        level = {place for one in level for place in flow.consumers[one] if _is_on_the_way(flow, place)} - seen
        seen |= level
        met = {flow.through(source) for place in level for source in data_inputs(flow.ops.inputs[place])}
        met |= {flow.through(source) for one in met if flow.ops.types[one] == "ReadVariableOp"
                for source in data_inputs(flow.ops.inputs[one])}  # fmt: skip
        if found := {site for site, places in trained.items() if met & places}:
            return found.pop() if len(found) == 1 else None
    return None


def _is_on_the_way(flow: Flow, place: int) -> bool:
    op_type = flow.ops.types[place]
    return not flow.is_gradient[place] and not is_update(op_type) and has_value(op_type)
