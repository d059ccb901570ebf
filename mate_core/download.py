"""Fetches a model, or a backbone, from the Hugging Face hub: with progress, and on from a break.

What comes lies in the hub's own cache, where ``hub:NAME`` finds it. Large files are fetched here
and not by huggingface_hub, which begins them anew in each process: they grow in the cache beside
their place, and go to it once their sha256 is the hub's.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mate_core.cards import CARDS
from mate_core.config import CONFIG_FILE, ModelConfig
from mate_core.errors import AlteredWeights, BadConfig, ModelError
from mate_core.hub import OPEN_CLIP_CONFIG, OPEN_CLIP_WEIGHTS, SETTINGS
from mate_core.weights import sha256, verify

if TYPE_CHECKING:
    from huggingface_hub import ModelInfo
    from huggingface_hub.hf_api import RepoSibling

PART = ".mate-part"
"""How the name of a file ends that has come in part."""

SECONDS_BETWEEN_TRIES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""How long it is waited for a connection that has broken off, before it is given up."""

_SECONDS_FOR_AN_ANSWER = 15.0
_LARGE = 1_000_000
_SHA256 = re.compile("[0-9a-f]{64}")
_FOLDERS = re.compile(r"[/\\]")
_ROOM_LEFT = 100_000_000

Stage = Literal["files", "check", "waiting"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """How far it is: ``done`` of ``total`` bytes have come, or been checked."""

    stage: Stage
    done: int
    total: int


Tell = Callable[[Fetched], None]


class NotFetched(ModelError):  # noqa: N818
    """A model that could not be fetched, or not all of it; what has come stays."""


def download(name: str, tell: Tell = lambda _: None) -> Path:
    """Fetch a model of Mate with the encoders of the hub that it stands on, or a backbone.

    Args:
        name: ``ORGANISATION/NAME``, and ``@REVISION`` if not the newest.
        tell: told how far it is.

    Returns:
        The folder that it lies in.

    Raises:
        NotFetched: the hub cannot be reached, has no such model, or does not give it away.
        AlteredWeights: a file is not the one that the hub, or the model's config, says.
        BadConfig: what came is neither a model nor a backbone.
        OSError: it cannot be written.
    """
    folder = _fetch(name, tell)
    if (folder / OPEN_CLIP_CONFIG).is_file() or not _is_model(folder):
        return folder
    config = ModelConfig.load(folder)
    others = [config.languages.encoder] if config.languages else []
    for encoder in (config.image_encoder, config.text_encoder, *others):
        kind, _, source = encoder.source.partition(":")
        if kind == "hub":
            _fetch(source, tell)
    verify(config, folder)
    return folder


def _is_model(folder: Path) -> bool:
    try:
        said = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and "image_encoder" in said


def _fetch(name: str, tell: Tell) -> Path:
    """All files of a repository that are needed of it; the folder they lie in."""
    import httpx2
    from huggingface_hub import errors

    repository, _, revision = name.partition("@")
    try:
        return _Repository(repository, revision or None, tell).fetch()
    except errors.HFValidationError as error:
        raise NotFetched(f"{name} is no name of the hub: expected ORGANISATION/NAME") from error
    except errors.GatedRepoError as error:
        raise NotFetched(
            f"{name} is given to those alone who accept its terms on the hub: do so there, and set "
            "HF_TOKEN to your token"
        ) from error
    except errors.RevisionNotFoundError as error:
        raise NotFetched(f"{repository} has no revision {revision} on the hub") from error
    except errors.RepositoryNotFoundError as error:
        raise NotFetched(f"The hub has no model {name}, or does not show it to everyone") from error
    except errors.OfflineModeIsEnabled as error:
        raise NotFetched(f"{name}: HF_HUB_OFFLINE forbids to ask the hub") from error
    except (errors.HfHubHTTPError, errors.FileMetadataError, httpx2.HTTPError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise NotFetched(
            f"{name}: the hub cannot be reached ({reason}). Check the network and try again; what "
            "has come stays"
        ) from error


class _Repository:
    def __init__(self, name: str, revision: str | None, tell: Tell) -> None:
        from huggingface_hub import HfApi

        self._name, self._revision, self._tell = name, revision, tell
        self._info: ModelInfo = HfApi().model_info(
            name, revision=revision, timeout=_SECONDS_FOR_AN_ANSWER, files_metadata=True
        )
        self._done = self._total = 0

    def fetch(self) -> Path:
        siblings = {each.rfilename: each for each in self._info.siblings or ()}
        files = [siblings[name] for name in wanted(self._name, list(siblings))]
        self._total = sum(file.size or 0 for file in files)
        missing = [file for file in files if self._kept(file) is None]
        self._check_room(sum(file.size or 0 for file in missing))
        paths = [self._file(file) for file in files]
        folder = Path(*paths[0].parts[: len(paths[0].parts) - len(Path(files[0].rfilename).parts)])
        for path, file in zip(paths, files, strict=True):
            if path != folder / file.rfilename:
                raise NotFetched(f"{self._name} has changed while it was fetched: fetch it again")
        self._check(paths, files)
        return folder

    def _kept(self, file: RepoSibling) -> Path | None:
        """Where a file lies that has come before."""
        from huggingface_hub import try_to_load_from_cache

        found = try_to_load_from_cache(self._name, file.rfilename, revision=self._info.sha)
        return Path(found) if isinstance(found, str) else None

    def _file(self, file: RepoSibling) -> Path:
        """Fetch a file, unless it is there."""
        from huggingface_hub import hf_hub_download

        if file.lfs is not None and (file.size or 0) >= _LARGE and self._kept(file) is None:
            self._fetch_large(file)  # what follows finds it, and gives it its place
        path = hf_hub_download(
            self._name,
            file.rfilename,
            revision=self._revision,
            etag_timeout=_SECONDS_FOR_AN_ANSWER,
            tqdm_class=_silent(),
        )
        self._done += file.size or 0
        self._tell(Fetched("files", self._done, self._total))
        return Path(path)

    def _fetch_large(self, file: RepoSibling) -> None:
        assert file.lfs is not None
        if not _SHA256.fullmatch(file.lfs.sha256):  # it names a file
            raise self._altered(file)
        blob = _blobs(self._name) / file.lfs.sha256
        if blob.exists():
            return
        blob.parent.mkdir(parents=True, exist_ok=True)
        part = blob.with_name(blob.name + PART)
        size, tries = file.size or 0, 0
        while True:
            before = part.stat().st_size if part.exists() else 0
            if before >= size:
                break
            broken = self._go_on(file.rfilename, part, before, size)
            if broken is None:
                continue
            tries = 0 if part.exists() and part.stat().st_size > before else tries + 1
            if tries >= len(SECONDS_BETWEEN_TRIES):
                raise broken
            self._tell(Fetched("waiting", self._done, self._total))
            time.sleep(SECONDS_BETWEEN_TRIES[tries])
        if part.stat().st_size > size or sha256(part) != file.lfs.sha256:
            part.unlink()
            raise self._altered(file)
        part.replace(blob)

    def _go_on(self, name: str, part: Path, before: int, size: int) -> Exception | None:
        """Fetch what is still to come of a file; the error of a connection that breaks off.

        What comes beyond its size makes it another file, and is not awaited.
        """
        import httpx2
        from huggingface_hub import hf_hub_url
        from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status

        headers = build_hf_headers() | {"Accept-Encoding": "identity"}
        if before:
            headers["Range"] = f"bytes={before}-"
        url = hf_hub_url(self._name, name, revision=self._info.sha)
        try:
            with get_session().stream(
                "GET", url, headers=headers, follow_redirects=True, timeout=_SECONDS_FOR_AN_ANSWER
            ) as response:
                hf_raise_for_status(response)
                resumed = response.status_code == httpx2.codes.PARTIAL_CONTENT
                come = before if resumed else 0
                with part.open("ab" if resumed else "wb") as out:
                    for chunk in response.iter_raw():
                        out.write(chunk)
                        come += len(chunk)
                        if come > size:
                            return None
                        self._tell(Fetched("files", self._done + come, self._total))
        except httpx2.TransportError as error:
            return error
        if part.stat().st_size == before:  # the connection ended in order and brought nothing
            return httpx2.ReadError("nothing more comes")
        return None

    def _check(self, paths: Sequence[Path], files: Sequence[RepoSibling]) -> None:
        """Compare every file with the checksum that the hub has of it."""
        checked = 0
        for path, file in zip(paths, files, strict=True):
            self._tell(Fetched("check", checked, self._total))
            right = sha256(path) == file.lfs.sha256 if file.lfs else _git(path) == file.blob_id
            if not right and (file.lfs or file.blob_id):
                path.resolve().unlink()
                path.unlink(missing_ok=True)
                raise self._altered(file)
            checked += file.size or 0

    def _altered(self, file: RepoSibling) -> AlteredWeights:
        return AlteredWeights(
            f"{self._name}: {file.rfilename} is not the file that the hub says (its checksum is "
            "another) and is deleted: fetch the model again"
        )

    def _check_room(self, needed: int) -> None:
        from huggingface_hub import constants

        place = Path(constants.HF_HUB_CACHE)
        there = next(each for each in (place, *place.parents) if each.exists())
        free = shutil.disk_usage(there).free
        if free < needed + _ROOM_LEFT:
            raise NotFetched(
                f"{self._name} takes {needed / 1e9:.1f} GB, and {place} has room for "
                f"{free / 1e9:.1f} GB"
            )


def wanted(name: str, files: Sequence[str]) -> list[str]:
    """Of a repository's files those that are needed: settings, tokenizer, card, and weights.

    Raises:
        BadConfig: there are no weights that can be read.
    """
    near = [file for file in files if file.count("/") < 2 and ".." not in _FOLDERS.split(file)]
    weights = [file for file in near if file.endswith(".safetensors")]
    if OPEN_CLIP_CONFIG in near:
        weights = [each for each in OPEN_CLIP_WEIGHTS if each in near][:1]
    if not weights:
        raise BadConfig(f"{name} holds no weights in safetensors")
    settings = [
        file
        for file in near
        if any(fnmatch(file, pattern) for pattern in (*SETTINGS, *CARDS, "LICEN[CS]E*"))
        and not file.endswith(".bin.index.json")  # names weights that are left where they are
    ]
    return sorted({*settings, *weights})


def _blobs(repository: str) -> Path:
    """Where the hub's cache has the contents of a model's files."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE, f"models--{repository.replace('/', '--')}", "blobs")


def _git(path: Path) -> str:
    """The name that git gives a file's content."""
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _silent() -> type:
    """A bar that shows nothing: this process has no terminal of its own."""
    from tqdm.asyncio import tqdm_asyncio

    class Silent(tqdm_asyncio):  # type: ignore[misc]
        def __init__(self, *args: object, **options: object) -> None:
            options["disable"] = True
            super().__init__(*args, **options)

    return Silent
