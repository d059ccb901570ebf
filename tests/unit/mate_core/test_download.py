"""A model is fetched from a hub that is served here, whole or from where it broke off."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from mate_core import download as module
from mate_core.cards import read_facts
from mate_core.download import PART, Fetched, NotFetched, download, wanted
from mate_core.errors import AlteredWeights, BadConfig
from mate_core.hub import cached
from tests.unit.mate_core.hub_server import COMMIT, Hub, served

WEIGHTS = "model.safetensors"


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    """A text encoder whose weights are large enough to come in pieces."""
    folder = tmp_path / "encoder"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "hidden_size": 32}))
    (folder / "README.md").write_text("---\nlicense: mit\nlanguage: en\n---\nAn encoder.\n")
    save_file({"w": np.random.default_rng(0).random((800, 800), np.float32)}, folder / WEIGHTS)
    (folder / "pytorch_model.bin").write_bytes(bytes(100))
    (folder / "pytorch_model.bin.index.json").write_text("{}")
    return folder


@pytest.fixture
def hub(encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    from huggingface_hub import constants
    from huggingface_hub.utils import close_session

    with served(encoder=encoder) as hub:
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "ENDPOINT", hub.address)
        template = hub.address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr("huggingface_hub.hf_api.api.endpoint", hub.address)
        monkeypatch.setattr(module, "SECONDS_BETWEEN_TRIES", (0.0, 0.0, 0.0))
        close_session()
        yield hub
        close_session()


def size(hub: Hub, name: str = WEIGHTS) -> int:
    return len(hub.files("tiny/encoder")[name])


def weights_asked(hub: Hub) -> list[str]:
    return [asked for file, asked in hub.asked if file == WEIGHTS]


def test_what_is_needed_comes_with_progress_and_is_found_by_its_name(hub: Hub) -> None:
    told: list[Fetched] = []
    folder = download("tiny/encoder", told.append)
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "config.json", WEIGHTS]
    assert folder.name == COMMIT
    assert cached("tiny/encoder") == folder
    facts = read_facts(folder)
    assert (facts.kind, facts.dim, facts.licence, facts.languages) == (
        "text-encoder", 32, "mit", ("en",),
    )  # fmt: skip
    coming = [each.done for each in told if each.stage == "files"]
    assert coming == sorted(coming)
    assert len(coming) > 5
    assert coming[-1] == told[0].total == facts.size
    hub.asked.clear()
    assert download("tiny/encoder") == folder
    assert not hub.asked, "what is there is not fetched again"


def test_a_broken_connection_goes_on_where_it_broke(hub: Hub) -> None:
    hub.breaks_after[WEIGHTS] = [700_000, 300_000]
    told: list[Fetched] = []
    folder = download("tiny/encoder", told.append)
    assert weights_asked(hub) == ["", "bytes=700000-", "bytes=1000000-"]
    assert (folder / WEIGHTS).read_bytes() == hub.files("tiny/encoder")[WEIGHTS]
    assert "waiting" in [each.stage for each in told]


def test_what_has_come_stays_when_the_network_goes_and_is_gone_on_from(
    hub: Hub, tmp_path: Path
) -> None:
    hub.breaks_after[WEIGHTS] = [500_000, 0, 0, 0, 0]
    with pytest.raises(NotFetched, match=r"tiny/encoder: the hub cannot be reached.*stays"):
        download("tiny/encoder")
    (part,) = (tmp_path / "cache").rglob(f"*{PART}")
    assert part.stat().st_size == 500_000
    hub.asked.clear()
    hub.breaks_after.clear()
    folder = download("tiny/encoder")
    assert weights_asked(hub) == ["bytes=500000-"]
    assert (folder / WEIGHTS).stat().st_size == size(hub)
    assert not list((tmp_path / "cache").rglob(f"*{PART}"))


@pytest.mark.parametrize("file", [WEIGHTS, "config.json"])
def test_a_file_that_is_another_than_the_hub_says_is_refused_and_deleted(
    hub: Hub, tmp_path: Path, file: str
) -> None:
    hub.lies.add(file)
    with pytest.raises(AlteredWeights, match=f"tiny/encoder: {file}"):
        download("tiny/encoder")
    hub.lies.clear()
    folder = download("tiny/encoder")
    assert (folder / file).read_bytes() == hub.files("tiny/encoder")[file]


def test_a_file_of_which_more_comes_than_there_is_is_refused(hub: Hub, tmp_path: Path) -> None:
    """It would fill the disk, and was fetched again and again."""
    hub.overflows.add(WEIGHTS)
    with pytest.raises(AlteredWeights, match=f"tiny/encoder: {WEIGHTS}"):
        download("tiny/encoder")
    assert len(weights_asked(hub)) == 1
    assert not list((tmp_path / "cache").rglob(f"*{PART}"))


def test_a_checksum_that_is_none_names_no_file(hub: Hub, tmp_path: Path) -> None:
    """What comes lies under it: it must not lead out of the cache."""
    other = tmp_path / "precious"
    hub.checksums[WEIGHTS] = str(other)
    Path(f"{other}{PART}").write_bytes(b"mine")
    with pytest.raises(AlteredWeights, match=f"tiny/encoder: {WEIGHTS}"):
        download("tiny/encoder")
    assert Path(f"{other}{PART}").read_bytes() == b"mine"


def test_a_file_that_was_altered_on_this_machine_is_found(hub: Hub) -> None:
    path = download("tiny/encoder") / WEIGHTS
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.resolve().write_bytes(content)
    with pytest.raises(AlteredWeights, match=WEIGHTS):
        download("tiny/encoder")
    assert download("tiny/encoder") == path.parent


def test_a_model_of_mate_brings_the_encoders_it_stands_on(
    hub: Hub, encoder: Path, tmp_path: Path
) -> None:
    from mate_core.config import STARTER
    from mate_core.model import model_folder

    whole = tmp_path / "whole"
    shutil.copytree(model_folder("starter"), whole)
    config = json.loads((whole / "config.json").read_text())
    config["languages"]["encoder"] = {
        "kind": "hugging-face", "source": "hub:tiny/encoder", "options": {},
        "files": {WEIGHTS: module.sha256(encoder / WEIGHTS)},
    }  # fmt: skip
    (whole / "config.json").write_text(json.dumps(config))
    hub.repositories["tiny/whole"] = whole
    folder = download("tiny/whole")
    assert cached("tiny/encoder") is not None
    facts = read_facts(folder)
    assert facts.kind == "model"
    assert facts.parts == ("EfficientNet-Lite2", "all-MiniLM-L6-v2", "tiny/encoder")
    assert facts.dim == STARTER.dim
    config["languages"]["encoder"]["files"][WEIGHTS] = "0" * 64
    (whole / "config.json").write_text(json.dumps(config))
    shutil.rmtree(tmp_path / "cache" / "models--tiny--whole")
    with pytest.raises(AlteredWeights, match=WEIGHTS):
        download("tiny/whole")


def test_what_goes_wrong_names_the_model_and_says_what_to_do(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotFetched, match="The hub has no model tiny/nothing"):
        download("tiny/nothing")
    with pytest.raises(NotFetched, match="not a name is no name of the hub"):
        download("not a name")
    hub.gated.add("tiny/encoder")
    with pytest.raises(NotFetched, match="tiny/encoder is given to those alone"):
        download("tiny/encoder")
    hub.gated.clear()
    monkeypatch.setattr(module, "_ROOM_LEFT", 10**18)
    with pytest.raises(NotFetched, match=r"tiny/encoder takes 0.0 GB, and .* has room for"):
        download("tiny/encoder")


def test_without_a_network_it_says_so(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr("huggingface_hub.hf_api.api.endpoint", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(NotFetched, match="tiny/encoder: the hub cannot be reached"):
        download("tiny/encoder")


def test_weights_are_chosen_as_they_are_read() -> None:
    both = ["open_clip_config.json", "open_clip_model.safetensors", "model.safetensors"]
    assert wanted("a/b", [*both, "onnx/x/y.json"]) == both[:2]
    old = ["open_clip_config.json", "open_clip_pytorch_model.bin"]
    assert wanted("a/b", old) == old
    parts = ["a-1.safetensors", "a-2.safetensors", "model.safetensors.index.json"]
    assert wanted("a/b", [*parts, "pytorch_model.bin"]) == parts
    with pytest.raises(BadConfig, match="a/b holds no weights"):
        wanted("a/b", ["config.json", "pytorch_model.bin"])
    for outside in ("../model.safetensors", "..\\model.safetensors"):
        with pytest.raises(BadConfig, match="a/b holds no weights"):
            wanted("a/b", ["config.json", outside])
