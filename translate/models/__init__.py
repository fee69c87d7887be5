"""Models: their names, the local store, the hub, the bundled one, and the tests that they must pass."""

from translate.models.resolve import ResolvedModel, conversion_folder, resolve
from translate.models.weights import weights_file

__all__ = ["ResolvedModel", "conversion_folder", "resolve", "weights_file"]
