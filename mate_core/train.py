"""Trains the starter model's projection: ``mate train starter``.

The recipe, measured step by step in `docs/model.md`: both encoders stay frozen and run once over
the data (`mate_core.cache`); the projection learns to send a photo to the centred embedding of
a text that describes it. What matters most is how batches are drawn: each from one source, so
that the negatives are of the same kind as the positives and cannot be told apart by their style.
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import json
import logging
import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
import torch
from numpy.typing import NDArray
from torch import Tensor

from mate_core import data, evaluate
from mate_core.cache import photo_maps, text_windows
from mate_core.config import STARTER, ModelConfig, ProjectionConfig
from mate_core.encoders import efficientnet
from mate_core.errors import ModelError
from mate_core.evaluate.benchmarks import benchmarks
from mate_core.evaluate.pairs import Pairs, collect, write
from mate_core.export import TEXT_DIMENSIONS, examples, to_graph
from mate_core.losses import info_nce
from mate_core.model import embed_windows, mean_of_windows, normalised
from mate_core.network import TextTower, load_image_encoder, load_text_encoder, save_projection
from mate_core.onnx_runtime import session
from mate_core.projection import Projection
from mate_core.tokens import WindowTokenizer
from mate_core.weights import package_folder, sha256

_log = logging.getLogger(__name__)

_CHOSEN_ON = ("flickr8k-val", "captioned40k-val", "openstax-dev-long-captions")
_SAME_TEXT = 0.99


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. ``repeats`` says how often an epoch sees each source; 1 if it is not named."""

    epochs: int = 4
    batch: int = 512
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    warmup: float = 0.1
    averaging: float = 0.998
    scale: float = 20.0
    greatest_scale: float = 100.0
    seed: int = 0
    projection: ProjectionConfig = dataclasses.field(default_factory=ProjectionConfig)
    repeats: tuple[tuple[str, int], ...] = (
        ("flickr8k-train", 3),
        ("openstax-train", 4),
        ("figures-train", 4),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """A source as the frozen encoders see it.

    Photo ``i`` has the grid ``grids[i]``, ``(9, 1280)`` float16, and the texts
    ``texts[first[i]:first[i + 1]]``, centred and L2-normalised. Photos of one ``group`` are
    described by one another's texts.
    """

    name: str
    grids: NDArray[np.float16]
    texts: NDArray[np.float32]
    first: NDArray[np.intp]
    groups: NDArray[np.intp]

    def draw(self, photos: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.float32]:
        """One of the texts of each photo, ``(n, dim)``."""
        counts = self.first[photos + 1] - self.first[photos]
        return np.asarray(self.texts[self.first[photos] + random.integers(0, counts)])


@dataclass(frozen=True, slots=True, eq=False)
class Benchmark:
    """A benchmark as the frozen encoders see it: grids, and fused vectors of its texts."""

    pairs: Pairs
    grids: NDArray[np.float16]
    texts: NDArray[np.float32]


# --- the loop ----------------------------------------------------------------------------


def train_projection(
    examples: Sequence[Examples],
    chosen_on: dict[str, Benchmark],
    settings: Settings,
    dim: int,
) -> tuple[Projection, dict[str, evaluate.Report]]:
    """Train a projection and give the one of the best epoch, with its measurements.

    After every epoch the running average of the weights is measured on ``chosen_on``; the mean of
    all Recall@10 decides. Without benchmarks the last epoch wins.
    """
    torch.manual_seed(settings.seed)
    random = np.random.default_rng(settings.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    projection = Projection(dim, settings.projection).to(device)
    averaged = copy.deepcopy(projection).eval()
    log_scale = torch.nn.Parameter(torch.tensor(math.log(settings.scale), device=device))
    optimizer = torch.optim.AdamW(
        [
            {"params": projection.parameters(), "weight_decay": settings.weight_decay},
            {"params": [log_scale], "weight_decay": 0.0},
        ],
        lr=settings.learning_rate,
    )
    steps = settings.epochs * len(list(epoch_batches(examples, settings, random)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, _Schedule(steps, round(steps * settings.warmup))
    )

    best, best_score = copy.deepcopy(averaged), -1.0
    best_reports: dict[str, evaluate.Report] = {}
    step = 0
    for epoch in range(1, settings.epochs + 1):
        began, losses = time.monotonic(), []
        projection.train()
        for source, photos in epoch_batches(examples, settings, random):
            grids = torch.from_numpy(source.grids[photos]).to(device).float()
            texts = torch.from_numpy(source.draw(photos, random)).to(device)
            groups = torch.from_numpy(source.groups[photos]).to(device)
            same = (groups[:, None] == groups) | (texts @ texts.T > _SAME_TEXT)
            scale = log_scale.exp().clamp(max=settings.greatest_scale)
            loss = info_nce(projection(grids), texts, scale, same)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            step += 1
            _average(averaged, projection, min(settings.averaging, step / (step + 10)))
            losses.append(loss.item())
        reports = {name: measure(averaged, found) for name, found in chosen_on.items()}
        score = _score(reports)
        _log.info(
            "epoch %d: loss %.4f, scale %.1f, score %.4f, %.0f s%s",
            epoch,
            float(np.mean(losses)),
            log_scale.exp().item(),
            score,
            time.monotonic() - began,
            "".join(f"; {name} {_brief(found)}" for name, found in reports.items()),
        )
        if score >= best_score:
            best, best_reports, best_score = copy.deepcopy(averaged), reports, score
    return best.cpu(), best_reports


def epoch_batches(
    examples: Sequence[Examples], settings: Settings, random: np.random.Generator
) -> Iterator[tuple[Examples, NDArray[np.intp]]]:
    """One epoch in random order; every batch is drawn from one source.

    A source's last photos that do not fill a batch wait for another epoch, unless it fills none.
    """
    repeats = dict(settings.repeats)
    batches: list[tuple[Examples, NDArray[np.intp]]] = []
    for source in examples:
        for _ in range(repeats.get(source.name, 1)):
            order = random.permutation(len(source.grids))
            full = len(order) // settings.batch * settings.batch
            parts = np.split(order[:full], full // settings.batch) if full else [order]
            batches += [(source, part) for part in parts]
    for index in random.permutation(len(batches)):
        yield batches[index]


def measure(projection: Projection, benchmark: Benchmark) -> evaluate.Report:
    """Recall on a benchmark whose encoders' outputs are at hand."""
    device = next(projection.parameters()).device
    with torch.inference_mode():
        images = [
            projection(torch.from_numpy(part).to(device).float()).cpu().numpy()
            for part in np.array_split(benchmark.grids, max(1, len(benchmark.grids) // 256))
        ]
    return evaluate.report("", np.concatenate(images), benchmark.texts, benchmark.pairs)


@dataclass(frozen=True, slots=True)
class _Schedule:
    """A linear rise over the first steps, then half a cosine down to nothing."""

    steps: int
    rise: int

    def __call__(self, step: int) -> float:
        if step < self.rise:
            return (step + 1) / self.rise
        done = (step - self.rise) / max(1, self.steps - self.rise)
        return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


def _average(averaged: Projection, current: Projection, keep: float) -> None:
    with torch.no_grad():
        for mean, value in zip(averaged.parameters(), current.parameters(), strict=True):
            mean.lerp_(value, 1 - keep)


def _score(reports: dict[str, evaluate.Report]) -> float:
    recalls = [
        side["R@10"]
        for report in reports.values()
        for side in (report.text_to_image, report.image_to_text)
    ]
    return float(np.mean(recalls)) if recalls else 0.0


def _brief(found: evaluate.Report) -> str:
    sides = (found.text_to_image, found.image_to_text)
    return " ".join(f"{side['R@1']:.3f}/{side['R@10']:.3f}" for side in sides)


# --- what the frozen encoders give -------------------------------------------------------


class FrozenEncoders:
    """Both encoders in ONNX Runtime, their outputs kept on disk."""

    def __init__(self, config: ModelConfig, cache: Path) -> None:
        self._config = config
        self._cache = cache
        cache.mkdir(parents=True, exist_ok=True)
        self._image_key = config.image_encoder.files[config.image_encoder.weights]
        self._text_key = "/".join(config.text_encoder.files.values())
        weights = package_folder(config.text_encoder) / config.text_encoder.weights
        self._tokenizer = WindowTokenizer(
            weights.with_name("tokenizer.json"), config.window, config.overlap
        )
        pixels, texts = examples(config)
        image_graph = cache / f"image-{self._image_key[:16]}.onnx"
        if not image_graph.exists():
            towards = image_graph.with_suffix(".part")
            encoder = _LowerAndGrid(load_image_encoder(config))
            to_graph(encoder, {"pixels": pixels}, {"pixels": ("n",)}, towards, ("lower", "grid"))
            towards.replace(image_graph)
        self._images = session(image_graph)
        text_graph = cache / f"text-{sha256(weights)[:16]}.onnx"
        if not text_graph.exists():
            towards = text_graph.with_suffix(".part")
            tower = TextTower(load_text_encoder(config), torch.zeros(config.dim))
            to_graph(tower, texts, TEXT_DIMENSIONS, towards)
            towards.replace(text_graph)
        self._texts = session(text_graph)

    def grids(self, source: data.Source) -> NDArray[np.float16]:
        """The pooled grids of a source's photos, ``(n, 9, 1280)``."""
        maps = photo_maps(
            source,
            self._cache,
            key=self._image_key,
            size=self._config.image_size,
            lower_shape=efficientnet.LOWER_SHAPE,
            grid_shape=(efficientnet.GRID**2, efficientnet.CHANNELS),
            encode=self._encode_images,
        )
        return maps.grid

    def texts(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """The uncentred embeddings of the texts' windows and the number of each text's."""
        kept = text_windows(texts, self._cache, key=self._text_key, encode=self._encode_texts)
        return kept.vectors, kept.counts

    def _encode_images(
        self, pixels: NDArray[np.uint8]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        lower, grid = self._images.run(None, {"pixels": pixels})
        return lower, grid

    def _encode_texts(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        return embed_windows(texts, self._config.dim, self._tokenizer, self._run_text)

    def _run_text(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        (out,) = self._texts.run(None, {"ids": ids, "mask": mask})
        return np.asarray(out, dtype=np.float32)


class _LowerAndGrid(torch.nn.Module):
    def __init__(self, encoder: efficientnet.EfficientNetLite2) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        lower = self.encoder.lower(pixels)
        return lower, efficientnet.grid(self.encoder.upper(lower))


class CentredTexts:
    """Embeds texts with the frozen text encoder, less the centre; see `embed_passages`."""

    def __init__(self, encoders: FrozenEncoders, centre: NDArray[np.float32]) -> None:
        self._encoders = encoders
        self._centre = centre

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """``(n, dim)``, L2-normalised."""
        distinct = list(dict.fromkeys(texts))
        vectors, counts = self._encoders.texts(distinct)
        embeddings = mean_of_windows(normalised(vectors - self._centre), counts)
        row = {text: at for at, text in enumerate(distinct)}
        return embeddings[[row[text] for text in texts]]


def centre_of(
    sources: Sequence[data.Source], encoders: FrozenEncoders, settings: Settings
) -> NDArray[np.float32]:
    """The mean text embedding, each source weighing as much as it does in an epoch."""
    repeats = dict(settings.repeats)
    means, weights = [], []
    for source in sources:
        texts = dict.fromkeys(text for texts in source.texts for text in texts)
        vectors, counts = encoders.texts(list(texts))
        means.append(mean_of_windows(vectors, counts).mean(axis=0))
        weights.append(len(source) * repeats.get(source.name, 1))
    return np.average(means, axis=0, weights=weights).astype(np.float32)


def examples_of(source: data.Source, encoders: FrozenEncoders, centred: CentredTexts) -> Examples:
    """Run the frozen encoders over a source."""
    counts = [len(texts) for texts in source.texts]
    names: dict[str, int] = {}
    groups = [
        names.setdefault(document if document is not None else f"\0{row}", len(names))
        for row, document in enumerate(source.documents)
    ]
    return Examples(
        source.name,
        np.array(encoders.grids(source)),  # into memory: drawn at random, a map would seek
        centred.embed_queries([text for texts in source.texts for text in texts]),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.intp),
        np.array(groups, dtype=np.intp),
    )


def benchmark_of(
    name: str, pairs: Pairs, encoders: FrozenEncoders, centred: CentredTexts
) -> Benchmark:
    """Run the frozen encoders over a benchmark."""
    none = (None,) * len(pairs.images)
    photos = data.Source(name, pairs.images, ((),) * len(pairs.images), none)
    return Benchmark(pairs, encoders.grids(photos), evaluate.embed_texts(centred, pairs.texts))


# --- the command -------------------------------------------------------------------------


def training_sources(folder: Path, photos: Path | None) -> list[data.Source]:
    """Everything that may be trained on; without ``photos``, captioned40k is left out."""
    found = [
        data.flickr8k(folder, "train"),
        data.figure_source(folder, "openstax"),
        data.figure_source(folder, "figures"),
        data.labelled(folder, "train"),
    ]
    if photos is not None:
        found.append(data.captioned40k(folder, photos, "train"))
    return found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of ``mate train``."""
    parser.description = "Train the starter model, or build the benchmarks it is measured on."
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    defaults = Settings()

    starter = what.add_parser(
        "starter",
        help="train the starter model's projection",
        description=(
            "Train the projection of the starter model on frozen encoders and write a model "
            "folder. The encoders run over the photos once, which takes half an hour for 50,000 "
            "on two cores; an interrupted run goes on where it stopped."
        ),
    )
    pairs = what.add_parser(
        "pairs",
        help="write the benchmarks as pairs files for `mate evaluate`",
        description="Write the benchmarks of the data folder as pairs files for `mate evaluate`.",
    )
    for each in (starter, pairs):
        each.add_argument("--data", type=Path, required=True, help="the data folder")
        each.add_argument(
            "--photos", type=Path, help="captioned40k's photos; without them it is left out"
        )
        each.add_argument("--out", type=Path, required=True, help="the folder to write to")
    starter.add_argument(
        "--cache",
        type=Path,
        default=Path(platformdirs.user_cache_dir("mate")) / "train",
        help="where the encoders' outputs are kept, 75 KB a photo (default: %(default)s)",
    )
    starter.add_argument("--epochs", type=int, default=defaults.epochs)
    starter.add_argument("--batch", type=int, default=defaults.batch)
    starter.add_argument("--learning-rate", type=float, default=defaults.learning_rate)
    starter.add_argument("--seed", type=int, default=defaults.seed)


def run(args: argparse.Namespace) -> int:
    """Do what ``mate train`` is asked to; gives the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        # The cache knows photos by their path, however the folder was named on the command line.
        args.data = args.data.resolve()
        args.photos = args.photos and args.photos.resolve()
        if args.what == "pairs":
            for name, lines in benchmarks(args.data, args.photos).items():
                write(lines, args.out / f"{name}.jsonl")
                _log.info("%s: %d lines", args.out / f"{name}.jsonl", len(lines))
            return 0
        settings = Settings(
            epochs=args.epochs,
            batch=args.batch,
            learning_rate=args.learning_rate,
            seed=args.seed,
        )
        train_starter(args.data, args.photos, args.cache, args.out, settings)
    except (data.DataError, ModelError, OSError) as error:
        sys.stderr.write(f"mate train: {error}\n")
        return 1
    return 0


def train_starter(
    folder: Path, photos: Path | None, cache: Path, out: Path, settings: Settings
) -> None:
    """Train the starter and write its folder: config, projection, and what was measured."""
    _log.info("torch %s, numpy %s, %s", torch.__version__, np.__version__, settings)
    encoders = FrozenEncoders(STARTER, cache)
    sources = training_sources(folder, photos)
    for source in sources:
        _log.info("%s: %d photos", source.name, len(source))
    centre = centre_of(sources, encoders, settings)
    centred = CentredTexts(encoders, centre)
    examples = [examples_of(source, encoders, centred) for source in sources]
    lines = benchmarks(folder, photos)
    chosen_on = {
        name: benchmark_of(name, collect(lines[name]), encoders, centred)
        for name in _CHOSEN_ON
        if name in lines
    }
    projection, reports = train_projection(examples, chosen_on, settings, STARTER.dim)

    path = save_projection(projection, torch.from_numpy(centre), out)
    shape = dataclasses.replace(settings.projection, sha256=sha256(path))
    config = dataclasses.replace(STARTER, projection=shape)
    config.save(out)
    for name, found in reports.items():
        _log.info("%s: %s", name, json.dumps(dataclasses.asdict(found)))
    _log.info("%s written to %s", config.model_id, out)
