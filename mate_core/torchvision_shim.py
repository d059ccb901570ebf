"""Makes torchvision importable beside a CPU build of torch.

transformers, timm and open_clip import torchvision where it is installed. The wheel on PyPI is
built for CUDA: beside a CPU build of torch its binary operators are not registered, so that the
import fails with ``operator torchvision::nms does not exist`` and takes the others down with it.
Declaring the two operators it asks for is enough: nothing here ever calls them.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys

import torch

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)
_libraries: list[torch.library.Library] = []  # the operators live as long as this does


def make_torchvision_importable() -> None:
    """Import torchvision, declaring its missing operators first if that is what it takes.

    To be called before transformers, timm or open_clip are imported. Does nothing where
    torchvision is not installed or works as it is.
    """
    if "torchvision" in sys.modules or importlib.util.find_spec("torchvision") is None:
        return
    try:
        importlib.import_module("torchvision")
    except RuntimeError:
        for name in [n for n in sys.modules if n.partition(".")[0] == "torchvision"]:
            del sys.modules[name]
        library = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
        for schema in _SCHEMAS:
            library.define(schema)  # type: ignore[no-untyped-call]
        _libraries.append(library)
        importlib.import_module("torchvision")
