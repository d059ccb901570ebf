"""How many near copies are found, what is called one that is none, and how long that takes.

    python -m tests.benchmarks.duplicates FOLDER… [--alike FOLDER…] [--cache FILE] [--show DIR]
    python -m tests.benchmarks.duplicates --scale 100000

Of some photos of each folder near copies are made: compressed, made smaller, cut, brightened. As
many pictures as there are of the same scenes with somebody else in it stand for bursts. They are
looked for among the other photos, of which every pair that is called near is put into DIR to be
looked at. Folders after ``--alike`` hold photos that look alike and are not the same: shots of one
shelf, receipts. ``--scale`` measures the time for made-up photos, a fiftieth of which are copies.
"""

import argparse
import io
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from indexer.catalog import Catalog
from indexer.duplicates import alike_steps
from indexer.extract import THUMBNAIL_SIDE
from indexer.fingerprint import (
    SIDE,
    Pixels,
    as_pixels,
    differences,
    fingerprint,
    hashes,
    may_be_pages,
)
from indexer.library import Library
from indexer.likeness import BARELY_COSINE, NEAR_COSINE, judge
from indexer.loading import open_model
from indexer.neighbours import Pairs, Sketches, near_hashes
from indexer.records import Stat
from indexer.rows import Row
from indexer.store import Store
from indexer.vectors import EXTRA
from mate_core.pixels import to_pixels
from mate_core.text import finish

BATCH = 16
Change = Callable[[Image.Image], Image.Image]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--alike", nargs="*", type=Path, default=[])
    parser.add_argument("--bases", type=int, default=40, help="photos of each folder to copy")
    parser.add_argument("--others", type=int, default=2500, help="other photos of each folder")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--show", type=Path)
    parser.add_argument("--scale", type=int)
    arguments = parser.parse_args()
    if arguments.scale:
        measure_time(arguments.scale)
        return
    if arguments.cache and arguments.cache.is_file():
        seen = Seen.load(arguments.cache)
    else:
        number = arguments.bases, arguments.others
        seen = see(list(pictures(arguments.folders, arguments.alike, *number)))
        if arguments.cache:
            seen.save(arguments.cache)
    measure_quality(seen, arguments.show)


# --- pictures ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """``scene`` is the number of the photo that it was made of; ``kind`` how."""

    kind: str
    scene: int
    name: str
    make: Callable[[], Image.Image]


def encoded(image: Image.Image, kind: str, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, kind, quality=quality)
    return Image.open(buffer).convert("RGB")


def scaled(image: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)


def cut(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    width, height = image.size
    box = (width * left, height * top, width * (1 - right), height * (1 - bottom))
    return image.crop(tuple(map(round, box)))  # type: ignore[arg-type]


def light(image: Image.Image, factor: float) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(factor)


def as_jpeg(change: Change, quality: int = 90) -> Change:
    return lambda image: encoded(change(image), "JPEG", quality)


CHANGES: dict[str, Change] = {
    "JPEG 90": as_jpeg(lambda image: image),
    "JPEG 60": as_jpeg(lambda image: image, 60),
    "JPEG 30": as_jpeg(lambda image: image, 30),
    "WebP 75": lambda image: encoded(image, "WEBP", 75),
    "PNG": lambda image: image.copy(),
    "half": as_jpeg(lambda image: scaled(image, 0.5), 85),
    "quarter": as_jpeg(lambda image: scaled(image, 0.25), 85),
    "half, JPEG 30": as_jpeg(lambda image: scaled(image, 0.5), 30),
    "cut 2 %": as_jpeg(lambda image: cut(image, 0.01, 0.01, 0.01, 0.01)),
    "cut 5 %": as_jpeg(lambda image: cut(image, 0.025, 0.025, 0.025, 0.025)),
    "cut 5 % at one side": as_jpeg(lambda image: cut(image, 0.05, 0, 0, 0)),
    "cut 5 % at a corner": as_jpeg(lambda image: cut(image, 0, 0, 0.05, 0.05)),
    "quarter, cut 5 %": as_jpeg(lambda i: scaled(cut(i, 0.03, 0.02, 0.02, 0.03), 0.25), 60),
    "light + 15 %": as_jpeg(lambda image: light(image, 1.15)),
    "light - 15 %": as_jpeg(lambda image: light(image, 0.85)),
    "light + 30 %": as_jpeg(lambda image: light(image, 1.3)),
    "light - 30 %": as_jpeg(lambda image: light(image, 0.7)),
    "contrast + 20 %": as_jpeg(lambda image: ImageEnhance.Contrast(image).enhance(1.2)),
}
MOMENT = "another moment"


def another_moment(image: Image.Image, other: Image.Image, rng: random.Random) -> Image.Image:
    """The camera has moved a little, and in a part of the picture there is something else."""
    width, height = image.size
    moved = cut(image, *(rng.uniform(0, 0.02) for _ in range(4))).resize((width, height))
    size = (round(width * rng.uniform(0.12, 0.25)), round(height * rng.uniform(0.25, 0.5)))
    place = (rng.randrange(width - size[0]), rng.randrange(height // 4, height - size[1]))
    shape = Image.new("L", size, 0)
    ImageDraw.Draw(shape).ellipse((0, 0, size[0] - 1, size[1] - 1), fill=255)
    shape = shape.filter(ImageFilter.GaussianBlur(2))
    part = other.resize((width, height))
    box = (*place, place[0] + size[0], place[1] + size[1])
    moved.paste(part.crop(box), place, shape)
    return encoded(moved, "JPEG", 90)


def pictures(
    folders: Sequence[Path], alike: Sequence[Path], bases: int, most: int
) -> Iterator[Picture]:
    """All of them: originals, near copies, other moments, other photos, look-alikes."""
    rng = random.Random(1)
    scene = 0
    for folder in folders:
        paths = sorted(path for path in folder.rglob("*") if path.suffix in (".jpg", ".png"))
        rng.shuffle(paths)
        others = paths[bases : bases + most]
        for number, path in enumerate(paths[:bases]):
            # These photos are small. Every other one is made as large as photos are, so that a
            # quarter of it is still a picture.
            large = 4 if number % 2 else 1

            def opened(path: Path = path, large: int = large) -> Image.Image:
                return scaled(Image.open(path).convert("RGB"), large)

            size = "large " if large > 1 else "small "
            yield Picture("original", scene, str(path), opened)
            for name, change in CHANGES.items():
                yield Picture(size + name, scene, str(path), lambda c=change, o=opened: c(o()))
            for other in rng.sample(others, 2):
                seed = rng.random()

                def moment(
                    o: Callable[[], Image.Image] = opened, other: Path = other, seed: float = seed
                ) -> Image.Image:
                    return another_moment(
                        o(), Image.open(other).convert("RGB"), random.Random(seed)
                    )

                yield Picture(MOMENT, scene, str(path), moment)
            scene += 1
        for path in others:
            yield Picture("other", scene, str(path), lambda p=path: Image.open(p).convert("RGB"))
            scene += 1
    for folder in alike:
        for path in sorted(folder.glob("*.jpg")):
            yield Picture(
                f"alike: {folder.name}",
                scene,
                str(path),
                lambda p=path: Image.open(p).convert("RGB"),
            )
            scene += 1


@dataclass(frozen=True)
class Seen:
    """All pictures as the library would have them."""

    kinds: NDArray[np.str_]
    scenes: NDArray[np.int64]
    names: NDArray[np.str_]
    looks: NDArray[np.uint8]  # (n, SIDE * SIDE)
    vectors: NDArray[np.float32]  # (n, dim)

    def save(self, path: Path) -> None:
        np.savez(path, **{name: getattr(self, name) for name in self.__dataclass_fields__})

    @classmethod
    def load(cls, path: Path) -> "Seen":
        with np.load(path) as data:
            return cls(**{name: data[name] for name in cls.__dataclass_fields__})

    @property
    def pixels(self) -> Pixels:
        return as_pixels([row.tobytes() for row in self.looks])


def see(all_: Sequence[Picture]) -> Seen:
    """Take fingerprints and embeddings."""
    model = open_model("starter")
    looks: list[NDArray[np.uint8]] = []
    vectors: list[NDArray[np.float32]] = []
    squares: list[NDArray[np.uint8]] = []
    started = time.monotonic()
    for number, picture in enumerate(all_, 1):
        image = picture.make().convert("RGB")
        image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
        looks.append(np.frombuffer(fingerprint(image), np.uint8))
        squares.append(to_pixels(image, model.image_size))
        if len(squares) == BATCH or number == len(all_):
            vectors.append(model.embed_images(np.stack(squares)))
            squares.clear()
        if number % 500 == 0:
            print(f"{number} of {len(all_)} seen, {time.monotonic() - started:.0f} s", flush=True)
    return Seen(
        np.array([picture.kind for picture in all_]),
        np.array([picture.scene for picture in all_]),
        np.array([picture.name for picture in all_]),
        np.stack(looks),
        np.concatenate(vectors),
    )


# --- quality -------------------------------------------------------------------------------


def measure_quality(seen: Seen, show: Path | None) -> None:
    original = {scene: at for at, scene in enumerate(seen.scenes) if seen.kinds[at] == "original"}
    pixels, vectors = seen.pixels, seen.vectors

    def judged(pairs: Pairs) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        cosines = (vectors[pairs[:, 0]] * vectors[pairs[:, 1]]).sum(axis=1)
        found = differences(pixels[pairs[:, 0]], pixels[pairs[:, 1]])
        return judge(cosines, found, may_be_pages(pixels)[pairs].any(axis=1))

    # Near copies among all other photos, which are in the way of those that look for neighbours.
    whole = np.flatnonzero(~np.char.startswith(seen.kinds, "alike"))
    sketches = Sketches(vectors.shape[1])
    sketches.add(vectors[whole])
    proposed = whole[
        np.concatenate(
            [finish(near_hashes(hashes(pixels[whole]))), finish(sketches.near(NEAR_COSINE))]
        )
    ]
    known = {tuple(sorted(pair)) for pair in proposed.tolist()}
    print(f"\n{'':24}found  both agree  proposed  (of one photo and what was made of it)")
    for kind in sorted(
        {kind for kind in seen.kinds if kind[:6] in ("small ", "large ")} | {MOMENT}
    ):
        at = np.flatnonzero(seen.kinds == kind)
        pairs = np.array([(original[seen.scenes[one]], one) for one in at])
        near, similar = judged(pairs)
        there = np.array([tuple(sorted(pair)) in known for pair in pairs.tolist()])
        line = f"{kind:24}{(near & there).mean():.3f}  {near.mean():.3f}       {there.mean():.3f}"
        print(line + (f"     similar {similar.mean():.3f}" if kind == MOMENT else ""))

    print("\npairs of different photos that are called near, and similar")
    for kind in ["other", *sorted({k for k in seen.kinds if k.startswith("alike")})]:
        at = np.flatnonzero(seen.kinds == kind)
        pairs = all_pairs(vectors[at], hashes(pixels[at]))
        near, similar = judged(at[pairs]) if len(pairs) else (np.zeros(0, bool),) * 2
        print(f"{kind:24}{len(at)} photos: {near.sum()} near, {similar.sum()} similar")
        if show:
            for name, called in (("near", near), ("similar", similar)):
                put(seen, at[pairs][called], show, f"{kind.replace(': ', '-')}-{name}")


def all_pairs(vectors: NDArray[np.float32], hashed: NDArray[np.uint64]) -> Pairs:
    """All pairs that might be called anything, found by comparing all with all."""
    found = [np.zeros((0, 2), np.int64)]
    for start in range(0, len(vectors), 500):
        rows = slice(start, start + 500)
        cosines = vectors[rows] @ vectors.T
        bits = np.bitwise_count(hashed[rows, None] ^ hashed[None, :])
        worth = (cosines >= NEAR_COSINE) | ((cosines >= BARELY_COSINE) & (bits <= 16))
        one, other = np.nonzero(np.triu(worth, start + 1))
        found.append(np.stack([one + start, other], axis=1))
    return np.concatenate(found)


def put(seen: Seen, pairs: Pairs, folder: Path, name: str, most: int = 60) -> None:
    """Draw pairs side by side."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in range(0, min(len(pairs), most), 20):
        sheet = Image.new("RGB", (4 * 330, 5 * 170), "white")
        for place, pair in enumerate(pairs[page : page + 20].tolist()):
            for side, at in enumerate(pair):
                image = Image.open(seen.names[at]).convert("RGB")
                image.thumbnail((158, 158))
                sheet.paste(image, (place % 4 * 330 + side * 160, place // 4 * 170))
        sheet.save(folder / f"{name}-{page}.jpg")


# --- time ----------------------------------------------------------------------------------


def measure_time(count: int) -> None:
    """Of finding all groups among made-up photos, of which a fiftieth are near copies."""
    rng = np.random.default_rng(1)
    dim, topics = 384, 500
    vectors = rng.normal(size=(topics, dim)).astype(np.float32)[rng.integers(0, topics, count)]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors += 0.06 * rng.normal(size=vectors.shape).astype(np.float32)
    coarse = rng.normal(size=(count, 6, 6)).astype(np.float32)
    looks = np.clip(128 + 40 * coarse.repeat(SIDE // 6, 1).repeat(SIDE // 6, 2), 0, 255)
    copies = count // 50
    vectors[-copies:] = vectors[:copies] + 0.01 * rng.normal(size=(copies, dim))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    looks[-copies:] = looks[:copies] + rng.normal(size=(copies, SIDE, SIDE))
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        catalog = Catalog(library.catalog)
        store = Store(library.store, "m", dim + EXTRA)
        fill(catalog, store, vectors, looks.astype(np.uint8))
        while store.hold_step():
            pass
        longest, started = 0.0, time.process_time()
        steps = alike_steps(catalog, store, library, "m", {})
        while True:
            step = time.process_time()
            try:
                next(steps)
            except StopIteration as end:
                groups = end.value
                break
            finally:
                longest = max(longest, time.process_time() - step)
        spent = time.process_time() - started
        catalog.close()
    near = sum(group.likeness == "near" for group in groups)
    print(
        f"{count:,} photos: {spent:.2f} s of processor time, the longest step {longest:.3f} s; "
        f"{near} of {copies} copies found"
    )


def fill(
    catalog: Catalog, store: Store, vectors: NDArray[np.float32], looks: NDArray[np.uint8]
) -> None:
    with catalog.transaction():
        catalog.put_pending(
            (f"/photos/{number}.jpg", Stat(1_000_000, number, 1, number + 1))
            for number in range(len(vectors))
        )
    for record in catalog.next_pending(-1, ()):
        number = int(Path(record.path).stem)
        catalog.begin_content(f"{number:064x}", "m", "photo")
        catalog.finish_content(
            f"{number:064x}", "m", [(0, 4000, 3000, 0)], [record], look=looks[number].tobytes()
        )
    beside = np.zeros((len(vectors), EXTRA), np.float32)
    rows = np.concatenate([vectors, beside], axis=1)
    for start in range(0, len(rows), 10_000):
        store.append(
            [
                Row(f"{start + at:064x}", "photo", 0, 0, "", (), row)
                for at, row in enumerate(rows[start : start + 10_000])
            ]
        )


if __name__ == "__main__":
    main()
