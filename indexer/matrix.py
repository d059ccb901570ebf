"""A table's vectors in memory: exact search by one product of matrices.

LanceDB looks through its files for every list of hits, 240 ms of processor time a vector with
100,000 rows; in memory it is a tenth. What is here comes from the table and goes with the process,
so that nothing of it can disagree with the table after a crash.

Where there are very many rows, they are arranged so that fewer are to be read, on a thread
(`indexer.arrangement`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial

import numpy as np
from numpy.typing import NDArray

from indexer.arrangement import FEW_WANTED, RECALL, Arrangement, Asked
from indexer.blocks import GONE, Block, Part, Vectors, kinds_of, places, scores_of, vectors_of
from indexer.rows import (
    ITEM_KINDS,
    KINDS,
    ItemRows,
    Key,
    Keys,
    Match,
    RowKind,
    Wanted,
    lots,
    smallest,
)
from indexer.threads import begun

# Blocks are added and never copied; memory that no row has touched yet takes no room.
_ROWS_A_BLOCK = 65_536
# Rows that are gone keep their places until they are so many, and half of all.
_PLACES_LEFT = 8192
# Rows are picked out before the product where fewer than one in so many are wanted.
_SOME = 4
# So many vectors are asked for one by one: a product of few columns takes longer than that.
_FEW = 3
# So many rows are arranged; the product with fewer takes no longer than anyone notices.
MANY_ROWS = 300_000
# A block is put into order when so many of its rows are not.
_UNORDERED = 16_384
_TEXT = KINDS.index("passage")
_PAGES = 1 << 31


class Matrix:
    """Rows in the order in which they came, or of their cells. For one thread."""

    def __init__(self, dim: int) -> None:
        self._dim = dim
        self._blocks: list[Block] = []
        self._filled = 0  # rows, those that are gone included
        self._gone = 0
        self._contents: list[str] = []
        self._numbers: dict[str, int] = {}
        self._chosen: tuple[frozenset[str], NDArray[np.bool_]] | None = None  # see `_is_of`
        self._arrangement: Arrangement | None = None
        self._expected: Sequence[Asked] = ()
        # What a thread does gives what is then to be done by the owner's.
        self._work: Future[Callable[[], None]] | None = None
        self.recall: float | None = None
        """Of the ten nearest so many are found, measured where a search is not exact: by the sort
        of question that finds the fewest."""
        self.measured = 0.0
        """When that was, in seconds since 1970."""

    def append(self, keys: Keys, vectors: Vectors) -> None:
        """Add rows, with their vectors ``(n, dim)``."""
        if self._gone > max(_PLACES_LEFT, self._filled // 2):
            self._close_up()
        self._chosen = None
        numbers = np.array([self._number(name) for name in keys.names], np.int32)
        contents, drawn = numbers[keys.contents], lots(keys)
        start = 0
        while start < len(keys):
            at = self._filled % _ROWS_A_BLOCK
            if at == 0:
                self._blocks.append(Block.empty(_ROWS_A_BLOCK, self._dim))
            block = self._blocks[-1]
            count = min(len(keys) - start, _ROWS_A_BLOCK - at)
            to, part = slice(at, at + count), slice(start, start + count)
            block.vectors[to] = vectors[part]
            block.contents[to] = contents[part]
            block.kinds[to] = keys.kinds[part]
            block.pages[to] = keys.pages[part]
            block.passages[to] = keys.passages[part]
            block.lots[to] = drawn[part]
            start += count
            self._filled += count

    def delete(self, contents: Iterable[str]) -> None:
        """Forget all rows of these contents."""
        numbers = [self._numbers[content] for content in contents if content in self._numbers]
        if not numbers:
            return
        gone = np.zeros(len(self._contents), dtype=np.bool_)
        gone[numbers] = True
        for block in self._blocks:
            self._forget(block, gone[block.contents])

    def delete_kinds(self, kinds: Sequence[RowKind], items: Iterable[tuple[str, int]]) -> None:
        """Forget the rows of these kinds that belong to items, by content and page."""
        wanted = places(kinds)
        for content, page in items:
            number = self._numbers.get(content)
            if number is None:
                continue
            for block in self._blocks:
                of_item = (block.contents == number) & (block.pages == page)
                self._forget(block, of_item & wanted[block.kinds])

    def _forget(self, block: Block, rows: NDArray[np.bool_]) -> None:
        self._gone += int((rows & (block.kinds != GONE)).sum())
        block.kinds[rows] = GONE

    def _close_up(self) -> None:
        """Give back the memory of rows that are gone: a file saved all day leaves many."""
        blocks, names = self._blocks, self._contents
        self._blocks, self._contents, self._numbers = [], [], {}
        self._filled = self._gone = 0
        for block in blocks:
            left = np.flatnonzero(block.kinds != GONE)
            numbers, contents = np.unique(block.contents[left], return_inverse=True)
            keys = Keys(
                [names[number] for number in numbers.tolist()],
                contents,
                block.kinds[left],
                block.pages[left],
                block.passages[left],
            )
            self.append(keys, block.vectors[left])

    def nearest(self, wanted: Sequence[Wanted], limit: int) -> list[list[Match]]:
        """For each vector, at most ``limit`` rows with the largest inner products, best first."""
        if not self._blocks:
            return [[] for _ in wanted]
        parts = list(self._parts())
        kinds = kinds_of(parts)
        found: list[list[Match]] = [[] for _ in wanted]
        rows: dict[int, NDArray[np.intp]] = {}  # by place, those to be compared one and all
        for place, each in enumerate(wanted):
            chosen = places(each.kinds)[kinds]
            if each.contents is not None:
                chosen &= self._is_of(each.contents)
            few = np.count_nonzero(chosen) <= max(FEW_WANTED, limit)
            if self._arrangement is None or few:
                rows[place] = np.flatnonzero(chosen)
                continue
            if each.contents is None:
                compared = self._arrangement.visit(parts, each.vector, chosen)
            else:
                some = np.flatnonzero(chosen)
                compared = self._arrangement.sift(parts, each.vector, some, limit)
            found[place] = self._best(*compared, limit)
        of_all = [wanted[place].vector for place in rows if len(rows[place]) * _SOME >= len(kinds)]
        scores = self._scores({id(vector): vector for vector in of_all})
        for place, some in rows.items():
            vector = wanted[place].vector
            if id(vector) in scores:
                found[place] = self._best(some, scores[id(vector)][some], limit)
            else:
                found[place] = self._best(some, scores_of(parts, some, vector), limit)
        return found

    def _parts(self) -> Iterator[Part]:
        """The first row of each block, the block, and how many of its rows there are."""
        for start, block in zip(range(0, self._filled, _ROWS_A_BLOCK), self._blocks, strict=True):
            yield start, block, min(self._filled - start, _ROWS_A_BLOCK)

    # --- very many rows ------------------------------------------------------------------

    @property
    def compares_all(self) -> bool:
        """Whether every search compares every row, and goes on doing so."""
        return self._arrangement is None and self._filled - self._gone < MANY_ROWS

    def arrange_step(self) -> None:
        """Go on with putting rows into cells where there are many; what takes long, on a thread."""
        if self._work is not None:
            if self._work.done():
                work, self._work = self._work, None
                work.result()()
            return
        work_to_do = self._to_arrange()
        if work_to_do is not None:
            self._work = begun("cells", work_to_do)

    def _to_arrange(self) -> Callable[[], Callable[[], None]] | None:
        if self._filled - self._gone < MANY_ROWS:
            return None
        if self._arrangement is None:
            vectors = vectors_of(list(self._parts()))
            return partial(self._with_arrangement, vectors, self._expected)
        parts = list(self._parts())
        for _, block, filled in parts:
            if filled - block.ordered >= _UNORDERED:
                return partial(self._ordered, block, filled, self._arrangement)
        if self.recall is None:
            return partial(self._measured, parts, self._arrangement, self._expected)
        return None

    def _with_arrangement(
        self, vectors: Sequence[Vectors], expected: Sequence[Asked]
    ) -> Callable[[], None]:
        arrangement = Arrangement.among(vectors, expected)

        def take() -> None:
            self._arrangement = arrangement

        return take

    def _ordered(self, block: Block, filled: int, arrangement: Arrangement) -> Callable[[], None]:
        """Rows never change; but which are gone, and what has come meanwhile, `take` looks at."""
        ordered = arrangement.order(block.vectors[:filled])
        vectors = np.zeros_like(block.vectors)
        np.take(block.vectors, ordered.order, axis=0, out=vectors[:filled])

        def take() -> None:
            for _, each, now in self._parts():
                if each is block:  # and was not closed up
                    vectors[filled:now] = block.vectors[filled:now]
                    block.vectors = vectors
                    for column in (
                        block.contents, block.kinds, block.pages, block.passages, block.lots
                    ):  # fmt: skip
                        column[:filled] = column[ordered.order]
                    block.bounds, block.heads, block.rests = (
                        ordered.bounds, ordered.heads, ordered.rests
                    )  # fmt: skip
                    self._chosen = None

        return take

    def expect(self, asked: Sequence[Asked]) -> None:
        """Measure recall with such questions too, beside rows that ask for others."""
        self._expected, self.recall = asked, None

    def _measured(
        self, parts: Sequence[Part], arrangement: Arrangement, expected: Sequence[Asked]
    ) -> Callable[[], None]:
        recall = arrangement.recall(parts, expected)

        def take() -> None:
            if expected is not self._expected:
                return  # it is measured again
            if recall >= RECALL or not arrangement.visit_more():
                self.recall, self.measured = recall, time.time()

        return take

    # --- rows ----------------------------------------------------------------------------

    def _is_of(self, contents: frozenset[str]) -> NDArray[np.bool_]:
        """Whether each row of the blocks is of one of these contents.

        The answer is kept: the same filters are asked again and again while someone types.
        """
        if self._chosen is not None and self._chosen[0] is contents:
            return self._chosen[1]
        wanted = np.zeros(len(self._contents), dtype=np.bool_)
        wanted[[self._numbers[content] for content in contents if content in self._numbers]] = True
        found: NDArray[np.bool_] = wanted[
            np.concatenate([block.contents[:filled] for _, block, filled in self._parts()])
        ]
        if len(contents) > FEW_WANTED:  # of fewer it takes no time, and must not push those out
            self._chosen = contents, found
        return found

    def has(self, kinds: Sequence[RowKind]) -> bool:
        """Whether there are rows of these kinds."""
        wanted = places(kinds)
        return any(bool(wanted[block.kinds].any()) for block in self._blocks)

    def rows_of(
        self, items: Sequence[tuple[str, int]]
    ) -> dict[tuple[str, int], list[tuple[Key, Vectors]]]:
        """The rows of items, by content and page, in the order of their keys."""
        found: dict[tuple[str, int], list[tuple[Key, Vectors]]] = {}
        for content, page in items:
            number = self._numbers.get(content, -1)
            rows = [
                (_key(block, row, self._contents), block.vectors[row])
                for block in self._blocks
                for row in np.flatnonzero(
                    (block.contents == number) & (block.pages == page) & (block.kinds != GONE)
                ).tolist()
            ]
            found[content, page] = sorted(rows, key=lambda row: row[0])
        return found

    def sample(self, kinds: Sequence[RowKind], most: int) -> Vectors:
        """Vectors of at most so many rows of these kinds, ``(n, dim)``; see `indexer.rows.lots`."""
        if not self._blocks:
            return np.zeros((0, self._dim), dtype=np.float32)
        parts = [(block.kinds[:filled], block.lots[:filled]) for _, block, filled in self._parts()]
        rows = np.flatnonzero(places(kinds)[np.concatenate([of_kind for of_kind, _ in parts])])
        drawn = np.concatenate([numbers for _, numbers in parts])[rows]
        vectors = np.empty((min(most, len(rows)), self._dim), dtype=np.float32)
        for at, row in enumerate(rows[smallest(drawn, most)].tolist()):
            vectors[at] = self._blocks[row // _ROWS_A_BLOCK].vectors[row % _ROWS_A_BLOCK]
        return vectors

    def items(self, most: int, only: Collection[tuple[str, int]] | None = None) -> ItemRows:
        """A row for each photo and page, or each of ``only`` these, at most so many (`lots`)."""
        known = [(self._numbers[name], page) for name, page in only or () if name in self._numbers]
        wanted = np.array([number * _PAGES + page for number, page in known], dtype=np.int64)
        kinds, rows = places(ITEM_KINDS), []
        for start, block, filled in self._parts():
            chosen = kinds[block.kinds[:filled]] & (block.passages[:filled] == 0)
            found = np.flatnonzero(chosen)
            if only is not None:
                codes = block.contents[found].astype(np.int64) * _PAGES + block.pages[found]
                found = found[np.isin(codes, wanted)]
            rows.append((start, block, found))
        total = sum(len(found) for _, _, found in rows)
        if total > most:
            drawn = np.concatenate([block.lots[found] for _, block, found in rows])
            last = np.partition(drawn, most - 1)[most - 1]
            rows = [(at, block, found[block.lots[found] <= last]) for at, block, found in rows]
        names = [
            (self._contents[content], page)
            for _, block, found in rows
            for content, page in zip(
                block.contents[found].tolist(), block.pages[found].tolist(), strict=True
            )
        ]
        texts = [block.kinds[found] == _TEXT for _, block, found in rows]
        vectors = [block.vectors[found] for _, block, found in rows]
        return ItemRows(
            names,
            np.concatenate(texts) if texts else np.zeros(0, dtype=np.bool_),
            np.concatenate(vectors) if vectors else np.zeros((0, self._dim), dtype=np.float32),
            total,
        )

    def contents_of(self, kinds: Sequence[RowKind]) -> set[str]:
        """The contents that have rows of these kinds."""
        wanted = places(kinds)
        found = [np.unique(block.contents[wanted[block.kinds]]) for block in self._blocks]
        return {self._contents[number] for part in found for number in part.tolist()}

    def photo_vectors(self, contents: Iterable[str]) -> dict[str, Vectors]:
        """The vectors ``(dim,)`` of photos by content, of moving ones that of the first frame."""
        wanted = np.zeros(len(self._contents), dtype=np.bool_)
        wanted[[self._numbers[content] for content in contents if content in self._numbers]] = True
        photos = places(("photo",))
        found = {}
        for block in self._blocks:
            chosen = wanted[block.contents] & photos[block.kinds] & (block.passages == 0)
            for at in np.flatnonzero(chosen).tolist():
                found[self._contents[block.contents[at]]] = block.vectors[at]
        return found

    def _scores(self, vectors: dict[int, Vectors]) -> dict[int, Vectors]:
        """Inner products of each vector with every row of every block."""
        if len(vectors) <= _FEW:
            return {
                name: np.concatenate([part @ vector for part in vectors_of(list(self._parts()))])
                for name, vector in vectors.items()
            }
        stacked = np.stack([*vectors.values()])
        products = np.concatenate(
            [stacked @ part.T for part in vectors_of(list(self._parts()))], axis=1
        )
        return dict(zip(vectors, products, strict=True))

    def _best(self, rows: NDArray[np.intp], found: Vectors, limit: int) -> list[Match]:
        """The best of some rows, of which these are the inner products."""
        if limit < len(rows):
            best = np.argpartition(-found, limit)[:limit]
            rows, found = rows[best], found[best]
        order = np.argsort(-found, kind="stable")
        return [
            self._match(row, score)
            for row, score in zip(rows[order].tolist(), found[order].tolist(), strict=True)
        ]

    def _match(self, row: int, score: float) -> Match:
        block, at = self._blocks[row // _ROWS_A_BLOCK], row % _ROWS_A_BLOCK
        return Match(_key(block, at, self._contents), score, block.vectors[at])

    def _number(self, content: str) -> int:
        number = self._numbers.setdefault(content, len(self._contents))
        if number == len(self._contents):
            self._contents.append(content)
        return number


def _key(block: Block, at: int, contents: Sequence[str]) -> Key:
    content, kind = contents[block.contents[at]], KINDS[block.kinds[at]]
    return Key(content, kind, int(block.pages[at]), int(block.passages[at]))
