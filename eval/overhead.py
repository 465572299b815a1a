"""What verification adds to a model's answer: ten sentences held against eight passages.

The sentences are the worst case: half of them source sentences with their last words changed, so
that every piece of evidence is looked at in vain, half true ones. No model runs.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa import Assistant
from qa.records import DraftSentence, Hit
from qa.text import tidy
from qa.writing import Checker

SENTENCES, PASSAGES = 10, 8


def overhead(folder: Path, index: Path, questions: Sequence[str]) -> tuple[float, float, float]:
    """Milliseconds to verify an answer to each question: first, median, 95th percentile.

    The first answer meets every source sentence for the first time.
    """
    assistant = Assistant.from_folder(folder, index=index)
    spent = []
    for question in questions:
        hits = assistant.search(question)[:PASSAGES]
        drafted = sentences(hits)
        checker = Checker(hits, assistant.index.document)
        began = time.perf_counter()
        for sentence in drafted:
            checker.check(sentence, "generated")
        spent.append(1000 * (time.perf_counter() - began))
    return spent[0], float(np.percentile(spent, 50)), float(np.percentile(spent, 95))


def sentences(hits: Sequence[Hit]) -> list[DraftSentence]:
    """Ten sentences: every other one of the passages' own, the others changed at the end."""
    own = [tidy(hit.passage.sentence(span)) for hit in hits for span in hit.passage.sentences]
    kept = (own * SENTENCES)[:SENTENCES]
    return [
        DraftSentence(text if at % 2 else f"{text.rsplit(' ', 3)[0]} for 7.3 per cent of Nowhere.")
        for at, text in enumerate(kept)
    ]
