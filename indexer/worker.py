"""The worker: the child process that owns the model, the catalog and the store.

Its loop answers commands and queries first and does one short step of indexing in between, so
that a query waits for a batch at most. A long query is embedded piece by piece between two
looks at the commands; a newer one takes its place, and indexing rests meanwhile. The front
end holds the other end of a pipe; when that end closes, the worker ends.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import queue
import sys
import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

import indexer.messages as m
from indexer.export import Exporter
from indexer.interlude import Interlude

if TYPE_CHECKING:
    from indexer.bin import Outcome
    from indexer.drives import Awaiting
    from indexer.explaining import Explainer
    from indexer.mapping import Mapper
    from indexer.model_tasks import ModelTasks
    from indexer.opening import Opening
    from indexer.search import Answer, EmbeddedQuery
    from indexer.service import IndexService
    from mate_core import Embedder
    from mate_core.text import Steps

log = logging.getLogger(__name__)

PROGRESS_SECONDS = 0.4
# What is being exported or moved to the bin is waited for so long at the end: a drive may hang.
END_PATIENCE = 2.0
# Counting takes longer in a large library, and is done the less often.
PROGRESS_SHARE = 0.1
IDLE_SECONDS = 0.25
# While a question waits for the model so long, nothing else is done.
STILL_SECONDS = 5.0
# Nor is the library counted before the first answer, unless that takes more pieces to embed.
FEW_PIECES = 3
# What is said in texts is shown when it waits longer than this: till then it would only hold it up.
TEXTS_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class WorkerHandle:
    """The worker as its parent sees it: commands go into the connection, events come out."""

    process: BaseProcess
    connection: Connection


def start(library: Path, model: str | None = None) -> WorkerHandle:
    """Start a worker on a library; it reports `LibraryOpened` or `LibraryFailed`.

    ``model`` is a name or a folder; None is the model that the library was read with last.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=run, args=(theirs, library, model), name="mate-worker")
    process.start()
    theirs.close()
    return WorkerHandle(process, ours)


def run(connection: Connection, library: Path, model: str | None) -> None:
    """Serve until told to stop or until the other end closes."""
    _prepare_process(library)
    worker = _Worker(connection)
    try:
        worker.serve(library, model)
    except Exception:  # the boundary of the process
        log.exception("the worker ends")
        raise
    # All is closed. To take the interpreter apart, models and all, takes a second or more where
    # others work too, and it would wait for threads that a drive may hold up for ever.
    logging.shutdown()
    os._exit(0)


@dataclass(slots=True)
class _WaitingSearch:
    """A search whose model is loaded, whose photos are decoded, or whose text is embedded."""

    id: int
    query: m.Query
    since: float
    embedder: Embedder | None = None
    files: Opening | None = None
    embedding: Steps[EmbeddedQuery] | None = None
    pieces: int = 0  # so many have been embedded
    by_words: int = 0  # what has been shown while the model is still to come: names, texts


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The model to serve with, and the one that it was chosen in place of while the worker ran."""

    model: str | None
    instead_of: str = ""


class _Worker:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._send_lock = threading.Lock()
        self._inbox: queue.Queue[m.Command] = queue.Queue()
        self._wake = threading.Event()
        self._stopping = False
        self._search: _WaitingSearch | None = None
        self._interlude = Interlude()
        # Comparing, or making anew, everything: one after the other.
        self._mending: deque[tuple[m.Verify | m.Rebuild, Awaiting[None]]] = deque()
        self._browsing = False  # whether what there is to browse is seen
        self._alike: tuple[int, Awaiting[tuple[m.AlikeGroup, ...]] | None] | None = None
        self._sent_progress: m.IndexProgress | None = None
        self._progress_due = 0.0
        self._answered = False
        self._stalled = ""
        self._explainer: Explainer
        self._mapper: Mapper
        self._opened: Opening | None = None  # of the question that was asked last
        self._exporter = Exporter(self._send)
        self._offering: dict[str, Steps[m.FilterValues]] = {}  # by their filters' keys
        self._tasks: ModelTasks
        self._next: _Chosen | None = None  # once another model is chosen
        self._loaded: _Chosen | None = None  # what has been loaded once
        self._opened_times = 0

    def serve(self, library: Path, model: str | None) -> None:
        from indexer.catalog_file import CatalogFault
        from indexer.explaining import Explainer
        from indexer.library import LibraryError
        from indexer.mapping import Mapper
        from indexer.model_tasks import ModelTasks

        self._explainer = Explainer(self._send, self._wake.set)
        self._mapper = Mapper(self._send, self._wake.set, self._interlude)
        self._tasks = ModelTasks(self._send)
        threading.Thread(target=self._listen, name="commands", daemon=True).start()
        self._next = _Chosen(model)
        service: IndexService | None = None
        try:
            while self._next is not None:
                chosen, self._next = self._next, None
                if service is not None:
                    former, service = service, None
                    self._forget()
                    former.close()
                try:
                    service = self._open(library, chosen)
                except LibraryError as error:
                    self._send(m.LibraryFailed(str(error)))
                    return
                service.facets.watch(wanted=self._browsing)
                if self._opened_times == 1:
                    self._send(m.LibraryOpened(str(service.library.root)))
                    self._send(m.KeptChanged(service.kept.state()))
                service.scan()
                self._work(service, chosen)
        except CatalogFault as error:
            log.exception("the catalog fails")
            self._send(m.LibraryFailed(f"The library's catalog cannot be used: {error}."))
        finally:
            self._mapper.stop()
            self._tasks.stop()
            self._exporter.cancel_all()  # what closing takes too long for leaves no half copies
            try:
                if service is not None:
                    service.close()  # before exports are waited for: a drive may hang
            finally:
                until = time.monotonic() + END_PATIENCE
                self._exporter.stop(END_PATIENCE)
                if service is not None:
                    service.bin.wait(until - time.monotonic())

    def _open(self, library: Path, chosen: _Chosen) -> IndexService:
        from indexer.service import IndexService

        self._opened_times = time_ = self._opened_times + 1

        def tell(state: m.ModelState, model_id: str, text: str) -> None:
            if time_ == self._opened_times:  # not of one that was left before it was loaded
                self._send(m.ModelChanged(state, model_id, text))

        return IndexService(
            library,
            chosen.model,
            watch=True,
            answers=True,
            writing=True,
            trial=bool(chosen.instead_of),
            wake=self._wake.set,
            interlude=self._interlude,
            on_model=tell,
        )

    def _work(self, service: IndexService, chosen: _Chosen) -> None:
        """Serve until told to stop, or until another model is chosen."""
        while not self._stopping and self._next is None:
            self._wake.clear()
            self._obey(service)
            offered = self._offer()
            # Two that embed at once would only take the processor from each other.
            worked = (
                self._answer(service)
                or self._explain(service)
                or self._find_alike(service)
                or self._draw_map(service)
                or self._mend(service)
                or (self._search is None and service.vocabulary.renew())
                or (self._search is None and service.facets.step())
                or service.step(to_answer=self._awaits_model(service))
            )
            if (facets := service.facets.take()) is not None:
                self._send(m.FacetsChanged(facets))
            if self._search is None and self._inbox.empty():
                self._interlude.end()
            if not self._awaits_first_answer():
                self._report(service)
            self._go_back(service, chosen)
            if not (worked or offered) and self._inbox.empty() and not self._stopping:
                self._wake.wait(IDLE_SECONDS)

    def _change_model(self, name: str, service: IndexService) -> None:
        """Have another model read the library: it is opened anew with that, at once."""
        now = service.models.indexing.name
        self._next = _Chosen(name, instead_of=now) if name != now else None

    def _go_back(self, service: IndexService, chosen: _Chosen) -> None:
        """Leave a chosen model that cannot be loaded for the one before it."""
        model, why = service.models.indexing, service.models.indexing.error
        if model.embedder is not None:
            self._loaded = chosen  # what happens to it later is no reason: the former's rows go
        if chosen.instead_of and chosen is not self._loaded and why and self._next is None:
            self._send(m.ModelRefused(chosen.model or "", why))
            text = f"The model cannot be used, and all stays as it was: {why}"
            self._send(m.Notice("error", text))
            # Were that one to fail too, it would be told like any that fails at the start.
            self._next = _Chosen(chosen.instead_of)

    def _forget(self) -> None:
        """Let go of what was begun with a service that closes; what can be, is begun anew."""
        self._explainer.fail("search once more to see why")
        self._opened = None
        self._offering.clear()
        if any(isinstance(command, m.Verify) for command, _ in self._mending):
            why = "another model was chosen meanwhile."
            self._send(m.Verified((), failure=why))
        for command, _ in self._mending:
            if isinstance(command, m.Rebuild):
                self._inbox.put(command)
        self._mending.clear()
        if self._alike is not None:
            self._alike = self._alike[0], None
        if self._search is not None:
            self._search = _WaitingSearch(self._search.id, self._search.query, time.monotonic())

    def _listen(self) -> None:
        """Bring commands in, on a thread of its own."""
        while True:
            try:
                command = self._connection.recv()
            except (EOFError, OSError):
                command = m.Stop()
            if isinstance(command, m.Search):
                self._interlude.begin()  # the loop may be in the middle of a batch
            self._inbox.put(command)
            self._wake.set()
            if isinstance(command, m.Stop):
                return

    def _send(self, event: m.Event) -> None:
        """Send an event from any thread; one that nobody can receive any more is dropped."""
        with self._send_lock:
            try:
                self._connection.send(event)
            except OSError:
                self._stopping = True

    def _obey(self, service: IndexService) -> None:
        from indexer.catalog_file import CatalogFault
        from indexer.library import LibraryError

        while not self._inbox.empty():
            command = self._inbox.get()
            try:
                self._do(command, service)
            except (LibraryError, CatalogFault) as error:
                self._send(m.Notice("error", str(error)))

    def _do(self, command: m.Command, service: IndexService) -> None:
        match command:
            case m.AddFolder(path):
                service.add_folder(path)
            case m.RemoveFolder(path):
                service.remove_folder(path)
            case m.Rescan():
                service.scan()
            case m.SetPaused(paused):
                service.set_paused(paused)
                self._progress_due = 0.0
            case m.ChangeSettings(settings):
                service.change_settings(settings)
                self._progress_due = 0.0
            case m.SetPriority(path, priority):
                service.set_priority(path, priority)
                self._progress_due = 0.0
            case m.SetIgnores(path, patterns):
                service.set_ignores(path, patterns)
                self._progress_due = 0.0
            case m.RetryFailed(paths):
                service.retry_failed(paths)
            case m.Verify():
                self._mending.append((command, self._verify(service)))
                service.prepare()
            case m.Rebuild():
                self._mending.append((command, self._rebuild(service)))
                service.prepare()
            case m.Search(search_id, query):
                self._take(search_id, query)
                if self._search is not None and self._search.query.parts:
                    service.prepare()
            case m.Look(paths):
                service.look_at(paths)
            case m.Prepare():
                service.prepare()
            case m.RenderPreview():
                self._render(command, service)
            case m.TellMore():
                from indexer.particulars import tell

                tell(command, service, self._send)
            case m.FindInDocument():
                self._find_in_document(command, service)
            case m.ExplainPhoto():
                self._explainer.take(command, service)
            case m.StopExplaining():
                self._explainer.drop()
            case m.ListFailed():
                self._send(m.FailedFiles((*service.files("failed"), *service.partial())))
            case m.ListFilterValues(key):
                self._offering[key] = service.vocabulary.offering(command)
            case m.WatchFacets(wanted):
                self._browsing = wanted
                service.facets.watch(wanted=wanted)
            case m.CheckFilters(tokens):
                self._check(tokens)
            case m.Export():
                self._exporter.begin(command)
            case m.CancelExport(export_id):
                self._exporter.cancel(export_id)
            case m.FindAlike(alike_id):
                self._alike = alike_id, None
                service.prepare()
                service.look_on()
            case m.DrawMap(map_id):
                self._mapper.take(map_id)
                service.prepare()
            case m.ShowItems(items):
                self._show_items(items, service)
            case m.MoveToBin(move_id, moves):
                self._tell_when_moved(m.MovedToBin, move_id, service.move_to_bin(moves))
            case m.BinFiles(move_id, files):
                self._tell_when_moved(m.MovedToBin, move_id, service.discard(files))
            case m.RestoreFromBin(move_id, files):
                self._tell_when_moved(m.RestoredFromBin, move_id, service.bin.restore(files))
            case m.ChangeModel(name):
                self._change_model(name, service)
            case (
                m.ListModels()
                | m.AddModel()
                | m.RemoveModel()
                | m.DownloadModel()
                | m.AlignModel()
                | m.CancelModelTask()
            ):
                self._tasks.obey(command, service.models)
            case m.Stop():
                self._stopping = True
            case _:
                self._keep(command, service)

    def _keep(self, command: m.KeptCommand, service: IndexService) -> None:
        from indexer.kept import obey

        for event in obey(command, service.kept):
            self._send(event)
        if not isinstance(command, m.Remember | m.Recall):
            service.upkeep.note_kept()

    def _check(self, tokens: tuple[str, ...]) -> None:
        from indexer.filters import fault

        self._send(m.FiltersChecked(tuple((token, fault(token)) for token in tokens)))

    def _offer(self) -> bool:
        """Do a short piece of looking for values of filters, if someone wants to know them."""
        for key, steps in list(self._offering.items()):
            try:
                next(steps)
                return True
            except StopIteration as end:
                self._send(end.value)
                del self._offering[key]
        return False

    def _take(self, search_id: int, query: m.Query) -> None:
        """Take a search on in place of the one before it."""
        from indexer.filters import FilterError, understood

        try:
            self._search = _WaitingSearch(search_id, understood(query), time.monotonic())
        except FilterError as error:
            self._search = None
            self._send(m.SearchFailed(search_id, str(error)))

    def _render(self, command: m.RenderPreview, service: IndexService) -> None:
        def done(future: Future[bytes]) -> None:
            asked = (command.id, command.path, command.page)
            error = future.exception()
            if error is None:
                self._send(m.PreviewReady(*asked, future.result()))
            else:
                self._send(m.PreviewFailed(*asked, str(error)))

        future = service.answers.preview(command.path, command.page, command.side)
        future.add_done_callback(done)

    def _find_in_document(self, command: m.FindInDocument, service: IndexService) -> None:
        from indexer.search import QueryError

        asked = self._explainer.asked(command.search, service.model_id)
        hits: tuple[m.Hit, ...] = ()
        if asked is not None and service.embedder is not None:
            try:
                hits = service.answers.within(command.hit, *asked)
            except QueryError as error:
                log.warning("%s", error)  # what is asked next says so
        self._send(m.FoundInDocument(command.id, hits))

    def _tell_when_moved(
        self,
        event: type[m.MovedToBin | m.RestoredFromBin],
        move_id: int,
        future: Future[Outcome],
    ) -> None:
        def done(future: Future[Outcome]) -> None:
            # It is cancelled where the library is opened anew: nothing has gone.
            moved, failed = ([], []) if future.cancelled() else future.result()
            self._send(event(move_id, tuple(moved), tuple(failed)))

        future.add_done_callback(done)

    def _find_alike(self, service: IndexService) -> bool:
        """Look for what is there more than once, of which each call does a short piece."""
        from indexer.catalog_file import CatalogFault
        from indexer.duplicates import foremost
        from indexer.library import LibraryError
        from indexer.store import StoreError

        if self._alike is None or (service.embedder is None and not service.model_error):
            return False
        alike_id, steps = self._alike
        try:
            if steps is None:
                steps = service.alike_steps()
                self._alike = alike_id, steps
            next(steps)
            return True
        except StopIteration as end:
            groups = foremost(end.value)
            left, more = service.catalog.alike.count_unseen(), len(end.value) - len(groups)
            found = m.AlikeFound(alike_id, groups, left, more, service.model_error)
        except (StoreError, CatalogFault, LibraryError, OSError) as error:
            why = f"The library cannot be looked through: {error}"
            found = m.AlikeFound(alike_id, (), failure=why)
        self._alike = None
        self._send(found)
        return False

    def _draw_map(self, service: IndexService) -> bool:
        """Do a short piece of drawing the map of meaning, if someone waits for it."""
        from indexer.search import QueryError
        from mate_core.errors import ModelError, OutOfMemory

        try:
            return self._mapper.step(service)
        except ModelError as error:
            if isinstance(error, OutOfMemory) and service.make_room(error):
                return True
            self._mapper.fail(str(error))
        except QueryError as error:
            self._mapper.fail(str(error))
        return False

    def _show_items(self, items: tuple[m.LibraryItem, ...], service: IndexService) -> None:
        from indexer.search import QueryError

        hits: tuple[m.Hit, ...] = ()
        try:
            hits = service.answers.show(items)
        except QueryError as error:
            log.warning("%s", error)  # what is asked next says so
        self._send(m.ItemsShown(hits))

    def _mend(self, service: IndexService) -> bool:
        """Do a short piece of comparing everything, if that is wanted. Nothing is indexed then."""
        if not (self._mending and service.can_mend):
            return False
        try:
            next(self._mending[0][1])
        except StopIteration:
            self._mending.popleft()
        return True

    def _verify(self, service: IndexService) -> Awaiting[None]:
        from indexer.catalog_file import CatalogFault
        from indexer.library import LibraryError
        from indexer.store import StoreError
        from indexer.verify import counted

        try:
            found = yield from service.verify_steps()
        except (StoreError, CatalogFault, LibraryError, OSError) as error:
            self._send(m.Verified((), failure=str(error)))
        else:
            self._send(m.Verified(tuple(counted(found).items())))

    def _rebuild(self, service: IndexService) -> Steps[None]:
        from indexer.catalog_file import CatalogFault
        from indexer.library import LibraryError
        from indexer.store import StoreError

        yield
        try:
            service.rebuild(everything=False)
        except (StoreError, CatalogFault, LibraryError, OSError) as error:
            self._send(m.Notice("error", f"Not everything is made anew: {error}"))
        self._progress_due = 0.0

    def _answer(self, service: IndexService) -> bool:
        """Answer the newest search once the model and its photos are there.

        True while the query is being embedded, of which each call does a short piece.
        """
        from indexer.search import QueryError
        from mate_core.errors import ModelError, OutOfMemory

        waiting = self._search
        if waiting is not None and not waiting.query.parts:
            self._search = None
            self._show_newest(waiting, service)
            return False
        if waiting is None:
            return False
        if service.embedder is None and not service.model_error:
            self._show_words(waiting, service)
            return False
        if service.step(to_answer=True):  # sooner than a search through the table's files
            return True
        if waiting.embedder is not service.embedder:  # it may have moved, or another has taken over
            waiting.embedder = service.embedder
            waiting.files = waiting.embedding = None
        try:
            embedded = self._embed(waiting, service)
            if embedded is None:
                return waiting.embedding is not None
            answer = service.answers.search(waiting.query, embedded)
        except OutOfMemory as error:
            if service.make_room(error):
                return False  # asked again when the model is there again
            self._send(m.SearchFailed(waiting.id, str(error)))
        except ModelError as error:
            self._send(m.SearchFailed(waiting.id, str(error)))
        except QueryError as error:
            self._send(m.SearchFailed(waiting.id, str(error)))
        else:
            self._explainer.remember(waiting.id, waiting.query, service.model_id, embedded)
            self._send_answer(waiting, answer, service, embedded.remarks + answer.remarks)
            self._tell_language(waiting, service)
        if self._search is waiting:
            self._search = None
        return False

    def _awaits_model(self, service: IndexService) -> bool:
        """Whether a question waits for the model, which all else would only hold up.

        Not for long: a model may have to be made first.
        """
        waiting = self._search
        return (
            waiting is not None
            and service.embedder is None
            and not service.model_error
            and time.monotonic() - waiting.since < STILL_SECONDS
        )

    def _awaits_first_answer(self) -> bool:
        """Whether the first question waits, and not for long yet: a long passage takes its time."""
        waiting = self._search
        return (
            waiting is not None
            and not self._answered
            and waiting.pieces < FEW_PIECES
            and time.monotonic() - waiting.since < STILL_SECONDS
        )

    def _embed(self, waiting: _WaitingSearch, service: IndexService) -> EmbeddedQuery | None:
        """Do a short piece of opening and embedding a query; what it is once all is done.

        Raises:
            QueryError: it cannot be answered.
            ModelError: the model cannot be used.
        """
        from indexer.opening import Opening

        if waiting.files is None:
            waiting.files = self._opened = Opening(
                waiting.query, service.answers.on_demand, self._wake.set, self._opened
            )
        if not waiting.files.done:
            return None
        if waiting.embedding is None:
            photos, documents = waiting.files.photos, waiting.files.documents
            waiting.embedding = service.answers.query_steps(waiting.query, photos, documents)
        waiting.pieces += 1
        try:
            next(waiting.embedding)
        except StopIteration as end:
            embedded: EmbeddedQuery = end.value
            return embedded
        return None

    def _explain(self, service: IndexService) -> bool:
        """Do a short piece of explaining a photo, if one is to be explained."""
        from mate_core.errors import ModelError, OutOfMemory

        try:
            return self._explainer.step()
        except ModelError as error:
            self._explainer.fail(str(error))
            return isinstance(error, OutOfMemory) and service.make_room(error)

    def _show_words(self, waiting: _WaitingSearch, service: IndexService) -> None:
        """Show what has the words of a question that waits for the model, where there is such.

        By names at once, by texts when the model takes its time.
        """
        from indexer.search import QueryError

        texts = time.monotonic() - waiting.since > TEXTS_SECONDS
        if waiting.by_words == (2 if texts else 1):
            return
        waiting.by_words = 2 if texts else 1
        try:
            answer = service.answers.search_words(waiting.query, texts=texts)
        except QueryError as error:
            log.warning("%s", error)  # the whole answer says it
            return
        if answer.photos or answer.pages:
            self._send_answer(waiting, answer, service, by_words=True)

    def _show_newest(self, waiting: _WaitingSearch, service: IndexService) -> None:
        """Answer a search for nothing, which needs no model."""
        from indexer.search import QueryError

        try:
            answer = service.answers.newest(waiting.query)
        except QueryError as error:
            self._send(m.SearchFailed(waiting.id, str(error)))
        else:
            self._send_answer(waiting, answer, service)

    def _send_answer(
        self,
        waiting: _WaitingSearch,
        answer: Answer,
        service: IndexService,
        remarks: tuple[str, ...] = (),
        *,
        by_words: bool = False,
    ) -> None:
        if not (answer.photos or answer.pages):
            # First how the library stands: it is something else while files are to be read.
            self._progress_due = 0.0
            self._report(service)
        seconds = time.monotonic() - waiting.since
        filters = tuple(each.token for each in waiting.query.filters)
        lists = answer.photos, answer.pages
        order = waiting.query.order
        self._send(m.SearchDone(waiting.id, *lists, seconds, filters, remarks, by_words, order))
        self._answered = self._answered or not by_words

    def _tell_language(self, waiting: _WaitingSearch, service: IndexService) -> None:
        """Say after the answer, which need not wait for it, what language is not read."""
        from indexer.languages import tell_unread

        reads = service.embedder.reads if service.embedder is not None else None
        tell_unread(
            waiting.query.wanted_text,
            reads,
            lambda language: self._send(m.LanguageUnread(waiting.id, language)),
        )

    def _report(self, service: IndexService) -> None:
        """Send what has changed, a few times a second at most."""
        now = time.monotonic()
        if now < self._progress_due:
            return
        self._tasks.look(service.models)
        progress = service.progress()
        if progress != self._sent_progress:
            finished = self._sent_progress is None or (
                self._sent_progress.done != progress.done
                or self._sent_progress.active != progress.active
            )
            self._sent_progress = progress
            self._send(m.ProgressChanged(progress))
            if finished or service.take_folders_changed():
                self._send(m.FoldersChanged(service.folders()))
        elif service.take_folders_changed():
            self._send(m.FoldersChanged(service.folders()))
        ended = time.monotonic()
        self._progress_due = ended + max(PROGRESS_SECONDS, (ended - now) / PROGRESS_SHARE)
        for notice in service.take_notices():
            self._send(m.Notice("error", notice))  # it stays until it is read
        if service.stalled != self._stalled:
            self._stalled = service.stalled
            if self._stalled:
                text = f"Indexing waits and tries again: {self._stalled}"
                self._send(m.Notice("warning", text))


def _prepare_process(library: Path) -> None:
    """Give way to the window, and log to the library's own file."""
    if sys.platform != "win32":
        os.nice(5)
    from indexer.library import Library
    from indexer.logs import log_to

    if not Library(library).is_away:  # nothing belongs where its drive was
        log_to(library)
