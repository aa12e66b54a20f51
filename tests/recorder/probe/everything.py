"""A script that looks at itself in every way a script does."""
import dataclasses
import inspect
import multiprocessing
import pickle
import sys
import typing

import seen

from beside import MARK  # a module in the script's own folder


class Plain:
    def method(self):
        return 1


@dataclasses.dataclass
class Data:
    number: "int"
    more: "typing.List[Data]" = dataclasses.field(default_factory=list)


def double(number):
    return 2 * number


if __name__ == "__main__":
    import __main__

    seen.tell(**seen.look(globals()))
    seen.tell(
        mark=MARK,
        same=__main__.double is double and sys.modules["__main__"] is __main__,
        pickled=[pickle.loads(pickle.dumps(thing)) is thing for thing in (double, Plain, Data)],
        data=repr(pickle.loads(pickle.dumps(Data(1, [Data(2)])))),
        hints=repr(typing.get_type_hints(Data)),
        sources=[inspect.getsource(thing) for thing in (double, Plain, Plain.method)],
        files=[inspect.getsourcefile(double), inspect.getfile(Plain), inspect.getmodule(Plain).__name__],
        spawned=multiprocessing.get_context("spawn").Pool(1).map(double, [1, 2]),
    )
