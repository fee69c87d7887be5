"""The lock: every package of the development set-up has one version and its hashes, and none is missing."""

from __future__ import annotations

import re
import sys

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NOT_LOCKED = {"torch"}  # its right build depends on the machine; the Makefile names its version


def locked() -> dict[str, list[str]]:
    """Hashes by package and version, as ``name==version``."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            words = line.split(" #")[0].split()
            found[words[0]] = [word.removeprefix("--hash=sha256:") for word in words if word.startswith("--hash=")]
    return found


def test_every_line_pins_a_version_and_has_hashes() -> None:
    found = locked()
    assert len(found) > 80
    for name, hashes in found.items():
        assert re.fullmatch(r"[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==[0-9][A-Za-z0-9.+!]*", name), name
        assert hashes, name
        assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in hashes), name


def test_what_the_project_asks_for_is_in_the_lock_in_a_version_that_will_do() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = {canonicalize_name(name.split("==")[0].split("[")[0]): name.split("==")[1] for name in locked()}
    for text in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        wanted = Requirement(text)
        name = canonicalize_name(wanted.name)
        if name not in NOT_LOCKED and (wanted.marker is None or wanted.marker.evaluate()):
            assert name in versions, f"{name} is not in requirements.lock"
            assert wanted.specifier.contains(versions[name], prereleases=True), text
