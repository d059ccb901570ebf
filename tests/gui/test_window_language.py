"""The window in another language."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app import display
from app.icons import IconButton
from app.language import speak
from app.worker_words import say
from indexer.messages import Notice
from tools.translations import TRANSLATIONS, Text, read

SAID = "import sys; from PySide6.QtWidgets import QApplication; from app.language import speak; "


@pytest.fixture
def english_again(qapp: QApplication) -> Iterator[None]:
    """Take back what a test has made the program speak."""
    before = QLocale()
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)
    say.cache_clear()
    speak(qapp, "en")
    QLocale.setDefault(before)


@pytest.mark.usefixtures("english_again")
@pytest.mark.parametrize("language", ["de", "zh_CN"])
def test_the_window_speaks_another_language(qtbot, qapp, open_window, language):
    assert speak(qapp, language) == language
    known = read(TRANSLATIONS / f"mate_{language}.ts")
    window = open_window(folders=())
    assert window.first_run.begin.text() == known[Text("FirstRun", "Begin")] != "Begin"
    placeholder = window.composer.field.placeholderText()
    assert placeholder in known.values()
    window.resize(720, 520)
    field = window.composer.field
    qtbot.waitUntil(lambda: window.width() == 720)
    qtbot.waitUntil(
        lambda: (
            field.fontMetrics().horizontalAdvance(field.placeholderText())
            <= field.viewport().width()
        ),
        timeout=5_000,
    )


@pytest.mark.usefixtures("english_again")
@pytest.mark.parametrize(
    ("language", "moment", "month", "keys", "score", "french"),
    [
        ("de", "12. Mai 2019, 14:03", "Mai 2019", "Strg+Umschalt+C", "0,36", "français"),
        ("zh_CN", "2019年5月12日 14:03", "2019年5月", "Ctrl+Shift+C", "0.36", "français"),
        ("en", "12 May 2019, 14:03", "May 2019", "Ctrl+Shift+C", "0.36", "French"),
    ],
)
def test_numbers_dates_and_keys_are_written_as_in_that_language(
    qapp, language, moment, month, keys, score, french
):
    speak(qapp, language)
    taken = "2019-05-12T14:03:11+02:00"
    assert display.moment(taken) == moment
    assert display.month(taken) == month
    assert display.keys("Ctrl+Shift+C") == keys
    assert display.score(0.3567) == score
    assert display.score(-0.001) == display.score(0.0)
    assert display.language_name("fr") == french
    button = IconButton("close")
    button.describe("Copy", "Ctrl+Shift+C")
    assert button.toolTip() == f"Copy ({keys})"


@pytest.mark.usefixtures("english_again")
def test_a_menu_names_the_keys_of_that_language(qtbot, qapp, open_window):
    speak(qapp, "de")
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: len(window.results.hits) == 5, timeout=5_000)
    menu = window.wishes._menu(window.results.hits[0], window.results.hits[:1], window)
    shown = [each.text().partition("\t")[2] for each in menu.actions()]
    assert "Strg+C" in shown
    assert "Strg+Umschalt+C" in shown


@pytest.mark.usefixtures("english_again")
def test_what_the_worker_says_is_said_in_the_language_of_the_window(qapp, qtbot, open_window):
    speak(qapp, "de")
    say.cache_clear()
    window = open_window(extra=(Notice("error", "There is no folder /Fotos & mehr."),))
    qtbot.waitUntil(window.banner.isVisible, timeout=10_000)
    assert window.banner.text.text() == "Einen Ordner /Fotos & mehr gibt es nicht."


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [("en:de", "en"), ("fr:de", "de"), ("de_AT", "de"), ("zh_CN:en", "zh_CN"), ("it", "en")],
)
def test_the_first_language_that_there_is_of_those_a_person_wants(wanted, spoken):
    environment = os.environ | {
        "LANGUAGE": wanted, "LC_ALL": "", "LANG": "en_US.UTF-8", "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    program = SAID + "print(speak(QApplication([])))"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == spoken
