"""What a front end asks of the worker."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.messages.values import (
    BinMove,
    Form,
    Hit,
    InBin,
    IndexSettings,
    LibraryItem,
    Member,
    PlacedMember,
    Query,
    Shelf,
)


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
class WatchFacets:
    """Tell what the library can be browsed by, now and whenever it changes; or no more."""

    wanted: bool = True


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
class DrawMap:
    """Ask for the map of meaning, as the library is now; `MapDrawn` answers, or `MapFailed`."""

    id: int


@dataclass(frozen=True, slots=True)
class ShowItems:
    """Ask for photos and pages of the library as hits; the answer is `ItemsShown`."""

    items: tuple[LibraryItem, ...]


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
class ListModels:
    """Ask for the models on this machine; the answer is `ModelsListed`."""


@dataclass(frozen=True, slots=True)
class ChangeModel:
    """Read the library anew with another model; who goes back before the end reads nothing anew."""

    name: str


@dataclass(frozen=True, slots=True)
class AddModel:
    """Put a folder with a model, or with a part of one, on the list."""

    folder: str


@dataclass(frozen=True, slots=True)
class RemoveModel:
    """Take a folder off the list; its files are not touched."""

    folder: str


@dataclass(frozen=True, slots=True)
class DownloadModel:
    """Fetch a model, or a part of one, from the Hugging Face hub by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class AlignModel:
    """Make a model of a vision-language model and a text encoder, from a file of captions.

    ``vlm`` and ``llm`` are as ``mate train align`` takes them. ``photos`` is a folder of any
    photos, or nothing.
    """

    title: str
    vlm: str
    llm: str
    captions: str
    photos: str = ""


@dataclass(frozen=True, slots=True)
class CancelModelTask:
    """Stop the download or the alignment; begun again, it goes on from there."""


ModelCommand = ListModels | AddModel | RemoveModel | DownloadModel | AlignModel | CancelModelTask


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
    | WatchFacets
    | KeptCommand
    | Export
    | CancelExport
    | FindAlike
    | DrawMap
    | ShowItems
    | MoveToBin
    | BinFiles
    | RestoreFromBin
    | ChangeModel
    | ModelCommand
    | Stop
)
