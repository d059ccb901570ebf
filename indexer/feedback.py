"""What was found is like what is looked for, or unlike it: relevance feedback.

Rocchio (in Salton, The SMART Retrieval System, 1971): the query moves towards the mean of the items
that are marked as right and away from the mean of those marked as wrong. The items' vectors are
those of the store, so that no file is opened, and an item counts while its drive is away;
docs/searching.md has the numbers that the weights were chosen by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.messages import LibraryItem, QueryPart
from indexer.rows import Key, RowKind
from indexer.vectors import EXTRA, asked_by_photo, asked_by_text
from mate_core.text import visible_weights

if TYPE_CHECKING:
    from mate_core import Embedder

TOWARDS = 0.75
"""What the mean of the items marked as right counts, beside a text or photo of weight 1."""

AWAY = 0.2
"""What a photo that is pushed away counts, or the mean of the items marked as wrong, beside its own
weight (-0.5, unless it is changed): photos lie nearer to photos than to texts, so what is right
would be pushed away too."""

Rows = Sequence[tuple[Key, NDArray[np.float32]]]
_SAID: tuple[RowKind, ...] = ("passage", "scan")
_SHOWN: tuple[RowKind, ...] = ("photo", "page", "figure")


def asked_by_items(
    parts: Sequence[QueryPart], rows: Mapping[LibraryItem, Rows], embedder: Embedder
) -> NDArray[np.float32]:
    """What marked items add to a query, ``(2, dim + 2)``: to that for photos, to that for pages.

    Args:
        parts: of the query, those that name an item; with a weight that is not 0.
        rows: of the store, with the vectors ``(dim + 2,)``, at least one an item.
        embedder: the model that they were made by.
    """
    total = np.zeros((2, embedder.dim + EXTRA), dtype=np.float32)
    for share, marked in (
        (TOWARDS, [part for part in parts if part.weight > 0]),
        (AWAY, [part for part in parts if part.weight < 0]),
    ):
        for part in marked:
            assert part.item is not None, "only such parts come here"
            asked = _asked_by(rows[part.item], embedder)
            total += np.float32(share * part.weight / len(marked)) * asked
    return total


def _asked_by(rows: Rows, embedder: Embedder) -> NDArray[np.float32]:
    """One item as a query: a page by what it says, or else by what it shows; a photo likewise."""
    said = [vector[:-EXTRA] for key, vector in rows if key.kind in _SAID]
    if said:
        passages = np.stack(said)
        weights = visible_weights(embedder.visibility(passages))
        return asked_by_text(_normalised(np.stack([weights @ passages, passages.sum(axis=0)])))
    shown = [vector[:-EXTRA] for key, vector in rows if key.kind in _SHOWN]
    # Of a photo that has no picture in the store nothing is left but the text in it.
    seen = np.stack(shown or [vector[:-EXTRA] for _, vector in rows]).sum(axis=0)
    return asked_by_photo(_normalised(np.stack([seen, seen])))


def _normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
