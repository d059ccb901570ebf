"""The line at the foot of the window: how indexing, the model and the library stand."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.display import display_path, file_name, number, photos_and_pages, rate, time_left
from app.elided import ElidedLabel
from app.icons import IconButton
from app.worker_client import WorkerClient
from indexer.messages import IndexProgress, ModelChanged, ProgressChanged, SetPaused

REMARK_MS = 8_000


class StatusLine(QWidget):
    """Progress with rate and time left, pause and resume, counts, failures, the model."""

    failures_wanted = Signal()

    def __init__(self, client: WorkerClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._client = client
        self._progress: IndexProgress | None = None
        self._still = False

        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        self.bar.setAccessibleName(self.tr("Indexing progress"))
        self.pause = IconButton("pause")
        self.pause.setProperty("compact", "true")
        self.pause.clicked.connect(self.toggle)
        self.words = ElidedLabel()
        self.model = QLabel()
        self.model.setProperty("role", "muted")
        self.model.setTextFormat(Qt.TextFormat.PlainText)
        self.failed = QPushButton()
        self.failed.setProperty("link", "true")
        self.failed.setCursor(Qt.CursorShape.PointingHandCursor)
        self.failed.clicked.connect(self.failures_wanted)
        self.counts = QLabel()
        self.counts.setProperty("role", "muted")
        self.settings = IconButton("settings")
        self.settings.setProperty("compact", "true")
        self.settings.describe(self.tr("Settings"))

        row = QHBoxLayout(self)
        row.setContentsMargins(18, 5, 14, 6)
        row.setSpacing(10)
        # The button first: who has paused finds it where it was, to go on.
        for widget in (self.pause, self.bar):
            row.addWidget(widget)
            widget.hide()
        row.addWidget(self.words, 1)
        for told in (self.model, self.failed, self.counts, self.settings):
            row.addWidget(told)
        self.failed.hide()
        self.model.hide()
        self.setMinimumHeight(36)

        self._remark = QTimer(self)
        self._remark.setSingleShot(True)
        self._remark.timeout.connect(self._show_words)
        client.progress_changed.connect(self._on_progress)
        client.model_changed.connect(self._on_model)
        client.gave_up.connect(self._on_death)

    def remark(self, text: str) -> None:
        """Say something for a few seconds in place of the progress."""
        self._say(text)
        self._remark.start(REMARK_MS)

    def keep_still(self, still: bool) -> None:
        """Show no bar that moves for ever; the words beside it say the same."""
        self._still = still
        if self._progress is not None:
            self._on_progress(ProgressChanged(self._progress))

    def _on_progress(self, event: ProgressChanged) -> None:
        progress = event.progress
        self._progress = progress
        busy = progress.active or progress.paused
        self.pause.setVisible(busy or progress.writing_left > 0)
        # A scan does not know its total yet: a bar without end says "working".
        unknown = progress.total == 0 and not progress.paused
        nothing = progress.total == 0 and progress.paused
        self.bar.setVisible(busy and not nothing and not (unknown and self._still))
        self.bar.setRange(0, 0 if unknown else max(1, progress.total))
        self.bar.setValue(progress.done)
        rests = progress.paused or progress.resting == "battery"
        self.pause.set_icon("play" if rests else "pause")
        self.pause.describe(self.action(progress))
        self.counts.setText(photos_and_pages(progress.photos, progress.pages))
        self.failed.setVisible(progress.failed > 0 or progress.partial > 0)
        self.failed.setText(self._unread(progress))
        if not self._remark.isActive():
            self._show_words()

    def _on_death(self) -> None:
        """Nothing goes on: what was said of it last is not so any more."""
        self._progress = None
        for widget in (self.pause, self.bar, self.model):
            widget.hide()
        self._remark.stop()
        self._say(self.tr("The indexer is not running"))

    def _unread(self, progress: IndexProgress) -> str:
        if progress.failed == 0:
            if progress.partial == 1:
                return self.tr("1 file could be read in part")
            return self.tr("{n} files could be read in part").format(n=number(progress.partial))
        if progress.failed == 1:
            failed = self.tr("1 file could not be read")
        else:
            failed = self.tr("{n} files could not be read").format(n=number(progress.failed))
        if not progress.partial:
            return failed
        return self.tr("{failed}, {n} in part").format(failed=failed, n=number(progress.partial))

    def action(self, progress: IndexProgress) -> str:
        """What the button does."""
        if progress.paused:
            return self.tr("Resume indexing")
        if progress.resting == "battery":
            return self.tr("Index now, until the computer is plugged in again")
        return self.tr("Pause indexing")

    def _show_words(self) -> None:
        progress = self._progress
        self._say("" if progress is None else self.describe(progress))

    def describe(self, progress: IndexProgress) -> str:
        """How indexing stands, in words."""
        parts: list[str] = []
        if progress.changing:
            parts.append(self.tr("New model"))
        if progress.total and (progress.active or progress.paused):
            parts.append(
                self.tr("{done} of {total}").format(
                    done=number(progress.done), total=number(progress.total)
                )
            )
        if progress.paused:
            return " · ".join([self.tr("Paused"), *parts])
        if progress.preparing:
            return self.tr("Preparing the new model, the former one answers")
        if progress.resting == "battery":
            return " · ".join([self.tr("On battery, indexing rests"), *parts])
        if progress.resting == "busy":
            return " · ".join([self.tr("Waiting until the computer has time"), *parts])
        if progress.scanning and not progress.total:
            return self.tr("Looking through your folders…")
        if not progress.active and progress.writing_left:
            left = number(progress.writing_left)
            return self.tr("Reading text in pictures, {n} left").format(n=left)
        if not progress.active:
            return self.tr("Up to date") if self._client.folders else ""
        if progress.files_per_second > 0:
            parts.append(rate(progress.files_per_second))
        if progress.seconds_left is not None:
            parts.append(time_left(progress.seconds_left))
        if progress.current:
            parts.append(file_name(progress.current))
        return " · ".join(parts)

    def _say(self, text: str) -> None:
        self.words.show_text(display_path(text))

    def _on_model(self, model: ModelChanged) -> None:
        words = {
            "loading": self.tr("Loading the model…"),
            "preparing": model.message or self.tr("Preparing the model…"),
            "failed": self.tr("The model could not be loaded"),
            "ready": "",
            "resting": "",
        }
        self.model.setText(words[model.state])
        self.model.setToolTip(model.message)
        self.model.setVisible(bool(words[model.state]))

    def toggle(self) -> None:
        """Pause, or go on."""
        if (progress := self._progress) is not None:
            rests = progress.paused or progress.resting == "battery"
            self._client.send(SetPaused(not rests))
