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
from mate_core.errors import BadConfig, MissingWeights
from mate_core.pixels import check_pixels
from mate_core.text import Steps, finish
from mate_core.weights import read_centre, verify

if TYPE_CHECKING:
    from mate_core.encoders import Kind, TextEncoder

Runtime = Literal["auto", "onnx", "torch"]

_IMAGES_AT_ONCE = 16
_TOKENS_AT_ONCE = 4096
# About a quarter of a second on two cores.
_TOKENS_A_STEP = 1024
_WINDOWS_AT_ONCE = 64


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

    def query_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        """The same as `embed_queries`, in pieces of some tenths of a second."""


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
    ) -> None:
        """``centre``, ``(dim,)``, is subtracted from every window's embedding."""
        self.model_id = config.model_id
        self.dim = config.dim
        self.image_size = config.image_size
        self._images = images
        self._texts = texts
        self._centre = centre

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
        return self._centred(*embed_windows(texts, self._texts, "document"))

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.embed_queries`."""
        return self._centred(*embed_windows(texts, self._texts, "query"))

    def query_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        """See `Embedder.query_steps`."""
        return self._centred(
            *(yield from _window_steps(texts, self._texts, "query", _TOKENS_A_STEP))
        )

    def _centred(
        self, vectors: NDArray[np.float32], counts: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        return mean_of_windows(normalised(vectors - self._centre), counts)


def embed_windows(
    texts: Sequence[str], encoder: TextEncoder, kind: Kind
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Embed every window of every text.

    Returns:
        The windows' embeddings in order, ``(windows, dim)``, and for each text the number of
        its windows, ``(n,)``.
    """
    return finish(_window_steps(texts, encoder, kind, _TOKENS_AT_ONCE))


def _window_steps(
    texts: Sequence[str], encoder: TextEncoder, kind: Kind, tokens_at_once: int
) -> Steps[tuple[NDArray[np.float32], NDArray[np.intp]]]:
    from mate_core.tokens import batches

    split = []
    for text in texts:
        split.append(encoder.split(text, kind))
        yield
    counts = np.array([len(found) for found in split], dtype=np.intp)
    together = [window for found in split for window in found]
    vectors = np.empty((len(together), encoder.dim), dtype=np.float32)
    for rows in batches(list(map(len, together)), tokens_at_once, _WINDOWS_AT_ONCE):
        vectors[rows] = encoder.encode([together[row] for row in rows])
        yield
    return vectors, counts


def mean_of_windows(vectors: NDArray[np.float32], counts: NDArray[np.intp]) -> NDArray[np.float32]:
    """Average the windows' embeddings of each text: ``(windows, dim)`` to ``(n, dim)``."""
    if not len(counts):
        return vectors
    return normalised(np.add.reduceat(vectors, np.cumsum(counts) - counts, axis=0))


def normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale rows to length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def load_model(
    name: str = "starter",
    *,
    runtime: Runtime = "auto",
    threads: int | None = None,
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
        cache: where exported graphs are kept; the environment variable MATE_CACHE or else the
            user's cache folder if None.
        on_status: told, in words for a person, when something takes long.

    Raises:
        ModelError: one of its kinds, when the model is missing, altered or cannot be run.
    """
    folder = model_folder(name)
    config = ModelConfig.load(folder)
    verify(config, folder)
    centre = read_centre(config, folder)
    if runtime == "torch" or not has_graphs(config):
        if runtime == "onnx":
            raise BadConfig(
                f"{folder}: a model on {config.image_encoder.kind} and {config.text_encoder.kind} "
                "does not run in ONNX Runtime"
            )
        from mate_core.torch_runtime import open_torch

        return Model(config, *open_torch(config, folder, threads), centre)
    from mate_core.onnx_runtime import open_onnx

    return Model(config, *open_onnx(config, folder, threads, cache, on_status), centre)


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
