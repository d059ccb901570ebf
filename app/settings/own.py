"""The file that keeps the user's own settings, whatever the library."""

from __future__ import annotations

import platformdirs
from PySide6.QtCore import QSettings


def own_settings() -> QSettings:
    """The user's own settings, in the folder that the system has for them."""
    folder = platformdirs.user_config_path("mate", appauthor=False)
    return QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
