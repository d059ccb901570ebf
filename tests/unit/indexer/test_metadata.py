"""What photos say of themselves, written here by Pillow and by hand."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import pymupdf
import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from indexer.extract import Limits
from indexer.extract.about import read_about
from indexer.extract.metadata import exposure_of
from indexer.extract.photo import read
from indexer.messages import Exposure, Metadata
from indexer.places import nearest

LIMITS = Limits(image_size=32, pixels=50_000_000)
NS = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" '
    'xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
)


def metadata_of(path: Path) -> Metadata:
    (item,) = read(str(path), LIMITS)
    return item.metadata


def save(path: Path, **options: object) -> None:
    Image.new("RGB", (40, 30), (90, 120, 60)).save(path, **options)  # type: ignore[arg-type]


def exif_of(
    base: dict[int, object] | None = None,
    detail: dict[int, object] | None = None,
    gps: dict[int, object] | None = None,
) -> Image.Exif:
    exif = Image.Exif()
    exif.update(base or {})
    exif.get_ifd(ExifTags.IFD.Exif).update(detail or {})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps or {})
    return exif


def xmp(attributes: str = "", inside: str = "") -> bytes:
    return (
        f'<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f"<rdf:RDF {NS}><rdf:Description {attributes}>{inside}</rdf:Description></rdf:RDF>"
        '</x:xmpmeta><?xpacket end="w"?>'
    ).encode()


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "heic", "avif"])
def test_the_camera_and_the_moment_are_read_from_every_format(tmp_path: Path, ending: str) -> None:
    exif = exif_of(
        {0x010F: "NIKON CORPORATION", 0x0110: "NIKON D750"},
        {0x9003: "2019:05:12 14:03:11", 0x9011: "+02:00", 0xA434: "24-70mm f/2.8"},
        {1: "N", 2: (38.0, 42.0, 49.7), 3: "W", 4: (9.0, 8.0, 21.8)},
    )
    save(tmp_path / f"a.{ending}", exif=exif.tobytes() if ending == "heic" else exif)
    found = metadata_of(tmp_path / f"a.{ending}")
    assert found.taken == "2019-05-12T14:03:11+02:00"
    assert found.camera == "NIKON D750"
    assert found.lens == "24-70mm f/2.8"
    assert (found.latitude, found.longitude) == pytest.approx((38.713806, -9.139389), abs=1e-5)


def test_a_tiff_says_its_camera(tmp_path: Path) -> None:
    """Pillow writes no more of EXIF into a TIFF."""
    save(tmp_path / "a.tiff", exif=exif_of({0x010F: "EPSON", 0x0110: "Perfection V600"}))
    assert metadata_of(tmp_path / "a.tiff").camera == "Epson Perfection V600"


@pytest.mark.parametrize(
    ("maker", "model", "camera"),
    [
        ("FUJIFILM", "X-T3", "Fujifilm X-T3"),
        ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
        ("SONY", "ILCE-7M3", "Sony ILCE-7M3"),
        ("Apple", "iPhone 12", "Apple iPhone 12"),
        ("LG Electronics", "G6", "LG G6"),
        ("Apple", "", "Apple"),
        ("", "", ""),
    ],
)
def test_maker_and_model_make_one_name(tmp_path: Path, maker: str, model: str, camera: str) -> None:
    save(tmp_path / "a.jpg", exif=exif_of({0x010F: maker, 0x0110: model}))
    assert metadata_of(tmp_path / "a.jpg").camera == camera


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tiff", "heic", "avif"])
def test_what_people_write_is_read_from_xmp(tmp_path: Path, ending: str) -> None:
    packet = xmp(
        'xmp:Rating="4" photoshop:DateCreated="2020-01-02T03:04:05" aux:Lens="A lens" '
        'exif:GPSLatitude="38,42.5S" exif:GPSLongitude="9,30,36E"',
        '<dc:title><rdf:Alt><rdf:li xml:lang="de">Reiher</rdf:li>'
        '<rdf:li xml:lang="x-default">Heron</rdf:li></rdf:Alt></dc:title>'
        '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Bei Köln &amp; Bonn</rdf:li>'
        "</rdf:Alt></dc:description><dc:subject><rdf:Bag><rdf:li>bird</rdf:li><rdf:li>river</rdf:li>"
        "<rdf:li>bird</rdf:li></rdf:Bag></dc:subject><tiff:Model>X100</tiff:Model>",
    )
    options: dict[str, object] = {"xmp": packet}
    if ending == "png":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
        options = {"pnginfo": info}
    elif ending == "tiff":
        options = {"tiffinfo": {700: packet}}
    save(tmp_path / f"a.{ending}", **options)
    assert metadata_of(tmp_path / f"a.{ending}") == Metadata(
        taken="2020-01-02T03:04:05",
        camera="X100",
        lens="A lens",
        latitude=pytest.approx(-38.708333, abs=1e-5),
        longitude=pytest.approx(9.51, abs=1e-5),
        title="Heron",
        description="Bei Köln & Bonn",
        keywords=("bird", "river"),
        rating=4,
    )


@pytest.mark.parametrize(
    ("encoding", "utf8"), [("utf-8", True), ("utf-8", False), ("cp1252", False)]
)
def test_older_programs_iptc_is_read(tmp_path: Path, encoding: str, utf8: bool) -> None:
    records = [(1, 90, b"\x1b%G")] if utf8 else []
    records += [
        (2, 5, "Reiher".encode(encoding)), (2, 120, "Im Frühling".encode(encoding)),
        (2, 25, "Vögel".encode(encoding)), (2, 25, b"Fluss"), (2, 55, b"19990401"),
        (2, 60, b"123000+0200"),
    ]  # fmt: skip
    data = b"".join(
        bytes([0x1C, record, number]) + struct.pack(">H", len(value)) + value
        for record, number, value in records
    )
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
    segment = b"Photoshop 3.0\0" + block
    save(tmp_path / "b.jpg")
    whole = (tmp_path / "b.jpg").read_bytes()
    marker = b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment
    (tmp_path / "a.jpg").write_bytes(whole[:2] + marker + whole[2:])
    assert metadata_of(tmp_path / "a.jpg") == Metadata(
        taken="1999-04-01T12:30:00+02:00",
        title="Reiher",
        description="Im Frühling",
        keywords=("Vögel", "Fluss"),
    )


def test_windows_tags_are_read(tmp_path: Path) -> None:
    wide = {
        0x9C9B: "Reiher", 0x9C9C: "Am Fluss", 0x9C9E: "Vögel; Fluss;;"
    }  # fmt: skip
    base: dict[int, object] = {tag: (said + "\0").encode("utf-16-le") for tag, said in wide.items()}
    save(tmp_path / "a.jpg", exif=exif_of(base | {0x4746: 3}))
    assert metadata_of(tmp_path / "a.jpg") == Metadata(
        title="Reiher", description="Am Fluss", keywords=("Vögel", "Fluss"), rating=3
    )


@pytest.mark.parametrize(
    ("base", "detail", "gps"),
    [
        ({}, {0x9003: "0000:00:00 00:00:00"}, {}),
        ({}, {0x9003: "yesterday"}, {}),
        ({}, {0x9003: "3019:05:12 14:03:11"}, {}),
        ({0x010E: "OLYMPUS DIGITAL CAMERA"}, {}, {}),
        ({0x010E: "DSC_0001"}, {}, {}),
        ({0x9C9B: 3_000_000_000}, {}, {}),  # as many bytes, were it taken for a size
        ({0x4746: 77}, {}, {}),
        ({}, {}, {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}),
        ({}, {}, {1: "N", 2: (438.0, 0.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0)}),
        ({}, {}, {1: "N", 2: (38.0, 0.0, 0.0)}),
    ],
)
def test_what_cannot_be_true_is_passed_by(
    tmp_path: Path, base: dict, detail: dict, gps: dict
) -> None:
    save(tmp_path / "a.jpg", exif=exif_of(base, detail, gps))
    assert metadata_of(tmp_path / "a.jpg") == Metadata()


@pytest.mark.parametrize(
    "packet",
    [
        b"<x:xmpmeta", b"", b"\0" * 100, xmp("", "<dc:title/><dc:subject/>"),
        xmp('exif:GPSLatitude="N" exif:GPSLongitude="1,2" xmp:Rating="many"'),
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + b"&a;" * 200 + b'">]><x>'
        + b"&b;" * 200 + b"</x>",
    ],
)  # fmt: skip
def test_damaged_xmp_hides_nothing_else(tmp_path: Path, packet: bytes) -> None:
    save(tmp_path / "a.jpg", exif=exif_of({0x0110: "X-T3"}), xmp=packet)
    assert metadata_of(tmp_path / "a.jpg") == Metadata(camera="X-T3")


def test_what_is_said_at_length_is_cut_and_cleaned(tmp_path: Path) -> None:
    save(tmp_path / "a.jpg", xmp=xmp(f'dc:description="{"long " * 4000}"'))
    assert len(metadata_of(tmp_path / "a.jpg").description) == 4000
    save(tmp_path / "b.jpg", exif=exif_of({0x0110: "X\x07T\n3  "}))
    assert metadata_of(tmp_path / "b.jpg").camera == "X T\n3"


@pytest.mark.parametrize("said", ["Sony Center", "Digital art", "Picture day", "Camera obscura"])
def test_what_a_person_wrote_is_kept(tmp_path: Path, said: str) -> None:
    save(tmp_path / "a.jpg", exif=exif_of({0x010E: said}))
    assert metadata_of(tmp_path / "a.jpg").description == said


def test_xmp_nested_without_end_takes_no_time(tmp_path: Path) -> None:
    depth = 30_000
    inside = "<rdf:Description><dc:subject>" * depth + "</dc:subject></rdf:Description>" * depth
    save(tmp_path / "a.webp", xmp=xmp('dc:title="Heron"', inside))
    started = time.process_time()
    assert metadata_of(tmp_path / "a.webp").title == "Heron"
    assert time.process_time() - started < 5  # it took many minutes


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "heic"])
def test_the_exposure_is_read_from_a_photo_that_is_looked_at(tmp_path: Path, ending: str) -> None:
    ratios = {0x829A: (1, 250), 0x829D: (56, 10), 0x920A: (35, 1)}
    told = {tag: IFDRational(*ratio) for tag, ratio in ratios.items()}
    exif = exif_of({0x010F: "NIKON"}, {**told, 0x8827: 400})
    path = tmp_path / f"a.{ending}"
    save(path, exif=exif)
    about = read_about(str(path), None, LIMITS)
    assert about.exposure == Exposure(pytest.approx(1 / 250), pytest.approx(5.6), 400, 35.0)
    assert not about.gone


@pytest.mark.parametrize("value", [0, -1, IFDRational(1, 0), "fast", b"\xff", (), 1e30])
def test_an_exposure_without_sense_is_none(value: object) -> None:
    assert exposure_of(exif_of(None, {0x829A: value})) == Exposure()


def test_a_file_that_is_gone_is_told_and_its_place_all_the_same(tmp_path: Path) -> None:
    about = read_about(str(tmp_path / "a.jpg"), (38.714, -9.137), LIMITS)
    assert about.gone
    assert about.place == "Lisbon, Portugal"
    assert about.away == 0
    assert about.exposure == Exposure()


@pytest.mark.parametrize(
    ("place", "city", "away"),
    [
        ((51.55, -0.19), "London, United Kingdom", 0),
        ((50.105, 8.762), "Offenbach, Germany", 0),
        ((-41.3, 174.78), "Wellington, New Zealand", 0),
        ((0.0, -179.9), "Tarawa, Kiribati", 798),
        ((90.0, 0.0), "Longyearbyen, Svalbard and Jan Mayen", 1310),
    ],
)
def test_the_city_nearest_to_a_place(place: tuple[float, float], city: str, away: float) -> None:
    found, distance = nearest(*place)
    assert (found, distance) == (city, pytest.approx(away, rel=0.1))


def test_the_author_of_a_document_is_read(tmp_path: Path, write_pdf) -> None:
    path = write_pdf(tmp_path / "a.pdf", ["The lighthouse warns ships at night."])
    assert read_about(path, None, LIMITS).author == ""
    with pymupdf.open(path) as document:
        document.set_metadata({"author": "Ana Marques"})
        document.saveIncr()
    assert read_about(path, None, LIMITS).author == "Ana Marques"
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert read_about(str(tmp_path / "b.pdf"), None, LIMITS).author == ""
    (tmp_path / "b.jpg").write_bytes(b"nothing")
    assert read_about(str(tmp_path / "b.jpg"), None, LIMITS).exposure == Exposure()
