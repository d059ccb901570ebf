"""Aligns any two text encoders: ``mate train align``.

Captions go through the text tower of a VLM and through an LLM-based encoder, and a projection
learns to send the one's embeddings to the other's (`mate_core.align`). It takes text alone and
minutes, so everyone can join the two backbones of their choice on their own machine.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, get_args

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm.contrib.logging import logging_redirect_tqdm

from mate_core import encoders
from mate_core.align import Aligned, Measured, Settings, Start, align, fit_to_images
from mate_core.cache import add_cache_argument
from mate_core.config import (
    PROJECTION_FILE,
    EncoderConfig,
    ModelConfig,
    ProjectionConfig,
    ProjectionKind,
)
from mate_core.data import DataError, read_photo
from mate_core.encoders import Kind
from mate_core.errors import BadConfig, MissingWeights
from mate_core.evaluate import charts
from mate_core.losses import ContrastiveKind
from mate_core.pixels import to_pixels
from mate_core.projection import Projection, load_projection, save_projection
from mate_core.reading import embed_windows, mean_of_windows
from mate_core.text_pairs import (
    CachedEncoder,
    Split,
    TextEmbedder,
    caption_pairs,
    document_pairs,
    read_captions,
    read_documents,
)
from mate_core.weights import encoder_folder, verify_file

_log = logging.getLogger(__name__)

DEFAULT_WINDOW = 256
ALIGNMENT_FILE = "alignment.json"
HISTORY_FILE = "history.json"
CHECKPOINT_FILE = "checkpoint.pt"

_OVERLAPS = 8
"""Neighbouring windows of a text share one part in so many."""

LLM_OPTIONS = ("pooling", "query_prompt", "document_prompt", "dtype")
_MOST_PHOTOS = 1000
_VLMS = ("open-clip", "small-vlm")
_PHOTOS = (".jpg", ".jpeg", ".png", ".webp")

Open = Callable[[str, int, Mapping[str, str | int]], TextEmbedder]


class _WholeTexts:
    """A text encoder that reads every word: of a long text, the mean of its windows."""

    def __init__(self, config: EncoderConfig, window: int) -> None:
        self.config = config
        self.window = window
        self._encoder = encoders.open_text_encoder(config, window, window // _OVERLAPS)
        self.dim = self._encoder.dim

    def split(self, text: str) -> list[str]:
        """See `TextEmbedder.split`."""
        return [text]

    def encode(self, texts: Sequence[str], kind: Kind = "document") -> NDArray[np.float32]:
        """See `TextEmbedder.encode`."""
        return mean_of_windows(*embed_windows(texts, self._encoder, kind))


class _Tower:
    """The text tower of a VLM, which reads its own window and no more."""

    def __init__(self, config: EncoderConfig) -> None:
        from mate_core.encoders import open_clip, small_vlm

        self.config = config
        if config.kind == "small-vlm":
            self.vlm = small_vlm.load(encoder_folder(config)).to()
        else:
            self.vlm = open_clip.load(config.source).to()
        self.dim = self.vlm.dim

    def split(self, text: str) -> list[str]:
        """See `TextEmbedder.split`."""
        return self.vlm.split(text)

    def encode(self, texts: Sequence[str], kind: Kind = "document") -> NDArray[np.float32]:
        """See `TextEmbedder.encode`."""
        del kind
        return self.vlm.embed_documents(texts)


def open_encoder(
    name: str, window: int = DEFAULT_WINDOW, options: Mapping[str, str | int] | None = None
) -> TextEmbedder:
    """The text side of an encoder; see `mate_core.encoders.describe`.

    ``window`` is that of a text encoder, in tokens; the tower of a VLM has its own.
    """
    config = encoders.describe(name, options)
    return _Tower(config) if config.kind in _VLMS else _WholeTexts(config, window)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``mate train align``."""
    parser.description = (
        "Align a VLM's text tower with an LLM-based text encoder, from texts alone, and write the "
        "projection. An interrupted run goes on where it stopped."
    )
    defaults = Settings()
    parser.add_argument(
        "--vlm",
        required=True,
        help="the VLM whose text tower is aligned: open-clip:FOLDER or open-clip:hub:NAME; or a "
        "text encoder in its place",
    )
    parser.add_argument(
        "--llm",
        required=True,
        help="the text encoder that it is aligned to: minilm, use, hugging-face:FOLDER or "
        "hugging-face:hub:NAME",
    )
    parser.add_argument(
        "--window",
        type=_positive,
        default=DEFAULT_WINDOW,
        help="tokens that the text encoder reads at once, if it can (default: %(default)s)",
    )
    parser.add_argument(
        "--llm-option",
        action="append",
        default=[],
        type=_option,
        metavar="NAME=VALUE",
        help="what the text encoder's folder does not say: pooling (mean, cls, lasttoken), "
        "query_prompt, document_prompt, dtype; may be repeated",
    )
    parser.add_argument(
        "--captions",
        type=Path,
        required=True,
        help="short texts: one a line, or JSON lines with caption or text; either may be gzipped",
    )
    parser.add_argument(
        "--documents",
        type=Path,
        help="JSON lines with query and document, or with paragraph and questions",
    )
    parser.add_argument(
        "--photos",
        type=Path,
        help="a folder of any photos, some hundreds, which tell where the VLM puts images; they "
        "need no captions",
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    add_cache_argument(parser)
    parser.add_argument(
        "--most", type=_positive, help="use so many captions and documents, drawn at random"
    )
    choices = parser.add_argument_group("how")
    shape = defaults.projection
    choices.add_argument("--kind", choices=get_args(ProjectionKind), default=shape.kind)
    choices.add_argument("--hidden", type=int, default=shape.hidden)
    choices.add_argument("--depth", type=int, default=shape.depth, help="hidden layers of an mlp")
    choices.add_argument("--dropout", type=float, default=shape.dropout)
    choices.add_argument(
        "--start",
        choices=get_args(Start),
        default=defaults.start,
        help="the closed form that training starts from (default: %(default)s)",
    )
    choices.add_argument("--loss", choices=get_args(ContrastiveKind), default=defaults.loss)
    choices.add_argument(
        "--cosine", type=float, default=defaults.cosine, help="weight of an added cosine loss"
    )
    choices.add_argument(
        "--noise",
        type=float,
        default=defaults.noise,
        help="standard deviation of the noise on each input value (default: %(default)s)",
    )
    choices.add_argument(
        "--no-centring", action="store_true", help="subtract no mean on either side"
    )
    choices.add_argument(
        "--split",
        choices=get_args(Split),
        default="mean",
        help="of a text too long for the VLM's tower: cut it off, average its sentences, or take "
        "each sentence as a text (default: %(default)s)",
    )
    choices.add_argument("--epochs", type=int, default=defaults.epochs, help="over the captions")
    choices.add_argument(
        "--document-epochs", type=int, default=defaults.document_epochs, help="over the documents"
    )
    choices.add_argument("--batch", type=int, default=defaults.batch)
    choices.add_argument("--learning-rate", type=float, default=defaults.learning_rate)
    choices.add_argument("--seed", type=int, default=defaults.seed)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, got {text}")
    return number


def _option(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or name not in LLM_OPTIONS:
        raise argparse.ArgumentTypeError(
            f"expected NAME=VALUE with one of {', '.join(LLM_OPTIONS)}, got {text!r}"
        )
    return name, value


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings that the command line asks for.

    A linear map is its own residual; anything else keeps a linear path beside it, so that it can
    start from a closed form.

    Raises:
        BadConfig: if they do not go together.
    """
    try:
        return Settings(
            projection=ProjectionConfig(
                kind=args.kind,
                hidden=args.hidden,
                dropout=args.dropout,
                depth=args.depth,
                residual=args.kind != "linear",
                centring="none" if args.no_centring else "mean",
                cells=0,
            ),
            start=args.start,
            loss=args.loss,
            cosine=args.cosine,
            noise=args.noise,
            centre_targets=not args.no_centring,
            epochs=args.epochs,
            document_epochs=args.document_epochs,
            batch=args.batch,
            learning_rate=args.learning_rate,
            seed=args.seed,
        )
    except ValueError as error:
        raise BadConfig(str(error)) from error


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an alignment is.

    ``done`` of ``total`` are texts that an encoder has read, steps of training or photos, as the
    ``stage`` is; ``total`` is 0 while it is not known. ``history`` is that of training so far.
    """

    stage: Literal["load", "captions", "train", "photos"]
    done: int = 0
    total: int = 0
    history: Sequence[Measured] = ()


def run(
    args: argparse.Namespace,
    open_texts: Open | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Do what ``mate train align`` is asked to.

    Args:
        args: what `add_arguments` made of the command line.
        open_texts: opens an encoder by its name.
        tell: told how far it is.

    Raises:
        DataError: if a file of texts cannot be used.
        AlignError: if an encoder's embeddings cannot be.
        ModelError: if an encoder cannot be opened, or the settings do not go together.
        CheckpointError: if the folder holds a checkpoint of another run.
    """
    settings = settings_of(args)
    random = np.random.default_rng(args.seed)
    captions = _drawn(list(dict.fromkeys(read_captions(args.captions))), args.most, random)
    documents = args.documents and _drawn(read_documents(args.documents), args.most, random)
    opening = open_texts or open_encoder
    given = dict(args.llm_option)
    photos = args.photos and _some_photos(args.photos)
    tell(Progress("load"))
    tower, whole = opening(args.vlm, args.window, {}), opening(args.llm, args.window, given)

    def told(done: int, total: int) -> None:
        tell(Progress("captions", done, total))

    vlm = CachedEncoder(tower, args.vlm, args.cache, told)
    llm = CachedEncoder(whole, f"{args.llm} {args.window} {given}", args.cache, told)
    _log.info("torch %s, numpy %s, %s", torch.__version__, np.__version__, settings)
    with logging_redirect_tqdm():
        found = align(
            caption_pairs(captions, vlm, llm, args.split),
            document_pairs(documents, vlm, llm, args.split) if documents else None,
            settings,
            args.out / CHECKPOINT_FILE,
            lambda step, steps, history: tell(Progress("train", step, steps, history)),
        )
    if isinstance(tower, _Tower) and isinstance(whole, _WholeTexts):
        _see_images(found.projection, tower, photos, vlm.encode(captions), tell)
    checksum = save(found, args.out, vlm=args.vlm, llm=args.llm)
    if isinstance(tower, _Tower) and isinstance(whole, _WholeTexts):
        _save_model(found, tower, whole, checksum, args.out)
    _log.info("written to %s", args.out)


def _some_photos(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _PHOTOS)
    if len(found) < 2:
        raise DataError(f"{folder}: expected a folder of photos, found {len(found)}")
    return found[:: max(1, len(found) // _MOST_PHOTOS)][:_MOST_PHOTOS]


def _see_images(
    projection: Projection,
    tower: _Tower,
    photos: list[Path] | None,
    texts: NDArray[np.float32],
    tell: Callable[[Progress], None],
) -> None:
    """Tell the projection where the VLM's images lie; without photos, where its texts do."""
    if projection.config.centring == "none":
        return
    if photos is None:
        _log.warning("no --photos: images are taken to lie where texts do, which costs recall")
        projection.image_centre.copy_(projection.source_centre)
        return
    size = tower.vlm.image_size
    images = []
    for number, path in enumerate(photos):
        tell(Progress("photos", number, len(photos)))
        images.append(tower.vlm.embed_images(to_pixels(read_photo(path), size)[None]))
    fit_to_images(projection, np.concatenate(images), texts)


def _save_model(
    found: Aligned, tower: _Tower, whole: _WholeTexts, checksum: str, folder: Path
) -> None:
    """Write a model's config, so that the folder can be loaded, searched with and measured.

    ``checksum`` is the projection's, which `save` has written.
    """
    ModelConfig(
        name="aligned",
        dim=len(found.centre),
        image_size=tower.vlm.image_size,
        window=whole.window,
        overlap=whole.window // _OVERLAPS,
        image_encoder=tower.config,
        text_encoder=whole.config,
        projection=found.projection.config,
        files={PROJECTION_FILE: checksum},
    ).save(folder)


T = TypeVar("T")


def _drawn(texts: Sequence[T], most: int | None, random: np.random.Generator) -> Sequence[T]:
    if most is None or most >= len(texts):
        return texts
    return [texts[row] for row in random.permutation(len(texts))[:most]]


@dataclass(frozen=True, slots=True)
class AlignmentConfig:
    """What a folder of stage 1 holds: between which encoders, in which shape, which files."""

    vlm: str
    llm: str
    dim: int
    projection: ProjectionConfig
    files: dict[str, str]


def save(found: Aligned, folder: Path, *, vlm: str, llm: str) -> str:
    """Write the projection with the centre, what it joins, and how training went.

    Gives the checksum of the projection's file.
    """
    projection = found.projection
    checksum = save_projection(projection, torch.from_numpy(found.centre), folder / PROJECTION_FILE)
    config = {
        "vlm": vlm,
        "llm": llm,
        "dim": len(found.centre),
        "projection": projection.config.plain(),
        "files": {PROJECTION_FILE: checksum},
    }
    history = [dataclasses.asdict(measured) for measured in found.history]
    for name, content in ((ALIGNMENT_FILE, config), (HISTORY_FILE, history)):
        text = json.dumps(content, indent=2)
        (folder / name).write_text(text + "\n", encoding="utf-8")
    _draw(found.history, folder)
    return checksum


def _draw(history: Sequence[Measured], folder: Path) -> None:
    """Draw the loss, and recall on what was held out; the start has no loss yet."""
    trained = [point for point in history if point.loss is not None]
    steps = [point.step for point in history]
    if trained:
        losses = [point.loss or 0.0 for point in trained]
        line = charts.Series("loss", [point.step for point in trained], losses)
        charts.curves(folder / "loss.svg", "Loss over training", "step", "loss", [line])
    recalls = [
        charts.Series(name, steps, [point.recalls[name]["R@10"] for point in history])
        for name in history[0].recalls
    ]
    charts.curves(
        folder / "recall.svg", "Held-out recall over training", "step", "Recall@10", recalls
    )


def load(folder: Path) -> tuple[AlignmentConfig, Projection, NDArray[np.float32]]:
    """What `save` wrote: what is joined, the projection in eval mode, and the LLM's centre.

    Raises:
        MissingWeights: if a file is missing.
        AlteredWeights: if the projection is not the one that was written.
        BadConfig: if the config describes no alignment, or another one than the weights.
    """
    path = folder / ALIGNMENT_FILE
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        config = AlignmentConfig(**{**read, "projection": ProjectionConfig(**read["projection"])})
        checksum = config.files[PROJECTION_FILE]
    except FileNotFoundError as error:
        raise MissingWeights(f"{path} is missing: {folder} holds no alignment") from error
    except (ValueError, TypeError, KeyError) as error:
        raise BadConfig(f"{path} is not the config of an alignment: {error}") from error
    verify_file(folder / PROJECTION_FILE, checksum, "align the encoders anew")
    projection, centre = load_projection(folder / PROJECTION_FILE, config.dim, config.projection)
    return config, projection, centre.numpy()
