"""Answers by date and name: what they are sorted by, and that relevance stays a gate (case 45)."""

import os
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalog import Catalog
from indexer.filters import parse
from indexer.library import Library
from indexer.messages import Hit, Metadata, Order, Query, QueryPart, Strength
from indexer.natural_order import sort_name
from indexer.ranking import Found
from indexer.records import Stat
from indexer.rows import Key, Match, Row
from indexer.search import EmbeddedQuery, search, search_words
from indexer.sorting import ranked_in_order
from indexer.store import Store
from tests.unit.indexer.conftest import OpenService, finish, index
from tests.unit.indexer.test_metadata import xmp

DIM = 4
ORDERS: tuple[Order, ...] = get_args(Order)
DAY = 86_400 * 10**9


# --- names -------------------------------------------------------------------------------


def test_numbers_in_names_count_and_neither_case_nor_accents_do() -> None:
    names = [
        "Éclair.jpg", "eclair 2.jpg", "eclair 10.jpg", "IMG2.jpg", "img002.png", "img10.jpg",
        "Img010a.jpg", "lake.jpg", "lake 2.jpg", "Österreich.jpg", "zoo.jpg",
    ]  # fmt: skip
    assert sorted(sorted(names), key=sort_name) == names
    assert sort_name("/b/IMG2.JPG") == sort_name("/a/img02.jpg"), "folders do not count"
    assert sort_name("٢.jpg") == sort_name("2.jpg") == sort_name("２.jpg")


@given(st.text(st.characters(exclude_characters="/\0"), max_size=40))
def test_every_name_can_be_sorted_and_kept(name: str) -> None:
    path = os.path.join("/a", name)
    assert sort_name(path) == sort_name(os.path.join("/other", name)), "the folder says nothing"
    sort_name(path).encode()  # SQLite takes no halves of signs
    sort_name(os.fsdecode(b"/a/caf\xe9" + name.encode("utf-8", "replace"))).encode()


# --- moments -----------------------------------------------------------------------------


def put(catalog: Catalog, path: str, changed: str, taken: str = "", content: str = "") -> str:
    """A file that has been read."""
    mtime = int(time.mktime(time.strptime(changed, "%Y-%m-%d"))) * 10**9
    catalog.put_pending([(path, Stat(1, mtime, 1, len(catalog.files_under("/"))))])
    (record,) = catalog.files_under(path).values()
    content = content or f"{abs(hash(path)):040x}"
    catalog.begin_content(content, "m", "photo")
    catalog.finish_content(content, "m", [(0, 9, 9, 0)], [record], Metadata(taken=taken))
    return path


def listed(catalog: Catalog, order: Order, filters: str = "", documents: bool = False) -> list[str]:
    found = catalog.chosen.newest(parse(filters)[1], order, documents=documents)
    return [os.path.basename(path) for path, _ in found]


@pytest.fixture
def dated_catalog(tmp_path: Path) -> Catalog:
    catalog = Catalog(tmp_path / "catalog.db")
    put(catalog, "/a/img10.jpg", "2024-01-01", taken="2001-05-06T07:08:09+02:00")
    put(catalog, "/a/img2.jpg", "2010-03-04")
    put(catalog, "/a/IMG1.jpg", "2023-01-01", taken="2015-01-01T00:00:00")
    put(catalog, "/a/notes.pdf", "2005-01-01")
    return catalog


def test_lists_of_files_are_sorted_by_moments_and_names(dated_catalog: Catalog) -> None:
    for filters in ("", "after:2000"):
        assert listed(dated_catalog, "newest", filters) == ["IMG1.jpg", "img2.jpg", "img10.jpg"]
        assert listed(dated_catalog, "oldest", filters) == ["img10.jpg", "img2.jpg", "IMG1.jpg"]
        assert listed(dated_catalog, "name", filters) == ["IMG1.jpg", "img2.jpg", "img10.jpg"]
        assert listed(dated_catalog, "relevance", filters) == ["img10.jpg", "IMG1.jpg", "img2.jpg"]
    assert listed(dated_catalog, "oldest", documents=True) == ["notes.pdf"]


def test_moments_follow_what_happens_to_files_and_sidecars(dated_catalog: Catalog) -> None:
    catalog, path = dated_catalog, "/a/img10.jpg"
    put_sidecar = catalog.said.put_sidecar

    def moment(path: str = path) -> str:
        return catalog.chosen.moments([path])[path]

    assert moment() == "2001-05-06T07:08:09", "its own clock"
    assert moment("/a/img2.jpg") == "2010-03-04T00:00:00"
    put_sidecar("/a/img10.xmp", Stat(1, 1, 1, 1), Metadata(taken="1999-01-01T01:01:01"))
    assert moment() == "1999-01-01T01:01:01"
    put_sidecar("/a/img10.jpg.xmp", Stat(1, 1, 1, 1), Metadata(taken="1998-01-01T01:01:01.5"))
    assert moment() == "1998-01-01T01:01:01", "the nearer sidecar"
    put_sidecar("/a/img10.jpg.xmp", Stat(1, 2, 1, 1), None)
    assert moment() == "1999-01-01T01:01:01", "one that cannot be understood says nothing"
    assert moment("/a/IMG1.jpg") == "2015-01-01T00:00:00"
    (record,) = catalog.files_under(path).values()
    catalog.rename(record, "/a/other.jpg")
    assert moment("/a/other.jpg") == "2001-05-06T07:08:09"
    assert listed(catalog, "name") == ["IMG1.jpg", "img2.jpg", "other.jpg"]
    (record,) = catalog.files_under("/a/other.jpg").values()
    catalog.rename(record, path)
    catalog.said.remove_sidecars(["/a/img10.xmp"])
    assert moment() == "2001-05-06T07:08:09"
    changed = Stat(2, int(time.mktime((2020, 1, 1, 0, 0, 0, 0, 0, -1))) * 10**9, 1, 9)
    catalog.put_pending([("/a/img2.jpg", changed)])
    assert moment("/a/img2.jpg") == "2020-01-01T00:00:00"


taken = st.sampled_from(["", "2019", "2019-12-31T23:59:59-08:00", "2020-01-01T00:00:00"])
changed = st.sampled_from(["2019-12-31", "2020-01-01", "2021-06-01"])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(changed, taken, taken), min_size=1, max_size=6))
def test_the_moment_is_what_the_filter_date_goes_by(
    files: list[tuple[str, str, str]],
) -> None:
    catalog = Catalog(Path(":memory:"))
    for n, (mtime, own, sidecar) in enumerate(files):
        put(catalog, f"/a/{n}.jpg", mtime, own, f"{n:040x}")
        if sidecar:
            stat = Stat(1, 1, 1, 1)
            catalog.said.put_sidecar(f"/a/{n}.xmp", stat, Metadata(taken=sidecar))
    moments = catalog.chosen.moments([f"/a/{n}.jpg" for n in range(len(files))])
    for year in ("2019", "2020", "2021"):
        filtered = catalog.chosen.matching(parse(f"date:{year}")[1])
        within = {path for path, moment in moments.items() if moment.startswith(year)}
        assert {f"/a/{int(content, 16)}.jpg" for content in filtered} == within
    catalog.close()


# --- relevance as a gate -----------------------------------------------------------------

strengths = st.lists(st.sampled_from(get_args(Strength)), max_size=90)


@settings(max_examples=60, deadline=None)
@given(strengths, st.sampled_from(ORDERS[1:]), st.integers(1, 120), st.randoms())
def test_what_is_sorted_is_what_is_relevant_and_what_is_weak_stays_below(
    told: list[Strength], order: Order, limit: int, chance: object
) -> None:
    catalog = Catalog(Path(":memory:"))
    ranked = []
    for n, strength in enumerate(told):
        day = chance.randrange(1, 4)  # type: ignore[attr-defined]  # many are equal
        path = f"/a/{chance.choice('ab')}{n}.jpg"  # type: ignore[attr-defined]
        catalog.put_pending([(path, Stat(1, day * DAY, 1, n))])
        key = Key(f"{n:040x}", "photo", 0, 0)
        found = Found(Match(key, -n / 100, np.zeros(DIM, np.float32)), key, [path])
        ranked.append((found, strength))
    query = Query((QueryPart("x"),), limit=limit, order=order)
    shown = ranked_in_order(ranked, query, {}, catalog)
    relevant = [one for one in ranked if one[1] != "weak"]
    weak = [one for one in ranked if one[1] == "weak"]
    first = [one for one in shown if one[1] != "weak"]
    assert shown[: len(first)] == first, "what is weak comes last"
    assert shown[len(first) :] == weak[: max(min(limit, 60) - len(first), 0)], "as it was"
    whole = ranked_in_order(ranked, Query(limit=1000, order=order), {}, catalog)
    assert sorted(map(id, (f for f, s in whole if s != "weak"))) == sorted(
        id(found) for found, _ in relevant
    )
    assert first == [one for one in whole if one[1] != "weak"][:limit]
    moments = catalog.chosen.moments([found.paths[0] for found, _ in first])
    keys = [(moments[found.paths[0]], found.paths[0]) for found, _ in first]
    if order == "name":
        assert [path for _, path in keys] == sorted(
            (path for _, path in keys), key=lambda path: (sort_name(path), path)
        )
    else:
        days = [moment for moment, _ in keys]
        assert days == sorted(days, reverse=order == "newest")
        assert all(a[1] < b[1] for a, b in pairwise(keys) if a[0] == b[0])
    chance.shuffle(ranked)  # type: ignore[attr-defined]
    ranked.sort(key=lambda one: -one[0].match.score)
    assert ranked_in_order(ranked, query, {}, catalog) == shown, "the same order again"
    catalog.close()


class Shelf:
    """A library of made-up rows: 150 photos that are asked for, and 300 that are not."""

    def __init__(self, folder: Path) -> None:
        self.library = Library(folder)
        self.library.create()
        self.catalog = Catalog(self.library.catalog)
        self.store = Store(self.library.store, "m", DIM)
        rows = []
        for n in range(450):
            relevant = n < 150
            # The nearest are the oldest, and what has nothing to do with the question is newest.
            path, day = (f"/a/near{n}.jpg", n) if relevant else (f"/a/far{n}.jpg", 1000 + n)
            self.catalog.put_pending([(path, Stat(1, day * DAY, 1, n))])
            (record,) = self.catalog.files_under(path).values()
            content = f"{n:040x}"
            self.catalog.begin_content(content, "m", "photo")
            self.catalog.finish_content(content, "m", [(0, 9, 9, 0)], [record])
            near = 0.95 - n / 1000 if relevant else 0.05 * np.sin(n)
            rows.append(Row(content, "photo", 0, 0, "", (), at(near)))
        self.store.append(rows)

    def ask(self, order: Order, limit: int = 60, near: dict[str, Sequence[str]] | None = None):
        nothing = np.zeros((0, DIM), np.float32)
        query = Query((QueryPart(photo="/p.jpg"),), ("photo",), limit, order=order)
        embedded = EmbeddedQuery(at(1.0), at(1.0), (), nothing, photos=1.0)
        args = (query, embedded, self.store, self.catalog, self.library)
        return search(*args, None, near).photos


def at(near: float) -> np.ndarray:
    return np.array([near, np.sqrt(1 - near**2), 0, 0], dtype=np.float32)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shelf"))


def names(hits: Sequence[Hit]) -> list[str]:
    return [Path(hit.path).stem for hit in hits]


def test_the_newest_relevant_photos_come_first_however_far_down_they_rank(shelf: Shelf) -> None:
    """Case 45. By relevance the list ends before them, and what is newest is not relevant."""
    assert names(shelf.ask("relevance")) == [f"near{n}" for n in range(60)]
    newest = shelf.ask("newest")
    assert names(newest) == [f"near{n}" for n in range(149, 89, -1)]
    assert {hit.strength for hit in newest} <= {"strong", "fair"}
    assert newest[0].moment[:10] == time.strftime("%Y-%m-%d", time.localtime(149 * 86_400))
    assert names(shelf.ask("oldest", 10)) == [f"near{n}" for n in range(10)]
    assert names(shelf.ask("name", 3)) == ["near0", "near1", "near2"]
    assert names(shelf.ask("newest", 500)) == [f"near{n}" for n in range(149, -1, -1)]


def test_what_is_weak_fills_a_sorted_list_by_relevance(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    weak = [name for name in names(shelf.ask("relevance", 450)) if name.startswith("far")]
    shelf.catalog.remove([f"/a/near{n}.jpg" for n in range(20, 150)])
    hits = shelf.ask("newest")
    assert names(hits) == [*(f"near{n}" for n in range(19, -1, -1)), *weak[:40]]
    assert [hit.strength for hit in hits[20:]] == ["weak"] * 40
    assert len(shelf.ask("newest", 500)) == 60, "there is room for more of what is relevant only"


def test_a_picture_in_several_files_is_sorted_once(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    one, other = (f"{n:040x}" for n in (5, 140))
    near = {one: (one, other), other: (one, other)}
    hits = shelf.ask("newest", 500, near)
    assert len(hits) == 149
    assert names(hits)[:2] == ["near149", "near148"]
    (both,) = [hit for hit in hits if hit.alike]
    assert (Path(both.path).stem, both.alike) == ("near5", ("/a/near140.jpg",))


def test_a_model_without_lines_sorts_what_it_would_show(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.catalog.remove([f"/a/near{n}.jpg" for n in range(150)])
    shelf.store.delete([f"{n:040x}" for n in range(400)])
    by_relevance, by_date = shelf.ask("relevance", 10), shelf.ask("newest", 10)
    assert {hit.strength for hit in by_date} == {None}
    assert sorted(names(by_date), reverse=True) == names(by_date)
    assert sorted(names(by_date)) == sorted(names(by_relevance))


def test_hits_of_words_alone_are_sorted(dated_catalog: Catalog, tmp_path: Path) -> None:
    def found(order: Order) -> list[str]:
        query = Query((QueryPart("img"),), ("photo",), order=order)
        return names(search_words(query, None, dated_catalog, Library(tmp_path)).photos)

    assert found("newest") == ["IMG1", "img2", "img10"]
    assert found("oldest") == ["img10", "img2", "IMG1"]
    assert found("name") == ["IMG1", "img2", "img10"]


# --- the whole way -----------------------------------------------------------------------


def test_the_service_sorts_answers_filters_and_collections(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    for n, year in ((1, 2019), (2, 2011), (10, 2015)):
        path = write_photo(folder / f"img{n}.jpg", seed=n * 7)
        moment = time.mktime((year, 5, 5, 0, 0, 0, 0, 0, -1))
        os.utime(path, (moment, moment))
    (folder / "img10.xmp").write_bytes(xmp('exif:DateTimeOriginal="2001-02-03T04:05:06"'))
    service = open_service()
    index(service, folder)
    expected: dict[Order, list[str]] = {
        "newest": ["img1", "img2", "img10"],
        "oldest": ["img10", "img2", "img1"],
        "name": ["img1", "img2", "img10"],
        "relevance": ["img1", "img10", "img2"],
    }
    members = [
        (service.kept.content_of(str(folder / f"{name}.jpg")), 0, str(folder / f"{name}.jpg"))
        for name in ("img2", "img10", "img1")
    ]
    collection = service.kept.make_collection("Some", members)
    for order in ORDERS:
        for filters in ("", "type:jpg"):
            answer = service.answers.newest(Query(filters=tuple(parse(filters)[1]), order=order))
            assert names(answer.photos) == expected[order]
        photos = service.answers.newest(Query(collection=collection, order=order)).photos
        added = ["img2", "img10", "img1"]
        assert names(photos) == (added if order == "relevance" else expected[order])
    text = Query((QueryPart("img2"),), order="newest")
    answer = service.answers.search(text, service.answers.embed_query(text, {}))
    assert (names(answer.photos)[0], answer.photos[0].strength) == ("img2", "strong")
    assert "weak" in {hit.strength for hit in answer.photos[1:]}, "though img1 is newer"
    (folder / "img1.jpg").unlink()
    service.scan()
    finish(service)
    hits = service.answers.newest(Query(collection=collection, order="newest")).photos
    assert [(Path(hit.path).stem, hit.gone) for hit in hits][-1] == ("img1", True)
