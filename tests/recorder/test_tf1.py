"""TF1-style code on TensorFlow 2. What the programs expect is what TensorFlow 1.15 does, where they run as well."""

from __future__ import annotations

import importlib.util
import py_compile
import sys
import textwrap
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from scopeinspect.recorder import tf1_names
from scopeinspect.recorder.tf1_imports import SourceLoaders

from .tf1_server import RECORDER, Run, Server, write

PROGRAMS = sorted(Path(__file__).with_name("tf1_programs").glob("*.py"))
NOT_ON_1_15 = ("inner_parts_by_name",)  # it has these modules in another package


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Give a server that runs on this TensorFlow."""
    with Server() as server:
        yield server


@pytest.fixture
def run(server: Server, tmp_path: Path) -> Run:
    """Give a function that runs a program of these files, `program.py` among them."""
    return server.program_in(tmp_path)


@pytest.fixture(scope="module")
def tf1_server(tf1_python: str) -> Iterator[Server]:
    """Give a server that runs on TensorFlow 1."""
    with Server(python=tf1_python) as server:
        yield server


# Spellings and stand-ins.


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_program_runs_as_on_tensorflow_1(server: Server, program: Path) -> None:
    answer = server.run(program)
    assert answer["error"] is None
    assert answer["tf1"]


@pytest.mark.parametrize(
    "program", [path for path in PROGRAMS if path.stem not in NOT_ON_1_15], ids=lambda path: path.stem
)
def test_program_runs_on_tensorflow_1(tf1_server: Server, program: Path) -> None:
    answer = tf1_server.run(program)
    assert (answer["error"], answer["tf1"]) == (None, False)
    assert answer["why"].startswith("TensorFlow 1.")
    assert answer["after"] == answer["before"]


def test_graph_is_that_of_a_program_written_for_compat_v1(run: Run) -> None:
    body = """
        x = tf.placeholder(tf.float32, [None, 8])
        with tf.variable_scope("scope", reuse=tf.AUTO_REUSE):
            for _ in range(2):
                y = tf.matmul(x, tf.get_variable("w", [8, 2]))
        tf.train.AdamOptimizer().minimize(tf.reduce_sum(y))
    """
    ours = run({"program.py": "import tensorflow as tf\n" + textwrap.dedent(body)})
    by_hand = "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n" + textwrap.dedent(body)
    plain = run({"program.py": by_hand}, wanted=False)
    assert (ours["error"], ours["tf1"]) == (None, True)
    assert (plain["error"], plain["tf1"]) == (None, False)
    assert ours["graph"] == plain["graph"]


def test_getting_ready_makes_no_op_and_imports_nothing_that_was_not_asked_for(server: Server) -> None:
    answer = server.run(Path(__file__).with_name("tf1_programs") / "import_as.py")
    assert answer["after"]["ops"] == 0
    assert not answer["after"]["eager"]
    assert not answer["after"]["tf_slim or tf_keras"]
    assert answer["after"]["writes bytecode"] == answer["before"]["writes bytecode"]


def test_nothing_is_changed_for_another_program(run: Run) -> None:
    answer = run({"program.py": "import tensorflow as tf\nSAID = tf.executing_eagerly(), hasattr(tf, 'get_variable')"})
    assert (answer["tf1"], answer["error"], answer["said"]) == (False, None, [True, False])
    assert answer["after"] == answer["before"]
    assert not answer["after"]["contrib"]
    assert not answer["after"]["loader"]


# The user's modules, and others'.

PACKAGE = {
    "program.py": """
        import constants
        import tensorflow as tf
        from nets import deep

        assert constants.sees is tf
        assert deep.net.build().op.name == "net/weights"
        """,
    "constants.py": "import tensorflow as tf\n\nONE = tf.constant(1.0)\nsees = tf\n",
    "nets/__init__.py": "",
    "nets/deep/__init__.py": "from . import net\n",
    "nets/deep/net.py": """
        import tensorflow as tf


        def build():
            with tf.variable_scope("net"):
                return tf.get_variable("weights", [2])
        """,
}


def test_modules_of_the_user_see_compat_v1_at_any_depth(run: Run) -> None:
    answer = run(PACKAGE)
    assert (answer["error"], answer["tf1"]) == (None, True)
    assert answer["why"] == f"tf.variable_scope, {Path('nets/deep/net.py')} line 6"


def test_module_loaded_by_its_path_sees_compat_v1(run: Run) -> None:
    program = """
        import importlib.util
        import os

        import tensorflow as tf

        tf.placeholder(tf.float32)
        path = os.path.join(os.path.dirname(__file__), "plug-in.py")
        spec = importlib.util.spec_from_file_location("plug_in", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert module.variable.op.name == "plugged"
        """
    plug_in = "import tensorflow as tf\nvariable = tf.get_variable('plugged', [])\n"
    assert run({"program.py": program, "plug-in.py": plug_in})["error"] is None


def test_bytecode_caches_are_neither_read_nor_written(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"cached.py": "raise RuntimeError('this came out of the cache')\n"})
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    cache = Path(py_compile.compile(str(tmp_path / "cached.py"), invalidation_mode=unchecked))
    before = cache.read_bytes()
    program = """
        import sys

        import cached, fresh
        import tensorflow as tf

        tf.placeholder(tf.float32)
        assert cached.tf is fresh.tf is tf
        assert cached.__cached__.endswith(".pyc")
        assert not sys.dont_write_bytecode
        """
    module = "import tensorflow as tf\nnow = tf.Session\n"
    answer = run({"program.py": program, "cached.py": module, "fresh.py": module})
    assert answer["error"] is None
    assert [path.name for path in tmp_path.rglob("*.pyc")] == [cache.name]
    assert cache.read_bytes() == before


def test_lines_are_those_of_the_file(run: Run) -> None:
    module = """
        '''A module.'''

        import os, \\
            tensorflow as tf
        from tensorflow import (
            Session,
            python,
            placeholder,
        )
        import tensorflow.contrib.layers


        def build():
            return tf.reshape(
                tf.zeros([2]), [3]
            )
        """
    program = """
        import inspect

        import broken

        assert inspect.getsource(broken.build).startswith("def build():")
        assert broken.build.__code__.co_firstlineno == 14
        broken.build()
        """
    answer = run({"program.py": program, "broken.py": module})
    assert answer["error"]["type"] == "ValueError"
    assert answer["error"]["lines"] == [["program.py", 8], ["broken.py", 15]]


def test_syntax_error_in_a_module_names_its_line(run: Run) -> None:
    program = "import tensorflow as tf\ntf.placeholder\nimport broken\n"
    answer = run({"program.py": program, "broken.py": "import tensorflow as tf\n\nthis is no Python\n"})
    assert answer["error"]["type"] == "SyntaxError"
    assert "broken.py, line 3" in answer["error"]["message"]


LIBRARIES = {
    "site-packages/for_2/__init__.py": """
        import tensorflow as tf

        sees = tf
        if not hasattr(tf, "get_variable"):
            noticed = True
        """,
    "site-packages/for_2/layer.py": """
        import tensorflow as tf

        call = tf.function(lambda x: x)
        old = getattr(tf, "placeholder", None)
        """,
    "site-packages/for_1/__init__.py": "",
    "site-packages/for_1/constants.py": "import tensorflow as tf\n\nONE = tf.constant(1.0)\nsees = tf\n",
    "site-packages/for_1/nets/net.py": """
        import tensorflow as tf


        def build():
            return tf.get_variable("weights", [2])
        """,
}


def test_libraries_keep_the_tensorflow_that_they_expect(run: Run) -> None:
    program = """
        import for_2, for_2.layer
        import tensorflow as tf
        import for_1.constants, for_1.nets.net

        assert for_2.noticed and for_2.sees is not tf
        assert for_2.layer.old is None
        assert for_1.constants.sees is tf
        assert for_1.nets.net.build().op.name == "weights"
        tf.placeholder(tf.float32)
        """
    assert run({"program.py": program, **LIBRARIES})["error"] is None


def test_packages_may_be_named(run: Run) -> None:
    program = "import tensorflow as tf\nimport for_2\nSAID = for_2.sees is tf\n"
    answer = run({"program.py": program, **LIBRARIES}, packages=("for_2",))
    assert (answer["tf1"], answer["why"], answer["said"]) == (True, "--tf1-package for_2", True)


def test_libraries_alone_make_a_program_one_for_tensorflow_1(run: Run) -> None:
    answer = run({"program.py": "from for_1.nets import net\nnet.build()\n", **LIBRARIES})
    assert (answer["error"], answer["tf1"]) == (None, True)
    assert answer["why"] == f"tf.get_variable, {Path('for_1/nets/net.py')} line 6"
    assert not run({"program.py": "import for_2\n", **LIBRARIES})["tf1"]


# The decision.

DECISIONS = [
    ("tf.get_variable('w', [])", "tf.get_variable, program.py line 2"),
    ("tf.train.AdamOptimizer()", "tf.train.AdamOptimizer, program.py line 2"),
    ("cell = tf.nn.rnn_cell.GRUCell", "tf.nn.rnn_cell.GRUCell, program.py line 2"),
    ("tf.contrib.layers.flatten", "tf.contrib.layers.flatten, program.py line 2"),
    ("from tensorflow.contrib import rnn", "tensorflow.contrib.rnn, program.py line 2"),
    ("import tensorflow.contrib.slim as slim", "tensorflow.contrib.slim, program.py line 2"),
    ("from tensorflow import Session as S", "tensorflow.Session, program.py line 2"),
    ("def f():\n    with tf.variable_scope('a'):\n        pass", "tf.variable_scope, program.py line 3"),
    ("try:\n    tf.Session()\nexcept KeyboardInterrupt:\n    pass", "tf.Session, program.py line 3"),
    ("@tf.function\ndef f(): pass\ntf.Session; tf.layers.dense", "tf.Session, program.py line 4"),
    ("tf.Variable(1.0); tf.constant(1)", None),
    ("tf.keras.layers.Dense(3); tf.losses.mean_squared_error", None),
    ("tf.compat.v1.get_variable('w', [])", None),
    ("@tf.function\ndef f(): tf.get_variable('w', [])", None),
    ("with tf.GradientTape() as tape: tf.log(1.0)", None),
    ("if tf.__version__.startswith('1'):\n    tf.enable_eager_execution()", None),
    ("seed = tf.set_random_seed if hasattr(tf, 'set_random_seed') else tf.random.set_seed", None),
    ("try:\n    tf.set_random_seed(1)\nexcept AttributeError:\n    tf.random.set_seed(1)", None),
    ("try:\n    import tensorflow.contrib.slim\nexcept ImportError:\n    pass", None),
    ("try:\n    tf.Session\nexcept Exception:\n    pass", None),
    ("tf.no_such_name", None),
    ("this is no Python", None),
]


@pytest.mark.parametrize(("code", "why"), DECISIONS)
def test_what_decides(run: Run, code: str, why: str | None) -> None:
    answer = run({"program.py": f"import tensorflow as tf\n{code}\n"})
    assert answer["tf1"] == (why is not None)
    assert answer["why"] == (why or "it uses no names that only TensorFlow 1 has")


@pytest.mark.parametrize(
    "program",
    [
        """
        import tensorflow.compat.v1 as tf
        tf.disable_v2_behavior()
        tf.get_variable("weights", [])
        """,
        """
        from tensorflow.compat import v1 as tf
        tf.Session()
        """,
        """
        try:
            import tensorflow.compat.v1 as tf
            tf.disable_v2_behavior()
        except ImportError:
            import tensorflow as tf
        tf.Session()
        """,
    ],
)
def test_program_written_for_compat_v1_needs_nothing(run: Run, program: str) -> None:
    answer = run({"program.py": program})
    assert (answer["tf1"], answer["error"]) == (False, None)
    assert answer["why"] == "it imports tensorflow.compat.v1 itself"
    assert not answer["after"]["contrib"]


def test_the_user_decides(run: Run) -> None:
    asked = run({"program.py": "import tensorflow as tf\nSAID = tf.executing_eagerly()\n"}, wanted=True)
    assert (asked["tf1"], asked["why"], asked["said"]) == (True, "--tf1", False)
    refused = run({"program.py": "import tensorflow as tf\ntf.placeholder(tf.float32)\n"}, wanted=False)
    assert (refused["tf1"], refused["why"]) == (False, "--no-tf1")
    assert refused["error"]["type"] == "AttributeError"


def test_nothing_is_to_be_done_on_tensorflow_1(tf1: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    tensorflow = ModuleType("tensorflow")
    vars(tensorflow)["__version__"] = "1.15.5"
    monkeypatch.setitem(sys.modules, "tensorflow", tensorflow)
    program = (b"import tensorflow as tf\ntf.placeholder", "program.py")
    for wanted in (None, True):
        assert tf1.decide([program], bool, [], wanted) == (False, "TensorFlow 1.15.5")


@pytest.fixture
def tf1() -> Iterator[ModuleType]:
    """Give the module `tf1` of the recorder, under the recorder's private name."""
    name = "_scopeinspect_recorder"
    spec = importlib.util.spec_from_file_location(
        name, RECORDER / "__init__.py", submodule_search_locations=[str(RECORDER)]
    )
    assert spec
    sys.modules[name] = importlib.util.module_from_spec(spec)
    yield importlib.import_module(name + ".tf1")
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[module]


@pytest.mark.parametrize(("module", "is_read"), [("tf_keras.layers", False), ("tensorflow.foo", False), ("other.layers", True)])
def test_a_package_that_is_known_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, *, is_read: bool
) -> None:
    """Others are, as nothing else says whether they are for TensorFlow 1."""
    read: list[str] = []
    monkeypatch.setattr(tf1_names, "of_package", read.append)
    path = tmp_path / Path(*module.split(".")).with_suffix(".py")
    path.parent.mkdir()
    path.write_text("import tensorflow as tf\n")
    assert not SourceLoaders(lambda _: False, ())._is_wanted(SourceFileLoader(module, str(path)), module, str(path))
    assert read == [str(path.parent)] * is_read
