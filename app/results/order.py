"""In which order results stand: a quiet button beside their heading, and its menu."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from indexer.messages import Order, SearchDone

_OPENING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


class OrderButton(QToolButton):
    """Says in which order both lists are, and lets another be chosen."""

    wanted = Signal(str)  # Order

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
        self.setMenu(menu)
        self.show_order("relevance", _tr("By relevance"))

    def show_order(self, order: Order, usual: str) -> None:
        """Show the order of an answer; ``usual`` is what the one it has by itself is called."""
        names: dict[Order, str] = {
            "relevance": usual,
            "newest": _tr("Newest first"),
            "oldest": _tr("Oldest first"),
            "name": _tr("By name"),
        }
        for each, action in self._actions.items():
            action.setText(names[each])
        self._actions[order].setChecked(True)
        self.setText(names[order])
        self.setAccessibleName(self.tr("Order of the results: {0}").format(names[order]))
        self.setToolTip(
            self.tr("By the moment a photo was taken, else the file's last change")
            if order in ("newest", "oldest")
            else self.tr("Order of the results")
        )
        # What is not usual is seen to be so.
        self.setProperty("chosen", "false" if order == "relevance" else "true")
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


def usual_name(done: SearchDone, *, collection: bool) -> str:
    """What the order is called that an answer has by itself."""
    if collection:
        return _tr("As added")
    scored = any(hit.score is not None for hit in (*done.photos, *done.pages))
    return _tr("By relevance") if scored or done.by_words else _tr("By last change")


def _tr(text: str) -> str:
    return QCoreApplication.translate("OrderButton", text)
