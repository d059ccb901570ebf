"""What can be done with what is looked at: one list of actions, in menus, keys and buttons."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from app.files import COPIED_FILES

CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROL_SHIFT = CONTROL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def looking(qtbot, open_window):
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: window.results.photos.list.hits.rowCount() > 0, timeout=5_000)
    window.results.photos.list.select_row(0)
    qtbot.waitUntil(lambda: window.preview._sharp, timeout=5_000)
    return window


def menu_of(qtbot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=5_000)
    return QApplication.activePopupWidget()


def words(menu: QMenu) -> list[str]:
    return [action.text().split("\t")[0] for action in menu.actions() if action.text()]


def action(menu: QMenu, text: str) -> QAction:
    return next(each for each in menu.actions() if each.text().split("\t")[0] == text)


def choose(qtbot, menu: QMenu, text: str) -> None:
    """Click on an entry of a menu."""
    at = menu.actionGeometry(action(menu, text)).center()
    qtbot.mouseMove(menu, at)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=at)


def open_menu(qtbot, window) -> QMenu:
    picture = window.preview.picture
    # What a right click brings about; Qt Test sends none.
    picture.customContextMenuRequested.emit(picture.rect().center())
    return menu_of(qtbot)


def open_programs(qtbot, window) -> QMenu:
    menu = open_menu(qtbot, window)
    choose(qtbot, menu, "Open with")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() not in (menu, None), timeout=5_000)
    programs = QApplication.activePopupWidget()
    qtbot.waitUntil(lambda: "Looking…" not in words(programs), timeout=5_000)
    return programs


def copied_files() -> list[QUrl]:
    mime = QGuiApplication.clipboard().mimeData()
    return mime.urls() if mime is not None else []


def close_menus() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def test_the_lists_and_the_preview_offer_the_same(qtbot, looking):
    grid = looking.results.photos.list
    grid.customContextMenuRequested.emit(grid.visualRect(grid.currentIndex()).center())
    in_list = words(menu_of(qtbot))
    close_menus()
    qtbot.mouseClick(looking.preview.others, Qt.MouseButton.LeftButton)
    in_preview = words(menu_of(qtbot))
    close_menus()
    assert in_list == in_preview
    for text in ("Find similar", "Find pages about this photo", "Open", "Open with",
                 "Show in folder", "Copy file", "Copy path", "Add to collection"):  # fmt: skip
        assert text in in_preview
    looking.results.pages.list.select_row(0)
    assert "Find pages about this photo" not in words(open_menu(qtbot, looking))
    close_menus()


def test_a_file_is_copied_for_file_managers_and_others(qtbot, looking, photos):
    clipboard = QGuiApplication.clipboard()
    picture = looking.preview.picture
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton)
    qtbot.keyClick(picture, Qt.Key.Key_C, CONTROL)
    url = QUrl.fromLocalFile(str(photos[0]))
    qtbot.waitUntil(lambda: copied_files() == [url], timeout=5_000)
    copied = bytes(clipboard.mimeData().data(COPIED_FILES).data()).decode()
    assert copied == f"copy\n{url.toString()}"
    assert "text/uri-list" in clipboard.mimeData().formats()
    assert looking.status.words.toolTip() == "Copied red.jpg"


def test_several_files_are_copied_from_the_list(qtbot, looking, photos):
    grid, clipboard = looking.results.photos.list, QGuiApplication.clipboard()
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_A, CONTROL)
    os.unlink(photos[2])
    qtbot.keyClick(grid, Qt.Key.Key_C, CONTROL)
    there = [QUrl.fromLocalFile(str(path)) for path in photos[:2]]
    qtbot.waitUntil(lambda: copied_files() == there, timeout=5_000)
    assert "blue.jpg is not there any more" in looking.status.words.toolTip()
    qtbot.keyClick(grid, Qt.Key.Key_C, CONTROL_SHIFT)
    assert clipboard.text() == "\n".join(map(str, photos))


def test_a_path_is_copied_as_text_from_the_menu(qtbot, looking, photos):
    choose(qtbot, open_menu(qtbot, looking), "Copy path")
    assert QGuiApplication.clipboard().text() == str(photos[0])
    assert not QGuiApplication.clipboard().mimeData().hasUrls()


def test_selected_words_are_copied_where_they_are_selected(qtbot, looking):
    table = looking.preview.details.table
    table.setFocus()
    table.selectAll()
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert "By the river" in QGuiApplication.clipboard().text()


def test_pages_about_a_photo_are_asked_for_alone(qtbot, looking, commands):
    choose(qtbot, open_menu(qtbot, looking), "Find pages about this photo")
    qtbot.waitUntil(
        lambda: any(
            "text='type:document'" in line and "LibraryItem(content='0a'" in line
            for line in commands()
            if line.startswith("Search(")
        ),
        timeout=5_000,
    )
    assert looking.composer.field.toPlainText() == "type:document"


def test_the_key_for_pages_does_nothing_to_a_page(qtbot, looking, commands):
    pages = looking.results.pages.list
    pages.setFocus()
    pages.select_row(0)
    qtbot.keyClick(pages, Qt.Key.Key_P)
    qtbot.wait(100)
    assert looking.composer.field.toPlainText() == "sea"


# --- open with ---------------------------------------------------------------------------


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop of two viewers, one of which is the default, and of some entries that are none.

    Each viewer writes what it is started with into a file.
    """
    home = tmp_path / "data"
    entries = home / "applications"
    entries.mkdir(parents=True)
    script = tmp_path / "viewer"
    script.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.log.part"\nmv "$0.log.part" "$0.log"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)

    def entry(name: str, **values: str) -> None:
        lines = "\n".join(f"{key}={value}" for key, value in values.items())
        (entries / name).write_text(f"[Desktop Entry]\nType=Application\n{lines}\n")

    jpeg = "image/png;image/jpeg;"
    entry("a.desktop", Name="Gallery & co", Exec=f'"{script}" --show %U', MimeType=jpeg)
    entry("b.desktop", Name="Editor", Exec=f"{script} --edit=yes %f", MimeType=jpeg)
    entry("c.desktop", Name="Gone", Exec="nothing-like-this %f", MimeType=jpeg)
    entry("d.desktop", Name="Hidden", Exec=f"{script} %f", MimeType=jpeg, Hidden="true")
    entry("e.desktop", Name="Text", Exec=f"{script} %f", MimeType="text/plain;")
    entry("f.desktop", Name="Unwanted", Exec=f"{script} x %f", MimeType=jpeg)
    (entries / "g.desktop").write_bytes(b"\xff\xfe no entry = at all\n[[[")
    (entries / "mimeapps.list").write_text(
        "[Default Applications]\nimage/jpeg=b.desktop;away.desktop;\n"
        "[Removed Associations]\nimage/jpeg=f.desktop;\n"
    )
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "none"))
    return tmp_path / "viewer.log"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="freedesktop.org's lists")
def test_other_programs_are_offered_the_default_first_and_open_the_file(
    qtbot, looking, programs, photos
):
    menu = open_programs(qtbot, looking)
    assert words(menu) == ["Editor", "Gallery && co", "Another program…"]
    choose(qtbot, menu, "Editor")
    qtbot.waitUntil(programs.exists, timeout=5_000)
    assert programs.read_text().splitlines() == ["--edit=yes", str(photos[0])]
    programs.unlink()
    close_menus()
    choose(qtbot, open_programs(qtbot, looking), "Gallery && co")
    qtbot.waitUntil(programs.exists, timeout=5_000)
    assert programs.read_text().splitlines() == ["--show", photos[0].as_uri()]
    close_menus()


def test_a_menu_that_closes_while_programs_are_looked_for_costs_nothing(qtbot, looking, programs):
    menu = open_menu(qtbot, looking)
    choose(qtbot, menu, "Open with")
    close_menus()
    qtbot.wait(200)
    assert looking.isVisible()


def test_a_file_that_has_vanished_is_said_to_be_so_whatever_is_done(
    qtbot, looking, programs, photos
):
    os.unlink(photos[0])
    looking.preview.open_button.click()
    gone = "red.jpg is not there any more"
    qtbot.waitUntil(lambda: gone in looking.status.words.toolTip(), timeout=5_000)
    for text in ("Copy file", "Show in folder"):
        looking.status.remark("")
        choose(qtbot, open_menu(qtbot, looking), text)
        qtbot.waitUntil(lambda: gone in looking.status.words.toolTip(), timeout=5_000)
    looking.status.remark("")
    choose(qtbot, open_programs(qtbot, looking), "Editor")
    qtbot.waitUntil(lambda: gone in looking.status.words.toolTip(), timeout=5_000)
    close_menus()
    assert not programs.exists()


def test_a_hit_that_is_looked_at_goes_into_a_collection(qtbot, open_window, script, tmp_path):
    window = open_window(kept=str(tmp_path / "kept"))
    window.composer.set_text("sea")
    pages = window.results.pages.list
    qtbot.waitUntil(lambda: pages.hits.rowCount() > 0, timeout=5_000)
    pages.select_row(0)
    window.preview._turn_to(replace(script.pages[0], page=7))
    menu = open_menu(qtbot, window)
    choose(qtbot, menu, "Add to collection")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not menu, timeout=5_000)
    choose(qtbot, QApplication.activePopupWidget(), "New collection…")
    qtbot.waitUntil(lambda: bool(window._client.kept.collections), timeout=5_000)
    assert window._client.kept.collections[0].members == 1
    close_menus()


def test_dragging_a_picture_that_is_seen_whole_begins_a_drag_of_the_file(qtbot, looking):
    """The drag itself is tried end to end, between two programs."""
    picture = looking.preview.picture
    picture.drag_wanted.disconnect()
    middle = picture.rect().center()
    with qtbot.waitSignal(picture.drag_wanted, timeout=2_000):
        qtbot.mousePress(picture, Qt.MouseButton.LeftButton, pos=middle)
        for x in (5, 15, 30):
            qtbot.mouseMove(picture, middle + QPoint(x, 0))
    qtbot.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=middle)
    assert picture.zoom == 1.0
