"""Stands in for the parts of tf.contrib.rnn that compat.v1 has under another name, or not at all.

Read when a program first uses tf.contrib.rnn, as it needs the RNN cells of legacy Keras.
"""

from __future__ import annotations

import importlib
from typing import Any, List, Optional, Tuple

from .. import contrib

_tf: Any = importlib.import_module(contrib.COMPAT_V1)
_cells: Any = _tf.nn.rnn_cell

static_rnn = _tf.nn.static_rnn
static_bidirectional_rnn = _tf.nn.static_bidirectional_rnn
static_state_saving_rnn = _tf.nn.static_state_saving_rnn


class LayerNormBasicLSTMCell(_cells.RNNCell):  # type: ignore[misc]
    """An LSTM cell that normalizes the layers of its gates and drops out its candidate state.

    It makes TensorFlow 1's variables: ``kernel``, a ``bias`` where it doesn't normalize, and ``gamma`` and
    ``beta`` for each gate.
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        input_size: Any = None,
        activation: Any = _tf.tanh,
        layer_norm: bool = True,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
        dropout_keep_prob: Any = 1.0,
        dropout_prob_seed: Optional[int] = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        del input_size  # without effect in TensorFlow 1 either
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._activation = activation
        # Looked up here and not in `call`, which AutoGraph would follow into the import.
        self._layer_norm: Any = contrib.look_up("contrib.layers.layer_norm") if layer_norm else None
        self._norm_gain = norm_gain
        self._norm_shift = norm_shift
        self._keep_prob = dropout_keep_prob
        self._seed = dropout_prob_seed

    @property
    def state_size(self) -> Any:
        """See `RNNCell`."""
        return _cells.LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self) -> int:
        """See `RNNCell`."""
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Tuple[Any, Any]:
        """One step. See `RNNCell`."""
        cell, hidden = state
        gates = _tf.split(self._gates(_tf.concat([inputs, hidden], 1)), 4, axis=1)
        if self._layer_norm:
            names = ("input", "transform", "forget", "output")
            gates = [self._normalize(gate, name) for gate, name in zip(gates, names)]
        let_in, candidate, keep, let_out = gates
        candidate = self._activation(candidate)
        if not isinstance(self._keep_prob, float) or self._keep_prob < 1:
            candidate = _tf.nn.dropout(candidate, self._keep_prob, seed=self._seed)
        cell = cell * _tf.sigmoid(keep + self._forget_bias) + _tf.sigmoid(let_in) * candidate
        if self._layer_norm:
            cell = self._normalize(cell, "state")
        hidden = self._activation(cell) * _tf.sigmoid(let_out)
        return hidden, _cells.LSTMStateTuple(cell, hidden)

    def _gates(self, inputs: Any) -> Any:
        size = 4 * self._num_units
        product = _tf.matmul(inputs, _tf.get_variable("kernel", [inputs.shape[-1], size], inputs.dtype))
        if self._layer_norm:
            return product
        return _tf.nn.bias_add(product, _tf.get_variable("bias", [size], inputs.dtype))

    def _normalize(self, values: Any, scope: str) -> Any:
        with _tf.variable_scope(scope):
            for name, start in (("gamma", self._norm_gain), ("beta", self._norm_shift)):
                _tf.get_variable(name, values.shape[-1:], values.dtype, _tf.constant_initializer(start))
        return self._layer_norm(values, reuse=True, scope=scope)


def stack_bidirectional_dynamic_rnn(
    cells_fw: List[Any],
    cells_bw: List[Any],
    inputs: Any,
    initial_states_fw: Optional[List[Any]] = None,
    initial_states_bw: Optional[List[Any]] = None,
    dtype: Any = None,
    sequence_length: Any = None,
    parallel_iterations: Optional[int] = None,
    scope: Any = None,
    **options: Any,
) -> Tuple[Any, Tuple[Any, ...], Tuple[Any, ...]]:
    """Layers of bidirectional RNNs, each fed with both outputs of the one before.

    Returns:
        The last layer's outputs, joined; the forward states and the backward states, one for each layer.

    Raises:
        ValueError: there are not as many cells in one direction as in the other, or none at all.
    """
    if not cells_fw or len(cells_fw) != len(cells_bw):
        raise ValueError("as many forward cells as backward cells are needed, and at least one of each")
    nothing = [None] * len(cells_fw)
    layers = zip(cells_fw, cells_bw, initial_states_fw or nothing, initial_states_bw or nothing)
    states = []
    with _tf.variable_scope(scope or "stack_bidirectional_rnn"):
        for number, (cell_fw, cell_bw, state_fw, state_bw) in enumerate(layers):
            with _tf.variable_scope("cell_{}".format(number)):
                outputs, both = _tf.nn.bidirectional_dynamic_rnn(
                    cell_fw,
                    cell_bw,
                    inputs,
                    initial_state_fw=state_fw,
                    initial_state_bw=state_bw,
                    dtype=dtype,
                    sequence_length=sequence_length,
                    parallel_iterations=parallel_iterations,
                    **options,
                )
                inputs = _tf.concat(outputs, 2)
            states.append(both)
    forward, backward = zip(*states)
    return inputs, forward, backward
