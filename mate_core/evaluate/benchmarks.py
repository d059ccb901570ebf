"""The benchmarks that the starter model is chosen on, built from the data folder.

None of their photos or texts is ever trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mate_core.data import LONG_CAPTION_WORDS, Source, captioned40k, figures, flickr8k, labelled
from mate_core.evaluate.pairs import PairLine

Benchmarks = Mapping[str, tuple[PairLine, ...]]


def benchmarks(data: Path, photos: Path | None) -> Benchmarks:
    """Each benchmark's lines by its name.

    ``photos`` is the folder of captioned40k's photos; without it that benchmark is left out.

    Raises:
        DataError: if the data folder is not as it should be.
    """
    dev = figures(data, "openstax", "dev")
    found = {
        "flickr8k-val": _lines(flickr8k(data, "val")),
        "openstax-dev-long-captions": tuple(
            PairLine(figure.image, (figure.alt,))
            for figure in dev
            if len(figure.alt.split()) >= LONG_CAPTION_WORDS
        ),
        "openstax-dev-documents": tuple(
            PairLine(figure.image, (figure.body,), figure.section)
            for figure in dev
            if figure.body.strip()
        ),
        "labels-held-back": tuple(
            PairLine(image, texts[1:2], document)
            for image, texts, document in _rows(labelled(data, "held-back"))
        ),
    }
    if photos is not None:
        found["captioned40k-val"] = _lines(captioned40k(data, photos, "val"))
    return found


def _rows(source: Source) -> zip[tuple[Path, tuple[str, ...], str | None]]:
    return zip(source.images, source.texts, source.documents, strict=True)


def _lines(source: Source) -> tuple[PairLine, ...]:
    return tuple(PairLine(image, texts, document) for image, texts, document in _rows(source))
