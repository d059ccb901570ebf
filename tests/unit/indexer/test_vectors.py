"""A row's vector and a query's: their inner product is the score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.vectors import (
    EXTRA,
    asked_by_photo,
    asked_by_text,
    share_of_photos,
    stored_images,
    stored_texts,
)
from mate_core.text import Steps, finish


class Known:
    """An embedder that knows three photos and three texts, and how crowded each is."""

    def __init__(self) -> None:
        found = np.random.default_rng(0).normal(size=(6, 8)).astype(np.float32)
        self.photos, self.texts = np.split(found / np.linalg.norm(found, axis=1, keepdims=True), 2)

    def embed_images(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        return self.photos[pixels[:, 0, 0, 0]]

    def document_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        yield
        return self.texts[[int(text) for text in texts]]

    def crowding_of_images(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.float32(0.1) * np.arange(1, len(vectors) + 1, dtype=np.float32)

    def crowding_of_texts(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        return -self.crowding_of_images(vectors)


def test_only_what_is_of_the_other_kind_loses() -> None:
    known = Known()
    pixels = np.zeros((3, 4, 4, 3), np.uint8)
    pixels[:, 0, 0, 0] = range(3)
    images = stored_images(known, pixels)  # type: ignore[arg-type]
    passages = finish(stored_texts(known, ["0", "1", "2"]))  # type: ignore[arg-type]
    assert images.shape == passages.shape == (3, 8 + EXTRA)
    by_text, by_photo = asked_by_text(known.texts), asked_by_photo(known.photos)
    lost = np.float32([0.1, 0.2, 0.3])
    np.testing.assert_allclose(by_text @ images.T, known.texts @ known.photos.T - lost, atol=1e-6)
    np.testing.assert_allclose(
        by_photo @ passages.T, known.photos @ known.texts.T + lost, atol=1e-6
    )
    np.testing.assert_allclose(by_text @ passages.T, known.texts @ known.texts.T, atol=1e-6)
    np.testing.assert_allclose(by_photo @ images.T, known.photos @ known.photos.T, atol=1e-6)


def test_a_query_of_several_parts_adds_up() -> None:
    known = Known()
    images = stored_images(known, np.zeros((1, 4, 4, 3), np.uint8))  # type: ignore[arg-type]
    query = 2 * asked_by_text(known.texts[:1]) - 0.5 * asked_by_photo(known.photos[1:2])
    expected = 2 * (known.texts[0] @ known.photos[0] - 0.1) - 0.5 * (
        known.photos[1] @ known.photos[0]
    )
    assert (query @ images.T).item() == pytest.approx(float(expected), abs=1e-6)


def test_how_much_is_asked_by_photos_follows_from_what_is_added() -> None:
    text, photo = (
        asked(np.ones((1, 4), np.float32))[0] for asked in (asked_by_text, asked_by_photo)
    )
    assert share_of_photos(text) == 0
    assert share_of_photos(photo) == 1
    assert share_of_photos(text - np.float32(0.1) * photo) == pytest.approx(0.1 / 1.1)
    assert share_of_photos(text - text) == 0
