"""Engines: what turns source pieces into hypotheses. One protocol, ``Engine``; two engines, a file each.

Importing this package loads neither torch nor ctranslate2.
"""

from translate.engines.base import SEARCH_VERSION, Decoding, Engine, NBest, Pieces, longest_output, make_batches
from translate.engines.load import open_engine
from translate.engines.select import default_threads, pick_device, pick_engine

__all__ = [
    "SEARCH_VERSION",
    "Decoding",
    "Engine",
    "NBest",
    "Pieces",
    "default_threads",
    "longest_output",
    "make_batches",
    "open_engine",
    "pick_device",
    "pick_engine",
]
