"""The models that MATE is compared with: CLIP, Long-CLIP, ALIGN, BLIP, and our own small VLM.

Each has a text tower that reads so many tokens and no more. They read as they are published: of a
long text the first window is embedded, and the rest is never seen. That is the point of the
comparison. Photos are squashed to a square, as for Mate's own models, where the published numbers
come from a crop.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from mate_core.errors import MissingWeights
from mate_core.model import Embedder, load_model

if TYPE_CHECKING:
    from mate_core.encoders.dual import DualEncoder

BASELINES = ("clip", "long-clip", "align", "blip", "vlm")


@runtime_checkable
class Truncating(Protocol):
    """An embedder that is to be given texts whole, and cuts them at so many tokens.

    `mate_core.evaluate` embeds a text for it as it stands, not by its sentences.
    """

    truncates_at: int


def open_model(name: str, *, on_status: Callable[[str], None] | None = None) -> Embedder:
    """A baseline by a name such as ``clip:FOLDER``, or else one of Mate's models.

    Raises:
        ModelError: one of its kinds, when the model is missing, altered or cannot be run.
    """
    if name.partition(":")[0] in BASELINES:
        return load_baseline(name)
    return load_model(name, on_status=on_status)


def load_baseline(name: str, *, dtype: str | None = None) -> DualEncoder:
    """Load a baseline onto the best device.

    Args:
        name: ``clip:``, ``long-clip:``, ``align:``, ``blip:`` or ``vlm:``, and a local folder or
            ``hub:ORGANISATION/NAME``; for the first two also ``ARCHITECTURE/PRETRAINED`` of
            open_clip.
        dtype: the numbers to compute in, of `mate_core.devices.DTYPES`; the device's own if None.

    Raises:
        ModelError: one of its kinds, when the model is missing, altered or cannot be run.
    """
    kind, _, source = name.partition(":")
    if kind not in BASELINES or not source:
        raise MissingWeights(
            f"{name}: a baseline is called KIND:FOLDER or KIND:hub:ORGANISATION/NAME, "
            f"the kind one of {', '.join(BASELINES)}"
        )
    if kind == "clip":
        from mate_core.encoders import open_clip

        return open_clip.load(source).to(dtype=dtype)
    if kind == "vlm":
        from mate_core.encoders import small_vlm

        return small_vlm.load(Path(source).expanduser()).to(dtype=dtype)
    if kind == "long-clip":
        from mate_core.evaluate.baselines import long_clip

        return long_clip.load(source).to(dtype=dtype)
    from mate_core.evaluate.baselines import hugging_face

    load = hugging_face.load_align if kind == "align" else hugging_face.load_blip
    return load(source).to(dtype=dtype)
