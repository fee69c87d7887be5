"""A Marian model folder as a torch model; the only place where weights are loaded with transformers."""

from __future__ import annotations

import logging
import threading
import warnings
from typing import TYPE_CHECKING, Any

from translate.errors import ModelBroken

if TYPE_CHECKING:
    from pathlib import Path


_LOADING = threading.Lock()  # transformers changes global state while it loads: two threads at once get half a model


def load_marian(folder: Path) -> Any:
    """The ``MarianMTModel`` of a local folder, in float32, ready for inference.

    Weights are read from safetensors, or from a pickle weights-only. Raises ModelBroken when they cannot be read or
    do not fill the model.
    """
    import torch
    import transformers
    from transformers.utils import logging as transformers_logging

    logger = logging.getLogger("transformers")
    level = logger.level
    try:
        with _LOADING, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            transformers_logging.disable_progress_bar()
            logger.setLevel(logging.ERROR)
            model, report = transformers.MarianMTModel.from_pretrained(
                str(folder),
                local_files_only=True,
                dtype=torch.float32,
                attn_implementation="sdpa",
                output_loading_info=True,
            )
    except Exception as error:  # damaged weights fail in many ways, safetensors' own error among them
        raise ModelBroken(f"The model in {folder} cannot be loaded: {error}") from error
    finally:
        logger.setLevel(level)
        transformers_logging.enable_progress_bar()
    missing = [name for name in report["missing_keys"] if "embed_positions" not in name and "final_logits" not in name]
    if missing:
        raise ModelBroken(f"The weights in {folder} are incomplete: {missing[0]} is not there.")
    return model.eval()
