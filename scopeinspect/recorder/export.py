"""Writes the graphs of a run in TensorFlow's own formats, when the run is over.

TensorFlow itself does the writing, so what is written loads wherever this TensorFlow's graphs do. Nothing is added
to a graph: no saver, no summary, no op.
"""

from __future__ import annotations

import os
import socket
import time
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

Send = Callable[[Dict[str, Any]], None]


def export(what: Dict[str, Any], graphs: Iterable[Tuple[int, Any]], send: Send) -> None:
    """Writes graphs to files, or tells the shapes of what flows in them.

    Args:
        what: `format` (`pb`, `pbtxt`, `metagraph`, `tensorboard` or `shapes`) and `folder`, where the files go:
            `N.pb` and so on for the graph of number N, a folder N for `tensorboard`.
        graphs: with their numbers.
        send: takes events: an `exported` one for each graph, with the reason where it can't be written.
    """
    for number, graph in graphs:
        if graph.building_function or not graph.get_operations():
            continue
        if what["format"] == "shapes":
            shapes = [[_dimensions(tensor) for tensor in op.inputs] for op in graph.get_operations()]
            send({"e": "shapes", "graph": number, "of": shapes})
            continue
        try:
            _WRITERS[what["format"]](graph, what["folder"], str(number))
            problem = ""
        except Exception as error:  # whatever TensorFlow or the file system has against it is the answer
            problem = "{}: {}".format(type(error).__name__, error)
        send({"e": "exported", "graph": number, "problem": problem})


def _write_pb(graph: Any, folder: str, name: str) -> None:
    from tensorflow.python.framework import graph_io

    graph_io.write_graph(graph.as_graph_def(), folder, name + ".pb", as_text=False)


def _write_pbtxt(graph: Any, folder: str, name: str) -> None:
    from tensorflow.python.framework import graph_io

    graph_io.write_graph(graph.as_graph_def(), folder, name + ".pbtxt", as_text=True)


def _write_metagraph(graph: Any, folder: str, name: str) -> None:
    with open(os.path.join(folder, name + ".meta"), "wb") as file:
        file.write(_meta_graph(graph).SerializeToString())


def _write_tensorboard(graph: Any, folder: str, name: str) -> None:
    """What a `tf.summary.FileWriter(folder, graph)` writes; that one would start a thread, which is too late now."""
    from tensorflow.core.util import event_pb2
    from tensorflow.python.lib.io import tf_record

    folder, now = os.path.join(folder, name), time.time()
    os.mkdir(folder)
    events = [
        event_pb2.Event(wall_time=now, file_version="brain.Event:2"),
        event_pb2.Event(wall_time=now, graph_def=graph.as_graph_def(add_shapes=True).SerializeToString()),
        event_pb2.Event(wall_time=now, meta_graph_def=_meta_graph(graph).SerializeToString()),
    ]
    path = os.path.join(folder, "events.out.tfevents.{:010d}.{}".format(int(now), socket.gethostname()))
    with tf_record.TFRecordWriter(path) as writer:
        for event in events:
            writer.write(event.SerializeToString())


def _meta_graph(graph: Any) -> Any:
    from tensorflow.python.framework import meta_graph

    return meta_graph.create_meta_graph_def(graph_def=graph.as_graph_def(add_shapes=True), graph=graph)


def _dimensions(tensor: Any) -> Optional[List[Optional[int]]]:
    shape = tensor.get_shape()
    return None if shape.ndims is None else list(shape.as_list())


_WRITERS = {
    "pb": _write_pb,
    "pbtxt": _write_pbtxt,
    "metagraph": _write_metagraph,
    "tensorboard": _write_tensorboard,
}
