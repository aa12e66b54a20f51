"""Installs and removes the hooks, breaks our own functions one by one, and tells as JSON what came of it.

    python hooks_program.py RECORDER

Python 3.7 syntax; nothing of scopeinspect is imported but the recorder, as its `__main__` loads it.
"""

import contextlib
import functools
import hashlib
import importlib
import importlib.util
import json
import os
import sys

PACKAGE = "_scopeinspect_recorder"

BROKEN = [
    ("scopes.Scopes", "declares_reuse"),
    ("scopes.Scopes", "entered"),
    ("scopes.Scopes", "left"),
    ("scopes.Scopes", "changed"),
    ("scopes.Scopes", "entry"),
    ("scopes.Scopes", "current"),
    ("variables.Variables", "asked"),
    ("variables.Variables", "answered"),
    ("variables.Variables", "store_request"),
    ("variables.Variables", "looked_up"),
    ("variables.Variables", "found"),
    ("variables.Variables", "refused"),
    ("variables.Variables", "making"),
    ("variables.Variables", "made"),
    ("variables.Variables", "collected"),
    ("variables.Variables", "reconcile"),
    ("lookups.LookUp", "begin"),
    ("lookups.LookUp", "found"),
    ("lookups.LookUp", "refused"),
    ("graphs.Graphs", "number"),
    ("sites.Sites", "here"),
    ("sites.Sites", "stack"),
    ("journal.Journal", "tell_op"),
    ("journal.Journal", "flush"),
    ("journal.Journal", "doing"),
]
"""The functions that hooks call, by the class they are of."""


def load(folder):
    """Load the recorder under its private name."""
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return importlib.import_module(PACKAGE + ".imports").import_tensorflow(False)


def part(name):
    """Return a class of the recorder."""
    module, _, attribute = name.partition(".")
    return getattr(importlib.import_module(PACKAGE + "." + module), attribute)


def classes():
    """Return all that TensorFlow's classes and modules hold which hooks may go into, by name."""
    from tensorflow.python.client import session
    from tensorflow.python.framework import error_interpolation, errors_impl, ops
    from tensorflow.python.ops import resource_variable_ops, variable_scope, variables
    from tensorflow.python.training import moving_averages, optimizer, slot_creator

    try:
        from tensorflow.python.ops import ref_variable
    except ImportError:
        ref_variable = variables
    modules = [session, ops, resource_variable_ops, variable_scope, variables, moving_averages, optimizer, slot_creator]
    held = {}
    for module in [*modules, ref_variable, error_interpolation, errors_impl]:
        for name, value in vars(module).items():
            held[module.__name__, name] = value
            if isinstance(value, type):
                for attribute, content in vars(value).items():
                    held[module.__name__, name, attribute] = content
    stack = type(ops._default_graph_stack)
    held.update({("stack", attribute): content for attribute, content in vars(stack).items()})
    return held


@functools.lru_cache(maxsize=None)
def user_files():
    """Return what says whose a file is: as in any recording, one for the whole process."""
    return part("sites.UserFiles")([os.path.dirname(os.path.abspath(__file__))])


def hooks(events):
    """Return hooks that tell their events to a list."""
    journal = part("journal.Journal")(events.append)
    is_user_file = user_files()
    sites = part("sites.Sites")(journal.tell, is_user_file, os.getcwd())
    return part("hooks.Hooks")(journal, sites, is_user_file)


def build(tf):
    """Do, in a graph of its own, everything that hooks see; return what a user would get."""
    with tf.Graph().as_default() as graph:
        images = tf.placeholder(tf.float32, [None, 4], name="images")
        with tf.variable_scope("layer", initializer=tf.ones_initializer()) as scope:
            first = tf.get_variable("w", [4, 4])
            scope.set_regularizer(None)
            scope.reuse_variables()
            again = tf.get_variable("w", [4, 4])
        other = tf.Variable(1.0, name="other", use_resource=False)
        refusal = ""
        try:
            with tf.variable_scope("layer"):
                tf.get_variable("w", [4, 4])
        except ValueError as error:
            refusal = str(error).split(" Originally")[0]
        partitioned = tf.get_variable("parts", [4, 2], partitioner=tf.fixed_size_partitioner(2))
        loss = tf.reduce_sum(tf.matmul(images, first)) * other
        tf.train.AdamOptimizer().minimize(loss)
        tf.train.ExponentialMovingAverage(0.9).apply([first])
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            value = session.run(first).tolist()
        return {
            "shared": first is again,
            "refusal": refusal,
            "parts": len(list(partitioned)),
            "value": value,
            "variables": [variable.name for variable in tf.global_variables()],
            "graph": hashlib.sha256(graph.as_graph_def().SerializeToString(deterministic=True)).hexdigest(),
        }


@contextlib.contextmanager
def broken(name, attribute):
    """Let one of our functions raise."""
    owner = part(name)
    original = getattr(owner, attribute)

    def boom(*arguments, **named):
        raise RuntimeError("{}.{} is broken".format(name, attribute))

    setattr(owner, attribute, boom)
    try:
        yield
    finally:
        setattr(owner, attribute, original)


def recorded(tf):
    """Build under hooks; return what the user got, what was told, and what TensorFlow then held."""
    events = []
    before = classes()
    recording = hooks(events)
    recording.install()
    hooked = classes()
    try:
        got = build(tf)
        recording.finish()
    finally:
        recording.remove()
    after = classes()
    return {
        "got": got,
        "kinds": sorted({event["e"] for event in events}),
        "faults": [event["traceback"].strip().splitlines()[-1] for event in events if event["e"] == "fault"],
        "requests": [event["outcome"] for event in events if event["e"] == "request"],
        "replaced": sorted("/".join(name) for name in before if hooked.get(name) is not before[name]),
        "left": sorted("/".join(name) for name in before if after.get(name) is not before[name]),
        "added": sorted("/".join(name) for name in set(after) - set(before)),
    }


def main():
    """Tell what comes of a plain build, a recorded one, and one with each of our functions broken."""
    tensorflow = load(sys.argv[1])
    tf = tensorflow
    if not tensorflow.__version__.startswith("1."):
        tf = importlib.import_module("tensorflow.compat.v1")
        tf.disable_v2_behavior()
    told = {"plain": build(tf), "recorded": recorded(tf), "again": recorded(tf), "broken": {}}
    for name, attribute in BROKEN:
        with broken(name, attribute):
            told["broken"][name + "." + attribute] = recorded(tf)
    told["after"] = build(tf)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
