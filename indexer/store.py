"""The store: vectors and passages in LanceDB, one table a model; the only lancedb here.

Everything in it can be made anew from the files. Rows are keyed by content hash, page and
passage, never by path: a renamed file needs no write. One process writes (the worker); others
may read.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from concurrent.futures import Future
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from indexer.arrangement import Asked
from indexer.matrix import Matrix
from indexer.memory import give_back
from indexer.messages import Box, SearchRecall
from indexer.no_cloud import leave_the_cloud_out
from indexer.rows import (
    KINDS,
    LATER_KINDS,
    ItemRows,
    Key,
    Keys,
    Match,
    Row,
    RowKind,
    Wanted,
    lots,
    smallest,
)
from indexer.threads import begun

if TYPE_CHECKING:
    import pyarrow as pa

log = logging.getLogger(__name__)

# Appends before the table is compacted, and how long old versions stay for other readers.
APPENDS_PER_OPTIMIZE = 64
# Each time all rows are written anew, up to a million of them. So of a large table it is done less
# often: what is written stays in proportion to what is added, and so many small fragments, which
# each question goes through, to the rows that it goes through.
ROWS_PER_APPEND_LEFT, MOST_APPENDS_LEFT = 1600, 256
KEEP_VERSIONS = timedelta(seconds=120)
CONTENTS_AT_ONCE = 500
# Rows are read so many at once, 13 MB: by LanceDB's own measure, 1024, it takes half as long again.
ROWS_A_BATCH = 8192
SAMPLED = 1024
WORD_INDEX = "text_idx"
WORD_INDEX_MEGABYTES = 256
# What LanceDB keeps of its files, by itself 1 and 6 GB, mostly of files that are gone since rows
# were put together; and what it reads ahead where it goes through rows, by itself 2 GB.
METADATA_CACHE_BYTES, INDEX_CACHE_BYTES = 32 * 2**20, 256 * 2**20
READ_AHEAD_BYTES = 32 * 2**20
# Texts that were found lately are kept, some megabytes: they are asked for again at once.
TEXTS_KEPT = 4096

# The most rows that a search can be asked for.
MAX_LIMIT = 2**31 - 1
ADVICE = "Open Mate or run `mate verify`: what is damaged is set aside and made anew."

# What the system says where the files are not at fault: the number that Rust's texts give an
# error of the system (no room, no permission), a conflict of two writers. Anything else that
# Lance says of files that it should be able to read means that they are damaged or gone.
_PASSING = re.compile(r"os error (?!2\))\d+|No space left|Permission denied|conflict", re.I)


_READ_LATER = f"kind IN {LATER_KINDS}"
_KEYS = list(Key._fields)


_Said = tuple[str, tuple[Box, ...]]  # a row's text, and where it stands on its page
_WordsAsked = tuple[tuple[str, ...], tuple[RowKind, ...], int]  # what `with_words` is given

# A table has one from its first row on: it tells how words are taken from texts, also from those
# that are not in it yet. Without one neither case nor accents would be left out. Tables of an older
# Mate may have none; until one looks, that is unknown.
_WordIndex = Literal["unknown", "wanted", "made"]


def import_engine() -> None:
    """Import lancedb, most of a second of every start.

    A store does that when it is opened. Who will open one can have it done sooner, on a thread,
    while the model is loaded.
    """
    # Lance logs to standard error, which belongs to the command line's own messages.
    os.environ.setdefault("LANCEDB_LOG", "error")
    os.environ.setdefault("LANCE_DEFAULT_IO_BUFFER_SIZE", str(READ_AHEAD_BYTES))
    leave_the_cloud_out()
    import lancedb.index
    import lancedb.query  # noqa: F401


class StoreError(Exception):
    """The store cannot be opened, read or written."""


class StoreMissingError(StoreError):
    """Nothing has been indexed yet with this model."""


class StoreDamagedError(StoreError):
    """The table's files are damaged, or some of them are gone."""


class Store:
    """The table of one model. For one thread; compaction happens on one of its own."""

    def __init__(self, path: Path, model_id: str, dim: int, *, read_only: bool = False) -> None:
        """Open the model's table; a writer makes it when it is not there.

        Raises:
            StoreError: it cannot be opened.
            StoreDamagedError: its files are damaged.
            StoreMissingError: it is not there, for a reader.
        """
        import_engine()
        import lancedb
        import pyarrow as pa

        self.name, self.dim = table_name(model_id, dim), dim
        self.is_new = False  # the table has just been made
        self._matrix: Matrix | None = None
        self._expected_questions: Sequence[Asked] = ()
        self._filling: Iterator[pa.RecordBatch] | None = None
        self._samples: dict[tuple[RowKind, ...], NDArray[np.float32]] = {}  # until a row changes
        self._compaction: Future[None] | None = None
        self._word_index: _WordIndex = "unknown"
        self._kept: dict[Key, _Said] = {}  # the oldest first
        self._expected: dict[_WordsAsked, Future[list[tuple[Key, _Said]]]] = {}
        self._coming: Future[list[tuple[Key, _Said]]] | None = None
        self._schema = pa.schema(
            [
                ("content", pa.string()),
                ("kind", pa.string()),
                ("page", pa.int32()),
                ("passage", pa.int32()),
                ("text", pa.string()),
                ("boxes", pa.list_(pa.float32())),  # x0, y0, x1, y1 of each line
                ("vector", pa.list_(pa.float32(), dim)),
            ]
        )
        try:
            # Without an interval of zero a reader would never see another's new rows.
            database = lancedb.connect(
                path,
                read_consistency_interval=timedelta(0),
                session=lancedb.Session(
                    index_cache_size_bytes=INDEX_CACHE_BYTES,
                    metadata_cache_size_bytes=METADATA_CACHE_BYTES,
                ),
            )
            try:
                database.open_table(self.name)
            except ValueError as error:  # there is none
                # Made by a reader it would hide from the writer that all is to be embedded.
                if read_only:
                    raise StoreMissingError(
                        f"nothing is indexed yet with the model {model_id}. Open the "
                        "window, or run `mate index FOLDER` with one of your folders."
                    ) from error
                self.is_new = True
            self._table = database.create_table(self.name, schema=self._schema, exist_ok=True)
            # Every append leaves a fragment, also those of earlier processes.
            self._appends = self._fragments()
            if self.is_new:
                self._index_words()
        except (OSError, RuntimeError, ValueError) as error:
            raise _fault(error, f"The store {path} cannot be opened") from error

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows in one version. The caller has made sure that they are not there yet.

        Raises:
            StoreError: they could not be written, or the compaction that this waits for failed.
        """
        import pyarrow as pa

        if not rows:
            return
        self.wait()
        vectors = np.stack([row.vector for row in rows]).astype(np.float32, copy=False)
        if vectors.shape[1] != self.dim or not np.isfinite(vectors).all():
            raise StoreError(f"vectors of shape {vectors.shape} or with gaps are not stored")
        columns = {
            "content": [row.content for row in rows],
            "kind": [row.kind for row in rows],
            "page": [row.page for row in rows],
            "passage": [row.passage for row in rows],
            "text": [row.text.encode("utf-8", "replace").decode() for row in rows],
            "boxes": [
                [edge for box in row.boxes for edge in (box.x0, box.y0, box.x1, box.y1)]
                for row in rows
            ],
            "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), self.dim),
        }
        try:
            self._table.add(pa.table(columns, schema=self._schema))
        except (OSError, RuntimeError) as error:
            raise _fault(error, "The store cannot be written") from error
        self._appends += 1
        self._samples.clear()
        if self._matrix is not None:
            self._matrix.append(Keys.of([row.key for row in rows]), vectors)

    def delete(self, contents: Iterable[str]) -> None:
        """Remove all rows of these contents.

        Raises:
            StoreError: see `append`.
        """
        self.wait()
        self._kept.clear()
        hashes = [content for content in contents if re.fullmatch(r"[0-9a-f]+", content)]
        for condition in _in_parts(hashes):
            try:
                self._table.delete(condition)
            except (OSError, RuntimeError) as error:
                raise _fault(error, "The store cannot be written") from error
            self._appends += 1
        self._samples.clear()
        if self._filling is not None:
            self.let_go()  # what is still to come may be among them
        elif self._matrix is not None:
            self._matrix.delete(hashes)

    def delete_writing(self, items: Iterable[tuple[str, int]]) -> None:
        """Remove the rows of text in these pictures, by content and page, where there are any.

        Raises:
            StoreError: see `append`.
        """
        items = [item for item in items if re.fullmatch(r"[0-9a-f]+", item[0])]
        listed = " OR ".join(f"(content = '{c}' AND page = {int(page)})" for c, page in items)
        if not listed:
            return
        self.wait()
        self._kept.clear()
        condition = f"{_READ_LATER} AND ({listed})"
        try:
            if not self._table.count_rows(condition):
                return
            self._table.delete(condition)
        except (OSError, RuntimeError) as error:
            raise _fault(error, "The store cannot be written") from error
        self._appends += 1
        self._samples.clear()
        if self._filling is not None:
            self.let_go()
        elif self._matrix is not None:
            self._matrix.delete_kinds(LATER_KINDS, items)

    def scan(self) -> Iterator[list[str]]:
        """The content of every row, a batch at a time, without those of text in pictures.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        for batch in self._batches(["content"], f"NOT {_READ_LATER}"):
            yield batch["content"].to_pylist()

    def scan_vectors(self) -> Iterator[tuple[list[str], list[bool], NDArray[np.float32]]]:
        """The content and the vector of every row, a batch at a time; all columns are read.

        In between stands whether the row is of text in a picture.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        for batch in self._batches(self._schema.names):
            vectors = batch["vector"].flatten().to_numpy().reshape(-1, self.dim)
            later = [kind in LATER_KINDS for kind in batch["kind"].to_pylist()]
            yield batch["content"].to_pylist(), later, vectors

    def _batches(
        self, columns: Sequence[str], condition: str | None = None
    ) -> Iterator[pa.RecordBatch]:
        try:
            query: Any = self._table.search()
            if condition is not None:
                query = query.where(condition)
            yield from query.select(list(columns)).to_batches(batch_size=ROWS_A_BATCH)
        except (OSError, RuntimeError, ValueError) as error:
            raise _fault(error, "The store cannot be read") from error

    def hold_step(self) -> bool:
        """Bring some more of the rows into memory, for fast searches; False when all are there.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        if self._matrix is None:
            self._matrix, self._filling = Matrix(self.dim), self._batches([*_KEYS, "vector"])
            self._matrix.expect(self._expected_questions)
        if self._filling is None:
            self._matrix.arrange_step()
            return False
        try:
            batch = next(self._filling, None)  # the first call decides which rows will come
        except StoreError:
            self.let_go()
            raise
        if batch is None:
            self._filling = None
            return False
        self._matrix.append(_keys(batch), self._vectors(batch))
        return True

    def expect(self, questions: Sequence[Asked]) -> None:
        """Where searches among very many rows are not exact, measure them with these too."""
        self._expected_questions = questions
        if self._matrix is not None:
            self._matrix.expect(questions)

    def let_go(self) -> None:
        """Give the memory back; searches go through the table's files."""
        self._matrix = self._filling = None

    def search(self, wanted: Sequence[Wanted], limit: int) -> list[list[Match]]:
        """For each vector, at most ``limit`` of the rows nearest to it, best first; exact.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        if any(len(each.contents or ()) > CONTENTS_AT_ONCE for each in wanted):
            return self._held().nearest(wanted, limit)
        if self._matrix is not None and self._filling is None:
            return self._matrix.nearest(wanted, limit)
        return [self._look_through(each, limit) for each in wanted]

    def rows_of(
        self, items: Sequence[tuple[str, int]]
    ) -> dict[tuple[str, int], list[tuple[Key, NDArray[np.float32]]]]:
        """The rows of items, by content and page, with their vectors ``(dim,)``.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        if self._matrix is not None and self._filling is None:
            return self._matrix.rows_of(items)
        rows: dict[tuple[str, int], list[tuple[Key, NDArray[np.float32]]]]
        rows = {item: [] for item in items}
        hashes = sorted({item[0] for item in items if re.fullmatch(r"[0-9a-f]+", item[0])})
        for condition in _in_parts(hashes):
            for batch in self._batches([*_KEYS, "vector"], condition):
                for key, vector in zip(*self._named(batch), strict=True):
                    if (key.content, key.page) in rows:
                        rows[key.content, key.page].append((key, vector))
        return {item: sorted(found, key=lambda row: row[0]) for item, found in rows.items()}

    def sample(self, kinds: tuple[RowKind, ...]) -> NDArray[np.float32]:
        """Vectors of some rows of these kinds, ``(n, dim)``, n at most `SAMPLED`.

        They stay nearly the same as rows come and go (`indexer.rows.lots`). Where they cannot be
        read there are none, for no answer may fail for it.
        """
        if kinds not in self._samples:
            if self._matrix is not None and self._filling is None:
                self._samples[kinds] = self._matrix.sample(kinds, SAMPLED)
            else:
                self._samples[kinds] = self._draw(kinds)
        return self._samples[kinds]

    def _draw(self, kinds: tuple[RowKind, ...]) -> NDArray[np.float32]:
        """A sample from the table's files: the names of all rows, the vectors of those drawn."""
        try:
            named = self._table.search().where(_is_of(kinds)).select(_KEYS).with_row_id(True)
            rows = named.to_arrow().combine_chunks()
            if not rows.num_rows:
                return np.zeros((0, self.dim), dtype=np.float32)
            ids = rows["_rowid"].to_numpy()[smallest(lots(_keys(rows)), SAMPLED)].tolist()
            found = self._table.take_row_ids(ids).select(["vector"]).to_arrow()
        except (OSError, RuntimeError, ValueError) as error:
            # Rows that another process has put together meanwhile have other ids, too.
            log.warning("no sample was drawn of the store: %s", error)
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = found["vector"].combine_chunks().flatten().to_numpy()
        return np.asarray(vectors.reshape(-1, self.dim))

    def contents_of(self, kinds: Sequence[RowKind]) -> set[str]:
        """The contents that have rows of these kinds.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        return self._held().contents_of(kinds)

    def photo_vectors(self, contents: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors ``(dim,)`` of photos by content; of a moving picture that of its first frame.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        if self.is_held or len(contents) > CONTENTS_AT_ONCE:
            return self._held().photo_vectors(contents)
        found: dict[str, NDArray[np.float32]] = {}
        for condition in _in_parts([each for each in contents if re.fullmatch(r"[0-9a-f]+", each)]):
            of_photos = f"kind = 'photo' AND passage = 0 AND {condition}"
            for batch in self._batches([*_KEYS, "vector"], of_photos):
                keys, vectors = self._named(batch)
                found.update(zip((key.content for key in keys), vectors, strict=True))
        return found

    def items(self, most: int, only: Collection[tuple[str, int]] | None = None) -> ItemRows:
        """A row for each photo and page, or each of ``only`` these, at most so many.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        return self._held().items(most, only)

    def letters_in_photos(self, contents: Sequence[str]) -> dict[str, int]:
        """How many letters and digits were read in photos, by content; those without are left out.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        found: dict[str, int] = {}
        if not self._has(("writing",)):
            return found
        for part in _in_parts(contents):
            for batch in self._batches(["content", "text"], f"kind = 'writing' AND {part}"):
                for content, text in zip(
                    batch["content"].to_pylist(), batch["text"].to_pylist(), strict=True
                ):
                    found[content] = found.get(content, 0) + sum(map(str.isalnum, text))
        return found

    def _held(self) -> Matrix:
        """All rows, in memory: a condition that names many of them takes far longer."""
        while self.hold_step():
            pass
        assert self._matrix is not None, "it has just been filled"
        return self._matrix

    def _look_through(self, wanted: Wanted, limit: int) -> list[Match]:
        """The nearest rows, from the table's files."""
        if wanted.contents is None:
            return self._look_through_rows(wanted, _is_of(wanted.kinds), limit)
        found = [
            match
            for part in _in_parts(sorted(wanted.contents))
            for match in self._look_through_rows(
                wanted, f"{_is_of(wanted.kinds)} AND {part}", limit
            )
        ]
        return sorted(found, key=lambda match: -match.score)[:limit]

    def _look_through_rows(self, wanted: Wanted, condition: str, limit: int) -> list[Match]:
        try:
            # It would go through all vectors all the same, and many libraries have no scans, say.
            if not self._table.count_rows(condition):
                return []
            query: Any = self._table.search(wanted.vector, vector_column_name="vector")
            found = (
                query.distance_type("dot")
                .where(condition, prefilter=True)
                .select([*_KEYS, "vector", "_distance"])
                .limit(min(limit, MAX_LIMIT))
                .to_arrow()
            )
        except (OSError, RuntimeError, ValueError) as error:
            raise _fault(error, "The store cannot be read") from error
        scores = [1.0 - distance for distance in found["_distance"].to_pylist()]
        keys, vectors = self._named(found.combine_chunks())
        return [Match(*each) for each in zip(keys, scores, vectors, strict=True)]

    def expect_words(self, words: Sequence[str], kinds: Sequence[RowKind], limit: int) -> None:
        """Begin with what `with_words` will soon be asked, on a thread."""
        asked = tuple(words), tuple(kinds), limit
        self._expected[asked] = begun("words", lambda: self._look_for(*asked))

    def expect_passages(self, keys: Iterable[Key]) -> None:
        """Begin with some of what `passages` will soon be asked, on a thread."""
        missing = set(keys) - self._kept.keys()
        self._coming = begun("texts", lambda: list(self._read_said(missing)))

    def forget_expected(self) -> None:
        """What was expected is not asked after all."""
        self._expected.clear()
        self._coming = None

    def with_words(
        self, words: Sequence[str], kinds: Sequence[RowKind], limit: int
    ) -> list[tuple[Key, str]]:
        """Rows of these kinds whose text has any of these words, the best first by BM25; the texts.

        Rows that the index does not know yet are looked through. Where there is none all are, and
        case and accents count.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        asked = tuple(words), tuple(kinds), limit
        expected = self._expected.pop(asked, None)
        found = self._look_for(*asked) if expected is None else expected.result()
        self._keep(found)
        return [(key, text) for key, (text, _) in found]

    def _look_for(
        self, words: Sequence[str], kinds: Sequence[RowKind], limit: int
    ) -> list[tuple[Key, _Said]]:
        try:
            if not self._has(kinds):
                return []
            from lancedb.query import MatchQuery

            match: Any = MatchQuery
            query: Any = self._table.search(match(" ".join(words), "text"), query_type="fts")
            found = (
                query.where(_is_of(kinds), prefilter=True)
                .select([*_KEYS, "text", "boxes", "_score"])
                .limit(min(limit, MAX_LIMIT))
                .to_arrow()
            )
        except (OSError, RuntimeError, ValueError) as error:
            if not self._has_word_index():
                raise _fault(error, "The store cannot be read") from error
            # The rows may be sound all the same: without words there is still an answer.
            log.warning("the index of words cannot be used and is made anew: %s", error)
            self._word_index = "wanted"
            return []
        return list(_said(found))

    def _keep(self, found: Iterable[tuple[Key, _Said]]) -> None:
        for key, said in found:
            self._kept.pop(key, None)
            self._kept[key] = said
        for key in list(islice(self._kept, max(len(self._kept) - TEXTS_KEPT, 0))):
            del self._kept[key]

    def _has(self, kinds: Sequence[RowKind]) -> bool:
        """Whether there are rows of these kinds; many libraries have no scans, say."""
        if self._matrix is not None and self._filling is None:
            return self._matrix.has(kinds)
        return bool(self._table.count_rows(_is_of(kinds)))

    def with_parts(
        self, parts: Sequence[str], kinds: Sequence[RowKind], *, every: bool
    ) -> Iterator[tuple[Key, str]]:
        """Rows of these kinds whose text contains these parts (every or any), and the texts.

        Neither case nor the kind and number of white spaces counts, nor what sign stands for a
        backslash. All texts are looked through.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        contained = [f"regexp_like(text, '{_pattern(part)}', 'i')" for part in parts]
        condition = f"{_is_of(kinds)} AND ({(' AND ' if every else ' OR ').join(contained)})"
        for batch in self._batches([*_KEYS, "text"], condition):
            keys = map(Key, *(batch[name].to_pylist() for name in _KEYS))
            yield from zip(keys, batch["text"].to_pylist(), strict=True)

    def passages(self, keys: Iterable[Key]) -> dict[Key, _Said]:
        """The texts of rows and their places on the page; rows that are gone are left out.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
            StoreError: something else is in the way.
        """
        if self._coming is not None:
            coming, self._coming = self._coming, None
            self._keep(coming.result())
        wanted = set(keys)
        found = {key: self._kept[key] for key in wanted & self._kept.keys()}
        found.update(self._read_said(wanted - found.keys()))
        self._keep(found.items())
        return found

    def _read_said(self, keys: Set[Key]) -> Iterator[tuple[Key, _Said]]:
        for condition in _in_parts(sorted({key.content for key in keys})):
            for batch in self._batches([*_KEYS, "text", "boxes"], condition):
                yield from ((key, said) for key, said in _said(batch) if key in keys)

    def _named(self, batch: Any) -> tuple[list[Key], NDArray[np.float32]]:
        """Rows' keys and vectors ``(n, dim)``, of a table or a batch of it."""
        keys = list(map(Key, *(batch[name].to_pylist() for name in _KEYS)))
        return keys, self._vectors(batch)

    def _vectors(self, batch: Any) -> NDArray[np.float32]:
        """Rows' vectors, ``(n, dim)``, of a table or a batch of it."""
        vectors = batch["vector"]
        if hasattr(vectors, "combine_chunks"):
            vectors = vectors.combine_chunks()
        found: NDArray[np.float32] = vectors.flatten().to_numpy().reshape(-1, self.dim)
        return found

    def count(self) -> int:
        """Rows in the table.

        Raises:
            StoreDamagedError: its files are damaged or gone.
            StoreError: something else is in the way.
        """
        try:
            return int(self._table.count_rows())
        except (OSError, RuntimeError, ValueError) as error:
            raise _fault(error, "The store cannot be read") from error

    @property
    def wants_optimize(self) -> bool:
        """Whether enough has been written that compaction is worth its time.

        Raises:
            StoreDamagedError: the table's files are damaged or gone.
            StoreError: something else is in the way.
        """
        if self._appends < APPENDS_PER_OPTIMIZE:
            return False
        return self._appends >= min(self.count() // ROWS_PER_APPEND_LEFT, MOST_APPENDS_LEFT)

    def optimize(self) -> None:
        """Begin to put small fragments together and to drop versions that no reader can still hold.

        Searches go on meanwhile, and what writes waits until it is done; see `is_compacting`.

        Raises:
            StoreDamagedError: a former one came upon rows that cannot be read.
        """
        self.wait()
        self._appends = 0
        self._begin(self._compact)

    @property
    def wants_word_index(self) -> bool:
        """Whether there is none, or it is damaged; asked while nothing is written.

        One that could not be made is tried again by the next process.
        """
        if self._word_index == "unknown":
            self._word_index = "made" if self._has_word_index() else "wanted"
        return self._word_index == "wanted"

    def make_word_index(self) -> None:
        """Begin to make the index of words, in the manner of `optimize`, which keeps it up.

        Raises:
            StoreDamagedError: see `optimize`.
        """
        self.wait()
        self._word_index = "made"
        self._begin(self._index_words)

    def _begin(self, work: Callable[[], None]) -> None:
        self._compaction = begun("compaction", work)

    def _index_words(self) -> None:
        """Words as they stand, for texts are in many languages; accents do not count."""
        from lancedb.index import FTS

        config = FTS(
            stem=False, remove_stop_words=False, num_workers=1, memory_limit=WORD_INDEX_MEGABYTES
        )
        try:
            # A kill leaves files that no version of the table names.
            self._table.create_index("text", config=config, name=WORD_INDEX, replace=True)
        except (OSError, RuntimeError, ValueError) as error:
            log.warning("no index of words was made: %s", error)
        finally:
            give_back()

    def _has_word_index(self) -> bool:
        try:
            return any(index.name == WORD_INDEX for index in self._table.list_indices())
        except (OSError, RuntimeError, ValueError):
            return False

    def is_compacting(self) -> bool:
        """Whether fragments are being put together, a second for 80,000 rows.

        Raises:
            StoreDamagedError: it has come upon rows that cannot be read.
        """
        if self._compaction is None or self._compaction.done():
            self.wait()
            return False
        return True

    def wait(self) -> None:
        """Wait until no fragments are being put together.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
        """
        if self._compaction is not None:
            compaction, self._compaction = self._compaction, None
            compaction.result()

    def _compact(self) -> None:
        try:
            self._table.optimize(cleanup_older_than=KEEP_VERSIONS)
        except (OSError, RuntimeError) as error:
            fault = _fault(error, "The store could not be compacted")
            if isinstance(fault, StoreDamagedError):
                raise fault from error
            log.warning("%s", fault)
        finally:
            give_back()

    @property
    def is_held(self) -> bool:
        """Whether all rows are in memory."""
        return self._matrix is not None and self._filling is None

    @property
    def recall(self) -> SearchRecall | None:
        """How much of what is nearest a search among the rows in memory finds, once it is known."""
        if self._matrix is None or self._filling is not None:
            return None
        if self._matrix.compares_all:
            return SearchRecall()
        found = self._matrix.recall
        return None if found is None else SearchRecall(found, self._matrix.measured)

    def health(self) -> dict[str, int]:
        """Rows, fragments and versions."""
        found = {
            "rows": self.count(),
            "fragments": self._fragments(),
            "versions": len(self._table.list_versions()),
        }
        if self._matrix is not None and self._matrix.recall is not None:
            found["found, thousandths"] = round(1000 * self._matrix.recall)
        return found

    def _fragments(self) -> int:
        stats: Any = self._table.stats()
        return int(stats["fragment_stats"]["num_fragments"])


def _fault(error: Exception, what: str) -> StoreError:
    # Arrow's errors of damaged data are ValueErrors.
    if _PASSING.search(str(error)) or (isinstance(error, OSError) and error.errno):
        return StoreError(f"{what}: {error}")
    return StoreDamagedError(f"{what}: {error}. {ADVICE}")


def _keys(rows: Any) -> Keys:
    """Rows' keys, of a table or a batch of it, without an object for each."""
    content, kind = (_encoded(rows[name]) for name in ("content", "kind"))
    kinds = np.array([KINDS.index(each) for each in kind.dictionary.to_pylist()], np.uint8)
    return Keys(
        content.dictionary.to_pylist(),
        content.indices.to_numpy(),
        kinds[kind.indices.to_numpy()],
        rows["page"].to_numpy(),
        rows["passage"].to_numpy(),
    )


def _encoded(column: Any) -> Any:
    """A column of texts as a dictionary of them and places in it."""
    if hasattr(column, "combine_chunks"):
        column = column.combine_chunks()
    return column.dictionary_encode()


def _is_of(kinds: Sequence[RowKind]) -> str:
    """A condition that a row is of one of these kinds."""
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"


def _pattern(part: str) -> str:
    """A regular expression of a part of a text; each sign stands for itself."""
    return r"\s+".join("".join(map(_sign, word)) for word in part.split())


def _sign(sign: str) -> str:
    if sign == "\\":
        return r"\S"  # a backslash by itself gets lost where DataFusion makes a LIKE of it
    return sign if sign.isalnum() else f"\\x{{{ord(sign):x}}}"


def open_known(path: Path, model_id: str, *, read_only: bool) -> Store | None:
    """A model's table while nobody knows yet how long its vectors are; None if there is none.

    Raises:
        StoreError: it cannot be opened.
    """
    for folder in path.glob("items-*.lance"):
        dim = folder.stem.rpartition("-")[2]
        if dim.isdecimal() and folder.stem == table_name(model_id, int(dim)):
            return Store(path, model_id, int(dim), read_only=read_only)
    return None


def table_folder(path: Path, model_id: str, dim: int) -> Path:
    """Where a model's table lies."""
    return path / f"{table_name(model_id, dim)}.lance"


def drop_others(path: Path, model_id: str, dim: int) -> list[str]:
    """Drop the tables of all other models; their names.

    Raises:
        StoreError: one could not be dropped.
    """
    import_engine()
    import lancedb

    kept = table_folder(path, model_id, dim)
    others = [folder.stem for folder in path.glob("items-*.lance") if folder != kept]
    try:
        if others:
            database = lancedb.connect(path)
            for name in others:
                database.drop_table(name)
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"The table of a former model cannot be dropped: {error}") from error
    return others


def table_name(model_id: str, dim: int) -> str:
    """What a model's table is called.

    By the vectors' length too: what stands beside an embedding has changed before.
    """
    return f"items-{re.sub(r'[^A-Za-z0-9_.-]', '_', model_id)}-{dim}"


def _said(rows: Any) -> Iterator[tuple[Key, _Said]]:
    """What rows say, of a table or a batch of it."""
    keys = map(Key, *(rows[name].to_pylist() for name in _KEYS))
    boxes = map(_boxes, rows["boxes"].to_pylist())
    yield from zip(keys, zip(rows["text"].to_pylist(), boxes, strict=True), strict=True)


def _in_parts(contents: Sequence[str]) -> Iterator[str]:
    """Conditions that a row is of one of these contents, each of some of them."""
    for start in range(0, len(contents), CONTENTS_AT_ONCE):
        listed = ", ".join(f"'{content}'" for content in contents[start : start + CONTENTS_AT_ONCE])
        yield f"content IN ({listed})"


def _boxes(edges: Sequence[float]) -> tuple[Box, ...]:
    return tuple(Box(*edges[start : start + 4]) for start in range(0, len(edges) - 3, 4))
