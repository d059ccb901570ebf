"""What is known of the file that is looked at: rows of facts, some of which ask for a filter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QApplication

from app.preview.facts import exposure_in_words, facts
from indexer.messages import Exposure, Hit, Metadata, Particulars, Why

MORE = Particulars(
    size=2_345_678,
    changed="2020-01-02T03:04:05",
    exposure=Exposure(1 / 250, 5.6, 400, 35.0),
    place="Lisbon, Portugal",
    text="Platform nine\nall aboard",
)


@pytest.fixture
def look(qtbot, open_window, script):
    """Look at the first photo, of which a place is known, or at another hit."""

    def begin(place: int = 0, more: Particulars = MORE, **changes: object):
        said = replace(script.photos[0].metadata, latitude=38.714, longitude=-9.13667, rating=4)
        first = replace(script.photos[0], metadata=said)
        photos = (first, *script.photos[1:])
        window = open_window(**{"photos": photos, "particulars": more, **changes})
        window.composer.set_text("sea")
        qtbot.waitUntil(lambda: window.results.photos.list.hits.rowCount() > 0, timeout=5_000)
        window.results.photos.list.select_row(place)
        table = window.preview.details.table
        qtbot.waitUntil(lambda: not more.size or bool(table.said("size")), timeout=5_000)
        return window

    return begin


def click(qtbot, table, words: str) -> None:
    """Click on words in the table."""
    found = table.document().find(words)
    assert not found.isNull(), words
    middle = QTextCursor(table.document())
    middle.setPosition((found.selectionStart() + found.selectionEnd()) // 2)
    at = table.cursorRect(middle).center()
    area = table.window().preview.details
    area.ensureVisible(0, table.mapTo(area.widget(), at).y())
    qtbot.mouseMove(table.viewport(), at)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at + QPoint(1, 0))


def test_all_that_is_known_stands_there_and_nothing_empty(look):
    table = look().preview.details.table
    assert table.said("title") == "By the river"
    assert table.said("rating") == "★★★★☆"
    assert table.said("taken") == "Sunday, 12 May 2019, 14:03:11 UTC+02:00"
    assert table.said("place") == "Lisbon, Portugal\n38.71400° N, 9.13667° W\nNear this"
    assert table.said("exposure") == "1/250 s  ·  f/5.6  ·  ISO 400  ·  35 mm"
    assert table.said("pixels") == "400 × 300  (0.1 MP)"
    assert table.said("size") == "2.3 MB"
    assert table.said("changed") == "2 Jan 2020, 03:04"
    names = [fact.name for fact in table.facts]
    assert not {"lens", "author", "page", "copies", "alike"} & set(names)
    assert all(fact.text for fact in table.facts)


def test_a_higher_window_gives_the_facts_more_room(qtbot, look):
    window = look()
    details = window.preview.details
    for height in (560, 900):
        window.resize(1180, height)
        qtbot.waitUntil(lambda height=height: window.height() == height, timeout=5_000)
        qtbot.waitUntil(lambda: details.height() == details.sizeHint().height(), timeout=2_000)
    assert details.height() > window.preview.height() / 4


def test_facts_without_a_reason_above_them_get_their_room(qtbot, look, script):
    """Of the newest nothing is known but facts, none of whose labels wraps."""
    plain = replace(script.photos[0], why=Why())
    window = look(photos=(plain, *script.photos[1:]), particulars=replace(MORE, text=""))
    details = window.preview.details
    qtbot.waitUntil(lambda: details.table.height() > 100, timeout=5_000)
    enough = min(details.table.height(), window.preview.height() // 4)
    qtbot.waitUntil(lambda: details.height() >= enough, timeout=2_000)


def test_a_small_picture_is_told_in_pixels_alone(script):
    for width, said in ((187, "187 × 250"), (400, "400 × 250  (0.1 MP)")):
        rows = facts(replace(script.photos[0], width=width, height=250), MORE)
        assert [row.text for row in rows if row.name == "pixels"] == [said]


def test_all_text_in_a_picture_is_told_unless_it_stands_there(qtbot, look, script):
    details = look().preview.details
    assert details.text.text() == MORE.text
    shown = replace(script.photos[0], why=Why((), "Platform nine all aboard", ()))
    details.show_hit(replace(shown, page=1))
    qtbot.waitUntil(lambda: bool(details.table.said("size")), timeout=5_000)
    assert not details.text.isVisible()


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("bird", "keyword:bird"),
        ("Fujifilm", 'camera:"Fujifilm X-T3"'),
        ("Sunday", "date:2019-05-12"),
        ("Near this", "near:38.7140,-9.1367"),
        ("★★", "rating:4"),
    ],
)
def test_a_click_asks_for_a_filter_beside_what_is_asked(qtbot, look, commands, words, written):
    window = look()
    click(qtbot, window.preview.details.table, words)
    assert window.composer.field.toPlainText().split(" ", 1) == ["sea", f"{written} "]
    asked = repr(f"sea {written}")[1:-1]
    qtbot.waitUntil(
        lambda: any(line.startswith("Search(") and asked in line for line in commands()),
        timeout=5_000,
    )


def test_a_folder_is_asked_for_by_its_path(qtbot, look, photos):
    window = look()
    click(qtbot, window.preview.details.table, "photos")
    assert f"folder:{photos[0].parent}" in window.composer.field.toPlainText()


def test_values_are_selected_by_keys_and_copied_as_they_are(qtbot, look, photos):
    table = look().preview.details.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert "By the river" in copied
    assert "Fujifilm X-T3" in copied
    assert str(photos[0].parent) in copied  # to be pasted into another program
    assert not {"\N{ZERO WIDTH SPACE}", "\N{SOFT HYPHEN}"} & set(copied)


def test_particulars_are_asked_for_where_someone_stays(qtbot, look, commands, script):
    window = look()
    assert len([line for line in commands() if line.startswith("TellMore(")]) == 1
    grid = window.results.photos.list
    for _ in range(2):
        qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert not window.preview.details.table.said("exposure")
    qtbot.waitUntil(lambda: bool(window.preview.details.table.said("exposure")), timeout=5_000)
    asked = [line for line in commands() if line.startswith("TellMore(")]
    assert len(asked) == 2
    assert script.photos[2].path in asked[1]


@pytest.mark.parametrize(
    ("whereabouts", "words"),
    [("offline", "folder is away"), ("gone", "not where it was")],
)
def test_a_file_that_cannot_be_opened_is_said_to_be_so(qtbot, look, whereabouts, words):
    more = Particulars(whereabouts=whereabouts)
    window = look(more=more, preview="")
    line = window.preview._trouble
    qtbot.waitUntil(lambda: words in line.text(), timeout=5_000)
    assert line.isVisible()
    window.preview.show_hit(replace(window.preview.hit, page=3))
    assert not line.isVisible()


def test_a_page_is_told_of_with_its_document():
    hit = Hit(
        "page", "/docs/a.pdf", 3, 0.4, "", 600, 800,
        metadata=Metadata(title="A diary"), copies=tuple(f"/q/{n}.pdf" for n in range(25)),
    )  # fmt: skip
    rows = {fact.name: fact.text for fact in facts(hit, Particulars(pages=9, author="Ana"))}
    assert (rows["title"], rows["author"], rows["page"]) == ("A diary", "Ana", "3 of 9")
    assert rows["copies"].endswith("/q/19.pdf\nand 5 more")
    assert "pixels" not in rows


def test_a_name_that_cannot_be_typed_is_shown_and_asks_for_nothing():
    hit = Hit("photo", "/a/caf\udce9/b.jpg", 0, None, "", 10, 10)
    (folder,) = (fact for fact in facts(hit, Particulars()) if fact.name == "folder")
    assert folder.text == "/a/caf\N{REPLACEMENT CHARACTER}"
    assert folder.pieces[0].filter is None


def test_words_of_files_are_never_markup(qtbot, look, script):
    said = Metadata(title="<b>bold</b> & <img src='/etc/passwd'>", keywords=("<a href=x>",))
    window = look(photos=(replace(script.photos[0], metadata=said),))
    text = window.preview.details.table.toPlainText()
    assert "<b>bold</b> & <img src='/etc/passwd'>" in text
    assert "<a href=x>" in text


@pytest.mark.parametrize(
    ("exposure", "words"),
    [
        (Exposure(), ""),
        (Exposure(seconds=2.5), "2.5 s"),
        (Exposure(seconds=30, iso=50), "30 s  ·  ISO 50"),
        (Exposure(seconds=0.3), "0.3 s"),
        (Exposure(aperture=8.0, focal_length=23.5), "f/8  ·  23.5 mm"),
    ],
)
def test_an_exposure_is_told_as_photographers_do(exposure, words):
    assert exposure_in_words(exposure) == words


def test_links_follow_the_colours_of_the_desktop(qtbot, look, qapp):
    from app import theme

    table = look().preview.details.table
    theme.apply(qapp, Qt.ColorScheme.Dark)
    try:
        QApplication.processEvents()
        assert theme.DARK.accent in table.toHtml()
    finally:
        theme.apply(qapp)
    assert theme.DARK.accent not in table.toHtml()
