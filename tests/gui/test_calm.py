"""The desktop's wish for less motion, heard on a real session bus."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtDBus import QDBusVariant

from app.desktop.calm import APPEARANCE, GNOME, KDE, means_less

SCRIPT = Path(__file__).with_name("portal.py")


@pytest.mark.parametrize(
    ("name", "less", "usual"), [(GNOME, False, True), (APPEARANCE, 1, 0), (KDE, "0", "1")]
)
def test_the_desktop_is_asked_and_heard(bus, name, less, usual):
    environment = os.environ | {
        "DBUS_SESSION_BUS_ADDRESS": bus,
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, str(SCRIPT), *name, json.dumps(less), json.dumps(usual)]
    done = subprocess.run(
        command,
        env=environment,
        cwd=SCRIPT.parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["True", "False"]
    assert "Warning" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "less"),
    [
        (GNOME, QDBusVariant(False), True),
        (GNOME, True, False),
        (GNOME, None, False),  # it has no such setting
        (APPEARANCE, 1, True),
        (APPEARANCE, 0, False),
        (KDE, "0", True),
        (KDE, "0.5", False),
        (KDE, "much", False),
        (KDE, None, False),
    ],
)
def test_what_a_desktops_setting_means(name, value, less):
    assert means_less(name, value) is less
