"""The same candidates in a small page: one at a time, with its source, and four buttons.

One queue for everybody who opens it, since it is meant for one person. Every text of a document
or a question is escaped; the page loads nothing from elsewhere and reports nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import gradio as gr
from markupsafe import Markup
from starlette.middleware import Middleware

from eval.gold import GoldQuestion, Span
from eval.suggest.ledger import Ledger
from eval.suggest.terminal import unanswered_form
from qa.page.security import Guard, Rules
from qa.records import Document

_AROUND = 600  # characters of the source on both sides
_DONE = "No more candidates."
_STYLE = """
.source { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.55; }
.source mark { background: #ffe08a; color: #000; }
"""


class Desk:
    """The candidate that lies open, and what is decided on it. Safe to use from threads."""

    def __init__(
        self, candidates: Iterator[GoldQuestion], documents: Mapping[str, Document], ledger: Ledger
    ) -> None:
        self._candidates, self._documents, self._ledger = candidates, documents, ledger
        self._lock = threading.Lock()
        self._open = next(candidates, None)

    def show(self) -> tuple[str, str, str]:
        """The question to edit, its answer and source as HTML, and the count so far."""
        with self._lock:
            return self._shown()

    def decide(self, choice: str, question: str, offered: str) -> tuple[str, str, str]:
        """Decides on the open candidate and shows the next.

        `offered` is the id of the candidate that was on the screen: a decision on one that no
        longer lies open (a second click) decides nothing.
        """
        with self._lock:
            candidate = self._open
            if candidate is not None and candidate.id == offered:
                asked = replace(candidate, question=question.strip() or candidate.question)
                if choice == "accept":
                    self._ledger.accept(asked, candidate)
                elif choice == "not answered":
                    self._ledger.accept(unanswered_form(asked), candidate)
                elif choice == "reject":
                    self._ledger.reject(candidate)
                self._open = next(self._candidates, None)
            return self._shown()

    @property
    def open_id(self) -> str:
        """The id of the open candidate; "" if there is none."""
        return self._open.id if self._open else ""

    def _shown(self) -> tuple[str, str, str]:
        done = f"{self._ledger.accepted} accepted, {self._ledger.rejected} rejected"
        if self._open is None:
            return "", str(Markup("<p>{}</p>").format(_DONE)), done
        return self._open.question, markup(self._open, self._documents), done


def markup(question: GoldQuestion, documents: Mapping[str, Document]) -> str:
    """A candidate's kind, answer and places as HTML in which every text is escaped."""
    said = "; ".join(" / ".join(group) for group in question.answers)
    parts = [
        Markup("<p><em>{}</em><br><strong>{}</strong></p>").format(
            question.type, said if question.answerable else "no answer in the documents"
        )
    ]
    parts += [
        _source(span, documents[span.document_id]) for span in question.spans or question.near
    ]
    return str(Markup("").join(parts))


def build(desk: Desk) -> gr.Blocks:
    """The page, not yet served."""
    blocks: gr.Blocks
    with gr.Blocks(title="Footnote: gold questions") as blocks:
        shown = gr.State("")
        count = gr.Markdown()
        question = gr.Textbox(label="Question", lines=2)
        source = gr.HTML()
        with gr.Row():
            buttons = {
                name: gr.Button(
                    name.capitalize(), variant="primary" if name == "accept" else "secondary"
                )
                for name in ("accept", "not answered", "reject", "skip")
            }
        outputs = [question, source, count, shown]
        blocks.load(lambda: (*desk.show(), desk.open_id), outputs=outputs, api_name="show")
        for name, button in buttons.items():
            button.click(
                _decider(desk, name), [question, shown], outputs, api_name=name.replace(" ", "_")
            )
    return blocks


def launch(desk: Desk, port: int) -> gr.Blocks:
    """Serves the page from threads of this process, to this machine only."""
    blocks = build(desk)
    rules = Rules(uploads=False, mcp=False, loopback_only=True)
    blocks.launch(
        server_name="127.0.0.1", server_port=port, css=_STYLE, prevent_thread_lock=True, quiet=True,
        app_kwargs={"middleware": [Middleware(Guard, rules=rules)]},
        share=False, ssr_mode=False, run_history=False, footer_links=[], pwa=False,
        enable_monitoring=False,
    )  # fmt: skip
    return blocks


def serve(desk: Desk, port: int) -> None:
    """Serves the page until it is interrupted."""
    launch(desk, port).block_thread()


def _decider(desk: Desk, choice: str) -> Any:
    def decide(question: str, offered: str) -> tuple[str, str, str, str]:
        return (*desk.decide(choice, question, offered), desk.open_id)

    return decide


def _source(span: Span, document: Document) -> Markup:
    text = document.text
    return Markup(
        '<p>{}, characters {} to {}</p><div class="source">{}<mark>{}</mark>{}</div>'
    ).format(
        span.document_id, span.start, span.end, text[max(0, span.start - _AROUND) : span.start],
        text[span.start : span.end], text[span.end : span.end + _AROUND],
    )  # fmt: skip
