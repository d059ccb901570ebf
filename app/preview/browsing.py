"""From page to page of a document, and from hit to hit in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.display import number
from app.icons import IconButton
from app.worker_client import WorkerClient
from indexer.messages import FindInDocument, FoundInDocument, Hit, Why

PAUSE_MS = 200  # who looks through hits with the arrow keys does not look at each


class Browsing(QWidget):
    """Two pairs of buttons, with the place between each: ``2 of 5 hits``, ``page 3 of 9``."""

    page_wanted = Signal(object)  # Hit

    def __init__(self, client: WorkerClient) -> None:
        super().__init__()
        self._client = client
        self._hit: Hit | None = None
        self._found: tuple[Hit, ...] = ()  # of the same document, in the order of its pages
        self._pages = 0  # 0 while that is not known
        self._search = 0
        self._next_id = 0
        # Which hit and which page it is, in words and shorter.
        self._places = [("", ""), ("", "")]
        self.hit_before = _button("back", self.tr("Previous hit in this document"), "Shift+F3")
        self.hit_place = QLabel()
        self.hit_after = _button("forward", self.tr("Next hit in this document"), "F3")
        self.page_before = _button("back", self.tr("Previous page"), "PgUp")
        self.page_place = QLabel()
        self.page_after = _button("forward", self.tr("Next page"), "PgDown")
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for widget in (self.hit_before, self.hit_place, self.hit_after):
            row.addWidget(widget)
        row.addStretch()
        for widget in (self.page_before, self.page_place, self.page_after):
            row.addWidget(widget)
        for label in (self.hit_place, self.page_place):
            label.setProperty("role", "muted")
        self.hit_before.clicked.connect(lambda: self.go_to_hit(-1))
        self.hit_after.clicked.connect(lambda: self.go_to_hit(1))
        self.page_before.clicked.connect(lambda: self.go_to_page(-1))
        self.page_after.clicked.connect(lambda: self.go_to_page(1))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        client.found_in_document.connect(self._on_found)
        self.hide()

    def bind_hit_keys(self, widget: QWidget) -> None:
        """Let keys go from hit to hit while the widget or a part of it has the focus."""
        _bind(widget, {"F3": lambda: self.go_to_hit(1), "Shift+F3": lambda: self.go_to_hit(-1)})

    def bind_page_keys(self, widget: QWidget) -> None:
        """Let keys turn pages there."""
        _bind(widget, {"PgDown": lambda: self.go_to_page(1), "PgUp": lambda: self.go_to_page(-1)})

    def show_hit(self, hit: Hit) -> None:
        """Turn to a hit, of this document or of another."""
        same = self._hit is not None and self._hit.content == hit.content
        self._hit = hit
        if not same:
            self._pages = 0
        if not same or hit not in self._found:
            self._found = ()
            self._next_id += 1
            if hit.kind == "page" and hit.score is not None and hit.content:
                self._pause.start()
        self._show()

    def turn_to(self, hit: Hit) -> None:
        """Turn to a page that was asked for here."""
        self._hit = hit
        self._show()

    def forget(self) -> None:
        """Show nothing; answers under way are ignored."""
        self._hit, self._found = None, ()
        self._next_id += 1
        self._pause.stop()

    def answered(self, search: int) -> None:
        """A search was answered, whose hits are looked at from now on."""
        self._search = search

    def show_pages(self, pages: int) -> None:
        """Learn how many pages the document has."""
        self._pages = pages
        self._show()

    def go_to_hit(self, step: int) -> None:
        """Go to the next hit of the document, or to the one before."""
        page = self._hit.page if self._hit is not None else 0
        pages = [hit.page for hit in self._found]
        after = [n for n in pages if n > page] if step > 0 else [n for n in pages if n < page][::-1]
        if after:
            self.page_wanted.emit(self._found[pages.index(after[0])])

    def go_to_page(self, step: int) -> None:
        """Turn the page."""
        hit = self._hit
        if hit is None or not 1 <= hit.page + step <= self._pages:
            return
        page = hit.page + step
        plain = replace(hit, page=page, score=None, strength=None, why=Why(), thumbnail="")
        self.page_wanted.emit(next((one for one in self._found if one.page == page), plain))

    def _ask(self) -> None:
        if self._hit is not None:
            self._client.send(FindInDocument(self._next_id, self._search, self._hit))

    def _on_found(self, found: FoundInDocument) -> None:
        if found.id == self._next_id and self._hit is not None:
            self._found = found.hits
            self._show()

    def _show(self) -> None:
        hit = self._hit
        if hit is None or hit.kind != "page":
            self.hide()
            return
        pages = [one.page for one in self._found]
        several = len(pages) > 1
        for widget in (self.hit_before, self.hit_place, self.hit_after):
            widget.setVisible(several)
        if several:
            self.hit_before.setEnabled(hit.page > pages[0])
            self.hit_after.setEnabled(hit.page < pages[-1])
            place = {"all": number(len(pages))}
            if hit.page in pages:
                place["n"] = number(pages.index(hit.page) + 1)
                told = self.tr("{n} of {all} hits").format(**place)
                self._places[0] = told, "{n} / {all}".format(**place)
            else:
                self._places[0] = self.tr("{all} hits").format(**place), place["all"]
        for widget in (self.page_before, self.page_place, self.page_after):
            widget.setVisible(self._pages > 1)
        self.page_before.setEnabled(hit.page > 1)
        self.page_after.setEnabled(hit.page < self._pages)
        page = {"n": number(hit.page), "all": number(self._pages)}
        self._places[1] = (
            self.tr("page {n} of {all}").format(**page),
            "{n} / {all}".format(**page),
        )
        self._fit()
        self.setVisible(several or self._pages > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say it shorter where there is less room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for length in (0, 1):
            for label, words in zip((self.hit_place, self.page_place), self._places, strict=True):
                label.setText(words[length])
                label.setToolTip(words[0] if length else "")
                label.setAccessibleName(words[0])
            if self._row.minimumSize().width() <= self.width():
                return


def _button(icon: str, text: str, keys: str) -> IconButton:
    button = IconButton(icon)
    button.setProperty("compact", "true")
    button.describe(text, keys)
    return button


def _bind(widget: QWidget, actions: dict[str, Callable[[], None]]) -> None:
    for keys, action in actions.items():
        shortcut = QShortcut(QKeySequence(keys), widget)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)
