"""The benchmarks by name: what they are, where their data lies, and how it is read.

None of their photos or texts is ever trained on. `docs/benchmarks.md` describes each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mate_core.data import (
    LONG_CAPTION_WORDS,
    TRANSLATIONS,
    DataError,
    Figure,
    Source,
    captioned40k,
    figures,
    flickr8k,
    json_lines,
    labelled,
    photo,
    stripped,
)
from mate_core.evaluate import layouts
from mate_core.evaluate.looks import look_at
from mate_core.evaluate.pairs import PairLine

GROWING = "openstax-dev-growing"
GROWING_WORDS = (25, 50, 75, 100, 150, 200)
"""The lengths in words of the texts about each photo of `GROWING`."""

_WORD = re.compile(r"\S+")

Read = Callable[[Path, Path | None], list[PairLine]]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark with a name.

    ``needs`` is the file or folder in the data folder that tells whether the user has it, or None
    if it is captioned40k, which needs the folder of its photos too. ``layout`` says to a person
    what lies where.
    """

    name: str
    group: str
    needs: str
    layout: str
    lines: Read
    needs_photos: bool = False

    def is_there(self, data: Path, photos: Path | None) -> bool:
        """Whether its data is in the folder."""
        return (data / self.needs).exists() and (photos is not None or not self.needs_photos)

    def read(self, data: Path, photos: Path | None) -> tuple[PairLine, ...]:
        """Its lines.

        Raises:
            DataError: if its data is missing or not as it should be.
        """
        if not self.is_there(data, photos):
            raise DataError(f"{self.name} needs {self.layout}; that is not in {data}")
        lines = tuple(self.lines(data, photos))
        if all(line.distractor for line in lines):
            raise DataError(f"{data / self.needs}: holds nothing that {self.name} can search with")
        return lines


def benchmarks(
    data: Path, photos: Path | None, names: Collection[str] | None = None
) -> Mapping[str, tuple[PairLine, ...]]:
    """The lines of each benchmark that the data folder has, or of those of ``names`` that it has.

    ``photos`` is the folder of captioned40k's photos; without it that benchmark is left out.

    Raises:
        DataError: if the data folder is not as it should be.
    """
    return {
        found.name: found.read(data, photos)
        for found in there(data, photos)
        if names is None or found.name in names
    }


def there(data: Path, photos: Path | None) -> list[Benchmark]:
    """The benchmarks that the data folder has.

    Raises:
        DataError: if it has none.
    """
    found = [one for one in BENCHMARKS if one.is_there(data, photos)]
    if not found:
        raise DataError(f"{data}: no benchmark is there; is this the data folder?")
    return found


def named(name: str) -> Benchmark:
    """The benchmark of this name.

    Raises:
        DataError: if there is none.
    """
    for found in BENCHMARKS:
        if found.name == name:
            return found
    names = ", ".join(found.name for found in BENCHMARKS)
    raise DataError(f"there is no benchmark {name}; there are {names}")


# --- everyday photos ---------------------------------------------------------------------


def _flickr8k(data: Path, _: Path | None) -> list[PairLine]:
    return _lines(flickr8k(data, "val"))


def _captioned40k(data: Path, photos: Path | None) -> list[PairLine]:
    return _lines(captioned40k(data, photos or data, "val"))


def _multi30k(language: str, data: Path, _: Path | None) -> list[PairLine]:
    """The Flickr8k val photos that have a Multi30k caption, with it in one language."""
    val = {image.name: image for image in flickr8k(data, "val").images}
    table = data / TRANSLATIONS
    return [
        PairLine(val[row["image"]], (stripped(row[language], place),))
        for place, row in json_lines(table, (language,))
        if isinstance(row.get("image"), str) and row["image"] in val
    ]


def _labelled(data: Path, _: Path | None) -> list[PairLine]:
    """Held-back photos with their label as "a photo of …"; the label is the document."""
    return [
        PairLine(line.image, line.texts[1:2], line.document)
        for line in _lines(labelled(data, "held-back"))
    ]


def _lines(source: Source) -> list[PairLine]:
    rows = zip(source.images, source.texts, source.documents, strict=True)
    return [PairLine(image, texts, document) for image, texts, document in rows]


# --- textbook figures --------------------------------------------------------------------


def _long_captions(data: Path, _: Path | None) -> list[PairLine]:
    """Alt texts of 50 words or more, searched among all photo-like figures and their alt texts."""
    return [
        PairLine(figure.image, _alt(figure), distractor=not _is_long(figure))
        for figure in photo_like_figures(data)
    ]


def _long_captions_all(data: Path, _: Path | None) -> list[PairLine]:
    """Alt texts of 50 words or more and their figures, of whatever kind, among themselves."""
    return [
        PairLine(figure.image, _alt(figure))
        for figure in figures(data, "openstax", "dev")
        if _is_long(figure)
    ]


def _growing(data: Path, _: Path | None) -> list[PairLine]:
    """Each photo-like figure with texts of growing length, each the beginning of the next.

    The text is the figure's alt text, its caption and the section it stands in, cut after 25, 50,
    … 200 words, so that nothing but the length differs from bin to bin: the photos, what
    is searched among, and how the text begins are the same.
    """
    lines = []
    for figure in photo_like_figures(data):
        whole = "\n\n".join(text.strip() for text in (figure.alt, figure.caption, figure.body))
        ends = [word.end() for word in _WORD.finditer(whole)]
        enough = len(ends) >= GROWING_WORDS[-1]
        texts = tuple(whole[: ends[words - 1]].strip() for words in GROWING_WORDS) if enough else ()
        lines.append(PairLine(figure.image, texts, distractor=not enough))
    return lines


def _sections(data: Path, _: Path | None) -> list[PairLine]:
    return _in_sections(photo_like_figures(data))


def _sections_all(data: Path, _: Path | None) -> list[PairLine]:
    return _in_sections(figures(data, "openstax", "dev"))


def _in_sections(found: Collection[Figure]) -> list[PairLine]:
    return [
        PairLine(figure.image, (figure.body.strip(),), figure.section)
        for figure in found
        if figure.body.strip()
    ]


def photo_like_figures(data: Path) -> list[Figure]:
    """Figures of OpenStax dev that look like photos, for benchmarks of these."""
    return [
        figure for figure in figures(data, "openstax", "dev") if look_at(figure.image).photo_like
    ]


def _is_long(figure: Figure) -> bool:
    return len(figure.alt.split()) >= LONG_CAPTION_WORDS


def _alt(figure: Figure) -> tuple[str, ...]:
    return (figure.alt.strip(),) if figure.alt.strip() else ()


# --- the rest ----------------------------------------------------------------------------


def _recipes(data: Path, _: Path | None) -> list[PairLine]:
    """A photo of a dish and the recipe, with its title."""
    return [
        PairLine(
            photo(data / "recipes" / row["image"], place),
            (f"{row['title'].strip()}\n\n{stripped(row['body'], place)}".strip(),),
        )
        for place, row in json_lines(data / "recipes" / "recipes.jsonl", ("image", "title", "body"))
    ]


def _of_user(read: Callable[[Path], list[PairLine]], name: str) -> Read:
    """A layout of `mate_core.evaluate.layouts` in the folder of this name."""
    return lambda data, _: read(data / name)


_SHORT, _LONG = "short captions", "lengthy captions"
_DOCUMENTS, _LABELS, _LANGUAGES = "image-document", "labels", "multilingual"
_DEV = "openstax/dev.jsonl.gz"
_DEV_LAYOUT = f"{_DEV}, photos in openstax/dev"
_FLICKR8K = "flickr8k/captions.tsv"

BENCHMARKS = (
    Benchmark("flickr8k-val", _SHORT, _FLICKR8K, f"{_FLICKR8K}, photos in flickr8k/val", _flickr8k),
    Benchmark(
        "captioned40k-val",
        _SHORT,
        "captioned40k.jsonl.gz",
        "captioned40k.jsonl.gz, photos in the folder that --photos names",
        _captioned40k,
        needs_photos=True,
    ),
    Benchmark(
        "flickr30k",
        _SHORT,
        "flickr30k/dataset_flickr30k.json",
        "flickr30k/dataset_flickr30k.json (Karpathy), photos in flickr30k/images",
        _of_user(partial(layouts.karpathy, table="dataset_flickr30k.json"), "flickr30k"),
    ),
    Benchmark(
        "coco",
        _SHORT,
        "coco/dataset_coco.json",
        "coco/dataset_coco.json (Karpathy), photos in coco/val2014",
        _of_user(partial(layouts.karpathy, table="dataset_coco.json"), "coco"),
    ),
    Benchmark("openstax-dev-long-captions", _LONG, _DEV, _DEV_LAYOUT, _long_captions),
    Benchmark("openstax-dev-long-captions-all", _LONG, _DEV, _DEV_LAYOUT, _long_captions_all),
    Benchmark(GROWING, _LONG, _DEV, _DEV_LAYOUT, _growing),
    Benchmark(
        "docci",
        _LONG,
        "docci/docci_descriptions.jsonlines",
        "docci/docci_descriptions.jsonlines, photos in docci/images",
        _of_user(layouts.docci, "docci"),
    ),
    Benchmark(
        "dci",
        _LONG,
        "dci/photos",
        "dci/complete/*.json (or annotations), photos in dci/photos",
        _of_user(layouts.dci, "dci"),
    ),
    Benchmark(
        "urban1k",
        _LONG,
        "urban1k",
        "urban1k/image/NAME.jpg, urban1k/caption/NAME.txt",
        _of_user(layouts.folders, "urban1k"),
    ),
    Benchmark(
        "sharegpt4v-1k",
        _LONG,
        "sharegpt4v-1k",
        "sharegpt4v-1k/*.json, photos at their path there; or image and caption as urban1k",
        _of_user(layouts.sharegpt4v, "sharegpt4v-1k"),
    ),
    Benchmark("openstax-dev-documents", _DOCUMENTS, _DEV, _DEV_LAYOUT, _sections),
    Benchmark("openstax-dev-documents-all", _DOCUMENTS, _DEV, _DEV_LAYOUT, _sections_all),
    Benchmark(
        "recipes",
        _DOCUMENTS,
        "recipes/recipes.jsonl",
        "recipes/recipes.jsonl, photos in recipes",
        _recipes,
    ),
    *(
        Benchmark(
            name,
            _DOCUMENTS,
            f"{name}/documents.jsonl",
            f"{name}/documents.jsonl (image, document, text), photos at their path in {name}",
            _of_user(layouts.documents, name),
        )
        for name in ("infoseek", "wikipedia")
    ),
    Benchmark(
        "labels-held-back",
        _LABELS,
        "labelled/labels.tsv",
        "labelled/labels.tsv, photos in labelled",
        _labelled,
    ),
    *(
        Benchmark(
            f"multi30k-{language}",
            _LANGUAGES,
            "text/multi30k_translations.jsonl.gz",
            f"text/multi30k_translations.jsonl.gz, {_FLICKR8K}, photos in flickr8k/val",
            partial(_multi30k, language),
        )
        for language in ("en", "de", "fr", "cs")
    ),
)
"""All benchmarks, in the order of the table."""
