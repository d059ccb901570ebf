"""The settings' window: few sections; what is chosen holds at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.background import Background
from app.display import display_path, file_name, from_home
from app.elided import ElidedLabel
from app.models.page import ModelsPage
from app.settings.declared import SECTIONS, Section
from app.settings.fields import Field, Keys, align, explanation, field_for, told
from app.settings.settings import MOST_BYTES, Settings
from app.worker_client import WorkerClient
from indexer.declared import SettingError


class SettingsDialog(QDialog):
    """Every setting, in sections."""

    forget_wanted = Signal()  # of recent questions

    def __init__(
        self,
        settings: Settings,
        client: WorkerClient,
        library: Path,
        background: Background,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.resize(640, 620)
        self._settings, self._background = settings, background
        self.fields: dict[str, Field] = {}
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for section in SECTIONS:
            self.tabs.addTab(self._page(section, library), told(section.label))
        self.models = ModelsPage(client)
        self.tabs.addTab(self.models, self.tr("Models"))
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.hide()
        self.defaults = self._button(self.tr("Back to defaults"), self.reset)
        self.defaults.setToolTip(self.tr("What is on this page is as it was in the beginning"))
        self.load = self._button(self.tr("Import…"), self._choose_import)
        self.save = self._button(self.tr("Export…"), self._choose_export)
        self.close_button = self._button(self.tr("Close"), self.close)
        # A model is no setting that has a default, or that goes from one computer to another.
        self.tabs.currentChanged.connect(self._on_page)
        buttons = QHBoxLayout()
        buttons.addWidget(self.defaults)
        buttons.addStretch()
        for button in (self.load, self.save, self.close_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.said)
        column.addLayout(buttons)

    def come_up(self, section: str = "") -> None:
        """Come to the front, with a section, or ``models``, where one is named."""
        keys = [*(each.key for each in SECTIONS), "models"]
        if section:
            self.tabs.setCurrentIndex(keys.index(section))
        self.show()
        self.raise_()
        self.activateWindow()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin without what was said before."""
        self.said.hide()
        super().showEvent(event)

    def _on_page(self) -> None:
        of_settings = self.tabs.currentWidget() is not self.models
        for button in (self.defaults, self.load, self.save):
            button.setVisible(of_settings)

    def reset(self) -> None:
        """Let the defaults of the shown section hold."""
        section = SECTIONS[self.tabs.currentIndex()]
        try:
            self._settings.reset(tuple(setting.key for setting in section.settings))
        except SettingError as error:
            self._say(str(error), failed=True)

    # --- import and export ---------------------------------------------------------------

    def export_to(self, path: str) -> None:
        """Write all settings into a file."""
        text, name = self._settings.export(), file_name(path)

        def told_of(failure: str) -> None:
            if failure:
                text = self.tr("{name} could not be written: {why}.")
                self._say(text.format(name=name, why=failure), failed=True)
            else:
                self._say(self.tr("The settings are in {name}.").format(name=name))

        self._background.run(lambda: _write(path, text), told_of)

    def import_from(self, path: str) -> None:
        """Let what a file says hold, or say why it cannot."""
        name = file_name(path)

        def take(read: tuple[str, str]) -> None:
            text, failure = read
            try:
                if failure:
                    raise SettingError(failure)
                unknown = self._settings.take(text)
            except SettingError as error:
                text = self.tr("Nothing of {name} was taken. {why}")
                self._say(text.format(name=name, why=error), failed=True)
                return
            text = self.tr("The settings of {name} hold now.").format(name=name)
            if unknown:
                passed = self.tr("This version does not know: {keys}.")
                text += " " + passed.format(keys=display_path(", ".join(unknown)))
            self._say(text)

        self._background.run(lambda: _read(path), take)

    def _choose_import(self) -> None:
        title, kinds = self.tr("Import settings"), self.tr("Settings (*.json)")
        path, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if path:
            self.import_from(path)

    def _choose_export(self) -> None:
        title, kinds = self.tr("Export settings"), self.tr("Settings (*.json)")
        path, _ = QFileDialog.getSaveFileName(self, title, "mate-settings.json", kinds)
        if path:
            self.export_to(path)

    def _say(self, text: str, *, failed: bool = False) -> None:
        self.said.setProperty("role", "error" if failed else "small")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setText(text)
        self.said.setAccessibleName(text)
        self.said.show()

    # --- pages ---------------------------------------------------------------------------

    def _page(self, section: Section, library: Path) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 16, 12, 8)
        column.setSpacing(18)
        if section.key == "shortcuts":
            column.addLayout(self._table(section))
            column.addWidget(explanation(self._keys_of_lists(), indented=False))
        else:
            for setting in section.settings:
                field = self.fields[setting.key] = field_for(setting, self._settings)
                column.addWidget(field)
            align([self.fields[setting.key] for setting in section.settings])
        if section.key == "privacy":
            self.forget = self._button(self.tr("Forget recent questions"), self.forget_wanted.emit)
            row = QHBoxLayout()
            row.addWidget(self.forget)
            row.addStretch()
            column.addLayout(row)
            column.addWidget(explanation(self._what_is_kept(), indented=False))
            place = ElidedLabel()
            place.show_text(from_home(str(library)))
            column.addWidget(place)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what is in it
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        return scroll

    def _table(self, section: Section) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        for number, setting in enumerate(section.settings):
            field = self.fields[setting.key] = field_for(setting, self._settings)
            assert isinstance(field, Keys)
            field.setParent(self)  # its parts stand in the grid, it is not seen itself
            field.hide()
            field.place(grid, 2 * number)
        return grid

    def _keys_of_lists(self) -> str:
        return self.tr(
            "In the lists of results: Enter opens, Space shows it large, S finds similar, "
            "+ and − find more and less like this, A adds to a collection, W tells why, "
            "Del moves to the bin, and in a collection takes out of it."
        )

    def _what_is_kept(self) -> str:
        return self.tr(
            "Your photos, documents and questions never leave this computer. What Mate has learned "
            "of them lies in the folder below; delete it and nothing of it is left."
        )

    def _button(self, text: str, action: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)  # Enter in a field is for the field
        button.clicked.connect(lambda: action())
        return button


def _read(path: str) -> tuple[str, str]:
    """A file's text, or why it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(MOST_BYTES).decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return "", "It is no text."
    except OSError as error:
        return "", error.strerror or str(error)


def _write(path: str, text: str) -> str:
    """Write a file, or say why it cannot be."""
    try:
        partial = Path(f"{path}.part")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        return error.strerror or str(error)
    return ""
