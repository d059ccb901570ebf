"""The sample library: photos and papers to try Mate with, before a folder of one's own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from app.theme import RESOURCES

SAMPLE = RESOURCES / "sample"
_FOLDERS = ("Photos", "Papers")


@dataclass(frozen=True)
class Sample:
    """A folder that holds the sample library, and a passage to ask of it; or why there is none."""

    folder: str = ""
    passage: str = ""
    fault: str = ""


def sample_folder() -> Path:
    """Where it is put: among the user's documents, where it is found and easily removed."""
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(documents)) / "Mate sample"


def put_sample(into: Path) -> Sample:
    """Copy the sample library; what is there already stays as it is. For a thread."""
    try:
        for name in _FOLDERS:
            (into / name).mkdir(parents=True, exist_ok=True)
            for file in sorted((SAMPLE / name).iterdir()):
                _copy(file, into / name / file.name)
        _copy(SAMPLE / "photo credits.txt", into / "Photo credits.txt")
        return Sample(str(into), (SAMPLE / "passage.txt").read_text("utf-8").strip())
    except OSError as error:
        return Sample(fault=f"{error.filename or into}: {error.strerror or error}")


def _copy(file: Path, to: Path) -> None:
    if not to.exists():
        shutil.copyfile(file, to)
