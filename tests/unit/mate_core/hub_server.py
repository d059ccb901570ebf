"""A Hugging Face hub on this machine: the part of its interface that a download needs."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

LFS = (".safetensors", ".bin")
COMMIT = "c" * 40


@dataclass
class Hub:
    """What is served, what goes wrong, and what was asked for."""

    repositories: dict[str, Path]
    address: str = ""
    breaks_after: dict[str, list[int]] = field(default_factory=dict)  # bytes of each answer
    overflows: set[str] = field(default_factory=set)  # files of which more is sent than there is
    checksums: dict[str, str] = field(default_factory=dict)  # said in place of the right ones
    lies: set[str] = field(default_factory=set)  # files of which other bytes are sent
    gated: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)  # of GETs: file and range
    hold: threading.Event | None = None  # what an answer that breaks off waits for

    def files(self, repository: str) -> dict[str, bytes]:
        folder = self.repositories[repository]
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def info(self, repository: str) -> dict[str, Any]:
        siblings = []
        for name, content in self.files(repository).items():
            one: dict[str, Any] = {
                "rfilename": name, "size": len(content), "blobId": _git(content),
            }  # fmt: skip
            if name.endswith(LFS):
                said = self.checksums.get(name, _sha(content))
                one["lfs"] = {"sha256": said, "size": len(content), "pointerSize": 130}
            siblings.append(one)
        return {"_id": "1", "id": repository, "sha": COMMIT, "siblings": siblings}


@contextmanager
def served(**repositories: Path) -> Iterator[Hub]:
    """Serve folders as ``tiny/NAME``."""
    hub = Hub({f"tiny/{name}": folder for name, folder in repositories.items()})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            parts = unquote(urlsplit(self.path).path).strip("/").split("/")
            info = parts[:2] == ["api", "models"]
            name = "/".join(parts[2:4] if info else parts[:2])
            if name not in hub.repositories:
                self._send(404, b"", {"X-Error-Code": "RepoNotFound"}, body)
            elif name in hub.gated:
                self._send(403, b"", {"X-Error-Code": "GatedRepo"}, body)
            elif info:
                kind = {"Content-Type": "application/json"}
                self._send(200, json.dumps(hub.info(name)).encode(), kind, body)
            else:
                self._send_file(name, "/".join(parts[4:]), body)

        def _send_file(self, name: str, file: str, body: bool) -> None:
            content = hub.files(name).get(file)
            if content is None:
                self._send(404, b"", {"X-Error-Code": "EntryNotFound"}, body)
                return
            etag = _sha(content) if file.endswith(LFS) else _git(content)
            headers = {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
            asked = self.headers.get("Range", "")
            if body:
                hub.asked.append((file, asked))
            if file in hub.lies:
                content = bytes(len(content))
            if body and file in hub.overflows:
                content += bytes(1000)
            start = int(asked.removeprefix("bytes=").partition("-")[0]) if asked else 0
            if asked:
                headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            limits = hub.breaks_after.get(file) if body else None
            limit = limits.pop(0) if limits else None
            self._send(206 if asked else 200, content[start:], headers, body, limit)

        def _send(
            self, status: int, content: bytes, headers: dict[str, str], body: bool,
            limit: int | None = None,
        ) -> None:  # fmt: skip
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(key, value)
            self.end_headers()
            if body:
                self.wfile.write(content[:limit])
            if limit is not None:
                self.wfile.flush()
                if hub.hold is not None:
                    hub.hold.wait(60)
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _git(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
