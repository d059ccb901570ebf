"""Draws the window's pictures in ``docs/screenshots``: the real one, off screen, at work.

    python -m tools.screenshots [NAME …] [--out DIR]

Indexes the sample library of `tools.demo`, with some copies beside it, asks it what the pictures
show, and draws each in 256 colours. Without a name all of them are drawn.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import ExifTags, Image

from tools import demo, sample_library

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTreeWidgetItem, QWidget

    from app.main_window import MainWindow
    from app.worker_client import WorkerHandle

OUT = Path(__file__).parent.parent / "docs" / "screenshots"
PATIENCE_SECONDS = 120.0
TAKEN = "palace.jpg"  # the photo that tells of its camera


class Screen:
    """A window on the sample library, off screen."""

    def __init__(self, window: MainWindow, home: Path, process_events: Callable[[], None]) -> None:
        self.window = window
        self.home = home
        self._process_events = process_events

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Let the window work until something holds."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not until():
            if time.monotonic() > deadline:
                raise RuntimeError(f"the window waited too long for {what}")
            self._process_events()
            time.sleep(0.01)

    def settle(self, seconds: float = 1.0) -> None:
        """Let the window work for a while: pictures are decoded behind."""
        until = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > until, "a moment")

    def ask(self, text: str, *photos: Path) -> None:
        """Ask, and wait for the answer."""
        answers: list[object] = []
        self.window.session.answered.connect(lambda done, _renewed: answers.append(done))
        if photos:
            self.window.composer.set_files(tuple(map(str, photos)))
        self.window.composer.set_text(text)
        self.window.composer.ask_now()
        self.wait(lambda: bool(answers) and not self.window.session.waiting, "the answer")
        self.settle()

    def look_at(self, kind: str, place: int = 0) -> None:
        """Look at a photo or page that was found."""
        shown: list[object] = []
        self.window._client.preview_ready.connect(shown.append)
        lists = {"photo": self.window.results.photos, "page": self.window.results.pages}
        lists[kind].list.select_row(place)
        self.wait(lambda: bool(shown), "the preview")
        self.settle()


def first(screen: Screen) -> QWidget:
    """What a person sees who has never seen it."""
    screen.wait(screen.window.first_run.isVisible, "the first start")
    return screen.window


def facts(screen: Screen) -> QWidget:
    """What is known of a photo, among the newest."""
    results = screen.window.results
    screen.wait(lambda: bool(results.photos.list.hits.hits), "the newest")
    names = [Path(hit.path).name for hit in results.photos.list.hits.hits]
    screen.look_at("photo", names.index(TAKEN))
    table = screen.window.preview.details.table
    screen.wait(lambda: bool(table.said("exposure")), "what is known")
    screen.settle()
    return screen.window


def passage(screen: Screen) -> QWidget:
    """A long passage, and the page that is about it."""
    screen.ask(sample_library.PASSAGE.read_text("utf-8").strip())
    screen.look_at("page")
    return screen.window


def photo(screen: Screen) -> QWidget:
    """A photo that was dropped: what is like it, and the pages that speak of it."""
    screen.ask("", screen.home / "sample" / sample_library.QUERY_PHOTO)
    screen.look_at("page")
    return screen.window


def why(screen: Screen) -> QWidget:
    """Why a photo was found."""
    told: list[object] = []
    screen.window._client.photo_explained.connect(told.append)
    screen.ask("a cup of coffee")
    screen.look_at("photo")
    screen.window.preview.why.button.click()
    screen.wait(lambda: bool(told), "the reason")
    screen.settle()
    return screen.window


def parts(screen: Screen) -> QWidget:
    """Words and photos in one question, one of them pushed away, among JPEGs alone."""
    screen.ask("something to drink type:jpg")
    hits = screen.window.results.photos.list.hits.hits
    flower = next(hit for hit in hits if hit.path.endswith("dahlia.jpg"))
    cat = next(hit for hit in hits if hit.path.endswith("cat.jpg"))
    screen.window.composer.mark(flower, wanted=True)
    screen.window.composer.mark(cat, wanted=False)
    screen.settle(2.0)
    return screen.window


def order(screen: Screen) -> QWidget:
    """Filters in the question, and the answer by name."""
    screen.ask("-type:png after:2019")
    answers: list[object] = []
    screen.window.session.answered.connect(lambda done, _renewed: answers.append(done))
    screen.window.results.order.wanted.emit("name")
    screen.wait(lambda: bool(answers), "the answer by name")
    screen.settle()
    return screen.window


def duplicates(screen: Screen) -> QWidget:
    """What is there more than once."""
    found: list[object] = []
    screen.window._client.alike_found.connect(found.append)
    screen.window.library.show_duplicates()
    screen.wait(lambda: bool(found), "duplicates")
    screen.settle(2.0)
    return screen.window.library


def map_of_meaning(screen: Screen) -> QWidget:
    """What is in the library, like beside like."""
    page = screen.window.map
    screen.window.show_map()
    screen.wait(lambda: page.view.isVisible() and bool(page.view.map.items), "the map")
    screen.settle(2.0)
    return screen.window


def kept(screen: Screen) -> QWidget:
    """Saved searches and collections."""
    window = screen.window
    for text in ("flowers in a garden", "buildings far away"):
        screen.ask(text)
        window.keeping.save_search()
        screen.settle(0.5)
    window.show_sidebar(shown=True)
    window.results.photos.list.setFocus()
    screen.settle()
    return window


def browse(screen: Screen) -> QWidget:
    """The dates of the library, and the photos of one."""
    window = screen.window
    window.show_sidebar(shown=True)
    dates, folders, cameras, _ = window.keeping.sidebar.rows.sections()
    for section in (dates, folders, cameras):
        section.setExpanded(True)

    def years() -> list[QTreeWidgetItem]:
        rows = (dates.child(number) for number in range(dates.childCount()))
        return [row for row in rows if row is not None and row.text(0) == "2019"]

    screen.wait(lambda: bool(years()), "what there is to browse")
    years()[0].setExpanded(True)
    answers: list[object] = []
    window.session.answered.connect(lambda done, _renewed: answers.append(done))
    window.browsing.show_only("date:2019")
    screen.wait(lambda: bool(answers), "the photos of a year")
    window.results.photos.list.setFocus()
    screen.settle()
    return window


def settings(screen: Screen) -> QWidget:
    """How it indexes, as a person chooses."""
    screen.window.show_settings("indexing")
    dialog = screen.window._settings_dialog
    assert dialog is not None
    screen.wait(lambda: dialog.fields["speed"].isEnabled(), "the library's settings")
    screen.settle()
    return dialog


def models(screen: Screen) -> QWidget:
    """Which model finds."""
    screen.window.show_settings("models")
    dialog = screen.window._settings_dialog
    assert dialog is not None
    screen.wait(lambda: bool(dialog.models.rows), "the models")
    screen.settle()
    return dialog


PICTURES: dict[str, Callable[[Screen], QWidget]] = {
    "first": first,
    "facts": facts,
    "window": passage,
    "dark": passage,
    "photo": photo,
    "why": why,
    "parts": parts,
    "order": order,
    "duplicates": duplicates,
    "map": map_of_meaning,
    "browse": browse,
    "kept": kept,
    "settings": settings,
    "models": models,
}


@contextmanager
def opened(home: Path, *, dark: bool, library: Path | None = None) -> Iterator[Screen]:
    """The window, with its model loaded, on another library where one is named."""
    library = library or home / "library"
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["MATE_MODELS"] = str(home / "models")  # not those of whoever draws it
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from app import theme
    from app.main_window import MainWindow
    from app.worker_client import WorkerClient

    def start_worker() -> WorkerHandle:
        from indexer import worker

        return worker.start(library)

    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication([])
    theme.apply(app, Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
    client = WorkerClient(start_worker)
    window = MainWindow(client, library)
    screen = Screen(window, home, app.processEvents)

    def model_is_ready() -> bool:
        if client.model is not None and client.model.state == "failed":
            raise RuntimeError(client.model.message)
        return client.model is not None and client.model.state == "ready"

    try:
        window.resize(1180, 780)
        window.show()
        client.start()
        screen.wait(model_is_ready, "the model")
        yield screen
    finally:
        window.close()
        client.join()


def draw(name: str, home: Path, picture: Path, library: Path | None = None) -> None:
    """Draw one picture of the sample library in ``home``.

    Raises:
        RuntimeError: the window does not come to what is to be shown.
    """
    from PySide6.QtCore import QBuffer

    with opened(home, dark=name == "dark", library=library) as screen:
        shown = PICTURES[name](screen)
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


def add_copies(home: Path) -> None:
    """Put copies beside the sample's photos: smaller, cut and to the byte."""
    photos = home / "sample" / "Photos"
    with Image.open(photos / "coffee.jpg") as coffee:
        coffee.resize((coffee.width // 2, coffee.height // 2)).save(photos / "coffee small.jpg")
        coffee.crop((6, 6, coffee.width - 6, coffee.height - 6)).save(photos / "coffee cut.jpg")
    shutil.copyfile(photos / "dahlia.jpg", photos / "dahlia (copy).jpg")
    demo.mate(home, "index", photos)


def main() -> int:
    """Draw the pictures that are named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PICTURES))
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - PICTURES.keys():
        parser.error(f"there is no picture {', '.join(sorted(unknown))}")
    # Where it lies can be read in some of them.
    with tempfile.TemporaryDirectory(prefix="mate-") as scratch:
        home = Path(scratch)
        demo.index(home)
        names = arguments.names or PICTURES
        # What changes the photos comes last.
        last = ("browse", "duplicates")
        for name in sorted(names, key=lambda name: last.index(name) if name in last else -1):
            picture = arguments.out / f"{name}.png"
            if name == "duplicates":
                add_copies(home)
            if name == "facts":
                add_camera(home)
            if name == "browse":
                add_dates(home)
            if name == "first":
                with new_user(home) as library:
                    draw(name, home, picture, library)
            else:
                draw(name, home, picture)
            print(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
