"""all-MiniLM-L6-v2, the starter model's text encoder, as transformers runs it.

Reimers and Gurevych, "Sentence-BERT" (arXiv 1908.10084): a small BERT tuned contrastively for
sentences. Its sentence embedding is the mean of its token outputs, L2-normalised.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from mate_core.torchvision_shim import make_torchvision_importable

make_torchvision_importable()

from transformers import BertConfig, BertModel  # noqa: E402  (needs the line above)


class MiniLM(nn.Module):
    """Token ids to L2-normalised sentence embeddings."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """``(n, tokens)`` int64 ids and mask to ``(n, 384)``."""
        tokens: Tensor = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * weights).sum(1) / weights.sum(1).clamp(min=1.0)
        return functional.normalize(mean, dim=-1)


def from_files(weights: Path, config: Path) -> MiniLM:
    """Build the encoder, in eval mode, from a safetensors file and a BERT config.

    Raises:
        RuntimeError: if a tensor is missing, left over, or of another shape.
    """
    settings = BertConfig(**json.loads(config.read_text(encoding="utf-8")))
    settings._attn_implementation = "eager"
    model = MiniLM(settings)
    unused = ("pooler.", "embeddings.position_ids")
    state = {k: v for k, v in load_file(weights).items() if not k.startswith(unused)}
    model.bert.load_state_dict(state)
    return model.eval().to(torch.float32)
