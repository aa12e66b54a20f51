"""Reuse that reaches too far, not far enough, or hides something: SI107 to SI109."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile

import msgspec

from scopeinspect.model import Request, ScopeEntry, Site, Variable
from scopeinspect.recording import Recording
from scopeinspect.reuse import Setter, setter_of_request
from scopeinspect.rules.advice.bounding import bounds
from scopeinspect.rules.advice.passing import passing
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.missing import renamed
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.words import listed

_MOST_ASKED = 3
"""What one call asks for in vain, as far as it is told."""

# SI107


def _leaks(facts: Facts) -> Iterator[Diagnostic]:
    recording = facts.recording
    suffered: dict[tuple[Site, str], list[Request]] = defaultdict(list)
    for request in recording.requests:
        # A request without a name is an optimizer's for a slot, of which SI106 says more.
        if request.outcome == "refused" and request.reason == "missing" and request.name:
            who = setter_of_request(recording, request)
            # What a caller asked for in this very pass leaks from nowhere.
            leaks = who.how == "switched" and not passing(facts, request, who)
            if leaks and who.site and _reaches_outside(recording, request, who):
                suffered[who.site, who.scope].append(request)
    for (site, scope), requests in suffered.items():
        where = f"scope {scope}" if scope else "the root scope"
        names = [request.key.rstrip("/") for request in requests]
        yield LEAKED.found(
            f"reuse was switched on for {where} and never ends; {listed(names)} could not be made",
            variables=names,
            roles=roles(
                (f"reuse switched on here for {where}", site),
                (f"{names[0]} is looked for here, not made", recording.site(requests[0].stack)),
            ),
            why="reuse_variables() holds until its scope ends, for all scopes below too"
            + ("." if scope else ", and the root scope never ends."),
            fixes=[*bounds(facts, setter_of_request(recording, requests[0]), requests[0])],
            place=site,
        )


def _reaches_outside(recording: Recording, request: Request, who: Setter) -> bool:
    """Whether the flag was set on the root, or on a scope outside of the one that was asked."""
    return not who.scope or recording.entries[request.entry].name != who.scope


# SI108


def _created_late(facts: Facts) -> Iterator[Diagnostic]:
    recording = facts.recording
    first_pass: dict[tuple[int, str], int] = {}
    late: dict[int, list[Request]] = defaultdict(list)
    shared: set[int] = set()
    models = {part.id for variable in facts.models for part in variable.parts}
    for request in recording.requests:
        entry = _auto_entry(recording, request)
        if entry is None:
            continue
        first = first_pass.setdefault((entry.graph, entry.name), entry.id)
        if first == entry.id:
            continue
        if request.outcome == "reused":
            shared.add(entry.id)
        elif request.outcome == "created" and request.variable in models:  # nobody types the name of a slot
            late[entry.id].append(request)
    for number, requests in late.items():
        if number in shared:
            entry = recording.entries[number]
            yield _late(facts, entry, recording.entries[first_pass[entry.graph, entry.name]], requests)


def _late(facts: Facts, entry: ScopeEntry, first: ScopeEntry, requests: list[Request]) -> Diagnostic:
    recording = facts.recording
    names = [request.key for request in requests]
    known = [part for variable in facts.models if variable.name not in names for part in variable.parts]
    near = _nearest(names[0], known)
    code = tuple(renamed(facts, requests[0], near.name)) if near else ()
    hint = f"; did you mean {near.name}?" if near else ""
    return LATE.found(
        f"{listed(names)} appeared only when {_scope(entry)} was entered again{hint}",
        variables=names,
        roles=roles(
            (f"{near.name} was made here" if near else "", recording.site(near.stack) if near else None),
            ("the first pass did not ask for it", recording.site(first.stack)),
            (f"entered again here, as {entry.reuse}", recording.site(entry.stack)),
            (f"{names[0]} was made here", recording.site(requests[0].stack)),
        ),
        place=recording.site(requests[0].stack),
        why="AUTO_REUSE makes what it does not find, so a misspelt name is a new variable and not an error.",
        fixes=[
            Fix(f"if it should be {near.name}, correct the name{':' if code else '.'}", code) if near
            else Fix("if it is a typo, correct the name."),
            Fix("if it is meant, make it outside of the shared scope; open the second pass with reuse=True, and "
                "TensorFlow itself tells typos."),
        ],
    )  # fmt: skip


def _auto_entry(recording: Recording, request: Request) -> ScopeEntry | None:
    """The outermost entry around a request that is in AUTO_REUSE."""
    every = [one for one in recording.around(request.entry) if one.reuse == "AUTO_REUSE" and one.name]
    return every[-1] if every else None


def _nearest(name: str, variables: list[Variable]) -> Variable | None:
    scope, _, leaf = name.rpartition("/")
    siblings = {v.name.rpartition("/")[2]: v for v in variables if v.name.rpartition("/")[0] == scope}
    near = difflib.get_close_matches(leaf, siblings, n=1, cutoff=0.6)
    if near:
        return siblings[near[0]]
    by_name = {variable.name: variable for variable in variables[:10_000]}
    near = difflib.get_close_matches(name, by_name, n=1, cutoff=0.8)
    return by_name[near[0]] if near else None


def _scope(entry: ScopeEntry) -> str:
    return f"scope {entry.name}" if entry.name else "the root scope"


# SI109


class _Ignored(msgspec.Struct, frozen=True):
    """What a request that shares a variable asked for in vain."""

    variable: Variable
    request: Request
    what: str
    asked: str
    has: str

    @property
    def text(self) -> str:
        """What was asked for."""
        return self.asked if self.asked.startswith(self.what) else f"{self.what} {self.asked}"


def _ignored(facts: Facts) -> Iterator[Diagnostic]:
    recording = facts.recording
    by_call: dict[object, list[_Ignored]] = defaultdict(list)
    told_by: dict[object, object] = {}
    for request in recording.requests:
        if request.outcome != "reused" or request.variable is None:
            continue
        variable = recording.variables[request.variable]
        call = variable.graph, _call_that_shares(request, variable)
        for what, asked, has in differences(request, variable):
            line = what, asked, has, tuple(request.stack[-1:]), variable.graph
            if told_by.setdefault(line, call) == call:  # what another call ignores at the same line is the same again
                by_call[call].append(_Ignored(variable, request, what, asked, has))
    for ignored in by_call.values():
        yield _in_one_call(recording, ignored)


def _call_that_shares(request: Request, variable: Variable) -> tuple[int, ...]:
    """The stack of a request down to where it parts from that of the request that made the variable."""
    pairs = zip(request.stack, variable.stack, strict=False)
    return tuple(request.stack[: 1 + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))])


def _in_one_call(recording: Recording, ignored: list[_Ignored]) -> Diagnostic:
    names = list(dict.fromkeys(one.variable.name for one in ignored))
    asked = list(dict.fromkeys(one.text for one in ignored))
    kinds = " and ".join(dict.fromkeys(one.what for one in ignored))
    first = ignored[0].request
    told: list[tuple[str, Site | None]] = []
    for one in ignored:
        told += [(f"made here with {one.has}", recording.site(one.variable.stack)),
                 (f"shared here; {one.asked} has no effect", recording.site(one.request.stack))]  # fmt: skip
    call = recording.site(_call_that_shares(first, ignored[0].variable))
    if call != recording.site(first.stack):
        told.append(("this call shares them" if len(names) > 1 else "this call shares it", call))
    return IGNORED.found(
        f"{listed(names)} {'is' if len(names) == 1 else 'are'} shared, so {listed(asked, _MOST_ASKED)} "
        f"{'was' if len(asked) == 1 else 'were'} ignored",
        variables=names,
        roles=roles(*told),
        place=recording.site(first.stack),
        why="The first request decides what a variable is; a later one that finds it gets it as it is.",
        fixes=[Fix(f"ask for the same {kinds} at both places, or leave it out where the variable is shared.")],
    )


def differences(request: Request, variable: Variable) -> Iterator[tuple[str, str, str]]:
    """What a request that shares a variable asked for in vain: what it is, what was asked, what the variable has."""
    given, told = request.given, variable.initializer
    if request.initializer.origin == "argument" and told.text and request.initializer.text != told.text:
        yield "initializer", request.initializer.text, told.text
    if "trainable" in given and bool(given["trainable"]) != variable.trainable:
        yield "trainable", f"trainable={given['trainable']}", f"trainable={variable.trainable}"
    for name in ("regularizer", "constraint"):
        has = variable.settings[name].text if name in variable.settings else f"no {name}"
        if name in given and given[name] != has:
            yield name, str(given[name]), has


LEAKED = Rule(
    code="SI107",
    name="leaked-reuse",
    severity="warning",
    summary="reuse_variables() on the root or an outer scope made a later request fail",
    what="""
        `reuse_variables()` was called on the root scope, or on a scope outside of the one where a variable is asked
        for later, and that variable was to be a new one.
        """,
    bad_because="""
        Reuse can't be switched off again: it holds until the scope ends, and the root scope never does. Everything
        that is built afterwards can only share.
        """,
    instead="""
        Enter the scope of the moment again for the second pass, in reuse mode; when that `with` ends, so does reuse.
        """,
    bad="""
        def model(x):
            return tf.matmul(x, tf.get_variable("weights", [4, 1]))

        x = tf.placeholder(tf.float32, [None, 4])
        model(x)
        tf.get_variable_scope().reuse_variables()
        model(x)
        scale = tf.get_variable("scale", [1])
        """,
    good="""
        def model(x):
            return tf.matmul(x, tf.get_variable("weights", [4, 1]))

        x = tf.placeholder(tf.float32, [None, 4])
        model(x)
        with tf.variable_scope(tf.get_variable_scope(), reuse=True):
            model(x)
        scale = tf.get_variable("scale", [1])
        """,
    find=_leaks,
)

LATE = Rule(
    code="SI108",
    name="auto-reuse-created-late",
    severity="warning",
    summary="an AUTO_REUSE scope, entered again, made a variable that the first pass did not",
    what="""
        A scope with `reuse=tf.AUTO_REUSE` was entered again, shared some variables with the first pass, and made
        others that the first pass did not.
        """,
    bad_because="""
        AUTO_REUSE makes what it does not find. A misspelt name is a new, untrained variable, and no error.
        """,
    instead="""
        Correct the name. Where the second pass is to share only, open it with `reuse=True`.
        """,
    bad="""
        def layer(x, name):
            with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
                return tf.matmul(x, tf.get_variable("weights", [4, 4])) + tf.get_variable(name, [4])

        x = tf.placeholder(tf.float32, [None, 4])
        layer(x, "biases")
        layer(x, "biasses")
        """,
    good="""
        def layer(x, name):
            with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
                return tf.matmul(x, tf.get_variable("weights", [4, 4])) + tf.get_variable(name, [4])

        x = tf.placeholder(tf.float32, [None, 4])
        layer(x, "biases")
        layer(x, "biases")
        """,
    find=_created_late,
)

IGNORED = Rule(
    code="SI109",
    name="ignored-reuse-argument",
    severity="warning",
    summary="a request that shares a variable asked for another initializer, regularizer, trainable or constraint",
    what="""
        A variable is shared by a request that gives another initializer, regularizer, constraint or `trainable` than
        the one that made it.
        """,
    bad_because="""
        TensorFlow drops the argument without a word: the variable stays as it was made.
        """,
    instead="""
        Give the same arguments at both places, best from one function; or leave them out where it is shared.
        """,
    bad="""
        with tf.variable_scope("layer"):
            weights = tf.get_variable("weights", [4], initializer=tf.zeros_initializer())
        with tf.variable_scope("layer", reuse=True):
            weights = tf.get_variable("weights", [4], initializer=tf.ones_initializer())
        """,
    good="""
        with tf.variable_scope("layer"):
            weights = tf.get_variable("weights", [4], initializer=tf.zeros_initializer())
        with tf.variable_scope("layer", reuse=True):
            weights = tf.get_variable("weights", [4])
        """,
    find=_ignored,
)
