"""One hit seen large: the photo or the marked page, why it was found, and what to do with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.background import Background
from app.display import file_name, moment
from app.elided import ElidedLabel
from app.icons import IconButton
from app.preview.browsing import Browsing
from app.preview.details import Details
from app.preview.marked_image import MarkedImage
from app.preview.sharpening import Sharpening
from app.preview.why import WhyPhoto
from app.preview.zoom_bar import ZoomBar
from app.query.subject import mime_of
from app.results.dragging import BESIDE, ghost
from app.results.menu import HitActions, emit
from app.results.thumbnails import ThumbnailCache
from app.worker_client import WorkerClient
from indexer.messages import Hit, Particulars, Whereabouts

LONGEST_FACT = 80  # characters


class PreviewPane(QFrame):
    """Asks the worker for a sharp picture of a hit and shows the thumbnail meanwhile."""

    closed = Signal()
    filter_wanted = Signal(str, str)  # its key and value

    def __init__(
        self,
        client: WorkerClient,
        thumbnails: ThumbnailCache,
        background: Background,
        wishes: HitActions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("previewPane")
        self.setAccessibleName(self.tr("Preview"))
        self._wishes, self._thumbnails = wishes, thumbnails
        wishes.bind_keys(self, lambda: self.hit)
        self.hit: Hit | None = None
        self._chosen: Hit | None = None  # from the results, before any page was turned
        self._whereabouts: Whereabouts = ""

        self.name = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self.name.setProperty("role", "heading")
        close = IconButton("close")
        close.setProperty("compact", "true")
        close.describe(self.tr("Close the preview"), "Esc")
        close.clicked.connect(self.closed)
        self._facts = _line("muted")
        self.picture = MarkedImage()
        self.picture.drag_wanted.connect(self._drag_out)
        self.picture.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.picture.customContextMenuRequested.connect(
            lambda at: self._show_menu(self.picture.mapToGlobal(at))
        )
        wishes.bind_copying(self.picture, lambda: (self.hit,) if self.hit is not None else ())
        self.zoom_bar = ZoomBar(self.picture)
        self._sharpening = Sharpening(client, thumbnails, background, self.picture, self)
        self._sharpening.failed.connect(self._tell_trouble)
        self._trouble = _line("muted")
        self._trouble.hide()
        self.why = WhyPhoto(client, self.picture, self)
        self.why.bind_key(self)
        self.browsing = Browsing(client)
        self.browsing.page_wanted.connect(self._turn_to)
        self.browsing.bind_hit_keys(self)
        self.browsing.bind_page_keys(self)
        self.details = Details(client)
        self.details.filter_wanted.connect(self.filter_wanted)
        self.details.told.connect(self._on_told)

        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 14, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._facts)
        column.addWidget(self.picture, 1)
        column.addWidget(self.browsing)
        column.addWidget(self.why.words)
        column.addWidget(self._trouble)
        self._actions = self._buttons()
        column.addLayout(self._actions)
        column.addWidget(self.details)

    def minimumSizeHint(self) -> QSize:
        """Keep the pane useful, and narrow enough for a small window."""
        return QSize(270, 300)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the buttons and the facts into another size."""
        super().resizeEvent(event)
        self._fit_buttons()
        self.details.updateGeometry()  # it takes a share of the height

    def show_hit(self, hit: Hit) -> None:
        """Show another hit, or the same one with another reason.

        Who has turned the page stays there when the hit comes once more with the same reason.
        """
        chosen, self._chosen = self._chosen, hit
        turned = chosen is not None and self.hit is not None and self.hit.page != chosen.page
        if turned and chosen is not None and _is_same(chosen, hit):
            return
        self.browsing.show_hit(hit)
        self._show(hit)

    def _turn_to(self, hit: Hit) -> None:
        self.browsing.turn_to(hit)
        self._show(hit)

    def _show(self, hit: Hit) -> None:
        same = self.hit is not None and (self.hit.path, self.hit.page) == (hit.path, hit.page)
        self.hit = hit
        self.name.show_text(file_name(hit.path))
        self._facts.setText(self._describe(hit))
        self.why.show_hit(hit)
        self._fit_buttons()
        # Without words, what is marked is a figure.
        self.picture.set_boxes(
            hit.why.boxes, framed=not hit.why.passage, on_paper=hit.kind == "page"
        )
        self.details.show_hit(hit)
        self._tell_whereabouts("gone" if hit.gone else "")
        if same and self._sharp:
            return
        self._sharpening.show_hit(hit)

    def forget(self) -> None:
        """Show nothing; answers under way are ignored."""
        self.hit = self._chosen = None
        self.browsing.forget()
        self._sharpening.forget()
        self.details.forget()
        self.why.show_hit(None)

    @property
    def _sharp(self) -> bool:
        """Whether the worker's picture has come."""
        return self._sharpening.is_sharp

    def _tell_trouble(self, why: str) -> None:
        if not self._whereabouts:  # which says more
            self._trouble.setText(self.tr("No preview: {why}").format(why=why))
            self._trouble.show()

    def _on_told(self, more: Particulars) -> None:
        self.browsing.show_pages(more.pages)
        if more.whereabouts:
            self._tell_whereabouts(more.whereabouts)

    def _tell_whereabouts(self, where: Whereabouts) -> None:
        """Say why the file cannot be opened, or nothing."""
        self._whereabouts = where
        words = {
            "": "",
            "offline": self.tr(
                "Its folder is away: unplugged, or moved. What is shown was kept when it was read."
            ),
            "gone": self.tr(
                "It is not where it was: moved, deleted or renamed. "
                "What is shown was kept when it was read."
            ),
        }
        self._trouble.setText(words[where])
        self._trouble.setVisible(bool(where))

    def _buttons(self) -> QHBoxLayout:
        self.open_button = IconButton("open", self.tr("Open"))
        self.open_button.describe(self.tr("Open with the system's program"), "Enter")
        self.folder_button = IconButton("folder", self.tr("Folder"))
        self.folder_button.describe(self.tr("Show in folder"))
        self.similar = IconButton("similar", self.tr("Similar"))
        self.similar.describe(self.tr("Find pages and photos like this"), "S")
        self.more = IconButton("plus")
        self.more.describe(self.tr("More like this, in this question"), "+")
        self.less = IconButton("minus")
        self.less.describe(self.tr("Less like this, in this question"), "-")
        row = QHBoxLayout()
        row.setSpacing(6)
        for button, signal in (
            (self.open_button, self._wishes.open_wanted),
            (self.folder_button, self._wishes.folder_wanted),
            (self.similar, self._wishes.similar_wanted),
            (self.more, self._wishes.more_wanted),
            (self.less, self._wishes.less_wanted),
        ):
            button.setProperty("outlined", "true")
            button.clicked.connect(lambda _checked=False, s=signal: emit(s, self.hit))
            row.addWidget(button)
        self.why.button.setProperty("outlined", "true")
        row.addWidget(self.why.button)
        self.others = IconButton("others")
        self.others.describe(self.tr("More that can be done with it"))
        self.others.setProperty("outlined", "true")
        self.others.clicked.connect(
            lambda: self._show_menu(self.others.mapToGlobal(self.others.rect().bottomLeft()))
        )
        row.addWidget(self.others)
        row.addStretch()
        return row

    def _fit_buttons(self) -> None:
        """Leave out words that do not fit, for tool tips say them; then what the menu has too."""
        margins = self._column.contentsMargins()
        room = self.contentsRect().width() - margins.left() - margins.right()
        for words, marks in ((True, True), (False, True), (False, False)):
            for button in (self.open_button, self.folder_button, self.similar):
                button.show_text(words)
            for button in (self.more, self.less):
                button.setVisible(marks)
            if self._width_of_buttons() <= room:
                return

    def _width_of_buttons(self) -> int:
        named = (self.open_button, self.folder_button, self.similar)
        row = (*named, self.more, self.less, self.why.button, self.others)
        widths = [button.sizeHint().width() for button in row if not button.isHidden()]
        return sum(widths) + self._actions.spacing() * (len(widths) - 1)

    def _show_menu(self, at: QPoint) -> None:
        if self.hit is not None:
            self._wishes.show_menu(self.hit, at, self)

    def _drag_out(self) -> None:
        """Drag the file to another program, or what is looked at into the question."""
        if self.hit is None:
            return
        drag = QDrag(self)
        drag.setMimeData(mime_of((self.hit,)))
        drag.setPixmap(ghost(self.hit, self._thumbnails.at_hand(self.hit.thumbnail), 1, self))
        drag.setHotSpot(BESIDE)
        drag.exec(Qt.DropAction.CopyAction)

    def _describe(self, hit: Hit) -> str:
        said = hit.metadata
        if hit.kind == "page":
            facts = [self.tr("Page {n}").format(n=hit.page), _one_line(said.title)]
        else:
            size = f"{hit.width} × {hit.height}" if hit.width else ""  # it is still to be read
            facts = [size, moment(said.taken), _one_line(said.camera)]
        return "  ·  ".join(filter(None, facts))


def _is_same(one: Hit, other: Hit) -> bool:
    return (one.path, one.page, one.why) == (other.path, other.page, other.why)


def _line(role: str) -> QLabel:
    label = QLabel()
    if role:
        label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _one_line(text: str) -> str:
    """What a file says of itself, short enough to stand beside other facts."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_FACT else f"{line[: LONGEST_FACT - 1]}…"
