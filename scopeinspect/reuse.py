"""Where a reuse flag came from."""

from __future__ import annotations

from typing import Literal

import msgspec

from scopeinspect.model import Change, Request, ScopeEntry, Site
from scopeinspect.recording import Recording

Origin = Literal["declared", "inherited", "captured", "default"]


class Setter(msgspec.Struct, frozen=True):
    """Who made a flag what it is."""

    how: Literal["declared", "switched", "argument", "default"]
    """`declared` in a `with tf.variable_scope`, `switched` on by `reuse_variables()`, given as the `argument` of
    one call, or TensorFlow's `default`."""
    scope: str
    """The scope it was set on; empty for the root."""
    site: Site | None


def origin(recording: Recording, entry: ScopeEntry) -> Origin:
    """How a scope came by the flag it was entered with.

    A captured scope keeps its own flag unless the `with` declares one; any other inherits. At the top, where
    nothing was set, there is only TensorFlow's default.
    """
    if entry.reuse_declared:
        return "declared"
    if entry.captured is not None:
        return "captured"
    parent = recording.entries.get(entry.parent) if entry.parent is not None else None
    if parent is None or (not parent.name and entry.reuse == "False"):
        return "default"
    return "inherited"


def setter(recording: Recording, entry: ScopeEntry) -> Setter:
    """Who set the flag that a scope was entered with."""
    seen = set()
    while entry.id not in seen:  # a hostile recording may run in a circle
        seen.add(entry.id)
        if entry.reuse_declared:
            return Setter("declared", entry.name, recording.site(entry.stack))
        before = entry.captured if entry.captured is not None else entry.parent
        if before is None:
            break
        source = recording.entries[before]
        # It was not so when its source was entered: then it was switched on in between.
        if source.reuse != entry.reuse and (change := switched(recording, source)):
            return Setter("switched", source.name, recording.site(change.stack))
        entry = source
    return Setter("default", "", None)


def setter_of_request(recording: Recording, request: Request) -> Setter:
    """Who set the flag that a request was answered under."""
    entry = recording.entries[request.entry]
    if "reuse" in request.given:
        return Setter("argument", entry.name, recording.site(request.stack))
    if entry.reuse != request.reuse and (change := switched(recording, entry)):
        return Setter("switched", entry.name, recording.site(change.stack))
    return setter(recording, entry)


def switched(recording: Recording, entry: ScopeEntry) -> Change | None:
    """The first `reuse_variables()` on this entry of a scope."""
    return next(iter(switches(recording, entry)), None)


def is_entered_again(recording: Recording, entry: ScopeEntry) -> bool:
    """Whether the call that had entered a scope enters it once more, as a layer of TensorFlow's does several times."""
    return entry.captured is not None and recording.entries[entry.captured].stack == entry.stack != []


def stacks_at(recording: Recording, site: Site) -> list[list[int]]:
    """The stacks with which a place set a flag, by a `with` or by `reuse_variables()`."""
    stacks = [event.stack for events in (recording.changes, recording.entries.values()) for event in events]
    return [stack for stack in stacks if stack and recording.site(stack) == site]


def switches(recording: Recording, entry: ScopeEntry) -> list[Change]:
    """Every `reuse_variables()` on this entry of a scope."""
    return [change for change in recording.changes if change.entry == entry.id and change.setting == "reuse"]
