"""The training run: a time budget in, weights and a log out.

The learning rate is a function of the share of the budget that has passed, so a run ends with
its rate at zero whatever the machine's speed. Weights are averaged exponentially on the way
(Polyak averaging); both the last and the averaged ones are kept.

Each worker is one thread on one core that computes a gradient on the shared weights and applies
it, without waiting for the others (Hogwild!, Niu et al. 2011, but with updates one at a time). On
a busy machine this keeps every core at work, where threads sharing each operation wait for the
slowest. The price is that a run cannot be repeated to the last bit.
"""

import copy
import json
import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_

from training.batches import Mixture
from training.encode import Encoder, load_tokenizer
from training.examples import read_examples
from training.model import Batch, ReaderModel, load, loss, save

DEALT = "dealt.json"  # how far a run came in each kind of example, beside its weights


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
    average_decay: float = 0.97  # per averaging, so about 160 steps of memory
    late_from: float = 0.5  # share of the budget after which the second shares hold
    seed: int = 13
    workers: int = 2  # threads, one core each
    checkpoint_minutes: float = 5.0
    keep: float = 0.25  # share of the checkpoint's weights, where a run started from one


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
        self.step, self.tokens = 0, 0
        self.losses: dict[str, float] = {}
        self._lock = Lock()
        self._batches = self._endless()
        self.started = self.saved = time.monotonic()

    def passed(self) -> float:
        """Share of the time budget that has passed."""
        return (time.monotonic() - self.started) / (60 * self.settings.minutes)

    def train(self) -> None:
        """Train until the budget is spent."""
        torch.set_num_threads(1)
        with ThreadPoolExecutor(self.settings.workers) as pool:
            for worker in [pool.submit(self._work) for _ in range(self.settings.workers)]:
                worker.result()
        self._checkpoint()

    def _work(self) -> None:
        """One worker: a copy of the model that shares its weights but has gradients of its own."""
        replica = copy.deepcopy(self.model).train()
        for mine, shared in zip(replica.parameters(), self.model.parameters(), strict=True):
            mine.data = shared.data
        while self.passed() < 1:
            with self._lock:
                batch = next(self._batches)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                value = loss(replica, batch)
            replica.zero_grad(set_to_none=True)
            torch.autograd.backward(value)
            with self._lock:
                self._apply(replica, batch, value.item())

    def _endless(self) -> Iterator[Batch]:
        while True:
            yield from self.mixture.batches(late=self.passed() >= self.settings.late_from)

    def _apply(self, replica: ReaderModel, batch: Batch, value: float) -> None:
        """One step of the optimizer with a worker's gradient."""
        factor = rate_factor(self.passed(), self.settings.warm_up)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        for shared, mine in zip(self.model.parameters(), replica.parameters(), strict=True):
            shared.grad = mine.grad
        clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        self.tokens += batch.ids.numel()
        task = "support" if batch.label[0] >= 0 else "qa"
        self.losses[task] = 0.98 * self.losses.get(task, value) + 0.02 * value
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
        save(self.model.state_dict(), self.out / "last.safetensors")
        save(self.average.state_dict(), self.out / "average.safetensors")
        dealt = json.dumps(self.mixture.dealt(), indent=1)
        (self.out / DEALT).write_text(dealt + "\n", encoding="utf-8")
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


def mix(start: Path, end: Path, share: float) -> None:
    """Put `share` of the weights that a run started from into those it ended with.

    Wortsman et al. 2022, "Robust fine-tuning of zero-shot models": between the two lies what
    keeps most of the one and most of the other.
    """
    from safetensors.torch import load_file

    before, after = load_file(start), load_file(end)
    save({name: torch.lerp(after[name], before[name], share) for name in after}, end)


def _dealt(start: Path | None) -> dict[str, int]:
    path = start.with_name(DEALT) if start else None
    if path is None or not path.exists():
        return {}
    counts: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    return counts


def train(out: Path, encoder: Path, settings: Settings, start: Path | None = None) -> None:
    """Train on `out/train.jsonl` from the encoder in the folder `encoder`, or from a checkpoint.

    A run from a checkpoint begins with the examples not dealt on the way to it, if `dealt.json`
    lies beside it, and its `average.safetensors` holds `settings.keep` of the checkpoint's weights.
    """
    torch.manual_seed(settings.seed)
    examples = read_examples(out / "train.jsonl")
    encoded = Encoder(load_tokenizer(encoder / "tokenizer.json"), settings.seed).encode(examples)
    mixture = Mixture(encoded, settings.tokens, settings.seed, _dealt(start))
    (out / "settings.json").write_text(json.dumps(asdict(settings), indent=1) + "\n")
    (out / "log.jsonl").unlink(missing_ok=True)
    model = load(start, encoder) if start else ReaderModel.from_encoder(encoder)
    Run(model, mixture, out, settings).train()
    if start and settings.keep:
        mix(start, out / "average.safetensors", settings.keep)
