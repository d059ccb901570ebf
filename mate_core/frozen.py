"""What the frozen encoders give for the training data: computed once, kept on disk.

The text encoder is never trained, and the image encoder only in stage 2, so their outputs are
computed in ONNX Runtime before training begins and used many times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from mate_core import data, evaluate
from mate_core.cache import fingerprint, photo_grids, text_windows
from mate_core.config import ADAPTED_FILE, ModelConfig
from mate_core.encoders import TextEncoder, efficientnet, minilm, open_text_encoder
from mate_core.evaluate.pairs import Pairs
from mate_core.export import TEXT_DIMENSIONS, examples, to_graph
from mate_core.network import adapt_encoder
from mate_core.onnx_runtime import open_onnx_text, session
from mate_core.reading import embed_windows, mean_of_windows, normalised
from mate_core.weights import sha256


@dataclass(frozen=True, slots=True, eq=False)
class Photos:
    """A source of photos, and its texts as the frozen text encoder gives them.

    Photo ``i`` is described by ``texts[first[i]:first[i + 1]]``, centred and L2-normalised; photos
    of one ``group`` are described by one another's texts. ``may_flip`` is false where a mirrored
    image is another image, as a diagram with writing is.
    """

    name: str
    images: tuple[Path, ...]
    texts: NDArray[np.float32]
    first: NDArray[np.intp]
    groups: NDArray[np.intp]
    may_flip: bool = True

    def __len__(self) -> int:
        return len(self.images)

    def draw(self, rows: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.intp]:
        """The row in ``texts`` of one text of each photo, ``(n,)``."""
        counts = self.first[rows + 1] - self.first[rows]
        return np.asarray(self.first[rows] + random.integers(0, counts))


@dataclass(frozen=True, slots=True, eq=False)
class Benchmark:
    """A benchmark with the fused vectors of its texts, ``(texts, dim)``."""

    pairs: Pairs
    texts: NDArray[np.float32]


class FrozenEncoders:
    """Both encoders of a model, their outputs kept on disk.

    ``encoder`` is the image encoder as a torch module: that of the config's package, or the one of
    the model in the folder ``start``, which was trained from it.
    """

    def __init__(self, config: ModelConfig, cache: Path, start: Path | None = None) -> None:
        self._config = config
        self._cache = cache
        cache.mkdir(parents=True, exist_ok=True)
        self.encoder = efficientnet.load(config.image_encoder)
        self._image_key = config.image_encoder.files[config.image_encoder.file(".pth")]
        if start is not None:
            adapt_encoder(self.encoder, start)
            self._image_key += sha256(start / ADAPTED_FILE)
        self._text_key = "/".join(config.text_encoder.files.values())
        pixels, texts = examples(config)
        image_graph = cache / f"grid-{fingerprint(self._image_key)}.onnx"
        if not image_graph.exists():
            towards = image_graph.with_suffix(".part")
            to_graph(self.encoder, {"pixels": pixels}, {"pixels": ("n",)}, towards, ("grid",))
            towards.replace(image_graph)
        self._images = session(image_graph)
        self._texts = self._open_texts(texts)

    def _open_texts(self, example: dict[str, Tensor]) -> TextEncoder:
        config, window, overlap = (
            self._config.text_encoder,
            self._config.window,
            self._config.overlap,
        )
        if config.kind != "minilm":
            return open_text_encoder(config, window, overlap)
        graph = self._cache / f"text-{config.files[config.file('.safetensors')][:16]}.onnx"
        if not graph.exists():
            towards = graph.with_suffix(".part")
            to_graph(minilm.load(config), example, TEXT_DIMENSIONS, towards)
            towards.replace(graph)
        return open_onnx_text(config, window, overlap, graph, self._config.dim)

    def grids(self, name: str, images: Sequence[Path]) -> NDArray[np.float16]:
        """The pooled grids of photos, ``(n, 9, 1280)``; ``name`` is for the cache and the log."""
        return photo_grids(
            name,
            images,
            self._cache,
            key=self._image_key,
            size=self._config.image_size,
            shape=(efficientnet.GRID**2, efficientnet.CHANNELS),
            encode=self._encode_images,
        )

    def texts(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """The uncentred embeddings of the texts' windows and the number of each text's."""
        kept = text_windows(texts, self._cache, key=self._text_key, encode=self._encode_texts)
        return kept.vectors, kept.counts

    def _encode_images(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        (grid,) = self._images.run(None, {"pixels": pixels})
        return np.asarray(grid, dtype=np.float32)

    def _encode_texts(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        return embed_windows(texts, self._texts, "document")


class CentredTexts:
    """Embeds texts with the frozen text encoder, less the centre; see `embed_passages`.

    Sentences weigh the same here: what is visible is taught after training.
    """

    def __init__(self, encoders: FrozenEncoders, centre: NDArray[np.float32]) -> None:
        self._encoders = encoders
        self._centre = centre

    def visibility(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `mate_core.text.QueryEmbedder.visibility`."""
        return np.zeros(len(vectors), dtype=np.float32)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """``(n, dim)``, L2-normalised."""
        distinct = list(dict.fromkeys(texts))
        vectors, counts = self._encoders.texts(distinct)
        embeddings = mean_of_windows(normalised(vectors - self._centre), counts)
        row = {text: at for at, text in enumerate(distinct)}
        return embeddings[[row[text] for text in texts]]


def centre_of(
    sources: Sequence[data.Source], encoders: FrozenEncoders, shares: dict[str, int]
) -> NDArray[np.float32]:
    """The mean text embedding, each photo weighing as often as an epoch sees it."""
    means, weights = [], []
    for source in sources:
        texts = dict.fromkeys(text for texts in source.texts for text in texts)
        vectors, counts = encoders.texts(list(texts))
        means.append(mean_of_windows(vectors, counts).mean(axis=0))
        weights.append(len(source) * shares.get(source.name, 1))
    return np.average(means, axis=0, weights=weights).astype(np.float32)


def photos_of(source: data.Source, centred: CentredTexts) -> Photos:
    """Run the frozen text encoder over a source."""
    counts = [len(texts) for texts in source.texts]
    return Photos(
        source.name,
        source.images,
        centred.embed_queries([text for texts in source.texts for text in texts]),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.intp),
        source.groups(),
        source.may_flip,
    )


def benchmark_of(pairs: Pairs, centred: CentredTexts) -> Benchmark:
    """Run the frozen text encoder over a benchmark's texts, as queries."""
    return Benchmark(pairs, evaluate.embed_texts(centred, pairs.texts))
