"""What a path lies on: whether another computer may change it behind the system's back."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

# As Linux and macOS name them. On Windows a drive says itself that it is remote.
_NETWORKS = {
    "afpfs",
    "ceph",
    "cifs",
    "davfs",
    "fuse.davfs2",
    "fuse.rclone",
    "fuse.sshfs",
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
    mounts = [
        mount for mount in psutil.disk_partitions(all=True) if _within(real, mount.mountpoint)
    ]
    if not mounts:
        return False
    # Of two at one place the later one covers the earlier.
    mount = max(reversed(mounts), key=lambda mount: len(mount.mountpoint))
    return mount.fstype.lower() in _NETWORKS or "remote" in mount.opts.split(",")


def count_folders(folder: str, most: int) -> int:
    """The folders in a folder, itself included; counting ends beyond ``most``."""
    count = 0
    for _ in os.walk(folder, onerror=None):
        count += 1
        if count > most:
            break
    return count


def _within(path: str, mountpoint: str) -> bool:
    prefix = mountpoint.rstrip(os.sep) + os.sep
    return path == mountpoint or path.startswith(prefix)
