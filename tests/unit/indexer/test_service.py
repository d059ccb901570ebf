"""The service with the real model, real decoders, real stores."""

import contextlib
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
import pytest
from PIL import Image

import indexer.pipeline
import indexer.store
import mate_core
from indexer import loading
from indexer.filters import understood
from indexer.library import LibraryError, LibraryInUseError
from indexer.messages import Query, QueryPart
from indexer.rows import Row
from indexer.search import EmbeddedQuery, QueryError
from indexer.service import IndexService
from indexer.store import APPENDS_PER_OPTIMIZE, Store, StoreError
from tests.conftest import draw
from tests.unit.indexer.conftest import OpenService, ask, failures, finish, index
from tests.unit.indexer.test_catalog import SORTING
from tests.unit.indexer.test_document import damage_pages
from tests.unit.indexer.test_metadata import xmp


def test_a_photo_finds_itself_and_a_text_finds_its_page(
    open_service: OpenService, folder: Path, write_photo, write_pdf
) -> None:
    photos = [write_photo(folder / f"{n}.jpg", seed=n * 7) for n in range(8)]
    write_pdf(
        folder / "notes.pdf",
        [
            "Bread is baked from flour, water, salt and yeast.",
            "The lighthouse warns ships at night.",
        ],
    )
    service = open_service()
    index(service, folder)
    answer = ask(service, photo=photos[3])
    assert answer.photos[0].path == photos[3]
    assert answer.photos[0].score == pytest.approx(1, abs=0.01)
    assert [hit.score for hit in answer.photos] == sorted(
        (hit.score for hit in answer.photos), reverse=True
    )
    assert Path(answer.photos[0].thumbnail).is_file()

    pages = ask(service, text="A tower with a lamp guides sailors home in the dark.").pages
    assert (Path(pages[0].path).name, pages[0].page) == ("notes.pdf", 2)
    assert "lighthouse" in pages[0].why.passage
    assert pages[0].why.boxes
    assert pages[0].why.sentences[0][0].startswith("A tower")


def test_a_photo_finds_the_page_that_shows_it_and_where(
    open_service: OpenService, folder: Path, tmp_path: Path, write_photo
) -> None:
    photos = [write_photo(tmp_path / f"{n}.jpg", seed=n * 7) for n in range(6)]
    document = pymupdf.open()
    for photo in photos:
        page = document.new_page(width=600, height=800)
        page.insert_textbox((60, 60, 540, 180), "Bread is baked from flour and water. " * 5)
        page.insert_image((120, 200, 440, 440), filename=photo)
    document.save(folder / "album.pdf")
    service = open_service()
    index(service, folder)
    answer = ask(service, photo=photos[4])
    assert answer.photos == ()
    hit = answer.pages[0]
    assert (hit.kind, hit.page, hit.why.passage) == ("page", 5, "")
    assert hit.score > 0.95
    (box,) = hit.why.boxes
    edges = (box.x0 * 600, box.y0 * 800, box.x1 * 600, box.y1 * 800)
    assert edges == pytest.approx((120, 200, 440, 440), abs=1)
    assert len({(hit.path, hit.page) for hit in answer.pages}) == len(answer.pages) == 6
    by_text = ask(service, text="How to bake a loaf of bread").pages
    assert "flour" in by_text[0].why.passage, "a figure does not take its page's place"


def test_documents_read_before_figures_were_seen_are_read_again(
    open_service: OpenService, folder: Path, write_pdf, write_photo
) -> None:
    write_pdf(folder / "a.pdf", ["Bread is baked from flour."])
    write_photo(folder / "a.jpg")
    service = open_service()
    index(service, folder)
    service.close()
    with contextlib.closing(sqlite3.connect(service.library.catalog)) as db:
        db.execute("DROP INDEX content_notice")
        db.execute("DROP INDEX file_newest")
        for name in ("content_comes_unread", "file_changes_newest", "item_comes", "item_changes"):
            db.execute(f"DROP TRIGGER {name}")
        for table in ("file", "metadata", "sidecar"):
            for change in ("come", "go", "change"):
                db.execute(f"DROP TRIGGER {table}_words_{change}")
            db.execute(f"DROP TABLE {table}_words")
        for name in ("file_changes_member", "file_goes_member", *SORTING):
            db.execute(f"DROP TRIGGER {name}")
        for table, column in (("file", "ctime"), ("folder", "mount"), ("folder", "replaced")):
            db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        for column in ("moment", "sort_name"):
            db.execute(f"DROP INDEX file_{column}")
            db.execute(f"ALTER TABLE file DROP COLUMN {column}")
        for table in ("recent", "saved", "collection", "member"):
            db.execute(f"DROP TABLE {table}")
        for name in ("content_unread", "item_unseen", "content_doubled"):
            db.execute(f"DROP INDEX {name}")
        db.execute("ALTER TABLE item DROP COLUMN look")
        db.execute("ALTER TABLE file DROP COLUMN document")
        for column in ("notice", "newest", "unread"):
            db.execute(f"ALTER TABLE content DROP COLUMN {column}")
        db.execute("ALTER TABLE item DROP COLUMN attempts")
        db.execute("PRAGMA user_version = 8")
    again = open_service()
    finish(again)
    assert (again.counts().embedded, again.totals().pages, again.totals().photos) == (1, 1, 1)
    assert again.store_health()["rows"] == 2


def test_a_moving_picture_is_found_by_any_of_its_moments_once(
    open_service: OpenService, folder: Path, tmp_path: Path, write_photo
) -> None:
    for n in range(4):
        write_photo(folder / f"{n}.jpg", seed=n * 11 + 3)
    first, *others = [draw(seed) for seed in (2, 60, 140, 200)]
    first.save(folder / "moves.gif", save_all=True, append_images=others, duration=100)
    service = open_service()
    index(service, folder)
    for seed in (2, 140, 200):
        photos = ask(service, photo=write_photo(tmp_path / "still.png", seed=seed)).photos
        assert [Path(hit.path).name for hit in photos].count("moves.gif") == 1
        assert Path(photos[0].path).name == "moves.gif"


def test_a_hit_brings_what_the_photo_says_of_itself(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    exif = Image.Exif()
    exif[0x0110] = "X-T3"
    exif.get_ifd(0x8769)[0x9003] = "2019:05:12 14:03:11"
    photo = write_photo(folder / "a.jpg", exif=exif)
    service = open_service()
    index(service, folder)
    shutil.move(photo, folder / "renamed.jpg")  # nothing is opened, nothing is lost
    service.scan()
    finish(service)
    (hit,) = ask(service, text="shapes").photos
    assert hit.path == str(folder / "renamed.jpg")
    assert (hit.metadata.taken, hit.metadata.camera) == ("2019-05-12T14:03:11", "X-T3")


def test_what_a_sidecar_says_goes_before_what_the_photo_says_field_by_field(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    exif = Image.Exif()
    exif[0x0110], exif[0x010E] = "X-T3", "As the camera has it"
    exif.get_ifd(0x8769)[0x9003] = "2019:05:12 14:03:11"
    photo = write_photo(folder / "a.jpg", exif=exif)
    shutil.copy(photo, folder / "b.jpg")
    (folder / "a.jpg.xmp").write_bytes(xmp('dc:description="A" tiff:Model="no" xmp:Rating="5"'))
    (folder / "b.xmp").write_bytes(xmp('dc:title="B" exif:DateTimeOriginal="2001-02-03T04:05:06"'))
    service = open_service()
    index(service, folder)

    def told() -> tuple[str, str, str, str, str, int | None]:
        (hit,) = ask(service, text="shapes").photos
        said = hit.metadata
        name = Path(hit.path).name
        return name, said.taken, said.camera, said.title, said.description, said.rating

    assert told() == ("a.jpg", "2019-05-12T14:03:11", "X-T3", "", "A", 5)
    os.unlink(folder / "a.jpg")
    service.scan()
    finish(service)
    assert told() == ("b.jpg", "2001-02-03T04:05:06", "X-T3", "B", "As the camera has it", None)
    os.unlink(folder / "b.xmp")
    service.scan()
    finish(service)
    said = told()
    assert said == ("b.jpg", "2019-05-12T14:03:11", "X-T3", "", "As the camera has it", None)
    assert service.counts().embedded == 1
    assert len(service.files()) == 1


def test_the_pages_of_a_tiff_count_as_pages(open_service: OpenService, folder: Path) -> None:
    first, *others = [draw(seed) for seed in (2, 60, 140)]
    first.save(folder / "scan.tiff", save_all=True, append_images=others)
    service = open_service()
    index(service, folder)
    assert (service.progress().photos, service.progress().pages) == (0, 3)
    assert [hit.kind for hit in ask(service, text="shapes").pages] == ["page"] * 3


def test_what_lies_near_everything_loses_to_the_other_kind_alone(
    open_service: OpenService, folder: Path, write_photo, write_pdf
) -> None:
    write_photo(folder / "a.jpg", seed=5)
    write_pdf(folder / "a.pdf", ["A man in a blue shirt stands on a street."])
    service = open_service()
    index(service, folder)
    model = service.embedder
    assert model is not None
    said = "A person outside."
    query = model.embed_queries([said])[0]
    seen = model.embed_images(
        service.answers.on_demand.pixels(str(folder / "a.jpg")).result(30)[None]
    )
    read = model.embed_documents(["A man in a blue shirt stands on a street."])
    held_back = model.crowding_of_images(seen)[0], model.crowding_of_texts(read)[0]
    assert min(map(abs, held_back)) > 1e-3
    by_text, by_photo = ask(service, text=said), ask(service, photo=str(folder / "a.jpg"))
    found = {
        "text, photo": (by_text.photos[0].score, query @ seen[0] - held_back[0]),
        "text, page": (by_text.pages[0].score, query @ read[0]),
        "photo, page": (by_photo.pages[0].score, seen[0] @ read[0] - held_back[1]),
        "photo, photo": (by_photo.photos[0].score, 1),
    }
    for what, (score, expected) in found.items():
        assert score == pytest.approx(float(expected), abs=2e-3), what


def test_texts_of_every_kind_are_found(open_service: OpenService, folder: Path) -> None:
    (folder / "diary.txt").write_bytes("Am Abend saß der Reiher am Fluss.\n".encode("utf-16"))
    (folder / "sea.md").write_text("# Notes\n\nThe lighthouse warns ships at night.\n")
    (folder / "bread.html").write_text("<p>Bread is baked from flour, water and salt.</p>")
    service = open_service()
    index(service, folder)
    assert failures(service) == {}
    for text, name in {
        "A heron sits by the river.": "diary.txt",
        "A tower with a lamp guides sailors.": "sea.md",
        "What a baker does in the morning.": "bread.html",
    }.items():
        assert Path(ask(service, text=text).pages[0].path).name == name


def test_a_word_at_the_end_of_a_very_long_passage_counts(
    open_service: OpenService, folder: Path, write_pdf
) -> None:
    write_pdf(
        folder / "a.pdf", ["The lighthouse warns ships at night.", "Bread is baked from flour."]
    )
    service = open_service()
    index(service, folder)
    filler = "Nothing of note happened on that day, and nobody came by. " * 60

    def score(text: str) -> float:
        return next(h.score for h in ask(service, text=text).pages if h.page == 1)

    assert score(filler + "A lighthouse stood above the sea. " * 3) > score(filler)


def test_bad_files_are_named_with_their_reasons_and_cost_nothing_else(
    open_service: OpenService, folder: Path, write_photo, write_pdf
) -> None:
    good = [write_photo(folder / f"good{n}.jpg", seed=n) for n in range(5)]
    write_pdf(folder / "good.pdf", ["A heron by the water."])
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("Dear diary")
    data = Path(write_photo(folder / "truncated.jpg", seed=9, size=(900, 900))).read_bytes()
    (folder / "truncated.jpg").write_bytes(data[: len(data) // 3])
    write_pdf(
        folder / "locked.pdf",
        ["x"],
        encryption=pymupdf.PDF_ENCRYPT_AES_256,
        user_pw="a",
        owner_pw="b",
    )
    broken = Path(write_pdf(folder / "broken-xref.pdf", ["A lighthouse at dusk."]))
    broken.write_bytes(broken.read_bytes().replace(b"startxref", b"startxxxx"))
    (folder / "vanishing.jpg").write_bytes(data)
    raw = os.fsencode(folder) + b"/caf\xe9.jpg"
    shutil.copy(good[0], raw)
    service = open_service()
    service.add_folder(str(folder))
    while not service.totals().pending:  # the scan has seen it …
        service.step()
    (folder / "vanishing.jpg").unlink()  # … and now it is gone
    finish(service)

    reasons = failures(service)
    assert set(reasons) == {
        "empty.jpg",
        "text.jpg",
        "truncated.jpg",
        "locked.pdf",
        "vanishing.jpg",
    }
    assert "empty" in reasons["empty.jpg"]
    assert "not a picture" in reasons["text.jpg"]
    assert "damaged" in reasons["truncated.jpg"]
    assert "password" in reasons["locked.pdf"]
    assert "vanished" in reasons["vanishing.jpg"]
    assert service.changes.found == service.counts().indexed + len(reasons)
    for path in good:  # case 16: nobody got another's embedding
        hit = ask(service, photo=path).photos[0]
        assert path in (hit.path, *hit.copies)
    copies = ask(service, photo=good[0]).photos[0]
    assert os.fsdecode(raw) in (copies.path, *copies.copies)
    found = ask(service, text="a lighthouse in the evening").pages[0]
    assert Path(found.path).name == "broken-xref.pdf"


def test_a_document_with_damaged_pages_is_found_by_the_others_and_named(
    open_service: OpenService, folder: Path, write_pdf, write_photo
) -> None:
    path = Path(write_pdf(folder / "a.pdf", [f"Bread is baked, part {n}." for n in range(4)]))
    damage_pages(path, 3)
    write_photo(folder / "a.jpg")
    service = open_service()
    index(service, folder)
    assert service.files("failed") == ()
    (partial,) = service.partial()
    assert (partial.path, partial.state, partial.items) == (str(path), "indexed", 3)
    assert partial.reason == "page 3 could not be read"
    assert (service.totals().partial, service.progress().partial) == (1, 1)
    assert {hit.page for hit in ask(service, text="baking bread").pages} == {1, 2, 4}
    # A copy holds the same, though it is not opened.
    shutil.copy(path, folder / "copy.pdf")
    service.scan()
    finish(service)
    assert [file.reason for file in service.partial()] == [partial.reason] * 2
    damage_pages(path, 1, 2)
    service.scan()
    finish(service)
    reasons = {Path(file.path).name: file.reason for file in service.partial()}
    assert reasons["a.pdf"] == "pages 1, 2 and 3 could not be read"
    write_pdf(path, ["Bread is baked."])
    (folder / "copy.pdf").unlink()
    service.scan()
    finish(service)
    assert service.partial() == ()
    assert service.totals().partial == 0


def test_one_writer_and_many_readers(open_service: OpenService, folder: Path, write_photo) -> None:
    path = write_photo(folder / "a.jpg")
    service = open_service()
    index(service, folder)
    with pytest.raises(LibraryInUseError, match=str(os.getpid())):
        open_service()
    reader = open_service(read_only=True)
    assert ask(reader, photo=path).photos[0].path == path


def test_the_library_does_not_index_itself(
    open_service: OpenService, tmp_path: Path, write_photo
) -> None:
    write_photo(tmp_path / "photos" / "a.jpg")
    service = open_service()
    index(service, tmp_path)  # the library lies in tmp_path, with its thumbnails
    service.scan()
    finish(service)
    assert service.totals().photos == 1
    with pytest.raises(LibraryError, match="own folder"):
        service.add_folder(str(tmp_path / "library"))


def test_missing_folders_and_libraries_are_named(open_service: OpenService, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no folder"):
        open_service().add_folder(str(tmp_path / "nowhere"))
    with pytest.raises(LibraryError, match="Index a folder first"):
        IndexService(tmp_path / "empty", read_only=True)


@pytest.mark.parametrize("text", ["", "   \n\t "])
def test_nothing_asked_is_said_so(open_service: OpenService, text: str) -> None:
    service = open_service()
    with pytest.raises(QueryError, match="Nothing is asked"):
        service.answers.embed_query(Query((QueryPart(text=text),)), {})


@pytest.mark.parametrize("text", ["a", "🐕🌊", "مرحبا بالعالم", "\x00\ud800", "?!"])
def test_odd_texts_get_an_answer(open_service: OpenService, text: str) -> None:
    embedded = open_service().answers.embed_query(Query((QueryPart(text=text),)), {})
    assert np.isfinite([embedded.for_photos, embedded.for_pages]).all()


def test_photos_are_asked_what_can_be_seen_and_pages_what_is_said(
    open_service: OpenService,
) -> None:
    service = open_service()

    def embedded(text: str) -> EmbeddedQuery:
        return service.answers.embed_query(Query((QueryPart(text=text),)), {})

    scene = "Two children build a snowman in a garden."
    law = "The court held that the statute was void. The state appealed, and lost again."
    passage = embedded(f"{scene} {law}")
    shown, said = embedded(scene).for_photos, embedded(law).for_pages
    assert passage.for_photos @ shown > passage.for_pages @ shown + 0.1
    assert passage.for_pages @ said > passage.for_photos @ said
    alone = embedded(scene)
    assert np.allclose(alone.for_photos, alone.for_pages, atol=1e-6)


def test_a_store_that_is_lost_is_made_anew(
    open_service: OpenService, folder: Path, write_photo, tmp_path: Path
) -> None:
    photo = write_photo(folder / "a.jpg", seed=1)
    service = open_service()
    index(service, folder)
    service.close()
    shutil.rmtree(tmp_path / "library" / "store")
    service = open_service()
    finish(service)
    assert [hit.path for hit in ask(service, photo=photo).photos] == [photo]


def test_a_store_damaged_while_it_is_open_is_made_anew(
    open_service: OpenService, folder: Path, write_photo, tmp_path: Path
) -> None:
    """Case 57: missing-fragment errors."""
    photo = write_photo(folder / "a.jpg", seed=1)
    write_photo(folder / "b.jpg", seed=2)
    service = open_service()
    index(service, folder)
    for fragment in (tmp_path / "library" / "store").glob("*/data/*"):
        fragment.unlink()
    with pytest.raises(QueryError, match="store was damaged"):
        ask(service, photo=photo)
    finish(service)
    assert [hit.path for hit in ask(service, photo=photo, limit=1).photos] == [photo]
    for fragment in (tmp_path / "library" / "store").glob("*/data/*"):
        fragment.unlink()
    os.unlink(photo)
    service.scan()
    finish(service)
    service.tidy()  # deletes the rows of the photo that is gone
    finish(service)
    assert service.store_health()["rows"] == 1
    assert ["set aside as store-damaged-" in notice for notice in service.notices] == [True] * 2
    assert len(list((tmp_path / "library").glob("store-damaged-*"))) == 2


def test_thumbnails_that_a_kill_has_left_go_in_idle_time_and_no_others(
    open_service: OpenService, folder: Path, write_photo, write_pdf
) -> None:
    for number in range(3):
        write_photo(folder / f"{number}.jpg", seed=number)
    write_pdf(folder / "notes.pdf", ["Bread is baked from flour.", "Ships at night."])
    away = folder.parent / "away"
    write_photo(away / "a.jpg", seed=9)
    service = open_service(watch=True)
    index(service, away)
    index(service, folder)
    library = service.library
    kept = {path for path, *_ in library.kept_thumbnails()}
    assert len(kept) == 6
    service.close()
    away.rename(folder.parent / "unplugged")
    left = [
        library.thumbnail("f00d", 0),
        library.thumbnail("f00d", 7),
        library.thumbnail("beef", 1),
    ]
    left.append(next(iter(kept)).with_suffix(".part"))
    mine = library.thumbnails / "mine.jpg"
    for path in (*left, mine):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    service = open_service(watch=True)
    service.scan()
    finish(service)
    for _ in range(20):  # one folder of them in each
        service.step()
    assert not any(path.exists() for path in left)
    assert {path for path, *_ in library.kept_thumbnails()} == kept
    assert mine.exists()


def test_a_store_that_cannot_be_read_for_a_while_is_not_set_aside(
    open_service: OpenService, folder: Path, write_photo, tmp_path: Path
) -> None:
    photo = write_photo(folder / "a.jpg", seed=1)
    service = open_service()
    index(service, folder)
    away = (tmp_path / "library").rename(tmp_path / "away")  # as a drive that is unplugged
    with pytest.raises(QueryError):
        ask(service, photo=photo)
    away.rename(tmp_path / "library")
    assert len(ask(service, photo=photo).photos) == 1
    assert service.notices == []


def test_fragments_of_earlier_runs_are_put_together(tmp_path: Path) -> None:
    """Case 58: thousands of versions."""
    vector = np.ones(8, np.float32)
    for number in range(APPENDS_PER_OPTIMIZE):
        store = Store(tmp_path, "m", 8)
        assert not store.wants_optimize
        store.append([Row(f"{number:x}", "photo", 0, 0, "", (), vector)])
    store = Store(tmp_path, "m", 8)
    assert store.wants_optimize
    store.optimize()
    store.wait()
    assert store.health()["fragments"] == 1
    assert store.count() == APPENDS_PER_OPTIMIZE


def test_a_query_need_not_wait_until_fragments_are_put_together(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = write_photo(folder / "a.jpg", seed=1)
    service = open_service()
    index(service, folder)
    store = service._store.current
    assert store is not None
    began, may_end = threading.Event(), threading.Event()
    optimize = store._table.optimize

    def take_long(**options: object) -> None:
        began.set()
        assert may_end.wait(20)
        optimize(**options)

    monkeypatch.setattr(store._table, "optimize", take_long)
    monkeypatch.setattr(indexer.store, "APPENDS_PER_OPTIMIZE", 1)
    finish(service, began.is_set)
    assert [hit.path for hit in ask(service, photo=photo).photos] == [photo]
    write_photo(folder / "b.jpg", seed=2)
    service.scan()
    finish(service, lambda: bool(service._pipeline and service._pipeline._rows))
    for _ in range(20):
        service.step()
    assert store.health()["rows"] == 1, "nothing else is written meanwhile"
    may_end.set()
    finish(service)
    assert [hit.path for hit in ask(service, photo=photo).photos] == [photo, str(folder / "b.jpg")]
    assert store.health()["rows"] == 2


def test_a_store_whose_damage_is_found_in_idle_time_is_made_anew(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(2):  # of a single fragment nothing would be read
        write_photo(folder / f"{seed}.jpg", seed=seed)
        service = open_service()
        index(service, folder)
        if seed == 0:
            service.close()
    monkeypatch.setattr(indexer.store, "APPENDS_PER_OPTIMIZE", 1)
    for fragment in service.library.store.glob("*/data/*"):
        fragment.unlink()
    finish(service, lambda: bool(service.step() or service.notices))
    finish(service, lambda: service.store_health().get("rows") == 2)
    assert ["set aside as store-damaged-" in notice for notice in service.notices] == [True]


def test_a_query_is_answered_while_the_encoder_of_other_languages_is_opened(
    open_service: OpenService, folder: Path, write_pdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pdf(folder / "english.pdf", ["The lighthouse warns ships at night."])
    service = open_service()
    index(service, folder)
    languages = service.embedder._languages  # type: ignore[union-attr]
    open_encoder, may_open = languages._open_encoder, threading.Event()
    asked = threading.Event()

    def open_slowly() -> object:
        asked.set()
        assert may_open.wait(20)
        return open_encoder()

    monkeypatch.setattr(languages, "_open_encoder", open_slowly)
    monkeypatch.setattr(languages, "_opening", None)
    write_pdf(folder / "german.pdf", ["Der Leuchtturm warnt nachts die Schiffe vor den Felsen."])
    service.scan()
    finish(service, asked.is_set)
    for _ in range(5):
        assert service.step()
    assert len(ask(service, text="A tower with a lamp guides sailors.").pages) == 1
    may_open.set()
    finish(service)
    assert len(ask(service, text="A tower with a lamp guides sailors.").pages) == 2


def test_rows_of_many_files_are_appended_together(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 58: each append is a version and a fragment of its own."""
    for seed in range(16):  # which take longer to decode than to embed
        write_photo(folder / f"{seed}.png", seed=seed, size=(3000, 2000))
    appended: list[int] = []
    append = Store.append

    def count(store: Store, rows: Sequence[Row]) -> None:
        appended.append(len(rows))
        append(store, rows)

    monkeypatch.setattr(Store, "append", count)
    monkeypatch.setattr(indexer.pipeline, "APPEND_SECONDS", 60.0)
    monkeypatch.setattr(indexer.pipeline, "HASTY_APPEND_SECONDS", 60.0)
    service = open_service()
    index(service, folder)
    assert service.totals().photos == sum(appended) == 16
    assert len(appended) <= 2, appended


def test_fragments_are_put_together_while_indexing_goes_on(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 58: a first scan may go on for days, in which there is no idle time for it."""
    monkeypatch.setattr(indexer.pipeline, "APPEND_SECONDS", 0.0)
    monkeypatch.setattr(indexer.store, "APPENDS_PER_OPTIMIZE", 3)
    for seed in range(24):
        write_photo(folder / f"{seed}.jpg", seed=seed)
    service = open_service()
    service.add_folder(str(folder))
    most = 0
    while not service.idle:
        service.step()
        most = max(most, service.store_health().get("fragments", 0))
    assert service.totals().photos == 24
    assert most <= 4


def test_a_reader_of_a_lost_store_says_so_and_does_not_hide_the_loss(
    open_service: OpenService, folder: Path, tmp_path: Path, write_photo
) -> None:
    path = write_photo(folder / "a.jpg")
    service = open_service()
    index(service, folder)
    service.close()
    shutil.rmtree(tmp_path / "library" / "store")
    with pytest.raises(QueryError, match="nothing is indexed yet"):
        ask(open_service(read_only=True), photo=path)
    again = open_service()
    finish(again)
    assert ask(again, photo=path).photos[0].path == path


def test_an_answer_after_a_change_of_the_model_knows_what_is_to_be_done(
    tmp_path: Path, open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / "a.jpg", seed=1)
    service = open_service()
    index(service, folder)
    service.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "library" / "catalog.db")) as database:
        database.execute("UPDATE content SET model = 'another'")
        database.commit()
    shutil.rmtree(tmp_path / "library" / "store")  # which holds nothing of the model of now
    service = open_service()
    assert ask(service, "a lake").photos == ()
    assert service.totals().pending == 1
    finish(service)
    assert len(ask(service, "a lake").photos) == 1


def test_a_search_while_nothing_can_be_written_is_answered(
    tmp_path: Path, open_service: OpenService, folder: Path, write_photo, monkeypatch
) -> None:
    """As on a full disk, with a content that a killed worker left half written."""
    write_photo(folder / "a.jpg", seed=1)
    service = open_service()
    index(service, folder)
    service.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "library" / "catalog.db")) as database:
        database.execute(
            "INSERT INTO content (hash, model, kind, state, items)"
            " SELECT 'f00d', model, 'photo', 'writing', 1 FROM content"
        )
        database.commit()

    def no_room(*_: object) -> None:
        raise StoreError("The store cannot be written: No space left on device")

    monkeypatch.setattr(Store, "delete", no_room)
    service = open_service()
    decoding = sum(thread.name == "decoder" for thread in threading.enumerate())
    assert not service.step()
    assert "No space" in service.stalled
    assert len(ask(service, "a lake").photos) == 1
    assert sum(thread.name == "decoder" for thread in threading.enumerate()) == decoding


def test_words_find_what_meaning_misses(
    open_service: OpenService, folder: Path, write_photo, write_pdf
) -> None:
    for n in range(12):
        write_photo(folder / f"{n}.jpg", seed=n * 7)
    write_photo(folder / "Quokka 7.jpg", seed=90)
    pages = [f"Minutes of meeting {n}. The committee took note of the budget." for n in range(12)]
    pages[7] += " File number QX-4471 is closed."
    write_pdf(folder / "minutes.pdf", pages)
    service = open_service()
    index(service, folder)
    for typed in ("Quokka 7", "quokka 7.JPG", "quokka"):
        assert Path(ask(service, typed).photos[0].path).name == "Quokka 7.jpg"
    for typed in ("QX-4471", '"qx-4471"', 'what became of "number QX"'):
        hit = ask(service, typed).pages[0]
        assert (Path(hit.path).name, hit.page) == ("minutes.pdf", 8)
        assert "QX-4471" in hit.why.passage
    assert len(ask(service, '"QX-4471"').pages) == 1
    assert ask(service, '"QX-4471"').photos == ()
    unsaid = ask(service, '"nowhere said"')
    assert len(unsaid.pages) == 10
    assert unsaid.remarks == ("No match has “nowhere said”. This is what comes nearest.",)
    (folder / "minutes.pdf").rename(folder / "protocol.pdf")
    service.scan()
    finish(service)
    assert Path(ask(service, "protocol").pages[0].path).name == "protocol.pdf"
    (folder / "protocol.pdf").unlink()
    (folder / "Quokka 7.jpg").unlink()
    service.scan()
    finish(service)
    assert ask(service, "QX-4471").pages == ask(service, "protocol").pages == ()
    assert len(ask(service, "Quokka 7").photos) == 10


def test_rows_are_in_memory_before_the_model_is(
    open_service: OpenService, folder: Path, tmp_path: Path, write_photo, monkeypatch
) -> None:
    photo = write_photo(folder / "a.jpg", seed=1)
    service = open_service()
    index(service, folder)
    service.close()
    load, comes = loading.open_model, threading.Event()

    def load_late(model: str, **options: Any) -> mate_core.Embedder:
        assert comes.wait(60)
        return load(model, **options)

    monkeypatch.setattr(loading, "open_model", load_late)
    early = IndexService(tmp_path / "library", answers=True)
    try:
        deadline = time.monotonic() + 60
        while (store := early._store.current) is None or store._matrix is None or store._filling:
            assert time.monotonic() < deadline
            if not early.step(to_answer=True):
                time.sleep(0.01)
        assert early.embedder is None
        comes.set()
        early.wait_for_model()
        assert ask(early, photo=photo).photos[0].path == photo
        assert early._store.current is store
    finally:
        comes.set()
        early.close()


def test_words_find_names_titles_and_texts_without_a_model(
    open_service: OpenService, folder: Path, write_photo, write_pdf
) -> None:
    named = write_photo(folder / "lighthouse.jpg", seed=1)
    partly = write_photo(folder / "my lighthouse at dusk.jpg", seed=2)
    write_photo(folder / "b.jpg", seed=3)
    write_pdf(folder / "notes.pdf", ["Bread is baked.", "The lighthouse warns ships."])
    service = open_service()
    index(service, folder)
    ask(service, "ships")  # its store is open

    def found(text: str, *, texts: bool = True) -> list[tuple[str, int, str]]:
        query = understood(Query((QueryPart(text=text),)))
        answer = service.answers.search_words(query, texts=texts)
        return [(hit.path, hit.page, hit.why.passage) for hit in (*answer.photos, *answer.pages)]

    page = (str(folder / "notes.pdf"), 2, "The lighthouse warns ships.")
    assert found("lighthouse") == [(named, 0, ""), (partly, 0, ""), page]
    assert found("lighthouse", texts=False) == [(named, 0, ""), (partly, 0, "")]
    assert found("lighthouse type:pdf") == [page]
    assert found("notes", texts=False) == [(str(folder / "notes.pdf"), 1, "")]
    assert found('"the lighthouse"') == found("has:text ships") == found("zeppelin") == []
    os.remove(named)
    service.scan()
    finish(service)
    assert (named, 0, "") not in found("lighthouse")
