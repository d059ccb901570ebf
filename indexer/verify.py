"""Compares catalog, store and disk, and repairs: what a start does shortly, `mate verify` in full.

The catalog is believed on files, the disk on what is there, the store on its own rows alone. A
content that lacks something is taken for half written (`Catalog.doubt`), and goes the way of one
that a crash has cut off: its rows are deleted, its files read again. So a repair that is killed
goes on at the next start.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np

from indexer.catalog import Catalog
from indexer.catalog_file import CatalogDamagedError, require_sound
from indexer.library import Library
from indexer.presence import check_all
from indexer.reconcile import Changes
from indexer.records import ContentRecord
from indexer.store import Store
from indexer.vectors import sound
from mate_core.text import Steps

log = logging.getLogger(__name__)

BACKUP_SECONDS = 24 * 3600.0
_JPEG = b"\xff\xd8"
_THUMBNAILS_A_STEP = 200
# A repair waits so long for drives before it takes one for away.
LOOK_PATIENCE = 1.0


def open_catalog(library: Library) -> tuple[Catalog, str]:
    """Open the catalog for its writer; one that is damaged stands aside, and its backup comes in.

    Files that were added since the backup are found by the scans, and rows that it does not know
    of are deleted by `compare_store`, so that nothing is lost or doubled. What people keep is taken
    over from the damaged one as far as it can be read.

    Returns:
        The catalog, and what a person should know of it, if anything.

    Raises:
        CatalogError: it cannot be opened, or was written by a newer program.
        OSError: what is damaged cannot be set aside.
    """
    damaged: list[Path] = []
    if library.has_catalog or not library.backup.is_file():
        try:
            return Catalog(library.catalog, check=True), ""
        except CatalogDamagedError as error:
            log.warning("%s", error)
            aside = library.set_aside(library.catalog)
            damaged.append(aside)
            happened = f"The catalog was damaged and is set aside as {aside.name}."
    else:
        # Emptied or gone. What else there is must not be taken for a part of the backup.
        library.set_aside(library.catalog)
        happened = "The catalog was gone."
    if library.backup.is_file():
        try:
            require_sound(library.backup)
        except CatalogDamagedError as error:
            log.warning("%s", error)
            damaged.insert(0, library.set_aside(library.backup))
        else:
            day = datetime.fromtimestamp(library.backup.stat().st_mtime)
            partial = library.catalog.with_name(library.catalog.name + ".part")
            shutil.copyfile(library.backup, partial)
            partial.replace(library.catalog)
            return _with_what_is_kept(Catalog(library.catalog), damaged), (
                f"{happened} Its copy of {day:%Y-%m-%d %H:%M} has taken its place; "
                "files that have come or changed since are read again."
            )
    return _with_what_is_kept(Catalog(library.catalog), damaged), (
        f"{happened} There was no sound copy of it, so a new one has been made: "
        "add your folders again, and they are read anew."
    )


def _with_what_is_kept(catalog: Catalog, damaged: Sequence[Path]) -> Catalog:
    """The catalog with what people keep in damaged ones, the older first, that can be read."""
    for path in damaged:
        catalog.salvage(path)
    return catalog


def back_up(catalog: Catalog, library: Library) -> None:
    """Keep a copy of the catalog. One with no folders and nothing that people keep is worth none.

    Raises:
        CatalogFault, CatalogError, OSError: no copy has been made; an older one stays.
    """
    if catalog.folders() or not catalog.kept.is_empty:
        catalog.backup(library.backup)


def backup_is_due(library: Library) -> bool:
    """Whether the copy is older than a day, or there is none."""
    try:
        age = time.time() - library.backup.stat().st_mtime
    except OSError:
        return True
    return not 0 <= age < BACKUP_SECONDS


@dataclass(slots=True)
class Differences:
    """What the catalog and the store say differently, as hashes of contents.

    ``incomplete`` are those whose rows are missing, of a wrong number or no vectors.
    ``unknown`` stand in the store alone. ``waiting`` are incomplete too, and none of their files
    can be read at the moment, so what there is of them is kept. ``counted`` are rows of contents
    of which the number was not known.
    """

    incomplete: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    counted: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Findings:
    """What is not as it should be. ``changes`` is what the disk had new.

    ``unused`` are contents of files that are gone. ``kept`` are contents that lack something and
    none of whose files can be read at the moment: they stay as they are, for their rows are worth
    more.
    """

    contents: Differences
    changes: Changes
    half_written: set[str] = field(default_factory=set)
    unused: set[str] = field(default_factory=set)
    without_thumbnail: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    thumbnails_missing: int = 0
    thumbnails_unknown: list[Path] = field(default_factory=list)
    leftovers: list[Path] = field(default_factory=list)


def compare_store(catalog: Catalog, store: Store, model: str) -> Differences:
    """Compare how many rows of each content the store has with what the catalog calls done.

    Raises:
        StoreError: the store cannot be read, or is damaged.
    """
    rows: Counter[str] = Counter()
    for contents in store.scan():
        rows.update(contents)
    return _compared(catalog, rows, set(), model)


def _compared(catalog: Catalog, rows: Counter[str], broken: set[str], model: str) -> Differences:
    """``rows`` of each content, and the ``broken`` ones that have what is no vector."""
    known = catalog.contents(model)
    done = {content: record for content, record in known.items() if record.state == "done"}
    incomplete = {
        content
        for content, record in done.items()
        if content in broken or not _whole(record, rows[content])
    }
    waiting: set[str] = set()
    if incomplete:
        check_all(catalog, LOOK_PATIENCE)
        readable = catalog.readable()
        waiting = {content for content in incomplete - readable if rows[content]}
    return Differences(
        incomplete=incomplete - waiting,
        unknown=rows.keys() - known.keys(),
        waiting=waiting,
        counted={
            content: rows[content]
            for content, record in done.items()
            if record.rows < 0 and content not in incomplete
        },
    )


def _whole(record: ContentRecord, rows: int) -> bool:
    # An older Mate did not count; each photo and page has a row at least.
    return rows == record.rows if record.rows >= 0 else rows >= record.items


def settle(differences: Differences, catalog: Catalog, store: Store, model: str) -> None:
    """Delete rows that nobody knows of, and take incomplete contents for half written."""
    if differences.incomplete:
        log.warning("%d contents are incomplete in the store", len(differences.incomplete))
        catalog.doubt(differences.incomplete, model)
    if differences.unknown:
        log.warning("the store has %d contents that nobody knows of", len(differences.unknown))
        store.delete(differences.unknown)
    if differences.counted:
        catalog.set_rows(differences.counted, model)


def examine_steps(
    catalog: Catalog, store: Store | None, library: Library, model: str, changes: Changes
) -> Steps[Findings]:
    """Look at every row and every thumbnail, in short pieces. Nothing is changed.

    Meanwhile nothing may be indexed, for it would seem to lack something.

    Args:
        catalog: what is believed.
        store: the model's table, None where there is none.
        library: where the thumbnails lie.
        model: its id.
        changes: what a comparison with the disk has found just before.

    Raises:
        StoreError: the store cannot be read, or is damaged.
    """
    rows: Counter[str] = Counter()
    broken: set[str] = set()
    for contents, later, embeddings in store.scan_vectors() if store is not None else ():
        rows.update(each for each, is_later in zip(contents, later, strict=True) if not is_later)
        broken.update(contents[index] for index in np.flatnonzero(~sound(embeddings)))
        yield
    found = Findings(_compared(catalog, rows, broken, model), changes)
    found.half_written = set(catalog.unfinished(model))
    found.unused = set(catalog.unused(model))
    found.contents.incomplete -= found.unused
    found.contents.waiting -= found.unused
    found.leftovers = library.leftovers()
    hashes = catalog.hashes()
    there: set[tuple[str, int]] = set()
    for turn, (path, content, page) in enumerate(library.kept_thumbnails(), start=1):
        if turn % _THUMBNAILS_A_STEP == 0:
            yield
        if content not in hashes:
            found.thumbnails_unknown.append(path)
        elif _is_jpeg(path):
            there.add((content, page))
    missing = [
        item for item in catalog.pages(model) if item not in there and item[0] not in found.unused
    ]
    found.thumbnails_missing = len(missing)
    lacking = {content for content, _ in missing} - found.contents.incomplete
    found.without_thumbnail = lacking & catalog.readable()
    found.kept = found.contents.waiting | (lacking - found.without_thumbnail)
    return found


def counted(found: Findings) -> dict[str, int]:
    """How many there are of what is not as it should be, by its name."""
    return {
        "contents_incomplete": len(found.contents.incomplete),
        "contents_half_written": len(found.half_written),
        "contents_unknown": len(found.contents.unknown),
        "contents_unused": len(found.unused),
        "contents_kept": len(found.kept),
        "thumbnails_missing": found.thumbnails_missing,
        "thumbnails_unknown": len(found.thumbnails_unknown),
        "files_removed": found.changes.removed,
        "files_renamed": found.changes.renamed,
        "files_queued": found.changes.queued,
        "leftovers": len(found.leftovers),
    }


def _is_jpeg(path: Path) -> bool:
    """Whether a thumbnail is more than the empty file that a power failure leaves."""
    try:
        with path.open("rb") as file:
            return file.read(len(_JPEG)) == _JPEG
    except OSError:
        return False


def repair(found: Findings, catalog: Catalog, store: Store, model: str) -> None:
    """Do what can be done at once; the rest is read again by the indexing that follows.

    Raises:
        StoreError, CatalogFault, OSError: it could not be done, for want of room, say.
    """
    settle(found.contents, catalog, store, model)
    catalog.doubt(found.without_thumbnail, model)
    for path in (*found.thumbnails_unknown, *found.leftovers):
        path.unlink(missing_ok=True)


def doubt_all(catalog: Catalog, model: str, *, everything: bool) -> int:
    """Take all contents for half written, so that they are read again; how many are left out.

    Contents none of whose files can be read now are left out, unless ``everything`` is meant.
    """
    check_all(catalog, LOOK_PATIENCE)
    known = catalog.contents(model).keys()
    chosen = known if everything else known & (catalog.readable() | set(catalog.unused(model)))
    catalog.doubt(chosen, model)
    return len(known) - len(chosen)
