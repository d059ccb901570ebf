"""Tiny models with random weights, saved in the layouts of their libraries' repositories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from mate_core.torchvision_shim import make_torchvision_importable

make_torchvision_importable()

import open_clip  # noqa: E402
import transformers  # noqa: E402

WORDS = "a the dog cat runs sits on under by sand snow red blue old house tree and then it was ."

VIT = {"image_size": 64, "layers": 2, "width": 32, "head_width": 16, "patch_size": 16}
RESNET = {"image_size": 64, "layers": [1, 1, 1, 1], "width": 8, "head_width": 32}
TIMM = {"image_size": 160, "timm_model_name": "test_vit", "timm_pool": "map", "timm_proj": "none"}
TEXT = {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2}


def save_open_clip(
    folder: Path, vision: dict[str, Any] = VIT, text: dict[str, Any] = TEXT, **more: Any
) -> Path:
    """A model of open_clip as its repositories on the hub hold it."""
    torch.manual_seed(0)
    dim = 64 if vision is TIMM else 24
    config = {"embed_dim": dim, "vision_cfg": dict(vision), "text_cfg": dict(text), **more}
    custom = more.pop("custom_text", False)
    kind = open_clip.CustomTextCLIP if custom else open_clip.CLIP
    kind = open_clip.CoCa if "multimodal_cfg" in more else kind
    model = kind(embed_dim=dim, vision_cfg=dict(vision), text_cfg=dict(text), **more)
    for name, tensor in model.state_dict().items():
        if "positional_embedding" in name or name.endswith("bn3.weight"):
            tensor.normal_()  # initialised so small that the input hardly matters
    folder.mkdir(parents=True, exist_ok=True)
    save_file(model.state_dict(), folder / "open_clip_model.safetensors")
    scaling = {"mean": [0.5, 0.4, 0.3], "std": [0.2, 0.3, 0.4]}
    (folder / "open_clip_config.json").write_text(
        json.dumps({"model_cfg": config, "preprocess_cfg": scaling})
    )
    return folder


def save_tokenizer(folder: Path) -> Path:
    """A WordPiece tokenizer of some twenty words, all others being unknown."""
    folder.mkdir(parents=True, exist_ok=True)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    (folder / "vocab.txt").write_text("\n".join([*special, *WORDS.split()]) + "\n")
    tokenizer = transformers.BertTokenizerFast.from_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def save_bert(folder: Path) -> Path:
    """A text encoder of transformers, as open_clip can stand its text tower on one."""
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=40, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=48,
    )  # fmt: skip
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def save_align(folder: Path) -> Path:
    """ALIGN, its tokenizer and its image processor, as transformers saves them."""
    torch.manual_seed(0)
    text = {
        "vocab_size": 40, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
        "intermediate_size": 48, "max_position_embeddings": 128,
    }  # fmt: skip
    vision = {
        "image_size": 64, "width_coefficient": 0.6, "depth_coefficient": 0.3, "hidden_dim": 24,
        "in_channels": [32, 16, 24], "out_channels": [16, 24, 40], "kernel_sizes": [3, 3, 5],
        "strides": [1, 2, 2], "num_block_repeats": [1, 1, 1], "expand_ratios": [1, 6, 6],
    }  # fmt: skip
    config = transformers.AlignConfig(text_config=text, vision_config=vision, projection_dim=24)
    transformers.AlignModel(config).save_pretrained(folder)
    transformers.EfficientNetImageProcessorPil(
        size={"height": 80, "width": 80}, do_center_crop=True,
        crop_size={"height": 64, "width": 64}, rescale_factor=1 / 127.5, rescale_offset=True,
        do_normalize=False, include_top=False,
    ).save_pretrained(folder)  # fmt: skip
    return save_tokenizer(folder)


def save_blip(folder: Path) -> Path:
    """BLIP with its retrieval heads, as transformers saves it."""
    torch.manual_seed(0)
    text = {
        "vocab_size": 40, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
        "intermediate_size": 48, "max_position_embeddings": 40, "initializer_range": 0.2,
    }  # fmt: skip
    vision = {
        "image_size": 64, "patch_size": 16, "hidden_size": 32, "num_hidden_layers": 2,
        "num_attention_heads": 2, "intermediate_size": 48, "initializer_range": 0.5,
    }  # fmt: skip
    config = transformers.BlipConfig(
        text_config=text, vision_config=vision, image_text_hidden_size=24
    )
    transformers.BlipForImageTextRetrieval(config).save_pretrained(folder)
    transformers.BlipImageProcessorPil(size={"height": 64, "width": 64}).save_pretrained(folder)
    return save_tokenizer(folder)
