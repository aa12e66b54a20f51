"""Imports once what is slow to import, and forks a child for each job: `python spawner.py DESCRIPTOR WHAT TESTS`.

DESCRIPTOR is of a listening Unix socket. A job is a connection to it: one byte comes, with the descriptors of a file of
JSON that says what is to be done, of the child's standard input, output and error, and of what else the job needs; two
lines go back: the child's number; and its status, the seconds of processor time and the kilobytes it took. WHAT is `command`, for the command `scopeinspect`, or the folder of
the recorder. This process never runs a session: after that, a session in a child would hang. Python 3.7 syntax.

TESTS is the folder of this file, which may be run in another's name: its frames stand below those that are recorded.
"""

import array
import contextlib
import gc
import importlib
import importlib.util
import json
import os
import signal
import socket
import sys
import traceback

PACKAGE = "_scopeinspect_recorder"
TESTS = sys.argv[3]
MOST = 5
"""Descriptors that come with a job."""


def recorder(folder):
    """Load the recorder as its own `__main__` does. Return what a job runs."""
    module_at("at_exit", os.path.join(TESTS, "end_to_end", "at_exit", "sitecustomize.py"))
    module_at(PACKAGE, os.path.join(folder, "__init__.py"), [folder])
    imports, record, checkpoint, warm = (
        importlib.import_module("{}.{}".format(PACKAGE, name)) for name in ("imports", "record", "checkpoint", "warm")
    )
    imports.import_tensorflow(False)

    def run(job, descriptor):
        tell = checkpoint.tell if "checkpoint" in job["request"] else record.record
        warm.end(tell(descriptor, job["request"]))

    return run


def command():
    """Import all that the command may need. Return what a job runs."""
    sys.path.insert(0, os.path.dirname(TESTS))
    from tests.spawned_command import run

    sys.path.pop(0)
    return run


def module_at(name, path, folders=None):
    """Load the module of a file under a name."""
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=folders)
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])


def received(connection):
    """Return the descriptors that come with a job."""
    descriptors = array.array("i")
    _, ancillary, _, _ = connection.recvmsg(1, socket.CMSG_SPACE(MOST * descriptors.itemsize))
    for _, _, content in ancillary:
        descriptors.frombytes(content)
    return list(descriptors)


def become(run, connection):
    """Be the process of a job, to its end."""
    os.setsid()
    told, stdin, stdout, stderr, *others = received(connection)
    connection.close()
    with os.fdopen(told) as file:
        file.seek(0)
        job = json.load(file)
    for number, descriptor in enumerate((stdin, stdout, stderr)):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    run(job, *others)


def attend(run, connection):
    """Fork the process of a job, and tell how it ends."""
    child = os.fork()
    if not child:
        try:
            become(run, connection)
        except BaseException:
            traceback.print_exc()
        os._exit(70)
    try:
        connection.sendall(b"%d\n" % child)
        _, status, used = os.wait4(child, 0)
        code = -(status & 0x7F) if status & 0x7F else status >> 8
        connection.sendall(b"%d %f %d\n" % (code, used.ru_utime + used.ru_stime, used.ru_maxrss))
    except OSError:  # nobody waits for it any more
        os.kill(child, signal.SIGKILL)
    os._exit(0)


def main():
    """Take jobs until it is killed."""
    descriptor, what = int(sys.argv[1]), sys.argv[2]
    sys.path.pop(0)  # this folder
    run = command() if what == "command" else recorder(what)
    gc.collect()
    gc.freeze()  # or the first collection in a child would touch, and so copy, everything
    listener = socket.socket(fileno=descriptor)
    while True:
        connection, _ = listener.accept()
        if not os.fork():
            listener.close()
            attend(run, connection)
        connection.close()
        with contextlib.suppress(ChildProcessError):  # all are done
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


if __name__ == "__main__":
    main()
