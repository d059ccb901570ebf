"""Groups by day and by folder: offered beside the order, with what is weak below them all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QDate, QLocale, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu

from app.results.hits import HIT
from indexer.messages import Hit

TODAY = QDate.currentDate().toString(Qt.DateFormat.ISODate)


def rows(listed) -> list[str]:
    """The list as it is shown: titles of dividers, names of hits."""
    model = listed.hits
    return [model.index(row).data(Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())]


@pytest.fixture
def found(script) -> tuple[Hit, ...]:
    """By relevance: from two folders and three days, two weak ones last."""
    told = (
        ("alps/a.jpg", "strong", "2019-05-12T10:00:00"),
        ("sea/b.jpg", "strong", "2019-05-11T10:00:00"),
        ("alps/c.jpg", "fair", "2019-05-12T09:00:00"),
        ("sea/d.jpg", "fair", f"{TODAY}T08:00:00"),
        ("alps/e.jpg", "weak", "2024-01-01T10:00:00"),
        ("sea/f.jpg", "weak", "2024-01-01T10:00:00"),
    )
    return tuple(
        replace(
            script.photos[n % 3], path=f"/photos/{name}", strength=strength, moment=moment,
            content=f"{n}c",
        )
        for n, (name, strength, moment) in enumerate(told)
    )  # fmt: skip


@pytest.fixture
def window(qtbot, open_window, found):
    newest = tuple(replace(hit, strength=None, score=None) for hit in found)
    window = open_window(photos=found, pages=(), newest=newest)
    window.resize(1100, 700)
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: window.results.hits == found, timeout=5_000)
    return window


def choose(qtbot, window, text: str) -> None:
    """Choose from the menu, as a click on the button shows it."""
    chosen = []

    def click():
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        (action,) = [action for action in menu.actions() if action.text() == text]
        chosen.append(action)
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    QTimer.singleShot(100, click)
    qtbot.mouseClick(window.results.order, Qt.MouseButton.LeftButton)
    assert chosen


WEAK = ["Weak matches", "e.jpg", "f.jpg"]
WEAK_BELOW = ["Weak matches, by relevance", *WEAK[1:]]
BY_STRENGTH = [
    "Strong matches", "a.jpg", "b.jpg", "Fair matches", "c.jpg", "d.jpg", *WEAK,
]  # fmt: skip


def test_days_are_in_order_and_weak_matches_below_them(qtbot, window):
    grid, button = window.results.grid, window.results.order
    choose(qtbot, window, "Group by day")
    qtbot.waitUntil(lambda: button.text() == "Newest first, by day", timeout=5_000)
    later, earlier = (
        QLocale().toString(QDate(2019, 5, n), QLocale.FormatType.LongFormat) for n in (12, 11)
    )
    assert rows(grid) == ["Today", "d.jpg", later, "a.jpg", "c.jpg", earlier, "b.jpg", *WEAK_BELOW]
    choose(qtbot, window, "Oldest first")
    qtbot.waitUntil(lambda: rows(grid)[1] == "b.jpg", timeout=5_000)
    assert button.text() == "Oldest first, by day"
    assert [hit.path[-5:] for hit in grid.hits.hits] == [
        "b.jpg", "c.jpg", "a.jpg", "d.jpg", "e.jpg", "f.jpg",
    ]  # fmt: skip


def test_an_order_without_dates_has_no_days(qtbot, window):
    button = window.results.order
    choose(qtbot, window, "Group by day")
    qtbot.waitUntil(lambda: button.text() == "Newest first, by day", timeout=5_000)
    choose(qtbot, window, "By relevance")
    qtbot.waitUntil(lambda: button.text() == "By relevance", timeout=5_000)
    assert rows(window.results.grid) == BY_STRENGTH
    choose(qtbot, window, "Newest first")
    qtbot.waitUntil(lambda: button.text() == "Newest first", timeout=5_000)
    assert rows(window.results.grid)[0] == "Relevant matches"


def test_folders_come_with_their_best_and_what_is_selected_stays(qtbot, window, found):
    grid = window.results.grid
    grid.setFocus()
    grid.select_row(1)
    choose(qtbot, window, "Group by folder")
    assert window.results.order.text() == "By relevance, by folder"
    assert rows(grid) == [
        "/photos/alps",
        "a.jpg",
        "c.jpg",
        "/photos/sea",
        "b.jpg",
        "d.jpg",
        *WEAK_BELOW,
    ]
    assert window.results.selected == grid.currentIndex().data(HIT) == found[1]
    assert [hit.path[-5:] for hit in window.results.hits[:4]] == [
        "a.jpg", "c.jpg", "b.jpg", "d.jpg",
    ]  # fmt: skip
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert window.results.selected.path.endswith("c.jpg"), "keys go as it is shown"
    choose(qtbot, window, "Group by folder")
    assert rows(grid) == BY_STRENGTH


def test_what_is_there_without_a_question_can_be_grouped(qtbot, window):
    grid = window.results.grid
    window.composer.clear()
    qtbot.waitUntil(lambda: rows(grid)[0] == "a.jpg", timeout=5_000)
    choose(qtbot, window, "Group by folder")
    assert [title for title in rows(grid) if title.startswith("/")] == [
        "/photos/alps", "/photos/sea",
    ]  # fmt: skip
    choose(qtbot, window, "Group by day")
    qtbot.waitUntil(lambda: rows(grid)[:2] == ["Today", "d.jpg"], timeout=5_000)
    assert window.results.order.text() == "Newest first, by day"


def test_a_screen_reader_hears_the_group_and_its_count(qtbot, window):
    choose(qtbot, window, "Group by folder")
    index = window.results.grid.hits.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "/photos/alps, 2"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "/photos/alps"


def test_what_is_similar_is_put_together_by_the_worker(qtbot, open_window, found):
    window = open_window(photos=found, pages=(), newest=found[:1], groups=(0, -1, 0, -1, -1, -1))
    window.resize(1100, 700)
    window.composer.set_text("sea")
    grid = window.results.grid
    qtbot.waitUntil(lambda: rows(grid) == BY_STRENGTH, timeout=5_000)
    choose(qtbot, window, "Group by similarity")
    together = [
        "Group 1", "a.jpg", "c.jpg", "Each unlike the others", "b.jpg", "d.jpg", *WEAK_BELOW,
    ]  # fmt: skip
    qtbot.waitUntil(lambda: rows(grid) == together, timeout=5_000)
    assert window.results.order.text() == "By relevance, by similarity"
    window.composer.set_text("the sea at night")
    window.composer.ask_now()
    qtbot.waitUntil(lambda: not window.session.waiting, timeout=5_000)
    assert rows(grid) == together, "it stays while a question changes"
    choose(qtbot, window, "Group by similarity")
    assert rows(grid) == BY_STRENGTH


def test_where_nothing_is_similar_the_list_stays_as_it_is(qtbot, open_window, found):
    window = open_window(photos=found, pages=(), groups=(-1,) * len(found))
    window.composer.set_text("sea")
    grid = window.results.grid
    qtbot.waitUntil(lambda: rows(grid) == BY_STRENGTH, timeout=5_000)
    answers = []
    window.session.answered.connect(lambda done, _: answers.append(done))
    choose(qtbot, window, "Group by similarity")
    qtbot.waitUntil(lambda: bool(answers), timeout=5_000)
    assert rows(grid) == BY_STRENGTH
    assert "much alike" in window.results.note.text()
    choose(qtbot, window, "Group by similarity")
    qtbot.waitUntil(lambda: not window.results.note.text(), timeout=5_000)
