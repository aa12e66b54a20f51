"""A module whose functions are targets."""
import inspect
import pickle
import sys

import seen

from beside import MARK

seen.tell(**seen.look(globals()))


def build(batch=1, *, training=False):
    """Tells what it was given, and what it sees."""
    seen.tell(
        batch=batch,
        training=training,
        mark=MARK,
        pickled=pickle.loads(pickle.dumps(build)) is build,
        source=inspect.getsource(build),
        argv=sys.argv,
        me=sys.modules[__name__] is inspect.getmodule(build),
    )


def fail(message):
    raise ValueError(message)


def needs(batch):
    """Takes an argument that has no default."""


LAYERS = 3
