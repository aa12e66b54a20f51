"""Stands in for the text preprocessing of tf.contrib.learn, which many a classifier of sentences begins with."""

from __future__ import annotations

import collections
import pickle
import re
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional

import numpy as np

_TOKEN = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|['\w\-]+")
_UNKNOWN = 0

Tokenizer = Callable[[Iterable[str]], Iterable[List[str]]]


class ModeKeys:
    """The modes that a ``model_fn`` is called in."""

    TRAIN = "train"
    EVAL = "eval"
    INFER = "infer"


def tokenizer(iterator: Iterable[str]) -> Iterator[List[str]]:
    """The words of each text: runs of letters, digits, apostrophes and hyphens, and capitals that stand together."""
    return map(_TOKEN.findall, iterator)


class CategoricalVocabulary:
    """Numbers for words, in the order in which they come; 0 for those that are not known."""

    def __init__(self, unknown_token: str = "<UNK>", support_reverse: bool = True) -> None:  # noqa: S107
        self._words: List[Any] = [unknown_token]
        self._mapping: Dict[Any, int] = {unknown_token: _UNKNOWN}
        self._counts: Dict[Any, int] = collections.Counter()
        self._support_reverse = support_reverse
        self._is_frozen = False

    def __len__(self) -> int:
        """How many words have a number, the unknown one included."""
        return len(self._mapping)

    def freeze(self, freeze: bool = True) -> None:
        """Gives no new number from now on; with False, does so again."""
        self._is_frozen = freeze

    def get(self, category: Any) -> int:
        """The number of a word, a new one where it has none."""
        number = self._mapping.get(category)
        if number is None:
            if self._is_frozen:
                return _UNKNOWN
            number = self._mapping[category] = len(self._words)
            self._words.append(category)
        return number

    def add(self, category: Any, count: int = 1) -> None:
        """Counts a word."""
        if self.get(category) != _UNKNOWN:
            self._counts[category] += count

    def trim(self, min_frequency: int, max_frequency: int = -1) -> None:
        """Keeps the words that were counted more often than this, and numbers them anew, the most frequent first."""
        by_name = sorted(self._counts.items(), key=lambda item: (isinstance(item[0], str), item[0]))
        kept = {
            word: count
            for word, count in sorted(by_name, key=lambda item: item[1], reverse=True)
            if count > min_frequency and not 0 < max_frequency <= count
        }
        self._words = [self._words[_UNKNOWN], *kept]
        self._mapping = {word: number for number, word in enumerate(self._words)}
        self._counts = collections.Counter(kept)

    def reverse(self, class_id: int) -> Any:
        """The word of a number.

        Raises:
            ValueError: the vocabulary was made without.
        """
        if not self._support_reverse:
            raise ValueError("This vocabulary wasn't initialized with support_reverse to support reverse() function.")
        return self._words[class_id]


class VocabularyProcessor:
    """Turns texts into rows of numbers of words.

    Args:
        max_document_length: numbers in a row; what is shorter is filled with 0, what is longer cut.
        min_frequency: words that are not more frequent are unknown.
        vocabulary: a `CategoricalVocabulary` that is there already.
        tokenizer_fn: gives the words of each text.
    """

    def __init__(
        self,
        max_document_length: int,
        min_frequency: int = 0,
        vocabulary: Optional[CategoricalVocabulary] = None,
        tokenizer_fn: Optional[Tokenizer] = None,
    ) -> None:
        self.max_document_length = max_document_length
        self.min_frequency = min_frequency
        self.vocabulary_ = vocabulary or CategoricalVocabulary()
        self._tokenizer = tokenizer_fn or tokenizer

    def fit(self, raw_documents: Iterable[str], unused_y: Any = None) -> VocabularyProcessor:
        """Learns the words of these texts, and no others afterwards."""
        del unused_y
        for words in self._tokenizer(raw_documents):
            for word in words:
                self.vocabulary_.add(word)
        if self.min_frequency > 0:
            self.vocabulary_.trim(self.min_frequency)
        self.vocabulary_.freeze()
        return self

    def fit_transform(self, raw_documents: Iterable[str], unused_y: Any = None) -> Iterator[Any]:
        """Learns the words of these texts, and turns those into numbers."""
        return self.fit(raw_documents, unused_y).transform(raw_documents)

    def transform(self, raw_documents: Iterable[str]) -> Iterator[Any]:
        """A row of numbers for each text."""
        for words in self._tokenizer(raw_documents):
            row = np.zeros(self.max_document_length, np.int64)
            for place, word in enumerate(words[: self.max_document_length]):
                row[place] = self.vocabulary_.get(word)
            yield row

    def reverse(self, documents: Iterable[Iterable[int]]) -> Iterator[str]:
        """A text for each row of numbers."""
        return (" ".join(map(self.vocabulary_.reverse, row)) for row in documents)

    def save(self, filename: str) -> None:
        """Writes it to a file, as `restore` reads it."""
        with open(filename, "wb") as file:
            pickle.dump(self, file)

    @classmethod
    def restore(cls, filename: str) -> VocabularyProcessor:
        """Reads what `save` wrote; the program trusts its own file."""
        with open(filename, "rb") as file:
            return pickle.load(file)  # type: ignore[no-any-return]  # noqa: S301 - the program asks for it, as under 1.15
