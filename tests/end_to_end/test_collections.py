"""Photos are dragged into collections, and keys are for what was clicked, in the real window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indexer.catalog import Catalog
from indexer.kept import Shelves
from indexer.library import Library
from tests.end_to_end.conftest import Desk, Window
from tests.end_to_end.test_main_job import add_folder_by_dialog

pytestmark = pytest.mark.xvfb


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with more collections than the list at the left has room for."""
    library = Library(tmp_path / "library")
    library.create()
    catalog = Catalog(library.catalog)
    shelves = Shelves(catalog, library)
    for number in range(60):
        shelves.make_collection(f"Birds {number:02}")
    catalog.close()
    return tmp_path / "library"


def row(state: dict[str, Any], name: str) -> dict[str, Any]:
    """The row by this name, or nothing where it cannot be seen."""
    return next((each for each in state["rows"] if each["name"] == name), {})


def test_photos_are_dragged_onto_names_and_keys_are_for_what_was_clicked(
    desk: Desk, library: Path, tmp_path: Path, write_photo
) -> None:
    for number in range(3):
        write_photo(tmp_path / "photos" / f"{number}.jpg", seed=number)
    window = Window(desk, library)
    add_folder_by_dialog(window, tmp_path / "photos")
    window.until(lambda state: state["progress"]["photos"] == 3)
    desk.xdotool("key", "F9")
    window.until(lambda state: row(state, "Birds 03") and len(state["newest"]) == 3)
    photo, name = window.place_of(
        lambda state: (state["newest"][0]["at"], row(state, "Birds 03")["at"])
    )
    desk.drag(photo, name)
    state = window.until(lambda state: row(state, "Birds 03")["count"] == "1")
    assert [each["name"] for each in state["rows"] if each["count"] == "1"] == ["Birds 03"]
    assert "Put into “Birds 03”" in state["labels"]
    assert row(state, "Newest")["current"], "it is what is open"

    # Held at its lower edge the list goes on to names that could not be seen.
    x, y, _, height = state["sidebar"]
    edge = x + 60, y + height - 6
    desk.xdotool("mousemove", "--sync", *state["newest"][1]["at"], "mousedown", 1)
    for step in range(1, 11):
        desk.xdotool("mousemove", "--sync", edge[0] + 10 * (10 - step), edge[1])
    state = window.until(lambda state: row(state, "Birds 59"), seconds=30)
    desk.xdotool("mousemove", "--sync", *row(state, "Birds 55")["at"])
    window.until(lambda state: row(state, "Birds 55")["current"])
    desk.xdotool("mouseup", 1)
    state = window.until(lambda state: row(state, "Birds 55").get("count") == "1")
    assert row(state, "Birds 59"), "the list stays where it is"

    desk.click(*row(state, "Birds 55")["at"])
    window.until(lambda state: "Birds 55" in state["labels"])
    desk.xdotool("key", "Delete")
    state = window.until(lambda state: "“Birds 55” is deleted." in state["labels"])
    window.until(lambda state: not row(state, "Birds 55"))
    assert window.close() == 0
