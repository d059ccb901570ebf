"""A group of files that are alike: a card for each, with what tells them apart."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QDateTime, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.display import (
    data_size,
    date_and_time,
    display_path,
    file_name,
    folder_path,
    moment,
    number,
)
from app.elided import ElidedLabel
from app.results.delegates import draw_thumbnail
from app.results.thumbnails import ThumbnailCache
from indexer.messages import (
    AlikeFile,
    AlikeGroup,
)

FILES_AT_ONCE = 24  # of a large group, so many are made into cards at first
CARD_WIDTH = 172
PICTURE = QSize(150, 112)


class GroupRow(QFrame):
    """One group: its files side by side, in as many lines as they need."""

    marked = Signal(object, bool)  # a path, and whether it is to go
    open_wanted = Signal(object)
    left = Signal(object, int)  # a card, and the arrow key that leads on from it
    grown = Signal()  # there are more cards

    def __init__(
        self, group: AlikeGroup, thumbnails: ThumbnailCache, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("folderRow")
        self.group = group
        self._thumbnails = thumbnails
        title = QLabel(self._title())
        self.setAccessibleName(title.text())
        title.setProperty("role", "strong")
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self.cards: dict[str, FileCard] = {}
        self.more = QPushButton()
        self.more.setProperty("link", "true")
        self.more.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more.clicked.connect(self._add_cards)
        self.more.clicked.connect(self.grown)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(title)
        column.addLayout(self._grid)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._columns = 0
        self._add_cards()

    def _title(self) -> str:
        count = number(len(self.group.files))
        if self.group.likeness == "same":
            return self.tr("The same file, {n} times").format(n=count)
        if self.group.likeness == "near":
            return self.tr("The same picture in {n} files").format(n=count)
        return self.tr("{n} similar pictures").format(n=count)

    def _add_cards(self) -> None:
        """Show some more of the files."""
        for file in self.group.files[len(self.cards) : len(self.cards) + FILES_AT_ONCE]:
            card = FileCard(file, self._thumbnails)
            card.marked.connect(self.marked)
            card.open_wanted.connect(self.open_wanted)
            card.picture.arrow.connect(partial(self.left.emit, card))
            self.cards[file.path] = card
        left = len(self.group.files) - len(self.cards)
        self.more.setText(self.tr("Show {n} more").format(n=number(min(left, FILES_AT_ONCE))))
        self.more.setVisible(left > 0)
        self._columns = 0
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many cards side by side as fit."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = max(1, (self.width() - 22) // (CARD_WIDTH + self._grid.spacing()))
        if columns == self._columns:
            return
        self._columns = columns
        for position, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, position // columns, position % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        self._grid.setColumnStretch(columns, 1)  # what is left over stands at the right

    def stops(self) -> list[QWidget]:
        """What Tab goes through, in this order."""
        return [*(card.picture for card in self.cards.values()), self.more]

    def show_marks(self, marked: set[str], reasons: dict[str, str]) -> None:
        """Show what is to go. The last one that is there cannot be marked."""
        staying = [f.path for f in self.group.files if f.present and f.path not in marked]
        for path, card in self.cards.items():
            card.show_mark(
                path in marked, may_go=path in marked or len(staying) > 1, why=reasons.get(path, "")
            )


class FileCard(QFrame):
    """One file: its picture, and what there is to choose by."""

    marked = Signal(object, bool)
    open_wanted = Signal(object)

    def __init__(
        self, file: AlikeFile, thumbnails: ThumbnailCache, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("fileCard")
        self.setFixedWidth(CARD_WIDTH)
        self.file = file
        self.setToolTip(display_path(file.path))
        self.picture = _Picture(file.thumbnail, thumbnails)
        self.picture.opened.connect(lambda: self.open_wanted.emit(file.path))
        self.picture.clicked.connect(self._turn_mark)
        name = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        name.show_text(file_name(file.path))
        folder = ElidedLabel(Qt.TextElideMode.ElideLeft)
        folder.setProperty("role", "small")
        folder.show_text(folder_path(file.path))
        self._facts = self._tell(file)
        shape = "  ·  ".join(self._facts[:-1])
        self.facts = QLabel("\n".join((shape, self._facts[-1], *self._remarks(file))))
        self.facts.setProperty("role", "small")
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.mark = QCheckBox(self.tr("To the bin"))
        # The picture is a check box for the keys: a second stop would only be in the way.
        self.mark.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.mark.setAccessibleName(
            self.tr("Move {path} to the bin").format(path=display_path(file.path))
        )
        self.mark.clicked.connect(lambda on: self.marked.emit(file.path, on))
        self.reason = QLabel()
        self.reason.setWordWrap(True)
        self.reason.setProperty("role", "error")
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(3)
        column.addWidget(self.picture)
        column.addSpacing(3)
        column.addWidget(name)
        column.addWidget(folder)
        column.addWidget(self.facts)
        column.addStretch()
        column.addWidget(self.reason)
        column.addWidget(self.mark)

    def _tell(self, file: AlikeFile) -> list[str]:
        shape = [f"{file.width} × {file.height}"] if file.width else []
        return [*shape, data_size(file.size), moment(file.taken) or _changed(file.mtime)]

    def _remarks(self, file: AlikeFile) -> list[str]:
        remarks = []
        if file.sidecar:
            remarks.append(self.tr("Has a sidecar file"))
        if not file.present:
            remarks.append(self.tr("Its drive is away"))
        return remarks

    def show_mark(self, on: bool, *, may_go: bool, why: str) -> None:
        """Show whether it is to go, whether it may, and why it has not."""
        self.mark.setChecked(on)
        self.mark.setEnabled(may_go and self.file.present)
        kept = self.file.present and not may_go
        self.mark.setText(self.tr("Kept") if kept else self.tr("To the bin"))
        self.reason.setText(display_path(why))
        self.reason.setVisible(bool(why))
        self.picture.setChecked(on)
        self.picture.setAccessibleName(
            ", ".join(
                (
                    file_name(self.file.path),
                    folder_path(self.file.path),
                    *self._facts,
                    *self._remarks(self.file),
                    *([self.tr("kept")] if kept else []),
                    *([display_path(why)] if why else []),
                )
            )
        )
        self.setProperty("going", "true" if on else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def _turn_mark(self) -> None:
        if self.mark.isEnabled():
            self.marked.emit(self.file.path, not self.mark.isChecked())


class _Picture(QCheckBox):
    """A thumbnail that keys mark, and that opens its file on a double click.

    To a screen reader it is what it does: a check box, with all that its card shows as its name.
    """

    opened = Signal()
    arrow = Signal(int)  # the key

    def __init__(self, path: str, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self._path, self._thumbnails = path, thumbnails
        self.setFixedSize(PICTURE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription(
            self.tr("Space marks it for the bin, Ctrl+Return opens it, arrow keys lead to others")
        )
        thumbnails.loaded.connect(self._on_loaded)

    def nextCheckState(self) -> None:
        """Leave it to the page, which knows whether the file may go."""

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Take the focus, and mark nothing: it may be the first click of two."""

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Open the file."""
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark, open, and go on to other pictures."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    self.opened.emit()
                else:
                    self.click()
            case Qt.Key.Key_Left | Qt.Key.Key_Right | Qt.Key.Key_Up | Qt.Key.Key_Down as key:
                self.arrow.emit(key)
            case _:
                super().keyPressEvent(event)

    def _on_loaded(self, path: str) -> None:
        if path == self._path:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture, or a quiet surface until it is there."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pixmap = self._thumbnails.pixmap(self._path, PICTURE, self.devicePixelRatioF())
        area = QRect(0, 0, PICTURE.width(), PICTURE.height())
        draw_thumbnail(painter, area, pixmap, self.palette(), "photo")
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(area).adjusted(1.5, 1.5, -1.5, -1.5), 7, 7)


def _changed(mtime: int) -> str:
    return date_and_time(QDateTime.fromMSecsSinceEpoch(mtime // 1_000_000))
