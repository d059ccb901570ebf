"""The models on this machine: which one finds in this library, and how others come."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.boxes import confirm
from app.display import display_path, number
from app.models import words
from app.models.aligning import AlignDialog
from app.models.getting import GetDialog
from app.models.row import ModelRow, Part
from app.models.task import TaskPanel
from app.worker_client import WorkerClient
from indexer.messages import (
    AddModel,
    AlignModel,
    ChangeModel,
    DownloadModel,
    KnownModel,
    ListModels,
    ModelRefused,
    ModelsListed,
    ModelTaskChanged,
    RemoveModel,
)


class ModelsPage(QWidget):
    """Asks for the models when it comes up; rows stay while they are known."""

    remarked = Signal(str)  # what has ended while nobody looks

    def __init__(self, client: WorkerClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._listed: ModelsListed | None = None
        self.rows: dict[str, ModelRow] = {}
        intro = QLabel(
            self.tr(
                "The model decides what is found. It runs on this computer. With another model the "
                "library is read anew; the present one answers until that is done."
            )
        )
        intro.setWordWrap(True)
        intro.setProperty("role", "muted")
        self._waiting = QLabel(self.tr("Looking which models there are…"))
        self._waiting.setProperty("role", "muted")
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        self._list.addWidget(self._waiting)
        self._list.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what is in it
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.task = TaskPanel(client)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setProperty("role", "error")
        self.said.hide()
        self.add = self._button(self.tr("Add from a folder…"))
        self.add.clicked.connect(self.choose_folder)
        self.get = self._button(self.tr("Get from Hugging Face…"))
        self.get.clicked.connect(self.ask_for_name)
        self.align = self._button(self.tr("Align on this machine…"))
        self.align.clicked.connect(self.ask_what_to_align)
        buttons = QHBoxLayout()
        for button in (self.add, self.get, self.align):
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 4)
        column.setSpacing(12)
        column.addWidget(intro)
        column.addWidget(scroll, 1)
        column.addWidget(self.task)
        column.addWidget(self.said)
        column.addLayout(buttons)
        client.models_listed.connect(self._on_listed)
        client.model_refused.connect(self._on_refused)
        client.model_task_changed.connect(self._on_task)
        client.progress_changed.connect(lambda _: self._show_rows())
        client.started.connect(lambda: self._offer_tasks(True))  # with a worker ends what it did
        client.library_opened.connect(lambda _: self._ask())  # by another worker, it may be

    def showEvent(self, event: QShowEvent) -> None:
        """Ask what there is: folders may have come or gone."""
        super().showEvent(event)
        self.said.hide()
        self._ask()

    def _ask(self) -> None:
        if self.isVisible():
            self._client.send(ListModels())

    # --- what there is -------------------------------------------------------------------

    def _on_listed(self, event: ModelsListed) -> None:
        self._listed = event
        self._waiting.hide()
        names = [model.name for model in event.models]
        for name in [name for name in self.rows if name not in names]:
            row = self.rows.pop(name)
            self._list.removeWidget(row)
            row.deleteLater()
        for place, name in enumerate(names):
            if name not in self.rows:
                row = self.rows[name] = ModelRow(name)
                row.use_wanted.connect(self.choose)
                row.remove_wanted.connect(lambda each: self._client.send(RemoveModel(each)))
                self._list.insertWidget(place, row)
        self._show_rows()

    def _show_rows(self) -> None:
        if self._listed is not None:
            for model in self._listed.models:
                part = self._part(model.name)
                self.rows[model.name].show_model(model, part, self._state(part))

    def _part(self, name: str) -> Part:
        assert self._listed is not None
        answering, indexing = self._listed.answering, self._listed.indexing
        if name == indexing:
            return "in use" if answering in ("", indexing) else "comes"
        return "leaves" if name == answering else ""

    def _state(self, part: Part) -> str:
        progress = self._client.progress
        match part:
            case "in use":
                return self.tr("In use")
            case "leaves":
                return self.tr("Answers until then")
            case "comes":
                if progress is None or not progress.total:
                    return self.tr("Is being prepared")
                return self.tr("Reads the library: {done} of {total}").format(
                    done=number(progress.done), total=number(progress.total)
                )
            case _:
                return ""

    def _on_refused(self, event: ModelRefused) -> None:
        self.said.setText(display_path(event.reason))
        self.said.setAccessibleName(self.said.text())
        self.said.show()

    def _known(self, name: str) -> KnownModel | None:
        models = self._listed.models if self._listed is not None else ()
        return next((each for each in models if each.name == name), None)

    # --- another one ---------------------------------------------------------------------

    def choose(self, name: str) -> None:
        """Have the library read anew with a model, once that is confirmed; to go back is not."""
        model, progress = self._known(name), self._client.progress
        if model is None or self._listed is None:
            return
        self.said.hide()
        items = progress.photos + progress.pages if progress is not None else 0
        if progress is None or not items or name == self._listed.answering:
            self._client.send(ChangeModel(name))
            return
        present = self._known(self._listed.answering)
        files = sum(folder.files for folder in self._client.folders)
        confirm(
            self,
            self.tr("Read the library anew with {name}?").format(name=words.title(model)),
            words.what_it_takes(model, present, progress, files),
            self.tr("Read anew"),
            lambda: self._client.send(ChangeModel(name)),
        )

    # --- how others come -----------------------------------------------------------------

    def choose_folder(self) -> None:
        """Let the user pick a folder that holds a model."""
        title = self.tr("Choose the folder of a model")
        path = QFileDialog.getExistingDirectory(self, title)
        if path:
            self.add_folder(path)

    def add_folder(self, path: str) -> None:
        """Put a folder on the list."""
        self.said.hide()
        self._client.send(AddModel(path))

    def ask_for_name(self) -> None:
        """Ask for the name of a model on the hub, and fetch it."""
        dialog = GetDialog(self)
        dialog.chosen.connect(self._begin_download)
        dialog.open()

    def _begin_download(self, name: str) -> None:
        self.said.hide()
        self._client.send(DownloadModel(name))

    def ask_what_to_align(self) -> None:
        """Ask of what a model is to be made, and make it."""
        models = self._listed.models if self._listed is not None else ()
        photos = next((each.path for each in self._client.folders if each.present), "")
        dialog = AlignDialog(models, photos, self)
        dialog.chosen.connect(self._begin_alignment)
        dialog.open()

    def _begin_alignment(self, wanted: AlignModel) -> None:
        self.said.hide()
        self._client.send(wanted)

    def _on_task(self, event: ModelTaskChanged) -> None:
        self._offer_tasks(event.state not in ("going", "waiting"))
        if event.state in ("done", "failed") and not self.isVisible():
            why = f": {event.message}" if event.state == "failed" else ""
            self.remarked.emit(self.task.title.text() + display_path(why))

    def _offer_tasks(self, offered: bool) -> None:
        """One model is fetched or made at a time."""
        self.get.setEnabled(offered)
        self.align.setEnabled(offered)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        return button
