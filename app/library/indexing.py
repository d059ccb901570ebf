"""How indexing goes about it: how fast, on battery or not, with the text in pictures or without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.worker_client import WorkerClient
from indexer.messages import ChangeSettings, IndexSettings, ProgressChanged, Speed


class IndexingPage(QWidget):
    """What is chosen here holds at once, and in every later session."""

    def __init__(self, client: WorkerClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._settings = IndexSettings()
        texts: Mapping[Speed, tuple[str, str]] = {
            "full": (
                self.tr("At full speed"),
                self.tr("Takes what the processor has left over. Searches come first."),
            ),
            "gentle": (
                self.tr("Gently"),
                self.tr("Takes a tenth of the processor at most, and several times as long."),
            ),
            "idle": (
                self.tr("While nothing else goes on"),
                self.tr("At full speed, but only while other programs leave the computer alone."),
            ),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 4)
        column.setSpacing(4)
        title = QLabel(self.tr("New and changed files are indexed"))
        title.setProperty("role", "strong")
        column.addWidget(title)
        self.speeds: dict[Speed, QRadioButton] = {}
        group = QButtonGroup(self)
        for speed, (name, what) in texts.items():
            button = self.speeds[speed] = QRadioButton(name)
            button.setAccessibleDescription(what)
            button.clicked.connect(lambda _on, speed=speed: self._change(speed=speed))
            group.addButton(button)
            column.addSpacing(6)
            column.addWidget(button)
            column.addWidget(_explanation(what))
        self.battery = QCheckBox(self.tr("Rest while the computer runs on its battery"))
        self.battery.clicked.connect(lambda on: self._change(rests_on_battery=on))
        column.addSpacing(20)
        column.addWidget(self.battery)
        self.writing = QCheckBox(self.tr("Read the text in photos and scans"))
        self.writing.clicked.connect(lambda on: self._change(reads_writing=on))
        column.addSpacing(10)
        column.addWidget(self.writing)
        column.addWidget(
            _explanation(
                self.tr("Done when all else is done. It takes a second or more for each picture.")
            )
        )
        self.largest = QSpinBox()
        self.largest.setRange(0, 9_999)
        self.largest.setSingleStep(50)
        self.largest.setSpecialValueText(self.tr("as large as the memory allows"))
        self.largest.setSuffix(self.tr(" megapixels"))
        self.largest.setAccessibleName(self.tr("The largest picture that is read"))
        self.largest.setKeyboardTracking(False)  # a number half typed is none
        self.largest.valueChanged.connect(self._limit)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("Read pictures")))
        row.addWidget(self.largest)
        row.addStretch()
        column.addSpacing(14)
        column.addLayout(row)
        column.addStretch()
        self.setEnabled(False)  # until it is known what holds
        client.progress_changed.connect(self._on_progress)
        if client.progress is not None:
            self._on_progress(ProgressChanged(client.progress))

    def _change(self, **changes: object) -> None:
        self._settings = replace(self._settings, **changes)  # type: ignore[arg-type]
        self._client.send(ChangeSettings(self._settings))

    def _limit(self, megapixels: int) -> None:
        if megapixels != self._settings.max_megapixels:  # else it is only shown
            self._change(max_megapixels=megapixels)

    def _on_progress(self, event: ProgressChanged) -> None:
        self._settings = settings = event.progress.settings
        self.setEnabled(True)
        self.speeds[settings.speed].setChecked(True)
        self.battery.setChecked(settings.rests_on_battery)
        self.writing.setChecked(settings.reads_writing)
        if not self.largest.hasFocus():
            self.largest.setValue(settings.max_megapixels)


def _explanation(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("role", "small")
    label.setContentsMargins(24, 0, 0, 0)  # below the words, not the button
    return label
