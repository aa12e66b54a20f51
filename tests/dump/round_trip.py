"""Load dumped graphs into fresh ones and print what TensorFlow then says of them: `round_trip.py FILE...`.

One JSON object a line, in the order given: the digest of the GraphDef in the file, as it is told of a plain run,
the nodes of the graph that it loads into, and of a meta graph the variables. Python 3.7 syntax.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import tensorflow.compat.v1 as tf
from google.protobuf import text_format

tf.disable_v2_behavior()


def read(path):
    """Return the GraphDef of a file, and whether the file holds a meta graph."""
    content = Path(path).read_bytes()
    if path.endswith(".pbtxt"):
        return text_format.Parse(content.decode(), tf.GraphDef()), None
    if path.endswith(".meta"):
        meta_graph = tf.MetaGraphDef.FromString(content)
        return meta_graph.graph_def, meta_graph
    return tf.GraphDef.FromString(content), None


def main():
    """Load each file."""
    for path in sys.argv[1:]:
        graph_def, meta_graph = read(path)
        with tf.Graph().as_default() as graph:
            if meta_graph is None:
                tf.import_graph_def(graph_def, name="")
            else:
                tf.train.import_meta_graph(meta_graph)
            print(json.dumps({
                "graphdef_sha256": hashlib.sha256(graph_def.SerializeToString(deterministic=True)).hexdigest(),
                "ops": [[op.name, op.type] for op in graph.get_operations()],
                "variables": [variable.op.name for variable in tf.global_variables() + tf.local_variables()],
                "trainable": [variable.op.name for variable in tf.trainable_variables()],
            }))


main()
