"""Which code made the same variables again, and whether that was meant: what the graph does with them tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from enum import Enum
from itertools import pairwise

import msgspec

from scopeinspect.flow import Flow, Use
from scopeinspect.objects import calls_what_it_makes
from scopeinspect.recording import Recording
from scopeinspect.sources import Sources
from scopeinspect.stacks import Parts
from scopeinspect.twins import Group, Path, function_of, twin_groups
from scopeinspect.variables import WholeVariable

_MOST = 0.8
"""Of the variables of a graph, what counts as nearly all."""


class Verdict(Enum):
    """What the graph says of a repeat."""

    PARALLEL = "parallel"
    """No data goes from one set of variables to the other: the code was to do the same thing again."""
    CHAIN = "chain"
    """One set computes with what the other computed: layers of a stack, or steps of a loop."""
    MEANT = "meant"
    """The author wanted each of them: one is a copy of the other, they are heads on one input, or the code is a
    helper that makes variables, or layers, for whoever calls it, or they are no weights, or a loop makes models that
    are trained apart."""


class Made(msgspec.Struct, frozen=True):
    """The variables that one call made."""

    path: Path
    """The frames up to the call."""
    variables: tuple[WholeVariable, ...]


class Repeat(msgspec.Struct, frozen=True):
    """The same code made the same variables in several calls."""

    graph: int
    calls: tuple[Made, ...]
    """The first made them first. Variables at one place in each are twins."""
    all_of_first: int
    """How many variables the first call made in all."""
    is_loop: bool
    """Whether it was one line, run again."""
    verdict: Verdict
    is_whole_build: bool
    """Whether most variables of the graph are in it, with inputs or training of their own."""
    is_one_pipeline: bool
    """Whether the data that one set is fed with was computed from what another is fed with."""
    has_one_input: bool
    """Whether all sets are fed with the very same data."""

    @property
    def twins(self) -> list[WholeVariable]:
        """The variables that were made again."""
        return [variable for made in self.calls[1:] for variable in made.variables]


def repeats(
    recording: Recording, variables: Iterable[WholeVariable], flows: dict[int, Flow], sources: Sources
) -> list[Repeat]:
    """Every repeat of a recording, in the order of the first calls.

    Args:
        recording: what was recorded.
        variables: its variables.
        flows: the flow in each graph, by its number.
        sources: where the code is looked up, as far as it is at hand.
    """
    by_graph: dict[int, list[WholeVariable]] = defaultdict(list)
    for variable in variables:
        if variable.kind == "model" and variable.made_by != "imported" and variable.stack:
            by_graph[variable.graph].append(variable)
    found = []
    for graph, made in by_graph.items():
        groups = twin_groups(recording, made)
        if groups:
            found += _Judge(recording, graph, made, flows[graph], sources).judge(groups)
    return found


# Judging


class _Judge:
    """Judges the groups of one graph by what flows in it."""

    def __init__(
        self, recording: Recording, graph: int, variables: list[WholeVariable], flow: Flow, sources: Sources
    ) -> None:
        self._recording = recording
        self._sources = sources
        self._graph = graph
        self._variables = variables
        self._flow = flow
        self._sets: list[tuple[str, ...]] = []
        self._numbers: dict[tuple[str, ...], int] = {}

    def judge(self, groups: list[Group]) -> list[Repeat]:
        callees = {callee for group in groups if (callee := self._callee(group))}
        by_callee = self._calls_of(callees)
        numbered = {callee: [self._number(names) for names in calls] for callee, calls in by_callee.items()}
        made = [self._made(group) for group in groups]
        sets = [[self._number(_names(call.variables)) for call in calls] for calls in made]
        uses = self._flow.uses(self._sets)
        chained = {callee for callee, numbers in numbered.items() if _is_chain(numbers, uses, self._sets)}
        return [
            self._judged(group, calls, [uses[number] for number in numbers], numbers, chained)
            for group, calls, numbers in zip(groups, made, sets, strict=True)
        ]

    def _judged(
        self, group: Group, calls: tuple[Made, ...], uses: list[Use], numbers: list[int], chained: set[tuple[str, str]]
    ) -> Repeat:
        all_of_first = sum(variable.stack[: len(group.first)] == group.first for variable in self._variables)
        if group.is_loop:
            all_of_first = len(calls[0].variables)
        fed = [self._fed(use) for use in uses]
        has_one_input = same_input = len(set(fed)) == 1 and bool(fed[0])
        is_whole = self._is_most(calls) and (self._has_inputs_or_training(group, calls) if not same_input else False)
        if same_input and self._is_most(calls) and not self._meet(calls):
            is_whole, same_input = True, False
        if _is_chain(numbers, dict(zip(numbers, uses, strict=True)), self._sets):
            verdict = Verdict.CHAIN
        elif (
            not self._flow.is_known
            or same_input
            or any(use.copied & _mask(numbers) for use in uses)
            or self._callee(group) in chained
            or self._is_state(calls)
            or not self._used_inside(group, calls, uses)
            or (group.is_loop and not is_whole and self._are_trained_apart(calls))
        ):
            verdict = Verdict.MEANT
        else:
            verdict = Verdict.PARALLEL
        return Repeat(
            self._graph, calls, all_of_first, group.is_loop, verdict,
            is_whole_build=verdict is Verdict.PARALLEL and is_whole,
            has_one_input=has_one_input,
            is_one_pipeline=verdict is Verdict.PARALLEL and self._is_one_pipeline(fed),
        )  # fmt: skip

    def _number(self, names: tuple[str, ...]) -> int:
        if names not in self._numbers:
            self._numbers[names] = len(self._sets)
            self._sets.append(names)
        return self._numbers[names]

    def _made(self, group: Group) -> tuple[Made, ...]:
        originals = {id(original): original for pairs in group.sets.values() for original, _ in pairs}
        first = Made(group.first, tuple(originals.values()))
        return (first, *(Made(group.paths[key], tuple(twin for _, twin in pairs)) for key, pairs in group.sets.items()))

    # The code

    def _callee(self, group: Group) -> tuple[str, str] | None:
        """The function that was called: its file and name. None where the call itself makes the variables."""
        original = next(iter(group.sets.values()))[0][0]
        inside = original.stack[len(group.first) :]
        return function_of(self._recording.sites[inside[0]]) if inside else None

    def _calls_of(self, callees: set[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[str, ...]]]:
        """For each function, the variables that each call of it made.

        A line that is run again is one call, as the function may have a loop inside; unless the line shows that the
        function gets its own result: `conv(conv(x))`, `x = conv(x)`.
        """
        made: dict[tuple[str, str], dict[object, list[str]]] = {callee: defaultdict(list) for callee in callees}
        times: dict[object, int] = defaultdict(int)
        sites = self._recording.sites
        parts = Parts()
        for variable in self._variables:
            stack = variable.stack
            beginnings = parts.beginnings(stack)
            # One line makes several variables each time, as the kernel and the bias of a layer.
            one = stack, variable.parts[0].asked, tuple(variable.shape or ())
            time = times[one]
            times[one] += 1
            for depth in range(1, len(stack)):
                callee = function_of(sites[stack[depth]])
                if callee in made:
                    again = time if _gets_its_own_result(sites[stack[depth - 1]].text, callee[1]) else 0
                    made[callee][beginnings[depth - 1], again].append(variable.name)
        shared = self._shared(made, parts)
        return {
            callee: [tuple(name for name in names if name not in shared[callee]) for names in calls.values()]
            for callee, calls in made.items()
        }

    def _shared(
        self, made: dict[tuple[str, str], dict[object, list[str]]], parts: Parts
    ) -> dict[tuple[str, str], set[str]]:
        """For each function, what one call of it made, and another one that made variables, too, got back."""
        sites = self._recording.sites
        names = {part.id: part.name for variable in self._variables for part in variable.parts}
        shared: dict[tuple[str, str], set[str]] = {callee: set() for callee in made}
        for request in self._recording.requests:
            if request.outcome != "reused" or request.variable not in names:
                continue
            name, beginnings = names[request.variable], parts.beginnings(request.stack)
            for beginning, inner in zip(beginnings, request.stack[1:], strict=False):
                callee = function_of(sites[inner])
                own = made[callee].get((beginning, 0)) if callee in made else None
                if own and name not in own:
                    shared[callee].add(name)
        return shared

    def _used_inside(self, group: Group, calls: tuple[Made, ...], uses: list[Use]) -> bool:
        """Whether the code that makes the variables also computes with them; a helper only hands them out."""
        sites = self._recording.sites
        start = len(group.first)
        frames = (variable.stack[start:] or group.first for variable in calls[0].variables)
        inside = {function_of(sites[site]) for stack in frames for site in stack}
        where = {function_of(sites[site]) for use in uses for site in use.sites if site in sites}
        return not where or bool(where & inside) or self._uses_an_object(calls[0].variables[0].stack[start:])

    def _uses_an_object(self, stack: Path) -> bool:
        """Whether a function makes an object, which makes the variables, and calls it: a layer with its own class."""
        sites = self._recording.stack(stack)
        return any(
            inner.function == "__init__" and calls_what_it_makes(self._sources, site) for site, inner in pairwise(sites)
        )

    # The data

    def _fed(self, use: Use) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._flow.through(place) for place in use.entries))

    def _is_state(self, calls: tuple[Made, ...]) -> bool:
        """Whether these are no weights, but what the program keeps beside them: a sum of gradients for each, say.

        What an optimizer written by hand keeps may well be trainable, as `tf.Variable` makes it: it is known by its
        use.
        """
        names = {name for made in calls for name in _names(made.variables)}
        is_trainable = any(variable.trainable for made in calls for variable in made.variables)
        return all(self._flow.places.get(name) in self._flow.updated for name in names) and (
            not is_trainable or self._flow.is_for_updates(names)
        )

    def _is_one_pipeline(self, fed: list[tuple[int, ...]]) -> bool:
        starts: dict[int, int] = defaultdict(int)
        for number, places in enumerate(fed):
            for place in places:
                starts[place] |= 1 << number
        reached = self._flow.reached(starts)
        return any(reached[place] & ~(1 << number) for number, places in enumerate(fed) for place in places)

    def _meet(self, calls: tuple[Made, ...]) -> bool:
        """Whether what the calls computed comes together anywhere."""
        places = self._flow.places
        starts = {
            places[name]: 1 << number
            for number, made in enumerate(calls)
            for name in _names(made.variables)
            if name in places
        }
        return any(bits & bits - 1 for bits in self._flow.reached(starts))

    def _are_trained_apart(self, calls: tuple[Made, ...]) -> bool:
        """Whether each call's variables learn, from a loss of their own: models that are compared."""
        updated = {name for name, place in self._flow.places.items() if place in self._flow.updated}
        weights = ([one for one in made.variables if one.trainable] for made in calls)
        learn = all(updated.intersection(_names(trainable)) for trainable in weights)
        return learn and not self._meet(calls)

    def _is_most(self, calls: tuple[Made, ...]) -> bool:
        """Whether nearly all variables of the graph are in it."""
        inside = sum(len(made.variables) for made in calls)
        return inside >= _MOST * len(self._variables)

    def _has_inputs_or_training(self, group: Group, calls: tuple[Made, ...]) -> bool:
        """Whether the code that was run again makes its own inputs, or its own training steps."""
        sites, ops = self._recording.sites, self._flow.ops
        start = len(group.first)
        inside = {
            function_of(sites[site]) for variable in calls[0].variables for site in variable.stack[start:]
        }
        times: dict[int, int] = defaultdict(int)
        for place, op_type in enumerate(ops.types):
            if op_type.startswith(("Placeholder", "Iterator", "OneShotIterator", "Apply", "ResourceApply")):
                times[ops.sites[place]] += 1
        return any(
            count > 1 and site in sites and function_of(sites[site]) in inside for site, count in times.items()
        )


def _is_chain(numbers: list[int], uses: dict[int, Use] | list[Use], sets: list[tuple[str, ...]]) -> bool:
    """Whether any of these sets computes with what another one computed."""
    mask = _mask(numbers)
    for number in numbers:
        after = uses[number].after & mask
        if after and any(
            after >> other & 1 and not set(sets[other]) & set(sets[number]) for other in numbers if other != number
        ):
            return True
    return False


def _mask(numbers: list[int]) -> int:
    return sum(1 << number for number in set(numbers))


def _names(variables: Iterable[WholeVariable]) -> tuple[str, ...]:
    return tuple(part.name for variable in variables for part in variable.parts)


def _gets_its_own_result(line: str, function: str) -> bool:
    """Whether a line gives a function's result to that function again."""
    calls = re.findall(rf"\b{re.escape(function)}\(", line)
    target = re.match(rf"(\w+)\s*=\s*[\w.]*\b{re.escape(function)}\((.*)", line)
    return len(calls) > 1 or (target is not None and re.search(rf"\b{target[1]}\b", target[2]) is not None)
