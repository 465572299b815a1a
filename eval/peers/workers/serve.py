"""Runs one pipeline: a JSON request in, a JSON reply out.

    python serve.py MODULE REQUEST REPLY

Standard library only: it runs in the pipeline's own environment. MODULE is a file beside this one
with the names PACKAGES and Pipeline:

    PACKAGES                     the distributions whose versions are recorded
    Pipeline(embedder, options)  loads the model in the folder `embedder`
    .index(folder, files, work)  reads, splits and embeds the files; how many passages that gave
    .search(question, k)         the first k passages: (path, text, start or None), best first
    .refuses(question, history)  whether it says no; left out where nothing but passages comes back

    request  {"embedder", "options", "folder", "documents": {path: id}, "work", "k",
              "questions": [{"asked", "question", "history"}]}
    reply    {"versions": [[name, version]], "passages", "load", "index", "index_cpu", "peak_bytes",
              "answers": [{"passages": [{"document", "text", "start"}], "refused",
                           "seconds", "cpu", "answer_seconds"}]}

Times are seconds, `cpu` those of all threads. A pipeline that cannot refuse is held to what it
does: it refuses where it returns no passage.
"""

from __future__ import annotations

import importlib
import json
import platform
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

_COMMON = ("torch", "transformers", "sentence-transformers")


def serve(module: Any, request: dict[str, Any]) -> dict[str, Any]:
    """The reply to a request."""
    documents: dict[str, str] = request["documents"]
    began = time.perf_counter()
    pipeline = module.Pipeline(request["embedder"], request["options"])
    loaded, cpu = time.perf_counter(), time.process_time()
    passages = pipeline.index(request["folder"], list(documents), request["work"])
    indexed, cpu_indexed = time.perf_counter(), time.process_time()
    questions = request["questions"]
    if questions:
        pipeline.search(questions[0]["asked"], request["k"])  # what is loaded late is loaded now
    answers = [_searched(pipeline, each, request["k"], documents) for each in questions]
    if hasattr(pipeline, "refuses"):
        answers = [
            {**answer, **_refused(pipeline, each)}
            for answer, each in zip(answers, questions, strict=True)
        ]
    return {
        "versions": versions((*module.PACKAGES, *_COMMON)),
        "passages": passages,
        "load": loaded - began,
        "index": indexed - loaded,
        "index_cpu": cpu_indexed - cpu,
        "peak_bytes": peak_bytes(),
        "answers": answers,
    }


def versions(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The distributions that are installed, each with its version; Python's first."""
    found = [("python", platform.python_version())]
    for name in names:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return found


def peak_bytes() -> int | None:
    """The most memory this process ever held, with its largest child; None where not told."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return unit * sum(resource.getrusage(kind).ru_maxrss for kind in kinds)


def _searched(
    pipeline: Any, question: dict[str, Any], k: int, documents: dict[str, str]
) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    found = pipeline.search(question["asked"], k)
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    passages = [
        {"document": documents[path], "text": text, "start": start} for path, text, start in found
    ]
    return {
        "passages": passages, "refused": not passages, "seconds": seconds, "cpu": spent,
        "answer_seconds": None,
    }  # fmt: skip


def _refused(pipeline: Any, question: dict[str, Any]) -> dict[str, Any]:
    began = time.perf_counter()
    refused = pipeline.refuses(question["question"], question["history"])
    return {"refused": bool(refused), "answer_seconds": time.perf_counter() - began}


def main(name: str, request: str, reply: str) -> None:
    """Reads the request, runs the pipeline, writes the reply."""
    data = json.loads(Path(request).read_text(encoding="utf-8"))
    answered = serve(importlib.import_module(name), data)
    Path(reply).write_text(json.dumps(answered, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
