"""Whether the desktop asks programs to move less, where it says so.

Qt does not tell. On Linux, where alone this is asked, the desktop portal does, under the name
that each desktop has for it.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusVariant,
)

_PORTAL = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SETTINGS = "org.freedesktop.portal.Settings"
APPEARANCE = ("org.freedesktop.appearance", "reduced-motion")
GNOME = ("org.gnome.desktop.interface", "enable-animations")
KDE = ("org.kde.kdeglobals.KDE", "AnimationDurationFactor")
Name = tuple[str, str]


class Calm(QObject):
    """Asks the desktop without waiting for it, and hears when its setting changes."""

    changed = Signal(bool)  # whether less motion is wanted

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted = False
        self._told: dict[Name, bool] = {}
        self._bus: QDBusConnection | None = None

    def begin(self) -> None:
        """Ask, where there is somebody to be asked."""
        if not _has_bus():
            return
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        self._bus = bus
        slot = SLOT("_on_changed(QDBusMessage)")  # as text; the stubs ask for bytes, wrongly
        bus.connect("", _PATH, _SETTINGS, "SettingChanged", self, slot)  # type: ignore[call-overload]
        for name in (APPEARANCE, GNOME, KDE):
            self._ask(name)

    def _ask(self, name: Name) -> None:
        if self._bus is None:
            return
        # `ReadOne`, which newer portals have too, gives the same in one variant less.
        message = QDBusMessage.createMethodCall(_PORTAL, _PATH, _SETTINGS, "Read")
        message.setArguments(list(name))
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(message), self)

        def done() -> None:
            said = [] if watcher.isError() else watcher.reply().arguments()
            self._learn(name, said[0] if said else None)
            watcher.deleteLater()

        watcher.finished.connect(done)

    @Slot(QDBusMessage)
    def _on_changed(self, message: QDBusMessage) -> None:
        match message.arguments():
            case [str(group), str(key), *_] if (group, key) in (APPEARANCE, GNOME, KDE):
                self._ask((group, key))

    def _learn(self, name: Name, value: object) -> None:
        self._told[name] = means_less(name, value)
        wanted = any(self._told.values())
        if wanted != self.wanted:
            self.wanted = wanted
            self.changed.emit(wanted)


def _has_bus() -> bool:
    """Whether this session has a bus. Where it has none, asking for it would start one."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(runtime) and Path(runtime, "bus").exists()


def means_less(name: Name, value: object) -> bool:
    """Tell whether a desktop's setting asks for less motion."""
    while isinstance(value, QDBusVariant):
        value = value.variant()
    if name == APPEARANCE:
        return value == 1
    if name == GNOME:
        return value is False
    try:
        return float(str(value)) == 0.0  # kdeglobals has it as text
    except ValueError:
        return False
