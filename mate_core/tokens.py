"""Texts as windows of token ids: how a text of any length fits an encoder that reads 256 tokens.

Nothing is ever cut off. A text longer than the window becomes several windows of about equal
length that overlap, so that no sentence is only ever seen torn apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from mate_core.encoders import Kind

T = TypeVar("T")
Ids = NDArray[np.int64]
Run = Callable[[Ids, Ids], NDArray[np.float32]]


def windows(tokens: Sequence[T], size: int, overlap: int) -> Iterator[Sequence[T]]:
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
        return [
            [self._first, *window, self._final]
            for window in windows(self._tokens(text), self._size, self._overlap)
        ]

    def whole(self, text: str) -> list[int]:
        """All tokens of one text, framed."""
        return [self._first, *self._tokens(text), self._final]

    def _tokens(self, text: str) -> list[int]:
        # A lone surrogate, as broken PDFs give them, is no text: it becomes a question mark.
        clean = text.encode("utf-8", "replace").decode("utf-8")
        found: list[int] = self._tokenizer.encode(clean, add_special_tokens=False).ids
        return found


def batches(lengths: Sequence[int], budget: int, most: int) -> Iterator[NDArray[np.intp]]:
    """Put windows of about the same length together, shortest first.

    Args:
        lengths: of the windows, in tokens.
        budget: no batch holds more tokens than this, padding counted, but for a single window.
        most: no batch holds more windows than this.

    Returns:
        The rows of each batch's windows.
    """
    order = sorted(range(len(lengths)), key=lambda row: lengths[row])
    start = 0
    while start < len(order):
        stop = start + 1
        while (
            stop < len(order)
            and stop - start < most
            and lengths[order[stop]] * (stop + 1 - start) <= budget
        ):
            stop += 1
        yield np.array(order[start:stop], dtype=np.intp)
        start = stop


class TokenEncoder:
    """A `mate_core.encoders.TextEncoder` whose windows are token ids."""

    def __init__(self, tokenizer: WindowTokenizer, dim: int, run: Run) -> None:
        """``run`` takes padded ids and mask, ``(n, tokens)`` int64, and gives ``(n, dim)``."""
        self.dim = dim
        self._tokenizer = tokenizer
        self._run = run

    def split(self, text: str, kind: Kind) -> Sequence[Sequence[int]]:
        """See `mate_core.encoders.TextEncoder.split`; queries are read as documents are."""
        del kind
        return self._tokenizer.split(text)

    def encode(self, windows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """See `mate_core.encoders.TextEncoder.encode`."""
        return self._run(*padded(windows))


def padded(windows: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
    """Windows of token ids as ids and mask, ``(n, longest)`` int64, filled up with zeros."""
    ids = np.zeros((len(windows), max(map(len, windows))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, window in enumerate(windows):
        ids[row, : len(window)] = window
        mask[row, : len(window)] = 1
    return ids, mask
