"""The icon in the desktop's tray: how indexing stands, and what is done most, a click away."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from app.icons import app_icon
from app.library.status_line import StatusLine
from app.settings.declared import STAYS_IN_TRAY
from app.settings.settings import Settings
from app.worker_client import WorkerClient
from indexer.messages import ProgressChanged

MESSAGE_MS = 10_000
# At log-in the tray may come later than Mate; so long, and so often, it is looked for.
TRAY_MS = 30_000
LOOK_MS = 2_000


class Tray(QObject):
    """There while Mate is to go on without its window, where the desktop has a tray."""

    show_wanted = Signal()
    search_wanted = Signal()
    settings_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self,
        client: WorkerClient,
        status: StatusLine,
        settings: Settings,
        *,
        began_in_background: bool,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._status, self._settings = status, settings
        self._began_in_background = began_in_background
        self.icon = QSystemTrayIcon(app_icon(), self)
        self.menu = QMenu()
        self.line = self.menu.addAction("")
        self.line.setEnabled(False)
        self._below = self.menu.addSeparator()
        self._offer(self.tr("Search…"), self.search_wanted)
        self._offer(self.tr("Show Mate"), self.show_wanted)
        self.pause = self.menu.addAction(self.tr("Pause indexing"))
        self.pause.triggered.connect(lambda: status.toggle())
        self.menu.addSeparator()
        self._offer(self.tr("Settings…"), self.settings_wanted)
        self._offer(self.tr("Quit"), self.quit_wanted)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self.show_wanted)
        self._message_over = QTimer(self)
        self._message_over.setSingleShot(True)
        self._message_over.timeout.connect(self._show_or_hide)
        self._looks = 0
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._show_or_hide)
        self._say("")
        client.progress_changed.connect(self._on_progress)
        settings.changed.connect(self._on_setting)
        self._show_or_hide()

    @property
    def is_available(self) -> bool:
        """Whether the desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def takes_over(self) -> bool:
        """Whether Mate goes on here when its window is closed."""
        self._show_or_hide()
        return self._settings.is_on(STAYS_IN_TRAY.key) and self.icon.isVisible()

    def tell(self, title: str, text: str) -> None:
        """Show a message of the desktop, if it has a tray to show one from."""
        if self.is_available:
            self.icon.show()
            self.icon.showMessage(title, text, app_icon(), MESSAGE_MS)
            self._message_over.start(MESSAGE_MS)

    def wait(self, window: QWidget) -> None:
        """Show the window minimised if no tray comes, unless someone has brought it up by then."""

        def settle() -> None:
            if not (self.is_available or window.isVisible()):
                window.showMinimized()

        QTimer.singleShot(TRAY_MS, self, settle)

    def hide(self) -> None:
        """Be gone before the program is."""
        self._look.stop()
        self.icon.hide()
        self.menu.close()

    def _offer(self, text: str, wanted: SignalInstance) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(wanted)
        return action

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.show_wanted.emit()

    def _on_setting(self, key: str) -> None:
        if key == STAYS_IN_TRAY.key:
            self._show_or_hide()

    def _show_or_hide(self) -> None:
        wanted = self._settings.is_on(STAYS_IN_TRAY.key) or self._began_in_background
        there = wanted and self.is_available
        self.icon.setVisible(there)
        if there or not wanted or self._looks == TRAY_MS // LOOK_MS:
            self._look.stop()
        else:
            self._looks += 1
            self._look.start()

    def _on_progress(self, event: ProgressChanged) -> None:
        self._say(self._status.describe(event.progress))
        self.pause.setText(self._status.action(event.progress))

    def _say(self, words: str) -> None:
        for action in (self.line, self._below):
            action.setVisible(bool(words))
        self.line.setText(words.replace("&", "&&"))
        self.icon.setToolTip(f"Mate – {words}" if words else "Mate")
