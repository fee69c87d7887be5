"""Models: their names, the local store, the hub, the bundled one, and the tests that they must pass."""

from translate.models.catalogue import ModelStatus, fetch, list_models, verify
from translate.models.golden import selftest
from translate.models.resolution import ResolvedModel, conversion_folder, resolve
from translate.models.weights import weights_file

__all__ = [
    "ModelStatus",
    "ResolvedModel",
    "conversion_folder",
    "fetch",
    "list_models",
    "resolve",
    "selftest",
    "verify",
    "weights_file",
]
