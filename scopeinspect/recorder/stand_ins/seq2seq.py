"""Stands in for the loss of tf.contrib.seq2seq, with the ops and scopes of TensorFlow 1.15."""

from __future__ import annotations

import importlib
from typing import Any, Callable, List, Optional

from .. import contrib

_tf: Any = importlib.import_module(contrib.COMPAT_V1)
Entropy = Callable[..., Any]
"""Takes `labels` and `logits`."""


def sequence_loss(
    logits: Any,
    targets: Any,
    weights: Any,
    average_across_timesteps: bool = True,
    average_across_batch: bool = True,
    sum_over_timesteps: bool = False,
    sum_over_batch: bool = False,
    softmax_loss_function: Optional[Entropy] = None,
    name: Optional[str] = None,
) -> Any:
    """The weighted cross-entropy of sequences: tf.contrib.seq2seq.sequence_loss.

    Args:
        logits: of shape [batch, time, classes].
        targets: of shape [batch, time].
        weights: likewise.
        average_across_timesteps: whether the loss of all steps is summed, and divided by their weight.
        average_across_batch: the same for the batch.
        sum_over_timesteps: whether it is divided by the number of steps of any weight instead.
        sum_over_batch: the same for the batch.
        softmax_loss_function: takes `labels` and `logits`; None for the sparse softmax.
        name: of the name scope.

    Returns:
        A tensor without the dimensions that were averaged or summed over.

    Raises:
        ValueError: a rank is another, or both an average and a sum are asked for.
    """
    for tensor, called, rank in ((logits, "Logits", 3), (targets, "Targets", 2), (weights, "Weights", 2)):
        if len(tensor.get_shape()) != rank:
            raise ValueError("{} must be a tensor of rank {}".format(called, rank))
    for what, average, total in (
        ("timesteps", average_across_timesteps, sum_over_timesteps),
        ("batch", average_across_batch, sum_over_batch),
    ):
        if average and total:
            sentence = "average_across_{0} and sum_over_{0} cannot be set to True at same time."
            raise ValueError(sentence.format(what))
    with _tf.name_scope(name, "sequence_loss", [logits, targets, weights]):
        flat = _tf.reshape(logits, [-1, _tf.shape(logits)[2]])
        loss = entropy_of(softmax_loss_function)(labels=_tf.reshape(targets, [-1]), logits=flat)
        loss *= _tf.reshape(weights, [-1])
        averages = average_across_timesteps and average_across_batch
        sums = sum_over_timesteps and sum_over_batch
        if averages or sums:
            return _reduced(loss, weights, None, averages)
        loss = _tf.reshape(loss, _tf.shape(logits)[0:2])
        if average_across_timesteps or average_across_batch:
            return _reduced(loss, weights, [0] if average_across_batch else [1], True)
        if sum_over_timesteps or sum_over_batch:
            return _reduced(loss, weights, [0] if sum_over_batch else [1], False)
        return loss


def _reduced(loss: Any, weights: Any, axis: Optional[List[int]], is_average: bool) -> Any:
    total = _tf.reduce_sum(loss, axis=axis)
    if is_average:
        return _tf.div_no_nan(total, _tf.reduce_sum(weights, axis=axis))
    return _tf.div_no_nan(total, _tf.cast(_tf.count_nonzero(weights, axis=axis), total.dtype))


def entropy_of(own: Optional[Entropy]) -> Entropy:
    """The function of labels and logits that was asked for, or the sparse softmax."""
    return own or _tf.nn.sparse_softmax_cross_entropy_with_logits
