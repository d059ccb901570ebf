"""A part of a question beside its words: a small removable thing inside the composer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QActionGroup,
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from app.accessible import give_role
from app.icons import IconButton, draw_icon
from app.query.subject import Subject
from app.results.thumbnails import ThumbnailCache
from app.theme import MUTED
from indexer.messages import UNWANTED, QueryPart

SIDE = 30
LESS, NORMAL, MORE = 0.5, 1.0, 2.0
WEIGHTS = (UNWANTED, LESS, NORMAL, MORE)


class PartChip(QWidget):
    """What is searched with, what it counts, and a button that takes it away.

    The button beside its name turns it from what is wanted to what is not. The wheel, the arrow
    keys on that button and the context menu change what it counts.
    """

    removed = Signal()
    turned = Signal()  # it counts something else than before

    def __init__(
        self, subject: Subject, thumbnails: ThumbnailCache, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("partChip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        give_role(self, QAccessible.Role.Grouping)
        self.subject = subject
        self.weight = NORMAL
        self._wheeled = 0
        self._name = QLabel()
        self._name.setProperty("role", "small")
        self.turn_button = _TurnButton("plus")
        self.turn_button.setProperty("compact", "true")
        self.turn_button.clicked.connect(
            lambda: self.set_weight(UNWANTED if self.wanted else NORMAL)
        )
        self.turn_button.stepped.connect(self._step)
        self.remove_button = IconButton("close")
        self.remove_button.setProperty("compact", "true")
        self.remove_button.describe(self.tr("Search without this"))
        self.remove_button.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(6)
        icon = "photo" if self.subject.part.photo is not None else "page"
        row.addWidget(_Picture(subject.picture, icon, thumbnails))
        row.addWidget(self._name)
        for button in (self.turn_button, self.remove_button):
            row.addWidget(button)
        self.show_name(True)
        self._describe()

    @property
    def wanted(self) -> bool:
        """Whether what is like it is looked for, and not pushed away."""
        return self.weight > 0

    @property
    def part(self) -> QueryPart:
        """What it adds to the query."""
        return replace(self.subject.part, weight=self.weight)

    def set_weight(self, weight: float) -> None:
        """Let it count another weight."""
        if weight != self.weight:
            self.weight = weight
            self._describe()
            self.turned.emit()

    def show_name(self, shown: bool) -> None:
        """Show the name, or the picture alone where there is no room for both."""
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(self.subject.name, Qt.TextElideMode.ElideMiddle, 110))
        self._name.setVisible(shown)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let it count more or less."""
        self._wheeled += event.angleDelta().y()
        if abs(self._wheeled) >= 120:  # a touch pad sends many small turns
            self._step(1 if self._wheeled > 0 else -1)
            self._wheeled = 0
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what it may count."""
        self._menu().popup(event.globalPos())

    def _step(self, by: int) -> None:
        place = WEIGHTS.index(self.weight) + by
        self.set_weight(WEIGHTS[max(0, min(len(WEIGHTS) - 1, place))])

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for weight, text in (
            (MORE, self.tr("Counts more")),
            (NORMAL, self.tr("Like this")),
            (LESS, self.tr("Counts less")),
            (UNWANTED, self.tr("Not like this")),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(weight == self.weight)
            action.triggered.connect(lambda _checked, w=weight: self.set_weight(w))
            group.addAction(action)
        menu.addSeparator()
        menu.addAction(self.tr("Search without this")).triggered.connect(self.removed)
        return menu

    def _describe(self) -> None:
        name = self.subject.name
        self.setToolTip(name)
        self.turn_button.set_icon("plus" if self.wanted else "minus")
        self.turn_button.setText({MORE: "×2", LESS: "×½"}.get(self.weight, ""))
        self.turn_button.show_text(self.weight in (LESS, MORE))
        if self.wanted:
            said = self.tr("Searching for what is like {name}")
            offered = self.tr("Like this. Click to push away what is like it; scroll to change it")
        else:
            said = self.tr("Searching for what is unlike {name}")
            offered = self.tr("Not like this. Click to search for what is like it")
        if self.weight == MORE:
            said = self.tr("Searching above all for what is like {name}")
        elif self.weight == LESS:
            said = self.tr("Searching a little for what is like {name}")
        self.setAccessibleName(said.format(name=name))
        self.turn_button.describe(offered)
        self.setProperty("wanted", "true" if self.wanted else "false")
        self.style().unpolish(self)
        self.style().polish(self)


class _TurnButton(IconButton):
    """A button whose arrow keys step."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step up and down."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class _Picture(QWidget):
    """A square thumbnail, cut to fill; an icon where there is none."""

    def __init__(self, path: str, icon: str, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self.setFixedSize(SIDE, SIDE)
        self._path = path
        self._icon = icon
        self._thumbnails = thumbnails
        thumbnails.loaded.connect(self._on_loaded)

    def _on_loaded(self, path: str) -> None:
        if path == self._path:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Twice the side, so that a panorama still fills the square after the cut.
        size = QSize(2 * SIDE, 2 * SIDE)
        pixmap = self._thumbnails.pixmap(self._path, size, 1.0) if self._path else None
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(clip)
        if pixmap is None or pixmap.isNull():
            muted = self.palette().color(MUTED)
            draw_icon(painter, self._icon, muted, 24, (SIDE - 24) // 2, (SIDE - 24) // 2)
            return
        side = min(pixmap.width(), pixmap.height())
        source = QRectF((pixmap.width() - side) / 2, (pixmap.height() - side) / 2, side, side)
        painter.drawPixmap(QRectF(self.rect()), pixmap, source)
