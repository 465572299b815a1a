"""Answers on their way out: plain text, Markdown, JSON, and the passages considered.

The JSON is an object with a list of answers, which `footnote verify` reads. Knows answers
only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from qa.page.markup import Documents, how_made, key_of
from qa.records import Answer, Citation, Hit
from qa.text import tidy

_SNIPPET_CHARS = 160


def plain(answer: Answer) -> str:
    """An answer for the clipboard: its text with [1], then the list of sources."""
    sources = [f"[{cited.marker}] {_where(cited)}" for cited in answer.citations]
    return "\n".join([answer.text, *(["", "Sources", *sources] if sources else [])])


def conversation_json(answers: Iterable[Answer]) -> str:
    """A conversation that `footnote verify` can hold against the files."""
    data = {"answers": [answer.to_dict() for answer in answers]}
    return json.dumps(data, ensure_ascii=False, indent=1)


def conversation_markdown(answers: Iterable[Answer]) -> str:
    """A conversation to read: questions as headings, answers with sources and quotes."""
    parts = ["# Conversation"]
    for answer in answers:
        parts += [f"## {_line(answer.question)}", _line(answer.text)]
        parts += [
            f"- [{each.marker}] {_line(_where(each))}: “{_line(each.quote)}”"
            for each in answer.citations
        ]
        parts += [f"*{how_made(answer)}*"] if answer.shown else []
    return "\n\n".join(parts) + "\n"


def considered(answer: Answer, document: Documents) -> list[dict[str, Any]]:
    """The ledger as rows for the panel, as it was when the answer was given."""
    return [_row(hit, document) for hit in answer.hits]


def refused(answer: Answer) -> list[dict[str, str]]:
    """The sentences that were proposed and not shown, each with its reason."""
    return [
        {"sentence": claim.sentence, "reason": claim.reason}
        for claim in answer.claims
        if claim.verdict != "supported"
    ]


def _row(hit: Hit, document: Documents) -> dict[str, Any]:
    passage = hit.passage
    source = document(passage.document_id)
    snippet = tidy(passage.text)
    if len(snippet) > _SNIPPET_CHARS:
        snippet = snippet[:_SNIPPET_CHARS].rsplit(" ", 1)[0] + " …"
    return {
        "rank": hit.rank,
        "title": source.title,
        "page": source.page_at(passage.start),
        "key": key_of(source.sha256),
        "span": [passage.start, passage.end],
        "fate": hit.fate,
        "score": round(hit.score, 3),
        "reason": hit.reason,
        "snippet": snippet,
    }


def _where(cited: Citation) -> str:
    page = f", page {cited.page}" if cited.page else ""
    return f"{cited.title} ({cited.document_id}{page}, characters {cited.start}–{cited.end})"


def _line(text: str) -> str:
    return " ".join(text.split())
