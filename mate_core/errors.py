"""What can go wrong when a model is loaded, each told so that a person knows what to do."""

from __future__ import annotations

import importlib.util


class ModelError(Exception):
    """A model that cannot be used. The message names the file or package and the way out."""


class MissingWeights(ModelError):  # noqa: N818
    """A package or a file that the model needs is not there."""


class AlteredWeights(ModelError):  # noqa: N818
    """A file that the model needs is not the one that it was built with."""


class BadConfig(ModelError):  # noqa: N818
    """A ``config.json`` that describes no model."""


class ExportFailed(ModelError):  # noqa: N818
    """The model could not be prepared for ONNX Runtime on this machine."""


class OutOfMemory(ModelError):  # noqa: N818
    """Not even the smallest piece of work fits into the device's memory."""


class NoTorch(ModelError):  # noqa: N818
    """What is asked for needs torch, and the packaged program has none."""


def require_torch(purpose: str) -> None:
    """Make sure that torch is installed, without importing it; ``purpose`` begins the message.

    Raises:
        NoTorch: if it is not.
    """
    if importlib.util.find_spec("torch") is None:
        raise NoTorch(
            f"{purpose}, torch is needed, and this build of Mate has none: "
            "install Mate with pip (see docs/packages.md)"
        )
