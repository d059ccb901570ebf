from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from mate_core.data import DataError
from mate_core.evaluate.looks import (
    Look,
    difference_hash,
    look_at,
    near_duplicates,
    tonal_entropy,
)
from mate_core.evaluate.pairs import PairLine, without_near_duplicates


def _scene(seed: int, size: tuple[int, int] = (160, 120)) -> Image.Image:
    """Soft light and shade, as a photograph has, with some grain."""
    random = np.random.default_rng(seed)
    coarse = Image.fromarray(random.integers(0, 256, (6, 8, 3), dtype=np.uint8))
    soft = np.asarray(coarse.resize(size, Image.Resampling.BICUBIC)).astype(float)
    grain = random.normal(scale=6, size=soft.shape)
    return Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))


def _chart(seed: int, label: str = "Sales") -> Image.Image:
    image = Image.new("RGB", (240, 160), "white")
    pen = ImageDraw.Draw(image)
    random = np.random.default_rng(seed)
    for bar in range(5):
        top = int(random.integers(20, 120))
        pen.rectangle((20 + bar * 42, top, 48 + bar * 42, 140), fill=(40, 90 + bar * 20, 160))
    pen.text((90, 4), label, fill="black")
    return image


def _look(path: Path, image: Image.Image, **options: int) -> Look:
    image.save(path, **options)  # type: ignore[arg-type]
    return look_at(path)


def test_light_and_shade_are_photo_like_and_flat_colours_are_not(tmp_path: Path) -> None:
    for seed in range(3):
        scene = _scene(seed)
        assert _look(tmp_path / f"s{seed}.jpg", scene).photo_like
        assert _look(tmp_path / f"g{seed}.jpg", scene.convert("L")).photo_like, "grey ones too"
        assert not _look(tmp_path / f"c{seed}.jpg", _chart(seed)).photo_like
    assert not _look(tmp_path / "flat.png", Image.new("RGB", (50, 50), "teal")).photo_like


def test_the_entropy_is_that_of_the_brightness() -> None:
    assert tonal_entropy(Image.new("RGB", (96, 96), "navy")) == 0
    halves = np.zeros((96, 96, 3), np.uint8)
    halves[:48] = 255
    assert tonal_entropy(Image.fromarray(halves)) == pytest.approx(1)
    image = Image.fromarray(np.random.default_rng(2).integers(0, 99, (96, 96, 3), dtype=np.uint8))
    counts = Counter(image.convert("L").tobytes()).values()
    expected = -sum(n / 96**2 * math.log2(n / 96**2) for n in counts)
    assert tonal_entropy(image) == pytest.approx(expected)


def test_the_hash_says_where_it_gets_brighter() -> None:
    random = np.random.default_rng(4)
    grey: NDArray[np.uint8] = random.integers(0, 256, (8, 9), dtype=np.uint8)
    image = Image.fromarray(grey).convert("RGB")
    bits = "".join("01"[int(row[x + 1]) > int(row[x])] for row in grey for x in range(8))
    assert difference_hash(image) == int(bits, 2)


def test_the_same_picture_saved_anew_is_a_near_duplicate(tmp_path: Path) -> None:
    looks, names = [], []
    for seed in range(12):
        looks.append(_look(tmp_path / f"{seed}.png", _scene(seed)))
        names.append(str(seed))
    again = [
        _look(tmp_path / "q.jpg", _scene(3), quality=40),
        _look(tmp_path / "small.png", _scene(5).resize((80, 60))),
        _look(tmp_path / "wide.jpg", _scene(7).resize((300, 225)), quality=85),
    ]
    assert near_duplicates(looks, names) == []
    assert near_duplicates([*looks, *again], [*names, "a", "b", "c"]) == [12, 13, 14]
    # Of one identity, both stay: pictures of one document do not stand in each other's way.
    assert near_duplicates([*looks, *again], [*names, "3", "b", "7"]) == [13]
    # The earlier one stays, whichever it is.
    assert near_duplicates([*again, *looks], ["a", "b", "c", *names]) == [6, 8, 10]


def test_flat_pictures_and_charts_of_one_style_stay(tmp_path: Path) -> None:
    """They share a hash; only the look at the thumbnail tells them apart."""
    colours = [
        _look(tmp_path / f"{colour}.png", Image.new("RGB", (60, 60), colour))
        for colour in ("navy", "teal", "white", "gold")
    ]
    assert len({look.difference_hash for look in colours}) == 1
    assert near_duplicates(colours, range(4)) == []
    charts = [_look(tmp_path / f"{seed}.jpg", _chart(seed)) for seed in range(20)]
    assert near_duplicates(charts, range(20)) == []


def test_near_duplicates_against_comparing_each_with_each() -> None:
    random = np.random.default_rng(6)
    looks = []
    for _ in range(600):  # more than are compared at once
        base = int(random.integers(0, 40))
        flips = sum(
            1 << int(bit) for bit in random.choice(64, random.integers(0, 4), replace=False)
        )
        shade = np.uint8(100 + random.integers(0, 9))
        hash_ = (base * 0x9E3779B97F4A7C15) % 2**64 ^ flips
        looks.append(Look(True, hash_, np.full((32, 32, 3), shade)))
    names = random.integers(0, 300, 600).tolist()
    kept: list[int] = []
    for at, look in enumerate(looks):
        alike = [
            before
            for before in kept
            if (look.difference_hash ^ looks[before].difference_hash).bit_count() <= 4
            and abs(int(look.thumbnail[0, 0, 0]) - int(looks[before].thumbnail[0, 0, 0])) <= 5
            and names[at] != names[before]
        ]
        if not alike:
            kept.append(at)
    found = near_duplicates(looks, names)
    assert 300 < len(found) < 600
    assert found == sorted(set(range(600)) - set(kept))


def test_a_dropped_image_takes_its_texts_with_it(tmp_path: Path) -> None:
    for name, seed in (("a.png", 1), ("b.png", 2), ("copy.png", 1), ("twin.png", 2)):
        _scene(seed).save(tmp_path / name)
    lines = [
        PairLine(tmp_path / "a.png", ("a",)),
        PairLine(tmp_path / "b.png", ("b",), "doc"),
        PairLine(tmp_path / "copy.png", ("copy",)),
        PairLine(tmp_path / "twin.png", ("b",), "doc"),
        PairLine(tmp_path / "a.png", ("more",)),
    ]
    kept, dropped = without_near_duplicates(lines)
    assert dropped == 1
    assert kept == [lines[0], lines[1], lines[3], lines[4]]


def test_an_unreadable_image_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(b"nothing")
    with pytest.raises(DataError, match=r"x\.jpg: not an image"):
        look_at(tmp_path / "x.jpg")
