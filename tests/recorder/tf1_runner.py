"""Runs programs as TF1-style code, each in a fork of its own: `python tf1_runner.py RECORDER`, jobs on standard input.

Each job is a line of JSON: `program` (a path), `wanted` and `packages` (see `tf1.decide`). Each is answered by a line
of JSON on standard output. TensorFlow is imported once. Python 3.7 syntax.
"""

import hashlib
import importlib
import importlib.util
import json
import os
import sys
import traceback
import types

PACKAGE = "_scopeinspect_recorder"


def load(folder):
    """Load the recorder as its own `__main__` does."""
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    importlib.import_module(PACKAGE + ".imports").import_tensorflow(False)
    return importlib.import_module(PACKAGE + ".tf1"), importlib.import_module(PACKAGE + ".sites").UserFiles([])


def run(tf1, is_user_file, job):
    """Run a program, and tell what came of it."""
    path = job["program"]
    folder = os.path.dirname(path)
    sys.path.insert(0, folder)
    sys.path.append(os.path.join(folder, "site-packages"))
    sys.argv = [path]
    with open(path, "rb") as stream:
        source = stream.read()
    before = state()
    decision = tf1.decide([(source, path)], is_user_file, sys.path, job["wanted"], job["packages"])
    compile_source = tf1.install(is_user_file, job["packages"]) if decision.tf1 else compile_plainly
    after = state()
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__file__ = path
    error = None
    try:
        exec(compile_source(source, path), vars(main))
    except Exception as fault:
        frames = traceback.extract_tb(fault.__traceback__)
        error = {
            "type": type(fault).__name__,
            "message": str(fault),
            "lines": [[os.path.basename(file), line] for file, line, _, _ in frames if file.startswith(folder)],
        }
    return {
        "tf1": decision.tf1,
        "why": decision.why,
        "error": error,
        "before": before,
        "after": after,
        "said": vars(main).get("SAID"),
        "graph": graph(),
    }


def compile_plainly(source, path):
    return compile(source, path, "exec", dont_inherit=True)


def state():
    """What of this process must be as it was for a program that isn't TF1-style."""
    tensorflow = sys.modules["tensorflow"]
    return {
        "eager": tensorflow.executing_eagerly(),
        "environment": sorted(os.environ),
        "finders": [str(finder) for finder in sys.meta_path],
        "loader": "get_code" in vars(importlib.machinery.SourceFileLoader),
        "contrib": hasattr(tensorflow.compat.v1, "contrib"),
        "path": list(tensorflow.__path__),
        "tf_slim or tf_keras": "tf_slim" in sys.modules or "tf_keras" in sys.modules,
        "ops": len(tensorflow.compat.v1.get_default_graph().get_operations()),
        "writes bytecode": not sys.dont_write_bytecode,
    }


def graph():
    graph_def = sys.modules["tensorflow"].compat.v1.get_default_graph().as_graph_def(add_shapes=True)
    return hashlib.sha256(graph_def.SerializeToString(deterministic=True)).hexdigest()


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what programs and TensorFlow print is no answer
    tf1, is_user_file = load(sys.argv[1])
    for line in iter(sys.stdin.readline, ""):
        process = os.fork()
        if not process:
            answers.write(json.dumps(run(tf1, is_user_file, json.loads(line))) + "\n")
            answers.flush()
            os._exit(0)
        if os.waitpid(process, 0)[1]:
            answers.write(json.dumps({"error": {"type": "the runner", "message": line}}) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
