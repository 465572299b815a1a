"""Reads the published training sets from one folder, and names those left out and why.

The folder holds `reader_train/*.jsonl.gz` (question, context, answers with starts) and
`support_train/*.jsonl.gz` (premise, claim, label). SQuAD's own files are read as published.
Nothing here makes new examples.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from training.examples import QaExample, SupportExample

QA_FILES = (
    "squad2_12articles",
    "squad1_13articles",
    "squad1_same12articles",
    "qed_nq_train",
    "qed_nq_dev",
    "qamr_dev",
    "qamr_test",
)
SUPPORT_FILES = (
    "snli_dev",
    "snli_test",
    "fool_me_twice_dev",
    "fever_symmetric_dev",
    "wice_oracle_dev",
    "begin_wow_dev",
    "begin_tc_dev",
)
WRITTEN = "squad2.0+written"  # unanswerable questions that people wrote
# What is measured on. SQuAD's development file has these articles too.
MEASURED_ARTICLES = frozenset(
    {
        "Computational_complexity_theory",
        "French_and_Indian_War",
        "Imperialism",
        "Packet_switching",
        "Sky_(United_Kingdom)",
        "Yuan_dynasty",
    }
)
LEFT_OUT = {
    "policyqa_dev": "built on OPP-115, which is for non-commercial use",
    "healthver_dev": "published as CC BY-NC",
    "begin_cmu_dev": "its film texts carry no known licence",
    "factcg_doc_synth": "its news texts carry no known licence",
    "expertqa_rand_val": "AttributionBench, which we measure on, is drawn from the same answers",
}
_LABELS = {
    "supported": "supported",
    "contradicted": "contradicted",
    "not_supported": "neither",
    "partial": "neither",
    "generic": "neither",
}


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_questions(data: Path) -> list[QaExample]:
    """Every question of the sets in use; `group` is the article it was asked about."""
    examples = []
    for name in QA_FILES:
        for row in read_rows(data / "reader_train" / f"{name}.jsonl.gz"):
            places = [(a["start"], a["text"]) for a in row["answers"]]
            examples.append(
                _asked(row["source"], _group(row), row["question"], row["context"], places)
            )
    return examples


def read_squad(path: Path) -> list[QaExample]:
    """The questions of a file of SQuAD 2.0 in its published form, less what is measured on."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [
        _asked("squad2.0", article["title"], asked["question"], paragraph["context"], places)
        for article in articles
        if article["title"] not in MEASURED_ARTICLES
        for paragraph in article["paragraphs"]
        for asked in paragraph["qas"]
        for places in [[(a["answer_start"], a["text"]) for a in asked["answers"]]]
    ]


def _asked(
    source: str, group: str, question: str, passage: str, places: Iterable[tuple[int, str]]
) -> QaExample:
    """A question with the places of its answers, (start, text); `WRITTEN` if SQuAD 2.0 has none."""
    spans = tuple(sorted({(start, start + len(text)) for start, text in places}))
    kind = WRITTEN if source == "squad2.0" and not spans else source
    return QaExample(kind, group, question.strip(), passage, spans)


def _group(row: dict[str, Any]) -> str:
    """The article: its title or, in QAMR, the document part of the sentence's identifier."""
    if row["source"] != "qamr":
        return str(row["title"])
    return ":".join(row["id"].split(":")[1:3])


def read_claims(data: Path) -> list[SupportExample]:
    """Every labelled claim of the sets in use; `group` is the claim's set and evidence."""
    examples = []
    for name in SUPPORT_FILES:
        for row in read_rows(data / "support_train" / f"{name}.jsonl.gz"):
            group = f"{row['source']}:{row['premise'][:80]}"
            label = _LABELS[row["label"]]
            examples += [SupportExample(row["source"], group, row["claim"], row["premise"], label)]
    return examples
