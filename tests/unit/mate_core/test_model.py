from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import mate_core
from mate_core.config import STARTER
from mate_core.text import embed_passage, finish, passage_steps

SIZE = STARTER.image_size
_TEXTS = (
    "A dog runs over the sand.",
    "Zwei Kinder spielen im Schnee, und niemand sieht zu.",
    "",
    "x",
    "The committee met on Tuesday to discuss the harbour. " * 60,
    "broken \udcff surrogate",
    "猫が窓辺で眠っている。",
)


def test_importing_the_package_is_light() -> None:
    code = (
        "import sys, mate_core, mate_core.pixels, mate_core.text, mate_core.evaluate\n"
        "heavy = {'torch', 'onnxruntime', 'transformers', 'tokenizers', 'torchvision'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=Path(mate_core.__file__).parents[1]
    )


def test_pixels_need_pillow_and_numpy_alone() -> None:
    """The decoder processes import it, many times over."""
    code = (
        "import sys, mate_core.pixels\n"
        "assert 'mate_core.pixels' in sys.modules\n"
        "assert not {'torch', 'onnxruntime', 'platformdirs', 'tokenizers'} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=Path(mate_core.__file__).parents[1]
    )


def test_loading_with_onnx_imports_no_torch_and_is_quick(
    embedder: mate_core.Embedder, cache: Path
) -> None:
    """`embedder` is asked for so that the graphs are there."""
    code = (
        "import sys, pathlib, mate_core\n"
        "told = []\n"
        f"model = mate_core.load_model(cache=pathlib.Path({str(cache)!r}), on_status=told.append)\n"
        "assert not told, told\n"
        f"assert model.model_id == {embedder.model_id!r}\n"
        "assert model.embed_queries(['a dog']).shape == (1, 384)\n"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules"
    )
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=Path(mate_core.__file__).parents[1]
    )
    assert time.monotonic() - began < 15  # about one second on an idle machine


def test_onnx_agrees_with_torch_on_images(
    embedder: mate_core.Embedder, reference: mate_core.Embedder, pixels: NDArray[np.uint8]
) -> None:
    found, expected = embedder.embed_images(pixels), reference.embed_images(pixels)
    assert found.dtype == np.float32
    assert found.shape == (len(pixels), embedder.dim)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert (found * expected).sum(1).min() >= 0.999
    assert (found @ found.T)[0, 2] < 0.99, "different pictures, different embeddings"


def test_onnx_agrees_with_torch_on_texts(
    embedder: mate_core.Embedder, reference: mate_core.Embedder
) -> None:
    found, expected = embedder.embed_documents(_TEXTS), reference.embed_documents(_TEXTS)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert (found * expected).sum(1).min() >= 0.999
    assert np.array_equal(embedder.embed_queries(_TEXTS), found)


def test_in_short_pieces_it_gives_the_same(embedder: mate_core.Embedder) -> None:
    assert np.allclose(
        finish(embedder.query_steps(_TEXTS)), embedder.embed_queries(_TEXTS), atol=1e-5
    )
    long = " ".join(f"The heron saw {n} ships go past the lighthouse." for n in range(150))
    looks = [time.perf_counter(), *(time.perf_counter() for _ in passage_steps(embedder, long))]
    assert np.diff(looks).max() < 2
    expected = embed_passage(embedder, long)
    found = finish(passage_steps(embedder, long))
    assert found.sentences == expected.sentences
    assert np.allclose(found.vector, expected.vector, atol=1e-5)


def test_an_embedding_does_not_depend_on_its_batch(
    embedder: mate_core.Embedder, pixels: NDArray[np.uint8]
) -> None:
    texts = [f"{n} birds on a wire " * (1 + n % 7) for n in range(80)]
    together = embedder.embed_documents(texts)
    for row in (0, 13, 79):
        assert together[row] @ embedder.embed_documents([texts[row]])[0] > 0.9999
    many = np.concatenate([pixels] * 5)
    assert np.allclose(embedder.embed_images(many)[17], embedder.embed_images(pixels)[1], atol=1e-4)


def test_meaning_is_kept(embedder: mate_core.Embedder) -> None:
    dog, hound, law = embedder.embed_queries(
        ["A dog runs on the beach.", "A hound races along the shore.", "The tax law was amended."]
    )
    assert dog @ hound > dog @ law + 0.3


def test_the_last_word_of_a_long_text_is_read(embedder: mate_core.Embedder) -> None:
    long = "The river winds through the valley and past the old mill. " * 120
    plain, ended = embedder.embed_documents([long, long + " elephant"])
    assert plain @ ended < 0.9999
    elephant = embedder.embed_queries(["elephant"])[0]
    assert ended @ elephant > plain @ elephant


def test_no_input_gives_no_embeddings(embedder: mate_core.Embedder) -> None:
    assert embedder.embed_documents([]).shape == (0, embedder.dim)
    size = embedder.image_size
    assert embedder.embed_images(np.zeros((0, size, size, 3), np.uint8)).shape == (0, embedder.dim)


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((1, 224, 224, 3), np.uint8),
        np.zeros((1, SIZE, SIZE, 3), np.float32),
        np.zeros((SIZE, SIZE, 3), np.uint8),
        np.zeros((1, SIZE, SIZE, 4), np.uint8),
    ],
)
def test_wrong_pixels_are_refused(embedder: mate_core.Embedder, bad: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="expected uint8 pixels"):
        embedder.embed_images(bad)
