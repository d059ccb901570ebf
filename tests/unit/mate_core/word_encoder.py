"""A small text encoder of a known kind, for tests of what is done with encoders."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mate_core.encoders import Kind
from mate_core.text import split_sentences


class WordEncoder:
    """The sum of a random vector for each of the first ``window`` words; notes what it was given.

    Words have the same vectors in every encoder of one seed, whatever the machine.
    """

    def __init__(self, dim: int, window: int, seed: int) -> None:
        self.dim = dim
        self.window = window
        self.given: list[str] = []
        self._seed = seed

    def split(self, text: str) -> list[str]:
        words = text.split()
        return [text] if len(words) <= self.window else split_sentences(text)

    def encode(self, texts: Sequence[str], kind: Kind = "document") -> NDArray[np.float32]:
        self.given += texts
        found = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            words = [*text.lower().split()[: self.window], f"<{kind}>"]
            found[row] = sum(self._vector(word) for word in words)
        return found

    def _vector(self, word: str) -> NDArray[np.float64]:
        random = np.random.default_rng((self._seed, zlib.crc32(word.encode())))
        return random.normal(size=self.dim)
