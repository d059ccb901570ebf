"""Stage 2 for a model of anyone's own: ``mate train images``.

Takes a model's folder, usually what ``mate train align`` made, and a pairs file of images with
their captions, and trains the projection together with the image encoder, the latter through
low-rank adapters. The result is a folder of the same kind.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
from pathlib import Path
from typing import get_args

import numpy as np
import torch
from tqdm.contrib.logging import logging_redirect_tqdm

from mate_core import adapt, evaluate
from mate_core.config import ADAPTED_FILE, CROWDING_FILE, PROJECTION_FILE, TAUGHT_FILES, ModelConfig
from mate_core.encoders import open_image_encoder
from mate_core.errors import BadConfig
from mate_core.evaluate.pairs import Pairs, collect, read
from mate_core.frozen import Photos
from mate_core.losses import ContrastiveKind
from mate_core.model import Embedder, load_model, model_folder
from mate_core.network import save_tensors
from mate_core.projection import load_projection
from mate_core.weights import copy_files

_log = logging.getLogger(__name__)

_SMALLEST_CROP = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``mate train images``."""
    parser.description = (
        "Train a model's image encoder and projection on images with captions (stage 2), the "
        "encoder through low-rank adapters. An interrupted run goes on where it stopped."
    )
    defaults = adapt.Settings()
    parser.add_argument("--model", required=True, help="the model's folder")
    parser.add_argument(
        "--pairs",
        type=Path,
        required=True,
        help="images and their captions, a pairs file as `mate evaluate` takes it",
    )
    parser.add_argument(
        "--held-out", type=Path, help="another pairs file: the model that is best on it is kept"
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--steps", type=int, default=defaults.steps)
    parser.add_argument("--batch", type=int, default=defaults.batch)
    parser.add_argument(
        "--at-once",
        type=int,
        default=defaults.at_once,
        help="images that go through the encoder together, if memory does not hold a batch",
    )
    parser.add_argument("--rank", type=int, default=8, help="of the adapters (default: 8)")
    parser.add_argument("--loss", choices=get_args(ContrastiveKind), default=defaults.loss)
    parser.add_argument(
        "--no-flip", action="store_true", help="never mirror an image, as those with writing"
    )
    parser.add_argument("--seed", type=int, default=defaults.seed)


def run(args: argparse.Namespace) -> tuple[adapt.Point, ...]:
    """Do what ``mate train images`` is asked to; gives how training went.

    Raises:
        PairsError: if a pairs file cannot be used.
        DataError: if an image cannot be read.
        ModelError: if the model cannot be loaded or trained so.
        CheckpointError: if the folder holds a checkpoint of another run.
    """
    if args.rank < 1:
        raise BadConfig(f"--rank: adapters have a rank of at least 1, got {args.rank}")
    folder = model_folder(args.model)
    config = ModelConfig.load(folder)
    if ADAPTED_FILE in config.files:
        raise BadConfig(
            f"{folder}: its image encoder is trained already; start from one that is not"
        )
    model = load_model(args.model, on_status=_log.info)
    projection, centre = load_projection(folder / PROJECTION_FILE, config.dim, config.projection)
    photos = photos_of(collect(read(args.pairs)), model, may_flip=not args.no_flip)
    measure = args.held_out and _measure_on(collect(read(args.held_out)), model)
    settings = adapt.Settings(
        steps=args.steps,
        batch=args.batch,
        at_once=args.at_once,
        rank=args.rank,
        loss=args.loss,
        stages=(adapt.Stage(1.0, config.image_size, _SMALLEST_CROP),),
        weights=(),
        seed=args.seed,
    )
    _log.info("torch %s, numpy %s, %s", torch.__version__, np.__version__, settings)
    with logging_redirect_tqdm():
        adapted, history = adapt.adapt(
            open_image_encoder(config.image_encoder),
            projection,
            [photos],
            settings,
            args.out / "checkpoint.pt",
            measure,
        )
    files = save_tensors(adapted.projection, centre, args.out, adapted.changed())
    taught = TAUGHT_FILES & config.files.keys()
    copy_files(taught, folder, args.out)
    files |= {name: config.files[name] for name in taught}
    if CROWDING_FILE in config.files:
        _log.info("its typical items belong to the old image side: run `mate train crowding`")
    trained = dataclasses.replace(config, files=files)
    trained.save(args.out)
    _log.info("%s written to %s", trained.model_id, args.out)
    return history


def _measure_on(pairs: Pairs, model: Embedder) -> adapt.Measure:
    texts = evaluate.embed_texts(model, pairs.texts)

    def measure(adapted: adapt.Adapted) -> dict[str, float]:
        images = adapted.embed_files(pairs.images, model.image_size)
        found = evaluate.report("", images, texts, pairs)
        return {
            "text to image": found.text_to_image["R@10"],
            "image to text": found.image_to_text["R@10"],
        }

    return measure


def photos_of(pairs: Pairs, model: Embedder, *, may_flip: bool = True) -> Photos:
    """The images of a pairs file with their texts as the model embeds them.

    Images that share a text are described by one another's.
    """
    vectors = model.embed_documents(pairs.texts)
    rows = np.concatenate(pairs.texts_of_image)
    counts = [len(found) for found in pairs.texts_of_image]
    groups: dict[int, int] = {}
    return Photos(
        "pairs",
        pairs.images,
        vectors[rows],
        np.concatenate([[0], np.cumsum(counts)]).astype(np.intp),
        # An image's first text stands for all: those of one document have the same ones.
        np.array(
            [groups.setdefault(int(found[0]), len(groups)) for found in pairs.texts_of_image],
            dtype=np.intp,
        ),
        may_flip,
    )
