"""What the pictures of the window show: ways to each of its screens.

`tools.screenshots` draws them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tools import sample_library

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTreeWidgetItem, QWidget

    from app.main_window import MainWindow

PATIENCE_SECONDS = 120.0
TAKEN = "palace.jpg"  # the photo that tells of its camera


class Screen:
    """A window on the sample library, off screen."""

    def __init__(self, window: MainWindow, home: Path, process_events: Callable[[], None]) -> None:
        self.window = window
        self.home = home
        self._process_events = process_events

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Let the window work until something holds."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not until():
            if time.monotonic() > deadline:
                raise RuntimeError(f"the window waited too long for {what}")
            self._process_events()
            time.sleep(0.01)

    def settle(self, seconds: float = 1.0) -> None:
        """Let the window work for a while: pictures are decoded behind."""
        until = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > until, "a moment")

    def ask(self, text: str, *photos: Path) -> None:
        """Ask, and wait for the answer."""
        answers: list[object] = []
        self.window.session.answered.connect(lambda done, _renewed: answers.append(done))
        if photos:
            self.window.composer.set_files(tuple(map(str, photos)))
        self.window.composer.set_text(text)
        self.window.composer.ask_now()
        self.wait(lambda: bool(answers) and not self.window.session.waiting, "the answer")
        self.settle()

    def look_at(self, kind: str, place: int = 0) -> None:
        """Look at a photo or page that was found."""
        shown: list[object] = []
        self.window._client.preview_ready.connect(shown.append)
        lists = {"photo": self.window.results.photos, "page": self.window.results.pages}
        lists[kind].list.select_row(place)
        self.wait(lambda: bool(shown), "the preview")
        self.settle()


def first(screen: Screen) -> QWidget:
    """What a person sees who has never seen it."""
    screen.wait(screen.window.first_run.isVisible, "the first start")
    return screen.window


def facts(screen: Screen) -> QWidget:
    """What is known of a photo, among the newest."""
    results = screen.window.results
    screen.wait(lambda: bool(results.photos.list.hits.hits), "the newest")
    names = [Path(hit.path).name for hit in results.photos.list.hits.hits]
    screen.look_at("photo", names.index(TAKEN))
    table = screen.window.preview.details.table
    screen.wait(lambda: bool(table.said("exposure")), "what is known")
    screen.settle()
    return screen.window


def passage(screen: Screen) -> QWidget:
    """A long passage, and the page that is about it."""
    screen.ask(sample_library.PASSAGE.read_text("utf-8").strip())
    screen.look_at("page")
    return screen.window


def photo(screen: Screen) -> QWidget:
    """A photo that was dropped: what is like it, and the pages that speak of it."""
    screen.ask("", screen.home / "sample" / sample_library.QUERY_PHOTO)
    screen.look_at("page")
    return screen.window


def why(screen: Screen) -> QWidget:
    """Why a photo was found."""
    told: list[object] = []
    screen.window._client.photo_explained.connect(told.append)
    screen.ask("a cup of coffee")
    screen.look_at("photo")
    screen.window.preview.why.button.click()
    screen.wait(lambda: bool(told), "the reason")
    screen.settle()
    return screen.window


def parts(screen: Screen) -> QWidget:
    """Words and photos in one question, one of them pushed away, among JPEGs alone."""
    screen.ask("something to drink type:jpg")
    hits = screen.window.results.photos.list.hits.hits
    flower = next(hit for hit in hits if hit.path.endswith("dahlia.jpg"))
    cat = next(hit for hit in hits if hit.path.endswith("cat.jpg"))
    screen.window.composer.mark(flower, wanted=True)
    screen.window.composer.mark(cat, wanted=False)
    screen.settle(2.0)
    return screen.window


def order(screen: Screen) -> QWidget:
    """Filters in the question, and the answer by name."""
    screen.ask("-type:png after:2019")
    answers: list[object] = []
    screen.window.session.answered.connect(lambda done, _renewed: answers.append(done))
    screen.window.results.order.wanted.emit("name")
    screen.wait(lambda: bool(answers), "the answer by name")
    screen.settle()
    return screen.window


def duplicates(screen: Screen) -> QWidget:
    """What is there more than once."""
    found: list[object] = []
    screen.window._client.alike_found.connect(found.append)
    screen.window.library.show_duplicates()
    screen.wait(lambda: bool(found), "duplicates")
    screen.settle(2.0)
    return screen.window.library


def map_of_meaning(screen: Screen) -> QWidget:
    """What is in the library, like beside like."""
    page = screen.window.map
    screen.window.show_map()
    screen.wait(lambda: page.view.isVisible() and bool(page.view.map.items), "the map")
    screen.settle(2.0)
    return screen.window


def browse(screen: Screen) -> QWidget:
    """The dates of the library, and the photos of one."""
    window = screen.window
    window.show_sidebar(shown=True)
    dates, folders, cameras, _ = window.keeping.sidebar.rows.sections()
    for section in (dates, folders, cameras):
        section.setExpanded(True)

    def years() -> list[QTreeWidgetItem]:
        rows = (dates.child(number) for number in range(dates.childCount()))
        return [row for row in rows if row is not None and row.text(0) == "2019"]

    screen.wait(lambda: bool(years()), "what there is to browse")
    years()[0].setExpanded(True)
    answers: list[object] = []
    window.session.answered.connect(lambda done, _renewed: answers.append(done))
    window.browsing.show_only("date:2019")
    screen.wait(lambda: bool(answers), "the photos of a year")
    window.results.photos.list.setFocus()
    screen.settle()
    return window


def kept(screen: Screen) -> QWidget:
    """Saved searches and collections."""
    window = screen.window
    for text in ("flowers in a garden", "buildings far away"):
        screen.ask(text)
        window.keeping.save_search()
        screen.settle(0.5)
    window.show_sidebar(shown=True)
    window.results.photos.list.setFocus()
    screen.settle()
    return window


def models(screen: Screen) -> QWidget:
    """Which model finds."""
    screen.window.show_settings("models")
    dialog = screen.window._settings_dialog
    assert dialog is not None
    screen.wait(lambda: bool(dialog.models.rows), "the models")
    screen.settle()
    return dialog


def settings(screen: Screen) -> QWidget:
    """How it indexes, as a person chooses."""
    screen.window.show_settings("indexing")
    dialog = screen.window._settings_dialog
    assert dialog is not None
    screen.wait(lambda: dialog.fields["speed"].isEnabled(), "the library's settings")
    screen.settle()
    return dialog


def quick_look(screen: Screen) -> QWidget:
    """A page over the whole window."""
    passage(screen)
    screen.window._look_large()
    screen.settle(2.0)
    return screen.window


def nothing(screen: Screen) -> QWidget:
    """A filter that nothing passes."""
    screen.ask("a cup of coffee type:gif")
    return screen.window


def by_day(screen: Screen) -> QWidget:
    """The newest, day by day."""
    results = screen.window.results
    screen.wait(lambda: bool(results.photos.list.hits.hits), "the newest")
    answers: list[object] = []
    screen.window.session.answered.connect(lambda done, _renewed: answers.append(done))
    results.order.grouping_wanted.emit("day")
    screen.wait(lambda: bool(answers), "the days")
    screen.settle()
    return screen.window


def _dialog(section: str) -> Callable[[Screen], QWidget]:
    def show(screen: Screen) -> QWidget:
        screen.window.show_settings(section)
        screen.settle()
        dialog = screen.window._settings_dialog
        assert dialog is not None
        return dialog

    return show


def _library(page: str) -> Callable[[Screen], QWidget]:
    def show(screen: Screen) -> QWidget:
        library = screen.window.library
        library._come_up(getattr(library, page))
        screen.settle(2.0)
        return library

    return show


PICTURES: dict[str, Callable[[Screen], QWidget]] = {
    "first": first,
    "facts": facts,
    "window": passage,
    "dark": passage,
    "photo": photo,
    "why": why,
    "parts": parts,
    "order": order,
    "duplicates": duplicates,
    "map": map_of_meaning,
    "browse": browse,
    "kept": kept,
    "settings": settings,
    "models": models,
}
# What the documentation does not show.
OTHERS: dict[str, Callable[[Screen], QWidget]] = {
    "quick": quick_look,
    "days": by_day,
    "nothing": nothing,
    "general": _dialog("general"),
    "shortcuts": _dialog("shortcuts"),
    "privacy": _dialog("privacy"),
    "folders": _library("folders"),
    "failed": _library("failed"),
    "upkeep": _library("upkeep"),
}
