"""What the rules about code that made its variables again have in common: which there is, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scopeinspect.model import place_in
from scopeinspect.rules.advice.repeat_loop import at_its_loop, lines_of, rounds_of
from scopeinspect.rules.advice.run_again import run_again
from scopeinspect.rules.advice.sharing_code import sites_of
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Role, Rule, roles
from scopeinspect.sharing import Repeat
from scopeinspect.variables import WholeVariable
from scopeinspect.words import counted, listed, size_text

_TIMES = {2: "twice", 3: "three times"}
_MOST_CALLS = 4
"""Calls that are shown."""
_MOST_ROWS = 2
"""Variables of one line that are shown with those that were made again."""


def repeats_of(facts: Facts) -> Iterator[Repeat]:
    """The code that made the same variables again, but for cells of a notebook that are earlier ones again."""
    told = {twin.name for found in facts.cell_twins for twin in found.twins}
    return (at_its_loop(facts, one) for one in facts.repeats if not told.issuperset(twin.name for twin in one.twins))


def of_cells(facts: Facts, rule: Rule, *, is_most: bool) -> Iterator[Diagnostic]:
    """What cells of a notebook made again that are earlier ones again.

    Args:
        facts: what is known.
        rule: that finds it.
        is_most: whether it is to be most of the model, or part of it.
    """
    for found in facts.cell_twins:
        names, again = ([one.name for one in each] for each in (found.first, found.twins))
        first, second = (facts.recording.stack(each[0].stack) for each in (found.first, found.twins))
        cells = run_again(facts, first, second)
        if found.is_most is not is_most or cells is None:
            continue
        them = "it" if len(names) == 1 else "them"
        yield rule.found(
            f"{found.copy.told}, and made {counted(len(names), 'variable')} twice "
            f"({cost(found.twins)} more than needed)",
            severity="warning" if cells.has_other_values else "error",
            variables=[*names, *again],
            roles=roles((f"made {listed(names)}", first[0]), (f"made {them} again: {listed(again)}", second[0])),
            why=f"{_maker_of(found.twins[0])} makes a new variable every time it runs. {cells.told}",
            fixes=cells.fixes(),
            place=second[0],
        )


def what_made(facts: Facts, repeat: Repeat) -> str:
    """The function that was called; where there is none, the line that ran again."""
    first = repeat.calls[0]
    inside = first.variables[0].stack[len(first.path) :]
    if inside:
        function = facts.recording.sites[inside[0]].function
        if not function.startswith("<"):
            return function
    rounds = rounds_of(facts, repeat)
    if rounds and rounds.loop and len(lines_of(facts, repeat)) > 1:
        return f"the loop at {place_in(rounds.site.file, rounds.loop.lineno)}"
    site = facts.site(first.path)
    return site.place if site else "one line"


def times(repeat: Repeat) -> str:
    """How often its variables were made, in words."""
    count = len(repeat.calls)
    return _TIMES.get(count, f"{count} times")


def cost(twins: Sequence[WholeVariable]) -> str:
    """How large variables are that would not be needed, in words."""
    parameters = sum(variable.parameters or 0 for variable in twins)
    return f"{counted(parameters, 'parameter')}, {size_text(sum(variable.bytes or 0 for variable in twins))}"


def names_of(repeat: Repeat) -> list[str]:
    """The names of all its variables, set by set."""
    return [variable.name for made in repeat.calls for variable in made.variables]


def maker(repeat: Repeat) -> str:
    """What makes new variables each time, as the subject of a sentence."""
    return _maker_of(repeat.twins[0])


def _maker_of(variable: WholeVariable) -> str:
    kinds = {"Variable": "tf.Variable", "keras": "A layer without a name of its own"}
    return kinds.get(variable.made_by, "A layer, template or scope without a fixed name gets a new name, and so")


def roles_of(facts: Facts, repeat: Repeat) -> list[Role]:
    """Where each set was made; of a loop, the lines in it that make one each time."""
    told: list[Role] = []
    if repeat.is_loop:
        for line, places in list(lines_of(facts, repeat).items())[:_MOST_CALLS]:
            rows = [[made.variables[place].name for made in repeat.calls if place < len(made.variables)]
                    for place in places[:_MOST_ROWS]]  # fmt: skip
            made_new = "; ".join(listed(row, 3) for row in rows)
            told.append(Role(f"ran {times(repeat)}, and each time made new ones: {made_new}", line))
        return told
    sites = sites_of(facts, repeat)
    for number, (made, site) in enumerate(zip(repeat.calls[:_MOST_CALLS], sites, strict=False)):
        names = listed([variable.name for variable in made.variables])
        if site:
            them = "them" if len(made.variables) > 1 else "it"
            told.append(Role(f"made {names}" if number == 0 else f"made {them} again: {names}", site))
    return told
