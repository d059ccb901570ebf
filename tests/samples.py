"""Small real files of every ending that Mate reads; a seed makes each, and the same each time."""

from __future__ import annotations

import functools
import io
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pillow_heif
import pymupdf
from PIL import Image

from indexer.extract import RAW_ENDINGS
from tests.conftest import draw

WORDS = """
    heron lighthouse harbour snow bicycle market violin child grandmother mountain river letter
    garden winter ship bread dog window evening storm field train lamp stone bridge horse cloud
""".split()

PILLOW = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".png": "PNG",
    ".webp": "WEBP", ".gif": "GIF", ".tif": "TIFF", ".tiff": "TIFF", ".bmp": "BMP",
    ".avif": "AVIF", ".heic": "HEIF", ".heif": "HEIF", ".hif": "HEIF",
}  # fmt: skip
pillow_heif.register_heif_opener()
SIZE = (320, 240)


def prose(rng: random.Random, sentences: int) -> str:
    """Sentences of everyday words."""
    return " ".join(
        f"The {' '.join(rng.choices(WORDS, k=rng.randint(4, 14)))}." for _ in range(sentences)
    )


def sample(ending: str, seed: int, size: tuple[int, int] = SIZE) -> bytes:
    """A whole, sound file of this ending (with its dot)."""
    rng = random.Random(f"{ending} {seed}")
    if ending in PILLOW:
        return _picture(PILLOW[ending], rng, size)
    if ending in RAW_ENDINGS:
        return _raw(rng)
    return _DOCUMENTS[ending](rng)


def _picture(form: str, rng: random.Random, size: tuple[int, int]) -> bytes:
    seed = rng.randrange(1 << 30)
    options: dict[str, object] = {}
    if form in ("JPEG", "PNG", "WEBP", "HEIF", "AVIF"):
        exif = Image.Exif()
        exif[0x010F], exif[0x0110] = "Mate", f"Camera {seed % 9}"
        exif[0x0112] = rng.choice((1, 1, 3, 6, 8))
        exif.get_ifd(0x8769)[0x9003] = f"20{seed % 25:02}:0{seed % 9 + 1}:1{seed % 9} 10:11:12"
        options["exif"] = exif
    # Not of AVIF: no two encodings of several frames are alike, and some crash Pillow's encoder.
    if form in ("GIF", "WEBP", "PNG", "TIFF") and rng.random() < 0.4:
        more = [draw(seed + n, size) for n in range(1, rng.randint(2, 5))]
        options |= {"save_all": True, "append_images": more}
        if form != "TIFF":
            options["duration"] = 80
    if form == "TIFF":
        options["compression"] = rng.choice((None, "tiff_lzw", "tiff_deflate"))
    buffer = io.BytesIO()
    draw(seed, size).save(buffer, form, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def _raw(rng: random.Random) -> bytes:
    from tests.unit.indexer.test_photo import write_dng

    preview = draw(rng.randrange(1 << 30), (600, 400)) if rng.random() < 0.5 else None
    return _written(lambda path: write_dng(path, rng.choice((1, 6, 8)), preview))


def _pdf(rng: random.Random) -> bytes:
    document = pymupdf.open()
    document.set_metadata({"title": prose(rng, 1)})
    for _ in range(rng.randint(1, 4)):
        page = document.new_page(width=595, height=842)
        match rng.randrange(4):
            case 0:  # a scan
                buffer = io.BytesIO()
                draw(rng.randrange(1 << 30)).save(buffer, "JPEG")
                page.insert_image(pymupdf.Rect(60, 60, 500, 400), stream=buffer.getvalue())
            case _:
                page.insert_textbox(
                    pymupdf.Rect(60, 60, 535, 780), prose(rng, rng.randint(1, 30)), fontsize=11
                )
    return bytes(document.tobytes(no_new_id=True, deflate=rng.random() < 0.5))


def _office(ending: str, rng: random.Random) -> bytes:
    from tests.unit.indexer.test_document import WRITERS

    title, text = prose(rng, 1), prose(rng, rng.randint(1, 40))
    return _written(lambda path: WRITERS[ending](path, title, text))


def _plain(rng: random.Random) -> bytes:
    return prose(rng, rng.randint(1, 40)).encode(rng.choice(("utf-8", "utf-16", "latin-1")))


def _web(rng: random.Random) -> bytes:
    title, text = prose(rng, 1), prose(rng, rng.randint(1, 40))
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><h1>{title}</h1><p>{text}</p></body></html>"
    ).encode()


def _markdown(rng: random.Random) -> bytes:
    return f"# {prose(rng, 1)}\n\n{prose(rng, rng.randint(1, 40))}\n".encode()


_DOCUMENTS: dict[str, Callable[[random.Random], bytes]] = {
    ".pdf": _pdf,
    **{
        f".{ending}": functools.partial(_office, ending)
        for ending in ("docx", "pptx", "odt", "epub")
    },
    **dict.fromkeys((".html", ".htm", ".xhtml"), _web),
    **dict.fromkeys((".md", ".markdown"), _markdown),
    **dict.fromkeys((".txt", ".text"), _plain),
}


def _written(write: Callable[[Path], object]) -> bytes:
    """What a writer that wants a path writes there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        write(path)
        return path.read_bytes()


def sidecar(rng: random.Random) -> bytes:
    """XMP that says something of a photo."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmp:Rating="{rng.randint(0, 5)}"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{prose(rng, 1)}</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
