"""The models in the settings: which one is in use, another one, and how others come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox

from app.models import words
from app.models.aligning import AlignDialog
from app.models.getting import GetDialog
from indexer.messages import (
    AlignModel,
    FolderStatus,
    KnownModel,
    ModelRefused,
    ModelResult,
    ModelTaskChanged,
    ProgressChanged,
    TrainedPoint,
)
from tests.gui.scripted_worker import IDLE

SOON = 5_000
CLICK = Qt.MouseButton.LeftButton

STARTER = KnownModel(
    "starter", "starter", "model", ("EfficientNet-Lite2", "all-MiniLM-L6-v2", "USE"), 173_543_031,
    370_000_000, True, "AGPL-3.0", 384, ("de", "en", "es", "fr", "it"),
    (ModelResult("Flickr8k val", "text → image R@10", 0.776),), files_per_second=10.0,
)  # fmt: skip
OTHER = KnownModel(
    "/models/other", "other", "model", ("laion/ViT", "e5"), 2_000_000_000, 2_500_000_000, False, "",
    768, None, (ModelResult("captions", "R@10", 0.93, held_out=True),),
)  # fmt: skip
BROKEN = KnownModel("/models/broken", "broken", fault="weights are missing", listed=True)
VLM = KnownModel("/models/vlm", "laion/ViT-B-32", "vlm", (), 600_000_000, 10**9, dim=512)
READER = KnownModel("/models/e5", "intfloat/e5", "text-encoder", languages=("en",), listed=True)


@pytest.fixture
def page(qtbot, open_window, tmp_path):
    """The page as it comes up, in a library of 1,234 photos and 560 pages in 1,290 files."""
    window = open_window(
        models=(STARTER, OTHER, BROKEN, VLM, READER),
        progress=replace(IDLE, photos=1_234, pages=560),
        folders=(FolderStatus(str(tmp_path), True, 1_290, 1_290, 0),),
    )
    window.show_settings("models")
    page = window._settings_dialog.models
    qtbot.waitUntil(lambda: len(page.rows) == 5, timeout=SOON)
    return page


def said(row) -> list[str]:
    return [label.text() for label in row.findChildren(QLabel) if label.isVisible()]


def test_each_model_says_what_it_is(page):
    assert said(page.rows["starter"]) == [
        "Starter",
        "In use",
        "Comes with Mate. Small and quick, needs no graphics card.",
        "173.5 MB on disk · 370.0 MB of memory · licence: AGPL-3.0 · 5 languages · 384 dimensions",
        "Finds the photo of a caption among the first ten: 78 % (Flickr8k val).",
    ]
    assert said(page.rows["/models/other"]) == [
        "other",
        "Sees photos with laion/ViT and reads texts with e5.",
        "2.0 GB on disk · about 2.5 GB of memory (estimated) · licence: not stated · "
        "languages not stated · 768 dimensions",
        "Aligned: 93 % of held-out texts (captions) are found among the first ten. "
        "With photos it has not been measured.",
    ]
    assert said(page.rows["/models/broken"]) == ["broken", "Cannot be read: weights are missing"]
    assert "A part: sees photos" in said(page.rows["/models/vlm"])[1]
    assert "English" in said(page.rows["/models/e5"])[2]
    unmeasured = replace(OTHER, results=())
    assert words.measured(unmeasured) == "How well it finds has not been measured."


def test_what_can_be_done_is_offered_and_nothing_else(page):
    usable = {name for name, row in page.rows.items() if row.use.isVisible()}
    assert usable == {"/models/other"}
    removable = {name for name, row in page.rows.items() if row.remove.isVisible()}
    assert removable == {"/models/broken", "/models/e5"}
    dialog = page.window()
    assert not dialog.defaults.isVisible()
    assert not dialog.save.isVisible()
    dialog.come_up("general")
    assert dialog.defaults.isVisible()
    assert dialog.save.isVisible()


def answer(qtbot, page, button: str) -> str:
    """Press a button of the question; what it said."""
    box = page.findChild(QMessageBox)
    more = f"{box.text()} {box.informativeText()}"
    (wanted,) = [each for each in box.buttons() if each.text().replace("&", "") == button]
    qtbot.mouseClick(wanted, CLICK)
    qtbot.waitUntil(lambda: page.findChild(QMessageBox) is None, timeout=SOON)
    return more


def test_another_model_is_used_once_that_is_confirmed_and_one_can_go_back(qtbot, page, commands):
    row = page.rows["/models/other"]
    qtbot.mouseClick(row.use, CLICK)
    assert answer(qtbot, page, "Cancel") == (
        "Read the library anew with other? 1,234 photos · 560 pages. "
        "With Starter it would take about 2 min; other has not been timed on this computer. "
        "Starter answers until all is read. Until then you can go back to it."
    )
    assert not [each for each in commands() if each.startswith("ChangeModel")]
    assert not page._client.has_chosen_model
    qtbot.mouseClick(row.use, CLICK)
    answer(qtbot, page, "Read anew")
    qtbot.waitUntil(lambda: row.state.text() == "Is being prepared", timeout=SOON)
    assert page._client.has_chosen_model, "no later worker begins with that of the command line"
    former = page.rows["starter"]
    assert former.state.text() == "Answers until then"
    reads = replace(IDLE, active=True, changing=True, done=120, total=1_290)
    page._client.progress = reads
    page._client.progress_changed.emit(ProgressChanged(reads))
    assert row.state.text() == "Reads the library: 120 of 1,290"
    status = page.window().parent().status
    assert status.words.toolTip().startswith("New model · 120 of 1,290")
    assert not row.use.isVisible()
    assert former.use.text() == "Stay with this one"
    qtbot.mouseClick(former.use, CLICK)
    qtbot.waitUntil(lambda: former.state.text() == "In use", timeout=SOON)
    assert page.findChild(QMessageBox) is None, "to go back costs nothing"
    assert row.use.isVisible()
    asked = [each for each in commands() if each.startswith("ChangeModel")]
    assert asked == ["ChangeModel(name='/models/other')", "ChangeModel(name='starter')"]


def test_how_long_it_takes_is_told_as_far_as_it_is_known():
    progress = replace(IDLE, photos=30_000, pages=0)

    def told(model, present):
        return words.what_it_takes(model, present, progress, 36_000)

    timed = replace(OTHER, files_per_second=2.0)
    assert "It takes about 5 h, as fast as it was here before." in told(timed, STARTER)
    unknown = replace(STARTER, files_per_second=0.0)
    assert "How long it takes is shown once it has begun." in told(OTHER, unknown)
    assert told(OTHER, None).endswith("Until all is read, only a part of it is found.")
    assert words.duration(20) == "less than a minute"
    assert words.duration(400_000) == "about 5 days"


def test_an_empty_library_asks_nothing(qtbot, open_window, commands):
    window = open_window(models=(STARTER, OTHER), progress=replace(IDLE, photos=0, pages=0))
    window.show_settings("models")
    page = window._settings_dialog.models
    qtbot.waitUntil(lambda: len(page.rows) == 2, timeout=SOON)
    qtbot.mouseClick(page.rows["/models/other"].use, CLICK)
    qtbot.waitUntil(lambda: "ChangeModel(name='/models/other')" in commands(), timeout=SOON)
    assert page.findChild(QMessageBox) is None


def test_a_folder_comes_on_the_list_and_off_it_or_says_why_not(qtbot, page):
    page.add_folder("/models/wrong")
    qtbot.waitUntil(page.said.isVisible, timeout=SOON)
    assert page.said.text() == "/models/wrong holds no model"
    page.add_folder("/models/new")
    qtbot.waitUntil(lambda: "/models/new" in page.rows, timeout=SOON)
    assert not page.said.isVisible()
    qtbot.mouseClick(page.rows["/models/new"].remove, CLICK)
    qtbot.waitUntil(lambda: "/models/new" not in page.rows, timeout=SOON)


def test_a_model_that_was_refused_is_told_on_the_page(page):
    page._client.model_refused.emit(ModelRefused("/models/other", "a file was altered"))
    assert page.said.text() == "a file was altered"
    assert page.said.isVisible()


def test_a_name_of_the_hub_is_asked_for_and_fetched(qtbot, page, commands):
    qtbot.mouseClick(page.get, CLICK)
    dialog = page.findChild(GetDialog)
    assert not dialog.get.isEnabled()
    dialog.field.setText(" https://huggingface.co/tiny/model/tree/main ")
    qtbot.mouseClick(dialog.get, CLICK)
    qtbot.waitUntil(lambda: "DownloadModel(name='tiny/model')" in commands(), timeout=SOON)


def test_a_download_shows_how_far_it_is_and_can_be_cancelled(qtbot, page):
    task = page.task
    assert not task.isVisible()

    def told(state, stage="", **more):
        event = ModelTaskChanged("download", "tiny/model", state, stage, **more)
        page._client.model_task_changed.emit(event)
        return task.title.text(), task.state.text()

    assert told("going") == ("Getting tiny/model", "Beginning…")
    assert (task.bar.minimum(), task.bar.maximum()) == (0, 0)
    # more than an int of C holds
    assert told("going", "files", done=3 * 10**9, total=6 * 10**9)[1] == "3.0 GB of 6.0 GB"
    assert task.bar.value() * 2 == task.bar.maximum()
    assert not page.get.isEnabled()
    assert not page.align.isEnabled()
    assert "broken off" in told("waiting", "files")[1]
    qtbot.mouseClick(task.button, CLICK)
    qtbot.waitUntil(lambda: task.title.text() == "tiny/model was cancelled", timeout=SOON)
    assert page.get.isEnabled()
    assert not task.bar.isVisible()
    qtbot.mouseClick(task.button, CLICK)
    assert not task.isVisible()
    assert told("failed", message="the hub cannot be reached") == (
        "tiny/model was not fetched", "the hub cannot be reached",
    )  # fmt: skip
    assert "It is a part" in told("done")[1]
    assert "It is on the list" in told("done", name="/hub/model")[1]


def test_a_task_whose_worker_dies_says_that_it_was_cut_off(qtbot, page):
    event = ModelTaskChanged("download", "tiny/model", "going", "files", 1, 2)
    page._client.model_task_changed.emit(event)
    page._client._handle.process.kill()
    qtbot.waitUntil(lambda: "cut off" in page.task.state.text(), timeout=2 * SOON)
    assert page.task.button.text() == "Dismiss"
    assert page.get.isEnabled()
    assert page.align.isEnabled()


@pytest.mark.parametrize(
    ("state", "told"),
    [("done", "tiny/model is here"), ("failed", "tiny/model was not fetched: no network")],
)
def test_what_ends_while_nobody_looks_is_told_in_the_status_line(page, state, told):
    status = page.window().parent().status
    page.window().close()
    event = ModelTaskChanged("download", "tiny/model", state, message="no network")
    page._client.model_task_changed.emit(event)
    assert status.words.toolTip() == told


def test_two_parts_captions_and_a_name_make_a_model(qtbot, page, commands, tmp_path):
    qtbot.mouseClick(page.align, CLICK)
    dialog = page.findChild(AlignDialog)
    assert not dialog.missing.isVisible()
    assert [dialog.vlm.itemText(n) for n in range(dialog.vlm.count())] == ["laion/ViT-B-32"]
    readers = [dialog.llm.itemText(n) for n in range(dialog.llm.count())]
    assert readers == ["all-MiniLM-L6-v2", "USE multilingual", "intfloat/e5"]
    assert dialog.photos.text() == str(tmp_path), "those that are there anyway"
    dialog.llm.setCurrentIndex(2)
    assert dialog.name.text() == "ViT-B-32 + e5"
    assert not dialog.begin.isEnabled()
    dialog.captions.setText("/texts/captions.txt")
    qtbot.mouseClick(dialog.begin, CLICK)
    wanted = AlignModel(
        "ViT-B-32 + e5", "open-clip:/models/vlm", "hugging-face:/models/e5",
        "/texts/captions.txt", str(tmp_path),
    )  # fmt: skip
    qtbot.waitUntil(lambda: repr(wanted) in commands(), timeout=SOON)


def test_without_a_part_that_sees_none_can_be_made(qtbot, open_window):
    window = open_window(models=(STARTER, OTHER, BROKEN))
    window.show_settings("models")
    page = window._settings_dialog.models
    qtbot.waitUntil(lambda: len(page.rows) == 3, timeout=SOON)
    qtbot.mouseClick(page.align, CLICK)
    dialog = page.findChild(AlignDialog)
    dialog.captions.setText("/texts/captions.txt")
    dialog.name.setText("mine")
    assert dialog.missing.isVisible()
    assert not dialog.begin.isEnabled()


def test_training_is_drawn_as_it_goes(page):
    curves = page.task.curves
    points = (TrainedPoint(0, None, 0.4), TrainedPoint(10, 3.0, 0.6), TrainedPoint(20, 1.5, 0.9))

    def told(state, points, stage="train"):
        page._client.model_task_changed.emit(
            ModelTaskChanged("align", "mine", state, stage, 20, 80, points)
        )

    told("going", points[:1])
    assert page.task.state.text() == "Training: step 20 of 80"
    assert not curves.isVisible(), "a point is no line"
    told("going", points)
    assert curves.isVisible()
    assert curves.accessibleName() == ("Loss 3.00 to 1.50; found among the first ten: 40 % to 90 %")
    drawn = curves.grab().toImage()
    colours = {drawn.pixelColor(x, y).name() for x in range(drawn.width()) for y in range(60)}
    assert curves.palette().accent().color().name() in colours
    told("done", points)
    assert "has not been measured" in page.task.state.text()
    assert curves.isVisible(), "at the end above all"
