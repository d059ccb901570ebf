"""Texts as windows of token ids: how a text of any length fits an encoder that reads 256 tokens.

Nothing is ever cut off. A text longer than the window becomes several windows of about equal
length that overlap, so that no sentence is only ever seen torn apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ids = NDArray[np.int64]


def windows(tokens: Sequence[int], size: int, overlap: int) -> Iterator[Sequence[int]]:
    """Split tokens into windows of at most ``size``, neighbours sharing at least ``overlap``.

    The windows are of equal length but for rounding, so that no short tail weighs as much as a
    full window when their embeddings are averaged. No tokens make one empty window.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"an overlap of {overlap} does not fit a window of {size}")
    if len(tokens) <= size:
        yield tokens
        return
    count = -(-(len(tokens) - overlap) // (size - overlap))
    length = -(-(len(tokens) + (count - 1) * overlap) // count)
    last = len(tokens) - length
    for turn in range(count):
        start = turn * last // (count - 1)
        yield tokens[start : start + length]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of about the same length, padded: ids and mask are ``(n, tokens)`` int64.

    ``rows`` says where each window stood before they were sorted by length.
    """

    ids: Ids
    mask: Ids
    rows: NDArray[np.intp]


class WindowTokenizer:
    """Turns texts into windows of token ids and those into padded batches."""

    def __init__(self, path: Path, window: int, overlap: int) -> None:
        """Read a ``tokenizer.json``; ``window`` includes the two tokens that frame a text."""
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        empty = self._tokenizer.encode("").ids
        if len(empty) != 2:
            raise ValueError(f"{path}: expected two tokens around a text, got {len(empty)}")
        self._first, self._final = empty
        self._size = window - len(empty)
        self._overlap = overlap

    def split(self, text: str) -> list[list[int]]:
        """The windows of one text, framed; at least one."""
        # A lone surrogate, as broken PDFs give them, is no text: it becomes a question mark.
        clean = text.encode("utf-8", "replace").decode("utf-8")
        tokens = self._tokenizer.encode(clean, add_special_tokens=False).ids
        return [
            [self._first, *window, self._final]
            for window in windows(tokens, self._size, self._overlap)
        ]


def batches(all_windows: Sequence[Sequence[int]], budget: int, most: int) -> Iterator[Batch]:
    """Sort windows by length and pad them into batches.

    Args:
        all_windows: token ids.
        budget: no batch holds more tokens than this, padding counted, but for a single window.
        most: no batch holds more windows than this.
    """
    order = sorted(range(len(all_windows)), key=lambda row: len(all_windows[row]))
    start = 0
    while start < len(order):
        stop = start + 1
        while (
            stop < len(order)
            and stop - start < most
            and len(all_windows[order[stop]]) * (stop + 1 - start) <= budget
        ):
            stop += 1
        rows = order[start:stop]
        longest = len(all_windows[rows[-1]])
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, : len(all_windows[row])] = all_windows[row]
            mask[at, : len(all_windows[row])] = 1
        yield Batch(ids, mask, np.array(rows, dtype=np.intp))
        start = stop
