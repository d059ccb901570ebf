"""The window in another language."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

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
    QLocale.setDefault(before)


@pytest.mark.usefixtures("english_again")
@pytest.mark.parametrize("language", ["de", "zh_CN"])
def test_the_window_speaks_another_language(qapp, open_window, language):
    assert speak(qapp, language) == language
    known = read(TRANSLATIONS / f"mate_{language}.ts")
    window = open_window(folders=())
    assert window.first_run.begin.text() == known[Text("FirstRun", "Begin")] != "Begin"
    placeholder = window.composer.field.placeholderText()
    assert placeholder in known.values()


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
