"""What a user's own program defines, and the cases of `initializer_cases` name: initializers and the like, as users write them."""

# An initializer must take what TensorFlow passes, and what is read by 3.7 needs no types.

import enum
import functools


class Level(enum.IntEnum):
    """A number with a name."""

    LOW = 1


def logged(function):
    """Decorate as users do."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


def ramp(shape, mean=0.0, stddev=1.0, seed=None, dtype=None, partition_info=None):
    """Fill a variable."""
    filled = mean
    for size in reversed(list(shape)):
        filled = [filled] * int(size)
    return filled


def getter(inner, *args, **kwargs):
    """Get a variable."""
    return inner(*args, **kwargs)


def ramp_to(stop, start=0.0, seed=None):
    """Return an initializer."""

    def fill(shape, dtype=None, partition_info=None):
        return ramp(shape, mean=start + stop + (seed or 0))

    return fill


@logged
def logged_ramp_to(stop):
    """Return an initializer, from under a decorator."""

    def fill(shape, **kwargs):
        return stop

    return fill


def always(value):
    """Return an initializer without a name."""
    return lambda shape, **kwargs: value


def scaled_by(scale):
    """Return an initializer that no longer knows its argument."""
    doubled = scale * 2

    def fill(shape, **kwargs):
        return doubled

    return fill


def named(*, size=1):
    """Return an initializer, chosen by keyword."""
    if size > 1:

        def fill(shape, **kwargs):
            return size

        return fill
    return ramp


def remade(scale):
    """Return an initializer, and be replaced, as in a notebook's cell that is edited."""

    def fill(shape, **kwargs):
        return scale

    return fill


made_before = remade(0.5)


def remade(scale):
    """Return another initializer of the same name."""

    def fill(shape, **kwargs):
        return scale, scale

    return fill


def recursive(depth):
    """Return an initializer that knows itself."""

    def fill(shape, **kwargs):
        return fill if depth else 0

    return fill


def forgetful(size):
    """Return an initializer whose argument is gone."""

    def fill(shape, **kwargs):
        return size  # noqa: F821 - that is the point

    del size
    return fill


def any_of(*sizes):
    """Return an initializer made of any number of arguments."""

    def fill(shape, **kwargs):
        return sizes

    return fill


def build(scale):
    """Build a network with an initializer of its own: no one would write ``build(scale=0.5)`` for that."""

    def local(shape, **kwargs):
        return scale

    return {"initializer": local}


def build_unnamed(scale):
    """Build a network with an initializer that has no name."""
    return iter([lambda shape: scale])


class Net:
    """A network that holds its initializers."""

    def fill(self, shape, **kwargs):
        """Fill a variable."""

    @staticmethod
    def plain(shape, **kwargs):
        """Fill a variable."""

    @classmethod
    def made(cls, shape, **kwargs):
        """Fill a variable."""

    def filler(self, scale):
        """Return an initializer."""

        def fill(shape, **kwargs):
            return scale

        return fill


class Ramp:
    """An initializer as a class: one argument public, one private, and a seed."""

    def __init__(self, stop, start=0.0, seed=None):
        """Keep the arguments."""
        self.start = start
        self._stop = stop
        self.seed = seed

    def __call__(self, shape, dtype=None, partition_info=None):
        """Fill a variable; to describe it is not to call it."""
        raise AssertionError


class Inherited(Ramp):
    """An initializer with the constructor of another."""


class Plain:
    """An initializer without arguments."""

    def __call__(self, shape, **kwargs):
        """Fill a variable."""
        raise AssertionError


class Doubled(Plain):
    """An initializer that doesn't keep its argument."""

    def __init__(self, scale):
        """Keep something else."""
        self.doubled = 2 * scale


class Slotted(Plain):
    """An initializer whose attributes aren't in a dictionary."""

    __slots__ = ("size",)


class Refusing(Plain):
    """An initializer that must not be looked into."""

    def __init__(self, scale):
        """Forget the argument."""

    @property
    def scale(self):
        """Run code when looked at."""
        raise AssertionError

    def __getattribute__(self, name):
        """Run code for any name; ``isinstance`` asks for the class."""
        if name != "__class__":
            raise AssertionError(name)
        return Refusing

    def __eq__(self, other):
        """Run code when compared."""
        raise AssertionError

    __hash__ = None

    def __repr__(self):
        """Run code when shown."""
        raise AssertionError


class Looped(Plain):
    """An initializer that refers to itself."""

    def __init__(self, inner=None):
        """Keep no argument."""
        self.inner = self


def looped(inner=None):
    """Return an initializer that refers to itself."""

    def fill(shape, **kwargs):
        return inner

    inner = fill
    return fill


class Identity(Plain):
    """An initializer of the user's with a name of TensorFlow's, and other arguments."""

    def __init__(self, gain=1.0, unit=0):
        """Keep the arguments."""
        self.gain, self.unit = gain, unit


def local_class():
    """Define an initializer where it is used."""

    class Local(Plain):
        def __init__(self, size):
            self.size = size

    return Local(3)


class Options(Plain):
    """An initializer with arguments by keyword, and some passed on."""

    def __init__(self, *, depth=1, width=2, **kwargs):
        """Keep the arguments."""
        self.depth, self.width, self.rest = depth, width, kwargs


class Anything(Plain):
    """An initializer that takes what it is given."""

    def __init__(self, *args, **kwargs):
        """Keep the arguments under other names."""
        self.given = args, kwargs
