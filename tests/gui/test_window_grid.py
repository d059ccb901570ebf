"""The photo grid: justified rows of very many photos, by real clicks, keys and wheel."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QDrag, QMouseEvent, QPainter, QPalette, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.results.hits import HIT
from app.results.photo_cell import draw_rounded
from indexer.messages import Hit

SHAPES = ((400, 300), (300, 400), (500, 200), (300, 300), (533, 300))


@pytest.fixture
def many(photos: list[Path]) -> tuple[Hit, ...]:
    """Three hundred photos of five shapes, a strong half and a weak one."""
    return tuple(
        Hit(
            "photo", f"/p/{n:03}.jpg", 0, 0.5 - n / 1_000, str(photos[n % 3]), *SHAPES[n % 5],
            content=f"{n}a", strength="strong" if n < 150 else "weak",
        )
        for n in range(300)
    )  # fmt: skip


@pytest.fixture
def window(qtbot, open_window, many):
    window = open_window(photos=many, pages=())
    window.resize(1000, 760)
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: len(window.results.photos.list.hits.hits) == 300, timeout=5_000)
    window.results.photos.list.setFocus()
    return window


def area(grid, place: int):
    return grid.visualRect(grid.hits.index(grid.hits.row_at(place)))


def place_of(grid) -> int:
    """The place of the current hit among the hits."""
    return grid.hits.hits.index(grid.currentIndex().data(HIT))


def test_rows_are_equally_high_and_photos_keep_their_shapes(window, many):
    grid = window.results.photos.list
    rows: dict[int, list[int]] = {}
    for place in range(100):
        rows.setdefault(area(grid, place).top(), []).append(place)
    assert len(rows) > 10
    for places in list(rows.values())[:-1]:
        areas = [area(grid, place) for place in places]
        assert len({each.height() for each in areas}) == 1
        assert areas[-1].right() == area(grid, 0).left() + grid.places._width - 1
        for place, each in zip(places, areas, strict=True):
            wanted = many[place].width / many[place].height
            assert each.width() / each.height() == pytest.approx(wanted, abs=0.03)


def test_a_photo_is_drawn_whole_in_its_own_shape(qtbot, open_window, tmp_path):
    """Its edges are of another colour than its middle: all four are seen."""
    path = tmp_path / "framed.png"
    image = Image.new("RGB", (400, 200), "red")
    image.paste("blue", (40, 40, 360, 160))
    image.save(path)
    hit = Hit("photo", str(path), 0, 0.5, str(path), 400, 200, content="f")
    window = open_window(photos=(hit,), pages=())
    window.composer.set_text("sea")
    grid = window.results.photos.list
    qtbot.waitUntil(lambda: grid.hits.hits == (hit,), timeout=5_000)
    qtbot.waitUntil(lambda: window.thumbnails.at_hand(str(path)) is not None, timeout=5_000)
    seen = grid.viewport().grab().toImage()
    cell = area(grid, 0)
    inner = cell.adjusted(4, 4, -4, -4)
    for point in (
        (inner.left(), inner.center().y()), (inner.right(), inner.center().y()),
        (inner.center().x(), inner.top()), (inner.center().x(), inner.bottom()),
    ):  # fmt: skip
        colour = seen.pixelColor(*point)
        assert colour.red() > 150 > colour.blue(), point
    middle = seen.pixelColor(cell.center())
    assert middle.blue() > 150 > middle.red()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_photo_fills_its_cell_on_a_fine_screen_too(ratio, tmp_path, qapp):
    """Left half red, right half blue, and neither comes twice."""
    path = tmp_path / "halves.png"
    image = Image.new("RGB", (400, 200), "red")
    image.paste("blue", (200, 0, 400, 200))
    image.save(path)
    pixmap = QPixmap(str(path))
    pixmap.setDevicePixelRatio(ratio)
    drawn = QPixmap(QSize(200, 100) * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.white)
    with QPainter(drawn) as painter:
        draw_rounded(painter, pixmap, QRect(30, 20, 160, 80))
    seen = drawn.toImage()
    for x, y, red in ((34, 50, True), (100, 90, True), (120, 30, False), (186, 50, False)):
        colour = seen.pixelColor(round(x * ratio), round(y * ratio))
        assert (colour.red() > 200, colour.blue() > 200) == (red, not red), (x, y)


def test_between_photos_is_the_ground_also_after_scrolling(qtbot, window):
    grid = window.results.grid
    ground = QApplication.palette().color(QPalette.ColorRole.Window)
    for step in range(6):
        window.thumbnails.loaded.emit(grid.hits.hits[0].thumbnail)
        grid.verticalScrollBar().setValue(step * 90)
        seen = window.grab().toImage()
        places = (area(grid, place) for place in range(60))
        inside = grid.viewport().rect().adjusted(20, 0, 0, -40)
        cell = next(cell for cell in places if inside.contains(cell.topLeft()))
        between = grid.viewport().mapTo(window, cell.topLeft() + QPoint(-3, 30))
        assert seen.pixelColor(between) == ground


def test_arrows_go_to_what_is_visually_next(qtbot, window):
    grid = window.results.photos.list
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=area(grid, 1).center())
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert place_of(grid) == 2
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    start = area(grid, place_of(grid)).center().x()
    tops = [area(grid, 1).top()]
    for _ in range(8):
        qtbot.keyClick(grid, Qt.Key.Key_Down)
        now = area(grid, place_of(grid))
        tops.append(now.top() + grid.verticalOffset())
        assert now.left() - 6 <= start <= now.right() + 6, "it does not wander sideways"
    assert tops == sorted(set(tops)), "each a row lower"
    for _ in range(8):
        qtbot.keyClick(grid, Qt.Key.Key_Up)
    assert place_of(grid) == 1


def test_pages_of_keys_and_the_end(qtbot, window):
    grid = window.results.photos.list
    grid.select_row(0)
    qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    down = place_of(grid)
    assert down > 5
    assert grid.viewport().rect().contains(area(grid, down))
    qtbot.keyClick(grid, Qt.Key.Key_PageUp)
    assert place_of(grid) == 0
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert place_of(grid) == 299
    assert grid.viewport().rect().contains(area(grid, 299))
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert place_of(grid) == 0
    assert grid.verticalScrollBar().value() == 0, "with the divider above it"


def test_another_width_keeps_in_view_what_was_looked_at(qtbot, window):
    grid = window.results.photos.list
    grid.select_row(140)
    window.close_preview()
    top = area(grid, 140).top()
    for width in (760, 1200):
        window.resize(width, 760)
        qtbot.waitUntil(lambda width=width: grid.viewport().width() > width - 60, timeout=3_000)
        assert grid.viewport().rect().intersects(area(grid, 140))
        assert abs(area(grid, 140).top() - top) < 40


def test_what_is_seen_stays_when_more_comes_in_above_and_sizes_become_known(qtbot, window, many):
    grid = window.results.photos.list
    unread = tuple(replace(hit, width=0, height=0) for hit in many)
    grid.show_hits(unread, None)
    grid.verticalScrollBar().setValue(2_000)
    seen = grid.hits.rows[grid.seen()[8]]
    place = unread.index(seen)
    top = grid.visualRect(grid.hits.index(grid.anchor())).top()
    held = grid.hits.rows[grid.anchor()]
    new = (replace(many[0], path="/p/new.jpg", content="new"), *many)
    grid.show_hits(new, None, stays=True)
    now = grid.hits.row_of(held)
    assert grid.visualRect(grid.hits.index(now)).top() == top
    assert grid.viewport().rect().intersects(area(grid, place + 1))


def test_a_hundred_thousand_are_there_at_once_and_only_the_seen_are_drawn(qtbot, window, many):
    grid = window.results.photos.list
    hits = tuple(
        replace(many[n % 300], path=f"/p/{n}.jpg", content=str(n), strength=None)
        for n in range(100_000)
    )
    drawn: set[int] = set()
    paint = grid.draw_item
    grid.draw_item = lambda painter, option, row: (drawn.add(row), paint(painter, option, row))
    grid.show_hits(hits, None)
    qtbot.waitUntil(lambda: grid.places.done, timeout=10_000)
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert place_of(grid) == 99_999
    qtbot.waitUntil(lambda: 99_999 in drawn, timeout=3_000)
    assert len(drawn) < 400


def test_a_screen_reader_hears_names_and_knows_where_photos_stand(window):
    grid = window.results.photos.list
    told = QAccessible.queryAccessibleInterface(grid)
    assert told.role() == QAccessible.Role.List
    assert told.text(QAccessible.Text.Name) == "Photos found"
    assert told.childCount() == 302
    first = told.child(1)
    assert first.text(QAccessible.Text.Name) == "strong match: Photo 000.jpg"
    corner = grid.viewport().mapToGlobal(area(grid, 0).topLeft())
    assert first.rect().topLeft() == corner
    assert first.rect().size() == area(grid, 0).size()


def test_enter_opens_what_the_keys_are_at(qtbot, window):
    grid = window.results.photos.list
    grid.select_row(3)
    with qtbot.waitSignal(grid.hit_opened, timeout=1_000) as opened:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert opened.args[0].path == "/p/003.jpg"


# --- how large photos are -----------------------------------------------------------------


def turn_wheel(grid, at: QPoint, notches: int, keys=Qt.KeyboardModifier.NoModifier) -> None:
    """Turn the wheel over a point of the grid."""
    where = grid.viewport().mapToGlobal(at)
    event = QWheelEvent(
        QPointF(at), QPointF(where), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid.viewport(), event)


def test_the_wheel_with_ctrl_zooms_at_the_pointer(qtbot, window):
    grid, slider = window.results.grid, window.results.photos.slider
    for _ in range(12):
        turn_wheel(grid, QPoint(300, 300), -1)
    assert grid.verticalScrollBar().value() > 900
    at = QPoint(300, 300)
    hit, high = grid.indexAt(at).data(HIT), grid.visualRect(grid.indexAt(at)).height()
    turn_wheel(grid, at, 2, Qt.KeyboardModifier.ControlModifier)
    assert slider.value() == grid.zoom == 7
    now = grid.visualRect(grid.hits.index(grid.hits.row_of(hit)))
    assert now.height() > high
    assert now.top() - 30 <= at.y() <= now.bottom() + 30
    turn_wheel(grid, at, -99, Qt.KeyboardModifier.ControlModifier)
    assert slider.value() == 0
    assert area(grid, 0).height() < 110


def test_keys_and_the_slider_zoom(qtbot, window):
    grid, slider = window.results.grid, window.results.photos.slider
    ctrl = Qt.KeyboardModifier.ControlModifier
    high = area(grid, 0).height()
    qtbot.keyClick(grid, Qt.Key.Key_Plus, ctrl)
    qtbot.keyClick(grid, Qt.Key.Key_Plus, ctrl)
    assert area(grid, 0).height() > high
    qtbot.keyClick(grid, Qt.Key.Key_Minus, ctrl)
    assert slider.value() == 6
    qtbot.keyClick(grid, Qt.Key.Key_0, ctrl)
    assert (slider.value(), area(grid, 0).height()) == (5, high)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert area(grid, 0).height() < high


def test_how_large_photos_are_is_kept_over_a_restart(qtbot, open_window):
    window = open_window()
    window.results.photos.slider.setValue(9)
    window.close()
    again = open_window()
    assert again.results.grid.zoom == again.results.photos.slider.value() == 9


def test_what_flies_past_is_not_decoded_and_what_comes_to_rest_is(qtbot, window, many, photos):
    grid, asked = window.results.grid, []
    bar = grid.verticalScrollBar()
    window.thumbnails.pixmap = lambda path, *_: asked.append(path)
    window.thumbnails.at_hand = lambda _path: None
    for step in range(60):
        bar.setValue(step * 150)
        grid.viewport().repaint()
    flown = len(asked)
    assert flown < 100, "a few before it has begun to fly"
    qtbot.waitUntil(lambda: len(asked) > flown, timeout=3_000)


# --- several ------------------------------------------------------------------------------

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def chosen(grid) -> list[int]:
    """The places of what is selected."""
    return [grid.hits.hits.index(hit) for hit in grid.selected_hits()]


def drag(
    qtbot, grid, start: QPoint, end: QPoint, keys=Qt.KeyboardModifier.NoModifier, steps: int = 5
) -> None:
    """Drag with the left button from one point to another, in some steps."""
    qtbot.mousePress(grid.viewport(), LEFT, keys, start)
    for step in range(1, steps + 1):
        at = start + (end - start) * step / steps
        where = QPointF(grid.viewport().mapToGlobal(at))
        move = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), where, LEFT, LEFT, keys)
        QApplication.sendEvent(grid.viewport(), move)
    qtbot.mouseRelease(grid.viewport(), LEFT, keys, end)


def test_clicks_with_ctrl_and_shift(qtbot, window):
    grid = window.results.grid
    port = grid.viewport()
    qtbot.mouseClick(port, LEFT, pos=area(grid, 2).center())
    qtbot.mouseClick(port, LEFT, CTRL, area(grid, 5).center())
    assert chosen(grid) == [2, 5]
    qtbot.mouseClick(port, LEFT, CTRL, area(grid, 2).center())
    assert chosen(grid) == [5]
    qtbot.mouseClick(port, LEFT, pos=area(grid, 5).center())
    qtbot.mouseClick(port, LEFT, SHIFT, area(grid, 11).center())
    assert chosen(grid) == list(range(5, 12)), "all between, whatever rows they stand in"
    qtbot.mouseClick(port, LEFT, SHIFT, area(grid, 3).center())
    assert chosen(grid) == [3, 4, 5]
    qtbot.mouseClick(port, LEFT, pos=area(grid, 7).center())
    assert chosen(grid) == [7]


def test_keys_select_several(qtbot, window):
    grid = window.results.grid
    grid.select_row(1)
    qtbot.keyClick(grid, Qt.Key.Key_Right, SHIFT)
    qtbot.keyClick(grid, Qt.Key.Key_Right, SHIFT)
    assert chosen(grid) == [1, 2, 3]
    qtbot.keyClick(grid, Qt.Key.Key_Left, SHIFT)
    assert chosen(grid) == [1, 2]
    qtbot.keyClick(grid, Qt.Key.Key_Down, SHIFT)
    below = place_of(grid)
    assert chosen(grid) == list(range(1, below + 1))
    qtbot.keyClick(grid, Qt.Key.Key_A, CTRL)
    assert chosen(grid) == list(range(300))
    assert len(window.results.selected_hits()) == 300


def test_a_frame_selects_what_it_touches(qtbot, window):
    grid = window.results.grid
    grid.select_row(0)
    heading = grid.visualRect(grid.hits.index(0)).center()
    start = QPoint(area(grid, 1).center().x(), heading.y())
    below = next(n for n in range(300) if area(grid, n).top() > area(grid, 0).top())
    end = QPoint(area(grid, 2).center().x(), area(grid, below).center().y())
    drag(qtbot, grid, start, end)
    assert not grid.findChildren(QDrag), "on a divider no photo is taken hold of"
    box = QRect(start, end).normalized()
    assert chosen(grid) == [n for n in range(150) if area(grid, n).intersects(box)]
    assert len(chosen(grid)) >= 3
    assert 0 not in chosen(grid)
    first = chosen(grid)
    margin = QPoint(2, area(grid, below).center().y())
    drag(qtbot, grid, start, margin, steps=1)
    box = QRect(start, margin).normalized()
    assert chosen(grid) == [n for n in range(150) if area(grid, n).intersects(box)]
    assert below in chosen(grid), "it may end where there is nothing"
    drag(qtbot, grid, start, end)
    gap = QPoint(area(grid, 0).left() - 5, area(grid, 0).center().y())
    drag(qtbot, grid, gap, area(grid, 0).center(), CTRL)
    assert chosen(grid) == [0, *first], "with Ctrl it comes to what is selected"


def test_what_is_done_to_several_is_done_to_all(qtbot, window):
    grid = window.results.grid
    for place in (1, 4, 6):
        qtbot.mouseClick(
            grid.viewport(), LEFT, CTRL if place > 1 else Qt.KeyboardModifier.NoModifier,
            area(grid, place).center(),
        )  # fmt: skip
    paths = [f"/p/00{n}.jpg" for n in (1, 4, 6)]
    data = grid.hits.mimeData(grid.selectionModel().selectedIndexes())
    assert sorted(url.toLocalFile() for url in data.urls()) == paths
    qtbot.keyClicks(grid, "+")
    assert [chip.subject.name for chip in window.composer.chips] == [p[3:] for p in paths]
    assert window.composer.field.toPlainText() == "sea"
    qtbot.waitUntil(lambda: not window.session.waiting, timeout=5_000)
    qtbot.keyClicks(grid, "s")
    assert len(window.composer.chips) == 3
    assert all(chip.wanted for chip in window.composer.chips)
    assert window.composer.field.toPlainText() == ""


def test_a_hundred_thousand_are_selected_at_once(qtbot, window, many):
    grid = window.results.grid
    hits = tuple(
        replace(many[n % 300], path=f"/p/{n}.jpg", content=str(n), strength=None)
        for n in range(100_000)
    )
    grid.show_hits(hits, None)
    grid.select_row(5)
    begin = time.perf_counter()
    qtbot.keyClick(grid, Qt.Key.Key_A, CTRL)
    assert len(grid.selected_hits()) == 100_000
    assert time.perf_counter() - begin < 1.0
