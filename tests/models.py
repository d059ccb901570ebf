"""A second model for tests: the starter under another name, which costs no export."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import mate_core
from mate_core.config import ModelConfig
from mate_core.model import model_folder
from mate_core.onnx_runtime import graphs_folder


def second_model(folder: Path, cache: Path, name: str = "second") -> Path:
    """A folder of a model of its own id; ``cache`` is what MATE_CACHE must name to use both."""
    mate_core.load_model("starter")  # its graphs are there from now on
    shutil.copytree(model_folder("starter"), folder)
    config = ModelConfig.load(folder)
    other = dataclasses.replace(config, name=name)
    other.save(folder)
    made = graphs_folder(config, None)
    for each in (config, other):
        linked = graphs_folder(each, cache)
        if not linked.exists():
            linked.parent.mkdir(parents=True, exist_ok=True)
            linked.symlink_to(made.resolve(), target_is_directory=True)
    return folder
