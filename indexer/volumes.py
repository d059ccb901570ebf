"""What a path lies on: a drive that may be taken out, or one that another computer may change."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

# As Linux and macOS name them. On Windows a drive says itself that it is remote.
_NETWORKS = {
    "afpfs",
    "ceph",
    "cifs",
    "davfs",
    "fuse.ceph",
    "fuse.curlftpfs",
    "fuse.davfs2",
    "fuse.gcsfuse",
    "fuse.glusterfs",
    "fuse.gvfsd-fuse",  # GNOME's shares
    "fuse.kio-fuse",  # KDE's
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.smbnetfs",
    "fuse.sshfs",
    "glusterfs",
    "lustre",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
    "webdav",
}


def is_network(path: str | Path) -> bool:
    """Whether a path lies on a network drive, as far as the system tells."""
    real = os.path.realpath(path)
    if real.startswith("\\\\"):
        return True
    mount = _mount_of(real)
    if mount is None:
        return False
    return mount.fstype.lower() in _NETWORKS or "remote" in mount.opts.split(",")


@dataclass(frozen=True, slots=True)
class Volume:
    """A drive by the place where it is mounted, and by an id that it has everywhere.

    The id is empty where the system tells none.
    """

    mount: str
    id: str


def volume_of(path: str | Path) -> Volume | None:
    """The drive that a path lies on, be it there or not; None where the system does not tell."""
    mount = _mount_of(os.path.realpath(path))
    return None if mount is None else Volume(mount.mountpoint, _id(mount))


def is_away(volume: Volume) -> bool:
    """Whether a drive is not mounted where it was, or another one has taken its place."""
    mount = _last(m for m in psutil.disk_partitions(all=True) if m.mountpoint == volume.mount)
    if mount is None:
        return True
    now = _id(mount)
    return bool(volume.id and now) and volume.id != now


def volume_number(path: str, device: int) -> int:
    """A number of 64 bits that the drive of a path has wherever and whenever it is mounted.

    Where the system tells no id it is ``device``, which may be another at the next mount.
    """
    return number_of(volume_of(path), device)


def number_of(volume: Volume | None, device: int) -> int:
    """The `volume_number` of a drive."""
    if volume is None or not volume.id:
        return device
    digest = hashlib.blake2b(volume.id.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def is_told_by_id(number: int) -> bool:
    """Whether a `volume_number` is of an id, and no device's, which is small."""
    return number.bit_length() > 32


def _mount_of(real: str) -> Any:
    mounts = [
        mount for mount in psutil.disk_partitions(all=True) if _within(real, mount.mountpoint)
    ]
    longest = max((len(mount.mountpoint) for mount in mounts), default=0)
    return _last(mount for mount in mounts if len(mount.mountpoint) == longest)


def _last(mounts: Iterable[Any]) -> Any:
    """Of two at one place the later one covers the earlier."""
    return next(reversed(list(mounts)), None)


def _id(mount: Any) -> str:
    if sys.platform == "win32":
        try:
            return f"{os.stat(mount.mountpoint).st_dev:x}"  # its serial number
        except OSError:
            return ""
    if mount.fstype.lower() in _NETWORKS:
        return str(mount.device)  # the server, and what of it
    device = os.path.realpath(mount.device)
    try:
        links = [link.path for link in os.scandir("/dev/disk/by-uuid")]
    except OSError:  # not on Linux
        return ""
    return next((os.path.basename(link) for link in links if os.path.realpath(link) == device), "")


def _within(path: str, mountpoint: str) -> bool:
    prefix = mountpoint.rstrip(os.sep) + os.sep
    return path == mountpoint or path.startswith(prefix)
