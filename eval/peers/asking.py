"""Sends the questions through a pipeline in a process of its own, and reads what came back."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import RunError
from eval.gold import GoldQuestion
from eval.peers import kept
from eval.peers.catalogue import HERE, Peer
from eval.peers.environments import NotInstalled, last_line, python_of, variables
from qa.embedding import default_folder
from qa.plain import restored

_SERVE = HERE / "workers" / "serve.py"
_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Found:
    """A passage as a pipeline gave it; `start` is its own offset, None if it gives none."""

    document: str
    text: str
    start: int | None


@dataclass(frozen=True, slots=True)
class Replied:
    """What came back for one question, in wall-clock and processor seconds."""

    passages: tuple[Found, ...]
    refused: bool
    seconds: float
    cpu: float
    answer_seconds: float | None
    """For a whole answer, where the pipeline gives one."""


@dataclass(frozen=True, slots=True)
class Reply:
    """All that a pipeline gave back; the fields are those of `workers/serve.py`."""

    versions: tuple[tuple[str, str], ...]
    passages: int
    load: float
    index: float
    index_cpu: float
    peak_bytes: int | None
    answers: tuple[Replied, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """How every pipeline is run: passages for each question, threads, and the folders.

    `envs` keeps the peers' environments, `out` the replies and what the pipelines printed.
    """

    k: int
    threads: int | None
    envs: Path
    out: Path
    again: bool = False
    """Ask anew, even where a reply was kept."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A pipeline that gave nothing back, and why."""

    reason: str


def asked(question: GoldQuestion) -> str:
    """What a search is asked: the question, after the one before it if it follows another."""
    return " ".join([*(turn[0] for turn in question.history[-1:]), question.question])


def ask(
    peer: Peer, folder: Path, documents: Sequence[str], gold: Sequence[GoldQuestion],
    setting: Setting,
) -> Reply | Failed:  # fmt: skip
    """All questions through one pipeline over the documents (ids) of a folder."""
    root = folder.resolve()
    request = {
        "embedder": str(default_folder()),
        "options": dict(peer.options),
        "folder": str(root),
        "documents": {str(root / each): each for each in documents},
        "k": setting.k,
        "questions": [
            {"asked": asked(each), "question": each.question, "history": each.history}
            for each in gold
        ],
    }
    keep = setting.out / "replies" / f"{peer.name}.json"
    try:
        key = kept.key_of(peer, request, setting.threads)
        if (known := None if setting.again else kept.read(keep, key)) is not None:
            return parse(known)
        reply = _served(peer, python_of(peer, setting.envs), request, setting)
        kept.write(keep, key, reply)
        return parse(reply)
    except (NotInstalled, RunError, OSError, ValueError) as error:
        return Failed(str(error))


def parse(data: Any) -> Reply:
    """A reply from plain data. Raises RunError if it is none."""
    try:
        reply: Reply = restored(Reply, data, {})
    except (KeyError, TypeError, ValueError) as error:
        raise RunError(f"its reply is not what serve.py writes ({error})") from error
    return reply


def _served(peer: Peer, python: Path, request: Mapping[str, Any], setting: Setting) -> Any:
    """Runs the worker; its reply. Raises RunError with its last line if it fails."""
    with tempfile.TemporaryDirectory(prefix="peers-") as name:
        work = Path(name)
        asking, answer = work / "request.json", work / "reply.json"
        asking.write_text(json.dumps({**request, "work": name}), encoding="utf-8")
        environment = variables(work, setting.threads)
        if not peer.environment:  # Footnote itself may be run from its folder, uninstalled
            environment["PYTHONPATH"] = str(HERE.parents[1])
        command = [str(python), str(_SERVE), peer.worker, str(asking), str(answer)]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=_SECONDS, env=environment,
                cwd=work, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise RunError(f"it took longer than {_SECONDS} seconds") from error
        (setting.out / f"{peer.name}.log").write_text(done.stdout + done.stderr, encoding="utf-8")
        if done.returncode:
            raise RunError(f"it failed: {last_line(done.stderr)}")
        return json.loads(answer.read_text(encoding="utf-8"))
