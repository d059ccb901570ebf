"""Any model of open_clip, as two towers: from a folder, the hub, or open_clip's own list.

`read` finds and reads what a model is made of, `build` makes the towers of it; between the two a
variant such as Long-CLIP may change the weights. The library's own `create_model` is not used,
because it resizes tensors of another shape and initialises missing ones without a word.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from mate_core.encoders.dual import DualEncoder, Scaled
from mate_core.errors import AlteredWeights, BadConfig, MissingWeights
from mate_core.hub import (
    OPEN_CLIP_CONFIG,
    OPEN_CLIP_WEIGHTS,
    TOKENIZER_FILES,
    fetch,
    present,
)
from mate_core.torchvision_shim import make_torchvision_importable
from mate_core.weights import checksum

make_torchvision_importable()

import open_clip  # noqa: E402  (needs the line above)
from open_clip.model import convert_to_custom_text_state_dict  # noqa: E402
from open_clip.pretrained import get_pretrained_cfg  # noqa: E402
from open_clip.transform import PreprocessCfg, merge_preprocess_dict  # noqa: E402

CONFIG_FILE, WEIGHTS_FILES = OPEN_CLIP_CONFIG, OPEN_CLIP_WEIGHTS

_HUB = "hub:"
_WINDOW = 77  # of a config that does not say it


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """What a model of open_clip is made of.

    ``config`` is its ``model_cfg``; ``state`` holds the tensors under the names ``visual.…`` and
    ``text.…``; ``mean`` and ``std`` are those of the channels, in 0…1; ``tokenizer`` is the
    folder of a tokenizer of transformers, or None for CLIP's own BPE; ``weights`` is the file that
    the tensors came from.
    """

    config: dict[str, Any]
    state: dict[str, Tensor]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    tokenizer: Path | None
    weights: Path

    @property
    def window(self) -> int:
        """The tokens that the text tower reads."""
        return int(self.config["text_cfg"].get("context_length", _WINDOW))


def load(name: str) -> DualEncoder:
    """Load a model of open_clip on the CPU; see `read` and `build`."""
    return build(read(name), "clip")


def read(name: str) -> Checkpoint:
    """Find and read a model.

    Args:
        name: a folder that holds `CONFIG_FILE` and one file of weights (safetensors, or a pickle of
            tensors alone), ``hub:ORGANISATION/NAME``, or ``ARCHITECTURE/PRETRAINED`` as open_clip
            lists them, such as ``ViT-B-32/laion2b_s34b_b79k``.

    Raises:
        MissingWeights: if there is no such model, here or on the hub.
        BadConfig: if the config is not one of open_clip.
        AlteredWeights: if the weights cannot be read.
    """
    if name.startswith(_HUB):
        return _from_folder(fetch(name.removeprefix(_HUB), WEIGHTS_FILES))
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _from_folder(folder)
    architecture, _, tag = name.rpartition("/")
    if architecture in open_clip.list_models():
        return _from_list(architecture, tag)
    raise MissingWeights(
        f"{name}: neither a folder, nor hub:ORGANISATION/NAME, nor an ARCHITECTURE/PRETRAINED "
        "that open_clip knows"
    )


def build(checkpoint: Checkpoint, kind: str) -> DualEncoder:
    """Make both towers, in float32 on the CPU, and fill them.

    Args:
        checkpoint: what `read` gave.
        kind: the first word of the ``model_id``.

    Raises:
        BadConfig: if the config describes no model, or the tensors are not those of it.
        MissingWeights: if a tokenizer or a text tower of the hub that the config names is absent.
    """
    config = deepcopy(checkpoint.config)
    vision, text = config["vision_cfg"], config["text_cfg"]
    vision["timm_model_pretrained"] = text["hf_model_pretrained"] = False
    vision["output_tokens"] = text["output_tokens"] = False  # CoCa's decoder alone needs them
    if "hf_model_name" in text:
        text["hf_model_name"] = str(_folder_or_hub(text["hf_model_name"]))
    where = checkpoint.weights.parent
    try:
        model = open_clip.CustomTextCLIP(
            config["embed_dim"], vision, text, quick_gelu=config.get("quick_gelu", False)
        )
    except (TypeError, ValueError, KeyError, RuntimeError, AssertionError, OSError) as error:
        raise BadConfig(
            f"{where}: the config describes no model of open_clip: {error!r}"
        ) from error
    _fill(model.visual, "visual.", checkpoint)
    _fill(model.text, "text.", checkpoint)
    size = model.visual.image_size
    height, width = (size, size) if isinstance(size, int) else size
    if height != width:
        raise BadConfig(f"{where}: the images are not square: {width} x {height}")
    files = [checkpoint.weights]
    if checkpoint.tokenizer is not None:
        files += [checkpoint.tokenizer / file for file in TOKENIZER_FILES]
    settings = {"config": checkpoint.config, "mean": checkpoint.mean, "std": checkpoint.std}
    return DualEncoder(
        f"{kind}-{checksum(settings, files)[:8]}",
        Scaled(
            model.visual,
            [1 / (255 * std) for std in checkpoint.std],
            [-mean / std for mean, std in zip(checkpoint.mean, checkpoint.std, strict=True)],
        ),
        model.text,
        _tokenizer(checkpoint),
        dim=config["embed_dim"],
        image_size=height,
    )


class _ClipTokenizer:
    """CLIP's own byte-pair encoding: a `mate_core.encoders.dual.Tokenizer`."""

    def __init__(self, window: int, options: Mapping[str, Any]) -> None:
        self.window = window
        self._tokenizer = open_clip.SimpleTokenizer(context_length=window, **options)
        # Some models were trained on words drawn at random from a text; it is read from the start.
        self._tokenizer.reduction_fn = None

    def __call__(self, texts: Sequence[str]) -> tuple[Tensor, ...]:
        return (self._tokenizer(list(texts)),)

    def count(self, text: str) -> int:
        return len(self._tokenizer.encode(text)) + 2


class _HubTokenizer:
    """A tokenizer of transformers, used as open_clip does: a `dual.Tokenizer`."""

    def __init__(self, folder: Path, window: int, text: Mapping[str, Any]) -> None:
        self.window = window
        mode = text.get("tokenizer_mode")
        # In the mode of CLIPS it frames a text itself: a token before it, two after.
        self._frame = {"add_special_tokens": mode != "clips"}
        self._more = 3 if mode == "clips" else 0
        try:
            self._tokenizer = open_clip.tokenizer.HFTokenizer(
                str(folder),
                context_length=window,
                tokenizer_mode=mode,
                **(text.get("tokenizer_kwargs") or {}),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MissingWeights(f"{folder}: no tokenizer can be read there: {error}") from error

    def __call__(self, texts: Sequence[str]) -> tuple[Tensor, ...]:
        return (self._tokenizer(list(texts)),)

    def count(self, text: str) -> int:
        clean = self._tokenizer.clean_fn(text)
        found = self._tokenizer.tokenizer(clean, verbose=False, **self._frame)
        return len(found["input_ids"]) + self._more


def _tokenizer(checkpoint: Checkpoint) -> _ClipTokenizer | _HubTokenizer:
    text = checkpoint.config["text_cfg"]
    if checkpoint.tokenizer is not None:
        return _HubTokenizer(checkpoint.tokenizer, checkpoint.window, text)
    return _ClipTokenizer(checkpoint.window, text.get("tokenizer_kwargs") or {})


def _from_folder(folder: Path) -> Checkpoint:
    path = folder / CONFIG_FILE
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MissingWeights(
            f"{path} cannot be read ({error.strerror}): {folder} holds no model of open_clip"
        ) from error
    except ValueError as error:
        raise BadConfig(f"{path} is not JSON: {error}") from error
    if not isinstance(read, dict) or not isinstance(read.get("model_cfg"), dict):
        raise BadConfig(f'{path} has no "model_cfg"')
    return _checkpoint(
        path, read["model_cfg"], read.get("preprocess_cfg") or {}, _weights_in(folder), folder
    )


def _from_list(architecture: str, tag: str) -> Checkpoint:
    pretrained = get_pretrained_cfg(architecture, tag)
    if not pretrained:
        known = ", ".join(open_clip.list_pretrained_tags_by_model(architecture)) or "none"
        raise MissingWeights(
            f"open_clip has no {architecture} pretrained as {tag!r}; it has {known}"
        )
    repository, _, file = pretrained["hf_hub"].rpartition("/")
    names = (file,) if file else WEIGHTS_FILES
    try:
        folder = fetch(repository, names)
    except MissingWeights as error:
        raise MissingWeights(f"{architecture}/{tag}: {error}") from error
    weights = present(folder, names)
    assert weights is not None  # or `fetch` would have complained
    config = open_clip.get_model_config(architecture)
    config["quick_gelu"] = pretrained.get("quick_gelu", False) or config.get("quick_gelu", False)
    return _checkpoint(folder, config, pretrained, weights, folder)


def _checkpoint(
    where: Path, config: dict[str, Any], preprocess: dict[str, Any], weights: Path, folder: Path
) -> Checkpoint:
    if not all(isinstance(config.get(key), dict) for key in ("vision_cfg", "text_cfg")):
        raise BadConfig(f'{where}: a model has a "vision_cfg" and a "text_cfg"')
    scaling = merge_preprocess_dict(PreprocessCfg(), preprocess)
    tokenizer = None
    if config["text_cfg"].get("hf_tokenizer_name"):
        own = present(folder, TOKENIZER_FILES)
        tokenizer = folder if own else _folder_or_hub(config["text_cfg"]["hf_tokenizer_name"])
    return Checkpoint(
        config,
        read_tensors(weights),
        tuple(scaling["mean"]),
        tuple(scaling["std"]),
        tokenizer,
        weights,
    )


def _weights_in(folder: Path) -> Path:
    known = present(folder, WEIGHTS_FILES)
    if known is not None:
        return known
    endings = (".safetensors", ".bin", ".pt", ".pth")
    found = sorted(path for path in folder.iterdir() if path.suffix in endings)
    if len(found) != 1:
        what = "several" if found else "no"
        raise MissingWeights(
            f"{folder} holds {what} weights ({', '.join(path.name for path in found) or 'none'}): "
            f"expected {WEIGHTS_FILES[0]}"
        )
    return found[0]


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a checkpoint under the names of open_clip's two towers.

    Raises:
        AlteredWeights: if the file is damaged, or holds anything but tensors and plain values.
    """
    try:
        if path.suffix == ".safetensors":
            state: Any = load_file(path)
        else:
            state = torch.load(path, map_location="cpu", weights_only=True)
    except (
        OSError, RuntimeError, ValueError, EOFError, KeyError, pickle.UnpicklingError,
        SafetensorError,
    ) as error:  # fmt: skip
        reason = " ".join(str(error).split())[:200]
        raise AlteredWeights(f"{path}: the weights cannot be read: {reason}") from error
    if isinstance(state, dict) and isinstance(state.get("state_dict"), dict):
        state = state["state_dict"]  # written during training, beside the optimiser
    if not isinstance(state, dict):
        raise AlteredWeights(f"{path}: expected tensors by name, got {type(state).__name__}")
    tensors = {
        name.removeprefix("module."): tensor.float() if tensor.is_floating_point() else tensor
        for name, tensor in state.items()
        if isinstance(tensor, Tensor)
    }
    split: dict[str, Tensor] = convert_to_custom_text_state_dict(tensors)
    split.pop("text.transformer.embeddings.position_ids", None)  # kept by old checkpoints
    return split


def _fill(tower: nn.Module, prefix: str, checkpoint: Checkpoint) -> None:
    state = {
        name.removeprefix(prefix): tensor
        for name, tensor in checkpoint.state.items()
        if name.startswith(prefix)
    }
    try:
        tower.load_state_dict(state)
    except RuntimeError as error:
        differences = " ".join(str(error).split())[:500]
        raise BadConfig(
            f"{checkpoint.weights}: the weights do not fit the config: {differences}"
        ) from error


def _folder_or_hub(name: str) -> Path:
    folder = Path(name).expanduser()
    return folder if folder.is_dir() else fetch(name)
