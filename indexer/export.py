"""Hits written down for other programs: JSON, CSV, a list of paths, or copies of the files.

Of hits alone, which a front end has: neither catalog nor store is asked. Copies may take minutes,
so an `Exporter` works on a thread of its own, tells how it goes, and can be stopped.
"""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

import indexer.messages as m
from indexer.files import RefusedError, copy_whole, display, new_file

TELL_SECONDS = 0.2
GONE = "it is not in the library any more: deleted, or moved out of the watched folders"
# Programs for tables take a cell that begins so for something to compute, or to run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_COLUMNS = (
    *("kind", "path", "page", "score", "strength", "moment", "gone", "sentences", "passage"),
    "boxes",
    *("taken", "camera", "lens", "latitude", "longitude", "title", "description", "keywords"),
    *("rating", "copies", "alike"),
)


class ExportError(Exception):
    """Nothing can be exported; the message is for the user."""


class TakenError(ExportError):
    """The file is there already, and nobody has said that it may be replaced."""


# --- hits in words -----------------------------------------------------------------------


def as_json(hit: m.Hit) -> dict[str, Any]:
    """A hit as values of JSON."""
    return {
        "kind": hit.kind,
        "path": hit.path,
        "page": hit.page if hit.kind == "page" else None,
        "score": None if hit.score is None else round(hit.score, 6),
        "strength": hit.strength,
        **({"moment": hit.moment} if hit.moment else {}),
        "passage": hit.why.passage or None,
        "metadata": {
            name: said for name, said in asdict(hit.metadata).items() if said not in (None, "", ())
        },
        "sentences": [[sentence, round(score, 6)] for sentence, score in hit.why.sentences],
        "boxes": [list(_edges(box)) for box in hit.why.boxes],
        "copies": list(hit.copies),
        "alike": list(hit.alike),
    }


def write_json(hits: Sequence[m.Hit], name: str) -> bytes:
    """A list of hits with all that is known of them.

    Escaped, so that names which are not text survive.
    """
    listed = [as_json(hit) | {"gone": hit.gone} for hit in hits]
    return (json.dumps({"name": name or None, "hits": listed}, indent=2) + "\n").encode("ascii")


def write_csv(hits: Sequence[m.Hit]) -> bytes:
    """A table, a hit a row.

    In UTF-8 with its mark, without which Excel takes it for something else.
    """
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for hit in hits:
        said = hit.metadata
        cells = (
            hit.kind,
            exact(hit.path),
            hit.page if hit.kind == "page" else "",
            "" if hit.score is None else round(hit.score, 6),
            *(hit.strength or "", hit.moment),
            "yes" if hit.gone else "",
            "\n".join(f"{text.strip()} ({score:.2f})" for text, score in hit.why.sentences),
            hit.why.passage,
            "\n".join(
                " ".join(f"{round(edge, 6)}" for edge in _edges(box)) for box in hit.why.boxes
            ),
            *(said.taken, said.camera, said.lens),
            *("" if place is None else place for place in (said.latitude, said.longitude)),
            *(said.title, said.description, "; ".join(said.keywords)),
            "" if said.rating is None else said.rating,
            *("\n".join(map(exact, paths)) for paths in (hit.copies, hit.alike)),
        )
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return table.getvalue().encode("utf-8-sig", "replace")


def write_list(hits: Sequence[m.Hit]) -> tuple[bytes, list[m.Hit]]:
    """An extended M3U playlist in UTF-8, each file once, and the hits that stand there."""
    lines, listed = ["#EXTM3U"], dict[str, m.Hit]()
    for hit in hits:
        if not hit.gone and hit.path not in listed:
            listed[hit.path] = hit
            title = " ".join(display(hit.metadata.title or os.path.basename(hit.path)).split())
            lines += [f"#EXTINF:-1,{title}", exact(hit.path)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace"), list(listed.values())


def exact(path: str) -> str:
    """A path as text on one line; one that is none, or would be taken for a comment, as its URL."""
    plain = path.isprintable() and not path.startswith("#")
    return path if plain else "file://" + quote_from_bytes(os.fsencode(path))


def _edges(box: m.Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


# --- files -------------------------------------------------------------------------------


@dataclass(slots=True)
class Report:
    """What came of an export; see `indexer.messages.ExportDone`."""

    written: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    cancelled: bool = False


Tell = Callable[[int, int], None]


def export(
    order: m.Export,
    *,
    tell: Tell = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """Write a file, or copies into a folder.

    Args:
        order: what, where and how.
        tell: called now and then with what is done of the whole, in bytes.
        cancelled: whether to stop.

    Raises:
        TakenError: the file is there and is not to be replaced.
        ExportError: nothing can be written there, or there is too little room.
    """
    gone = {hit.path: GONE for hit in order.hits if hit.gone}
    if order.form == "copies":
        return copy_files(order.hits, order.target, tell=tell, cancelled=cancelled)
    report = Report(len(order.hits))
    if order.form == "json":
        data = write_json(order.hits, order.name)
    elif order.form == "csv":
        data = write_csv(order.hits)
    else:
        data, listed = write_list(order.hits)
        report = Report(len(listed), list(gone.items()))
    try:
        _write(order.target, data, replaces=order.replaces)
    except FileExistsError as error:
        raise TakenError(f"{display(order.target)} is there already.") from error
    except OSError as error:
        raise ExportError(
            f"{display(order.target)} cannot be written: {error.strerror or error}."
        ) from error
    return report


def _write(path: str, data: bytes, *, replaces: bool) -> None:
    """Whole or not at all.

    Raises:
        FileExistsError: it is there and is not to be replaced.
    """
    unfinished = []
    if not replaces:  # an empty file holds the name: what is replaced is that one
        os.close(new_file(path))
        unfinished.append(path)
    try:
        descriptor, partial = _new_file(f"{path}.part")
        unfinished.append(partial)
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(partial, path)
    except BaseException:
        for left in unfinished:
            with suppress(OSError):
                os.unlink(left)
        raise


def copy_files(
    hits: Sequence[m.Hit],
    folder: str,
    *,
    tell: Tell = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """Copy the files of hits into a folder, each once, with their times.

    Nothing is replaced: where a name is taken, the copy is called ``name (2).jpg``. What cannot be
    copied is listed with the reason, and the rest goes on.

    Raises:
        ExportError: the folder cannot be made or written to, or there is too little room.
    """
    report = Report()
    report.failures += {hit.path: GONE for hit in hits if hit.gone}.items()
    sizes: dict[str, int] = {}
    for path in dict.fromkeys(hit.path for hit in hits if not hit.gone):
        try:
            sizes[path] = os.stat(path).st_size
        except OSError as error:
            report.failures.append((path, _reason(error)))
    total, done = sum(sizes.values()), 0
    _require_room(folder, total)
    for path in sizes:
        if cancelled():
            break
        before = done
        try:
            with closing(_copy(path, folder)) as pieces:  # not whole unless it comes to its end
                for count in pieces:
                    if cancelled():
                        break
                    done += count
                    tell(min(done, total), total)
                else:
                    report.written += 1
        except RefusedError as refused:
            report.failures.append((path, str(refused)))
        except OSError as error:
            report.failures.append((path, _reason(error)))
            if error.errno in (errno.ENOSPC, errno.EROFS):  # nor will the next ones go
                left = list(sizes)[list(sizes).index(path) + 1 :]
                report.failures += [(other, _reason(error)) for other in left]
                break
        done = before + sizes[path]  # should it have grown meanwhile
    report.cancelled = cancelled()
    return report


def _require_room(folder: str, needed: int) -> None:
    try:
        os.makedirs(folder, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise ExportError(
            f"The folder {display(folder)} cannot be used: {error.strerror or error}."
        ) from error
    if needed > free:
        raise ExportError(
            f"There is too little room in {display(folder)}: the files take {needed / 1e6:,.1f} MB"
            f" and {free / 1e6:,.1f} MB are free."
        )


def _copy(path: str, folder: str) -> Generator[int, None, None]:
    """Copy a file beside what is in a folder, giving the size of each piece."""
    return copy_whole(path, lambda: _new_file(os.path.join(folder, os.path.basename(path))))


def _new_file(path: str) -> tuple[int, str]:
    """A file that was not there, by this name or one like it: descriptor and path."""
    stem, ending = os.path.splitext(path)
    number = 1
    while True:
        name = path if number == 1 else f"{stem} ({number}){ending}"
        try:
            return new_file(name), name
        except FileExistsError:
            number += 1


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file any more, or its drive is away"
    if error.errno == errno.ENOSPC:
        return "there is no room left for the copy"
    return (error.strerror or str(error)).lower()


# --- behind a front end ------------------------------------------------------------------


class Exporter:
    """Exports one after the other on a thread, which begins with the first."""

    def __init__(self, send: Callable[[m.Event], None]) -> None:
        """``send`` takes events, from any thread."""
        self._send = send
        self._pool: ThreadPoolExecutor | None = None
        self._begun: list[Future[None]] = []
        self._orders: dict[int, threading.Event] = {}  # whether each is to stop
        self._told = 0.0

    def begin(self, order: m.Export) -> None:
        """Export when the ones before are done."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "export")
        self._orders[order.id] = threading.Event()
        future = self._pool.submit(self._run, order, self._orders[order.id])
        self._begun = [*(each for each in self._begun if not each.done()), future]

    def cancel(self, order: int) -> None:
        """Stop an export; it reports what had been done."""
        if order in self._orders:
            self._orders[order].set()

    def cancel_all(self) -> None:
        """Tell all of them to stop, without waiting."""
        for stops in self._orders.values():
            stops.set()

    def stop(self, seconds: float | None = None) -> None:
        """Stop all of them, and wait, for so long at most: a drive may hang."""
        self.cancel_all()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        wait(self._begun, seconds)

    def _run(self, order: m.Export, stops: threading.Event) -> None:
        report, reason, taken = Report(), "", False
        try:
            report = export(
                order,
                tell=lambda done, total: self._tell(order.id, done, total),
                cancelled=stops.is_set,
            )
        except ExportError as error:
            reason, taken = str(error), isinstance(error, TakenError)
        except Exception as error:
            reason = f"The export failed: {error}."
            raise
        finally:
            self._send(
                m.ExportDone(
                    *(order.id, order.form, order.target, report.written),
                    *(tuple(report.failures), reason, report.cancelled, taken),
                )
            )

    def _tell(self, order: int, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told >= TELL_SECONDS:
            self._told = now
            self._send(m.ExportChanged(order, done, total))
