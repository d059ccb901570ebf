"""The commands of ``mate train``, and the first of them whole: ``mate train starter``.

The recipe, measured step by step in `docs/model.md`: the projection alone, behind frozen encoders
(`mate_core.train_projection`); then the image encoder with it (`mate_core.adapt`);
then what is known of texts (`mate_core.train_texts`).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from tqdm.contrib.logging import logging_redirect_tqdm

from mate_core import (
    adapt,
    data,
    evaluate,
    train_align,
    train_crowding,
    train_images,
    train_projection,
    train_texts,
    train_vlm,
)
from mate_core.cache import add_cache_argument
from mate_core.closed_forms import AlignError
from mate_core.config import ADAPTED_FILE, STARTER, ModelConfig
from mate_core.data import DataError
from mate_core.encoders import describe, efficientnet, open_text_encoder
from mate_core.encoders.small_vlm import SmallVlm
from mate_core.errors import ModelError
from mate_core.evaluate import charts
from mate_core.evaluate.benchmarks import benchmarks
from mate_core.evaluate.pairs import PairsError, collect, write
from mate_core.frozen import (
    Benchmark,
    CentredTexts,
    FrozenEncoders,
    Photos,
    benchmark_of,
    centre_of,
    photos_of,
)
from mate_core.model import load_model, model_folder
from mate_core.network import save_tensors
from mate_core.optimisation import (
    CheckpointError,
)
from mate_core.projection import Projection
from mate_core.train_projection import brief, recall_at_10

_log = logging.getLogger(__name__)

_CHOSEN_ON = ("flickr8k-val", "captioned40k-val", "openstax-dev-long-captions-all")
_SHORT = _CHOSEN_ON[:2]

SHIPPED = adapt.Settings(
    steps=3000,
    batch=1024,
    stages=(
        adapt.Stage(until=0.8, side=192, smallest_crop=0.3),
        adapt.Stage(until=1.0, side=256, smallest_crop=0.5),
    ),
    first_block=1,
    depthwise=True,
    skipping=0.2,
    colours=0.6,
    erased=0.25,
    encoder_rate=3e-3,
    averaging=0.997,
    checkpoint_every=350,
    measure_every=700,
    weights=(
        ("captioned40k-train", 0.60),
        ("flickr8k-train", 0.18),
        ("openstax-train", 0.10),
        ("figures-train", 0.04),
        ("labelled-train", 0.08),
    ),
)
"""How the shipped weights were trained: ten minutes on a data centre's GPU, days on two cores."""

UPPER_BLOCKS = dataclasses.replace(
    SHIPPED,
    steps=2000,
    batch=192,
    first_block=efficientnet.FIRST_ADAPTED,
    depthwise=False,
    averaging=0.995,
    checkpoint_every=100,
    measure_every=200,
)
"""What a CPU can do in some hours, for somewhat less (docs/decisions/0013)."""


def training_sources(
    folder: Path, photos: Path | None, *, short: bool = False
) -> list[data.Source]:
    """Everything that may be trained on; without ``photos``, captioned40k is left out.

    With ``short`` no photo comes with a long text.
    """
    found = [
        data.flickr8k(folder, "train"),
        data.figure_source(folder, "openstax", short=short),
        data.figure_source(folder, "figures", short=short),
        data.labelled(folder, "train"),
    ]
    if photos is not None:
        found.append(data.captioned40k(folder, photos, "train"))
    return found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands of ``mate train``."""
    parser.description = (
        "Train the starter model, build the benchmarks it is measured on, or align two encoders."
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    defaults = train_projection.Settings()

    starter = what.add_parser(
        "starter",
        help="train the starter model",
        description=(
            "Train the starter model and write its folder: first the projection on frozen "
            "encoders, then both it and the image encoder. Minutes on a large GPU; on two cores "
            "days, or hours with --upper-blocks. An interrupted run goes on where it stopped."
        ),
    )
    train_align.add_arguments(
        what.add_parser("align", help="align a VLM's text tower with an LLM, from texts alone")
    )
    train_images.add_arguments(
        what.add_parser("images", help="train an aligned model on images with captions")
    )
    train_texts.add_arguments(
        what.add_parser("texts", help="teach a model what is visible, and other languages")
    )
    crowding = what.add_parser("crowding", help="give a model typical texts and images")
    train_crowding.add_arguments(crowding)
    vlm = what.add_parser(
        "vlm",
        help="train a small VLM on the frozen image encoder, from short captions alone",
        description=train_vlm.DESCRIPTION,
    )
    pairs = what.add_parser(
        "pairs",
        help="write the benchmarks as pairs files for `mate evaluate`",
        description="Write the benchmarks of the data folder as pairs files for `mate evaluate`.",
    )
    for each in (starter, vlm, pairs, crowding):
        each.add_argument("--data", type=Path, required=True, help="the data folder")
        each.add_argument(
            "--photos", type=Path, help="captioned40k's photos; without them it is left out"
        )
        each.add_argument("--out", type=Path, required=True, help="the folder to write to")
    for each in (starter, vlm):
        add_cache_argument(each)
    of_vlm = train_vlm.Settings()
    vlm.add_argument("--epochs", type=int, default=of_vlm.epochs)
    vlm.add_argument("--batch", type=int, default=of_vlm.batch)
    vlm.add_argument("--seed", type=int, default=of_vlm.seed)
    starter.add_argument("--epochs", type=int, default=defaults.epochs, help="of the projection")
    starter.add_argument("--batch", type=int, default=defaults.batch, help="of the projection")
    starter.add_argument("--seed", type=int, default=defaults.seed)
    starter.add_argument(
        "--upper-blocks",
        action="store_true",
        help="train the image encoder's upper blocks alone, in fewer steps: for a CPU",
    )
    starter.add_argument(
        "--steps",
        type=int,
        help="of the image encoder's adaptation; 0 leaves it frozen "
        f"(default: {SHIPPED.steps}, or {UPPER_BLOCKS.steps} of the upper blocks)",
    )
    starter.add_argument(
        "--step-batch",
        type=int,
        help=f"photos a step (default: {SHIPPED.batch}, or {UPPER_BLOCKS.batch})",
    )
    starter.add_argument(
        "--text-encoder",
        default="minilm",
        help="minilm, use (sixteen languages), or hugging-face:FOLDER (default: %(default)s)",
    )
    starter.add_argument(
        "--start", help="a model whose adapted image encoder is taken in place of the packaged one"
    )


_TOLD = (
    AlignError, ArithmeticError, CheckpointError, DataError, ModelError, OSError, PairsError
)  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Do what ``mate train`` is asked to; gives the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        if args.what == "align":
            train_align.run(args)
            return 0
        if args.what == "texts":
            train_texts.run(args)
            return 0
        if args.what == "images":
            save_history(train_images.run(args), args.out)
            return 0
        # The cache knows photos by their path, however the folder was named on the command line.
        args.data = args.data.resolve()
        args.photos = args.photos and args.photos.resolve()
        if args.what == "pairs":
            for name, lines in benchmarks(args.data, args.photos).items():
                write(lines, args.out / f"{name}.jsonl")
                _log.info("%s: %d lines", args.out / f"{name}.jsonl", len(lines))
            return 0
        if args.what == "crowding":
            train_crowding.run(args, training_sources(args.data, args.photos))
            return 0
        if args.what == "vlm":
            of_vlm = train_vlm.Settings(epochs=args.epochs, batch=args.batch, seed=args.seed)
            train_small_vlm(args.data, args.photos, args.cache, args.out, of_vlm)
            return 0
        settings = train_projection.Settings(epochs=args.epochs, batch=args.batch, seed=args.seed)
        steps = UPPER_BLOCKS if args.upper_blocks else SHIPPED
        steps = dataclasses.replace(
            steps,
            steps=steps.steps if args.steps is None else args.steps,
            batch=args.step_batch or steps.batch,
            seed=args.seed,
        )
        train_starter(
            args.data, args.photos, args.cache, args.out, settings, steps,
            _base(args.text_encoder), args.start and model_folder(args.start),
        )  # fmt: skip
    except _TOLD as error:
        sys.stderr.write(f"mate train: {error}\n")
        return 1
    return 0


def _base(text_encoder: str) -> ModelConfig:
    """The starter's config with another text encoder, and the name that tells it."""
    if text_encoder == "minilm":
        return STARTER
    config = describe(text_encoder)
    dim = open_text_encoder(config, STARTER.window, STARTER.overlap).dim
    name = "multilingual" if config.kind == "use" else "trained"
    return dataclasses.replace(STARTER, name=name, dim=dim, text_encoder=config)


def train_starter(
    folder: Path,
    photos: Path | None,
    cache: Path,
    out: Path,
    settings: train_projection.Settings,
    steps: adapt.Settings,
    base: ModelConfig = STARTER,
    start: Path | None = None,
) -> None:
    """Train a model on the starter's image encoder and write its folder.

    Args:
        folder: the data.
        photos: captioned40k's photos.
        cache: where the encoders' outputs are kept.
        out: the folder to write to.
        settings: of the projection alone.
        steps: of the image encoder's adaptation.
        base: the model before training: its encoders.
        start: a model's folder; its adapted image encoder takes the place of the packaged one.
    """
    _log.info("torch %s, numpy %s, %s, %s", torch.__version__, np.__version__, settings, steps)
    encoders = FrozenEncoders(base, cache, start)
    sources = training_sources(folder, photos)
    for source in sources:
        _log.info("%s: %d photos", source.name, len(source))
    centre = centre_of(sources, encoders, dict(settings.repeats))
    centred = CentredTexts(encoders, centre)
    described = [photos_of(source, centred) for source in sources]
    lines = benchmarks(folder, photos, _CHOSEN_ON)
    chosen_on = {
        name: benchmark_of(collect(lines[name]), centred) for name in _CHOSEN_ON if name in lines
    }
    projection = _projection_on_frozen(described, chosen_on, encoders, settings, base.dim)
    changed: dict[str, Tensor] = {} if start is None else load_file(start / ADAPTED_FILE)
    if steps.steps:
        with logging_redirect_tqdm():
            adapted, history = adapt.adapt(
                encoders.encoder,
                projection,
                described,
                steps,
                out / "checkpoint.pt",
                lambda model: _measure_adapted(model, chosen_on),
            )
        changed, projection = {**changed, **adapted.changed()}, adapted.projection
        save_history(history, out)
    files = save_tensors(projection, torch.from_numpy(centre), out, changed or None)
    bare = dataclasses.replace(base, projection=settings.projection, files=files)
    config = train_texts.teach(bare, folder, centred.embed_queries, cache, out, settings.seed)
    config.save(out)
    embedder = load_model(str(out.resolve()), runtime="torch")  # a path, were it named "starter"
    config = train_crowding.gather(config, embedder, sources, out, settings.seed)
    config.save(out)
    _log.info("%s written to %s", config.model_id, out)


def train_small_vlm(
    folder: Path, photos: Path | None, cache: Path, out: Path, settings: train_vlm.Settings
) -> SmallVlm:
    """Train a small VLM on short texts alone, choose it on short captions, and write it."""
    _log.info("torch %s, numpy %s, %s", torch.__version__, np.__version__, settings)
    encoders = FrozenEncoders(STARTER, cache)
    sources = []
    for source in training_sources(folder, photos, short=True):
        grids = np.array(encoders.grids(source.name, source.images))
        sources.append(train_vlm.captioned(source, grids, encoders.encoder))
        _log.info("%s: %d photos", source.name, len(source))
    lines = benchmarks(folder, photos, _SHORT)
    chosen_on = {
        name: (pairs, encoders.grids(name, pairs.images))
        for name in _SHORT
        if name in lines
        for pairs in [collect(lines[name])]
    }

    def measure(model: SmallVlm) -> float:
        reports = {
            name: evaluate.report(
                "",
                train_vlm.embed_grids(model, grids),
                train_vlm.embed_texts(model, pairs.texts),
                pairs,
            )
            for name, (pairs, grids) in chosen_on.items()
        }
        for name, found in reports.items():
            _log.info("%s %s", name, brief(found))
        return recall_at_10(reports)

    model = train_vlm.train(sources, settings, measure)
    model.save(out)
    return model


def _projection_on_frozen(
    described: Sequence[Photos],
    chosen_on: dict[str, Benchmark],
    encoders: FrozenEncoders,
    settings: train_projection.Settings,
    dim: int,
) -> Projection:
    # Into memory: drawn at random, a memory map would seek.
    examples = [
        train_projection.Examples(photos, np.array(encoders.grids(photos.name, photos.images)))
        for photos in described
    ]
    examined = {
        name: train_projection.Examined(benchmark, encoders.grids(name, benchmark.pairs.images))
        for name, benchmark in chosen_on.items()
    }
    projection, _ = train_projection.train(examples, examined, settings, dim)
    return projection


def _measure_adapted(model: adapt.Adapted, chosen_on: dict[str, Benchmark]) -> dict[str, float]:
    """Recall@10 of a model whose image encoder is being adapted, each way on each benchmark."""
    scores = {}
    for name, found in chosen_on.items():
        images = model.embed_files(found.pairs.images, STARTER.image_size)
        report = evaluate.report("", images, found.texts, found.pairs)
        _log.info("%s %s", name, brief(report))
        scores[f"{name}, text to image"] = report.text_to_image["R@10"]
        scores[f"{name}, image to text"] = report.image_to_text["R@10"]
    return scores


def save_history(history: Sequence[adapt.Point], out: Path) -> None:
    """Write how training went: as JSON, and drawn."""
    if not history:
        return
    text = json.dumps([dataclasses.asdict(point) for point in history], indent=2)
    (out / "history.json").write_text(text + "\n", encoding="utf-8")
    steps = [point.step for point in history]
    loss = [charts.Series("loss", steps, [point.loss for point in history])]
    charts.curves(out / "loss.svg", "Loss over training", "step", "contrastive loss", loss)
    recalls = [
        charts.Series(name, steps, [point.scores[name] for point in history])
        for name in history[0].scores
    ]
    charts.curves(out / "recall.svg", "Recall over training", "step", "Recall@10", recalls)
