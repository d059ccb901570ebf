"""Pairs of photos: what is found in steps, against one pair after the other, the plain way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.catalog import Catalog
from indexer.fingerprint import SIDE, as_pixels, differences, hashes, may_be_pages
from indexer.likeness import BARELY_COSINE, NEAR_COSINE, find_pairs, judge, pairs_among
from indexer.neighbours import Sketches, near_hashes
from indexer.records import Stat
from indexer.rows import Row
from indexer.store import Store
from indexer.vectors import EXTRA
from mate_core.text import finish

PHOTOS, DIM = 900, 32


@pytest.fixture
def seen() -> tuple[list[str], list[bytes], np.ndarray]:
    """Photos of which some are near, some look the same alone, and some only mean the same."""
    rng = np.random.default_rng(1)
    coarse = rng.normal(size=(PHOTOS, 6, 6)).repeat(SIDE // 6, 1).repeat(SIDE // 6, 2)
    vectors = rng.normal(size=(PHOTOS, DIM)).astype(np.float32)
    coarse[600:700] = coarse[:100] + 0.02 * rng.normal(size=(100, SIDE, SIDE))  # near copies
    vectors[600:700] = vectors[:100] + 0.1 * rng.normal(size=(100, DIM))
    coarse[700:800] = coarse[100:200]  # the same to look at, and no more
    vectors[800:] = vectors[200:300] + 0.05 * rng.normal(size=(100, DIM))
    coarse[800:850] = coarse[200:250] + 0.5 * rng.normal(size=(50, SIDE, SIDE))  # similar
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    looks = np.clip(128 + 50 * coarse, 0, 255).astype(np.uint8)
    return [f"{n:064x}" for n in range(PHOTOS)], [look.tobytes() for look in looks], vectors


def test_what_is_found_in_steps_is_what_the_plain_way_finds(tmp_path: Path, seen) -> None:
    contents, looks, vectors = seen
    catalog, store = Catalog(tmp_path / "catalog.db"), Store(tmp_path / "store", "m", DIM + EXTRA)
    with catalog.transaction():
        catalog.put_pending((f"/p/{n}.jpg", Stat(1, n, 1, n + 1)) for n in range(PHOTOS))
    for record in catalog.next_pending(-1, ()):
        n = int(Path(record.path).stem)
        catalog.begin_content(contents[n], "m", "photo")
        look = looks[n] if n % 10 else None  # of some the fingerprints are brought along
        catalog.finish_content(contents[n], "m", [(0, 40, 30, 0)], [record], look=look)
    rows = np.concatenate([vectors, np.zeros((PHOTOS, EXTRA), np.float32)], axis=1)
    store.append([Row(contents[n], "photo", 0, 0, "", (), rows[n]) for n in range(PHOTOS)])
    brought = {contents[n]: looks[n] for n in range(0, PHOTOS, 10)}
    near, similar = finish(find_pairs(catalog, store, "m", brought))
    some = {contents[n]: looks[n] for n in (*range(80), *range(600, 660), *range(800, 850))}
    among, alike = finish(pairs_among(catalog, store, some))
    assert {*map(frozenset, among)} == {pair for pair in map(frozenset, near) if pair <= {*some}}
    assert len(among) > 30
    assert {*map(frozenset, alike)} >= {p for p in map(frozenset, similar) if p <= {*some}}
    catalog.close()

    pixels = as_pixels(looks)
    # In the order that they are taken in, for the sketches' places are drawn from it.
    order = np.array([n for n in range(PHOTOS) if n % 10] + list(range(0, PHOTOS, 10)))
    sketches = Sketches(DIM)
    sketches.add(vectors[order])
    proposed = [finish(near_hashes(hashes(pixels[order]))), finish(sketches.near(NEAR_COSINE))]
    plain: dict[str, set[tuple[str, ...]]] = {"near": set(), "similar": set()}
    fell = 0
    for one, other in {tuple(pair) for pair in order[np.concatenate(proposed)].tolist()}:
        cosine = np.array([vectors[one] @ vectors[other]])
        found = differences(pixels[[one]], pixels[[other]])
        is_near, is_similar = judge(cosine, found, may_be_pages(pixels[[one, other]]).any()[None])
        fell += bool(cosine[0] < BARELY_COSINE)
        if is_near[0] or is_similar[0]:
            plain["near" if is_near[0] else "similar"].add(
                tuple(sorted((contents[one], contents[other])))
            )
    assert {tuple(sorted(pair)) for pair in near} == plain["near"]
    assert {tuple(sorted(pair)) for pair in similar} == plain["similar"]
    assert len(plain["near"]) > 50
    assert len(plain["similar"]) > 10
    assert fell > 50, "pairs that look the same and mean something else were among them"


def test_a_hash_has_a_bit_for_each_wave_above_the_median(seen) -> None:
    pixels = as_pixels(seen[1])
    at = np.arange(SIDE) + 0.5
    waves = np.cos(np.pi / SIDE * np.outer(np.arange(9), at)).astype(np.float32)
    told = hashes(pixels)
    for picture, hash_ in zip(pixels, told.tolist(), strict=True):
        found = (waves @ picture @ waves.T).ravel()[1:65]
        bits = int("".join("1" if wave > np.median(found) else "0" for wave in found), 2)
        assert hash_.bit_count() == 32
        assert (hash_ ^ bits).bit_count() <= 2, "more than rounding makes"
