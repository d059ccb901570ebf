from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

import mate_core
from mate_core import train, train_align
from mate_core.align import recall
from mate_core.config import ADAPTED_FILE, PROJECTION_FILE, ModelConfig
from mate_core.data import DataError, read_photo
from mate_core.encoders.open_clip import load as load_open_clip
from mate_core.errors import BadConfig
from mate_core.evaluate.measure import evaluate
from mate_core.evaluate.pairs import PairLine, collect, read, write
from mate_core.model import load_model
from mate_core.pixels import to_pixels
from mate_core.reading import normalised
from mate_core.text_pairs import TextEmbedder
from tests.unit.mate_core.tiny_models import WORDS, save_bert, save_open_clip, save_tokenizer
from tests.unit.mate_core.word_encoder import WordEncoder

_SUBJECTS = "dog cat man woman child horse bird boat car train".split()
_PLACES = "beach forest street kitchen river mountain garden harbour bridge field".split()


def _sentences(count: int) -> list[str]:
    draw = random.Random(0)
    made = {f"A {a} and a {b} at the {c}." for a in _SUBJECTS for b in _SUBJECTS for c in _PLACES}
    return draw.sample(sorted(made), count)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Captions and documents; the documents are lists of captions, each with two queries."""
    sentences = _sentences(160)
    (tmp_path / "captions.txt").write_text("\n".join(sentences) + "\n")
    rows = [
        {"paragraph": " ".join(sentences[at : at + 3]), "questions": sentences[at : at + 2]}
        for at in range(0, 120, 3)
    ]
    (tmp_path / "documents.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def _open(name: str, *_: object) -> TextEmbedder:
    return {"small": WordEncoder(24, 10, seed=1), "large": WordEncoder(40, 500, seed=2)}[name]


def _arguments(*given: object) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return parser.parse_args(["align", *map(str, given)])


def _given(folder: Path, out: str, *more: object) -> list[object]:
    return ["--vlm", "small", "--llm", "large", "--captions", folder / "captions.txt",
            "--documents", folder / "documents.jsonl", "--out", folder / out,
            "--cache", folder / "cache", "--hidden", 32, "--epochs", 3,
            "--document-epochs", 3, "--batch", 32, *more]  # fmt: skip


def test_the_command_aligns_two_encoders(texts: Path) -> None:
    args = _arguments(*_given(texts, "out"))
    args.out.mkdir()
    train_align.run(args, _open)
    config, projection, centre = train_align.load(texts / "out")
    assert (config.vlm, config.llm, config.dim) == ("small", "large", 40)
    assert config.projection.channels == 24
    history = json.loads((texts / "out" / "history.json").read_text())
    assert [row["step"] for row in history] == sorted(row["step"] for row in history)
    assert len(history) == 7
    assert history[0]["loss"] is None
    for drawing in ("loss.svg", "recall.svg"):
        assert "<svg" in (texts / "out" / drawing).read_text()
    assert set(history[-1]["recalls"]) == {"captions", "documents"}

    # What was written finds captions that it has not seen.
    new = [text for text in _sentences(400) if text not in set(_sentences(160))][:100]
    small, large = _open("small"), _open("large")
    with torch.inference_mode():
        found = projection(torch.from_numpy(small.encode(new)), "text").numpy()
    targets = normalised(normalised(large.encode(new)) - centre)
    assert recall(found, targets)["R@1"] > 0.5
    assert recall(found, np.roll(targets, 1, axis=0))["R@1"] < 0.1

    # The same command goes on from its end: to the same weights, without embedding anything.
    before = (texts / "out" / PROJECTION_FILE).read_bytes()
    opened: list[WordEncoder] = []

    def watched(name: str, *_: object) -> TextEmbedder:
        opened.append(_open(name))  # type: ignore[arg-type]
        return opened[-1]

    train_align.run(args, watched)
    assert (texts / "out" / PROJECTION_FILE).read_bytes() == before
    assert [len(encoder.given) for encoder in opened] == [1, 1], "a probe each"


@pytest.mark.parametrize(
    "options",
    [
        ("--kind", "linear", "--start", "procrustes", "--no-centring"),
        ("--kind", "gated", "--loss", "sigmoid", "--noise", 0.05, "--cosine", 0.5),
        ("--start", "none", "--split", "units", "--most", 100),
    ],
)
def test_its_options_are_heard(texts: Path, options: tuple[object, ...]) -> None:
    args = _arguments(*_given(texts, "out", *options))
    args.out.mkdir()
    train_align.run(args, _open)
    config, _, centre = train_align.load(texts / "out")
    assert config.projection.kind == args.kind
    assert config.projection.residual == (args.kind != "linear")
    assert config.projection.centring == ("none" if args.no_centring else "mean")
    assert centre.any() != args.no_centring


def test_what_the_text_encoder_must_be_told_is_kept(tmp_path: Path) -> None:
    """Its pooling, prompts and window stand in the config of the model that comes of it."""
    llm = save_tokenizer(save_bert(tmp_path / "llm"))
    found = train_align.open_encoder(
        f"hugging-face:{llm}", 24, {"pooling": "cls", "document_prompt": "the "}
    )
    assert isinstance(found, train_align._WholeTexts)
    assert found.config.options["pooling"] == "cls"
    assert found.config.options["document_prompt"] == "the "
    plain = train_align.open_encoder(f"hugging-face:{llm}", 24)
    assert not np.allclose(found.encode(["a dog"]), plain.encode(["a dog"]), atol=1e-3)
    long = "a dog runs under the old house by the tree " * 9
    wide = train_align.open_encoder(f"hugging-face:{llm}", 256)
    assert not np.allclose(plain.encode([long]), wide.encode([long]), atol=1e-3)

    parser = argparse.ArgumentParser()
    train_align.add_arguments(parser)
    given = ["--vlm", "minilm", "--llm", "minilm", "--captions", "c", "--out", "o"]
    args = parser.parse_args([*given, "--llm-option", "query_prompt=find: a=b"])
    assert args.llm_option == [("query_prompt", "find: a=b")]
    for wrong in ("pooling", "colour=red"):
        with pytest.raises(SystemExit):
            parser.parse_args([*given, "--llm-option", wrong])


def test_encoders_are_opened_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    """The whole way from the command line with the real text encoder, aligned to itself."""
    monkeypatch.setenv("MATE_CACHE", str(cache))
    captions = _sentences(60)
    (tmp_path / "captions.txt").write_text("\n".join(captions) + "\n")
    out = tmp_path / "out"
    args = _arguments("--vlm", "minilm", "--llm", "minilm", "--captions",
                      tmp_path / "captions.txt", "--out", out, "--cache", tmp_path / "cache",
                      "--hidden", 16, "--epochs", 1)  # fmt: skip
    assert train.run(args) == 0
    _, projection, centre = train_align.load(out)
    embeddings = load_model("starter").embed_documents(captions)
    with torch.inference_mode():
        found = projection(torch.from_numpy(embeddings), "text").numpy()
    assert recall(found, normalised(embeddings - centre))["R@1"] > 0.9

    missing = ["--vlm", "nowhere", "--llm", "minilm", "--captions", tmp_path / "captions.txt"]
    assert train.run(_arguments(*missing, "--out", out)) == 1
    assert "'nowhere' names no encoder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("captions.txt", "captions.txt:1: the text is empty"),
        ("documents.jsonl", "documents.jsonl:1: not JSON"),
    ],
)
def test_bad_texts_are_told_on_the_command_line(
    texts: Path, capsys: pytest.CaptureFixture[str], change: str, message: str
) -> None:
    (texts / change).write_text("\n")
    assert train.run(_arguments(*_given(texts, "out"))) == 1
    assert message in capsys.readouterr().err


def test_settings_that_cannot_be_are_told_on_the_command_line(
    texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train.run(_arguments(*_given(texts, "out", "--dropout", 1.5))) == 1
    assert "dropout" in capsys.readouterr().err


def test_a_spoilt_alignment_is_not_loaded(texts: Path) -> None:
    args = _arguments(*_given(texts, "out", "--epochs", 0, "--document-epochs", 0))
    args.out.mkdir()
    train_align.run(args, _open)
    weights = texts / "out" / PROJECTION_FILE
    good = weights.read_bytes()
    weights.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(mate_core.AlteredWeights, match="align the encoders anew"):
        train_align.load(texts / "out")
    weights.unlink()
    with pytest.raises(mate_core.MissingWeights, match=PROJECTION_FILE):
        train_align.load(texts / "out")
    config = texts / "out" / train_align.ALIGNMENT_FILE
    config.write_text("{}")
    with pytest.raises(mate_core.BadConfig, match=r"alignment\.json"):
        train_align.load(texts / "out")
    config.unlink()
    with pytest.raises(mate_core.MissingWeights, match="holds no alignment"):
        train_align.load(texts / "out")


def test_any_vlm_and_any_text_encoder_become_a_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Aligned from texts and a few photos, then loaded, and searched with in its own way."""
    vlm, llm = save_open_clip(tmp_path / "vlm"), save_bert(tmp_path / "llm")
    save_tokenizer(llm)
    draw = random.Random(0)
    words = WORDS.split()
    captions = {" ".join(draw.choices(words, k=6)) for _ in range(80)}
    (tmp_path / "captions.txt").write_text("\n".join(sorted(captions)) + "\n")
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(6):
        blocks = np.random.default_rng(number).integers(0, 256, (4, 4, 3), dtype=np.uint8)
        Image.fromarray(blocks).resize((80, 80), Image.Resampling.NEAREST).save(
            photos / f"{number}.png"
        )
    out = tmp_path / "model"
    args = _arguments(
        "--vlm", f"open-clip:{vlm}", "--llm", f"hugging-face:{llm}", "--captions",
        tmp_path / "captions.txt", "--photos", photos, "--out", out, "--cache", tmp_path / "cache",
        "--hidden", 16, "--epochs", 1, "--most", 60,
    )  # fmt: skip
    assert train.run(args) == 0
    model = load_model(str(out))
    assert (model.dim, model.image_size) == (32, 64)
    assert model.model_id.startswith("aligned-")
    pinned = ModelConfig.load(out).image_encoder.files
    assert {"open_clip_config.json", "open_clip_model.safetensors"} <= pinned.keys()
    pixels = np.stack([to_pixels(read_photo(path), 64) for path in sorted(photos.iterdir())])
    images = model.embed_images(pixels)
    assert np.isfinite(images).all()
    assert np.allclose(np.linalg.norm(images, axis=1), 1, atol=1e-5)
    assert model.embed_queries(["a dog runs", "the cat sits " * 600, ""]).shape == (3, 32)

    # The same by hand: the VLM's image embedding, less the mean of the photos, projected.
    _, projection, _ = train_align.load(out)
    seen = load_open_clip(str(vlm)).embed_images(pixels)
    assert np.allclose(projection.image_centre.numpy(), seen.mean(axis=0), atol=1e-3)
    with torch.inference_mode():
        assert np.allclose(projection(torch.from_numpy(seen)).numpy(), images, atol=1e-4)

    with pytest.raises(BadConfig, match="does not run in ONNX Runtime"):
        load_model(str(out), runtime="onnx")
    empty = tmp_path / "empty"
    empty.mkdir()
    args.photos = empty
    with pytest.raises(DataError, match="expected a folder of photos"):
        train_align.run(args)

    # Stage 2: the same projection, and low-rank adapters on the VLM's image tower.
    lines = [
        PairLine(path, (caption,))
        for path, caption in zip(sorted(photos.iterdir()), sorted(captions), strict=False)
    ]
    write(lines, tmp_path / "pairs.jsonl")
    found = collect(read(tmp_path / "pairs.jsonl"))
    assert evaluate(model, found).text_to_image.metrics["R@1"] < 1
    given = ("--model", out, "--pairs", tmp_path / "pairs.jsonl", "--held-out",
             tmp_path / "pairs.jsonl", "--out", tmp_path / "trained", "--steps", 200,
             "--batch", 6, "--no-flip")  # fmt: skip
    assert train.run(_images(*given)) == 0
    trained = load_model(str(tmp_path / "trained"))
    assert trained.model_id != model.model_id
    assert evaluate(trained, found).text_to_image.metrics["R@1"] == 1, "learned by heart"
    assert (tmp_path / "trained" / "recall.svg").is_file()
    config = ModelConfig.load(tmp_path / "trained")
    assert list(config.files) == [PROJECTION_FILE, ADAPTED_FILE]
    tensors = load_file(tmp_path / "trained" / ADAPTED_FILE)
    assert {min(tensor.shape) for tensor in tensors.values()} == {8}, "adapters of rank eight"

    capsys.readouterr()
    for wrong, message in (
        (("--model", tmp_path / "trained", *given[2:]), "trained already"),
        ((*given, "--rank", 0), "--rank"),
        ((*given, "--pairs", tmp_path / "none.jsonl"), "none.jsonl"),
    ):
        assert train.run(_images(*wrong)) == 1
        assert message in capsys.readouterr().err


def _images(*given: object) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return parser.parse_args(["images", *map(str, given)])
