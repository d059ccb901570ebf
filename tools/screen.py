"""Exits with 0 where a window can open: a screen is named and answers."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path


def has_wayland() -> bool:
    """Whether the Wayland socket that the environment names takes a connection."""
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    address = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name)
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(address))
        except OSError:
            return False
    return True


def has_x11() -> bool:
    """Whether the X server that DISPLAY names takes a connection."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    works: bool = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return works


def has_screen() -> bool:
    """Whether this session can show a window. Windows and macOS always can."""
    return sys.platform in ("win32", "darwin") or has_wayland() or has_x11()


if __name__ == "__main__":
    sys.exit(not has_screen())
