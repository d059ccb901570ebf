from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.messages import Box
from indexer.store import Row, Store, StoreError

DIM = 8


def vectors(count: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def rows(count: int, kind: str = "photo", prefix: str = "") -> list[Row]:
    return [
        Row(f"{prefix}{n:04x}", kind, n, 0, f"text {n}", (Box(0, 0.25, 0.5, 1),), vector)  # type: ignore[arg-type]
        for n, vector in enumerate(vectors(count))
    ]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", "model-1", DIM)


def test_the_order_is_that_of_the_cosine(store: Store) -> None:
    held = rows(200)
    store.append(held)
    query = vectors(1, seed=9)[0]
    expected = sorted(held, key=lambda row: -float(row.vector @ query))[:10]
    matches = store.search(query, ("photo",), 10)
    assert [match.row.content for match in matches] == [row.content for row in expected]
    for match, row in zip(matches, expected, strict=True):
        assert match.score == pytest.approx(float(row.vector @ query), abs=1e-5)


def test_a_row_comes_back_as_it_was_stored(store: Store) -> None:
    (row,) = rows(1, "passage")
    store.append([row])
    (match,) = store.search(row.vector, ("passage",), 5)
    assert match.row.boxes == row.boxes
    assert (match.row.content, match.row.page, match.row.text) == (row.content, 0, "text 0")
    np.testing.assert_allclose(match.row.vector, row.vector)


def test_kinds_are_kept_apart(store: Store) -> None:
    store.append(rows(5, "photo", "a") + rows(5, "passage", "b") + rows(5, "page", "c"))
    query = vectors(1)[0]
    assert {m.row.kind for m in store.search(query, ("photo",), 50)} == {"photo"}
    assert len(store.search(query, ("passage", "page"), 50)) == 10


def test_deleted_contents_are_gone(store: Store) -> None:
    store.append(rows(5))
    store.delete(["0001", "0003"])
    found = {match.row.content for match in store.search(vectors(1)[0], ("photo",), 10)}
    assert found == {"0000", "0002", "0004"}


def test_another_reader_sees_new_rows(store: Store, tmp_path: Path) -> None:
    reader = Store(tmp_path / "store", "model-1", DIM)
    assert reader.search(vectors(1)[0], ("photo",), 10) == []
    store.append(rows(3))
    assert len(reader.search(vectors(1)[0], ("photo",), 10)) == 3


def test_models_have_tables_of_their_own(store: Store, tmp_path: Path) -> None:
    """Case 54: a model change leaves vectors of the old dimension."""
    store.append(rows(3))
    other = Store(tmp_path / "store", "model-2", 4)
    assert other.count() == 0
    wider = Store(tmp_path / "store", "model-1", DIM + 2)
    assert wider.is_new
    assert wider.count() == 0
    assert Store(tmp_path / "store", "model-1", DIM).count() == 3


def test_a_vector_with_gaps_is_refused(store: Store) -> None:
    (row,) = rows(1)
    row.vector[0] = np.nan
    with pytest.raises(StoreError, match="gaps"):
        store.append([row])


def test_compaction_bounds_fragments_and_keeps_rows(store: Store) -> None:
    """Case 58: thousands of versions."""
    for row in rows(80):
        store.append([row])
    assert store.wants_optimize
    assert store.health()["fragments"] == 80
    store.optimize()
    assert not store.wants_optimize
    store.wait()
    assert store.health() | {"versions": 0} == {"rows": 80, "fragments": 1, "versions": 0}
    assert len(store.search(vectors(1)[0], ("photo",), 100)) == 80
