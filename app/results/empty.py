"""What stands where results would: each empty state teaches the next step.

Which state it is follows from what is known alone (:func:`choose`), so that it can be tested
without a window.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.display import photos_and_pages
from app.icons import Glyph
from indexer.messages import FolderStatus, IndexProgress, ModelChanged

TEXT_WIDTH = 460


@dataclass(frozen=True)
class EmptyState:
    """An icon, a headline, a line or two, and whether trying again is offered.

    In the ``first_run`` `app.library.first_run` stands there instead.
    """

    icon: str
    headline: str
    text: str
    offers_retry: bool = False
    first_run: bool = False


def choose(
    *,
    opened: bool,
    library_failure: str,
    rests: bool,
    folders: tuple[FolderStatus, ...],
    progress: IndexProgress | None,
    model: ModelChanged | None,
    asked: bool,
    waiting: bool,
    failure: str,
    filters: tuple[str, ...] = (),
    collection: str = "",
) -> EmptyState:
    """Return what to say while there is no result to show."""
    if library_failure:
        return EmptyState(
            "warning",
            _tr("Your library could not be opened"),
            library_failure,
            offers_retry=True,
        )
    if rests:
        return EmptyState(
            "warning",
            _tr("The indexer is not running"),
            _tr("Nothing is lost; searching rests until it runs."),
            offers_retry=True,
        )
    if failure:
        return EmptyState("warning", _tr("That search could not be answered"), failure)
    if not opened:
        return EmptyState("library", _tr("Opening your library…"), "")
    if asked and waiting:
        return _waiting(model)
    if not folders:
        return EmptyState("folder", "", "", first_run=True)
    if collection:
        return EmptyState(
            "album",
            _tr("“{name}” is empty").format(name=collection),
            _tr(
                "Select photos and pages that you find, then drag them onto its name, "
                "or press A and choose it."
            ),
        )
    items = (progress.photos + progress.pages) if progress is not None else 0
    busy = progress is not None and (progress.active or progress.scanning)
    if asked and busy:
        return EmptyState(
            "refresh",
            _tr("Your folders are being read"),
            _tr("Nothing found yet. Results appear here by themselves as files are done."),
        )
    if asked and filters:
        return EmptyState(
            "search",
            _tr("Nothing found"),
            (
                _tr("No photo or page passes this filter: {0}")
                if len(filters) == 1
                else _tr("No photo or page passes all these filters: {0}")
            ).format("  ".join(filters))
            + "\n"
            + _tr("Take a filter out of the question to see more."),
        )
    if asked:
        return EmptyState(
            "search",
            _tr("Nothing found"),
            _tr("Try other words, a longer passage, or drop a photo that looks like it."),
        )
    return _inviting(progress, items)


def _waiting(model: ModelChanged | None) -> EmptyState:
    if model is not None and model.state == "failed":
        return EmptyState("warning", _tr("The model could not be loaded"), model.message)
    if model is None or model.state not in ("ready", "resting"):
        message = model.message if model is not None and model.state == "preparing" else ""
        text = _tr("Your question is answered as soon as the model is ready.")
        return EmptyState("clock", _tr("One moment"), f"{text}\n{message}".strip())
    return EmptyState("search", _tr("Looking…"), "")


def _inviting(progress: IndexProgress | None, items: int) -> EmptyState:
    if progress is not None and items:
        holds = _tr("{items} are ready to be found.").format(
            items=photos_and_pages(progress.photos, progress.pages)
        )
    elif progress is not None and (progress.active or progress.scanning):
        holds = _tr("Your folders are being read; you can ask already.")
    else:
        holds = _tr("No photo or document has been found in your folders yet.")
    return EmptyState(
        "search",
        _tr("What are you looking for?"),
        _tr(
            "Paste a page of a diary to see the photos it is about.\n"
            "Drop a photo to find the pages that speak of it."
        )
        + "\n\n"
        + holds,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("EmptyState", text)


class EmptyView(QWidget):
    """Draws an empty state in the middle of the room that the results leave."""

    retry_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = Glyph("library")
        self.headline = QLabel()
        self.headline.setProperty("role", "title")
        self.headline.setWordWrap(True)
        self.text = QLabel()
        self.text.setProperty("role", "muted")
        self.text.setWordWrap(True)
        self.text.setFixedWidth(TEXT_WIDTH)
        self.retry = QPushButton(self.tr("Try again"))
        self.retry.setProperty("primary", "true")
        self.retry.clicked.connect(self.retry_wanted)
        centre = Qt.AlignmentFlag.AlignHCenter
        for label in (self.headline, self.text):
            label.setAlignment(centre)
            # A question pasted into an error message must not be read as markup.
            label.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(4)
        column.addWidget(self._glyph, 0, centre)
        column.addWidget(self.headline)
        # A wrapped label only gets its full height where nothing aligns it: stretches do.
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(self.text)
        middle.addStretch()
        column.addLayout(middle)
        column.addSpacing(6)
        column.addWidget(self.retry, 0, centre)
        column.addStretch(5)
        self._state: EmptyState | None = None

    def show_state(self, state: EmptyState) -> None:
        """Show a state; the same one again costs nothing."""
        if state == self._state:
            return
        self._state = state
        self._glyph.set_icon(state.icon)
        self.headline.setText(state.headline)
        self.text.setText(state.text)
        self.text.setVisible(bool(state.text))
        self.retry.setVisible(state.offers_retry)
