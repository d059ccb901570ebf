"""A group of files that are alike: a card for each, with what tells them apart."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
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

from app.display import data_size, display_path, file_name, folder_path, moment, number
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

    def __init__(
        self, group: AlikeGroup, thumbnails: ThumbnailCache, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("folderRow")
        self.group = group
        self._thumbnails = thumbnails
        title = QLabel(self._title())
        title.setProperty("role", "strong")
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self.cards: dict[str, FileCard] = {}
        self.more = QPushButton()
        self.more.setProperty("link", "true")
        self.more.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more.clicked.connect(self._add_cards)
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
        self._file = file
        self.setToolTip(display_path(file.path))
        self.picture = _Picture(file.thumbnail, thumbnails)
        self.picture.opened.connect(lambda: self.open_wanted.emit(file.path))
        name = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        name.show_text(file_name(file.path))
        folder = ElidedLabel(Qt.TextElideMode.ElideLeft)
        folder.setProperty("role", "small")
        folder.show_text(folder_path(file.path))
        self.facts = QLabel("\n".join(self._facts(file)))
        self.facts.setProperty("role", "small")
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.mark = QCheckBox(self.tr("To the bin"))
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

    def _facts(self, file: AlikeFile) -> list[str]:
        size = data_size(file.size)
        shape = f"{file.width} × {file.height}  ·  {size}" if file.width else size
        facts = [shape, moment(file.taken) or _changed(file.mtime)]
        if file.sidecar:
            facts.append(self.tr("A sidecar speaks of it"))
        if not file.present:
            facts.append(self.tr("Its drive is away"))
        return facts

    def show_mark(self, on: bool, *, may_go: bool, why: str) -> None:
        """Show whether it is to go, whether it may, and why it has not."""
        self.mark.setChecked(on)
        self.mark.setEnabled(may_go and self._file.present)
        kept = self._file.present and not may_go
        self.mark.setText(self.tr("Kept") if kept else self.tr("To the bin"))
        self.reason.setText(display_path(why))
        self.reason.setVisible(bool(why))
        self.setProperty("going", "true" if on else "false")
        self.style().unpolish(self)
        self.style().polish(self)


class _Picture(QWidget):
    """A thumbnail that opens its file on a double click."""

    opened = Signal()

    def __init__(self, path: str, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self._path, self._thumbnails = path, thumbnails
        self.setFixedSize(PICTURE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        thumbnails.loaded.connect(self._on_loaded)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Open the file."""
        self.opened.emit()

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


def _changed(mtime: int) -> str:
    when = QDateTime.fromMSecsSinceEpoch(mtime // 1_000_000)
    return QLocale().toString(when, "d MMM yyyy, HH:mm")
