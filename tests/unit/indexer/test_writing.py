"""Text in pictures, read by the real models, from file to hit."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pymupdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from indexer import service as service_module
from indexer.extract import Limits, UnreadableError
from indexer.extract.writing import read_writing
from indexer.messages import IndexSettings, Query, QueryPart
from indexer.schema import WRITING_FAILED, WRITING_READ, WRITING_WAITS
from indexer.service import IndexService
from tests.conftest import draw
from tests.unit.indexer.conftest import OpenService, finish

LIMITS = Limits(288, 100_000_000)
LETTER = (
    "Dear Mrs Miller,",
    "the plumber repaired the boiler in your",
    "cellar on Monday. Please pay the invoice",
    "of 240 dollars within two weeks.",
)


@pytest.fixture(autouse=True)
def _as_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read in this process, for a test, must not make all later tests wait for others."""
    monkeypatch.setattr(os, "nice", lambda _: 0)


def written(lines: Sequence[str], size: tuple[int, int] = (760, 420)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(30)
    for number, line in enumerate(lines):
        pen.text((40, 60 + 70 * number), line, fill="black", font=font)
    return image


def words(text: str) -> set[str]:
    return {word.strip(".,").lower() for word in text.split()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text in pictures is read without waiting for idle seconds."""
    monkeypatch.setattr(service_module, "WRITING_SECONDS", 0.0)


def only_writing_is_left(service: IndexService, pictures: int) -> Callable[[], bool]:
    return lambda: service.progress().writing_left == pictures and not service.progress().active


def letters(folder: Path, count: int) -> None:
    for number in range(count):
        written((f"The number of this letter is {number}.", *LETTER)).save(folder / f"{number}.png")


def ask(service: IndexService, text: str):
    query = Query((QueryPart(text=text),))
    return service.answers.search(query, service.answers.embed_query(query, {}))


def test_lines_come_in_reading_order_with_their_boxes(tmp_path: Path) -> None:
    path = str(tmp_path / "letter.png")
    written(LETTER).save(path)
    (found,) = read_writing(path, 0, LIMITS)
    assert words(found.text) >= words(" ".join(LETTER)) - {"mrs"}
    order = [found.text.find(word) for word in ("Miller", "boiler", "Monday", "dollars")]
    assert order == sorted(order)
    assert order[0] >= 0
    assert len(found.boxes) == len(LETTER)
    for number, box in enumerate(found.boxes):
        assert box.x0 == pytest.approx(40 / 760, abs=0.02)
        assert box.y0 == pytest.approx((60 + 70 * number) / 420, abs=0.04)
        assert box.x1 > box.x0 + 0.2
        assert 0.03 < box.y1 - box.y0 < 0.2


def test_a_photo_turned_by_its_metadata_is_read_upright(tmp_path: Path) -> None:
    """Case 48: text is not lost after a rotation."""
    path = str(tmp_path / "turned.jpg")
    exif = Image.Exif()
    exif[0x0112] = 6
    written(LETTER).transpose(Image.Transpose.ROTATE_90).save(path, quality=92, exif=exif)
    (found,) = read_writing(path, 0, LIMITS)
    assert {"plumber", "boiler", "invoice"} <= words(found.text)
    assert found.boxes[0].y0 < found.boxes[-1].y0


def test_what_holds_no_text_gives_none(tmp_path: Path) -> None:
    path = str(tmp_path / "plain.jpg")
    draw(3).save(path)
    assert read_writing(path, 0, LIMITS) == ()
    with pytest.raises(UnreadableError):
        read_writing(str(tmp_path / "vanished.jpg"), 0, LIMITS)


def scan(path: Path, pages: Sequence[Sequence[str]]) -> None:
    document = pymupdf.open()
    for lines in pages:
        page = document.new_page()
        picture = path.with_suffix(".png")
        written(lines, (900, 1270)).save(picture)
        page.insert_image(page.rect, filename=str(picture))
        picture.unlink()
    document.save(path)


def test_a_screenshot_and_a_scan_are_found_by_what_they_say(
    folder: Path, open_service: OpenService
) -> None:
    for number in range(2):
        draw(number).save(folder / f"photo{number}.jpg")
    written(LETTER).save(folder / "screenshot.png")
    minutes = ("Minutes of the garden club", "We planted forty tulips by the gate.")
    recipe = ("Recipe", "Whisk the eggs with sugar and flour,", "bake for an hour.")
    scan(folder / "scan.pdf", [minutes, recipe])
    service = open_service(writing=True)
    service.add_folder(str(folder))
    finish(service, only_writing_is_left(service, 5))
    assert ask(service, "unpaid bill for heating repair").pages[0].why.passage == ""
    finish(service)
    assert service.progress().writing_left == 0

    found = ask(service, "unpaid bill for the heating repair")
    assert found.photos[0].path.endswith("screenshot.png")
    assert found.photos[0].kind == "photo"
    assert found.photos[0].page == 0
    assert "plumber" in found.photos[0].why.passage
    assert len(found.photos[0].why.boxes) == len(LETTER)
    assert len([hit for hit in found.photos if hit.path == found.photos[0].path]) == 1

    page = ask(service, "how to make a cake").pages[0]
    assert (page.path.endswith("scan.pdf"), page.page) == (True, 2)
    assert "eggs" in page.why.passage
    assert page.why.boxes
    assert ask(service, "flowers in the garden").pages[0].page == 1


def test_it_can_be_switched_off_and_on_again(folder: Path, open_service: OpenService) -> None:
    written(LETTER).save(folder / "screenshot.png")
    service = open_service(writing=True)
    service.change_settings(IndexSettings(reads_writing=False))
    service.add_folder(str(folder))
    finish(service)
    rows = service.store_health()["rows"]
    assert service.progress().writing_left == 0, "nothing is promised"
    service.close()
    service = open_service(writing=True)
    assert not service.settings.reads_writing, "it survives a restart"
    service.change_settings(IndexSettings())
    finish(service)
    assert service.store_health()["rows"] == rows + 1


def test_a_run_cut_off_goes_on_and_doubles_nothing(folder: Path, open_service: OpenService) -> None:
    letters(folder, 2)
    service = open_service(writing=True)
    service.add_folder(str(folder))
    finish(service)
    rows = service.store_health()["rows"]
    assert rows == 4
    # As a worker leaves it that is killed between the store and the catalog.
    service.catalog.writing.set_state(
        [(record.content, 0) for record in service.catalog.files_under(str(folder)).values()
         if record.content], 1)  # fmt: skip
    service.scan()
    finish(service)
    assert service.progress().writing_left == 0
    assert service.store_health()["rows"] == rows


def states(service: IndexService) -> dict[int, int]:
    """How many pictures stand how with regard to the text in them."""
    return dict(service.catalog._db.execute("SELECT writing, count(*) FROM item GROUP BY writing"))


def kill_reader(service: IndexService) -> None:
    """End the process that reads text, once it has a picture in hand."""
    finish(service, lambda: bool(service._writing and service._writing.pids))
    assert service._writing is not None
    (pid,) = service._writing.pids

    def ended() -> int:
        (attempts,) = service.catalog._db.execute("SELECT sum(attempts) FROM item").fetchone()
        return int(attempts)

    before = ended()
    os.kill(pid, signal.SIGKILL)
    finish(service, lambda: ended() > before)


def read_all_but_letters(service: IndexService, folder: Path, number: int) -> None:
    letters(folder, number)
    service.add_folder(str(folder))
    finish(service, only_writing_is_left(service, number))


def test_a_picture_whose_reader_is_killed_is_read_all_the_same(
    folder: Path, open_service: OpenService
) -> None:
    """It may have been killed from outside, for want of memory, say."""
    service = open_service(writing=True)
    read_all_but_letters(service, folder, 2)
    kill_reader(service)
    finish(service)
    assert states(service) == {WRITING_READ: 2}
    assert service.store_health()["rows"] == 2 + 2


def test_a_picture_that_ends_the_process_twice_is_left_and_costs_no_other(
    folder: Path, open_service: OpenService
) -> None:
    service = open_service(writing=True)
    read_all_but_letters(service, folder, 1)
    kill_reader(service)
    assert states(service) == {WRITING_WAITS: 1}
    service.close()
    service = open_service(writing=True)
    kill_reader(service)
    finish(service, lambda: states(service) == {WRITING_FAILED: 1})
    written(("Another letter", *LETTER)).save(folder / "another.png")
    service.scan()
    finish(service)
    assert states(service) == {WRITING_FAILED: 1, WRITING_READ: 1}
    assert service.store_health()["rows"] == 2 + 1
    assert service.totals().indexed == 2, "the photos themselves stay"
    service.retry_failed()
    finish(service)
    assert states(service) == {WRITING_READ: 2}


def test_text_in_pictures_is_no_difference_between_catalog_and_store(
    folder: Path, open_service: OpenService
) -> None:
    written(LETTER).save(folder / "screenshot.png")
    service = open_service(writing=True)
    service.add_folder(str(folder))
    finish(service)
    rows = service.store_health()["rows"]
    assert rows == 2
    service.close()
    service = open_service()
    service.scan()
    finish(service)
    assert service.counts().embedded == 0, "nothing is read again"
    assert service.store_health()["rows"] == rows


def test_a_picture_that_goes_while_it_is_read_leaves_nothing(
    folder: Path, open_service: OpenService
) -> None:
    letters(folder, 2)
    service = open_service(writing=True)
    service.add_folder(str(folder))
    finish(service, only_writing_is_left(service, 2))
    finish(service, lambda: bool(service._writing and service._writing._read))
    for path in folder.iterdir():
        path.unlink()
    service.catalog.remove(list(service.catalog.files_under(str(folder))))
    service.tidy()
    service.set_paused(paused=True)
    assert service.store_health()["rows"] == 0


def test_a_long_narrow_picture_needs_no_more_memory_than_another(tmp_path: Path) -> None:
    path = str(tmp_path / "column.png")
    written(("Exit",), (90, 4000)).save(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read_writing(path, 0, LIMITS)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 700_000, "kilobytes; enlarged as it is, it took gigabytes"


def test_what_changed_while_it_was_read_is_not_believed(
    folder: Path, open_service: OpenService
) -> None:
    path = folder / "letter.png"
    written(LETTER).save(path)
    service = open_service(writing=True)
    service.add_folder(str(folder))
    finish(service, only_writing_is_left(service, 1))
    written(("Something else altogether", "stands here now.")).save(path)
    finish(service)
    assert service.store_health()["rows"] == 1, "the old content has not got the new text"
    service.scan()
    finish(service)
    found = ask(service, "something else altogether").photos[0]
    assert "altogether" in found.why.passage
    assert all("plumber" not in hit.why.passage for hit in ask(service, "plumber").photos)
