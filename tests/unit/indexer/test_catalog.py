import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalog import Catalog
from indexer.catalog_file import CatalogError
from indexer.messages import Metadata, Order
from indexer.records import NOTHING_SAID, Stat

STAT = Stat(10, 1_000, 1, 2)
SAID = Metadata("2019-05-12T14:03:11", "X-T3", "", 38.5, -9.25, "A heron", "", ("bird", "river"), 4)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path / "catalog.db")


def add(catalog: Catalog, *paths: str) -> None:
    catalog.put_pending((path, STAT) for path in paths)


def test_new_files_are_pending_newest_first(catalog: Catalog) -> None:
    catalog.put_pending([("/a/old.jpg", Stat(1, 1, 0, 0)), ("/a/new.jpg", Stat(1, 9, 0, 0))])
    assert [record.path for record in catalog.next_pending(5, ())] == ["/a/new.jpg", "/a/old.jpg"]


def test_files_in_hand_are_not_given_out_again(catalog: Catalog) -> None:
    add(catalog, "/a/1.jpg", "/a/2.jpg")
    first = catalog.next_pending(1, ())[0]
    assert first.id not in [record.id for record in catalog.next_pending(5, [first.id])]


def test_a_name_that_is_not_text_comes_back_as_it_was(catalog: Catalog) -> None:
    name = os.fsdecode(b"/a/caf\xe9.jpg")
    add(catalog, name)
    assert list(catalog.files_under("/a")) == [name]


def test_files_under_takes_the_folder_and_not_its_namesakes(catalog: Catalog) -> None:
    add(catalog, "/a/b/1.jpg", "/a/b.jpg", "/a/bc/2.jpg", "/a/b/c/3.jpg")
    assert set(catalog.files_under("/a/b")) == {"/a/b/1.jpg", "/a/b/c/3.jpg"}
    assert set(catalog.files_under("/a/b.jpg")) == {"/a/b.jpg"}


def test_the_root_of_a_drive_holds_everything(catalog: Catalog) -> None:
    """Case 33: a drive's root finds nothing."""
    add(catalog, "/a/1.jpg", "/2.jpg")
    assert len(catalog.files_under("/")) == 2


def test_removing_a_folder_keeps_what_another_watched_folder_holds(catalog: Catalog) -> None:
    add(catalog, "/a/1.jpg", "/a/inner/2.jpg")
    catalog.add_folder("/a")
    catalog.add_folder("/a/inner")
    catalog.remove_folder("/a")
    assert catalog.folders() == ["/a/inner"]
    assert [status.path for status in catalog.files()] == ["/a/inner/2.jpg"]


def test_a_content_is_embedded_only_when_finished(catalog: Catalog) -> None:
    add(catalog, "/a/1.jpg")
    record = catalog.next_pending(1, ())[0]
    catalog.begin_content("c0ffee", "m", "photo")
    assert not catalog.is_embedded("c0ffee", "m")
    assert catalog.unfinished("m") == ["c0ffee"]
    catalog.finish_content("c0ffee", "m", [(0, 30, 20, 0)], [record], SAID)
    assert catalog.is_embedded("c0ffee", "m")
    assert catalog.unfinished("m") == []
    assert catalog.chosen.locate(["c0ffee"]) == {"c0ffee": ["/a/1.jpg"]}
    assert catalog.size_of("c0ffee", 0) == (30, 20)
    assert catalog.said.metadata_of("c0ffee") == SAID
    assert catalog.said.metadata_of("decaf") == Metadata()
    totals = catalog.totals("m")
    assert (totals.indexed, totals.pending, totals.photos, totals.pages) == (1, 0, 1, 0)


def test_what_was_read_in_the_end_is_held_against_no_file(catalog: Catalog) -> None:
    """A decoder that was killed for want of memory, say, counts no more when it is read again."""
    add(catalog, "/a/1.jpg")
    record = catalog.next_pending(1, ())[0]
    assert catalog.count_attempt(record.id) == 1
    catalog.set_indexed("c0ffee", [record])
    assert catalog.count_attempt(record.id) == 1


def test_what_was_read_of_an_older_version_does_not_count(catalog: Catalog) -> None:
    """A file that changed while it was in hand stays pending."""
    add(catalog, "/a/1.jpg")
    record = catalog.next_pending(1, ())[0]
    add(catalog, "/a/other.jpg")
    catalog.put_pending([("/a/1.jpg", Stat(11, 2_000, 1, 2))])
    catalog.set_indexed("c0ffee", [record])
    catalog.set_failed(record, "damaged")
    (status,) = [status for status in catalog.files() if status.path == "/a/1.jpg"]
    assert status.state == "pending"


def test_unused_contents_are_those_no_file_holds(catalog: Catalog) -> None:
    add(catalog, "/a/1.jpg")
    record = catalog.next_pending(1, ())[0]
    for content in ("aa", "bb"):
        catalog.begin_content(content, "m", "photo")
    catalog.finish_content("aa", "m", [(0, 1, 1, 0)], [record])
    assert catalog.unused("m") == ["bb"]
    catalog.remove(["/a/1.jpg"])
    assert sorted(catalog.unused("m")) == ["aa", "bb"]
    catalog.forget_contents(["aa", "bb"], "m")
    assert catalog.unused("m") == []
    assert catalog.size_of("aa", 0) == (0, 0)


def test_another_model_needs_the_files_again(catalog: Catalog) -> None:
    add(catalog, "/a/1.jpg")
    record = catalog.next_pending(1, ())[0]
    catalog.begin_content("aa", "one", "photo")
    catalog.finish_content("aa", "one", [(0, 1, 1, 0)], [record])
    catalog.require_model("one")
    assert catalog.totals("one").pending == 0
    catalog.require_model("two")
    assert catalog.totals("two").pending == 1


def test_numbers_of_64_bits_fit(catalog: Catalog) -> None:
    result = os.stat_result((0, 2**64 - 1, 2**63, 0, 0, 0, 5, 0, 0, 0))
    stat = replace(Stat.of(result), mtime=1, ctime=1)
    catalog.put_pending([("/a/1.jpg", stat)])
    assert catalog.next_pending(1, ())[0].stat == stat


def test_a_file_that_is_no_catalog_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(b"this is not a database" * 100)
    with pytest.raises(CatalogError, match=r"catalog\.db"):
        Catalog(path)


def test_totals_tell_of_contents_that_a_file_holds_whatever_comes_and_goes(
    catalog: Catalog,
) -> None:
    """Nothing is counted when they are asked for, so each change has to have been noted."""

    def photos() -> int:
        return catalog.totals("m").photos

    catalog.add_folder("/a")
    add(catalog, "/a/1.jpg", "/a/copy.jpg")
    one, copy = catalog.next_pending(2, ())
    catalog.begin_content("aa", "m", "photo")
    assert photos() == 0
    catalog.finish_content("aa", "m", [(0, 9, 9, 0)], [one])
    catalog.set_indexed("aa", [copy])
    assert photos() == 1
    catalog.begin_content("aa", "other", "photo")
    catalog.finish_content("aa", "other", [(0, 9, 9, 0)], [])
    assert (catalog.totals("other").photos, photos()) == (1, 1), "the files hold it already"
    catalog.remove([one.path])
    assert photos() == 1, "the copy holds it"
    catalog.put_pending([(copy.path, replace(STAT, size=11))])
    assert photos() == 0
    (changed,) = catalog.next_pending(1, ())
    catalog.set_indexed("aa", [changed])
    assert photos() == 1
    catalog.doubt(["aa"], "m")
    assert photos() == 0
    catalog.require_model("m")
    assert catalog.totals("other").photos == 1, "it is found until its file is read again"
    catalog.begin_content("aa", "m", "photo")
    catalog.finish_content("aa", "m", [(0, 9, 9, 0)], catalog.next_pending(1, ()))
    assert photos() == 1
    catalog.put_failed(changed.path, "no permission")
    assert photos() == 0
    catalog.remove_folder("/a")
    assert photos() == 0


@contextmanager
def counting(catalog: Catalog) -> Iterator[list[int]]:
    """Count how much SQLite does within, in hundreds of its steps."""
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    catalog._db.set_progress_handler(count, 100)
    yield steps
    catalog._db.set_progress_handler(None, 0)


def test_a_search_looks_at_its_own_contents_alone(catalog: Catalog) -> None:
    """Case 36: what is done for one content must not grow with the library."""
    paths = [f"/a/{number}.jpg" for number in range(3000)]
    add(catalog, *paths)
    for number, record in enumerate(catalog.next_pending(-1, ())):
        catalog.set_indexed(f"{number:x}", [record])
    with counting(catalog) as steps:
        catalog.begin_content("7", "m", "photo")
        found = catalog.chosen.locate(["7"])
    assert list(found) == ["7"]
    assert steps[0] < 10


SORTING = (  # triggers
    *("file_comes_sorted", "file_changes_sorted"),
    *(f"metadata_moment_{change}" for change in ("comes", "changes", "goes")),
    *(f"sidecar_moment_{change}" for change in ("comes", "changes", "goes")),
)


def test_a_catalog_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    old = Catalog(tmp_path / "catalog.db")
    add(old, "/a/1.pdf")
    old.begin_content("aa", "m", "pdf")
    old.finish_content("aa", "m", [(1, 9, 9, 0), (2, 9, 9, 0)], old.next_pending(1, ()))
    add(old, "/a/2.jpg")
    old.begin_content("bb", "m", "photo")
    old.finish_content("bb", "m", [(0, 9, 9, 0)], old.next_pending(1, ()))
    old.close()
    with sqlite3.connect(tmp_path / "catalog.db") as db:
        for trigger in (
            *("content_comes", "file_comes", "file_changes", "file_goes", "item_comes"),
            *("content_comes_unread", "file_changes_newest", "item_changes"),
            *("file_words_come", "file_words_go", "file_words_change"),
            *("file_changes_member", "file_goes_member", *SORTING),
        ):
            db.execute(f"DROP TRIGGER {trigger}")
        for column in ("moment", "sort_name"):
            db.execute(f"DROP INDEX file_{column}")
            db.execute(f"ALTER TABLE file DROP COLUMN {column}")
        db.execute("ALTER TABLE file DROP COLUMN ctime")
        for column in ("mount", "replaced"):
            db.execute(f"ALTER TABLE folder DROP COLUMN {column}")
        db.execute("DROP INDEX content_held")
        db.execute("DROP INDEX content_unread")
        db.execute("DROP INDEX content_doubled")
        db.execute("DROP INDEX item_unseen")
        for column in ("files", "newest", "unread"):
            db.execute(f"ALTER TABLE content DROP COLUMN {column}")
        db.execute("DROP INDEX item_writing")
        for column in ("writing", "attempts", "look"):
            db.execute(f"ALTER TABLE item DROP COLUMN {column}")
        db.execute("ALTER TABLE content DROP COLUMN rows")
        db.execute("DROP INDEX content_notice")
        db.execute("ALTER TABLE content DROP COLUMN notice")
        words = ("file_words", "metadata_words", "sidecar_words")
        kept = ("recent", "saved", "collection", "member")
        for table in ("metadata", "video", "sidecar", *words, *kept):
            db.execute(f"DROP TABLE {table}")
        db.execute("DROP INDEX file_state")
        db.execute("DROP INDEX file_newest")
        db.execute("ALTER TABLE file DROP COLUMN document")
        for table in ("folder", "file"):
            db.execute(f"ALTER TABLE {table} DROP COLUMN priority")
        db.execute("CREATE INDEX file_state ON file (state, mtime DESC)")
        db.execute("PRAGMA user_version = 1")
    db.close()
    for times in (1, 2):
        catalog = Catalog(tmp_path / "catalog.db")
        assert catalog.unfinished("m") == ["aa"], "its figures have not been seen"
        assert (catalog.totals("m").photos, catalog.totals("m").partial) == (1, 0)
        assert catalog.said.metadata_of("aa") == Metadata()
        assert catalog.writing.count("m") == 1, "the photo may hold text"
        ((record, _),) = catalog.writing.next("m", 9, 9, ())
        assert record.path == "/a/2.jpg"
        assert catalog.writing.count_attempt("bb", 0) == times
        assert catalog.contents("m")["aa"].rows == -1
        assert catalog.videos_under("/") == set()
        assert catalog.said.sidecars_under("/") == {}
        assert [path for path, _ in catalog.chosen.newest(documents=True)] == ["/a/1.pdf"]
        assert [path for path, _ in catalog.chosen.newest(documents=False)] == ["/a/2.jpg"]
        epoch = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(0))
        assert catalog.chosen.moments(["/a/1.pdf"]) == {"/a/1.pdf": epoch}
        for order in get_args(Order):
            listed = catalog.chosen.newest(order=order, documents=False)
            assert [path for path, _ in listed] == ["/a/2.jpg"]
        assert [content for content, _ in catalog.said.containing(["2.jpg"], every=False)] == ["bb"]
        assert catalog.kept.names("collection") == []
        assert catalog.alike.unseen(9) == ["bb"], "of pages no fingerprint is taken"
        catalog.close()


def next_paths(catalog: Catalog) -> list[str]:
    return [record.path for record in catalog.next_pending(99, ())]


def test_folders_of_high_priority_are_read_first_and_each_the_newest_first(
    catalog: Catalog,
) -> None:
    for folder in ("/a", "/b", "/c"):
        catalog.add_folder(folder)
        catalog.put_pending([(f"{folder}/{n}", Stat(1, n, 1, n)) for n in (1, 2)])
    assert next_paths(catalog)[:3] == ["/a/2", "/b/2", "/c/2"]
    catalog.set_folder_priority("/b", 1)
    catalog.set_folder_priority("/a", -1)
    assert next_paths(catalog) == ["/b/2", "/b/1", "/c/2", "/c/1", "/a/2", "/a/1"]
    assert {f.path: f.priority for f in catalog.folder_statuses()} == {"/a": -1, "/b": 1, "/c": 0}


def test_a_file_has_the_priority_of_the_innermost_folder_around_it(catalog: Catalog) -> None:
    catalog.add_folder("/a")
    catalog.set_folder_priority("/a", 1)
    catalog.put_pending([("/a/new", Stat(1, 1, 1, 1)), ("/a/b/old", Stat(1, 0, 1, 2))])
    catalog.add_folder("/a/b")
    catalog.put_pending([("/a/b/newest", Stat(1, 9, 1, 3)), ("/a/bc", Stat(1, 2, 1, 4))])
    assert next_paths(catalog) == ["/a/bc", "/a/new", "/a/b/newest", "/a/b/old"]
    catalog.set_folder_priority("/a", 0)
    catalog.set_folder_priority("/a/b", 1)
    assert next_paths(catalog)[0] == "/a/b/newest"
    (old,) = catalog.files_under("/a/b/old").values()
    catalog.rename(old, "/a/old")
    assert next_paths(catalog) == ["/a/b/newest", "/a/bc", "/a/new", "/a/old"]
    catalog.remove_folder("/a/b")
    assert next_paths(catalog)[0] == "/a/b/newest", "it stands under /a still"
    catalog.put_pending([("/a/c", Stat(1, 10, 1, 5))])
    assert next_paths(catalog)[0] == "/a/c"


def test_a_removal_that_is_cut_off_is_ended_later_and_takes_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.catalog.STRAYS_AT_ONCE", 3)
    catalog = Catalog(tmp_path / "catalog.db")
    for folder in ("/a", "/a/inner", "/b"):
        catalog.add_folder(folder)
    kept = ["/a/inner/1.jpg", "/b", "/b/1.jpg"]  # a folder that cannot be listed is itself listed
    removed = ["/a", "/a/inner.jpg", "/a/innermost/1.jpg", "/a/z/1.jpg", "/a-b/1.jpg"]
    names = [*kept, *removed, *(f"/a/{n}.jpg" for n in range(5))]
    catalog.put_pending((path, Stat(1, 1, 1, n)) for n, path in enumerate(names))
    catalog.put_videos(["/a/1.mp4", "/b/1.mp4", "/a/inner/1.mp4"])
    for path in ("/a/1.jpg.xmp", "/b/1.jpg.xmp"):
        catalog.said.put_sidecar(path, Stat(1, 1, 1, 1), None)
    catalog.forget_folder("/a")
    assert catalog.forget_strays(), "there is more"
    assert len(catalog.files()) == len(names) - 3
    catalog.close()
    catalog = Catalog(tmp_path / "catalog.db")
    while catalog.forget_strays():
        pass
    assert [status.path for status in catalog.files()] == kept
    assert catalog.videos_under("/") == {"/a/inner/1.mp4", "/b/1.mp4"}
    assert list(catalog.said.sidecars_under("/")) == ["/b/1.jpg.xmp"]
    catalog.remove_folder("/b")
    catalog.remove_folder("/a/inner")
    assert catalog.files() == ()


def test_of_the_whole_disk_nothing_is_stray(catalog: Catalog) -> None:
    catalog.remove_folder("/a")
    catalog.add_folder("/")
    add(catalog, "/a/1.jpg")
    assert not catalog.forget_strays()
    assert len(catalog.files()) == 1


def test_a_newer_catalog_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    Catalog(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(CatalogError, match="newer"):
        Catalog(path)


def test_writing_is_read_of_scans_first_then_of_the_newest_photos(catalog: Catalog) -> None:
    for number, (path, pages) in enumerate(
        [("/a/old.jpg", (0,)), ("/a/new.jpg", (0,)), ("/a/scan.pdf", (1, 2, 3))]
    ):
        # The scan is the oldest, the photos come in the order of their names.
        catalog.put_pending([(path, Stat(1, -5 if path == "/a/scan.pdf" else number, 0, 0))])
        (record,) = catalog.next_pending(1, ())
        content = f"{number + 10:x}"
        catalog.begin_content(content, "m", "photo")
        # Page 2 has text of its own.
        items = [(page, 1, 1, 0 if page == 2 else 1) for page in pages]
        catalog.finish_content(content, "m", items, [record])
    assert catalog.writing.count("m") == 4
    assert catalog.writing.next("another", 9, 9, ()) == []
    assert [(r.path, p) for r, p in catalog.writing.next("m", 9, 9, ("a",))] == [
        ("/a/scan.pdf", (1, 3)),
        ("/a/new.jpg", (0,)),
    ]

    seen = []
    while found := catalog.writing.next("m", 1, 1, ()):
        ((record, pages),) = found
        assert record.content is not None
        seen.append((record.path, pages))
        catalog.writing.set_state([(record.content, page) for page in pages], 2)
    assert seen == [("/a/scan.pdf", (1,)), ("/a/scan.pdf", (3,)), ("/a/new.jpg", (0,)),
                    ("/a/old.jpg", (0,))]  # fmt: skip
    assert catalog.writing.count("m") == 0


def test_pictures_to_be_read_are_told_right_whatever_comes_and_goes(catalog: Catalog) -> None:
    """They are counted as they come and go, so each change has to have been noted."""

    def waiting() -> tuple[int, list[str]]:
        found = [record.path for record, _ in catalog.writing.next("m", 9, 9, ())]
        return catalog.writing.count("m"), found

    for folder in ("/a", "/b"):
        catalog.add_folder(folder)
    catalog.put_pending([("/a/1.jpg", Stat(1, 5, 0, 0)), ("/b/copy.jpg", Stat(1, 6, 0, 1))])
    copy, one = catalog.next_pending(2, ())
    for _ in range(2):  # read again it is the same item
        catalog.begin_content("aa", "m", "photo")
        catalog.finish_content("aa", "m", [(0, 9, 9, 1)], [one])
        assert waiting() == (1, ["/a/1.jpg"])
    catalog.set_indexed("aa", [copy])
    assert (waiting()[0], len(waiting()[1])) == (1, 1), "copies are one picture"
    catalog.set_folder_present("/a", None)
    assert waiting() == (1, ["/b/copy.jpg"])
    catalog.set_folder_present("/b", None)
    assert waiting() == (0, [])
    for folder in ("/a", "/b"):
        catalog.set_folder_present(folder, (1, 1))
    catalog.writing.set_state([("aa", 0)], 2)
    catalog.writing.set_state([("aa", 0)], 2)
    assert waiting() == (0, [])
    catalog.writing.read_again()
    assert waiting()[0] == 1
    catalog.begin_content("aa", "other", "photo")
    catalog.finish_content("aa", "other", [(0, 9, 9, 1)], [])
    assert (catalog.writing.count("other"), waiting()[0]) == (1, 1)
    catalog.put_pending([("/a/0.jpg", Stat(1, 7, 0, 2))])
    (late,) = catalog.next_pending(1, ())
    catalog.begin_content("bb", "m", "photo")
    catalog.finish_content("bb", "m", [(0, 9, 9, 1)], [late])
    assert waiting()[1][0] == "/a/0.jpg", "the newest first"
    catalog.remove([one.path, copy.path])
    assert waiting() == (1, ["/a/0.jpg"])
    catalog.forget_contents(["bb"], "m")
    assert waiting() == (0, [])


def test_the_next_picture_to_be_read_is_not_looked_for_among_all(catalog: Catalog) -> None:
    """Case 36: with 100,000 that wait it took nearly a second."""
    add(catalog, *(f"/a/{number}.jpg" for number in range(3000)))
    for number, record in enumerate(catalog.next_pending(-1, ())):
        catalog.begin_content(f"{number:x}", "m", "photo")
        catalog.finish_content(f"{number:x}", "m", [(0, 9, 9, 1)], [record])
    with counting(catalog) as steps:
        assert len(catalog.writing.next("m", 8, 8, ("5",))) == 8
    assert steps[0] < 20


def test_the_newest_documents_are_not_looked_for_among_all_photos(catalog: Catalog) -> None:
    """With 100,000 photos and few documents each look took a second."""
    add(catalog, *(f"/a/{number}.jpg" for number in range(3000)), "/a/one.pdf")
    catalog.put_failed("/a/two.md", "no permission to read it")
    catalog.retry(["/a/two.md"])
    (named,) = catalog.files_under("/a/7.jpg").values()
    catalog.rename(named, "/a/7.txt")
    with counting(catalog) as steps:
        documents = {path for path, _ in catalog.chosen.newest(documents=True)}
    assert documents == {"/a/one.pdf", "/a/two.md", "/a/7.txt"}
    assert steps[0] < 20
    assert sum(1 for _ in catalog.chosen.newest(documents=False)) == 2999


def test_many_contents_are_located_at_once(catalog: Catalog) -> None:
    assert catalog.chosen.locate([f"{number:x}" for number in range(40_000)]) == {}


def told(catalog: Catalog, *words: str, every: bool = False) -> set[str]:
    return {content for content, _ in catalog.said.containing(words, every=every)}


def read(catalog: Catalog, path: str, content: str, metadata: Metadata = NOTHING_SAID) -> None:
    add(catalog, path)
    (record,) = catalog.files_under(path).values()
    catalog.begin_content(content, "m", "photo")
    catalog.finish_content(content, "m", [(0, 9, 9, 0)], [record], metadata)


def test_what_files_are_told_by_follows_every_change(catalog: Catalog) -> None:
    read(catalog, "/lake/heron.jpg", "aa", SAID)
    read(catalog, os.fsdecode(b"/lake/caf\xe9 Heronry.jpg"), "bb")
    assert told(catalog, "heron") == {"aa", "bb"}
    assert told(catalog, "lake") == set(), "a name, not the folders around it"
    assert told(catalog, "bird", "jpg", every=True) == set(), "of one and the same text"
    assert told(catalog, "bird", "river", every=True) == {"aa"}
    (record,) = catalog.files_under("/lake/heron.jpg").values()
    catalog.rename(record, "/lake/1.jpg")
    read(catalog, "/lake/1.jpg", "aa", replace(SAID, title="A stork"))
    assert (told(catalog, "heron"), told(catalog, "stork")) == ({"bb"}, {"aa"})
    catalog.remove(["/lake/1.jpg"])
    catalog.forget_contents(["aa"], "m")
    assert told(catalog, "stork") == told(catalog, "bird") == set()


def test_what_a_sidecar_says_is_told_of_the_photos_beside_it(catalog: Catalog) -> None:
    for name, content in (("a.jpg", "aa"), ("a.raw.jpg", "bb"), ("a.png", "cc")):
        read(catalog, f"/p/{name}", content)
    catalog.said.put_sidecar("/p/a.xmp", STAT, SAID)
    catalog.said.put_sidecar("/p/a.raw.jpg.xmp", STAT, replace(SAID, keywords=("otter",)))
    assert told(catalog, "river") == {"aa", "cc"}
    assert told(catalog, "otter") == {"bb"}
    catalog.said.put_sidecar("/p/a.xmp", STAT, replace(SAID, keywords=("otter",)))
    assert (told(catalog, "river"), told(catalog, "otter")) == (set(), {"aa", "bb", "cc"})
    catalog.said.remove_sidecars(["/p/a.xmp"])
    assert told(catalog, "otter") == {"bb"}


NAMES = st.sampled_from(
    ["heron", "Heronry", "rover", "ro", "東京", "東京の夜", "a\"b'c%_", "NEAR OR"]
)
CHANGES = st.lists(st.tuples(st.sampled_from(["put", "rename", "remove"]), NAMES, NAMES))


@settings(max_examples=40, deadline=None)
@given(CHANGES)
def test_the_words_are_those_of_the_names_there_are(changes: list[tuple[str, str, str]]) -> None:
    catalog = Catalog(Path(":memory:"))
    for change, name, other in changes:
        path = f"/p/{name}.jpg"
        match change, catalog.files_under(path):
            case "put", _:
                read(catalog, path, f"{name}.jpg")
            case "rename", {**found} if found and name != other:
                catalog.rename(found[path], f"/p/{other}.jpg")
                read(catalog, f"/p/{other}.jpg", f"{other}.jpg")
            case "remove", _:
                catalog.remove([path])
    there = {os.path.basename(status.path) for status in catalog.files()}
    for word in ("heron", "her", "ver", "東京", "jpg", "near"):
        assert told(catalog, word, every=True) == {n for n in there if word in n.lower()}
    catalog.close()


def test_fingerprints_are_kept_and_those_still_to_be_taken_are_known(catalog: Catalog) -> None:
    catalog.put_pending((f"/a/{name}.jpg", Stat(1, 1, 1, n)) for n, name in enumerate("abc"))
    for record in catalog.next_pending(9, ()):
        content = Path(record.path).stem * 2
        catalog.begin_content(content, "m", "photo")
        look = b"seen" if content == "aa" else None
        catalog.finish_content(content, "m", [(0, 40, 30, 0)], [record], look=look)
    assert sorted(catalog.alike.unseen(9)) == ["bb", "cc"]
    assert catalog.alike.count_unseen() == 2
    catalog.alike.set_looks({"bb": b"taken", "cc": b""})
    assert catalog.alike.unseen(9) == []
    assert catalog.alike.looks("m", "", 9) == [("aa", b"seen"), ("bb", b"taken")]
    assert catalog.alike.looks("m", "aa", 9) == [("bb", b"taken")]
    assert catalog.alike.looks("other", "", 9) == []
    assert catalog.alike.looks_of(["aa", "cc", "dd"]) == {"aa": b"seen"}

    (record,) = catalog.files_under("/a/a.jpg").values()
    catalog.finish_content("aa", "m", [(0, 40, 30, 0)], [record])
    assert catalog.alike.looks_of(["aa"]) == {"aa": b"seen"}, (
        "read again, it is still the same content"
    )
    catalog.remove(["/a/a.jpg"])
    assert [content for content, *_ in catalog.alike.looks("m", "", 9)] == ["bb"]


def test_contents_of_several_files_are_known_with_what_there_is_to_choose_by(
    catalog: Catalog,
) -> None:
    catalog.add_folder("/a")
    catalog.add_folder("/b")
    catalog.put_pending([("/a/1.jpg", Stat(5, 7, 1, 2)), ("/b/1.jpg", Stat(5, 8, 1, 3))])
    add(catalog, "/a/other.jpg")
    pending = catalog.next_pending(9, ())
    for content, name in (("aa", "1.jpg"), ("bb", "other.jpg")):
        held = [record for record in pending if record.path.endswith(name)]
        catalog.begin_content(content, "m", "photo")
        catalog.finish_content(content, "m", [(0, 40, 30, 0)], held, SAID)
    catalog.said.put_sidecar("/b/1.xmp", STAT, Metadata(rating=5))
    catalog.set_folder_present("/a", None)
    assert catalog.alike.doubled("m") == ["aa"]
    first, second = catalog.alike.holders(["aa"])
    assert (first.path, first.there, first.sidecar) == ("/a/1.jpg", False, False)
    assert (second.path, second.there, second.sidecar) == ("/b/1.jpg", True, True)
    assert (second.width, second.height, second.taken) == (40, 30, SAID.taken)
    assert second.stat == Stat(5, 8, 1, 3)
    catalog.remove(["/a/1.jpg"])
    assert catalog.alike.doubled("m") == []


def test_looking_for_folders_writes_nothing_where_nothing_has_changed(catalog: Catalog) -> None:
    catalog.add_folder("/a")
    for seen, present in (((1, 2), True), (None, False), ((1, 2), True), ((1, 3), True)):
        before = catalog.changes()
        catalog.set_folder_present("/a", seen)
        assert catalog.changes() == before + 1
        assert catalog.presence() == {"/a": present}
        catalog.set_folder_present("/a", seen)
        assert catalog.changes() == before + 1
    assert catalog.folder_identity("/a") == (1, 3)


def test_files_of_one_state_are_not_looked_for_among_all(catalog: Catalog) -> None:
    """It is asked every few seconds which have failed."""
    asked: list[str] = []
    catalog._db.set_trace_callback(asked.append)
    assert catalog.files("failed") == catalog.files() == ()
    catalog._db.set_trace_callback(None)
    plans = [
        " ".join(row[3] for row in catalog._db.execute(f"EXPLAIN QUERY PLAN {sql}"))
        for sql in asked
    ]
    assert ["INDEX file_state (state=?)" in plan for plan in plans] == [True, False]
