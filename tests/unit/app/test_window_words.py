"""Paths, numbers, colours and empty states, without a window."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import QUrl

from app import display, theme
from app.results.empty import choose
from indexer.messages import FolderStatus, IndexProgress, ModelChanged

FOLDER = FolderStatus("/photos", True, 1, 1, 0)
READY = ModelChanged("ready", "starter", "")
RETRIED = {"Your library could not be opened", "The indexer is not running"}


def progress(**changes):
    values = {
        "active": False,
        "paused": False,
        "scanning": False,
        "done": 0,
        "total": 0,
        "failed": 0,
        "photos": 0,
        "pages": 0,
        "files_per_second": 0.0,
        "seconds_left": None,
        "current": "",
    }
    return IndexProgress(**(values | changes))


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/a/b.jpg", "/a/b.jpg"),
        ("/a/caf\udce9.jpg", "/a/caf\N{REPLACEMENT CHARACTER}.jpg"),
        ("/a/two\nlines", "/a/two\N{REPLACEMENT CHARACTER}lines"),
        ("/a/日本 ü", "/a/日本 ü"),
    ],
)
def test_a_path_is_cleaned_for_the_screen(path, shown):
    assert display.display_path(path) == shown


@pytest.mark.parametrize(
    "path", ["/a/b c#d?e%20.jpg", "/a/caf\udce9.jpg", "/ü/日本", "/a/new\nline"]
)
def test_a_url_finds_back_to_its_path(path):
    url = display.file_url(path)
    assert url.isLocalFile()
    assert display.path_of(url) == path


def test_urls_of_others_have_no_path():
    assert display.path_of(QUrl("https://example.org/a.jpg")) == ""
    assert display.path_of(QUrl("file://localhost/tmp/a.jpg")) == "/tmp/a.jpg"


def test_the_home_folder_is_a_tilde(monkeypatch):
    monkeypatch.setenv("HOME", "/home/anna")
    assert display.folder_path("/home/anna/Pictures/a.jpg") == f"~{os.sep}Pictures"
    assert display.folder_path("/home/annabel/a.jpg") == "/home/annabel"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "less than a minute left"),
        (70, "about 1 min left"),
        (3000, "about 50 min left"),
        (3 * 3600, "about 3 h left"),
        (60 * 3600, "about 2 days left"),
    ],
)
def test_time_left_is_said_as_people_do(seconds, words):
    assert display.time_left(seconds) == words


def test_counts_are_in_words():
    assert display.photos_and_pages(1980, 1) == "1,980 photos · 1 page"
    assert display.rate(3.21) == "3.2 files/s"
    assert display.rate(1234.5) == "1,234 files/s"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
@pytest.mark.parametrize(
    ("ink", "grounds"),
    [
        ("text", ["window", "surface", "raised", "tint"]),
        ("muted", ["window", "surface", "raised", "tint"]),
        ("accent", ["window", "surface"]),
        ("on_accent", ["accent", "accent_hover"]),
        ("warning", ["warning_surface"]),
        ("error", ["error_surface"]),
    ],
)
def test_text_has_the_contrast_of_wcag_aa(colours, ink, grounds):
    for ground in grounds:
        light, dark = sorted(
            (luminance(getattr(colours, ink)), luminance(getattr(colours, ground))), reverse=True
        )
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def test_the_style_sheet_has_no_unknown_name():
    for colours in (theme.LIGHT, theme.DARK):
        assert "$" not in theme.style_sheet(colours, 10.0)


@pytest.mark.parametrize(
    ("known", "headline"),
    [
        ({"opened": False}, "Opening your library…"),
        (
            {"opened": False, "library_failure": "It is in use."},
            "Your library could not be opened",
        ),
        ({"asked": True, "waiting": True, "rests": True}, "The indexer is not running"),
        ({"folders": ()}, ""),
        ({}, "What are you looking for?"),
        ({"asked": True}, "Nothing found"),
        ({"asked": True, "progress": progress(active=True)}, "Your folders are being read"),
        ({"asked": True, "waiting": True}, "Looking…"),
        (
            {"asked": True, "waiting": True, "model": ModelChanged("loading", "starter", "")},
            "One moment",
        ),
        (
            {"asked": True, "waiting": True, "model": ModelChanged("failed", "starter", "gone")},
            "The model could not be loaded",
        ),
        ({"failure": "no"}, "That search could not be answered"),
    ],
)
def test_every_empty_state_teaches(known, headline):
    usual = {
        "opened": True,
        "library_failure": "",
        "rests": False,
        "folders": (FOLDER,),
        "progress": progress(photos=3),
        "model": READY,
        "asked": False,
        "waiting": False,
        "failure": "",
    }
    state = choose(**(usual | known))
    assert state.headline == headline
    assert state.first_run is (not headline)
    assert state.offers_retry is (state.headline in RETRIED)
