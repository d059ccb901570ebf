"""Gives a model typical texts and images: ``mate train crowding``, and a part of the starter's.

Nothing is trained. Some photos of each source of the training data, and a text of each, are
embedded and kept; see `mate_core.crowding`.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from mate_core import data, evaluate
from mate_core.config import CROWDING_FILE, ModelConfig
from mate_core.model import Embedder, load_model, model_folder
from mate_core.projection import save_half
from mate_core.weights import copy_files

_log = logging.getLogger(__name__)

_OF_EACH_SOURCE = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``mate train crowding``."""
    parser.description = (
        "Give a model typical texts and images, so that photos which lie near every text, and "
        "texts which lie near every photo, do not stand in the way of others."
    )
    parser.add_argument("--model", default="starter", help="the model (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0)


def run(args: argparse.Namespace, sources: Sequence[data.Source]) -> None:
    """Do what ``mate train crowding`` is asked to; raises as `gather` and `load_model` do."""
    folder = model_folder(args.model)
    config = ModelConfig.load(folder)
    embedder = load_model(args.model)
    copy_files(config.files, folder, args.out)
    gathered = gather(config, embedder, sources, args.out, args.seed)
    gathered.save(args.out)
    _log.info("%s written to %s", gathered.model_id, args.out)


def gather(
    config: ModelConfig,
    embedder: Embedder,
    sources: Sequence[data.Source],
    out: Path,
    seed: int = 0,
) -> ModelConfig:
    """Embed typical texts and images and write them to ``out``; gives the config that names them.

    Args:
        config: the model's config.
        embedder: the model.
        sources: the training data.
        out: the folder to write to.
        seed: of what is drawn.

    Raises:
        PairsError: if a photo cannot be read.
    """
    random = np.random.default_rng(seed)
    images: list[Path] = []
    texts: list[str] = []
    for source in sources:
        for row in random.permutation(len(source))[:_OF_EACH_SOURCE]:
            images.append(source.images[row])
            texts.append(source.texts[row][random.integers(len(source.texts[row]))])
    kept = {
        "texts": torch.from_numpy(embedder.embed_documents(texts)),
        "images": torch.from_numpy(evaluate.embed_files(embedder, images)),
    }
    digest = save_half(kept, out / CROWDING_FILE)
    return dataclasses.replace(config, files={**config.files, CROWDING_FILE: digest})
