"""Fingerprints of photos, and who is near whom by them."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance

from indexer.fingerprint import SIDE, Pixels, as_pixels, contrast, differences, fingerprint, hashes
from indexer.likeness import NEAR_DIFFERENCE
from indexer.neighbours import BITS, Sketches, near_hashes
from mate_core.text import finish
from tests.conftest import draw
from tools.sample_library import PHOTOS

NAMES = ("astronaut.jpg", "cat.jpg", "coffee.jpg", "palace.jpg", "rocket launch.jpg", "dahlia.jpg")
Change = Callable[[Image.Image], Image.Image]


def photo(name: str) -> Image.Image:
    (found,) = (photo for photo in PHOTOS if photo.name == name)
    return Image.open(found).convert("RGB")


def encoded(image: Image.Image, kind: str, **options: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return Image.open(buffer)


def smaller(image: Image.Image, part: int) -> Image.Image:
    return image.resize((image.width // part, image.height // part), Image.Resampling.LANCZOS)


def cut(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    width, height = image.size
    return image.crop(
        (
            round(width * left),
            round(height * top),
            round(width * (1 - right)),
            round(height * (1 - bottom)),
        )
    )


def looks(*images: Image.Image) -> Pixels:
    return as_pixels([fingerprint(image) for image in images])


def difference(one: Image.Image, other: Image.Image) -> float:
    return float(differences(looks(one), looks(other))[0])


CHANGES: dict[str, Change] = {
    "JPEG 30": lambda image: encoded(image, "JPEG", quality=30),
    "WebP": lambda image: encoded(image, "WEBP", quality=75),
    "PNG": lambda image: encoded(image, "PNG"),
    "half": lambda image: smaller(image, 2),
    "quarter": lambda image: encoded(smaller(image, 4), "JPEG", quality=60),
    "cut 5 %": lambda image: cut(image, 0.025, 0.025, 0.025, 0.025),
    "cut at one side": lambda image: cut(image, 0.05, 0, 0, 0),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.7),
    "more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.2),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", CHANGES)
def test_the_same_picture_is_known_either_way_round(name: str, change: str) -> None:
    image = photo(name)
    other = CHANGES[change](image)
    assert difference(image, other) < NEAR_DIFFERENCE
    assert difference(other, image) < NEAR_DIFFERENCE


@pytest.mark.parametrize("name", NAMES)
def test_another_person_in_the_same_picture_is_seen(name: str) -> None:
    """Case 50: what changes is a twentieth of the picture."""
    image = photo(name)
    other = image.copy()
    width, height = image.size
    someone = photo("cat.jpg" if name != "cat.jpg" else "dahlia.jpg")
    someone = someone.resize((width // 5, height // 4))
    other.paste(someone, (width // 2, height // 2))
    assert difference(image, other) > NEAR_DIFFERENCE


def test_different_pictures_differ() -> None:
    images = [photo(name) for name in NAMES]
    pixels = looks(*images)
    for shift in range(1, len(images)):
        assert differences(pixels, np.roll(pixels, shift, axis=0)).min() > 2 * NEAR_DIFFERENCE


def test_a_picture_and_its_negative_are_two() -> None:
    image = photo("astronaut.jpg")
    assert difference(image, image.point(lambda level: 255 - level)) > NEAR_DIFFERENCE


@given(st.integers(0, 200), st.floats(0.5, 1.0), st.sampled_from([1, 2]))
@settings(max_examples=30, deadline=None)
def test_light_and_size_do_not_count(seed: int, light: float, part: int) -> None:
    image = draw(seed)
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 20, 90, 120), fill=(240, 240, 240))
    pen.rectangle((200, 120, 300, 220), fill=(10, 10, 10))
    other = smaller(ImageEnhance.Brightness(image).enhance(light), part)
    assert difference(image, other) < 0.1
    assert difference(image, image) == pytest.approx(0, abs=1e-2)


def test_a_fingerprint_is_small_whatever_the_picture() -> None:
    for image in (Image.new("1", (3, 900)), Image.new("CMYK", (1, 1)), photo("cat.jpg")):
        assert len(fingerprint(image)) == SIDE * SIDE
    assert contrast(looks(Image.new("RGB", (9, 9), "red"))) == 0


def test_a_thumbnail_decoded_in_a_hurry_has_the_fingerprint_of_the_picture() -> None:
    image = photo("astronaut.jpg")
    thumbnail = encoded(image, "JPEG", quality=85)
    assert difference(image, thumbnail) < 0.05
    assert thumbnail.size == (128, 128), "it need not be decoded whole"


def test_hashes_of_one_picture_are_neighbours_and_those_of_others_are_not() -> None:
    images = [photo(name) for name in NAMES]
    same = [CHANGES["quarter"](image) for image in images]
    found = hashes(looks(*images, *same))
    count = len(images)
    assert np.bitwise_count(found[:count] ^ found[count:]).max() <= BITS
    pairs = finish(near_hashes(found))
    assert pairs.tolist() == [[place, place + count] for place in range(count)]


@given(st.lists(st.integers(0, 2**64 - 1), max_size=60), st.integers(0, 3))
@settings(max_examples=50, deadline=None)
def test_hashes_that_differ_in_three_bits_are_never_missed(numbers: list[int], bits: int) -> None:
    rng = np.random.default_rng(len(numbers))
    changed = [n ^ sum(1 << int(b) for b in rng.choice(64, bits, replace=False)) for n in numbers]
    found = np.array([*numbers, *changed], dtype=np.uint64)
    pairs = finish(near_hashes(found))
    assert {(place, place + len(numbers)) for place in range(len(numbers))} <= {
        (int(one), int(other)) for one, other in pairs
    }
    assert all(int(found[one] ^ found[other]).bit_count() <= BITS for one, other in pairs)


def test_embeddings_that_are_near_are_found_among_many() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(4000, 384)).astype(np.float32)
    vectors[2000:2100] = vectors[:100] + 0.2 * rng.normal(size=(100, 384))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    sketches = Sketches(384)
    for start in range(0, 4000, 1500):
        sketches.add(vectors[start : start + 1500])
    pairs = {(int(one), int(other)) for one, other in finish(sketches.near(0.9))}
    found = sum((place, place + 2000) in pairs for place in range(100))
    assert found >= 95
    assert len(pairs) < 200


def test_a_thousand_of_one_scene_are_not_all_compared_with_all() -> None:
    one = np.random.default_rng(0).normal(size=(1, 384)).astype(np.float32)
    sketches = Sketches(384)
    sketches.add(np.repeat(one, 3000, axis=0))
    pairs = finish(sketches.near(0.9))
    assert 3000 <= len(pairs) <= 3000 * 128


def test_pairs_are_the_same_however_short_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    sketches = Sketches(384)
    # Three scenes, so that many go to one place.
    sketches.add((rng.normal(size=(3, 384))[np.arange(3000) % 3]).astype(np.float32))
    sketches.add(rng.normal(size=(10, 384)).astype(np.float32))
    whole = finish(sketches.near(0.9))
    assert len(whole) > 1000
    steps = len(list(sketches.near(0.9)))
    monkeypatch.setattr("indexer.neighbours._COMPARED_A_STEP", 10_000)
    assert np.array_equal(finish(sketches.near(0.9)), whole)
    assert len(list(sketches.near(0.9))) > steps + 100


def test_nothing_has_no_neighbours() -> None:
    assert finish(near_hashes(np.zeros(0, np.uint64))).shape == (0, 2)
    assert finish(near_hashes(np.zeros(1, np.uint64))).shape == (0, 2)
    assert finish(Sketches(384).near(0.9)).shape == (0, 2)
