"""Hands files to the desktop: open, show in folder. Looks at the disk in a thread first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QDesktopServices

from app.background import Background
from app.display import file_name, file_url


class Desktop(QObject):
    """Opens files and folders with the system's programs, and says why when it cannot."""

    failed = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background

    def open_file(self, path: str) -> None:
        """Open a file with its program."""
        self._background.run(
            lambda: Path(path).exists(), lambda exists: self._open(path, exists=exists)
        )

    def show_in_folder(self, path: str) -> None:
        """Open the folder that a file lies in."""
        self.open_file(str(Path(path).parent))

    def _open(self, path: str, *, exists: bool) -> None:
        name = file_name(path)
        if not exists:
            self.failed.emit(
                self.tr("{name} is not there any more: moved, deleted or unplugged.").format(
                    name=name
                )
            )
        elif not QDesktopServices.openUrl(file_url(path)):
            self.failed.emit(self.tr("No program is set up to open {name}.").format(name=name))
