"""all-MiniLM-L6-v2, the starter model's text encoder, as transformers runs it.

Reimers and Gurevych, "Sentence-BERT" (arXiv 1908.10084): a small BERT tuned contrastively for
sentences. Its sentence embedding is the mean of its token outputs, L2-normalised.
"""

from __future__ import annotations

import json

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from mate_core.config import EncoderConfig
from mate_core.devices import best_device
from mate_core.tokens import Ids, TokenEncoder, WindowTokenizer
from mate_core.torchvision_shim import make_torchvision_importable
from mate_core.weights import encoder_folder

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


def load(config: EncoderConfig) -> MiniLM:
    """The encoder from the package that carries it, in eval mode.

    Raises:
        RuntimeError: if a tensor is missing, left over, or of another shape.
    """
    home = encoder_folder(config)
    settings = BertConfig(**json.loads((home / config.file("config.json")).read_text("utf-8")))
    settings._attn_implementation = "eager"
    model = MiniLM(settings)
    unused = ("pooler.", "embeddings.position_ids")
    state = load_file(home / config.file(".safetensors"))
    model.bert.load_state_dict({k: v for k, v in state.items() if not k.startswith(unused)})
    return model.eval().to(torch.float32)


def open_encoder(config: EncoderConfig, window: int, overlap: int) -> TokenEncoder:
    """See `mate_core.encoders.open_text_encoder`."""
    device = best_device()
    model = load(config).to(device)
    tokenizer = encoder_folder(config) / config.file("tokenizer.json")

    @torch.inference_mode()
    def run(ids: Ids, mask: Ids) -> NDArray[np.float32]:
        out = model(torch.tensor(ids, device=device), torch.tensor(mask, device=device))
        return np.asarray(out.cpu().numpy(), dtype=np.float32)

    return TokenEncoder(
        WindowTokenizer(tokenizer, window, overlap), model.bert.config.hidden_size, run
    )
