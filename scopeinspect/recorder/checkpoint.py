"""Lists what a checkpoint holds, read by TensorFlow itself."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from typing import Any, Dict, List, Optional, Tuple

from .imports import Unusable, import_tensorflow
from .journal import send_to_descriptor

OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH"
"""The key under which `tf.train.Checkpoint` keeps which object has which key."""

_WHOLE_NUMBERS = frozenset(sign + str(bits) for sign in ("int", "uint") for bits in (8, 16, 32, 64))
"""Those of which a file holds each in as many bytes as memory does."""
_SHARD = re.compile(r"\.data-(\d{5})-of-(\d{5})$")


class UnreadableError(Exception):
    """There is no checkpoint that could be read, and why: one sentence for the user."""


def tell(descriptor: int, request: Dict[str, Any]) -> int:
    """Tells the names, shapes and types in a checkpoint to a descriptor, as one line of JSON.

    Args:
        descriptor: takes the line.
        request: `checkpoint` (a prefix, a folder of checkpoints or a SavedModel) and `verbose` (whether TensorFlow's
            own messages are shown).

    Returns:
        The exit status.
    """
    send = send_to_descriptor(descriptor)
    try:
        tensorflow = import_tensorflow(request["verbose"])
        prefix = _prefix(request["checkpoint"], tensorflow)
        send({"e": "checkpoint", "prefix": prefix, "variables": _variables(prefix, tensorflow)})
    except UnreadableError as unreadable:
        send({"e": "unsuitable", "what": "target", "why": str(unreadable)})
    except Unusable as unusable:
        send({"e": "unsuitable", "what": "interpreter", "why": str(unusable)})
    return 0


def _prefix(path: str, tensorflow: Any) -> str:
    """The prefix that a checkpoint's files have in common."""
    if not os.path.isdir(path):
        return path
    if any(os.path.exists(os.path.join(path, "saved_model" + suffix)) for suffix in (".pb", ".pbtxt")):
        return os.path.join(path, "variables", "variables")
    _check_regular(os.path.join(path, "checkpoint"))
    try:
        latest = tensorflow.train.latest_checkpoint(path)
    except Exception:  # what its file `checkpoint` says is not even text, say
        latest = None
    if latest is None and os.path.exists(os.path.join(path, "checkpoint")):
        raise UnreadableError("{}: holds no checkpoint that its file `checkpoint` names as the latest.".format(path))
    if latest is None:
        prefixes = sorted(name[: -len(".index")] for name in glob.glob(os.path.join(glob.escape(path), "*.index")))
        if len(prefixes) != 1:
            found = "several checkpoints, and nothing says which is the latest" if prefixes else "no checkpoint"
            raise UnreadableError("{}: holds {}; name one by its prefix, as in model.ckpt-1000.".format(path, found))
        latest = prefixes[0]
    return str(latest)


def _variables(prefix: str, tensorflow: Any) -> List[Dict[str, Any]]:
    _check_files(prefix)
    try:
        reader = tensorflow.compat.v1.train.NewCheckpointReader(prefix)
        shapes, types = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
        names = _names_of_objects(_table_of_objects(reader, tensorflow)) if OBJECT_GRAPH in shapes else {}
    except Exception as error:  # an IndexError or a MemoryError as well as its own: there is no end to them
        why = " ".join(str(error).split())
        raise UnreadableError("{}: TensorFlow can't read it as a checkpoint: {}".format(prefix, why)) from error
    _check_sizes(prefix, [(shapes[key], tensorflow.as_dtype(types[key]).base_dtype) for key in shapes])
    return [
        {
            "key": key,
            "name": names.get(key, key),
            "shape": list(shapes[key]),
            "dtype": tensorflow.as_dtype(types[key]).base_dtype.name,
        }
        for key in sorted(shapes)
        if key != OBJECT_GRAPH
    ]


def _check_files(prefix: str) -> None:
    """TensorFlow misses a file of values only when it is asked for one that is in it."""
    _check_regular(prefix)
    if os.path.isfile(prefix):
        return  # in the format from before TensorFlow 1.0, all is in one file
    files = glob.glob(glob.escape(prefix) + ".data-*-of-*")
    for file in [prefix + ".index", *files]:
        _check_regular(file)
    shards = [match for match in map(_SHARD.search, files) if match]
    counts = {match.group(2) for match in shards}
    if not os.path.exists(prefix + ".index"):
        raise UnreadableError(
            "{0}: there is no checkpoint of that prefix: {0}.index is missing.".format(prefix)
        )
    if len(counts) != 1:
        found = "values from several checkpoints" if counts else "no file of values"
        raise UnreadableError("{0}: has {1} (as in {0}.data-00000-of-00001).".format(prefix, found))
    count = int(counts.pop())
    missing = set(range(count)) - {int(match.group(1)) for match in shards}
    if missing:
        name = "{}.data-{:05d}-of-{:05d}".format(prefix, min(missing), count)
        more = "" if len(missing) == 1 else " and {} more".format(len(missing) - 1)
        raise UnreadableError("{}{}: is missing, so this checkpoint can't be restored.".format(name, more))


def _check_regular(path: str) -> None:
    """TensorFlow waits for what may never come through a pipe."""
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        raise UnreadableError("{}: is a pipe or a device, and a checkpoint is to be in files.".format(path))


def _check_sizes(prefix: str, variables: List[Tuple[List[int], Any]]) -> None:
    """TensorFlow misses the end of a file of values only when it is asked for one that is there."""
    files = glob.glob(glob.escape(prefix) + ".data-*-of-*")
    held = sum(os.path.getsize(file) for file in files)
    needed = 0
    for shape, dtype in variables:
        if dtype.is_floating or dtype.is_complex or dtype.is_bool or dtype.name in _WHOLE_NUMBERS:
            count = 1
            for dimension in shape:
                count *= dimension
            needed += count * dtype.size
    if files and held < needed:
        raise UnreadableError(
            "{}: is cut off: its values take {:,} bytes, and its files have {:,}.".format(prefix, needed, held)
        )


def _table_of_objects(reader: Any, tensorflow: Any) -> bytes:
    shape = reader.get_variable_to_shape_map()[OBJECT_GRAPH]
    dtype = tensorflow.as_dtype(reader.get_variable_to_dtype_map()[OBJECT_GRAPH])
    if list(shape) or dtype != tensorflow.string:
        # A damaged one may claim to be billions of strings, and TensorFlow would make room for them.
        raise ValueError("its table of objects is no string.")
    return bytes(reader.get_tensor(OBJECT_GRAPH))


def _names_of_objects(serialized: bytes) -> Dict[str, str]:
    """The variables' names by their keys, where objects were saved and not names."""
    proto = _object_graph_proto()
    if proto is None:
        return {}
    proto.ParseFromString(serialized)
    names = {}  # type: Dict[str, str]
    for node in proto.nodes:
        for attribute in node.attributes:
            if attribute.full_name and attribute.checkpoint_key:
                names[attribute.checkpoint_key] = attribute.full_name
    counts = Counter(names.values())
    return {key: name for key, name in names.items() if counts[name] == 1}


def _object_graph_proto() -> Optional[Any]:
    try:
        from tensorflow.core.protobuf import trackable_object_graph_pb2
    except ImportError:  # 1.13 has it under another name
        return None
    return trackable_object_graph_pb2.TrackableObjectGraph()

