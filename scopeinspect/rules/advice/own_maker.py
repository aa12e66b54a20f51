"""A second build in reuse mode that makes an optimizer of its own, as the first one did."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scopeinspect.model import Request, Site
from scopeinspect.reuse import Setter, stacks_at
from scopeinspect.rules.advice.code import Edit, at_line, calls_of, edited, within, written
from scopeinspect.rules.advice.names_in_code import names_in
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import MAKERS, SlotMaker, is_slot, makes_slots
from scopeinspect.rules.rule import Fix
from scopeinspect.sources import Statement


def own_maker(facts: Facts, setter: Setter, request: Request, maker: SlotMaker) -> list[Fix]:
    """How to make an optimizer in the first build alone; nothing where this is not about a second build.

    No scope around the second build helps there, as its optimizer is made inside of it.
    """
    recording = facts.recording
    call = recording.site(request.stack)
    first = next((one for one in recording.requests if is_slot(one) and recording.site(one.stack) == call), None)
    if call is None or first is None or first.outcome != "created" or not _is_called_below(facts, setter, request):
        return []
    found = facts.sources.statement(call)
    is_off = first.reuse == "False"
    code = tuple(_in_first_build(facts, call, found, is_off=is_off)) if found and not found.is_head else ()
    own = f"the second build makes {maker.noun} of its own"
    return [Fix(f"{own}: make it in the training pass only{':' if code else '.'}", code)]


def in_first_build(facts: Facts, call: Site) -> tuple[str, ...]:
    """The statement that makes an optimizer's slots, for the first build alone; nothing where it can't be written.

    Args:
        facts: what is known.
        call: where the slots are made, with reuse off in the first build.
    """
    found = facts.sources.statement(call)
    return tuple(_in_first_build(facts, call, found, is_off=True)) if found and not found.is_head else ()


def _is_called_below(facts: Facts, setter: Setter, request: Request) -> bool:
    """Whether reuse was set in a function from which the one that makes the slot was called."""
    return setter.site is not None and any(
        len(stack) < len(request.stack) and stack[:-1] == request.stack[: len(stack) - 1]
        for stack in stacks_at(facts.recording, setter.site)
    )


def _in_first_build(facts: Facts, call: Site, found: Statement, *, is_off: bool) -> Iterator[str]:
    """The statement that makes the slots, and those beside it that would be refused next, for the first build alone."""
    scope = "tf.get_variable_scope().reuse"
    after = found.block[found.block.index(found.node) :]
    for node in after:
        one = facts.sources.at(call.file, node.lineno)
        if one is None or not (node is found.node or makes_slots(node)):
            continue
        if _is_spoken_of(node):
            # An op, as what follows may give it to a session, or wait for it.
            otherwise = f"tf.no_op() if {scope}{'' if is_off else ' is True'} else "
            calls = calls_of(one, *MAKERS)
            edits = [edit for maker in calls for edit in _unless(maker, otherwise)]
            yield from at_line(edited(one, edits), one.place)
        else:
            head = f"if not {scope}:" if is_off else f"if {scope} is not True:"
            yield from at_line(within(head, written(facts.sources, call, [node])), one.place)


def _is_spoken_of(node: ast.stmt) -> bool:
    """Whether what follows needs what a statement makes: it is returned, or has a name that may be."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return isinstance(node, ast.Return) or any(name for one in targets for name in names_in(one, ast.Store))


def _unless(call: ast.Call, otherwise: str) -> list[Edit]:
    # What is later in the line comes first, so that the other's place does not move.
    return [Edit(call, ")", "after"), Edit(call, f"({otherwise}", "before")]
