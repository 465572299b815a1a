"""Candidates in a terminal, one after the other: accept, edit, reject.

Text of documents is shown without control characters, so that it cannot move the cursor. Knows
nothing of how candidates come about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import click

from eval.gold import GoldQuestion, Span
from eval.suggest.ledger import Ledger
from qa.records import Document

_AROUND = 300  # characters of the source on both sides
_CHOICES = "[a]ccept, accept as not answere[d], [e]dit, [r]eject, [s]kip, [q]uit"


def review(
    candidates: Iterable[GoldQuestion], documents: Mapping[str, Document], ledger: Ledger
) -> None:
    """Asks about each candidate; ends with them, with "q", end of input or Ctrl-C."""
    try:
        for candidate in candidates:
            click.echo(f"\n{shown(candidate, documents)}\n")
            if not _decided(candidate, ledger):
                break
    except (click.Abort, KeyboardInterrupt):
        click.echo()
    click.echo(f"{ledger.accepted} accepted in '{ledger.path}', {ledger.rejected} rejected")


def shown(question: GoldQuestion, documents: Mapping[str, Document]) -> str:
    """The question, its answer, and each of its places within the source."""
    lines = [click.style(_plain(question.question), bold=True)]
    lines += [_plain(f"after: {asked} {said}") for asked, said in question.history]
    if question.answerable:
        groups = "; ".join(" / ".join(group) for group in question.answers)
        lines.append(_plain(f"{question.type}: {groups}"))
    else:
        lines.append(f"{_plain(question.type)}: no answer in the documents")
    for span in question.spans or question.near:
        lines += ["", _excerpt(span, documents[span.document_id])]
    return "\n".join(lines)


def unanswered_form(question: GoldQuestion) -> GoldQuestion:
    """The same question as one without an answer; its evidence only looks like one."""
    near = question.near or question.spans
    return replace(question, answerable=False, answers=(), evidence=(), also=(), near=near)


def _decided(candidate: GoldQuestion, ledger: Ledger) -> bool:
    """Whether to go on; the decision is on disk when this returns."""
    asked = candidate
    while True:
        choice = click.prompt(_CHOICES, default="s", show_default=False).strip().lower()[:1]
        if choice == "e":
            worded = click.prompt("question", default=asked.question).strip()
            asked = replace(asked, question=worded or asked.question)
            click.echo(asked.question)
        elif choice == "a":
            ledger.accept(asked, candidate)
            return True
        elif choice == "d":
            ledger.accept(unanswered_form(asked), candidate)
            return True
        elif choice == "r":
            ledger.reject(candidate)
            return True
        elif choice in "sq":
            return choice == "s"


def _excerpt(span: Span, document: Document) -> str:
    before = document.text[max(0, span.start - _AROUND) : span.start]
    marked = document.text[span.start : span.end]
    after = document.text[span.end : span.end + _AROUND]
    place = f"{span.document_id}, characters {span.start} to {span.end}"
    styled = click.style(_plain(marked), underline=True, fg="yellow")
    return f"{_plain(place)}\n{_plain(before)}{styled}{_plain(after)}"


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
