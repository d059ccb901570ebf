"""Where a person asks: a field for a word or a pasted page, and photos and more beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.icons import IconButton
from app.query.chip import NORMAL, PartChip
from app.query.chip_lines import ChipLines
from app.query.query_field import QueryField
from app.query.subject import Subject, of_file, of_hit
from app.results.thumbnails import ThumbnailCache
from indexer.messages import UNWANTED, Hit, Query, QueryPart

# Long enough that a search is not sent for every letter, short enough to feel immediate.
PAUSE_MS = 400
NARROW = 700  # pixels: so wide, and buttons beside a passage would leave it half of that
FEW_LINES = 2
MOST_CHIPS = 6  # more leave no room for words
LEAST_FIELD = 160  # pixels for words beside chips; where there are fewer, chips stand above them


class Composer(QFrame):
    """Puts text, photos, documents and hits together into a query, and says when to ask it."""

    asked = Signal(object)  # Query, or None when there is nothing to ask
    remarked = Signal(str)  # for the status line
    media_pasted = Signal(QMimeData)
    photo_wanted = Signal()
    recent_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composerCard")
        self.field = QueryField()
        self.chips: list[PartChip] = []
        self._thumbnails = thumbnails
        self.photo_button = IconButton("photo")
        self.photo_button.describe(self.tr("Search with photos or documents…"), "Ctrl+O")
        self.recent_button = IconButton("clock")
        self.recent_button.describe(self.tr("Recent questions"), "Ctrl+H")
        self.filter_button = IconButton("funnel")
        self.filter_button.describe(self.tr("Filters: type, date, folder and more"), "Ctrl+Shift+F")
        self.save_button = IconButton("bookmark")
        self.save_button.describe(self.tr("Save this search"), "Ctrl+S")
        self.save_button.hide()
        self.clear_button = IconButton("close")
        self.clear_button.describe(self.tr("Clear the question"), "Esc")
        self.clear_button.hide()
        self.search_button = QPushButton(self.tr("Search"))
        self.search_button.setProperty("primary", "true")
        self.search_button.setToolTip(self.tr("Search now (Ctrl+Enter)"))
        self.search_button.setEnabled(False)

        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 8, 8, 8)
        self._column.setSpacing(8)
        row = self._row = QHBoxLayout()
        row.setSpacing(8)
        self._column.addLayout(row)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._chip_lines = ChipLines()
        self._chip_lines.resized.connect(self._place)
        row.addWidget(self._chip_lines, 0, middle)
        row.addWidget(self.field, 1, middle)
        # Level with each other, and together at the foot of a field of many lines.
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        for button in (
            *(self.save_button, self.clear_button, self.recent_button),
            *(self.filter_button, self.photo_button, self.search_button),
        ):
            buttons.addWidget(button, 0, middle)
        row.addWidget(self._buttons)

        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask_after_pause)
        self.waits: Callable[[], bool] = lambda: False  # for more to be typed before it is asked
        self._asked: Query | None = None

        self.field.textChanged.connect(self._on_changed)
        self.field.submitted.connect(self.ask_now)
        self.field.media_pasted.connect(self.media_pasted)
        self.field.focus_changed.connect(self._draw_focus)
        self.field.recent_wanted.connect(self.recent_wanted)
        self.save_button.clicked.connect(self.save_wanted)
        self.clear_button.clicked.connect(lambda: self.clear())
        self.photo_button.clicked.connect(self.photo_wanted)
        self.search_button.clicked.connect(self.ask_now)
        self.setFocusProxy(self.field)

    def query(self) -> Query | None:
        """Return what is asked now, or None when nothing is."""
        parts: list[QueryPart] = []
        text = self.field.toPlainText().strip()
        if text:
            parts.append(QueryPart(text=text))
        parts += [chip.part for chip in self.chips]
        return Query(tuple(parts)) if parts else None

    @property
    def files(self) -> tuple[str, ...]:
        """The photos and documents that are searched with."""
        named = [chip.subject.part.photo or chip.subject.part.document for chip in self.chips]
        return tuple(path for path in named if path is not None)

    def set_files(self, paths: tuple[str, ...]) -> None:
        """Search with these files at once (beside the text, if there is any), and nothing else."""
        for chip in list(self.chips):
            self._take_out(chip)
        self.add_files(paths)

    def add_files(self, paths: tuple[str, ...]) -> None:
        """Search with these photos and documents too."""
        self.add(tuple(map(of_file, paths)))

    def add(self, subjects: tuple[Subject, ...]) -> None:
        """Search with these too, as far as there is room."""
        for subject in subjects:
            if self._chip_of(subject) is None:
                self._put_in(subject)
        self._settle_chips()

    def mark(self, hit: Hit, *, wanted: bool) -> None:
        """Search for what is like a hit, or unlike it; the same once more takes that back."""
        subject = of_hit(hit)
        chip = self._chip_of(subject)
        if chip is not None and chip.wanted == wanted:
            self._take_out(chip)
        elif chip is not None or (chip := self._put_in(subject)) is not None:
            chip.set_weight(NORMAL if wanted else UNWANTED)
        self._settle_chips(focus=False)  # several are marked one after the other

    def _chip_of(self, subject: Subject) -> PartChip | None:
        return next((chip for chip in self.chips if chip.subject.part == subject.part), None)

    def _put_in(self, subject: Subject) -> PartChip | None:
        if len(self.chips) == MOST_CHIPS:
            full = self.tr("There is room for {n} beside the words: take one out first.")
            self.remarked.emit(full.format(n=MOST_CHIPS))
            return None
        chip = PartChip(subject, self._thumbnails)
        chip.removed.connect(partial(self._remove, chip))
        chip.turned.connect(self.ask)
        self.chips.append(chip)
        return chip

    def _remove(self, chip: PartChip) -> None:
        self._take_out(chip)
        self._settle_chips()

    def _take_out(self, chip: PartChip) -> None:
        self.chips.remove(chip)
        chip.hide()
        chip.deleteLater()

    def _settle_chips(self, *, focus: bool = True) -> None:
        for chip in self.chips:
            chip.show_name(len(self.chips) == 1)
        self.field.invite(beside_photo=bool(self.chips))
        self._chip_lines.show_chips(self.chips, self.field)
        self._show_what_can_be_done()
        self.ask()
        if focus:
            self.field.setFocus()

    def set_text(self, text: str) -> None:
        """Replace the text and ask at once."""
        self.field.setPlainText(text)
        self.field.moveCursor(self.field.textCursor().MoveOperation.Start)  # show its beginning
        self.ask()

    def set_query(self, query: Query, hits: tuple[Hit, ...] = (), *, focus: bool = True) -> None:
        """Ask what was asked before; ``hits`` are the items of the library in it."""
        texts = [part.text for part in query.parts if part.text is not None]
        texts += [each.token for each in query.filters]
        with self._asking_later():
            self.field.setPlainText("\n".join(texts))
        self.field.moveCursor(self.field.textCursor().MoveOperation.Start)
        for chip in list(self.chips):
            self._take_out(chip)
        items = {hit.item: of_hit(hit) for hit in hits}
        for part in query.parts:
            path = part.photo or part.document
            subject = items.get(part.item) if path is None else of_file(path)
            added = self._put_in(subject) if subject is not None else None
            if added is not None:
                added.blockSignals(True)
                added.set_weight(part.weight)
                added.blockSignals(False)
        self._asked = None  # be it the same
        self._settle_chips(focus=focus)

    def search_like(self, hit: Hit, filters: str = "") -> None:
        """Ask for what is like this hit, and for nothing else; ``filters`` as they are typed."""
        with self._asking_later():
            self.field.setPlainText(filters)
        for chip in list(self.chips):
            self._take_out(chip)
        self.add((of_hit(hit),))

    def clear(self, *, focus: bool = True) -> None:
        """Take the whole question back."""
        self.field.clear()
        for chip in list(self.chips):
            self._take_out(chip)
        self._settle_chips(focus=focus)

    def is_empty(self) -> bool:
        """Tell whether there is nothing to ask or to clear."""
        return not self.chips and self.field.document().isEmpty()

    def ask(self) -> None:
        """Ask, unless just that was asked last."""
        self._pause.stop()
        query = self.query()
        if query != self._asked:
            self._asked = query
            self.asked.emit(query)

    def _ask_after_pause(self) -> None:
        if self.waits():
            self._pause.start()
        else:
            self.ask()

    def ask_now(self) -> None:
        """Ask even if it is the same question: the library may have grown."""
        self._asked = None
        self.ask()

    @contextmanager
    def _asking_later(self) -> Iterator[None]:
        """Change the text as a part of something larger, which asks when it is done."""
        self.field.textChanged.disconnect(self._on_changed)
        try:
            yield
        finally:
            self.field.textChanged.connect(self._on_changed)

    def _on_changed(self) -> None:
        self._show_what_can_be_done()
        self._pause.start()

    def _show_what_can_be_done(self) -> None:
        empty = self.is_empty()
        # Who asks nothing yet may want what was asked; who does may want to keep that.
        self.recent_button.setVisible(empty)
        self.save_button.setVisible(not empty)
        self.clear_button.setVisible(not empty)
        self.search_button.setEnabled(not empty)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let everything stand where there is room for it."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Chips beside the words, or above them; buttons beside them, or below a passage."""
        margins = self._column.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        gap = self._row.spacing()
        words = room - self._buttons.sizeHint().width() - gap
        above = self._chip_lines.width_of_one_line() + gap + LEAST_FIELD > words
        if self.chips and above != (self._column.indexOf(self._chip_lines) >= 0):
            self._row.removeWidget(self._chip_lines)
            self._column.removeWidget(self._chip_lines)
            if above:
                self._column.insertWidget(0, self._chip_lines)
            else:
                self._row.insertWidget(0, self._chip_lines, 0, Qt.AlignmentFlag.AlignVCenter)
        self._chip_lines.place(room if above else self.width())
        below = self.width() < NARROW and self.field.lines_in(words) > FEW_LINES
        if below != (self._column.indexOf(self._buttons) >= 0):
            self._row.removeWidget(self._buttons)
            self._column.removeWidget(self._buttons)
            if below:
                self._column.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignRight)
            else:
                self._row.addWidget(self._buttons)
        high = self.field.height() > self._buttons.sizeHint().height()
        at = Qt.AlignmentFlag.AlignBottom if high else Qt.AlignmentFlag.AlignVCenter
        self._row.setAlignment(self._buttons, at)  # of no avail while they are below

    def show_target(self, shown: bool) -> None:
        """Show that a hit can be dropped here."""
        self._draw_focus(shown or self.field.hasFocus())

    def _draw_focus(self, focused: bool) -> None:
        self.setProperty("focused", "true" if focused else "false")
        self.style().unpolish(self)
        self.style().polish(self)
