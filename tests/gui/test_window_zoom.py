"""Looking closer: wheel, pinch, keys, double click and drag; marks stay, larger pictures come."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.preview.sharpening import LARGEST_PAGE


def wheel(widget, at: QPointF, notches: float, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def pinch(widget, at: QPointF, by: float) -> None:
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        at,
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        by,
        QPointF(),
    )
    QApplication.sendEvent(widget, event)


def drag(qtbot, widget, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.25, 0.5, 0.75, 1.0):
        qtbot.mouseMove(widget, start + (end - start) * share)
    qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)


def sides(commands) -> list[int]:
    """Of the pictures that the worker has been asked for."""
    asked = (re.match(r"RenderPreview\(.*side=(\d+)", line) for line in commands())
    return [int(match[1]) for match in asked if match]


@pytest.fixture
def look(qtbot, open_window, script):
    """Look at the first photo, of 4,000 x 3,000 pixels, or at the first page."""

    def begin(kind: str = "photo", **changes: object):
        large = replace(script.photos[0], width=4000, height=3000)
        window = open_window(photos=(large, *script.photos[1:]), **changes)
        window.resize(1240, 1100)  # so that the picture is as wide as its room
        window.composer.set_text("sea")
        lists = {"photo": window.results.photos.list, "page": window.results.pages.list}
        qtbot.waitUntil(lambda: lists[kind].hits.rowCount() > 0, timeout=5_000)
        lists[kind].select_row(0)
        qtbot.waitUntil(lambda: window.preview._sharp, timeout=5_000)
        return window.preview

    return begin


def test_the_wheel_goes_into_a_photo_where_it_is_pointed_at(look):
    picture = look().picture
    area = picture.image_area()
    at = QPointF(area.left() + area.width() / 4, area.top() + area.height() / 4)
    for _ in range(6):
        wheel(picture, at, 1)
    area = picture.image_area()
    assert picture.zoom == pytest.approx(1.2**6)
    assert (at.x() - area.left()) / area.width() == pytest.approx(0.25, abs=0.01)
    for _ in range(8):
        wheel(picture, at, -1)
    assert picture.zoom == 1.0


def test_a_page_goes_along_with_the_wheel_and_closer_with_ctrl(look):
    preview = look("page")
    picture, (box,) = preview.picture, preview.hit.why.boxes
    middle = QPointF(picture.rect().center())
    wheel(picture, middle, -1)
    assert picture.zoom == 1.0
    for _ in range(5):
        wheel(picture, middle, 1, Qt.KeyboardModifier.ControlModifier)
    close, mark = picture.image_area(), picture.box_area(box)
    assert picture.zoom == pytest.approx(1.2**5)
    wheel(picture, middle, -1)
    assert picture.zoom == pytest.approx(1.2**5)
    moved = picture.image_area().top() - close.top()
    assert moved < 0
    assert picture.box_area(box).top() == pytest.approx(mark.top() + moved)
    assert mark.left() == pytest.approx(close.left() + box.x0 * close.width())
    assert mark.width() == pytest.approx((box.x1 - box.x0) * close.width())


def test_two_fingers_go_in_and_out(look):
    picture = look().picture
    middle = QPointF(picture.rect().center())
    pinch(picture, middle, 0.5)
    pinch(picture, middle, 0.2)
    assert picture.zoom == pytest.approx(1.8)
    pinch(picture, middle, -0.9)
    assert picture.zoom == 1.0


def test_two_fingers_on_a_touch_screen_go_in_and_out(qtbot, look):
    picture = look().picture
    picture.window().move(-600, 0)  # nobody touches what is beside the screen
    device = QTest.createTouchDevice()
    middle = picture.rect().center()

    def fingers(step: str, apart: int) -> None:
        sequence = QTest.touchEvent(picture, device, False)
        for finger, x in ((0, -apart), (1, apart)):
            getattr(sequence, step)(finger, middle + QPoint(x, 0), picture)
        sequence.commit()

    fingers("press", 20)
    for apart in (24, 28, 32, 36, 40, 50, 60):
        fingers("move", apart)
    fingers("release", 60)
    assert picture.zoom == pytest.approx(3.0, rel=0.1)

    def finger(step: str, at: QPoint) -> None:
        sequence = QTest.touchEvent(picture, device, False)
        getattr(sequence, step)(0, at, picture)
        sequence.commit()

    before = picture.image_area().left()
    finger("press", middle)
    for x in (10, 20, 40):
        finger("move", middle + QPoint(x, 0))
    finger("release", middle + QPoint(40, 0))
    assert picture.image_area().left() == pytest.approx(before + 40, abs=12)
    assert picture.zoom == pytest.approx(3.0, rel=0.1)
    for _ in range(2):
        finger("press", middle)
        finger("release", middle)
    assert picture.zoom == 1.0


def test_a_large_picture_is_drawn_sharp_when_it_rests(qtbot, look):
    picture = look().picture
    image = QImage(4000, 3000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for x in range(0, 4000, 2):  # lines of one pixel, which are grey from afar
        for y in range(1400, 1600):
            image.setPixelColor(x, y, Qt.GlobalColor.black)
    picture.set_large(image)
    picture.zoom_by(2)
    area = picture.image_area()
    assert area.width() < 2000, "it is reduced"
    middle = picture.rect().center()

    def shades() -> set[int]:
        drawn = picture.grab().toImage()
        return {drawn.pixelColor(middle.x() + x, middle.y()).red() for x in range(-20, 20)}

    qtbot.waitUntil(lambda: all(100 < shade < 156 for shade in shades()), timeout=2_000)


def test_keys_go_in_and_out_and_move_about(qtbot, look, commands):
    picture = look().picture
    picture.setFocus()
    qtbot.keyClicks(picture, "+++")
    assert picture.zoom == pytest.approx(1.4**3)
    before = picture.image_area().left()
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    assert picture.image_area().left() == pytest.approx(before - 60)
    qtbot.keyClicks(picture, "-")
    assert picture.zoom == pytest.approx(1.4**2)
    qtbot.keyClicks(picture, "1")
    assert picture.percent == 100
    qtbot.keyClicks(picture, "0")
    assert picture.zoom == 1.0
    # Elsewhere + and - ask for more and less like this.
    assert not any("LibraryItem(" in line for line in commands())


def test_a_double_click_shows_a_photo_pixel_by_pixel_and_whole_again(qtbot, look):
    preview = look()
    picture = preview.picture
    area = picture.image_area()
    at = QPointF(area.left() + area.width() * 0.7, area.top() + area.height() * 0.4).toPoint()
    qtbot.mouseDClick(picture, Qt.MouseButton.LeftButton, pos=at)
    assert picture.percent == 100
    assert preview.zoom_bar.isVisible()
    assert preview.zoom_bar.percent.text() == "100 %"
    area = picture.image_area()
    assert area.width() * picture.devicePixelRatioF() == pytest.approx(4000)
    assert (at.x() - area.left()) / area.width() == pytest.approx(0.7, abs=0.01)
    qtbot.mouseDClick(picture, Qt.MouseButton.LeftButton, pos=at)
    assert picture.zoom == 1.0


def test_dragging_moves_about_and_never_off_the_picture(qtbot, look):
    picture = look().picture
    picture.zoom_by(3)
    before, middle = picture.image_area(), picture.rect().center()
    drag(qtbot, picture, middle, middle + QPoint(40, 25))
    after = picture.image_area()
    assert after.left() == pytest.approx(before.left() + 40)
    assert picture.zoom == pytest.approx(3)
    drag(qtbot, picture, middle, middle + QPoint(3_000, 0))
    assert picture.image_area().left() == pytest.approx(0)
    # There is nothing to be dragged back first.
    drag(qtbot, picture, middle, middle - QPoint(30, 0))
    assert picture.image_area().left() == pytest.approx(-30)


def test_a_larger_photo_is_asked_for_once(qtbot, look, commands):
    picture = look().picture
    assert len(sides(commands)) == 1
    for _ in range(20):
        wheel(picture, QPointF(picture.rect().center()), 1)
    qtbot.waitUntil(lambda: sides(commands)[1:] == [4000], timeout=5_000)
    qtbot.waitUntil(lambda: not picture.large.isNull(), timeout=5_000)
    picture.show_whole()
    picture.toggle_close()
    picture.zoom_by(2)
    qtbot.wait(400)  # more than what a change of size is waited for
    assert sides(commands)[1:] == [4000]


def test_a_photo_without_more_pixels_is_not_asked_for_again(qtbot, open_window, commands):
    window = open_window()  # its photos have 400 x 300
    window.composer.set_text("sea")
    grid = window.results.photos.list
    qtbot.waitUntil(lambda: grid.hits.rowCount() > 0, timeout=5_000)
    grid.select_row(0)
    qtbot.waitUntil(lambda: window.preview._sharp, timeout=5_000)
    window.preview.picture.zoom_by(5)
    qtbot.wait(400)
    assert len(sides(commands)) == 1


def test_a_larger_page_is_asked_for_too(qtbot, look, commands):
    picture = look("page").picture
    qtbot.mouseDClick(picture, Qt.MouseButton.LeftButton)
    picture.zoom_by(2)
    qtbot.waitUntil(lambda: sides(commands)[1:] == [LARGEST_PAGE], timeout=5_000)
    qtbot.waitUntil(lambda: not picture.large.isNull(), timeout=5_000)


def test_the_next_hit_is_shown_whole(qtbot, look):
    preview = look()
    preview.picture.zoom_by(3)
    qtbot.keyClick(preview.window().results.photos.list, Qt.Key.Key_Right)
    assert preview.hit.path.endswith("green.jpg")
    assert preview.picture.zoom == 1.0
    assert preview.picture.large.isNull()
