"""The training run: a time budget in, weights and a log out.

The learning rate is a function of the share of the budget that has passed, so a run ends with
its rate at zero whatever the machine's speed. Weights are averaged exponentially on the way
(Polyak averaging); both the last and the averaged ones are kept.
"""

import copy
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_

from training.batches import Mixture
from training.encode import Encoder, load_tokenizer
from training.examples import read_examples
from training.model import Batch, ReaderModel, loss, save


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run depends on besides its data. Rates are per step, times in minutes."""

    minutes: float = 70.0
    rate: float = 1.5e-4
    head_rate: float = 5e-4
    warm_up: float = 0.04  # share of the budget
    tokens: int = 2048  # padded tokens in a batch
    weight_decay: float = 0.01
    average_every: int = 5  # steps
    average_decay: float = 0.99  # per averaging, so about 500 steps of memory
    late_from: float = 0.5  # share of the budget after which the second shares hold
    seed: int = 13
    checkpoint_minutes: float = 5.0


def rate_factor(passed: float, warm_up: float) -> float:
    """Linear warm-up, then linear decay to zero; `passed` is a share of the budget in [0, 1]."""
    if passed < warm_up:
        return max(passed / warm_up, 0.01)
    return max(0.0, (1 - passed) / (1 - warm_up))


class Run:
    """One training run and what it needs to write checkpoints and its log."""

    def __init__(self, model: ReaderModel, mixture: Mixture, out: Path, settings: Settings) -> None:
        self.model, self.mixture, self.out, self.settings = model, mixture, out, settings
        self.average = copy.deepcopy(model).requires_grad_(False)
        heads = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
        groups = [
            {
                "params": list(model.encoder.parameters()),
                "lr": settings.rate,
                "peak": settings.rate,
            },
            {"params": heads, "lr": settings.head_rate, "peak": settings.head_rate},
        ]
        self.optimizer = torch.optim.AdamW(
            groups, weight_decay=settings.weight_decay, betas=(0.9, 0.98), fused=True
        )
        self.step, self.tokens, self.losses = 0, 0, {"qa": 0.0, "support": 0.0}
        self.started = self.saved = time.monotonic()

    def passed(self) -> float:
        """Share of the time budget that has passed."""
        return (time.monotonic() - self.started) / (60 * self.settings.minutes)

    def train(self) -> None:
        """Train until the budget is spent."""
        self.model.train()
        while self.passed() < 1:
            for batch in self.mixture.batches(late=self.passed() >= self.settings.late_from):
                if self.passed() >= 1:
                    break
                self._one_step(batch)
        self._checkpoint()

    def _one_step(self, batch: Batch) -> None:
        factor = rate_factor(self.passed(), self.settings.warm_up)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        with torch.autocast("cpu", dtype=torch.bfloat16):
            value = loss(self.model, batch)
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(value)
        clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        self.tokens += batch.ids.numel()
        task = "support" if batch.label[0] >= 0 else "qa"
        old = self.losses[task]
        self.losses[task] = value.item() if not old else 0.98 * old + 0.02 * value.item()
        if self.step % self.settings.average_every == 0:
            self._average()
        if self.step % 50 == 0:
            self._log(factor)
        if time.monotonic() - self.saved > 60 * self.settings.checkpoint_minutes:
            self._checkpoint()

    def _average(self) -> None:
        # Early on the memory is shortened, so that the average is not mostly the starting weights.
        turns = self.step / self.settings.average_every
        decay = min(self.settings.average_decay, turns / (turns + 10))
        with torch.no_grad():
            mine: list[Tensor] = list(self.average.parameters())
            theirs: list[Tensor] = list(self.model.parameters())
            torch._foreach_lerp_(mine, theirs, 1 - decay)

    def _checkpoint(self) -> None:
        save(self.model, self.out / "last.safetensors")
        save(self.average, self.out / "average.safetensors")
        self.saved = time.monotonic()

    def _log(self, factor: float) -> None:
        seconds = time.monotonic() - self.started
        row = {
            "step": self.step,
            "minutes": round(seconds / 60, 2),
            "rate": round(factor, 4),
            "tokens_per_second": round(self.tokens / seconds),
            **{name: round(value, 4) for name, value in self.losses.items()},
        }
        if not all(math.isfinite(value) for value in self.losses.values()):
            raise RuntimeError(f"the loss is not finite at step {self.step}: {self.losses}")
        with (self.out / "log.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")


def train(out: Path, encoder: Path, settings: Settings) -> None:
    """Train on `out/train.jsonl`, starting from the encoder in the folder `encoder`."""
    torch.manual_seed(settings.seed)
    examples = read_examples(out / "train.jsonl")
    encoded = Encoder(load_tokenizer(encoder / "tokenizer.json"), settings.seed).encode(examples)
    mixture = Mixture(encoded, settings.tokens, settings.seed)
    (out / "settings.json").write_text(json.dumps(asdict(settings), indent=1) + "\n")
    (out / "log.jsonl").unlink(missing_ok=True)
    Run(ReaderModel.from_encoder(encoder), mixture, out, settings).train()
