"""What people keep: recent questions, saved searches, collections filled by hand.

A question is kept as it was asked, so that it is answered from the library as it is then. A photo
in it is kept by its path and, where the library knows it, by its content, so that it is found again
where it has been moved. A collection holds contents, of files wherever they are.
"""

from __future__ import annotations

import json
import os
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, fields, replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any, get_args

import indexer.messages as m
from indexer.catalog import Catalog
from indexer.drives import SilentDriveError, drives
from indexer.files import display
from indexer.filters import FilterError, parse
from indexer.kept_tables import REMEMBERS, Named
from indexer.library import Library
from indexer.records import MemberRecord
from indexer.shown import shown
from indexer.sorting import dated, hits_in_order

MOST_RECENT = 50
# A question that only goes on with the words of the one before it, so soon, takes its place.
SAME_THOUGHT_SECONDS = 120
UNDO_SECONDS = 30 * 24 * 3600.0
TITLE_LENGTH = 60
NAME_LENGTH = 120
LOOK_PATIENCE = 0.1


class KeptError(Exception):
    """It cannot be kept, or is not there; the message is for the user."""


# --- questions as text -------------------------------------------------------------------

_DEFAULTS = {each.name: each.default for each in fields(m.QueryPart)}


def write_query(query: m.Query, notes: Sequence[str] = ()) -> str:
    """A question as JSON; ``notes`` say of each part what it is found again by, if it is moved."""
    parts: list[dict[str, Any]] = []
    for part, note in zip(query.parts, chain(notes, repeat("")), strict=False):
        said = {name: value for name, value in asdict(part).items() if value != _DEFAULTS[name]}
        parts.append(said | ({"note": note} if note else {}))
    # Filters by how they were typed: what that means may be understood better some day.
    filters = [each.token for each in query.filters]
    kept: dict[str, Any] = {"parts": parts} | ({"filters": filters} if filters else {})
    if query.order != "relevance":
        kept["order"] = query.order
    return json.dumps(kept, sort_keys=True)


def read_query(text: str) -> tuple[m.Query, tuple[str, ...]]:
    """A question from JSON, and the notes on its parts, empty where there is none.

    Raises:
        KeptError: it is damaged.
    """
    try:
        said = json.loads(text)
        notes = tuple(str(part.pop("note", "")) for part in said["parts"])
        parts = tuple(map(_read_part, said["parts"]))
        filters = [each for token in said.get("filters", ()) for each in parse(token)[1]]
        order: m.Order = said.get("order", "relevance")
        if order not in get_args(m.Order):  # a newer Mate may know more
            order = "relevance"
    except FilterError as error:
        raise KeptError(str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeptError("What was kept of this question is damaged.") from error
    return m.Query(parts, filters=tuple(filters), order=order), notes


def _read_part(said: dict[str, Any]) -> m.QueryPart:
    values = {name: value for name, value in said.items() if name in _DEFAULTS}
    if values.get("item") is not None:
        values["item"] = m.LibraryItem(**values["item"])
    return m.QueryPart(**values)


def title_of(query: m.Query, notes: Sequence[str] = ()) -> str:
    """A question by its first words, the names of what else is in it, and its order.

    ``notes`` are the paths of items of the library.
    """
    texts, photos = [], []
    for part, note in zip(query.parts, chain(notes, repeat("")), strict=False):
        minus = "− " if part.weight < 0 else ""
        if part.text and part.text.strip():
            words = " ".join(part.text.lstrip()[: 4 * TITLE_LENGTH].split())
            texts.append(minus + _shortened(words, TITLE_LENGTH))
        elif path := part.photo or part.document or note:
            page = f" {part.item.page}" if part.item is not None and part.item.page else ""
            photos.append(minus + _shortened(os.path.basename(path), TITLE_LENGTH // 2) + page)
    filters = " ".join(each.token for each in query.filters)
    named = list(filter(None, [*texts, *photos, filters]))
    if named and query.order != "relevance":
        named.append("by name" if query.order == "name" else f"{query.order} first")
    return display(" · ".join(named))


def _may_be_there(path: str) -> bool:
    """Whether there is a file, also where its drive does not answer soon."""
    try:
        return drives.call(path, lambda: os.path.isfile(path), patience=LOOK_PATIENCE)
    except SilentDriveError:
        return True


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    cut = text[:length]
    return (cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut).rstrip(" ,;:") + "…"


# --- what is kept ------------------------------------------------------------------------


class Shelves:
    """What a library keeps, for reading and for its one writer."""

    def __init__(self, catalog: Catalog, library: Library) -> None:
        self._catalog = catalog
        self._library = library
        self._tables = catalog.kept

    def state(self) -> m.Kept:
        """All of it by name."""
        counts = self._tables.counts()
        return m.Kept(
            recent=tuple(m.KeptQuery(*each) for each in self._tables.recent()),
            saved=tuple(m.KeptQuery(*each) for each in self._by_name("saved")),
            collections=tuple(
                m.Collection(kept, name, counts.get(kept, 0))
                for kept, name in self._by_name("collection")
            ),
            remembers=self.remembers,
        )

    def _by_name(self, table: Named) -> list[tuple[int, str]]:
        return sorted(self._tables.names(table), key=lambda each: (each[1].casefold(), each))

    def purge(self) -> None:
        """Do away with what was deleted so long ago that nobody will want it back."""
        self._tables.purge(UNDO_SECONDS)
        pictures = list((self._library.root / "kept").glob("*.png"))
        texts = self._tables.queries() if pictures else []
        for picture in pictures:
            if not any(picture.name in text for text in texts):
                picture.unlink(missing_ok=True)

    # --- recent questions ----------------------------------------------------------------

    @property
    def remembers(self) -> bool:
        """Whether questions are kept."""
        return self._catalog.setting(REMEMBERS) != "no"

    def set_remembering(self, remembers: bool) -> None:
        """Keep questions from now on, or keep none."""
        self._catalog.set_setting(REMEMBERS, "yes" if remembers else "no")

    def remember(self, query: m.Query) -> bool:
        """Keep a question that was asked, if that is wanted; whether it was."""
        notes = self._notes(query)
        title = title_of(query, notes)
        if not (self.remembers and title):
            return False
        newest = self._tables.newest_recent()
        instead = None
        if newest is not None and time.time() - newest[1] < SAME_THOUGHT_SECONDS:
            instead = newest[0] if _goes_on(newest[2], query) else None
        text = write_query(query, notes)
        self._tables.put_recent(title, text, most=MOST_RECENT, instead=instead)
        return True

    def forget_recent(self) -> None:
        """Forget all recent questions."""
        self._tables.clear_recent()

    # --- saved searches ------------------------------------------------------------------

    def recall(self, shelf: m.Shelf, kept: int) -> m.Recalled:
        """A recent or saved question, to be asked now.

        Raises:
            KeptError: it is not there, or damaged.
        """
        if shelf == "collection":
            raise KeptError("A collection asks nothing.")
        found = self._tables.query(shelf, kept)
        if found is None:
            raise KeptError("This question is not kept any more.")
        title, text = found
        query, notes = read_query(text)
        parts, missing, hits = [], [], []
        for part, note in zip(query.parts, notes, strict=True):
            if part.item is not None:
                hit = self._hit(MemberRecord(part.item.content, part.item.page, note, None))
                if hit.gone:
                    missing.append(note)
                    continue
                hits.append(hit)
            elif (path := part.photo or part.document) and not _may_be_there(path):
                moved = self._moved(note)
                if moved is None:
                    missing.append(path)
                    continue
                part = replace(part, photo=moved) if part.photo else replace(part, document=moved)
            parts.append(part)
        query = replace(query, parts=tuple(parts))
        return m.Recalled(shelf, kept, title, query, tuple(missing), tuple(hits))

    def _moved(self, content: str) -> str | None:
        """Where a photo is by now, that is not where it was."""
        paths = self._catalog.chosen.locate([content]).get(content, ()) if content else ()
        return next(filter(_may_be_there, paths), None)

    def save(self, name: str, query: m.Query) -> int:
        """Keep a question by a name, or by one like it that is free; its id.

        Raises:
            KeptError: it asks nothing, or a pasted picture cannot be kept.
        """
        if not (query.parts or query.filters):
            raise KeptError("There is no question to save: type some words or drop a photo.")
        query = self._with_pasted_kept(query)
        notes = self._notes(query)
        name = self._free("saved", _clean(name or title_of(query, notes)))
        return self._tables.add_saved(name, write_query(query, notes))

    def saved_as(self, query: m.Query) -> int | None:
        """The id of the saved search that asks just this, if there is one."""
        query = replace(query, parts=tuple(map(self._where_kept, query.parts)))
        notes = self._notes(query)
        for kept, text in self._tables.saved():
            with suppress(KeptError):  # a damaged one asks nothing
                if _same(query, notes, *read_query(text)):
                    return kept
        return None

    def _notes(self, query: m.Query) -> list[str]:
        """Of files that the library knows the hashes, of items of the library the paths."""
        notes = []
        for part in query.parts:
            path = part.photo or part.document
            if part.item is not None:
                content = part.item.content
                notes.append(self._catalog.chosen.locate([content]).get(content, [""])[0])
            else:
                notes.append((self.content_of(path) if path else None) or "")
        return notes

    def _with_pasted_kept(self, query: m.Query) -> m.Query:
        """The question with copies of pasted pictures, which else would be cleared away."""
        parts = []
        for part in query.parts:
            kept = self._where_kept(part)
            if part.photo is not None and kept.photo is not None and kept != part:
                target = Path(kept.photo)
                try:
                    target.parent.mkdir(exist_ok=True)
                    if not target.exists():
                        target.write_bytes(Path(part.photo).read_bytes())
                except OSError as error:
                    raise KeptError(
                        f"The pasted picture cannot be kept: {error.strerror or error}."
                    ) from error
            parts.append(kept)
        return replace(query, parts=tuple(parts))

    def _where_kept(self, part: m.QueryPart) -> m.QueryPart:
        """The part, a pasted picture by the place of the copy that a saved search has of it."""
        if part.photo is None or Path(part.photo).parent != self._library.root / "tmp":
            return part
        return replace(part, photo=str(self._library.root / "kept" / Path(part.photo).name))

    # --- collections ---------------------------------------------------------------------

    def make_collection(self, name: str, members: Sequence[m.Member] = ()) -> int:
        """Begin a collection by a name, or by one like it that is free; its id.

        Raises:
            KeptError: the name is none.
        """
        collection = self._tables.add_collection(self._free("collection", _clean(name)))
        if members:
            self.add_members(collection, members)
        return collection

    def add_members(self, collection: int, members: Sequence[m.Member]) -> int:
        """Put photos and pages into a collection; how many were not in it yet.

        Raises:
            KeptError: there is no such collection.
        """
        self._name_of("collection", collection)
        return self._tables.add_members(collection, members)

    def content_of(self, path: str) -> str | None:
        """The hash of what is in a file, if that has been read."""
        record = self._catalog.files_under(path).get(path)
        return None if record is None or record.state == "failed" else record.content

    def has_page(self, content: str, page: int) -> bool:
        """Whether a content has this page, or is a photo (page 0)."""
        return self._catalog.size_of(content, page) != (0, 0)

    def remove_members(self, collection: int, members: Sequence[m.Member]) -> list[m.PlacedMember]:
        """Take photos and pages out of a collection; those that were in it, for `put_back`."""
        return self._tables.remove_members(collection, [each[:2] for each in members])

    def put_back(self, collection: int, members: Sequence[m.PlacedMember]) -> None:
        """Put what was taken out of a collection back to where it stood.

        Raises:
            KeptError: there is no such collection.
        """
        self._name_of("collection", collection)
        self._tables.put_back(collection, members)

    def show(self, collection: int, order: m.Order | None = None) -> list[m.Hit]:
        """What is in a collection, as it was put there unless in an order, with what is gone.

        Raises:
            KeptError: there is no such collection.
        """
        self._name_of("collection", collection)
        records = self._tables.members(collection)
        paths = self._catalog.chosen.locate(sorted({each.content for each in records}))
        hits = [self._hit(each, paths.get(each.content, ())) for each in records]
        order = order or "relevance"
        return hits_in_order(dated(hits, order, self._catalog), order)

    def _hit(self, record: MemberRecord, paths: Sequence[str] | None = None) -> m.Hit:
        if paths is None:
            paths = self._catalog.chosen.locate([record.content]).get(record.content, ())
        kind: m.Kind = "page" if record.page else "photo"
        path, *copies = paths or [record.changed or record.path]
        hit = shown(kind, path, record.page, record.content, self._catalog, self._library)
        gone = not paths and record.changed is None
        return replace(hit, copies=tuple(copies), gone=gone)

    # --- saved searches and collections alike --------------------------------------------

    def find(self, table: Named, name: str, *, deleted: bool = False) -> int:
        """The id of what has this name, in whatever case.

        Raises:
            KeptError: nothing has.
        """
        names = self._tables.names(table, deleted=deleted)
        exact = [kept for kept, known in names if known == name]
        alike = [kept for kept, known in names if known.casefold() == name.casefold()]
        if not alike:
            what = "saved search" if table == "saved" else "collection"
            known = ", ".join(f"“{each}”" for each in sorted(name for _, name in names)) or "none"
            raise KeptError(f"There is no {what} “{name}”; there is: {known}.")
        return (exact or alike)[-1]

    def rename(self, table: Named, kept: int, name: str) -> None:
        """Give it another name.

        Raises:
            KeptError: the name is none, or taken.
        """
        name, before = _clean(name), self._name_of(table, kept)
        others = {each.casefold() for known, each in self._tables.names(table) if known != kept}
        if name.casefold() in others:
            raise KeptError(f"“{before}” keeps its name: there is another “{name}”.")
        self._tables.rename(table, kept, name)

    def delete(self, table: Named, kept: int) -> None:
        """Delete it; for some weeks it can be brought back."""
        self._tables.delete(table, kept)

    def restore(self, table: Named, kept: int) -> None:
        """Bring back what was deleted, by its name, or one like it that is free.

        Raises:
            KeptError: it is not there.
        """
        names = dict(self._tables.names(table, deleted=True))
        if kept in names:
            self._tables.restore(table, kept, self._free(table, names[kept]))
        else:
            self._name_of(table, kept)

    def _name_of(self, table: Named, kept: int) -> str:
        names = dict(self._tables.names(table))
        if kept not in names:
            what = "saved search" if table == "saved" else "collection"
            raise KeptError(f"This {what} is not there any more.")
        return names[kept]

    def _free(self, table: Named, name: str) -> str:
        """The name, with a number if it is taken."""
        taken = {each.casefold() for _, each in self._tables.names(table)}
        free, number = name, 1
        while free.casefold() in taken:
            number += 1
            free = f"{name} ({number})"
        return free


def obey(command: m.KeptCommand, shelves: Shelves) -> Iterator[m.Event]:
    """Do what a front end asks, and tell what came of it."""
    try:
        match command:
            case m.Remember(query):
                shelves.remember(query)
            case m.ForgetRecent():
                shelves.forget_recent()
            case m.SetRemembering(remembers):
                shelves.set_remembering(remembers)
            case m.Recall(shelf, kept):
                yield shelves.recall(shelf, kept)
                return
            case m.SaveSearch(name, query):
                known = None if name else shelves.saved_as(query)
                if known is None:
                    shelves.save(name, query)
                else:
                    yield m.SavedAlready(known, query)
            case m.MakeCollection(name, members):
                shelves.make_collection(name, members)
            case m.AddMembers(collection, members):
                added = shelves.add_members(collection, members)
                wanted = len({member[:2] for member in members})
                yield m.MembersAdded(collection, added, wanted - added)
            case m.RemoveMembers(collection, members):
                taken = shelves.remove_members(collection, members)
                yield m.MembersRemoved(collection, tuple(taken))
            case m.PutBack(collection, placed):
                shelves.put_back(collection, placed)
            case m.RenameKept(shelf, kept, name):
                shelves.rename(_named(shelf), kept, name)
            case m.DeleteKept(shelf, kept):
                shelves.delete(_named(shelf), kept)
            case m.RestoreKept(shelf, kept):
                shelves.restore(_named(shelf), kept)
    except KeptError as error:
        yield m.Notice("warning", str(error))
    yield m.KeptChanged(shelves.state())


def _named(shelf: m.Shelf) -> Named:
    if shelf == "recent":
        raise KeptError("Recent questions have no names.")
    return shelf


def _same(one: m.Query, notes: Sequence[str], other: m.Query, other_notes: Sequence[str]) -> bool:
    """Whether two questions are one; a photo or document that has been moved is the same."""
    if (one.order, one.filters, len(one.parts)) != (other.order, other.filters, len(other.parts)):
        return False
    for part, note, before, noted in zip(one.parts, notes, other.parts, other_notes, strict=True):
        moved = note and note == noted
        if moved and before.photo and part.photo:
            before = replace(before, photo=part.photo)
        elif moved and before.document and part.document:
            before = replace(before, document=part.document)
        if part != before:
            return False
    return True


def _goes_on(earlier: str, query: m.Query) -> bool:
    """Whether a question is an earlier one with more words, or with some taken back."""
    try:
        before, _ = read_query(earlier)
    except KeptError:
        return False
    texts, others = [], []
    for each in (before, query):
        texts.append([part.text for part in each.parts if part.text is not None])
        others.append([part for part in each.parts if part.text is None])
    if others[0] != others[1] or [len(each) for each in texts] != [1, 1]:
        return False
    (one,), (other,) = texts
    return one.startswith(other) or other.startswith(one)


def _clean(name: str) -> str:
    """A name on one line and of bearable length.

    Raises:
        KeptError: nothing is left of it.
    """
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    name = "".join(letter for letter in name if letter.isprintable())[:NAME_LENGTH].strip()
    if not name:
        raise KeptError("A name has at least one letter.")
    return name
