import multiprocessing
import os
import queue
import resource
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from indexer import decoders as module
from indexer.decoders import (
    Changed,
    Decoders,
    Failed,
    Finished,
    Hashed,
    HashJob,
    Read,
    ReadJob,
    Rendered,
    RenderJob,
    Result,
    WritingJob,
)
from indexer.extract import Limits
from indexer.interlude import INTERLUDE_SECONDS, Interlude
from indexer.on_demand import OnDemand
from indexer.records import Stat
from indexer.threads import begun_apart

Pool = tuple[Decoders, "queue.Queue[Result]"]


@pytest.fixture
def pool() -> Iterator[Pool]:
    results: queue.Queue[Result] = queue.Queue()
    decoders = Decoders(1, Limits(64, 50_000_000), results.put)
    yield decoders, results
    decoders.stop()


def stat(path: str) -> Stat:
    return Stat.of(os.stat(path))


def children() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children(recursive=True)
        # One that another test left unwaited for has no command line any more.
        if child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in " ".join(child.cmdline())
    ]


def test_a_photo_is_read_and_the_end_is_told(pool: Pool, tmp_path: Path, write_photo) -> None:
    path = write_photo(tmp_path / "a.jpg")
    pool[0].submit(ReadJob(path, stat(path), token=7))
    first, last = pool[1].get(timeout=20), pool[1].get(timeout=20)
    assert isinstance(first, Read)
    assert len(first.item.pixels) == 1
    assert isinstance(last, Finished)
    assert last.job.token == 7


def test_equal_contents_have_equal_hashes(pool: Pool, tmp_path: Path, write_photo) -> None:
    paths = [write_photo(tmp_path / name, seed) for name, seed in (("a.jpg", 1), ("b.jpg", 1))]
    paths.append(write_photo(tmp_path / "c.jpg", 2))
    for path in paths:
        pool[0].submit(HashJob(path, stat(path)))
    results = [pool[1].get(timeout=20) for _ in paths]
    hashes = [result.content for result in results if isinstance(result, Hashed)]
    assert len(hashes) == 3
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_file_that_differs_from_the_catalog_has_changed(
    pool: Pool, tmp_path: Path, write_photo
) -> None:
    """Case 23: a file read before it is fully written."""
    path = write_photo(tmp_path / "a.jpg")
    old = Stat(1, 1, 1, 1)
    pool[0].submit(HashJob(path, old))
    pool[0].submit(ReadJob(path, old))
    results = [pool[1].get(timeout=20) for _ in range(3)]
    assert sum(isinstance(result, Changed) for result in results) == 2


def test_a_reason_comes_back_and_the_decoder_lives_on(
    pool: Pool, tmp_path: Path, write_photo
) -> None:
    bad, good = str(tmp_path / "bad.jpg"), write_photo(tmp_path / "good.jpg")
    Path(bad).write_bytes(b"no picture")
    pool[0].submit(ReadJob(bad, stat(bad)))
    failed = pool[1].get(timeout=20)
    (before,) = children()
    pool[0].submit(ReadJob(good, stat(good)))
    assert isinstance(failed, Failed)
    assert "not a picture" in failed.reason
    assert not failed.killed
    assert isinstance(pool[1].get(timeout=20), Read)
    assert children() == [before]


def test_a_vanished_file_fails_with_its_reason(pool: Pool, tmp_path: Path) -> None:
    path = str(tmp_path / "gone.jpg")
    pool[0].submit(HashJob(path, Stat(1, 1, 1, 1)))
    pool[0].submit(ReadJob(path, Stat(1, 1, 1, 1)))
    for _ in range(2):
        failed = pool[1].get(timeout=20)
        assert isinstance(failed, Failed)
        assert "vanished" in failed.reason


def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "pipe.jpg")
    os.mkfifo(path)
    pool[0].submit(HashJob(path, stat(path)))
    pool[0].submit(ReadJob(path, stat(path)))
    results = [pool[1].get(timeout=20) for _ in range(2)]
    monkeypatch.setattr(module, "_not_to_be_opened", lambda _: None)  # it comes after the look
    pool[0].submit(HashJob(path, stat(path)))
    results.append(pool[1].get(timeout=20))
    for failed in results:
        assert isinstance(failed, Failed)
        assert failed.reason == "it is not a regular file"
        assert failed.passing


def test_a_killed_decoder_is_told_and_replaced(pool: Pool, tmp_path: Path, write_photo) -> None:
    """Case 3: a file that kills the process that reads it."""
    path = write_photo(tmp_path / "a.jpg")
    pool[0].submit(ReadJob(path, stat(path)))
    assert isinstance(pool[1].get(timeout=20), Read)
    assert isinstance(pool[1].get(timeout=20), Finished)
    (decoder,) = children()
    decoder.send_signal(signal.SIGSTOP)  # so that it dies with the next file in hand
    pool[0].submit(ReadJob(path, stat(path)))
    time.sleep(1)  # the job is in its pipe
    decoder.kill()
    failed = pool[1].get(timeout=20)
    assert isinstance(failed, Failed)
    assert failed.killed
    pool[0].submit(ReadJob(path, stat(path)))
    assert isinstance(pool[1].get(timeout=20), Read)


def test_a_stalled_decoder_is_ended(
    pool: Pool, tmp_path: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 9: one file blocks the queue."""
    path = write_photo(tmp_path / "a.jpg")
    pool[0].submit(ReadJob(path, stat(path)))
    pool[1].get(timeout=20), pool[1].get(timeout=20)
    (decoder,) = children()
    decoder.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(module, "TIME_LIMIT_SECONDS", 0.5)
    pool[0].submit(ReadJob(path, stat(path)))
    failed = pool[1].get(timeout=20)
    assert isinstance(failed, Failed)
    assert failed.killed
    assert "longer" in failed.reason
    assert not decoder.is_running() or decoder.status() == psutil.STATUS_ZOMBIE


def test_memory_is_limited(tmp_path: Path, write_photo) -> None:
    """Case 1: one file must not exhaust the machine's memory."""
    path = write_photo(tmp_path / "a.png", size=(9000, 9000))
    results: queue.Queue[Result] = queue.Queue()
    # The limit on pixels lets it through; the address space, about 1 GB, does not hold
    # the picture beside the two copies that resizing in full needs.
    decoders = Decoders(1, Limits(64, 90_000_000), results.put)
    decoders.submit(ReadJob(path, stat(path)))
    assert isinstance(results.get(timeout=60), Read | Failed)
    decoders.stop()
    assert children() == []


def test_previews_are_rendered(pool: Pool, tmp_path: Path, write_pdf) -> None:
    path = write_pdf(tmp_path / "a.pdf", ["A heron."])
    pool[0].submit(RenderJob(path, 1, 400))
    rendered = pool[1].get(timeout=20)
    assert isinstance(rendered, Rendered)
    assert rendered.jpeg.startswith(b"\xff\xd8")


def test_reading_goes_before_hashing(tmp_path: Path, write_photo) -> None:
    paths = [write_photo(tmp_path / f"{n}.jpg", n) for n in range(6)]
    results: queue.Queue[Result] = queue.Queue(1)  # the pool waits after its first result
    decoders = Decoders(1, Limits(64, 50_000_000), results.put)
    for path in paths[:-1]:
        decoders.submit(HashJob(path, stat(path)))
    decoders.submit(ReadJob(paths[-1], stat(paths[-1])))
    kinds = [type(results.get(timeout=20)) for _ in range(7)]
    assert kinds.index(Finished) < len(kinds) - 1
    decoders.stop()


def test_nothing_is_begun_while_a_query_is_answered(tmp_path: Path, write_photo) -> None:
    path = write_photo(tmp_path / "a.jpg")
    interlude = Interlude()
    results: queue.Queue[Result] = queue.Queue()
    decoders = Decoders(1, Limits(64, 50_000_000), results.put, interlude.wait)
    interlude.begin()
    decoders.submit(HashJob(path, stat(path)))
    with pytest.raises(queue.Empty):
        results.get(timeout=INTERLUDE_SECONDS / 2)
    began = time.monotonic()
    interlude.end()
    assert isinstance(results.get(timeout=20), Hashed)
    assert time.monotonic() - began < INTERLUDE_SECONDS / 2
    decoders.stop()


def test_a_query_that_takes_long_does_not_hold_decoding_up() -> None:
    interlude = Interlude()
    interlude.wait()
    began = time.monotonic()
    interlude.begin()
    interlude.wait()
    assert time.monotonic() - began >= INTERLUDE_SECONDS * 0.9
    interlude.wait()  # its time is over: no further file waits
    assert time.monotonic() - began < INTERLUDE_SECONDS * 1.9


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files")
def test_a_decoder_that_cannot_be_started_is_told_and_tried_again(
    pool: Pool, tmp_path: Path, write_photo
) -> None:
    path = write_photo(tmp_path / "a.jpg")
    pool[0].submit(HashJob(path, stat(path)))  # its thread has started
    pool[1].get(timeout=20)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Enough for the pipe to the decoder, not for the process.
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 3, hard))
    held = []
    try:
        while True:
            try:
                held.append(os.dup(0))
            except OSError:
                break
        for spare in held[-2:]:
            os.close(spare)
        pool[0].submit(ReadJob(path, stat(path)))
        failed = pool[1].get(timeout=20)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for spare in held[:-2]:
            os.close(spare)
    assert isinstance(failed, Failed)
    pool[0].submit(ReadJob(path, stat(path)))
    assert isinstance(pool[1].get(timeout=20), Read)


def test_a_clouds_placeholder_is_opened_by_no_job(
    pool: Pool, tmp_path: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 31: it may have gone to the cloud since it was found."""
    path = write_photo(tmp_path / "a.jpg")
    monkeypatch.setattr(module, "is_placeholder", lambda _: True)
    for job in (HashJob(path, stat(path)), ReadJob(path, stat(path)), RenderJob(path, 0, 64)):
        pool[0].submit(job)
        failed = pool[1].get(timeout=20)
        assert isinstance(failed, Failed)
        assert "cloud" in failed.reason
        assert failed.passing


def test_a_decoder_whose_worker_was_killed_ends_without_a_word(tmp_path: Path) -> None:
    """Also where it is about to tell why a file cannot be read."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    ours.send((str(tmp_path / "gone.jpg"), None))
    process = context.Process(target=module._run, args=(theirs, Limits(64, 1_000_000)))
    process.start()
    theirs.close()
    ours.close()
    process.join(30)
    assert process.exitcode == 0


def test_a_process_that_is_being_started_when_the_pool_ends_ends_too(
    tmp_path: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the reader of text in pictures, which begins with the first picture."""
    path = write_photo(tmp_path / "a.jpg")
    starts, may_start = threading.Event(), threading.Event()
    send = module._Process.send

    def start(process: module._Process, job: module._Decoded) -> None:
        starts.set()
        assert may_start.wait(60)
        send(process, job)

    monkeypatch.setattr(module._Process, "send", start)
    decoders = Decoders(1, Limits(64, 50_000_000), lambda _: None)
    decoders.submit(WritingJob(path, stat(path), (0,)))
    assert starts.wait(60)
    monkeypatch.setattr(module, "STOP_SECONDS", 60.0)
    begun_apart("let it start", lambda: (decoders._threads[0].join(0.1), may_start.set()))
    decoders.stop()
    assert not decoders._threads[0].is_alive()
    assert decoders.pids == []


def test_who_waits_when_all_ends_is_told_of_no_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    """It might have answered yet."""
    asked, goes_on = threading.Event(), threading.Event()

    def held(job: RenderJob) -> RenderJob:
        asked.set()
        goes_on.wait(60)
        return job

    monkeypatch.setattr(module, "_seen", held)
    on_demand = OnDemand(Limits(64, 50_000_000))
    waits = on_demand.preview("/nas/a.jpg", 0, 300)
    assert asked.wait(60)
    on_demand.stop()
    assert "interrupted" in str(waits.exception(timeout=60))
    goes_on.set()
