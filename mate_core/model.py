"""The model as the rest of the program sees it: pixels and texts in, embeddings out.

`load_model` gives an `Embedder`. Importing this module is cheap; what runs the model (ONNX
Runtime, or torch) is imported when a model is loaded, and torch never in the process that asked
for ONNX Runtime.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from mate_core.config import ModelConfig
from mate_core.crowding import Crowding, read_crowding
from mate_core.errors import BadConfig, MissingWeights, require_torch
from mate_core.gates import Gate, read_gates
from mate_core.languages import OtherLanguages, open_languages
from mate_core.pixels import check_pixels
from mate_core.reading import TOKENS_AT_ONCE, mean_of_windows, normalised, window_steps
from mate_core.text import Steps, finish
from mate_core.weights import read_centre, verify

if TYPE_CHECKING:
    from mate_core.encoders import Kind, TextEncoder

Runtime = Literal["auto", "onnx", "torch"]

_IMAGES_AT_ONCE = 16
# About a quarter of a second on two cores.
_TOKENS_A_STEP = 1024


class Embedder(Protocol):
    """Maps images and texts into one space, where cosine similarity means likeness."""

    @property
    def model_id(self) -> str:
        """Names the model by its content: embeddings of two ids must never be compared."""

    @property
    def dim(self) -> int:
        """The length of an embedding."""

    @property
    def image_size(self) -> int:
        """The side of the square that `mate_core.pixels.to_pixels` must make."""

    @property
    def reads(self) -> frozenset[str] | None:
        """The languages that texts may be in (ISO 639-1); None where that is not known."""

    def embed_images(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """``(n, image_size, image_size, 3)`` uint8 RGB to ``(n, dim)``, L2-normalised.

        Raises:
            ValueError: if the array is of another shape or dtype.
        """

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts that are searched for to ``(n, dim)``, L2-normalised.

        A text longer than the encoder's window is read in overlapping windows, whose embeddings
        are averaged. An empty text has an embedding too, a finite one.
        """

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts that are searched with to ``(n, dim)``, L2-normalised; see `embed_documents`."""

    def document_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        """The same as `embed_documents`, in one piece for each batch.

        The first text in another language takes some seconds more, in short pieces.
        """

    def query_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        """The same as `embed_queries`, in pieces of some tenths of a second."""

    def visibility(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Embeddings of texts, ``(n, dim)``, to log-odds that each is about something visible.

        All 0 if the model was not taught to tell.
        """

    @property
    def typical(self) -> Crowding | None:
        """Typical texts and images, if the model was given some."""

    def crowding_of_images(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """What images' scores lose when a text looks for them, ``(n, dim)`` to ``(n,)``.

        All 0 if the model was not given typical texts; see `mate_core.crowding`.
        """

    def crowding_of_texts(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """What texts' scores lose when an image looks for them, ``(n, dim)`` to ``(n,)``."""


class ImageNetwork(Protocol):
    """Runs image encoder and projection on one batch; there is one for each runtime."""

    def embed_pixels(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """``(n, size, size, 3)`` uint8 to ``(n, dim)``, L2-normalised."""


class Model:
    """An `Embedder` that cuts any amount of work into batches of bounded size."""

    def __init__(
        self,
        config: ModelConfig,
        images: ImageNetwork,
        texts: TextEncoder,
        centre: NDArray[np.float32],
        visible: Gate | None = None,
        languages: OtherLanguages | None = None,
        crowding: Crowding | None = None,
    ) -> None:
        """Put a model together.

        Args:
            config: its config.
            images: its image half.
            texts: its text encoder.
            centre: ``(dim,)``, is subtracted from every window's embedding.
            visible: whether a text is about something visible, asked of its embedding.
            languages: reads what ``texts`` does not know the language of.
            crowding: typical texts and images.
        """
        self.model_id = config.model_id
        self.dim = config.dim
        self.image_size = config.image_size
        self.reads = config.reads
        self._images = images
        self._texts = texts
        self._centre = centre
        self._visible = visible
        self._languages = languages
        self.typical = crowding

    def embed_images(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """See `Embedder.embed_images`."""
        check_pixels(pixels, self.image_size)
        out = np.empty((len(pixels), self.dim), dtype=np.float32)
        for start in range(0, len(pixels), _IMAGES_AT_ONCE):
            part = pixels[start : start + _IMAGES_AT_ONCE]
            out[start : start + len(part)] = self._images.embed_pixels(part)
        return out

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.embed_documents`."""
        return finish(self.document_steps(texts))

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.embed_queries`."""
        return finish(self._steps(texts, "query", TOKENS_AT_ONCE))

    def document_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        """See `Embedder.document_steps`."""
        return self._steps(texts, "document", TOKENS_AT_ONCE)

    def query_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        """See `Embedder.query_steps`."""
        return self._steps(texts, "query", _TOKENS_A_STEP)

    def visibility(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Embedder.visibility`."""
        if self._visible is None:
            return np.zeros(len(vectors), dtype=np.float32)
        return self._visible.log_odds(vectors)

    def crowding_of_images(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Embedder.crowding_of_images`."""
        if self.typical is None:
            return np.zeros(len(vectors), dtype=np.float32)
        return self.typical.of_images(vectors)

    def crowding_of_texts(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Embedder.crowding_of_texts`."""
        if self.typical is None:
            return np.zeros(len(vectors), dtype=np.float32)
        return self.typical.of_texts(vectors)

    def _steps(self, texts: Sequence[str], kind: Kind, tokens: int) -> Steps[NDArray[np.float32]]:
        vectors, counts = yield from window_steps(texts, self._texts, kind, tokens)
        found = mean_of_windows(normalised(vectors - self._centre), counts)
        if self._languages is None:
            return found
        share = self._languages.share(texts, found)
        rows = np.flatnonzero(share).tolist()
        if rows:
            theirs = yield from self._languages.steps([texts[row] for row in rows], kind, tokens)
            weight = share[rows, None]
            found[rows] = normalised((1 - weight) * found[rows] + weight * theirs)
        return found


def load_model(
    name: str = "starter",
    *,
    runtime: Runtime = "auto",
    threads: int | None = None,
    device: str | None = None,
    cache: Path | None = None,
    on_status: Callable[[str], None] | None = None,
) -> Embedder:
    """Load a model, ready to embed.

    With ONNX Runtime the first load on a machine takes about half a minute, because the graphs
    are exported then, in another process; later loads take a fraction of a second.

    Args:
        name: ``"starter"``, the model that comes with the program, or the folder of another one.
        runtime: ``"onnx"`` (CPU), ``"torch"`` (the best device there is), or ``"auto"``: ONNX
            Runtime for models on the starter's encoders, torch for others.
        threads: threads that one operation may use; as many as the machine likes if None.
        device: where torch runs it, such as ``"cpu"``; the best device there is if None.
        cache: where exported graphs are kept; the environment variable MATE_CACHE or else the
            user's cache folder if None.
        on_status: told, in words for a person, when something takes long.

    Raises:
        ModelError: one of its kinds, when the model is missing, altered or cannot be run.
    """
    folder = model_folder(name)
    config = ModelConfig.load(folder)
    images: ImageNetwork
    if runtime == "torch" or not has_graphs(config):
        if runtime == "onnx":
            raise BadConfig(
                f"{folder}: a model on {config.image_encoder.kind} and {config.text_encoder.kind} "
                "does not run in ONNX Runtime"
            )
        require_torch(f"to run the model in {folder}")
        from mate_core.devices import preferring
        from mate_core.torch_runtime import open_torch

        verify(config, folder)
        with preferring(device):
            images, texts, project = open_torch(config, folder, threads)
    else:
        from mate_core.onnx_runtime import open_onnx

        images, texts, project = open_onnx(config, folder, threads, cache, on_status)
    centre = read_centre(config, folder)
    gates = read_gates(config, folder)
    languages = open_languages(config, gates, project)
    crowding = read_crowding(config, folder)
    return Model(config, images, texts, centre, gates.get("visible"), languages, crowding)


def has_graphs(config: ModelConfig) -> bool:
    """Whether the model runs in ONNX Runtime, without torch: its image half at least."""
    return config.image_encoder.kind == "efficientnet-lite2" and config.text_encoder.kind in (
        "minilm",
        "use",
    )


def model_folder(name: str) -> Path:
    """The folder of a model: the starter's, or the one that ``name`` is the path of.

    Raises:
        MissingWeights: if there is no such folder.
    """
    if name == "starter":
        folder = Path(str(importlib.resources.files("resources"))) / "starter"
    else:
        folder = Path(name).expanduser()
    if not folder.is_dir():
        raise MissingWeights(f"{folder}: there is no such model folder")
    return folder
