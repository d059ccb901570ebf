"""The service with the real model, real decoders, real stores."""

import contextlib
import os
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

import indexer.pipeline
import indexer.store
from indexer.extract import UnreadableError
from indexer.library import LibraryError, LibraryInUseError
from indexer.messages import IndexSettings, Query, QueryPart
from indexer.search import Answer, EmbeddedQuery, QueryError
from indexer.service import IndexService
from indexer.store import APPENDS_PER_OPTIMIZE, Row, Store, StoreError
from tests.conftest import draw
from tests.unit.indexer.conftest import OpenService, finish
from tests.unit.indexer.test_document import damage_pages
from tests.unit.indexer.test_metadata import xmp


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


def index(service: IndexService, folder: Path) -> None:
    service.add_folder(str(folder))
    finish(service)


def ask(service: IndexService, text: str = "", photo: str = "", limit: int = 10) -> Answer:
    part = QueryPart(text=text) if text else QueryPart(photo=photo)
    photos = {photo: service.on_demand.pixels(photo).result(30)} if photo else {}
    query = Query((part,), limit=limit)
    return service.search(query, service.embed_query(query, photos))


def failures(service: IndexService) -> dict[str, str]:
    return {os.path.basename(s.path): s.reason for s in service.files("failed")}


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
        db.execute("ALTER TABLE content DROP COLUMN notice")
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
    seen = model.embed_images(service.on_demand.pixels(str(folder / "a.jpg")).result(30)[None])
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


def test_nothing_is_opened_or_embedded_twice(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    for n in range(4):
        write_photo(folder / f"{n}.jpg", seed=n)
    service = open_service()
    index(service, folder)
    assert service.counts().embedded == 4
    rows = service.store_health()["rows"]

    (folder / "0.jpg").rename(folder / "renamed.jpg")
    shutil.copy(folder / "1.jpg", folder / "copy.jpg")
    (folder / "2.jpg").touch()
    service.scan()
    finish(service)
    assert service.counts().embedded == 4
    assert service.store_health()["rows"] == rows
    assert service.changes.renamed == 1
    hit = ask(service, photo=str(folder / "1.jpg")).photos[0]
    assert sorted((hit.path, *hit.copies)) == [str(folder / "1.jpg"), str(folder / "copy.jpg")]


def test_unchanged_files_are_not_opened(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    path = Path(write_photo(folder / "a.jpg"))
    service = open_service()
    index(service, folder)
    os.utime(path, ns=(1, path.stat().st_mtime_ns))  # an access time long ago shows any reading
    service.scan()
    finish(service)
    assert path.stat().st_atime_ns == 1


def test_a_changed_file_is_found_by_what_it_shows_now(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    path = write_photo(folder / "a.jpg", seed=1)
    other = write_photo(folder / "b.jpg", seed=2)
    service = open_service()
    index(service, folder)
    shutil.copy(other, path)
    os.unlink(other)
    service.scan()
    finish(service)
    answer = ask(service, photo=path)
    assert [hit.path for hit in answer.photos] == [path]
    assert answer.photos[0].score == pytest.approx(1, abs=0.01)


def test_a_removed_file_is_in_no_answer(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    gone, kept = write_photo(folder / "a.jpg", seed=1), write_photo(folder / "b.jpg", seed=2)
    service = open_service()
    index(service, folder)
    os.unlink(gone)
    service.scan()
    finish(service)
    assert [hit.path for hit in ask(service, photo=kept).photos] == [kept]


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


def test_a_mended_file_is_indexed(open_service: OpenService, folder: Path, write_photo) -> None:
    (folder / "a.jpg").write_bytes(b"not yet")
    service = open_service()
    index(service, folder)
    assert failures(service)
    write_photo(folder / "a.jpg")
    service.scan()
    finish(service)
    assert not failures(service)
    assert service.totals().photos == 1


def test_failed_files_can_be_tried_again(open_service: OpenService, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(b"no")
    service = open_service()
    index(service, folder)
    service.retry_failed([str(folder / "a.jpg")])
    assert service.totals().pending == 1
    finish(service)
    assert service.totals().failed == 1


def test_the_limit_on_pixels_holds_at_once_and_is_left_to_the_memory_again(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    """Case 8: an adjustable cap, raised in the midst of indexing."""
    large = write_photo(folder / "large.png", size=(2100, 1000))
    service = open_service()
    service.change_settings(IndexSettings(reads_writing=False, max_megapixels=1))
    index(service, folder)
    assert "more than the limit of 1 megapixels" in failures(service)["large.png"]
    with pytest.raises(UnreadableError, match="limit of 1 megapixels"):
        service.on_demand.preview(large, 0, 64).result()
    service.change_settings(IndexSettings(reads_writing=False))
    finish(service)
    assert not failures(service)
    assert service.totals().photos == 1
    assert service.on_demand.preview(large, 0, 64).result()


def test_pausing_survives_a_restart(open_service: OpenService, folder: Path, write_photo) -> None:
    """Case 42: pause does not survive a restart."""
    write_photo(folder / "a.jpg")
    service = open_service()
    service.set_paused(True)
    index(service, folder)
    assert service.totals().pending == 1
    service.close()
    again = open_service()
    assert again.paused
    finish(again)
    assert again.totals().pending == 1
    again.set_paused(False)
    finish(again)
    assert again.totals().photos == 1


def test_settings_survive_a_restart(open_service: OpenService) -> None:
    service = open_service(writing=True)
    assert service.settings == IndexSettings("full", rests_on_battery=True, reads_writing=True)
    wanted = IndexSettings("gentle", rests_on_battery=False, reads_writing=False)
    service.change_settings(wanted)
    assert service.progress().settings == wanted
    service.close()
    assert open_service(writing=True).settings == wanted


def test_on_battery_indexing_rests_until_it_is_told_to_go_on(
    open_service: OpenService, folder: Path, write_photo, monkeypatch
) -> None:
    """Case 43: a battery gate that cannot be overridden."""
    monkeypatch.setattr("indexer.throttle.Machine.on_battery", lambda _: True)
    write_photo(folder / "a.jpg")
    service = open_service()
    service.add_folder(str(folder))
    finish(service, until=lambda: service.totals().pending == 1)
    for _ in range(50):
        service.step()
    assert (service.totals().pending, service.progress().resting) == (1, "battery")
    service.set_paused(False)
    finish(service)
    assert (service.totals().photos, service.progress().resting) == (1, "")


def test_a_folder_that_goes_first_is_read_first(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    for number, name in enumerate(("new", "urgent")):
        for shot in range(9):
            write_photo(folder / name / f"{shot}.jpg", seed=9 * number + shot)
    for old in (folder / "urgent").iterdir():
        os.utime(old, (1, 1))
    service = open_service()
    service.set_paused(True)
    for name in ("new", "urgent"):
        service.add_folder(str(folder / name))
    finish(service)
    service.set_priority(str(folder / "urgent"), 1)
    service.settings = IndexSettings("gentle", reads_writing=False)  # few files in hand
    service.set_paused(False)
    finish(service, until=lambda: bool(service.files("indexed")))
    assert all("urgent" in status.path for status in service.files("indexed"))


def test_gently_all_is_read_too(open_service: OpenService, folder: Path, write_photo) -> None:
    for shot in range(9):
        write_photo(folder / f"{shot}.jpg", seed=shot)
    service = open_service()
    service.change_settings(IndexSettings("gentle", reads_writing=False))
    index(service, folder)
    assert service.totals().photos == 9


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


def test_a_folder_that_is_removed_is_forgotten(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    path = write_photo(folder / "a.jpg")
    service = open_service()
    index(service, folder)
    service.remove_folder(str(folder))
    assert ask(service, photo=path).photos == ()
    assert os.path.exists(path)
    service.add_folder(str(folder))
    finish(service)
    assert service.counts().embedded == 1  # its embedding was still there
    assert ask(service, photo=path).photos[0].path == path


def test_missing_folders_and_libraries_are_named(open_service: OpenService, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no folder"):
        open_service().add_folder(str(tmp_path / "nowhere"))
    with pytest.raises(LibraryError, match="Index a folder first"):
        IndexService(tmp_path / "empty", read_only=True)


@pytest.mark.parametrize("text", ["", "   \n\t "])
def test_nothing_asked_is_said_so(open_service: OpenService, text: str) -> None:
    service = open_service()
    with pytest.raises(QueryError, match="Nothing is asked"):
        service.embed_query(Query((QueryPart(text=text),)), {})


@pytest.mark.parametrize("text", ["a", "🐕🌊", "مرحبا بالعالم", "\x00\ud800", "?!"])
def test_odd_texts_get_an_answer(open_service: OpenService, text: str) -> None:
    embedded = open_service().embed_query(Query((QueryPart(text=text),)), {})
    assert np.isfinite([embedded.for_photos, embedded.for_pages]).all()


def test_photos_are_asked_what_can_be_seen_and_pages_what_is_said(
    open_service: OpenService,
) -> None:
    service = open_service()

    def embedded(text: str) -> EmbeddedQuery:
        return service.embed_query(Query((QueryPart(text=text),)), {})

    scene = "Two children build a snowman in a garden."
    law = "The court held that the statute was void. The state appealed, and lost again."
    passage = embedded(f"{scene} {law}")
    shown, said = embedded(scene).for_photos, embedded(law).for_pages
    assert passage.for_photos @ shown > passage.for_pages @ shown + 0.1
    assert passage.for_pages @ said > passage.for_photos @ said
    alone = embedded(scene)
    assert np.allclose(alone.for_photos, alone.for_pages, atol=1e-6)


def test_changes_are_noticed_by_themselves(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    service = open_service(watch=True)
    index(service, folder)

    def until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < deadline
            if not service.step():
                time.sleep(0.02)

    path = write_photo(folder / "new" / "a.jpg", seed=1)
    until(lambda: service.totals().photos == 1)
    os.rename(path, folder / "new" / "b.jpg")
    until(lambda: [s.path for s in service.files("indexed")] == [str(folder / "new" / "b.jpg")])
    os.rename(folder / "new", folder / "newer")
    until(lambda: [s.path for s in service.files("indexed")] == [str(folder / "newer" / "b.jpg")])
    assert service.counts().embedded == 1
    shutil.rmtree(folder / "newer")
    until(lambda: service.files() == ())


def test_an_ignore_file_is_followed_when_it_changes(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / "a.jpg", seed=1)
    write_photo(folder / "private" / "b.jpg", seed=2)
    service = open_service(watch=True)
    index(service, folder)

    def until(names: list[str]) -> None:
        deadline = time.monotonic() + 15
        while [Path(s.path).name for s in service.files("indexed")] != names:
            assert time.monotonic() < deadline
            if not service.step():
                time.sleep(0.02)

    until(["a.jpg", "b.jpg"])
    (folder / ".mateignore").write_text("private/\n")
    until(["a.jpg"])
    assert [Path(hit.path).name for hit in ask(service, "shapes").photos] == ["a.jpg"]
    (folder / ".mateignore").write_text("private/\n!private/\n")
    until(["a.jpg", "b.jpg"])
    assert service.counts().embedded == 2


def test_a_file_that_grows_slowly_is_read_when_it_is_whole(
    open_service: OpenService, folder: Path, write_photo, tmp_path: Path
) -> None:
    """Case 23: a file read before it is fully written."""
    data = Path(write_photo(tmp_path / "whole.png", seed=4, size=(1200, 900))).read_bytes()
    service = open_service(watch=True)
    index(service, folder)
    step = len(data) // 6
    with (folder / "a.png").open("wb") as file:
        for start in range(0, len(data), step):
            file.write(data[start : start + step])
            file.flush()
            pause = time.monotonic() + 0.5
            while time.monotonic() < pause:
                if not service.step():
                    time.sleep(0.02)
            assert service.files() == ()
    deadline = time.monotonic() + 15
    while not service.files("indexed"):
        assert time.monotonic() < deadline
        if not service.step():
            time.sleep(0.02)
    assert service.counts().failed == 0


def test_a_file_that_never_stands_still_does_not_hold_up_the_rest(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / "a.jpg", seed=1)
    restless = Path(write_photo(folder / "restless.jpg", seed=2))
    service = open_service()
    service.add_folder(str(folder))
    deadline = time.monotonic() + 60
    while not service.files("failed") or not service.files("indexed"):
        assert time.monotonic() < deadline
        os.utime(restless)
        service.step()
    assert failures(service) == {"restless.jpg": "it is still being written"}
    finish(service)  # it stands still now, and is looked at again
    assert {status.state for status in service.files()} == {"indexed"}
    assert service.changes.found == 2


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_gone_before_it_stands_still_stays_gone(
    open_service: OpenService, folder: Path, write_photo, what: str
) -> None:
    restless = Path(write_photo(folder / "restless.jpg", seed=2))
    service = open_service()
    service.add_folder(str(folder))
    deadline = time.monotonic() + 60
    while not service.files("failed"):
        assert time.monotonic() < deadline
        os.utime(restless)
        service.step()
    if what == "folder":
        service.remove_folder(str(folder))
    else:
        restless.unlink()
    finish(service)
    gone = {} if what == "folder" else {"restless.jpg": "it vanished before it could be read"}
    assert failures(service) == gone
    assert len(service.files()) == len(gone)
    assert service.changes.found == 1


def test_embeddings_of_removed_files_go_after_a_while(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_photo(folder / "a.jpg", seed=1)
    write_photo(folder / "b.jpg", seed=2)
    service = open_service()
    index(service, folder)
    thumbnail = Path(ask(service, photo=path).photos[0].thumbnail)
    monkeypatch.setattr("indexer.service.GARBAGE_SECONDS", 0.0)
    os.unlink(path)
    service.scan()
    finish(service)
    service.step()
    assert service.store_health()["rows"] == 1
    assert not thumbnail.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_folder_without_permission_is_named_and_the_rest_is_indexed(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / "closed" / "a.jpg", seed=1)
    write_photo(folder / "open" / "b.jpg", seed=2)
    (folder / "closed").chmod(0)
    for parent in folder.parents:
        if parent != Path(parent.anchor) and parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o055)
    service = open_service()
    service.add_folder(str(folder))
    was_root = os.geteuid() == 0
    if was_root:  # root may read everything, so scan as somebody else
        os.seteuid(65534)
    try:
        while service.progress().scanning:
            service.step()
    finally:
        if was_root:
            os.seteuid(0)
        (folder / "closed").chmod(0o755)
    finish(service)
    assert failures(service) == {"closed": "no permission to read it"}
    assert service.totals().photos == 1
    assert service.changes.found == service.counts().indexed + len(failures(service))
    service.scan()  # the permission is there now
    finish(service)
    assert not failures(service)
    assert service.totals().photos == 2


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_folder_that_is_opened_is_read_soon_and_watched(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No event tells of it, and a folder that is closed cannot be watched."""
    monkeypatch.setattr("indexer.lookout.LOOK_SECONDS", 0.3)
    write_photo(folder / "closed" / "a.jpg", seed=1)
    (folder / "closed").chmod(0)
    for parent in folder.parents:
        if parent != Path(parent.anchor) and parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o055)
    service = open_service(watch=True)
    was_root = os.geteuid() == 0
    if was_root:  # root may read everything, so scan and watch as somebody else
        os.seteuid(65534)
    try:
        service.add_folder(str(folder))
        while service.progress().scanning:
            service.step()
        assert failures(service) == {"closed": "no permission to read it"}
    finally:
        if was_root:
            os.seteuid(0)
        (folder / "closed").chmod(0o755)
    finish(service, lambda: service.totals().photos == 1, seconds=20)
    assert not failures(service)
    write_photo(folder / "closed" / "b.jpg", seed=2)
    finish(service, lambda: service.totals().photos == 2, seconds=20)


def test_a_folder_inside_another_can_be_removed(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / ".hidden" / "a.jpg", seed=1)
    write_photo(folder / "plain" / "b.jpg", seed=2)
    service = open_service()
    for name in ("", ".hidden", "plain"):
        service.add_folder(str(folder / name))
    finish(service)
    assert len(service.files("indexed")) == 2
    service.remove_folder(str(folder / ".hidden"))
    service.remove_folder(str(folder / "plain"))
    finish(service)
    assert [Path(status.path).name for status in service.files()] == ["b.jpg"]


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
    assert store.health()["fragments"] == 1
    assert store.count() == APPENDS_PER_OPTIMIZE


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


@pytest.mark.parametrize("same", [True, False])
def test_a_folder_that_was_away_is_watched_again(
    open_service: OpenService,
    folder: Path,
    write_photo,
    monkeypatch: pytest.MonkeyPatch,
    same: bool,
) -> None:
    """Case 22: the observer stops silently."""
    monkeypatch.setattr("indexer.lookout.LOOK_SECONDS", 0.5)
    write_photo(folder / "a.jpg", seed=1)
    service = open_service(watch=True)
    index(service, folder)

    def until(names: list[str], seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while [Path(s.path).name for s in service.files("indexed")] != names:
            assert time.monotonic() < deadline
            if not service.step():
                time.sleep(0.02)

    away = folder.with_name("away")
    folder.rename(away)
    for _ in range(100):
        service.step()
        time.sleep(0.02)
    if same:
        away.rename(folder)
    else:
        shutil.copytree(away, folder)
    write_photo(folder / "b.jpg", seed=2)
    until(["a.jpg", "b.jpg"])
    write_photo(folder / "c.jpg", seed=3)
    until(["a.jpg", "b.jpg", "c.jpg"])
    shutil.rmtree(folder)
    for _ in range(100):
        service.step()
        time.sleep(0.02)
    write_photo(folder / "d.jpg", seed=4)
    until(["d.jpg"])
    (folder / "d.jpg").rename(folder / "e.jpg")
    until(["e.jpg"])


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


def test_files_of_a_folder_that_goes_away_wait_for_it(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    for n in range(30):
        write_photo(folder / f"{n}.jpg", seed=n)
    service = open_service()
    service.add_folder(str(folder))
    while not service.totals().pending:
        service.step()
    away = folder.with_name("away")
    folder.rename(away)
    finish(service)  # what waits for the folder holds nobody up
    assert failures(service) == {}
    assert (service.totals().pending, service.totals().away) == (0, 30)
    assert not service.progress().active
    assert not service.folders()[0].present
    away.rename(folder)
    service.scan()
    finish(service)
    assert service.totals().photos == 30


def test_files_that_wait_are_read_soon_after_their_folder_is_back(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.lookout.LOOK_SECONDS", 0.5)
    for n in range(10):
        write_photo(folder / f"{n}.jpg", seed=n)
    service = open_service(watch=True)
    service.add_folder(str(folder))
    while not service.totals().pending:
        service.step()
    away = folder.with_name("away")
    folder.rename(away)
    finish(service)
    assert service.totals().away
    away.rename(folder)
    deadline = time.monotonic() + 20
    while service.totals().photos < 10:
        assert time.monotonic() < deadline
        if not service.step():
            time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_file_without_permission_is_read_once_there_is_one(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    for parent in folder.parents:
        if parent != Path(parent.anchor) and parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o055)
    service = open_service()
    index(service, folder)  # so that the store is open
    closed = Path(write_photo(folder / "closed.jpg"))
    closed.chmod(0)
    service.scan()
    while service.progress().scanning:
        service.step()
    was_root = os.geteuid() == 0
    if was_root:  # root may read everything, so hash as somebody else
        os.seteuid(65534)
    try:
        service.step()  # gives the file to the threads that hash
        time.sleep(0.5)
    finally:
        if was_root:
            os.seteuid(0)
    finish(service)
    assert failures(service) == {"closed.jpg": "no permission to read it"}
    closed.chmod(0o644)
    service.scan()
    finish(service)
    assert service.totals().photos == 1


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
