"""Runs a set of gold questions and keeps every answer, so that nothing has to be run twice.

An interrupted run goes on where it stopped, as long as questions, documents, settings and code
are the same; otherwise it is refused rather than mixed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from eval.errors import RunError
from eval.figures import with_intervals
from eval.gold import GoldQuestion
from eval.measures import SHOWN, Graded, figures, score
from eval.measures.retrieval import DEPTHS
from eval.rows import KEY, ROWS, SUMMARY, Row, read_rows, write_json
from eval.systems import Bench
from qa.embedding import name_of
from qa.records import Document

Track = Callable[[Iterable[GoldQuestion]], Iterable[GoldQuestion]]
"""Wraps the questions in a progress bar, or not."""

_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("faiss-cpu", "ir-measures", "langchain-core", "numpy", "nupunkt",
             "sentence-transformers", "torch")  # fmt: skip


def run(
    questions: Sequence[GoldQuestion], documents: Mapping[str, Document], bench: Bench,
    out: Path, *, track: Track = iter, again: bool = False,
) -> tuple[tuple[Row, ...], dict[str, Any]]:  # fmt: skip
    """Answers every question that has no result yet in `out`; returns all rows and the summary.

    Raises RunError if `out` holds results of another run and `again` is false.
    """
    key = _key(questions, documents, bench)
    _prepare(out, key, again)
    known = _known(out, questions)
    with (out / ROWS).open("a", encoding="utf-8") as stream:
        for question in track([each for each in questions if each.id not in known]):
            row = ask(question, documents, bench)
            known[question.id] = row
            stream.write(row.to_json() + "\n")
            stream.flush()
    rows = tuple(known[question.id] for question in questions)
    summary = summarise(rows, {**key, "commit": _commit(), "versions": _versions()})
    write_json(out / SUMMARY, summary)
    return rows, summary


def ask(question: GoldQuestion, documents: Mapping[str, Document], bench: Bench) -> Row:
    """One question to the assistant and to the baselines, scored."""
    began = time.perf_counter()
    answer = bench.ask(question.question, question.history)
    seconds = round(time.perf_counter() - began, 6)
    copies = bench.copies(question.question, question.history)
    return Row(
        gold=question,
        answer=answer,
        seconds=seconds,
        scores=score(Graded(question, answer, documents, bench.judge)),
        baselines={
            name: score(Graded(question, copy, documents, bench.judge))
            for name, copy in copies.items()
        },
    )


def summarise(rows: Sequence[Row], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a run as plain data: by system with intervals, by type, seconds."""
    questions = [row.gold for row in rows]
    systems = {
        "assistant": [row.scores for row in rows],
        **{name: [row.baselines[name] for row in rows] for name in rows[0].baselines},
    }
    depth = [f"recall@{k}" for k in DEPTHS]
    types = dict.fromkeys(question.type for question in questions)
    seconds = [row.seconds for row in rows]
    timings = [dict(row.answer.timings) for row in rows]
    unread = [each["total"] - each["draft"] for each in timings if each] or [0.0]
    return {
        **facts,
        "questions": len(rows),
        "figures": {
            name: {
                measure: asdict(found) if found else None
                for measure, found in with_intervals(scores, questions, SHOWN).items()
            }
            for name, scores in systems.items()
        },
        "depth": {name: figures(scores, depth) for name, scores in systems.items()},
        "types": {
            name: {
                "questions": sum(row.gold.type == name for row in rows),
                **figures([row.scores for row in rows if row.gold.type == name]),
            }
            for name in types
        },
        "seconds": {
            "p50": float(np.percentile(seconds, 50)), "p95": float(np.percentile(seconds, 95)),
            "p50 without reading": float(np.percentile(unread, 50)),
            "p95 without reading": float(np.percentile(unread, 95)),
        },
    }  # fmt: skip


def _key(
    questions: Sequence[GoldQuestion], documents: Mapping[str, Document], bench: Bench
) -> dict[str, Any]:
    asked = "\n".join(repr(question) for question in questions)
    return {
        "gold_sha256": hashlib.sha256(asked.encode()).hexdigest(),
        "documents": {name: document.sha256 for name, document in sorted(documents.items())},
        "settings": asdict(bench.settings),
        "embedder": name_of(bench.embedder),
        "model": bench.model,
        "code_sha256": _code_sha256(),
    }


def _prepare(out: Path, key: Mapping[str, Any], again: bool) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"cannot write results to '{out}' ({error.strerror})") from error
    if again:
        for name in (ROWS, SUMMARY, KEY):
            (out / name).unlink(missing_ok=True)
    path = out / KEY
    if path.exists():
        before = _before(path)
        changed = [name for name in key if before.get(name) != key[name]]
        if changed:
            raise RunError(
                f"'{out}' holds results of another run (different: {', '.join(changed)}); "
                "choose another --out, or replace it with --again"
            )
    write_json(path, key)


def _before(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise RunError(
            f"'{path}' is damaged ({error}); replace the results with --again"
        ) from error
    return found


def _known(out: Path, questions: Sequence[GoldQuestion]) -> dict[str, Row]:
    if not (out / ROWS).exists() or not (out / ROWS).stat().st_size:
        return {}
    ids = {question.id for question in questions}
    rows = {row.gold.id: row for row in read_rows(out) if row.gold.id in ids}
    # An interrupted run may end in half a line, which must not be appended to.
    (out / ROWS).write_text(
        "".join(row.to_json() + "\n" for row in rows.values()), encoding="utf-8"
    )
    return rows


def _code_sha256() -> str:
    """Of everything that decides an answer or its score: both packages and the weights."""
    digest = hashlib.sha256()
    files = [path for path in (_ROOT / "qa").rglob("*") if path.suffix != ".pyc"]
    for path in sorted([*files, *(_ROOT / "eval").rglob("*.py")]):
        if path.is_file():
            digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _commit() -> str | None:
    command = ["git", "-C", str(_ROOT), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
