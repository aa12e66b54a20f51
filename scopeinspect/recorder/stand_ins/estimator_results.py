"""What an estimator's evaluation and its predictions give."""

from __future__ import annotations

import importlib
from typing import Any, Dict, Iterable, Iterator, Optional, Tuple

import numpy as np

from .. import contrib

_tf: Any = importlib.import_module(contrib.COMPAT_V1)
_evaluation: Any = importlib.import_module("tensorflow.python.training.evaluation")

_LOSS = "loss"


def metrics(spec: Any) -> Tuple[Any, Dict[str, Any]]:
    """The op that updates all metrics, and their values, with the loss and the global step among them."""
    given = spec.eval_metric_ops
    for name in (_LOSS, _tf.GraphKeys.GLOBAL_STEP):
        if name in given:
            raise ValueError(
                'Metric with name "{}" is not allowed, because Estimator already defines a default metric with the '
                "same name.".format(name)
            )
    given[_LOSS] = _tf.metrics.mean(spec.loss)
    update = _tf.group(*[given[name][1] for name in sorted(given)])
    values = {name: given[name][0] for name in sorted(given)}
    values[_tf.GraphKeys.GLOBAL_STEP] = _tf.train.get_global_step()
    return update, values


def with_local_variables(scaffold: Any) -> Any:
    """The scaffold; where it initializes local variables by itself, one that does so with the metrics', too."""
    if not scaffold.local_init_op:
        return scaffold
    _evaluation._get_or_create_eval_step()
    both = _tf.group(scaffold.local_init_op, _tf.train.Scaffold.default_local_init_op())
    return _tf.train.Scaffold(local_init_op=both, copy_from_scaffold=scaffold)


def write_summaries(folder: str, results: Dict[str, Any], checkpoint: Optional[str]) -> None:
    """Writes metrics where TensorBoard looks for them: numbers and summaries as such, arrays as tensors."""
    step = results[_tf.GraphKeys.GLOBAL_STEP]
    shown = ["{} = {}".format(name, value) for name, value in sorted(results.items()) if not isinstance(value, bytes)]
    _tf.logging.info("Saving dict for global step %d: %s", step, ", ".join(shown))
    summary = _tf.Summary()
    for name, value in results.items():
        if name != _tf.GraphKeys.GLOBAL_STEP:
            _add_to_summary(summary, name, value)
    writer = _tf.summary.FileWriterCache.get(folder)
    writer.add_summary(summary, step)
    if checkpoint:
        _tf.logging.info("Saving 'checkpoint_path' summary for global step %d: %s", step, checkpoint)
        path = _tf.make_tensor_proto(checkpoint, dtype=_tf.string)
        writer.add_summary(_tf.Summary(value=[_tf.Summary.Value(tag="checkpoint_path", tensor=path)]), step)
    writer.flush()


def _add_to_summary(summary: Any, name: str, value: Any) -> None:
    if isinstance(value, bytes):
        for number, part in enumerate(_tf.Summary.FromString(value).value):
            part.tag = "{}/{}".format(name, number)
            summary.value.add().CopyFrom(part)
    elif isinstance(value, np.ndarray):
        summary.value.add(tag=name, node_name=name, tensor=_tf.make_tensor_proto(value))
    elif isinstance(value, (float, int, np.float32, np.int32, np.int64)):
        summary.value.add(tag=name, simple_value=float(value))
    elif value is not None:
        _tf.logging.warning("Skipping summary for %s, which is neither a number nor an array nor a Summary.", name)


def of_keys(predictions: Any, keys: Optional[Iterable[str]]) -> Any:
    """Those of the predictions that are asked for; all where none is."""
    if not keys:
        return predictions
    if not isinstance(predictions, dict):
        raise ValueError("predict_keys argument is not valid in case of non-dict predictions.")  # noqa: TRY004
    kept = {key: value for key, value in predictions.items() if key in keys}
    if not kept:
        raise ValueError("Expected to run at least one output from {}, provided {}.".format(predictions.keys(), keys))
    return kept


def examples(batch: Any) -> Iterator[Any]:
    """The single predictions of a batch."""
    if not isinstance(batch, dict):
        yield from batch
        return
    lengths = {key: value.shape[0] for key, value in batch.items()}
    for key, length in lengths.items():
        if length != next(iter(lengths.values())):
            told = "Batch length of predictions should be same. {} has different batch length than others."
            raise ValueError(told.format(key))
    for number in range(next(iter(lengths.values()), 0)):
        yield {key: value[number] for key, value in batch.items()}
