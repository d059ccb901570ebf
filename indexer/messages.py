"""Every type that crosses the boundary between a front end and the worker.

Frozen dataclasses of plain values, so that they pickle, compare and print. This module
imports nothing of the program and nothing heavy: the window's process reads it at start.

Paths are ``str`` as ``os.fsdecode`` gives them: a name that is not UTF-8 carries surrogate
escapes and must be cleaned for display, never for opening. Boxes are fractions of the page,
so that a front end can draw them at any size.
"""

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
    change, or the order in which a collection was filled.
    """

    parts: tuple[QueryPart, ...] = ()
    kinds: tuple[Kind, ...] = ("photo", "page")
    limit: int = 60
    filters: tuple[Filter, ...] = ()
    collection: int = 0
    order: Order = "relevance"

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
    when a photo was taken by its own clock, else the file's last change, in ISO 8601.
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
    anew, the former one answers. ``recall`` is None while it is not known.
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
class SetIgnores:
    """Pass by what these patterns name in a watched folder: lines as in a ``.gitignore``."""

    path: str
    patterns: str


@dataclass(frozen=True, slots=True)
class RetryFailed:
    """Try the failed files again; all of them, or the ones named."""

    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verify:
    """Compare catalog, store and disk in full, and repair; indexing rests meanwhile."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Read everything again that can be read now: index and thumbnails are made anew."""


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
class TellMore:
    """Ask for the particulars of a hit that is looked at."""

    id: int
    path: str
    content: str
    page: int


@dataclass(frozen=True, slots=True)
class FindInDocument:
    """Ask which pages of a hit's document answer a query; ``search`` is as of `ExplainPhoto`."""

    id: int
    search: int
    hit: Hit


@dataclass(frozen=True, slots=True)
class ExplainPhoto:
    """Ask what regions of a photo answer a query; a newer one replaces an older one.

    ``search`` is the id of the answered search that it is a hit of, ``thumbnail`` the hit's.
    """

    id: int
    search: int
    thumbnail: str


@dataclass(frozen=True, slots=True)
class StopExplaining:
    """Nobody waits for the regions of a photo any more."""


@dataclass(frozen=True, slots=True)
class ListFailed:
    """Ask for the failed files, and those of which something could not be read."""


@dataclass(frozen=True, slots=True)
class ListFilterValues:
    """Ask for values in the library that a filter can have: those that fit what is typed of one."""

    key: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class CheckFilters:
    """Ask whether filters, as they are typed, can be understood."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remember:
    """A question that a person meant: keep it among the recent ones, if that is wanted."""

    query: Query


@dataclass(frozen=True, slots=True)
class ForgetRecent:
    """Forget all recent questions."""


@dataclass(frozen=True, slots=True)
class SetRemembering:
    """Keep recent questions from now on, or keep none."""

    remembers: bool


@dataclass(frozen=True, slots=True)
class Recall:
    """Ask for a recent or saved question."""

    shelf: Shelf
    id: int


@dataclass(frozen=True, slots=True)
class SaveSearch:
    """Keep a question by a name; one that is taken gets a number.

    Without a name, one that is saved already is told as `SavedAlready`.
    """

    name: str
    query: Query


@dataclass(frozen=True, slots=True)
class MakeCollection:
    """Begin a collection; a name that is taken gets a number."""

    name: str
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class AddMembers:
    """Put photos and pages into a collection; the answer is `MembersAdded`."""

    collection: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class RemoveMembers:
    """Take photos and pages out of a collection; the answer is `MembersRemoved`."""

    collection: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class PutBack:
    """Put what was taken out of a collection back to where it stood."""

    collection: int
    members: tuple[PlacedMember, ...]


@dataclass(frozen=True, slots=True)
class RenameKept:
    """Give a saved search or a collection another name."""

    shelf: Shelf
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class DeleteKept:
    """Delete a saved search or a collection; `RestoreKept` brings it back."""

    shelf: Shelf
    id: int


@dataclass(frozen=True, slots=True)
class RestoreKept:
    """Bring back what was deleted."""

    shelf: Shelf
    id: int


KeptCommand = (
    Remember
    | ForgetRecent
    | SetRemembering
    | Recall
    | SaveSearch
    | MakeCollection
    | AddMembers
    | RemoveMembers
    | PutBack
    | RenameKept
    | DeleteKept
    | RestoreKept
)


@dataclass(frozen=True, slots=True)
class Export:
    """Write hits to a file, or copies of their files into a folder.

    ``target`` is that file, which is replaced only where the order says so, or that folder, in
    which nothing is. ``name`` is what the hits are called, if anything.
    """

    id: int
    hits: tuple[Hit, ...]
    form: Form
    target: str
    name: str = ""
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class CancelExport:
    """Stop an export; what has been copied stays."""

    id: int


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
class BinFiles:
    """Move files to the system's bin of which no copy need be kept; the answer is `MovedToBin`.

    Each by its path and the content that was shown, empty while it is still to be read.
    """

    id: int
    files: tuple[tuple[str, str], ...]


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
    | SetIgnores
    | RetryFailed
    | Verify
    | Rebuild
    | Search
    | Look
    | Prepare
    | RenderPreview
    | TellMore
    | FindInDocument
    | ExplainPhoto
    | StopExplaining
    | ListFailed
    | ListFilterValues
    | CheckFilters
    | KeptCommand
    | Export
    | CancelExport
    | FindAlike
    | MoveToBin
    | BinFiles
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
    """The answer to ``Search`` with the same ``id``: two lists in its ``order``.

    ``filters`` are those that the query's texts held, as they were typed. ``remarks`` say, for a
    person, what of the query was not searched with. One that is ``by_words`` alone is followed by
    the whole answer.
    """

    id: int
    photos: tuple[Hit, ...]
    pages: tuple[Hit, ...]
    seconds: float
    filters: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    by_words: bool = False
    order: Order = "relevance"


@dataclass(frozen=True, slots=True)
class LanguageUnread:
    """The query with this ``id`` is in a language (ISO 639-1) that the model does not read."""

    id: int
    language: str


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
class MoreTold:
    """The answer to `TellMore`: what the catalog knows at once, and a second time all of it."""

    id: int
    particulars: Particulars


@dataclass(frozen=True, slots=True)
class FoundInDocument:
    """The answer to `FindInDocument`: its pages that are hits, in their order in the document.

    There are none where that cannot be told any more.
    """

    id: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class PhotoExplained:
    """What regions of a photo answer the query: a grid over it, rows from the top.

    Each number is the region's share of the answer, 0 to 1; together they are 1, or all of them 0
    where no region matters more than another.
    """

    id: int
    grid: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class ExplainFailed:
    """Why that cannot be told, in words for the user."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class FailedFiles:
    """The answer to ``ListFailed``."""

    files: tuple[FileStatus, ...]


@dataclass(frozen=True, slots=True)
class FilterValues:
    """The answer to `ListFilterValues`: some values, the likeliest first."""

    key: str
    prefix: str
    choices: tuple[FilterChoice, ...]


@dataclass(frozen=True, slots=True)
class FiltersChecked:
    """The answer to `CheckFilters`: why each cannot be understood, empty for those that can."""

    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KeptChanged:
    """What the library keeps, as it stands now."""

    kept: Kept


@dataclass(frozen=True, slots=True)
class Recalled:
    """The answer to `Recall`: the question, without the files that are ``missing``.

    ``hits`` are the items of the library in it, as they stand now.
    """

    shelf: Shelf
    id: int
    title: str
    query: Query
    missing: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedAlready:
    """The answer to `SaveSearch` where the question is saved by this id."""

    id: int
    query: Query


@dataclass(frozen=True, slots=True)
class MembersAdded:
    """So many photos and pages have been put into a collection; so many were ``there`` already."""

    collection: int
    added: int
    there: int


@dataclass(frozen=True, slots=True)
class MembersRemoved:
    """What has been taken out of a collection, for `PutBack`."""

    collection: int
    members: tuple[PlacedMember, ...]


@dataclass(frozen=True, slots=True)
class ExportChanged:
    """An export goes on: ``done`` of ``total``, as files or bytes; sent a few times a second."""

    id: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ExportDone:
    """An export has ended.

    ``written`` photos and pages, of copies files, are in ``target``. ``failures`` are those that
    are not, by path and reason. ``reason`` is why nothing at all could be done; ``taken`` that the
    file is there already and the order did not say to replace it. One that was ``cancelled`` ended
    early.
    """

    id: int
    form: Form
    target: str
    written: int
    failures: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    cancelled: bool = False
    taken: bool = False


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
    """The answer to ``MoveToBin`` and ``BinFiles``: what went; path and reason of what stayed."""

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
class Verified:
    """What `Verify` has found, each a name of `indexer.verify.counted` and how many there are.

    ``failure`` says why it came to no end, if it did not.
    """

    found: tuple[tuple[str, int], ...]
    failure: str = ""


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
    | LanguageUnread
    | SearchFailed
    | PreviewReady
    | PreviewFailed
    | MoreTold
    | FoundInDocument
    | PhotoExplained
    | ExplainFailed
    | FailedFiles
    | FilterValues
    | FiltersChecked
    | KeptChanged
    | Recalled
    | SavedAlready
    | MembersAdded
    | MembersRemoved
    | ExportChanged
    | ExportDone
    | AlikeFound
    | MovedToBin
    | RestoredFromBin
    | Verified
    | Notice
    | LibraryFailed
)
