"""Networks that are to be a copy of one that learns, as a target network is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from scopeinspect.flow import Flow
from scopeinspect.model import Site
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.variables import WholeVariable

_NUMBERS = re.compile(r"_?\d+")
_FEWEST = 4
"""Variables of a network: a layer or two may well look like another."""


class Target(msgspec.Struct, frozen=True):
    """A network that looks like one that learns, and that no op writes while it runs."""

    scope: str
    model: str
    """The scope of the one that learns."""
    written_by: str
    site: Site | None
    """Where it is assigned to the one that learns: the wrong way round."""

    @property
    def why(self) -> str:
        """What is the matter with it, in a sentence."""
        return (
            f"{self.scope} has the same variables as {self.model}, and only {self.written_by} write them: no op "
            f"assigns to them what {self.model} learns."
        )

    @property
    def fix(self) -> Fix:
        """How to make it a copy."""
        turned = f" ({self.site.place} does it the other way round)" if self.site else ""
        learns, copy = (f'tf.trainable_variables("{scope}/")' for scope in (self.model, self.scope))
        return Fix(
            f"if {self.scope} is to follow {self.model}, as a target network does, assign to it what {self.model} has "
            f"learned, and run that now and then{turned}:",
            (f"follow = [tf.assign(copy, one) for copy, one in zip({copy}, {learns})]",),
        )


def target_of(
    facts: Facts, flow: Flow, group: Sequence[WholeVariable], learning: Sequence[WholeVariable]
) -> Target | None:
    """The network that some variables are which do not learn, where they are all that are trainable in a scope."""
    written_by = _written_by(flow, group)
    if len(group) < _FEWEST or not written_by:
        return None
    scopes = _twins(facts, group, learning)
    return Target(*scopes, written_by, _assigned_at(facts, flow, group, learning)) if scopes else None


def is_filled_by_hand(
    facts: Facts, flow: Flow, group: Sequence[WholeVariable], learning: Sequence[WholeVariable]
) -> bool:
    """Whether some variables are a network like one that learns, to which the script gives values that it has read.

    That is `copy.load(values, session)`, or `session.run(copy.assign(values))`.

    Args:
        facts: what is known.
        flow: of the graph.
        group: the variables, which do not learn.
        learning: those that learn.
    """
    loaded = {one.variable for one in facts.recording.loads if one.graph == group[0].graph}
    parts = [part.name for variable in group for part in variable.parts]
    is_filled = all(name in loaded or flow.is_given_array(name) for name in parts)
    return is_filled and _twins(facts, group, learning) is not None


def may_follow_later(facts: Facts, group: Sequence[WholeVariable], learning: Sequence[WholeVariable]) -> bool:
    """Whether some variables are a network like one that learns, in a run that was stopped at its first session.

    The copy may well be made after that, in a method that is called while training.
    """
    return facts.recording.outcome.kind == "stopped" and _twins(facts, group, learning) is not None


def _twins(
    facts: Facts, group: Sequence[WholeVariable], learning: Sequence[WholeVariable]
) -> tuple[str, str] | None:
    """The scope of some variables, where they are all that are trainable in it, and that of the same which learn."""
    for other in learning:
        scopes = _parting(group[0].name, other.name)
        if scopes and _shapes(group, scopes[0]) == _shapes(learning, scopes[1]):
            every = [one for one in facts.models if one.graph == group[0].graph and one.trainable]
            if len(group) == len(_shapes(every, scopes[0])) == len(_shapes(every, scopes[1])):
                return scopes
    return None


def _parting(name: str, other: str) -> tuple[str, str] | None:
    """The scopes in which two names are the same; None where there are none, or where they are of counted parts."""
    here, there = name.split("/"), other.split("/")
    apart = [place for place, pair in enumerate(zip(here, there, strict=False)) if pair[0] != pair[1]]
    if len(here) != len(there) or len(apart) != 1 or apart[0] == len(here) - 1:
        return None
    (place,) = apart
    if _NUMBERS.sub("", here[place]) == _NUMBERS.sub("", there[place]):
        return None
    return "/".join(here[: place + 1]), "/".join(there[: place + 1])


def _shapes(variables: Iterable[WholeVariable], scope: str) -> list[tuple[str, object, str]]:
    """What the variables of a scope are, by their names in it."""
    inside = f"{scope}/"
    return [(one.name[len(inside) :], one.shape, one.dtype) for one in variables if one.name.startswith(inside)]


def _written_by(flow: Flow, group: Sequence[WholeVariable]) -> str:
    """What writes all of some variables, in words; nothing where that is more than what sets them to begin with."""
    restored = Counter(place for variables in flow.restored.values() for place in variables)
    places = {flow.places[part.name] for variable in group for part in variable.parts if part.name in flow.places}
    writers = {place: len(flow.writers.get(place, ())) - restored[place] for place in places}
    if not places or max(writers.values()) > 1:
        return ""
    return "their initializers and a saver" if restored.keys() & places else "their initializers"


def _assigned_at(
    facts: Facts, flow: Flow, group: Sequence[WholeVariable], learning: Sequence[WholeVariable]
) -> Site | None:
    """Where values of some variables are assigned to others, the first of them."""
    of_group = {flow.places.get(part.name) for variable in group for part in variable.parts}
    for variable in learning:
        for part in variable.parts:
            for writer in flow.writers.get(flow.places.get(part.name, -1), ()):
                if any(flow.through(value) in of_group for value in flow.ops.inputs[writer][1:] if value >= 0):
                    return facts.recording.sites.get(flow.ops.sites[writer])
    return None
