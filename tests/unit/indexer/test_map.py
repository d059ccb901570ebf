"""The map of meaning: what lies where, what groups are called, and how it is asked for."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import indexer.messages as m
from indexer import loading
from indexer.clusters import centred, kmeans_steps, normalised
from indexer.interlude import Interlude
from indexer.map_layout import MOST_GROUPS, Layout, layout_steps, number_of_groups
from indexer.mapping import Mapper, draw_steps
from indexer.matrix import Matrix
from indexer.naming import Words, names, word_steps, words
from indexer.rows import ItemRows, Key, Keys, RowKind
from mate_core.errors import OutOfMemory
from mate_core.pixels import to_pixels
from mate_core.text import Steps, finish

SAMPLE = Path(__file__).parents[3] / "resources" / "sample" / "Photos"
DIM = 64


def around(
    centres: NDArray[np.float32], each: int, spread: float, seed: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Vectors around centres, in no order, and which centre each is of."""
    draw = np.random.default_rng(seed)
    of = draw.permutation(np.repeat(np.arange(len(centres)), each))
    noise = draw.normal(size=(len(of), centres.shape[1])) * spread
    return normalised((centres[of] + noise).astype(np.float32)), of


@pytest.fixture
def centres() -> NDArray[np.float32]:
    """Eight directions: the first four in two pairs, of which both are near each other."""
    draw = np.random.default_rng(7)
    found = normalised(draw.normal(size=(8, DIM)).astype(np.float32))
    found[1] = found[0] + 0.3 * found[1]
    found[3] = found[2] + 0.3 * found[3]
    return normalised(found)


def layout_of(vectors: NDArray[np.float32]) -> Layout:
    return finish(layout_steps(vectors, keys_of(len(vectors))))


def keys_of(number: int) -> NDArray[np.uint64]:
    return np.arange(number, dtype=np.uint64)


# --- where things lie --------------------------------------------------------------------


def test_clusters_that_are_known_are_found(centres) -> None:
    vectors, of = around(centres, 30, 0.01)
    groups = finish(kmeans_steps(vectors, len(centres), keys_of(len(vectors))))
    assert len({*zip(groups.tolist(), of.tolist(), strict=True)}) == len(centres)


def test_what_is_alike_lies_together_and_what_is_not_apart(centres) -> None:
    vectors, of = around(centres, 20, 0.05)
    layout = layout_of(vectors)
    middles = np.stack([layout.places[of == each].mean(axis=0) for each in range(len(centres))])
    apart = np.linalg.norm(layout.places[:, None] - middles[None], axis=2)
    assert (apart.argmin(axis=1) == of).mean() > 0.9
    # Those of a pair are nearer to each other than either is, mostly, to the rest.
    between = np.linalg.norm(middles[:, None] - middles[None], axis=2)
    for one, other in ((0, 1), (2, 3)):
        rest = [between[one, each] for each in range(len(centres)) if each not in (one, other)]
        assert between[one, other] < np.median(rest)


def test_one_item_more_changes_little() -> None:
    """Or nobody could learn the map."""
    scattered = np.random.default_rng(3).normal(size=(301, DIM)).astype(np.float32)
    vectors = normalised(scattered * np.linspace(3, 0.2, DIM, dtype=np.float32))
    keys = np.random.default_rng(4).permutation(keys_of(301))
    fewer = finish(layout_steps(vectors[:300], keys[:300]))
    one, other = (groups[:300, None] == groups[:300] for groups in (
        fewer.groups, finish(layout_steps(vectors, keys)).groups
    ))  # fmt: skip
    together = (one & other).sum() / one.sum()
    assert together > 0.8, together


def test_each_item_has_a_cell_of_its_own_and_no_disc_covers_another(centres) -> None:
    vectors, _ = around(centres, 60, 0.4)
    layout = layout_of(vectors)
    apart = np.linalg.norm(layout.places[:, None] - layout.places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > 0.95
    discs = np.linalg.norm(layout.centres[:, None] - layout.centres[None], axis=2)
    np.fill_diagonal(discs, np.inf)
    assert (discs >= layout.radii[:, None] + layout.radii[None]).all()
    inside = np.linalg.norm(layout.places - layout.centres[layout.groups], axis=1)
    assert (inside <= layout.radii[layout.groups] + 0.6).all()
    sizes = np.bincount(layout.groups)
    assert (np.diff(sizes) <= 0).all(), "the largest is the first"


def test_the_same_library_gives_the_same_map(centres) -> None:
    vectors, _ = around(centres, 20, 0.2)
    for one, other in zip(layout_of(vectors), layout_of(vectors.copy()), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_few_items_have_a_map_too(centres, count) -> None:
    layout = layout_of(centres[:count])
    assert layout.places.shape == (count, 2)
    assert np.isfinite(layout.places).all()


def test_items_that_are_all_the_same_have_a_map_too(centres) -> None:
    layout = layout_of(np.repeat(centres[:1], 40, axis=0))
    assert np.isfinite(layout.places).all()
    assert len(np.unique(layout.places.round(3), axis=0)) == 40


def test_groups_are_neither_many_nor_one() -> None:
    assert [number_of_groups(n) for n in (1, 3, 50, 450, 10**6)] == [1, 2, 7, 21, MOST_GROUPS]


def test_photos_and_texts_are_each_seen_from_their_own_middle(centres) -> None:
    vectors, of = around(centres[4:6], 30, 0.05)
    texts = np.arange(len(vectors)) % 2 == 0
    shifted = vectors + np.where(texts[:, None], 3 * centres[6], 3 * centres[7])
    groups = layout_of(centred(shifted.astype(np.float32), texts)).groups
    for group in set(groups.tolist()):
        assert len(set(of[groups == group].tolist())) == 1, "by what it is of"
    mixed = [len(set(texts[groups == group].tolist())) for group in set(groups.tolist())]
    assert max(mixed) == 2, "not by its medium"


# --- names -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def starter():
    return loading.open_model("starter")


@pytest.fixture(scope="module")
def known(starter) -> Words:
    return finish(word_steps(starter))


def test_photos_are_named_by_what_they_show(starter, known) -> None:
    """Real photos, the real model."""
    shows = {
        "cat": "cats", "dahlia": "flowers", "coffee": "coffee", "grass": "grass",
        "deep field": "stars", "palace": "temple",
    }  # fmt: skip
    pixels = [
        to_pixels(Image.open(SAMPLE / f"{name}.jpg").convert("RGB"), starter.image_size)
        for name in shows
    ]
    vectors = starter.embed_images(np.stack(pixels))
    means = centred(vectors, np.zeros(len(vectors), dtype=np.bool_), starter.typical)
    for (name, word), said in zip(shows.items(), names(means, known), strict=True):
        assert word in said, name


def test_texts_are_named_by_what_they_say(starter, known) -> None:
    said = (
        "The electricity bill is due on the first of the month. The meter was read in May.",
        "The train leaves from platform four and reaches the coast before noon.",
        "Add the onions and the garlic, and let the soup simmer for an hour.",
    )
    vectors = starter.embed_documents(said)
    means = centred(vectors, np.ones(len(vectors), dtype=np.bool_), starter.typical)
    found = names(means, known)
    for words_of, likely in zip(
        found,
        ({"electricity", "invoice"}, {"trains", "railway station"}, {"soup", "cooking", "recipe"}),
        strict=True,
    ):
        assert likely & set(words_of), found


def test_no_two_groups_begin_with_the_same_word_and_what_is_near_none_has_no_name() -> None:
    directions = np.eye(6, dtype=np.float32)[:4]
    some = Words(("a", "b", "c", "d"), directions)
    means = np.zeros((4, 6), dtype=np.float32)
    means[0, :2] = 1.0, 0.5
    means[1, :3] = 0.9, 0.3, 0.8
    means[2, 4] = 1.0  # none is near it
    means[3, (0, 3)] = 0.5, 0.49
    assert names(means, some) == [("a",), ("c",), (), ("d",)]


def test_a_second_word_says_something_else() -> None:
    directions = normalised(np.array([[1, 0, 0], [0.9, 0.4, 0], [0, 0, 1]], dtype=np.float32))
    some = Words(("snow", "winter", "skiing"), directions)
    assert names(np.array([[1.0, 0.2, 0.0]], dtype=np.float32), some) == [("snow",)]
    assert names(np.array([[0.8, -0.1, 0.7]], dtype=np.float32), some) == [("snow", "skiing")]


def test_the_list_has_each_word_once_in_all_languages() -> None:
    path = SAMPLE.parents[1] / "words.txt"
    rows = [line.split("|") for line in path.read_text("utf-8").splitlines()]
    assert all(len(row) == 3 and all(part.strip() == part != "" for part in row) for row in rows)
    assert len(words()) == len(set(words())) == len(rows) > 400


# --- from the store ----------------------------------------------------------------------


def matrix_of(keys: list[Key]) -> Matrix:
    matrix = Matrix(DIM + 2)
    draw = np.random.default_rng(1)
    vectors = normalised(draw.normal(size=(len(keys), DIM + 2)).astype(np.float32))
    matrix.append(Keys.of(keys), vectors)
    return matrix


def key(content: str, kind: RowKind = "photo", page: int = 0, passage: int = 0) -> Key:
    return Key(content, kind, page, passage)


def test_each_photo_and_page_is_there_once() -> None:
    matrix = matrix_of(
        [
            key("a"), key("a", passage=1), key("a", "writing"),  # a moving one, with text in it
            key("d", "passage", 1), key("d", "passage", 1, 1), key("d", "figure", 1),
            key("d", "page", 2), key("d", "scan", 2), key("gone"),
        ]
    )  # fmt: skip
    matrix.delete(["gone"])
    rows = matrix.items(100)
    assert rows.names == [("a", 0), ("d", 1), ("d", 2)]
    assert rows.texts.tolist() == [False, True, False]
    assert rows.total == 3
    some = matrix.items(100, {("d", 2), ("d", 7), ("nobody", 0)})
    assert some.names == [("d", 2)]
    np.testing.assert_array_equal(some.vectors[0], rows.vectors[2])
    assert Matrix(DIM).items(10).total == 0


def test_a_sample_stays_mostly_the_same_as_files_come() -> None:
    names_of = [f"{n:04x}" for n in range(500)]
    before = matrix_of([key(name) for name in names_of[:450]]).items(100)
    after = matrix_of([key(name) for name in names_of]).items(100)
    assert (before.total, after.total) == (450, 500)
    assert len(before.names) == len(after.names) == 100
    assert len(set(before.names) & set(after.names)) >= 80


def test_nothing_is_drawn_while_a_question_is_answered(centres) -> None:
    vectors, _ = around(np.pad(centres, ((0, 0), (0, 2))), 10, 0.1)
    rows = ItemRows([(str(n), 0) for n in range(80)], np.zeros(80, np.bool_), vectors, 80)
    waits = 0

    class Counted(Interlude):
        def wait(self) -> None:
            nonlocal waits
            waits += 1

    mapper = Mapper(lambda _: None, lambda: None, Counted())
    drawn = mapper._draw(rows, None)
    pieces = sum(1 for _ in draw_steps(rows, None))
    assert waits == pieces + 1
    assert pieces > 10
    assert len(drawn.order) == 80
    mapper.stop()
    with pytest.raises(CancelledError):  # a worker that ends waits for no map
        mapper._draw(rows, None)


class Known:
    """A model of few numbers, and the service that answers by it, as far as a map asks them."""

    model_error, typical = "", None

    def __init__(self, model_id: str, dim: int, fails: int = 0) -> None:
        self.embedder = self.answers = self
        self.model_id, self._dim, self._fails = model_id, dim, fails

    def query_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        yield
        if self._fails:
            self._fails -= 1
            raise OutOfMemory("too small")
        return self._some(len(texts))

    def items(self, most: int) -> ItemRows:
        names_of = [(str(n), 0) for n in range(30)]
        return ItemRows(
            names_of, np.zeros(30, np.bool_), np.pad(self._some(30), ((0, 0), (0, 2))), 30
        )

    def _some(self, count: int) -> NDArray[np.float32]:
        draw = np.random.default_rng(3)
        return normalised(draw.normal(size=(count, self._dim)).astype(np.float32))


def drawn_for(mapper: Mapper, service: Known, sent: list[m.Event], wakes: threading.Event) -> None:
    while not sent:
        wakes.clear()
        if not mapper.step(service) and not sent:  # type: ignore[arg-type]
            assert wakes.wait(60)


def test_another_model_that_answers_meanwhile_draws_the_map_anew() -> None:
    """The words would be its own, and what is drawn the former one's: of other lengths, even."""
    sent: list[m.Event] = []
    wakes, goes_on = threading.Event(), threading.Event()

    class Held(Interlude):
        def wait(self) -> None:
            assert goes_on.wait(60)

    mapper = Mapper(sent.append, wakes.set, Held())
    mapper.take(1)
    former, newer = Known("former", 48), Known("newer", 32)
    while mapper.step(former):  # type: ignore[arg-type]
        pass
    goes_on.set()
    drawn_for(mapper, newer, sent, wakes)
    (drawn,) = sent
    other = Mapper(sent.append, wakes.set, Interlude())
    other.take(1)
    sent.clear()
    drawn_for(other, newer, sent, wakes)
    assert sent == [drawn], "as if there had been no other"


def test_a_model_that_had_no_room_for_the_words_reads_them_once_it_has() -> None:
    sent: list[m.Event] = []
    wakes = threading.Event()
    mapper, service = Mapper(sent.append, wakes.set, Interlude()), Known("one", 48, fails=1)
    mapper.take(1)
    with pytest.raises(OutOfMemory):
        drawn_for(mapper, service, sent, wakes)
    drawn_for(mapper, service, sent, wakes)  # the model has moved meanwhile
    assert isinstance(sent[0], m.MapDrawn)


def test_the_first_items_of_a_group_are_its_most_typical(centres) -> None:
    vectors, _ = around(np.pad(centres, ((0, 0), (0, 2))), 20, 0.2)
    rows = ItemRows([(str(n), 0) for n in range(160)], np.zeros(160, np.bool_), vectors, 160)
    drawn = finish(draw_steps(rows, None))
    directions = centred(vectors[:, :-2], rows.texts)
    groups = drawn.layout.groups[drawn.order]
    assert (np.diff(groups) >= 0).all()
    for group, mean in enumerate(drawn.means):
        nearness = directions[drawn.order[groups == group]] @ mean
        assert (np.diff(nearness) <= 1e-6).all()


# --- asked for ---------------------------------------------------------------------------


def test_the_worker_draws_it_and_shows_what_is_on_it(tmp_path, write_photo, write_pdf) -> None:
    from indexer.worker import start
    from tests.unit.indexer.test_worker import wait, wait_until_done

    photos = tmp_path / "photos"
    for seed in range(4):
        write_photo(photos / f"{seed}.jpg", seed=seed)
    write_pdf(photos / "a.pdf", ["The lighthouse warns ships at night."])
    handle = start(tmp_path / "library")
    try:
        handle.connection.send(m.DrawMap(1))
        empty = wait(handle, m.MapDrawn, seconds=180)  # with the words
        assert (empty.id, empty.map) == (1, m.MeaningMap())
        handle.connection.send(m.AddFolder(str(photos)))
        wait_until_done(handle, 4)
        handle.connection.send(m.DrawMap(2))
        drawn = wait(handle, m.MapDrawn).map
        assert drawn.total == len(drawn.items) == len(drawn.xs) == len(drawn.of) == 5
        assert sorted(item.page for item in drawn.items) == [0, 0, 0, 0, 1]
        assert all(0 <= group < len(drawn.groups) for group in drawn.of)
        handle.connection.send(m.ShowItems((*drawn.items, m.LibraryItem("beef", 0))))
        shown = wait(handle, m.ItemsShown).hits
        assert [hit.item for hit in shown] == list(drawn.items)
        assert all(Path(hit.thumbnail).exists() for hit in shown)
        wanted = tuple(item for item in drawn.items if not item.page)[::-1]
        handle.connection.send(m.Search(3, m.Query(items=wanted)))
        done = wait(handle, m.SearchDone)
        assert tuple(hit.item for hit in done.photos) == wanted
        assert done.pages == ()
        handle.connection.send(m.DrawMap(4))
        assert wait(handle, m.MapDrawn).map == drawn, "always the same"
    finally:
        handle.process.kill()
        handle.process.join()
        handle.connection.close()
