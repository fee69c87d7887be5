"""Train a Marian folder on a mixture of pairs. Run again after a kill, the same command goes on.

OUT gets ``checkpoint.pt`` (everything that training goes on from), ``averaged/`` (a Marian folder of the averaged
weights, usable at any time) and ``log.jsonl``. Training ends after --steps updates, or after --minutes of training.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import torch

from training.folder import write_folder
from training.mixture import Mixture, read_pairs
from training.trainer import Settings, Trainer

LOG_SECONDS = 30.0


class Run:
    """A training that several processes can work on.

    Each process takes the next batch, computes its gradients on its own and applies them to the shared model under the
    lock, one update behind the others at most (Niu et al. 2011, "Hogwild!"). On two busy cores this keeps both at
    work, where two threads on one batch wait for each other: 83 against 290 target pieces a second.
    """

    def __init__(self, args: argparse.Namespace, settings: Settings) -> None:
        self.args = args
        self.trainer = Trainer(args.start, settings, args.device)
        weights = json.loads(args.weights.read_text(encoding="utf-8"))
        make = {"seed": settings.seed, "batch_tokens": args.batch_tokens}
        self.mixture = Mixture(read_pairs(args.data / "train.tsv"), weights, self.trainer.pieces, **make)
        self.development = {s: self.mixture.batches(p) for s, p in read_pairs(args.data / "dev.tsv").items()}
        self._place = torch.zeros(2, dtype=torch.int64)  # chunk, batch in it
        self._seconds = torch.zeros(1, dtype=torch.float64)
        self._lock = torch.multiprocessing.get_context("fork").RLock()
        args.out.mkdir(parents=True, exist_ok=True)
        self._resume()

    def work(self, worker: int = 0) -> None:
        """Train until the end; worker 0 also logs, keeps the time and writes checkpoints."""
        if worker:
            torch.manual_seed(self.trainer.settings.seed + 1000 * worker + self.trainer.updates)
        number, batches = -1, []
        clock = shown = saved = time.monotonic()
        losses: list[tuple[float, int]] = []
        while self._done() < 1:
            with self._lock:
                chunk, place = self._place.tolist()
                if chunk != number:
                    number, batches = chunk, self.mixture.chunk(chunk)
                self._place += torch.tensor([0, 1]) if place + 1 < len(batches) else torch.tensor([1, -place])
            losses.append((self.trainer.gradients(batches[place]), batches[place].tokens))
            with self._lock:
                self.trainer.update(batches[place], self._done())
            if worker:
                continue
            now = time.monotonic()
            self._seconds += now - clock
            clock = now
            if now - shown > LOG_SECONDS:
                self._log(loss=round(_mean(losses), 4))
                shown, losses = now, []
            if now - saved > self.args.checkpoint_minutes * 60:
                self.save()
                saved = time.monotonic()
        if not worker:
            self.save()

    def share(self) -> None:
        """Make ready for workers in forked processes."""
        self.trainer.share()
        self._place.share_memory_()  # type: ignore[no-untyped-call]  # torch's
        self._seconds.share_memory_()  # type: ignore[no-untyped-call]  # torch's

    def save(self) -> None:
        """Write the checkpoint and the averaged model, each whole or not at all, and log the development losses."""
        with self._lock:
            state = self.trainer.state() | {"place": self._place.clone(), "seconds": self._seconds.clone()}
            weights = self.trainer.averaged_weights()
        new = self.args.out / "checkpoint.new"
        torch.save(state, new)
        new.replace(self.args.out / "checkpoint.pt")
        unfinished, averaged = self.args.out / "averaged.new", self.args.out / "averaged"
        write_folder(weights, self.args.start, unfinished)
        shutil.rmtree(averaged, ignore_errors=True)
        unfinished.rename(averaged)
        self._log(development=self.trainer.evaluate(weights, self.development))

    def _resume(self) -> None:
        path = self.args.out / "checkpoint.pt"
        if path.exists():
            state = torch.load(path, map_location=self.trainer.device, weights_only=True)
            state["random"] = state["random"].cpu()
            self.trainer.load_state(state)
            self._place.copy_(state["place"])
            self._seconds.copy_(state["seconds"])

    def _done(self) -> float:
        if self.args.steps:
            return self.trainer.updates / float(self.args.steps)
        return float(self._seconds[0]) / 60 / float(self.args.minutes)

    def _log(self, **values: Any) -> None:
        counts = {"updates": self.trainer.updates, "tokens": self.trainer.tokens}
        line = counts | {"minutes": round(float(self._seconds[0]) / 60, 2)} | values
        with (self.args.out / "log.jsonl").open("a", encoding="utf-8") as log:
            print(json.dumps(line), file=log)


def _mean(losses: list[tuple[float, int]]) -> float:
    return sum(loss * tokens for loss, tokens in losses) / max(1, sum(tokens for _, tokens in losses))


def parse(arguments: list[str] | None = None) -> tuple[argparse.Namespace, Settings]:
    """The command line: what to do where, and how to train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=Path, required=True, help="Marian folder to start from, packed or not")
    parser.add_argument("--data", type=Path, required=True, help="folder that prepare wrote")
    parser.add_argument("--weights", type=Path, default=Path(__file__).with_name("mixture.json"), help="of the sources")
    parser.add_argument("--out", type=Path, required=True)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--steps", type=int, help="updates")
    length.add_argument("--minutes", type=float, help="of training, earlier runs of the same OUT included")
    parser.add_argument("--batch-tokens", type=int, default=1500, help="sentences x longest side in a batch (1500)")
    parser.add_argument("--workers", type=int, default=1, help="processes, a thread each; processor only (1)")
    parser.add_argument("--device", default="cpu", help="cpu (default) or cuda")
    parser.add_argument("--checkpoint-minutes", type=float, default=5.0)
    how = parser.add_argument_group("settings")
    for field in fields(Settings):
        flag = "--" + field.name.replace("_", "-")
        if isinstance(field.default, bool):
            how.add_argument(flag, action="store_true")
        else:
            how.add_argument(flag, type=type(field.default), default=field.default, help=f"({field.default})")
    args = parser.parse_args(arguments)
    if args.workers > 1 and args.device != "cpu":
        parser.error("several workers share a model on the processor only")
    return args, Settings(**{field.name: getattr(args, field.name) for field in fields(Settings)})


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    args, settings = parse(arguments)
    run = Run(args, settings)
    if args.workers == 1:
        run.work()
        return
    torch.set_num_threads(1)
    run.share()
    context = torch.multiprocessing.get_context("fork")
    others = [context.Process(target=run.work, args=(worker,)) for worker in range(1, args.workers)]
    for other in others:
        other.start()
    run.work()
    for other in others:
        other.join()


if __name__ == "__main__":
    main()
