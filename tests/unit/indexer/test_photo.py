import io
import os
import queue
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from indexer.decoders import Decoders, Read, ReadJob, Result
from indexer.extract import DamagedPage, Item, Limits, UnreadableError
from indexer.extract.metadata import read_metadata
from indexer.extract.photo import UPRIGHT, read, render
from indexer.extract.raw import exif_of_raw
from indexer.records import Stat
from mate_core.pixels import to_pixels

LIMITS = Limits(image_size=64, pixels=50_000_000)


def read_one(path: Path | str, limits: Limits = LIMITS) -> Item:
    (item,) = read(str(path), limits)
    return item


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif", "tiff", "bmp", "avif", "heic"])
def test_every_format_gives_thumbnail_and_square(tmp_path: Path, write_photo, ending: str) -> None:
    item = read_one(write_photo(tmp_path / f"a.{ending}", seed=3, size=(900, 600)))
    assert (item.page, item.width, item.height) == (0, 900, 600)
    with Image.open(io.BytesIO(item.thumbnail)) as thumbnail:
        assert thumbnail.format == "JPEG"
        assert thumbnail.size == (512, 341)
    assert item.pixels.shape == (1, 64, 64, 3)
    assert item.pixels.dtype == np.uint8


@pytest.mark.parametrize(("size", "thumbnail"), [((4032, 3024), (504, 378)), ((400, 8), (400, 8))])
def test_a_jpeg_is_reduced_once_where_its_own_scale_is_enough(
    tmp_path: Path, write_photo, size: tuple[int, int], thumbnail: tuple[int, int]
) -> None:
    item = read_one(write_photo(tmp_path / "a.jpg", size=size))
    assert (item.width, item.height) == size
    with Image.open(io.BytesIO(item.thumbnail)) as image:
        assert image.size == thumbnail


@pytest.mark.parametrize("ending", ["png", "jpg", "tiff", "webp", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_stands_upright(
    tmp_path: Path, orientation: int, ending: str
) -> None:
    """Case 10: a photo of red above, blue below, however the camera was held."""
    upright = Image.new("RGB", (60, 80), (20, 20, 250))
    upright.paste((250, 20, 20), (0, 0, 60, 40))
    upright.paste((20, 250, 20), (0, 0, 20, 20))  # a green corner tells mirrored ones apart
    undo = {6: UPRIGHT[8], 8: UPRIGHT[6]} | {n: UPRIGHT[n] for n in (2, 3, 4, 5, 7)}
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / f"a.{ending}", exif=exif)
    item = read_one(tmp_path / f"a.{ending}")
    assert (item.width, item.height) == (60, 80)
    assert item.pixels[0, 8, 8].argmax() == 1
    assert item.pixels[0, 8, 56].argmax() == 0
    assert item.pixels[0, 56, 32].argmax() == 2


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


def test_a_reason_has_words(tmp_path: Path) -> None:
    """A parser that finds no name for a compression says its number alone."""
    first, second = frames(2)
    first.save(tmp_path / "a.tif", save_all=True, append_images=[second])
    content = (tmp_path / "a.tif").read_bytes()
    before, raw, after = content.rpartition(struct.pack("<HHIHH", 259, 3, 1, 1, 0))
    assert raw
    (tmp_path / "a.tif").write_bytes(before + struct.pack("<HHIHH", 259, 3, 1, 40056, 0) + after)
    with pytest.raises(UnreadableError, match=r"^the picture is damaged: KeyError 40056$"):
        read_one(tmp_path / "a.tif")


def test_a_tiff_that_points_outside_of_itself_is_damaged(tmp_path: Path) -> None:
    """It is no passing trouble: trying again at each scan would not help."""
    picture, _ = frames(2)
    picture.save(tmp_path / "a.tif")
    content = (tmp_path / "a.tif").read_bytes()
    before, place, after = content.rpartition(struct.pack("<HHI", 273, 4, 1))
    assert place
    negative = struct.pack("<HHIi", 273, 9, 1, -5)  # where its pixels begin
    (tmp_path / "a.tif").write_bytes(before + negative + after[4:])
    with pytest.raises(UnreadableError, match="points to places"):
        read_one(tmp_path / "a.tif")


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


MACHINE_OF_8_GB = Limits(64, 8_000_000_000 // 4 // 6)
SCAN = (19_400, 19_400)  # 376 megapixels


def test_a_scan_of_376_megapixels_is_read(tmp_path: Path) -> None:
    """Case 7: a grey JPEG everywhere, a TIFF where the limit allows, each in a decoder's memory."""
    scan = Image.new("L", SCAN, 90)
    scan.save(tmp_path / "a.jpg")
    scan.save(tmp_path / "a.tif", compression="tiff_deflate")
    del scan
    assert read_one(tmp_path / "a.jpg", MACHINE_OF_8_GB).width == 19_400
    limits = Limits(64, 377_000_000)
    results: queue.Queue[Result] = queue.Queue()
    decoders = Decoders(1, limits, results.put)
    path = str(tmp_path / "a.tif")
    decoders.submit(ReadJob(path, Stat.of(os.stat(path))))
    result = results.get(timeout=60)
    decoders.stop()
    assert isinstance(result, Read)
    assert (result.item.width, result.item.height) == SCAN


def test_a_scan_over_the_limit_says_how_to_raise_it(tmp_path: Path) -> None:
    """Cases 7 and 8. What no scanner makes is not told apart by its name but by its size."""
    write_png_header(tmp_path / "scan.png", *SCAN)
    with pytest.raises(UnreadableError) as refused:
        read_one(tmp_path / "scan.png", MACHINE_OF_8_GB)
    assert str(refused.value) == (
        "19400 × 19400 pixels are more than the limit of 333 megapixels; "
        "`mate index FOLDER --max-megapixels 377` raises it"
    )
    write_png_header(tmp_path / "bomb.png", 200_000, 200_000)
    with pytest.raises(UnreadableError) as refused:
        read_one(tmp_path / "bomb.png", MACHINE_OF_8_GB)
    assert "raises it" not in str(refused.value)


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


# --- pictures that move, pictures with pages ----------------------------------------------


def frames(count: int) -> list[Image.Image]:
    """Grey pictures, from black to white."""
    return [Image.new("RGB", (80, 60), (n * 255 // (count - 1),) * 3) for n in range(count)]


@pytest.mark.parametrize("ending", ["gif", "webp", "png", "avif"])
def test_a_moving_picture_is_seen_at_several_moments(tmp_path: Path, ending: str) -> None:
    first, *others = frames(7)
    first.save(tmp_path / f"a.{ending}", save_all=True, append_images=others, duration=40)
    item = read_one(tmp_path / f"a.{ending}")
    assert item.pixels.shape == (4, 64, 64, 3)
    seen = item.pixels.mean(axis=(1, 2, 3))
    assert np.abs(seen - [0, 85, 170, 255]).max() < 8
    with Image.open(io.BytesIO(item.thumbnail)) as thumbnail:
        assert thumbnail.size == (80, 60)


def film(size: int = 200_000) -> bytes:
    """A film as far as a photo's reader may see of it."""
    boxes = (b"ftypmp42\0\0\0\0isommp42", b"mdat" + os.urandom(size), b"moov" + b"\xff\xd8" * 99)
    return b"".join(struct.pack(">I", len(box) + 4) + box for box in boxes)


@pytest.mark.parametrize("kind", ["jpg", "heic", "with a gain map", "with a broken table"])
def test_a_motion_photo_is_a_photo(tmp_path: Path, write_photo, kind: str) -> None:
    """An Android phone appends a film to the photo, after the gain map where there is one."""
    ending = "heic" if kind == "heic" else "jpg"
    path = tmp_path / f"PXL_20240101_120000000.MP.{ending}"
    write_photo(path, seed=3, size=(900, 600))
    with Image.open(path) as photo:
        alone = to_pixels(photo, 64)
    if kind.startswith("with"):
        with Image.open(path) as photo, Image.new("RGB", (225, 150)) as gain:
            photo.save(path, "MPO", save_all=True, append_images=[gain], quality=95)
        with Image.open(path) as photo:
            alone = to_pixels(photo, 64)
    stored = path.read_bytes()
    if kind == "with a broken table":
        start = stored.index(b"MPF\0") + 4
        stored = stored[: start + 8] + b"\xff" * 2 + stored[start + 10 :]
    moving = film()
    if kind == "heic":
        moving = struct.pack(">I", len(moving) + 8) + b"mpvd" + moving
    path.write_bytes(stored + moving)
    item = read_one(path)
    assert (item.page, item.width, item.height) == (0, 900, 600)
    assert len(item.pixels) == 1
    assert np.abs(item.pixels[0].astype(int) - alone).mean() < 3
    with Image.open(io.BytesIO(render(str(path), 0, 300, LIMITS))) as preview:
        assert preview.size == (300, 200)


def test_each_page_of_a_tiff_is_an_item(tmp_path: Path) -> None:
    first, *others = frames(3)
    first.save(tmp_path / "a.tiff", save_all=True, append_images=others)
    items = list(read(str(tmp_path / "a.tiff"), LIMITS))
    assert [(item.page, len(item.pixels), round(item.pixels.mean())) for item in items] == [
        (1, 1, 0),
        (2, 1, 127),
        (3, 1, 255),
    ]
    with Image.open(io.BytesIO(render(str(tmp_path / "a.tiff"), 3, 80, LIMITS))) as preview:
        assert preview.getpixel((20, 20)) == (255, 255, 255)
    with pytest.raises(UnreadableError, match="no page 4"):
        render(str(tmp_path / "a.tiff"), 4, 80, LIMITS)


def test_a_tiff_with_a_smaller_copy_of_itself_is_one_photo(tmp_path: Path) -> None:
    large, small = Image.new("RGB", (80, 60)), Image.new("RGB", (40, 30))
    small.encoderinfo = {"tiffinfo": {0x00FE: 1}}
    large.save(tmp_path / "a.tiff", save_all=True, append_images=[small])
    item = read_one(tmp_path / "a.tiff")
    assert (item.page, item.width) == (0, 80)


def test_a_damaged_page_of_a_tiff_costs_no_other(tmp_path: Path) -> None:
    first, *others = frames(4)
    first.save(tmp_path / "a.tiff", save_all=True, append_images=others, compression="tiff_deflate")
    content = bytearray((tmp_path / "a.tiff").read_bytes())
    with Image.open(tmp_path / "a.tiff") as image:
        image.seek(2)
        (start,), (length,) = image.tag_v2[273], image.tag_v2[279]
    content[start : start + length] = b"\xff" * length
    (tmp_path / "a.tiff").write_bytes(content)
    items = list(read(str(tmp_path / "a.tiff"), LIMITS))
    assert [item.page for item in items] == [1, 2, 3, 4]
    assert items[2] == DamagedPage(3)


def test_a_moving_picture_without_its_end_shows_its_beginning(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (5, 60, 80, 3), np.uint8)
    first, *others = map(Image.fromarray, noise)
    first.save(tmp_path / "a.gif", save_all=True, append_images=others, duration=40)
    content = (tmp_path / "a.gif").read_bytes()
    (tmp_path / "a.gif").write_bytes(content[: len(content) // 2])
    assert 1 <= len(read_one(tmp_path / "a.gif").pixels) < 4


def test_the_primary_picture_of_a_heic_is_the_photo(tmp_path: Path) -> None:
    other, primary = Image.new("RGB", (100, 50), "red"), Image.new("RGB", (80, 160), "blue")
    other.save(tmp_path / "a.heic", save_all=True, append_images=[primary], primary_index=1)
    item = read_one(tmp_path / "a.heic")
    assert (item.width, item.height) == (80, 160)
    assert item.pixels[0, 32, 32].argmax() == 2


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_heic_stands_upright(tmp_path: Path, orientation: int) -> None:
    """Case 10: what the container turns already is not turned again."""
    upright = Image.new("RGB", (64, 96), (20, 20, 250))
    upright.paste((250, 20, 20), (0, 0, 64, 48))
    undo = {6: UPRIGHT[8], 8: UPRIGHT[6], 3: UPRIGHT[3]}
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.heic", exif=exif.tobytes())
    item = read_one(tmp_path / "a.heic")
    assert (item.width, item.height) == (64, 96)
    assert item.pixels[0, 8, 32].argmax() == 0
    assert item.pixels[0, 56, 32].argmax() == 2


@pytest.mark.parametrize("ending", ["heic", "avif", "webp", "gif"])
def test_a_truncated_photo_says_so(tmp_path: Path, write_photo, ending: str) -> None:
    """Case 3: a damaged HEIC costs nothing but itself."""
    whole = Path(write_photo(tmp_path / f"a.{ending}", size=(900, 600))).read_bytes()
    (tmp_path / f"a.{ending}").write_bytes(whole[: len(whole) // 3])
    with pytest.raises(UnreadableError, match="damaged"):
        read_one(tmp_path / f"a.{ending}")


# --- raw photos --------------------------------------------------------------------------


def test_a_raw_photo_shows_what_its_camera_made_of_it(tmp_path: Path) -> None:
    write_dng(tmp_path / "a.dng", preview=picture((600, 400)))
    item = read_one(tmp_path / "a.dng")
    assert (item.width, item.height) == (96, 64)
    assert item.pixels[0, 8, 32].argmax() == 0  # red above, as in the preview: the sensor saw green
    assert item.metadata.camera == "Mate Test"


def test_a_raw_photo_without_a_preview_is_developed(tmp_path: Path) -> None:
    write_dng(tmp_path / "a.dng")
    item = read_one(tmp_path / "a.dng")
    assert (item.width, item.height) == (96, 64)
    assert item.pixels[0, 32, 32].argmax() == 1


@pytest.mark.parametrize("is_upright", [False, True])
@pytest.mark.parametrize("orientation", [1, 6, 8])
def test_a_raw_photo_stands_upright(tmp_path: Path, orientation: int, is_upright: bool) -> None:
    """Case 11: whether the camera turned the preview or left that to us."""
    sideways = orientation != 1
    size = (400, 600) if sideways else (600, 400)
    upright = picture(size)
    undo = {6: UPRIGHT[8], 8: UPRIGHT[6]}
    preview = upright if is_upright or not sideways else upright.transpose(undo[orientation])
    write_dng(tmp_path / "a.dng", orientation, preview)
    item = read_one(tmp_path / "a.dng")
    assert (item.width, item.height) == ((64, 96) if sideways else (96, 64))
    assert item.pixels[0, 8, 32].argmax() == 0
    assert item.pixels[0, 56, 32].argmax() == 2
    with Image.open(io.BytesIO(render(str(tmp_path / "a.dng"), 0, 300, LIMITS))) as shown:
        assert (shown.width < shown.height) == sideways


def test_the_head_of_a_raw_photo_says_when_and_where(tmp_path: Path) -> None:
    """Most makers' are TIFFs, whose directories are read while the file is open."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2019:05:12 14:03:11"
    exif.get_ifd(0x8825).update({1: "N", 2: (38.0, 30.0, 0.0), 3: "E", 4: (9.0, 0.0, 0.0)})
    (tmp_path / "a.nef").write_bytes(exif.tobytes().removeprefix(b"Exif\0\0"))
    found = read_metadata(Image.new("RGB", (8, 8)), exif_of_raw(str(tmp_path / "a.nef")))
    assert (found.taken, found.latitude) == ("2019-05-12T14:03:11", 38.5)


@pytest.mark.parametrize("content", [b"", b"Dear diary", b"II*\0" + b"\xff" * 300])
def test_what_is_no_raw_photo_says_so(tmp_path: Path, content: bytes) -> None:
    """Case 14: a damaged DNG is one failure, not the end."""
    (tmp_path / "a.dng").write_bytes(content)
    with pytest.raises(UnreadableError, match=r"damaged|empty"):
        read_one(tmp_path / "a.dng")


def picture(size: tuple[int, int]) -> Image.Image:
    """Red above, blue below."""
    found = Image.new("RGB", size, (20, 20, 250))
    found.paste((250, 20, 20), (0, 0, size[0], size[1] // 2))
    return found


def write_dng(path: Path, orientation: int = 1, preview: Image.Image | None = None) -> None:
    """A raw photo of 96 × 64 that is green all over, with or without a preview.

    A DNG is a TIFF: the first directory holds the preview, a directory below it the sensor's data.
    """
    sensor = np.zeros((64, 96), np.uint16)
    sensor[0::2, 1::2] = sensor[1::2, 0::2] = 9000
    data = sensor.tobytes()
    raw: list[tuple[int, int, list[int]]] = [
        (256, 4, [96]), (257, 4, [64]), (258, 3, [16]), (259, 3, [1]), (262, 3, [32803]),
        (277, 3, [1]), (278, 4, [64]), (279, 4, [len(data)]), (33421, 3, [2, 2]),
        (33422, 1, [0, 1, 1, 2]), (50717, 4, [16383]),
    ]  # fmt: skip
    camera: list[tuple[int, int, list[int]]] = [
        (271, 2, list(b"Mate\0")), (272, 2, list(b"Test\0")), (274, 3, [orientation]),
        (50706, 1, [1, 4, 0, 0]), (50708, 2, list(b"Mate Test\0")),
        (50721, 10, [1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1]),
        (50728, 5, [1, 1, 1, 1, 1, 1]), (50778, 3, [21]),
    ]  # fmt: skip
    if preview is None:
        path.write_bytes(_tiff([[(254, 4, [0]), *raw, *camera]], [data]))
        return
    buffer = io.BytesIO()
    preview.save(buffer, "JPEG")
    shown = buffer.getvalue()
    first: list[tuple[int, int, list[int]]] = [
        (254, 4, [1]), (256, 4, [preview.width]), (257, 4, [preview.height]), (258, 3, [8, 8, 8]),
        (259, 3, [7]), (262, 3, [6]), (277, 3, [3]), (278, 4, [preview.height]),
        (279, 4, [len(shown)]), *camera,
    ]  # fmt: skip
    path.write_bytes(_tiff([first, [(254, 4, [0]), *raw]], [shown, data]))


def _tiff(directories: list[list[tuple[int, int, list[int]]]], strips: list[bytes]) -> bytes:
    """Directories, the second below the first, each with its strip of data."""
    codes = {1: "B", 2: "B", 3: "H", 4: "I", 5: "I", 10: "i"}
    bodies = [bytearray(strip) for strip in strips]
    starts, at = [], 8
    for body in bodies:
        starts.append(at)
        at += len(body)
    blocks: list[bytes] = []
    offsets = [0] * len(directories)
    for index in reversed(range(len(directories))):
        tags = [*directories[index], (273, 4, [starts[index]])]
        if index == 0 and len(directories) > 1:
            tags.append((330, 4, [offsets[1]]))
        offsets[index] = at
        extra = at + 6 + 12 * len(tags)
        entries, values = b"", b""
        for tag, kind, numbers in sorted(tags):
            value = struct.pack(f"<{len(numbers)}{codes[kind]}", *numbers)
            count = len(numbers) // (2 if kind in (5, 10) else 1)
            if len(value) > 4:
                where = struct.pack("<I", extra + len(values))
                values += value + b"\0" * (len(value) % 2)
            else:
                where = value.ljust(4, b"\0")
            entries += struct.pack("<HHI", tag, kind, count) + where
        blocks.append(struct.pack("<H", len(tags)) + entries + b"\0" * 4 + values)
        at += len(blocks[-1])
    return (
        b"II*\0" + struct.pack("<I", offsets[0]) + b"".join(map(bytes, bodies)) + b"".join(blocks)
    )
