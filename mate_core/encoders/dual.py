"""A VLM of two towers, one for images and one for texts, that meet in a space of their own.

The towers of MATE's first stage, and the baselines: CLIP and its kin. Such a text tower reads a few
dozen tokens. What it is given beyond them it never sees; `DualEncoder.split` cuts a long text into
pieces that it reads whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from mate_core.crowding import Crowding
from mate_core.devices import FittingBatches, best_device, best_dtype
from mate_core.pixels import check_pixels
from mate_core.text import Steps, finish, split_sentences

_IMAGES_AT_ONCE = 64
_TEXTS_AT_ONCE = 128
_TEXTS_A_STEP = 8
# A BPE takes time by the square of a word's length: a minute for some ten thousand letters.
_LONG_WORD = re.compile(r"\S{400}(?=\S)")


class Tokenizer(Protocol):
    """Turns texts into what a text tower reads."""

    window: int
    """The most tokens that are read, those that frame a text included."""

    def __call__(self, texts: Sequence[str]) -> tuple[Tensor, ...]:
        """The arguments of the text tower, each ``(n, tokens)`` int64, cut at the window."""

    def count(self, text: str) -> int:
        """The tokens of the whole text, those that frame it included."""


class Scaled(nn.Module):
    """An image tower that takes pixels as they are and scales them as it was trained.

    The scale is no tensor of the module, because half precision would round it.
    """

    def __init__(
        self, tower: Callable[[Tensor], Tensor], scale: Sequence[float], shift: Sequence[float]
    ) -> None:
        """``tower`` sees ``pixels * scale + shift``, a factor and a summand for each channel."""
        super().__init__()
        self.tower = tower
        self._scale = tuple(scale)
        self._shift = tuple(shift)

    def forward(self, pixels: Tensor) -> Tensor:
        """``(n, size, size, 3)`` uint8 RGB to ``(n, dim)``, not normalised."""
        values = pixels.to(torch.float32)
        scaled = values * values.new_tensor(self._scale) + values.new_tensor(self._shift)
        dtype = next(self.parameters()).dtype
        return self.tower(scaled.permute(0, 3, 1, 2).to(dtype))


class DualEncoder:
    """Both towers on a device, with their tokenizer: a `mate_core.Embedder` as it stands.

    ``image`` maps ``(n, image_size, image_size, 3)`` uint8 to ``(n, dim)`` and ``text`` what the
    tokenizer gives to ``(n, dim)``, neither normalised; they are torch modules, to be trained or
    exported as well. Texts are cut at ``truncates_at`` tokens.
    """

    def __init__(
        self,
        model_id: str,
        image: nn.Module,
        text: nn.Module,
        tokenizer: Tokenizer,
        *,
        dim: int,
        image_size: int,
    ) -> None:
        self.model_id = model_id
        self.dim = dim
        self.image_size = image_size
        self.reads: frozenset[str] | None = None
        self.truncates_at = tokenizer.window
        self.image = image.eval()
        self.text = text.eval()
        self.tokenizer = tokenizer
        self._images = FittingBatches(_IMAGES_AT_ONCE)
        self._texts = FittingBatches(_TEXTS_AT_ONCE)
        self._device = torch.device("cpu")
        self.typical: Crowding | None = None

    def to(self, device: torch.device | None = None, dtype: str | None = None) -> DualEncoder:
        """Move to a device, the best one if None, in a dtype, the device's own if None.

        Raises:
            BadConfig: if ``dtype`` is none of `mate_core.devices.DTYPES`.
        """
        self._device = device or best_device()
        for tower in (self.image, self.text):
            tower.to(self._device, best_dtype(self._device, dtype))
        return self

    def embed_images(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """See `mate_core.Embedder.embed_images`."""
        check_pixels(pixels, self.image_size)

        def run(rows: slice) -> NDArray[np.float32]:
            return self._run(self.image, torch.tensor(pixels[rows]))

        return self._stacked(self._images.each(run, len(pixels)))

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts to ``(n, dim)``, L2-normalised; of a long text its first window alone is read."""
        return finish(self.document_steps(texts))

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `embed_documents`."""
        return self.embed_documents(texts)

    def document_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        """See `mate_core.Embedder.document_steps`."""
        return self._text_steps(texts, self._texts)

    def query_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        """See `mate_core.Embedder.query_steps`."""
        return self._text_steps(texts, FittingBatches(_TEXTS_A_STEP))

    def visibility(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `mate_core.Embedder.visibility`."""
        return np.zeros(len(vectors), dtype=np.float32)

    def crowding_of_images(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `mate_core.Embedder.crowding_of_images`."""
        return np.zeros(len(vectors), dtype=np.float32)

    def crowding_of_texts(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `mate_core.Embedder.crowding_of_texts`."""
        return np.zeros(len(vectors), dtype=np.float32)

    def split(self, text: str) -> list[str]:
        """A text that fits the window as it is; of another its sentences, long ones in parts.

        Every piece fits the window, but for a window that is smaller than a character's tokens.
        """
        if self.tokenizer.count(_readable(text)) <= self.tokenizer.window:
            return [text]
        sentences = split_sentences(_readable(text)) or [""]
        return [piece for sentence in sentences for piece in self._fitting(sentence)]

    def _fitting(self, text: str) -> Iterator[str]:
        tokens = self.tokenizer.count(text)
        if tokens <= self.tokenizer.window or len(text) < 2:
            yield text
            return
        words = text.split()
        units, glue = (words, " ") if len(words) > 1 else (list(text), "")
        parts = min(-(-tokens // self.tokenizer.window), len(units))
        for part in range(parts):
            first, last = part * len(units) // parts, (part + 1) * len(units) // parts
            yield from self._fitting(glue.join(units[first:last]))

    def _text_steps(
        self, texts: Sequence[str], batches: FittingBatches
    ) -> Steps[NDArray[np.float32]]:
        def run(rows: slice) -> NDArray[np.float32]:
            return self._run(self.text, *self.tokenizer([_readable(t) for t in texts[rows]]))

        found = []
        for part in batches.each(run, len(texts)):
            found.append(part)
            yield
        return self._stacked(found)

    @torch.inference_mode()
    def _run(self, tower: nn.Module, *inputs: Tensor) -> NDArray[np.float32]:
        out = tower(*(tensor.to(self._device) for tensor in inputs))
        normalised = functional.normalize(out.float(), dim=-1)
        return np.asarray(normalised.cpu().numpy(), dtype=np.float32)

    def _stacked(self, parts: Iterable[NDArray[np.float32]]) -> NDArray[np.float32]:
        return np.concatenate([np.empty((0, self.dim), dtype=np.float32), *parts])


def _readable(text: str) -> str:
    """A text that every tokenizer takes.

    A lone surrogate, as broken PDFs give them, becomes a question mark, and four hundred letters
    without a space are followed by one.
    """
    return _LONG_WORD.sub(r"\g<0> ", text.encode("utf-8", "replace").decode("utf-8"))
