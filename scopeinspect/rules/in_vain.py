"""Variables made in reuse mode by what does not heed it: SI110."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scopeinspect.model import Change, ScopeEntry, Site, Variable
from scopeinspect.reuse import Setter, setter
from scopeinspect.rules.advice.converting import as_get_variable, made_once
from scopeinspect.rules.advice.layer_names import is_one_name_enough, with_names
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.sharing import Verdict
from scopeinspect.variables import WholeVariable
from scopeinspect.words import counted, listed


def _without_effect(facts: Facts) -> Iterator[Diagnostic]:
    found: dict[tuple[str, Site | None], list[WholeVariable]] = defaultdict(list)
    setters: dict[tuple[str, Site | None], Setter] = {}
    order = _Order(facts)
    for variable in facts.models:
        who = order.reuse_in_vain(variable)
        if who is not None:
            key = (who.scope, who.site)
            found[key].append(variable)
            setters[key] = who
    for key, variables in found.items():
        yield _in_vain(facts, setters[key], variables)


def _in_vain(facts: Facts, who: Setter, variables: list[WholeVariable]) -> Diagnostic:
    names = [variable.name for variable in variables]
    maker = {"Variable": "tf.Variable", "keras": "a Keras layer"}.get(variables[0].made_by, "a layer without a name")
    where = f"scope {who.scope}" if who.scope else "the root scope"
    new = "is new" if len(names) == 1 else "are new"
    return IN_VAIN.found(
        f"{listed(names)} {new}, though {where} is in reuse mode",
        variables=names,
        roles=roles(
            (f"reuse {'switched on' if who.how == 'switched' else 'declared'} here", who.site),
            (f"{names[0]} is made here, whatever reuse says", facts.site(variables[0].stack)),
        ),
        why=f"Only get_variable looks at reuse; {maker} makes {counted(len(names), 'new variable')} all the same.",
        fixes=[_heeding(facts, variables)],
        place=facts.site(variables[0].stack),
    )


def _heeding(facts: Facts, variables: list[WholeVariable]) -> Fix:
    """How they would heed reuse."""
    depth = min(len(variable.stack) for variable in variables) - 1
    if variables[0].made_by == "Variable":
        shared = _to_be_shared(facts, variables)
        outermost = min([depth, *(len(one.stack) - 1 for one in shared)])
        code = as_get_variable(facts, [*shared, *variables], outermost).lines
        are_renamed = any(one.name.count("/") > f"{one.scope}/".lstrip("/").count("/") for one in variables)
        names = "; its names have no name scopes in them, so an old checkpoint needs a map" if are_renamed else ""
        it = f"{'it' if len(variables) == 1 else 'them'}{_and_those(shared)}"
        return Fix(f"make {it} with tf.get_variable, which heeds reuse{names}{':' if code else '.'}", code)
    twins = {variable.name for variable in variables}
    every = [made for repeat in facts.repeats for made in repeat.calls]
    is_made_again = any(one.name in twins for made in every for one in made.variables)
    if variables[0].made_by == "keras" and not is_made_again:
        return Fix("nothing in the scope is like it: if it is to be new, make it outside of the scope; if it is to "
                   "share, make one layer, and call that for each input.")  # fmt: skip
    if variables[0].made_by == "keras":
        before, inside = made_once(facts, variables, depth)
        return Fix(f"make the layer once, outside, and call it for each input{':' if before else '.'}",
                   (*before, *inside))  # fmt: skip
    pairs = [
        (original, twin)
        for repeat in facts.repeats
        for made in repeat.calls[1:]
        for original, twin in zip(repeat.calls[0].variables, made.variables, strict=False)
        if twin.name in twins
    ]
    if not is_one_name_enough(facts, pairs):
        return Fix("enter a variable scope by one name for each pass: it numbers layers without a name from the start, "
                   "and the scope of the moment goes on counting; or give each layer a name of its own.")  # fmt: skip
    code = with_names(facts, pairs)
    return Fix("give the layer or scope a name: then its variables have the same names in each pass"
               f"{':' if code else '.'}", code)  # fmt: skip


def _to_be_shared(facts: Facts, variables: list[WholeVariable]) -> list[WholeVariable]:
    """What `tf.Variable` made by the same name, in the same scope, at another line: get_variable does not find it."""
    wanted = {(one.graph, one.scope, one.name.rpartition("/")[2]) for one in variables}
    lines = {tuple(one.stack[-1:]) for one in variables}
    others = (one for one in facts.models if one.made_by == "Variable" and tuple(one.stack[-1:]) not in lines)
    return [one for one in others if (one.graph, one.scope, one.name.rpartition("/")[2]) in wanted]


def _and_those(shared: list[WholeVariable]) -> str:
    return f", and {listed([one.name for one in shared])}," if shared else ""


class _Order:
    """In which order scopes were switched and variables made."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._recording = recording = facts.recording
        parallel = (repeat for repeat in facts.repeats if repeat.verdict is Verdict.PARALLEL)
        self._twins = {twin.parts[0].id for repeat in parallel for twin in repeat.twins}
        self._switches: dict[int, int] = {}
        self._made: dict[int, int] = {}
        self._entered: dict[tuple[int, str], int] = {}
        for place, event in enumerate(recording.events):
            if isinstance(event, Change) and event.setting == "reuse":
                self._switches.setdefault(event.entry, place)
            elif isinstance(event, Variable):
                self._made[event.id] = place
            elif isinstance(event, ScopeEntry):
                self._entered.setdefault((event.graph, event.name), event.id)

    def reuse_in_vain(self, variable: WholeVariable) -> Setter | None:
        """Who switched on the reuse that a new variable was made under."""
        first = variable.parts[0]
        entry = self._recording.entries[first.entry]
        if variable.made_by in ("Variable", "keras"):
            return self._heedless(first, entry)
        # A layer without a name is told from the last one by a number, so what is shared depends on the order.
        is_layer = entry.reuse == "AUTO_REUSE" and first.id in self._twins and self._facts.default_named(entry)
        return setter(self._recording, entry) if is_layer else None

    def _heedless(self, variable: Variable, entry: ScopeEntry) -> Setter | None:
        switched = self._switches.get(entry.id)
        if entry.reuse == "True" or (switched is not None and switched < self._made[variable.id]):
            change = next((c for c in self._recording.changes if c.entry == entry.id and c.setting == "reuse"), None)
            if entry.reuse != "True" and change:
                return Setter("switched", entry.name, self._recording.site(change.stack))
            return setter(self._recording, entry)
        return self._again(entry) if entry.reuse == "AUTO_REUSE" else None

    def _again(self, entry: ScopeEntry) -> Setter | None:
        """Who set AUTO_REUSE, where that scope was entered before."""
        at = next((one for one in self._recording.around(entry.id) if one.reuse_declared), None)
        if at is None or self._entered[at.graph, at.name] == at.id:
            return None
        return setter(self._recording, entry)


IN_VAIN = Rule(
    code="SI110",
    name="reuse-has-no-effect",
    severity="warning",
    summary="tf.Variable, a Keras layer or a layer without a name in a scope that is in reuse mode",
    what="""
        A new variable in a scope that is in reuse mode, made by something that does not look at reuse: `tf.Variable`,
        a Keras layer, or, under AUTO_REUSE, a layer that was given no name and so gets a new one in each call.
        """,
    bad_because="""
        The scope says that its variables are shared, and these are not: the second pass computes with untrained ones.
        """,
    instead="""
        `tf.get_variable` in place of `tf.Variable`; one Keras layer that is called twice; a name for the layer, or,
        where one line makes several, a variable scope around each pass that is entered by the same name: it numbers
        layers without a name from the start, and `tf.variable_scope(tf.get_variable_scope(), …)` does not.
        """,
    bad="""
        def layer(x):
            return tf.matmul(x, tf.Variable(tf.zeros([4, 4]), name="weights"))

        with tf.variable_scope("layer"):
            layer(tf.placeholder(tf.float32, [None, 4]))
        with tf.variable_scope("layer", reuse=True):
            layer(tf.placeholder(tf.float32, [None, 4]))
        """,
    good="""
        def layer(x):
            return tf.matmul(x, tf.get_variable("weights", [4, 4]))

        with tf.variable_scope("layer"):
            layer(tf.placeholder(tf.float32, [None, 4]))
        with tf.variable_scope("layer", reuse=True):
            layer(tf.placeholder(tf.float32, [None, 4]))
        """,
    find=_without_effect,
)
