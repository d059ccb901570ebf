"""Text encoders behind their one protocol: tiny transformers saved here, MiniLM, and USE."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from mate_core.config import STARTER, EncoderConfig
from mate_core.encoders import TextEncoder, describe, open_text_encoder
from mate_core.errors import BadConfig, MissingWeights
from mate_core.reading import embed_windows
from mate_core.torchvision_shim import make_torchvision_importable
from mate_core.weights import verify_encoder

make_torchvision_importable()

from transformers import (  # noqa: E402  (needs the line above)
    BertConfig,
    BertModel,
    PreTrainedTokenizerFast,
    Qwen3Config,
    Qwen3Model,
)

_WORDS = "a dog cat runs sleeps on the sand query passage : find".split()
_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]


def _tokenizer(framed: bool) -> PreTrainedTokenizerFast:
    vocabulary = {word: number for number, word in enumerate([*_SPECIAL, *_WORDS])}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    template = "[CLS] $A [SEP]" if framed else "$A [SEP]"
    made.post_processor = processors.TemplateProcessing(
        single=template, special_tokens=[(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
        sep_token="[SEP]", model_max_length=64,
    )  # fmt: skip


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain transformers folder, as E5 or BGE have it under their modules."""
    folder = tmp_path_factory.mktemp("models") / "tiny-bert"
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=32, hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).eval().save_pretrained(folder)
    _tokenizer(framed=True).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def qwen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A decoder in the layout of sentence-transformers: last-token pooling and a query prompt."""
    folder = tmp_path_factory.mktemp("models") / "tiny-qwen"
    torch.manual_seed(1)
    config = Qwen3Config(
        vocab_size=32, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, head_dim=8,
        num_key_value_heads=1, intermediate_size=32, max_position_embeddings=64,
        layer_types=["full_attention"] * 2,
    )  # fmt: skip
    Qwen3Model(config).eval().save_pretrained(folder)
    _tokenizer(framed=False).save_pretrained(folder)
    names = ("Transformer", "Pooling", "Normalize")
    paths = ("", "1_Pooling", "2_Normalize")
    modules = [
        {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{name}"}
        for at, (name, path) in enumerate(zip(names, paths, strict=True))
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    for path in paths[1:]:
        (folder / path).mkdir()
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({"embedding_dimension": 16, "pooling_mode": "lasttoken", "include_prompt": True})
    )
    (folder / "config_sentence_transformers.json").write_text(
        json.dumps({"prompts": {"query": "find : ", "document": ""}, "default_prompt_name": None})
    )
    return folder


def _open(folder: Path, **options: str | int) -> TextEncoder:
    return open_text_encoder(describe(f"hugging-face:{folder}", options), 256, 32)


def _embed(encoder: TextEncoder, text: str, kind: str = "document") -> NDArray[np.float32]:
    (window,) = encoder.split(text, "query" if kind == "query" else "document")
    return encoder.encode([window])[0]


def _states(folder: Path, text: str) -> torch.Tensor:
    """The tokens' last states, ``(tokens, dim)``, by transformers itself."""
    kind = BertModel if "bert" in folder.name else Qwen3Model
    model = kind.from_pretrained(folder).eval()
    ids = _tokenizer(framed="bert" in folder.name)(text)["input_ids"]
    with torch.inference_mode():
        states: torch.Tensor = model(input_ids=torch.tensor([ids])).last_hidden_state[0]
    return states


def _unit(vector: torch.Tensor) -> NDArray[np.float32]:
    return np.asarray((vector / vector.norm()).numpy())


@pytest.mark.parametrize("pooling", ["mean", "cls", "lasttoken"])
def test_pooling_is_what_was_asked_for(bert: Path, pooling: str) -> None:
    text = "the dog runs on the sand"
    states = _states(bert, text)
    expected = {"mean": states.mean(0), "cls": states[0], "lasttoken": states[-1]}[pooling]
    encoder = _open(bert, pooling=pooling)
    assert encoder.dim == 16
    assert np.allclose(_embed(encoder, text), _unit(expected), atol=1e-5)


def test_a_folder_of_sentence_transformers_says_itself_how(qwen: Path) -> None:
    encoder = _open(qwen)
    text = "a cat sleeps"
    assert np.allclose(_embed(encoder, text), _unit(_states(qwen, text)[-1]), atol=1e-5)
    asked = _embed(encoder, text, "query")
    assert np.allclose(asked, _unit(_states(qwen, "find : " + text)[-1]), atol=1e-5)


def test_prompts_of_known_families_and_the_users_own(bert: Path, tmp_path: Path) -> None:
    for name, expected in (
        ("e5-small-v2", ("query: ", "passage: ")),
        ("multilingual-e5-base", ("query: ", "passage: ")),
        ("multilingual-e5-large-instruct", ("", "")),
        ("bge-m3", ("", "")),
        ("e5-experiments/plain", ("", "")),
    ):
        folder = tmp_path / name
        shutil.copytree(bert, folder)
        found = describe(f"hugging-face:{folder}").options
        assert (found["query_prompt"], found["document_prompt"]) == expected, name
    assert describe(f"hugging-face:{bert}").options["query_prompt"] == ""
    own = _open(bert, pooling="cls", query_prompt="find : ")
    expected = _unit(_states(bert, "find : a dog")[0])
    assert np.allclose(_embed(own, "a dog", "query"), expected, atol=1e-5)


def test_a_folder_is_kept_as_its_whole_path(bert: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bert.parent)
    assert describe(f"hugging-face:{bert.name}").source == str(bert.resolve())


def test_padding_changes_nothing(bert: Path, qwen: Path) -> None:
    texts = ["a dog", "the dog runs on the sand " * 5, "cat"]
    for folder in (bert, qwen):
        encoder = _open(folder)
        together, counts = embed_windows(texts, encoder, "document")
        assert counts.tolist() == [1, 1, 1]
        alone = np.stack([_embed(encoder, text) for text in texts])
        assert np.allclose(together, alone, atol=1e-5)


def test_long_texts_are_read_to_the_last_word(bert: Path) -> None:
    encoder = _open(bert)
    long = "a dog runs on the sand " * 16_667  # 100,000 words
    ending = long.removesuffix("sand ") + "cat"
    windows = encoder.split(long, "document")
    assert all(len(window) <= 64 for window in windows)
    assert sum(map(len, windows)) >= 100_002
    last = encoder.encode([windows[-1], encoder.split(ending, "document")[-1]])
    assert not np.allclose(last[0], last[1])
    assert encoder.split("", "document")
    assert np.isfinite(_embed(encoder, "")).all()


def test_what_is_no_model_is_told(bert: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match="nowhere"):
        describe(f"hugging-face:{tmp_path / 'nowhere'}")
    with pytest.raises(BadConfig, match=r"no config\.json"):
        describe(f"hugging-face:{tmp_path}")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(MissingWeights, match="safetensors"):
        describe(f"hugging-face:{tmp_path}")
    (tmp_path / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(BadConfig, match="cannot be loaded"):
        open_text_encoder(describe(f"hugging-face:{tmp_path}"), 256, 32)
    with pytest.raises(BadConfig, match="names no encoder"):
        describe("word2vec")
    with pytest.raises(BadConfig, match="float12"):
        _open(bert, dtype="float12")


def test_a_hub_name_without_network_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(MissingWeights, match="hub:nobody/nothing is not on this machine"):
        describe("hugging-face:hub:nobody/nothing")


def test_altered_files_are_refused(bert: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(bert, folder)
    config = describe(f"hugging-face:{folder}")
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= config.files.keys()
    verify_encoder(config)
    with (folder / "config.json").open("a") as file:
        file.write(" ")
    with pytest.raises(Exception, match=r"config\.json is not the file"):
        verify_encoder(config)


def test_half_precision_and_its_failures(bert: Path) -> None:
    text = "the dog runs"
    half = _embed(_open(bert, dtype="bfloat16"), text)
    assert half.dtype == np.float32
    assert half @ _embed(_open(bert), text) > 0.99
    broken = _open(bert)
    with torch.no_grad():
        broken._model[0].auto_model.embeddings.word_embeddings.weight.fill_(float("inf"))  # type: ignore[attr-defined]
    with pytest.raises(BadConfig, match="not finite"):
        _embed(broken, text)


def test_minilm_is_one_of_them() -> None:
    """Against sentence-transformers' own reading of the same package."""
    from sentence_transformers import SentenceTransformer

    from mate_core.weights import encoder_folder

    texts = ["A dog runs over the sand.", "Zwei Kinder spielen im Schnee."]
    ours, _ = embed_windows(texts, open_text_encoder(STARTER.text_encoder, 256, 32), "query")
    theirs = SentenceTransformer(str(encoder_folder(STARTER.text_encoder) / "model"), device="cpu")
    assert np.allclose(ours, theirs.encode(texts, normalize_embeddings=True), atol=1e-5)


def test_use_reads_languages_into_one_space() -> None:
    encoder = open_text_encoder(describe("use"), 256, 32)
    texts = [
        "A dog runs over the sand.",
        "Ein Hund rennt über den Sand.",
        "Un chien court sur le sable.",
        "The committee discussed the budget of the harbour.",
    ]
    vectors, counts = embed_windows(texts, encoder, "document")
    assert vectors.shape == (4, 512)
    assert counts.tolist() == [1, 1, 1, 1]
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    likeness = vectors @ vectors.T
    assert min(likeness[0, 1], likeness[0, 2]) > 0.5 > likeness[0, 3]
    assert np.isfinite(encoder.encode(encoder.split("", "document"))).all()
    assert len(encoder.split("文" * 10_000, "document")) > 1, "text without spaces has windows too"
    verify_encoder(describe("use"))


def test_other_encoders_are_no_text_encoders() -> None:
    with pytest.raises(BadConfig, match="no text encoder"):
        open_text_encoder(STARTER.image_encoder, 256, 32)
    assert isinstance(describe("efficientnet-lite2"), EncoderConfig)
