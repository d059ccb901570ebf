"""Where things lie on the map of meaning: like beside like, each in a cell of its own.

Clusters first: their centres are laid out so that near ones come to lie near, then pushed apart
until their discs do not overlap. In its disc each item has a cell of a honeycomb, on the side that
it leans to. So nothing covers anything else, and a picture can be drawn for each.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.clusters import Vectors, kmeans_steps, normalised, reduced
from mate_core.text import Steps

DIMS = 50
MOST_GROUPS = 40
_PASSES = 300
_SHAPE = (1.3, 1.0)  # wider than high, as windows are
_PULL = (0.994, 0.986)
_GAP = 1.6  # cells between two discs
_ROW = float(np.sqrt(3) / 2)  # how far apart rows of a honeycomb are


class Layout(NamedTuple):
    """``places`` of items are ``(n, 2)`` in cells, their ``groups`` ``(n,)``.

    Groups are numbered from 0, the largest first; each has a disc: ``(k, 2)``, ``(k,)``.
    """

    places: Vectors
    groups: NDArray[np.intp]
    centres: Vectors
    radii: Vectors


def number_of_groups(items: int) -> int:
    """How many clusters so many items have."""
    return int(np.clip(round(items**0.5), 1, MOST_GROUPS))


def layout_steps(vectors: Vectors, keys: NDArray[np.uint64]) -> Steps[Layout]:
    """Lay out items, ``(n, dim)`` of length one, in short pieces; always the same.

    ``keys``: a number for each, ``(n,)``, that it has in every map.
    """
    points = reduced(vectors, DIMS)
    yield
    groups = yield from kmeans_steps(points, number_of_groups(len(points)), keys)
    sizes = np.bincount(groups)
    order = np.argsort(-sizes, kind="stable")
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    groups, sizes = ranks[groups], sizes[order]
    means = np.stack([points[groups == group].mean(axis=0) for group in range(len(sizes))])
    yield
    radii = np.sqrt(sizes * _ROW / np.pi).astype(np.float32) + 0.5
    centres = _apart(_placed(means, radii), radii)
    yield
    # How the map's directions answer to those of the space: what leans there lies there.
    lean = _lean(means, centres)
    places = np.empty((len(points), 2), dtype=np.float32)
    for group in range(len(sizes)):
        rows = groups == group
        places[rows] = centres[group] + _in_disc((points[rows] - means[group]) @ lean)
        yield
    return Layout(places, groups, centres, radii)


def _placed(means: Vectors, radii: Vectors) -> NDArray[np.float64]:
    """The centres of clusters, ``(k, 2)``, as far from each other as their directions differ.

    Metric scaling by majorization (SMACOF; de Leeuw 1977), from the first two axes.
    """
    directions = normalised(means).astype(np.float64)
    apart = np.maximum(1 - directions @ directions.T, 0.0)
    at = np.zeros((len(means), 2))
    at[:, : means.shape[1]] = means[:, :2]
    for _ in range(_PASSES):
        now = np.linalg.norm(at[:, None] - at[None], axis=2)
        pull = -apart / np.maximum(now, 1e-9)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        at = pull @ at / len(at)
    at *= _SHAPE
    # So close that discs overlap, to be pushed apart: less of the map is left empty.
    reach = float(np.ptp(at, axis=0).max())
    return at * (1.2 * float(np.sqrt(np.square(radii).sum())) / reach) if reach else at


def _apart(at: NDArray[np.float64], radii: Vectors) -> Vectors:
    """Push discs apart until none overlaps; between pushes they draw together a little."""
    at = at - at.mean(axis=0)
    wanted = radii[:, None] + radii[None] + _GAP
    np.fill_diagonal(wanted, 0.0)
    for turn in range(2 * _PASSES):
        if turn < _PASSES:
            at *= _PULL
        between = at[:, None] - at[None]
        now = np.linalg.norm(between, axis=2)
        overlap = np.maximum(wanted - now, 0.0)
        np.fill_diagonal(overlap, 0.0)
        if turn >= _PASSES and overlap.max() < 0.05:
            break
        at += (between / np.maximum(now, 1e-6)[..., None] * overlap[..., None]).sum(axis=1) * 0.35
    return at.astype(np.float32)


def _lean(means: Vectors, centres: Vectors) -> Vectors:
    """From the space to the map, ``(dims, 2)``: ridge regression of the clusters' centres."""
    weight = np.square(means).sum() / max(len(means), 1) + 1e-6
    return np.asarray(
        np.linalg.solve(means.T @ means + weight * np.eye(means.shape[1]), means.T @ centres),
        dtype=np.float32,
    )


def _in_disc(wanted: Vectors) -> Vectors:
    """Cells of a honeycomb around the origin, one an item, ``(n, 2)``, ordered as wanted.

    From left to right in columns, and in each from top to bottom.
    """
    count = len(wanted)
    reach = int(np.sqrt(count)) + 2
    across, down = np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1))
    cells = np.stack([(across + (down % 2) / 2).ravel(), (down * _ROW).ravel()], axis=1)
    order = np.lexsort((cells[:, 0], cells[:, 1], np.square(cells).sum(axis=1).round(6)))
    cells = cells[order[:count]].astype(np.float32)
    columns = np.round(cells[:, 0]).astype(int)
    cells -= cells.mean(axis=0)  # of a ring that is not full some are on one side
    cells = cells[np.lexsort((cells[:, 0], cells[:, 1], columns))]
    sizes = np.unique(columns, return_counts=True)[1]
    items = np.argsort(wanted[:, 0], kind="stable")
    found = np.empty((count, 2), dtype=np.float32)
    start = 0
    for size in sizes.tolist():
        column = items[start : start + size]
        column = column[np.argsort(wanted[column, 1], kind="stable")]
        found[column] = cells[start : start + size]
        start += size
    return found
