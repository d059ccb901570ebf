"""A small vision-language model of our own: the starter's image encoder and a short text tower.

The method begins with a VLM that has a text tower, and packages carry none. This one is made like
CLIP (Radford et al., arXiv 2103.00020), only smaller: a transformer that reads 32 tokens and cuts
the rest off, a linear head on the image encoder's pooled map, both into one space of 256
dimensions. `mate_core.train_vlm` trains it on short captions alone. It shows what the method gains
over the VLM that it starts from, and lets both stages run on a machine without a model hub.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from mate_core.config import STARTER, ProjectionConfig
from mate_core.encoders import efficientnet
from mate_core.encoders.dual import DualEncoder
from mate_core.errors import BadConfig, MissingWeights
from mate_core.projection import Projection
from mate_core.tokens import WindowTokenizer, padded
from mate_core.weights import checksum, encoder_folder

CONFIG_FILE = "small_vlm.json"
WEIGHTS_FILE = "small_vlm.safetensors"


@dataclass(frozen=True, slots=True)
class VlmConfig:
    """The shape of a small VLM. ``window`` is in tokens, the two that frame a text included."""

    dim: int = 256
    width: int = 256
    layers: int = 3
    heads: int = 4
    window: int = 32
    vocabulary: int = 30522
    dropout: float = 0.1

    def __post_init__(self) -> None:
        if self.heads < 1 or self.width % self.heads:
            raise ValueError(f"a width of {self.width} does not part into {self.heads} heads")


class TextTower(nn.Module):
    """A transformer over tokens (pre-norm), whose outputs are averaged."""

    def __init__(self, config: VlmConfig) -> None:
        super().__init__()
        self.tokens = nn.Embedding(config.vocabulary, config.width)
        self.places = nn.Parameter(torch.randn(config.window, config.width) * 0.01)
        layer = nn.TransformerEncoderLayer(
            config.width,
            config.heads,
            4 * config.width,
            config.dropout,
            activation="gelu",
            batch_first=True,
            norm_first=True,
        )
        self.layers = nn.TransformerEncoder(layer, config.layers, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(config.width)
        self.head = nn.Linear(config.width, config.dim, bias=False)
        nn.init.normal_(self.tokens.weight, std=0.02)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """``(n, tokens)`` int64 ids and mask, at most ``window`` wide, to ``(n, dim)``."""
        x = self.tokens(ids) + self.places[: ids.shape[1]]
        x = self.norm(self.layers(x, src_key_padding_mask=mask == 0))
        weights = mask.unsqueeze(-1).to(x.dtype)
        mean = (x * weights).sum(1) / weights.sum(1).clamp(min=1)
        return functional.normalize(self.head(mean), dim=-1)


class CutTokenizer:
    """WordPiece, as the text encoder has it, cut off: a `mate_core.encoders.dual.Tokenizer`."""

    def __init__(self, window: int) -> None:
        self.window = window
        config = STARTER.text_encoder
        self._tokenizer = WindowTokenizer(
            encoder_folder(config) / config.file("tokenizer.json"), window, 0
        )

    def __call__(self, texts: Sequence[str]) -> tuple[Tensor, ...]:
        """Ids and mask, ``(n, tokens)`` int64."""
        ids, mask = padded([self._cut(text) for text in texts])
        return torch.from_numpy(ids), torch.from_numpy(mask)

    def count(self, text: str) -> int:
        """The tokens of the whole text, the two that frame it included."""
        return len(self._tokenizer.whole(text))

    def _cut(self, text: str) -> list[int]:
        first, *inner, last = self._tokenizer.whole(text)
        return [first, *inner[: self.window - 2], last]


class SmallVlm(nn.Module):
    """Grids of the image encoder and short texts into one space.

    The image side is a `Projection` without hidden layers: pooling and one linear map.
    """

    def __init__(self, config: VlmConfig) -> None:
        super().__init__()
        self.config = config
        self.image = Projection(config.dim, ProjectionConfig(kind="linear"))
        self.text = TextTower(config)

    def save(self, folder: Path) -> None:
        """Write config and weights into ``folder``."""
        text = json.dumps(asdict(self.config), indent=2)
        (folder / CONFIG_FILE).write_text(text + "\n", encoding="utf-8")
        save_file(self.state_dict(), folder / WEIGHTS_FILE)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `save` wrote, in eval mode.

        Raises:
            MissingWeights: if there is none.
            BadConfig: if it is damaged, or config and weights do not belong together.
        """
        try:
            config = VlmConfig(**json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8")))
            found = cls(config)
            found.load_state_dict(load_file(folder / WEIGHTS_FILE))
        except FileNotFoundError as error:
            raise MissingWeights(f"{folder} holds no small VLM: {error}") from error
        except (ValueError, TypeError, RuntimeError, SafetensorError) as error:
            reason = " ".join(str(error).split())[:300]
            raise BadConfig(f"{folder}: the small VLM cannot be read: {reason}") from error
        return found.eval()


def load(folder: Path) -> DualEncoder:
    """Both towers, from pixels and from texts, on the CPU.

    Raises:
        ModelError: if the folder holds no VLM, or the package of the image encoder is missing.
    """
    model = SmallVlm.read(folder)
    settings = asdict(model.config)
    name = checksum(settings, [folder / WEIGHTS_FILE])[:8]
    return DualEncoder(
        f"vlm-{name}",
        nn.Sequential(efficientnet.load(STARTER.image_encoder), model.image),
        model.text,
        CutTokenizer(model.config.window),
        dim=model.config.dim,
        image_size=efficientnet.IMAGE_SIZE,
    )
