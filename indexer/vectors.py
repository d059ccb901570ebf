"""What the store keeps of an embedding, and what is asked of it.

Beside its embedding each row has two numbers: what its score loses when a text asks for it, and
when a photo does (`mate_core.crowding`); one of them is 0, for texts lose nothing to texts, nor
photos to photos. A query has -1 where it stands for one or the other; so the inner product of the
two is the score, and a query of several parts adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.rows import RowKind
from mate_core.text import Steps

if TYPE_CHECKING:
    from mate_core import Embedder

EXTRA = 2
"""The numbers that stand beside an embedding."""

_TO_TEXTS, _TO_PHOTOS = 0, 1

NEARER = 0.1
"""What the score of a text in a photo loses (docs/decisions/0014)."""


def stored_images(embedder: Embedder, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """``(n, S, S, 3)`` uint8 RGB to the rows' vectors, ``(n, dim + 2)``."""
    vectors = embedder.embed_images(pixels)
    return _beside(vectors, embedder.crowding_of_images(vectors), _TO_TEXTS)


def stored_texts(embedder: Embedder, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
    """Passages to the rows' vectors, ``(n, dim + 2)``, in short pieces."""
    vectors = yield from embedder.document_steps(texts)
    return _beside(vectors, embedder.crowding_of_texts(vectors), _TO_PHOTOS)


def stored_writing(embedder: Embedder, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
    """Texts in photos to the rows' vectors, ``(n, dim + 2)``, in short pieces.

    Texts lie nearer to texts than photos do: it is taken off, so that both stand in one list.
    """
    rows = yield from stored_texts(embedder, texts)
    rows[:, _TO_TEXTS] = NEARER
    return rows


def asked_by_text(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Embeddings of texts, ``(n, dim)``, as queries, ``(n, dim + 2)``."""
    return _beside(vectors, np.full(len(vectors), -1, np.float32), _TO_TEXTS)


def asked_by_photo(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Embeddings of photos, ``(n, dim)``, as queries, ``(n, dim + 2)``."""
    return _beside(vectors, np.full(len(vectors), -1, np.float32), _TO_PHOTOS)


def typical_questions(embedder: Embedder) -> list[tuple[NDArray[np.float32], tuple[RowKind, ...]]]:
    """The model's typical texts and photos as queries, ``(n, dim + 2)``, for each kind of rows."""
    typical = embedder.typical
    if typical is None:
        return []
    asked = asked_by_text(typical.texts), asked_by_photo(typical.images)
    kinds: tuple[tuple[RowKind, ...], ...] = ("photo",), ("passage", "page", "scan")
    return [(vectors, of) for vectors in asked for of in kinds]


def share_of_photos(query: NDArray[np.float32]) -> float:
    """How much of a query, ``(dim + 2,)``, is asked by photos and not by texts, 0 to 1."""
    texts, photos = np.abs(query[-EXTRA:]).tolist()
    return float(photos / (texts + photos)) if texts + photos else 0.0


def sound(vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which of the rows' vectors, ``(n, dim + 2)``, can be what has been stored."""
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.linalg.norm(vectors[:, :-EXTRA], axis=1)
    found: NDArray[np.bool_] = np.isfinite(vectors).all(axis=1) & (np.abs(lengths - 1) < 0.01)
    return found


def _beside(
    vectors: NDArray[np.float32], numbers: NDArray[np.float32], place: int
) -> NDArray[np.float32]:
    extra = np.zeros((len(vectors), EXTRA), dtype=np.float32)
    extra[:, place] = numbers
    return np.concatenate([vectors, extra], axis=1)
