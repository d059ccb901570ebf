"""Questions that were asked: when one is worth remembering, and the menu that offers them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.query.session import SearchSession
from app.worker_client import WorkerClient
from indexer.messages import ForgetRecent, Query, QueryPart, Remember, SetRemembering

# Who looks at an answer for so long meant the question, and was not in the middle of typing it.
MEANT_MS = 4_000
WIDTH = 420


class QuestionMemory(QObject):
    """Has questions remembered that a person meant."""

    def __init__(self, client: WorkerClient, session: SearchSession, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._session = client, session
        self._told: Query | None = None
        self._meant: tuple[QueryPart, ...] = ()  # by who has not seen the answer yet
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MEANT_MS)
        self._timer.timeout.connect(self.remember)
        session.answered.connect(self._on_answered)

    def remember(self) -> None:
        """The question that stands there was meant."""
        self._timer.stop()
        query = self._session.query
        if query.parts and query != self._told and not self._session.waiting:
            self._told = query
            if self._client.kept.remembers:
                self._client.send(Remember(query))

    def remember_answered(self) -> None:
        """Have the question that is asked remembered when it is answered: it was meant."""
        self._meant = self._session.query.parts

    def _on_answered(self, _done: object, renewed: bool) -> None:
        if not renewed:
            self._told = None
            self._timer.start()
        if self._session.waiting and self._session.query.parts == self._meant:
            return  # the rest of the answer is still to come
        meant, self._meant = self._meant, ()
        if meant and meant == self._session.query.parts:
            self.remember()


class RecentMenu(QObject):
    """The recent questions, to be asked again or forgotten."""

    wanted = Signal(int)

    def __init__(self, client: WorkerClient, owner: QWidget) -> None:
        super().__init__(owner)
        self._client, self._owner = client, owner

    def show(self, at: QPoint, *, leftwards: bool = False) -> QMenu:
        """Show them at a place of the screen, to its right or ``leftwards``."""
        kept = self._client.kept
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(self.tr("Recent questions"))
        menu.setMinimumWidth(min(WIDTH, self._owner.width() // 2))
        metrics = menu.fontMetrics()
        for question in kept.recent:
            cut = metrics.elidedText(question.title, _RIGHT, WIDTH)
            action = QAction(cut.replace("&", "&&"), menu)
            action.triggered.connect(lambda _=False, kept=question.id: self.wanted.emit(kept))
            menu.addAction(action)
        if not kept.recent:
            nothing = self.tr("No recent questions")
            menu.addAction(nothing).setEnabled(False)
        menu.addSeparator()
        remembers = QAction(self.tr("Remember questions"), menu)
        remembers.setCheckable(True)
        remembers.setChecked(kept.remembers)
        remembers.triggered.connect(lambda on: self._client.send(SetRemembering(on)))
        menu.addAction(remembers)
        forget = QAction(self.tr("Forget recent questions"), menu)
        forget.setEnabled(bool(kept.recent))
        forget.triggered.connect(lambda: self._client.send(ForgetRecent()))
        menu.addAction(forget)
        menu.popup(at - QPoint(menu.sizeHint().width(), 0) if leftwards else at)
        if kept.recent:
            menu.setActiveAction(menu.actions()[0])
        return menu


_RIGHT = Qt.TextElideMode.ElideRight
