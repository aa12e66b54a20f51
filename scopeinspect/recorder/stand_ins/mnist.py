"""Stands in for tf.examples.tutorials.mnist.input_data: the digits that most tutorials of TensorFlow 1 begin with.

They are read from the folder that the program names, and fetched into it first where they are not there, from where
TensorFlow 1 had them.
"""

from __future__ import annotations

import gzip
import importlib
import os
import shutil
import urllib.request
from typing import Any, List, NamedTuple, Optional, Tuple

import numpy as np

from .. import contrib

SOURCE_URL = "https://storage.googleapis.com/cvdf-datasets/mnist/"
_FILES = {
    "train": ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
    "test": ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"),
}
_IMAGES, _LABELS = 2051, 2049
"""What the files begin with."""
_CLASSES, _PIXELS = 10, 28 * 28
_FAKE_EXAMPLES = 10_000

_tf: Any = importlib.import_module(contrib.COMPAT_V1)

class DataSet:
    """Images and their labels, given in batches.

    Args:
        images: of shape [examples, height, width, 1].
        labels: a number or a one-hot row for each image.
        fake_data: whether there are no images, but batches of ones.
        one_hot: whether the labels of fake data are rows.
        dtype: `tf.uint8` leaves the values from 0 to 255, `tf.float32` scales them to [0, 1].
        reshape: whether each image becomes a row.
        seed: of the order in which they are given.

    Raises:
        TypeError: dtype is neither of them.
        ValueError: there are not as many labels as images.
    """

    def __init__(
        self,
        images: Any,
        labels: Any,
        fake_data: bool = False,
        one_hot: bool = False,
        dtype: Any = None,
        reshape: bool = True,
        seed: Optional[int] = None,
    ) -> None:
        for_graph, for_this = importlib.import_module("tensorflow.python.framework.random_seed").get_seed(seed)
        np.random.seed(for_graph if seed is None else for_this)  # noqa: NPY002 - as TensorFlow 1 does
        dtype = _tf.as_dtype(dtype or _tf.float32).base_dtype
        if dtype not in (_tf.uint8, _tf.float32):
            raise TypeError("Invalid image dtype {!r}, expected uint8 or float32".format(dtype))
        self.one_hot = one_hot
        self.num_examples = _FAKE_EXAMPLES
        if not fake_data:
            if len(images) != len(labels):
                raise ValueError("{} images, and {} labels".format(len(images), len(labels)))
            self.num_examples = len(images)
            if reshape:
                images = images.reshape(len(images), -1)
            if dtype == _tf.float32:
                images = np.multiply(images.astype(np.float32), 1.0 / 255.0)
        self.images = images
        self.labels = labels
        self.epochs_completed = 0
        self._next = 0

    def next_batch(self, batch_size: int, fake_data: bool = False, shuffle: bool = True) -> Tuple[Any, Any]:
        """The next images and labels; the last ones of an epoch come with the first ones of the next."""
        if fake_data:
            label = [1] + [0] * (_CLASSES - 1) if self.one_hot else 0
            return [[1] * _PIXELS] * batch_size, [label] * batch_size
        start, self._next = self._next, self._next + batch_size
        if shuffle and start == 0 and self.epochs_completed == 0:
            self._shuffle()
        rest = self.images[start : self._next], self.labels[start : self._next]
        if self._next <= self.num_examples:
            return rest
        self.epochs_completed += 1
        self._next -= self.num_examples
        if shuffle:
            self._shuffle()
        begin = self.images[: self._next], self.labels[: self._next]
        return np.concatenate([rest[0], begin[0]]), np.concatenate([rest[1], begin[1]])

    def _shuffle(self) -> None:
        order = np.arange(self.num_examples)
        np.random.shuffle(order)  # noqa: NPY002
        self.images = self.images[order]
        self.labels = self.labels[order]


class Datasets(NamedTuple):
    """What `read_data_sets` gives."""

    train: DataSet
    validation: DataSet
    test: DataSet


def read_data_sets(
    train_dir: str,
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = None,
    reshape: bool = True,
    validation_size: int = 5000,
    seed: Optional[int] = None,
    source_url: str = SOURCE_URL,
) -> Datasets:
    """The digits for training, validation and test.

    Args:
        train_dir: the folder that holds their four files, or is to hold them.
        fake_data: whether none are read, and batches hold ones.
        one_hot: whether a label is a row of ten numbers.
        dtype: see `DataSet`.
        reshape: see `DataSet`.
        validation_size: how many of those for training are put aside.
        seed: see `DataSet`.
        source_url: where the files are fetched from.

    Raises:
        OSError: they are not there and can't be fetched.
        ValueError: a file is another's, or more are put aside than there are.
    """
    if fake_data:
        return Datasets(*[DataSet([], [], True, one_hot, dtype, seed=seed) for _ in Datasets._fields])
    (images, labels), test = [
        (_images(_file(train_dir, source_url or SOURCE_URL, names[0])),
         _labels(_file(train_dir, source_url or SOURCE_URL, names[1]), one_hot))
        for names in (_FILES["train"], _FILES["test"])
    ]  # fmt: skip
    if not 0 <= validation_size <= len(images):
        sentence = "Validation size should be between 0 and {}. Received: {}."
        raise ValueError(sentence.format(len(images), validation_size))
    parts = (
        (images[validation_size:], labels[validation_size:]),
        (images[:validation_size], labels[:validation_size]),
        test,
    )
    return Datasets(*[DataSet(*part, dtype=dtype, reshape=reshape, seed=seed) for part in parts])


def _file(folder: str, url: str, name: str) -> str:
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        try:
            with urllib.request.urlopen(url + name) as fetched, open(path + ".part", "wb") as file:  # noqa: S310
                shutil.copyfileobj(fetched, file)
        except OSError as error:
            sentence = "{} is not there, and can't be fetched from {}: {}"
            raise OSError(sentence.format(path, url, getattr(error, "reason", error))) from error
        os.replace(path + ".part", path)
        print("Successfully downloaded", name, os.path.getsize(path), "bytes.")  # noqa: T201 - as TensorFlow 1 does
    return path


def _images(path: str) -> Any:
    (count, height, width), values = _numbers(path, _IMAGES, 3)
    return values.reshape(count, height, width, 1)


def _labels(path: str, one_hot: bool) -> Any:
    _, values = _numbers(path, _LABELS, 1)
    return np.eye(_CLASSES)[values] if one_hot else values


def _numbers(path: str, begins: int, dimensions: int) -> Tuple[List[int], Any]:
    print("Extracting", path)  # noqa: T201
    with gzip.open(path) as file:
        first, *sizes = np.frombuffer(file.read(4 * (1 + dimensions)), ">u4").tolist()
        if first != begins:
            raise ValueError("Invalid magic number {} in MNIST file: {}".format(first, path))
        return sizes, np.frombuffer(file.read(), np.uint8)
