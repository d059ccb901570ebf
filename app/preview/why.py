"""Why this photo: asks which regions of it answer the question, and shows them on the picture."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from app.icons import IconButton
from app.preview.marked_image import MarkedImage
from app.preview.regions import in_words
from app.worker_client import WorkerClient
from indexer.messages import ExplainFailed, ExplainPhoto, Hit, PhotoExplained, StopExplaining

PAUSE_MS = 300  # who looks through hits with the arrow keys does not look at each


class WhyPhoto(QObject):
    """A button that stays down, the regions on the picture, and a line that says them.

    The worker takes a second or two for a photo, in pieces, and gives way to any question.
    """

    def __init__(self, client: WorkerClient, picture: MarkedImage, parent: QWidget) -> None:
        super().__init__(parent)
        self._client = client
        self._picture = picture
        self._next_id = 0
        self._looking = self.tr("Looking for what in the photo answers…")
        self._hit: Hit | None = None
        self._waiting = False
        self._search = 0  # the id of the search whose answer stands there
        self._lost = False  # the worker that was asked has ended
        self.button = IconButton("regions")
        self.button.setCheckable(True)
        self.button.describe(self.tr("Why this photo: show what in it answers"), "W")
        self.button.toggled.connect(self._on_toggled)
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.words.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        client.photo_explained.connect(self._on_explained)
        client.explain_failed.connect(self._on_failed)
        for ended in (client.restarted, client.gave_up):
            ended.connect(self._on_end)

    def bind_key(self, widget: QWidget) -> None:
        """Let a key do what the button does, where no text is typed."""
        shortcut = QShortcut(QKeySequence("W"), widget)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_key)

    def show_hit(self, hit: Hit | None) -> None:
        """Turn to a hit; only photos that something was asked for can be explained."""
        can = hit is not None and hit.kind == "photo" and hit.score is not None
        self.button.setVisible(can)
        if can and hit == self._hit:
            return
        self._hit = hit if can else None
        self._forget()
        if self.button.isChecked() and self._hit is not None:
            self._say(self._looking)  # at once, so that the picture does not jump
            self._pause.start()

    def answered(self, search: int) -> None:
        """A search was answered, whose hits can be explained now."""
        self._search = search
        if self._lost:
            self._lost = False
            self._ask()

    def _on_end(self) -> None:
        """The worker has ended; a new one must be asked the question first."""
        self._lost, self._waiting = self._lost or self._waiting, False

    def _on_key(self) -> None:
        if self._hit is not None:
            self.button.toggle()

    def _on_toggled(self, down: bool) -> None:
        self._forget()
        if down:
            self._ask()

    def _forget(self) -> None:
        """Show no regions, and wait for none."""
        self._pause.stop()
        if self._waiting:
            self._client.send(StopExplaining())
        self._waiting = self._lost = False
        self._picture.set_regions(())
        self._say("")

    def _ask(self) -> None:
        if self._hit is None or not self._hit.thumbnail:
            return
        self._next_id += 1
        self._waiting = True
        self._client.send(ExplainPhoto(self._next_id, self._search, self._hit.thumbnail))
        self._say(self._looking)

    def _on_explained(self, explained: PhotoExplained) -> None:
        if self._waiting and explained.id == self._next_id:
            self._waiting = False
            self._picture.set_regions(explained.grid)
            self._say(in_words(explained.grid))

    def _on_failed(self, failed: ExplainFailed) -> None:
        if self._waiting and failed.id == self._next_id:
            self._waiting = False
            self._say(self.tr("Not known: {why}.").format(why=failed.reason))

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self._picture.setAccessibleDescription(words)
