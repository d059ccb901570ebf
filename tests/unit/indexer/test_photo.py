import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from indexer.extract import Item, Limits, UnreadableError
from indexer.extract.photo import UPRIGHT, read, render

LIMITS = Limits(image_size=64, pixels=50_000_000)


def read_one(path: Path | str, limits: Limits = LIMITS) -> Item:
    (item,) = read(str(path), limits)
    return item


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif", "tiff", "bmp"])
def test_every_format_gives_thumbnail_and_square(tmp_path: Path, write_photo, ending: str) -> None:
    item = read_one(write_photo(tmp_path / f"a.{ending}", seed=3, size=(900, 600)))
    assert (item.page, item.width, item.height) == (0, 900, 600)
    with Image.open(io.BytesIO(item.thumbnail)) as thumbnail:
        assert thumbnail.format == "JPEG"
        assert thumbnail.size == (512, 341)
    assert item.pixels is not None
    assert item.pixels.shape == (64, 64, 3)
    assert item.pixels.dtype == np.uint8


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_stands_upright(tmp_path: Path, orientation: int) -> None:
    """Case 10: a photo of red above, blue below, however the camera was held."""
    upright = Image.new("RGB", (60, 80), (20, 20, 250))
    upright.paste((250, 20, 20), (0, 0, 60, 40))
    upright.paste((20, 250, 20), (0, 0, 20, 20))  # a green corner tells mirrored ones apart
    undo = {6: UPRIGHT[8], 8: UPRIGHT[6]} | {n: UPRIGHT[n] for n in (2, 3, 4, 5, 7)}
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.png", exif=exif)
    item = read_one(tmp_path / "a.png")
    assert (item.width, item.height) == (60, 80)
    assert item.pixels is not None
    assert item.pixels[8, 8].argmax() == 1
    assert item.pixels[8, 56].argmax() == 0
    assert item.pixels[56, 32].argmax() == 2


def test_damaged_exif_does_not_hide_the_photo(tmp_path: Path, write_photo) -> None:
    """Case 2: truncated EXIF."""
    good = Path(write_photo(tmp_path / "good.jpg")).read_bytes()
    exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x03\0\xff\xff\xff\xff"
    marker = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    (tmp_path / "a.jpg").write_bytes(good[:2] + marker + good[2:])
    assert read_one(tmp_path / "a.jpg").width == 320


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(tmp_path / "a.png")
    item = read_one(tmp_path / "a.png")
    assert item.pixels is not None
    assert item.pixels.min() == 255
    with Image.open(io.BytesIO(item.thumbnail)) as thumbnail:
        assert thumbnail.getpixel((20, 20)) == (255, 255, 255)


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    with pytest.raises(UnreadableError, match="empty"):
        read_one(tmp_path / "a.jpg")


def test_a_text_named_jpg_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("Dear diary")
    with pytest.raises(UnreadableError, match="not a picture"):
        read_one(tmp_path / "a.jpg")


def test_a_truncated_jpeg_says_so(tmp_path: Path, write_photo) -> None:
    data = Path(write_photo(tmp_path / "b.jpg", size=(800, 800))).read_bytes()
    (tmp_path / "a.jpg").write_bytes(data[: len(data) // 2])
    with pytest.raises(UnreadableError, match=r"damaged.*truncated"):
        read_one(tmp_path / "a.jpg")


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    """Case 1: a small file that unpacks to 40,000 x 40,000 pixels."""
    write_png_header(tmp_path / "a.png", 40_000, 40_000)
    with pytest.raises(UnreadableError, match="40000 × 40000 pixels"):
        read_one(tmp_path / "a.png", Limits(64, 1_000_000_000))


def test_a_large_jpeg_is_read_at_a_smaller_scale(tmp_path: Path) -> None:
    """Case 7: a large honest scan is no bomb: JPEG decodes at an eighth."""
    Image.new("RGB", (8000, 6000), (90, 120, 60)).save(tmp_path / "a.jpg")
    item = read_one(tmp_path / "a.jpg", Limits(64, 8_000_000))
    assert (item.width, item.height) == (8000, 6000)


def test_a_vanished_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="vanished"):
        read_one(tmp_path / "a.jpg")


def test_a_name_that_is_not_text_is_read(tmp_path: Path, write_photo) -> None:
    write_photo(tmp_path / "b.jpg")
    raw = os.fsencode(tmp_path) + b"/caf\xe9.jpg"
    os.rename(tmp_path / "b.jpg", raw)
    assert read_one(os.fsdecode(raw)).width == 320


def test_the_preview_has_the_size_asked_for(tmp_path: Path, write_photo) -> None:
    path = write_photo(tmp_path / "a.jpg", size=(3000, 2000))
    with Image.open(io.BytesIO(render(path, 0, 1200, LIMITS))) as preview:
        assert preview.size == (1200, 800)


def write_png_header(path: Path, width: int, height: int) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def test_a_png_with_megabytes_of_text_is_read(tmp_path: Path, write_photo) -> None:
    """Case 13: valid pictures called broken."""
    notes = PngInfo()
    for number in range(90):
        notes.add_text(f"note {number}", "x" * 900_000, zip=True)
    notes.add_text("history", "x" * 20_000_000, zip=True)
    path = write_photo(tmp_path / "a.png", pnginfo=notes)
    assert next(iter(read(path, LIMITS))).width == 320
