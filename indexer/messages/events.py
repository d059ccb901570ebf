"""What the worker tells a front end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexer.messages.values import (
    AlikeGroup,
    Facets,
    FileStatus,
    FilterChoice,
    FolderStatus,
    Form,
    Hit,
    InBin,
    IndexProgress,
    Kept,
    KnownModel,
    MeaningMap,
    ModelState,
    ModelTask,
    ModelTaskStage,
    ModelTaskState,
    Order,
    Particulars,
    PlacedMember,
    Query,
    Shelf,
    TrainedPoint,
)


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
class FacetsChanged:
    """What the library can be browsed by, as it stands now."""

    facets: Facets


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
class MapDrawn:
    """The answer to `DrawMap`."""

    id: int
    map: MeaningMap


@dataclass(frozen=True, slots=True)
class MapFailed:
    """Why there is no map, in words for the user."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ItemsShown:
    """The answer to `ShowItems`: those of which there is a file."""

    hits: tuple[Hit, ...]


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
class ModelsListed:
    """The models on this machine, the one that comes with Mate first.

    ``answering`` and ``indexing`` are their names, the same one unless a model takes over. While no
    model has read everything, ``answering`` is empty: the newest answers from what it has read.
    """

    models: tuple[KnownModel, ...]
    answering: str
    indexing: str


@dataclass(frozen=True, slots=True)
class ModelRefused:
    """A model that could not be put on the list, or taken into use, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ModelTaskChanged:
    """How the download or the alignment stands; ``title`` is what comes or is made.

    ``done`` of ``total`` are bytes of a download; of an alignment texts, steps or photos, as its
    ``stage`` is. ``total`` is 0 while it is not known. ``points`` are those of training so far.
    ``message`` is why it has failed, or why it waits. ``name`` is what `ChangeModel` takes, once it
    is done and a whole model.
    """

    task: ModelTask
    title: str
    state: ModelTaskState
    stage: ModelTaskStage = ""
    done: int = 0
    total: int = 0
    points: tuple[TrainedPoint, ...] = ()
    message: str = ""
    name: str = ""


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
    | FacetsChanged
    | KeptChanged
    | Recalled
    | SavedAlready
    | MembersAdded
    | MembersRemoved
    | ExportChanged
    | ExportDone
    | AlikeFound
    | MapDrawn
    | MapFailed
    | ItemsShown
    | MovedToBin
    | RestoredFromBin
    | Verified
    | ModelsListed
    | ModelRefused
    | ModelTaskChanged
    | Notice
    | LibraryFailed
)
