"""What do the method's two stages gain over the VLM that they start from?

    python -m tests.benchmarks.stages --data DATA --photos CAPTIONED40K --cache CACHE --out OUT

Trains the small VLM on short captions (`mate train vlm`), aligns its text tower with the text
encoder from texts alone (stage 1), and trains the projection on image-caption pairs (stage 2)
from a random start and from stage 1's, with short texts alone and, for comparison, with long
ones. The image encoder is frozen throughout, so that the stages alone make the difference.
Prints tables of R@10 and of recall by text length, and writes them into OUT, as JSON too. A
finished VLM and a finished alignment are not made again.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mate_core import data, train, train_projection, train_vlm
from mate_core.align import Aligned, align, fit_to_images
from mate_core.align import Settings as AlignSettings
from mate_core.config import STARTER, ProjectionConfig
from mate_core.encoders.small_vlm import WEIGHTS_FILE, SmallVlm
from mate_core.evaluate.benchmarks import named
from mate_core.evaluate.measure import Measured, embed_texts, measured
from mate_core.evaluate.pairs import Pairs, collect, without_near_duplicates
from mate_core.frozen import CentredTexts, FrozenEncoders, benchmark_of, photos_of
from mate_core.projection import Projection
from mate_core.text_pairs import (
    CachedEncoder,
    caption_pairs,
    document_pairs,
    read_captions,
    read_documents,
)
from mate_core.train_align import open_encoder

_BENCHMARKS = (
    "flickr8k-val",
    "captioned40k-val",
    "openstax-dev-long-captions",
    "openstax-dev-long-captions-all",
    "openstax-dev-documents",
    "openstax-dev-growing",
)
_CHOSEN_ON = _BENCHMARKS[:2]
_MOST_TEXTS = 40_000
_log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for name in ("data", "photos", "cache", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=4, help="of stage 2")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    folder, photos, out = args.data.resolve(), args.photos.resolve(), args.out
    (out / "vlm").mkdir(parents=True, exist_ok=True)
    encoders = FrozenEncoders(STARTER, args.cache)
    if (out / "vlm" / WEIGHTS_FILE).exists():
        vlm = SmallVlm.read(out / "vlm")
    else:
        vlm = train.train_small_vlm(
            folder, photos, args.cache, out / "vlm", train_vlm.Settings()
        ).eval()

    pairs: dict[str, Pairs] = {}
    grids: dict[str, NDArray[np.float16]] = {}
    for name in _BENCHMARKS:
        kept, _ = without_near_duplicates(named(name).read(folder, photos))
        pairs[name] = collect(kept)
        grids[name] = np.array(encoders.grids(name, pairs[name].images))
    seen = {name: train_vlm.embed_grids(vlm, found) for name, found in grids.items()}

    short = train.training_sources(folder, photos, short=True)
    long = train.training_sources(folder, photos)
    aligned = stage_1(folder, short, pairs, args.cache, out)
    centred = CentredTexts(encoders, aligned.centre)
    images = [np.array(encoders.grids(source.name, source.images)) for source in short]
    vectors = [train_vlm.embed_grids(vlm, found).astype(np.float16) for found in images]
    fit_to_images(
        aligned.projection,
        np.concatenate([found[:1000].astype(np.float32) for found in vectors]),
        train_vlm.embed_texts(vlm, [each[0] for source in short for each in source.texts[:1000]]),
    )

    texts = {name: embed_texts(centred, found.texts) for name, found in pairs.items()}

    def stage_2(sources: list[data.Source], of_vlm: bool, started: bool) -> dict[str, Vectors]:
        given = [np.array(encoders.grids(source.name, source.images)) for source in sources]
        if of_vlm:
            given = [train_vlm.embed_grids(vlm, each).astype(np.float16) for each in given]
        examples = [
            train_projection.Examples(photos_of(source, centred), each)
            for source, each in zip(sources, given, strict=True)
        ]
        looked_at = {name: found.astype(np.float16) for name, found in seen.items()}
        looked_at = looked_at if of_vlm else grids
        chosen_on = {
            name: train_projection.Examined(benchmark_of(pairs[name], centred), looked_at[name])
            for name in _CHOSEN_ON
        }
        shape = aligned.projection.config if of_vlm else ProjectionConfig()
        settings = train_projection.Settings(epochs=args.epochs, projection=shape)
        start = None
        if of_vlm:
            start = aligned.projection if started else unaligned(aligned.projection)
        projection, _ = train_projection.train(examples, chosen_on, settings, STARTER.dim, start)
        return {
            name: train_projection.project(projection, found) for name, found in looked_at.items()
        }

    ways: dict[str, Callable[[], dict[str, Vectors]]] = {
        "stage 1": lambda: {name: aligned.project(found, "image") for name, found in seen.items()},
        "stage 2": lambda: stage_2(short, of_vlm=True, started=False),
        "stages 1 and 2": lambda: stage_2(short, of_vlm=True, started=True),
        "stage 2 from the grid": lambda: stage_2(short, of_vlm=False, started=False),
        "stage 2 from the grid, long texts": lambda: stage_2(long, of_vlm=False, started=False),
    }
    results: dict[str, dict[str, Measured]] = {
        "the VLM alone": {
            name: measured("vlm", seen[name], train_vlm.embed_texts(vlm, found.texts), found)
            for name, found in pairs.items()
        }
    }
    for way, run in ways.items():
        _log.info("%s", way)
        found = run()
        results[way] = {
            name: measured(way, found[name], texts[name], pairs[name]) for name in pairs
        }
        write(results, out)


def unaligned(projection: Projection) -> Projection:
    """A random projection that is centred as the aligned one is, so that this alone is the same."""
    torch.manual_seed(0)
    fresh = Projection(STARTER.dim, projection.config)
    fresh.source_centre.copy_(projection.source_centre)
    fresh.image_centre.copy_(projection.image_centre)
    return fresh


def stage_1(
    folder: Path,
    sources: list[data.Source],
    pairs: dict[str, Pairs],
    cache: Path,
    out: Path,
) -> Aligned:
    """From captions, then from questions and the paragraphs that answer them."""
    random = np.random.default_rng(0)
    own = [text for source in sources for each in source.texts for text in each]
    more = read_captions(folder / "text" / "multi30k_captions_en.txt.gz")
    # Multi30k holds most captions of Flickr8k val, which is measured on.
    measured_on = {_letters(text) for name in _CHOSEN_ON for text in pairs[name].texts}
    captions = [text for text in dict.fromkeys([*own, *more]) if _letters(text) not in measured_on]
    captions = [captions[row] for row in random.permutation(len(captions))[:_MOST_TEXTS]]
    asked = read_documents(folder / "text" / "squad_train.jsonl.gz")
    questions = [asked[row] for row in random.permutation(len(asked))[: _MOST_TEXTS // 8]]
    tower = CachedEncoder(open_encoder(f"small-vlm:{out / 'vlm'}"), "small-vlm", cache)
    whole = CachedEncoder(open_encoder("minilm"), "minilm", cache)
    return align(
        caption_pairs(captions, tower, whole),
        document_pairs(questions, tower, whole),
        AlignSettings(),
        out / "align.pt",
    )


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def write(results: dict[str, dict[str, Measured]], out: Path) -> None:
    plain: dict[str, Any] = {
        way: {name: dataclasses.asdict(found) for name, found in each.items()}
        for way, each in results.items()
    }
    (out / "stages.json").write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    rows = [["R@10 text to image / image to text", *_BENCHMARKS[:-1]]]
    for way, each in results.items():
        sides = [(each[n].text_to_image, each[n].image_to_text) for n in _BENCHMARKS[:-1]]
        rows.append(
            [way, *(" / ".join(f"{s.metrics['R@10']:.3f}" for s in both) for both in sides)]
        )
    bins = [found.words for found in results["the VLM alone"][_BENCHMARKS[-1]].by_length]
    rows += [[], ["R@10 text to image by words", *bins]]
    for way, each in results.items():
        lengths = each[_BENCHMARKS[-1]].by_length
        rows.append([way, *(f"{found.metrics['R@10']:.3f}" for found in lengths)])
    text = "\n".join("| " + " | ".join(row) + " |" if row else "" for row in rows)
    (out / "stages.md").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
