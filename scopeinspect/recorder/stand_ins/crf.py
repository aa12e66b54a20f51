"""Stands in for tf.contrib.crf: conditional random fields over sequences of tags, with the ops of TensorFlow 1.15.

Shapes are given in B (batch), T (time) and N (tags).
"""

from __future__ import annotations

import importlib
from typing import Any, Callable, List, Optional, Tuple

import numpy as np

from .. import contrib

_tf: Any = importlib.import_module(contrib.COMPAT_V1)
_smart_cond: Any = importlib.import_module("tensorflow.python.framework.smart_cond").smart_cond

Step = Callable[[Any, Any], Tuple[Any, Any]]


class _Cell:
    """What `dynamic_rnn` takes for a cell: a function of a step's inputs and the state, without variables."""

    def __init__(self, size: Optional[int], step: Step) -> None:
        self.state_size = size
        self.output_size = size
        self._step = step

    def __call__(self, inputs: Any, state: Any) -> Tuple[Any, Any]:
        return self._step(inputs, state)

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        return _tf.zeros([batch_size, self.state_size], dtype)


def crf_log_likelihood(
    inputs: Any, tag_indices: Any, sequence_lengths: Any, transition_params: Any = None
) -> Tuple[Any, Any]:
    """How likely each sequence of tags is, as a logarithm.

    Args:
        inputs: the scores of each tag at each step, [B, T, N].
        tag_indices: the tags, [B, T].
        sequence_lengths: how many steps of each count, [B].
        transition_params: the scores of each tag after each other one, [N, N]; made as the variable `transitions`
            where there are none.

    Returns:
        The logarithms, [B], and the scores of the transitions.
    """
    if transition_params is None:
        tags = _static(inputs, 2)
        transition_params = _tf.get_variable("transitions", [tags, tags])
    score = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    return score - crf_log_norm(inputs, sequence_lengths, transition_params), transition_params


def crf_sequence_score(inputs: Any, tag_indices: Any, sequence_lengths: Any, transition_params: Any) -> Any:
    """The score of each sequence of tags, [B], not normalized. Arguments as of `crf_log_likelihood`."""

    def of_one_step() -> Any:
        batch = _tf.shape(inputs, out_type=tag_indices.dtype)[0]
        rows = _tf.reshape(_tf.range(batch, dtype=tag_indices.dtype), [-1, 1])
        scores = _tf.gather_nd(_tf.squeeze(inputs, [1]), _tf.concat([rows, tag_indices], axis=1))
        return _zero_if_empty(scores, sequence_lengths)

    def of_more() -> Any:
        unary = crf_unary_score(tag_indices, sequence_lengths, inputs)
        return unary + crf_binary_score(tag_indices, sequence_lengths, transition_params)

    return _if_one_step(inputs, of_one_step, of_more)


def crf_unary_score(tag_indices: Any, sequence_lengths: Any, inputs: Any) -> Any:
    """The sum of the scores of each sequence's tags, [B]. Arguments as of `crf_log_likelihood`."""
    batch, steps, tags = (_tf.shape(inputs)[axis] for axis in range(3))
    flat = _tf.reshape(inputs, [-1])
    places = _tf.expand_dims(_tf.range(batch) * steps * tags, 1)
    places += _tf.expand_dims(_tf.range(steps) * tags, 0)
    if tag_indices.dtype == _tf.int64:
        places = _tf.cast(places, _tf.int64)
    chosen = _tf.gather(flat, _tf.reshape(places + tag_indices, [-1]))
    scores = _tf.reshape(chosen, [batch, steps])
    return _tf.reduce_sum(scores * _mask(sequence_lengths, tag_indices), 1)


def crf_binary_score(tag_indices: Any, sequence_lengths: Any, transition_params: Any) -> Any:
    """The sum of the scores of each sequence's transitions, [B]. Arguments as of `crf_log_likelihood`."""
    tags = transition_params.get_shape()[0]
    count = _tf.shape(tag_indices)[1] - 1
    before = _tf.slice(tag_indices, [0, 0], [-1, count])
    after = _tf.slice(tag_indices, [0, 1], [-1, count])
    places = before * tags + after
    scores = _tf.gather(_tf.reshape(transition_params, [-1]), places)
    mask = _tf.slice(_mask(sequence_lengths, tag_indices), [0, 1], [-1, -1])
    return _tf.reduce_sum(scores * mask, 1)


def crf_log_norm(inputs: Any, sequence_lengths: Any, transition_params: Any) -> Any:
    """The logarithm of the sum over all sequences of tags, [B]. Arguments as of `crf_log_likelihood`."""
    first = _tf.squeeze(_tf.slice(inputs, [0, 0, 0], [-1, 1, -1]), [1])

    def of_one_step() -> Any:
        return _zero_if_empty(_tf.reduce_logsumexp(first, [1]), sequence_lengths)

    def of_more() -> Any:
        rest = _tf.slice(inputs, [0, 1, 0], [-1, -1, -1])
        transitions = _tf.expand_dims(transition_params, 0)

        def step(given: Any, state: Any) -> Tuple[Any, Any]:
            sums = given + _tf.reduce_logsumexp(_tf.expand_dims(state, 2) + transitions, [1])
            return sums, sums

        lengths = _one_less(sequence_lengths)
        cell = _Cell(_static(transition_params, 0), step)
        _, sums = _tf.nn.dynamic_rnn(cell, rest, lengths, initial_state=first, dtype=_tf.float32)
        return _zero_if_empty(_tf.reduce_logsumexp(sums, [1]), sequence_lengths)

    return _if_one_step(inputs, of_one_step, of_more)


def crf_decode(potentials: Any, transition_params: Any, sequence_length: Any) -> Tuple[Any, Any]:
    """The best sequences of tags.

    Args:
        potentials: the scores of each tag at each step, [B, T, N].
        transition_params: the scores of each tag after each other one, [N, N].
        sequence_length: how many steps of each count, [B].

    Returns:
        The tags, [B, T], and their scores, [B].
    """

    def of_one_step() -> Tuple[Any, Any]:
        scores = _tf.squeeze(potentials, [1])
        tags = _tf.expand_dims(_tf.argmax(scores, axis=1), 1)
        best = _tf.reduce_max(scores, axis=1)
        return _tf.cast(tags, dtype=_tf.int32), best

    def of_more() -> Tuple[Any, Any]:
        transitions = _tf.expand_dims(transition_params, 0)

        def forward(given: Any, state: Any) -> Tuple[Any, Any]:
            scores = _tf.expand_dims(state, 2) + transitions
            best = given + _tf.reduce_max(scores, [1])
            return _tf.cast(_tf.argmax(scores, 1), dtype=_tf.int32), best

        def backward(given: Any, state: Any) -> Tuple[Any, Any]:
            tag = _tf.squeeze(state, axis=[1])
            rows = _tf.range(_tf.shape(given)[0])
            tags = _tf.expand_dims(_tf.gather_nd(given, _tf.stack([rows, tag], axis=1)), axis=-1)
            return tags, tags

        first = _tf.squeeze(_tf.slice(potentials, [0, 0, 0], [-1, 1, -1]), axis=[1])
        rest = _tf.slice(potentials, [0, 1, 0], [-1, -1, -1])
        lengths = _one_less(sequence_length)
        cell = _Cell(_static(transition_params, 0), forward)
        pointers, last = _tf.nn.dynamic_rnn(cell, rest, lengths, initial_state=first, dtype=_tf.int32)
        pointers = _tf.reverse_sequence(pointers, lengths, seq_axis=1)
        tag = _tf.expand_dims(_tf.cast(_tf.argmax(last, axis=1), dtype=_tf.int32), axis=-1)
        tags, _ = _tf.nn.dynamic_rnn(_Cell(1, backward), pointers, lengths, initial_state=tag, dtype=_tf.int32)
        tags = _tf.concat([tag, _tf.squeeze(tags, axis=[2])], axis=1)
        return _tf.reverse_sequence(tags, sequence_length, seq_axis=1), _tf.reduce_max(last, axis=1)

    return _if_one_step(potentials, of_one_step, of_more)  # type: ignore[no-any-return]


def viterbi_decode(score: Any, transition_params: Any) -> Tuple[List[Any], Any]:
    """The best sequence of tags of arrays, outside of any graph.

    Args:
        score: [T, N].
        transition_params: [N, N].

    Returns:
        The tags, and their score.
    """
    best = score[0]
    pointers = []
    for step in score[1:]:
        scores = best[:, np.newaxis] + transition_params
        pointers.append(np.argmax(scores, 0))
        best = step + np.max(scores, 0)
    tags = [np.argmax(best)]
    for before in reversed(pointers):
        tags.append(before[tags[-1]])
    return tags[::-1], np.max(best)


def _if_one_step(inputs: Any, of_one_step: Callable[[], Any], of_more: Callable[[], Any]) -> Any:
    is_one = _tf.equal(_static(inputs, 1) or _tf.shape(inputs)[1], 1)
    return _smart_cond(is_one, of_one_step, of_more)


def _one_less(lengths: Any) -> Any:
    return _tf.maximum(_tf.constant(0, dtype=lengths.dtype), lengths - 1)


def _zero_if_empty(values: Any, lengths: Any) -> Any:
    return _tf.where(_tf.less_equal(lengths, 0), _tf.zeros_like(values), values)


def _mask(lengths: Any, tag_indices: Any) -> Any:
    return _tf.sequence_mask(lengths, maxlen=_tf.shape(tag_indices)[1], dtype=_tf.float32)


def _static(tensor: Any, axis: int) -> Optional[int]:
    return _tf.compat.dimension_value(tensor.shape[axis])  # type: ignore[no-any-return]
