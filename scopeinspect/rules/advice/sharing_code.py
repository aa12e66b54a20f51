"""What to type where the same code made its variables again: for one set, and for two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scopeinspect.model import Site
from scopeinspect.rules.advice.code import SHARED, at_line, bounded, statement, within
from scopeinspect.rules.advice.converting import as_get_variable, made_beside, made_once
from scopeinspect.rules.advice.layer_names import is_one_name_enough, with_names
from scopeinspect.rules.advice.repeat_loop import body_of, lines_of, rounds_of
from scopeinspect.rules.advice.round_scopes import numbered, numbered_around
from scopeinspect.rules.advice.rounds import FEWEST_CALLS
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sharing import Made, Repeat
from scopeinspect.words import places

_MOST_CALLS = 3


def sites_of(facts: Facts, repeat: Repeat) -> list[Site | None]:
    """Where each call is; where all are on one line, the calls further out that tell them apart."""
    sites = [facts.site(made.path) for made in repeat.calls]
    if len(sites) > 1 and sites[0] == sites[1] and not repeat.is_loop:
        sites[:2] = _outer_parting(facts, repeat.calls[0], repeat.calls[1])
    return sites


def _outer_parting(facts: Facts, one: Made, other: Made) -> tuple[Site | None, Site | None]:
    for first, second in zip(one.path, other.path, strict=False):
        if first != second:
            return facts.recording.sites[first], facts.recording.sites[second]
    return facts.site(one.path), facts.site(other.path)


def to_share(facts: Facts, repeat: Repeat) -> Iterator[Fix]:
    """How the later calls use the variables of the first."""
    made_by, depth = repeat.twins[0].made_by, len(repeat.calls[0].path)
    first = repeat.calls[0].variables
    # In a loop, the line that makes it is the one that is to reuse it: that is one statement to type.
    is_made_there = repeat.is_loop and depth == len(first[0].stack)
    them = "it" if len(first) == 1 else "them"
    pairs = list(zip(first, repeat.calls[1].variables, strict=False))
    if made_by == "Variable":
        converted = as_get_variable(facts, first, depth, SHARED if is_made_there else "")
        if converted.lines and is_made_there:
            yield Fix(f"to share one set, make {them} with tf.get_variable, and reuse {them} from the second time on:",
                      converted.lines)  # fmt: skip
            return
        names = "" if converted.lines else _lines_of(facts, repeat)
        names += "" if converted.is_distinct else ", each by a name of its own within one call"
        yield _together(facts, repeat, f"make {them} with tf.get_variable{names}", converted.lines)
        return
    before, inside = made_once(facts, first, depth)
    if before:
        yield Fix("to share one set, make this once, before the calls, and use it in each:", (*before, *inside))
    elif made_by == "keras":
        yield _made_outside(facts, repeat)
    elif not is_one_name_enough(facts, pairs):
        yield _in_one_scope(facts, repeat)
    elif is_made_there and not _is_in_reuse(facts, repeat) and (named := with_names(facts, pairs, SHARED)):
        yield Fix(f"to share one set, give the layer or scope a name, and reuse {them} from the second time on:", named)
    else:
        yield _together(facts, repeat, "give the layer or scope a name", with_names(facts, pairs))


def _made_outside(facts: Facts, repeat: Repeat) -> Fix:
    """A layer that is made in the function: it can be called there all the same where it is made before."""
    moved = made_beside(facts, repeat.calls[0].variables, len(repeat.calls[0].path))
    site = facts.site(repeat.calls[0].path)
    if moved and site:
        numbers = ", ".join(str(statement.first) for statement in moved)
        return Fix(f"to share one set, move line{'s' if len(moved) > 1 else ''} {numbers}, which make"
                   f"{'' if len(moved) > 1 else 's'} the layer, out of the function, to above it:",
                   tuple(line for one in moved for line in one.lines))  # fmt: skip
    return Fix("to share one set, make the layer once, before the calls, and call that same layer for each input.")


def _in_one_scope(facts: Facts, repeat: Repeat) -> Fix:
    """A scope for each call, entered by one name: TensorFlow numbers what has none from the start in it.

    No name will do for layers of which one line makes several in a call.
    """
    label = _label(facts, repeat)
    taken = {entry.name.rpartition("/")[2] for entry in facts.recording.entries.values()}
    name = f"shared_{label}" if label in taken else label
    purpose = ("to share one set, make each call in a variable scope of one name, which numbers layers without a name "
               f'from the start each time; their names then have "{name}/" in them')  # fmt: skip
    sites = list(dict.fromkeys(sites_of(facts, repeat)))
    if not _are_apart(facts, repeat, sites):
        return Fix(f"{purpose}.")
    head = f'with tf.variable_scope("{name}", reuse=tf.AUTO_REUSE):'
    typed = [at_line(within(head, statement(facts.sources, site)), site.place) for site in sites if site]
    return Fix(f"{purpose}:", bounded(typed))


def _are_apart(facts: Facts, repeat: Repeat, sites: Sequence[Site | None]) -> bool:
    """Whether each call is made by a statement, or a round of a loop, that makes no other of them."""
    if rounds := rounds_of(facts, repeat):
        return rounds.loop is not None and rounds.comprehension is None and rounds.calls < FEWEST_CALLS
    found = [facts.sources.statement(site) for site in sites if site]
    return len({(one.file, one.first) for one in found if one and not one.is_head}) == len(repeat.calls)


def _together(facts: Facts, repeat: Repeat, first: str, lines: tuple[str, ...]) -> Fix:
    """Two changes that are of no use without each other."""
    if _is_in_reuse(facts, repeat):
        return Fix(f"to share one set, {first}; reuse is on already{':' if lines else '.'}", lines)
    them = "it" if len(repeat.calls[0].variables) == 1 else "them"
    has_heads = any(one.startswith("with ") and "  # line" in one for one in lines)
    each = ", each line in place of that whose number it has" if has_heads else ""
    return Fix(f"to share one set, {first}, and also reuse {them}{_where(facts, repeat)}{each}:",
               (*lines, *_reused(facts, repeat)))  # fmt: skip


def _is_in_reuse(facts: Facts, repeat: Repeat) -> bool:
    return any(facts.recording.entries[twin.parts[0].entry].reuse != "False" for twin in repeat.twins)


def _lines_of(facts: Facts, repeat: Repeat) -> str:
    sites = filter(None, (facts.site(variable.stack) for variable in repeat.calls[0].variables))
    told = places(sorted(sites, key=lambda site: (site.file, site.line)))
    return f" ({told})" if told else ""


def _where(facts: Facts, repeat: Repeat) -> str:
    sites = [site for site in sites_of(facts, repeat)[0 if repeat.is_loop else 1 :] if site]
    return f" at {places(sites, _MOST_CALLS)}"


def _reused(facts: Facts, repeat: Repeat) -> Iterator[str]:
    """The later calls in reuse mode; where a loop makes them, all of them."""
    later = dict.fromkeys(sites_of(facts, repeat)[0 if repeat.is_loop else 1 :])
    for site in list(filter(None, later))[:_MOST_CALLS]:
        yield from at_line(within(SHARED, statement(facts.sources, site)), site.place)


def _label(facts: Facts, repeat: Repeat) -> str:
    """A name for a scope around a call: that of the function."""
    path = repeat.calls[0].path
    stack = facts.recording.stack(repeat.calls[0].variables[0].stack)
    rounds = rounds_of(facts, repeat)
    label = (rounds.callee if rounds else "") or (stack[len(path)].function if len(stack) > len(path) else "part")
    return label.strip("_<>").lower() or "part"


def shares_others(facts: Facts, repeat: Repeat) -> bool:
    """Whether a later call shares other variables, which a scope of its own would take from it."""
    paths = [made.path for made in repeat.calls[1:]]
    reused = (tuple(one.stack) for one in facts.recording.requests if one.outcome == "reused")
    return any(stack[: len(path)] == path for stack in reused for path in paths)


def to_have_two(facts: Facts, repeat: Repeat) -> Iterator[Fix]:
    """How to say that a set for each call is meant."""
    rounds, lines = rounds_of(facts, repeat), lines_of(facts, repeat)
    label = _label(facts, repeat)
    if rounds and rounds.loop and len(lines) > 1:
        body = body_of(facts, rounds.site, rounds.loop)
        yield Fix("if a set for each round is meant, say so by a scope for each:", numbered_around(rounds, label, body))
    elif rounds and (code := numbered(rounds, label)):
        yield Fix("if a set for each round is meant, say so by a scope for each:", code)
    elif shares_others(facts, repeat):
        site = sites_of(facts, repeat)[-1]
        yield Fix("if each is to have its own, nothing is to be changed; a comment, `# scopeinspect: ignore[SI102]`"
                  f"{f' at {site.place}' if site else ''}, says so.")  # fmt: skip
    elif not repeat.is_loop and (site := sites_of(facts, repeat)[1]):
        yield Fix("if two sets are meant, say so by a variable scope for the second:",
                  within(f'with tf.variable_scope("{label}_2"):', statement(facts.sources, site)))  # fmt: skip
    else:
        yield Fix("if two sets are meant, put each call in a variable scope of its own.")
