"""Hits that are like each other, put together."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from indexer.clusters import linked, normalised
from indexer.gathering import gathered
from indexer.messages import Hit, Query, QueryPart
from tests.unit.indexer.conftest import finish

SAMPLE = Path(__file__).parents[3] / "resources" / "sample" / "Photos"
DIM = 32


def hit(name: str, **more: object) -> Hit:
    return replace(
        Hit("photo", f"/{name}.jpg", 0, 0.5, "", 4, 3, content=name, strength="fair"), **more
    )


@pytest.fixture
def vectors() -> dict[str, np.ndarray]:
    """Three kinds of photos, four of each, and two that are like none."""
    draw = np.random.default_rng(3)
    kinds = normalised(draw.normal(size=(5, DIM)).astype(np.float32))
    found = {
        f"{'abc'[kind]}{n}": kinds[kind] + draw.normal(size=DIM) * 0.03
        for kind in range(3)
        for n in range(4)
    }
    found |= {"x": kinds[3], "y": kinds[4]}
    return {name: normalised(v[None].astype(np.float32))[0] for name, v in found.items()}


def test_groups_come_with_their_best_and_hits_stay_in_order(vectors) -> None:
    order = ["b1", "x", "a0", "b0", "c3", "a2", "b2", "y", "c0", "a1", "b3", "c1", "a3", "c2"]
    photos, pages = gathered(
        [hit(name) for name in order], (), {(n, 0): v for n, v in vectors.items()}, None
    )
    assert [found.content for found in photos] == order
    assert [found.group for found in photos] == [0, -1, 1, 0, 2, 1, 0, -1, 2, 1, 0, 2, 1, 2]
    assert pages == ()


def test_weak_hits_and_those_still_to_be_read_have_no_group(vectors) -> None:
    items = {(n, 0): v for n, v in vectors.items()}
    hits = [hit("a0"), hit("a1"), hit("a2", strength="weak"), hit("", content=""), hit("b0")]
    photos, _ = gathered(hits, (), items, None)
    assert [found.group for found in photos] == [0, 0, -1, -1, -1]
    assert gathered(hits[2:4], (), items, None)[0] == tuple(hits[2:4])


def test_the_nearest_are_joined_first_and_what_is_far_not_at_all() -> None:
    angles = np.deg2rad([0, 5, 60, 66, 180])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert linked(vectors, 0.9) == [0, 0, 1, 1, 2]
    assert linked(vectors, 0.3) == [0, 0, 0, 0, 1]
    assert linked(vectors, 0.999) == [0, 1, 2, 3, 4]
    assert linked(vectors[:1], 0.5) == [0]


def test_five_hundred_hits_take_next_to_no_time() -> None:
    draw = np.random.default_rng(0)
    vectors = normalised(draw.normal(size=(500, 384)).astype(np.float32) + 0.5)
    began = time.process_time()
    linked(vectors, 0.2)
    assert time.process_time() - began < 0.3, "0.015 s where nothing else runs"


def test_an_answer_tells_which_of_its_photos_are_alike(open_service, folder: Path) -> None:
    """Real photos, whole and in part, the real model."""
    for name in ("cat", "dahlia", "palace"):
        with Image.open(SAMPLE / f"{name}.jpg") as photo:
            wide, high = photo.size
            photo.save(folder / f"{name}.jpg")
            if name != "palace":
                photo.crop((0, 0, wide * 3 // 4, high * 4 // 5)).save(folder / f"{name} left.jpg")
                photo.crop((wide // 5, high // 5, wide, high)).save(folder / f"{name} right.jpg")
    service = open_service(answers=True)
    service.add_folder(str(folder))
    finish(service)

    def groups_of(photos: tuple[Hit, ...]) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        for each in photos:
            found.setdefault(each.group, set()).add(Path(each.path).stem.split()[0])
        return found

    newest = service.answers.newest(Query(gather="similar"))
    assert sorted(map(sorted, groups_of(newest.photos).values())) == [
        ["cat"], ["dahlia"], ["palace"],
    ]  # fmt: skip
    assert groups_of(newest.photos)[-1] == {"palace"}
    query = Query((QueryPart(text="a dahlia"),), gather="similar")
    asked = service.answers.search(query, service.answers.embed_query(query, {}))
    assert groups_of(asked.photos)[0] == {"dahlia"}, "the best hit is of the first group"
    plain = service.answers.newest(Query())
    assert set(groups_of(plain.photos)) == {-1}
