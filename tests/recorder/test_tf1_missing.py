"""What TF1-style code can't have on TensorFlow 2, and what must be installed for it, is said in one sentence."""

from __future__ import annotations

import importlib.util
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from scopeinspect.recorder import contrib

from .tf1_server import Run, Server

VERSION = ".".join(version("tensorflow").split(".")[:2])


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Give a server that runs on this TensorFlow."""
    with Server() as server:
        yield server


@pytest.fixture
def run(server: Server, tmp_path: Path) -> Run:
    """Give a function that runs a program of these files, `program.py` among them."""
    return server.program_in(tmp_path)


WAY_OUT = "inspect this program with --python and an environment that has TensorFlow 1.15"
MISSING = [
    ("tf.contrib.no_such_part", "AttributeError", "tf.contrib.no_such_part has no stand-in"),
    ("tf.contrib.crf.CrfForwardRnnCell()", "AttributeError", "tf.contrib.crf.CrfForwardRnnCell has no stand-in"),
    ("tf.contrib.layers.embed_sequence()", "AttributeError", "tf.contrib.layers.embed_sequence has no stand-in"),
    ("tf.estimator.inputs.pandas_input_fn()", "AttributeError", "tf.estimator.inputs.pandas_input_fn has no stand-in"),
    ("tf.estimator.DNNClassifier([8])", "NotImplementedError", "tf.estimator.DNNClassifier has no stand-in"),
    ("tf.estimator.FinalExporter('x', None)", "NotImplementedError", "tf.estimator.FinalExporter has no stand-in"),
    (
        "tf.estimator.Estimator(lambda features: None).export_saved_model('.', None)",
        "NotImplementedError",
        "tf.estimator.Estimator.export_saved_model has no stand-in",
    ),
    (
        "tf.estimator.EvalSpec(len, exporters=['x'])",
        "NotImplementedError",
        "tf.estimator.EvalSpec with exporters has no stand-in",
    ),
    (
        "tf.estimator.RunConfig(train_distribute='strategy')",
        "NotImplementedError",
        "tf.estimator.RunConfig with train_distribute has no stand-in",
    ),
    (
        "import os; os.environ['TF_CONFIG'] = '{\"cluster\": {\"chief\": [\"a:1\"]}}'; tf.estimator.RunConfig()",
        "NotImplementedError",
        "tf.estimator.RunConfig of a cluster (TF_CONFIG) has no stand-in",
    ),
    (
        "tf.contrib.tpu.RunConfig(cluster='resolver')",
        "NotImplementedError",
        "tf.estimator.tpu.RunConfig with cluster has no stand-in",
    ),
    (
        "from tensorflow.contrib.seq2seq import Helper",
        "ModuleNotFoundError",
        "tf.contrib.seq2seq.Helper has no stand-in",
    ),
    ("from tensorflow.contrib import no_part", "ModuleNotFoundError", "tf.contrib.no_part has no stand-in"),
    ("import tensorflow.contrib.no_part as x", "ModuleNotFoundError", "tf.contrib.no_part has no stand-in"),
    (
        "from tensorflow.contrib.image.python.ops import image_ops",
        "ModuleNotFoundError",
        "tf.contrib.image.python has no stand-in",
    ),
    ("from tensorflow.examples.tutorials import word2vec", "ModuleNotFoundError", "tf.examples.tutorials.word2vec has no"),
]


def test_estimator_for_a_tpu_is_told_what_to_do(run: Run) -> None:
    program = """
        import tensorflow as tf
        from tensorflow.contrib import tpu

        def model_fn(features, params):
            pass

        estimator = tpu.TPUEstimator(model_fn, config=tpu.RunConfig(), params={}, train_batch_size=8)
        estimator.train(lambda params: None, steps=1)
        """
    error = run({"program.py": program})["error"]
    told = "tf.contrib.tpu.TPUEstimator has no TPU here: run this program with use_tpu=False"
    assert (error["type"], error["message"]) == ("NotImplementedError", told)
    assert error["lines"] == [["program.py", 9]]


@pytest.mark.parametrize(("code", "kind", "start"), MISSING)
def test_what_has_no_stand_in_is_said_where_it_is_used(run: Run, code: str, kind: str, start: str) -> None:
    error = run({"program.py": f"import tensorflow as tf\ntf.placeholder(tf.float32)\n{code}\n"})["error"]
    assert error["type"] == kind
    assert error["message"].startswith(start)
    assert error["message"].endswith(WAY_OUT)
    assert error["lines"] == [["program.py", 3]]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("tf.no_such_name", "AttributeError: module 'tensorflow' has no attribute 'no_such_name'"),
        ("tf.get_varible", "AttributeError: module 'tensorflow' has no attribute 'get_varible'"),
        ("import tensorflow.no_such_name", "ModuleNotFoundError: No module named 'tensorflow.no_such_name'"),
        ("from tensorflow.no_such_name import x", "ModuleNotFoundError: No module named 'tensorflow.no_such_name'"),
        ("from tensorflow import no_such_name", "ImportError: cannot import name 'no_such_name' from 'tensorflow"),
    ],
)
def test_what_no_tensorflow_has_is_told_as_python_tells_it(run: Run, code: str, told: str) -> None:
    """TensorFlow 1.15 would not have it either."""
    error = run({"program.py": f"import tensorflow as tf\ntf.placeholder(tf.float32)\n{code}\n"})["error"]
    assert f"{error['type']}: {error['message']}".startswith(told)
    assert WAY_OUT not in error["message"]


def test_first_names_that_compat_v1_lacks(tf1_python: str) -> None:
    """No name of TensorFlow 1.15's is told to be nobody's."""
    listing = "import json, tensorflow; print(json.dumps(dir(tensorflow)))"
    names = json.loads(subprocess.run([tf1_python, "-c", listing], capture_output=True, check=True).stdout)
    command = [sys.executable, "-c", "import json, tensorflow.compat.v1 as tf; print(json.dumps(dir(tf)))"]
    ours = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    lacking = [name for name in names if name not in ours and not name.startswith("_")]
    assert "contrib" in lacking
    assert [name for name in lacking if not contrib.is_of_tensorflow1(name)] == []


def test_missing_names_can_be_asked_for(run: Run) -> None:
    program = """
        import inspect

        import tensorflow as tf

        assert hasattr(tf, "contrib")
        assert not hasattr(tf, "no_such_name")
        assert not hasattr(tf.contrib, "no_such_part")
        assert getattr(tf.contrib.crf, "CrfForwardRnnCell", None) is None
        assert inspect.getmodule(hasattr) is not None
        """
    assert run({"program.py": program})["error"] is None


def test_digits_that_can_not_be_fetched(run: Run) -> None:
    program = """
        from tensorflow.examples.tutorials.mnist import input_data
        import tensorflow as tf
        input_data.read_data_sets("digits", source_url="file:///no/such/folder/")
        tf.placeholder(tf.float32)
        """
    error = run({"program.py": program})["error"]
    told = "digits/train-images-idx3-ubyte.gz is not there, and can't be fetched from file:///no/such/folder/: "
    assert error["type"] == "OSError"
    assert error["message"].startswith(told)
    assert error["lines"] == [["program.py", 4]]


def server_without(packages: tuple[str, ...], folder: Path) -> Server:
    installed = Path(importlib.util.find_spec("tensorflow").origin).parents[1]  # type: ignore[union-attr, arg-type]
    folder /= "site-packages"
    folder.mkdir()
    for entry in installed.iterdir():
        if not entry.name.startswith(packages):
            (folder / entry.name).symlink_to(entry)
    return Server("-S", PYTHONPATH=str(folder))


@pytest.fixture(scope="module")
def without_packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a server that finds all packages but tf-slim and tf-keras."""
    with server_without(("tf_slim", "tf_keras"), tmp_path_factory.mktemp("without")) as server:
        yield server


@pytest.fixture(scope="module")
def without_keras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a server that finds all packages but tf-keras."""
    with server_without(("tf_keras",), tmp_path_factory.mktemp("without_keras")) as server:
        yield server


@pytest.mark.parametrize(
    ("code", "name", "package"),
    [
        ("tf.contrib.layers.xavier_initializer()", "contrib.layers.xavier_initializer", "tf-slim"),
        ("from tensorflow.contrib import slim; slim.conv2d", "contrib.slim.conv2d", "tf-slim"),
        ("from tensorflow.contrib.slim import conv2d", "contrib.slim.conv2d", "tf-slim"),
        ("tf.layers.dense(1, 2)", "layers.dense", "tf-keras"),
        ("tf.nn.rnn_cell.GRUCell(3)", "nn.rnn_cell.GRUCell", "tf-keras"),
        ("from tensorflow.keras.layers import Dense", "keras.layers", "tf-keras"),
    ],
)
def test_missing_package_is_named_with_its_command(
    without_packages: Server, tmp_path: Path, code: str, name: str, package: str
) -> None:
    program = f"import tensorflow as tf\ntf.placeholder(tf.float32)\n{code}\n"
    error = without_packages.program_in(tmp_path)({"program.py": program})["error"]
    assert error["type"] in {"AttributeError", "ModuleNotFoundError"}
    assert error["message"].startswith(f"tf.{name} needs the package {package} on TensorFlow 2.")
    command = shlex.split(error["message"].rpartition(": ")[2])
    # A tf-keras of another version than TensorFlow's would bring a TensorFlow of its own.
    assert command == ["pip", "install", f"tf-keras~={VERSION}.0", "tf-slim"]
    assert error["lines"] == [["program.py", 3]]


def test_what_needs_no_package_works_without_any(without_packages: Server, tmp_path: Path) -> None:
    program = """
        import tensorflow as tf
        from tensorflow.contrib import framework, rnn, slim, tpu

        assert tf.contrib.training.HParams(a=1).a == 1
        framework.get_or_create_global_step()
        tf.get_variable("weights", [2])
        """
    assert without_packages.program_in(tmp_path)({"program.py": program})["error"] is None


def test_tf_slim_without_legacy_keras(without_keras: Server, tmp_path: Path) -> None:
    program = """
        import tensorflow as tf
        from tensorflow.contrib import slim

        slim.conv2d(tf.zeros([1, 8, 8, 3]), 4, [3, 3])
        SAID = len(tf.global_variables())
        slim.batch_norm(tf.zeros([1, 8, 8, 3]), fused=False)
        """
    answer = without_keras.program_in(tmp_path)({"program.py": program})
    assert answer["said"] == 2
    assert answer["error"]["message"].startswith("tf.layers.BatchNormalization needs the package tf-keras")
    assert answer["error"]["message"].endswith(f": pip install 'tf-keras~={VERSION}.0'")
    assert answer["error"]["lines"] == [["program.py", 7]]
