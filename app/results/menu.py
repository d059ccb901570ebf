"""What can be done with a hit, as its context menu says it and as keys do it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QListView, QMenu, QWidget

from app.results.hits import HIT
from indexer.messages import Hit


class HitActions(QWidget):
    """Gives lists of hits a context menu and keys; emits what is wanted of which hit."""

    similar_wanted = Signal(object)  # Hit
    more_wanted = Signal(object)  # Hit
    less_wanted = Signal(object)  # Hit
    open_wanted = Signal(object)  # Hit
    folder_wanted = Signal(object)  # Hit

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()

    def serve(self, hits: QListView) -> None:
        """Serve a list."""
        hits.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        hits.customContextMenuRequested.connect(lambda at: self._show_menu(hits, at))
        for _, keys, signal in self._offered():
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), hits)
                shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
                shortcut.activated.connect(lambda s=signal: self._emit(hits, s))

    def _offered(self) -> tuple[tuple[str, tuple[str, ...], SignalInstance], ...]:
        return (
            (self.tr("Find similar"), ("S",), self.similar_wanted),
            (self.tr("More like this"), ("+", "="), self.more_wanted),
            (self.tr("Less like this"), ("-",), self.less_wanted),
            (self.tr("Open"), (), self.open_wanted),
            (self.tr("Show in folder"), (), self.folder_wanted),
        )

    def _show_menu(self, hits: QListView, at: QPoint) -> None:
        index = hits.indexAt(at)
        if not index.isValid():
            index = hits.currentIndex()  # asked for by key
        hit: Hit | None = index.data(HIT)
        if hit is None:
            return
        menu = QMenu(hits)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, keys, signal in self._offered():
            action = menu.addAction(f"{text}\t{keys[0]}" if keys else text)
            action.triggered.connect(lambda _checked, s=signal: s.emit(hit))
            if text == self.tr("Less like this"):
                menu.addSeparator()
        menu.popup(hits.viewport().mapToGlobal(at))

    def _emit(self, hits: QListView, signal: SignalInstance) -> None:
        hit: Hit | None = hits.currentIndex().data(HIT)
        if hit is not None and hits.selectionModel().hasSelection():
            signal.emit(hit)
