"""Another model is chosen while the worker runs, and models are listed, fetched and made."""

from __future__ import annotations

import json
import multiprocessing
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from safetensors.numpy import save_file

import indexer.messages as m
import mate_core
from indexer.explaining import Explainer
from indexer.model_tasks import _file_name
from indexer.service import IndexService
from indexer.worker import WorkerHandle, _Chosen, _Worker, start
from mate_core.download import PART
from tests.models import second_model
from tests.unit.indexer.test_worker import E
from tests.unit.indexer.test_worker import wait as wait_for
from tests.unit.mate_core.hub_server import Hub, served

StartWorker = Callable[..., WorkerHandle]


def wait(handle: WorkerHandle, of: type[E], that: Callable[[E], bool] = lambda _: True) -> E:
    """What is awaited takes a model that is loaded, which a busy machine takes its time for."""
    return wait_for(handle, of, that, 200)


def wait_for_each(handle: WorkerHandle, *conditions: Callable[[m.Event], bool]) -> None:
    """Wait until each has held of an event, in whatever order."""
    waited = list(conditions)
    while waited:
        event = wait(handle, m.Event)  # type: ignore[arg-type]
        waited = [condition for condition in waited if not condition(event)]


def wait_until_done(handle: WorkerHandle, photos: int) -> None:
    wait(handle, m.ProgressChanged, lambda e: e.progress.photos == photos and not e.progress.active)


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The models folder, which is still to be made."""
    monkeypatch.setenv("MATE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[StartWorker]:
    started: list[WorkerHandle] = []

    def one(model: str | None = None) -> WorkerHandle:
        handle = start(tmp_path / "library", model)
        started.append(handle)
        wait(handle, m.LibraryOpened)
        return handle

    yield one
    for handle in started:
        handle.process.kill()
        handle.process.join()
        handle.connection.close()


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = second_model(tmp_path / "other", tmp_path / "cache")
    monkeypatch.setenv("MATE_CACHE", str(tmp_path / "cache"))
    return str(folder)


@pytest.fixture
def indexed(second: str, start_worker: StartWorker, tmp_path: Path, write_photo) -> WorkerHandle:
    for number in range(6):
        write_photo(tmp_path / "photos" / f"{number}.jpg", seed=number)
    handle = start_worker()
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait_until_done(handle, 6)
    handle.connection.send(m.ListModels())
    wait(handle, m.ModelsListed, lambda e: e.answering == "starter")
    return handle


def asked(handle: WorkerHandle, number: int) -> m.SearchDone:
    handle.connection.send(m.Search(number, m.Query((m.QueryPart(text="round shapes"),))))
    return wait(handle, m.SearchDone, lambda e: e.id == number and not e.by_words)


def test_another_model_reads_all_anew_while_the_former_answers(
    indexed: WorkerHandle, second: str
) -> None:
    indexed.connection.send(m.SetPaused(True))
    indexed.connection.send(m.ChangeModel(second))
    told: list[m.ModelsListed] = []

    def is_listed(event: m.Event) -> bool:
        if isinstance(event, m.ModelsListed) and event.indexing == second:
            told.append(event)
        return bool(told)

    wait_for_each(
        indexed,
        is_listed,
        lambda e: (
            isinstance(e, m.ProgressChanged) and e.progress.changing and e.progress.total == 6
        ),
    )
    assert told[0].answering == "starter"
    assert [each.name for each in told[0].models] == ["starter", second]
    assert len(asked(indexed, 1).photos) == 6
    indexed.connection.send(m.SetPaused(False))
    changed = wait(indexed, m.ModelChanged, lambda e: e.model_id.startswith("second-"))
    assert changed.state == "ready"
    wait_for_each(
        indexed,
        lambda e: isinstance(e, m.ModelsListed) and e.answering == e.indexing == second,
        lambda e: isinstance(e, m.ProgressChanged) and not e.progress.changing,
    )
    assert len(asked(indexed, 2).photos) == 6


def test_who_goes_back_is_answered_at_once(indexed: WorkerHandle, second: str) -> None:
    """That nothing is read anew, `test_models.py` has."""
    indexed.connection.send(m.SetPaused(True))
    indexed.connection.send(m.ChangeModel(second))
    wait(indexed, m.ProgressChanged, lambda e: e.progress.changing and e.progress.total == 6)
    indexed.connection.send(m.ChangeModel("starter"))
    wait_for_each(
        indexed,
        lambda e: isinstance(e, m.ModelsListed) and e.answering == e.indexing == "starter",
        lambda e: isinstance(e, m.ProgressChanged) and not e.progress.changing,
    )
    assert len(asked(indexed, 1).photos) == 6
    indexed.connection.send(m.SetPaused(False))
    wait_until_done(indexed, 6)


def test_who_thinks_better_of_it_at_once_stays_with_what_there_is(tmp_path: Path) -> None:
    """Both commands may be there before the worker is at the end of either."""
    ours, theirs = multiprocessing.Pipe()
    service = IndexService(tmp_path / "library", load_model=False)
    asked = _Worker(theirs)
    asked._change_model("another", service)
    assert asked._next is not None
    asked._change_model("starter", service)
    assert asked._next is None
    service.close()
    ours.close()
    theirs.close()


def test_a_model_that_could_be_loaded_once_is_not_left_for_the_one_before(tmp_path: Path) -> None:
    """It is let go of when idle; what the former one had read is dropped by the time it is back."""
    ours, theirs = multiprocessing.Pipe()
    service = IndexService(tmp_path / "library", load_model=False)
    asked, chosen = _Worker(theirs), _Chosen("another", instead_of="starter")
    model = service.models.indexing
    model.embedder = mate_core.load_model("starter")
    asked._go_back(service, chosen)
    model.embedder, model.error = None, "its drive is away"
    asked._go_back(service, chosen)
    assert asked._next is None
    assert not ours.poll()
    asked._go_back(service, _Chosen("a third", instead_of="another"))
    assert asked._next == _Chosen("another")
    service.close()
    ours.close()
    theirs.close()


def test_who_has_everything_made_anew_is_told_of_no_check(tmp_path: Path) -> None:
    ours, theirs = multiprocessing.Pipe()
    service = IndexService(tmp_path / "library", load_model=False)
    asked = _Worker(theirs)
    asked._explainer = Explainer(asked._send, lambda: None)
    asked._do(m.Rebuild(), service)
    asked._forget()
    assert not ours.poll()
    assert asked._inbox.get_nowait() == m.Rebuild(), "it is begun anew"
    asked._do(m.Verify(), service)
    asked._do(m.Verify(), service)
    asked._forget()
    assert ours.recv() == m.Verified((), failure="another model was chosen meanwhile.")
    assert not ours.poll()
    service.close()
    ours.close()
    theirs.close()


def test_a_model_that_cannot_be_loaded_changes_nothing(
    indexed: WorkerHandle, second: str, tmp_path: Path, write_photo
) -> None:
    (Path(second) / "projection.safetensors").unlink()
    indexed.connection.send(m.ChangeModel(second))
    refused = wait(indexed, m.ModelRefused)
    assert refused.name == second
    assert "projection.safetensors" in refused.reason
    notice = wait(indexed, m.Notice)
    assert notice.text.startswith("The model cannot be used, and all stays as it was: ")
    indexed.connection.send(m.ListModels())
    listed = wait(indexed, m.ModelsListed, lambda e: e.indexing == "starter")
    assert listed.answering == "starter"
    write_photo(tmp_path / "photos" / "new.jpg", seed=99)
    wait_until_done(indexed, 7)
    assert len(asked(indexed, 1).photos) == 7


def test_a_library_that_nothing_has_been_read_of_changes_at_once(
    second: str, start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    handle = start_worker()
    handle.connection.send(m.ChangeModel(second))
    wait(handle, m.ModelChanged, lambda e: e.model_id.startswith("second-"))
    write_photo(tmp_path / "photos" / "a.jpg")
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    handle.connection.send(m.ListModels())
    wait(handle, m.ModelsListed, lambda e: e.answering == e.indexing == second)


def test_a_change_goes_on_after_the_worker_was_killed(
    indexed: WorkerHandle, second: str, start_worker: StartWorker
) -> None:
    indexed.connection.send(m.SetPaused(True))
    indexed.connection.send(m.ChangeModel(second))
    wait(indexed, m.ProgressChanged, lambda e: e.progress.changing and e.progress.total == 6)
    indexed.process.kill()
    indexed.process.join()
    again = start_worker()
    again.connection.send(m.SetPaused(False))
    wait(again, m.ModelChanged, lambda e: e.model_id.startswith("starter-"))
    wait(again, m.ModelChanged, lambda e: e.model_id.startswith("second-"))
    assert len(asked(again, 1).photos) == 6


def test_what_waits_when_a_model_is_chosen_is_answered(indexed: WorkerHandle, second: str) -> None:
    for command in (
        m.Verify(),
        m.FindAlike(5),
        m.Search(6, m.Query((m.QueryPart(text="shapes"),))),
        m.ChangeModel(second),
    ):
        indexed.connection.send(command)
    wait_for_each(
        indexed,
        lambda e: isinstance(e, m.Verified),
        lambda e: isinstance(e, m.AlikeFound) and e.id == 5,
        lambda e: isinstance(e, m.SearchDone) and e.id == 6,
    )


def listed_by(handle: WorkerHandle) -> dict[str, m.KnownModel]:
    handle.connection.send(m.ListModels())
    return {each.name: each for each in wait(handle, m.ModelsListed).models}


def test_models_are_listed_added_and_taken_off(
    second: str, start_worker: StartWorker, models: Path, tmp_path: Path
) -> None:
    shutil.copytree(second, models / "mine")
    (models / "broken").mkdir(parents=True)
    handle = start_worker()
    known = listed_by(handle)
    assert list(known) == ["starter", str(models / "broken"), str(models / "mine")]
    assert known["starter"].memory_is_measured
    assert known[str(models / "mine")].title == "mine"
    assert "holds neither" in known[str(models / "broken")].fault
    handle.connection.send(m.AddModel(str(tmp_path / "nowhere")))
    assert "no such folder" in wait(handle, m.ModelRefused).reason
    handle.connection.send(m.AddModel(second))
    listed = wait(handle, m.ModelsListed, lambda e: e.models[-1].name == second)
    assert listed.models[-1].listed
    handle.connection.send(m.RemoveModel(second))
    wait(handle, m.ModelsListed, lambda e: len(e.models) == 3)
    assert (Path(second) / "config.json").exists()


def test_the_speed_of_a_model_is_known_once_it_has_read_many_files(
    start_worker: StartWorker, tmp_path: Path, write_photo
) -> None:
    for number in range(24):
        write_photo(tmp_path / "photos" / f"{number}.jpg", seed=number)
    handle = start_worker()
    assert listed_by(handle)["starter"].files_per_second == 0
    handle.connection.send(m.AddFolder(str(tmp_path / "photos")))
    wait_until_done(handle, 24)
    deadline = time.monotonic() + 60  # it is noted in the step after the last
    while not (speed := listed_by(handle)["starter"].files_per_second):
        assert time.monotonic() < deadline
    assert speed <= 12


# --- what takes long ---------------------------------------------------------------------


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    folder = tmp_path / "encoder"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "hidden_size": 32}))
    save_file(
        {"w": np.random.default_rng(0).random((800, 800), np.float32)},
        folder / "model.safetensors",
    )
    with served(encoder=folder) as hub:
        monkeypatch.setenv("HF_HUB_OFFLINE", "0")
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
        yield hub


def wait_for_part(folder: Path, size: int) -> None:
    """Wait until so much has come of what then comes no further."""
    deadline = time.monotonic() + 200
    while sum(path.stat().st_size for path in (folder / "hf").rglob(f"*{PART}")) < size:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def task(handle: WorkerHandle, state: m.ModelTaskState) -> m.ModelTaskChanged:
    return wait(handle, m.ModelTaskChanged, lambda e: e.state == state)


def test_a_part_is_fetched_cancelled_and_gone_on_with(
    hub: Hub, start_worker: StartWorker, tmp_path: Path
) -> None:
    hub.hold = threading.Event()
    hub.breaks_after["model.safetensors"] = [900_000]
    handle = start_worker()
    handle.connection.send(m.DownloadModel("tiny/encoder"))
    wait_for_part(tmp_path, 500_000)
    handle.connection.send(m.CancelModelTask())
    assert task(handle, "cancelled").title == "tiny/encoder"
    hub.hold.set()
    hub.asked.clear()
    handle.connection.send(m.DownloadModel("tiny/encoder"))
    done = task(handle, "done")
    assert done.name == "", "it is only a part of a model"
    asked = [where for file, where in hub.asked if file == "model.safetensors"]
    assert asked[0].startswith("bytes=")
    listed = wait(handle, m.ModelsListed, lambda e: len(e.models) == 2)
    part = listed.models[-1]
    assert (part.title, part.kind, part.dim) == ("tiny/encoder", "text-encoder", 32)
    handle.connection.send(m.DownloadModel("tiny/nothing"))
    assert "The hub has no model tiny/nothing" in task(handle, "failed").message


def test_a_task_ends_with_the_worker(hub: Hub, start_worker: StartWorker, tmp_path: Path) -> None:
    hub.hold = threading.Event()
    hub.breaks_after["model.safetensors"] = [600_000]
    handle = start_worker()
    handle.connection.send(m.DownloadModel("tiny/encoder"))
    wait_for_part(tmp_path, 300_000)
    handle.connection.send(m.DownloadModel("tiny/other"))
    assert "Only one" in wait(handle, m.ModelRefused).reason
    children = psutil.Process(handle.process.pid).children()
    assert children
    handle.process.kill()
    _, alive = psutil.wait_procs(children, timeout=30)
    hub.hold.set()
    assert not alive


def test_a_part_that_cannot_be_put_on_the_list_says_why(
    hub: Hub, start_worker: StartWorker, models: Path
) -> None:
    models.write_bytes(b"a file where a folder is to be")
    handle = start_worker()
    handle.connection.send(m.DownloadModel("tiny/encoder"))
    assert str(models) in task(handle, "failed").message


def test_two_parts_become_a_model(start_worker: StartWorker, tmp_path: Path, models: Path) -> None:
    from tests.unit.mate_core.tiny_models import WORDS, save_open_clip

    vlm = save_open_clip(tmp_path / "tiny vlm")
    draw = random.Random(0)
    lines = {" ".join(draw.choices(WORDS.split(), k=7)) for _ in range(60)}
    (tmp_path / "captions.txt").write_text("\n".join(sorted(lines)) + "\n")
    handle = start_worker()
    wanted = m.AlignModel("My model", f"open-clip:{vlm}", "minilm", str(tmp_path / "captions.txt"))
    handle.connection.send(wanted)
    trained = wait(handle, m.ModelTaskChanged, lambda e: len(e.points) > 3)
    assert trained.points[0].loss is None
    done = task(handle, "done")
    assert done.name == str(models / "My model")
    assert {each.stage for each in (trained, done)} <= {"train", "photos"}
    known = wait(handle, m.ModelsListed, lambda e: len(e.models) == 2).models[-1]
    assert (known.title, known.fault, known.dim) == ("My model", "", 384)
    assert known.parts == ("tiny vlm", "all-MiniLM-L6-v2")
    assert known.results[0].held_out
    assert not list((models / ".unfinished").iterdir())
    handle.connection.send(wanted)
    assert "There is a model My model already" in task(handle, "failed").message


def test_a_folder_with_a_broken_model_leaves_the_others_on_the_list(
    start_worker: StartWorker, models: Path
) -> None:
    for name, said in (("null", '{"model_cfg": null}'), ("deep", "[" * 100_000)):
        (models / name).mkdir(parents=True)
        (models / name / "open_clip_config.json").write_text(said)
    handle = start_worker()
    known = listed_by(handle)
    assert list(known) == ["starter", str(models / "deep"), str(models / "null")]
    assert known[str(models / "deep")].fault
    assert known[str(models / "null")].fault
    handle.connection.send(m.AddModel(str(models / "deep")))
    assert wait(handle, m.ModelRefused).name == str(models / "deep")


@pytest.mark.parametrize("title", ["🦊" * 100, "a" * 79 + ". b", "no\udce9text"])
def test_a_title_makes_a_name_that_a_folder_can_have(tmp_path: Path, title: str) -> None:
    """It is given to the folder at the end of all the work."""
    name = _file_name(title)
    (tmp_path / name).mkdir()
    assert name[0] == title[0]
    assert name == name.strip(" .")
    assert name.encode()
