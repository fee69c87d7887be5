"""Talking to the hub: what files a model has there, and their content.

The hub library's ``snapshot_download`` is not used: with a server that accepts and never answers it waits for
minutes (no time limit on its first request, five retries on the others), and a broken download starts again from
nothing. Its client, headers and file list are.
"""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from translate.errors import ModelBroken, ModelNotFound
from translate.models import names
from translate.models.manifest import CONFIG_FILES, NEEDED, PICKLE, SAFETENSORS, TOKENIZER_FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

FIRST_ANSWER = 6.0  # seconds for the first answer, name look-up included: under ten with start and unpacking
SILENCE = 8.0  # seconds without a byte after which a download is broken off


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the hub: its size in bytes, and the SHA-256 (large files) or git's SHA-1 that it must have."""

    name: str
    size: int
    sha256: str
    git_sha1: str


@dataclass(frozen=True, slots=True)
class RemoteModel:
    """A model on the hub at one commit, and those of its files that are needed here."""

    id: str
    revision: str
    licence: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(file.size for file in self.files)


def look_up(hub_id: str) -> RemoteModel:
    """Asks the hub for a model's newest commit and files; answers or fails within ten seconds.

    Raises ModelNotFound when there is no such model or no answer, ModelBroken when it lacks a file of a Marian model.
    """
    if not getproxies():  # without a network, the answer comes before the library's imports: a tenth of a short run
        _within(FIRST_ANSWER, lambda: socket.getaddrinfo(urlsplit(_endpoint()).hostname, None), hub_id)
    library = _hub_library()
    api = library.HfApi(endpoint=_endpoint(), library_name="dragoman")
    library.get_session()  # the limit is for the network, not for imports and reading certificates
    # The request's own limit is longer, so that it is always the other that tells; it ends what is left behind.
    info = _within(FIRST_ANSWER, lambda: api.model_info(hub_id, files_metadata=True, timeout=2 * FIRST_ANSWER), hub_id)
    offered = {sibling.rfilename: sibling for sibling in info.siblings or ()}
    wanted = [name for name in (*CONFIG_FILES, *TOKENIZER_FILES) if name in offered]
    wanted += [name for name in (SAFETENSORS, PICKLE) if name in offered][:1]
    missing = [name for name in NEEDED if name not in wanted]
    if missing or not {SAFETENSORS, PICKLE} & set(wanted):
        raise ModelBroken(
            f"{hub_id} on the hub is not a Marian model: it has no {missing[0] if missing else SAFETENSORS}."
        )
    files = tuple(
        RemoteFile(name, file.size, file.lfs.sha256 if file.lfs else "", file.blob_id or "")
        for name, file in ((name, offered[name]) for name in wanted)
        if file.size is not None
    )
    if len(files) < len(wanted) or not info.sha:
        raise ModelNotFound(f"The hub at {host()} does not tell the sizes of the files of {hub_id}.")
    known = names.known_id(hub_id)
    stated = (info.card_data or {}).get("license")
    return RemoteModel(hub_id, info.sha, known.licence if known else str(stated or ""), files)


def receive(remote: RemoteModel, file: RemoteFile, part: Path, report: Callable[[int], None]) -> None:
    """One request for what is still missing of a file; what comes is added to ``part``, and its size reported.

    Raises the client's own errors, or EOFError, when it ends too early; ModelNotFound when asking again is useless.
    """
    library = _hub_library()
    url = library.hf_hub_url(remote.id, file.name, revision=remote.revision, endpoint=_endpoint())
    here = part.stat().st_size if part.exists() else 0
    headers = library.utils.build_hf_headers(library_name="dragoman", headers={"Accept-Encoding": "identity"})
    if 0 < here < file.size:
        headers["Range"] = f"bytes={here}-"
    with library.get_session().stream("GET", url, headers=headers, timeout=SILENCE) as response:
        if response.status_code in {401, 403, 404}:
            raise ModelNotFound(f"The hub at {host()} refuses {file.name} (status {response.status_code}).")
        response.raise_for_status()
        if response.status_code != 206 or not response.headers.get("Content-Range", "").startswith(f"bytes {here}-"):
            here = 0
        with part.open("ab", buffering=0) as out:
            out.truncate(here)
            for chunk in response.iter_bytes():
                here += len(chunk)
                if here > file.size:
                    out.truncate(0)
                    raise ModelNotFound(f"The hub at {host()} sent more than the {file.size} bytes of {file.name}.")
                out.write(chunk)
                report(here)
    if here < file.size:
        raise EOFError(f"{here} of {file.size} bytes")


def cached_snapshot(hub_id: str) -> Path | None:
    """The folder of a model in the Hugging Face cache, named by its commit; it may lack files. Opens no connection."""
    from huggingface_hub import constants

    if not (Path(constants.HF_HUB_CACHE) / f"models--{names.stored_as(hub_id)}").is_dir():
        return None  # known without the second that the library's own look-up takes to import
    found = _hub_library().try_to_load_from_cache(hub_id, "config.json")
    return Path(found).parent if isinstance(found, str) else None


def _within(seconds: float, call: Callable[[], Any], hub_id: str) -> Any:
    """The result of a call to the hub, given up after so many seconds, whatever it hangs in.

    A time limit on the request does not do: name lookup has none, and each of a host's addresses is tried in turn.
    """
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(call())
        except Exception as error:  # noqa: BLE001 - told to the caller below
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise ModelNotFound(f"The hub at {host()} did not answer within {seconds:.0f} seconds.")
    if not isinstance(outcome[0], Exception):
        return outcome[0]
    if isinstance(outcome[0], socket.gaierror):
        raise ModelNotFound(f"The hub at {host()} cannot be reached ({reason(outcome[0])}).") from outcome[0]
    errors = _hub_library().errors
    status = outcome[0].response.status_code if isinstance(outcome[0], errors.HfHubHTTPError) else 0
    if isinstance(outcome[0], errors.GatedRepoError):
        problem = f"{hub_id} needs its authors' consent: ask for it at {host()}, then set HF_TOKEN."
    elif status in {401, 404}:  # the hub says 401 of what does not exist to whoever has no token
        problem = f"There is no model {hub_id} at {host()} (or it is private: then set HF_TOKEN). Check the spelling."
    elif status:
        problem = f"The hub at {host()} answered with an error (status {status})."
    else:
        problem = f"The hub at {host()} cannot be reached ({reason(outcome[0])})."
    raise ModelNotFound(problem) from outcome[0]


def reason(error: Exception) -> str:
    """The first line of an error, for messages."""
    return str(error).strip().split("\n", maxsplit=1)[0][:200] or type(error).__name__


def _endpoint() -> str:
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"


def host() -> str:
    """The hub's host, for messages."""
    return urlsplit(_endpoint()).netloc


def _hub_library() -> ModuleType:
    """The hub library with its telemetry off, also where something else has imported it before."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    import huggingface_hub
    from huggingface_hub import constants

    constants.HF_HUB_DISABLE_TELEMETRY = True
    return huggingface_hub
