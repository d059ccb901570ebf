"""The library is browsed by mouse and keys, without a question, while it grows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from tests.conftest import draw
from tests.end_to_end.conftest import Desk, Window
from tests.end_to_end.test_main_job import add_folder_by_dialog

pytestmark = pytest.mark.xvfb


def write_taken(path: Path, seed: int, taken: str, place: tuple[float, float] | None) -> None:
    """A photo that says when, where and with what it was taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    photo = draw(seed)
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Fujifilm", "X-T3"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if place is not None:
        gps = ExifTags.GPS
        tags = exif.get_ifd(ExifTags.IFD.GPSInfo)
        tags[gps.GPSLatitudeRef], tags[gps.GPSLatitude] = "N", (place[0], 0.0, 0.0)
        tags[gps.GPSLongitudeRef], tags[gps.GPSLongitude] = "W", (place[1], 0.0, 0.0)
    photo.save(path, exif=exif)


def row(state: dict[str, Any], name: str) -> dict[str, Any]:
    """The row by this name, or nothing where it cannot be seen."""
    return next((each for each in state["rows"] if each["name"] == name), {})


def click(window: Window, name: str) -> None:
    window.desk.click(*window.place_of(lambda state: row(state, name).get("at")))


def test_a_month_and_a_place_are_looked_at_and_new_photos_are_counted(
    desk: Desk, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    write_taken(photos / "a.jpg", 1, "2019:05:12 10:00:00", (38.72, 9.13))
    write_taken(photos / "b.jpg", 2, "2019:05:13 10:00:00", None)
    write_taken(photos / "c.jpg", 3, "2019:12:24 10:00:00", None)
    write_taken(photos / "d.jpg", 4, "2020:01:01 10:00:00", None)
    window = Window(desk, tmp_path / "library")
    add_folder_by_dialog(window, photos)
    window.until(lambda state: state["progress"]["photos"] == 4)
    desk.xdotool("key", "F9")
    click(window, "Dates")
    window.until(lambda state: row(state, "2019").get("count") == "3")
    click(window, "2019")
    state = window.until(lambda state: state["text"] == "date:2019 " and len(state["newest"]) == 3)
    assert [Path(photo["path"]).name for photo in state["newest"]] == ["c.jpg", "b.jpg", "a.jpg"]

    # On with the keys: into the year, to its older month.
    desk.xdotool("key", "Right", "Down", "Down", "Return")
    state = window.until(lambda state: state["text"] == "date:2019-05 ")
    window.until(lambda state: len(state["newest"]) == 2)
    assert row(window.state, "May")["current"]

    # What comes to the folder is counted where it belongs, and shown.
    write_taken(photos / "e.jpg", 5, "2019:05:30 10:00:00", None)
    window.until(lambda state: row(state, "May").get("count") == "3")
    window.until(lambda state: len(state["newest"]) == 3)

    click(window, "Dates")  # folded, so that the places can be seen
    click(window, "Places")
    window.until(lambda state: row(state, "Lisbon, Portugal").get("count") == "1")
    assert row(window.state, "Without a place")["count"] == "4"
    click(window, "Lisbon, Portugal")
    state = window.until(lambda state: len(state["newest"]) == 1)
    assert state["text"] == 'near:"Lisbon, Portugal" '
    assert Path(state["newest"][0]["path"]).name == "a.jpg"

    click(window, "Newest")
    window.until(lambda state: state["text"] == "" and len(state["newest"]) == 5)
    assert window.close() == 0
