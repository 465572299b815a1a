"""A passage from its document: its text, and what tells where it stands and what it is about.

Knows one document; not how it is cut.
"""

from __future__ import annotations

from qa import language
from qa.naming import called, context, head_names
from qa.records import Document, Passage
from qa.tables import columns_above


def passage_of(
    document: Document, start: int, end: int, sentences: tuple[tuple[int, int], ...]
) -> Passage:
    """The passage of the characters `[start, end)` of a document."""
    under = document.under_at(start)
    return Passage(
        id=f"{document.id}#{start}-{end}",
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        sentences=sentences,
        where=document.where_at(start),
        under=under,
        called=called(document, under),
        names=head_names(document, under),
        context=context(document, under),
        columns=columns_above(document.text, start),
        language=language.of_document(document),
    )
