"""tf.contrib.learn.preprocessing, which numbers the words of texts as TensorFlow 1.15 does."""

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow.contrib import learn

texts = ["The cat isn't a dog", "a dog, a NASA dog-house", "a cat"]
processor = learn.preprocessing.VocabularyProcessor(5)
rows = np.array(list(processor.fit_transform(texts)))
assert rows.tolist() == [[1, 2, 3, 4, 5], [4, 5, 4, 6, 7], [4, 2, 0, 0, 0]]
assert len(processor.vocabulary_) == 8
assert list(processor.transform(["a bird"]))[0].tolist() == [4, 0, 0, 0, 0]
assert list(processor.reverse([[1, 2, 0]])) == ["The cat <UNK>"]

often = learn.preprocessing.VocabularyProcessor(4, min_frequency=1)
assert np.array(list(often.fit_transform(texts))).tolist() == [[0, 2, 0, 1], [1, 3, 1, 0], [1, 2, 0, 0]]
path = os.path.join(tempfile.mkdtemp(), "vocabulary")
often.save(path)
restored = learn.preprocessing.VocabularyProcessor.restore(path)
assert list(restored.transform(["a dog"]))[0].tolist() == [1, 3, 0, 0]
os.remove(path)
os.rmdir(os.path.dirname(path))

embedded = tf.nn.embedding_lookup(tf.get_variable("words", [len(processor.vocabulary_), 2]), rows)
assert embedded.shape.as_list() == [3, 5, 2]
