"""Draws the window's pictures in ``docs/screenshots``: the real one, off screen, at work.

    python -m tools.screenshots [NAME …] [--out DIR]
    python -m tools.screenshots --every --scale 2 --size 800x600 --theme dark --language de

Indexes the sample library of `tools.demo`, with some copies beside it, asks it what the pictures
show, and draws each in 256 colours. Without a name those of the documentation are drawn, with
``--every`` all screens. How a picture differs from the usual stands in its name.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import ExifTags, Image

from tools import demo
from tools.screens import OTHERS, PICTURES, TAKEN, Screen

if TYPE_CHECKING:
    from app.worker_client import WorkerHandle

OUT = Path(__file__).parent.parent / "docs" / "screenshots"


@dataclass(frozen=True)
class Look:
    """How the window is drawn."""

    width: int = 1180
    height: int = 780
    scale: float = 1.0
    theme: str = "light"
    language: str = "en"

    @property
    def suffix(self) -> str:
        """What is not as usual, for a file's name."""
        parts = []
        if (self.width, self.height) != (USUAL.width, USUAL.height):
            parts.append(f"{self.width}x{self.height}")
        if self.scale != USUAL.scale:
            parts.append(f"{self.scale:g}x")
        if self.theme != USUAL.theme:
            parts.append(self.theme)
        if self.language != USUAL.language:
            parts.append(self.language)
        return "".join(f"-{part}" for part in parts)


USUAL = Look()


@contextmanager
def opened(home: Path, look: Look, library: Path | None = None) -> Iterator[Screen]:
    """The window, with its model loaded, on another library where one is named."""
    library = library or home / "library"
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(look.scale)
    os.environ["MATE_MODELS"] = str(home / "models")  # not those of whoever draws it
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from app import language, theme
    from app.main_window import MainWindow
    from app.worker_client import WorkerClient

    def start_worker() -> WorkerHandle:
        from indexer import worker

        return worker.start(library)

    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication([])
    if known is None:
        language.speak(app, look.language)
    theme.apply(app, Qt.ColorScheme.Dark if look.theme == "dark" else Qt.ColorScheme.Light)
    client = WorkerClient(start_worker)
    window = MainWindow(client, library)
    screen = Screen(window, home, app.processEvents)

    def model_is_ready() -> bool:
        if client.model is not None and client.model.state == "failed":
            raise RuntimeError(client.model.message)
        return client.model is not None and client.model.state == "ready"

    try:
        window.resize(look.width, look.height)
        window.show()
        client.start()
        screen.wait(model_is_ready, "the model")
        yield screen
    finally:
        window.close()
        client.join()


def draw(
    name: str, home: Path, picture: Path, look: Look = USUAL, library: Path | None = None
) -> None:
    """Draw one picture of the sample library in ``home``.

    Raises:
        RuntimeError: the window does not come to what is to be shown.
    """
    from PySide6.QtCore import QBuffer

    if name == "dark":
        look = replace(look, theme="dark")
    with opened(home, look, library) as screen:
        shown = (PICTURES | OTHERS)[name](screen)
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        if not shown.grab().save(buffer, "PNG"):
            raise RuntimeError(f"the picture {picture} could not be drawn")
    picture.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(bytes(buffer.data().data()))) as drawn:
        drawn.convert("RGB").quantize(256).save(picture, optimize=True)


@contextmanager
def new_user(home: Path) -> Iterator[Path]:
    """The home of a person with pictures and documents and without a library."""
    former = dict(os.environ)
    folder = home / "you"
    for name in ("Pictures", "Documents"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    # What has been made of the model serves this one too.
    os.environ.setdefault("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    os.environ["HOME"] = str(folder)
    try:
        yield folder / ".local" / "share" / "mate"
    finally:
        os.environ.clear()
        os.environ.update(former)


def add_camera(home: Path) -> None:
    """Let a photo tell what the sample's do not: the camera here is made up, the place is not."""
    path = home / "sample" / "Photos" / TAKEN
    with Image.open(path) as photo:
        exif = photo.getexif()
        exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Fujifilm", "X-T3"
        exif[ExifTags.Base.ImageDescription] = "The tower over the lake, from the boat"
        exif.get_ifd(ExifTags.IFD.Exif).update(
            {
                ExifTags.Base.DateTimeOriginal: "2019:05:12 14:03:11",
                ExifTags.Base.ExposureTime: 1 / 250,
                ExifTags.Base.FNumber: 5.6,
                ExifTags.Base.ISOSpeedRatings: 400,
                ExifTags.Base.FocalLength: 35.0,
            }
        )
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                ExifTags.GPS.GPSLatitudeRef: "N",
                ExifTags.GPS.GPSLatitude: (39.0, 59.0, 50.0),
                ExifTags.GPS.GPSLongitudeRef: "E",
                ExifTags.GPS.GPSLongitude: (116.0, 16.0, 31.0),
            }
        )
        photo.save(path, exif=exif, quality=95)
    demo.mate(home, "index", path.parent)


def add_copies(home: Path) -> None:
    """Put copies beside the sample's photos: smaller, cut and to the byte."""
    photos = home / "sample" / "Photos"
    with Image.open(photos / "coffee.jpg") as coffee:
        coffee.resize((coffee.width // 2, coffee.height // 2)).save(photos / "coffee small.jpg")
        coffee.crop((6, 6, coffee.width - 6, coffee.height - 6)).save(photos / "coffee cut.jpg")
    shutil.copyfile(photos / "dahlia.jpg", photos / "dahlia (copy).jpg")
    demo.mate(home, "index", photos)


def add_dates(home: Path) -> None:
    """Let photos tell when and with what they were taken; both are made up."""
    photos = sorted((home / "sample" / "Photos").glob("*.jpg"))
    for number, path in enumerate(photos):
        with Image.open(path) as photo:
            exif = photo.getexif()
            maker, model = (("Fujifilm", "X-T3"), ("Nikon", "D750"))[number % 3 == 0]
            exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = maker, model
            taken = f"{2019 + number % 4 // 2 * 2}:{1 + number * 5 % 12:02}:1{number % 9} 12:00:00"
            exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
            photo.save(path, exif=exif, quality=95)
    demo.mate(home, "index", home / "sample" / "Photos")


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def main() -> int:
    """Draw the pictures that are named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    every = PICTURES | OTHERS
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(every))
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--every", action="store_true", help="draw every screen there is")
    parser.add_argument("--size", type=_size, default=(Look.width, Look.height), metavar="WxH")
    parser.add_argument("--scale", type=float, default=Look.scale, help="of the screen, as 2")
    parser.add_argument("--theme", choices=("light", "dark"), default=Look.theme)
    parser.add_argument("--language", default=Look.language, help="en, de or zh_CN")
    arguments = parser.parse_args()
    look = Look(
        width=arguments.size[0],
        height=arguments.size[1],
        scale=arguments.scale,
        theme=arguments.theme,
        language=arguments.language,
    )
    if unknown := set(arguments.names) - every.keys():
        parser.error(f"there is no picture {', '.join(sorted(unknown))}")
    # Where it lies can be read in some of them.
    with tempfile.TemporaryDirectory(prefix="mate-") as scratch:
        home = Path(scratch)
        demo.index(home)
        names = arguments.names or (every if arguments.every else PICTURES)
        # What changes the photos comes last.
        last = ("browse", "duplicates")
        for name in sorted(names, key=lambda name: last.index(name) if name in last else -1):
            picture = arguments.out / f"{name}{look.suffix}.png"
            if name == "duplicates":
                add_copies(home)
            if name == "facts":
                add_camera(home)
            if name == "browse":
                add_dates(home)
            if name == "first":
                with new_user(home) as library:
                    draw(name, home, picture, look, library)
            else:
                draw(name, home, picture, look)
            print(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
