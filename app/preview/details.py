"""Under the picture: why it was found, and what is known of its file."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QPalette, QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.display import score
from app.preview.facts import Fact, Piece, facts
from app.theme import MUTED
from app.worker_client import WorkerClient
from indexer.messages import Hit, MoreTold, Particulars, TellMore

PAUSE_MS = 150  # who looks through hits with the arrow keys does not look at each
NOTHING = Particulars()
GAP = 14  # between the two columns of facts


class Details(QScrollArea):
    """As high as what is in it, up to a third of the pane, and less of a low one."""

    filter_wanted = Signal(str, str)  # its key and value
    told = Signal(object)  # Particulars, of the hit that is looked at

    def __init__(self, client: WorkerClient) -> None:
        super().__init__()
        self._client = client
        self._hit: Hit | None = None
        self._more = NOTHING
        self._next_id = 0
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 4, 6, 4)
        self._column.setSpacing(6)
        self.sentences_title = self._add("small", self.tr("From your text"))
        self.sentences = self._add("quote")
        self.passage_title = self._add("small")
        self.passage = self._add("quote")
        self.text_title = self._add("small", self.tr("All text in the picture"))
        self.text = self._add("quote")
        self.table = FactsTable()
        self.table.filter_wanted.connect(self.filter_wanted)
        self.table.height_changed.connect(self.updateGeometry)
        self._column.addWidget(self.table)
        self._column.addStretch()
        self.setWidget(content)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        client.more_told.connect(self._on_told)
        client.restarted.connect(lambda _why: self._pause.start())

    def _add(self, role: str, text: str = "") -> QLabel:
        label = QLabel(text)
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role != "small":
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(label)
        return label

    def show_hit(self, hit: Hit) -> None:
        """Show what a hit tells, and what else is known as soon as that has come."""
        before, self._hit = self._hit, hit
        is_photo = hit.kind == "photo"
        self.passage_title.setText(
            self.tr("Text in the photo") if is_photo else self.tr("On this page")
        )
        sentences = "\n".join(
            f"{sentence.strip()}  ({score(near)})" for sentence, near in hit.why.sentences
        )
        passage = " ".join(hit.why.passage.split())
        _fill(self.sentences_title, self.sentences, sentences)
        _fill(self.passage_title, self.passage, passage)
        if before is None or before.path != hit.path:
            self._show(NOTHING)
        else:  # what is told of another page of it is the same, but for its text
            self._show(self._more if before.page == hit.page else replace(self._more, text=""))
        self._next_id += 1
        self._pause.start()

    def forget(self) -> None:
        """Show nothing any more."""
        self._hit = None
        self._pause.stop()

    def _ask(self) -> None:
        if self._hit is not None:
            hit = self._hit
            self._client.send(TellMore(self._next_id, hit.path, hit.content, hit.page))

    def _on_told(self, told: MoreTold) -> None:
        if self._hit is not None and told.id == self._next_id:
            self._show(told.particulars)
            self.told.emit(told.particulars)

    def _show(self, more: Particulars) -> None:
        if self._hit is None:
            return
        self._more = more
        text = more.text.strip()
        new = " ".join(text.split()) != self.passage.text()  # it stands there already
        _fill(self.text_title, self.text, text if new else "")
        self.table.show_facts(facts(self._hit, more))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height that the text needs at this width."""
        content, pane = self.widget(), self.parentWidget()
        if content is None or pane is None:
            return super().sizeHint()
        wanted = content.heightForWidth(max(100, self.viewport().width()))
        if not content.hasHeightForWidth():  # where no label wraps, as without a reason
            wanted = content.sizeHint().height()
        share = 1 / 3 if pane.height() > 520 else 1 / 5
        return QSize(super().sizeHint().width(), min(wanted + 2, round(pane.height() * share)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width needs another height."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()


class FactsTable(QTextBrowser):
    """Facts in two columns; their words can be selected, and what asks for a filter is a link."""

    filter_wanted = Signal(str, str)
    height_changed = Signal()

    facts: tuple[Fact, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("factsTable")
        self.setAccessibleName(self.tr("Details"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self._asked: list[tuple[str, str]] = []
        self.anchorClicked.connect(self._on_clicked)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def show_facts(self, rows: tuple[Fact, ...]) -> None:
        """Show these, in place of what stood there."""
        if rows != self.facts:
            self.facts = rows
            self._write()

    def said(self, name: str) -> str:
        """What stands in a row, empty where there is no such row."""
        return next((fact.text for fact in self.facts if fact.name == name), "")

    def _write(self) -> None:
        palette = self.palette()
        accent = palette.color(QPalette.ColorRole.Accent).name()
        muted = palette.color(MUTED).name()
        self.document().setDefaultStyleSheet(
            f"a {{ color: {accent}; text-decoration: none; }} .title {{ color: {muted}; }}"
        )
        self._asked = []
        words = self.fontMetrics().horizontalAdvance
        width = GAP + max((words(fact.title) for fact in self.facts), default=0)
        rows = "".join(
            f'<tr><td width="{width}" class="title">{escape(fact.title)}</td>'
            f"<td>{self._html(fact)}</td></tr>"
            for fact in self.facts
        )
        self.setHtml(f'<table cellspacing="0" cellpadding="2" width="100%">{rows}</table>')

    def _html(self, fact: Fact) -> str:
        return ("<br>" if fact.lines else ", ").join(map(self._piece, fact.pieces))

    def _piece(self, piece: Piece) -> str:
        text = escape(piece.text).replace("\n", "<br>")
        if piece.filter is None:
            return text
        self._asked.append(piece.filter)
        return f'<a href="{len(self._asked) - 1}">{text}</a>'

    def _on_clicked(self, url: QUrl) -> None:
        self.filter_wanted.emit(*self._asked[int(url.toString())])

    def _fit(self) -> None:
        height = round(self.document().size().height())
        if height != self.height():
            self.setFixedHeight(height)
            self.height_changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Write the links in the colours of another scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.facts:
            self._write()


def _fill(title: QLabel, label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
    title.setVisible(bool(text))
