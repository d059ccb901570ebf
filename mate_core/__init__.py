"""The model: images and texts of any length into one space of meaning.

Importing this package is cheap (no torch, no ONNX Runtime); `load_model` imports what it needs.
"""

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
