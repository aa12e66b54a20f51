"""Lets any run of Python end with what TensorFlow says of the default graph, written to `$GRAPH_AT_EXIT`.

Python imports this by itself where this folder is on `PYTHONPATH`, so the program it runs is left as it is.
The function registered here is the first, so it is called last: after the program, and after the recorder.
"""

import atexit
import hashlib
import json
import os
import sys
from pathlib import Path


def tell():
    """Write the digest of the GraphDef, and the inputs of each op."""
    if "GRAPH_AT_EXIT" not in os.environ or "tensorflow" not in sys.modules:
        return
    from tensorflow.python.framework import ops

    graph = ops.get_default_graph()
    graph_def = graph.as_graph_def().SerializeToString(deterministic=True)
    seen = {
        "graphdef_sha256": hashlib.sha256(graph_def).hexdigest(),
        "inputs": [
            [[tensor.op.name for tensor in op.inputs], [before.name for before in op.control_inputs]]
            for op in graph.get_operations()
        ],
    }
    Path(os.environ["GRAPH_AT_EXIT"]).write_text(json.dumps(seen))


atexit.register(tell)
