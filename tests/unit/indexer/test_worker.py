"""The worker as its front end sees it: a real process at the end of a pipe."""

import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

import indexer.messages as m
from indexer.service import IndexService
from indexer.worker import STILL_SECONDS, WorkerHandle, _Worker, start
from tests.samples import prose

E = TypeVar("E", bound=m.Event)
StartWorker = Callable[[], WorkerHandle]


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[StartWorker]:
    started: list[WorkerHandle] = []

    def one() -> WorkerHandle:
        handle = start(tmp_path / "library")
        started.append(handle)
        return handle

    yield one
    for handle in started:
        handle.process.kill()
        handle.process.join()
        handle.connection.close()


def wait(
    handle: WorkerHandle,
    of: type[E],
    that: Callable[[E], bool] = lambda _: True,
    seconds: float = 60,
) -> E:
    deadline = time.monotonic() + seconds
    while handle.connection.poll(max(0.0, deadline - time.monotonic())):
        event = handle.connection.recv()
        if isinstance(event, of) and that(event):
            return event
    raise AssertionError(f"no {of.__name__} came")


def wait_until_done(handle: WorkerHandle, photos: int) -> None:
    wait(handle, m.ProgressChanged, lambda e: e.progress.photos == photos and not e.progress.active)


def test_it_indexes_answers_previews_and_stops(
    start_worker: StartWorker, tmp_path: Path, write_photo, write_pdf
) -> None:
    photos = [write_photo(tmp_path / "photos" / f"{n}.jpg", seed=n) for n in range(5)]
    pdf = write_pdf(tmp_path / "photos" / "a.pdf", ["The lighthouse warns ships at night."])
    handle = start_worker()
    assert wait(handle, m.LibraryOpened).path == str(tmp_path / "library")
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait(handle, m.ModelChanged, lambda e: e.state == "ready")
    done_all = wait(
        handle,
        m.ProgressChanged,
        lambda e: e.progress.photos == 5 and not e.progress.active,
    )
    assert done_all.progress.recall == m.SearchRecall(), "every row is compared"
    folders = wait(handle, m.FoldersChanged, lambda e: bool(e.folders)).folders
    assert folders[0].path == str(tmp_path / "photos")

    handle.connection.send(m.Search(1, m.Query((m.QueryPart(photo=photos[2]),))))
    done = wait(handle, m.SearchDone)
    assert (done.id, done.photos[0].path) == (1, photos[2])

    typed = m.Query((m.QueryPart(text="a lighthouse type:pdf"),))
    handle.connection.send(m.Search(2, typed))
    done = wait(handle, m.SearchDone)
    handle.connection.send(m.FindInDocument(4, 2, done.pages[0]))
    assert wait(handle, m.FoundInDocument) == m.FoundInDocument(4, done.pages)
    handle.connection.send(m.FindInDocument(5, 99, done.pages[0]))  # nobody asked that
    assert wait(handle, m.FoundInDocument) == m.FoundInDocument(5, ())
    handle.connection.send(m.TellMore(6, pdf, done.pages[0].content, 1))
    told = wait(handle, m.MoreTold).particulars
    assert (told.pages, told.size) == (1, os.path.getsize(pdf))
    assert (done.id, done.photos, done.filters) == (2, (), ("type:pdf",))
    assert [hit.path for hit in done.pages] == [pdf]
    handle.connection.send(m.Search(3, m.Query((m.QueryPart(text="type:jpg"),), limit=2)))
    done = wait(handle, m.SearchDone)
    assert (len(done.photos), done.photos[0].score) == (2, None)
    handle.connection.send(m.Search(4, m.Query((m.QueryPart(text="type:pfd"),))))
    assert "no files of that type" in wait(handle, m.SearchFailed).reason

    handle.connection.send(m.ListFilterValues("type", "p"))
    offered = wait(handle, m.FilterValues).choices
    assert offered[0] == m.FilterChoice("photo", 5)
    assert m.FilterChoice("pdf", 1) in offered
    handle.connection.send(m.CheckFilters(("type:pdf", "type:pfd")))
    (fine, none), (wrong, why) = wait(handle, m.FiltersChecked).faults
    assert (fine, none, wrong) == ("type:pdf", "", "type:pfd")
    assert "no files of that type" in why

    handle.connection.send(m.RenderPreview(5, pdf, 1, 600))
    assert wait(handle, m.PreviewReady).jpeg.startswith(b"\xff\xd8")
    handle.connection.send(m.RenderPreview(6, pdf, 9, 600))
    assert "no page 9" in wait(handle, m.PreviewFailed).reason

    handle.connection.send(m.Stop())
    handle.process.join(20)
    assert handle.process.exitcode == 0


def test_a_query_before_the_model_is_loaded_is_answered_when_it_is(
    start_worker: StartWorker,
) -> None:
    handle = start_worker()
    handle.connection.send(m.Search(3, m.Query((m.QueryPart(text="a heron"),))))
    assert wait(handle, m.SearchDone).id == 3


def test_the_first_answer_does_not_wait_for_the_counts(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    """They go through the whole library."""
    write_photo(tmp_path / "photos" / "a.jpg", seed=1)
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait_until_done(handle, 1)
    handle.connection.send(m.Stop())
    handle.process.join(60)

    handle = start_worker()
    handle.connection.send(m.Search(1, m.Query((m.QueryPart(text="a heron"),))))
    # The first of the two that comes.
    came = wait(handle, m.SearchDone | m.ProgressChanged)  # type: ignore[arg-type]
    if isinstance(came, m.SearchDone):
        assert wait(handle, m.ProgressChanged).progress.photos == 1
    else:
        assert wait(handle, m.SearchDone).seconds > STILL_SECONDS, "too busy a machine"


def test_a_query_is_answered_while_indexing_goes_on(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    """Case 35: nothing waits for the end of the indexing."""
    for n in range(200):
        write_photo(tmp_path / "photos" / f"{n}.jpg", seed=n)
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait(handle, m.ProgressChanged, lambda e: e.progress.photos > 0)
    handle.connection.send(m.Search(1, m.Query((m.QueryPart(text="a heron"),))))
    answer = wait(handle, m.SearchDone)
    after = wait(handle, m.ProgressChanged).progress
    assert answer.photos
    assert after.active
    assert after.photos < 200


def test_an_unusable_photo_is_said_so(start_worker: StartWorker, tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    handle = start_worker()
    query = m.Query((m.QueryPart(photo=str(tmp_path / "bad.jpg")),))
    handle.connection.send(m.Search(1, query))
    assert "not a picture" in wait(handle, m.SearchFailed).reason


def test_a_second_worker_on_one_library_says_who_holds_it(start_worker: StartWorker) -> None:
    first, second = start_worker(), None
    wait(first, m.LibraryOpened)
    second = start_worker()
    assert str(first.process.pid) in wait(second, m.LibraryFailed).reason
    second.process.join(20)
    assert second.process.exitcode == 0


def test_it_ends_with_its_front_end(start_worker: StartWorker) -> None:
    handle = start_worker()
    wait(handle, m.LibraryOpened)
    handle.connection.close()
    handle.process.join(20)
    assert handle.process.exitcode == 0


def test_killing_it_again_and_again_loses_and_doubles_nothing(
    start_worker: StartWorker, tmp_path: Path, write_photo, write_pdf
) -> None:
    """Cases 5 and 6: a crash restarts the scan from zero, or the program never opens again."""
    folder = tmp_path / "photos"
    for n in range(60):
        write_photo(folder / f"{n}.jpg", seed=n)
    for n in range(4):
        write_pdf(folder / f"{n}.pdf", [f"Page {p} of book {n} tells of herons." for p in range(5)])
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(folder)))
    for done in (1, 12, 25, 40):
        wait(handle, m.ProgressChanged, lambda e, n=done: e.progress.photos >= n)  # type: ignore[misc]
        decoders = psutil.Process(handle.process.pid).children(recursive=True)
        os.kill(handle.process.pid or 0, signal.SIGKILL)
        handle.process.join()
        _, alive = psutil.wait_procs(decoders, timeout=10)
        assert not alive, "decoders outlive their worker"
        handle = start_worker()
    wait_until_done(handle, 60)
    handle.connection.send(m.Stop())
    handle.process.join(20)

    service = IndexService(tmp_path / "library", read_only=True)
    service.wait_for_model()
    query = m.Query((m.QueryPart(text="herons"),), limit=1000)
    answer = service.answers.search(query, service.answers.embed_query(query, {}))
    assert len(answer.photos) == 60
    assert len(answer.pages) == 20
    assert service.store_health()["rows"] == 80
    assert {status.state for status in service.files()} == {"indexed"}
    service.close()


def test_a_long_query_holds_nothing_up(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    photo = write_photo(tmp_path / "a.jpg")
    handle = start_worker()
    wait(handle, m.ModelChanged, lambda e: e.state == "ready")
    long = " ".join(  # no two sentences alike, for what is equal is embedded once
        f"The heron stood by the water while {n} ships went past the lighthouse at night."
        for n in range(3000)
    )
    handle.connection.send(m.Search(1, m.Query((m.QueryPart(text=long),))))
    time.sleep(1)  # it is in hand
    start = time.monotonic()
    handle.connection.send(m.SetPaused(True))
    wait(handle, m.ProgressChanged, lambda e: e.progress.paused, seconds=4)
    handle.connection.send(m.RenderPreview(2, photo, 0, 200))
    wait(handle, m.PreviewReady, seconds=8)
    handle.connection.send(m.Search(3, m.Query((m.QueryPart(text="a heron"),))))
    assert wait(handle, m.SearchDone, seconds=4).id == 3  # and the first is given up
    assert time.monotonic() - start < 12
    handle.connection.send(m.Search(4, m.Query((m.QueryPart(text=long),))))
    time.sleep(1)
    handle.connection.send(m.Stop())
    handle.process.join(5)
    assert handle.process.exitcode == 0


def test_the_worker_reads_a_book_and_answers_others_meanwhile(
    start_worker: StartWorker,
    tmp_path: Path,
    write_photo,
    write_pdf,
) -> None:
    write_photo(tmp_path / "photos" / "0.jpg")
    pages = [prose(random.Random(n), 50) for n in range(400)]
    book = write_pdf(tmp_path / "book.pdf", pages)
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait(handle, m.ProgressChanged, lambda e: e.progress.photos == 1 and not e.progress.active)
    handle.connection.send(m.Search(1, m.Query((m.QueryPart(document=book),))))
    time.sleep(2)
    started = time.monotonic()
    handle.connection.send(m.Search(2, m.Query((m.QueryPart(text="a heron"),))))
    assert wait(handle, m.SearchDone).id == 2
    assert time.monotonic() - started < 3
    handle.connection.send(m.Search(3, m.Query((m.QueryPart(document=book),))))
    done = wait(handle, m.SearchDone, lambda e: e.id == 3)
    assert done.photos
    (remark,) = done.remarks
    assert remark.startswith("book.pdf is long: ")
    assert "of its 400 pages" in remark
    handle.connection.send(m.Search(4, m.Query((m.QueryPart(document=book),), limit=1)))
    again = wait(handle, m.SearchDone)  # as the window does while a library is being read
    assert again.seconds < done.seconds / 5
    assert (again.photos, again.remarks) == (done.photos, done.remarks)


def test_the_first_answer_after_a_change_of_the_model_comes_with_what_is_to_be_done(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    """Not with "Nothing found" beside "Up to date"."""
    for n in range(5):
        write_photo(tmp_path / "photos" / f"{n}.jpg", seed=n)
    service = IndexService(tmp_path / "library")
    service.wait_for_model()
    service.add_folder(str(tmp_path / "photos"))
    while not service.idle:
        service.step()
    service.set_paused(True)
    service.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "library" / "catalog.db")) as database:
        database.execute("UPDATE content SET model = 'another'")
        database.execute("UPDATE setting SET value = 'another' WHERE name = 'model'")
        database.commit()
    shutil.rmtree(tmp_path / "library" / "store")  # which holds nothing of the model of now
    handle = start_worker()
    handle.connection.send(m.Search(1, m.Query((m.QueryPart(text="a heron"),))))
    progress: m.IndexProgress | None = None
    while handle.connection.poll(60):
        match handle.connection.recv():
            case m.ProgressChanged(told):
                progress = told
            case m.SearchDone(_, photos):
                assert photos == ()
                break
    assert progress is not None
    assert (progress.active, progress.total) == (True, 5)


def test_a_catalog_that_was_damaged_is_told_to_the_window(
    start_worker: StartWorker, tmp_path: Path
) -> None:
    service = IndexService(tmp_path / "library", load_model=False)
    service.close()
    (tmp_path / "library" / "catalog.db").write_bytes(b"this is no database" * 400)
    handle = start_worker()
    notice = wait(handle, m.Notice)
    assert notice.level == "error"  # which stays in the banner until it is read
    assert "set aside as catalog-damaged-" in notice.text


def test_it_keeps_questions_and_collections_and_exports_beside_its_work(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    photo = write_photo(tmp_path / "photos" / "a.jpg", seed=1)
    handle = start_worker()
    assert wait(handle, m.KeptChanged, seconds=180).kept == m.Kept()
    send = handle.connection.send
    send(m.AddFolder(str(tmp_path / "photos")))
    wait_until_done(handle, 1)
    send(m.Search(1, m.Query()))
    (hit,) = wait(handle, m.SearchDone, lambda e: bool(e.photos)).photos
    send(m.MakeCollection("Birds", ((hit.content, hit.page, hit.path),)))
    (birds,) = wait(handle, m.KeptChanged).kept.collections
    query = m.Query((m.QueryPart(text="a heron"), m.QueryPart(photo=photo)))
    send(m.SaveSearch("Herons", query))
    (saved,) = wait(handle, m.KeptChanged).kept.saved
    send(m.Remember(query))
    assert wait(handle, m.KeptChanged).kept.recent[0].title == "a heron · a.jpg"
    send(m.Recall("saved", saved.id))
    assert wait(handle, m.Recalled).query == query

    os.rename(photo, tmp_path / "photos" / "b.jpg")
    send(m.Rescan())
    moved = str(tmp_path / "photos" / "b.jpg")
    asked = 2
    while True:  # the scan goes on meanwhile
        send(m.Search(asked, m.Query(collection=birds.id)))
        done = wait(handle, m.SearchDone)
        if done.photos[0].path == moved:
            break
        asked += 1
        time.sleep(0.1)
    assert [(each.content, each.gone) for each in done.photos] == [(hit.content, False)]
    send(m.Recall("saved", saved.id))
    recalled = wait(handle, m.Recalled)
    assert (recalled.query.parts[1].photo, recalled.missing) == (moved, ())

    send(m.Export(7, done.photos, "copies", str(tmp_path / "out")))
    exported = wait(handle, m.ExportDone)
    assert (exported.id, exported.written, exported.failures) == (7, 1, ())
    assert (tmp_path / "out" / "b.jpg").read_bytes() == Path(moved).read_bytes()
    os.unlink(moved)
    send(m.Rescan())
    wait(handle, m.ProgressChanged, lambda e: e.progress.photos == 0)
    send(m.Search(asked + 1, m.Query(collection=birds.id)))
    done = wait(handle, m.SearchDone, lambda e: e.id == asked + 1)
    assert [(each.path, each.gone) for each in done.photos] == [(moved, True)]
    send(m.DeleteKept("collection", birds.id))
    assert wait(handle, m.KeptChanged).kept.collections == ()
    send(m.Search(asked + 2, m.Query(collection=birds.id)))
    assert "not there any more" in wait(handle, m.SearchFailed).reason
    log = (tmp_path / "library" / "mate.log").read_text()
    assert "heron" not in log.lower()


def test_a_language_that_the_model_does_not_read_is_told_after_the_answer(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    write_photo(tmp_path / "photos" / "a.jpg", seed=1)
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait_until_done(handle, 1)
    finnish = "Hiljainen ranta ja meri, jossa lapset rakentavat hiekkalinnaa auringossa."
    for number, text in enumerate(("Children build a castle of sand on a beach.", finnish)):
        handle.connection.send(m.Search(number, m.Query((m.QueryPart(text=text),))))
        assert wait(handle, m.SearchDone).id == number
    told = wait(handle, m.LanguageUnread)
    assert (told.id, told.language) == (1, "fi"), "nothing is said of the English one"


def test_a_question_that_waits_for_the_model_is_answered_by_names_first(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    heron = write_photo(tmp_path / "photos" / "grey heron.jpg", seed=1)
    write_photo(tmp_path / "photos" / "b.jpg", seed=2)
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait_until_done(handle, 2)
    handle.connection.send(m.Stop())
    handle.process.join(60)

    handle = start_worker()
    handle.connection.send(m.Search(1, m.Query((m.QueryPart(text="heron"),))))
    handle.connection.send(m.Search(2, m.Query((m.QueryPart(text="heron type:jpg"),))))
    first = wait(handle, m.SearchDone)
    assert (first.id, first.by_words) == (2, True)
    assert [(hit.path, hit.score, hit.strength) for hit in first.photos] == [(heron, None, None)]
    whole = wait(handle, m.SearchDone)
    while whole.by_words:  # on a busy machine texts are looked through meanwhile, too
        whole = wait(handle, m.SearchDone)
    assert whole.id == 2
    assert len(whole.photos) == 2
    assert whole.photos[0].path == heron


def test_the_library_is_let_go_before_exports_are_waited_for(tmp_path: Path) -> None:
    """A drive that is copied to may hang."""
    ours, theirs = multiprocessing.Pipe()
    worker = _Worker(theirs)
    let_go = []

    def stop(_seconds: float) -> None:
        IndexService(tmp_path / "library", load_model=False).close()  # it is free
        let_go.append(True)

    worker._exporter.stop = stop  # type: ignore[method-assign]
    ours.send(m.Stop())
    worker.serve(tmp_path / "library", None)
    assert let_go


def test_a_library_is_compared_and_mended_while_it_answers(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    photos = [write_photo(tmp_path / "photos" / f"{n}.jpg", seed=n) for n in range(4)]
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait_until_done(handle, 4)
    handle.connection.send(m.Verify())
    assert {number for _, number in wait(handle, m.Verified).found} == {0}, "nothing is amiss"
    lost = next((tmp_path / "library" / "thumbnails").rglob("*.jpg"))
    lost.unlink()
    handle.connection.send(m.SetPaused(True))
    handle.connection.send(m.Verify())
    handle.connection.send(m.Search(1, m.Query((m.QueryPart(photo=photos[2]),))))
    both = [wait(handle, m.Verified | m.SearchDone) for _ in range(2)]  # in either order
    (verified,) = [event for event in both if isinstance(event, m.Verified)]
    (answer,) = [event for event in both if isinstance(event, m.SearchDone)]
    assert dict(verified.found)["thumbnails_missing"] == 1
    assert answer.photos[0].path == photos[2]
    handle.connection.send(m.SetPaused(False))
    deadline = time.monotonic() + 30
    while not lost.is_file() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert lost.is_file()


def test_a_check_is_answered_also_when_all_is_to_be_made_anew(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    """Whichever is asked for first, neither drops the other."""
    for n in range(4):
        write_photo(tmp_path / "photos" / f"{n}.jpg", seed=n)
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait_until_done(handle, 4)
    for commands in ((m.Verify(), m.Rebuild()), (m.Rebuild(), m.Verify())):
        handle.connection.send(m.SetPaused(True))
        for command in commands:
            handle.connection.send(command)
        assert not wait(handle, m.Verified, seconds=20).failure
        wait(handle, m.ProgressChanged, lambda e: e.progress.total == 4, seconds=20)
        handle.connection.send(m.SetPaused(False))
        wait_until_done(handle, 4)


def test_a_library_is_made_anew_while_its_worker_runs(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    photos = [write_photo(tmp_path / "photos" / f"{n}.jpg", seed=n) for n in range(4)]
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait_until_done(handle, 4)
    thumbnails = list((tmp_path / "library" / "thumbnails").rglob("*.jpg"))
    before = {path: path.stat().st_mtime_ns for path in thumbnails}
    handle.connection.send(m.Rebuild())
    wait(handle, m.ProgressChanged, lambda e: e.progress.done < 4)
    wait_until_done(handle, 4)
    assert all(path.stat().st_mtime_ns > time_before for path, time_before in before.items())
    handle.connection.send(m.Search(1, m.Query((m.QueryPart(photo=photos[1]),))))
    done = wait(handle, m.SearchDone)
    assert done.photos[0].path == photos[1]
    assert len(done.photos) == 4
