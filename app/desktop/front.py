"""Bringing a window to the front, from wherever it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def bring_up(window: QWidget) -> None:
    """Show a window that is hidden, minimised or behind others, with the keyboard in it."""
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
