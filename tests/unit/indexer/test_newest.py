"""Where nothing is asked: the newest files, and those that someone looks at read first."""

import os
from pathlib import Path

import pytest

from indexer import service as service_module
from indexer.extract import UnreadableError
from indexer.messages import Query
from indexer.search import Answer, QueryError
from indexer.service import IndexService
from tests.unit.indexer.conftest import OpenService, finish, index


def names(answer: Answer) -> list[tuple[str, int]]:
    return [(os.path.basename(hit.path), hit.page) for hit in (*answer.photos, *answer.pages)]


def dated(path: str, day: int) -> str:
    os.utime(path, (day * 86_400, day * 86_400))
    return path


def is_read(service: IndexService, path: str) -> bool:
    return service.catalog.files_under(path)[path].state == "indexed"


def test_the_newest_come_first_before_and_after_they_are_read(
    open_service: OpenService, folder: Path, write_photo, write_pdf
) -> None:
    """Case 41: names at once, pictures as they are read."""
    for day, name in enumerate(("old.jpg", "older copy.jpg", "new.jpg"), 10):
        dated(write_photo(folder / name, seed=day), day)
    (folder / "older copy.jpg").write_bytes((folder / "old.jpg").read_bytes())
    dated(str(folder / "older copy.jpg"), 5)
    dated(write_pdf(folder / "a.pdf", ["One page.", "Another page."]), 20)
    (folder / "broken.jpg").write_bytes(b"no")
    service = open_service()
    service.set_paused(True)
    index(service, folder)
    answer = service.answers.newest(Query())
    assert names(answer) == [
        ("broken.jpg", 0), ("new.jpg", 0), ("old.jpg", 0), ("older copy.jpg", 0), ("a.pdf", 1),
    ]  # fmt: skip
    assert {hit.thumbnail for hit in answer.photos} == {""}
    assert {hit.score for hit in answer.photos} == {None}
    assert names(service.answers.newest(Query(kinds=("photo",), limit=2))) == [
        ("broken.jpg", 0),
        ("new.jpg", 0),
    ]

    service.set_paused(False)
    finish(service)
    answer = service.answers.newest(Query())
    assert names(answer) == [("new.jpg", 0), ("old.jpg", 0), ("a.pdf", 1)]
    assert answer.photos[1].copies == (str(folder / "older copy.jpg"),)
    assert all(Path(hit.thumbnail).is_file() for hit in (*answer.photos, *answer.pages))
    assert answer.photos[0].width > 0
    (folder / "new.jpg").unlink()
    service.scan()
    finish(service)
    assert names(service.answers.newest(Query())) == [("old.jpg", 0), ("a.pdf", 1)]


def test_what_someone_looks_at_is_read_before_all_others(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "FILES_IN_HAND", 4)
    photos = [dated(write_photo(folder / f"{n}.jpg", seed=n), n + 1) for n in range(40)]
    service = open_service()
    service.look_at(photos)  # too early, and no harm
    service.add_folder(str(folder))
    while not service.counts().indexed:
        service.step()
    assert not is_read(service, photos[0])
    service.look_at([photos[0], photos[-1], str(folder / "gone.jpg")])
    while not is_read(service, photos[0]):
        service.step()
    assert service.totals().pending > 20
    finish(service)
    assert service.totals().photos == 40
    service.look_at(photos)  # all is read
    assert service.totals().pending == 0


def test_a_preview_waits_for_no_model(tmp_path: Path, folder: Path, write_photo) -> None:
    """The newest stand there before it is loaded, and after it has been let go of."""
    photo = write_photo(folder / "a.jpg")
    service = IndexService(tmp_path / "library", load_model=False)
    try:
        assert service.answers.preview(photo, 0, 64).result(30)
        with pytest.raises(QueryError, match="being loaded"):
            service.answers.on_demand.pixels(photo)
    finally:
        service.close()


def test_what_the_decoder_was_asked_is_answered_also_when_it_is_stopped(
    tmp_path: Path, folder: Path, write_photo
) -> None:
    photo = write_photo(folder / "a.jpg")
    service = IndexService(tmp_path / "library", load_model=False)
    futures = [service.answers.preview(photo, 0, 64) for _ in range(50)]
    service.close()
    assert all(future.done() for future in futures)
    with pytest.raises(UnreadableError, match="interrupted"):
        futures[-1].result()
