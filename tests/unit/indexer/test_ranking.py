"""Meaning and words together, on a store and a catalog of made-up rows."""

import os
from pathlib import Path

import numpy as np
import pytest

from indexer.catalog import Catalog
from indexer.messages import Filter, Kind, Metadata, Query, QueryPart
from indexer.ranking import Found, rank, rank_by_words
from indexer.records import Stat
from indexer.rows import Row, RowKind, Wanted
from indexer.store import WORD_INDEX, Store
from indexer.words import typed_in
from tests.unit.indexer.test_words import HOSTILE

DIM = 4


class Shelf:
    """A library without files: rows with their cosine to whatever is asked."""

    def __init__(self, folder: Path) -> None:
        self.catalog = Catalog(folder / "catalog.db")
        self.store = Store(folder / "store", "m", DIM)
        self.contents: dict[str, str] = {}

    def put(
        self,
        path: str,
        *rows: tuple[RowKind, int, str, float],
        metadata: Metadata | None = None,
    ) -> None:
        content = f"{len(self.contents):040x}"
        self.contents[path] = content
        self.catalog.put_pending([(path, Stat(1, 1, 1, len(self.contents)))])
        (record,) = self.catalog.files_under(path).values()
        self.catalog.begin_content(content, "m", "photo")
        self.catalog.finish_content(
            content, "m", [(page, 9, 9, 0) for page in {row[1] for row in rows}], [record],
            metadata or Metadata(),
        )  # fmt: skip
        self.store.append(
            [
                Row(content, kind, page, n, text, (), _at(near))
                for n, (kind, page, text, near) in enumerate(rows)
            ]
        )

    def ask(
        self, text: str, kind: Kind = "photo", limit: int = 50, folder: str = ""
    ) -> list[Found]:
        kinds: dict[Kind, tuple[RowKind, ...]] = {
            "photo": ("photo", "writing"),
            "page": ("passage", "page", "scan"),
        }
        typed = typed_in(Query((QueryPart(text),)))
        filters = (Filter("folder", folder, ""),) if folder else ()
        chosen = frozenset(self.catalog.chosen.matching(filters)) if folder else None
        lists = {kind: [Wanted(_at(1.0), kinds[kind], chosen)]}
        return rank(lists, typed, limit, filters, self.store, self.catalog)[kind]

    def names(self, text: str, kind: Kind = "photo", limit: int = 50) -> list[str]:
        return [Path(found.paths[0]).name for found in self.ask(text, kind, limit)]


def _at(near: float) -> np.ndarray:
    return np.array([near, np.sqrt(1 - near**2), 0, 0], dtype=np.float32)


@pytest.fixture(params=["files", "memory"])
def shelf(tmp_path: Path, request: pytest.FixtureRequest) -> Shelf:
    shelf = Shelf(tmp_path)
    if request.param == "memory":
        while shelf.store.hold_step():
            pass
    return shelf


def photos(shelf: Shelf, count: int) -> None:
    for n in range(count):
        shelf.put(f"/a/{n:03}.jpg", ("photo", 0, "", 0.9 - n / 1000))


def test_a_name_typed_exactly_comes_first(shelf: Shelf) -> None:
    photos(shelf, 150)
    shelf.put("/a/Harbour.jpg", ("photo", 0, "", -0.5))
    shelf.put("/a/harbour_wall.jpg", ("photo", 0, "", -0.4))
    for typed in ("harbour", "Harbour.JPG", '"harbour.jpg"'):
        assert shelf.names(typed)[0] == "Harbour.jpg"
    assert shelf.ask("harbour")[0].match.score == pytest.approx(-0.5), "its own similarity"
    assert shelf.names("harbour")[1] in ("harbour_wall.jpg", "000.jpg")
    assert shelf.names("harbour", limit=1) == ["Harbour.jpg"]


def test_short_names_and_names_in_other_scripts_are_found(shelf: Shelf) -> None:
    photos(shelf, 3)
    for name in ("ab.jpg", "東京の夜.jpg", "Müller.jpg", "عكا.jpg"):
        shelf.put(f"/a/{name}", ("photo", 0, "", 0.0))
    for typed, name in (("ab", "ab.jpg"), ("MÜLLER", "Müller.jpg"), ("عكا", "عكا.jpg")):
        assert shelf.names(typed)[0] == name
    assert shelf.names('"東京"') == ["東京の夜.jpg"]


def test_a_document_named_shows_its_first_page(shelf: Shelf) -> None:
    pages = [("passage", page, "some words", 0.1 * page) for page in (3, 1, 2)]
    shelf.put("/a/report.pdf", *pages)  # type: ignore[arg-type]
    shelf.put("/a/other.pdf", ("passage", 1, "a report on words", 0.9))
    first = shelf.ask("report", "page")[0]
    assert (Path(first.paths[0]).name, first.match.key.page) == ("report.pdf", 1)


def test_words_of_metadata_find_a_photo(shelf: Shelf) -> None:
    photos(shelf, 120)
    said = Metadata(title="At the pier", keywords=("Cormorant", "sea bird"))
    shelf.put("/a/x.jpg", ("photo", 0, "", -0.9), metadata=said)
    assert "x.jpg" in shelf.names("cormorant")[:2]
    assert shelf.names('"sea bird"') == ["x.jpg"]


def test_words_of_scripts_without_spaces_are_found_in_pages(shelf: Shelf) -> None:
    for n in range(120):
        shelf.put(f"/a/{n}.pdf", ("passage", 1, "夜の海と山", 0.9 - n / 1000))
    shelf.put("/a/kyoto.pdf", ("passage", 1, "京都の桜を見た", -0.8), ("passage", 1, "x", -0.7))
    found = shelf.ask("京都", "page")
    (kyoto,) = (f for f in found[:10] if f.paths == ["/a/kyoto.pdf"])
    assert kyoto.shown.passage == 0, "the passage that has it"


def test_accents_typed_or_not_find_the_same(shelf: Shelf) -> None:
    for n in range(120):
        shelf.put(f"/a/{n}.pdf", ("passage", 1, "Nothing of the kind", 0.9 - n / 1000))
    shelf.put("/a/letter.pdf", ("passage", 1, "Frau Müller trinkt Kaffee", -0.8))
    for typed in ("muller", "Müller", "MÜLLER", "kaffee", "KAFFEE"):
        (letter,) = (f for f in shelf.ask(typed, "page")[:5] if f.paths == ["/a/letter.pdf"])
        assert letter.least == "fair", typed


def test_a_part_of_a_word_in_a_picture_finds_it(shelf: Shelf) -> None:
    """Case 47: words that stand together."""
    photos(shelf, 120)
    shelf.put("/a/sign.jpg", ("photo", 0, "", -0.9), ("writing", 0, "The WineShop of Bern", -0.8))
    shelf.put("/a/scan.pdf", ("scan", 2, "INVOICE of WineShop", -0.8))
    shelf.put("/a/text.pdf", ("passage", 1, "Nothing of the kind", 0.5))
    assert "sign.jpg" in shelf.names("Shop")[:6]
    found = next(f for f in shelf.ask("wine shop") if f.paths == ["/a/sign.jpg"])
    assert (found.shown.kind, found.match.score) == ("writing", pytest.approx(-0.8))
    assert "scan.pdf" in shelf.names("shop", "page")


def test_quotes_leave_out_what_does_not_contain_them(shelf: Shelf) -> None:
    shelf.put("/a/one.pdf", ("passage", 1, "Bread is\n baked at dawn.", 0.1))
    shelf.put(
        "/a/two.pdf",
        ("passage", 1, "Bread, and then: is baked.", 0.9),
        ("passage", 2, "no such words", 0.95),
        ("passage", 2, "bread IS baked slowly", 0.3),
    )
    shelf.put("/a/Bread is baked.pdf", ("passage", 1, "by name", 0.2), ("passage", 2, "", 0.25))
    found = shelf.ask('"bread is baked"', "page")
    items = {(Path(f.paths[0]).name, f.match.key.page) for f in found}
    assert items == {
        ("one.pdf", 1), ("two.pdf", 2), ("Bread is baked.pdf", 1), ("Bread is baked.pdf", 2),
    }  # fmt: skip
    two = next(f for f in found if f.paths == ["/a/two.pdf"])
    assert two.shown.passage == 2, "the passage with the phrase is shown"
    assert two.match.score == pytest.approx(0.95), "its similarity stays what it is"
    assert shelf.names('"bread is baked" "slowly"', "page") == ["two.pdf"]
    assert shelf.names('"bread is baked" "nowhere"', "page") == []


def test_a_name_and_a_phrase_are_strong_by_themselves_and_most_words_fair(shelf: Shelf) -> None:
    photos(shelf, 3)
    said = Metadata(keywords=("Harbour",))
    shelf.put("/a/x.jpg", ("photo", 0, "", -0.9), metadata=said)
    shelf.put("/a/harbour.jpg", ("photo", 0, "", -0.8))
    shelf.put("/a/sign.jpg", ("photo", 0, "", -0.9), ("writing", 0, "HarbourInn by the sea", -0.8))
    shelf.put("/a/log.pdf", ("passage", 1, "We left the harbour.", 0.1), ("passage", 2, "", 0.2))

    def least(typed: str, kind: Kind = "photo") -> dict[str, str]:
        return {
            f"{Path(found.paths[0]).name} {found.match.key.page}": found.least
            for found in shelf.ask(typed, kind)
        }

    meant = {f"{n:03}.jpg 0": "weak" for n in range(3)}
    assert least("harbour") == meant | {
        "harbour.jpg 0": "strong", "x.jpg 0": "fair", "sign.jpg 0": "weak"
    }  # fmt: skip
    assert least("a harbour")["x.jpg 0"] == "fair", "short words count little"
    assert least("harbour boat") == meant | dict.fromkeys(
        ("harbour.jpg 0", "x.jpg 0", "sign.jpg 0"), "weak"
    )
    assert least("harbour", "page") == {"log.pdf 1": "fair", "log.pdf 2": "weak"}
    assert least('"the harbour"', "page") == {"log.pdf 1": "strong"}


@pytest.mark.parametrize("phrase", ["(a+b)*", "50% off", "it's", "C:\\x", "a_b", "🦆 pond", "[.]x"])
def test_a_phrase_is_no_pattern(shelf: Shelf, phrase: str) -> None:
    shelf.put("/a/one.pdf", ("passage", 1, f"x {phrase.upper()} y", 0.1))
    shelf.put("/a/two.pdf", ("passage", 1, "aab 500 off its C:/x aXb duck pond .x", 0.1))
    assert shelf.names(f'"{phrase}"', "page") == ["one.pdf"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_get_an_answer(shelf: Shelf, text: str) -> None:
    shelf.put("/a/one.jpg", ("photo", 0, "", 0.1), ("writing", 0, "a b x y z", 0.2))
    shelf.put("/a/two.pdf", ("passage", 1, "a b x y z word", 0.2))
    assert len(shelf.ask(text)) <= 1
    assert len(shelf.ask(text, "page")) <= 1


def test_what_is_gone_is_found_nowhere_at_once(shelf: Shelf) -> None:
    shelf.put("/a/heron.jpg", ("photo", 0, "", 0.1), ("writing", 0, "heron", 0.2))
    shelf.put("/a/b.jpg", ("photo", 0, "", 0.1), ("writing", 0, "HeronRest", 0.2))
    assert set(shelf.names("heron")) == {"heron.jpg", "b.jpg"}
    shelf.catalog.remove(["/a/heron.jpg", "/a/b.jpg"])
    for typed in ("heron", '"heron"', "heron.jpg", "eron"):
        assert shelf.names(typed) == []


def test_a_long_text_is_ranked_by_meaning_alone(shelf: Shelf) -> None:
    photos(shelf, 5)
    shelf.put("/a/x.jpg", ("photo", 0, "", 0.0), ("writing", 0, "harbour", 0.0))
    text = "harbour " + " ".join(f"w{n}" for n in range(40))
    assert shelf.names(text)[-1] == "x.jpg"
    assert [found.shown.kind for found in shelf.ask("harbour")[:2]].count("writing") == 1


def test_a_word_said_by_chance_does_not_displace_what_is_meant(shelf: Shelf) -> None:
    photos(shelf, 30)
    shelf.put("/a/the.jpg", ("photo", 0, "", 0.0), ("writing", 0, "on the way of the bus", 0.0))
    names = shelf.names("a lighthouse on the cliffs of the northern coast")
    assert names[:10] == [f"{n:03}.jpg" for n in range(10)]


def test_a_little_word_alone_is_chance(shelf: Shelf) -> None:
    """It would lift the second of two texts over the first, and be all that is found by words."""
    shelf.put("/a/diary.txt", ("passage", 1, "Am Abend saß der Reiher am Fluss.", 0.5))
    shelf.put("/a/sea.md", ("passage", 1, "The lighthouse warns ships at night.", 0.4))
    shelf.put("/a/bread.txt", ("passage", 1, "Flour, water and salt.", -0.2))
    asked = "A heron sits by the river."
    assert shelf.names(asked, "page") == ["diary.txt", "sea.md", "bread.txt"]
    query = Query((QueryPart(asked),), kinds=("page",))
    assert rank_by_words(query, typed_in(query), None, shelf.store, shelf.catalog) == {"page": []}


def test_the_order_does_not_depend_on_how_many_are_asked_for(shelf: Shelf) -> None:
    photos(shelf, 40)
    for n in range(10):
        shelf.put(f"/a/gull {n}.jpg", ("photo", 0, "", n / 20))
    whole = shelf.names("a gull")
    assert shelf.names("a gull", limit=7) == whole[:7]


def test_filters_come_before_words_too(shelf: Shelf) -> None:
    """Case 46: most of what has the words lies elsewhere, and has them more often."""
    for n in range(220):
        shelf.put(f"/a/{n}.pdf", ("passage", 1, "invoice invoice", 0.95))
    for n in range(120):
        shelf.put(f"/b/{n}.pdf", ("passage", 1, "nothing of the kind", 0.9 - n / 1000))
    shelf.put("/b/it.pdf", ("passage", 1, "one invoice among very many other words", -0.9))
    found = shelf.ask("invoice", "page", folder="/b")
    assert found[0].paths == ["/b/it.pdf"] or found[1].paths == ["/b/it.pdf"]
    assert {os.path.dirname(path) for each in found for path in each.paths} == {"/b"}


def test_filters_come_before_names_too(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.saying.TEXTS_COMPARED", 20)
    for n in range(40):
        shelf.put(f"/a/sea {n}.jpg", ("photo", 0, "", 0.95))
    for n in range(110):
        shelf.put(f"/b/{n}.jpg", ("photo", 0, "", 0.9 - n / 1000))
    shelf.put("/b/one by the sea, taken long ago.jpg", ("photo", 0, "", -0.9))
    (it,) = (f for f in shelf.ask("sea", folder="/b")[:2] if "sea" in f.paths[0])
    assert it.least == "fair"


def test_the_index_of_words_is_kept_up(shelf: Shelf) -> None:
    for n in range(20):
        shelf.put(f"/a/{n}.pdf", ("passage", 1, f"Bread {'at dawn ' * (n % 3)}{n}", n / 40))
    before = shelf.names("bread dawn", "page")
    assert not shelf.store.wants_word_index, "there is one from the beginning"
    shelf.store.optimize()
    shelf.store.wait()
    assert set(shelf.names("bread dawn", "page")) == set(before)
    shelf.put("/a/new.pdf", ("passage", 1, "bread dawn", 0.9))
    assert shelf.names("bread dawn", "page")[0] == "new.pdf", "found before the index knows it"
    shelf.store.optimize()
    shelf.store.wait()
    assert shelf.names("bread dawn", "page")[0] == "new.pdf"
    shelf.store.delete([shelf.contents["/a/new.pdf"]])
    assert set(shelf.names("bread dawn", "page")) == set(before)


def test_a_table_of_an_older_mate_gets_an_index_of_words(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put("/a/one.pdf", ("passage", 1, "Bread", 0.1))
    shelf.store._table.drop_index(WORD_INDEX)
    again = Store(tmp_path / "store", "m", DIM)
    assert again.wants_word_index
    again.make_word_index()
    again.wait()
    assert not again.wants_word_index
    assert [key.page for key, _ in again.with_words(["bread"], ("passage",), 5)] == [1]


def test_a_damaged_index_of_words_costs_no_answer(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put("/a/one.pdf", ("passage", 1, "bread", 0.1))
    shelf.store.make_word_index()
    shelf.store.wait()
    for file in (tmp_path / "store").rglob("_indices/**/*.lance"):
        file.unlink()
    again = Store(tmp_path / "store", "m", DIM)
    shelf.store = again
    assert shelf.names("bread", "page") == ["one.pdf"], "by its meaning"
    again.optimize()
    assert again.wants_word_index
    again.make_word_index()
    again.wait()
    assert not again.wants_word_index
    assert [key.page for key, _ in again.with_words(["bread"], ("passage",), 5)] == [1]
