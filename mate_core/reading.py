"""How texts of any length go through a text encoder: in windows, whose embeddings are averaged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mate_core.text import Steps, finish

if TYPE_CHECKING:
    from mate_core.encoders import Kind, TextEncoder

TOKENS_AT_ONCE = 4096
"""As many tokens go through an encoder together, unless it must pause more often."""

_WINDOWS_AT_ONCE = 64


def embed_windows(
    texts: Sequence[str], encoder: TextEncoder, kind: Kind
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Embed every window of every text.

    Returns:
        The windows' embeddings in order, ``(windows, dim)``, and for each text the number of
        its windows, ``(n,)``.
    """
    return finish(window_steps(texts, encoder, kind, TOKENS_AT_ONCE))


def window_steps(
    texts: Sequence[str], encoder: TextEncoder, kind: Kind, tokens_at_once: int
) -> Steps[tuple[NDArray[np.float32], NDArray[np.intp]]]:
    """The same as `embed_windows`, pausing after so many tokens at most."""
    from mate_core.tokens import batches

    split = []
    for text in texts:
        split.append(encoder.split(text, kind))
        yield
    counts = np.array([len(found) for found in split], dtype=np.intp)
    together = [window for found in split for window in found]
    vectors = np.empty((len(together), encoder.dim), dtype=np.float32)
    for rows in batches(list(map(len, together)), tokens_at_once, _WINDOWS_AT_ONCE):
        vectors[rows] = encoder.encode([together[row] for row in rows])
        yield
    return vectors, counts


def mean_of_windows(vectors: NDArray[np.float32], counts: NDArray[np.intp]) -> NDArray[np.float32]:
    """Average the windows' embeddings of each text: ``(windows, dim)`` to ``(n, dim)``."""
    if not len(counts):
        return vectors
    return normalised(np.add.reduceat(vectors, np.cumsum(counts) - counts, axis=0))


def normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale rows to length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
