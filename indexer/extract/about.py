"""What is told of one file that somebody looks at: too seldom asked for to be kept of all."""

from __future__ import annotations

import contextlib
import os

from indexer.extract import About, Limits, UnreadableError, family
from indexer.messages import Exposure
from indexer.places import nearest


def read_about(path: str, place: tuple[float, float] | None, limits: Limits) -> About:
    """What a file says, as far as it can be read, and the city nearest to a place in degrees."""
    city, away = nearest(*place) if place is not None else ("", 0.0)
    exposure, author = Exposure(), ""
    with contextlib.suppress(UnreadableError):
        if family(path) == "photo":
            from indexer.extract.photo import read_exposure

            exposure = read_exposure(path, limits)
        elif family(path) == "document":
            from indexer.extract.document import read_author

            author = read_author(path)
    return About(exposure, author, city, away, gone=_is_gone(path))


def _is_gone(path: str) -> bool:
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False  # it may be there
    return False
