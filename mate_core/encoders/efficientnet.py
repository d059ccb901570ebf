"""EfficientNet-Lite2, the starter model's image encoder.

Written here in full, because the package that carries its weights carries no code. The network
is that of Tan and Le, "EfficientNet: Rethinking Model Scaling" (arXiv 1905.11946), in the "lite"
variant (no squeeze-and-excitation, ReLU6 for swish), with the paddings of its TensorFlow original.
The batch normalisations, which are never trained, are folded into the convolutions before them.

It is cut in two, `lower` and `upper`, because stage 2 need not adapt all blocks: the lower ones
run without gradients. Training wants the tensors in channels-last memory, where a pointwise
convolution is one matrix product; on two cores with bfloat16 that and frozen depthwise kernels make
it six times as fast as convolutions in the usual order.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from mate_core.config import EncoderConfig
from mate_core.weights import encoder_folder

IMAGE_SIZE = 288
CHANNELS = 1280
GRID = 3
"""The 9x9 map of the last layer is pooled to a grid of this side."""

FIRST_ADAPTED = 11
"""The first of the 21 blocks that stage 2 trains."""

_STAGES = (
    # repeats, kernel, stride, expansion, channels out
    (1, 3, 1, 1, 16),
    (3, 3, 2, 6, 24),
    (3, 5, 2, 6, 48),
    (4, 3, 2, 6, 88),
    (4, 5, 1, 6, 120),
    (5, 5, 2, 6, 208),
    (1, 3, 1, 6, 352),
)
_STEM_CHANNELS = 32
_BATCH_NORM_EPSILON = 1e-3
_MEAN = 127.0
_STD = 128.0
"""As the TensorFlow original was trained; on 225 labelled photos these gave the surest and the
purest ImageNet classes, before the usual per-channel values and before 0.5."""


class _Conv(nn.Module):
    """A convolution with a bias, padded as TensorFlow's "same": the odd pixel right and below."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs // groups, kernel, kernel))
        self.bias = nn.Parameter(torch.empty(outputs))
        self._kernel = kernel
        self._stride = stride
        self._groups = groups

    def forward(self, x: Tensor) -> Tensor:
        if self._kernel == 1 and not torch.compiler.is_exporting():
            # Of a channels-last map both permutations are views.
            rows = functional.linear(x.permute(0, 2, 3, 1), self.weight.flatten(1), self.bias)
            return rows.permute(0, 3, 1, 2)
        before, after = self._padding(x.shape[-1])
        if before != after:
            x = functional.pad(x, [before, after, before, after])
            before = 0
        out: Tensor = functional.conv2d(
            x, self.weight, self.bias, self._stride, before, groups=self._groups
        )
        return out

    def _padding(self, side: int) -> tuple[int, int]:
        """The pixels to add on either side of a square map."""
        out = -(-side // self._stride)
        total = max((out - 1) * self._stride + self._kernel - side, 0)
        return total // 2, total - total // 2


class _Block(nn.Module):
    """An inverted residual: expand, depthwise convolution, project, add the input back."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        self.expand = _Conv(inputs, wide) if expansion > 1 else None
        self.depthwise = _Conv(wide, wide, kernel, stride, groups=wide)
        self.project = _Conv(wide, outputs)
        self.residual = stride == 1 and inputs == outputs
        self.skipped = 0.0

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = x if self.expand is None else functional.relu6(self.expand(x))
        y = self.project(functional.relu6(self.depthwise(y)))
        if self.training and self.residual and self.skipped:
            kept = torch.rand((len(y), 1, 1, 1), device=y.device) >= self.skipped
            y = y * kept / (1 - self.skipped)
        return x + y if self.residual else y


class EfficientNetLite2(nn.Module):
    """Pixels to a 1280-channel map, or to the 1,000 ImageNet logits it was trained with."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = _Conv(3, _STEM_CHANNELS, kernel=3, stride=2)
        blocks: list[nn.Module] = []
        channels = _STEM_CHANNELS
        for repeats, kernel, stride, expansion, outputs in _STAGES:
            for repeat in range(repeats):
                step = stride if repeat == 0 else 1
                blocks.append(_Block(channels, outputs, kernel, step, expansion))
                channels = outputs
        self.blocks = nn.Sequential(*blocks)
        self.head = _Conv(channels, CHANNELS)
        self.classifier = nn.Linear(CHANNELS, 1000)

    def skip_blocks(self, share: float) -> None:
        """Let each photo skip blocks in training: the last one in ``share`` of all cases.

        Earlier ones are skipped less often (stochastic depth; Huang et al., arXiv 1603.09382).
        """
        for number, block in enumerate(self.blocks):
            assert isinstance(block, _Block)
            block.skipped = share * number / len(self.blocks)

    def lower(self, pixels: Tensor, first: int = FIRST_ADAPTED) -> Tensor:
        """``(n, side, side, 3)`` uint8 RGB to the map that block number ``first`` is given."""
        x = (pixels.permute(0, 3, 1, 2).to(self.stem.weight.dtype) - _MEAN) / _STD
        out: Tensor = self.blocks[:first](functional.relu6(self.stem(x)))
        return out

    def upper(self, lower: Tensor, first: int = FIRST_ADAPTED) -> Tensor:
        """The output of `lower` to the last map, ``(n, 1280, 9, 9)`` from 288 px."""
        return functional.relu6(self.head(self.blocks[first:](lower)))

    def forward(self, pixels: Tensor) -> Tensor:
        """``(n, side, side, 3)`` uint8 RGB to the pooled grid, ``(n, 9, 1280)``."""
        return grid(self.upper(self.lower(pixels)))

    def logits(self, pixels: Tensor) -> Tensor:
        """``(n, side, side, 3)`` uint8 RGB to ``(n, 1000)`` ImageNet logits."""
        out: Tensor = self.classifier(self.upper(self.lower(pixels)).mean(dim=(2, 3)))
        return out

    def adapted(
        self, first: int = FIRST_ADAPTED, *, depthwise: bool = False
    ) -> dict[str, nn.Parameter]:
        """The parameters that stage 2 trains, by name: those of the blocks from ``first`` on.

        Without the depthwise layers: they hold 5 % of the upper blocks' weights and would take
        most of the time of a backward pass on a CPU.
        """
        return {
            name: parameter
            for name, parameter in self.named_parameters()
            if name.startswith("head.")
            or (
                name.startswith("blocks.")
                and int(name.split(".")[1]) >= first
                and (depthwise or ".depthwise." not in name)
            )
        }


def grid(maps: Tensor) -> Tensor:
    """Average a map, ``(n, 1280, side, side)``, over a 3x3 grid: ``(n, 9, 1280)``, row by row."""
    side = maps.shape[-1]
    if side % GRID:
        pooled = functional.adaptive_avg_pool2d(maps, GRID)
    else:
        pooled = functional.avg_pool2d(maps, kernel_size=side // GRID)
    return pooled.flatten(2).transpose(1, 2)


def load(config: EncoderConfig) -> EfficientNetLite2:
    """The encoder from the package that carries it, in eval mode."""
    path = encoder_folder(config) / config.file(".pth")
    return from_packaged(torch.load(path, map_location="cpu", weights_only=True))


def from_packaged(state: Mapping[str, Tensor]) -> EfficientNetLite2:
    """Build the encoder, in eval mode, from the state dict of the weights package.

    Raises:
        RuntimeError: if a tensor is missing, left over, or of another shape.
    """
    model = EfficientNetLite2()
    try:
        model.load_state_dict(_folded(dict(state)))
    except KeyError as error:
        raise RuntimeError(f"the weights have no tensor {error}") from error
    return model.eval()


def _folded(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The package's tensors under this module's names, normalisations folded into convolutions."""
    found = {f"classifier.{kind}": state.pop(f"_fc.{kind}") for kind in ("weight", "bias")}
    for conv in [name for name in state if "conv" in name]:
        block, _, layer = conv.removesuffix(".weight").rpartition(".")
        norm = ".".join(filter(None, (block, _NORM_AFTER[layer])))
        gain, shift, mean, variance = (
            state.pop(f"{norm}.{kind}")
            for kind in ("weight", "bias", "running_mean", "running_var")
        )
        state.pop(f"{norm}.num_batches_tracked", None)
        scale = gain / torch.sqrt(variance + _BATCH_NORM_EPSILON)
        name = ".".join(filter(None, (block.replace("_blocks", "blocks"), _NAMES[layer])))
        found[f"{name}.weight"] = state.pop(conv) * scale[:, None, None, None]
        found[f"{name}.bias"] = shift - mean * scale
    return found | state  # what is left over is for load_state_dict to complain of


_NORM_AFTER = {
    "_conv_stem": "_bn0",
    "_conv_head": "_bn1",
    "_expand_conv": "_bn0",
    "_depthwise_conv": "_bn1",
    "_project_conv": "_bn2",
}
_NAMES = {
    "_conv_stem": "stem",
    "_conv_head": "head",
    "_expand_conv": "expand",
    "_depthwise_conv": "depthwise",
    "_project_conv": "project",
}
