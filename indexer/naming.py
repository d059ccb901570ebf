"""Names for groups of photos and pages: the words of a list that lie nearest to them."""

from __future__ import annotations

import importlib.resources
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.clusters import Vectors, normalised
from mate_core.text import Steps

if TYPE_CHECKING:
    from mate_core import Embedder

# A second word is said where it is nearly as near as the first, and says something else.
_NEARLY = 0.75
_ELSE = 0.45
# What no word is as near to as that is of many kinds.
_LEAST = 0.12


class Words(NamedTuple):
    """Words, and where each lies, seen from the middle of all of them, ``(n, dim)``."""

    texts: Sequence[str]
    directions: Vectors


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """The words that groups can be named by, in English: the first column of the list."""
    text = (importlib.resources.files("resources") / "words.txt").read_text("utf-8")
    return tuple(line.split("|")[0] for line in text.splitlines() if line)


def word_steps(embedder: Embedder) -> Steps[Words]:
    """The words as a model has them, in short pieces."""
    texts = words()
    vectors = yield from embedder.query_steps(texts)
    return Words(texts, normalised(vectors - vectors.mean(axis=0)))


def names(means: Vectors, known: Words) -> list[tuple[str, ...]]:
    """One or two words for each group, the nearest first, or none where none is near.

    Args:
        means: the direction of each group from the middle of its medium, ``(k, dim)``.
        known: the words. No two groups have the same first one.
    """
    scores = normalised(means) @ known.directions.T
    first: dict[int, int] = {}
    for place in np.argsort(-scores, axis=None, kind="stable").tolist():
        group, word = divmod(place, scores.shape[1])
        if scores[group, word] < _LEAST:
            break
        if group not in first and word not in first.values():
            first[group] = word
    return [
        () if group not in first else _with_second(scores[group], first[group], first, known)
        for group in range(len(means))
    ]


def _with_second(
    scores: NDArray[np.float32], one: int, first: dict[int, int], known: Words
) -> tuple[str, ...]:
    alike = known.directions @ known.directions[one]
    fits = (scores >= _NEARLY * scores[one]) & (scores >= _LEAST) & (alike < _ELSE)
    fits[list(first.values())] = False
    others = np.flatnonzero(fits)
    if not len(others):
        return (known.texts[one],)
    return known.texts[one], known.texts[others[np.argmax(scores[others])]]
