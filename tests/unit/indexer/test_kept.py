"""What people keep: it stays through everything that happens to files and to the catalog."""

import os
import sqlite3
import time
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

import indexer.messages as m
from indexer.catalog import Catalog
from indexer.filters import understood
from indexer.kept import KeptError, Shelves, obey, read_query, title_of, write_query
from indexer.library import Library
from indexer.messages import Order, Query, QueryPart
from indexer.records import Stat
from indexer.verify import back_up, open_catalog


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library")
    library.create()
    return library


@pytest.fixture
def shelves(library: Library) -> Shelves:
    return Shelves(Catalog(library.catalog), library)


def asks(*texts: str, photo: str = "") -> Query:
    parts = tuple(QueryPart(text=text) for text in texts)
    return Query((*parts, QueryPart(photo=photo)) if photo else parts)


def index(catalog: Catalog, path: str, content: str, page: int = 0, size: int = 1) -> None:
    """Read a file, as the pipeline records it."""
    catalog.put_pending([(path, Stat(size, size, 1, hash(path) % 1000))])
    (record,) = catalog.files_under(path).values()
    if not catalog.is_embedded(content, "m"):
        catalog.begin_content(content, "m", "photo")
        catalog.finish_content(content, "m", [(page, 40, 30, 0)], [record])
    else:
        catalog.set_indexed(content, [record])


def shown(shelves: Shelves, collection: int) -> list[tuple[str, str, bool]]:
    return [(hit.content, hit.path, hit.gone) for hit in shelves.show(collection)]


# --- questions ---------------------------------------------------------------------------


def test_a_question_is_kept_as_it_was_asked() -> None:
    query = Query(
        (
            QueryPart(text="a heron\nby the “river” 鷺 type:jpg"),
            QueryPart(photo="/a/caf\udce9.jpg", weight=-0.5),
            QueryPart(text="mist", weight=2.0),
        ),
        filters=understood(asks("before:2020-05 -camera:canon")).filters,
    )
    assert read_query(write_query(query, ("", "aa"))) == (query, ("", "aa", ""))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"parts": 3}', '{"parts": [3]}', "\0"])
def test_a_damaged_question_is_said_to_be_so(text: str) -> None:
    with pytest.raises(KeptError, match="damaged"):
        read_query(text)


def test_a_question_keeps_its_order_and_older_ones_have_none() -> None:
    plain = Query((QueryPart(text="a heron"),))
    for order in get_args(Order):
        query = replace(plain, order=order)
        assert read_query(write_query(query))[0] == query
    assert "order" not in write_query(plain), "an older Mate reads it as ever"
    assert read_query('{"parts": [{"text": "a heron"}]}')[0] == plain
    assert read_query('{"order": "size", "parts": [{"text": "a heron"}]}')[0] == plain
    assert title_of(replace(plain, order="newest")) == "a heron · newest first"
    assert title_of(replace(plain, order="name")) == "a heron · by name"
    assert title_of(Query(order="name")) == "", "nothing is asked"


def test_a_long_passage_is_called_by_its_first_words() -> None:
    passage = "We walked along the river in the morning, and the heron stood still. " * 9_000
    title = title_of(asks(passage, photo="/p/heron.jpg"))
    assert title == "We walked along the river in the morning, and the heron… · heron.jpg"
    assert title_of(asks("鷺" * 500)) == "鷺" * 60 + "…"
    assert title_of(Query((QueryPart(photo="/p/a.jpg", weight=-0.5),))) == "− a.jpg"
    assert title_of(asks(" \n ")) == ""
    assert title_of(asks("caf\udce9", photo="/p/\ud800.jpg")) == "caf? · ?.jpg"


def test_the_last_fifty_different_questions_are_remembered(shelves: Shelves) -> None:
    for n in range(60):
        assert shelves.remember(asks(f"{n} herons"))
    shelves.remember(asks("30 herons"))
    titles = [each.title for each in shelves.state().recent]
    assert titles[:3] == ["30 herons", "59 herons", "58 herons"]
    assert len(titles) == len(set(titles)) == 50
    assert titles[-1] == "10 herons"


def test_what_is_typed_on_is_one_question(shelves: Shelves, library: Library) -> None:
    for text in ("a dog", "a dog on", "a dog on the beach", "a dog on", "a cat"):
        shelves.remember(asks(text))
    assert [each.title for each in shelves.state().recent] == ["a cat", "a dog on"]
    with sqlite3.connect(library.catalog) as db:
        db.execute("UPDATE recent SET asked = asked - 3600")
    shelves.remember(asks("a cat on a mat"))
    shelves.remember(asks("a cat on a mat", photo="/p/a.jpg"))
    assert len(shelves.state().recent) == 4


def test_nothing_is_left_of_questions_that_are_forgotten(
    shelves: Shelves, library: Library
) -> None:
    for n in range(20):
        shelves.remember(asks(f"{n} my secret lighthouse" + " and its sea" * 500))
    shelves.forget_recent()
    assert shelves.state().recent == ()
    for path in library.root.glob("catalog*"):
        assert b"secret lighthouse" not in path.read_bytes()


def test_nothing_is_left_of_questions_that_make_room(library: Library) -> None:
    catalog = Catalog(library.catalog)
    catalog._db.execute("PRAGMA secure_delete = OFF")  # which some systems begin with
    shelves = Shelves(catalog, library)
    for n in range(5):
        shelves.remember(asks(f"{n} my secret lighthouse" + " and its sea" * 500))
    for n in range(60):
        shelves.remember(asks(f"{n} herons"))
    assert catalog._db.execute("PRAGMA secure_delete").fetchone() == (0,)
    catalog.close()
    assert b"secret lighthouse" not in library.catalog.read_bytes()


def test_who_wants_nothing_remembered_has_nothing_remembered(shelves: Shelves) -> None:
    shelves.remember(asks("a dog"))
    shelves.set_remembering(False)
    assert not shelves.remember(asks("a cat"))
    state = shelves.state()
    assert (state.remembers, [each.title for each in state.recent]) == (False, ["a dog"])


def test_a_photo_of_a_saved_search_is_found_where_it_has_been_moved(
    shelves: Shelves, tmp_path: Path
) -> None:
    photo, moved = tmp_path / "a.jpg", tmp_path / "b.jpg"
    photo.write_bytes(b"x")
    index(shelves._catalog, str(photo), "aa")
    saved = shelves.save("Birds", asks("a heron", photo=str(photo)))
    assert shelves.recall("saved", saved).query == asks("a heron", photo=str(photo))
    photo.rename(moved)
    (record,) = shelves._catalog.files_under(str(photo)).values()
    shelves._catalog.rename(record, str(moved))
    assert shelves.recall("saved", saved).query == asks("a heron", photo=str(moved))
    moved.unlink()
    recalled = shelves.recall("saved", saved)
    assert recalled.missing == (str(photo),)
    assert recalled.query == asks("a heron"), "the rest is asked"
    assert recalled.title == "Birds"


def test_a_pasted_picture_outlives_the_clearing_of_pasted_pictures(
    shelves: Shelves, library: Library
) -> None:
    pasted = library.root / "tmp" / "query-1.png"
    pasted.parent.mkdir()
    pasted.write_bytes(b"picture")
    saved = shelves.save("", asks(photo=str(pasted)))
    pasted.unlink()
    (part,) = shelves.recall("saved", saved).query.parts
    assert part.photo is not None
    assert Path(part.photo).read_bytes() == b"picture"
    with pytest.raises(KeptError, match="cannot be kept"):
        shelves.save("", asks(photo=str(pasted.with_name("query-2.png"))))
    shelves.purge()
    assert Path(part.photo).exists()
    shelves.delete("saved", saved)
    with sqlite3.connect(library.catalog) as db:
        db.execute("UPDATE saved SET deleted = 1")
    shelves.purge()
    assert not Path(part.photo).exists()


def test_a_question_that_is_saved_is_known_again(shelves: Shelves, tmp_path: Path) -> None:
    photo, moved, other = (tmp_path / name for name in ("a.jpg", "b.jpg", "c.jpg"))
    for path, content in ((photo, "aa"), (other, "cc")):
        path.write_bytes(b"x")
        index(shelves._catalog, str(path), content)
    pasted = shelves._library.root / "tmp" / "query-1.png"
    pasted.parent.mkdir()
    pasted.write_bytes(b"picture")
    by_name = replace(asks("a heron"), order="name")
    questions = [
        asks("a heron"),
        by_name,
        asks("a heron", photo=str(photo)),
        asks(photo=str(pasted)),
    ]
    assert [shelves.saved_as(query) for query in questions] == [None] * 4
    kept = [shelves.save("", query) for query in questions]
    assert [shelves.saved_as(query) for query in questions] == kept
    pasted.unlink()
    assert shelves.saved_as(shelves.recall("saved", kept[3]).query) == kept[3]

    photo.rename(moved)
    (record,) = shelves._catalog.files_under(str(photo)).values()
    shelves._catalog.rename(record, str(moved))
    assert shelves.saved_as(asks("a heron", photo=str(moved))) == kept[2]
    assert shelves.saved_as(asks("a heron", photo=str(other))) is None
    assert shelves.saved_as(asks("a stork", photo=str(moved))) is None

    shelves.delete("saved", kept[0])
    assert shelves.saved_as(asks("a heron")) is None


def test_a_damaged_saved_search_is_like_no_question(shelves: Shelves, library: Library) -> None:
    shelves.save("Birds", asks("a heron"))
    with sqlite3.connect(library.catalog) as db:
        db.execute("UPDATE saved SET query = 'x'")
    assert shelves.saved_as(asks("a heron")) is None


def test_names_are_told_apart_whatever_their_case(shelves: Shelves) -> None:
    first = shelves.save(" Birds \n of\tLisbon ", asks("a heron"))
    shelves.save("birds of lisbon", asks("a stork"))
    assert [each.title for each in shelves.state().saved] == [
        "Birds of Lisbon",
        "birds of lisbon (2)",
    ]
    assert shelves.find("saved", "BIRDS OF LISBON") == first
    with pytest.raises(KeptError, match="there is another"):
        shelves.rename("saved", first, "Birds of Lisbon (2)")
    shelves.rename("saved", first, "BIRDS of Lisbon")
    for name in ("", " \n", "\0\x07"):
        with pytest.raises(KeptError, match="at least one letter"):
            shelves.rename("saved", first, name)
    with pytest.raises(KeptError, match="no saved search “storks”; there is: “BIRDS of Lisbon”"):
        shelves.find("saved", "storks")
    with pytest.raises(KeptError, match="no question to save"):
        shelves.save("Nothing", Query())


# --- collections -------------------------------------------------------------------------


def test_a_member_stays_through_renames_copies_edits_and_removal(shelves: Shelves) -> None:
    catalog = shelves._catalog
    catalog.add_folder("/p")
    index(catalog, "/p/a.jpg", "aa")
    index(catalog, "/p/b.jpg", "bb")
    birds = shelves.make_collection("Birds", [("aa", 0, "/p/a.jpg"), ("bb", 0, "/p/b.jpg")])
    assert shelves.add_members(birds, [("aa", 0, "/p/a.jpg")]) == 0, "once is enough"
    assert shown(shelves, birds) == [("aa", "/p/a.jpg", False), ("bb", "/p/b.jpg", False)]

    catalog.rename(catalog.files_under("/p/a.jpg")["/p/a.jpg"], "/p/c.jpg")
    assert shown(shelves, birds)[0] == ("aa", "/p/c.jpg", False)

    catalog.put_pending([("/p/c.jpg", Stat(7, 7, 1, 1))])  # an editor saves it
    assert shown(shelves, birds)[0] == ("aa", "/p/c.jpg", False), "what it is now is not known yet"
    index(catalog, "/p/c.jpg", "a2", size=7)
    assert shown(shelves, birds)[0] == ("a2", "/p/c.jpg", False)

    catalog.remove_folder("/p")
    catalog.forget_contents(catalog.unused("m"), "m")
    assert shown(shelves, birds) == [("a2", "/p/c.jpg", True), ("bb", "/p/b.jpg", True)]
    assert catalog.unknown(["a2", "zz"]) == {"zz"}, "its thumbnail is kept"
    assert catalog.hashes() == {"a2", "bb"}

    index(catalog, "/elsewhere/d.jpg", "a2", size=9)
    assert shown(shelves, birds) == [("a2", "/elsewhere/d.jpg", False), ("bb", "/p/b.jpg", True)]
    taken = shelves.remove_members(birds, [("bb", 0, ""), ("a2", 3, "")])
    assert [member for _, member in taken] == [("bb", 0, "/p/b.jpg")]
    assert shown(shelves, birds) == [("a2", "/elsewhere/d.jpg", False)]


def test_what_is_put_back_stands_where_it_stood(shelves: Shelves) -> None:
    birds, others = (
        shelves.make_collection(
            name, [(f"{letter}{letter}", 0, f"/p/{letter}") for letter in "abcd"]
        )
        for name in ("Birds", "Others")
    )

    def order(collection: int) -> str:
        return "".join(content[0] for content, _, _ in shown(shelves, collection))

    first, last = (
        shelves.remove_members(birds, [(content, 0, "") for content in gone])
        for gone in (("bb", "cc"), ("dd",))
    )
    shelves.add_members(birds, [("ee", 0, "/p/e")])
    assert order(birds) == "ae"
    shelves.put_back(birds, first)
    assert order(birds) == "abce"
    shelves.put_back(birds, last)
    assert order(birds) == "abcde"

    newest = shelves.remove_members(others, [("dd", 0, "")])
    shelves.add_members(others, [("ee", 0, "/p/e")])  # perhaps by the number that is free now
    shelves.put_back(others, newest)
    assert (order(others), order(birds)) == ("abcde", "abcde")
    shelves.put_back(others, newest)
    assert (order(others), order(birds)) == ("abcde", "abcde"), "once is enough"
    with pytest.raises(KeptError, match="not there any more"):
        shelves.put_back(99, newest)


def test_a_member_that_is_put_back_keeps_others_that_an_editor_has_changed(
    shelves: Shelves,
) -> None:
    catalog = shelves._catalog
    index(catalog, "/p/b.jpg", "bb")
    birds = shelves.make_collection("Birds", [("aa", 0, "/p/a.jpg"), ("bb", 0, "/p/b.jpg")])
    taken = shelves.remove_members(birds, [("aa", 0, "")])
    catalog.put_pending([("/p/b.jpg", Stat(7, 7, 1, 1))])
    shelves.put_back(birds, taken)
    index(catalog, "/p/b.jpg", "b2", size=7)
    assert [content for content, _, _ in shown(shelves, birds)] == ["aa", "b2"]


def test_a_member_that_is_put_back_while_its_file_waits_to_be_read_follows_it(
    shelves: Shelves,
) -> None:
    catalog = shelves._catalog
    index(catalog, "/p/a.jpg", "aa")
    birds = shelves.make_collection("Birds", [("aa", 0, "/p/a.jpg")])
    catalog.put_pending([("/p/a.jpg", Stat(7, 7, 1, 1))])
    shelves.put_back(birds, shelves.remove_members(birds, [("aa", 0, "")]))
    index(catalog, "/p/a.jpg", "a2", size=7)
    assert shown(shelves, birds) == [("a2", "/p/a.jpg", False)]


def test_a_copy_holds_a_member_when_the_other_is_edited(shelves: Shelves) -> None:
    catalog = shelves._catalog
    for path in ("/p/a.jpg", "/p/copy.jpg"):
        index(catalog, path, "aa")
    birds = shelves.make_collection("Birds", [("aa", 0, "/p/a.jpg")])
    index(catalog, "/p/a.jpg", "a2", size=7)
    assert shown(shelves, birds) == [("aa", "/p/copy.jpg", False)]
    index(catalog, "/p/copy.jpg", "a2", size=7)
    assert shown(shelves, birds) == [("a2", "/p/a.jpg", False)]


def test_another_file_by_the_old_name_is_no_member(shelves: Shelves) -> None:
    catalog = shelves._catalog
    index(catalog, "/p/a.jpg", "aa")
    birds = shelves.make_collection("Birds", [("aa", 0, "/p/a.jpg")])
    catalog.put_pending([("/p/a.jpg", Stat(7, 7, 1, 1))])
    catalog.remove(["/p/a.jpg"])
    index(catalog, "/p/a.jpg", "other", size=9)
    assert shown(shelves, birds) == [("aa", "/p/a.jpg", True)]


def test_two_members_that_become_one_are_one(shelves: Shelves) -> None:
    catalog = shelves._catalog
    for path, content in (("/p/a.jpg", "aa"), ("/p/b.jpg", "bb")):
        index(catalog, path, content)
    members = [("aa", 0, "/p/a.jpg"), ("bb", 0, "/p/b.jpg")]
    birds = shelves.make_collection("Birds", members)
    index(catalog, "/p/a.jpg", "bb", size=7)
    assert [content for content, _, _ in shown(shelves, birds)] == ["bb"]


def test_a_collection_is_deleted_brought_back_and_in_the_end_purged(
    shelves: Shelves, library: Library
) -> None:
    birds = shelves.make_collection("Birds", [("aa", 0, "/p/a.jpg")])
    shelves.delete("collection", birds)
    assert shelves.state().collections == ()
    with pytest.raises(KeptError, match="not there any more"):
        shown(shelves, birds)
    with pytest.raises(KeptError, match="not there any more"):
        shelves.add_members(birds, [("bb", 0, "/p/b.jpg")])
    shelves.make_collection("birds")
    shelves.restore("collection", birds)
    assert [(each.name, each.members) for each in shelves.state().collections] == [
        ("birds", 0),
        ("Birds (2)", 1),
    ]
    shelves.delete("collection", birds)
    shelves.purge()
    shelves.restore("collection", birds)
    shelves.delete("collection", birds)
    with sqlite3.connect(library.catalog) as db:
        db.execute("UPDATE collection SET deleted = ? WHERE deleted", (time.time() - 40 * 86_400,))
    shelves.purge()
    with pytest.raises(KeptError, match="not there any more"):
        shelves.restore("collection", birds)
    with sqlite3.connect(library.catalog) as db:
        assert db.execute("SELECT count(*) FROM member").fetchone() == (0,)


def test_a_front_end_is_told_what_came_of_it(shelves: Shelves) -> None:
    events = list(obey(m.MakeCollection("Birds"), shelves))
    assert events == [m.KeptChanged(shelves.state())]
    (birds,) = shelves.state().collections
    members = (("aa", 0, "/p/a.jpg"), ("bb", 0, "/p/b.jpg"), ("bb", 0, "/q/b.jpg"))
    added, _ = obey(m.AddMembers(birds.id, members[:1]), shelves)
    assert added == m.MembersAdded(birds.id, 1, 0)
    added, _ = obey(m.AddMembers(birds.id, members), shelves)
    assert added == m.MembersAdded(birds.id, 1, 1)
    taken, changed = obey(m.RemoveMembers(birds.id, members[:1]), shelves)
    assert isinstance(taken, m.MembersRemoved)
    assert [member for _, member in taken.members] == [members[0]]
    assert changed == m.KeptChanged(shelves.state())
    (changed,) = obey(m.PutBack(birds.id, taken.members), shelves)
    assert [content for content, _, _ in shown(shelves, birds.id)] == ["aa", "bb"]
    (changed,) = obey(m.SaveSearch("", asks("a heron")), shelves)
    (saved,) = shelves.state().saved
    known, changed = obey(m.SaveSearch("", asks("a heron")), shelves)
    assert known == m.SavedAlready(saved.id, asks("a heron"))
    assert changed == m.KeptChanged(shelves.state())
    assert shelves.state().saved == (saved,)
    (changed,) = obey(m.SaveSearch("By another name", asks("a heron")), shelves)
    assert len(shelves.state().saved) == 2
    notice, changed = obey(m.RenameKept("collection", birds.id, " "), shelves)
    assert isinstance(notice, m.Notice)
    assert changed == m.KeptChanged(shelves.state())
    (notice, _) = obey(m.Recall("recent", 99), shelves)
    assert isinstance(notice, m.Notice)
    (notice, _) = obey(m.DeleteKept("recent", 99), shelves)
    assert isinstance(notice, m.Notice)


def test_what_is_kept_takes_no_time_that_grows_with_the_library(shelves: Shelves) -> None:
    catalog = shelves._catalog
    catalog.put_pending((f"/p/{n}.jpg", Stat(n, n, 1, n)) for n in range(3_000))
    birds = shelves.make_collection("Birds", [("aa", 0, "/p/a.jpg")])
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    catalog._db.set_progress_handler(count, 100)
    index(catalog, "/p/5.jpg", "aa", size=9_999)
    shelves.show(birds)
    shelves.state()
    catalog.remove(["/p/5.jpg"])
    assert steps[0] < 30


# --- a catalog that is damaged -----------------------------------------------------------


def fill(shelves: Shelves) -> m.Kept:
    shelves.make_collection("Birds", [(f"{n:064}", 0, f"/p/{n}.jpg") for n in range(500)])
    shelves.save("Herons", asks("a heron"))
    shelves.remember(asks("a dog"))
    shelves.set_remembering(False)
    return shelves.state()


def damage_all_but(library: Library, *tables: str) -> None:
    """Break the first page of every table and index but these."""
    with sqlite3.connect(library.catalog) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = db.execute("PRAGMA page_size").fetchone()
        pages = db.execute(
            "SELECT rootpage FROM sqlite_master WHERE rootpage > 0 AND tbl_name NOT IN"
            f" ({','.join('?' * len(tables))})",
            tables,
        ).fetchall()
    db.close()
    with library.catalog.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * 64)


KEPT = ("recent", "saved", "collection", "member", "setting")


@pytest.mark.parametrize("with_backup", [True, False])
def test_what_is_kept_is_taken_out_of_a_damaged_catalog(
    shelves: Shelves, library: Library, with_backup: bool
) -> None:
    old = shelves.make_collection("Old")
    if with_backup:
        back_up(shelves._catalog, library)
    shelves.delete("collection", old)
    before = fill(shelves)
    shelves._catalog.close()
    damage_all_but(library, *KEPT)
    catalog, notice = open_catalog(library)
    assert "damaged" in notice
    assert Shelves(catalog, library).state() == before
    catalog.check()


def test_of_what_cannot_be_read_the_backup_has_the_rest(shelves: Shelves, library: Library) -> None:
    before = fill(shelves)
    back_up(shelves._catalog, library)
    shelves.make_collection("Newer", [("aa", 0, "/p/a.jpg")])
    shelves._catalog.close()
    damage_all_but(library, "collection")
    catalog, _ = open_catalog(library)
    after = Shelves(catalog, library).state()
    assert (after.saved, after.recent) == (before.saved, before.recent)
    assert [(each.name, each.members) for each in after.collections] == [
        ("Birds", 500),
        ("Newer", 0),
    ]


def test_members_without_their_collection_are_not_lost(shelves: Shelves, library: Library) -> None:
    fill(shelves)
    shelves._catalog.close()
    damage_all_but(library, "member")
    catalog, _ = open_catalog(library)
    (collection,) = Shelves(catalog, library).state().collections
    assert collection.members == 500
    assert collection.name.startswith("Recovered")


def test_a_catalog_of_noise_and_one_of_an_older_mate_cost_nothing(
    shelves: Shelves, library: Library
) -> None:
    before = fill(shelves)
    back_up(shelves._catalog, library)
    shelves._catalog.close()
    library.catalog.write_bytes(os.urandom(200_000))
    catalog, _ = open_catalog(library)
    assert Shelves(catalog, library).state() == before
