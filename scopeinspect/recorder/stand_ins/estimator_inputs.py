"""Stands in for tf.estimator.inputs: arrays fed into a queue, with the ops of TensorFlow 1.15.

What differs: where the reading of shuffled arrays begins is drawn without seeding Python's generator anew, so that a
program that has seeded it has the same rows each time.
"""

from __future__ import annotations

import contextlib
import importlib
import random
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional

import numpy as np

from .. import contrib

_tf: Any = importlib.import_module(contrib.COMPAT_V1)

_deprecation: Any = importlib.import_module("tensorflow.python.util.deprecation")
_CLOSED = (_tf.errors.OutOfRangeError, _tf.errors.CancelledError)
_ONE_FEATURE = "__direct_np_input__"
_TARGET = "__target_key__"

Arrays = Dict[str, Any]


def numpy_input_fn(
    x: Any,
    y: Any = None,
    batch_size: int = 128,
    num_epochs: Optional[int] = 1,
    shuffle: Optional[bool] = None,
    queue_capacity: int = 1000,
    num_threads: int = 1,
) -> Callable[[], Any]:
    """A function that gives features and targets in batches.

    Args:
        x: the features, an array or a dictionary of arrays of the same length.
        y: the targets, in the same way; none are given without.
        batch_size: rows in a batch.
        num_epochs: how often the rows are given; None for ever.
        shuffle: whether in random order; has to be said.
        queue_capacity: rows that wait.
        num_threads: threads that read; each gives all epochs.

    Raises:
        ValueError: shuffle is not said. The function raises it where arrays are empty or don't fit together.
        TypeError: by the function, where x is neither an array nor a dictionary.
    """
    if not isinstance(shuffle, bool):
        raise ValueError(  # noqa: TRY004 - as TensorFlow 1 does
            "shuffle must be provided and explicitly set as boolean (it is recommended to set it as True for "
            "training); got {}".format(shuffle)
        )

    def input_fn() -> Any:
        features = _features(x)
        targets = _targets(y, features)
        columns = {**features, **targets}
        _check_lengths(features, targets)
        _warn_of_threads(num_threads, shuffle, num_epochs)
        queue = _filled_queue(columns, queue_capacity, shuffle, num_threads, batch_size, num_epochs)
        dequeue = queue.dequeue_many if num_epochs is None else queue.dequeue_up_to
        _, *batch = dequeue(batch_size)  # the first are the numbers of the rows
        named = dict(zip(columns, batch))
        given = _like(x, [named[name] for name in features], features)
        return given if y is None else (given, _like(y, [named[name] for name in targets], targets))

    return input_fn


def _features(x: Any) -> Arrays:
    if isinstance(x, dict):
        if not x:
            raise ValueError("x cannot be an empty dict")
        return dict(sorted(x.items()))
    if not isinstance(x, np.ndarray):
        raise TypeError("x must be a dict or array; got {}".format(type(x).__name__))
    if not x.size:
        raise ValueError("x cannot be an empty array")
    return {_ONE_FEATURE: x}


def _targets(y: Any, features: Arrays) -> Arrays:
    if y is None:
        return {}
    if not isinstance(y, dict):
        name = _TARGET
        while name in features:
            name += "_n"
        return {name: y}
    if not y:
        raise ValueError("y cannot be empty dict, use None instead.")
    twice = set(features).intersection(y)
    if twice:
        raise ValueError("{} duplicate keys are found in both x and y: {}".format(len(twice), twice))
    return dict(sorted(y.items()))


def _check_lengths(features: Arrays, targets: Arrays) -> None:
    if len({array.shape[0] for array in (*features.values(), *targets.values())}) != 1:
        shapes = [{name: array.shape for name, array in arrays.items()} for arrays in (features, targets)]
        raise ValueError(
            "Length of tensors in x and y is mismatched. All elements in x and y must have the same length.\n"
            "Shapes in x: {}\nShapes in y: {}\n".format(*shapes)
        )


def _warn_of_threads(threads: int, shuffle: bool, epochs: Optional[int]) -> None:
    if threads == 1:
        return
    if epochs is not None:
        _tf.logging.warning("num_epochs is applied by each of the %d threads. To limit epochs, use one.", threads)
    if not shuffle:
        _tf.logging.warning("%d threads read in order, each by itself. To have the order, use one.", threads)


def _like(given: Any, batch: List[Any], names: Iterable[str]) -> Any:
    """A batch in the form of what was given: a dictionary, or one tensor."""
    return dict(zip(names, batch)) if isinstance(given, dict) else batch[0]


def _filled_queue(
    columns: Arrays, capacity: int, shuffle: bool, threads: int, batch_size: int, epochs: Optional[int]
) -> Any:
    """A queue of rows with their numbers, and the runner that fills it."""
    types = [_tf.int64, *[_tf.as_dtype(column.dtype) for column in columns.values()]]
    shapes = [(), *[column.shape[1:] for column in columns.values()]]
    least = int(capacity / 4) if shuffle else 0
    with _tf.name_scope("enqueue_input"):
        if shuffle:
            queue = _tf.RandomShuffleQueue(capacity, least, dtypes=types, shapes=shapes)
        else:
            queue = _tf.FIFOQueue(capacity, dtypes=types, shapes=shapes)
        enqueue_ops, feeds = [], []
        for _ in range(threads):
            placeholders = [_tf.placeholder(kind) for kind in types]
            enqueue_ops.append(queue.enqueue_many(placeholders))
            feeds.append(_feeds(placeholders, columns, batch_size, epochs, shuffle))
        with _deprecation.silence():
            _tf.train.add_queue_runner(_FeedingQueueRunner(queue, enqueue_ops, feeds))
        free = _tf.cast(_tf.maximum(0, queue.size() - least), _tf.float32) * (1.0 / (capacity - least))
        # The queue's name has the scope in it, and so has the summary's twice.
        _tf.summary.scalar("queue/{}fraction_over_{}_of_{}_full".format(queue.name, least, capacity - least), free)
    return queue


def _feeds(
    placeholders: List[Any], columns: Arrays, batch_size: int, epochs: Optional[int], shuffle: bool
) -> Iterator[Dict[Any, Any]]:
    """What is fed for each batch of rows. Shuffled rows begin anywhere, and each epoch with the same."""
    length = len(next(iter(columns.values())))
    first = random.randrange(length) if shuffle else 0  # noqa: S311
    given, total = 0, None if epochs is None else length * epochs
    while total is None or given < total:
        count = batch_size if total is None else min(batch_size, total - given)
        rows = np.arange(first + given, first + given + count) % length
        yield dict(zip(placeholders, [rows, *[column[rows] for column in columns.values()]]))
        given += count


class _FeedingQueueRunner(_tf.train.QueueRunner):  # type: ignore[misc]
    """Fills a queue with what is fed.

    Args:
        queue: the queue.
        enqueue_ops: one for each thread.
        feeds: for each of them what is fed, until it ends.
    """

    def __init__(self, queue: Any, enqueue_ops: List[Any], feeds: List[Iterator[Dict[Any, Any]]]) -> None:
        super().__init__(queue, enqueue_ops, queue_closed_exception_types=_CLOSED)
        self._feeds = {op.name: feed for op, feed in zip(enqueue_ops, feeds)}

    def to_proto(self, export_scope: Optional[str] = None) -> Any:
        """Says that what is fed can't be written."""
        raise NotImplementedError("What feeds a queue can't be written")

    def _run(self, sess: Any, enqueue_op: Any, coord: Any = None) -> None:
        """Feeds until there is nothing left; the last of the threads closes the queue then."""
        has_ended = False
        try:
            for feed in self._feeds[enqueue_op.name]:
                if coord and coord.should_stop():
                    break
                sess.run(enqueue_op, feed)
            else:
                has_ended = True
        except _CLOSED:
            has_ended = True
        except Exception as error:
            if not coord:
                raise
            coord.request_stop(error)
        finally:
            with self._lock:
                self._runs_per_session[sess] -= 1
                is_last = self._runs_per_session[sess] == 0
        if has_ended and is_last:
            with contextlib.suppress(_tf.errors.OpError, RuntimeError):  # the session may be closed
                sess.run(self._close_op)
