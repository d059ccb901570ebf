"""Strong, fair and weak: where the lines are, and what the groups of a list keep to."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.calibration import Lines, _quantiles, lines, strengths
from indexer.filters import understood
from indexer.messages import Query, QueryPart, Strength
from indexer.ranking import Found
from indexer.rows import Key, Match, RowKind
from indexer.search import Answer
from indexer.service import IndexService
from indexer.vectors import EXTRA
from mate_core.crowding import Crowding
from tests.unit.indexer.conftest import OpenService, ask, index

DIM = 64
ORDER = ("strong", "fair", "weak")


def points(
    count: int, seed: int, towards: NDArray[np.float32] | None = None, near: float = 0.0
) -> NDArray[np.float32]:
    """Unit vectors, drawn towards one of them."""
    found = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    if towards is not None:
        found += near * towards
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """As the store has them."""
    return np.concatenate([vectors, np.zeros((len(vectors), EXTRA), np.float32)], axis=1)


TYPICAL = Crowding(points(400, 0), points(400, 1))
ASKED = rows(points(1, 2))[0]
NOTHING = rows(points(0, 3))


def found(score: float, kind: RowKind = "photo", least: Strength = "weak") -> Found:
    key = Key("a", kind, 0, 0)
    return Found(Match(key, score, ASKED), key, ("/a.jpg",), least)


def groups(ranked: Sequence[Found], known: dict[RowKind, Lines | None]) -> str:
    return "".join((each or "-")[0] for each in strengths(ranked, known))


def test_hits_by_meaning_are_grouped_by_their_scores() -> None:
    known: dict[RowKind, Lines | None] = {"photo": Lines(0.2, 0.4)}
    ranked = [found(score) for score in (0.9, 0.4, 0.39, 0.2, 0.19, -0.3)]
    assert groups(ranked, known) == "ssffww"
    assert groups(ranked[4:], known) == "ww"
    assert groups([], known) == ""


LINES: dict[RowKind, Lines | None] = {"passage": Lines(0.4, 0.6), "figure": Lines(0.2, 0.3)}
RANKED = st.lists(
    st.builds(
        found,
        st.floats(-1, 1),
        st.sampled_from(("passage", "figure")),
        st.sampled_from(ORDER),
    ),
    max_size=12,
)


@given(RANKED)
def test_a_list_never_gets_stronger_again_and_few_hits_are_on_the_wrong_side(
    ranked: list[Found],
) -> None:
    given_to = strengths(ranked, LINES)
    places = [ORDER.index(each) for each in given_to if each is not None]
    assert places == sorted(places)
    assert len(places) == len(ranked)

    def own(each: Found) -> int:
        line = LINES[each.match.key.kind]
        assert line is not None
        own = 0 if each.match.score >= line.strong else 1 if each.match.score >= line.fair else 2
        return min(own, ORDER.index(each.least))

    for group in (1, 2):
        belongs = [own(each) < group for each in ranked]
        wrong = [
            belongs[:end].count(False) + belongs[end:].count(True) for end in range(len(ranked) + 1)
        ]
        assert wrong[sum(place < group for place in places)] == min(wrong)


def test_words_make_a_hit_stronger_never_weaker() -> None:
    known: dict[RowKind, Lines | None] = {"photo": Lines(0.2, 0.4)}
    named = found(-0.5, least="strong")
    assert groups([named, found(0.1)], known) == "sw"
    assert groups([found(0.1, least="fair"), found(0.1)], known) == "fw"
    assert groups([found(0.5, least="fair")], known) == "s"
    # One weak hit that words have put first takes nothing from two strong ones.
    assert groups([found(0.1), found(0.6), found(0.5), found(0.1)], known) == "sssw"


def test_where_there_is_nothing_to_compare_with_nothing_is_said() -> None:
    assert lines(ASKED, 0, "picture", rows(points(20, 5)), None) is None
    assert groups([found(0.9)], {"photo": None}) == "-"


@pytest.mark.parametrize("medium", ["text", "picture"])
def test_a_model_whose_scores_are_all_high_has_its_lines_there(medium: str) -> None:
    """Cosines of CLIP's texts and images lie between 0.1 and 0.4, of others' near 0.8."""
    middle = points(1, 9)[0]
    close = Crowding(points(400, 0, middle, 2.0), points(400, 1, middle, 2.0))
    asked = rows(points(1, 2, middle, 2.0))[0]
    high = lines(asked, 0, medium, NOTHING, close)  # type: ignore[arg-type]
    usual = lines(ASKED, 0, medium, NOTHING, TYPICAL)  # type: ignore[arg-type]
    assert high is not None
    assert usual is not None
    level = float(np.median(close.texts @ asked[:DIM]))
    assert level > 0.7
    assert level < high.fair < high.strong < 1
    assert high.strong - high.fair < usual.strong - usual.fair, "its scores are closer together"
    alone = lines(asked, 0, medium, rows(points(300, 7, middle, 2.0)), None)  # type: ignore[arg-type]
    assert alone == pytest.approx(high, abs=0.1), "a library tells of the model what it can"


def test_quantiles_are_those_of_numpy() -> None:
    for count in (1, 2, 7, 400, 1000):
        scores = np.random.default_rng(count).normal(size=(5, count)).astype(np.float32)
        expected = np.quantile(scores, (0.16, 0.5, 1.0), axis=1)
        assert _quantiles(scores, (0.16, 0.5, 1.0)) == pytest.approx(expected, abs=1e-6)


def test_photos_and_texts_together_have_lines_between_those_of_each() -> None:
    of = [lines(ASKED, share, "picture", NOTHING, TYPICAL) for share in (0, 0.25, 0.5, 1)]
    strong = [each.strong for each in of if each]
    assert strong == sorted(strong)
    assert strong[2] == pytest.approx((strong[0] + strong[3]) / 2)


def test_the_more_rows_the_more_the_level_is_the_librarys_own_to_a_bound() -> None:
    about = points(1, 2)[0]
    nothing = lines(ASKED, 0, "picture", NOTHING, TYPICAL)
    assert nothing is not None
    moved = []
    for count in (1, 10, 100, 1000):
        line = lines(ASKED, 0, "picture", rows(points(count, 4, about, 0.1)), TYPICAL)
        assert line is not None
        moved.append(line.strong - nothing.strong)
    assert all(abs(one) < abs(two) for one, two in itertools.pairwise(moved))
    assert abs(moved[0]) < 0.003, "one photo moves nothing"
    all_about = lines(ASKED, 0, "picture", rows(points(1000, 4, about, 3.0)), TYPICAL)
    assert all_about is not None
    assert 0 < all_about.strong - nothing.strong < nothing.strong - nothing.fair
    assert all_about.strong < 0.95, "what is all about the query is strong all the same"


@given(st.integers(0, 600), st.integers(0, 9))
def test_one_file_more_turns_nothing_around(count: int, seed: int) -> None:
    vectors = rows(points(count + 1, seed))
    before = lines(ASKED, 0, "picture", vectors[:count], TYPICAL)
    after = lines(ASKED, 0, "picture", vectors, TYPICAL)
    assert before is not None
    assert after is not None
    assert after.strong == pytest.approx(before.strong, abs=0.01)
    assert after.fair == pytest.approx(before.fair, abs=0.01)


# --- with the starter --------------------------------------------------------------------


def all_hits(answer: Answer) -> list[tuple[str, int, str | None]]:
    return [(hit.path, hit.page, hit.strength) for hit in (*answer.photos, *answer.pages)]


def test_a_library_of_one_photo_knows_it_and_nothing_else(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    photo = write_photo(folder / "a.jpg", seed=1)
    service = open_service()
    index(service, folder)
    (hit,) = ask(service, photo=photo).photos
    assert (hit.strength, hit.by_words) == ("strong", False)
    (hit,) = ask(service, "The parliament debated the budget for nine hours.").photos
    assert (hit.strength, hit.by_words) == ("weak", False)
    named = ask(service, "a.jpg").photos[0]
    assert (named.strength, named.by_words) == ("strong", True), "its name was typed"


def test_nothing_asked_is_neither_strong_nor_weak(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / "a.jpg", seed=1)
    service = open_service()
    index(service, folder)
    assert [hit.strength for hit in service.answers.newest(Query()).photos] == [None]


@pytest.fixture
def shelf(open_service: OpenService, folder: Path, write_photo, write_pdf) -> IndexService:
    """Twelve photos, and a document of three pages."""
    for number in range(12):
        write_photo(folder / f"{number}.jpg", seed=number * 7)
    pages = [
        "The lighthouse warns ships at night, and its lamp turns once in ten seconds.",
        "A loaf of bread is baked from flour, water and salt.",
        "The court held that the statute was void.",
    ]
    write_pdf(folder / "notes.pdf", pages)
    service = open_service()
    index(service, folder)
    return service


def test_every_own_photo_is_strong_and_the_answer_stays_the_same(
    shelf: IndexService, folder: Path
) -> None:
    for number in range(0, 12, 4):
        path = str(folder / f"{number}.jpg")
        answer = ask(shelf, photo=path)
        assert (answer.photos[0].path, answer.photos[0].strength) == (path, "strong")
        assert all_hits(ask(shelf, photo=path)) == all_hits(answer)
    text = "Where is a lamp that ships can see?"
    answer = ask(shelf, text)
    assert (answer.pages[0].page, answer.pages[0].strength) == (1, "strong")
    assert answer.pages[-1].strength == "weak"
    assert all_hits(ask(shelf, text)) == all_hits(answer)


def test_a_filter_changes_what_is_shown_and_not_how_strong_it_is(shelf: IndexService) -> None:
    text = "Sailors are warned by a lamp that turns in the night."
    every = ask(shelf, text)
    query = understood(Query((QueryPart(f"{text} type:pdf"),)))
    some = shelf.answers.search(query, shelf.answers.embed_query(query, {}))
    assert not some.photos
    assert {hit.page: hit.strength for hit in some.pages} == {
        hit.page: hit.strength for hit in every.pages
    }


def test_a_file_that_goes_leaves_the_others_as_strong_as_they_were(
    shelf: IndexService, folder: Path
) -> None:
    photo = str(folder / "4.jpg")
    before = {hit.path: hit.strength for hit in ask(shelf, photo=photo, limit=20).photos}
    (folder / "8.jpg").unlink()
    shelf.scan()
    while not shelf.idle:
        shelf.step()
    after = {hit.path: hit.strength for hit in ask(shelf, photo=photo, limit=20).photos}
    assert before.pop(str(folder / "8.jpg")) is not None
    assert after == before


def test_rows_in_memory_or_in_files_give_the_same_groups(
    shelf: IndexService, folder: Path, open_service: OpenService
) -> None:
    reader = open_service(read_only=True)
    for text in ("a lamp for sailors", "bread", "circles in many colours"):
        assert all_hits(ask(reader, text)) == all_hits(ask(shelf, text))
