"""Runs programs of variable scopes that ask TensorFlow, at each step, how things stand.

    python oracle.py PROGRAM              prints what TensorFlow answers, one line of JSON a question
    python oracle.py --record RECORDER    programs come as lines of JSON on standard input, `{"program": …, "twice": …}`;
                                          each is run under the recorder, and then, if it is to be run twice, by
                                          TensorFlow alone, and one line tells what came of it

A program finds two names: `tf`, and `ask`, which does what is asked of it and notes TensorFlow's answers. Nothing here
knows how the recorder finds out. Python 3.7 syntax.
"""

import contextlib
import hashlib
import json
import os
import re
import sys
import threading
import traceback

RANDOM = ("RandomStandardNormal", "RandomUniform", "TruncatedNormal")

REASONS = [
    ("exists", r"ariable (with name )?{} already exists"),
    ("missing", r"Variable {} does not exist, or was not created with"),
    ("shape", r"^Trying to (share|reuse) (partitioned )?variable {}, but specified shape"),
    ("dtype", r"^Trying to (share|reuse) (partitioned )?variable {}, but specified dtype"),
]
"""What TensorFlow's messages say of a variable, in the words of a recording."""

SETTINGS = ("regularizer", "partitioner", "custom_getter", "constraint")


class Ask:
    """What programs call; it keeps the answers.

    Args:
        tf: TensorFlow as TF1-style code knows it.
        time: says how many events have been recorded so far.
    """

    def __init__(self, tf, time=lambda: 0):
        self.answers = []
        self._tf = tf
        self._time = time
        self._texts = {}
        self._graphs = []
        self._made = []
        self._seen = []
        self._is_watching = False

    # How things stand

    def scope(self):
        """A variable scope has just been entered."""
        scope = self._tf.get_variable_scope()
        self._note(
            "scope",
            name=scope.name,
            reuse=flag(scope.reuse),
            name_scope=self._name_scope(),
            original_name_scope=scope.original_name_scope,
            initializer=self._text(scope.initializer),
            dtype=self._tf.as_dtype(scope.dtype).base_dtype.name,
            settings=[name for name in SETTINGS if getattr(scope, name) is not None],
        )

    def op(self, name):
        """Makes an op here."""
        op = self._tf.no_op(name=name)
        self._note("op", name=op.name, **self._here())

    def get_variable(self, name, *shape, **arguments):
        """Requests a variable, and notes what came of it."""
        here, seen = self._here(), []
        self._seen.append(seen)
        get = self._flagged if "reuse" in arguments else self._tf.get_variable
        key = here["scope"] + "/" + str(name) if here["scope"] else str(name)
        outcome = self._attempt(key, lambda: get(name, *shape, **arguments))
        self._seen.pop()
        if not self._is_watching:
            # Where nothing watches the store, only a getter that never asked it gives what is no variable.
            seen = [] if outcome["outcome"] == "no variable" else [dict(outcome, key=key)]
        self._note("request", name=str(name), seen=seen, outcome=outcome, **here)

    def variable(self, *arguments, **named):
        """Makes a variable that no scope shares."""
        made = self._tf.Variable(*arguments, **named)
        self._note("variable", **self._told(made))

    # What programs pass

    def init(self, expression):
        """An initializer, by what a user writes after `tf.`; its text in a recording is to be the same."""
        initializer = eval("tf." + expression, {"tf": self._tf})
        self._texts[id(initializer)] = (initializer, expression)
        return initializer

    def watching(self, getter, *arguments, **named):
        """A custom getter that changes nothing, and notes how the store is asked."""
        initializer = named.get("initializer")
        seen = {"key": str(named["name"]), "reuse": flag(named["reuse"]), "initializer": self._text(initializer)}
        self._seen[-1].append(seen)
        result = []
        seen.update(self._attempt(seen["key"], lambda: result.append(getter(*arguments, **named)) or result[0], raises=seen))
        return result[0]

    def renaming(self, getter, name, *arguments, **named):
        """A custom getter that asks for another name."""
        return getter(name + "_r", *arguments, **named)

    def twice(self, getter, name, *arguments, **named):
        """A custom getter that makes two variables for one request."""
        return getter(name + "/g", *arguments, **named) + getter(name + "/v", *arguments, **named)

    def answering(self, getter, name, *arguments, **named):
        """A custom getter that never asks the store."""
        return self._tf.no_op()

    # Where programs run

    def new_graph(self):
        """Becomes the default graph of a `with` block."""
        graph = self._tf.Graph()
        self._graphs.append(graph)
        return graph.as_default()

    def watch(self):
        """Watches the requests of this graph's scopes, in this thread."""
        self._is_watching = True
        self._tf.get_variable_scope().set_custom_getter(self.watching)

    def thread(self, function):
        """Calls a function in a thread of its own, in this graph."""
        graph = self._tf.get_default_graph()
        errors = []

        def run():
            try:
                with graph.as_default():
                    if self._is_watching:
                        self.watch()
                    function()
            except Exception as error:
                errors.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        if errors:
            raise errors[0]

    def end(self, error):
        """The program is over: notes what each graph holds."""
        for graph in self._graphs:
            with graph.as_default():
                names = [name for name in graph.get_all_collection_keys() if isinstance(name, str)]
                self._note(
                    "graph",
                    ops=[[op.name, op.type] for op in graph.get_operations()],
                    digest=hashlib.sha256(graph.as_graph_def().SerializeToString(deterministic=True)).hexdigest(),
                    variables=[
                        dict(
                            self._told(one),
                            trainable=bool(one.trainable),
                            collections=sorted(
                                name for name in names if any(item is one for item in graph.get_collection(name))
                            ),
                        )
                        for one in self._all()
                    ],
                )
        self._note("end", error=error)

    # Small things

    def _note(self, question, **answer):
        self.answers.append(dict(answer, asked=question, at=self._time()))

    def _here(self):
        scope = self._tf.get_variable_scope()
        return {"scope": scope.name, "scope_reuse": flag(scope.reuse), "name_scope": self._name_scope()}

    def _name_scope(self):
        return self._tf.get_default_graph().get_name_scope() or ""

    def _attempt(self, key, request, raises=None):
        """What comes of a request; with `raises`, which is told of it, the error goes on to who asked."""
        before = self._all()
        try:
            variable = request()
        except Exception as error:
            outcome = {"outcome": "refused", "reason": reason(error, key), "message": first_part(error)}
            if raises is None:
                return outcome
            raises.update(outcome)
            raise
        if not hasattr(variable, "initializer") and not hasattr(variable, "_get_variable_list"):
            return {"outcome": "no variable"}
        # A request that was refused may have made its variable all the same.
        parts = list(variable) if hasattr(variable, "_get_variable_list") else [variable]
        is_known = any(parts[0] is made for made in before)
        self._made += [part for part in parts if not any(part is made for made in self._made)]
        return dict(self._told(variable), outcome="reused" if is_known else "created")

    def _all(self):
        """The variables of this graph: one may be in no collection that TensorFlow lists."""
        found = self._tf.global_variables() + self._tf.local_variables()
        graph = self._tf.get_default_graph()
        return found + [one for one in self._made if one.graph is graph and not any(one is known for known in found)]

    def _told(self, variable):
        """What TensorFlow says of a variable; of a partitioned one, of its first part."""
        parts = list(variable) if hasattr(variable, "_get_variable_list") else [variable]
        first = parts[0]
        return {
            "variable": first.op.name,
            "parts": [part.op.name for part in parts],
            "shape": first.get_shape().as_list(),
            "whole_shape": variable.get_shape().as_list() if hasattr(variable, "get_shape") else variable.shape,
            "dtype": first.dtype.base_dtype.name,
            "value": value(first),
        }

    def _flagged(self, *arguments, **named):
        """Requests a variable under a flag of the request's own, which only the method takes."""
        from tensorflow.python.ops import variable_scope

        store = variable_scope._get_default_variable_store()
        return self._tf.get_variable_scope().get_variable(store, *arguments, **named)

    def _text(self, initializer):
        if initializer is None:
            return ""
        return self._texts.get(id(initializer), (None, None))[1]


def flag(reuse):
    """A reuse flag in the words of a recording."""
    return str(reuse) if reuse is True or reuse is False else "AUTO_REUSE"


def first_part(error):
    """A message without the stack that TensorFlow quotes, in which the recorder's frames may stand."""
    return re.split(r"\s+originally defined at:", str(error), flags=re.IGNORECASE)[0]


def reason(error, key):
    """Why a request was refused, by TensorFlow's message. What it says of a part it doesn't say of the whole."""
    found = [name for name, pattern in REASONS if re.search(pattern.format(re.escape(key)), str(error))]
    return found[0] if found and isinstance(error, ValueError) else "other"


def value(variable):
    """What a variable starts with: what its initial value is filled with, or the kind of its random op."""
    from tensorflow.python.framework import tensor_util

    constant = tensor_util.constant_value(variable.initial_value)
    if constant is not None:
        first = constant.flat[0]
        return first.decode() if isinstance(first, bytes) else float(first)
    ops = [variable.initial_value.op]
    for op in ops:
        ops.extend(one.op for one in op.inputs)
    return next((op.type for op in ops if op.type in RANDOM), None)


def run(program, tf, time=lambda: 0):
    """Run a program in a graph of its own; return TensorFlow's answers."""
    ask, error = Ask(tf, time), None
    try:
        with ask.new_graph():
            exec(compile(program, "program", "exec"), {"tf": tf, "ask": ask})
    except Exception as raised:
        error = first_part("".join(traceback.format_exception_only(type(raised), raised)))
    ask.end(error)
    return ask.answers


def recorded(program, tf):
    """Run a program under the recorder; return TensorFlow's answers and what was recorded."""
    import hooks_program

    events = []
    recording = hooks_program.hooks(events)
    recording.install()
    try:
        answers = run(program, tf, lambda: len(events))
        recording.finish()
    finally:
        recording.remove()
    return {"answers": answers, "events": events}


def tf1(tensorflow):
    """TensorFlow as TF1-style code knows it."""
    if tensorflow.__version__.startswith("1."):
        return tensorflow
    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    return tf


def serve(folder):
    """Answer for one program after another."""
    answers = os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "recorder"))
    import hooks_program

    tf = tf1(hooks_program.load(folder))
    tf.logging.set_verbosity(tf.logging.ERROR)
    for line in iter(sys.stdin.readline, ""):
        job = json.loads(line)
        told = recorded(job["program"], tf)
        alone = run(job["program"], tf) if job["twice"] else None
        answers.write(json.dumps(dict(told, alone=alone)) + "\n")
        answers.flush()


def main():
    """See above."""
    if sys.argv[1] == "--record":
        serve(sys.argv[2])
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow

    with open(sys.argv[1]) as file, contextlib.suppress(BrokenPipeError):
        for answer in run(file.read(), tf1(tensorflow)):
            print(json.dumps(answer))


if __name__ == "__main__":
    main()
