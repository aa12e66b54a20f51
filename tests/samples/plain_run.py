"""Run programs with TensorFlow alone and print, as JSON, what TensorFlow itself says about them.

Nothing of scopeinspect is involved: these are the answers that recordings are compared with.

    python plain_run.py [--values] [--requests] [TARGET ...] [--slim NET ...]

A TARGET is a script or a notebook; a script's arguments follow it in the same word, quoted as in a shell.
`--slim NET` stands for `slim_net.py NET`. TensorFlow is imported once, and each target is then run in a
fork of its own, so no target sees another. One JSON object a line comes out, in the order given, scripts
before nets; what the targets print goes to standard error.

Runs on Python 3.7 with TensorFlow 1.x, and on TensorFlow 2.x, where the target's own
`import tensorflow as tf` is read as `import tensorflow.compat.v1 as tf` with v2 behaviour disabled.
Modules that the target imports are left as they are.
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import sys
import traceback
import types
from pathlib import Path
from typing import Any, Dict, List, Optional

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

Json = Dict[str, Any]

# The values of larger variables are left out: only chosen starting values are worth comparing.
MOST_ELEMENTS = 16


def import_tensorflow() -> Any:
    """Return TensorFlow as TF1 code knows it, with v2 behaviour disabled on 2.x."""
    import tensorflow

    if tensorflow.__version__.startswith("1."):
        return tensorflow
    # By name: `tensorflow` makes this module available lazily, and only on 2.x is it wanted.
    import tensorflow.compat.v1 as tf1

    tf1.disable_v2_behavior()
    return tf1


def as_tf1(source: str, tf: Any) -> str:
    """Return the source with its import of TensorFlow as it must read under `tf`, line for line."""
    if tf.__version__.startswith("1."):
        return source
    return re.sub(
        r"^(\s*)import tensorflow as tf\b", r"\1import tensorflow.compat.v1 as tf", source, flags=re.MULTILINE
    )


def error_of(error: Optional[BaseException]) -> Optional[Json]:
    """Return the type and message of what ended a run, or None."""
    return None if error is None else {"type": type(error).__name__, "message": str(error)}


def execute(source: str, filename: str, namespace: Json) -> Optional[BaseException]:
    """Run source in a namespace and return the exception that ended it, if one did."""
    try:
        exec(compile(source, filename, "exec"), namespace)
    except SystemExit as leaving:
        return leaving if leaving.code else None
    except Exception as error:
        traceback.print_exc()
        return error
    return None


def run_script(path: Path, namespace: Json, tf: Any) -> Json:
    """Run a script as `__main__`."""
    source = as_tf1(path.read_text(encoding="utf-8"), tf)
    return {"error": error_of(execute(source, str(path), namespace))}


def run_notebook(path: Path, namespace: Json, tf: Any) -> Json:
    """Run the code cells in order, going on after a failing one; magics and shell lines do nothing.

    Each cell's entry tells which default graph it left, counted from 0, and the variables in it.
    """
    graphs: List[Any] = []
    cells = []
    notebook = json.loads(path.read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell_source in enumerate(sources, start=1):
        source = re.sub(r"^\s*[%!].*$", "", cell_source, flags=re.MULTILINE)
        error = execute(as_tf1(source, tf), f"cell {number}", namespace)
        graph = tf.get_default_graph()
        if not any(graph is known for known in graphs):
            graphs.append(graph)
        cells.append(
            {
                "number": number,
                "graph": [graph is known for known in graphs].index(True),
                "variables": [variable.op.name for variable in tf.global_variables()],
                "error": error_of(error),
            }
        )
    return {"error": None, "cells": cells}


def describe_variable(variable: Any, collections: Dict[str, List[Any]]) -> Json:
    """Return what a variable says of itself, and the collections it is in."""
    shape = variable.shape
    return {
        "name": variable.op.name,
        "shape": None if shape.ndims is None else shape.as_list(),
        "dtype": variable.dtype.base_dtype.name,
        "trainable": bool(variable.trainable),
        "collections": sorted(
            name for name, items in collections.items() if any(item is variable for item in items)
        ),
    }


def all_variables(tf: Any) -> List[Any]:
    """Return the default graph's global variables and then its local ones, in TensorFlow's order."""
    return list(tf.global_variables()) + list(tf.local_variables())


def describe_graph(tf: Any) -> Json:
    """Return the default graph's variables, ops and the digest of its GraphDef, adding nothing to it."""
    graph = tf.get_default_graph()
    # Collections of TensorFlow's own, such as the variable store, have tuples for names.
    names = [name for name in graph.get_all_collection_keys() if isinstance(name, str)]
    collections = {name: graph.get_collection(name) for name in names}
    graph_def = graph.as_graph_def().SerializeToString(deterministic=True)
    return {
        "variables": [describe_variable(variable, collections) for variable in all_variables(tf)],
        "ops": [[op.name, op.type] for op in graph.get_operations()],
        "graphdef_sha256": hashlib.sha256(graph_def).hexdigest(),
    }


def starting_values(tf: Any) -> Json:
    """Return, by name, what the small numeric variables hold once initialized, in a session of its own."""
    small = [
        variable
        for variable in all_variables(tf)
        if variable.shape.is_fully_defined()
        and variable.shape.num_elements() <= MOST_ELEMENTS
        and (variable.dtype.is_floating or variable.dtype.is_integer or variable.dtype.is_bool)
    ]
    with tf.Session() as session:
        session.run([variable.initializer for variable in small])
        values = session.run(small)
    return {variable.op.name: value.tolist() for variable, value in zip(small, values)}


def watch_requests(tf: Any) -> List[Json]:
    """Return a list that fills with the `get_variable` requests in the default graph's scopes.

    A custom getter on the root scope, which all scopes below inherit, is TensorFlow's own way to see them.
    It sees nothing more once the target resets the default graph or makes one of its own.
    """
    requests: List[Json] = []
    made: Dict[str, Any] = {}

    def watch(getter: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        reuse = kwargs["reuse"]
        request = {
            "name": name,
            "scope": tf.get_variable_scope().name,
            "reuse": "AUTO_REUSE" if reuse is tf.AUTO_REUSE else str(bool(reuse)),
            "outcome": "refused",
            "variable": None,
        }
        requests.append(request)
        variable = getter(name, *args, **kwargs)
        request["outcome"] = "reused" if variable is made.get(name) else "created"
        # Not always the name that was asked for: an optimizer asks for its slots as `w/Adam/`.
        request["variable"] = variable.name.split(":")[0]
        made[name] = variable
        return variable

    tf.get_variable_scope().set_custom_getter(watch)
    return requests


def run_target(target: str, options: argparse.Namespace, tf: Any) -> Json:
    """Run one target in this process, as `python` would, and return all that is asked about it."""
    words = shlex.split(target)
    path = Path(words[0]).absolute()
    sys.argv = words
    sys.path[0] = str(path.parent)
    main = types.ModuleType("__main__")
    main.__file__ = str(path)
    sys.modules["__main__"] = main

    requests = watch_requests(tf) if options.requests else None
    run = run_notebook if path.suffix == ".ipynb" else run_script
    answer = {"target": target, "tensorflow": tf.__version__, "python": sys.version.split()[0]}
    answer.update(run(path, vars(main), tf))
    answer.update(describe_graph(tf))
    if requests is not None:
        answer["requests"] = requests
    if options.values:
        answer["values"] = starting_values(tf)
    return answer


def run_in_fork(target: str, options: argparse.Namespace, tf: Any, answers: int) -> int:
    """Run one target in a fork, write its answer to the descriptor `answers`, and return its wait status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    status = 1
    try:
        line = json.dumps(run_target(target, options, tf), sort_keys=True) + "\n"
        with os.fdopen(answers, "w") as file:
            file.write(line)
        status = 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def main() -> int:
    """Run the targets of the command line. The status is 1 when one of them gave no answer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="a script with arguments, or a notebook")
    parser.add_argument("--slim", action="append", default=[], metavar="NET", help="a net of slim_net.py")
    parser.add_argument("--values", action="store_true", help="evaluate the small variables' starting values")
    parser.add_argument("--requests", action="store_true", help="list the get_variable requests")
    options = parser.parse_args()

    answers = os.dup(1)
    os.dup2(2, 1)
    tf = import_tensorflow()
    slim_net = shlex.quote(str(Path(__file__).absolute().with_name("slim_net.py")))
    targets = options.targets + [f"{slim_net} {shlex.quote(net)}" for net in options.slim]
    statuses = [run_in_fork(target, options, tf, answers) for target in targets]
    return int(any(statuses))


if __name__ == "__main__":
    sys.exit(main())
