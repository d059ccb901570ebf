"""What is there more than once: found in a real library, moved to the real bin, and back."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image, ImageEnhance

import indexer.messages as m
from indexer import command_line
from indexer.bin import CHANGED, GONE, IN_THE_WAY
from indexer.console import data_size
from indexer.duplicates import (
    MOST_FILES,
    MOST_GROUPS,
    OnePicture,
    _groups,
    foremost,
    take_looks,
)
from indexer.filters import understood
from indexer.library import Library
from indexer.likeness import judge
from indexer.messages import AlikeGroup, BinMove
from indexer.reconcile import STEP, Changes, reconcile
from indexer.records import Holder, Stat
from indexer.rows import Row
from indexer.service import IndexService
from indexer.store import StoreError
from mate_core.text import Steps
from mate_core.text import finish as finish_steps
from tests.unit.indexer.conftest import OpenService, ask, finish, index
from tests.unit.indexer.test_worker import StartWorker, start_worker, wait, wait_until_done
from tools.sample_library import PHOTOS

__all__ = ["start_worker"]
DAY = 86_400


def photo(name: str) -> Image.Image:
    (found,) = (photo for photo in PHOTOS if photo.name == name)
    return Image.open(found).convert("RGB")


def save(image: Image.Image, path: Path, day: int, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    os.utime(path, (day * DAY, day * DAY))
    return path


def groups(service: IndexService) -> tuple[AlikeGroup, ...]:
    return finish_steps(service.alike_steps())


def names(found: Sequence[AlikeGroup]) -> list[tuple[str, list[str], list[str]]]:
    return [
        (
            group.likeness,
            [os.path.basename(file.path) for file in group.files],
            [os.path.basename(path) for path in group.surplus],
        )
        for group in found
    ]


def test_copies_and_near_ones_are_found_and_look_alikes_stand_apart(
    open_service: OpenService, folder: Path, write_pdf
) -> None:
    """Case 50."""
    coffee, palace = photo("coffee.jpg"), photo("palace.jpg")
    save(coffee, folder / "coffee.png", 10)
    save(coffee.resize((300, 200)), folder / "coffee small.jpg", 9, quality=40)
    save(ImageEnhance.Brightness(coffee).enhance(0.8), folder / "coffee dark.webp", 11)
    save(palace, folder / "palace.jpg", 5, quality=95)
    shutil.copy2(folder / "palace.jpg", folder / "palace again.jpg")
    os.utime(folder / "palace again.jpg", (7 * DAY, 7 * DAY))
    moment = palace.copy()  # somebody else stands there
    moment.paste(photo("cat.jpg").resize((110, 130)), (300, 260))
    save(moment, folder / "another moment.jpg", 6, quality=95)
    save(photo("dahlia.jpg"), folder / "dahlia.jpg", 3)
    write_pdf(folder / "a.pdf", ["One page."])
    shutil.copy2(folder / "a.pdf", folder / "b.pdf")
    service = open_service()
    index(service, folder)
    found = groups(service)
    assert sorted(names(found)) == [
        ("near", ["coffee.png", "coffee dark.webp", "coffee small.jpg"],
         ["coffee dark.webp", "coffee small.jpg"]),
        ("same", ["a.pdf", "b.pdf"], ["b.pdf"]),
        ("same", ["palace.jpg", "palace again.jpg"], ["palace again.jpg"]),
        ("similar", ["palace.jpg", "another moment.jpg"], []),
    ]  # fmt: skip
    assert found[-1].likeness == "similar"
    file = next(file for group in found for file in group.files if file.path.endswith(".png"))
    assert (file.width, file.height, file.size) == (600, 400, os.path.getsize(file.path))
    assert Path(file.thumbnail).is_file()
    assert file.mtime == os.stat(file.path).st_mtime_ns


def test_pages_of_different_text_are_never_called_the_same(
    open_service: OpenService, folder: Path
) -> None:
    """Two letters of one sender, photographed: 24 x 24 cells see no difference."""
    for number in range(3):
        document = pymupdf.open()
        page = document.new_page(width=595, height=842)
        page.insert_text((60, 80), "ACME", fontsize=20)
        page.insert_text((60, 140), f"Invoice {number * 7919}", fontsize=12)
        page.insert_textbox(pymupdf.Rect(60, 180, 535, 600), "We thank you. " * 60, fontsize=11)
        page.get_pixmap(dpi=100).save(folder / f"{number}.png")
    service = open_service()
    index(service, folder)
    assert [group.likeness for group in groups(service)] == ["similar"]


def test_pictures_full_of_text_are_never_called_the_same(
    open_service: OpenService, folder: Path
) -> None:
    save(photo("coffee.jpg"), folder / "coffee.png", 1)
    save(photo("coffee.jpg"), folder / "coffee.jpg", 2, quality=90)
    service = open_service()
    index(service, folder)
    assert [group.likeness for group in groups(service)] == ["near"]
    store, catalog = service._store.open(service.wait_for_model()), service.catalog
    content = [content for content, _ in catalog.alike.looks(service.model_id, "", 1)]
    vector = np.zeros(store.dim, np.float32)
    store.append([Row(content[0], "writing", 0, n, "a b c " * 20, (), vector) for n in (0, 1)])
    assert store.letters_in_photos(content) == {content[0]: 120}
    assert [group.likeness for group in groups(service)] == ["similar"]


def test_what_goes_to_the_bin_leaves_the_index_and_comes_back(
    open_service: OpenService, folder: Path
) -> None:
    save(photo("cat.jpg"), folder / "cat.jpg", 1)
    shutil.copyfile(folder / "cat.jpg", folder / "copy.jpg")
    service = open_service()
    index(service, folder)
    (group,) = groups(service)
    assert group.surplus == (str(folder / "copy.jpg"),)
    moves = [BinMove(group.files[1], group.files[0])]
    moved, failed = service.bin.move(moves).result(10)
    assert not failed
    assert not (folder / "copy.jpg").exists()
    # Nothing is watched here: the bin itself tells what it has moved.
    finish(service, lambda: not service.files() or len(service.files()) == 1)
    assert groups(service) == ()

    assert service.bin.restore(moved).result(10) == (moved, [])
    finish(service, lambda: len(service.files("indexed")) == 2)
    assert names(groups(service)) == [("same", ["cat.jpg", "copy.jpg"], ["copy.jpg"])]


def test_files_of_hits_go_to_the_bin_if_they_are_what_was_shown(
    open_service: OpenService, folder: Path
) -> None:
    for day, name in enumerate(("cat.jpg", "coffee.jpg", "rocket launch.jpg")):
        save(photo(name), folder / name, day)
    service = open_service()
    index(service, folder)
    hits = {Path(hit.path).name: hit for hit in ask(service, "a photo").photos}
    shown = [(hit.path, hit.content) for hit in (hits["cat.jpg"], hits["coffee.jpg"])]
    other = (hits["rocket launch.jpg"].path, hits["cat.jpg"].content)
    unknown = (str(folder / "never there.jpg"), "")
    os.utime(folder / "coffee.jpg", (1, 1))  # it has been edited since, for all that is known

    moved, failed = service.discard([*shown, other, unknown]).result(10)
    assert [each.path for each in moved] == [str(folder / "cat.jpg")]
    assert dict(failed) == {
        str(folder / "coffee.jpg"): CHANGED,
        other[0]: CHANGED,
        unknown[0]: GONE,
    }
    finish(service, lambda: shown[0][0] not in {file.path for file in service.files()})
    assert "cat.jpg" not in {Path(hit.path).name for hit in ask(service, "a photo").photos}
    assert service.bin.restore(moved).result(10) == (moved, [])
    finish(service, lambda: len(service.files("indexed")) == 3)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no time of change")
@pytest.mark.parametrize("seen", [False, True])
def test_a_file_with_its_old_time_given_back_is_not_taken_for_what_was_shown(
    open_service: OpenService, folder: Path, seen: bool
) -> None:
    """``seen``: a scan has found that it was touched, and it is still to be hashed."""
    save(photo("cat.jpg"), folder / "cat.jpg", 1)
    copy = Path(shutil.copyfile(folder / "cat.jpg", folder / "copy.jpg"))
    service = open_service()
    index(service, folder)
    (group,) = groups(service)
    (hit,) = (hit for hit in ask(service, "a photo").photos if hit.path == group.files[0].path)
    before = copy.stat()
    data = bytearray(copy.read_bytes())
    data[-3] ^= 1
    copy.write_bytes(data)
    os.utime(copy, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.chmod(folder / "cat.jpg", 0o600)  # this is touched too, and holds what it held
    if seen:
        for _ in reconcile(service.catalog, [str(folder)], Changes()):
            pass
        assert service.catalog.totals(service.model_id).pending == 2
    shown = {Path(file.path).name: file for file in group.files}
    kept = BinMove(shown["cat.jpg"], shown["copy.jpg"])
    gone = BinMove(shown["copy.jpg"], shown["cat.jpg"])
    moved, failed = service.move_to_bin([kept]).result(60)
    assert (moved, len(failed)) == ([], 1)
    assert service.move_to_bin([gone]).result(60) == ([], [(str(copy), CHANGED)])
    assert service.discard([(str(copy), hit.content)]).result(60)[1] == [(str(copy), CHANGED)]
    ((moved_one,), failed) = service.discard([(shown["cat.jpg"].path, hit.content)]).result(60)
    assert (moved_one.path, failed) == (shown["cat.jpg"].path, [])


def test_a_catalog_that_fails_is_the_reason_why_nothing_goes(
    open_service: OpenService, folder: Path
) -> None:
    """The window waits for an answer, and moves nothing else until it has come."""
    save(photo("cat.jpg"), folder / "cat.jpg", 0)
    service = open_service()
    index(service, folder)
    path = str(folder / "cat.jpg")
    service.catalog._db.execute("ALTER TABLE file RENAME TO elsewhere")
    moved, failed = service.discard([(path, "")]).result(10)
    service.catalog._db.execute("ALTER TABLE elsewhere RENAME TO file")
    assert moved == []
    assert [each for each, _ in failed] == [path]
    assert Path(path).is_file()


def test_what_is_asked_after_a_move_knows_of_it_while_a_long_scan_goes_on(
    open_service: OpenService, folder: Path
) -> None:
    save(photo("cat.jpg"), folder / "cat.jpg", 1)
    copy = Path(shutil.copyfile(folder / "cat.jpg", folder / "zz copy.jpg"))
    service = open_service()
    index(service, folder)
    (group,) = groups(service)
    for number in range(3 * STEP):
        (folder / f"{number}.unknown").touch()
    service.scan()
    service.step()
    ((gone,), _) = service.bin.move([BinMove(group.files[1], group.files[0])]).result(10)
    assert not service.idle, "the scan is still to come to its end"
    assert groups(service) == ()
    finish(service)
    assert groups(service) == ()
    # A person takes it out of the bin by hand.
    shutil.copyfile(gone.place, copy)
    service.scan()
    finish(service)
    assert names(groups(service)) == names([group])


def test_fingerprints_that_an_older_mate_has_not_taken_come_in_idle_time(
    open_service: OpenService, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(photo("coffee.jpg"), folder / "coffee.jpg", 1)
    save(photo("coffee.jpg"), folder / "coffee.png", 2)
    save(photo("dahlia.jpg"), folder / "dahlia.jpg", 3)
    service = open_service()
    index(service, folder)
    catalog = service.catalog
    taken = dict(catalog.alike.looks(service.model_id, "", 9))
    assert len(taken) == 3
    catalog._db.execute("UPDATE item SET look = NULL")
    assert groups(service) == ()

    # A reader takes them for itself.
    arguments = ["duplicates", "--library", str(tmp_path / "library"), "--json"]
    assert command_line.main(arguments) == 0
    (group,) = json.loads(capsys.readouterr().out)
    assert group["likeness"] == "near"
    assert [os.path.basename(file["path"]) for file in group["files"]] == [
        "coffee.jpg",
        "coffee.png",
    ]
    assert [file["surplus"] for file in group["files"]] == [False, True]
    assert catalog.alike.count_unseen() == 3

    broken = service.library.thumbnail(next(iter(taken)), 0)
    broken.write_bytes(b"no")
    finish(service, lambda: catalog.alike.count_unseen() == 0, seconds=30)
    again = dict(catalog.alike.looks(service.model_id, "", 9))
    assert set(again) == set(taken) - {next(iter(taken))}
    assert not take_looks(catalog, service.library)
    for content, look in again.items():
        worst = max(abs(a - b) for a, b in zip(look, taken[content], strict=True))
        assert worst < 16, "a thumbnail is nearly what the picture was"


def test_the_command_line_says_what_could_go(
    open_service: OpenService, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service = open_service()
    index(service, folder)
    arguments = ["duplicates", "--library", str(tmp_path / "library")]
    assert command_line.main(arguments) == 0
    assert capsys.readouterr().out == "No duplicates were found.\n"
    save(photo("cat.jpg"), folder / "cat.jpg", 1)
    shutil.copyfile(folder / "cat.jpg", folder / os.fsdecode(b"caf\xe9.jpg"))
    service.scan()
    finish(service)
    assert command_line.main(arguments) == 0
    out = capsys.readouterr().out
    size = f"{os.path.getsize(folder / 'cat.jpg') / 1e3:.1f} kB"
    assert out.splitlines() == [
        "The same file, 2 times",
        f"    {folder / 'cat.jpg'}  (451 × 300, {size})",
        f"  - {folder}/caf?.jpg  (451 × 300, {size})",
        f"1 file (marked -) could go, {size} in all. "
        "The window can move such files to the system's bin.",
    ]
    shutil.copyfile(folder / "cat.jpg", folder / "other.jpg")
    service.scan()
    finish(service)
    assert command_line.main(arguments) == 0
    assert "\n2 files (marked -) could go, " in capsys.readouterr().out
    assert (folder / "cat.jpg").exists()


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (2_300_000_000, "2.3 GB"),
        (5 * 10**15, "5,000.0 TB"),
    ],
)
def test_a_size_has_the_unit_that_suits_it(size: int, words: str) -> None:
    assert data_size(size) == words


def test_a_copy_that_comes_later_is_known_soon(open_service: OpenService, folder: Path) -> None:
    save(photo("coffee.jpg"), folder / "coffee.png", 1)
    service = open_service(answers=True)
    index(service, folder)
    finish(service, lambda: not service._one_picture._stale, seconds=30)
    save(photo("coffee.jpg").resize((450, 300)), folder / "small.jpg", 2)
    service.scan()
    finish(service, lambda: bool(service._one_picture.known), seconds=30)


def test_one_picture_in_several_files_is_one_hit_that_names_them_all(
    open_service: OpenService, folder: Path
) -> None:
    save(photo("coffee.jpg"), folder / "coffee.png", 1)
    save(photo("coffee.jpg").resize((450, 300)), folder / "small.jpg", 2)
    save(photo("dahlia.jpg"), folder / "dahlia.jpg", 3)
    service = open_service(answers=True)
    index(service, folder)
    everything = len(ask(service, "a cup of coffee").photos)
    assert everything == 3, "it is not known yet"
    finish(service, lambda: bool(service._one_picture.known), seconds=30)

    def found(text: str, limit: int = 10) -> list[tuple[str, list[str]]]:
        hits = ask(service, text, limit=limit).photos
        return [
            (os.path.basename(hit.path), [os.path.basename(path) for path in hit.alike])
            for hit in hits
        ]

    best, last = found("a cup of coffee")
    assert sorted([best[0], *best[1]]) == ["coffee.png", "small.jpg"]
    assert last == ("dahlia.jpg", [])
    assert len(found("a cup of coffee", limit=2)) == 2, "there is room for another one"
    only = m.Query((), filters=understood(m.Query((m.QueryPart(text="type:png"),))).filters)
    assert [hit.alike for hit in service.answers.newest(only).photos] == [()], (
        "filters hold for all"
    )
    newest = service.answers.newest(m.Query()).photos[1]
    assert newest.alike == (str(folder / "coffee.png"),)

    (folder / best[0]).unlink()
    service.scan()
    finish(service, lambda: len(service.files()) == 2)
    assert found("a cup of coffee")[0] == (best[1][0], []), "what is gone is in no answer"


def test_the_command_line_groups_what_it_finds_by_the_rules_of_the_window(
    open_service: OpenService, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def found(*arguments: str) -> list[tuple[str, list[str]]]:
        library = ("--library", str(tmp_path / "library"), "--json", "--kind", "photo")
        assert command_line.main(["search", *arguments, *library]) == 0
        return [
            (os.path.basename(hit["path"]), sorted(map(os.path.basename, hit["alike"])))
            for hit in json.loads(capsys.readouterr().out)
        ]

    coffee = photo("coffee.jpg")
    save(coffee, folder / "coffee.png", 1)
    save(coffee.resize((450, 300)), folder / "small.jpg", 2)
    save(coffee, folder / "hard.jpg", 3, quality=30)
    save(photo("dahlia.jpg"), folder / "dahlia.jpg", 4)
    cat = photo("cat.jpg")
    for second in (1, 2):  # two shots, however alike
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = f"2020:05:01 10:00:0{second}"
        cat.save(folder / f"cat{second}.jpg", quality=90 - second, exif=exif)
    service = open_service(answers=True)
    index(service, folder)
    finish(service, lambda: bool(service._one_picture.known), seconds=30)
    alike = {"coffee.png", "small.jpg", "hard.jpg"}

    (best, others), *rest = found("--text", "a cup of coffee")
    assert {best, *others} == alike
    assert sorted(rest) == [("cat1.jpg", []), ("cat2.jpg", []), ("dahlia.jpg", [])]
    shown = ask(service, "a cup of coffee").photos
    assert [(os.path.basename(hit.path), len(hit.alike)) for hit in shown] == [
        (name, len(others)) for name, others in [(best, others), *rest]
    ]
    assert found("--text", "a cup of coffee", "--limit", "1") == [(best, others)]
    assert len(found("--text", "a cup of coffee", "--limit", "3")) == 3, "there is room for others"
    by_name = found("--text", "a cup of coffee", "--sort", "name")
    assert sum(name in alike for name, _ in by_name) == 1
    newest = found("--text", "type:photo")
    assert ("hard.jpg", ["coffee.png", "small.jpg"]) in newest
    assert len(newest) == 4
    assert ("coffee.png", []) in found("--text", "type:png a cup of coffee"), "filters hold for all"

    service.catalog._db.execute("UPDATE item SET look = NULL")  # an older Mate has taken none
    assert found("--text", "a cup of coffee")[0] == (best, others)
    command_line.main(["search", "a cup of coffee", "--library", str(tmp_path / "library")])
    out = capsys.readouterr().out
    assert all(f"also {folder / name}\n" in out for name in others)


# --- what is proposed ----------------------------------------------------------------------


def holder(path: str, content: str, width: int = 40, **changes: object) -> Holder:
    values: dict[str, object] = {
        "stat": Stat(10, 5, 1, abs(hash(path)) % 2**40),
        "there": True,
        "sidecar": False,
        "width": width,
        "height": width * 3 // 4,
        "taken": "",
        "photo": True,
    }
    return Holder(path, content, **(values | changes))  # type: ignore[arg-type]


def grouped(
    *files: Holder,
    near: Sequence[tuple[str, str]] = (),
    similar: Sequence[tuple[str, str]] = (),
) -> list[tuple[str, list[str], list[str]]]:
    from indexer.duplicates import _apart, _best_first

    held: dict[str, list[Holder]] = {}
    for file in files:
        held.setdefault(file.content, []).append(file)
    best = {content: _best_first(_apart(each)) for content, each in held.items()}
    return names(list(_groups(best, near, similar, Library(Path("library")))))


def stat(mtime: int, inode: int) -> Stat:
    return Stat(10, mtime, 1, inode)


def test_the_largest_is_kept_and_of_these_the_oldest() -> None:
    assert grouped(
        holder("/small old", "a", width=10, stat=stat(1, 1)),
        holder("/large new", "b", stat=stat(9, 2)),
        holder("/large old", "c", stat=stat(3, 3)),
        near=[("a", "b"), ("b", "c"), ("a", "c")],
    ) == [("near", ["large old", "large new", "small old"], ["large new", "small old"])]


def test_no_sidecar_is_lost() -> None:
    """What a person has written of a photo stays beside it."""
    found = grouped(
        holder("/old", "a", stat=stat(1, 1)),
        holder("/rated", "a", stat=stat(5, 2), sidecar=True),
        holder("/small, rated", "b", width=9, sidecar=True),
        near=[("a", "b")],
    )
    assert found == [("near", ["rated", "old", "small, rated"], ["old"])]


def test_what_is_away_neither_goes_nor_lets_others_go() -> None:
    away = holder("/away", "a", there=False, width=4000)
    assert grouped(away, holder("/here", "b"), near=[("a", "b")]) == [
        ("near", ["here", "away"], [])
    ]
    other = holder("/away too", "b", there=False)
    assert grouped(away, other, near=[("a", "b")]) == [("near", ["away", "away too"], [])]


def test_one_file_by_two_names_is_no_duplicate() -> None:
    one = holder("/one", "a", stat=stat(1, 7))
    assert grouped(one, holder("/hard link", "a", stat=stat(1, 7))) == []


def test_a_raw_photo_and_what_the_camera_made_of_it_are_no_duplicates() -> None:
    raw, jpeg = holder("/d/IMG_1.CR2", "a"), holder("/d/IMG_1.JPG", "b")
    assert grouped(raw, jpeg, near=[("a", "b")]) == []
    elsewhere = holder("/e/IMG_1.JPG", "b")
    assert grouped(raw, elsewhere, near=[("a", "b")]) == [
        ("near", ["IMG_1.CR2", "IMG_1.JPG"], ["IMG_1.JPG"])
    ]
    edited = holder("/d/IMG_1.jpeg", "c", width=20)
    assert grouped(jpeg, edited, near=[("b", "c")])[0][0] == "near"


def test_nothing_goes_for_being_near_to_what_goes_itself() -> None:
    """From one to the next a chain leads anywhere."""
    files = [holder(f"/{name}", name, width=40 - n) for n, name in enumerate("abcd")]
    found = grouped(*files, near=[("a", "b"), ("b", "c"), ("c", "d")])
    assert found == [
        ("near", ["a", "b"], ["b"]),
        ("near", ["c", "d"], ["d"]),
        ("similar", ["a", "c"], []),
    ]


def test_a_person_is_shown_what_a_person_can_look_at() -> None:
    files = tuple(m.AlikeFile(f"/{n}", "a", "", 1, 1) for n in range(2 * MOST_FILES))
    surplus = tuple(file.path for file in files[1:])
    same = [m.AlikeGroup("same", files, surplus)] * (MOST_GROUPS + 5)
    similar = [m.AlikeGroup("similar", files[:2])] * 3
    shown = foremost([*same, *similar])
    assert [group.likeness for group in shown] == ["same"] * MOST_GROUPS + ["similar"] * 3
    assert len(shown[0].files) == MOST_FILES
    assert shown[0].surplus == surplus[: MOST_FILES - 1]


def test_a_pair_of_which_one_has_gone_meanwhile_is_none() -> None:
    assert grouped(holder("/a", "a"), near=[("a", "b")], similar=[("a", "c")]) == []


def test_both_must_agree_before_pictures_are_called_the_same() -> None:
    cosines = np.array([0.99, 0.99, 0.5, 0.5, 0.99, 0.1], np.float32)
    differences = np.array([0.1, 1.0, 0.5, 0.05, 9.0, 0.01], np.float32)
    pages = np.zeros(6, np.bool_)
    near, similar = judge(cosines, differences, pages)
    assert near.tolist() == [True, False, False, True, False, False]
    assert similar.tolist() == [False, True, False, False, False, False]
    near, similar = judge(cosines, differences, ~pages)
    assert not near.any(), "of pages nothing tells one from another"
    assert similar.tolist() == [True, True, False, False, False, False]


def test_pictures_of_two_shapes_are_two() -> None:
    tall = holder("/tall", "b", height=52)
    assert grouped(holder("/wide", "a"), tall, near=[("a", "b")])[0][0] == "similar"
    cut = holder("/cut", "c", width=38, height=30)
    assert grouped(holder("/wide", "a"), cut, near=[("a", "c")])[0][0] == "near"


def test_shots_of_two_moments_are_never_near() -> None:
    """Case 50: a tripod, and nothing has moved that a fingerprint could see."""
    one, other = (
        holder(f"/{n}", n, taken=f"2019-05-12T14:03:1{second}+02:00")
        for n, second in (("a", 1), ("b", 2))
    )
    assert grouped(one, other, near=[("a", "b")]) == [("similar", ["a", "b"], [])]
    copy = holder("/c", "c", taken="2019-05-12T14:03:11", width=9)
    assert grouped(one, copy, near=[("a", "c")])[0][0] == "near", "its time zone was lost"
    unknown = holder("/d", "d", width=9)
    assert grouped(one, unknown, near=[("a", "d")])[0][0] == "near"


def test_what_fails_while_pictures_are_found_is_begun_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("indexer.duplicates.NEAR_SETTLE_SECONDS", 0.0)
    files = tuple(m.AlikeFile(f"/{name}.jpg", name, "", 1, 1) for name in "ab")
    fails = True

    def find() -> Steps[tuple[AlikeGroup, ...]]:
        yield
        if fails:
            raise StoreError("the drive is away")
        return (AlikeGroup("near", files, ()),)

    pictures = OnePicture()
    assert pictures.step(find)
    with pytest.raises(StoreError):
        pictures.step(find)
    fails = False
    assert pictures.step(find)
    assert pictures.step(find)
    assert pictures.known == {"a": ("a", "b"), "b": ("a", "b")}
    assert not pictures.step(find), "nothing has changed since"


# --- the worker ----------------------------------------------------------------------------


def test_the_worker_finds_moves_and_restores(start_worker: StartWorker, folder: Path) -> None:
    save(photo("coffee.jpg"), folder / "coffee.jpg", 1)
    shutil.copyfile(folder / "coffee.jpg", folder / "copy.jpg")
    save(photo("coffee.jpg").resize((300, 200)), folder / "small.png", 2)
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(folder)))
    wait_until_done(handle, 2)
    handle.connection.send(m.FindAlike(1))
    handle.connection.send(m.FindAlike(2))
    found = wait(handle, m.AlikeFound)
    assert (found.id, found.left, found.failure) == (2, 0, "")
    ((likeness, files, surplus),) = names(found.groups)
    assert (likeness, files[0], surplus) == ("near", "coffee.jpg", files[1:])

    kept, *others = found.groups[0].files
    handle.connection.send(m.MoveToBin(3, tuple(m.BinMove(file, kept) for file in others)))
    moved = wait(handle, m.MovedToBin)
    assert (moved.id, len(moved.moved), moved.failed) == (3, 2, ())
    wait_until_done(handle, 1)
    handle.connection.send(m.FindAlike(4))
    assert wait(handle, m.AlikeFound).groups == ()

    (folder / "small.png").write_bytes(b"another")
    handle.connection.send(m.RestoreFromBin(5, moved.moved))
    restored = wait(handle, m.RestoredFromBin)
    assert [os.path.basename(each.path) for each in restored.restored] == ["copy.jpg"]
    assert restored.failed == ((str(folder / "small.png"), IN_THE_WAY),)
