"""A peer that speaks the worker's language over a real pipe from a real child process.

It has no model and no store: its answers follow a script, so that a test can have a slow
answer, a crash in the middle of one or a worker that never ends, none of which the real worker
gives on demand. Everything it receives is written to a file, a line a command.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from indexer.messages import (
    AddFolder,
    AddModel,
    AlikeFound,
    AlikeGroup,
    BinFiles,
    CancelExport,
    CancelModelTask,
    ChangeModel,
    ChangeSettings,
    CheckFilters,
    DrawMap,
    Event,
    ExplainFailed,
    ExplainPhoto,
    Export,
    Facets,
    FacetsChanged,
    FailedFiles,
    FileStatus,
    FilterChoice,
    FiltersChecked,
    FilterValues,
    FindAlike,
    FindInDocument,
    FoldersChanged,
    FolderStatus,
    FoundInDocument,
    Hit,
    InBin,
    IndexProgress,
    ItemsShown,
    KeptChanged,
    KeptCommand,
    KnownModel,
    LibraryFailed,
    LibraryItem,
    LibraryOpened,
    ListFailed,
    ListFilterValues,
    ListModels,
    MapDrawn,
    MapFailed,
    MeaningMap,
    ModelChanged,
    ModelRefused,
    ModelsListed,
    ModelTaskChanged,
    MoreTold,
    MovedToBin,
    MoveToBin,
    Notice,
    Order,
    Particulars,
    PhotoExplained,
    PreviewFailed,
    PreviewReady,
    ProgressChanged,
    Query,
    RemoveFolder,
    RemoveModel,
    RenderPreview,
    RestoredFromBin,
    RestoreFromBin,
    RetryFailed,
    Search,
    SearchDone,
    SearchFailed,
    SetIgnores,
    SetPaused,
    SetPriority,
    ShowItems,
    Stop,
    TellMore,
    WatchFacets,
)

IDLE = IndexProgress(
    active=False,
    paused=False,
    scanning=False,
    done=0,
    total=0,
    failed=0,
    photos=3,
    pages=2,
    files_per_second=0.0,
    seconds_left=None,
    current="",
)


@dataclass(frozen=True)
class Script:
    """How the peer behaves."""

    photos: tuple[Hit, ...] = ()
    pages: tuple[Hit, ...] = ()
    within: tuple[Hit, ...] = ()  # pages that are hits in their document
    newest: tuple[Hit, ...] = ()  # where nothing is asked
    folders: tuple[FolderStatus, ...] = ()
    failed: tuple[FileStatus, ...] = ()
    alike: tuple[AlikeGroup, ...] = ()
    map: MeaningMap | None = None  # none: it fails
    groups: tuple[int, ...] = ()  # of the photos found, where what is similar is to be told
    stay: tuple[str, ...] = ()  # paths that cannot go to the bin
    bin: str = "/bin"  # where the others go; nothing: nobody tells where
    moving_crash: str = ""  # a file: to move, or to move back, is to die while it does not exist
    moving_failure: str = ""  # to move is to end with these words of the library
    choices: tuple[tuple[str, str], ...] = ()  # keys and values of filters in the library
    faults: tuple[tuple[str, str], ...] = ()  # filters without sense, and why
    facets: Facets = field(default_factory=Facets)
    models: tuple[KnownModel, ...] = (KnownModel("starter", "starter"),)  # the first is in use
    progress: IndexProgress = IDLE
    model: ModelChanged = field(default_factory=lambda: ModelChanged("ready", "starter", ""))
    extra: tuple[Event, ...] = ()  # sent after the usual first events
    opened: str = "library"  # where it lies
    particulars: Particulars = field(default_factory=Particulars)
    preview: str = ""  # a JPEG sent for every preview; empty: previews fail
    answer_after: float = 0.0
    regions: tuple[tuple[float, ...], ...] = ()  # sent for every photo to explain; empty: fails
    explaining_crash: str = ""  # a file: to explain is to die while it does not exist
    library_failure: str = ""
    crash_on_start: bool = False
    # A search for these words: dies / is refused / is answered a second late.
    crash_words: str = "please crash"
    fail_words: str = "please fail"
    slow_words: str = "please wait"
    crash_once: str = ""  # a file: the crash happens only while it does not exist
    ignore_stop: bool = False
    log: str = ""
    kept: str = ""  # a folder whose library keeps questions and collections, by the real code


@dataclass
class Handle:
    process: SpawnProcess
    connection: Connection


def start(script: Script) -> Handle:
    """Start a peer, as the worker's own ``start`` does."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=True)
    process = context.Process(target=_serve, args=(script, theirs), daemon=True)
    process.start()
    theirs.close()
    return Handle(process, ours)


def _serve(script: Script, connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if script.crash_on_start:
        _die()
    if script.library_failure:
        connection.send(LibraryFailed(script.library_failure))
        return
    for event in (
        LibraryOpened(script.opened),
        FoldersChanged(script.folders),
        script.model,
        ProgressChanged(script.progress),
        *script.extra,
    ):
        connection.send(event)
    peer = _Peer(script, connection)
    if script.kept:
        peer.keeper = Keeper(script, connection.send)
    while True:
        try:
            command = connection.recv()
        except EOFError:
            return
        if script.log:
            with Path(script.log).open("a", encoding="utf-8") as log:
                log.write(f"{command!r}\n")
        if isinstance(command, Stop):
            if script.ignore_stop:
                time.sleep(60)
            return
        peer.answer(command)


class _Peer:
    def __init__(self, script: Script, connection: Connection) -> None:
        self.script = script
        self.send = connection.send
        self.folders = list(script.folders)
        self.progress = script.progress
        self.keeper: Keeper | None = None
        self.in_bin: set[str] = set()
        self._gathers = False
        self.models = list(script.models)
        self.indexing = script.models[0].name

    def answer(self, command: object) -> None:
        if self.keeper is not None and self.keeper.answers(command):
            return
        match command:
            case Search(id, Query((), items=items)) if items:
                self._done(id, "relevance", *self._named(items), 0.01)
            case Search(id, Query((), order=order)):
                self._done(id, order, self.script.newest, (), 0.01)
            case Search(id, query):
                self._gathers = query.gather == "similar"
                self._search(id, " ".join(part.text or "" for part in query.parts), query.order)
            case RenderPreview(id, path, page, _):
                if self.script.preview:
                    jpeg = Path(self.script.preview).read_bytes()
                    self.send(PreviewReady(id, path, page, jpeg))
                else:
                    self.send(PreviewFailed(id, path, page, "the file is damaged"))
            case TellMore(id):
                self.send(MoreTold(id, self.script.particulars))
            case FindInDocument(id, _, hit):
                same = (each for each in self.script.within if each.content == hit.content)
                self.send(FoundInDocument(id, tuple(same)))
            case ExplainPhoto(id):
                crash = self.script.explaining_crash
                if crash and not _done_before(crash):
                    _die()
                if self.script.regions:
                    self.send(PhotoExplained(id, self.script.regions))
                else:
                    self.send(ExplainFailed(id, "search once more to see why"))
            case AddFolder(path):
                self.folders.append(FolderStatus(path, True, 0, 0, 0))
                self.send(FoldersChanged(tuple(self.folders)))
            case RemoveFolder(path):
                self.folders = [folder for folder in self.folders if folder.path != path]
                self.send(FoldersChanged(tuple(self.folders)))
            case SetPaused(paused):
                self.progress = replace(self.progress, paused=paused)
                self.send(ProgressChanged(self.progress))
            case ChangeSettings(settings):
                self.progress = replace(self.progress, settings=settings)
                self.send(ProgressChanged(self.progress))
            case SetPriority(path, priority):
                self.folders = [
                    replace(folder, priority=priority) if folder.path == path else folder
                    for folder in self.folders
                ]
                self.send(FoldersChanged(tuple(self.folders)))
            case SetIgnores(path, patterns):
                self.folders = [
                    replace(folder, ignores=patterns) if folder.path == path else folder
                    for folder in self.folders
                ]
                self.send(FoldersChanged(tuple(self.folders)))
            case ListFailed():
                self.send(FailedFiles(self.script.failed))
            case ListFilterValues(key, prefix):
                found = (v for k, v in self.script.choices if k == key and prefix in v.lower())
                self.send(FilterValues(key, prefix, tuple(FilterChoice(v, 3) for v in found)))
            case CheckFilters(tokens):
                faults = dict(self.script.faults)
                self.send(FiltersChecked(tuple((each, faults.get(each, "")) for each in tokens)))
            case DrawMap(id) if self.script.map is None:
                self.send(MapFailed(id, "There is no model."))
            case DrawMap(id):
                self.send(MapDrawn(id, self.script.map))
            case ShowItems(items):
                photos, pages = self._named(items)
                self.send(ItemsShown((*photos, *pages)))
            case WatchFacets(True):
                self.send(FacetsChanged(self.script.facets))
            case FindAlike(id):
                self.send(AlikeFound(id, tuple(self._alike())))
            case MoveToBin() | BinFiles() | RestoreFromBin() if self.script.moving_failure:
                self.send(LibraryFailed(self.script.moving_failure))
                sys.exit()
            case MoveToBin() | BinFiles() | RestoreFromBin() if (
                self.script.moving_crash and not _done_before(self.script.moving_crash)
            ):
                _die()
            case MoveToBin(id) | BinFiles(id):
                paths = _to_move(command)
                place = self.script.bin
                moved = [
                    InBin(p, place and f"{place}{p}") for p in paths if p not in self.script.stay
                ]
                failed = [(p, "no permission") for p in paths if p in self.script.stay]
                self.in_bin |= {each.path for each in moved}
                self.send(MovedToBin(id, tuple(moved), tuple(failed)))
            case RestoreFromBin(id, files):
                back = tuple(each for each in files if each.path not in self.script.stay)
                failed = [(e.path, "the bin is empty") for e in files if e not in back]
                self.in_bin -= {each.path for each in back}
                self.send(RestoredFromBin(id, back, tuple(failed)))
            case ListModels():
                self._list_models()
            case ChangeModel(name):
                self.indexing = name
                self.progress = replace(self.progress, changing=name != self.models[0].name)
                self.send(ProgressChanged(self.progress))
                self._list_models()
            case AddModel(folder) if "wrong" in folder:
                self.send(ModelRefused(folder, f"{folder} holds no model"))
            case AddModel(folder):
                self.models.append(KnownModel(folder, Path(folder).name, listed=True))
                self._list_models()
            case RemoveModel(folder):
                self.models = [each for each in self.models if each.name != folder]
                self._list_models()
            case CancelModelTask():
                self.send(ModelTaskChanged("download", "tiny/model", "cancelled"))
            case RetryFailed():
                self.send(Notice("info", "Trying again"))
            case _:
                pass

    def _list_models(self) -> None:
        models = tuple(self.models)
        self.send(ModelsListed(models, models[0].name, self.indexing))

    def _alike(self) -> Iterator[AlikeGroup]:
        """The groups without what has gone to the bin."""
        for group in self.script.alike:
            files = tuple(file for file in group.files if file.path not in self.in_bin)
            surplus = tuple(path for path in group.surplus if path not in self.in_bin)
            if len(files) > 1:
                yield replace(group, files=files, surplus=surplus)

    def _named(self, items: tuple[LibraryItem, ...]) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
        """The photos and pages of the script that are these items, in their order."""
        known = {hit.item: hit for hit in (*self.script.photos, *self.script.pages)}
        hits = [known[item] for item in items if item in known]
        photos, pages = (
            tuple(hit for hit in hits if hit.kind == kind) for kind in ("photo", "page")
        )
        return photos, pages

    def _search(self, id: int, text: str, order: Order) -> None:  # noqa: A002
        script = self.script
        if script.crash_words in text and not _done_before(script.crash_once):
            _die()
        if script.fail_words in text:
            self.send(SearchFailed(id, "The photo could not be read."))
            return
        time.sleep(1.0 if script.slow_words in text else script.answer_after)
        photos, pages = script.photos, script.pages
        if self._gathers and script.groups:
            photos = tuple(
                replace(hit, group=group) for hit, group in zip(photos, script.groups, strict=True)
            )
        if "nothing at all" in text:
            photos = pages = ()
        self._done(id, order, photos, pages, 0.05)

    def _done(
        self,
        id: int,  # noqa: A002
        order: Order,
        photos: tuple[Hit, ...],
        pages: tuple[Hit, ...],
        seconds: float,
    ) -> None:
        photos, pages = (
            tuple(hit for hit in hits if hit.path not in self.in_bin) for hits in (photos, pages)
        )
        if order != "relevance":  # by the real code, which takes a while to import
            from indexer.sorting import hits_in_order

            photos, pages = (tuple(hits_in_order(hits, order)) for hits in (photos, pages))
        self.send(SearchDone(id, photos, pages, seconds, order=order))


def _to_move(command: MoveToBin | BinFiles) -> list[str]:
    if isinstance(command, BinFiles):
        return [path for path, _ in command.files]
    return [move.file.path for move in command.moves]


class Keeper:
    """Keeps questions and collections with the real code, which takes a while to import."""

    def __init__(self, script: Script, send: Callable[[Event], None]) -> None:
        from indexer.catalog import Catalog
        from indexer.export import Exporter
        from indexer.kept import Shelves
        from indexer.library import Library

        library = Library(Path(script.kept))
        library.create()
        self.script, self.send = script, send
        self.shelves = Shelves(Catalog(library.catalog), library)
        self.exporter = Exporter(send)
        send(KeptChanged(self.shelves.state()))

    def answers(self, command: object) -> bool:
        from indexer.kept import obey

        match command:
            case Search(id, query) if query.collection:
                self._show(id, query)
            case Export():
                self.exporter.begin(command)
            case CancelExport(id):
                self.exporter.cancel(id)
            case _ if isinstance(command, KeptCommand):
                for event in obey(command, self.shelves):
                    self.send(event)
            case _:
                return False
        return True

    def _show(self, id: int, query: Query) -> None:  # noqa: A002
        """Hits of the script by their contents, and what is gone."""
        from indexer.kept import KeptError

        try:
            hits = self.shelves.show(query.collection, query.order)
        except KeptError as error:
            self.send(SearchFailed(id, str(error)))
            return
        known = {(hit.content, hit.page): hit for hit in (*self.script.photos, *self.script.pages)}
        shown = [known.get((hit.content, hit.page), hit) for hit in hits]
        photos, pages = (
            tuple(hit for hit in shown if hit.kind == kind) for kind in ("photo", "page")
        )
        self.send(SearchDone(id, photos, pages, 0.01, order=query.order))


def _done_before(marker: str) -> bool:
    if not marker:
        return False
    if Path(marker).exists():
        return True
    Path(marker).touch()
    return False


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
