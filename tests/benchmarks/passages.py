"""How often a passage finds its photo, by its length, and what reading all of it gains.

    python -m tests.benchmarks.passages DATA [--seed 0]

DATA holds ``openstax/dev`` and ``flickr8k``. Each photo-like figure of OpenStax dev is looked for
with its description followed by the section it stands in, cut after so many words; and each photo
of Flickr8k val with one, two and three of its captions. Four ways to make a query of a text:

    truncated   what fits into the text encoder's window, embedded
    whole       all of it, by the mean of its windows
    sentences   the mean of its sentences
    fused       as Mate asks: the whole and the sentences, by what can be seen

Prints R@10 and how much "fused" gains over the two others, with 95 % intervals by bootstrap over
the photos (the same photos for all, so the intervals are of the difference).
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.loading import open_model
from indexer.vectors import asked_by_text
from mate_core import Embedder
from mate_core.config import ModelConfig
from mate_core.data import flickr8k
from mate_core.evaluate.benchmarks import photo_like_figures
from mate_core.evaluate.measure import embed_files
from mate_core.model import model_folder
from mate_core.text import embed_passages
from mate_core.weights import TOKENIZER, encoder_folder

WORDS = (25, 50, 100, 150, 200, 300, 400, 600)
NEAREST = 10
_DRAWS = 2000

Vectors = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=0, help="of the bootstrap")
    arguments = parser.parse_args()
    embedder = open_model("starter")
    cut = _cut_to_window()
    print(f"{'':22} {'texts':>5}  truncated  whole  sentences  fused   fused - truncated, - whole")
    for name, images, texts in [*_growing(arguments.data), *_captions(arguments.data)]:
        rows = _rows(embedder, images)
        hits = {
            way: _found(queries, rows) for way, queries in _queries(embedder, texts, cut).items()
        }
        recalls = "  ".join(f"{hits[way].mean():9.3f}" for way in hits)
        gains = "  ".join(
            _gain(hits["fused"], hits[other], arguments.seed) for other in ("truncated", "whole")
        )
        print(f"{name:22} {len(texts):5}  {recalls}   {gains}", flush=True)


def _growing(data: Path) -> list[tuple[str, Sequence[Path], Sequence[str]]]:
    """The figures whose texts are long enough for the longest, so that all lengths compare."""
    figures, texts = [], []
    for figure in photo_like_figures(data):
        words = "\n\n".join(part.strip() for part in (figure.alt, figure.caption, figure.body))
        if len(words.split()) >= WORDS[-1]:
            figures.append(figure.image)
            texts.append(words)
    return [
        (f"OpenStax, {count} words", figures, [_first(text, count) for text in texts])
        for count in WORDS
    ]


def _first(text: str, words: int) -> str:
    return " ".join(text.split()[:words])


def _captions(data: Path) -> list[tuple[str, Sequence[Path], Sequence[str]]]:
    source = flickr8k(data, "val")
    return [
        (f"Flickr8k, {count} captions", source.images, [" ".join(t[:count]) for t in source.texts])
        for count in (1, 2, 3)
    ]


def _cut_to_window() -> Callable[[str], str]:
    """Cuts a text to what the starter's text encoder reads at once."""
    config = ModelConfig.load(model_folder("starter"))
    encoder = config.text_encoder
    tokenizer = Tokenizer.from_file(str(encoder_folder(encoder) / encoder.file(TOKENIZER)))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def cut(text: str) -> str:
        offsets = tokenizer.encode(text, add_special_tokens=False).offsets
        room = config.window - 2  # the two tokens that frame it
        return text if len(offsets) <= room else text[: offsets[room - 1][1]]

    return cut


def _rows(embedder: Embedder, images: Sequence[Path]) -> Vectors:
    """Photos' vectors as the index has them, ``(n, dim + 2)``, each file once."""
    if (found := _EMBEDDED.get(tuple(images))) is None:
        vectors = embed_files(embedder, images)
        extra = np.stack([embedder.crowding_of_images(vectors), np.zeros(len(vectors))], axis=1)
        found = _EMBEDDED[tuple(images)] = np.concatenate([vectors, extra], axis=1)
    return found


_EMBEDDED: dict[tuple[Path, ...], Vectors] = {}


def _queries(
    embedder: Embedder, texts: Sequence[str], cut: Callable[[str], str]
) -> dict[str, Vectors]:
    """Each text's vector, ``(n, dim)``, by the way it is made."""
    passages = embed_passages(embedder, texts)
    sentences = np.stack([passage.sentence_vectors.mean(axis=0) for passage in passages])
    return {
        "truncated": embedder.embed_queries([cut(text) for text in texts]),
        "whole": embedder.embed_queries(texts),
        "sentences": sentences / np.linalg.norm(sentences, axis=1, keepdims=True),
        "fused": np.stack([passage.visible for passage in passages]),
    }


def _found(queries: Vectors, rows: Vectors) -> NDArray[np.bool_]:
    """Whether each query's own row is among its ten nearest."""
    scores = asked_by_text(queries) @ rows.T
    own = np.diagonal(scores)[:, None]
    nearer: NDArray[np.bool_] = (scores > own).sum(axis=1) < NEAREST
    return nearer


def _gain(one: NDArray[np.bool_], other: NDArray[np.bool_], seed: int) -> str:
    difference = one.astype(float) - other
    draw = np.random.default_rng(seed)
    means = [draw.choice(difference, len(difference)).mean() for _ in range(_DRAWS)]
    low, high = np.percentile(means, (2.5, 97.5))
    return f"{difference.mean():+.3f} [{low:+.3f} {high:+.3f}]"


if __name__ == "__main__":
    main()
