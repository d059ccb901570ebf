"""A desktop portal on the session bus, and the program that asks it, in one process.

``python portal.py GROUP KEY FIRST THEN`` writes whether less motion is wanted at first, and after
the setting has changed. The values are JSON. What is asked besides is answered with an error, as
portals do.
"""

from __future__ import annotations

import json
import os
import sys

from PySide6.QtCore import ClassInfo, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant
from PySide6.QtGui import QGuiApplication

from app.desktop.calm import Calm

PATH, SETTINGS = "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings"
group, key, first, then = *sys.argv[1:3], *map(json.loads, sys.argv[3:5])


@ClassInfo({"D-Bus Interface": SETTINGS})
class Portal(QObject):
    value = first

    @Slot(str, str, QDBusMessage)
    def Read(self, _group: str, _key: str, asked: QDBusMessage) -> None:
        asked.setDelayedReply(True)
        if asked.arguments() == [group, key]:
            reply = asked.createReply()
            outer = QDBusVariant()  # as portals do, whose `Read` answers a variant in a variant
            outer.setVariant(QDBusVariant(self.value))
            reply.setArguments([outer])
            bus.send(reply)
        else:
            bus.send(asked.createErrorReply("org.freedesktop.portal.Error.NotFound", "not found"))

    def change(self) -> None:
        self.value = then
        signal = QDBusMessage.createSignal(PATH, SETTINGS, "SettingChanged")
        signal.setArguments([group, key, QDBusVariant(then)])
        assert bus.send(signal)


def tell(wanted: bool) -> None:
    sys.stdout.write(f"{wanted} ")
    sys.stdout.flush()
    if portal.value is first:
        QTimer.singleShot(0, portal.change)
    else:
        QGuiApplication.quit()


application = QGuiApplication(sys.argv[:1])
portal = Portal()
bus = QDBusConnection.connectToBus(os.environ["DBUS_SESSION_BUS_ADDRESS"], "portal")
assert bus.registerObject(PATH, portal, QDBusConnection.RegisterOption.ExportAllSlots)
assert bus.registerService("org.freedesktop.portal.Desktop")
calm = Calm()
calm.changed.connect(tell)
QTimer.singleShot(0, calm.begin)
QTimer.singleShot(20_000, QGuiApplication.quit)
application.exec()
