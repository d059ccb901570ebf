"""The window's shortcuts, which follow the settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.icons import IconButton
from app.settings.settings import Settings


class Shortcuts(QObject):
    """Binds actions to the keys that stand for them, also when those change."""

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._follow: dict[str, list[Callable[[QKeySequence], object]]] = {}
        settings.changed.connect(self._on_changed)

    def bind(self, key: str, widget: QWidget, action: Callable[[], object]) -> None:
        """Do something when the keys of a setting are pressed in a widget's window."""
        shortcut = QShortcut(widget)
        shortcut.activated.connect(action)
        self.follow(key, shortcut.setKey)

    def describe(self, key: str, button: IconButton) -> None:
        """Name the keys in the tool tip of a button that does the same."""
        self.follow(
            key,
            lambda keys: button.describe(
                button.description, keys.toString(QKeySequence.SequenceFormat.PortableText)
            ),
        )

    def follow(self, key: str, told: Callable[[QKeySequence], object]) -> None:
        """Tell somebody of the keys, now and when they change."""
        self._follow.setdefault(key, []).append(told)
        told(self._keys(key))

    def _keys(self, key: str) -> QKeySequence:
        text = self._settings.text(key)
        return QKeySequence.fromString(text, QKeySequence.SequenceFormat.PortableText)

    def _on_changed(self, key: str) -> None:
        for told in self._follow.get(key, ()):
            told(self._keys(key))
