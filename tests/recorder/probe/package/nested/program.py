"""A module run with -m, deep in a package; its functions are pickled and spawned by its name."""
import inspect
import multiprocessing
import pickle

import seen

from .. import NUMBER
from . import __name__ as neighbour


def triple(number):
    return NUMBER * number


if __name__ == "__main__":
    seen.tell(neighbour=neighbour, **seen.look(globals()))
    seen.tell(
        pickled=pickle.loads(pickle.dumps(triple)) is triple,
        source=inspect.getsource(triple),
        spawned=multiprocessing.get_context("spawn").Pool(1).map(triple, [1, 2]),
    )
