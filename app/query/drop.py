"""What a drop or a paste means, and the overlay that says so before it happens.

A drag is judged by names alone, because looking at the disk while something hovers over the
window could hang it on a sleeping network drive; what is really dropped is then looked at in
a thread.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path, PurePath

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from app.background import Background
from app.display import display_path, file_name, path_of
from app.icons import draw_icon
from app.query.composer import MOST_CHIPS
from app.query.subject import is_document, is_photo
from app.theme import MUTED

TEMPORARY_DAYS = 1.0


class Meaning(Enum):
    """What the window would do with something that hovers over it."""

    PHOTO = auto()
    DOCUMENT = auto()
    FOLDER = auto()
    TEXT = auto()
    NOTHING = auto()


@dataclass(frozen=True)
class Given:
    """What was dropped or pasted, taken out of Qt's short-lived QMimeData."""

    paths: tuple[str, ...] = ()
    image: QImage | None = None
    text: str = ""


@dataclass(frozen=True)
class Settled:
    """What it turned out to be after a look at the disk."""

    meaning: Meaning
    files: tuple[str, ...] = ()  # photos and documents
    folders: tuple[str, ...] = ()
    text: str = ""
    remark: str = ""  # for the status line


def guess(mime: QMimeData) -> Meaning:
    """Judge by names and formats alone; never touches the disk."""
    paths = _paths(mime)
    if any(map(is_photo, paths)):
        return Meaning.PHOTO
    if any(map(is_document, paths)):
        return Meaning.DOCUMENT
    if paths:
        return Meaning.FOLDER if any(not PurePath(p).suffix for p in paths) else Meaning.NOTHING
    if mime.hasImage() and not _is_prose(mime):
        return Meaning.PHOTO
    return Meaning.TEXT if mime.hasText() and mime.text().strip() else Meaning.NOTHING


def take(mime: QMimeData) -> Given:
    """Copy what is useful; the QMimeData dies with the event."""
    paths = _paths(mime)
    if paths:
        return Given(paths=paths)
    if mime.hasImage() and not _is_prose(mime):
        image = QImage(mime.imageData())
        if not image.isNull():
            return Given(image=image)
    return Given(text=mime.text() if mime.hasText() else "")


def settle(given: Given, temporary: Path) -> Settled:
    """Find out what was given; looks at the disk, so it runs in a thread.

    Image data becomes a file in ``temporary``, where the worker can read it.
    """
    if given.image is not None:
        return _saved(given.image, temporary)
    if given.text:
        return Settled(Meaning.TEXT, text=given.text)
    folders = tuple(path for path in given.paths if Path(path).is_dir())
    if folders:
        return Settled(Meaning.FOLDER, folders=folders)
    files = [path for path in given.paths if is_photo(path) or is_document(path)]
    if files:
        there = tuple(path for path in files if Path(path).exists())
        gone = next((path for path in files if path not in there), "")
        remark = _tr("{name} is not there any more.").format(name=file_name(gone)) if gone else ""
        if len(there) > MOST_CHIPS:
            remark = _tr("Searching with the first {n} files.").format(n=MOST_CHIPS)
        meaning = Meaning.PHOTO if any(map(is_photo, there)) else Meaning.DOCUMENT
        return Settled(meaning if there else Meaning.NOTHING, there[:MOST_CHIPS], remark=remark)
    if given.paths:
        return Settled(
            Meaning.NOTHING,
            remark=_tr(
                "{name} is no photo or document. Drop a photo (JPEG, HEIC, PNG, raw and others), "
                "a document (PDF, Word, e-book, text and others), a folder or some text."
            ).format(name=file_name(given.paths[0])),
        )
    return Settled(Meaning.NOTHING, remark=_tr("There was nothing in that to search with."))


def clear_temporary(temporary: Path) -> None:
    """Delete pictures that earlier searches left behind; runs in a thread."""
    if not temporary.is_dir():
        return
    oldest = time.time() - TEMPORARY_DAYS * 86_400
    for path in temporary.glob("query-*.png"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _saved(image: QImage, temporary: Path) -> Settled:
    path = temporary / f"query-{time.time_ns()}.png"
    try:
        temporary.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Settled(Meaning.NOTHING, remark=_tr("The picture was not kept: ") + str(error))
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]  # stubs want bytes
        folder = display_path(str(temporary))
        return Settled(
            Meaning.NOTHING, remark=_tr("No room for the picture in {path}.").format(path=folder)
        )
    return Settled(Meaning.PHOTO, (str(path),))


def _paths(mime: QMimeData) -> tuple[str, ...]:
    return tuple(path for url in mime.urls() if (path := path_of(url)))


def _is_prose(mime: QMimeData) -> bool:
    """Tell text that an office program sends with a picture of it from a picture's address."""
    text = mime.text().strip() if mime.hasText() else ""
    return bool(text) and not (len(text.split()) == 1 and "://" in text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Drop", text)


class Intake(QObject):
    """Takes in whatever is dropped or pasted, and says what it was."""

    files_given = Signal(object)  # tuple of paths of photos and documents
    folders_given = Signal(object)  # tuple of paths
    text_given = Signal(str)
    remarked = Signal(str)

    def __init__(self, background: Background, temporary: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._temporary = temporary
        background.run(lambda: clear_temporary(temporary), lambda _: None)

    def take(self, mime: QMimeData) -> None:
        """Take a drop or a paste; the answer comes as a signal."""
        given, temporary = take(mime), self._temporary
        self._background.run(lambda: settle(given, temporary), self._announce, priority=10)

    def _announce(self, settled: Settled) -> None:
        if settled.remark:
            self.remarked.emit(settled.remark)
        if settled.files:
            self.files_given.emit(settled.files)
        elif settled.folders:
            self.folders_given.emit(settled.folders)
        elif settled.text:
            self.text_given.emit(settled.text)


class DropOverlay(QWidget):
    """Covers the window during a drag and says what a drop would do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._meaning = Meaning.NOTHING
        self._covered = parent
        parent.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> tuple[str, str]:
        """The headline and the line under it."""
        match self._meaning:
            case Meaning.PHOTO:
                return (
                    self.tr("Find pages and photos like this one"),
                    self.tr("The picture stays on this computer."),
                )
            case Meaning.DOCUMENT:
                return (
                    self.tr("Find what this document speaks of"),
                    self.tr("Photos, and pages that are like it. It stays on this computer."),
                )
            case Meaning.FOLDER:
                return (
                    self.tr("Watch this folder"),
                    self.tr(
                        "Its photos and documents become searchable. The files stay where they are."
                    ),
                )
            case Meaning.TEXT:
                return (self.tr("Search with this text"), self.tr("A word, or a whole page."))
            case Meaning.NOTHING:
                return (
                    self.tr("This cannot be searched with"),
                    self.tr("Drop a photo, a document, a folder or some text."),
                )

    def announce(self, meaning: Meaning) -> None:
        """Show what a drop would do."""
        self._meaning = meaning
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._covered.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Veil the window; draw the target, the headline and the line under it."""
        palette = self.palette()
        refused = self._meaning is Meaning.NOTHING
        ink = palette.color(MUTED if refused else QPalette.ColorRole.Accent)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(palette.color(QPalette.ColorRole.Window))
        veil.setAlpha(238)
        painter.fillRect(self.rect(), veil)
        pen = QPen(ink, 2, Qt.PenStyle.DashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(24, 24, -24, -24), 18, 18)

        name = {
            Meaning.PHOTO: "photo", Meaning.DOCUMENT: "page", Meaning.FOLDER: "folder",
            Meaning.TEXT: "search", Meaning.NOTHING: "warning",
        }[self._meaning]  # fmt: skip
        centre = self.rect().center()
        draw_icon(painter, name, ink, 56, centre.x() - 28, centre.y() - 84)
        headline, line = self.words
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        row = self.rect().adjusted(40, 0, -40, 0)
        row.setTop(centre.y() - 14)
        row.setHeight(40)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, flags, headline)
        painter.setFont(self.font())
        painter.setPen(palette.color(MUTED))
        row.translate(0, 38)
        painter.drawText(row, flags, line)
