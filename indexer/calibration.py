"""How strong a hit is: its score beside what is usual for the model and in the library.

A score says little by itself: a question lies nearer to the page that answers it than a caption to
its photo, and another model has scales of its own. So a score is counted from the *level* of things
that have nothing to do with the query, in *steps*, the model's usual distance from that level. How
many steps make a fair hit and a strong one was chosen by numbers (docs/decisions/0018).

The level is the median of what the query scores: among the typical items that come with the model
and, the more rows the library has, among a sample of its own. So a library of one photo has a
level, a large one its own, and no file that comes or goes moves it far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.messages import Strength
from indexer.rows import RowKind

if TYPE_CHECKING:
    from indexer.ranking import Found
    from mate_core.crowding import Crowding

Asked = Literal["text", "photo"]
Medium = Literal["text", "picture"]

MEDIA: Mapping[Medium, tuple[RowKind, ...]] = {
    "text": ("passage", "scan"),
    "picture": ("photo", "page", "figure"),
}
"""The kinds of rows of each; text in photos stands on the scale of photos."""

# As many of the library's rows count as much as the typical items.
_TYPICAL_COUNT = 256
# A library that is all about what is asked is not therefore a poor one: its level is at most so
# many steps from the typical items' own.
_MOST_STEPS = 1.0
# Without typical items fewer rows tell nothing.
_FEWEST = 100
# For the model's steps each fourth of the typical items asks all others.
_EACH = 4
# So much of a normal distribution lies more than a standard deviation below its median. Above lies
# what the query is about.
_BELOW = 0.16


class Lines(NamedTuple):
    """From where on a hit is fair, and from where on strong."""

    fair: float
    strong: float


# In steps above the level.
_STEPS: Mapping[tuple[Asked, Medium], Lines] = {
    ("text", "text"): Lines(3.5, 5.5),
    ("text", "picture"): Lines(4.0, 5.25),
    ("photo", "text"): Lines(4.0, 5.5),
    ("photo", "picture"): Lines(5.0, 7.0),
}


def lines(
    vector: NDArray[np.float32],
    photos: float,
    medium: Medium,
    sample: NDArray[np.float32],
    typical: Crowding | None,
) -> Lines | None:
    """The scores from which on rows of a medium are fair and strong hits.

    Args:
        vector: what is asked, ``(dim + 2,)``.
        photos: how much of it is asked by photos, 0 to 1; the rest by texts.
        medium: the rows'.
        sample: some of the library's rows of that medium, ``(n, dim + 2)``.
        typical: the model's typical items.

    Returns:
        None where there is nothing to compare with: no typical items, and few rows.
    """
    if typical is not None:
        items = typical.texts if medium == "text" else typical.images
        level, _ = _level(items @ vector[: items.shape[1]])
        steps = _model_steps(typical)[medium]
        if len(sample):
            most = _MOST_STEPS * min(steps.values())
            apart = _level(sample @ vector)[0] - level
            level += min(max(apart, -most), most) * len(sample) / (len(sample) + _TYPICAL_COUNT)
    elif len(sample) >= _FEWEST:
        level, step = _level(sample @ vector)
        steps = {"text": step, "photo": step}
    else:
        return None
    by_text, by_photo = _STEPS["text", medium], _STEPS["photo", medium]
    return Lines(
        *(
            level + (1 - photos) * steps["text"] * a + photos * steps["photo"] * b
            for a, b in zip(by_text, by_photo, strict=True)
        )
    )


def prepare(typical: Crowding | None) -> None:
    """Reckon what the first question needs to know of a model, on whatever thread loads it."""
    if typical is not None:
        _model_steps(typical)


def strengths(
    ranked: Sequence[Found], known: Mapping[RowKind, Lines | None]
) -> Sequence[Strength | None]:
    """How strong the hits of a list are, in its order: first the strong ones, then the fair ones.

    Where words, or rows of another kind, have changed the order, a group ends where the fewest hits
    are on the wrong side. All are None where there is nothing to compare some of them with.
    """
    alone = strengths_alone(ranked, known)
    if None in alone:
        return alone
    first = _end([strength == "strong" for strength in alone])
    second = _end([strength != "weak" for strength in alone])
    return [
        "strong" if place < first else "fair" if place < second else "weak"
        for place in range(len(ranked))
    ]


def strengths_alone(
    ranked: Sequence[Found], known: Mapping[RowKind, Lines | None]
) -> Sequence[Strength | None]:
    """How strong each hit is by itself, in whatever order they stand.

    All are None where there is nothing to compare some of them with.
    """
    alone: list[Strength | None] = []
    for found in ranked:
        line = known[found.match.key.kind]
        if line is None:
            return [None] * len(ranked)
        if found.match.score >= line.strong or found.least == "strong":
            alone.append("strong")
        else:
            fair = found.match.score >= line.fair or found.least == "fair"
            alone.append("fair" if fair else "weak")
    return alone


def is_by_words(found: Found, known: Mapping[RowKind, Lines | None]) -> bool:
    """Whether a hit would be weaker if it had not what was typed."""
    line = known[found.match.key.kind]
    if line is None or found.least == "weak":
        return False
    return found.match.score < (line.strong if found.least == "strong" else line.fair)


def _end(belongs: Sequence[bool]) -> int:
    """After how many hits a group ends, so that the fewest are on the wrong side of it."""
    ahead = most = end = 0
    for place, one in enumerate(belongs, 1):
        ahead += 1 if one else -1
        if ahead > most:
            most, end = ahead, place
    return end


def _level(scores: NDArray[np.float32]) -> tuple[float, float]:
    """The median of scores, ``(n,)``, and how far from it the usual ones lie."""
    low, middle = int(_BELOW * len(scores)), len(scores) // 2
    ordered = np.partition(scores, (low, middle))  # a tenth of the time that quantiles take
    return float(ordered[middle]), float(ordered[middle] - ordered[low])


@lru_cache(maxsize=2)
def _model_steps(typical: Crowding) -> dict[Medium, dict[Asked, float]]:
    """How far from the level typical items usually lie, for each medium and what asks."""
    found: dict[Medium, dict[Asked, float]] = {"text": {}, "picture": {}}
    media: dict[Medium, NDArray[np.float32]] = {"text": typical.texts, "picture": typical.images}
    asking: dict[Asked, NDArray[np.float32]] = {"text": typical.texts, "photo": typical.images}
    for medium, items in media.items():
        for asked, queries in asking.items():
            low, middle = _quantiles(queries[::_EACH] @ items.T, (_BELOW, 0.5))
            found[medium][asked] = float(np.mean(middle - low))
    return found


def _quantiles(scores: NDArray[np.float32], shares: Sequence[float]) -> NDArray[np.float64]:
    """`np.quantile` along the rows, ``(shares, n)``, in a third of the time, for a start waits."""
    places = np.array(shares) * (scores.shape[1] - 1)
    lower = places.astype(int)
    upper = np.minimum(lower + 1, scores.shape[1] - 1)
    ordered = np.partition(scores, sorted({*lower.tolist(), *upper.tolist()}), axis=1)
    below = ordered[:, lower].astype(np.float64)
    found: NDArray[np.float64] = (below + (ordered[:, upper] - below) * (places - lower)).T
    return found
