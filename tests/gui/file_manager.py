"""A desktop's file manager on the session bus, and the program that asks it, in one process.

``python file_manager.py PATH [serve]`` shows a file as the window does and writes what came of it:
``shown URL`` by the file manager, if it is to serve, or ``opened URL`` by the system.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import ClassInfo, QObject, QTimer, QUrl, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.background import Background
from app.files import Desktop


@ClassInfo({"D-Bus Interface": "org.freedesktop.FileManager1"})
class FileManager(QObject):
    @Slot("QStringList", str)
    def ShowItems(self, urls: list[str], _startup: str) -> None:
        tell(f"shown {' '.join(urls)}")


class System(QObject):
    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        tell(f"opened {url.toString()}")


def tell(words: str) -> None:
    sys.stdout.write(words)
    QTimer.singleShot(0, QGuiApplication.quit)


application = QGuiApplication(sys.argv[:1])
system, manager = System(), FileManager()
QDesktopServices.setUrlHandler("file", system, "open")
if "serve" in sys.argv:
    address = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    bus = QDBusConnection.connectToBus(address, "file manager")
    slots = QDBusConnection.RegisterOption.ExportAllSlots
    assert bus.registerObject("/org/freedesktop/FileManager1", manager, slots)
    assert bus.registerService("org.freedesktop.FileManager1")
background = Background()
desktop = Desktop(background)
desktop.failed.connect(tell)
QTimer.singleShot(0, lambda: desktop.show_in_folder(os.fsdecode(sys.argv[1])))
QTimer.singleShot(20_000, QGuiApplication.quit)
application.exec()
background.close()
