"""Pairs of photos that are one picture, and pairs that only look alike.

Perceptual hashes and embeddings propose pairs (`indexer.neighbours`); then fingerprints and whole
embeddings are compared, and both must agree. The numbers are from tests/benchmarks/duplicates.py;
docs/searching.md has what they come to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from indexer.catalog import Catalog
from indexer.fingerprint import FLAT, as_pixels, contrast, differences, hashes, may_be_pages
from indexer.neighbours import Pairs, Sketches, near_hashes
from indexer.store import Store
from indexer.vectors import EXTRA
from mate_core.text import Steps

PHOTOS_PER_STEP = 2000
PAIRS_PER_STEP = 250

NEAR_COSINE, NEAR_DIFFERENCE = 0.9, 0.55
SIMILAR_COSINE, SIMILAR_DIFFERENCE = 0.9, 2.0
# Of a picture that was made small, or compressed hard, the embedding says less, for it sees that
# too. The fingerprint does not, and says so much the more.
BARELY_COSINE, BARELY_DIFFERENCE = 0.3, 0.06

# So many letters in a picture make it a page.
LETTERS = 100

Pair = tuple[str, str]


def judge(
    cosines: NDArray[np.float32], found: NDArray[np.float32], pages: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pairs are near, and which similar.

    Args:
        cosines: similarities of embeddings, ``(n,)``.
        found: `indexer.fingerprint.differences`, ``(n,)``.
        pages: whether one of them may be a page of text, of which nothing here can tell another.
    """
    near = (cosines >= NEAR_COSINE) & (found <= NEAR_DIFFERENCE)
    near |= (cosines >= BARELY_COSINE) & (found <= BARELY_DIFFERENCE)
    near &= ~pages
    return near, ~near & (cosines >= SIMILAR_COSINE) & (found <= SIMILAR_DIFFERENCE)


def find_pairs(
    catalog: Catalog, store: Store, model: str, looks: Mapping[str, bytes]
) -> Steps[tuple[list[Pair], list[Pair]]]:
    """Pairs of contents that are near, and of those that are similar, in short pieces.

    Args:
        catalog: has the fingerprints.
        store: the model's table.
        model: whose contents are looked at.
        looks: fingerprints that the catalog does not have, by content.

    Raises:
        StoreError, CatalogFault: something cannot be read.
    """
    # Shared out, products as small as these take many times as long where others are at work.
    threads = ThreadpoolController()
    steps = _Finder(catalog, store, looks).steps(model)
    while True:
        with threads.limit(limits=1, user_api="blas"):
            try:
                next(steps)
            except StopIteration as end:
                found: tuple[list[Pair], list[Pair]] = end.value
                return found
        yield


class _Finder:
    def __init__(self, catalog: Catalog, store: Store, looks: Mapping[str, bytes]) -> None:
        self._catalog = catalog
        self._store = store
        self._looks = looks
        # Of all photos, in one order.
        self._contents: list[str] = []
        self._hashes: list[NDArray[np.uint64]] = []
        self._sketches = Sketches(store.dim - EXTRA)

    def steps(self, model: str) -> Steps[tuple[list[Pair], list[Pair]]]:
        while self._store.hold_step():  # looked for one by one, vectors would take for ever
            yield
        after = ""
        while part := self._catalog.alike.looks(model, after, PHOTOS_PER_STEP):
            after = part[-1][0]
            self._add(part)
            yield
        unknown = [content for content, look in self._looks.items() if look]
        for start in range(0, len(unknown), PHOTOS_PER_STEP):
            some = unknown[start : start + PHOTOS_PER_STEP]
            self._add([(content, self._looks[content]) for content in some])
            yield
        if not self._contents:
            return [], []
        proposed = [
            (yield from near_hashes(np.concatenate(self._hashes))),
            (yield from self._sketches.near(min(NEAR_COSINE, SIMILAR_COSINE))),
        ]
        pairs = np.unique(np.concatenate(proposed), axis=0)
        near: list[Pair] = []
        similar: list[Pair] = []
        for start in range(0, len(pairs), PAIRS_PER_STEP):
            some_near, some_similar = self._look_closer(pairs[start : start + PAIRS_PER_STEP])
            near += some_near
            similar += some_similar
            yield
        return near, similar

    def _add(self, part: Sequence[tuple[str, bytes]]) -> None:
        """Take photos in, but for those without an embedding, and those that show nothing."""
        vectors = self._store.photo_vectors([content for content, _ in part])
        part = [each for each in part if each[0] in vectors]
        if not part:
            return
        pixels = as_pixels([look for _, look in part])
        shows = contrast(pixels) >= FLAT
        part = [each for each, it_does in zip(part, shows.tolist(), strict=True) if it_does]
        if not part:
            return
        self._contents += [content for content, _ in part]
        self._hashes.append(hashes(pixels[shows]))
        self._sketches.add(np.stack([vectors[content][:-EXTRA] for content, _ in part]))

    def _look_closer(self, pairs: Pairs) -> tuple[list[Pair], list[Pair]]:
        """Those of some pairs that are near, and those that are similar."""
        places: list[int] = np.unique(pairs).tolist()
        contents = [self._contents[place] for place in places]
        vectors = self._store.photo_vectors(contents)
        looks = {**self._catalog.alike.looks_of(contents), **self._looks}
        there = {p for p, c in zip(places, contents, strict=True) if c in vectors and c in looks}
        pairs = np.array([pair for pair in pairs.tolist() if there.issuperset(pair)], np.int64)
        if not len(pairs):
            return [], []
        row = {place: number for number, place in enumerate(sorted(there))}
        rows = np.vectorize(row.__getitem__)(pairs)
        kept = [self._contents[place] for place in row]
        matrix = np.stack([vectors[content][:-EXTRA] for content in kept])
        shown = as_pixels([looks[content] for content in kept])
        cosines = (matrix[rows[:, 0]] * matrix[rows[:, 1]]).sum(axis=1)
        worth = cosines >= BARELY_COSINE
        pairs, rows, cosines = pairs[worth], rows[worth], cosines[worth]
        if not len(pairs):
            return [], []
        found = differences(shown[rows[:, 0]], shown[rows[:, 1]])
        pages = may_be_pages(shown)
        near, similar = judge(cosines, found, pages[rows[:, 0]] | pages[rows[:, 1]])
        saying = self._saying(pairs[near])
        same = [pair for pair in self._named(pairs[near]) if saying.isdisjoint(pair)]
        others = [pair for pair in self._named(pairs[near]) if not saying.isdisjoint(pair)]
        return same, [*others, *self._named(pairs[similar])]

    def _saying(self, pairs: Pairs) -> set[str]:
        """The contents among some pairs in which so much text was read that they may be pages."""
        contents = sorted({content for pair in self._named(pairs) for content in pair})
        letters = self._store.letters_in_photos(contents) if contents else {}
        return {content for content, count in letters.items() if count >= LETTERS}

    def _named(self, pairs: Pairs) -> list[Pair]:
        return [(self._contents[one], self._contents[other]) for one, other in pairs.tolist()]
