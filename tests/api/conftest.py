"""TensorFlow in this process, which every test leaves as it was."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="module")
def tf() -> Iterator[ModuleType]:
    """Return TensorFlow 1's names, in a process that runs eagerly by default."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import tensorflow.compat.v1 as tf
    yield tf
    os.environ.pop("TF2_BEHAVIOR", None)  # with it, a TensorFlow 1.15 that another test starts would run eagerly


def hooked() -> list[Any]:
    """Return the classes and modules of TensorFlow that hooks go into."""
    from tensorflow.python.client import session
    from tensorflow.python.framework import ops
    from tensorflow.python.ops import ref_variable, resource_variable_ops, variable_scope
    from tensorflow.python.training import moving_averages, optimizer, slot_creator

    return [
        variable_scope.variable_scope, variable_scope._pure_variable_scope, variable_scope.VariableScope,
        variable_scope._VariableStore, ops.Graph, type(ops._default_graph_stack), ref_variable.RefVariable,
        resource_variable_ops.ResourceVariable, slot_creator, moving_averages.ExponentialMovingAverage,
        optimizer.Optimizer, session.BaseSession,
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def no_hook_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check that a test leaves TensorFlow as it was."""
    if "tf" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("tf")
    before = [(owner, dict(vars(owner))) for owner in hooked()]
    yield
    for owner, attributes in before:
        changed = [name for name, value in vars(owner).items() if attributes.get(name) is not value]
        changed = [name for name in changed if name != "__annotations__"]  # Python adds it when it is looked for
        assert not changed, f"{owner} keeps a hook in {changed}"


@pytest.fixture
def build(tf: ModuleType) -> Callable[[], Any]:
    """Return a function that shares one variable and makes another."""

    def layer(value: Any, name: str) -> Any:
        with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
            return tf.matmul(value, tf.get_variable("w", [2, 2], initializer=tf.zeros_initializer()))

    def build() -> Any:
        with tf.variable_scope("net"):
            return layer(layer(layer(tf.ones([1, 2]), "shared"), "shared"), "other")

    return build
