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
# Of which embeddings are compared, and, of what these leave, fingerprints.
PAIRS_PER_STEP, LAID_OVER_PER_STEP = 2000, 250

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
    return (yield from _on_one_thread(_Finder(catalog, store, looks).steps(model)))


def pairs_among(
    catalog: Catalog, store: Store, looks: Mapping[str, bytes]
) -> Steps[tuple[list[Pair], list[Pair]]]:
    """The same pairs, but of some photos alone: those of these fingerprints, by content.

    Of few it is found out without bringing all rows into memory.
    """
    return (yield from _on_one_thread(_Finder(catalog, store, looks).steps_among()))


_Pairs = Steps[tuple[list[Pair], list[Pair]]]


def _on_one_thread(steps: _Pairs) -> _Pairs:
    # Shared out, products as small as these take many times as long where others are at work.
    threads = ThreadpoolController()
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
        self._vectors = store.photo_vectors

    def steps(self, model: str) -> _Pairs:
        while self._store.hold_step():  # looked for one by one, vectors would take for ever
            yield
        after = ""
        while part := self._catalog.alike.looks(model, after, PHOTOS_PER_STEP):
            after = part[-1][0]
            self._add(part)
            yield
        return (yield from self._with_looks())

    def steps_among(self) -> _Pairs:
        held = self._store.photo_vectors(list(self._looks))  # looked for once
        self._vectors = lambda contents: {each: held[each] for each in contents if each in held}
        return (yield from self._with_looks())

    def _with_looks(self) -> _Pairs:
        """Take in the photos whose fingerprints were brought along too, and compare all."""
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
        pairs, cosines = yield from self._worth_a_look(pairs)
        near: list[Pair] = []
        similar: list[Pair] = []
        for start in range(0, len(pairs), LAID_OVER_PER_STEP):
            at = slice(start, start + LAID_OVER_PER_STEP)
            some_near, some_similar = self._look_closer(pairs[at], cosines[at])
            near += some_near
            similar += some_similar
            yield
        return near, similar

    def _worth_a_look(self, pairs: Pairs) -> Steps[tuple[Pairs, NDArray[np.float32]]]:
        """The pairs whose embeddings do not speak against them, and their cosines.

        Most are alike by their hash alone; these fall before their fingerprints are read.
        """
        left, cosines = [pairs[:0]], [np.zeros(0, np.float32)]
        for start in range(0, len(pairs), PAIRS_PER_STEP):
            some = pairs[start : start + PAIRS_PER_STEP]
            found = self._cosines(some)
            left.append(some[found >= BARELY_COSINE])
            cosines.append(found[found >= BARELY_COSINE])
            yield
        return np.concatenate(left), np.concatenate(cosines)

    def _add(self, part: Sequence[tuple[str, bytes]]) -> None:
        """Take photos in, but for those without an embedding, and those that show nothing."""
        vectors = self._vectors([content for content, _ in part])
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

    def _cosines(self, pairs: Pairs) -> NDArray[np.float32]:
        """How alike the embeddings of some pairs are; 0 where one has gone meanwhile."""
        places = np.unique(pairs)
        contents = [self._contents[place] for place in places.tolist()]
        vectors = self._vectors(contents)
        none = np.zeros(self._store.dim, np.float32)
        matrix = np.stack([vectors.get(content, none)[:-EXTRA] for content in contents])
        ones, others = np.searchsorted(places, pairs).T
        found: NDArray[np.float32] = (matrix[ones] * matrix[others]).sum(axis=1)
        return found

    def _look_closer(
        self, pairs: Pairs, cosines: NDArray[np.float32]
    ) -> tuple[list[Pair], list[Pair]]:
        """Those of some pairs that are near, and those that are similar."""
        contents = [self._contents[place] for place in np.unique(pairs).tolist()]
        looks = {**self._catalog.alike.looks_of(contents), **self._looks}
        there = np.array([looks.keys() >= {*pair} for pair in self._named(pairs)], np.bool_)
        pairs, cosines = pairs[there], cosines[there]
        if not len(pairs):
            return [], []
        ones, others = (
            as_pixels([looks[self._contents[place]] for place in side.tolist()]) for side in pairs.T
        )
        found = differences(ones, others)
        near, similar = judge(cosines, found, may_be_pages(ones) | may_be_pages(others))
        saying = self._saying(pairs[near])
        same = [pair for pair in self._named(pairs[near]) if saying.isdisjoint(pair)]
        others_near = [pair for pair in self._named(pairs[near]) if not saying.isdisjoint(pair)]
        return same, [*others_near, *self._named(pairs[similar])]

    def _saying(self, pairs: Pairs) -> set[str]:
        """The contents among some pairs in which so much text was read that they may be pages."""
        contents = sorted({content for pair in self._named(pairs) for content in pair})
        letters = self._store.letters_in_photos(contents) if contents else {}
        return {content for content, count in letters.items() if count >= LETTERS}

    def _named(self, pairs: Pairs) -> list[Pair]:
        return [(self._contents[one], self._contents[other]) for one, other in pairs.tolist()]
