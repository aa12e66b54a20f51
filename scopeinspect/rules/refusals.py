"""Requests that TensorFlow refused: SI101, SI104, SI105 and SI106."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from scopeinspect.model import Recording, Request, Site, Variable
from scopeinspect.reuse import Setter, setter_of_request
from scopeinspect.rules.code import statement
from scopeinspect.rules.impossible import impossible
from scopeinspect.rules.refused import ended, finding
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, Severity, roles
from scopeinspect.words import shape_text

MOST_NAMES = 10_000
"""Names that are searched for a similar one."""

_SET = {"declared": "declared", "switched": "switched on", "argument": "given", "default": "the default"}

AUTO_REUSE = Fix(
    "to make it here the first time and share it from then on, open the scope with:", ("reuse=tf.AUTO_REUSE",)
)


def unmet_refusals(recording: Recording) -> Iterator[Diagnostic]:
    """The refusal that ended the script, if one did."""
    for request in recording.requests[-1:]:
        if request.outcome == "refused" and ended(recording, request):
            for diagnose in (_already_exists, _missing, _mismatch, _slot, impossible):
                if diagnostic := diagnose(recording, request, "error"):
                    yield diagnostic


# SI101


def _already_exists(recording: Recording, request: Request, severity: Severity) -> Diagnostic | None:
    if request.reason != "exists":
        return None
    made = recording.variables[request.variable] if request.variable is not None else None
    before, again = recording.stack(made.stack if made else []), recording.stack(request.stack)
    first, second = _parting(before, again)
    told: list[tuple[str, Site | None]] = []
    if before and before[-1] != again[-1]:
        told.append(("made here first", before[-1]))
    if first and second and second != again[-1]:
        told += [(f"the first call made it{_path(first, before)}", first), ("this call makes it again", second)]
    elif before == again:
        told.append(("this line ran twice", again[-2:][0] if again else None))
    told.append((f"asked for again here{_under(recording, request)}", again[-1] if again else None))
    twice = again[-2:][0] if before == again and again else None
    whole_call = second or twice or recording.site(request.stack)
    return ALREADY_EXISTS.found(
        f"{request.key} was made before, and reuse is {request.reuse} here",
        severity=severity,
        variables=[request.key],
        roles=roles(*told),
        why="get_variable makes a new variable while reuse is False, and refuses a name that exists.",
        fixes=_fixes_for_repeat(request, whole_call, is_loop=before == again),
    )


def _fixes_for_repeat(request: Request, call: Site | None, *, is_loop: bool) -> list[Fix]:
    line = statement(call) if call else f'tf.get_variable("{request.name}", …)'
    where = f" at line {call.line}" if call else ""
    if is_loop:
        return [
            Fix(f"to share {request.key}, reuse it{where} from the second time on; no name changes:",
                ("with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):", f"    {line}")),
            Fix("to have one for each time, number the scopes:",
                ('with tf.variable_scope("tower_%d" % number):', f"    {line}")),
        ]  # fmt: skip
    return [
        Fix(f"to share {request.key}, make the second call{where} in reuse mode; no name changes:",
            ("with tf.variable_scope(tf.get_variable_scope(), reuse=True):", f"    {line}")),
        Fix("to have a second set, give it a scope of its own:", ('with tf.variable_scope("second"):', f"    {line}")),
    ]  # fmt: skip


# SI104


def _missing(recording: Recording, request: Request, severity: Severity) -> Diagnostic | None:
    if request.reason != "missing" or _is_slot(request):
        return None
    setter = setter_of_request(recording, request)
    unseen = next((v for v in recording.variables.values() if v.name == request.key), None)
    near = [] if unseen else _near(recording, request)
    told = [_switched_on(setter)]
    if unseen:
        told.append((f"{unseen.name} was made here by tf.Variable", recording.site(unseen.stack)))
    told += [(f"{variable.name} was made here", recording.site(variable.stack)) for variable in near[:1]]
    told.append((f"asked for here{_under(recording, request)}", recording.site(request.stack)))
    return MISSING.found(
        f"{request.key} does not exist, and reuse is True here" + (
            "; the variable of that name was made by tf.Variable" if unseen
            else f"; the nearest is {near[0].name}" if near else "; no variable has a similar name"
        ),
        severity=severity,
        variables=[request.key],
        roles=roles(*told),
        why="get_variable only looks variables up while reuse is True, and finds those that get_variable made.",
        fixes=_fixes_for_missing(recording, request, setter, unseen, near),
    )  # fmt: skip


def _fixes_for_missing(
    recording: Recording, request: Request, setter: Setter, unseen: Variable | None, near: list[Variable]
) -> list[Fix]:
    if unseen and (site := recording.site(unseen.stack)):
        return [Fix(f"make {unseen.name} with tf.get_variable at line {site.line}.")]
    if near:
        return [Fix(f"to share {near[0].name}: {_how_to_ask(request.key, near[0].name)}"), AUTO_REUSE]
    return [_bounded(setter, "before this") or Fix("to make it here, leave reuse off for the first pass."), AUTO_REUSE]


def _how_to_ask(asked: str, near: str) -> str:
    asked_scope, _, asked_leaf = asked.rpartition("/")
    near_scope, _, near_leaf = near.rpartition("/")
    if asked_scope == near_scope:
        return f'ask for "{near_leaf}", not "{asked_leaf}".'
    here = f'scope "{asked_scope}"' if asked_scope else "the root scope"
    return f'open scope "{near_scope}" where now {here} is.' if near_scope else f"ask for it outside of {here}."


def _near(recording: Recording, request: Request) -> list[Variable]:
    by_name = {variable.name: variable for variable in list(recording.variables.values())[:MOST_NAMES]}
    names = difflib.get_close_matches(request.key, by_name, n=3, cutoff=0.75)
    same_leaf = [name for name in by_name if name.rpartition("/")[2] == request.key.rpartition("/")[2]]
    # The same name elsewhere comes before another name here.
    ordered = [name for name in names if name in same_leaf] + [name for name in names if name not in same_leaf]
    return [by_name[name] for name in dict.fromkeys([*ordered, *same_leaf[:1]])]


# SI106


def _is_slot(request: Request) -> bool:
    """Whether an optimizer or a moving average asked for it: these have no name but that of their scope."""
    return not request.name


def _owner(recording: Recording, request: Request) -> str:
    """What the slot was to be made for: a variable, or the tensor of a moving average.

    The scope of the moment stands before its name.
    """
    above = request.key.rstrip("/").rpartition("/")[0]
    around = recording.entries[request.entry].parent
    scope = recording.entries[around].name if around is not None else ""
    return above.removeprefix(f"{scope}/") if scope else above


def _slot(recording: Recording, request: Request, severity: Severity) -> Diagnostic | None:
    if request.reason != "missing" or not _is_slot(request):
        return None
    setter = setter_of_request(recording, request)
    owner, slot = _owner(recording, request), request.key.rstrip("/").rpartition("/")[2]
    call = recording.site(request.stack)
    scope = setter.scope or "the root scope"
    is_average = slot == "ExponentialMovingAverage"
    maker, makes = ("the moving average", "its shadow") if is_average else ("the optimizer", "its slots")
    ways = [Fix(f"to make {makes}, build {maker} outside of the scope that is in reuse mode.")]
    if bounded := _bounded(setter, f"before {maker}"):
        ways = [
            bounded,
            Fix(f"or let {maker} make what it does not find:",
                ("with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE):",
                 f"    {statement(call) if call else 'optimizer.minimize(loss)'}")),
        ]  # fmt: skip
    return SLOT.found(
        f"{maker} can't make {makes if is_average else f'its slot {slot}'} for {owner}: reuse is still True",
        severity=severity,
        variables=[owner],
        roles=roles(_switched_on(setter), (f"{maker} makes {makes} here", call)),
        why=f"{maker[0].upper()}{maker[1:]} makes {makes} with get_variable in the scope of the moment, and {scope} is "
        "in reuse mode.",
        fixes=ways,
    )


def _bounded(setter: Setter, before: str) -> Fix | None:
    """How to end the reuse that somebody switched on for all that follows."""
    if setter.how != "switched" or setter.site is None:
        return None
    return Fix(
        f"to bound the reuse, replace line {setter.site.line} ({statement(setter.site)}) by a scope that ends "
        f"{before}:",
        ("with tf.variable_scope(tf.get_variable_scope(), reuse=True):", "    … the second pass …"),
    )


# SI105


def _mismatch(recording: Recording, request: Request, severity: Severity) -> Diagnostic | None:
    if request.reason not in ("shape", "dtype"):
        return None
    made = recording.variables[request.variable] if request.variable is not None else None
    is_one = f"{shape_text(made.shape)} {made.dtype}" if made else "another"
    if request.reason == "shape":
        shape = request.given.get("shape")
        asked = shape_text(shape if isinstance(shape, list) else None)
    else:
        asked = str(request.given.get("dtype", "float32"))
    return MISMATCH.found(
        f"{request.key} is {is_one}, and was asked for as {asked}",
        severity=severity,
        variables=[request.key],
        roles=roles(
            (f"made here as {is_one}", recording.site(made.stack) if made else None),
            _switched_on(setter_of_request(recording, request)),
            (f"asked for as {asked} here{_under(recording, request)}", recording.site(request.stack)),
        ),
        why=f"A variable can only be shared as it was made, and its {request.reason} is part of that.",
        fixes=[
            Fix(f"to share it, ask for the same {request.reason}."),
            Fix("to have another, give it a name or a scope of its own."),
        ],
    )


# What they have in common


def _switched_on(setter: Setter) -> tuple[str, Site | None]:
    known = setter.site if setter.how in ("declared", "switched") else None
    scope = f" for {setter.scope}" if setter.scope else " for the root scope"
    return f"reuse {_SET[setter.how]} here{scope}", known


def _under(recording: Recording, request: Request) -> str:
    """In which scope, and under which flag."""
    scope = recording.entries[request.entry].name
    setter = setter_of_request(recording, request)
    where = f" in scope {scope}" if scope else ""
    if setter.how == "default":
        return f"{where}: reuse is {request.reuse}, nobody switched it on"
    by = f", {_SET[setter.how]} at line {setter.site.line}" if setter.site else ""
    return f"{where}: reuse is {request.reuse}{by}"


def _parting(first: Sequence[Site], second: Sequence[Site]) -> tuple[Site | None, Site | None]:
    """The calls at which two stacks part, seen from the outside."""
    for one, other in zip(first, second, strict=False):
        if one != other:
            return one, other
    return None, None


def _path(call: Site, stack: list[Site]) -> str:
    below = stack[stack.index(call) + 1 :]
    return f": {' → '.join(site.function for site in below)}, line {below[-1].line}" if below else ""


ALREADY_EXISTS = Rule(
    code="SI101",
    name="variable-already-exists",
    severity="error",
    summary="get_variable was refused: the name exists, and reuse is False",
    what="""
        A request for a variable that was made before, in a scope that is not in reuse mode. TensorFlow refuses it
        with *Variable … already exists, disallowed* and shows neither who made it nor who asked again. We show both.
        """,
    bad_because="""
        The script ends there. Mostly a function that builds a part of a model was called a second time, to use the
        same variables on other data, and nothing said that they are to be shared.
        """,
    instead="""
        Switch reuse on for the second call alone; the names stay as they are, and old checkpoints load. For two
        separate sets, give each call a variable scope of its own.
        """,
    bad="""
        def layer(x):
            weights = tf.get_variable("weights", [4, 4])
            return tf.matmul(x, weights)

        layer(tf.placeholder(tf.float32, [None, 4]))
        layer(tf.placeholder(tf.float32, [None, 4]))
        """,
    good="""
        def layer(x):
            weights = tf.get_variable("weights", [4, 4])
            return tf.matmul(x, weights)

        layer(tf.placeholder(tf.float32, [None, 4]))
        with tf.variable_scope(tf.get_variable_scope(), reuse=True):
            layer(tf.placeholder(tf.float32, [None, 4]))
        """,
    find=finding(_already_exists),
)

MISSING = Rule(
    code="SI104",
    name="shared-variable-missing",
    severity="error",
    summary="get_variable was refused: reuse is True, and there is no such variable",
    what="""
        A request for a variable that does not exist, in a scope that is in reuse mode: a misspelt name or scope, the
        passes in the wrong order, another scope around the second one, or a variable that tf.Variable made, which
        get_variable does not know. The nearest names are told.
        """,
    bad_because="""
        The script ends there, with *Variable … does not exist, or was not created with tf.get_variable()*.
        """,
    instead="""
        Ask for the name as it was made, in a scope that gives it the same full name; or let the scope make what is
        missing, with `reuse=tf.AUTO_REUSE`, where a typo can't hide (see SI108).
        """,
    bad="""
        with tf.variable_scope("filters"):
            weights = tf.get_variable("weights", [4, 4])
        with tf.variable_scope("filter", reuse=True):
            weights = tf.get_variable("weights", [4, 4])
        """,
    good="""
        with tf.variable_scope("filters"):
            weights = tf.get_variable("weights", [4, 4])
        with tf.variable_scope("filters", reuse=True):
            weights = tf.get_variable("weights", [4, 4])
        """,
    find=finding(_missing),
)

MISMATCH = Rule(
    code="SI105",
    name="share-mismatch",
    severity="error",
    summary="get_variable was refused: the shared variable has another shape or dtype",
    what="""
        A request that is to share a variable and asks for another shape or dtype than it was made with.
        """,
    bad_because="""
        The script ends there. Mostly the data of the second pass has another width than that of the first.
        """,
    instead="""
        Bring the data to one shape before it reaches the shared part, or don't share that part.
        """,
    bad="""
        def layer(x):
            with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
                return tf.matmul(x, tf.get_variable("weights", [x.shape.as_list()[1], 2]))

        layer(tf.placeholder(tf.float32, [None, 4]))
        layer(tf.placeholder(tf.float32, [None, 8]))
        """,
    good="""
        def layer(x):
            with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
                return tf.matmul(x, tf.get_variable("weights", [x.shape.as_list()[1], 2]))

        layer(tf.placeholder(tf.float32, [None, 4]))
        layer(tf.placeholder(tf.float32, [None, 8])[:, :4])
        """,
    find=finding(_mismatch),
)

SLOT = Rule(
    code="SI106",
    name="slot-under-reuse",
    severity="error",
    summary="an optimizer could not make its slots, because reuse is still on",
    what="""
        An optimizer that is built while the scope of the moment is in reuse mode, mostly because
        `tf.get_variable_scope().reuse_variables()` was called before and never ends.
        """,
    bad_because="""
        Adam, Momentum and their like make a variable beside each one that they train, with get_variable. In reuse
        mode that is refused with *Variable w/Adam/ does not exist*, which says nothing of reuse.
        """,
    instead="""
        Bound the reuse by a `with`, so that it ends before the optimizer is built.
        """,
    bad="""
        def model(x):
            return tf.reduce_sum(tf.matmul(x, tf.get_variable("weights", [4, 1])))

        loss = model(tf.placeholder(tf.float32, [None, 4]))
        tf.get_variable_scope().reuse_variables()
        loss += model(tf.placeholder(tf.float32, [None, 4]))
        tf.train.AdamOptimizer().minimize(loss)
        """,
    good="""
        def model(x):
            return tf.reduce_sum(tf.matmul(x, tf.get_variable("weights", [4, 1])))

        loss = model(tf.placeholder(tf.float32, [None, 4]))
        with tf.variable_scope(tf.get_variable_scope(), reuse=True):
            loss += model(tf.placeholder(tf.float32, [None, 4]))
        tf.train.AdamOptimizer().minimize(loss)
        """,
    find=finding(_slot),
)
