"""A model that is fetched or made: how far it is, how training goes, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.display import display_path, number, size
from app.models.curves import Curves
from app.worker_client import WorkerClient
from indexer.messages import CancelModelTask, ModelTaskChanged

_STEPS = 1_000  # of the bar, which counts no further than an int of C


class TaskPanel(QFrame):
    """Hidden while nothing goes on; what has ended stays until it is dismissed."""

    def __init__(self, client: WorkerClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("folderRow")
        self._client = client
        self._goes_on = False
        self.title = QLabel()
        self.title.setProperty("role", "strong")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.state = QLabel()
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._press)
        self.curves = Curves()
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 10, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.state)
        column.addWidget(self.curves)
        self.hide()
        client.model_task_changed.connect(self._on_task)
        client.started.connect(self._on_worker)

    def _on_task(self, event: ModelTaskChanged) -> None:
        self._goes_on = event.state in ("going", "waiting")
        name = display_path(event.title)
        self.title.setText(self._title(event).format(name=name))
        failed = event.state == "failed"
        self.state.setText(display_path(event.message) if failed else self._words(event))
        self.state.setProperty("role", "error" if failed else "small")
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        self.bar.setVisible(self._goes_on)
        known = event.total > 0
        self.bar.setRange(0, _STEPS if known else 0)
        if known:
            self.bar.setValue(_STEPS * event.done // event.total)
        self.button.setText(self.tr("Cancel") if self._goes_on else self.tr("Dismiss"))
        self.curves.show_points(event.points)
        self.setAccessibleName(f"{self.title.text()} {self.state.text()}")
        self.show()

    def _title(self, event: ModelTaskChanged) -> str:
        fetched = event.task == "download"
        match event.state:
            case "done":
                return self.tr("{name} is here") if fetched else self.tr("{name} is made")
            case "failed":
                return (
                    self.tr("{name} was not fetched") if fetched else self.tr("{name} was not made")
                )
            case "cancelled":
                return self.tr("{name} was cancelled")
            case _:
                return self.tr("Getting {name}") if fetched else self.tr("Making {name}")

    def _words(self, event: ModelTaskChanged) -> str:
        done, total = event.done, event.total
        match event.state:
            case "done" if event.task == "align":
                return self.tr("It is on the list. How well it finds photos has not been measured.")
            case "done":
                if event.name:
                    return self.tr("Every file is the one that the hub says. It is on the list.")
                return self.tr(
                    "Every file is the one that the hub says. It is a part: align it with another."
                )
            case "cancelled":
                return self.tr("Begun again, it goes on from where it was.")
            case "waiting":
                return self.tr("The connection has broken off. Trying again…")
            case _:
                pass
        match event.stage:
            case "files":
                return self.tr("{done} of {total}").format(done=size(done), total=size(total))
            case "check":
                return self.tr("Comparing every file with the hub's checksum…")
            case "load":
                return self.tr("Loading both parts…")
            case "captions":
                return self.tr("Reading captions: {done} of {total}").format(
                    done=number(done), total=number(total)
                )
            case "train":
                return self.tr("Training: step {done} of {total}").format(
                    done=number(done), total=number(total)
                )
            case "photos":
                return self.tr("Looking at photos: {done} of {total}").format(
                    done=number(done), total=number(total)
                )
            case _:
                return self.tr("Beginning…")

    def _press(self) -> None:
        if self._goes_on:
            self._client.send(CancelModelTask())
        else:
            self.hide()

    def _on_worker(self) -> None:
        """With a worker ends what it was at."""
        if self._goes_on:
            self._goes_on = False
            self.bar.hide()
            self.state.setText(
                self.tr("It was cut off. Begun again, it goes on from where it was.")
            )
            self.button.setText(self.tr("Dismiss"))
