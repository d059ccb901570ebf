"""The main job as a person does it: real window, real worker, real LanceDB, real model."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from indexer.messages import Query, QueryPart
from indexer.service import IndexService
from tests.end_to_end.conftest import HERE, Desk, Window
from tools.sample_library import QUERY_PHOTO, TEXTS, build

pytestmark = pytest.mark.xvfb

PASSAGE = (
    "In the morning there was still no sign of the others. She lay on the windowsill in the sun "
    "with her paws tucked under, a tabby with white whiskers and green eyes, and looked at us as "
    "only cats can look. When she yawned we saw all her small teeth. Then the kitten came."
)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """The sample library; the photo to search with lies elsewhere, on the desktop, say."""
    build(tmp_path / "My files")
    (tmp_path / "My files" / QUERY_PHOTO).rename(tmp_path / QUERY_PHOTO)
    return tmp_path / "My files"


def count(photos: Path) -> int:
    return len(list(photos.rglob("*.jpg")))


def best(hits: list[dict[str, Any]]) -> str:
    """The name of the first hit's file."""
    return Path(hits[0]["path"]).name if hits else ""


def add_folder_by_dialog(window: Window, folder: Path) -> None:
    """Click the button of the first page and type the path, as a newcomer would."""
    window.until(lambda state: state["model"] == "ready" and state["other_folder"])
    x, y, width, height = window.place_of(lambda state: state["other_folder"])
    window.desk.click(x + width // 2, y + height // 2)
    window.until(lambda state: "QFileDialog" in state["dialogs"])
    for _ in range(3):  # on a busy machine Qt's dialog may put its own words between the letters
        window.desk.xdotool("key", "ctrl+a")
        window.desk.xdotool("type", "--delay", 8, str(folder))
        look = window.state["look"]
        state = window.until(lambda state, look=look: state["look"] > look + 4)
        if state["typed"] == [str(folder)]:
            break
    window.until(lambda state: state["typed"] == [str(folder)])
    window.desk.xdotool("key", "Return")
    window.until(lambda state: state["folders"] == [str(folder)])


def test_a_newcomer_finds_photos_by_a_passage_and_pages_by_a_photo(
    desk: Desk, tmp_path: Path, photos: Path
) -> None:
    window = Window(desk, tmp_path / "library")
    add_folder_by_dialog(window, photos)
    total = count(photos)
    window.until(lambda state: len(state["newest"]) == total + 3)  # documents
    window.until(lambda state: state["progress"]["photos"] == total)

    # Two pages out of a book, on household matters for the most part; the cat comes last.
    before = (TEXTS / "Household.md").read_text("utf-8").replace("# ", "")
    passage = f"{before.strip()}\n\n{PASSAGE}"
    assert len(passage.split()) > 400
    window.paste(passage)
    state = window.until(lambda state: state["photos"] and state["pages"])
    # One sentence in ten speaks of the cat; a loaf is baked before, as round as the coffee's cup.
    assert "cat.jpg" in [Path(hit["path"]).name for hit in state["photos"][:2]]
    assert best(state["pages"]) == "Household.pdf"

    window.type(" ")
    # A real drag of another photo of that cat, from another program's window.
    dragged = str(tmp_path / QUERY_PHOTO)
    source = desk.run(HERE / "photo_source.py", dragged)
    desk.xdotool("search", "--sync", "--onlyvisible", "--name", "^photo source$")
    x, y, width, height = window.state["window"]
    desk.drag((1280, 120), (x + width // 3, y + height // 2))
    state = window.until(lambda state: state["photo"] == dragged and state["pages"])
    assert best(state["photos"]) == "cat.jpg"
    assert (best(state["pages"]), state["pages"][0]["page"]) == ("Journeys.pdf", 2)

    source.terminate()
    source.wait(10)

    # A click on the first page shows it with its passage marked.
    window.until(lambda state: state["results"])
    desk.click(*window.place_of(lambda state: state["pages"] and state["pages"][0]["at"]))
    preview = window.until(lambda state: state["preview"] and state["preview"]["sharp"])["preview"]
    assert preview["path"] == state["pages"][0]["path"]
    assert preview["page"] == state["pages"][0]["page"]
    assert preview["boxes"] > 0
    desk.screenshot("marked")

    # It is dragged out of there, as a file that is copied, into another program's window (case 53).
    dropped = tmp_path / "dropped"
    target = desk.run(HERE / "file_target.py", dropped)
    desk.xdotool("search", "--sync", "--onlyvisible", "--name", "^file target$")
    x, y, width, height = preview["area"]
    desk.drag((x + width // 2, y + height // 2), (1350, 120))  # beside the window
    window.until(lambda _state: dropped.exists() and dropped.read_text() != "")
    assert dropped.read_text() == f"CopyAction file://{preview['path']}"
    assert Path(preview["path"]).exists()
    target.terminate()
    target.wait(10)
    assert window.close() == 0


def test_what_changes_on_disk_changes_in_the_window(
    desk: Desk, tmp_path: Path, photos: Path
) -> None:
    coffee = (photos / "Photos" / "coffee.jpg").rename(tmp_path / "coffee.jpg")
    window = Window(desk, tmp_path / "library")
    add_folder_by_dialog(window, photos)
    total = count(photos) + 1
    window.until(
        lambda state: state["progress"]["photos"] == total - 1 and not state["progress"]["active"]
    )

    pages = window.state["progress"]["pages"]
    shutil.copy(coffee, photos / "new.jpg")
    cat = photos / "Photos" / "cat.jpg"
    cat.rename(photos / "my friend.jpg")
    document = pymupdf.open()
    page = document.new_page()
    page.insert_textbox((60, 60, 500, 700), "A recipe for blue cheese dressing with walnuts.")
    document.save(photos / "recipes.pdf")
    window.until(lambda state: state["progress"]["photos"] == total)
    window.until(lambda state: state["progress"]["pages"] == pages + 1)
    window.type("a cup of coffee")
    window.until(lambda state: best(state["photos"]) == "new.jpg")
    window.type("a tabby cat with whiskers")
    window.until(lambda state: best(state["photos"]) == "my friend.jpg")
    window.type("salad dressing made of cheese and nuts")
    window.until(lambda state: best(state["pages"]) == "recipes.pdf")

    (photos / "my friend.jpg").unlink()
    window.until(lambda state: state["progress"]["photos"] == total - 1)
    window.type("a tabby cat with green eyes")
    state = window.until(
        lambda state: state["photos"] and all("friend" not in p["path"] for p in state["photos"])
    )
    assert len(state["photos"]) == total - 1


def test_killing_the_worker_while_it_indexes_loses_nothing(
    desk: Desk, tmp_path: Path, write_photo
) -> None:
    folder = tmp_path / "many"
    for number in range(150):
        write_photo(folder / f"{number}.jpg", seed=number)
    window = Window(desk, tmp_path / "library")
    add_folder_by_dialog(window, folder)
    state = window.until(lambda state: state["progress"]["photos"] >= 10)
    assert state["progress"]["photos"] < 150
    os.kill(state["worker"], signal.SIGKILL)
    after = window.until(lambda now: now["worker"] not in (None, state["worker"]))
    assert not after["banner"]
    window.until(
        lambda state: state["progress"]["photos"] == 150 and not state["progress"]["active"]
    )
    assert window.close() == 0

    service = IndexService(tmp_path / "library", read_only=True)
    service.wait_for_model()
    query = Query((QueryPart(text="shapes"),), limit=1000)
    paths = [
        hit.path
        for hit in service.answers.search(query, service.answers.embed_query(query, {})).photos
    ]
    assert sorted(paths) == sorted(str(path) for path in folder.iterdir())
    assert service.store_health()["rows"] == 150
    service.close()
