"""Exports a model's two halves as ONNX graphs: ``python -m mate_core.export MODEL OUT``.

Run in a process of its own by `mate_core.onnx_runtime`. The graphs are checked against torch
before they are accepted, written beside their place and moved there at once, so that a reader
sees either nothing or graphs that are whole, even when two processes export at the same time.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mate_core.config import ModelConfig
from mate_core.encoders import minilm
from mate_core.errors import ExportFailed, ModelError
from mate_core.network import load_image_tower, load_languages
from mate_core.onnx_runtime import (
    IMAGE_GRAPH,
    LANGUAGES_GRAPH,
    MANIFEST,
    TEXT_GRAPH,
    checksum,
    graphs_are_whole,
    session,
)
from mate_core.projection import Projection

TEXT_DIMENSIONS = {"ids": ("texts", "tokens"), "mask": ("texts", "tokens")}
_LEAST_COSINE = 0.9999


def to_graph(
    module: nn.Module,
    example: Mapping[str, Tensor],
    dynamic: Mapping[str, tuple[str, ...]],
    path: Path,
    outputs: tuple[str, ...] = ("embeddings",),
) -> None:
    """Export a module to an ONNX file, and check the file against the module.

    Args:
        module: called with the example's tensors, in order.
        example: a named tensor for each input, of at least three rows. The module is traced with
            two of them and checked with all, so that a size which was fixed by mistake shows.
        dynamic: for each input the names of its leading dimensions that may change.
        path: the file to write.
        outputs: the names of the outputs.

    Raises:
        ExportFailed: if the graph gives something else than the module.
    """
    shapes = {
        name: {place: torch.export.Dim(dim) for place, dim in enumerate(dims)}
        for name, dims in dynamic.items()
    }
    for chatty in ("onnxscript", "onnx_ir", "torch.onnx"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module.eval(),
            tuple(tensor[:2].clone() for tensor in example.values()),
            dynamo=True,
            dynamic_shapes=shapes,
            input_names=list(example),
            output_names=list(outputs),
            verbose=False,
        )
    if program is None:
        raise ExportFailed(f"{path}: torch gave no graph")
    program.save(path)
    with torch.inference_mode():
        expected = module(*example.values())
    found = session(path).run(None, {name: value.numpy() for name, value in example.items()})
    theirs = (expected,) if isinstance(expected, Tensor) else expected
    for name, ours, reference in zip(outputs, found, theirs, strict=True):
        worst = float(_cosines(ours, reference.numpy()).min())
        if not worst >= _LEAST_COSINE:
            raise ExportFailed(f"{path.name}: {name} differ from torch: cosine {worst:.5f}")


def examples(config: ModelConfig) -> tuple[Tensor, dict[str, Tensor]]:
    """Inputs to export with: pixels, and token ids with a mask, three of each."""
    draw = torch.Generator().manual_seed(0)
    size = config.image_size
    pixels = torch.randint(0, 256, (3, size, size, 3), dtype=torch.uint8, generator=draw)
    ids = torch.randint(1000, 20000, (3, 21), generator=draw)
    mask = torch.ones_like(ids)
    mask[0, 9:] = 0
    return pixels, {"ids": ids, "mask": mask}


class _OfTexts(nn.Module):
    """A projection that is given texts."""

    def __init__(self, projection: Projection) -> None:
        super().__init__()
        self.projection = projection

    def forward(self, vectors: Tensor) -> Tensor:
        out: Tensor = self.projection(vectors, "text")
        return out


def export(folder: Path, out: Path) -> None:
    """Export the model in ``folder`` to the folder ``out``.

    Raises:
        ModelError: if the model cannot be loaded, or the graphs differ from it.
    """
    config = ModelConfig.load(folder)
    pixels, texts = examples(config)
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f"{out.name}.", dir=out.parent))
    try:
        tower = load_image_tower(config, folder)
        to_graph(tower, {"pixels": pixels}, {"pixels": ("images",)}, made / IMAGE_GRAPH)
        if config.text_encoder.kind == "minilm":
            to_graph(minilm.load(config.text_encoder), texts, TEXT_DIMENSIONS, made / TEXT_GRAPH)
        if config.languages is not None:
            vectors = torch.randn(3, config.languages.projection.channels)
            to_graph(
                _OfTexts(load_languages(config, folder)),
                {"vectors": vectors}, {"vectors": ("texts",)}, made / LANGUAGES_GRAPH,
            )  # fmt: skip
        sums = {path.name: checksum(path) for path in made.glob("*.onnx")}
        (made / MANIFEST).write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")
        _put_in_place(made, out)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _cosines(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
    return np.asarray((a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1))


def _put_in_place(made: Path, out: Path) -> None:
    """Move a finished folder to its place, unless another process was there first."""
    try:
        made.replace(out)
    except OSError:
        if not graphs_are_whole(out):
            raise


def main(arguments: list[str]) -> int:
    """The command: the folder of a model, and the folder to make."""
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m mate_core.export MODEL OUT\n")
        return 2
    try:
        export(Path(arguments[0]), Path(arguments[1]))
    except (ModelError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
