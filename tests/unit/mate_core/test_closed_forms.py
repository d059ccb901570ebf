from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from mate_core.closed_forms import AffineMap, AlignError, bridge, logistic, procrustes, ridge

Rows = NDArray[np.float32]


def _rows(count: int, dim: int, seed: int, mean: float = 0.0) -> Rows:
    return np.random.default_rng(seed).normal(mean, size=(count, dim)).astype(np.float32)


def _orthogonal(d_in: int, d_out: int, seed: int = 5) -> NDArray[np.float64]:
    square, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(max(d_in, d_out),) * 2))
    return np.asarray(square[:d_in, :d_out])


@pytest.mark.parametrize("dims", [(24, 24), (24, 40), (40, 24)])
@pytest.mark.parametrize("fit", [ridge, procrustes])
def test_a_known_rotation_is_found(fit: Callable[..., AffineMap], dims: tuple[int, int]) -> None:
    """Between spaces of two sizes: of what lies in the part that the rotation keeps."""
    d_in, d_out = dims
    rotation = _orthogonal(d_in, d_out)
    source = _rows(400, d_in, seed=3, mean=0.5)
    if d_in > d_out:  # nothing lies in the directions that are lost
        source = (source @ rotation @ rotation.T).astype(np.float32)
    target = (source @ rotation - 0.2).astype(np.float32)
    found = fit(source, target)
    assert np.abs(found(source) - target).max() < 1e-4
    new = _rows(50, d_in, seed=4)
    if d_in > d_out:
        new = (new @ rotation @ rotation.T).astype(np.float32)
    assert np.abs(found(new) - (new @ rotation - 0.2)).max() < 1e-4
    if fit is procrustes or d_in <= d_out:
        assert np.abs(found.matrix - rotation).max() < 1e-4


def test_procrustes_is_semi_orthogonal() -> None:
    for d_in, d_out in ((8, 14), (14, 8), (8, 8)):
        matrix = procrustes(_rows(60, d_in, 1), _rows(60, d_out, 2)).matrix
        small = matrix @ matrix.T if d_in <= d_out else matrix.T @ matrix
        assert np.allclose(small, np.eye(min(d_in, d_out)), atol=1e-9)


def test_procrustes_errs_less_than_any_other_rotation() -> None:
    source, target = _rows(60, 3, 1), _rows(60, 3, 2)
    x, y = source - source.mean(0), target - target.mean(0)
    least = np.square(x @ procrustes(source, target).matrix - y).sum()
    for seed in range(200):
        assert least <= np.square(x @ _orthogonal(3, 3, seed) - y).sum()


def test_ridge_is_the_solution_of_the_normal_equations() -> None:
    """With the penalty that an independent search finds best on the held-out tenth."""
    source, target = _rows(200, 30, 1, mean=0.3), _rows(200, 7, 2)
    target += 0.3 * source[:, :7]
    order = np.random.default_rng(0).permutation(200)
    check, fit = order[:20], order[20:]

    def solved(rows: NDArray[np.intp], penalty: float) -> tuple[np.ndarray, ...]:
        x = source[rows].astype(float)
        y = target[rows].astype(float)
        xc, yc = x - x.mean(0), y - y.mean(0)
        gram = xc.T @ xc
        size = penalty * np.trace(gram) / 30
        return np.linalg.solve(gram + size * np.eye(30), xc.T @ yc), x.mean(0), y.mean(0)

    def error(penalty: float) -> float:
        matrix, x, y = solved(fit, penalty)
        return float(np.square((source[check] - x) @ matrix + y - target[check]).sum())

    best = min((10.0**n for n in range(-6, 3)), key=error)
    assert best >= 0.1, "noise as this wants a penalty"
    matrix, x, y = solved(np.arange(200), best)
    found = ridge(source, target)
    assert np.allclose(found.matrix, matrix, atol=1e-6)
    assert np.allclose(found(source), (source - x) @ matrix + y, atol=1e-5)


def test_without_centring_a_map_goes_through_the_origin() -> None:
    source, target = _rows(100, 5, 1, mean=1.0), _rows(100, 4, 2, mean=1.0)
    for fit in (ridge, procrustes):
        found = fit(source, target, centre=False)
        assert not found(np.zeros((1, 5), np.float32)).any()
        assert np.abs(fit(source, target)(np.zeros((1, 5), np.float32))).max() > 0.1


def test_directions_without_any_variance_do_no_harm() -> None:
    source, target = _rows(60, 6, 1), _rows(60, 4, 2)
    source[:, 2:] = 0.7
    for fit in (ridge, procrustes):
        assert np.isfinite(fit(source, target)(source)).all()
    constant = np.full((60, 6), 0.5, np.float32)
    assert np.isfinite(ridge(constant, target)(constant)).all()


def test_a_bridge_moves_the_mean_and_matches_the_covariance() -> None:
    mix = np.random.default_rng(1).normal(size=(5, 5))
    images = (_rows(20_000, 5, 2) @ mix + 3).astype(np.float32)
    texts = (_rows(20_000, 5, 3) * [1, 2, 3, 0.5, 0.1] - 1).astype(np.float32)
    assert np.array_equal(bridge(images, texts, "none")(images), images)
    moved = bridge(images, texts, "mean")(images)
    assert np.allclose(moved.mean(0), texts.mean(0), atol=1e-4)
    assert np.allclose(np.cov(moved.T), np.cov(images.T), atol=1e-2)
    matched = bridge(images, texts, "covariance")(images)
    assert np.allclose(matched.mean(0), texts.mean(0), atol=1e-4)
    assert np.allclose(np.cov(matched.T), np.cov(texts.T), atol=2e-2)


def test_few_images_make_a_bridge_that_holds() -> None:
    few, texts = _rows(4, 30, 1), _rows(200, 30, 2)
    matched = bridge(few, texts, "covariance")(_rows(100, 30, 3))
    assert np.isfinite(matched).all()
    assert 0.2 < matched.std() < 5


@pytest.mark.parametrize(
    ("images", "texts", "message"),
    [
        (_rows(9, 4, 1), _rows(9, 5, 1), r"\(9, 4\).*\(9, 5\).*not of one space"),
        (_rows(9, 4, 1)[0], _rows(9, 4, 1), "not of one space"),
        (_rows(1, 4, 1), _rows(9, 4, 1), "1 images and 9 texts"),
        (np.full((9, 4), np.nan, np.float32), _rows(9, 4, 1), "not finite"),
    ],
)
def test_what_cannot_be_bridged_is_told(images: Rows, texts: Rows, message: str) -> None:
    with pytest.raises(AlignError, match=message):
        bridge(images, texts)


def test_a_question_is_answered_as_another_solver_answers_it() -> None:
    """Against scikit-learn, whose penalty is the inverse of this one."""
    from sklearn.linear_model import LogisticRegression

    rows = _rows(300, 6, seed=8)
    labels = rows @ np.array([1, -2, 0, 0.5, 0, 0]) + _rows(300, 1, seed=9)[:, 0] > 0.3
    found = logistic(rows, labels, penalty=2.0)
    expected = LogisticRegression(C=0.5, tol=1e-8, max_iter=1000).fit(rows, labels)
    assert np.allclose(found.weights, expected.coef_[0], atol=1e-3)
    assert found.offset == pytest.approx(expected.intercept_[0], abs=1e-3)
    assert np.allclose(found.likely(rows), expected.predict_proba(rows)[:, 1], atol=1e-3)


def test_a_question_that_splits_all_has_finite_weights() -> None:
    rows = np.array([[-1.0], [-0.9], [0.9], [1.0]], dtype=np.float32)
    labels = np.array([False, False, True, True])
    found = logistic(rows, labels, penalty=1e-3)
    assert np.isfinite(found.tensor()).all()
    assert np.array_equal(found.log_odds(rows) > 0, labels)


@pytest.mark.parametrize(
    ("labels", "message"), [([True] * 3, "both answers"), ([True, False], "do not fit")]
)
def test_what_cannot_be_asked_is_told(labels: list[bool], message: str) -> None:
    with pytest.raises(AlignError, match=message):
        logistic(_rows(3, 2, seed=1), np.array(labels))
