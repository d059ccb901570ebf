import tempfile
import time
from pathlib import Path
from typing import Any

import lancedb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer import arrangement as arrangement_module
from indexer import matrix as matrix_module
from indexer import store as store_module
from indexer.matrix import Matrix
from indexer.messages import Box, SearchRecall
from indexer.rows import Key, Keys, Match, Row, RowKind, Wanted
from indexer.store import Store, StoreDamagedError, StoreError, open_known

DIM = 8


def vectors(count: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def rows(count: int, kind: str = "photo", prefix: str = "") -> list[Row]:
    return [
        Row(f"{prefix}{n:04x}", kind, n, 0, f"text {n}", (Box(0, 0.25, 0.5, 1),), vector)  # type: ignore[arg-type]
        for n, vector in enumerate(vectors(count))
    ]


def nearest(store: Store, query: NDArray[np.float32], limit: int, *kinds: RowKind) -> list[Match]:
    (found,) = store.search([Wanted(query, kinds or ("photo",))], limit)
    return found


def hold(store: Store) -> None:
    while store.hold_step():
        pass


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", "model-1", DIM)


def test_the_order_is_that_of_the_cosine(store: Store) -> None:
    held = rows(200)
    store.append(held)
    query = vectors(1, seed=9)[0]
    expected = sorted(held, key=lambda row: -float(row.vector @ query))[:10]
    matches = nearest(store, query, 10)
    assert [match.key.content for match in matches] == [row.content for row in expected]
    for match, row in zip(matches, expected, strict=True):
        assert match.score == pytest.approx(float(row.vector @ query), abs=1e-5)


def test_a_row_comes_back_as_it_was_stored(store: Store) -> None:
    (row,) = rows(1, "passage")
    store.append([row])
    (match,) = nearest(store, row.vector, 5, "passage")
    assert match.key == row.key == Key(row.content, "passage", 0, 0)
    np.testing.assert_allclose(match.vector, row.vector)
    other = row.key._replace(page=1)
    assert store.passages([row.key, other]) == {row.key: ("text 0", row.boxes)}


def test_kinds_are_kept_apart(store: Store) -> None:
    store.append(rows(5, "photo", "a") + rows(5, "passage", "b") + rows(5, "page", "c"))
    query = vectors(1)[0]
    assert {match.key.kind for match in nearest(store, query, 50)} == {"photo"}
    assert len(nearest(store, query, 50, "passage", "page")) == 10


def test_deleted_contents_are_gone(store: Store) -> None:
    store.append(rows(5))
    store.delete(["0001", "0003"])
    found = {match.key.content for match in nearest(store, vectors(1)[0], 10)}
    assert found == {"0000", "0002", "0004"}


def test_another_reader_sees_new_rows(store: Store, tmp_path: Path) -> None:
    reader = Store(tmp_path / "store", "model-1", DIM)
    assert nearest(reader, vectors(1)[0], 10) == []
    store.append(rows(3))
    assert len(nearest(reader, vectors(1)[0], 10)) == 3


def test_models_have_tables_of_their_own(store: Store, tmp_path: Path) -> None:
    """Case 54: a model change leaves vectors of the old dimension."""
    store.append(rows(3))
    other = Store(tmp_path / "store", "model-2", 4)
    assert other.count() == 0
    wider = Store(tmp_path / "store", "model-1", DIM + 2)
    assert wider.is_new
    assert wider.count() == 0
    assert Store(tmp_path / "store", "model-1", DIM).count() == 3


def test_a_table_is_found_without_knowing_how_long_its_vectors_are(
    store: Store, tmp_path: Path
) -> None:
    Store(tmp_path / "store", "model-1-2", 5)
    found = open_known(tmp_path / "store", "model-1", read_only=True)
    assert found is not None
    assert (found.name, found.dim) == (store.name, DIM)
    assert open_known(tmp_path / "store", "model", read_only=True) is None
    assert open_known(tmp_path / "none", "model-1", read_only=False) is None
    assert not (tmp_path / "none").exists()


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
    assert len(nearest(store, vectors(1)[0], 100)) == 80


def test_a_large_table_is_put_together_less_often(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time all rows are written anew: that stays in proportion to the rows that were added."""
    monkeypatch.setattr(store_module, "APPENDS_PER_OPTIMIZE", 2)
    monkeypatch.setattr(store_module, "ROWS_PER_APPEND_LEFT", 10)
    monkeypatch.setattr(store_module, "MOST_APPENDS_LEFT", 5)
    added = iter(rows(200))

    def add(count: int) -> None:
        store.append([next(added) for _ in range(count)])

    def appends() -> int:
        """So many, of a row each, until all is put together."""
        for count in range(1, 10):
            add(1)
            if store.wants_optimize:
                store.optimize()
                return count
        raise AssertionError("it never is")

    assert [appends(), appends()] == [2, 2]
    add(35)
    store.optimize()
    assert [appends(), appends()] == [4, 4]  # 39 rows, and then 43
    add(100)
    store.optimize()
    assert appends() == 5, "there is a limit for fragments"


def test_what_lancedb_keeps_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Case 37: what is gone since rows were put together stayed until it was a gigabyte."""
    make, sessions = lancedb.Session, []

    def noted(**limits: int) -> lancedb.Session:
        sessions.append(make(**limits))
        return sessions[-1]

    monkeypatch.setattr(lancedb, "Session", noted)
    monkeypatch.setattr(store_module, "METADATA_CACHE_BYTES", 100_000)
    store = Store(tmp_path / "store", "model-1", DIM)
    (session,) = sessions
    for row in rows(60):
        store.append([row])
        nearest(store, row.vector, 1)
    assert 0 < session.size_bytes < 1_000_000, "without a limit it is 3.4 million"


KINDS: tuple[RowKind, ...] = ("photo", "page", "passage", "figure", "writing", "scan")
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 6), st.sampled_from(KINDS)),
        st.tuples(st.just("delete"), st.integers(0, 5)),
        st.tuples(st.just("delete writing"), st.integers(0, 5), st.integers(0, 2)),
        st.tuples(st.just("hold")),
        st.tuples(st.just("let go")),
        st.tuples(st.just("optimize")),
        st.tuples(st.just("index words")),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(CHANGES)
def test_vectors_in_memory_and_the_index_of_words_are_what_the_table_has(
    changes: list[tuple[Any, ...]],
) -> None:
    """Whatever is written before, while and after these are made."""
    with tempfile.TemporaryDirectory() as folder:
        held, again = (Store(Path(folder), "model-1", DIM) for _ in range(2))
        held.hold_step()  # one step of several: changes come in between
        made = 0
        for change in changes:
            match change:
                case ("append", int(count), kind):
                    held.append(
                        [
                            Row(f"{n % 6:040x}", kind, n % 3, n, f"text {n}", (), vector)
                            for n, vector in enumerate(vectors(count, seed=made), made)
                        ]
                    )
                    made += count
                case ("delete", int(content)):
                    held.delete([f"{content:040x}"])
                case ("delete writing", int(content), int(page)):
                    held.delete_writing([(f"{content:040x}", page)])
                case ("hold",):
                    held.hold_step()
                case ("let go",):
                    held.let_go()
                case ("index words",):
                    held.make_word_index()
                case _:
                    held.optimize()
        hold(held)
        assert not held.hold_step()
        query, other = vectors(2, seed=99)
        asked = [Wanted(query, ("photo", "figure")), Wanted(other, KINDS), Wanted(query, ("scan",))]
        some = frozenset(f"{n:040x}" for n in (1, 3, 9))
        asked += [Wanted(other, KINDS, some), Wanted(query, KINDS, frozenset())]
        for limit in (3, 100):
            found, expected = held.search(asked, limit), again.search(asked, limit)
            for one, two in zip(found, expected, strict=True):
                assert [match.key for match in one] == [match.key for match in two]
                scores = [match.score for match in two]
                assert [match.score for match in one] == pytest.approx(scores, abs=1e-5)
        for kinds in (("photo", "page"), ("passage",)):
            one, two = (np.sort(each.sample(kinds), axis=0) for each in (held, again))  # type: ignore[arg-type]
            assert np.array_equal(one, two)
        held.wait()
        (rows_there, _) = held.search(asked[1:3], 1000)
        there = {match.key for match in rows_there}
        for store in (held, again):
            assert {key for key, _ in store.with_words(["text"], KINDS, 1000)} == there
        number = str(made - 1)
        assert {key for key, text in held.with_words([number], KINDS, 99)} == {
            key for key, text in held.with_parts([f"text {number}"], KINDS, every=True)
        } & {key for key in there if key.passage == made - 1}


def test_a_sample_is_the_same_from_memory_and_files_and_changes_little(
    store: Store, tmp_path: Path
) -> None:
    held = [
        Row(f"{n // 5:040x}", "passage", n % 5, n % 3, "", (), vector)
        for n, vector in enumerate(vectors(4_000, seed=3))
    ]
    store.append(held)
    hold(store)
    before = store.sample(("passage",))
    assert before.shape == (1024, DIM)
    reader = Store(tmp_path / "store", "model-1", DIM, read_only=True)
    assert {*map(bytes, reader.sample(("passage",)))} == {*map(bytes, before)}
    mean = np.stack([row.vector for row in held]).mean(axis=0)
    assert before.mean(axis=0) == pytest.approx(mean, abs=0.05)
    store.append(rows(3, "passage", "f"))
    store.delete([held[0].content])
    after = store.sample(("passage",))
    assert len({*map(bytes, after)} & {*map(bytes, before)}) > 1010
    assert not store.sample(("photo",)).size


def test_a_table_that_cannot_be_held_is_not_taken_for_an_empty_one(
    store: Store, tmp_path: Path
) -> None:
    store.append(rows(5))
    for data in (tmp_path / "store").rglob("data/*.lance"):
        data.unlink()
    reader = Store(tmp_path / "store", "model-1", DIM)
    for _ in range(2):
        with pytest.raises(StoreDamagedError):
            reader.hold_step()
    with pytest.raises(StoreDamagedError):
        nearest(reader, vectors(1)[0], 5)


def test_rows_that_are_gone_give_their_memory_back() -> None:
    """A large document that is saved all day."""
    matrix = Matrix(DIM)
    found = vectors(6000, seed=5)
    for turn in range(12):
        matrix.delete([f"{turn - 1:040x}"])
        matrix.append(Keys.of([Key(f"{turn:040x}", "passage", 1, n) for n in range(6000)]), found)
        matrix.append(Keys.of([Key(f"{99 - turn:040x}", "photo", 0, 0)]), found[turn : turn + 1])
    assert len(matrix._blocks) <= 4
    wanted = [Wanted(found[7], ("passage",)), Wanted(found[3], ("photo",))]
    passages, photos = matrix.nearest(wanted, 100_000)
    assert passages[0].key == Key(f"{11:040x}", "passage", 1, 7)
    assert len(passages) == 6000
    assert photos[0].key == Key(f"{96:040x}", "photo", 0, 0)
    assert len(photos) == 12


def test_more_rows_than_a_block_holds_are_searched_by_many_vectors(store: Store) -> None:
    held = [
        Row(f"{n:040x}", "photo", 0, 0, "", (), vector)
        for n, vector in enumerate(vectors(20_000, seed=3))
    ]
    store.append(held[:19_000])
    hold(store)
    store.append(held[19_000:])
    store.delete([row.content for row in held[:5000]])
    queries = vectors(5, seed=7)
    found = store.search([Wanted(query, ("photo",)) for query in queries], 50)
    scores = queries @ np.stack([row.vector for row in held[5000:]]).T
    for matches, expected in zip(found, scores, strict=True):
        best = 5000 + np.argsort(-expected)[:50]
        assert [match.key.content for match in matches] == [held[n].content for n in best]


def crowd(count: int, seed: int, dim: int = 16) -> np.ndarray:
    """Unit vectors around forty centres."""
    draw = np.random.default_rng(seed)
    centres = np.random.default_rng(0).standard_normal((40, dim))
    found = centres[draw.integers(0, 40, count)] + 0.3 * draw.standard_normal((count, dim))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells for some thousand rows."""
    sizes = {"MANY_ROWS": 2000, "_UNORDERED": 400, "_ROWS_A_BLOCK": 1024, "_PLACES_LEFT": 1000}
    for name, size in (sizes | {"FEW_WANTED": 300}).items():
        monkeypatch.setattr(matrix_module, name, size)
    for name, size in {"CELLS": 20, "FEW_WANTED": 300}.items():
        monkeypatch.setattr(arrangement_module, name, size)


def arranged(matrix: Matrix) -> Matrix:
    """Until its recall is known."""
    ends = time.monotonic() + 60
    while matrix.recall is None and time.monotonic() < ends:
        matrix.arrange_step()
    return matrix


def filled(*batches: tuple[str, int]) -> Matrix:
    matrix, content = Matrix(16), 0
    for turn, (kind, count) in enumerate(batches):
        keys = [Key(f"{content + n:040x}", kind, 0, 0) for n in range(count)]
        matrix.append(Keys.of(keys), crowd(count, turn))
        content += count
    return matrix


@pytest.mark.usefixtures("few_are_many")
def test_a_visit_of_all_cells_finds_what_a_product_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever comes and goes before, while and after rows are put into cells."""
    monkeypatch.setattr(arrangement_module, "SHARE", 1.0)
    plain, celled = (filled(("photo", 3000), ("passage", 1500)) for _ in range(2))
    rng = np.random.default_rng(5)
    for turn in range(60):
        celled.arrange_step()
        time.sleep(0.01)
        gone = [f"{n:040x}" for n in rng.integers(0, 4500, 20)]
        more = crowd(50, 100 + turn)
        keys = [Key(f"{10_000 + 50 * turn + n:040x}", "photo", 0, 0) for n in range(50)]
        for matrix in (plain, celled):
            matrix.delete(gone)
            matrix.append(Keys.of(keys), more)
        if turn % 6:
            continue
        wanted = [Wanted(vector, ("photo", "passage")) for vector in crowd(3, 900 + turn)]
        wanted.append(Wanted(more[3], ("passage",)))
        half = frozenset(f"{n:040x}" for n in range(turn % 2, 12_000, 2))
        wanted += [Wanted(vector, ("photo", "passage"), half) for vector in crowd(3, 300 + turn)]
        for one, two in zip(plain.nearest(wanted, 40), celled.nearest(wanted, 40), strict=True):
            assert [match.key for match in one] == [match.key for match in two]
            scores = [match.score for match in one]
            assert [match.score for match in two] == pytest.approx(scores, abs=1e-6)
            assert all(two[0].vector == one[0].vector)
        drawn = [{*map(bytes, matrix.sample(("photo",), 300))} for matrix in (plain, celled)]
        assert drawn[0] == drawn[1]
    assert arranged(celled).recall == 1.0
    assert any(block.ordered for block in celled._blocks)


@pytest.mark.usefixtures("few_are_many")
def test_visiting_few_cells_finds_nearly_all() -> None:
    matrix, plain = (filled(("photo", 12_000), ("passage", 9000)) for _ in range(2))
    arranged(matrix)
    assert matrix.recall is not None
    assert matrix.recall >= 0.99
    queries = [Wanted(vector, ("photo",)) for vector in crowd(50, 77)]
    found = [
        len({m.key for m in one} & {m.key for m in two}) / 10
        for one, two in zip(matrix.nearest(queries, 10), plain.nearest(queries, 10), strict=True)
    ]
    assert np.mean(found) >= 0.98
    visited, _ = matrix._arrangement.visit(
        list(matrix._parts()), queries[0].vector, np.ones(21_000, dtype=np.bool_)
    )
    assert len(visited) < 7000


@pytest.mark.usefixtures("few_are_many")
def test_among_many_contents_that_are_chosen_all_of_the_nearest_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Though few of them are compared by more than a quarter of their numbers."""
    monkeypatch.setattr(arrangement_module, "AXES", 4)
    compared = []
    scores_of = arrangement_module.scores_of

    def counted(parts: Any, rows: Any, vector: Any) -> Any:
        compared.append(len(rows))
        return scores_of(parts, rows, vector)

    matrix, plain = (filled(("photo", 12_000), ("passage", 3000)) for _ in range(2))
    arranged(matrix)
    monkeypatch.setattr(arrangement_module, "scores_of", counted)
    chosen = frozenset(f"{n:040x}" for n in range(0, 15_000, 2))
    for factor in (1.0, 0.01, 30.0):
        questions = [Wanted(factor * vector, ("photo",), chosen) for vector in crowd(20, 77)]
        for one, two in zip(
            matrix.nearest(questions, 40), plain.nearest(questions, 40), strict=True
        ):
            assert [match.key for match in one] == [match.key for match in two]
    assert 40 <= np.mean(compared) < 3000


@pytest.mark.usefixtures("few_are_many")
def test_recall_is_measured_with_the_questions_that_are_expected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Captions lie farther from photos than photos do, and find fewer in as many cells."""
    monkeypatch.setattr(arrangement_module, "SHARE", 0.02)
    chance = np.random.default_rng(3)
    far = chance.standard_normal((40, 16)).astype(np.float32)
    matrix, plain = (filled(("photo", 12_000)) for _ in range(2))
    arranged(matrix)
    assert matrix._arrangement is not None
    share = matrix._arrangement.share
    matrix.expect([(far, ("photo",))])
    assert matrix.recall is None
    arranged(matrix)
    assert matrix._arrangement.share > share, "so many cells did not do"
    queries = [Wanted(vector, ("photo",)) for vector in far]
    found = [
        len({m.key for m in one} & {m.key for m in two}) / 10
        for one, two in zip(matrix.nearest(queries, 10), plain.nearest(queries, 10), strict=True)
    ]
    assert np.mean(found) >= 0.98
    assert matrix.recall is not None
    assert matrix.recall >= 0.99


@pytest.mark.usefixtures("few_are_many")
def test_few_contents_are_searched_exactly_and_new_rows_at_once() -> None:
    matrix = arranged(filled(("photo", 6000), ("passage", 3000)))
    query = crowd(1, 5)[0]
    everything = matrix.nearest([Wanted(query, ("photo",), None)], 6000)[0]
    farthest = frozenset(match.key.content for match in everything[-200:])
    (found,) = matrix.nearest([Wanted(query, ("photo",), farthest)], 10)
    assert [match.key for match in found] == [match.key for match in everything[-200:-190]]
    new = Key(f"{99_999:040x}", "photo", 0, 0)
    matrix.append(Keys.of([new]), -query[np.newaxis])  # in no likely cell
    (found,) = matrix.nearest([Wanted(-query, ("photo",))], 1)
    assert found[0].key == new
    matrix.delete([new.content])
    (found,) = matrix.nearest([Wanted(-query, ("photo",))], 1)
    assert found[0].key != new


@pytest.mark.usefixtures("few_are_many")
def test_a_store_tells_how_much_searches_find(store: Store) -> None:
    vectors = crowd(2500, 8, DIM)
    keyed = [Row(f"{n:040x}", "photo", 0, 0, "", (), vector) for n, vector in enumerate(vectors)]
    store.append(keyed[:1000])
    assert store.recall is None, "its rows are in the files alone"
    while store.hold_step():
        assert store.recall is None
    assert store.recall == SearchRecall()
    assert store.recall.exact
    began = time.time()
    store.append(keyed[1000:])
    assert store.recall is None, "it is to be measured"
    ends = time.monotonic() + 60
    while store.recall is None and time.monotonic() < ends:
        store.hold_step()
    assert store.recall is not None
    assert not store.recall.exact
    assert 0.99 <= store.recall.found <= 1
    assert began <= (store.recall.measured or 0) <= time.time()
    assert store.health()["found, thousandths"] == round(1000 * store.recall.found)
    store.let_go()
    assert store.recall is None


def test_photos_vectors_are_those_of_first_frames_in_the_files_and_in_memory(store: Store) -> None:
    held = rows(40)
    frames = [
        Row("aa", "photo", 0, frame, "", (), vector)
        for frame, vector in enumerate(vectors(3, seed=5))
    ]
    writing = Row("aa", "writing", 0, 0, "a word", (), vectors(1, seed=6)[0])
    store.append([*held, *frames, writing])
    asked = [held[3].content, "aa", "ff", "no hash"]
    expected = {held[3].content: held[3].vector, "aa": frames[0].vector}
    for _ in range(2):  # the second time all rows are in memory
        found = store.photo_vectors(asked)
        assert found.keys() == expected.keys()
        for content, vector in expected.items():
            np.testing.assert_allclose(found[content], vector)
        hold(store)
