"""What the worker says, in the window's language."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from app.theme import RESOURCES
from app.worker_words import CONTEXT, SENTENCES, in_window_language, say
from indexer import messages as m
from indexer.extract import Limits, UnreadableError
from indexer.extract.document import read
from indexer.files import RefusedError, read_small
from indexer.filters import fault
from indexer.pipeline import _missing

# Of every sentence, with values as they come.
VALUES = ("/home/ö/it is not a document 12.jpg", "3", "x, y", "2,048", "größer.pdf", "5 > 4")


@pytest.fixture(params=["de", "zh_CN"])
def language(request, qapp) -> Iterator[str]:
    translator = QTranslator()
    assert translator.load(f"mate_{request.param}", str(RESOURCES / "translations"))
    qapp.installTranslator(translator)
    say.cache_clear()
    yield request.param
    qapp.removeTranslator(translator)
    say.cache_clear()


@pytest.fixture
def english(qapp) -> None:
    say.cache_clear()


def filled(sentence: str, shift: int = 0) -> tuple[str, dict[str, str]]:
    names = dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(sentence) if name)
    values = {name: VALUES[(i + shift) % len(VALUES)] for i, name in enumerate(names)}
    if "kind" in values:
        values["kind"] = "any"  # a word
    return sentence.format(**values), values


def test_every_sentence_is_known_again_with_its_values(language: str) -> None:
    for sentence in SENTENCES.read_text("utf-8").splitlines():
        translation = QCoreApplication.translate(CONTEXT, sentence)
        for shift in range(len(VALUES)):
            text, values = filled(sentence, shift)
            assert say(text) == translation.format(**values), sentence


@pytest.mark.usefixtures("english")
def test_in_english_all_stays_as_it_is() -> None:
    for sentence in SENTENCES.read_text("utf-8").splitlines():
        text, _ = filled(sentence)
        assert say(text) == text


GERMAN = {
    "the file is empty": "die Datei ist leer",
    "The photo caf\udce9 & co.jpg cannot be used: the file is empty.": "Das Foto caf\udce9 & "
    "co.jpg kann nicht verwendet werden: die Datei ist leer.",
    "The library cannot be searched: The store cannot be read: lance error: no file. Open Mate or "
    "run `mate verify`: what is damaged is set aside and made anew.": "Die Bibliothek kann nicht "
    "durchsucht werden: Der Index kann nicht gelesen werden: lance error: no file. Öffnen Sie Mate "
    "oder starten Sie `mate verify`: Beschädigtes wird beiseitegelegt und neu angelegt.",
    "it cannot be read: Input/output error": "nicht lesbar: Ein-/Ausgabefehler",
    "The store cannot be written: out of rows": "Der Index kann nicht geschrieben werden: "
    "out of rows",
    "This collection is not there any more.": "Diese Sammlung gibt es nicht mehr.",
    "": "",
    "Words that nobody knows: the file is empty": "Words that nobody knows: die Datei ist leer",
    "A colon: {braces} stay": "A colon: {braces} stay",
}


@pytest.mark.parametrize("language", ["de"], indirect=True)
@pytest.mark.parametrize("text", GERMAN)
def test_sentences_in_sentences_are_said_too_and_other_words_stay(language: str, text: str) -> None:
    assert say(text) == GERMAN[text]


def failure(path: Path) -> str:
    with pytest.raises(UnreadableError) as raised:
        next(iter(read(str(path), Limits(288, 10**8))))
    return str(raised.value)


@pytest.mark.parametrize("language", ["de"], indirect=True)
def test_what_real_files_give_is_known(language: str, tmp_path) -> None:
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "junk.pdf").write_bytes(b"no document at all" * 90)
    (tmp_path / "large").write_bytes(bytes(4_000_001))
    assert say(failure(tmp_path / "empty.pdf")) == "die Datei ist leer"
    assert say(failure(tmp_path / "junk.pdf")).startswith("das Dokument ist beschädigt: ")
    assert say(fault("rating:9")) == (
        "rating:9 ist keine Bewertung. Schreiben Sie rating:4, rating:>3 oder rating:<=2."
    )
    assert say(_missing((7,))) == "Seite 7 konnte nicht eingelesen werden"
    assert say(_missing((7, 8, 9))) == "die Seiten 7, 8 und 9 konnten nicht eingelesen werden"
    assert say(_missing(range(1, 12))) == (
        "die Seiten 1, 2, 3, 4, 5, 6, 7, 8 und 3 weitere konnten nicht eingelesen werden"
    )
    with pytest.raises(RefusedError) as refused:
        read_small(str(tmp_path / "large"), 4_000_000)
    assert say(str(refused.value)) == "größer als 4 Megabyte"


@pytest.mark.parametrize("language", ["de"], indirect=True)
def test_each_event_that_says_something_is_said(language: str) -> None:
    why, warum = "the file is empty", "die Datei ist leer"
    done = m.SearchDone(1, (), (), 0.1)
    failed, gesagt = (("/a.jpg", why),), (("/a.jpg", warum),)
    file = m.FileStatus("/a.jpg", "failed", why, 0)
    for event, said in (
        (m.Notice("error", why), m.Notice("error", warum)),
        (m.ModelChanged("failed", "", why), m.ModelChanged("failed", "", warum)),
        (m.LibraryFailed(why), m.LibraryFailed(warum)),
        (m.SearchFailed(1, why), m.SearchFailed(1, warum)),
        (m.PreviewFailed(1, "/a.jpg", 0, why), m.PreviewFailed(1, "/a.jpg", 0, warum)),
        (m.ExplainFailed(1, why), m.ExplainFailed(1, warum)),
        (replace(done, remarks=(why,)), replace(done, remarks=(warum,))),
        (m.FailedFiles((file,)), m.FailedFiles((m.FileStatus("/a.jpg", "failed", warum, 0),))),
        (m.FiltersChecked(failed), m.FiltersChecked(gesagt)),
        (m.MovedToBin(1, (), failed), m.MovedToBin(1, (), gesagt)),
        (m.RestoredFromBin(1, (), failed), m.RestoredFromBin(1, (), gesagt)),
        (m.AlikeFound(1, (), failure=why), m.AlikeFound(1, (), failure=warum)),
        (m.Verified((), failure=why), m.Verified((), failure=warum)),
        (
            m.ExportDone(1, "copies", "/t", 0, failed, why),
            m.ExportDone(1, "copies", "/t", 0, gesagt, warum),
        ),
        (m.LibraryOpened(why), m.LibraryOpened(why)),
    ):  # fmt: skip
        assert in_window_language(event) == said
