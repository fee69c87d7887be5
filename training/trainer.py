"""A Marian model in training: the loss, one update, the running average, and the state that survives a kill."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from training.folder import make_model, read_weights, weights_of
from training.pieces import Pieces

if TYPE_CHECKING:
    from training.folder import Weights
    from training.mixture import Batch

OUTPUT_BIAS = "final_logits_bias"
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; the defaults are those of the bundled model, and training/README.md says how they were found.

    ``rate`` is Adam's highest learning rate, reached after ``warmup`` updates and led linearly to zero; the encoder
    layers have ``encoder_rate`` times that. ``frozen`` counts the lowest encoder layers that are left as they are.
    ``smoothing`` is label smoothing, ``average`` the decay of the running average of the weights a update.
    ``bfloat16`` runs the matrix products in bfloat16, which pays on CUDA; on the processors measured it is slower.
    """

    rate: float = 2.5e-4
    encoder_rate: float = 0.7
    warmup: int = 200
    frozen: int = 4
    dropout: float = 0.05
    smoothing: float = 0.0
    average: float = 0.998
    clip: float = 1.0
    weight_decay: float = 0.01
    bfloat16: bool = False
    seed: int = 1


class EnglishLoss:
    """Cross-entropy over the English pieces alone: a third of the joint vocabulary need not be computed."""

    def __init__(self, pieces: Pieces, device: torch.device) -> None:
        self.ids = torch.tensor(sorted(pieces.english), device=device)
        self._column = torch.full((pieces.pad + 1,), _IGNORED, device=device)
        self._column[self.ids] = torch.arange(len(self.ids), device=device)
        self._pad, self._device = pieces.pad, device

    def __call__(self, model: Any, bias: torch.Tensor, batch: Batch, smoothing: float = 0.0) -> torch.Tensor:
        """The sum over a batch's target pieces, in nats. ``bias`` has an entry for each of ``ids``."""
        source = torch.from_numpy(batch.source).to(self._device)
        target = torch.from_numpy(batch.target).to(self._device)
        start = torch.full_like(target[:, :1], self._pad)
        hidden = model.model(
            input_ids=source,
            attention_mask=(source != self._pad).long(),
            decoder_input_ids=torch.cat([start, target[:, :-1]], dim=1),
            use_cache=False,
        ).last_hidden_state  # [sentences, pieces, width]
        counted = target != self._pad
        logits = functional.linear(hidden[counted], model.model.shared.weight[self.ids], bias)  # [tokens, English ids]
        wanted = self._column[target[counted]]
        return functional.cross_entropy(logits.float(), wanted, label_smoothing=smoothing, reduction="sum")


class Trainer:
    """``updates`` and ``tokens`` (target pieces) count what was done; several processes can share one trainer."""

    def __init__(self, start: Path, settings: Settings, device: str = "cpu") -> None:
        self.start, self.settings, self.device = start, settings, torch.device(device)
        torch.manual_seed(settings.seed)
        self.pieces = Pieces(start)
        self.model = make_model(start, read_weights(start))
        self.loss = EnglishLoss(self.pieces, self.device)
        _set_dropout(self.model, settings.dropout)
        self.model.to(self.device).train()
        self.bias = torch.nn.Parameter(self.model.final_logits_bias[0, self.loss.ids].clone())
        named = dict(_trainable(self.model, settings.frozen)) | {OUTPUT_BIAS: self.bias}
        self._names, self._parameters = list(named), list(named.values())
        self._average = [parameter.detach().clone() for parameter in self._parameters]
        self._optimizer = _adam(named, settings)
        self._counts = torch.zeros(2, dtype=torch.float64)

    @property
    def updates(self) -> int:
        """Updates made so far."""
        return int(self._counts[0])

    @property
    def tokens(self) -> int:
        """Target pieces seen so far."""
        return int(self._counts[1])

    def gradients(self, batch: Batch) -> float:
        """Compute a batch's gradients; returns its mean loss a target piece."""
        with self._autocast():
            loss = self.loss(self.model, self.bias, batch, self.settings.smoothing) / batch.tokens
        loss.backward()  # type: ignore[no-untyped-call]
        return float(loss.detach())

    def update(self, batch: Batch, done: float) -> None:
        """One step along the gradients; ``done`` is the share of the training that is over, 0 to 1."""
        torch.nn.utils.clip_grad_norm_(self._parameters, self.settings.clip)
        warm = min(1.0, (self.updates + 1) / self.settings.warmup)
        for group in self._optimizer.param_groups:
            group["lr"] = self.settings.rate * group["share"] * warm * max(0.0, 1 - done)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        # The first weights must not weigh in the average for long.
        decay = min(self.settings.average, (1 + self.updates) / (10 + self.updates))
        with torch.no_grad():
            torch._foreach_lerp_(self._average, [p.detach() for p in self._parameters], 1 - decay)
        self._counts += torch.tensor([1.0, batch.tokens])

    @torch.no_grad()
    def evaluate(self, weights: Weights, sets: dict[str, list[Batch]]) -> dict[str, float]:
        """The mean loss a target piece of each set of batches, in nats, under ``weights``."""
        with torch.random.fork_rng(devices=[]):  # a new model's first weights are random
            model = make_model(self.start, weights).to(self.device).eval()
        bias = model.final_logits_bias[0, self.loss.ids]

        def mean(batches: Iterable[Batch]) -> float:
            with self._autocast():
                losses = [(float(self.loss(model, bias, batch)), batch.tokens) for batch in batches]
            return sum(loss for loss, _ in losses) / max(1, sum(tokens for _, tokens in losses))

        return {name: round(mean(batches), 4) for name, batches in sets.items()}

    def averaged_weights(self) -> Weights:
        """The running average of the weights, under the names of a Marian folder, on the processor."""
        weights = weights_of(self.model)
        for name, value in zip(self._names, self._average, strict=True):
            if name == OUTPUT_BIAS:
                weights[OUTPUT_BIAS][0, self.loss.ids.cpu()] = value.cpu()
            else:
                weights[name] = value.cpu().clone()
        return weights

    def state(self) -> dict[str, Any]:
        """A copy of everything that training goes on from."""
        return {
            "parameters": [parameter.detach().clone() for parameter in self._parameters],
            "average": [value.clone() for value in self._average],
            "optimizer": copy.deepcopy(self._optimizer.state_dict()),
            "counts": self._counts.clone(),
            "random": torch.get_rng_state(),
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Go on from what ``state`` gave."""
        with torch.no_grad():
            for into, values in ((self._parameters, state["parameters"]), (self._average, state["average"])):
                for tensor, value in zip(into, values, strict=True):
                    tensor.copy_(value)
        self._optimizer.load_state_dict(state["optimizer"])
        self._counts.copy_(state["counts"])
        torch.set_rng_state(state["random"])

    def share(self) -> None:
        """Move what is trained into shared memory: processes forked after this train one model together."""
        moments = [value for state in self._optimizer.state.values() for value in state.values()]
        for tensor in (*self.model.parameters(), *self._parameters, *self._average, *moments, self._counts):
            tensor.share_memory_()

    def _autocast(self) -> AbstractContextManager[Any]:
        return torch.autocast(self.device.type, torch.bfloat16) if self.settings.bfloat16 else nullcontext()


def _set_dropout(model: Any, dropout: float) -> None:
    """Dropout on the layers' outputs only: on attention it costs more time than on everything else."""
    for module in model.modules():
        if isinstance(getattr(module, "dropout", None), float):
            module.dropout = 0.0 if hasattr(module, "num_heads") else dropout


def _trainable(model: Any, frozen: int) -> Iterable[tuple[str, torch.nn.Parameter]]:
    """Everything but the position tables and the lowest ``frozen`` encoder layers.

    Gradients stop above the frozen layers, so that the source side does not move the embeddings either.
    """
    if not 0 <= frozen < len(model.model.encoder.layers):
        raise ValueError(f"{frozen} encoder layers cannot be frozen: there are {len(model.model.encoder.layers)}")
    if frozen:
        model.model.encoder.layers[frozen].register_forward_pre_hook(_cut_gradients, with_kwargs=True)
    fixed = ("embed_positions", *[f"encoder.layers.{layer}." for layer in range(frozen)])
    for name, parameter in model.named_parameters():
        parameter.requires_grad = not any(part in name for part in fixed)
        if parameter.requires_grad:
            yield name, parameter


def _cut_gradients(_module: Any, positional: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    return (positional[0].detach(), *positional[1:]), named


def _adam(named: dict[str, torch.nn.Parameter], settings: Settings) -> torch.optim.AdamW:
    """AdamW whose moments are there before the first step, so that they can be shared and loaded into."""
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in named.items():
        share = settings.encoder_rate if ".encoder.layers" in name else 1.0
        decay = settings.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((share, decay), []).append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": those, "share": share, "weight_decay": decay} for (share, decay), those in groups.items()],
        lr=0.0, betas=(0.9, 0.98), fused=True,
    )  # fmt: skip
    for parameter in named.values():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    for state in optimizer.state.values():
        state["step"].zero_()
    return optimizer
