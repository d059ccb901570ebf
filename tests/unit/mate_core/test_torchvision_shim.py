"""open_clip is installed and must work here, beside a CPU build of torch.

In a process of its own: what is imported first is the point.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import mate_core

_CODE = """
from mate_core.torchvision_shim import make_torchvision_importable
make_torchvision_importable()
make_torchvision_importable()
import torch, torchvision, open_clip, transformers
from transformers import BertModel
vision = dict(image_size=32, layers=1, width=64, head_width=32, patch_size=16)
text = dict(context_length=16, vocab_size=49408, width=64, heads=2, layers=1)
model = open_clip.CLIP(embed_dim=24, vision_cfg=vision, text_cfg=text).eval()
tokens = open_clip.SimpleTokenizer(context_length=16)(["a dog", "a house"])
with torch.inference_mode():
    images = model.encode_image(torch.rand(2, 3, 32, 32), normalize=True)
    texts = model.encode_text(tokens, normalize=True)
assert images.shape == texts.shape == (2, 24)
assert torch.isfinite(images @ texts.T).all()
print("it works")
"""


def test_open_clip_runs_a_tiny_model() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", _CODE],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(mate_core.__file__).parents[1],
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.strip().endswith("it works")
