"""What commands and events are made of: questions, hits, what is kept, how the library stands."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["photo", "page"]
Strength = Literal["strong", "fair", "weak"]
FileState = Literal["pending", "attempting", "indexed", "failed"]
ModelState = Literal["loading", "preparing", "ready", "resting", "failed"]
Speed = Literal["full", "gentle", "idle"]
FilterValue = str | frozenset[str] | tuple[str, int] | tuple[float, float, float]
Resting = Literal["", "battery", "busy"]
Unwatched = Literal["", "network", "many", "failed"]
Likeness = Literal["same", "near", "similar"]
Order = Literal["relevance", "newest", "oldest", "name"]
Gather = Literal["", "similar"]


# --- what is asked and what is found -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, as fractions of its width and height, origin at the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """A photo (``page`` 0) or a page of the library, named by what its file holds.

    So it is known wherever the file lies, and while its drive is away.
    """

    content: str
    page: int


@dataclass(frozen=True, slots=True)
class QueryPart:
    """One ingredient of a query.

    A text of any length, the path of a photo or of a document, or an item that was found: exactly
    one of them is set. ``weight`` is -1 to 2: what is negative pushes away, 0 changes nothing.
    """

    text: str | None = None
    photo: str | None = None
    weight: float = 1.0
    document: str | None = None
    item: LibraryItem | None = None


UNWANTED = -0.5
"""The weight of what is to be pushed away; with a weight of -1 nothing else would count."""

LEAST_WEIGHT, MOST_WEIGHT = -1.0, 2.0


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
class FilterChoice:
    """A value that a filter can have, and how many ``files`` it is of, 0 where nobody counts.

    ``where`` is the folder that a folder lies in, empty where there are several of its name.
    """

    value: str
    files: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What a user asks. ``kinds`` names the lists wanted, ``limit`` the hits in each.

    One without parts asks for the newest photos, and the first pages of the newest documents.
    Texts may hold further ``filters`` (`indexer.filters`); all must hold. One that names a
    ``collection`` asks for all that is in it, and has no parts. ``order`` is that of what is
    relevant (`indexer.sorting`); relevance is also what else an answer has by itself: the last
    change, or the order in which a collection was filled. One that names ``items`` asks for these,
    in this order, and has no parts either. ``gather`` has what is similar told (`Hit.group`).
    """

    parts: tuple[QueryPart, ...] = ()
    kinds: tuple[Kind, ...] = ("photo", "page")
    limit: int = 60
    filters: tuple[Filter, ...] = ()
    collection: int = 0
    order: Order = "relevance"
    items: tuple[LibraryItem, ...] = ()
    gather: Gather = ""

    @property
    def wanted_text(self) -> str:
        """All texts of it that say what is wanted."""
        return "\n".join(part.text for part in self.parts if part.text and part.weight > 0)


@dataclass(frozen=True, slots=True)
class Why:
    """What earned a hit its place.

    ``sentences`` are the sentences of the *query*, of its texts and documents, closest to the hit,
    best first, each with its cosine similarity; empty for a photo query. ``passage`` is the text
    *on the page* that matched, with the boxes of its lines, or the text *in the photo*, if that
    earned the place; empty otherwise. A box without a passage is that of a figure on the page.
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
    """A photo or a page, in its list the best first, or in the order that was asked for.

    ``page`` counts from 1; it is 0 for a photo. ``score`` is a cosine similarity, less what is
    taken off where a hit lies near everything (`mate_core.crowding`); None where nothing was asked.
    ``strength`` is what such a score means for this model and library (`indexer.calibration`), by
    relevance never stronger again down a list; None where nothing was asked, or there is nothing to
    compare with.
    ``thumbnail`` is the path of a JPEG of at most 512 px, empty while the file is still to be read.
    ``width`` and ``height`` are the upright photo's pixels, or the page's points. ``copies`` are
    other paths with the same content, ``alike`` those of other files of the same picture, which
    stand in no other place of the list. ``metadata`` are those of the file. ``content`` is the hash
    of what is in the file, empty while it is still to be read. A member of a collection is ``gone``
    where no file holds it any more; its path is the last one. ``moment`` is told in a list by date:
    when a photo was taken by its own clock, else the file's last change, in ISO 8601. ``group``,
    where that was asked for, is the same number for hits of a list that are like each other,
    counted from 0 in the order of their best ones; -1 for one that is like none. ``by_words``:
    it is as strong as it is for the words that were typed, for its score alone would not do.
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
    content: str = ""
    strength: Strength | None = None
    gone: bool = False
    alike: tuple[str, ...] = ()
    moment: str = ""
    group: int = -1
    by_words: bool = False

    @property
    def item(self) -> LibraryItem | None:
        """What it is in the library; None while the file is still to be read."""
        return LibraryItem(self.content, self.page) if self.content else None


Whereabouts = Literal["", "offline", "gone"]


@dataclass(frozen=True, slots=True)
class Exposure:
    """How a photo was taken: 0 where it does not say. ``focal_length`` is in millimetres."""

    seconds: float = 0.0
    aperture: float = 0.0
    iso: int = 0
    focal_length: float = 0.0


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of a hit's file beside what the hit tells; empty or 0 where it is not.

    ``size`` is in bytes, ``changed`` in ISO 8601 by the clock here. A document has so many
    ``pages`` and an ``author``. ``place`` is the city nearest to where a photo was taken, so many
    kilometres ``away``. ``text`` is what was read in a picture. ``whereabouts`` is why the file
    cannot be opened: its drive is ``offline``, or it is ``gone`` from where it was.
    """

    size: int = 0
    changed: str = ""
    pages: int = 0
    author: str = ""
    exposure: Exposure = Exposure()
    place: str = ""
    away: float = 0.0
    text: str = ""
    whereabouts: Whereabouts = ""


# --- what people keep --------------------------------------------------------------------

Shelf = Literal["recent", "saved", "collection"]
Form = Literal["json", "csv", "list", "copies"]
Member = tuple[str, int, str]
"""A photo or page in a collection: the hash of its content, its page (0 for a photo), its path."""
PlacedMember = tuple[int, Member]
"""A member that was taken out, and where it stood among the others."""


@dataclass(frozen=True, slots=True)
class KeptQuery:
    """A recent question by its first words, or a saved one by its name."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection, and how many photos and pages are in it."""

    id: int
    name: str
    members: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the library keeps: recent questions, the newest first; the others by name.

    It ``remembers`` questions unless a person does not want that.
    """

    recent: tuple[KeptQuery, ...] = ()
    saved: tuple[KeptQuery, ...] = ()
    collections: tuple[Collection, ...] = ()
    remembers: bool = True


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
    """A file that is to go to the system's bin, and the one, if any, that is kept in its place."""

    file: AlikeFile
    kept: AlikeFile | None


@dataclass(frozen=True, slots=True)
class InBin:
    """A file that has gone to the bin, and where it lies there, empty where nobody tells us."""

    path: str
    place: str


# --- the map of meaning -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MapGroup:
    """Photos and pages of the map that belong together, in a disc of their own.

    ``names`` are words of `resources/words.txt`, in English, that say what most of them show, the
    nearest first. Centre and radius are in cells of the map.
    """

    names: tuple[str, ...]
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class MeaningMap:
    """The library's photos and pages, laid out so that like lies beside like.

    Each of the ``items`` is in the middle of a cell of its own, one wide, at its place in ``xs``
    and ``ys``, and belongs to one of the ``groups``, the largest of which is the first: its place
    there is in ``of``. The first items of a group are the most typical ones. They are a sample
    where the library, of ``total`` photos and pages, is larger.
    """

    items: tuple[LibraryItem, ...] = ()
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()
    of: tuple[int, ...] = ()
    groups: tuple[MapGroup, ...] = ()
    total: int = 0


# --- what there is to browse -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facet:
    """What some ``files`` have in common, such as a month, and how many they are.

    ``filters`` ask for just these, as they are typed; empty where nobody can type them.
    """

    value: str
    files: int
    filters: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """What the library can be browsed by, of files that have been read.

    ``months`` are those that photos were taken in, else files last changed, such as ``2020-05``, or
    a year where no month is known; the newest first. ``folders`` are paths, each counted with all
    that is below it, in the order of their paths. ``cameras`` and ``places`` are such as most files
    have first; a place is a city with what is around it. Photos that say nothing are told beside
    them, without a value. While it is ``placing``, it is still looked up where the places are.
    """

    months: tuple[Facet, ...] = ()
    folders: tuple[Facet, ...] = ()
    cameras: tuple[Facet, ...] = ()
    places: tuple[Facet, ...] = ()
    undated: Facet = Facet("", 0)
    cameraless: Facet = Facet("", 0)
    placeless: Facet = Facet("", 0)
    placing: bool = False


# --- how the library stands --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """A watched folder. ``present`` is false while its drive or directory is away.

    ``videos`` are not among its ``files``: they are not indexed. Files of folders with a higher
    ``priority`` are read before all others. ``unwatched`` is why it is looked through every few
    minutes instead of being watched: it lies on a network drive, holds more folders than the
    system lets a program watch, or watching it ``failed``. ``replaced`` is true of one that is away
    while something else, as another drive or the same one formatted anew, stands in its place.
    ``ignores`` are the patterns of what is passed by in it, a line each, as the window was told.
    ``scanned`` is when it was last compared with the disk, in seconds since 1970; None is never.
    It is ``silent`` while its drive does not answer; what is known of it stays.
    """

    path: str
    present: bool
    files: int
    indexed: int
    failed: int
    videos: int = 0
    priority: int = 0
    unwatched: Unwatched = ""
    replaced: bool = False
    ignores: str = ""
    scanned: float | None = None
    silent: bool = False


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
class SearchRecall:
    """How many of the rows that are nearest to a question a search finds.

    All of them, where every row is compared. Where there are very many, ``found`` is which part of
    the ten nearest was found when it was ``measured``, in seconds since 1970.
    """

    found: float = 1.0
    measured: float | None = None

    @property
    def exact(self) -> bool:
        """Whether every row is compared, so that there is nothing to measure."""
        return self.measured is None

    @property
    def percent(self) -> float:
        """Of a hundred, to one digit, and never more than was found."""
        return math.floor(round(1000 * self.found, 6)) / 10


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
    anew, the former one answers; the library is ``changing`` to it until all is read. ``recall`` is
    None while it is not known.
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
    recall: SearchRecall | None = None
    changing: bool = False


ModelKind = Literal["model", "vlm", "text-encoder"]
"""A whole model, or what one can be made of: a vision-language model, a text encoder."""


@dataclass(frozen=True, slots=True)
class ModelResult:
    """Something that was measured of a model: ``value`` is a share, ``measure`` says of what.

    ``held_out`` is true of captions that its alignment has held out: no photo was looked at.
    """

    dataset: str
    measure: str
    value: float
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model, or a part of one, that is on this machine, and what it says of itself.

    ``name`` is what `ChangeModel` takes: ``starter`` or a folder. ``parts`` are the encoders of a
    model. ``size`` is bytes on disk, ``memory`` in memory, estimated unless it is measured. A
    ``licence`` that is not stated is empty, ``languages`` (ISO 639-1) that are not known are None.
    ``fault`` is why it cannot be read; all else is unknown then. ``listed`` is true of one that the
    user has put on the list. ``files_per_second`` is how fast it last indexed here, 0 if that is
    not known.
    """

    name: str
    title: str
    kind: ModelKind = "model"
    parts: tuple[str, ...] = ()
    size: int = 0
    memory: int = 0
    memory_is_measured: bool = False
    licence: str = ""
    dim: int = 0
    languages: tuple[str, ...] | None = None
    results: tuple[ModelResult, ...] = ()
    fault: str = ""
    listed: bool = False
    files_per_second: float = 0.0


ModelTask = Literal["download", "align"]
ModelTaskState = Literal["going", "waiting", "done", "failed", "cancelled"]
ModelTaskStage = Literal["", "files", "check", "load", "captions", "train", "photos"]


@dataclass(frozen=True, slots=True)
class TrainedPoint:
    """After an epoch: the loss, None before the first, and what was found of what was held out."""

    step: int
    loss: float | None
    recall: float
