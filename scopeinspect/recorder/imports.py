"""Imports TensorFlow, quietly."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import sys
import tempfile
import warnings
from typing import Any, Iterator

from . import loaded

OLDEST = (1, 13)
"""The oldest TensorFlow that has all that is hooked."""


class Unusable(Exception):  # noqa: N818 - it names what the interpreter is
    """This interpreter can't record, and why: one sentence for the user."""


def import_tensorflow(verbose: bool) -> Any:
    """The module `tensorflow`.

    Args:
        verbose: whether what it prints while it is imported, and its deprecation notices, are shown.

    Raises:
        Unusable: there is none, it is broken, or it is too old.
    """
    try:
        if verbose:
            tensorflow = importlib.import_module("tensorflow")
        else:
            # The user's own choice stands; 3 leaves only what ends the process.
            os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
            with _hushed():
                tensorflow = importlib.import_module("tensorflow")
    except ModuleNotFoundError as error:
        if error.name != "tensorflow":
            raise Unusable(_broken(error)) from error
        raise Unusable(
            "{0} has no TensorFlow: install it there with `{0} -m pip install tensorflow`, or name another "
            "interpreter with --python.".format(sys.executable)
        ) from error
    except (Exception, SystemExit) as error:  # a TypeError where protobuf is too new, an AttributeError where numpy is
        raise Unusable(_broken(error)) from error
    version = getattr(tensorflow, "__version__", None)
    if not isinstance(version, str):  # a folder of this name is a module to Python
        where = " ".join(map(str, getattr(tensorflow, "__path__", ())))
        raise Unusable("{} has something called tensorflow that is no TensorFlow: {}.".format(sys.executable, where))
    numbers = tuple(map(int, re.findall(r"\d+", version)[:2]))
    if numbers < OLDEST:
        raise Unusable("{} has TensorFlow {}; scopeinspect records with 1.13 or newer.".format(sys.executable, version))
    if not verbose:
        _silence_deprecations()
    loaded.note()
    return tensorflow


DEPRECATED_LAYER = r"`(tf\.layers|tf\.nn\.rnn_cell|layer)\.\w+` is deprecated and will be removed in a future version"
"""What Keras warns of at every line that makes a layer or a cell as TensorFlow 1 did."""


def _silence_deprecations() -> None:
    """Code that keeps `tf.get_variable` alive knows that it is deprecated."""
    from tensorflow.python.util import deprecation

    warnings.filterwarnings("ignore", DEPRECATED_LAYER, UserWarning)
    deprecation._PRINT_DEPRECATION_WARNINGS = False
    # 1.14 and 1.15 also name the first few deprecated names that each module uses.
    for name in ("deprecation_wrapper", "module_wrapper"):
        wrapper = sys.modules.get("tensorflow.python.util." + name) or sys.modules.get(
            "tensorflow_core.python.util." + name
        )
        if hasattr(wrapper, "_PER_MODULE_WARNING_LIMIT"):
            wrapper._PER_MODULE_WARNING_LIMIT = 0  # type: ignore[union-attr]


def _broken(error: BaseException) -> str:
    """One sentence: what is raised for want of a module or of the right version of one may fill pages."""
    said = next((line.strip() for line in str(error).splitlines() if line.strip()), "no reason given")
    if said.startswith("Descriptors cannot"):
        cure = "its protobuf is too new for it: `{0} -m pip install 'protobuf<3.21'` puts that right"
    else:
        cure = "`{0} -c 'import tensorflow'` tells the whole"
    text = "{0} has a TensorFlow that can't be imported ({1}: {2}); " + cure + "."
    return text.format(sys.executable, type(error).__name__, said.rstrip("."))


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keeps what is printed on standard error, by C++ code above all, from being seen, unless an error comes of it."""
    try:
        kept = os.dup(2)
    except OSError:  # it is closed: nothing can be seen
        yield
        return
    with contextlib.suppress(Exception):  # it may be None, closed, or anything a script has put there
        sys.stderr.flush()
    with tempfile.TemporaryFile() as said, _warnings_ignored():
        os.dup2(said.fileno(), 2)
        try:
            yield
        except (Exception, SystemExit):
            said.seek(0)
            os.write(kept, said.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)


@contextlib.contextmanager
def _warnings_ignored() -> Iterator[None]:
    """Ignores warnings for a while, and keeps what is done to the filters meanwhile: libraries set some, for good."""
    ours: Any = ("ignore", None, Warning, None, 0)
    _set_filters([ours, *warnings.filters])
    try:
        yield
    finally:
        _set_filters([entry for entry in warnings.filters if entry is not ours])


def _set_filters(filters: Any) -> None:
    warnings.filters[:] = filters  # type: ignore[index]
    with warnings.catch_warnings():  # whose end lets Python notice that the filters are others now
        pass
