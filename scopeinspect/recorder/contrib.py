"""Stand-ins for what TensorFlow 1 had and compat.v1 hasn't: tf.contrib, tf.estimator, tf.examples and a few names.

A stand-in is a module of which each name is looked up elsewhere when it is first used: in TensorFlow, in tf-slim,
in tf-keras or in a file of `stand_ins`. So nothing is imported that the program doesn't ask for, and what can't
be had is said in one sentence at the line that asks.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any, Dict, List, Optional, Tuple

COMPAT_V1 = "tensorflow.compat.v1"

_OURS = __name__.rpartition(".")[0] + ".stand_ins"
_PACKAGES = {"tf_slim": "tf-slim", "tf_keras": "tf-keras"}

_RNN = (_OURS + ".rnn", COMPAT_V1 + ".nn.rnn_cell")
_ESTIMATOR = tuple(_OURS + ".estimator" + part for part in ("", "_spec", "_config", "_training", "_refused"))
_FRAMEWORK = ("tf_slim.ops.arg_scope", "tf_slim.ops.variables", "tf_slim.ops.framework_ops")

PLACES: Dict[str, Tuple[str, ...]] = {
    "contrib.cluster_resolver": (COMPAT_V1 + ".distribute.cluster_resolver",),
    "contrib.crf": (_OURS + ".crf",),
    "contrib.crf.python": (),
    "contrib.crf.python.ops": (),
    "contrib.crf.python.ops.crf": (_OURS + ".crf",),
    "contrib.data": (COMPAT_V1 + ".data.experimental",),
    "contrib.distributions": (COMPAT_V1 + ".distributions",),
    "contrib.framework": (COMPAT_V1 + ".train", *_FRAMEWORK),
    "contrib.framework.python": (),
    "contrib.framework.python.ops": (COMPAT_V1 + ".train", *_FRAMEWORK),
    "contrib.layers": ("tf_slim.layers",),
    "contrib.layers.python": (),
    "contrib.layers.python.layers": ("tf_slim.layers",),
    "contrib.learn": (_OURS + ".learn",),
    "contrib.learn.datasets": (),
    "contrib.learn.datasets.mnist": (_OURS + ".mnist",),
    "contrib.learn.preprocessing": (_OURS + ".learn",),
    "contrib.legacy_seq2seq": (_OURS + ".legacy_seq2seq",),
    "contrib.legacy_seq2seq.python": (),
    "contrib.legacy_seq2seq.python.ops": (),
    "contrib.legacy_seq2seq.python.ops.seq2seq": (_OURS + ".legacy_seq2seq",),
    "contrib.lookup": ("tensorflow.python.ops.lookup_ops",),
    "contrib.losses": ("tf_slim.losses",),
    "contrib.losses.python": (),
    "contrib.losses.python.losses": ("tf_slim.losses",),
    "contrib.metrics": ("tf_slim.metrics",),
    "contrib.rnn": _RNN,
    "contrib.rnn.python": (),
    "contrib.rnn.python.ops": (),
    "contrib.rnn.python.ops.core_rnn_cell": _RNN,
    "contrib.rnn.python.ops.rnn": _RNN,
    "contrib.rnn.python.ops.rnn_cell": _RNN,
    "contrib.seq2seq": (_OURS + ".seq2seq",),
    "contrib.signal": (COMPAT_V1 + ".signal",),
    "contrib.slim": ("tf_slim",),
    "contrib.slim.python": (),
    "contrib.slim.python.slim": ("tf_slim",),
    "contrib.staging": ("tensorflow.python.ops.data_flow_ops",),
    "contrib.tpu": (COMPAT_V1 + ".tpu", COMPAT_V1 + ".estimator.tpu"),
    "contrib.summary": ("tensorflow.python.ops.summary_ops_v2",),
    "contrib.training": (_OURS + ".hparams", "tf_slim.training.training", "tf_slim.training.evaluation"),
    "contrib.training.python": (),
    "contrib.training.python.training": (),
    "contrib.training.python.training.hparam": (_OURS + ".hparams",),
    "estimator": (*_ESTIMATOR, COMPAT_V1 + ".train"),
    "estimator.experimental": (),
    "estimator.export": ("tensorflow.python.saved_model.model_utils.export_output",),
    "estimator.inputs": (_OURS + ".estimator_inputs",),
    "estimator.tpu": (_OURS + ".estimator_tpu", _OURS + ".estimator_tpu_config"),
    "examples": (),
    "examples.tutorials": (),
    "examples.tutorials.mnist": (),
    "examples.tutorials.mnist.input_data": (_OURS + ".mnist",),
    "keras": ("tf_keras",),
    "layers": ("tf_keras",),
    "nn.rnn_cell": ("tf_keras",),
    "pywrap_tensorflow": (COMPAT_V1 + ".train",),
}
"""Where the names of a stand-in are looked up, in this order. The three that need tf-keras are put in place only
where it is missing, to say so."""

# The other parts of tf.contrib can be imported, as programs do at their top, whether or not they come to use them.
_EMPTY_PARTS = """
    autograph batching bayesflow checkpoint cloud compiler constrained_optimization copy_graph cudnn_rnn
    deprecated distribute eager estimator factorization feature_column ffmpeg graph_editor grid_rnn image
    input_pipeline integrate keras kernel_methods labeled_tensor linear_optimizer
    memory_stats mixed_precision model_pruning nn opt optimizer_v2 periodic_resample predictor proto quantization
    quantize receptive_field recurrent reduce_slice_ops remote_fused_graph resampler rpc saved_model
    solvers sparsemax specs stat_summarizer stateless tensor_forest tensorboard testing
    tfprof timeseries util
"""
PLACES.update(("contrib." + part, ()) for part in _EMPTY_PARTS.split())
PLACES["contrib"] = ()

SINGLE_NAMES = {
    "contrib.framework.TensorSpec": COMPAT_V1 + ".TensorSpec",
    "contrib.framework.argsort": COMPAT_V1 + ".argsort",
    "contrib.framework.is_tensor": COMPAT_V1 + ".is_tensor",
    "contrib.framework.nest": COMPAT_V1 + ".nest",
    "contrib.framework.py_func": COMPAT_V1 + ".py_func",
    "contrib.framework.smart_cond": "tensorflow.python.framework.smart_cond.smart_cond",
    "contrib.framework.smart_constant_value": "tensorflow.python.framework.smart_cond.smart_constant_value",
    "contrib.framework.sort": COMPAT_V1 + ".sort",
    "contrib.summary.all_summary_ops": COMPAT_V1 + ".summary.all_v2_summary_ops",
    "contrib.util.make_ndarray": COMPAT_V1 + ".make_ndarray",
    "contrib.util.make_tensor_proto": COMPAT_V1 + ".make_tensor_proto",
    "python": "tensorflow.python",
}
"""Single names that are looked up elsewhere than their module's other names."""


class StandIn(ModuleType):
    """A module whose names are looked up when they are first used.

    Args:
        name: a key of `PLACES`.
    """

    def __init__(self, name: str) -> None:
        super().__init__(COMPAT_V1 + "." + name)
        self.__path__: List[str] = []
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python asks every module for some of these
            raise AttributeError(name)
        value = look_up(self._name + "." + name)
        setattr(self, name, value)
        return value

    def __dir__(self) -> List[str]:
        """The names that can be had, for Python to tell the one that is like a name that can't."""
        return sorted(set(_parts_of(self._name)).union(*map(_names_in, PLACES.get(self._name, ()))))


def look_up(name: str) -> Any:
    """What stands in for a name of TensorFlow 1's.

    Args:
        name: without the leading ``tensorflow``, ``contrib.layers.batch_norm`` for instance.

    Raises:
        AttributeError: nothing does, or the package that does is not installed. Says so in one sentence.
    """
    if not is_of_tensorflow1(name):
        raise AttributeError("module 'tensorflow' has no attribute '{}'".format(name))
    if name in PLACES:
        return StandIn(name)
    if name in SINGLE_NAMES:
        module, _, last = SINGLE_NAMES[name].rpartition(".")
        return child(importlib.import_module(module), last)
    parent, _, last = name.rpartition(".")
    for place in PLACES.get(parent, ()):
        package = place.partition(".")[0]
        if package in _PACKAGES and not folder_of(package):
            sentence = "tf.{} needs the package {} on TensorFlow {}: pip install {}"
            raise AttributeError(sentence.format(name, _PACKAGES[package], _version(), _missing_packages()))
        try:
            return child(importlib.import_module(place), last)
        except AttributeError:  # it may be in the next place
            continue
    raise AttributeError(
        "tf.{} has no stand-in on TensorFlow {}: inspect this program with --python and an environment that has "
        "TensorFlow 1.15".format(name, _version())
    )


def _missing_packages() -> str:
    """All packages that stand in for something and are not installed: who needs one mostly needs the other next.

    As `pip install` takes them: a tf-keras of another version would bring a TensorFlow of its own.
    """
    needed = {"tf_slim": _PACKAGES["tf_slim"]}
    if not has_keras_2():
        needed["tf_keras"] = "'{}~={}.{}.0'".format(_PACKAGES["tf_keras"], *_version().split(".")[:2])
    return " ".join(sorted(shown for package, shown in needed.items() if not folder_of(package)))


def has_keras_2() -> bool:
    """Whether TensorFlow comes with Keras 2, as it did before 2.16; Keras 3 has nothing for graphs and sessions."""
    return tuple(map(int, _version().split(".")[:2])) < (2, 16)


def is_of_tensorflow1(name: str) -> bool:
    """Whether TensorFlow 1 had a name, as far as its first part tells: compat.v1 lacks no other first part.

    Args:
        name: one that compat.v1 hasn't, without the leading ``tensorflow``.
    """
    return name.partition(".")[0] in {known.partition(".")[0] for known in (*PLACES, *SINGLE_NAMES)}


def _parts_of(name: str) -> List[str]:
    """The first parts of what is known below a name."""
    below = [known[len(name) + 1 :] for known in (*PLACES, *SINGLE_NAMES) if known.startswith(name + ".")]
    return [one.partition(".")[0] for one in below]


def _names_in(place: str) -> List[str]:
    try:
        return [name for name in dir(importlib.import_module(place)) if not name.startswith("_")]
    except ImportError:  # not installed
        return []


def child(module: ModuleType, name: str) -> Any:
    """What a module has of this name, a submodule that is yet to be imported included.

    Raises:
        AttributeError: it has no such name.
    """
    path = module.__name__ + "." + name
    # Below compat.v1 an import comes by here again.
    may_be_imported = hasattr(module, "__path__") and not path.startswith(COMPAT_V1 + ".")
    if not hasattr(module, name) and may_be_imported and importlib.util.find_spec(path) is not None:
        return importlib.import_module(path)
    return getattr(module, name)


def folder_of(package: str) -> Optional[str]:
    """The folder of a top-level package, or None if it isn't installed."""
    spec = PathFinder.find_spec(package)
    return os.path.dirname(spec.origin) if spec and spec.origin else None


def _version() -> str:
    return str(sys.modules["tensorflow"].__version__)
