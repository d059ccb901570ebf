"""Hits of an answer that are like each other, put together: `Hit.group`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from indexer.clusters import Vectors, centred, linked
from indexer.messages import Hit

if TYPE_CHECKING:
    from mate_core.crowding import Crowding

Items = Mapping[tuple[str, int], Vectors]
"""Embeddings ``(dim,)`` of photos and pages, by content and page."""

# From which similarity on groups of photos, and of pages, are one (docs/searching.md).
PHOTOS_NEAR, PAGES_NEAR = 0.5, 0.4


def gathered(
    photos: Sequence[Hit], pages: Sequence[Hit], items: Items, typical: Crowding | None
) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """The hits of both lists with their groups; weak ones have none.

    Args:
        photos: the best first, or in whatever order they are listed.
        pages: likewise.
        items: what the store has of them.
        typical: the model's typical items.
    """
    return _grouped(photos, items, typical, PHOTOS_NEAR), _grouped(
        pages, items, typical, PAGES_NEAR
    )


def _grouped(
    hits: Sequence[Hit], items: Items, typical: Crowding | None, near: float
) -> tuple[Hit, ...]:
    known = [
        place
        for place, hit in enumerate(hits)
        if hit.strength != "weak" and (hit.content, hit.page) in items
    ]
    if not known:
        return tuple(hits)
    vectors = np.stack([items[hits[place].content, hits[place].page] for place in known])
    texts = np.array([hits[place].kind == "page" for place in known])
    groups = linked(centred(vectors, texts, typical), near)
    sizes = np.bincount(groups)
    # Numbered anew without those of one.
    numbers = np.where(sizes > 1, np.cumsum(sizes > 1) - 1, -1)
    found = list(hits)
    for place, group in zip(known, groups, strict=True):
        found[place] = replace(hits[place], group=int(numbers[group]))
    return tuple(found)
