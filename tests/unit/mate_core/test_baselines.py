"""The baselines against their libraries' own forward, on tiny models with random weights."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file, save_file
from tiny_models import (
    TEXT,
    TIMM,
    VIT,
    open_clip,
    save_align,
    save_blip,
    save_open_clip,
    transformers,
)

from mate_core import evaluate
from mate_core.errors import BadConfig, MissingWeights
from mate_core.evaluate.baselines import Truncating, load_baseline, long_clip, open_model
from mate_core.evaluate.pairs import PairLine, write
from mate_core.reading import normalised
from mate_core.text import embed_passages

_TEXTS = ["a dog runs", "the cat sits under a tree", "snow", "red sand by the old house and a cat"]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    save_open_clip(folder / "clip")
    save_align(folder / "align")
    save_blip(folder / "blip")
    return folder


def _pictures(size: int) -> NDArray[np.uint8]:
    random = np.random.default_rng(0)
    shades = random.integers(0, 256, (3, 4, 4, 3)).astype(np.uint8)
    return np.stack([np.asarray(Image.fromarray(shade).resize((size, size))) for shade in shades])


def test_align_gives_what_transformers_gives(models: Path) -> None:
    found = load_baseline(f"align:{models / 'align'}")
    theirs = transformers.AlignModel.from_pretrained(models / "align").eval()
    processor = transformers.EfficientNetImageProcessorPil.from_pretrained(models / "align")
    tokenizer = transformers.BertTokenizerFast.from_pretrained(models / "align")
    pixels = _pictures(64)
    large = [Image.fromarray(picture).resize((80, 80)) for picture in pixels]
    assert processor(large, return_tensors="pt")["pixel_values"].shape[-1] == found.image_size
    with torch.inference_mode():
        out = theirs(
            pixel_values=processor(
                list(pixels), do_resize=False, do_center_crop=False, return_tensors="pt"
            )["pixel_values"],
            **tokenizer(_TEXTS, padding="max_length", max_length=64, return_tensors="pt"),
        )
    assert np.abs(found.embed_images(pixels) - out.image_embeds.numpy()).max() < 1e-5
    assert np.abs(found.embed_documents(_TEXTS) - out.text_embeds.numpy()).max() < 1e-5
    assert np.abs(np.diff(out.image_embeds.numpy(), axis=0)).max() > 1e-3
    assert np.abs(np.diff(out.text_embeds.numpy(), axis=0)).max() > 1e-3
    assert (found.dim, found.truncates_at) == (24, 64)


def test_blip_gives_what_transformers_gives(models: Path) -> None:
    found = load_baseline(f"blip:{models / 'blip'}")
    theirs = transformers.BlipForImageTextRetrieval.from_pretrained(models / "blip").eval()
    processor = transformers.BlipImageProcessorPil.from_pretrained(models / "blip")
    tokenizer = transformers.BertTokenizerFast.from_pretrained(models / "blip")
    pixels = _pictures(64)
    tokens = tokenizer(_TEXTS, padding=True, return_tensors="pt", return_token_type_ids=False)
    with torch.inference_mode():
        scores = theirs(
            pixel_values=processor(list(pixels), return_tensors="pt")["pixel_values"],
            use_itm_head=False,
            **tokens,
        ).itm_score.numpy()
    ours = found.embed_images(pixels) @ found.embed_documents(_TEXTS).T
    assert np.abs(ours - scores).max() < 1e-5
    assert np.ptp(scores, axis=0).min() > 1e-3
    assert np.ptp(scores, axis=1).min() > 1e-3
    assert (found.dim, found.truncates_at) == (24, 40)


@pytest.mark.parametrize("kind", ["clip", "long-clip", "align", "blip"])
def test_words_behind_the_window_are_not_seen(kind: str, models: Path) -> None:
    model = load_baseline(f"{kind}:{models / kind.removeprefix('long-')}")
    assert isinstance(model, Truncating)
    assert model.model_id.startswith(f"{kind}-")
    assert model.truncates_at == {"clip": 77, "long-clip": 248, "align": 64, "blip": 40}[kind]
    window = "the dog runs by the old red house and " * (model.truncates_at // 9 + 1)
    seen = "the dog runs by the old red house and " * (model.truncates_at // 9 - 1)
    for text, changes in ((seen, True), (window, False)):
        plain, ended = model.embed_queries([text, text + "blue snow under it"])
        assert np.array_equal(plain, ended) != changes
    text = f"{window}. Snow."
    (measured,), (alone,) = evaluate.embed_texts(model, (text,)), model.embed_queries([window])
    fused = embed_passages(model, [text])[0].vector
    assert np.array_equal(measured, alone), "an evaluation reads no more"
    assert not np.allclose(fused, alone, atol=1e-3), "as reading by sentences would"


def test_long_clip_sees_what_clip_does_not(models: Path) -> None:
    clip, long = (load_baseline(f"{kind}:{models / 'clip'}") for kind in ("clip", "long-clip"))
    text = "the dog runs by the old red house and " * 15
    for model, sees in ((clip, False), (long, True)):
        plain, ended = model.embed_queries([text, text + "blue snow"])
        assert np.allclose(plain, ended, atol=1e-6) != sees
    short = ["a dog runs by the house"]
    assert np.allclose(clip.embed_queries(short), long.embed_queries(short), atol=1e-5), (
        "of short texts nothing changes: the first twenty positions are CLIP's"
    )
    assert clip.model_id.partition("-")[2] != long.model_id.rpartition("-")[2]


def test_positions_are_stretched_by_the_published_rule() -> None:
    """Twenty stay; position 20 + i/4 is read off the line through its neighbours."""
    positions = np.random.default_rng(0).normal(size=(77, 8))
    found = long_clip.stretched(torch.tensor(positions)).numpy()
    assert found.shape == (248, 8) == (long_clip.length(77), 8)
    assert np.array_equal(found[:20], positions[:20])
    old, new = np.arange(57), np.arange(225) / 4
    inner = np.stack([np.interp(new, old, column) for column in positions[20:].T], axis=1)
    assert np.allclose(found[20:245], inner)
    step = positions[76] - positions[75]
    assert np.allclose(found[245:], positions[76] + np.outer([0.25, 0.5, 0.75], step))


def _rewritten(models: Path, folder: Path, state: dict[str, torch.Tensor]) -> Path:
    folder.mkdir()
    config = (models / "clip" / "open_clip_config.json").read_bytes()
    (folder / "open_clip_config.json").write_bytes(config)
    save_file(state, folder / "open_clip_model.safetensors")
    return folder


def test_fine_tuned_positions_are_taken_as_they_are(models: Path, tmp_path: Path) -> None:
    state = load_file(models / "clip" / "open_clip_model.safetensors")
    trained = torch.randn(248, 32, generator=torch.Generator().manual_seed(1))
    whole = _rewritten(models, tmp_path / "whole", {**state, "positional_embedding": trained})
    # The authors keep the first twenty and the others in two tensors of 248 rows each.
    kept, rest = torch.zeros(248, 32), torch.zeros(248, 32)
    kept[:20], rest[20:] = trained[:20], trained[20:]
    kept[20:] = rest[:20] = 7.0
    parts = {**state, "positional_embedding": kept, "positional_embedding_res": rest}
    split = _rewritten(models, tmp_path / "split", parts)
    texts = [*_TEXTS, "the dog runs by the old red house and " * 40]
    found = [load_baseline(f"long-clip:{folder}").embed_queries(texts) for folder in (whole, split)]
    assert np.array_equal(*found)
    model = open_clip.CLIP(24, dict(VIT), {**TEXT, "context_length": 248}).eval()
    model.load_state_dict({**state, "positional_embedding": trained})
    with torch.inference_mode():
        expected = model.encode_text(open_clip.SimpleTokenizer(context_length=248)(texts)).numpy()
    assert np.abs(found[0] - normalised(expected)).max() < 1e-5
    with pytest.raises(BadConfig, match="do not fit the config"):
        load_baseline(f"clip:{whole}")  # which open_clip would shrink to 77


def test_what_cannot_be_stretched_is_told(models: Path, tmp_path: Path) -> None:
    state = load_file(models / "clip" / "open_clip_model.safetensors")
    odd = _rewritten(
        models, tmp_path / "odd", {**state, "positional_embedding": torch.ones(90, 32)}
    )
    with pytest.raises(BadConfig, match=r"stretches the 77 .* but there are 90"):
        load_baseline(f"long-clip:{odd}")
    siglip = save_open_clip(
        tmp_path / "siglip", TIMM, {**TEXT, "context_length": 16}, custom_text=True
    )
    with pytest.raises(BadConfig, match="stretches the 16 "):
        load_baseline(f"long-clip:{siglip}")


@pytest.mark.parametrize("kind", ["align", "blip"])
def test_bad_folders_of_transformers_are_named(kind: str, models: Path, tmp_path: Path) -> None:
    source = models / kind
    folder = tmp_path / kind

    def damaged(name: str, content: bytes | None) -> str:
        folder.mkdir(exist_ok=True)
        for path in source.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        (folder / name).unlink()
        if content is not None:
            (folder / name).write_bytes(content)
        return f"{kind}:{folder}"

    with pytest.raises(MissingWeights, match="no such folder"):
        load_baseline(f"{kind}:{tmp_path / 'absent'}")
    for name in ("config.json", "model.safetensors", "preprocessor_config.json"):
        with pytest.raises(MissingWeights, match=rf"{kind}: "):
            load_baseline(damaged(name, None))
    with pytest.raises(BadConfig, match=rf"{kind}: "):
        load_baseline(damaged("model.safetensors", b"no weights at all"))
    config = json.loads((source / "config.json").read_text())
    config["text_config"]["hidden_size"] = 16
    with pytest.raises(BadConfig, match=rf"{kind}: "):
        load_baseline(damaged("config.json", json.dumps(config).encode()))
    state = load_file(source / "model.safetensors")
    missing = next(name for name in sorted(state) if name.startswith("text"))
    del state[missing]
    damaged("model.safetensors", None)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(BadConfig, match=rf"model\.safetensors: .* there is no {missing}"):
        load_baseline(f"{kind}:{folder}")


@pytest.mark.parametrize("kind", ["clip", "long-clip", "align", "blip"])
def test_without_a_network_the_model_is_named(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(MissingWeights, match="some/model is not on this machine"):
        load_baseline(f"{kind}:hub:some/model")


def test_other_names_are_those_of_mates_models(tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match="no such model folder"):
        open_model(str(tmp_path / "absent"))
    for name in ("clip:", "flip:folder"):
        with pytest.raises(MissingWeights, match="a baseline is called KIND:FOLDER"):
            load_baseline(name)


def test_the_model_id_follows_the_content(models: Path, tmp_path: Path) -> None:
    first = load_baseline(f"align:{models / 'align'}").model_id
    again = save_align(tmp_path / "again")
    assert load_baseline(f"align:{again}").model_id == first
    scaling = again / "preprocessor_config.json"
    scaling.write_text(scaling.read_text().replace('"rescale_offset": true', '"rescale_offset": 0'))
    assert load_baseline(f"align:{again}").model_id != first


@pytest.mark.parametrize("kind", ["clip", "long-clip", "align", "blip"])
def test_the_command_measures_a_baseline(
    kind: str, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("red", "blue"):
        Image.new("RGB", (80, 60), name).save(tmp_path / f"{name}.png")
    lines = [PairLine(tmp_path / f"{name}.png", (f"a {name} house",)) for name in ("red", "blue")]
    write(lines, tmp_path / "pairs.jsonl")
    parser = argparse.ArgumentParser()
    evaluate.add_arguments(parser)
    model = f"{kind}:{models / kind.removeprefix('long-')}"
    arguments = ["--pairs", str(tmp_path / "pairs.jsonl"), "--model", model, "--json"]
    assert evaluate.run(parser.parse_args(arguments)) == 0
    (found,) = json.loads(capsys.readouterr().out)["results"]
    assert found["model"] == load_baseline(model).model_id
    assert (found["images"], found["texts"]) == (2, 2)
