"""A hub on the loopback interface that serves one model over HTTP as the real one does, faults on demand included."""

from __future__ import annotations

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from typing_extensions import Self

LARGE = ("model.safetensors", "pytorch_model.bin", "source.spm", "target.spm")  # kept in LFS by the real hub


class HubStub:
    """Serves ``files`` as ``model`` at commit ``revision``; a context manager whose ``url`` is the endpoint.

    ``cuts`` maps a file to the bytes after which each of its next answers breaks off; ``stalls`` holds files whose
    answer stops half-way until ``resume`` is set; ``altered`` holds files of which the last byte is another;
    ``status`` is the answer to everything when set; ``ignores_range`` sends whole files always. ``requests`` is the
    log: method, path and Range header.
    """

    def __init__(self, files: dict[str, bytes], model: str = "tests/tiny-ar-en", revision: str = "a" * 40) -> None:
        self.files, self.id, self.revision = dict(files), model, revision
        self.card: dict[str, Any] = {"license": "apache-2.0"}
        self.cuts: dict[str, list[int]] = {}
        self.stalls: set[str] = set()
        self.altered: set[str] = set()
        self.status = 0
        self.ignores_range = False
        self.requests: list[tuple[str, str, str]] = []
        self.stalled, self.resume = threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.resume.set()
        self._server.shutdown()
        self._server.server_close()

    def asked_for(self, name: str) -> list[str]:
        """The Range headers of the requests for a file's content."""
        return [range_ for method, path, range_ in self.requests if method == "GET" and path.endswith(f"/{name}")]

    def info(self) -> dict[str, Any]:
        """What the hub says of the model: its commit, and every file with its size and hash."""
        siblings = []
        for name, data in self.files.items():
            facts: dict[str, Any] = {"rfilename": name, "size": len(data), "blobId": _git_sha1(data)}
            if name in LARGE:
                sha256 = hashlib.sha256(data).hexdigest()
                facts["lfs"] = {"sha256": sha256, "size": len(data), "pointerSize": 130}
            siblings.append(facts)
        return {"id": self.id, "sha": self.revision, "cardData": self.card, "siblings": siblings}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: HubStub

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self) -> None:
        hub, path = self.hub, urlsplit(self.path).path
        hub.requests.append((self.command, path, self.headers.get("Range", "")))
        if hub.status:
            return self._send(hub.status, b"")
        if path == f"/api/models/{hub.id}":
            return self._send(200, json.dumps(hub.info()).encode(), {"Content-Type": "application/json"})
        start = f"/{hub.id}/resolve/{hub.revision}/"
        name = path.removeprefix(start).removeprefix("/cdn/")
        if name not in hub.files or not path.startswith((start, "/cdn/")):
            code = "EntryNotFound" if path.startswith(start) else "RepoNotFound"
            return self._send(404, b"", {"X-Error-Code": code})
        if path.startswith(start):
            sha256 = hashlib.sha256(hub.files[name]).hexdigest()
            etag = {"X-Repo-Commit": hub.revision, "ETag": f'"{_git_sha1(hub.files[name])}"'}
            if name in LARGE:  # the real hub sends large files from another host
                linked = {"X-Linked-Size": str(len(hub.files[name])), "X-Linked-Etag": f'"{sha256}"'}
                return self._send(302, b"", {**etag, **linked, "Location": f"{hub.url}/cdn/{name}"})
            return self._content(name, etag)
        return self._content(name, {})

    def _content(self, name: str, headers: dict[str, str]) -> None:
        data = self.hub.files[name]
        if name in self.hub.altered:
            data = data[:-1] + bytes([data[-1] ^ 1])
        asked = self.headers.get("Range", "")
        if asked and not self.hub.ignores_range:
            first = int(asked.removeprefix("bytes=").removesuffix("-"))
            headers = {**headers, "Content-Range": f"bytes {first}-{len(data) - 1}/{len(data)}"}
            return self._send(206, data[first:], headers, name)
        return self._send(200, data, headers, name)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None, name: str = "") -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if cuts := self.hub.cuts.get(name):
            body = body[: cuts.pop(0)]
            self.close_connection = True
        if name in self.hub.stalls:
            self.wfile.write(body[: len(body) // 2])
            self.hub.stalled.set()
            self.hub.resume.wait()
            self.close_connection = True
            return
        self.wfile.write(body)


def _git_sha1(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
