"""Draws the program's icon in the sizes that desktops ask for, from ``resources/icons/mate.svg``.

python -m tools.icons [--out DIR]
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

SVG = Path(__file__).parent.parent / "resources" / "icons" / "mate.svg"
OUT = SVG.parent / "hicolor"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def main() -> None:
    """Draw them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    draw(parser.parse_args().out)


def draw(out: Path) -> None:
    """Draw the icon in every size, as an icon theme has them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QImageReader

    for size in SIZES:
        reader = QImageReader(str(SVG))
        reader.setScaledSize(QSize(size, size))
        place = out / f"{size}x{size}" / "apps" / "mate.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        if not reader.read().save(str(place)):
            raise OSError(f"{place} cannot be written")
    scalable = out / "scalable" / "apps" / "mate.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SVG, scalable)


if __name__ == "__main__":
    main()
