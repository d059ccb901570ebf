"""What the window's tests share: a window on a scripted worker, and photos to show."""

from __future__ import annotations

import os
import shutil
import subprocess

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QtMsgType
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted_worker import Script, start

from app import theme
from app.main_window import MainWindow
from app.worker_client import WorkerClient
from indexer.messages import Box, FolderStatus, Hit, Metadata, Why

OpenWindow = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def no_qt_warnings(qtlog) -> Iterator[None]:
    """A warning of Qt is a mistake of ours that nobody sees on a user's screen."""
    yield
    levels = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
    # The offscreen platform has no window manager to ask.
    harmless = ("This plugin does not support",)
    found = [
        record.message
        for record in qtlog.records
        if record.type in levels and not record.message.startswith(harmless)
    ]
    assert not found


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> None:
    qapp.setStyle("Fusion")
    theme.apply(qapp)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Three real JPEGs of clear colours and different shapes."""
    paths = []
    for name, colour, size in (
        ("red.jpg", (200, 30, 30), (400, 300)),
        ("green.jpg", (30, 160, 60), (300, 400)),
        ("blue.jpg", (40, 60, 200), (500, 200)),
    ):
        path = tmp_path / "photos" / name
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", size, colour).save(path, quality=95)
        paths.append(path)
    return paths


@pytest.fixture
def page_image(tmp_path: Path) -> Path:
    """A rendered page: white, with a black line of 'text' in its upper half."""
    image = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(image).rectangle((60, 200, 300, 210), fill="black")
    path = tmp_path / "page.jpg"
    image.save(path, quality=95)
    return path


@pytest.fixture
def script(tmp_path: Path, photos: list[Path], page_image: Path) -> Script:
    said = Metadata(
        taken="2019-05-12T14:03:11+02:00", camera="Fujifilm X-T3", title="By the river",
        description="A heron waits.", keywords=("bird", "river"),
    )  # fmt: skip
    hits = tuple(
        Hit(
            "photo", str(path), 0, 0.4 - i / 10, str(path), 400, 300,
            metadata=said if i == 0 else Metadata(), content=f"{i}a",
        )
        for i, path in enumerate(photos)
    )  # fmt: skip
    passage = Why(
        sentences=(("The dog ran along the beach.", 0.58),),
        passage="We walked to the sea, and the dog ran ahead.",
        boxes=(Box(0.1, 0.24, 0.5, 0.28),),
    )
    pages = tuple(
        Hit(
            "page", "/docs/diary.pdf", n, 0.6 - n / 10, str(page_image), 600, 800, passage,
            content="d1",
        )
        for n in (1, 2)
    )  # fmt: skip
    return Script(
        photos=hits,
        pages=pages,
        folders=(FolderStatus(str(tmp_path / "photos"), True, 3, 3, 0),),
        preview=str(page_image),
        log=str(tmp_path / "commands.log"),
    )


@pytest.fixture
def commands(tmp_path: Path) -> Callable[[], list[str]]:
    """What the worker has received so far, a repr a command."""

    def read() -> list[str]:
        log = tmp_path / "commands.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    return read


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path, script: Script) -> Iterator[OpenWindow]:
    """Open a window on a scripted worker; keyword arguments change the script."""
    opened: list[tuple[MainWindow, WorkerClient]] = []

    def open_it(wait: bool = True, **changes: object) -> MainWindow:
        changed = replace(script, **changes)
        client = WorkerClient(lambda: start(changed))
        window = MainWindow(client, tmp_path / "library")
        opened.append((window, client))
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        client.start()
        if wait:
            qtbot.waitUntil(lambda: client.progress is not None, timeout=10_000)
        return window

    yield open_it
    for window, client in opened:
        window.close()
        client.join(3.0)


@pytest.fixture
def bus() -> Iterator[str]:
    """The address of a session bus of our own."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("there is no D-Bus here")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait(10)
    daemon.stdout.close()
