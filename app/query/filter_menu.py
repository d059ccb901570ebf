"""The menu of filters: what is chosen is written into the field, what stands there is ticked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.display import display_path, file_name, number
from app.query.filter_words import FROM_LIBRARY, Offer, offer_of, values
from indexer.filter_tokens import Token
from indexer.messages import FilterValues, FolderStatus

MOST_ROWS = 12
WIDTH = 320


class FilterMenu(QObject):
    """Builds the menu anew each time, from what stands in the field."""

    values_wanted = Signal(str, str)
    chosen = Signal(str, str)  # key and value
    unchosen = Signal(list)  # of Token: what stands in the field
    begun = Signal(str)  # a key whose value is to be typed

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._open: dict[str, tuple[QMenu, Callable[[QMenu, tuple[Offer, ...]], None]]] = {}
        self._standing: list[Token] = []

    def show(self, at: QPoint, standing: list[Token], folders: Iterable[FolderStatus]) -> QMenu:
        """Show it with its right edge at a place of the screen."""
        self._standing, self._open = standing, {}
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(self.tr("Filters"))
        self._add_type(menu.addMenu(self.tr("Type")))
        self._add_date(menu.addMenu(self.tr("Date")))
        self._add_folder(menu.addMenu(self.tr("Folder")), folders)
        self._add_rating(menu.addMenu(self.tr("Rating")))
        for key, title in (("camera", self.tr("Camera")), ("keyword", self.tr("Keyword"))):
            self._add_known(menu.addMenu(title), key)
        menu.addAction(self.tr("Near a place…")).triggered.connect(lambda: self.begun.emit("near"))
        menu.addSeparator()
        for key, value, title in (
            ("has", "text", self.tr("Has text")),
            ("has", "place", self.tr("Has a place")),
            ("is", "offline", self.tr("On drives that are away")),
        ):
            self._add(menu, key, Offer(value), title)
        menu.addSeparator()
        none = menu.addAction(self.tr("Without filters"))
        none.setEnabled(bool(standing))
        none.triggered.connect(lambda: self.unchosen.emit(standing))
        menu.aboutToHide.connect(self._open.clear)
        menu.popup(at - QPoint(menu.sizeHint().width(), 0))
        for key in FROM_LIBRARY:
            if key in self._open:
                self.values_wanted.emit(key, "")
        return menu

    def learn(self, event: FilterValues) -> None:
        """Fill in what the library knows."""
        if event.prefix or event.key not in self._open:
            return
        menu, fill = self._open.pop(event.key)
        fill(menu, tuple(offer_of(event.key, each) for each in event.choices))

    def _add_type(self, menu: QMenu) -> None:
        for value, title in (("photo", self.tr("Photos")), ("document", self.tr("Documents"))):
            self._add(menu, "type", Offer(value), title)

        def fill(menu: QMenu, offers: tuple[Offer, ...]) -> None:
            more = [each for each in offers if each.value not in ("photo", "document")]
            if more:
                menu.addSeparator()
            for each in more[:MOST_ROWS]:
                names = {"raw": self.tr("Raw photos"), "text": self.tr("Text")}
                self._add(menu, "type", each, names.get(each.value, each.value.upper()))

        self._open["type"] = menu, fill

    def _add_date(self, menu: QMenu) -> None:
        for each in values("date", date.today()):
            self._add(menu, "date", each, each.note[:1].upper() + each.note[1:])
        menu.addSeparator()
        for key, title in (
            ("date", self.tr("Another…")),
            ("before", self.tr("Before…")),
            ("after", self.tr("After…")),
        ):
            menu.addAction(title).triggered.connect(partial(self._begin, key))

    def _add_folder(self, menu: QMenu, folders: Iterable[FolderStatus]) -> None:
        menu.setToolTipsVisible(True)
        for each in list(folders)[:MOST_ROWS]:
            if display_path(each.path) == each.path:  # else it cannot be typed
                self._add(menu, "folder", Offer(each.path), file_name(each.path))
        self._add_another(menu, "folder")

    def _add_rating(self, menu: QMenu) -> None:
        for each in values("rating", date.today()):
            self._add(menu, "rating", each, each.note)

    def _add_known(self, menu: QMenu, key: str) -> None:
        def fill(menu: QMenu, offers: tuple[Offer, ...]) -> None:
            for each in offers[:MOST_ROWS]:
                self._add(menu, key, each, each.value)
            if offers:
                self._add_another(menu, key)
                waiting.setVisible(False)
            else:
                waiting.setText(self.tr("No photo names one"))

        waiting = menu.addAction(self.tr("Looking…"))
        waiting.setEnabled(False)
        self._open[key] = menu, fill

    def _add_another(self, menu: QMenu, key: str) -> None:
        if not menu.isEmpty():
            menu.addSeparator()
        menu.addAction(self.tr("Another…")).triggered.connect(partial(self._begin, key))

    def _add(self, menu: QMenu, key: str, offer: Offer, title: str) -> None:
        """Add what puts a filter in, or takes it out where it stands."""
        standing = [
            token
            for token in self._standing
            if (token.key, token.value.casefold()) == (key, offer.value.casefold()) and token.wanted
        ]
        cut = menu.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, WIDTH)
        action = menu.addAction(cut.replace("&", "&&"))
        if offer.files:
            action.setText(f"{action.text()}\t{number(offer.files)}")
        if cut != offer.value:
            action.setToolTip(offer.value)
        action.setCheckable(True)
        action.setChecked(bool(standing))
        action.triggered.connect(
            lambda: self.unchosen.emit(standing) if standing else self.chosen.emit(key, offer.value)
        )

    def _begin(self, key: str) -> None:
        self.begun.emit(key)
