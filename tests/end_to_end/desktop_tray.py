"""A desktop's tray and messages, on a session bus of its own: ``python desktop_tray.py LOG``.

The bus is named by DBUS_SESSION_BUS_ADDRESS. What programs put into the tray, and which messages
they show, is written to LOG, a JSON object a line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant, QDBusVirtualObject

WATCHER = "org.kde.StatusNotifierWatcher"
MESSAGES = "org.freedesktop.Notifications"
INTERFACES = f"""
<interface name="{WATCHER}">
 <method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
 <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
 <property name="ProtocolVersion" type="i" access="read"/>
 <property name="RegisteredStatusNotifierItems" type="as" access="read"/>
</interface>
"""
VALUES = {
    "IsStatusNotifierHostRegistered": True,
    "ProtocolVersion": 0,
    "RegisteredStatusNotifierItems": [],
}


class Desktop(QDBusVirtualObject):
    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log

    def introspect(self, path: str) -> str:
        return INTERFACES if path == "/StatusNotifierWatcher" else ""

    def handleMessage(self, message: QDBusMessage, bus: QDBusConnection) -> bool:
        given = message.arguments()
        match message.member():
            case "Get":
                reply = [QDBusVariant(VALUES[given[1]])]
            case "RegisterStatusNotifierItem":
                self._note(item=message.service())
                reply = []
            case "Notify":
                self._note(title=given[3], text=given[4])
                reply = [1]
            case "GetCapabilities":
                reply = [["body"]]
            case "GetServerInformation":
                reply = ["tray", "tests", "1", "1.2"]
            case _:
                return False
        answer = message.createReply()
        answer.setArguments(reply)
        bus.send(answer)
        return True

    def _note(self, **what: object) -> None:
        with self._log.open("a") as log:
            log.write(json.dumps(what) + "\n")


def main() -> int:
    app = QCoreApplication(sys.argv[:1])
    bus = QDBusConnection.sessionBus()
    desktop = Desktop(Path(sys.argv[1]))
    for path in ("/StatusNotifierWatcher", "/org/freedesktop/Notifications"):
        assert bus.registerVirtualObject(path, desktop)
    for name in (MESSAGES, WATCHER):
        assert bus.registerService(name)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
