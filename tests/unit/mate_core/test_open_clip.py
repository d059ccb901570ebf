"""open_clip's towers against open_clip's own forward, on tiny models with random weights."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file, save_file
from tiny_models import (
    RESNET,
    TEXT,
    TIMM,
    VIT,
    open_clip,
    save_bert,
    save_open_clip,
    save_tokenizer,
)

from mate_core.encoders.dual import DualEncoder
from mate_core.encoders.open_clip import load
from mate_core.errors import AlteredWeights, BadConfig, MissingWeights
from mate_core.reading import normalised
from mate_core.text import finish

_SIGLIP = {
    **TEXT, "context_length": 16, "vocab_size": 40, "hf_tokenizer_name": "nowhere/to-be-fetched",
    "no_causal_mask": True, "pool_type": "last", "proj_bias": True,
    "tokenizer_kwargs": {"clean": "canonicalize"},
}  # fmt: skip
_TEXTS = ["a dog runs", "", "The CAT sits under a tree.", "猫が窓辺で眠っている。", "a dog " * 90]


def _noise(size: int, count: int = 3) -> NDArray[np.uint8]:
    """Pictures of different colours and grain."""
    random = np.random.default_rng(0)
    shades = random.integers(0, 256, (count, 4, 4, 3)).astype(np.uint8)
    return np.stack([np.asarray(Image.fromarray(shade).resize((size, size))) for shade in shades])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_open_clip(tmp_path_factory.mktemp("vlm") / "vit")


@pytest.fixture(scope="module")
def vlm(folder: Path) -> DualEncoder:
    return load(str(folder))


_COCA = {
    "custom_text": True,
    "multimodal_cfg": {"context_length": 76, "width": 32, "heads": 2, "layers": 1},
}


@pytest.mark.parametrize("name", ["vit", "resnet", "siglip", "bert", "coca"])
def test_the_towers_give_what_open_clip_gives(name: str, tmp_path: Path) -> None:
    if name == "siglip":
        save_open_clip(tmp_path, TIMM, _SIGLIP, custom_text=True, init_logit_bias=-10)
        save_tokenizer(tmp_path)
    elif name == "bert":
        bert = {"hf_model_name": str(save_bert(tmp_path / "bert")), "hf_model_pretrained": False}
        save_open_clip(tmp_path, VIT, {**_SIGLIP, **bert}, custom_text=True)
        save_tokenizer(tmp_path)
    elif name == "coca":
        vision = {**VIT, "attentional_pool": True, "attn_pooler_heads": 2, "output_tokens": True}
        text = {**TEXT, "context_length": 76, "embed_cls": True, "output_tokens": True}
        save_open_clip(tmp_path, vision, text, **_COCA)
    elif name == "resnet":
        save_open_clip(tmp_path, RESNET, quick_gelu=True)
    else:
        save_open_clip(tmp_path)
    found = load(str(tmp_path))
    theirs = open_clip.create_model(f"local-dir:{tmp_path}").eval()
    prepare = open_clip.transform.image_transform_v2(
        open_clip.transform.PreprocessCfg(**theirs.visual.preprocess_cfg), is_train=False
    )
    tokenizer = open_clip.get_tokenizer(f"local-dir:{tmp_path}")
    pixels = _noise(found.image_size)
    with torch.inference_mode():
        images = theirs.encode_image(
            torch.stack([prepare(Image.fromarray(picture)) for picture in pixels]), normalize=False
        ).numpy()
        texts = theirs.encode_text(tokenizer(_TEXTS), normalize=False).numpy()
        ours = found.image(torch.tensor(pixels)).numpy()
    assert np.abs(ours - images).max() < 1e-5
    assert np.abs(images[0] - images[1]).max() > 1e-3, "different pictures, different embeddings"
    assert np.abs(found.embed_images(pixels) - normalised(images)).max() < 1e-5
    assert np.abs(found.embed_documents(_TEXTS) - normalised(texts)).max() < 1e-5
    assert np.abs(texts[0] - texts[2]).max() > 1e-3
    assert found.dim == images.shape[1]
    assert found.image_size == (160 if name == "siglip" else 64)
    windows = {"siglip": 16, "bert": 16, "coca": 76}
    assert found.truncates_at == windows.get(name, 77)


def test_it_is_an_embedder(vlm: DualEncoder) -> None:
    texts = [f"{n} birds on a wire " * (1 + n % 7) for n in range(150)]
    found = vlm.embed_queries(texts)
    assert found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert np.allclose(found[[149]], vlm.embed_documents([texts[149]]), atol=1e-5)
    steps = vlm.query_steps(texts[:30])
    assert [next(steps) for _ in range(4)] == [None] * 4, "in short pieces"
    assert np.allclose(finish(steps), found[:30], atol=1e-5)
    pixels = _noise(64, 70)
    images = vlm.embed_images(pixels)
    assert images.dtype == np.float32
    assert np.allclose(images[69], vlm.embed_images(pixels[69:])[0], atol=1e-5)
    assert vlm.embed_documents([]).shape == vlm.embed_images(pixels[:0]).shape == (0, 24)
    for bad in (pixels[:, :32], pixels[0], pixels.astype(np.float32)):
        with pytest.raises(ValueError, match="expected uint8 pixels of shape"):
            vlm.embed_images(bad)


def test_words_behind_the_window_are_not_seen(vlm: DualEncoder) -> None:
    start = "the dog runs by the old red house and " * 10
    plain, ended, other = vlm.embed_documents([start, start + "an elephant", "an elephant"])
    assert np.array_equal(plain, ended)
    assert not np.allclose(plain, other, atol=1e-3)


def test_half_precision_stays_close(folder: Path, vlm: DualEncoder) -> None:
    half = load(str(folder)).to(torch.device("cpu"), "bfloat16")
    assert next(half.image.parameters()).dtype == torch.bfloat16
    for ours, exact in (
        (half.embed_images(_noise(64)), vlm.embed_images(_noise(64))),
        (half.embed_documents(_TEXTS), vlm.embed_documents(_TEXTS)),
    ):
        assert ours.dtype == np.float32
        assert (ours * exact).sum(1).min() > 0.998


def test_a_batch_that_is_too_large_is_halved(vlm: DualEncoder, folder: Path) -> None:
    small = load(str(folder))
    sizes: list[int] = []

    def full(module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        sizes.append(len(inputs[0]))
        if len(inputs[0]) > 5:
            raise torch.OutOfMemoryError("CUDA out of memory.")

    small.image.register_forward_pre_hook(full)
    pixels = _noise(64, 23)
    assert np.allclose(small.embed_images(pixels), vlm.embed_images(pixels), atol=1e-5)
    assert sizes == [23, 11, 5, 5, 5, 5, 3]


def test_a_long_text_is_read_by_its_sentences(vlm: DualEncoder) -> None:
    short = "A dog runs. A cat sits under the tree!"
    long = " ".join(f"the heron saw {n} ships" for n in range(100)) + "."
    unbroken = "猫が窓辺で眠っている" * 40
    assert vlm.tokenizer.count("a dog runs") == 5, "three words and what frames them"
    assert vlm.tokenizer.count(long) > 500
    assert vlm.split(short) == [short], "what fits stays whole"
    ending = "A cat sits under the tree!"
    assert vlm.split(f"{long} {ending}") == [*vlm.split(long), ending], "else by its sentences"
    for text, glue in ((long, " "), (unbroken, "")):
        pieces = vlm.split(text)
        assert glue.join(pieces) == text, "no word is lost, and none torn"
        counts = [vlm.tokenizer.count(piece) for piece in pieces]
        assert max(counts) <= vlm.truncates_at
        assert min(counts) > max(counts) / 2, "about equal"


@pytest.mark.parametrize(
    "text",
    [
        "3.14159 " * 90,
        "0123456789" * 50,
        "海の上を鷺が飛ぶ" * 40,
        "∑x²≠∫√(y³)" * 30,
        "Žluťoučký kůň. " * 40,
    ],
)
def test_every_piece_fits_whatever_it_is_made_of(vlm: DualEncoder, text: str) -> None:
    """Scripts and digits take many more tokens for their length than English does."""
    pieces = vlm.split(text)
    assert len(pieces) > 1
    assert all(vlm.tokenizer.count(piece) <= vlm.truncates_at for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split()), "nothing is lost"


def test_strange_texts_are_read_in_good_time(vlm: DualEncoder) -> None:
    random = np.random.default_rng(0)
    word = "".join(random.choice(list("abcdefghijklmnopqrstuvwxyz"), 20_000))
    began = time.process_time()
    found = vlm.embed_documents(["broken \udcff surrogate", word, "ships and herons " * 33_000])
    assert np.isfinite(found).all()
    pieces = vlm.split("ships and herons " * 33_000)
    assert sum(len(piece.split()) for piece in pieces) == 99_000
    assert time.process_time() - began < 10  # three; the long word alone would take seventeen


def test_a_tokenizer_of_transformers_counts_and_splits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_open_clip(tmp_path, VIT, _SIGLIP, custom_text=True)
    vlm = load(str(save_tokenizer(tmp_path)))
    assert vlm.tokenizer.count("a dog runs") == 5
    text = "the dog runs by the old red house and then it sits under a blue tree by the sand"
    assert [vlm.tokenizer.count(piece) for piece in vlm.split(text)] == [11, 12]
    assert " ".join(vlm.split(text)) == text
    plain, ended = vlm.embed_documents([text, text + " house"])
    assert np.array_equal(plain, ended)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    for path in tmp_path.glob("*oken*"):
        path.unlink()
    (tmp_path / "vocab.txt").unlink()
    with pytest.raises(MissingWeights, match="nowhere/to-be-fetched is not on this machine"):
        load(str(tmp_path))


def test_the_model_id_follows_the_content(folder: Path, tmp_path: Path) -> None:
    first = load(str(folder)).model_id
    assert load(str(save_open_clip(tmp_path / "same"))).model_id == first
    (tmp_path / "same" / "README.md").write_text("about")
    assert load(str(tmp_path / "same")).model_id == first
    state = load_file(tmp_path / "same" / "open_clip_model.safetensors")
    state["ln_final.bias"] += 0.1
    save_file(state, tmp_path / "same" / "open_clip_model.safetensors")
    ids = {first, load(str(tmp_path / "same")).model_id}
    config = tmp_path / "same" / "open_clip_config.json"
    config.write_text(config.read_text().replace("0.5", "0.6"))
    ids.add(load(str(tmp_path / "same")).model_id)
    assert len(ids) == 3
    assert all(name.startswith("clip-") for name in ids)


@pytest.mark.parametrize("wrapped", [False, True])
def test_pickled_weights_are_read_without_running_them(
    wrapped: bool, folder: Path, vlm: DualEncoder, tmp_path: Path
) -> None:
    state = load_file(folder / "open_clip_model.safetensors")
    (tmp_path / "open_clip_config.json").write_bytes(
        (folder / "open_clip_config.json").read_bytes()
    )
    if wrapped:
        kept = {"epoch": 3, "state_dict": {f"module.{name}": t for name, t in state.items()}}
        torch.save(kept, tmp_path / "epoch_3.pt")
    else:
        torch.save(
            {k: v.half() for k, v in state.items()}, tmp_path / "open_clip_pytorch_model.bin"
        )
    found = load(str(tmp_path))
    assert (found.embed_documents(_TEXTS) * vlm.embed_documents(_TEXTS)).sum(1).min() > 0.9999


class _Code:
    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("this must not run",)


def test_bad_folders_are_named(folder: Path, tmp_path: Path, capsys: Any) -> None:
    config, weights = "open_clip_config.json", "open_clip_model.safetensors"
    with pytest.raises(MissingWeights, match="neither a folder, nor hub:"):
        load(str(tmp_path / "absent"))
    with pytest.raises(MissingWeights, match=rf"{config} cannot be read .* no model of open_clip"):
        load(str(tmp_path))
    for text, reason in (("{", "not JSON"), ("[]", "no .model_cfg"), ('{"model_cfg": {}}', "_cfg")):
        (tmp_path / config).write_text(text)
        (tmp_path / weights).write_bytes((folder / weights).read_bytes())
        with pytest.raises(BadConfig, match=rf"{config}.*{reason}"):
            load(str(tmp_path))
    read = json.loads((folder / config).read_text())
    read["model_cfg"]["vision_cfg"]["depth"] = 3
    (tmp_path / config).write_text(json.dumps(read))
    with pytest.raises(BadConfig, match=r"describes no model of open_clip.*depth"):
        load(str(tmp_path))
    (tmp_path / config).write_bytes((folder / config).read_bytes())
    (tmp_path / weights).write_bytes(b"no weights")
    with pytest.raises(AlteredWeights, match=rf"{weights}: the weights cannot be read"):
        load(str(tmp_path))
    (tmp_path / weights).unlink()
    with pytest.raises(MissingWeights, match="holds no weights"):
        load(str(tmp_path))
    torch.save({"visual.proj": _Code()}, tmp_path / "model.pt")
    with pytest.raises(AlteredWeights, match=r"model\.pt: the weights cannot be read"):
        load(str(tmp_path))
    assert "this must not run" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("vision_cfg", "width", 48),
        ("vision_cfg", "image_size", 96),
        ("text_cfg", "context_length", 40),
        ("text_cfg", "layers", 3),
    ],
)
def test_weights_of_another_shape_are_refused(
    part: str, key: str, value: int, folder: Path, tmp_path: Path
) -> None:
    """open_clip itself would resize the second and the third without a word."""
    read = json.loads((folder / "open_clip_config.json").read_text())
    read["model_cfg"][part][key] = value
    (tmp_path / "open_clip_config.json").write_text(json.dumps(read))
    (tmp_path / "open_clip_model.safetensors").write_bytes(
        (folder / "open_clip_model.safetensors").read_bytes()
    )
    with pytest.raises(BadConfig, match=r"model\.safetensors: the weights do not fit the config"):
        load(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("hub:laion/CLIP-ViT-B-32-laion2B-s34B-b79K", "laion/CLIP-ViT-B-32-laion2B-s34B-b79K"),
        ("ViT-B-32/laion2b_s34b_b79k", "ViT-B-32/laion2b_s34b_b79k"),
        ("hub:not a name", "not a name"),
    ],
)
def test_without_a_network_the_model_is_named(
    name: str, model: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    began = time.monotonic()
    with pytest.raises(MissingWeights, match="not on this machine and could not") as caught:
        load(name)
    assert model in str(caught.value)
    assert time.monotonic() - began < 5


def test_a_model_in_the_hubs_cache_needs_no_network(
    folder: Path, vlm: DualEncoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commit = "0123456789" * 4
    kept = tmp_path / "models--some--model"
    snapshot = kept / "snapshots" / commit
    snapshot.mkdir(parents=True)
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text(commit)
    for path in folder.iterdir():
        (snapshot / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    found = load("hub:some/model")
    assert found.model_id == vlm.model_id
    assert np.array_equal(found.embed_documents(_TEXTS), vlm.embed_documents(_TEXTS))
    # Of weights in two parts another program has fetched one.
    index = {"weight_map": {"a": "open_clip_model.safetensors", "b": "part-2.safetensors"}}
    (snapshot / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(MissingWeights, match="some/model is on this machine in part"):
        load("hub:some/model")
    (snapshot / "model.safetensors.index.json").unlink()
    (snapshot / "open_clip_model.safetensors").unlink()
    with pytest.raises(MissingWeights, match="some/model"):
        load("hub:some/model")


def test_a_name_that_open_clip_does_not_know_is_told() -> None:
    with pytest.raises(
        MissingWeights, match="no ViT-B-32 pretrained as 'nobody'; it has openai, laion"
    ):
        load("ViT-B-32/nobody")
    with pytest.raises(MissingWeights, match="neither a folder"):
        load("ViT-Q-99/laion2b")
