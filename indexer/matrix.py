"""A table's vectors in memory: exact search by one product of matrices.

LanceDB looks through its files for every list of hits, 240 ms of processor time a vector with
100,000 rows; in memory it is a tenth. What is here comes from the table and goes with the process,
so that nothing of it can disagree with the table after a crash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.rows import Key, Match, RowKind, Wanted

# Blocks are added and never copied; memory that no row has touched yet takes no room.
_ROWS_A_BLOCK = 8192
# Rows are picked out before the product where fewer than one in so many are wanted.
_SOME = 4
# So many vectors are asked for one by one: a product of few columns takes longer than that.
_FEW = 3
_KINDS: tuple[RowKind, ...] = ("photo", "page", "passage", "figure", "writing", "scan")
_GONE = len(_KINDS)


@dataclass(slots=True)
class _Block:
    vectors: NDArray[np.float32]  # (rows, dim)
    contents: NDArray[np.int32]  # by number
    kinds: NDArray[np.uint8]  # places in _KINDS, or _GONE
    pages: NDArray[np.int32]
    passages: NDArray[np.int32]


class Matrix:
    """Rows in the order in which they came."""

    def __init__(self, dim: int) -> None:
        self._dim = dim
        self._blocks: list[_Block] = []
        self._filled = 0  # rows, those that are gone included
        self._gone = 0
        self._contents: list[str] = []
        self._numbers: dict[str, int] = {}
        self._chosen: tuple[Iterable[str], NDArray[np.bool_]] | None = None  # see `_is_of`

    def append(self, keys: Sequence[Key], vectors: NDArray[np.float32]) -> None:
        """Add rows, with their vectors ``(n, dim)``."""
        if self._gone > max(_ROWS_A_BLOCK, self._filled // 2):
            self._close_up()
        self._chosen = None
        start = 0
        while start < len(keys):
            at = self._filled % _ROWS_A_BLOCK
            if at == 0:
                self._blocks.append(self._new_block())
            block = self._blocks[-1]
            part = keys[start : start + _ROWS_A_BLOCK - at]
            to = slice(at, at + len(part))
            block.vectors[to] = vectors[start : start + len(part)]
            block.contents[to] = [self._number(key.content) for key in part]
            block.kinds[to] = [_KINDS.index(key.kind) for key in part]
            block.pages[to] = [key.page for key in part]
            block.passages[to] = [key.passage for key in part]
            start += len(part)
            self._filled += len(part)

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
        wanted = _places(kinds)
        for content, page in items:
            number = self._numbers.get(content)
            if number is None:
                continue
            for block in self._blocks:
                of_item = (block.contents == number) & (block.pages == page)
                self._forget(block, of_item & wanted[block.kinds])

    def _forget(self, block: _Block, rows: NDArray[np.bool_]) -> None:
        self._gone += int((rows & (block.kinds != _GONE)).sum())
        block.kinds[rows] = _GONE

    def _close_up(self) -> None:
        """Give back the memory of rows that are gone: a file saved all day leaves many."""
        blocks, names = self._blocks, self._contents
        self._blocks, self._contents, self._numbers = [], [], {}
        self._filled = self._gone = 0
        for block in blocks:
            left = np.flatnonzero(block.kinds != _GONE)
            keys = [_key(block, row, names) for row in left.tolist()]
            self.append(keys, block.vectors[left])

    def nearest(self, wanted: Sequence[Wanted], limit: int) -> list[list[Match]]:
        """For each vector, at most ``limit`` rows with the largest inner products, best first."""
        if not self._blocks:
            return [[] for _ in wanted]
        kinds = np.concatenate([block.kinds for block in self._blocks])
        rows = []
        for each in wanted:
            chosen = _places(each.kinds)[kinds]
            if each.contents is not None:
                chosen &= self._is_of(each.contents)
            rows.append(np.flatnonzero(chosen))
        asked = list(zip(wanted, rows, strict=True))
        vectors = {id(e.vector): e.vector for e, some in asked if len(some) * _SOME >= len(kinds)}
        scores = self._scores(vectors)
        return [
            self._best(
                some,
                scores[id(each.vector)][some]
                if id(each.vector) in scores
                else self._scores_of(some, each.vector),
                limit,
            )
            for each, some in asked
        ]

    def _is_of(self, contents: Iterable[str]) -> NDArray[np.bool_]:
        """Whether each row of the blocks is of one of these contents.

        The answer is kept: the same filters are asked again and again while someone types.
        """
        if self._chosen is not None and self._chosen[0] is contents:
            return self._chosen[1]
        wanted = np.zeros(len(self._contents), dtype=np.bool_)
        wanted[[self._numbers[content] for content in contents if content in self._numbers]] = True
        found: NDArray[np.bool_] = wanted[np.concatenate([b.contents for b in self._blocks])]
        self._chosen = contents, found
        return found

    def _scores_of(
        self, rows: NDArray[np.intp], vector: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Inner products of a vector with some of the rows."""
        starts = range(0, len(self._blocks) * _ROWS_A_BLOCK, _ROWS_A_BLOCK)
        parts = np.split(rows, np.searchsorted(rows, starts[1:]))
        return np.concatenate(
            [
                block.vectors[part - start] @ vector
                for block, start, part in zip(self._blocks, starts, parts, strict=True)
            ]
        )

    def has(self, kinds: Sequence[RowKind]) -> bool:
        """Whether there are rows of these kinds."""
        wanted = _places(kinds)
        return any(bool(wanted[block.kinds].any()) for block in self._blocks)

    def contents_of(self, kinds: Sequence[RowKind]) -> set[str]:
        """The contents that have rows of these kinds."""
        wanted = _places(kinds)
        found = [np.unique(block.contents[wanted[block.kinds]]) for block in self._blocks]
        return {self._contents[number] for part in found for number in part.tolist()}

    def _scores(self, vectors: dict[int, NDArray[np.float32]]) -> dict[int, NDArray[np.float32]]:
        """Inner products of each vector with every row of every block."""
        if len(vectors) <= _FEW:
            return {
                name: np.concatenate([block.vectors @ vector for block in self._blocks])
                for name, vector in vectors.items()
            }
        stacked = np.stack([*vectors.values()])
        products = np.concatenate([stacked @ block.vectors.T for block in self._blocks], axis=1)
        return dict(zip(vectors, products, strict=True))

    def _best(self, rows: NDArray[np.intp], found: NDArray[np.float32], limit: int) -> list[Match]:
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

    def _new_block(self) -> _Block:
        return _Block(
            vectors=np.zeros((_ROWS_A_BLOCK, self._dim), dtype=np.float32),
            contents=np.zeros(_ROWS_A_BLOCK, dtype=np.int32),
            kinds=np.full(_ROWS_A_BLOCK, _GONE, dtype=np.uint8),
            pages=np.zeros(_ROWS_A_BLOCK, dtype=np.int32),
            passages=np.zeros(_ROWS_A_BLOCK, dtype=np.int32),
        )


def _key(block: _Block, at: int, contents: Sequence[str]) -> Key:
    content, kind = contents[block.contents[at]], _KINDS[block.kinds[at]]
    return Key(content, kind, int(block.pages[at]), int(block.passages[at]))


def _places(kinds: Sequence[RowKind]) -> NDArray[np.bool_]:
    """Whether rows are of these kinds, by the number of their own; _GONE is of none."""
    return np.array([kind in kinds for kind in _KINDS] + [False])
