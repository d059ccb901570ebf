from __future__ import annotations

import itertools

import numpy as np
import pytest

from mate_core.config import STARTER
from mate_core.tokens import WindowTokenizer, batches, padded, windows
from mate_core.weights import encoder_folder


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 17, 18, 19, 100, 997])
def test_windows_cover_every_token_and_overlap(length: int) -> None:
    tokens = list(range(length))
    found = [list(window) for window in windows(tokens, size=10, overlap=3)]
    assert {token for window in found for token in window} == set(tokens)
    assert all(len(window) <= 10 for window in found)
    assert max(map(len, found)) - min(map(len, found)) <= 0
    for left, right in itertools.pairwise(found):
        assert left[0] < right[0]
        assert len(set(left) & set(right)) >= 3
    least = 1 if length <= 10 else -(-(length - 3) // 7)
    assert len(found) == least, "no more windows than it takes"


def test_an_overlap_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        list(windows([1, 2, 3], size=5, overlap=5))


def test_batches_hold_every_window_once_and_keep_to_the_budget() -> None:
    random = np.random.default_rng(0)
    lengths = random.integers(1, 60, 300).tolist()
    found = list(batches(lengths, budget=200, most=16))
    assert sorted(np.concatenate(found).tolist()) == list(range(300))
    sizes = [len(rows) * max(lengths[row] for row in rows) for rows in found]
    assert all(len(rows) <= 16 for rows in found)
    assert all(size <= 200 or len(rows) == 1 for size, rows in zip(sizes, found, strict=True))
    assert sum(sizes) / sum(lengths) < 1.25, "sorting keeps padding small"


def test_padding_is_masked() -> None:
    given = [[5, 6, 7], [8], [9, 10]]
    ids, mask = padded(given)
    assert ids.shape == mask.shape == (3, 3)
    assert [row[kept == 1].tolist() for row, kept in zip(ids, mask, strict=True)] == given
    assert not ids[mask == 0].any()


def test_the_tokenizer_is_the_encoders_own() -> None:
    """Against the ids that sentence-transformers' documentation of BERT's vocabulary gives."""
    home = encoder_folder(STARTER.text_encoder) / "model"
    tokenizer = WindowTokenizer(home / "tokenizer.json", window=256, overlap=32)
    assert tokenizer.split("Hello, world!") == [[101, 7592, 1010, 2088, 999, 102]]
    assert tokenizer.split("") == [[101, 102]]
    long = tokenizer.split("hello " * 1000)
    assert len(long) > 3
    assert all(w[0] == 101 and w[-1] == 102 and len(w) <= 256 for w in long)
