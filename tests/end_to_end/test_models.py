"""Another model takes over, in the real window, by mouse and keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import Desk, Window
from tests.end_to_end.test_main_job import PASSAGE, add_folder_by_dialog, best, count, photos
from tests.models import second_model

pytestmark = pytest.mark.xvfb
__all__ = ["photos"]

SECONDS = 300  # another model is loaded and reads everything


def click(window: Window, what: Any) -> None:
    x, y, width, height = window.place_of(what)
    window.desk.click(x + width // 2, y + height // 2)


def row(state: dict[str, Any], title: str) -> dict[str, Any]:
    return ((state["models"] or {}).get("rows") or {}).get(title) or {"state": "", "use": None}


def test_another_model_is_added_takes_over_and_is_remembered(
    desk: Desk, tmp_path: Path, photos: Path
) -> None:
    folder = second_model(tmp_path / "second model", tmp_path / "cache")
    desk.environment["MATE_CACHE"] = str(tmp_path / "cache")
    desk.environment["MATE_MODELS"] = str(tmp_path / "models")
    window = Window(desk, tmp_path / "library")
    add_folder_by_dialog(window, photos)
    total = count(photos)
    window.until(lambda state: state["progress"]["photos"] == total)
    window.until(lambda state: not state["progress"]["active"])
    window.type(PASSAGE)
    window.until(lambda state: best(state["photos"]) == "cat.jpg")

    click(window, lambda state: state["settings"])
    click(window, lambda state: state["models"] and state["models"]["tab"])
    window.until(lambda state: row(state, "Starter")["state"] == "In use")
    click(window, lambda state: state["models"]["add"])
    window.until(lambda state: "QFileDialog" in state["dialogs"])
    desk.xdotool("key", "ctrl+a")
    desk.xdotool("type", "--delay", 8, str(folder))
    window.until(lambda state: state["typed"] == [str(folder)])
    desk.xdotool("key", "Return")
    click(window, lambda state: row(state, "second model")["use"])
    click(window, lambda state: state["answers"].get("Read anew"))

    state = window.until(lambda state: row(state, "Starter")["use"])
    assert row(state, "Starter")["state"] == "Answers until then"
    assert best(state["photos"]) == "cat.jpg", "what was found stands"
    state = window.until(lambda state: row(state, "second model")["state"] == "In use", SECONDS)
    assert row(state, "Starter")["state"] == ""
    window.until(lambda state: (state["model_id"] or "").startswith("second-"))
    window.until(lambda state: not state["progress"]["changing"])

    click(window, lambda state: state["models"]["close"])
    window.type("a tabby kitten with green eyes")
    window.until(lambda state: best(state["photos"]) == "cat.jpg")
    assert window.close() == 0

    again = Window(desk, tmp_path / "library")  # it is remembered
    state = again.until(lambda state: (state["model_id"] or "").startswith("second-"), SECONDS)
    assert state["progress"]["photos"] == total
    assert not state["progress"]["changing"]
