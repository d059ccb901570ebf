"""What a model's folder tells of itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from mate_core.cards import TORCH_BYTES, Result, read_facts
from mate_core.config import PROJECTION_FILE, ModelConfig
from mate_core.errors import BadConfig, MissingWeights
from mate_core.model import model_folder


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder("starter"), tmp_path / "copy"))


def test_the_starter_tells_what_its_card_says(starter: Path) -> None:
    facts = read_facts(starter)
    assert facts.kind == "model"
    assert facts.parts == ("EfficientNet-Lite2", "all-MiniLM-L6-v2", "USE multilingual")
    assert (facts.dim, facts.memory, facts.memory_is_measured) == (384, 370_000_000, True)
    assert facts.licence == "AGPL-3.0, encoders Apache-2.0"
    assert facts.languages is not None
    assert {"en", "de", "zh"} <= set(facts.languages)
    assert Result("Flickr8k val", "text → image R@10", 0.776) in facts.results
    own = sum((starter / name).stat().st_size for name in ModelConfig.load(starter).files)
    assert facts.size > own + 90_000_000, "the encoders are counted too"


def test_the_numbers_of_the_card_are_those_of_its_table() -> None:
    """They stand twice: for programs above, for people below."""
    text = (model_folder("starter") / "MODEL_CARD.md").read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith("| Flickr8k val"))
    forward, backward = (cell.split(" / ")[2] for cell in row.split("|")[4:6])
    told = {each.measure: each.value for each in read_facts(model_folder("starter")).results}
    assert told == {"text → image R@10": float(forward), "image → text R@10": float(backward)}


def test_a_model_without_a_card_is_estimated_and_has_its_parts_licences(starter: Path) -> None:
    (starter / "MODEL_CARD.md").unlink()
    facts = read_facts(starter)
    assert not facts.memory_is_measured
    assert TORCH_BYTES + 120_000_000 < facts.memory < TORCH_BYTES + 500_000_000
    assert facts.results == ()
    (starter / "LICENSE").write_text("…")
    assert read_facts(starter).licence == "see LICENSE"


def test_an_aligned_model_tells_what_it_has_held_out(starter: Path) -> None:
    (starter / "MODEL_CARD.md").unlink()
    rows = [
        {"step": step, "loss": None, "recalls": {"captions": {"R@10": found, "MRR": found}}}
        for step, found in ((0, 0.5), (8, 0.8), (16, 0.7))
    ]
    (starter / "history.json").write_text(json.dumps(rows))
    assert read_facts(starter).results == (Result("captions", "R@10", 0.8, held_out=True),)


@pytest.mark.parametrize(
    "card",
    [
        "no front matter",
        "---\nlicense: [mit\n---\n",
        "---\n- a list\n---\n",
        "---\nmodel-index: wrong\nlicense: mit\n---\n",
        b"\xff\xfe",
    ],
)
def test_a_card_that_makes_no_sense_is_no_fault_of_the_model(
    starter: Path, card: str | bytes
) -> None:
    content = card if isinstance(card, bytes) else card.encode()
    (starter / "README.md").write_bytes(content)
    assert read_facts(starter).dim == 384


def test_half_weights_count_as_they_run(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    for dtype in (np.float16, np.float32):
        save_file({"w": np.zeros((10, 100), dtype)}, tmp_path / "model.safetensors")
        facts = read_facts(tmp_path)
        assert facts.memory == TORCH_BYTES + 4_000
        assert (facts.kind, facts.dim, facts.languages) == ("text-encoder", 0, None)


def test_what_cannot_be_read_says_why(starter: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match="nowhere: there is no such folder"):
        read_facts(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadConfig, match="empty holds neither a model of Mate nor an encoder"):
        read_facts(tmp_path / "empty")
    (tmp_path / "empty" / "config.json").write_text("{")
    with pytest.raises(BadConfig, match="cannot be read"):
        read_facts(tmp_path / "empty")
    (starter / PROJECTION_FILE).unlink()
    with pytest.raises(MissingWeights, match=f"{PROJECTION_FILE} is missing"):
        read_facts(starter)


def test_an_encoder_of_the_hub_that_is_not_here_is_not_asked_for(
    starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    config = json.loads((starter / "config.json").read_text())
    config["text_encoder"] = {
        "kind": "hugging-face", "source": "hub:some/encoder", "files": {}, "options": {},
    }  # fmt: skip
    (starter / "config.json").write_text(json.dumps(config))
    with pytest.raises(MissingWeights, match="some/encoder, which it stands on"):
        read_facts(starter)
