"""Every type that crosses the boundary between a front end and the worker.

Frozen dataclasses of plain values, so that they pickle, compare and print. This module
imports nothing of the program and nothing heavy: the window's process reads it at start.

Paths are ``str`` as ``os.fsdecode`` gives them: a name that is not UTF-8 carries surrogate
escapes and must be cleaned for display, never for opening. Boxes are fractions of the page,
so that a front end can draw them at any size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["photo", "page"]
FileState = Literal["pending", "attempting", "indexed", "failed"]
ModelState = Literal["loading", "preparing", "ready", "resting", "failed"]
Speed = Literal["full", "gentle", "idle"]
FilterValue = str | frozenset[str] | tuple[str, int] | tuple[float, float, float]
Resting = Literal["", "battery", "busy"]
Unwatched = Literal["", "network", "many", "failed"]
Likeness = Literal["same", "near", "similar"]


# --- what is asked and what is found -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, as fractions of its width and height, origin at the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class QueryPart:
    """One ingredient of a query: a text of any length, or the path of a photo.

    Exactly one of ``text`` and ``photo`` is set.
    """

    text: str | None = None
    photo: str | None = None
    weight: float = 1.0


UNWANTED = -0.5
"""The weight of what is to be pushed away; with a weight of -1 nothing else would count."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the file of a hit must be, or must not if it is not ``wanted``.

    ``token`` is how it was typed, ``value`` what `indexer.filters` makes of that for the ``key``.
    """

    key: str
    value: FilterValue
    token: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """What a user asks. ``kinds`` names the lists wanted, ``limit`` the hits in each.

    One without parts asks for the newest photos, and the first pages of the newest documents.
    Texts may hold further ``filters`` (`indexer.filters`); all must hold.
    """

    parts: tuple[QueryPart, ...] = ()
    kinds: tuple[Kind, ...] = ("photo", "page")
    limit: int = 60
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """What earned a hit its place.

    ``sentences`` are the sentences of the *query* closest to the hit, best first, each with
    its cosine similarity; empty for a photo query. ``passage`` is the text *on the page* that
    matched, with the boxes of its lines, or the text *in the photo*, if that earned the place;
    empty otherwise. A box without a passage is that of a figure on the page.
    """

    sentences: tuple[tuple[str, float], ...] = ()
    passage: str = ""
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself, as far as it does.

    ``taken`` is when, in ISO 8601, with the time zone where that is known, else the clock of where
    it was. ``latitude`` and ``longitude`` are in degrees, north and east, both or neither.
    ``rating`` is 0 to 5 stars, -1 for thrown out.
    """

    taken: str = ""
    camera: str = ""
    lens: str = ""
    latitude: float | None = None
    longitude: float | None = None
    title: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A photo or a page, best first in its list.

    ``page`` counts from 1; it is 0 for a photo. ``score`` is a cosine similarity, less what is
    taken off where a hit lies near everything (`mate_core.crowding`); None where nothing was asked.
    ``thumbnail`` is the path of a JPEG of at most 512 px, empty while the file is still to be read.
    ``width`` and ``height`` are the upright photo's pixels, or the page's points. ``copies`` are
    other paths with the same content. ``metadata`` are those of the file. ``alike`` are paths of
    other files of the same picture, which stand in no other place of the list.
    """

    kind: Kind
    path: str
    page: int
    score: float | None
    thumbnail: str
    width: int
    height: int
    why: Why = field(default_factory=Why)
    copies: tuple[str, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    alike: tuple[str, ...] = ()


# --- what is there more than once ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AlikeFile:
    """One of several files that are alike.

    ``content`` is the same for files that are so to the byte. ``size`` is in bytes, ``mtime`` in
    nanoseconds; ``width`` and ``height`` are the upright photo's pixels, 0 for a document.
    ``present`` is false while its drive is away. ``sidecar``: a sidecar beside it speaks of it.
    """

    path: str
    content: str
    thumbnail: str
    size: int
    mtime: int
    width: int = 0
    height: int = 0
    taken: str = ""
    present: bool = True
    sidecar: bool = False


@dataclass(frozen=True, slots=True)
class AlikeGroup:
    """Files that are alike, the one that is proposed to be kept first.

    They are the ``same`` to the byte; or ``near``: one picture as different files, each other one
    compared with the first; or only ``similar``: pictures of one scene, of which nobody but a
    person can say whether one is enough. ``surplus`` are the paths that may go without a loss.
    """

    likeness: Likeness
    files: tuple[AlikeFile, ...]
    surplus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BinMove:
    """A file that is to go to the system's bin, and the one that is kept in its place."""

    file: AlikeFile
    kept: AlikeFile


@dataclass(frozen=True, slots=True)
class InBin:
    """A file that has gone to the bin, and where it lies there, empty where nobody tells us."""

    path: str
    place: str


# --- how the library stands --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """A watched folder. ``present`` is false while its drive or directory is away.

    ``videos`` are not among its ``files``: they are not indexed. Files of folders with a higher
    ``priority`` are read before all others. ``unwatched`` is why it is looked through every few
    minutes instead of being watched: it lies on a network drive, holds more folders than the
    system lets a program watch, or watching it ``failed``.
    """

    path: str
    present: bool
    files: int
    indexed: int
    failed: int
    videos: int = 0
    priority: int = 0
    unwatched: Unwatched = ""


@dataclass(frozen=True, slots=True)
class FileStatus:
    """A file of the library, its state, and its items (photos, pages).

    ``reason`` is why it failed, or what of an indexed file could not be read.
    """

    path: str
    state: FileState
    reason: str
    items: int


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How the indexer goes about it; kept in the library.

    ``speed``: as fast as it can, gently (a tenth of the machine at most), or only while the
    machine is idle, that is, while other programs leave it alone. ``reads_writing``: read the
    text in pictures when all else is done. ``max_megapixels`` is how large a picture may be; 0
    leaves it to the machine's memory.
    """

    speed: Speed = "full"
    rests_on_battery: bool = True
    reads_writing: bool = True
    max_megapixels: int = 0


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """Where indexing stands.

    ``done`` of ``total`` files of the current burst of work are finished (a burst begins when
    work arrives at an idle indexer and ends when all of it is done). ``seconds_left`` is None
    until enough has been measured. ``photos`` and ``pages`` count the library's items.
    Of the indexed files ``partial`` have pages that could not be read. ``writing_left`` are
    pictures whose text is still to be read, which comes last, if the ``settings`` want it.
    ``resting`` is why nothing goes on by itself: the machine runs on its ``battery``, or is
    ``busy`` with something else. While another model is ``preparing``, which is to read everything
    anew, the former one answers.
    """

    active: bool
    paused: bool
    scanning: bool
    done: int
    total: int
    failed: int
    photos: int
    pages: int
    files_per_second: float
    seconds_left: float | None
    current: str
    writing_left: int = 0
    resting: Resting = ""
    preparing: bool = False
    partial: int = 0
    settings: IndexSettings = IndexSettings()


# --- commands: front end to worker -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AddFolder:
    """Watch a folder and index what is in it."""

    path: str


@dataclass(frozen=True, slots=True)
class RemoveFolder:
    """Stop watching a folder and forget its files (the files themselves are not touched)."""

    path: str


@dataclass(frozen=True, slots=True)
class Rescan:
    """Compare every watched folder with the catalog now."""


@dataclass(frozen=True, slots=True)
class SetPaused:
    """Pause or resume indexing; searching goes on.

    Who resumes it where it rests for the battery's sake wants it until the machine is plugged in.
    """

    paused: bool


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """Index in another way from now on."""

    settings: IndexSettings


@dataclass(frozen=True, slots=True)
class SetPriority:
    """Read a folder's files before those of folders with a lower priority."""

    path: str
    priority: int


@dataclass(frozen=True, slots=True)
class RetryFailed:
    """Try the failed files again; all of them, or the ones named."""

    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """Answer a query. A search with a newer ``id`` replaces those still waiting."""

    id: int
    query: Query


@dataclass(frozen=True, slots=True)
class Look:
    """Someone looks at these files, which are still to be read: read them before all others."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepare:
    """A search is on its way: have the model ready."""


@dataclass(frozen=True, slots=True)
class RenderPreview:
    """Render a photo (``page`` 0) or a page to a JPEG whose longer side is ``side`` px."""

    id: int
    path: str
    page: int
    side: int


@dataclass(frozen=True, slots=True)
class ListFailed:
    """Ask for the failed files, and those of which something could not be read."""


@dataclass(frozen=True, slots=True)
class FindAlike:
    """Ask for what is there more than once; one with a newer ``id`` replaces those waiting."""

    id: int


@dataclass(frozen=True, slots=True)
class MoveToBin:
    """Move files to the system's bin."""

    id: int
    moves: tuple[BinMove, ...]


@dataclass(frozen=True, slots=True)
class RestoreFromBin:
    """Put files back that have gone to the bin."""

    id: int
    files: tuple[InBin, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Finish the batch in hand, close the stores, end the process."""


Command = (
    AddFolder
    | RemoveFolder
    | Rescan
    | SetPaused
    | ChangeSettings
    | SetPriority
    | RetryFailed
    | Search
    | Look
    | Prepare
    | RenderPreview
    | ListFailed
    | FindAlike
    | MoveToBin
    | RestoreFromBin
    | Stop
)


# --- events: worker to front end ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LibraryOpened:
    """The catalog and the store are open; indexing goes on behind."""

    path: str


@dataclass(frozen=True, slots=True)
class ModelChanged:
    """The model's state. ``message`` says, for a person, what goes on or what went wrong.

    One that is ``resting`` has been let go of; `Prepare` or a search brings it back.
    """

    state: ModelState
    model_id: str
    message: str


@dataclass(frozen=True, slots=True)
class FoldersChanged:
    """The watched folders as they stand now."""

    folders: tuple[FolderStatus, ...]


@dataclass(frozen=True, slots=True)
class ProgressChanged:
    """Indexing went on; sent a few times a second at most."""

    progress: IndexProgress


@dataclass(frozen=True, slots=True)
class SearchDone:
    """The answer to ``Search`` with the same ``id``: two ranked lists, best first.

    ``filters`` are those that the query's texts held, as they were typed.
    """

    id: int
    photos: tuple[Hit, ...]
    pages: tuple[Hit, ...]
    seconds: float
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchFailed:
    """A query that could not be answered, and why, in words for the user."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PreviewReady:
    """A rendered preview: a JPEG, upright."""

    id: int
    path: str
    page: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class PreviewFailed:
    """A preview that could not be rendered, and why."""

    id: int
    path: str
    page: int
    reason: str


@dataclass(frozen=True, slots=True)
class FailedFiles:
    """The answer to ``ListFailed``."""

    files: tuple[FileStatus, ...]


@dataclass(frozen=True, slots=True)
class AlikeFound:
    """The answer to ``FindAlike``: groups, what is surplus for certain before what is similar.

    ``left`` photos have not been looked at yet; they may be alike too. ``more`` groups follow when
    these are dealt with. ``failure`` is why near and similar ones could not be told, or nothing.
    """

    id: int
    groups: tuple[AlikeGroup, ...]
    left: int = 0
    more: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class MovedToBin:
    """The answer to ``MoveToBin``: what went, and the path and reason of each that stayed."""

    id: int
    moved: tuple[InBin, ...]
    failed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RestoredFromBin:
    """The answer to ``RestoreFromBin``: what came back, and the path and reason of what did not."""

    id: int
    restored: tuple[InBin, ...]
    failed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know that belongs to no request."""

    level: Literal["info", "warning", "error"]
    text: str


@dataclass(frozen=True, slots=True)
class LibraryFailed:
    """The library could not be opened (locked by another program, no room, damaged).

    The last event of a worker: it ends after sending it.
    """

    reason: str


Event = (
    LibraryOpened
    | ModelChanged
    | FoldersChanged
    | ProgressChanged
    | SearchDone
    | SearchFailed
    | PreviewReady
    | PreviewFailed
    | FailedFiles
    | AlikeFound
    | MovedToBin
    | RestoredFromBin
    | Notice
    | LibraryFailed
)
