"""The tool that finds what the worker says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.translations import CONTEXT, Found, Text, is_listed, listed
from tools.worker_sentences import VALUES, sentences

SOURCE = '''
"""A module that says many things of itself."""
LIMIT = "more than are allowed"
_NEW = frozenset({"what nobody has translated"})

def read(path, most):
    """Read a file that has to be read."""
    log.warning("%s is not as it should be", path)
    raise ValueError("a programmer made a mistake")
    assert path, "it has been looked at before"
    catalog.run("SELECT path FROM file WHERE id = ? AND state = ?")
    raise UnreadableError(f"{display(path)} has {most / 1e6:.1f} megabytes, {LIMIT}")
    self._send(Notice("error", f"The copy {self.root} of {error.strerror or error} is {path[0]}"
        f" and not {path[1]}."))
    return "two words"
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "indexer").mkdir()
    (tmp_path / "indexer" / "reading.py").write_text(SOURCE)
    (tmp_path / "indexer" / "index_commands.py").write_text("print('What the terminal shows.')")
    return tmp_path


def test_whatever_reads_like_a_sentence_is_found_and_nothing_else(root: Path) -> None:
    assert set(sentences(root)) - set(VALUES) == {
        "more than are allowed",
        "what nobody has translated",
        "{path} has {most} megabytes, more than are allowed",
        "The copy {root} of {error} is {path} and not {path_}.",
    }


def test_a_sentence_that_the_window_does_not_know_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Found((Text("Page", "A photo"), Text(CONTEXT, "the file is empty")), ())
    known = tmp_path / "worker.txt"
    monkeypatch.setattr("tools.translations.SENTENCES", known)
    assert not is_listed(found)
    known.write_text(listed(found), "utf-8")
    assert is_listed(found)
    more = Found((*found.texts, Text(CONTEXT, "the file is full")), ())
    assert not is_listed(more)


def test_the_window_knows_every_sentence() -> None:
    """If this fails, `make translations` and fill in what is unfinished."""
    said = sentences()
    assert "the document is protected by a password" in said
    assert len(said) > 150
    assert is_listed(Found(tuple(Text(CONTEXT, each) for each in said), ()))
