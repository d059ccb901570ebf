"""How fast does the starter embed photos, beside its image encoder alone? How fast does it load?

    python -m tests.benchmarks.embedding_speed [--photos DIR] [--number 128] [--threads 2]

Runs each way over the same photos in turn, several rounds, and prints the photos a second of the
best round (the machine disturbs only in one direction) and the ratio to the encoder alone in ONNX
Runtime. Quantised graphs are compared with float32 too: cosine similarity of the embeddings, and
the share of photos whose float32 embedding is nearest to their own. OpenVINO is tried if it is
installed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from PIL import Image

from mate_core import load_model
from mate_core.config import ModelConfig
from mate_core.export import examples, to_graph
from mate_core.model import model_folder
from mate_core.network import load_image_tower
from mate_core.onnx_runtime import IMAGE_GRAPH, graphs_folder, session
from mate_core.pixels import to_pixels
from mate_core.reading import normalised
from tests.conftest import draw

_BATCH = 16
_LONG_SIDE = 512  # of the thumbnail that the indexer embeds
Ways = dict[str, Callable[[], NDArray[np.float32]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=Path, help="a folder of real photos; drawn ones without")
    parser.add_argument("--number", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    with tempfile.TemporaryDirectory() as scratch:
        photos = list(read(arguments.photos, arguments.number))
        found = ways(photos, arguments.threads, Path(scratch))
        best = dict.fromkeys(found, 0.0)
        outputs: dict[str, NDArray[np.float32]] = {}
        for _ in range(arguments.rounds):
            for name, embed in found.items():
                began = time.perf_counter()
                outputs[name] = embed()
                best[name] = max(best[name], len(photos) / (time.perf_counter() - began))
    alone = best["encoder alone, ONNX Runtime"]
    for name, speed in best.items():
        print(f"{name:34} {speed:7.1f} photos/s {speed / alone:6.2f}", likeness(name, outputs))
    print("load:", " ".join(f"{load():.2f}" for _ in range(3)), "s after import of the interpreter")


def read(folder: Path | None, number: int) -> Iterator[Image.Image]:
    """Decoded photos as the indexer hands them on: in memory, the long side at most 512 px."""
    if folder is None:
        yield from (draw(seed, (_LONG_SIDE, 384)) for seed in range(number))
        return
    for path in sorted(folder.rglob("*.jpg"))[:number]:
        with Image.open(path) as image:
            image.thumbnail((_LONG_SIDE, _LONG_SIDE))
            yield image.convert("RGB")


def ways(photos: list[Image.Image], threads: int, scratch: Path) -> Ways:
    folder = model_folder("starter")
    config = ModelConfig.load(folder)
    size = config.image_size
    model = load_model(runtime="onnx", threads=threads)
    tower = load_image_tower(config, folder)
    ready = np.stack([to_pixels(photo, size) for photo in photos])

    def batches() -> Iterator[NDArray[np.uint8]]:
        for start in range(0, len(ready), _BATCH):
            yield ready[start : start + _BATCH]

    def embed() -> NDArray[np.float32]:
        out = []
        for start in range(0, len(photos), _BATCH):
            pixels = np.stack([to_pixels(photo, size) for photo in photos[start : start + _BATCH]])
            out.append(model.embed_images(pixels))
        return np.concatenate(out)

    def in_onnx(graph: Path) -> Callable[[], NDArray[np.float32]]:
        running = session(graph, threads)
        return lambda: np.concatenate([running.run(None, {"pixels": p})[0] for p in batches()])

    def in_torch(module: Any, autocast: bool = False) -> Callable[[], NDArray[np.float32]]:
        def run() -> NDArray[np.float32]:
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=autocast):
                out = [module(torch.from_numpy(part)).float().numpy() for part in batches()]
            return np.concatenate(out)

        return run

    alone = scratch / "encoder.onnx"
    pixels, _ = examples(config)
    to_graph(tower.encoder, {"pixels": pixels}, {"pixels": ("n",)}, alone, ("grid",))
    whole = graphs_folder(config, None) / IMAGE_GRAPH
    channels_last = load_image_tower(config, folder).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    found: Ways = {
        "encoder alone, ONNX Runtime": in_onnx(alone),
        "Mate, pre-processing included": embed,
        "whole, ONNX Runtime": in_onnx(whole),
        "whole, ONNX Runtime int8": in_onnx(quantised(whole, ready[:64], scratch)),
        "whole, torch": in_torch(tower),
        "whole, torch channels-last": in_torch(channels_last),
        "whole, torch channels-last bf16": in_torch(channels_last, autocast=True),
    }
    try:
        import openvino  # type: ignore[import-not-found]
    except ImportError:
        return found
    for hint in ("f32", "bf16"):
        settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": hint}
        compiled = openvino.compile_model(whole, "CPU", settings)
        found[f"whole, OpenVINO {hint}"] = lambda compiled=compiled: np.concatenate(  # type: ignore[misc]
            [next(iter(compiled(part).values())).copy() for part in batches()]
        )
    return found


def quantised(graph: Path, calibration: NDArray[np.uint8], scratch: Path) -> Path:
    class Reader(CalibrationDataReader):  # type: ignore[misc]
        left = iter(np.split(calibration, len(calibration) // 8))

        def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
            part = next(self.left, None)
            return None if part is None else {"pixels": part}

    prepared, out = scratch / "prepared.onnx", scratch / "int8.onnx"
    quant_pre_process(graph, prepared, skip_symbolic_shape=True)
    quantize_static(
        prepared,
        out,
        Reader(),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    return out


def likeness(name: str, outputs: dict[str, NDArray[np.float32]]) -> str:
    reference, found = outputs["whole, torch"], outputs[name]
    if found.shape != reference.shape:
        return ""
    found = normalised(found)
    scores = reference @ found.T
    rank = (scores > np.diag(scores)[:, None]).sum(1)
    return f"  cosine {np.diag(scores).min():.4f}, finds itself {np.mean(rank < 1):.3f}"


def load() -> float:
    code = (
        "import time; began = time.perf_counter()\n"
        "import mate_core; mate_core.load_model(); print(time.perf_counter() - began)"
    )
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return float(finished.stdout)


if __name__ == "__main__":
    main()
