"""Completes ``tensorflow.compat.v1``, so that it can be what TF1-style code takes for TensorFlow.

With the stand-ins of `contrib` in their places, with Keras 2 behind ``tf.layers`` and the RNN cells, and with a few
names in TensorFlow's own modules that tf-slim looks for where TensorFlow 1 had them. Called once TensorFlow has been
imported, and only for TF1-style code: for other programs nothing of this may happen.
"""

from __future__ import annotations

import importlib
import os
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Callable, Dict, Optional

from . import contrib
from .contrib import COMPAT_V1

_KERAS_CHOICE = "TF_USE_LEGACY_KERAS"
_BELOW_COMPAT_V1 = COMPAT_V1 + "."
_LEGACY_LAYERS = "tf_keras.legacy_tf_layers"
_LEGACY_LAYERS_NOW = "tf_keras.src.legacy_tf_layers"


def complete() -> None:
    """Disables v2 behaviour and makes all that TensorFlow 1 had available where it can be."""
    tensorflow = importlib.import_module("tensorflow")
    # TensorFlow loads a copy of its own under another name; this is the one that `import` gives.
    compat_v1 = importlib.import_module(COMPAT_V1)
    deprecation = importlib.import_module("tensorflow.python.util.deprecation")
    with deprecation.silence():
        compat_v1.disable_v2_behavior()
    _choose_keras(tensorflow, compat_v1)
    _lend_names(compat_v1)
    for module in (compat_v1, compat_v1.compat.v1):
        _look_up_missing_names(module)
    sys.meta_path.insert(0, _Finder(compat_v1))


def _choose_keras(tensorflow: Any, compat_v1: Any) -> None:
    """Puts Keras 2 (tf-keras) in the place of Keras 3.

    TensorFlow reads the environment variable when something of Keras is first used, but fixes the path of
    ``tensorflow.keras`` as it is imported. The variable isn't set before that, because whether a program is
    TF1-style is known only afterwards, and for another it would change which Keras it gets. The user's own choice
    stands.
    """
    if contrib.has_keras_2() or _KERAS_CHOICE in os.environ:
        return
    folder = contrib.folder_of("tf_keras")
    if folder:
        os.environ[_KERAS_CHOICE] = "1"
        tensorflow.__path__.insert(0, os.path.join(folder, "api", "_v2"))
    else:
        compat_v1.keras = contrib.StandIn("keras")
        compat_v1.layers = contrib.StandIn("layers")
        compat_v1.nn.rnn_cell = contrib.StandIn("nn.rnn_cell")
        # tf-slim's layers come by here.
        normalization: Any = importlib.import_module("tensorflow.python.layers.normalization")
        normalization.normalization = compat_v1.layers


def _lend_names(compat_v1: Any) -> None:
    """Puts names back where TensorFlow 1 had them, and tf-slim or programs still look for them."""
    lent = (
        (compat_v1, "framework.ops", ("IndexedSlices", "Tensor")),
        (compat_v1, "ops.array_ops", ("stack", "unstack")),
        (compat_v1, "ops.control_flow_ops", ("Assert", "case", "cond", "while_loop")),
        (compat_v1.train, "pywrap_tensorflow", ("NewCheckpointReader",)),
    )
    for home, path, names in lent:
        module = importlib.import_module(f"tensorflow.python.{path}")
        for name in names:
            if not hasattr(module, name):
                setattr(module, name, getattr(home, name))
    variable_scope: Any = importlib.import_module("tensorflow.python.ops.variable_scope")
    if not hasattr(variable_scope, "variable"):  # what tf.Variable called
        variable_scope.variable = compat_v1.Variable


def _look_up_missing_names(module: Any) -> None:
    found: Dict[str, Any] = {}

    def __getattr__(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in found:
            found[name] = contrib.look_up(name)
        return found[name]

    module.__getattr__ = __getattr__
    public = vars(module).get("__all__", [])
    if "__getattr__" in public:  # or else `from tensorflow import *` would bring it along
        public.remove("__getattr__")


class _Finder(MetaPathFinder):
    """Finds modules that exist under another name.

    What lies below compat.v1 is what compat.v1 has of that name. Python by itself would look for a file, not find
    one for a stand-in or for Keras, and load a second copy of most others.
    """

    def __init__(self, compat_v1: ModuleType) -> None:
        self._compat_v1 = compat_v1

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Optional[ModuleSpec]:
        """See `importlib.abc.MetaPathFinder`."""
        del path, target
        if fullname.startswith(_BELOW_COMPAT_V1):
            below = fullname[len(_BELOW_COMPAT_V1) :]
            return ModuleSpec(fullname, _Existing(lambda: self._find(below)))
        if fullname.startswith(_LEGACY_LAYERS):
            now = _LEGACY_LAYERS_NOW + fullname[len(_LEGACY_LAYERS) :]
            return ModuleSpec(fullname, _Existing(lambda: importlib.import_module(now)))
        return None

    def _find(self, below: str) -> ModuleType:
        module: Any = self._compat_v1
        for name in below.split("."):
            try:
                module = contrib.child(module, name)
            except AttributeError as error:
                if not contrib.is_of_tensorflow1(below):
                    raise ModuleNotFoundError(
                        "No module named 'tensorflow.{}'".format(below), name=_BELOW_COMPAT_V1 + below
                    ) from None
                # By another name than was asked for, `from tensorflow.contrib import name` would not pass it on.
                raise ModuleNotFoundError(str(error), name="tensorflow." + below) from None
        return module  # type: ignore[no-any-return]


class _Existing(Loader):
    """Loads a module by finding it."""

    def __init__(self, find: Callable[[], ModuleType]) -> None:
        self._find = find

    def create_module(self, spec: ModuleSpec) -> None:
        """See `importlib.abc.Loader`."""

    def exec_module(self, module: ModuleType) -> None:
        """See `importlib.abc.Loader`. Python takes the module that it finds in `sys.modules` afterwards."""
        sys.modules[module.__name__] = self._find()
