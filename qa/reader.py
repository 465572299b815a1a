"""The reader: finds answer spans, says whether a passage answers, judges support for a claim.

One small encoder (six layers, mostly int8) with three heads, run by onnxruntime. It knows
weights, texts and numbers only: nothing of documents, indexes, citations or who asks. How it was
trained and what it can do is in training/MODEL_CARD.md.

Every window of text is run on its own, several at a time on threads. So what the reader says of
a passage never depends on the passages it is read with, and a batch gives what single calls give.

Errors: ModelError for weights that are missing, damaged or of another format.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelError

FORMAT = 1
FOLDER = Path(__file__).parent / "weights" / "reader"

Offsets = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of the passage; score is the span's logit less the null logit."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What one passage says to a question.

    spans: best first, none overlapping another; answerable: calibrated probability that the
    passage answers the question; margin: best span logit less the null logit.
    """

    spans: tuple[Span, ...]
    answerable: float
    margin: float


@dataclass(frozen=True, slots=True)
class Support:
    """Probabilities, summing to one, of what a piece of evidence says to a claim."""

    supported: float
    contradicted: float
    neither: float


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits and constants that belong to the weights, read from reader.json.

    max_tokens, max_first, stride, span_tokens: tokens. answerable: weights of (margin, binary
    logit, 1) in a logistic calibrator. temperature: divides the support logits.
    answerable_from, supported_from: probabilities from which to accept, fitted on held-out
    training articles.
    """

    max_tokens: int
    max_first: int
    stride: int
    span_tokens: int
    answerable: tuple[float, float, float]
    temperature: float
    answerable_from: float
    supported_from: float


@dataclass(frozen=True, slots=True)
class _Window:
    """One input: `owner` is the text it belongs to, `split` its first passage token."""

    owner: int
    ids: list[int]
    split: int
    offsets: Offsets


class Reader:
    """The loaded model. Safe to share between threads."""

    def __init__(self, session: Any, tokenizer: Any, settings: Settings, threads: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self.settings = settings
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="reader")
        self._cls = tokenizer.token_to_id("[CLS]")
        self._sep = tokenizer.token_to_id("[SEP]")

    @classmethod
    def load(cls, folder: Path | None = None, threads: int | None = None) -> "Reader":
        """Load the weights in `folder` (the packaged ones by default) after checking their hashes.

        `threads` is how many windows run at once: by default the machine's cores, at most 4.
        """
        folder = folder or FOLDER
        manifest = _manifest(folder)
        model = _checked(folder, "model.onnx", manifest)
        vocabulary = _checked(folder, "tokenizer.json", manifest)

        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # windows are the unit of parallel work
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_str(vocabulary.decode("utf-8"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        if threads is None:
            threads = max(1, min(4, os.cpu_count() or 1))
        return cls(session, tokenizer, _settings(manifest), threads)

    @classmethod
    @cache
    def packaged(cls) -> "Reader":
        """The packaged reader, one for a whole process: it takes 120 MB and most of a second."""
        return cls.load()

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """One reading for each passage; one beyond the model's limit is read in parts."""
        windows = self._windows([(question, passage) for passage in passages])
        found: list[list[tuple[float, float, list[Span]]]] = [[] for _ in passages]
        for window, (start, end, binary, _) in zip(windows, self._run(windows), strict=True):
            spans = self._spans(window, start, end)
            if spans:
                found[window.owner].append((spans[0].score, float(binary), spans))
        return [self._reading(*pair) for pair in zip(found, passages, strict=True)]

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[Support]:
        """For each (claim, evidence) what the evidence says; of long evidence, its best part."""
        windows = self._windows(pairs)
        best: list[Support] = [Support(0.0, 0.0, 1.0)] * len(pairs)
        for window, (*_, logits) in zip(windows, self._run(windows), strict=True):
            odds = np.exp((logits - logits.max()) / self.settings.temperature)
            judged = Support(*(odds / odds.sum()).tolist())
            if window.offsets and judged.supported >= best[window.owner].supported:
                best[window.owner] = judged
        return best

    def _windows(self, pairs: Sequence[tuple[str, str]]) -> list[_Window]:
        """Token windows of all pairs; consecutive ones of a text overlap by `stride` tokens."""
        encode = self._tokenizer.encode_batch
        firsts = encode([first for first, _ in pairs], add_special_tokens=False)
        seconds = encode([second for _, second in pairs], add_special_tokens=False)
        windows = []
        for owner, (first, second) in enumerate(zip(firsts, seconds, strict=True)):
            head = [self._cls, *first.ids[: self.settings.max_first], self._sep]
            room = self.settings.max_tokens - len(head) - 1
            for begin in _starts(len(second.ids), room, self.settings.stride):
                ids = [*head, *second.ids[begin : begin + room], self._sep]
                offsets = second.offsets[begin : begin + room]
                windows.append(_Window(owner, ids, len(head), offsets))
        return windows

    def _run(self, windows: Sequence[_Window]) -> list[tuple[NDArray[np.float32], ...]]:
        """Start and end logits (length,), binary logit () and support logits (3,) per window."""
        if len(windows) == 1:
            return [self._run_one(windows[0])]
        return list(self._pool.map(self._run_one, windows))

    def _run_one(self, window: _Window) -> tuple[NDArray[np.float32], ...]:
        ids = np.array([window.ids], dtype=np.int64)
        types = np.zeros_like(ids)
        types[:, window.split :] = 1
        outputs = self._session.run(
            ["start", "end", "answerable", "support"], {"ids": ids, "types": types}
        )
        return tuple(output[0] for output in outputs)

    def _spans(
        self, window: _Window, start: NDArray[np.float32], end: NDArray[np.float32]
    ) -> list[Span]:
        """The window's best spans: the 20 best starts with the 20 best ends, passage tokens only.

        Score and null score as for BERT on SQuAD 2.0 (Devlin et al. 2019, section 4.3).
        """
        size = len(window.offsets)
        null = float(start[0] + end[0])
        inside = slice(window.split, window.split + size)
        starts, ends = start[inside], end[inside]
        spans = []
        for i in np.argsort(-starts, kind="stable")[:20].tolist():
            for j in np.argsort(-ends, kind="stable")[:20].tolist():
                if i <= j < i + self.settings.span_tokens:
                    score = float(starts[i] + ends[j]) - null
                    spans.append(Span(window.offsets[i][0], window.offsets[j][1], score))
        return sorted(spans, key=lambda span: (-span.score, span.start, span.end))

    def _reading(self, parts: list[tuple[float, float, list[Span]]], passage: str) -> Reading:
        """Join the windows of one passage: the best spans of any, the most confident answer."""
        if not parts:
            return Reading(spans=(), answerable=0.0, margin=float("-inf"))
        by_margin, by_binary, bias = self.settings.answerable
        logit = max(by_margin * margin + by_binary * binary + bias for margin, binary, _ in parts)
        ranked = sorted((s for _, _, spans in parts for s in spans), key=lambda s: -s.score)
        spans = _apart(ranked, passage)
        return Reading(spans, 1 / (1 + float(np.exp(-logit))), ranked[0].score)


def _starts(length: int, room: int, stride: int) -> list[int]:
    """Where windows of `room` tokens begin so that they cover `length`, overlapping by `stride`."""
    starts = [0]
    while starts[-1] + room < length:
        starts.append(starts[-1] + max(1, room - stride))
    return starts


def _apart(ranked: Sequence[Span], passage: str, limit: int = 12) -> tuple[Span, ...]:
    """The best spans that do not overlap, trimmed of white space."""
    kept: list[Span] = []
    for span in ranked:
        text = passage[span.start : span.end]
        start = span.start + len(text) - len(text.lstrip())
        end = span.end - (len(text) - len(text.rstrip()))
        if start < end and all(end <= one.start or one.end <= start for one in kept):
            kept.append(Span(start, end, span.score))
            if len(kept) == limit:
                break
    return tuple(kept)


def _manifest(folder: Path) -> dict[str, Any]:
    """reader.json, refused if it is missing, unreadable or of another format."""
    path = folder / "reader.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(
            f"no reader weights in {folder}: reader.json is missing. Reinstall footnote-qa, or "
            "make weights with `python -m training export`."
        ) from None
    except ValueError as error:
        raise ModelError(f"{path} is not valid JSON ({error}). Reinstall footnote-qa.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
        raise ModelError(
            f"{path} has format {found!r}; this version reads format {FORMAT}. Export the weights "
            "again with `python -m training export`."
        )
    return manifest


def _checked(folder: Path, name: str, manifest: dict[str, Any]) -> bytes:
    """A file's bytes, refused unless their sha256 is the one in the manifest."""
    expected = manifest["sha256"][name]
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        raise ModelError(f"{folder / name} is missing. Reinstall footnote-qa.") from None
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ModelError(
            f"{folder / name} is damaged or was changed: its sha256 is {found}, reader.json says "
            f"{expected}. Reinstall footnote-qa."
        )
    return content


def _settings(manifest: dict[str, Any]) -> Settings:
    values = dict(manifest["settings"])
    values["answerable"] = tuple(values["answerable"])
    return Settings(**values)
