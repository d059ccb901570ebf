"""Where the log goes: a file in the library that never grows without bound.

Logs name files, never what is in them.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 2_000_000
FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def log_to(library: Path) -> None:
    """Log warnings and worse, and this program's own information, to ``mate.log``."""
    try:
        library.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            library / "mate.log",
            maxBytes=MAX_BYTES,
            backupCount=1,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError:
        return  # the library will say, in words for the user, that it cannot be written
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in ("indexer", "mate_core"):
        logging.getLogger(name).setLevel(logging.INFO)
