"""XMP files beside photos: what they say, whose it is, and that hostile ones do no harm."""

import logging
import os
import shutil
import time
from pathlib import Path

import pytest

from indexer.catalog import Catalog
from indexer.extract.xmp import read_sidecar
from indexer.files import RefusedError
from indexer.messages import Metadata
from tests.unit.indexer.test_metadata import xmp
from tests.unit.indexer.test_reconcile import index_all, run, states


def titled(title: str) -> bytes:
    return xmp(f'dc:title="{title}"')


def title(catalog: Catalog, photo: Path) -> str:
    return catalog.said.sidecar_of(str(photo)).title


def test_a_sidecar_says_what_xmp_inside_a_photo_would(tmp_path: Path) -> None:
    (tmp_path / "a.xmp").write_bytes(
        xmp(
            'xmp:Rating="4" exif:DateTimeOriginal="2020-01-02T03:04:05" tiff:Model="X100" '
            'exif:GPSLatitude="38,42.5S" exif:GPSLongitude="9,30,36E" dc:description="At dusk"',
            '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Heron</rdf:li></rdf:Alt></dc:title>'
            "<dc:subject><rdf:Bag><rdf:li>bird</rdf:li><rdf:li>river</rdf:li></rdf:Bag>"
            "</dc:subject>",
        )
    )
    assert read_sidecar(str(tmp_path / "a.xmp")) == Metadata(
        taken="2020-01-02T03:04:05",
        camera="X100",
        latitude=pytest.approx(-38.708333, abs=1e-5),
        longitude=pytest.approx(9.51, abs=1e-5),
        title="Heron",
        description="At dusk",
        keywords=("bird", "river"),
        rating=4,
    )


BOMB = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + b"".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode() for n in range(1, 12)
)
HOSTILE = {
    "entities": BOMB + b"]><x>&a11;</x>",
    "entities in UTF-16": (BOMB + b"]><x>&a11;</x>").decode().encode("utf-16"),
    "an external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    + xmp("", "<dc:title>&e;</dc:title>").split(b"?>", 1)[1],
    "an external type": b'<!DOCTYPE x SYSTEM "http://localhost/x.dtd"><x/>',
    "broken": titled("Heron")[:-30],
    "empty": b"",
    "no XML": os.urandom(1000),
    "huge": titled("Heron") + b" " * 10_000_000,
    "deep": b"<a>" * 3_000_000,
    "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?><x/>',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_sidecar_is_named_once_and_ignored(
    catalog: Catalog, photos: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    (photos / "a.jpg").write_bytes(b"a")
    (photos / "a.jpg.xmp").write_bytes(HOSTILE[kind])
    (photos / "a.xmp").write_bytes(titled("Heron"))
    started = time.process_time()
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            run(catalog, photos)
    assert time.process_time() - started < 3
    assert [record.getMessage().count("a.jpg.xmp") for record in caplog.records] == [1]
    assert title(catalog, photos / "a.jpg") == "Heron"  # the other one stands in
    assert states(catalog) == {"a.jpg": "pending"}


def test_large_sidecars_are_read_in_time(tmp_path: Path) -> None:
    history = "<rdf:li>a step</rdf:li>" * 400_000
    (tmp_path / "a.xmp").write_bytes(
        xmp('dc:title="Heron"', f"<xmp:History><rdf:Seq>{history}</rdf:Seq></xmp:History>")
    )
    started = time.process_time()
    assert read_sidecar(str(tmp_path / "a.xmp")).title == "Heron"
    assert time.process_time() - started < 5


def test_a_pipe_in_place_of_a_sidecar_holds_nothing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xmp")
    with pytest.raises(RefusedError, match="regular"):
        read_sidecar(str(tmp_path / "a.xmp"))


def test_the_longer_name_goes_first(catalog: Catalog, photos: Path) -> None:
    for name in ("a.jpg", "a.cr2", "a b.jpg"):
        (photos / name).write_bytes(name.encode())
    (photos / "a.XMP").write_bytes(titled("both"))
    (photos / "a.jpg.xmp").write_bytes(titled("the JPEG"))
    changes = run(catalog, photos)
    assert (changes.found, changes.skipped, changes.queued) == (3, 0, 3)
    told = {name: title(catalog, photos / name) for name in ("a.jpg", "a.cr2", "a b.jpg")}
    assert told == {"a.jpg": "the JPEG", "a.cr2": "both", "a b.jpg": ""}
    (photos / "a.jpg.xmp").unlink()
    run(catalog, photos / "a.jpg.xmp")
    assert title(catalog, photos / "a.jpg") == "both"


def test_a_sidecar_is_followed_as_it_comes_changes_and_goes(catalog: Catalog, photos: Path) -> None:
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    sidecar = photos / "a.jpg.xmp"
    for said in ("one", "another"):
        sidecar.write_bytes(titled(said))
        assert run(catalog, sidecar).queued == 0
        assert title(catalog, photos / "a.jpg") == said
    sidecar.write_bytes(b"broken")
    run(catalog, sidecar)
    assert title(catalog, photos / "a.jpg") == ""
    sidecar.write_bytes(titled("mended"))
    run(catalog, photos)
    assert title(catalog, photos / "a.jpg") == "mended"
    sidecar.unlink()
    run(catalog, sidecar)
    assert title(catalog, photos / "a.jpg") == ""
    assert states(catalog) == {"a.jpg": "indexed"}


def test_an_unchanged_sidecar_is_not_opened(catalog: Catalog, photos: Path) -> None:
    path = photos / "a.xmp"
    path.write_bytes(titled("one"))
    run(catalog, photos)
    os.utime(path, ns=(1, path.stat().st_mtime_ns))  # a time long ago shows any reading
    run(catalog, photos)
    assert path.stat().st_atime_ns == 1


def test_a_renamed_photo_keeps_what_goes_along(catalog: Catalog, photos: Path) -> None:
    for name in ("a", "b"):
        (photos / f"{name}.jpg").write_bytes(name.encode())
        (photos / f"{name}.jpg.xmp").write_bytes(titled(name))
    run(catalog, photos)
    index_all(catalog)
    (photos / "a.jpg").rename(photos / "c.jpg")
    (photos / "a.jpg.xmp").rename(photos / "c.jpg.xmp")
    (photos / "b.jpg").rename(photos / "d.jpg")
    changes = run(catalog, photos)
    assert (changes.renamed, changes.queued) == (2, 0)
    assert title(catalog, photos / "c.jpg") == "a"
    assert title(catalog, photos / "d.jpg") == ""
    shutil.move(photos / "b.jpg.xmp", photos / "d.jpg.xmp")
    run(catalog, photos / "b.jpg.xmp", photos / "d.jpg.xmp")
    assert title(catalog, photos / "d.jpg") == "b"


def test_sidecars_of_a_folder_that_is_away_stay_and_of_one_removed_go(
    catalog: Catalog, photos: Path
) -> None:
    (photos / "a.jpg").write_bytes(b"a")
    (photos / "a.xmp").write_bytes(titled("Heron"))
    run(catalog, photos)
    photos.rename(photos.with_name("away"))
    run(catalog, photos)
    assert title(catalog, photos / "a.jpg") == "Heron"
    catalog.remove_folder(str(photos))
    assert catalog.said.sidecars_under("/") == {}
