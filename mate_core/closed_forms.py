"""What is fitted to embeddings without gradient descent: maps between spaces, and questions.

Ridge regression or a rotation is what stage 1 begins with (`mate_core.align`), and a shift takes a
VLM's images to where its texts lie. Logistic regression fits the questions that are asked of a
text's embedding (`mate_core.gates`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mate_core.config import Centring
from mate_core.gates import Gate

_HELD_OUT_SHARE = 10
_PENALTIES = tuple(10.0**exponent for exponent in range(-6, 3))
_ROWS_AT_ONCE = 16384
_NEWTON_STEPS = 50
_CONVERGED = 1e-6


class AlignError(Exception):
    """Embeddings that nothing can be aligned with; the message names them and the reason."""


@dataclass(frozen=True, slots=True, eq=False)
class AffineMap:
    """``x`` to ``(x - centre) @ matrix + offset``; ``(n, d_in)`` to ``(n, d_out)``."""

    matrix: NDArray[np.float64]
    centre: NDArray[np.float64]
    offset: NDArray[np.float64]

    def __call__(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map rows."""
        return np.asarray((rows - self.centre) @ self.matrix + self.offset, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """What a least-squares map depends on: sums of products about the means."""

    count: int
    source_mean: NDArray[np.float64]
    target_mean: NDArray[np.float64]
    source_source: NDArray[np.float64]
    source_target: NDArray[np.float64]

    @classmethod
    def of(cls, source: NDArray[np.float32], target: NDArray[np.float32], *, centre: bool) -> Self:
        """In float64, a part of the rows at a time."""
        d_v, d_l = source.shape[1], target.shape[1]
        source_mean, target_mean = np.zeros(d_v), np.zeros(d_l)
        if centre:
            source_mean += source.mean(axis=0, dtype=np.float64)
            target_mean += target.mean(axis=0, dtype=np.float64)
        products, cross = np.zeros((d_v, d_v)), np.zeros((d_v, d_l))
        for at in range(0, len(source), _ROWS_AT_ONCE):
            x = source[at : at + _ROWS_AT_ONCE] - source_mean
            y = target[at : at + _ROWS_AT_ONCE] - target_mean
            products += x.T @ x
            cross += x.T @ y
        return cls(len(source), source_mean, target_mean, products, cross)


def ridge(
    source: NDArray[np.float32],
    target: NDArray[np.float32],
    *,
    centre: bool = True,
    seed: int = 0,
) -> AffineMap:
    """The linear map of least squared error with a penalty on its size (Hoerl and Kennard, 1970).

    The penalty is the one, of nine powers of ten of the mean variance of the source, that errs
    least on a tenth of the pairs; then all pairs are fitted.

    Args:
        source: ``(n, d_v)``.
        target: ``(n, d_l)``.
        centre: whether both means are subtracted first; if not, the map goes through the origin.
        seed: of the choice of the tenth.
    """
    order = np.random.default_rng(seed).permutation(len(source))
    held = max(1, len(order) // _HELD_OUT_SHARE)
    check, fit = order[:held], order[held:]
    found = _Moments.of(source[fit], target[fit], centre=centre)
    x, y = source[check] - found.source_mean, target[check] - found.target_mean
    matrices = _penalised(found)
    errors = [float(np.square(x @ matrix - y).sum()) for matrix in matrices]
    best = int(np.argmin(errors))
    whole = _Moments.of(source, target, centre=centre)
    return AffineMap(_penalised(whole)[best], whole.source_mean, whole.target_mean)


def _penalised(found: _Moments) -> list[NDArray[np.float64]]:
    """The map for each penalty, from one eigendecomposition."""
    values, vectors = np.linalg.eigh(found.source_source)
    values = np.maximum(values, 0.0)
    within = vectors.T @ found.source_target
    least = np.finfo(np.float64).tiny
    mean = max(float(values.mean()), least)
    return [vectors @ (within / (values + penalty * mean)[:, None]) for penalty in _PENALTIES]


def procrustes(
    source: NDArray[np.float32], target: NDArray[np.float32], *, centre: bool = True
) -> AffineMap:
    """The rotation (with reflection) of least squared error (Schönemann, 1966).

    Between spaces of different dimensions it is semi-orthogonal: the rows or the columns of the
    matrix, whichever are fewer, are orthonormal.

    Args:
        source: ``(n, d_v)``.
        target: ``(n, d_l)``.
        centre: whether both means are subtracted first; if not, the map goes through the origin.
    """
    found = _Moments.of(source, target, centre=centre)
    left, _, right = np.linalg.svd(found.source_target, full_matrices=False)
    return AffineMap(left @ right, found.source_mean, found.target_mean)


def logistic(rows: NDArray[np.float32], labels: NDArray[np.bool_], penalty: float = 1.0) -> Gate:
    """Logistic regression, by Newton's method.

    Args:
        rows: ``(n, dim)``.
        labels: ``(n,)``, the answers.
        penalty: half of it, times the squared length of the weights, is added to the summed loss;
            the offset is free.

    Raises:
        AlignError: if all answers are the same, or the shapes do not fit each other.
    """
    if rows.ndim != 2 or labels.shape != (len(rows),):
        raise AlignError(f"rows of shape {rows.shape} do not fit answers of shape {labels.shape}")
    if labels.all() or not labels.any():
        raise AlignError("a question needs texts of both answers")
    inputs = np.column_stack([rows, np.ones(len(rows))]).astype(np.float64)
    ridge_of = np.diag([*[penalty] * rows.shape[1], 1e-9])
    found = np.zeros(inputs.shape[1])
    for _ in range(_NEWTON_STEPS):
        likely = 1 / (1 + np.exp(-inputs @ found))
        gradient = inputs.T @ (likely - labels) + ridge_of @ found
        curvature = (inputs * (likely * (1 - likely))[:, None]).T @ inputs + ridge_of
        step = np.linalg.solve(curvature, gradient)
        found -= step
        if np.abs(step).max() < _CONVERGED:
            break
    return Gate(found[:-1].astype(np.float32), float(found[-1]))


def bridge(
    images: NDArray[np.float32], texts: NDArray[np.float32], kind: Centring = "mean"
) -> AffineMap:
    """A map of a VLM's image embeddings to where its text embeddings lie; no pairs are needed.

    With ``covariance``, the images are whitened and coloured as the texts are, as CORAL does it
    (Sun, Feng and Saenko, arXiv 1511.05547), each covariance drawn a little towards its mean
    variance, so that few images do not blow up directions they never took.

    Args:
        images: ``(n, d_v)``.
        texts: ``(m, d_v)``.
        kind: ``none`` changes nothing, ``mean`` moves the images' mean onto the texts',
            ``covariance`` matches the covariance as well.

    Raises:
        AlignError: if the dimensions differ, or fewer than two rows of either are given.
    """
    if images.ndim != 2 or texts.ndim != 2 or images.shape[1] != texts.shape[1]:
        raise AlignError(
            f"images of shape {images.shape} and texts of shape {texts.shape} are not of one space"
        )
    if min(len(images), len(texts)) < 2:
        raise AlignError(f"{len(images)} images and {len(texts)} texts: at least 2 are needed")
    if not (np.isfinite(images).all() and np.isfinite(texts).all()):
        raise AlignError("an embedding of the images or the texts is not finite")
    dim = images.shape[1]
    if kind == "none":
        return AffineMap(np.eye(dim), np.zeros(dim), np.zeros(dim))
    means = [rows.mean(axis=0, dtype=np.float64) for rows in (images, texts)]
    if kind == "mean":
        return AffineMap(np.eye(dim), *means)
    return AffineMap(_root(images, -0.5) @ _root(texts, 0.5), *means)


def _root(rows: NDArray[np.float32], power: float) -> NDArray[np.float64]:
    covariance = np.cov(rows, rowvar=False, dtype=np.float64)
    dim = len(covariance)
    drawn = min(1.0, dim / len(rows)) * 0.5 + 1e-6
    covariance = (1 - drawn) * covariance + drawn * np.eye(dim) * np.trace(covariance) / dim
    values, vectors = np.linalg.eigh(covariance)
    least = np.finfo(np.float64).tiny
    return np.asarray((vectors * np.maximum(values, least) ** power) @ vectors.T)
