"""The first start: folders are proposed, another is chosen, or a sample library is tried."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.library.first_run import proposed_folders
from app.library.sample import SAMPLE, put_sample

SOON = 5_000
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's folders as a desktop has them, of which the documents are still to be made."""
    folder = tmp_path / "home"
    (folder / "Bilder").mkdir(parents=True)
    settings = tmp_path / "config"
    settings.mkdir()
    (settings / "user-dirs.dirs").write_text(
        'XDG_PICTURES_DIR="$HOME/Bilder"\nXDG_DOCUMENTS_DIR="$HOME/Texte"\n'
    )
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(settings))
    return folder


def test_pictures_and_documents_are_proposed_where_there_are_such(home):
    assert proposed_folders() == [str(home / "Bilder")]
    (home / "Texte").mkdir()
    assert proposed_folders() == [str(home / "Bilder"), str(home / "Texte")]


def test_a_home_folder_is_not_proposed_as_a_whole(home, tmp_path):
    (tmp_path / "config" / "user-dirs.dirs").write_text('XDG_PICTURES_DIR="$HOME/"\n')
    assert proposed_folders() == []


def test_what_is_ticked_is_watched(qtbot, open_window, commands, home, tmp_path):
    (home / "Texte").mkdir()
    window = open_window(folders=())
    first = window.first_run
    assert first.isVisible()
    assert [box.text() for box in first.proposals] == ["~/Bilder", "~/Texte"]
    assert "Nothing leaves this computer" in first.kept.text()
    assert str(tmp_path / "library") in first.kept.text()
    qtbot.mouseClick(first.begin, CLICK)
    for name in ("Bilder", "Texte"):
        wanted = f"AddFolder(path={str(home / name)!r})"
        qtbot.waitUntil(lambda wanted=wanted: wanted in commands(), timeout=SOON)
    qtbot.waitUntil(lambda: not first.isVisible(), timeout=SOON)


def test_what_is_pasted_after_beginning_is_asked(qtbot, open_window, commands, home):
    window = open_window(folders=())
    qtbot.mouseClick(window.first_run.begin, CLICK)
    qtbot.waitUntil(lambda: not window.first_run.isVisible(), timeout=SOON)
    assert window.composer.field.hasFocus()
    QGuiApplication.clipboard().setText("We drove to the sea.")
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any("We drove" in line for line in commands()), timeout=SOON)


def test_nothing_ticked_is_nothing_to_begin_with(qtbot, open_window, commands, home):
    (home / "Texte").mkdir()
    first = open_window(folders=()).first_run
    first.proposals[0].setChecked(False)
    assert first.begin.isEnabled()
    first.proposals[1].setFocus()
    qtbot.keyClick(first.proposals[1], Qt.Key.Key_Space)
    assert not first.begin.isEnabled()
    first.proposals[1].setChecked(True)
    qtbot.mouseClick(first.begin, CLICK)
    texts = f"AddFolder(path={str(home / 'Texte')!r})"
    qtbot.waitUntil(lambda: texts in commands(), timeout=SOON)
    assert not any("Bilder" in command for command in commands())


def test_without_such_folders_one_is_chosen(
    qtbot, open_window, commands, home, tmp_path, monkeypatch
):
    (home / "Bilder").rmdir()
    first = open_window(folders=()).first_run
    assert not first.begin.isVisible()
    assert first.other.text() == "Choose a folder…"
    monkeypatch.setattr(
        "app.main_window.QFileDialog.getExistingDirectory", lambda *_: str(tmp_path)
    )
    qtbot.mouseClick(first.other, CLICK)
    qtbot.waitUntil(lambda: f"AddFolder(path={str(tmp_path)!r})" in commands(), timeout=SOON)


def test_the_sample_is_put_among_the_documents_and_asked(qtbot, open_window, commands, home):
    (home / "Texte").mkdir()
    window = open_window(folders=())
    qtbot.mouseClick(window.first_run.sample, CLICK)
    put = home / "Texte" / "Mate sample"
    qtbot.waitUntil(lambda: f"AddFolder(path={str(put)!r})" in commands(), timeout=SOON)
    assert sorted(p.name for p in (put / "Photos").iterdir()) == sorted(
        p.name for p in (SAMPLE / "Photos").iterdir()
    )
    assert len(list((put / "Papers").glob("*.pdf"))) == 2
    passage = (SAMPLE / "passage.txt").read_text("utf-8").strip()
    assert window.composer.field.toPlainText() == passage
    qtbot.waitUntil(lambda: any(passage[:40] in command for command in commands()), timeout=SOON)


def test_a_sample_that_cannot_be_put_there_says_why(qtbot, open_window, commands, home):
    (home / "Texte").write_text("a file where the documents would be")
    window = open_window(folders=())
    qtbot.mouseClick(window.first_run.sample, CLICK)
    qtbot.waitUntil(window.banner.isVisible, timeout=SOON)
    assert "Texte" in window.banner.text.text()
    assert not any("AddFolder" in command for command in commands())


def test_a_second_copy_leaves_what_is_there(tmp_path):
    into = tmp_path / "sample"
    assert put_sample(into).folder == str(into)
    photo = next((into / "Photos").iterdir())
    credits_ = into / "Photo credits.txt"
    for file in (photo, credits_):
        file.write_bytes(b"changed by hand")
    assert not put_sample(into).fault
    for file in (photo, credits_):
        assert file.read_bytes() == b"changed by hand"
