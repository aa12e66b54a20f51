"""Asks TensorFlow whether a checkpoint of one program loads into another: `python restoring.py FOLDER`.

Each line of standard input is a job, `{"number": N, "old": TEXT, "new": TEXT, "map": TEXT, "saver": TEXT}`; one line
of JSON on standard output answers each. Every program runs in a graph of its own. Python 3.7 syntax.
"""

import json
import os
import sys
import traceback

import numpy

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
import tensorflow

tf = tensorflow.compat.v1
if not tensorflow.__version__.startswith("1."):
    tf.disable_v2_behavior()
tf.logging.set_verbosity(tf.logging.ERROR)


def build(text):
    """Run a program's text, and return its names."""
    names = {"tf": tf}
    exec(text.replace("import tensorflow as tf\n", ""), names)
    return names


def values(session):
    """Return the value of each saved variable by the name that a checkpoint has for it."""
    found = {}
    for variable in tf.global_variables():
        part = variable._save_slice_info
        name = part.full_name if part is not None else variable.op.name
        value = session.run(variable)
        whole = found.setdefault(name, numpy.zeros(part.full_shape if part is not None else value.shape, value.dtype))
        if part is None:
            found[name] = value
        else:
            place = tuple(slice(start, start + size) for start, size in zip(part.var_offset, part.var_shape))
            whole[place] = value
    return found


def save(job, prefix):
    """Save a checkpoint of the old program, with values that no initializer gives, and the values beside it."""
    build(job["old"])
    saver = tf.train.Saver()
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        for number, variable in enumerate(tf.global_variables()):
            shape = session.run(variable).shape
            count = int(numpy.prod(shape))
            variable.load((numpy.arange(count).reshape(shape) % 50 + number + 2).astype(variable.dtype.as_numpy_dtype), session)
        saver.save(session, prefix)
        numpy.savez(prefix + ".npz", **{name.replace("/", "|"): value for name, value in values(session).items()})


def by_plain_saver(job, prefix):
    """Restore into the new program as it is."""
    build(job["new"])
    saver = tf.train.Saver()
    with tf.Session() as session:
        saver.restore(session, prefix)
        return values(session)


def by_map(job, prefix):
    """Restore into the new program with the printed assignment map."""
    names = build(job["new"])
    exec(job["map"], names)
    tf.train.init_from_checkpoint(prefix, names["assignment_map"])
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        return values(session)


def by_mapped_saver(job, prefix):
    """Restore into the new program with the printed saver."""
    names = build(job["new"])
    exec(job["saver"], names)
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        names["saver"].restore(session, prefix)
        return values(session)


def attempt(function, job, prefix):
    """Call a function in a graph of its own; return what it came to as data."""
    try:
        with tf.Graph().as_default():
            loaded = function(job, prefix)
        return {"loads": True, "restored": restored(loaded, prefix) if loaded is not None else {}}
    except Exception as error:
        return {"loads": False, "error": type(error).__name__, "trace": traceback.format_exc()[-2000:]}


def restored(loaded, prefix):
    """Return for each variable the old one whose value it now has; where several have it, all of them."""
    saved = {name.replace("|", "/"): value for name, value in numpy.load(prefix + ".npz").items()}
    return {
        name: [old for old, one in saved.items() if one.shape == value.shape and numpy.array_equal(one, value)]
        for name, value in loaded.items()
    }


def main():
    """Answer each job."""
    for line in sys.stdin:
        job = json.loads(line)
        prefix = os.path.join(sys.argv[1], str(job["number"]))
        answer = {"save": attempt(save, job, prefix)}
        if answer["save"]["loads"]:
            for name, function in (("plain", by_plain_saver), ("map", by_map), ("saver", by_mapped_saver)):
                answer[name] = attempt(function, job, prefix)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
