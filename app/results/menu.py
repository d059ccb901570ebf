"""What can be done with a hit, as its context menu, keys and the preview's buttons have it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from app.display import keys as in_words
from app.display import number
from app.results.hits import HIT
from app.results.lists import HitList
from indexer.messages import Hit

MOST_ASKED = 7  # one more than there is room for in a question, which is then said


class HitActions(QObject):
    """Emits what is wanted of which hit, wherever that is said."""

    similar_wanted = Signal(object)  # Hit
    more_wanted = Signal(object)  # Hit
    less_wanted = Signal(object)  # Hit
    open_wanted = Signal(object)  # Hit
    folder_wanted = Signal(object)  # Hit
    pages_wanted = Signal(object)  # Hit: of a photo, pages that speak of it
    files_wanted = Signal(object)  # hits, whose files are to be copied
    paths_wanted = Signal(object)  # hits, whose paths are to be copied
    menu_opens = Signal(QMenu, object)  # of a hit in a list, for others to add what they offer
    hit_menu_opens = Signal(QMenu, object)  # of a hit that is looked at: the same
    programs_wanted = Signal(QMenu, object)  # Hit: a menu of programs opens, and is still empty

    def serve(self, hits: HitList) -> None:
        """Give a list the keys and a context menu."""
        hits.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        hits.customContextMenuRequested.connect(lambda at: self._show_menu(hits, at))
        self.bind_keys(hits, lambda: _selected(hits), lambda: hits.selected_hits())
        self.bind_copying(hits, lambda: hits.selected_hits())

    def bind_copying(self, widget: QWidget, chosen: Callable[[], Sequence[Hit]]) -> None:
        """Let keys copy what is chosen there; where texts stand, they copy those."""
        for _, key, signal in self._copying():
            shortcut = QShortcut(QKeySequence(key), widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda s=signal: _emit_some(s, chosen()))

    def bind_keys(
        self,
        widget: QWidget,
        current: Callable[[], Hit | None],
        several: Callable[[], Sequence[Hit]] = tuple,
    ) -> None:
        """Let the keys do it while the widget has the focus, to what is ``current`` there.

        What can be asked about ``several`` is asked about all of them.
        """

        def do(signal: SignalInstance) -> None:
            hits = several()
            if len(hits) > 1:
                self._emit_all(signal, hits)
            else:
                emit(signal, current())

        for _, keys, signal in (*self._asking(), *self._opening()):
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), widget)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(lambda s=signal: do(s))

    def _emit_all(self, signal: SignalInstance, hits: Sequence[Hit]) -> None:
        """Ask about several hits; what is not about the question is done to the first alone."""
        # SignalInstances cannot be compared, what they are called can.
        asking = [str(each) for _, _, each in self._asking()]
        emit(signal, hits[0])
        if str(signal) not in asking:
            return
        alone = map(str, (self.similar_wanted, self.pages_wanted))  # these begin a question
        following = self.more_wanted if str(signal) in alone else signal
        for hit in hits[1:MOST_ASKED]:
            emit(following, hit)

    def _asking(self) -> tuple[tuple[str, tuple[str, ...], SignalInstance], ...]:
        return (
            (self.tr("Find similar"), ("S",), self.similar_wanted),
            (self.tr("Find pages about this photo"), ("P",), self.pages_wanted),
            (self.tr("More like this"), ("+", "="), self.more_wanted),
            (self.tr("Less like this"), ("-",), self.less_wanted),
        )

    def _opening(self) -> tuple[tuple[str, tuple[str, ...], SignalInstance], ...]:
        return (
            (self.tr("Open"), (), self.open_wanted),
            (self.tr("Show in folder"), (), self.folder_wanted),
        )

    def _copying(self) -> tuple[tuple[tuple[str, str], str, SignalInstance], ...]:
        files = self.tr("Copy file"), self.tr("Copy {n} files")
        paths = self.tr("Copy path"), self.tr("Copy {n} paths")
        return (files, "Ctrl+C", self.files_wanted), (paths, "Ctrl+Shift+C", self.paths_wanted)

    def show_menu(self, hit: Hit, at: QPoint, parent: QWidget) -> QMenu:
        """Offer at a point of the screen what can be done with a hit that is looked at."""
        menu = self._menu(hit, (hit,), parent)
        self.hit_menu_opens.emit(menu, (hit,))
        menu.popup(at)
        return menu

    def _show_menu(self, hits: HitList, at: QPoint) -> None:
        index = hits.indexAt(at)
        if not index.isValid():
            index = hits.currentIndex()  # asked for by key
        hit: Hit | None = index.data(HIT)
        if hit is None:
            return
        chosen = hits.selected_hits()
        if hit not in chosen:
            chosen = (hit,)
        menu = self._menu(hit, chosen, hits)
        self.menu_opens.emit(menu, hit)
        menu.popup(hits.viewport().mapToGlobal(at))

    def _menu(self, hit: Hit, chosen: Sequence[Hit], parent: QWidget) -> QMenu:
        """What can be done with a hit, and with all that are chosen with it."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking = self._asking()
        for group in (asking, self._opening()):
            menu.addSeparator()  # not shown at the top
            for text, keys, signal in group:
                if hit.kind == "page" and str(signal) == str(self.pages_wanted):
                    continue
                action = menu.addAction(f"{text}\t{in_words(keys[0])}" if keys else text)
                asked = chosen if group is asking else (hit,)
                action.triggered.connect(
                    lambda _checked, s=signal, hits=asked: self._emit_all(s, hits)
                )
        programs = menu.addMenu(self.tr("Open with"))
        programs.aboutToShow.connect(lambda: self.programs_wanted.emit(programs, hit))
        menu.addSeparator()
        for texts, key, signal in self._copying():
            text = texts[len(chosen) > 1].format(n=number(len(chosen)))
            action = menu.addAction(f"{text}\t{in_words(key)}")
            action.triggered.connect(lambda _checked, s=signal: _emit_some(s, chosen))
        return menu


def emit(wanted: SignalInstance, hit: Hit | None) -> None:
    """Say that something is wanted of a hit, if there is one."""
    if hit is not None:
        wanted.emit(hit)


def _emit_some(wanted: SignalInstance, hits: Sequence[Hit]) -> None:
    if hits:
        wanted.emit(tuple(hits))


def _selected(hits: HitList) -> Hit | None:
    hit: Hit | None = hits.currentIndex().data(HIT)
    return hit if hits.selectionModel().hasSelection() else None
