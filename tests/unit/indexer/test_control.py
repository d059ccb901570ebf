"""What a person decides of indexing: pause, speed, battery, order, limits, a second try."""

import os
from pathlib import Path

import pytest

from indexer.extract import UnreadableError
from indexer.messages import IndexSettings
from indexer.pipeline import Pipeline
from mate_core.errors import OutOfMemory
from tests.unit.indexer.conftest import OpenService, failures, finish, index


def test_failed_files_can_be_tried_again(open_service: OpenService, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(b"no")
    service = open_service()
    index(service, folder)
    service.retry_failed([str(folder / "a.jpg")])
    assert service.totals().pending == 1
    finish(service)
    assert service.totals().failed == 1


def test_the_limit_on_pixels_holds_at_once_and_is_left_to_the_memory_again(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    """Case 8: an adjustable cap, raised in the midst of indexing."""
    large = write_photo(folder / "large.png", size=(2100, 1000))
    service = open_service()
    service.change_settings(IndexSettings(reads_writing=False, max_megapixels=1))
    index(service, folder)
    assert "more than the limit of 1 megapixels" in failures(service)["large.png"]
    with pytest.raises(UnreadableError, match="limit of 1 megapixels"):
        service.answers.preview(large, 0, 64).result()
    service.change_settings(IndexSettings(reads_writing=False))
    finish(service)
    assert not failures(service)
    assert service.totals().photos == 1
    assert service.answers.preview(large, 0, 64).result()


def test_what_the_window_says_is_passed_by_leaves_the_index(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    odd = folder / os.fsdecode(b"caf\xe9")
    for number, path in enumerate((folder / "a.jpg", folder / "raw" / "b.jpg", odd / "c.jpg")):
        write_photo(path, seed=number)
    service = open_service()
    index(service, folder)
    index(service, odd)  # a watched folder inside, whose name is no text
    assert service.totals().photos == 3
    service.set_ignores(str(folder), "\n/raw/\n[[:alpha:]]\n")
    service.set_ignores(str(odd), "*.jpg")
    finish(service)
    assert [Path(each.path).name for each in service.files("indexed")] == ["a.jpg"]
    assert service.take_notices() == [
        f"These patterns for {folder} make no sense and are left out: [[:alpha:]]"
    ]
    service.set_ignores(str(odd), "ca\udcffe\n*.jpg")  # it cannot be written as it is
    assert {each.ignores for each in service.folders()} >= {"ca?e\n*.jpg"}
    service.set_ignores(str(odd), "*.jpg")
    service.close()
    again = open_service()
    again.scan()
    finish(again)
    assert again.totals().photos == 1
    assert [each.ignores for each in again.folders()] == ["/raw/\n[[:alpha:]]", "*.jpg"]
    again.set_ignores(str(folder), "")
    finish(again)
    assert again.totals().photos == 2
    again.remove_folder(str(odd))
    again.set_ignores(str(odd), "*.jpg")  # it came too late
    index(again, odd)
    assert [each.ignores for each in again.folders()] == ["", ""]
    assert again.totals().photos == 3


def test_pausing_survives_a_restart(open_service: OpenService, folder: Path, write_photo) -> None:
    """Case 42: pause does not survive a restart."""
    write_photo(folder / "a.jpg")
    service = open_service()
    service.set_paused(True)
    index(service, folder)
    assert service.totals().pending == 1
    service.close()
    again = open_service()
    assert again.paused
    finish(again)
    assert again.totals().pending == 1
    again.set_paused(False)
    finish(again)
    assert again.totals().photos == 1


def test_what_does_not_fit_into_a_graphics_card_holds_up_no_pause(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_too_small(_: Pipeline) -> None:
        raise OutOfMemory("the memory of the device is too small for this model")

    write_photo(folder / "a.jpg")
    service = open_service()
    index(service, folder)
    with monkeypatch.context() as patch:
        patch.setattr(Pipeline, "flush", is_too_small)
        service.set_paused(True)
    assert service.paused
    write_photo(folder / "b.jpg", seed=1)
    service.set_paused(False)
    service.scan()
    finish(service)
    assert service.totals().photos == 2


def test_settings_survive_a_restart(open_service: OpenService) -> None:
    service = open_service(writing=True)
    assert service.settings == IndexSettings("full", rests_on_battery=True, reads_writing=True)
    wanted = IndexSettings("gentle", rests_on_battery=False, reads_writing=False)
    service.change_settings(wanted)
    assert service.progress().settings == wanted
    service.close()
    assert open_service(writing=True).settings == wanted


def test_on_battery_indexing_rests_until_it_is_told_to_go_on(
    open_service: OpenService, folder: Path, write_photo, monkeypatch
) -> None:
    """Case 43: a battery gate that cannot be overridden."""
    monkeypatch.setattr("indexer.throttle.Machine.on_battery", lambda _: True)
    write_photo(folder / "a.jpg")
    service = open_service()
    service.add_folder(str(folder))
    finish(service, until=lambda: service.totals().pending == 1)
    for _ in range(50):
        service.step()
    assert (service.totals().pending, service.progress().resting) == (1, "battery")
    service.set_paused(False)
    finish(service)
    assert (service.totals().photos, service.progress().resting) == (1, "")


def test_a_folder_that_goes_first_is_read_first(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    for number, name in enumerate(("new", "urgent")):
        for shot in range(9):
            write_photo(folder / name / f"{shot}.jpg", seed=9 * number + shot)
    for old in (folder / "urgent").iterdir():
        os.utime(old, (1, 1))
    service = open_service()
    service.set_paused(True)
    for name in ("new", "urgent"):
        service.add_folder(str(folder / name))
    finish(service)
    service.set_priority(str(folder / "urgent"), 1)
    service.change_settings(IndexSettings("gentle", reads_writing=False))  # few files in hand
    service.close()
    service = open_service()
    assert service.paused
    service.set_paused(False)
    finish(service, until=lambda: bool(service.files("indexed")))
    assert all("urgent" in status.path for status in service.files("indexed"))


def test_gently_all_is_read_too(open_service: OpenService, folder: Path, write_photo) -> None:
    for shot in range(9):
        write_photo(folder / f"{shot}.jpg", seed=shot)
    service = open_service()
    service.change_settings(IndexSettings("gentle", reads_writing=False))
    index(service, folder)
    assert service.totals().photos == 9
