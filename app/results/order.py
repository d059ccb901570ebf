"""In which order results stand: a quiet button beside their heading, and its menu."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.results.dividers import Grouping
from indexer.messages import Order, SearchDone

_OPENING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


class OrderButton(QToolButton):
    """Says in which order both lists are, and lets another be chosen."""

    wanted = Signal(str)  # Order
    grouping_wanted = Signal(str)  # Grouping

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("orderButton")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._actions: dict[Order, QAction] = {}
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Order of the results"))
        choices = QActionGroup(menu)
        orders: tuple[Order, ...] = ("relevance", "newest", "oldest", "name")
        for order in orders:
            action = QAction(menu)
            action.setCheckable(True)
            action.setActionGroup(choices)
            action.triggered.connect(lambda _=False, order=order: self.wanted.emit(order))
            menu.addAction(action)
            self._actions[order] = action
        menu.addSeparator()
        self._order: Order = "relevance"
        self._usual = ""
        groupings = QActionGroup(menu)
        groupings.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self._groups: dict[Grouping, QAction] = {}
        named: tuple[tuple[Grouping, str], ...] = (
            ("day", self.tr("Group by day")),
            ("folder", self.tr("Group by folder")),
            ("similar", self.tr("Group by similarity")),
        )
        for grouping, text in named:
            action = QAction(text, menu)
            action.setCheckable(True)
            action.setActionGroup(groupings)
            action.triggered.connect(
                lambda on, grouping=grouping: self.grouping_wanted.emit(grouping if on else "")
            )
            menu.addAction(action)
            self._groups[grouping] = action
        self.setMenu(menu)
        self.show_order("relevance", _tr("By relevance"))

    def show_grouping(self, grouping: Grouping) -> None:
        """Show in which groups the answer is, in the same order."""
        self.show_order(self._order, self._usual, grouping)

    def show_order(self, order: Order, usual: str, grouping: Grouping = "") -> None:
        """Show the order of an answer; ``usual`` is what the one it has by itself is called."""
        self._order, self._usual = order, usual
        names: dict[Order, str] = {
            "relevance": usual,
            "newest": _tr("Newest first"),
            "oldest": _tr("Oldest first"),
            "name": _tr("By name"),
        }
        for each, action in self._actions.items():
            action.setText(names[each])
        self._actions[order].setChecked(True)
        for each_grouping, action in self._groups.items():
            action.setChecked(each_grouping == grouping)
        name = names[order]
        if grouping:
            words = {
                "day": self.tr("{0}, by day"),
                "folder": self.tr("{0}, by folder"),
                "similar": self.tr("{0}, by similarity"),
            }
            name = words[grouping].format(name)
        self.setText(name)
        self.setAccessibleName(self.tr("Order of the results: {0}").format(name))
        self.setToolTip(
            self.tr("By the moment a photo was taken, else the file's last change")
            if order in ("newest", "oldest")
            else self.tr("Order of the results")
        )
        # What is not usual is seen to be so.
        self.setProperty("chosen", "true" if grouping or order != "relevance" else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """Keep Space from the lists' shortcut for the preview."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OPENING
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the menu by the keys that open such menus elsewhere."""
        if event.key() in _OPENING:
            QTimer.singleShot(0, self._begin_at_choice)
            self.showMenu()  # stays here until the menu is gone
        else:
            super().keyPressEvent(event)

    def _begin_at_choice(self) -> None:
        chosen = next(action for action in self._actions.values() if action.isChecked())
        self.menu().setActiveAction(chosen)


def usual_name(done: SearchDone, *, collection: bool, group: bool = False) -> str:
    """What the order is called that an answer has by itself; ``group``: it is one of the map."""
    if collection:
        return _tr("As added")
    if group:
        return _tr("Most typical first")
    scored = any(hit.score is not None for hit in (*done.photos, *done.pages))
    return _tr("By relevance") if scored or done.by_words else _tr("By last change")


def _tr(text: str) -> str:
    return QCoreApplication.translate("OrderButton", text)
