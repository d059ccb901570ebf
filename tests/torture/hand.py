"""The hand that changes files at random, as people, cameras, editors and drives do.

A seed makes the changes: each depends on what the hand did before and never on the worker.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.samples import prose, sample, sidecar

PHOTOS = (".jpg", ".jpg", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".heic", ".bmp", ".dng")
DOCUMENTS = (".pdf", ".pdf", ".txt", ".md", ".html", ".docx", ".odt", ".pptx", ".epub")
# Endings that say the same: what a file holds, not how it is called, says what it is.
ALIKE = {".jpg": ".jpeg", ".jpeg": ".jpg", ".tif": ".tiff", ".txt": ".text", ".html": ".htm"}
SIZE = (160, 120)
MOST_FILES = 260


class Hand:
    """Changes what lies in some folders, one operation a call of `change`."""

    def __init__(self, roots: list[Path], seed: int, *, permissions: bool) -> None:
        """Make the folders.

        Args:
            roots: the watched folders; beside each is room for it to go away to.
            seed: makes every change.
            permissions: take away permissions and give them back.
        """
        self.roots = roots
        self.done: list[str] = []  # what was done, in words
        self._rng = random.Random(seed)
        self._names = 0
        self._away: dict[Path, Path] = {}
        self._closed: list[Path] = []
        self._half: list[tuple[Path, bytes]] = []
        self._operations: list[tuple[int, Callable[[], str | None]]] = [
            (40, self._write),
            (6, self._copy),
            (6, self._write_over),
            (6, self._save_atomically),
            (6, self._write_half),
            (10, self._finish_half),
            (2, self._append),
            (4, self._touch),
            (10, self._rename),
            (4, self._rename_case),
            (4, self._swap),
            (6, self._delete),
            (3, self._bring_back),
            (3, self._damage),
            (4, self._rename_folder),
            (2, self._copy_folder),
            (1, self._delete_folder),
            (3, self._file_for_folder),
            (3, self._link),
            (5, self._sidecar),
            (2, self._ignore),
            (2, self._no_media),
            (3, self._video),
            (2, self._go_away),
            (6, self._come_back),
        ]
        if permissions:
            self._operations += [(4, self._close), (6, self._open)]
        self._deleted: list[tuple[str, bytes]] = []
        for root in roots:
            root.mkdir(parents=True)

    def fill(self, files: int) -> None:
        """Write some files, for a beginning."""
        for _ in range(files):
            self._write()

    def change(self) -> None:
        """Do one thing at random."""
        weights = [weight for weight, _ in self._operations]
        while True:
            ((_, operation),) = self._rng.choices(self._operations, weights)
            said = operation()
            if said is not None:
                self.done.append(f"{operation.__name__[1:]}: {said}")
                return

    def settle(self) -> None:
        """End what is half done: folders come back, doors open, half files become whole.

        Links to nothing go: Mate keeps what it knew of a file that cannot be reached, which is
        more than a fresh index can know.
        """
        while self._away:
            self._come_back()
        while self._closed:
            self._open()
        while self._half:
            self._finish_half()
        for path in self._walk():
            if path.is_symlink() and not path.exists():
                path.unlink()

    # --- what there is -------------------------------------------------------------------

    def _present(self) -> list[Path]:
        return [root for root in self.roots if root not in self._away]

    def _walk(self) -> list[Path]:
        """All below the roots that are there, by name, without what is closed."""
        found = []
        for root in self._present():
            pending = [root]
            while pending:
                folder = pending.pop()
                if folder in self._closed:
                    continue
                for path in sorted(folder.iterdir()):
                    if path in self._closed:
                        continue
                    found.append(path)
                    if path.is_dir() and not path.is_symlink():
                        pending.append(path)
        return found

    def _files(self, endings: tuple[str, ...] = ()) -> list[Path]:
        half = {path for path, _ in self._half}
        return [
            path
            for path in self._walk()
            if path.is_file()
            and not path.is_symlink()
            and path not in half
            and path.name not in (".mateignore", ".nomedia")
            and (not endings or path.suffix.lower() in endings)
        ]

    def _folders(self, *, below: bool = False) -> list[Path]:
        """Folders that may be written into; with ``below`` none of the watched ones themselves."""
        found = [path for path in self._walk() if path.is_dir() and not path.is_symlink()]
        return found if below else [*self._present(), *found]

    def _free(self, path: Path) -> bool:
        """Whether nothing that is half written or closed lies in a folder, so that it may move."""
        inner = [*self._closed, *(half for half, _ in self._half)]
        return not any(each.is_relative_to(path) for each in inner)

    def _pick(self, paths: list[Path]) -> Path | None:
        return self._rng.choice(paths) if paths else None

    def _new(self, ending: str) -> Path | None:
        """A name that is not taken; some are not ASCII, or not even text."""
        folder = self._pick(self._folders())
        if folder is None or len(self._walk()) > MOST_FILES:
            return None
        if self._rng.random() < 0.15:
            folder = folder / f"folder {self._number()}"
            folder.mkdir()
        match self._rng.randrange(12):
            case 0:
                name = os.fsdecode(b"caf\xe9 %d" % self._number())
            case 1:
                name = f"Übung {self._number()} 鷺"
            case 2:
                return folder / f"IMG_{self._number()}{ending.upper()}"
            case _:
                name = f"file {self._number()}"
        return folder / f"{name}{ending}"

    def _number(self) -> int:
        self._names += 1
        return self._names

    def _content(self, ending: str) -> bytes:
        # Some contents come up again, so that there are copies.
        seed = self._rng.randrange(8) if self._rng.random() < 0.1 else self._number()
        return sample(ending.lower(), seed, SIZE)

    def _any_ending(self) -> str:
        return self._rng.choice(PHOTOS if self._rng.random() < 0.65 else DOCUMENTS)

    # --- files ---------------------------------------------------------------------------

    def _write(self) -> str | None:
        ending = self._any_ending()
        path = self._new(ending)
        if path is None:
            return None
        path.write_bytes(self._content(ending))
        return str(path)

    def _copy(self) -> str | None:
        source = self._pick(self._files())
        target = self._new(source.suffix) if source else None
        if source is None or target is None or target.exists():
            return None
        (shutil.copy2 if self._rng.random() < 0.5 else shutil.copy)(source, target)
        return f"{source} to {target}"

    def _write_over(self) -> str | None:
        path = self._pick(self._files(PHOTOS + DOCUMENTS))
        if path is None:
            return None
        path.write_bytes(self._content(path.suffix))
        return str(path)

    def _save_atomically(self) -> str | None:
        path = self._pick(self._files(PHOTOS + DOCUMENTS))
        if path is None:
            return None
        hidden = f".{path.name}.{self._number()}" if self._rng.random() < 0.5 else f"{path.name}~"
        beside = path.with_name(hidden)
        beside.write_bytes(self._content(path.suffix))
        beside.replace(path)
        return str(path)

    def _write_half(self) -> str | None:
        ending = self._any_ending()
        path = self._new(ending)
        if path is None:
            return None
        content = self._content(ending)
        cut = self._rng.randrange(len(content))
        path.write_bytes(content[:cut])
        self._half.append((path, content[cut:]))
        return str(path)

    def _finish_half(self) -> str | None:
        ready = [each for each in self._half if not self._is_shut_away(each[0])]
        if not ready:
            return None
        each = self._rng.choice(ready)
        self._half.remove(each)
        path, rest = each
        with path.open("ab") as file:
            file.write(rest)
        return str(path)

    def _is_shut_away(self, path: Path) -> bool:
        return any(path.is_relative_to(each) for each in (*self._away, *self._closed))

    def _append(self) -> str | None:
        path = self._pick(self._files((".txt", ".md")))
        if path is None:
            return None
        with path.open("ab") as file:
            file.write(b"\n" + prose(self._rng, 2).encode())
        return str(path)

    def _touch(self) -> str | None:
        path = self._pick(self._files())
        if path is None:
            return None
        os.utime(path)
        return str(path)

    def _rename(self) -> str | None:
        source = self._pick(self._files())
        target = self._new(source.suffix) if source else None
        if source is None or target is None:
            return None
        if self._rng.random() < 0.1:
            target = target.with_suffix(ALIKE.get(source.suffix, source.suffix))
        others = [p for p in self._files() if p.suffix.lower() == source.suffix.lower()]
        if self._rng.random() < 0.15:
            target = self._rng.choice(others)  # in its place, perhaps its own
        source.replace(target)
        return f"{source} to {target}"

    def _rename_case(self) -> str | None:
        source = self._pick(self._files())
        if source is None:
            return None
        target = source.with_name(source.name.swapcase())
        if target.exists():
            return None
        source.rename(target)
        return f"{source} to {target}"

    def _swap(self) -> str | None:
        one = self._pick(self._files(PHOTOS + DOCUMENTS))
        same = [p for p in self._files() if one and p != one and p.suffix == one.suffix]
        other = self._pick(same)
        if one is None or other is None:
            return None
        between = one.with_name(f".{self._number()}")
        one.rename(between)
        other.rename(one)
        between.rename(other)
        return f"{one} with {other}"

    def _delete(self) -> str | None:
        path = self._pick(self._files())
        if path is None:
            return None
        self._deleted = [*self._deleted[-20:], (path.suffix, path.read_bytes())]
        path.unlink()
        return str(path)

    def _bring_back(self) -> str | None:
        if not self._deleted:
            return None
        ending, content = self._rng.choice(self._deleted)
        path = self._new(ending)
        if path is None:
            return None
        path.write_bytes(content)
        return str(path)

    def _damage(self) -> str | None:
        ending = self._any_ending()
        path = self._new(ending)
        if path is None:
            return None
        content = self._content(ending)
        # No two diaries alike: a text that is known is known under any name.
        diary = f"Dear diary {self._number()}".encode()
        path.write_bytes(self._rng.choice((b"", diary, content[: len(content) // 3])))
        return str(path)

    def _link(self) -> str | None:
        source = self._pick(self._files(PHOTOS))
        target = self._new(source.suffix) if source else None
        if source is None or target is None or target.exists():
            return None
        (os.symlink if self._rng.random() < 0.6 else os.link)(source, target)
        return f"{source} as {target}"

    # --- folders -------------------------------------------------------------------------

    def _rename_folder(self) -> str | None:
        source = self._pick([path for path in self._folders(below=True) if self._free(path)])
        into = self._pick([f for f in self._folders() if source and not f.is_relative_to(source)])
        if source is None or into is None:
            return None
        if self._rng.random() < 0.3:
            target = source.with_name(source.name.swapcase())
        else:
            target = into / f"folder {self._number()}"
        if target.exists():
            return None
        source.rename(target)
        return f"{source} to {target}"

    def _copy_folder(self) -> str | None:
        source = self._pick([path for path in self._folders(below=True) if self._free(path)])
        into = self._pick([f for f in self._folders() if source and not f.is_relative_to(source)])
        if source is None or into is None or len(self._walk()) > MOST_FILES // 2:
            return None
        target = into / f"folder {self._number()}"
        shutil.copytree(source, target, symlinks=True)
        return f"{source} to {target}"

    def _delete_folder(self) -> str | None:
        path = self._pick([path for path in self._folders(below=True) if self._free(path)])
        if path is None or sum(1 for _ in path.rglob("*")) > 12:
            return None
        shutil.rmtree(path)
        return str(path)

    def _file_for_folder(self) -> str | None:
        """A folder in the place of a photo, or the other way round."""
        folders = [p for p in self._folders(below=True) if self._free(p) and p.suffix in PHOTOS]
        if folders and self._rng.random() < 0.6:
            path = self._rng.choice(folders)
            shutil.rmtree(path)
            path.write_bytes(self._content(path.suffix))
            return str(path)
        photo = self._pick(self._files(PHOTOS))
        if photo is None:
            return None
        photo.unlink()
        photo.mkdir()
        (photo / f"file {self._number()}.jpg").write_bytes(self._content(".jpg"))
        return str(photo)

    def _go_away(self) -> str | None:
        root = self._pick([root for root in self._present() if self._free(root)])
        if root is None or len(self._present()) == 1:
            return None
        away = root.with_name(f"{root.name} away")
        root.rename(away)
        if self._rng.random() < 0.4:
            root.mkdir()  # the empty mount point that an unplugged drive leaves
        self._away[root] = away
        return str(root)

    def _come_back(self) -> str | None:
        if not self._away:
            return None
        root = self._rng.choice(sorted(self._away))
        if root.exists():
            root.rmdir()
        self._away.pop(root).rename(root)
        return str(root)

    # --- what speaks of files ------------------------------------------------------------

    def _sidecar(self) -> str | None:
        photo = self._pick(self._files(PHOTOS))
        if photo is None:
            return None
        beside = photo.with_name(photo.name + ".xmp")
        if self._rng.random() < 0.4:
            beside = photo.with_suffix(".xmp")
        if beside.exists() and self._rng.random() < 0.4:
            beside.unlink()
            return f"none for {photo}"
        beside.write_bytes(sidecar(self._rng) if self._rng.random() < 0.9 else b"<x")
        return str(beside)

    def _ignore(self) -> str | None:
        folder = self._pick(self._folders())
        if folder is None:
            return None
        path = folder / ".mateignore"
        there = [file for file in self._walk() if file.name == path.name]
        if there and self._rng.random() < 0.6:
            gone = self._rng.choice(there)
            gone.unlink()
            return f"no more {gone}"
        names = [p.name for p in self._walk() if p.parent == folder and p.name.isascii()]
        lines = [
            self._rng.choice(("*.png", "*.gif", "IMG_*", "folder 1*/", "**/file 2*")),
            self._rng.choice(names) if names else "!*.jpg",
        ]
        path.write_text("\n".join(lines))
        return f"{lines} in {folder}"

    def _no_media(self) -> str | None:
        folder = self._pick(self._folders(below=True))
        if folder is None or sum(1 for _ in folder.rglob("*")) > 12:
            return None
        path = folder / ".nomedia"
        there = [file for file in self._walk() if file.name == path.name]
        if there and self._rng.random() < 0.7:
            gone = self._rng.choice(there)
            gone.unlink()
            return f"no more {gone}"
        path.touch()
        return str(path)

    def _video(self) -> str | None:
        videos = self._files((".mp4",))
        if videos and self._rng.random() < 0.4:
            path = self._rng.choice(videos)
            path.unlink()
            return f"none at {path}"
        found = self._new(".mp4")
        if found is None:
            return None
        found.write_bytes(b"\0" * 32)
        return str(found)

    # --- permissions ---------------------------------------------------------------------

    def _close(self) -> str | None:
        """Take all permissions from a file or a folder below a watched one."""
        if len(self._closed) > 6:
            return None
        folder = self._pick([path for path in self._folders(below=True) if self._free(path)])
        path = folder if folder and self._rng.random() < 0.4 else self._pick(self._files())
        if path is None:
            return None
        path.chmod(0)
        self._closed.append(path)
        return str(path)

    def _open(self) -> str | None:
        ready = [p for p in self._closed if not any(p.is_relative_to(away) for away in self._away)]
        if not ready:
            return None
        path = self._rng.choice(ready)
        path.chmod(0o755)
        self._closed.remove(path)
        return str(path)
