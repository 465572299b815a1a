"""The verdict on a sentence over a few documents, with the packaged reader as judge."""

from __future__ import annotations

from functools import cache

from qa.checks.evidence import Judge
from qa.chunking import split
from qa.citation import verify
from qa.reader import Reader
from qa.records import Claim, Document, DraftSentence, Hit
from qa.writing import judge_by


@cache
def judge() -> Judge:
    """The reader, loaded once."""
    reader = Reader.packaged()
    return judge_by(reader.support, reader.read)


def verdict_on(sentence: str, *documents: Document, judged: bool = True) -> Claim:
    """What becomes of a model's sentence where every passage of the documents is a hit."""
    passages = [passage for document in documents for passage in split(document, 800)]
    hits = [Hit(passage, 1.0, rank) for rank, passage in enumerate(passages, start=1)]
    known = {document.id: document for document in documents}
    asked = judge() if judged else None
    return verify(DraftSentence(sentence), hits, known.__getitem__, "generated", asked)[0]
