"""Teaches a model about texts: ``mate train texts``, and a part of ``mate train starter``.

Two things, from texts alone; the image half stays as it is.

1. **What is visible.** Sentences that describe pictures and sentences of running text teach a
   question that is asked of every sentence of a query, so that a long passage is ranked by what a
   photo can show of it.
2. **Other languages.** A text encoder of many languages reads captions and their translations, and
   a projection learns to send them to where the model's own encoder puts the English caption. It
   is stage 1 again (`mate_core.align`), between two text encoders.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm.contrib.logging import logging_redirect_tqdm

from mate_core import align, data
from mate_core.cache import add_cache_argument
from mate_core.closed_forms import logistic
from mate_core.config import (
    LANGUAGES_FILE,
    TAUGHT_FILES,
    TEXTS_FILE,
    LanguagesConfig,
    ModelConfig,
    ProjectionConfig,
)
from mate_core.encoders.use import USE_MULTILINGUAL
from mate_core.frozen import CentredTexts, FrozenEncoders
from mate_core.gates import Gate
from mate_core.model import model_folder
from mate_core.projection import Projection, save_half
from mate_core.text import split_sentences
from mate_core.text_pairs import CachedEncoder, read_documents
from mate_core.train_align import open_encoder
from mate_core.train_vlm import class_name
from mate_core.weights import copy_files, read_centre, verify

_log = logging.getLogger(__name__)

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to their embeddings in the model's space by the model's own encoder, ``(n, dim)``."""

LANGUAGES = ("de", "fr", "cs")
"""The languages that the translations are in, besides English."""

_ALIGNMENT = align.Settings(
    projection=ProjectionConfig(
        hidden=1280, dropout=0.1, kind="mlp", depth=1, residual=True, cells=0, channels=512
    ),
    start="ridge",
    loss=None,
    cosine=1.0,
    noise=0.0,
    centre_targets=False,
    epochs=8,
    learning_rate=1e-3,
    weight_decay=0.01,
)

_KNOWN_PENALTY = 0.001
_MOST_OF_A_KIND = 12_000
_QUESTIONS = 3_000
_WORDS = 4_000
_PUNCTUATION = ".,;:!?\"'()[]"


@dataclass(frozen=True, slots=True)
class Translated:
    """A text, in English what it says, and its language."""

    text: str
    english: str
    language: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``mate train texts``."""
    parser.description = (
        "Teach a model which sentences are about something visible, and other languages, from "
        "texts alone, and write it to another folder."
    )
    parser.add_argument("--model", default="starter", help="the model (default: %(default)s)")
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    add_cache_argument(parser)
    parser.add_argument("--seed", type=int, default=0)


def run(args: argparse.Namespace) -> None:
    """Do what ``mate train texts`` is asked to; raises as `teach` and `model_folder` do."""
    folder = model_folder(args.model)
    config = ModelConfig.load(folder)
    verify(config, folder)
    files = {name: kept for name, kept in config.files.items() if name not in TAUGHT_FILES}
    copy_files(files, folder, args.out)
    own = CentredTexts(FrozenEncoders(config, args.cache), read_centre(config, folder))
    bare = dataclasses.replace(config, languages=None, files=files)
    taught = teach(bare, args.data, own.embed_queries, args.cache, args.out, args.seed)
    taught.save(args.out)
    _log.info("%s written to %s", taught.model_id, args.out)


def teach(
    config: ModelConfig, folder: Path, embed: Embed, cache: Path, out: Path, seed: int = 0
) -> ModelConfig:
    """Fit what a model knows of texts and write it to ``out``; gives the config that names it.

    Other languages are for models on the starter's text encoder, which knows English alone; they
    are left out if the data has no translations.

    Args:
        config: the model without them.
        folder: the data.
        embed: the model's own encoder.
        cache: where the other encoder's outputs are kept, and the checkpoint.
        out: the folder to write to.
        seed: of what is drawn.

    Raises:
        DataError: if the data cannot be read.
        AlignError: if there is too little of it.
        CheckpointError: if the cache holds a checkpoint of another run.
    """
    random = np.random.default_rng(seed)
    visible, running = visible_and_running(folder, random)
    rows = embed(visible + running)
    asked = {"visible": logistic(rows, np.arange(len(rows)) < len(visible))}
    _log.info("visible: %s", _told_apart(asked["visible"], rows, len(visible)))
    files: dict[str, str] = {}
    languages = None
    if config.text_encoder.kind == "minilm" and (folder / data.TRANSLATIONS).is_file():
        found = translated(folder, random)
        languages = LanguagesConfig(USE_MULTILINGUAL, _ALIGNMENT.projection)
        projection = _aligned(found, config, embed, cache, seed)
        files[LANGUAGES_FILE] = save_half(projection.state_dict(), out / LANGUAGES_FILE)
        english, other = ways_to_ask(found, random)
        rows = embed(english + other)
        asked["known"] = logistic(rows, np.arange(len(rows)) < len(english), _KNOWN_PENALTY)
        _log.info("English: %s", _told_apart(asked["known"], rows, len(english)))
    tensors = {name: torch.from_numpy(gate.tensor()) for name, gate in asked.items()}
    files[TEXTS_FILE] = save_half(tensors, out / TEXTS_FILE)
    return dataclasses.replace(config, languages=languages, files={**config.files, **files})


# --- what is visible ---------------------------------------------------------------------


def visible_and_running(folder: Path, random: np.random.Generator) -> tuple[list[str], list[str]]:
    """Sentences that describe pictures, and sentences of the sections that figures stand in."""
    figures = [
        figure for name in ("openstax", "figures") for figure in data.figures(folder, name, "train")
    ]
    described = [text for figure in figures for text in (figure.alt, figure.caption)]
    bodies = list(dict.fromkeys(figure.body for figure in figures))
    captions = [texts[0] for texts in data.flickr8k(folder, "train").texts]
    visible = _drawn(_sentences(described), _MOST_OF_A_KIND * 2 // 3, random)
    visible += _drawn(captions, _MOST_OF_A_KIND // 3, random)
    return visible, _drawn(_sentences(bodies), len(visible), random)


def _sentences(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(each for text in texts for each in split_sentences(text)))


def _drawn(texts: Sequence[str], most: int, random: np.random.Generator) -> list[str]:
    return [texts[row] for row in random.permutation(len(texts))[:most]]


def _told_apart(gate: Gate, rows: NDArray[np.float32], first: int) -> str:
    right = (gate.log_odds(rows) > 0) == (np.arange(len(rows)) < first)
    return f"{right.mean():.3f} of {len(rows)} told apart"


# --- other languages ---------------------------------------------------------------------


def translated(folder: Path, random: np.random.Generator) -> list[Translated]:
    """Captions with their translations, and English texts of other kinds as they are.

    Nothing about a photo of Flickr8k val is among them.
    """
    val = data.flickr8k(folder, "val")
    names = {image.name for image in val.images}
    known = {text.strip().lower() for texts in val.texts for text in texts}
    found = []
    for _, row in data.json_lines(folder / data.TRANSLATIONS, ("en", *LANGUAGES)):
        english = row["en"].strip()
        if english and row.get("image") not in names and english.lower() not in known:
            found += [
                Translated(row[language].strip(), english, language)
                for language in ("en", *LANGUAGES)
                if row[language].strip()
            ]
    english = [
        row["caption"]
        for _, row in data.json_lines(
            folder / "captioned40k.jsonl.gz", ("image", "split", "caption")
        )
        if row["split"] == "train"
    ]
    alts = [figure.alt for figure in data.figures(folder, "openstax", "train")]
    english += _drawn(_sentences(alts), _MOST_OF_A_KIND // 3, random)
    question_of: dict[str, str] = {}
    for question, paragraph in read_documents(folder / "text" / "squad_train.jsonl.gz"):
        question_of.setdefault(paragraph, question)
    english += _drawn(list(question_of.values()), _QUESTIONS, random)
    english += _drawn(_sentences(_drawn(list(question_of), _QUESTIONS, random)), _QUESTIONS, random)
    return found + [
        Translated(text.strip(), text.strip(), "en") for text in english if text.strip()
    ]


def ways_to_ask(
    found: Sequence[Translated], random: np.random.Generator
) -> tuple[list[str], list[str]]:
    """English texts, and texts in other languages: whole, in part, several in a row, single words.

    Single words are asked most and are the hardest to tell; those that are English as well are
    taken for English.
    """
    english = [each.text for each in found if each.language == "en"]
    other = [each.text for each in found if each.language != "en"]
    known = _words(english)
    strange = sorted(_words(other) - known)
    names = [class_name(number) for number in range(1000)]
    return (
        _varied(english, random) + _drawn(sorted(known), _WORDS, random) + names,
        _varied(other, random) + _drawn(strange, _WORDS, random),
    )


def _words(texts: Sequence[str]) -> set[str]:
    return {word.strip(_PUNCTUATION).lower() for text in texts for word in text.split()} - {""}


def _varied(texts: Sequence[str], random: np.random.Generator) -> list[str]:
    whole = _drawn(texts, _MOST_OF_A_KIND // 2, random)
    parts = []
    for text in _drawn(texts, _MOST_OF_A_KIND // 6, random):
        words = text.split()
        start = random.integers(len(words))
        parts.append(" ".join(words[start : start + 1 + random.integers(3)]))
    count = _MOST_OF_A_KIND // 12
    rows = [" ".join(_drawn(texts, 2 + int(random.integers(7)), random)) for _ in range(count)]
    return whole + parts + rows


def _aligned(
    found: Sequence[Translated], config: ModelConfig, embed: Embed, cache: Path, seed: int
) -> Projection:
    encoder = CachedEncoder(open_encoder("use", config.window), "use", cache)
    pairs = align.TextPairs(
        "translations",
        encoder.encode([each.text for each in found]),
        embed([each.english for each in found]),
    )
    with logging_redirect_tqdm():
        return align.align(
            pairs,
            settings=dataclasses.replace(_ALIGNMENT, seed=seed),
            checkpoint=cache / f"languages-{config.model_id}-{seed}.pt",
        ).projection
