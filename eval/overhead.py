"""What verification adds to a model's answer: ten sentences held against eight passages.

The sentences are a bad case: a third are the passages' own, a third have their last words changed,
so that every piece of evidence is looked at in vain, and a third have their halves exchanged, so
that the order of their names is looked into. No model runs.
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

    The first answer meets every source sentence for the first time. Processor time of this
    thread, which does all the work, so that other work on the machine does not count.
    """
    assistant = Assistant.from_folder(folder, index=index)
    spent = []
    for question in questions:
        hits = assistant.search(question)[:PASSAGES]
        drafted = sentences(hits)
        checker = Checker(hits, assistant.index.document)
        began = time.thread_time()
        for sentence in drafted:
            checker.check(sentence, "generated")
        spent.append(1000 * (time.thread_time() - began))
    return spent[0], float(np.percentile(spent, 50)), float(np.percentile(spent, 95))


def sentences(hits: Sequence[Hit]) -> list[DraftSentence]:
    """Ten sentences: the passages' own, with other last words, with their halves exchanged."""
    own = [tidy(hit.passage.sentence(span)) for hit in hits for span in hit.passage.sentences]
    kept = (own * SENTENCES)[:SENTENCES]
    made = (lambda text: text, _other_end, _other_order)
    return [DraftSentence(made[at % 3](text)) for at, text in enumerate(kept)]


def _other_end(text: str) -> str:
    return f"{text.rsplit(' ', 3)[0]} for 7.3 per cent of Nowhere."


def _other_order(text: str) -> str:
    spoken = text.rstrip(".").split()
    middle = len(spoken) // 2
    return f"{' '.join(spoken[middle:])} {' '.join(spoken[:middle])}."
