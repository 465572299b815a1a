"""Answer → Markdown for the chat, in which no text of others can act.

Every character that Markdown or HTML could read is escaped here, so that documents, file
names, questions and models can put nothing on the page but letters. The only links made are
`#src/<document>/<start>-<end>` (a place in a source) and `#do/…` (a button of the page).
Knows nothing of Gradio, sessions or files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from qa.naming import tells_more
from qa.records import Answer, Citation, Claim, Document, Hit
from qa.text import ITEM_MARK, has_word, tidy

Documents = Callable[[str], Document]
"""Document id → document."""

KEY_LENGTH = 16
"""Hexadecimal digits of a document's sha256 in a link: enough to tell any two apart."""

NO_MODEL = "no model"
_CLOSEST = 3
_LABEL_CHARS = 70
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Markdown lets every ASCII punctuation mark be escaped; with all of them gone no construct
# is left, not even the bare links that start at "http:", "www." or "@".
_PUNCTUATION = re.compile(r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]""")
_ITEM = re.compile(rf"\s*(?:{ITEM_MARK})\s+")
_HEADLINES = {
    "not_found": "Not in your documents.",
    "unsupported": "Your documents touch on that, but do not answer it.",
}
_HOW = {
    "extracted": "Taken word for word from your documents, by no model",
    "generated": "Written by {drafter}, every sentence checked against its source",
    "reattached": "Written by {drafter}, sources found again by the checks",
}


def escape(text: str) -> str:
    """Any text as Markdown that shows exactly its characters, white space run together."""
    return _escaped(" ".join(text.split()))


def question_markup(text: str, within: str = "") -> str:
    """A typed question, its line breaks kept, and below it the filter it was asked with."""
    lines = [escape(line) for line in text.strip().splitlines()]
    shown = "\n".join(line or "&nbsp;" for line in lines)
    return f"{shown}\n\n*{escape(f'Only: {within}')}*" if within else shown


def key_of(sha256: str) -> str:
    """How links name a document: by what it says, not by where it lies."""
    return sha256[:KEY_LENGTH]


def link_of(sha256: str, start: int, end: int) -> str:
    """The stateless link to a place in a document."""
    return f"#src/{key_of(sha256)}/{start}-{end}"


def waiting(documents: int, within: str = "") -> str:
    """What is shown at once."""
    if within:
        return f"*Searching in {escape(within)}…*"
    noun = "document" if documents == 1 else "documents"
    return f"*Searching {documents:,} {noun}…*"


def claims_markup(claims: Iterable[Claim], document: Documents | None = None) -> str:
    """Sentences in order, each followed by its chips.

    With the documents at hand, items, rows and lines of code stand on lines of their own, as do
    the extracts of another document.
    """
    shown, alone_before, source_before = "", False, ""
    for claim in claims:
        source = _extracted_from(claim) if document else ""
        alone = document is not None and source != "" and _stands_alone(claim, document)
        if shown:
            apart = alone or alone_before or source != source_before
            shown += "  \n" if apart else " "
        shown += escape(claim.sentence) + "".join(f" {_chip(cited)}" for cited in claim.citations)
        alone_before, source_before = alone, source
    return shown


def _extracted_from(claim: Claim) -> str:
    """The id of the document that an extract is of; "" of what a model wrote."""
    is_extract = claim.origin == "extracted" and claim.citations
    return claim.citations[0].document_id if is_extract else ""


def _stands_alone(claim: Claim, document: Documents) -> bool:
    """Whether an extract is an item of a list, a row or a line of code in its source."""
    place = claim.citations[0]
    text = document(place.document_id).text
    before = text[text.rfind("\n", 0, place.start) + 1 : place.start]
    begins_line = not has_word(before) or _ITEM.fullmatch(before) is not None
    marked = _ITEM.match(before + claim.sentence) is not None or "|" in claim.sentence
    return begins_line and (marked or claim.sentence[-1] not in ".!?:\"'”’)")


def stopped_markup(claims: Sequence[Claim]) -> str:
    """What is left of an answer that somebody stopped: the verified sentences so far."""
    said = "*Stopped. What stands here is verified.*" if claims else "*Stopped.*"
    return "\n\n".join(part for part in (claims_markup(claims), said) if part)


def failure_markup(reason: str) -> str:
    """A question that could not be answered because something broke."""
    return f"> **That did not work.** {escape(reason)}"


def answer_markup(turn_id: str, answer: Answer, document: Documents) -> str:
    """A whole answer: short answer, sentences with chips, sources, and how it was made."""
    if not answer.shown:
        return _no_answer(turn_id, answer, document)
    blocks = []
    if answer.short:
        cited = answer.short.citation
        link = link_of(cited.sha256, cited.start, cited.end)
        blocks.append(f"**[{escape(answer.short.text)}]({link})**")
    if answer.message:
        blocks.append(f"> {escape(answer.message)}")
    blocks.append(claims_markup(answer.shown, document))
    blocks += [f"*{escape(notice)}*" for notice in answer.notices]
    blocks.append("---")
    blocks.append("\n".join(_sources(answer.citations)))
    blocks.append(_foot(turn_id, answer))
    return "\n\n".join(blocks)


def unread(files: int) -> str:
    """That an answer knows nothing of files that were still to be read."""
    noun = "file was" if files == 1 else "files were"
    return f"{files:,} {noun} still to be read when this was answered."


def welcome(documents: int, questions: Sequence[str]) -> str:
    """The empty chat: what this is, and questions to start with."""
    noun = "document" if documents == 1 else "documents"
    blocks = [
        "## Ask your documents",
        f"Every sentence of an answer is pinned to its place in one of {documents:,} {noun}.",
    ]
    if questions:
        blocks.append("\n".join(f"- [{escape(each)}](#ask)" for each in questions))
    return "\n\n".join(blocks)


def how_made(answer: Answer) -> str:
    """One line: which model, if any, and what it was trusted with."""
    origins = {claim.origin for claim in answer.shown}
    lines = [said.format(drafter=answer.drafter) for how, said in _HOW.items() if how in origins]
    return "; ".join(lines)


def _escaped(text: str) -> str:
    return _PUNCTUATION.sub(lambda mark: _ENTITIES.get(mark[0], "\\" + mark[0]), text)


def _chip(cited: Citation) -> str:
    title = escape(f"Source {cited.marker}: {cited.title}")
    return f'[{cited.marker}]({link_of(cited.sha256, cited.start, cited.end)} "{title}")'


def _sources(citations: Sequence[Citation]) -> list[str]:
    """One line for each cited document: its chips, its title, where in it, what file it is."""
    by_document: dict[str, list[Citation]] = {}
    for cited in citations:
        by_document.setdefault(cited.document_id, []).append(cited)
    lines = []
    for document_id, places in by_document.items():
        title = places[0].title
        said = [title, *map(_within, places), document_id if tells_more(document_id, title) else ""]
        line = " · ".join(filter(None, dict.fromkeys(said)))
        chips = " ".join(_chip(cited) for cited in places)
        lines.append(f"- {chips} *{escape(line)}*")
    return lines


def _within(cited: Citation) -> str:
    """Where in its document, without the title once more: many begin with it as a heading."""
    return "" if cited.where == cited.title else cited.where.removeprefix(f"{cited.title} › ")


def _foot(turn_id: str, answer: Answer) -> str:
    buttons = [f"[Copy](#do/copy/{turn_id})", _considered(turn_id, answer)]
    return " ".join(buttons) + (f" *{escape(how_made(answer))}*" if answer.shown else "")


def _considered(turn_id: str, answer: Answer) -> str:
    noun = "passage" if len(answer.hits) == 1 else "passages"
    return f"[{len(answer.hits)} {noun} considered](#do/considered/{turn_id})"


def _no_answer(turn_id: str, answer: Answer, document: Documents) -> str:
    if not answer.hits:  # a greeting, or nothing to look up: no search, so no kind of no
        return escape(answer.message)
    headline = _HEADLINES.get(answer.status, "No answer.")
    # The reason is shown only when it says more than the headline.
    detail = "" if answer.message.rstrip(".") in headline else f" {escape(answer.message)}"
    blocks = [f"> **{escape(headline)}**{detail}"]
    blocks += [f"*{escape(notice)}*" for notice in answer.notices]
    closest = "\n".join(f"- {_closest(hit, document)}" for hit in answer.hits[:_CLOSEST])
    blocks += ["Closest passages", closest, _foot(turn_id, answer)]
    return "\n\n".join(blocks)


def _closest(hit: Hit, document: Documents) -> str:
    passage = hit.passage
    source = document(passage.document_id)
    words = tidy(passage.text)
    if len(words) > _LABEL_CHARS:
        words = words[:_LABEL_CHARS].rsplit(" ", 1)[0] + " …"
    label = " · ".join(filter(None, (words, passage.where)))
    return f"[{escape(label)}]({link_of(source.sha256, passage.start, passage.end)})"
