"""Which documents speak of something: of each one the sentence that does so in all its words.

That is a question about the documents, so every one is looked through, not only the passages that
a search finds nearest. Knows sentences and what a document goes by; no reader is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from qa.records import Draft, DraftSentence, Hit, Listing, Passage
from qa.text import stems, tidy

MOST_DOCUMENTS = 500  # in the ledger; more are not counted
_SHOWN = 8
_NAMED = 5
_ENTRY = re.compile(r"\[\w{1,12}\]\s")
_ENDED = (".", "!", "?", ".”", '."', ".)")


def one_each(listing: Listing, hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Of each document the first hit that speaks of the topic, if any does in a whole sentence.

    First come those that are called by it, then those with most sentences that speak of it.
    """
    wanted, kind = stems(listing.topic), stems(listing.kind)
    found: dict[str, tuple[bool, Hit]] = {}
    often: Counter[str] = Counter()
    for hit in hits:
        passage = hit.passage
        if not kind <= stems(passage.called) or not (said := _saying(passage, wanted)):
            continue
        often[passage.document_id] += len(said)
        known = found.get(passage.document_id)
        if known is None or (_is_whole(said[0]) and not known[0]):
            found[passage.document_id] = _is_whole(said[0]), hit

    def order(hit: Hit) -> tuple[bool, int]:
        return not wanted <= stems(hit.passage.called), -often[hit.passage.document_id]

    return tuple(sorted((hit for _, hit in found.values()), key=order))


def lacking(listing: Listing, called: Mapping[str, str], hits: Iterable[Hit]) -> str:
    """Which documents have no sentence with the words of the topic; `called` is what each goes by.

    That is no sentence of a source, and so it is said, not cited.
    """
    kind = stems(listing.kind)
    among = [document_id for document_id, names in called.items() if kind <= stems(names)]
    among = among or [*called]
    speaking = {hit.passage.document_id for hit in one_each(Listing(listing.topic), hits)}
    without = [document_id for document_id in among if document_id not in speaking]
    count = f"{len(without):,} of {len(among):,} document{'s' * (len(among) != 1)}"
    verb = "has" if len(without) == 1 else "have"
    said = f"{count} {verb} no sentence with “{listing.topic}”"
    return f"{said}: {_first(without, _SHOWN)}." if without else f"{said}."


def listed(listing: Listing, hits: Sequence[Hit]) -> Draft | None:
    """A sentence of each document that speaks of the topic, as the hits come; None if none does."""
    wanted, kind = stems(listing.topic), stems(listing.kind)
    found: dict[str, DraftSentence] = {}
    for passage in (hit.passage for hit in hits if kind <= stems(hit.passage.called)):
        if passage.document_id not in found and (texts := _saying(passage, wanted)):
            found[passage.document_id] = DraftSentence(texts[0], (passage.id,))
    if not found:
        return None
    said, sentences = [*found], tuple(found.values())
    count = f"At least {len(said)}" if len(said) >= MOST_DOCUMENTS else f"{len(said)}"
    noun = "document speaks" if len(said) == 1 else "documents speak"
    more = said[_SHOWN:]
    return Draft(
        sentences[:_SHOWN],
        message=f"{count} {noun} of “{listing.topic}”:",
        notices=(f"{len(more)} more: {_first(more, _NAMED)}.",) if more else (),
    )


def _first(names: Sequence[str], most: int) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def _saying(passage: Passage, wanted: Set[str]) -> list[str]:
    """The sentences with all the words, whole ones first."""
    texts = [tidy(passage.sentence(span)) for span in passage.sentences]
    said = [text for text in texts if wanted and wanted <= stems(text)]
    return sorted(said, key=_is_whole, reverse=True)


def _is_whole(text: str) -> bool:
    """Whether it is no title, and no entry of a list of works."""
    return text.endswith(_ENDED) and not _ENTRY.match(text)
