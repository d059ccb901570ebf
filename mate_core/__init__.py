"""The model: images and texts of any length into one space of meaning.

Importing this package is cheap (no torch, no ONNX Runtime); `load_model` imports what it needs.
"""

import os

# ONNX Runtime reports its use to its makers, and gives the machine a number, unless this is set
# before it is imported. Nothing leaves the machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from mate_core.errors import AlteredWeights, BadConfig, ExportFailed, MissingWeights, ModelError
from mate_core.model import Embedder, load_model

__all__ = [
    "AlteredWeights",
    "BadConfig",
    "Embedder",
    "ExportFailed",
    "MissingWeights",
    "ModelError",
    "load_model",
]
