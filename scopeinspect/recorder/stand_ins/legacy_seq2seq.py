"""Stands in for the losses and the plain decoders of tf.contrib.legacy_seq2seq, with the ops and scopes of 1.15."""

from __future__ import annotations

import copy
import importlib
from typing import Any, Callable, List, Optional, Sequence, Tuple

from .. import contrib
from .seq2seq import Entropy, entropy_of

_tf: Any = importlib.import_module(contrib.COMPAT_V1)


def rnn_decoder(
    decoder_inputs: Sequence[Any],
    initial_state: Any,
    cell: Any,
    loop_function: Optional[Callable[[Any, int], Any]] = None,
    scope: Any = None,
) -> Tuple[List[Any], Any]:
    """Applies one cell step after step, within one variable scope.

    Args:
        decoder_inputs: a tensor for each step.
        initial_state: the cell's before the first.
        cell: an RNN cell.
        loop_function: makes the input of a step, but for the first, of the last output and the step's number.
        scope: a name or a variable scope; `rnn_decoder` where there is none.

    Returns:
        The outputs, and the last state.
    """
    outputs: List[Any] = []
    state = initial_state
    with _tf.variable_scope(scope or "rnn_decoder"):
        for step, given in enumerate(decoder_inputs):
            if outputs and loop_function is not None:
                with _tf.variable_scope("loop_function", reuse=True):
                    given = loop_function(outputs[-1], step)  # noqa: PLW2901
            if outputs:
                _tf.get_variable_scope().reuse_variables()
            output, state = cell(given, state)
            outputs.append(output)
    return outputs, state


def basic_rnn_seq2seq(
    encoder_inputs: Sequence[Any], decoder_inputs: Sequence[Any], cell: Any, dtype: Any = None, scope: Any = None
) -> Tuple[List[Any], Any]:
    """Encodes with a copy of the cell, and decodes with the cell."""
    with _tf.variable_scope(scope or "basic_rnn_seq2seq"):
        _, state = _tf.nn.static_rnn(copy.deepcopy(cell), encoder_inputs, dtype=dtype or _tf.float32)
        return rnn_decoder(decoder_inputs, state, cell)


def sequence_loss_by_example(
    logits: List[Any],
    targets: List[Any],
    weights: List[Any],
    average_across_timesteps: bool = True,
    softmax_loss_function: Optional[Entropy] = None,
    name: Optional[str] = None,
) -> Any:
    """The weighted cross-entropy of each sequence, of which every argument has one tensor a step.

    Raises:
        ValueError: they are not equally long.
    """
    if not len(logits) == len(targets) == len(weights):
        sentence = "Lengths of logits, weights, and targets must be the same {}, {}, {}."
        raise ValueError(sentence.format(len(logits), len(weights), len(targets)))
    entropy = entropy_of(softmax_loss_function)
    with _tf.name_scope(name, "sequence_loss_by_example", logits + targets + weights):
        losses = []
        for logit, target, weight in zip(logits, targets, weights):
            labels = target if softmax_loss_function else _tf.reshape(target, [-1])
            losses.append(entropy(labels=labels, logits=logit) * weight)
        loss = _tf.add_n(losses)
        # The small number keeps steps without any weight from a division by zero.
        return loss / (_tf.add_n(weights) + 1e-12) if average_across_timesteps else loss


def sequence_loss(
    logits: List[Any],
    targets: List[Any],
    weights: List[Any],
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    softmax_loss_function: Optional[Entropy] = None,
    name: Optional[str] = None,
) -> Any:
    """The sum, or the mean, of `sequence_loss_by_example` over the batch."""
    with _tf.name_scope(name, "sequence_loss", logits + targets + weights):
        each = sequence_loss_by_example(
            logits, targets, weights, average_across_timesteps, softmax_loss_function
        )
        cost = _tf.reduce_sum(each)
        return cost / _tf.cast(_tf.shape(targets[0])[0], cost.dtype) if average_across_batch else cost
