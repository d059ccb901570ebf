"""Hands files to the desktop: to open, show, copy. Looks at the disk in a thread first."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QMimeDatabase, QObject, QProcess, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu
from shiboken6 import isValid

from app.background import Background
from app.display import display_path, file_name, file_url, number
from app.programs import Program, programs_for

COPIED_FILES = "x-special/gnome-copied-files"
FIRST = 1_000_000_000  # before thumbnails
_MANAGER = "org.freedesktop.FileManager1"


class Desktop(QObject):
    """Opens files and folders with the system's programs, and says why when it cannot."""

    failed = Signal(str)
    copied = Signal(str)  # what, in words

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background

    # --- opening -------------------------------------------------------------------------

    def open_file(self, path: str) -> None:
        """Open a file with its program."""
        self._if_there(path, lambda: self._open(path))

    def open_with(self, path: str, program: Program) -> None:
        """Open a file with another program."""
        self._if_there(path, lambda: self._start(program.name, program.arguments(path)))

    def _open(self, path: str) -> None:
        if not QDesktopServices.openUrl(file_url(path)):
            words = self.tr("No program is set up to open {name}.")
            self.failed.emit(words.format(name=file_name(path)))

    def _start(self, name: str, arguments: Sequence[str]) -> None:
        if not QProcess.startDetached(arguments[0], list(arguments[1:]))[0]:
            self.failed.emit(self.tr("{name} could not be started.").format(name=name))

    def offer_programs(self, menu: QMenu, path: str) -> None:
        """Fill a menu that opens with the programs for a file."""
        if not menu.isEmpty():
            return
        waiting = menu.addAction(self.tr("Looking…"))
        waiting.setEnabled(False)
        other = menu.addAction(self.tr("Another program…"))
        other.triggered.connect(lambda: self._choose_program(path))
        kind = QMimeDatabase().mimeTypeForFile(path, QMimeDatabase.MatchMode.MatchExtension)
        kinds = (kind.name(), *kind.aliases(), *kind.allAncestors())

        def show(programs: tuple[Program, ...]) -> None:
            if not isValid(menu):  # it was closed meanwhile
                return
            for program in programs:
                action = menu.addAction(display_path(program.name).replace("&", "&&"))
                action.triggered.connect(lambda _=False, p=program: self.open_with(path, p))
                menu.insertAction(waiting, action)
            if programs:
                menu.insertSeparator(waiting)
            menu.removeAction(waiting)

        self._background.run(lambda: programs_for(kinds), show, priority=FIRST)

    def _choose_program(self, path: str) -> None:
        if sys.platform == "win32":
            self._start("rundll32", ("rundll32", "shell32.dll,OpenAs_RunDLL", path))
            return
        folder = "/Applications" if sys.platform == "darwin" else "/usr/bin"
        chosen, _ = QFileDialog.getOpenFileName(None, self.tr("Open with"), folder)
        if chosen:
            command = ("open", "-a", chosen) if sys.platform == "darwin" else (chosen,)
            self.open_with(path, Program(file_name(chosen), command))

    # --- showing -------------------------------------------------------------------------

    def show_in_folder(self, path: str) -> None:
        """Show a file in the file manager, selected there; where that cannot be, its folder."""
        self._if_there(path, lambda: self._show(path))

    def _show(self, path: str) -> None:
        if sys.platform == "win32":
            self._start("explorer", ("explorer", "/select,", os.path.normpath(path)))
        elif sys.platform == "darwin":
            self._start("open", ("open", "-R", path))
        else:
            self._ask_file_manager(path, lambda: self._open(str(Path(path).parent)))

    def _ask_file_manager(self, path: str, otherwise: Callable[[], None]) -> None:
        """Ask the desktop's file manager, which starts if need be, over D-Bus."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            otherwise()
            return
        message = QDBusMessage.createMethodCall(
            _MANAGER, "/org/freedesktop/FileManager1", _MANAGER, "ShowItems"
        )
        url = bytes(file_url(path).toEncoded().data()).decode("ascii")
        message.setArguments([[url], ""])
        watcher = QDBusPendingCallWatcher(bus.asyncCall(message), self)

        def done() -> None:
            if watcher.isError():
                otherwise()
            watcher.deleteLater()

        watcher.finished.connect(done)

    # --- copying -------------------------------------------------------------------------

    def copy_files(self, paths: Sequence[str]) -> None:
        """Put files on the clipboard, for file managers and other programs to paste."""
        self._background.run(
            lambda: [path for path in paths if os.path.lexists(path)],
            lambda there: self._copy(paths, there),
        )

    def _copy(self, paths: Sequence[str], there: Sequence[str]) -> None:
        missing = [path for path in paths if path not in there]
        if missing:
            self._say_missing(missing[0])
        if there:
            mime = QMimeData()
            urls = [file_url(path) for path in there]
            mime.setUrls(urls)
            encoded = [bytes(url.toEncoded().data()) for url in urls]
            mime.setData(COPIED_FILES, b"\n".join([b"copy", *encoded]))
            QGuiApplication.clipboard().setMimeData(mime)
            if not missing:
                self._say_copied(self.tr("Copied {name}"), self.tr("Copied {n} files"), there)

    def copy_paths(self, paths: Sequence[str]) -> None:
        """Put paths on the clipboard, as text, one a line."""
        QGuiApplication.clipboard().setText("\n".join(map(display_path, paths)))
        one, several = self.tr("Copied the path of {name}"), self.tr("Copied {n} paths")
        self._say_copied(one, several, paths)

    def _say_copied(self, one: str, several: str, paths: Sequence[str]) -> None:
        words = one if len(paths) == 1 else several
        self.copied.emit(words.format(name=file_name(paths[0]), n=number(len(paths))))

    # --- what is missing -----------------------------------------------------------------

    def _if_there(self, path: str, action: Callable[[], None]) -> None:
        def go_on(there: bool) -> None:
            if there:
                action()
            else:
                self._say_missing(path)

        self._background.run(lambda: Path(path).exists(), go_on)

    def _say_missing(self, path: str) -> None:
        words = self.tr("{name} is not there any more: moved, deleted or unplugged.")
        self.failed.emit(words.format(name=file_name(path)))
