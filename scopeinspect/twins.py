"""Variables that the same code made again.

Two variables are twins when one line made both, asked for the same name, shape and type, and was reached by the
same calls from some frame inwards. That frame was called twice, or its line ran twice, in a loop.
"""

from __future__ import annotations

import re
from collections import defaultdict

import msgspec

from scopeinspect.model import ScopeEntry, Site
from scopeinspect.recording import Recording
from scopeinspect.stacks import Parts
from scopeinspect.variables import WholeVariable

Path = tuple[int, ...]
"""Sites from the outermost frame inwards, up to and including a call."""


class Group(msgspec.Struct):
    """The twins of several calls."""

    first: Path
    """The call that made them first."""
    sets: dict[object, list[tuple[WholeVariable, WholeVariable]]]
    """For each further call, its variables with their originals."""
    paths: dict[object, Path]
    """The frames up to each further call."""
    is_loop: bool
    """Whether it was one line, run again."""


def twin_groups(recording: Recording, variables: list[WholeVariable]) -> list[Group]:
    """The twins among the variables of one graph, by the calls that made them."""
    return _Twins(recording, variables).groups()


class _Twins:
    def __init__(self, recording: Recording, variables: list[WholeVariable]) -> None:
        self._sites = recording.sites
        self._asked = AskedNames(recording, variables)
        self._variables = variables

    def groups(self) -> list[Group]:
        seen: dict[object, WholeVariable] = {}
        times: dict[object, int] = defaultdict(int)
        calls: dict[object, Group] = {}
        loops: list[tuple[WholeVariable, WholeVariable, int]] = []
        parts = Parts()
        for variable in self._variables:
            ends, key = parts.ends(variable.stack), self._key(variable)
            time = times[ends[0], key]
            times[ends[0], key] += 1
            original, depth = self._original(seen, ends, key, time)
            if original is not None:
                self._add(calls, original, variable, depth)
            elif time:
                loops.append((seen[ends[0], key, 0], variable, time))
            for end in ends:
                seen.setdefault((end, key, time), variable)
        return [*calls.values(), *_loop_groups(loops, self._variables)]

    def _key(self, variable: WholeVariable) -> object:
        shape = None if variable.shape is None else tuple(variable.shape)
        return self._asked.name(variable), shape, variable.dtype, variable.made_by

    def _original(
        self, seen: dict[object, WholeVariable], ends: list[int], key: object, time: int
    ) -> tuple[WholeVariable | None, int]:
        """The first variable that the same calls made, from as far outside as possible, and how many calls."""
        for start, end in enumerate(ends[1:], 1):
            original = seen.get((end, key, time))
            if original is not None and len(original.stack) > len(ends) - start:
                return original, len(ends) - start
        return None, 0

    def _add(self, calls: dict[object, Group], original: WholeVariable, twin: WholeVariable, depth: int) -> None:
        first, again = original.stack[:-depth], twin.stack[:-depth]
        callee = function_of(self._sites[twin.stack[-depth]])
        group = calls.setdefault((first, callee), Group(first, {}, {}, is_loop=False))
        group.sets.setdefault(again, []).append((original, twin))
        group.paths[again] = again


def _loop_groups(
    loops: list[tuple[WholeVariable, WholeVariable, int]], variables: list[WholeVariable]
) -> list[Group]:
    """Groups the twins of loops: those that were made in turns were made in one loop."""
    order = {id(variable): place for place, variable in enumerate(variables)}
    spans: dict[int, tuple[WholeVariable, list[tuple[WholeVariable, int]]]] = {}
    for original, twin, time in loops:
        spans.setdefault(id(original), (original, []))[1].append((twin, time))
    groups: list[Group] = []
    end = -1
    members: list[tuple[WholeVariable, list[tuple[WholeVariable, int]]]] = []
    for original, twins in sorted(spans.values(), key=lambda span: order[id(span[0])]):
        same = members and members[0][0].stack[0] == original.stack[0] and len(members[0][1]) == len(twins)
        if members and not (same and order[id(original)] < end):
            groups.append(_loop_group(members))
            members, end = [], -1
        members.append((original, twins))
        end = max(end, *(order[id(twin)] for twin, _ in twins))
    return [*groups, _loop_group(members)] if members else groups


def _loop_group(members: list[tuple[WholeVariable, list[tuple[WholeVariable, int]]]]) -> Group:
    stacks = [original.stack for original, _ in members]
    common = 0
    while all(len(stack) > common and stack[common] == stacks[0][common] for stack in stacks):
        common += 1
    # The line that makes a variable is not the call: that is outside of it, where there is something outside.
    if any(len(stack) == common for stack in stacks) and common > 1:
        common -= 1
    path = stacks[0][: max(common, 1)]
    group = Group(path, {}, {}, is_loop=True)
    for original, twins in members:
        for twin, time in twins:
            group.sets.setdefault(time, []).append((original, twin))
            group.paths[time] = path
    return group


class AskedNames:
    """The names that were asked for, before TensorFlow made them unique.

    Args:
        recording: what was recorded.
        variables: those of one graph.
    """

    def __init__(self, recording: Recording, variables: list[WholeVariable]) -> None:
        self._entries = recording.entries
        self._scopes: dict[int, str] = {}
        # By the number of the name scope around it, not by its whole name: that would be read once for each level.
        self._below: dict[tuple[int, str], int] = {}
        for variable in variables:
            around = 0
            for label in variable.name.split("/")[:-1]:
                around = self._below.setdefault((around, label), len(self._below) + 1)

    def name(self, variable: WholeVariable) -> str:
        """What a variable was asked for by, with the scopes around it as they were given."""
        first = variable.parts[0]
        if variable.made_by == "get_variable":
            return f"{self._scope(self._entries[first.entry])}/{first.asked}"
        *scopes, leaf = variable.name.split("/")
        asked = first.asked.rpartition("/")[2]
        return "/".join([*self._plain(scopes), asked if leaf.startswith(asked) else leaf])

    def _scope(self, entry: ScopeEntry) -> str:
        """The name of a scope with default names as they were given."""
        todo = [entry]  # no recursion: a script that leaves no scope is soon deeper in than Python's stack goes
        while (around := self._around(todo[-1])) and around.id not in self._scopes:
            todo.append(around)
        for one in reversed(todo):
            if (parent := self._around(one)) is None:
                self._scopes[one.id] = one.name
            else:
                own = one.name.removeprefix(parent.name).removeprefix("/")
                label = one.default_name and f"{one.default_name}*"
                self._scopes[one.id] = "/".join(filter(None, [self._scopes[parent.id], label or own]))
        return self._scopes[entry.id]

    def _around(self, entry: ScopeEntry) -> ScopeEntry | None:
        """The entry that an entry's name begins with."""
        parent = self._entries.get(entry.captured if entry.captured is not None else entry.parent or -1)
        return parent if parent and parent.id < entry.id else None

    def _plain(self, scopes: list[str]) -> list[str]:
        """Name scopes without the number that TensorFlow adds where one of that name was there before."""
        plain: list[str] = []
        around = 0
        for label in scopes:
            base = re.sub(r"_\d+$", "", label)
            plain.append(base if (around, base) in self._below else label)
            around = self._below[around, label]
        return plain


def function_of(site: Site) -> tuple[str, str]:
    """The function that a site is in: its file and name."""
    return site.file, site.function
