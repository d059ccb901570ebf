"""EfficientNet-Lite2, the starter model's image encoder.

Written here in full, because the package that carries its weights carries no code. The network
is that of Tan and Le, "EfficientNet: Rethinking Model Scaling" (arXiv 1905.11946), in the "lite"
variant (no squeeze-and-excitation, ReLU6 for swish), with the paddings of its TensorFlow original.

It is cut in two, `lower` (blocks 0 to 10) and `upper` (blocks 11 to 20), because training caches
what the lower blocks give: they are never trained.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn
from torch.nn import functional

IMAGE_SIZE = 260
CHANNELS = 1280
LOWER_SHAPE = (88, 17, 17)
GRID = 3
"""The 9x9 map of the last layer is pooled to a grid of this side."""

_LOWER_BLOCKS = 11
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


class _SamePadConv(nn.Conv2d):
    """A convolution padded as TensorFlow pads "same": the odd pixel goes right and below."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, groups: int) -> None:
        super().__init__(inputs, outputs, kernel, stride, groups=groups, bias=False)
        self._reach = kernel
        self._step = stride

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002  (torch's own name)
        pads = []
        for side in (input.shape[-1], input.shape[-2]):
            out = -(-side // self._step)
            total = max((out - 1) * self._step + self._reach - side, 0)
            pads += [total // 2, total - total // 2]
        return super().forward(functional.pad(input, pads) if any(pads) else input)


def _conv_norm(
    inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1, act: bool = True
) -> nn.Sequential:
    layers: list[nn.Module] = [
        _SamePadConv(inputs, outputs, kernel, stride, groups),
        nn.BatchNorm2d(outputs, eps=_BATCH_NORM_EPSILON),
    ]
    return nn.Sequential(*layers, *([nn.ReLU6()] if act else []))


class _Block(nn.Module):
    """An inverted residual: expand, depthwise convolution, project, add the input back."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        self.expand = _conv_norm(inputs, wide) if expansion > 1 else nn.Identity()
        self.depthwise = _conv_norm(wide, wide, kernel, stride, groups=wide)
        self.project = _conv_norm(wide, outputs, act=False)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.project(self.depthwise(self.expand(x)))
        return x + y if self.residual else y


class EfficientNetLite2(nn.Module):
    """Pixels to a 1280-channel map, or to the 1,000 ImageNet logits it was trained with."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = _conv_norm(3, _STEM_CHANNELS, kernel=3, stride=2)
        blocks: list[nn.Module] = []
        channels = _STEM_CHANNELS
        for repeats, kernel, stride, expansion, outputs in _STAGES:
            for repeat in range(repeats):
                step = stride if repeat == 0 else 1
                blocks.append(_Block(channels, outputs, kernel, step, expansion))
                channels = outputs
        self.blocks = nn.Sequential(*blocks)
        self.head = _conv_norm(channels, CHANNELS)
        self.classifier = nn.Linear(CHANNELS, 1000)

    def lower(self, pixels: Tensor) -> Tensor:
        """``(n, 260, 260, 3)`` uint8 RGB to the output of block 10, ``(n, 88, 17, 17)``."""
        weights: Tensor = self.classifier.weight
        x = (pixels.permute(0, 3, 1, 2).to(weights.dtype) - _MEAN) / _STD
        out: Tensor = self.blocks[:_LOWER_BLOCKS](self.stem(x))
        return out

    def upper(self, lower: Tensor) -> Tensor:
        """The output of block 10 to the last map, ``(n, 1280, 9, 9)``."""
        out: Tensor = self.head(self.blocks[_LOWER_BLOCKS:](lower))
        return out

    def forward(self, pixels: Tensor) -> Tensor:
        """``(n, 260, 260, 3)`` uint8 RGB to the pooled grid, ``(n, 9, 1280)``."""
        return grid(self.upper(self.lower(pixels)))

    def logits(self, pixels: Tensor) -> Tensor:
        """``(n, 260, 260, 3)`` uint8 RGB to ``(n, 1000)`` ImageNet logits."""
        out: Tensor = self.classifier(self.upper(self.lower(pixels)).mean(dim=(2, 3)))
        return out


def grid(maps: Tensor) -> Tensor:
    """Average a ``(n, 1280, 9, 9)`` map over a 3x3 grid: ``(n, 9, 1280)``, row by row."""
    pooled = functional.avg_pool2d(maps, kernel_size=3, stride=3)
    return pooled.flatten(2).transpose(1, 2)


def from_packaged(state: Mapping[str, Tensor]) -> EfficientNetLite2:
    """Build the encoder, in eval mode, from the state dict of the weights package.

    Raises:
        RuntimeError: if a tensor is missing, left over, or of another shape.
    """
    model = EfficientNetLite2()
    model.load_state_dict({_rename(name): tensor for name, tensor in state.items()})
    return model.eval()


def _rename(name: str) -> str:
    parts = name.split(".")
    if parts[0] == "_blocks":
        layer = {
            "_expand_conv": "expand.0",
            "_bn0": "expand.1",
            "_depthwise_conv": "depthwise.0",
            "_bn1": "depthwise.1",
            "_project_conv": "project.0",
            "_bn2": "project.1",
        }[parts[2]]
        return f"blocks.{parts[1]}.{layer}.{parts[3]}"
    layer = {
        "_conv_stem": "stem.0",
        "_bn0": "stem.1",
        "_conv_head": "head.0",
        "_bn1": "head.1",
        "_fc": "classifier",
    }[parts[0]]
    return f"{layer}.{parts[1]}"
