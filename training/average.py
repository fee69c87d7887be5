"""The mean of the weights of several Marian folders of one run, often better than the last of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from training.folder import read_weights, write_folder

if TYPE_CHECKING:
    from training.folder import Weights


def average(folders: list[Path]) -> Weights:
    """The mean of every weight. ValueError when the folders' weights differ in names or shapes."""
    mean = read_weights(folders[0])
    for folder in folders[1:]:
        weights = read_weights(folder)
        if {n: t.shape for n, t in weights.items()} != {n: t.shape for n, t in mean.items()}:
            raise ValueError(f"{folder} holds another model than {folders[0]}")
        for name, tensor in weights.items():
            mean[name] += tensor
    return {name: tensor / len(folders) for name, tensor in mean.items()}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    write_folder(average(args.models), args.models[0], args.out)


if __name__ == "__main__":
    main()
