"""What verification adds to a model's answer: ten sentences held against eight passages.

The sentences are a bad case, in four kinds by turns: the passages' own; with other last words, so
that every piece of evidence is looked at in vain; with their halves exchanged, so that the order
of their names is looked into; and with a word of their own, so that the reader is asked.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa import Assistant
from qa.reader import Reader
from qa.records import DraftSentence, Hit
from qa.text import tidy
from qa.writing import Checker, judge_by

SENTENCES, PASSAGES = 10, 8


def overhead(folder: Path, index: Path, questions: Sequence[str]) -> tuple[float, float, float]:
    """Milliseconds to verify an answer to each question: first, median, 95th percentile.

    The first answer meets every source sentence for the first time. Processor time of all the
    threads, so that other work on the machine does not count.
    """
    assistant = Assistant.from_folder(folder, index=index)
    reader = Reader.packaged()
    judge = judge_by(reader.support, reader.read)
    judge.bears_out("A model that is loaded", "answers faster.")
    spent = []
    for question in questions:
        hits = assistant.search(question)[:PASSAGES]
        drafted = sentences(hits)
        checker = Checker(hits, assistant.index.document, judge)
        began = time.process_time()
        for sentence in drafted:
            checker.check(sentence, "generated")
        spent.append(1000 * (time.process_time() - began))
    return spent[0], float(np.percentile(spent, 50)), float(np.percentile(spent, 95))


def sentences(hits: Sequence[Hit]) -> list[DraftSentence]:
    """Ten sentences of the passages, three in four of them changed."""
    own = [tidy(hit.passage.sentence(span)) for hit in hits for span in hit.passage.sentences]
    kept = (own * SENTENCES)[:SENTENCES]
    made = (lambda text: text, _other_end, _other_order, _own_word)
    return [DraftSentence(made[at % 4](text)) for at, text in enumerate(kept)]


def _other_end(text: str) -> str:
    return f"{text.rsplit(' ', 3)[0]} for 7.3 per cent of Nowhere."


def _other_order(text: str) -> str:
    spoken = text.rstrip(".").split()
    middle = len(spoken) // 2
    return f"{' '.join(spoken[middle:])} {' '.join(spoken[:middle])}."


def _own_word(text: str) -> str:
    return f"{text.rstrip('.')} indeed."
