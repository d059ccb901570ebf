"""Photos and pages side by side, or one above the other where the window is narrow."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QVBoxLayout, QWidget

from app.results.dividers import DATED, Grouping
from app.results.lists import HitList, PageList, PhotoGrid
from app.results.marking import asked_words
from app.results.menu import HitActions
from app.results.order import OrderButton, usual_name
from app.results.section import Section
from app.results.thumbnails import ThumbnailCache
from app.results.zoom import USUAL
from indexer.messages import Hit, Order, SearchDone

# Below this width two lists side by side would each be too narrow to read.
SIDE_BY_SIDE = 640


class ResultsView(QWidget):
    """Shows an answer; hits are selected in one list, or with Ctrl in both."""

    hit_selected = Signal(object)
    hit_opened = Signal(object)
    unread_seen = Signal(object)  # paths of files on the screen that are still to be read
    gathering_wanted = Signal(str)  # Gather

    def __init__(
        self, thumbnails: ThumbnailCache, wishes: HitActions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.grid = PhotoGrid(thumbnails)
        self.photos = Section(self.grid)
        self._page_list = PageList(thumbnails)
        self.pages = Section(self._page_list)
        self.selected: Hit | None = None
        self._by_words = False  # what stands there was found by them alone
        self._grouping: Grouping = ""
        self._shown = SearchDone(0, (), (), 0.0)
        self._titles = ("", "")
        self.order = OrderButton()
        self.order.wanted.connect(self._on_order)
        self.order.grouping_wanted.connect(self._group)
        self._splitter = QSplitter()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(9)
        self._splitter.addWidget(self.photos)
        self._splitter.addWidget(self.pages)
        self._splitter.setSizes([580, 420])
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._place_order()
        self.filters = QLabel()
        self.filters.setProperty("role", "muted")
        self.filters.setTextFormat(Qt.TextFormat.PlainText)
        self.filters.setContentsMargins(10, 0, 0, 0)
        self.filters.hide()
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setContentsMargins(10, 0, 10, 0)
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.note)
        column.addWidget(self.filters)
        column.addWidget(self._splitter, 1)
        for mine, other in ((self.photos, self.pages), (self.pages, self.photos)):
            mine.list.hit_selected.connect(
                lambda hit, other=other.list: self._on_selected(hit, other)
            )
            mine.list.clicked.connect(lambda _, other=other.list: self._leave(other))
            mine.list.hit_opened.connect(self.hit_opened)
            mine.list.unread_seen.connect(self.unread_seen)
            wishes.serve(mine.list)
        for keys, zoom in (
            (("Ctrl++", "Ctrl+="), lambda: self.grid.set_zoom(self.grid.zoom + 1)),
            (("Ctrl+-",), lambda: self.grid.set_zoom(self.grid.zoom - 1)),
            (("Ctrl+0",), lambda: self.grid.set_zoom(USUAL)),
        ):
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(zoom)

    def show_answer(
        self,
        done: SearchDone,
        *,
        renewed: bool,
        asked: bool = True,
        collection: bool = False,
        group: bool = False,
        text: str = "",
    ) -> None:
        """Show an answer. ``renewed`` ones keep the selection where the hit is still there.

        Where nothing was ``asked`` it is what is newest in the library, or first in another order.
        A ``group`` is one of the map.
        The words of the ``text`` that was asked are marked.
        """
        if self._grouping == "similar" and not done.by_words:
            hits = (*done.photos, *done.pages)
            if hits and all(hit.group < 0 for hit in hits):
                done = replace(done, remarks=(*done.remarks, self._unlike()))
        self._page_list.mark_words(asked_words(text))
        self.filters.setText(self.tr("Only {0}").format("  ".join(done.filters)))
        self.filters.setVisible(bool(done.filters))
        if done.by_words:
            self.show_note(
                self.tr("These have the words in their names or texts. What is meant follows soon.")
            )
        elif self._by_words or not renewed:
            self.show_note("\n".join(done.remarks))
        elif done.remarks != self._shown.remarks:
            besides = [line for line in self._notes() if line not in self._shown.remarks]
            self.show_note("\n".join([*done.remarks, *besides]))
        self._by_words = done.by_words
        keep = self.selected if renewed else None
        stays = renewed and not asked
        newest = not asked and done.order in ("relevance", "newest")
        photos = self.tr("Newest photos") if newest else self.tr("Photos")
        pages = self.tr("Pages") if asked else self.tr("Documents")
        pages = self.tr("Newest documents") if newest else pages
        self._titles, self._shown = (photos, pages), done
        kept = self._show_groups(keep, stays=stays)
        usual = usual_name(done, collection=collection, group=group)
        self.order.show_order(done.order, usual, self._grouping_of(done.order))
        self._place_order()
        if not renewed:
            self.clear_selection()
        elif kept is not None and kept != keep:
            # It was renamed, say, while it was looked at.
            self.selected = kept
            self.hit_selected.emit(kept)

    def _show_groups(self, keep: Hit | None, *, stays: bool) -> Hit | None:
        """Show what was answered in its groups; what should be kept as it is now, if it is."""
        done, kept = self._shown, None
        for section, title, hits in zip(
            (self.photos, self.pages), self._titles, (done.photos, done.pages), strict=True
        ):
            order, grouping = done.order, self._grouping_of(done.order)
            found = section.show_hits(
                title, hits, keep, stays=stays, order=order, grouping=grouping
            )
            kept = found or kept
        return kept

    def _grouping_of(self, order: Order) -> Grouping:
        """In which groups an answer in this order is shown: days are those of a list by date."""
        return "" if self._grouping == "day" and order not in DATED else self._grouping

    def _group(self, grouping: Grouping) -> None:
        """Show other groups; those by day need an order by date, those by similarity an answer."""
        self._grouping = grouping
        self.show_note("\n".join(line for line in self._notes() if line != self._unlike()))
        self.gathering_wanted.emit("similar" if grouping == "similar" else "")
        if grouping == "day" and self._shown.order not in DATED:
            self.order.wanted.emit("newest")
            return
        self.order.show_grouping(grouping)
        self._show_groups(self.selected, stays=False)

    def _on_order(self, order: Order) -> None:
        """Another order than by date has no days."""
        if self._grouping == "day" and order not in DATED:
            self._grouping = ""

    def show_note(self, text: str) -> None:
        """Say above the answer how far it is one; nothing to say nothing."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def add_note(self, text: str) -> None:
        """Say that too."""
        if text not in (said := self._notes()):
            self.show_note("\n".join([*said, text]))

    def _unlike(self) -> str:
        return self.tr("No two of these are much alike: they stand as before.")

    def _notes(self) -> list[str]:
        return self.note.text().split("\n") if self.note.text() else []

    def clear(self) -> None:
        """Show nothing."""
        self.show_answer(SearchDone(0, (), (), 0.0), renewed=False)

    def clear_selection(self) -> None:
        """Select nothing."""
        self.selected = None
        for section in (self.photos, self.pages):
            section.list.clearSelection()

    def save_state(self) -> QByteArray:
        """Return how the width is shared."""
        return self._splitter.saveState()

    def restore_state(self, state: QByteArray) -> None:
        """Share the width as it was shared last time."""
        self._splitter.restoreState(state)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the lists one above the other when there is no room side by side."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        wide = self.width() >= SIDE_BY_SIDE
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._splitter.orientation() != orientation:
            self._splitter.setOrientation(orientation)
        self._place_order()

    def _place_order(self) -> None:
        """Have one button for both lists, in the upper right corner."""
        beside = self._splitter.orientation() == Qt.Orientation.Horizontal
        pages_there = bool(self.pages.list.hits.hits)
        photos_there = bool(self.photos.list.hits.hits)
        corner = self.pages if pages_there and (beside or not photos_there) else self.photos
        corner.take(self.order)
        other = self.photos if corner is self.pages else self.pages
        other.cut()  # it may have had the button

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All that is shown, photos before pages."""
        return (*self.photos.list.hits.hits, *self.pages.list.hits.hits)

    def selected_hits(self) -> tuple[Hit, ...]:
        """All that is selected, photos before pages."""
        return (*self.photos.list.selected_hits(), *self.pages.list.selected_hits())

    def chosen_with(self, hit: Hit) -> tuple[Hit, ...]:
        """What is selected, if a hit is a part of it; else the hit alone."""
        chosen = self.selected_hits()
        return chosen if hit in chosen else (hit,)

    def _list_of(self, hit: Hit | None) -> HitList:
        """The list that a hit is in."""
        return self.pages.list if hit is not None and hit.kind == "page" else self.photos.list

    def place_of(self, hit: Hit) -> tuple[int, int]:
        """The place of a hit in its list, and how many there are."""
        hits = self._list_of(hit).hits
        return hits.place_of(hit), len(hits.hits)

    def look_at(self) -> Hit | None:
        """What there is to look at: what is selected, else what the keys are at, then selected."""
        chosen = self.selected_hits()
        if self.selected is None or self.selected not in chosen:
            self.selected = chosen[0] if chosen else None
        if self.selected is None:
            for section in (self.photos, self.pages):
                if section.list.hasFocus() and section.list.hits.hits:
                    index = section.list.currentIndex()
                    section.list.setCurrentIndex(index if index.isValid() else section.list.first())
        return self.selected

    def press_key(self, event: QKeyEvent) -> None:
        """Press a key in the list of what is selected, without the modifiers that select more."""
        key = QKeyEvent(event.type(), event.key(), Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._list_of(self.selected), key)

    def go_on_from(self, paths: set[str]) -> None:
        """Select what comes after what is selected and goes, so that nothing is jumped from."""
        if self.selected is None or self.selected.path not in paths:
            return
        hits = self._list_of(self.selected)
        chosen = [hits.hits.place_of(hit) for hit in hits.selected_hits()]
        last = max(chosen, default=hits.hits.place_of(self.selected))
        all_hits = hits.hits.hits
        after = (n for n in range(last + 1, len(all_hits)) if all_hits[n].path not in paths)
        before = (n for n in range(last, -1, -1) if all_hits[n].path not in paths)
        place = next(after, next(before, -1))
        if place >= 0:
            hits.select_row(place)

    def take_focus(self) -> None:
        """Let the keys be for the list of what is selected."""
        self._list_of(self.selected).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_selected(self, hit: Hit, other: HitList) -> None:
        self._leave(other)
        self.selected = hit
        self.hit_selected.emit(hit)

    def _leave(self, other: HitList) -> None:
        """Select nothing there, unless Ctrl says that what is selected here comes to it."""
        if not QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier:
            other.clearSelection()
