"""Ranking whole documents: NFCorpus of BEIR, and Cranfield; nDCG@10 through ir_measures.

A document's score is that of its best passage. Only the search is asked, so a run is quick once
the index is built.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import ir_measures
from ir_measures import RR, R, nDCG

from eval.benchmarks.base import Benchmark, BenchmarkError, Context, Figures, find, spread
from eval.systems import Bench
from qa.embedding import Matrix, embed_question

_DEPTH = 100  # passages; several may be of one document
_MEASURES = (nDCG @ 10, R @ 100, RR @ 10)
_WAYS = {"": None, "dense only: ": 1.0, "keyword only: ": 0.0}

Qrels = dict[str, dict[str, int]]
Collection = tuple[dict[str, str], dict[str, str], Qrels]
"""Document id → text, query id → text, and query id → document id → relevance."""


def rank(
    bench: Bench, queries: Mapping[str, str], vectors: Mapping[str, Matrix], weight: float
) -> dict[str, dict[str, float]]:
    """Query id → document id → score."""
    run: dict[str, dict[str, float]] = {}
    for name, text in queries.items():
        scores: dict[str, float] = {}
        for hit in bench.assistant.index.search(text, vectors[name], _DEPTH, weight):
            scores.setdefault(hit.passage.document_id.removesuffix(".txt"), hit.score)
        run[name] = scores
    return run


def evaluate(context: Context, collection: Collection) -> Figures:
    """The figures of the fused search and of its two halves."""
    texts, queries, qrels = collection
    chosen = dict(spread([(q, queries[q]) for q in qrels if q in queries], context.limit))
    if not chosen:
        raise BenchmarkError(f"'{context.data}' holds no query with judgements")
    bench = context.bench({f"{name}.txt": text for name, text in texts.items()})
    judged = {name: qrels[name] for name in chosen}
    vectors = {name: embed_question(bench.embedder, text) for name, text in chosen.items()}
    found: Figures = {}
    for way, weight in _WAYS.items():
        weight = bench.settings.dense_weight if weight is None else weight
        run = rank(bench, chosen, vectors, weight)
        values = ir_measures.calc_aggregate(_MEASURES, judged, run)
        found |= {f"{way}{measure}": float(values[measure]) for measure in _MEASURES}
    return found


def nfcorpus(context: Context) -> Collection:
    """NFCorpus's test queries (Boteva et al. 2016), as packed by BEIR: nfcorpus.zip."""
    with zipfile.ZipFile(find(context.data, "nfcorpus.zip")) as archive:
        documents = _members(archive, "nfcorpus/corpus.jsonl")
        texts = {each["_id"]: f"{each['title']}\n\n{each['text']}" for each in documents}
        queries = {q["_id"]: q["text"] for q in _members(archive, "nfcorpus/queries.jsonl")}
        qrels: Qrels = {}
        lines = archive.read("nfcorpus/qrels/test.tsv").decode("utf-8").splitlines()
        for line in lines[1:]:
            query, document, relevance = line.split("\t")
            qrels.setdefault(query, {})[document] = int(relevance)
    return texts, queries, qrels


def cranfield(context: Context) -> Collection:
    """The 225 queries on 1,400 abstracts of Cleverdon (1967), in SMART's layout.

    `cranqrel` numbers the queries 1 to 225 in the order of `cran.qry`, not by their ids.
    """
    texts = {
        name: _tidy(f"{parts.get('T', '')}\n\n{_without_title(parts)}")
        for name, parts in _smart(find(context.data, "cran.all.1400").read_text("latin-1"))
    }
    asked = _smart(find(context.data, "cran.qry").read_text("latin-1"))
    queries = {str(at): _tidy(parts["W"]) for at, (_, parts) in enumerate(asked, start=1)}
    qrels: Qrels = {}
    for line in find(context.data, "cranqrel").read_text("latin-1").split("\n"):
        if not line.strip():
            continue
        query, document, code = line.split()[:3]
        # Codes 1 (complete answer) to 4 (of minimum interest) are all relevant; 5 and -1 vary.
        qrels.setdefault(query, {})[document] = int(int(code) in (1, 2, 3, 4))
    return {name: text for name, text in texts.items() if text}, queries, qrels


def _members(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    with archive.open(name) as stream:
        return [json.loads(line) for line in io.TextIOWrapper(stream, encoding="utf-8")]


def _smart(text: str) -> list[tuple[str, dict[str, str]]]:
    entries = []
    for entry in re.split(r"^\.I ", text, flags=re.MULTILINE)[1:]:
        number, _, rest = entry.partition("\n")
        fields = re.split(r"^\.([TABW])\n", rest, flags=re.MULTILINE)
        entries.append((number.strip(), dict(zip(fields[1::2], fields[2::2], strict=True))))
    return entries


def _without_title(parts: Mapping[str, str]) -> str:
    """The abstract, which repeats the title as its first words."""
    return parts.get("W", "").removeprefix(parts.get("T", ""))


def _tidy(text: str) -> str:
    return "\n\n".join(" ".join(block.split()) for block in text.split("\n\n")).strip()


NFCORPUS = Benchmark(
    "nfcorpus",
    "ranking of medical abstracts",
    "https://github.com/beir-cellar/beir",
    lambda context: evaluate(context, nfcorpus(context)),
)
CRANFIELD = Benchmark(
    "cranfield", "ranking of aerodynamics abstracts",
    "https://ir.dcs.gla.ac.uk/resources/test_collections/cran/",
    lambda context: evaluate(context, cranfield(context)),
)  # fmt: skip
