"""What Mate reads, one module a family of files; the room for a new file type.

To add a type: write ``indexer/extract/NAME.py`` with ``read`` and ``render`` as `photo` and
`document` have them, and name its endings in `FAMILIES`. These modules are imported only inside the
decoder processes, for they open hostile files with native code.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from indexer.declared import MOST_MEGAPIXELS
from indexer.messages import Box, Exposure, Metadata

Family = Literal["photo", "document"]

RAW_ENDINGS = frozenset(
    """
    .3fr .arw .cr2 .cr3 .crw .dcr .dng .erf .iiq .kdc .mef .mos .mrw .nef .nrw .orf .pef .raf .rw2
    .rwl .sr2 .srf .srw .x3f
    """.split()  # noqa: SIM905  (a list this long is for reading)
)

FAMILIES: dict[str, Family] = {
    **dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif"), "photo"),
    **dict.fromkeys((".tif", ".tiff", ".bmp", ".avif", ".heic", ".heif", ".hif"), "photo"),
    **dict.fromkeys(RAW_ENDINGS, "photo"),
    **dict.fromkeys((".pdf", ".epub", ".docx", ".pptx", ".odt"), "document"),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text"), "document"),
}
# What people keep among their photos and would miss: it is not read, but it is counted.
VIDEO_ENDINGS = frozenset(
    """
    .mp4 .m4v .mov .avi .mkv .webm .mpg .mpeg .wmv .mts .m2ts .3gp .flv .ogv
    """.split()  # noqa: SIM905  (as above)
)
# A Live Photo is two files of one name: a photo, and what moves. Apple's own programs write the
# first two pairs, Google's exports the last. A JPEG beside an MP4 is more often a film's poster.
_LIVE = {".mov": (".heic", ".heif", ".jpg", ".jpeg"), ".mp4": (".heic", ".heif")}
THUMBNAIL_SIDE = 512
NO_PERMISSION = "no permission to read it"
# What tells that a person may raise the limit on pixels.
TOO_LARGE = "pixels are more than the limit of"


class UnreadableError(Exception):
    """A file that cannot be read; the message is the reason, in words for the user."""


class UnavailableError(UnreadableError):
    """A file that cannot be reached now: gone, closed to us, on a drive that fails.

    It says nothing of the content, so the file is read again when a scan next finds it.
    """


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a page's text, and the boxes of its lines on the page."""

    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture on a page: where it stands, and its square for the image encoder.

    ``pixels`` are (S, S, 3) uint8 RGB.
    """

    box: Box
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Item:
    """A photo (``page`` 0) or a page as it comes from its file.

    ``thumbnail`` is a JPEG of at most `THUMBNAIL_SIDE` px. ``pixels``, (n, S, S, 3) uint8 RGB,
    are upright squares for the image encoder: several of a moving picture, none where the text
    speaks for the page. Width and height are upright pixels, or points of a page. ``metadata``
    are the file's; those of its first item count. ``figures`` are the pictures on a page. ``look``
    is a photo's fingerprint (`indexer.fingerprint`).
    """

    page: int
    width: int
    height: int
    thumbnail: bytes
    pixels: NDArray[np.uint8]
    passages: tuple[Passage, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    figures: tuple[Figure, ...] = ()
    look: bytes | None = None


@dataclass(frozen=True, slots=True)
class DamagedPage:
    """A page that cannot be read, of a document that can."""

    page: int


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What a document says, for a question: of ``pages`` so many were ``read``, evenly spread."""

    text: str
    pages: int
    read: int


@dataclass(frozen=True, slots=True)
class About:
    """What a file says that is told only of one that is looked at (see `Particulars`)."""

    exposure: Exposure = field(default_factory=Exposure)
    author: str = ""
    place: str = ""
    away: float = 0.0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a decoder may use. ``pixels``: the most a decoded picture may have."""

    image_size: int
    pixels: int


def reason(error: OSError) -> str:
    """An operating system's error in words for the user."""
    match error:
        case PermissionError():
            return NO_PERMISSION
        case FileNotFoundError():
            return "it vanished before it could be read"
        case _:
            return f"it cannot be read: {error.strerror or error}"


def in_words(error: Exception) -> str:
    """What a parser says, and of what kind it is where it says nothing, or a number alone."""
    said = str(error)
    return said if any(map(str.isalpha, said)) else f"{type(error).__name__} {said}".strip()


@contextmanager
def system_told() -> Iterator[None]:
    """Tell in words for the user what the system refuses of a file within.

    Raises:
        UnavailableError: it cannot be reached now.
        UnreadableError: there is too little memory for it.
    """
    try:
        yield
    except MemoryError as error:
        raise UnreadableError("reading it needs more memory than is allowed") from error
    except OSError as error:
        if error.errno is None:
            raise  # a parser's complaint, not the system's
        raise UnavailableError(reason(error)) from error


def check_size(width: int, height: int, limits: Limits) -> None:
    """Refuse a picture that is too large to be decoded.

    Raises:
        UnreadableError: it is.
    """
    if width * height <= limits.pixels:
        return
    needed = -(-width * height // 1_000_000)
    allowed = limits.pixels // 1_000_000
    if needed > MOST_MEGAPIXELS:
        raise UnreadableError(f"{width} × {height} {TOO_LARGE} {allowed} megapixels")
    raise UnreadableError(
        f"{width} × {height} {TOO_LARGE} {allowed} megapixels; "
        f"`mate index FOLDER --max-megapixels {needed}` raises it"
    )


class Reader(Protocol):
    """What each family's module offers."""

    def read(self, path: str, limits: Limits) -> Iterator[Item | DamagedPage]:
        """Yield a file's items, one by one so that a long document needs little memory.

        In place of a page that is damaged comes its number.

        Raises:
            UnreadableError: with the reason; `UnavailableError` where it may pass by itself.
        """

    def render(self, path: str, page: int, side: int, limits: Limits) -> bytes:
        """A JPEG of a photo or page, upright, whose longer side is at most ``side`` px."""


def family(path: str) -> Family | None:
    """The family of a file by its name's ending; None for files Mate does not read."""
    return FAMILIES.get(_ending(path))


def is_sidecar(path: str) -> bool:
    """Whether a file is XMP that may speak of a photo beside it, by its name's ending."""
    return _ending(path) == ".xmp"


def is_video(path: str) -> bool:
    """Whether a file is a video, by its name's ending."""
    return _ending(path) in VIDEO_ENDINGS


def _ending(path: str) -> str:
    return os.path.splitext(path)[1].lower()  # a Path would be half of a walk's time


def live_photos(video: str) -> Iterator[str]:
    """The paths of photos that a video would be a part of, if one of them were there."""
    stem, ending = os.path.splitext(video)
    for photo in _LIVE.get(ending.lower(), ()):
        yield from (stem + photo, stem + photo.upper())


def live_videos(photo: str) -> Iterator[str]:
    """The paths of videos that would be a part of a photo, if one of them were there."""
    stem, ending = os.path.splitext(photo)
    for video, photos in _LIVE.items():
        if ending.lower() in photos:
            yield from (stem + video, stem + video.upper())


def reader(of: Family) -> Reader:
    """The module that reads a family."""
    return cast(Reader, importlib.import_module(f"indexer.extract.{of}"))
