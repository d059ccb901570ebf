"""The settings' window: what is chosen holds at once, is kept, and travels as a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from app import theme
from app.settings.declared import BY_KEY, FIXED_KEYS, KEYS, SECTIONS
from app.settings.fields import Field
from app.settings.settings import Settings
from app.worker_client import WorkerClient
from indexer.declared import SettingError
from indexer.messages import IndexSettings, ProgressChanged


def nobody():
    raise AssertionError("no worker is wanted here")


def made(path: Path) -> Settings:
    """Settings without a library, as another start of the program reads them."""
    store = QSettings(str(path), QSettings.Format.IniFormat)
    return Settings(WorkerClient(nobody), store)


@pytest.fixture
def dialog(qtbot, open_window):
    """The settings' window, brought up by its key."""
    window = open_window()
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    shown = window._settings_dialog
    assert shown is not None
    qtbot.waitExposed(shown)
    return shown


def show(dialog, section: str) -> None:
    dialog.tabs.setCurrentIndex([each.key for each in SECTIONS].index(section))


def test_how_it_indexes_is_chosen_and_shown(qtbot, dialog):
    show(dialog, "indexing")
    window = dialog.parent()
    fields = dialog.fields
    speed, largest = fields["speed"], fields["max_megapixels"].box

    def settings():
        return window._client.progress.settings

    assert speed.buttons["full"].isChecked()
    assert fields["rests_on_battery"].box.isChecked()
    speed.buttons["gentle"].click()
    qtbot.waitUntil(lambda: settings() == IndexSettings("gentle"), timeout=5_000)
    for key in ("rests_on_battery", "reads_writing"):
        fields[key].box.click()
    qtbot.waitUntil(lambda: settings() == IndexSettings("gentle", False, False), timeout=5_000)
    assert speed.buttons["gentle"].isChecked()
    assert not fields["rests_on_battery"].box.isChecked()
    assert largest.text() == "as large as the memory allows"
    largest.setFocus()
    largest.selectAll()
    qtbot.keyClicks(largest, "400")
    qtbot.keyClick(largest, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: settings().max_megapixels == 400, timeout=5_000)
    assert largest.text() == "400 megapixels"
    dialog.defaults.click()
    qtbot.waitUntil(lambda: settings() == IndexSettings(), timeout=5_000)
    assert speed.buttons["full"].isChecked()
    assert fields["reads_writing"].box.isChecked()


def test_the_librarys_settings_wait_until_it_is_known_what_holds(open_window):
    window = open_window(wait=False)
    window.show_settings("indexing")
    assert not window._settings_dialog.fields["speed"].isEnabled()
    assert window._settings_dialog.fields["theme"].isEnabled()
    window.settings.reset(("speed",))  # asks nobody, for nobody could answer


def test_the_folders_lead_to_how_they_are_indexed(qtbot, open_window):
    window = open_window()
    window.library.show_folders()
    window.library.folders.how.click()
    assert window._settings_dialog.tabs.currentIndex() == 1


def test_questions_are_remembered_or_not(qtbot, open_window, tmp_path):
    window = open_window(kept=str(tmp_path / "kept"))
    qtbot.waitUntil(lambda: window.settings.is_known("remembers"), timeout=5_000)
    window.show_settings("privacy")
    box = window._settings_dialog.fields["remembers"].box
    assert box.isChecked()
    box.click()
    qtbot.waitUntil(lambda: not window._client.kept.remembers, timeout=5_000)
    assert not box.isChecked()
    menu = window.keeping.show_recents()
    (remembers,) = [each for each in menu.actions() if each.isCheckable()]
    assert not remembers.isChecked()
    remembers.trigger()
    menu.close()
    qtbot.waitUntil(box.isChecked, timeout=5_000)


def test_every_field_has_a_name_and_what_it_does(dialog):
    for section in SECTIONS:
        show(dialog, section.key)
        page = dialog.tabs.currentWidget()
        fields = [
            each
            for each in page.findChildren(QWidget)
            if each.isVisible()
            and each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and each.metaObject().className()
            in ("QCheckBox", "QComboBox", "QSpinBox", "QRadioButton", "QKeySequenceEdit")
        ]
        assert len(fields) >= len(section.settings)
        for each in fields:
            assert each.accessibleName(), each
            assert each.accessibleDescription() or section.key in ("shortcuts", "general"), each
    for key, setting in BY_KEY.items():
        assert setting.help or setting.keys or setting.choices, key


def test_no_words_are_cut_off(dialog):
    for section in SECTIONS:
        show(dialog, section.key)
        for label in dialog.tabs.currentWidget().findChildren(QLabel):
            if label.isVisible():
                needed = label.heightForWidth(label.width()) if label.wordWrap() else 0
                assert label.height() >= needed, label.text()
                assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()


# --- shortcuts ---------------------------------------------------------------------------


def press(qtbot, field: Field, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    """Give a field other keys, as a person does."""
    field.box.setFocus()
    with qtbot.waitSignal(field.box.editingFinished, timeout=5_000):
        qtbot.keyClick(field.box, key, modifier)


def test_a_shortcut_is_changed_and_holds_at_once(qtbot, dialog):
    show(dialog, "shortcuts")
    window = dialog.parent()
    assert window.library_button.toolTip() == "Watched folders and failed files (Ctrl+B)"
    press(qtbot, dialog.fields["key_library"], Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.settings.text("key_library") == "Ctrl+K"
    assert window.library_button.toolTip() == "Watched folders and failed files (Ctrl+K)"
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not window.library.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.library.isVisible, timeout=5_000)


@pytest.mark.parametrize(
    ("key", "modifier", "why"),
    [
        (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier,
         "Ctrl+D already stands for “Duplicates”."),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier, "Ctrl+C has a meaning of its own."),
        (Qt.Key.Key_Q, Qt.KeyboardModifier.NoModifier,
         "Q alone would be lost to typing: hold Ctrl or Alt too."),
        (Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier,
         "Shift+Q alone would be lost to typing: hold Ctrl or Alt too."),
    ],
)  # fmt: skip
def test_a_shortcut_that_cannot_be_is_refused_in_words(qtbot, dialog, key, modifier, why):
    show(dialog, "shortcuts")
    field = dialog.fields["key_library"]
    press(qtbot, field, key, modifier)
    assert field.error.isVisible()
    assert field.error.text() == why
    assert field.box.keySequence() == QKeySequence("Ctrl+B")
    press(qtbot, field, Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier)
    assert not field.error.isVisible()
    assert dialog.parent().settings.text("key_library") == "F7"


def test_no_two_actions_have_the_same_keys_by_default():
    taken = [str(each.default) for each in KEYS]
    assert len(set(taken)) == len(taken)
    assert not FIXED_KEYS & set(taken)
    for keys in taken:
        assert QKeySequence.fromString(keys).toString() == keys
    for keys in FIXED_KEYS:  # else it would keep nothing away
        assert QKeySequence.fromString(keys).toString() == keys


def test_what_a_part_of_the_window_takes_for_itself_is_no_shortcut_of_another(open_window):
    window = open_window()
    own = {shortcut.key().toString() for shortcut in window.findChildren(QShortcut)}
    allowed = []
    for keys in {*own, "F2"} - {str(each.default) for each in KEYS}:  # F2 names what is kept
        try:
            window.settings.change("key_library", keys)
            allowed.append(keys)
        except SettingError:
            continue
    assert allowed == []


def test_every_declared_shortcut_does_something(open_window):
    window = open_window()
    assert set(window.shortcuts._follow) == {each.key for each in KEYS}


def test_how_the_library_stood_before_a_change_takes_nothing_back(qtbot, open_window, commands):
    window = open_window()
    qtbot.waitUntil(lambda: window._client.progress is not None, timeout=5_000)
    before = window._client.progress
    window.settings.change("speed", "gentle")
    window._client.progress_changed.emit(ProgressChanged(before))  # it was on its way
    assert window.settings.text("speed") == "gentle"
    window.settings.change("rests_on_battery", False)
    qtbot.waitUntil(lambda: "rests_on_battery=False" in commands()[-1], timeout=5_000)
    assert "speed='gentle'" in commands()[-1]
    qtbot.waitUntil(lambda: window._client.progress.settings.speed == "gentle", timeout=5_000)
    window._client.progress = before
    window._client.progress_changed.emit(ProgressChanged(before))
    assert window.settings.text("speed") == "full", "what is told later holds"


# --- kept, imported, exported ------------------------------------------------------------


def test_they_are_kept_and_nonsense_is_passed_by(tmp_path):
    path = tmp_path / "settings.ini"
    settings = made(path)
    settings.change("theme", "dark")
    settings.change("key_settings", "Ctrl+.")
    settings.change("key_library", "")
    settings.change("less_motion", True)
    again = made(path)
    assert again.text("theme") == "dark"
    assert again.text("key_settings") == "Ctrl+."
    assert again.text("key_library") == ""
    assert again.is_on("less_motion") is True
    again.reset(("key_settings",))
    assert made(path).text("key_settings") == "Ctrl+,"  # with a comma, which Qt's files split at
    path.write_text("[General]\ntheme=purple\nless_motion=3\nkey_library=Hello\nkey_save=a, b\n")
    odd = made(path)
    for key in ("theme", "less_motion", "key_library", "key_save"):
        assert odd.value(key) == BY_KEY[key].default


def test_a_default_that_came_later_gives_way_to_keys_that_someone_chose(tmp_path):
    path = tmp_path / "settings.ini"
    path.write_text("[General]\nkey_library=Ctrl+M\n")  # before there was a map
    settings = made(path)
    assert settings.text("key_library") == "Ctrl+M"
    assert settings.text("key_map") == "", "of two with the same keys neither would do anything"
    settings.change("key_map", "Ctrl+Shift+M")
    assert made(path).text("key_map") == "Ctrl+Shift+M"
    settings.reset(("key_library", "key_map"))
    assert made(path).text("key_map") == "Ctrl+M"


class Refusing:
    """A desktop whose folder of what starts at log-in cannot be written to."""

    def is_on(self) -> bool:
        return False

    def turn(self, on: bool) -> None:
        raise PermissionError(13, "Permission denied")


def test_what_cannot_be_kept_is_told_and_nothing_else_is_changed(tmp_path):
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings = Settings(WorkerClient(nobody), store, Refusing())
    wanted = {"theme": "dark", "starts_at_login": True}
    with pytest.raises(SettingError, match="Permission denied"):
        settings.take(json.dumps({"mate_settings": 1, "settings": wanted}))
    assert settings.text("theme") == "system"


def test_the_colours_change_at_once(qtbot, qapp):
    dress = theme.Dress(qapp)
    try:
        for chosen, colours in (("dark", theme.DARK), ("light", theme.LIGHT)):
            dress.choose(chosen)
            assert qapp.palette().window().color().name() == colours.window
            assert colours.surface in qapp.styleSheet()
        qapp.styleHints().setColorScheme(Qt.ColorScheme.Dark)  # the desktop turns dark
        assert qapp.palette().window().color().name() == theme.LIGHT.window
    finally:
        dress.choose("system")
        qapp.styleHints().colorSchemeChanged.disconnect(dress._wear)


def test_settings_travel_as_a_file(qtbot, dialog, tmp_path):
    window = dialog.parent()
    window.settings.change("key_library", "Ctrl+K")
    dialog.fields["speed"].buttons["idle"].click()
    path = tmp_path / "my settings.json"
    dialog.export_to(str(path))
    qtbot.waitUntil(lambda: dialog.said.text() == "The settings are in my settings.json.")
    said = json.loads(path.read_text())
    assert said["settings"]["speed"] == "idle"
    assert set(said["settings"]) == set(BY_KEY) - {"starts_at_login"}  # no desktop in this test

    for section in ("indexing", "shortcuts"):
        show(dialog, section)
        dialog.defaults.click()
    assert window.settings.text("key_library") == "Ctrl+B"
    said["settings"] |= {"from_the_future": 3}
    path.write_text(json.dumps(said))
    dialog.import_from(str(path))
    qtbot.waitUntil(lambda: window.settings.text("key_library") == "Ctrl+K", timeout=5_000)
    assert dialog.said.text() == (
        "The settings of my settings.json hold now. This version does not know: from_the_future."
    )
    qtbot.waitUntil(lambda: window._client.progress.settings.speed == "idle", timeout=5_000)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "It is no JSON"),
        ("[]", "It holds no settings of Mate."),
        ('{"settings": {}}', "It holds no settings of Mate."),
        ('{"mate_settings": 2, "settings": {}}', "It was written by a newer Mate."),
        ('{"mate_settings": 1, "settings": {"theme": "dark", "speed": 3}}', "speed must be a text"),
        ('{"mate_settings": 1, "settings": {"theme": "dark", "key_quit": "Ctrl+B"}}',
         "Ctrl+B already stands for"),
        ('{"mate_settings": 1, "settings": {"theme": "dark", "key_quit": "Hello"}}',
         "Hello is no shortcut."),
        (None, "No such file or directory"),
        ("\xff", "It is no text."),
    ],
)  # fmt: skip
def test_of_a_file_without_sense_nothing_is_taken(qtbot, dialog, tmp_path, text, why):
    path = tmp_path / "odd.json"
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    dialog.import_from(str(path))
    qtbot.waitUntil(dialog.said.isVisible, timeout=5_000)
    assert dialog.said.text().startswith("Nothing of odd.json was taken. ")
    assert why in dialog.said.text()
    assert dialog.parent().settings.text("theme") == "system"


def test_two_shortcuts_can_change_places_in_a_file(tmp_path):
    settings = made(tmp_path / "settings.ini")
    swapped = {"key_library": "Ctrl+D", "key_duplicates": "Ctrl+B"}
    settings.take(json.dumps({"mate_settings": 1, "settings": swapped}))
    assert settings.text("key_library") == "Ctrl+D"
    with pytest.raises(SettingError):
        settings.change("key_library", "Ctrl+B")


def test_a_folder_that_cannot_be_written_to_is_told(qtbot, dialog, tmp_path):
    dialog.export_to(str(tmp_path / "nowhere" / "a.json"))
    qtbot.waitUntil(dialog.said.isVisible, timeout=5_000)
    assert dialog.said.text() == "a.json could not be written: No such file or directory."


def test_what_is_chosen_with_stands_in_one_column(dialog):
    show(dialog, "general")
    boxes = [dialog.fields[key].box for key in ("theme", "language")]
    assert boxes[0].x() == boxes[1].x() > 0
