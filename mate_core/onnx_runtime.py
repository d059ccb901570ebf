"""Runs a model in ONNX Runtime on the CPU, from graphs exported once on each machine.

The graphs are derived from weights that are already there, so they are not shipped but made when
first needed, in another process: torch, which makes them, would cost this one seconds to import
and hundreds of megabytes for as long as it lives.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import platformdirs
from numpy.typing import NDArray

from mate_core.config import EncoderConfig, ModelConfig
from mate_core.encoders import TextEncoder, open_text_encoder
from mate_core.errors import ExportFailed, require_torch
from mate_core.languages import Project
from mate_core.tokens import Ids, TokenEncoder, WindowTokenizer
from mate_core.weights import (
    TOKENIZER,
    encoder_folder,
    verify,
    verify_encoder,
    verify_own,
)

IMAGE_GRAPH = "image.onnx"
TEXT_GRAPH = "text.onnx"
LANGUAGES_GRAPH = "languages.onnx"
MANIFEST = "manifest.json"
EXPORT_VERSION = 4
"""Raised when the exported graphs change without the weights, to set old ones aside."""

CARRIED = "graphs"
"""In a model's folder: the graphs of a packaged program, which has no torch to make them with."""

_PREPARING = "preparing the model, once on this machine (about half a minute)"


def session(path: Path, threads: int | None = None) -> onnxruntime.InferenceSession:
    """Open a graph on the CPU, with settings that keep a long-lived process small.

    The arena is off: it keeps the largest buffers it ever made, for every shape of batch.
    Threads do not spin while they wait: the window and the decoders need those cores.
    """
    options = onnxruntime.SessionOptions()
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.intra_op_num_threads = threads or 0
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class OnnxImages:
    """A `mate_core.model.ImageNetwork` in ONNX Runtime."""

    def __init__(self, graph: Path, threads: int | None) -> None:
        self._session = session(graph, threads)

    def embed_pixels(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """See `mate_core.model.ImageNetwork.embed_pixels`."""
        (out,) = self._session.run(None, {"pixels": pixels})
        return np.asarray(out, dtype=np.float32)


def open_onnx(
    config: ModelConfig,
    folder: Path,
    threads: int | None,
    cache: Path | None,
    on_status: Callable[[str], None] | None,
) -> tuple[OnnxImages, TextEncoder, Project | None]:
    """Open a model's graphs, exporting them if this machine has none that are whole.

    The last is the projection of other languages, if the model reads any.

    A text encoder that runs in numpy needs no graph.

    Raises:
        ExportFailed: if the export fails.
        NoTorch: if there is no torch to export with.
        MissingWeights, AlteredWeights: if a file that is read is. What the graphs were made of,
            hundreds of megabytes, is not read again.
    """
    made = graphs_folder(config, cache)
    graphs = next(filter(graphs_are_whole, (folder / CARRIED / made.name, made)), None)
    if graphs is not None:
        verify_own(config, folder)
    else:
        require_torch(f"to prepare the model in {folder}")
        verify(config, folder)
        if on_status is not None:
            on_status(_PREPARING)
        _export(folder, made)
        graphs = made
    with ThreadPoolExecutor() as pool:  # each takes a while, mostly on one core
        images = pool.submit(OnnxImages, graphs / IMAGE_GRAPH, threads)
        texts = pool.submit(_open_texts, config, graphs / TEXT_GRAPH, threads)
        project = _open_projection(graphs / LANGUAGES_GRAPH, threads) if config.languages else None
        return images.result(), texts.result(), project


def _open_texts(config: ModelConfig, graph: Path, threads: int | None) -> TextEncoder:
    encoder, window, overlap = config.text_encoder, config.window, config.overlap
    verify_encoder(encoder, tokenizer_alone=graph.exists())
    if graph.exists():
        return open_onnx_text(encoder, window, overlap, graph, config.dim, threads)
    return open_text_encoder(encoder, window, overlap)


def _open_projection(graph: Path, threads: int | None) -> Project:
    running = session(graph, threads)

    def project(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        (out,) = running.run(None, {"vectors": vectors})
        return np.asarray(out, dtype=np.float32)

    return project


def open_onnx_text(
    config: EncoderConfig,
    window: int,
    overlap: int,
    graph: Path,
    dim: int,
    threads: int | None = None,
) -> TokenEncoder:
    """A text encoder from its exported graph."""
    running = session(graph, threads)
    tokenizer = encoder_folder(config) / config.file(TOKENIZER)

    def run(ids: Ids, mask: Ids) -> NDArray[np.float32]:
        (out,) = running.run(None, {"ids": ids, "mask": mask})
        return np.asarray(out, dtype=np.float32)

    return TokenEncoder(WindowTokenizer(tokenizer, window, overlap), dim, run)


def graphs_folder(config: ModelConfig, cache: Path | None) -> Path:
    """Where a model's graphs are kept, by the content of its weights and the way of export."""
    if cache is None:
        named = os.environ.get("MATE_CACHE")
        cache = Path(named) if named else Path(platformdirs.user_cache_dir("mate"))
    return cache / "onnx" / f"{config.model_id}-v{EXPORT_VERSION}"


def checksum(graph: Path) -> int:
    """A CRC-32: graphs are made here, so a disk may damage them, but nobody sends others.

    It takes a sixth of the time of a sha256, which was half of a model's loading.
    """
    found = 0
    with graph.open("rb") as file:
        while part := file.read(1 << 20):
            found = zlib.crc32(part, found)
    return found


def graphs_are_whole(folder: Path) -> bool:
    """Whether all graphs are there with the checksums that were noted when they were made."""
    try:
        noted = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = {name: checksum(folder / name) for name in noted}
        return IMAGE_GRAPH in noted and found == noted
    except (OSError, ValueError, TypeError):
        return False


def _export(folder: Path, graphs: Path) -> None:
    """Export in a process of its own."""
    shutil.rmtree(graphs, ignore_errors=True)
    home = str(Path(__file__).resolve().parents[1])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    finished = subprocess.run(
        [sys.executable, "-m", "mate_core.export", str(folder.resolve()), str(graphs)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if finished.returncode != 0 or not graphs_are_whole(graphs):
        last = finished.stderr.strip().splitlines()[-3:]
        raise ExportFailed(
            f"the model could not be prepared in {graphs} (exit {finished.returncode}): "
            f"{' / '.join(last)}"
        )
