"""Which files are alike: copies to the byte, one picture in several files, and look-alikes.

Copies are known by their content's hash; `indexer.likeness` finds the pictures that are near, and
those that are only similar, of which a person decides. All of it happens in short steps, so that
queries are answered in between.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from PIL import Image

from indexer.catalog import Catalog
from indexer.drives import Awaiting
from indexer.extract import RAW_ENDINGS
from indexer.fingerprint import fingerprint
from indexer.library import Library
from indexer.likeness import Pair, find_pairs, pairs_among
from indexer.messages import AlikeFile, AlikeGroup, Likeness
from indexer.records import Holder
from indexer.store import Store
from mate_core.text import Steps, finish

log = logging.getLogger(__name__)

LOOKS_PER_STEP = 32
CONTENTS_PER_STEP = 500
# How long nothing must have come, and how much of the time finding pictures may take.
NEAR_SETTLE_SECONDS = 5.0
NEAR_SHARE = 0.05
MOST_GROUPS, MOST_FILES = 500, 500
# A cut of some percent at one side changes a picture's shape a little.
MOST_STRETCH = 1.15


def take_looks(catalog: Catalog, library: Library) -> bool:
    """Take some photos' fingerprints from their thumbnails; False when all have been taken.

    Only those that an older Mate has read are without.
    """
    contents = catalog.alike.unseen(LOOKS_PER_STEP)
    if contents:
        catalog.alike.set_looks({content: _look_at(library, content) for content in contents})
    return bool(contents)


def unseen_looks(catalog: Catalog, library: Library) -> Iterator[tuple[str, bytes]]:
    """The same for one who may not write to the catalog: all that it lacks, by content."""
    for content in catalog.alike.unseen(-1):
        yield content, _look_at(library, content)


def _look_at(library: Library, content: str) -> bytes:
    """The fingerprint of a photo by its thumbnail; empty where there is none to be read."""
    path = library.thumbnail(content, 0)
    try:
        with Image.open(path, formats=("JPEG",)) as image:
            return fingerprint(image)
    except (OSError, SyntaxError, ValueError) as error:
        log.warning("no fingerprint can be taken of %s: %s", path, error)
        return b""


def alike_steps(
    catalog: Catalog,
    store: Store | None,
    library: Library,
    model: str,
    looks: Mapping[str, bytes],
) -> Steps[tuple[AlikeGroup, ...]]:
    """Find all groups, in short pieces; those first of which most bytes can go.

    Args:
        catalog: the truth about files.
        store: the model's table; without one only copies are found.
        library: where thumbnails lie.
        model: whose contents are looked at.
        looks: fingerprints that the catalog does not have, by content.

    Raises:
        StoreError, CatalogFault: something cannot be read.
    """
    near: Sequence[Pair] = ()
    similar: Sequence[Pair] = ()
    if store is not None:
        near, similar = yield from find_pairs(catalog, store, model, looks)
    contents = {*catalog.alike.doubled(model), *(one for pair in (*near, *similar) for one in pair)}
    files: dict[str, list[Holder]] = {}
    for part in _parts(sorted(contents)):
        files.update(_files_of(catalog.alike.holders(part)))
        yield
    groups = _groups(files, near, similar, library)
    found = []
    for group in groups:
        found.append(group)
        if len(found) % CONTENTS_PER_STEP == 0:
            yield
    return tuple(sorted(found, key=_weight))


def near_among(
    photos: Sequence[str], catalog: Catalog, store: Store, library: Library
) -> dict[str, tuple[str, ...]]:
    """Which of some photos are one picture, by the rules that `OnePicture` goes by with all.

    For who answers once and has not compared all there are. What is not among these photos is
    not told.

    Raises:
        StoreError, CatalogFault: something cannot be read.
    """
    looks: dict[str, bytes] = {}
    for part in _parts(sorted(set(photos))):
        looks |= catalog.alike.looks_of(part)
        missing = [content for content in part if content not in looks]
        looks |= {content: _look_at(library, content) for content in missing}
    near, _ = finish(pairs_among(catalog, store, looks))
    files = {}
    for part in _parts(sorted({content for pair in near for content in pair})):
        files.update(_files_of(catalog.alike.holders(part)))
    return near_contents(_groups(files, near, (), library))


class OnePicture:
    """Which contents are one picture, as hits are told, found anew while nothing else is to do.

    ``known`` is what was found last, all contents of a picture by each of them. What is found by
    comparing is told when someone asks; so it may be late, and takes a small share of the time.
    """

    def __init__(self) -> None:
        self.known: dict[str, tuple[str, ...]] = {}
        self._steps: Awaiting[tuple[AlikeGroup, ...]] | None = None
        self._stale = True
        self._due = self._took = 0.0

    def note_change(self) -> None:
        """Contents come or go; it is looked when that has been over for a moment."""
        self._stale = True
        self._due = max(self._due, time.monotonic() + NEAR_SETTLE_SECONDS)

    def step(self, find: Callable[[], Awaiting[tuple[AlikeGroup, ...]]]) -> bool:
        """Do a short piece of finding them, if that is to be done; whether it was."""
        began = time.monotonic()
        if self._steps is None:
            if not self._stale or began < self._due:
                return False
            self._took = 0.0
            self._steps = find()
            self._stale = False
        steps, self._steps = self._steps, None
        stale, self._stale = self._stale, True  # one that fails begins again
        self._due = began + NEAR_SETTLE_SECONDS
        try:
            next(steps)
            self._steps = steps
        except StopIteration as end:
            self.known = near_contents(end.value)
        self._stale = stale
        self._took += time.monotonic() - began
        self._due = time.monotonic() + max(NEAR_SETTLE_SECONDS, self._took / NEAR_SHARE)
        return True


def near_contents(groups: Iterable[AlikeGroup]) -> dict[str, tuple[str, ...]]:
    """The contents that are one picture, by each of them; those of `alike_steps`."""
    near = {}
    for group in groups:
        if group.likeness == "near":
            contents = tuple(dict.fromkeys(file.content for file in group.files))
            near.update(dict.fromkeys(contents, contents))
    return near


def foremost(groups: Sequence[AlikeGroup]) -> tuple[AlikeGroup, ...]:
    """As many groups, and of each as many files, as a person can look at.

    Of a hundred thousand copies nobody would see the end, and the window would wait for them.
    """
    chosen: list[AlikeGroup] = []
    for similar in (False, True):
        of_kind = (group for group in groups if (group.likeness == "similar") is similar)
        for group in islice(of_kind, MOST_GROUPS):
            files = group.files[:MOST_FILES]
            there = {file.path for file in files}
            surplus = tuple(path for path in group.surplus if path in there)
            chosen.append(replace(group, files=files, surplus=surplus))
    return tuple(chosen)


def _parts(contents: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(contents), CONTENTS_PER_STEP):
        yield contents[start : start + CONTENTS_PER_STEP]


def _files_of(holders: Iterable[Holder]) -> dict[str, list[Holder]]:
    """The files of each content, the best first."""
    held: dict[str, list[Holder]] = {}
    for holder in holders:
        held.setdefault(holder.content, []).append(holder)
    return {content: _best_first(_apart(files)) for content, files in held.items()}


def _apart(files: Sequence[Holder]) -> list[Holder]:
    """Files without those that are one by two names: the one would go with the other."""
    found: dict[object, Holder] = {}
    for file in files:
        identity = (file.stat.device, file.stat.inode) if file.stat.inode else file.path
        found.setdefault(identity, file)
    return list(found.values())


def _best_first(files: Iterable[Holder]) -> list[Holder]:
    """The largest first, of these one with a sidecar, and of these the oldest."""
    return sorted(
        files,
        key=lambda file: (
            not file.there,
            -file.width * file.height,
            not file.sidecar,
            file.stat.mtime,
            file.path,
        ),
    )


def _groups(
    files: Mapping[str, list[Holder]],
    near: Iterable[Pair],
    similar: Iterable[Pair],
    library: Library,
) -> Iterator[AlikeGroup]:
    """Groups of contents' files, which come best first."""
    ranked = _best_first(held[0] for held in files.values())
    order = [holder.content for holder in ranked]
    near = [pair for pair in near if _both(pair, files) and not _is_raw_pair(pair, files)]
    similar = [pair for pair in similar if _both(pair, files) and not _is_raw_pair(pair, files)]
    similar += [pair for pair in near if _are_two(pair, files)]
    near = [pair for pair in near if not _are_two(pair, files)]
    # All are compared with the one that is kept, never with one that would go: likeness by way of
    # a third picture leads from one thing to another.
    centre: dict[str, str] = {}
    for star in _stars(order, near):
        centre.update(dict.fromkeys(star, star[0]))
        group = _best_first(file for content in star for file in files[content])
        if len(group) > 1:
            yield _group("near" if len(star) > 1 else "same", group, library)
    apart = [(centre[one], centre[other]) for one, other in (*near, *similar)]
    for star in _stars(order, [pair for pair in apart if pair[0] != pair[1]]):
        if len(star) > 1:
            oldest = sorted((files[content][0] for content in star), key=_moment)
            yield _group("similar", oldest, library)


def _both(pair: Pair, files: Collection[str]) -> bool:
    return pair[0] in files and pair[1] in files


def _are_two(pair: Pair, files: Mapping[str, list[Holder]]) -> bool:
    """Whether these are two pictures, however alike: of two moments, or of two shapes."""
    one, other = (files[content][0] for content in pair)
    moments = one.taken[:19], other.taken[:19]
    if all(moments) and moments[0] != moments[1]:
        return True
    low, high = sorted((one.width * other.height, other.width * one.height))
    return high > MOST_STRETCH * low


def _is_raw_pair(pair: Pair, files: Mapping[str, list[Holder]]) -> bool:
    """Whether one is a raw photo, and the other what the camera has made of it beside it."""
    one, other = (dict(os.path.splitext(file.path) for file in files[each]) for each in pair)
    return any(
        (one[stem].lower() in RAW_ENDINGS) != (other[stem].lower() in RAW_ENDINGS)
        for stem in one.keys() & other.keys()
    )


def _stars(order: Sequence[str], pairs: Iterable[Pair]) -> Iterator[list[str]]:
    """Each content that is still free, in their order, with the free ones that it pairs with."""
    beside: dict[str, list[str]] = {}
    for one, other in pairs:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    taken: set[str] = set()
    for content in order:
        if content not in taken:
            star = [content, *dict.fromkeys(c for c in beside.get(content, ()) if c not in taken)]
            taken.update(star)
            yield star


def _moment(file: Holder) -> tuple[str, int, str]:
    return file.taken[:19], file.stat.mtime, file.path


def _group(likeness: Likeness, files: Sequence[Holder], library: Library) -> AlikeGroup:
    surplus: tuple[str, ...] = ()
    if likeness != "similar" and files[0].there:
        # What a person has written of a file in its sidecar would be lost with it.
        surplus = tuple(file.path for file in files[1:] if file.there and not file.sidecar)
    return AlikeGroup(likeness, tuple(_shown(file, library) for file in files), surplus)


def _shown(file: Holder, library: Library) -> AlikeFile:
    page = 0 if file.photo else 1
    return AlikeFile(
        path=file.path,
        content=file.content,
        thumbnail=str(library.thumbnail(file.content, page)),
        size=file.stat.size,
        mtime=file.stat.mtime,
        width=file.width,
        height=file.height,
        taken=file.taken,
        present=file.there,
        sidecar=file.sidecar,
    )


def _weight(group: AlikeGroup) -> tuple[bool, int, str]:
    surplus = set(group.surplus)
    freed = sum(file.size for file in group.files if file.path in surplus)
    return group.likeness == "similar", -freed, group.files[0].path
