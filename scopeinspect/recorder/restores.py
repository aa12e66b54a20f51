"""The checkpoint that a restore which failed was to read."""

from __future__ import annotations

import os
import traceback

_SAVER = os.path.join("python", "training", "saver.py")


def checkpoint_of(exception: BaseException) -> str:
    """The absolute path, without a suffix, that `tf.train.Saver.restore` was given where it raised this; else empty.

    It is read off the frame of TensorFlow's own method: a script mostly works the path out, and often it is a library
    that calls it (an estimator, `tf.train.MonitoredTrainingSession`).
    """
    for frame, _ in traceback.walk_tb(exception.__traceback__):
        if frame.f_code.co_name == "restore" and frame.f_code.co_filename.endswith(_SAVER):
            path = frame.f_locals.get("save_path")
            return os.path.abspath(os.fsdecode(path)) if isinstance(path, (str, bytes, os.PathLike)) else ""
    return ""
