"""The translations of the window, and the tool that keeps them complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import translations
from tools.translations import Found, Text, compiled, faults_of, read, texts_of, write

SOURCE = """
from PySide6.QtCore import QCoreApplication

class Page:
    def show(self):
        self.label.setText(self.tr("A photo"))
        self.other.setText(self.tr("{n} photos").format(n=3))

def headline():
    return _tr("Nothing found")

def other():
    row.translate(0, 38)
    return QCoreApplication.translate("Elsewhere", "Said here")

def _tr(text):
    return QCoreApplication.translate("Empty", text)
"""
TEXTS = (
    Text("Page", "A photo"),
    Text("Page", "{n} photos"),
    Text("Empty", "Nothing found"),
    Text("Elsewhere", "Said here"),
)
SAID = ("Ein Foto", "{n} Fotos", "Nichts gefunden", "Hier gesagt")
GERMAN = dict(zip(TEXTS, SAID, strict=True))


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "page.py").write_text(SOURCE)
    return folder


def test_texts_are_found_with_the_context_that_qt_looks_in(sources: Path) -> None:
    assert texts_of(sources) == Found(TEXTS, ())


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("WORDS = _tr('Too early')", "before a language is chosen"),
        ("def f(name): return _tr(f'Of {name}')", "as it stands"),
        ("def f(name): return _tr(name)", "as it stands"),
        ("def f(n): return _tr('%n photos', n)", "as it stands"),
    ],
)
def test_what_cannot_be_translated_is_named(sources: Path, line: str, fault: str) -> None:
    (sources / "other.py").write_text(line)
    (said,) = texts_of(sources).faults
    assert said.startswith("app/other.py:1: ")
    assert fault in said


def complete(folder: Path, known: dict[Text, str]) -> list[str]:
    path = folder / "mate_de.ts"
    write(path, "de", TEXTS, known)
    path.with_suffix(".qm").write_bytes(compiled(path))
    return faults_of(Found(TEXTS, ()), "de", folder)


def test_a_complete_translation_has_no_faults(tmp_path: Path) -> None:
    assert complete(tmp_path, GERMAN) == []
    assert read(tmp_path / "mate_de.ts") == GERMAN


def test_every_fault_of_a_translation_is_told(tmp_path: Path) -> None:
    (missing,) = complete(tmp_path, {text: GERMAN[text] for text in TEXTS if text != TEXTS[2]})
    assert "not translated: Empty: 'Nothing found'" in missing
    (other,) = complete(tmp_path, GERMAN | {TEXTS[1]: "{m} Fotos"})
    assert "other places for values" in other
    assert complete(tmp_path, GERMAN) == []
    write(tmp_path / "mate_de.ts", "de", TEXTS, GERMAN | {TEXTS[0]: "Ein Bild"})
    assert faults_of(Found(TEXTS, ()), "de", tmp_path) == ["mate_de.qm is older than mate_de.ts"]
    (gone,) = faults_of(Found(TEXTS[1:], ()), "de", tmp_path)[:1]
    assert "no longer in the window: Page: 'A photo'" in gone


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_every_text_of_the_window_is_translated(language: str) -> None:
    found = translations.all_texts()
    assert found.faults == ()
    assert Text("Settings", "Less motion") in found.texts
    assert len(found.texts) > 300
    assert faults_of(found, language) == []
