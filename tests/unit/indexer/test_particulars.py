"""What is told of the one hit that is looked at."""

import os
import queue
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageDraw, ImageFont

from indexer.messages import Exposure, MoreTold, Particulars, Query, QueryPart, TellMore
from indexer.particulars import tell
from indexer.service import IndexService
from tests.unit.indexer.conftest import OpenService, finish, index


def ask(service: IndexService, path: str, page: int = 0) -> Particulars:
    """Ask as the worker does, of a file by its path."""
    told: queue.Queue[MoreTold] = queue.Queue()
    content = service.catalog.files_under(os.path.dirname(path))[path].content or ""
    tell(TellMore(7, path, content, page), service, told.put)
    at_once, answer = told.get(timeout=1), told.get(timeout=60)
    assert at_once.id == answer.id == 7
    known, more = at_once.particulars, answer.particulars
    assert (known.size, known.pages, known.text) == (more.size, more.pages, more.text)
    return more


def test_a_photo_is_told_of_with_its_exposure_and_place_also_when_it_is_away(
    open_service: OpenService, folder: Path
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Mate"
    exif.get_ifd(ExifTags.IFD.Exif).update({0x829A: 0.5, 0x8827: 200})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    )
    path = str(folder / "a.jpg")
    Image.new("RGB", (80, 60), "red").save(path, exif=exif)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    service = open_service(answers=True)
    index(service, folder)
    finish(service)
    more = ask(service, path)
    assert more.size == os.path.getsize(path)
    assert more.changed.startswith("2020-09-1")
    assert more.exposure == Exposure(pytest.approx(0.5), 0.0, 200, 0.0)
    assert (more.place, more.away) == ("Berlin, Germany", 0.0)
    assert (more.whereabouts, more.pages, more.text) == ("", 0, "")

    os.unlink(path)  # nobody has scanned since
    more = ask(service, path)
    assert (more.whereabouts, more.place) == ("gone", "Berlin, Germany")
    assert more.exposure == Exposure()

    service.catalog.set_folder_present(str(folder), None)
    assert ask(service, path).whereabouts == "offline"


def test_a_document_is_told_of_with_its_pages(
    open_service: OpenService, folder: Path, write_pdf
) -> None:
    path = write_pdf(folder / "a.pdf", ["One page.", "Another page.", "A third."])
    service = open_service(answers=True)
    index(service, folder)
    finish(service)
    more = ask(service, path, 2)
    assert (more.pages, more.size) == (3, os.path.getsize(path))


def test_a_file_that_nobody_has_read_is_told_of_without_an_error(
    open_service: OpenService, tmp_path: Path
) -> None:
    service = open_service(answers=True)
    told: queue.Queue[MoreTold] = queue.Queue()
    tell(TellMore(1, str(tmp_path / "nothing.jpg"), "", 0), service, told.put)
    assert told.get(timeout=1).particulars == Particulars()
    assert told.get(timeout=60).particulars == Particulars(whereabouts="gone")


def test_all_text_that_was_read_in_a_photo_is_told(open_service: OpenService, folder: Path) -> None:
    image = Image.new("RGB", (900, 500), "white")
    font = ImageFont.load_default(48)
    ImageDraw.Draw(image).text((60, 100), "Platform nine, all aboard", fill="black", font=font)
    path = str(folder / "sign.png")
    image.save(path)
    service = open_service(answers=True, writing=True)
    index(service, folder)
    finish(service)
    assert "aboard" in ask(service, path).text


def test_the_pages_of_a_document_that_answer_are_told_in_their_order(
    open_service: OpenService, folder: Path, write_pdf
) -> None:
    heron, snow = "A heron waits by the river for a fish.", "The tax on imported steel was raised."
    path = write_pdf(folder / "a.pdf", [snow, heron, snow, snow, heron + " It is grey.", snow])
    write_pdf(folder / "b.pdf", [heron, "A heron again."])
    service = open_service(answers=True)
    index(service, folder)
    finish(service)
    query = Query((QueryPart(text="a heron at the river"),))
    embedded = service.answers.embed_query(query, {})
    pages = service.answers.search(query, embedded).pages
    hit = next(each for each in pages if each.path == path)
    within = service.answers.within(hit, query, embedded)
    assert [each.page for each in within if "heron" in each.why.passage] == [2, 5]
    assert {each.path for each in within} == {path}
    assert hit in within
    assert all(each.why.boxes for each in within)
    best = next(each for each in within if each.page == hit.page)
    assert best.score == max(each.score or 0 for each in within)
