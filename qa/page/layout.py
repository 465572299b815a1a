"""The Gradio page, put together: conversation in the middle, documents left, source right.

Only components, events and assets are joined here; what they do is in the modules beside.
Nothing that comes from a document, a question or a model passes through an HTML template:
those are static files, and `assets/*.js` fills them with text nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import gradio as gr
from gradio.events import api

from qa.page import filters, picker
from qa.page.handlers import Handlers
from qa.page.service import Service

SCRIPTS = ("dom.js", "citations.js", "source.js", "pictures.js", "documents.js", "page.js")
STYLES = ("page.css", "source.css")
_MOST_WORDS = 80  # of one field of the filter, in characters
_MOST_QUESTION = 4_000
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


@dataclass(frozen=True, slots=True)
class Limits:
    """The components of the filter beside the question box."""

    frame: gr.Accordion
    fields: tuple[gr.Textbox, gr.Dropdown, gr.Dropdown, gr.Textbox, gr.Textbox]
    """In the order of `qa.where.NAMES`."""
    clear: gr.Button

    @property
    def choices(self) -> list[gr.Dropdown]:
        """Those whose choices depend on the documents there are: folder and file type."""
        return list(self.fields[1:3])


def asset(name: str) -> str:
    """The text of a file in assets/."""
    return (resources.files("qa.page") / "assets" / name).read_text(encoding="utf-8")


def theme() -> gr.themes.Base:
    """Quiet colours, the system's own fonts, contrast that passes WCAG AA."""
    return gr.themes.Base(
        primary_hue="indigo",
        neutral_hue="slate",
        radius_size="md",
        font=["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"],
    ).set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        block_border_width="0px",
        block_shadow="none",
    )


def build(handlers: Handlers, service: Service, ask: Callable[..., Any], probed: bool) -> gr.Blocks:
    """The page as Gradio Blocks, not yet served; `ask` is what its API offers.

    `probed`: there is a model whose server may or may not be there.
    """
    with gr.Blocks(
        title="Footnote", analytics_enabled=False, fill_height=True, fill_width=True,
        delete_cache=(3600, 3600),
    ) as blocks:  # fmt: skip
        _static("topbar.html", "topbar")
        with gr.Row(elem_id="shell"):
            with gr.Column(elem_id="documents-column"):
                _static("documents.html", "documents")
                model = _model_picker(handlers.writers)
                check = gr.Button(picker.CHECK, size="sm", elem_id="model-check", visible=probed)
            with gr.Column(elem_id="chat-column"):
                chatbot = _chatbot()
                limits = _limits()
                box = _box()
            with gr.Column(elem_id="source-column"):
                panel = gr.HTML(
                    html_template=asset("source.html"),
                    js_on_load="\n".join(asset(name) for name in SCRIPTS),
                    server_functions=service.functions(),
                    apply_default_css=False,
                    elem_id="source",
                )
        _asking(handlers, chatbot, box, panel, [box, model, *limits.fields])
        _limiting(handlers, limits, panel)
        if probed:
            _picking(blocks, handlers, model, check)
        blocks.load(handlers.restore, None, [chatbot, *limits.choices], **_PRIVATE)
        blocks.load(handlers.greet, None, [chatbot], **_PRIVATE)
        api(ask, api_name="ask", concurrency_limit=None)
    blocks.queue(max_size=256, api_open=False, default_concurrency_limit=None)
    made: gr.Blocks = blocks
    return made


def styles() -> str:
    """The page's own style, for the head: Gradio would prefix each rule of its `css`."""
    return "\n".join(f"<style>\n{asset(name)}</style>" for name in STYLES)


def _static(name: str, elem_id: str) -> None:
    gr.HTML(html_template=asset(name), js_on_load=None, apply_default_css=False, elem_id=elem_id)


def _model_picker(writers: tuple[str, ...]) -> gr.Dropdown:
    return gr.Dropdown(
        choices=picker.entries(writers),
        value=writers[0],
        label="Answers written by",
        elem_id="model",
        filterable=False,
        interactive=True,
    )


def _limits() -> Limits:
    with gr.Accordion(filters.TITLE, open=False, elem_id="limits") as frame:
        with gr.Row():
            title = _words("Title or name")
            folder = _choice("Folder", filters.FOLDERS)
            suffix = _choice("File type", filters.SUFFIXES)
            after = _words("On or after", "YYYY-MM-DD")
            before = _words("Before", "YYYY-MM-DD")
        clear = gr.Button("Clear", size="sm", elem_id="limits-clear")
    return Limits(frame, (title, folder, suffix, after, before), clear)


def _choice(label: str, entry: filters.Entry) -> gr.Dropdown:
    """Any folder or suffix may be sent: what does not exist just holds no document."""
    return gr.Dropdown(
        choices=[entry], value="", label=label, allow_custom_value=True, interactive=True,
        min_width=120,
    )  # fmt: skip


def _words(label: str, placeholder: str = "") -> gr.Textbox:
    return gr.Textbox(
        label=label, placeholder=placeholder, max_lines=1, max_length=_MOST_WORDS, min_width=120,
        interactive=True,
    )  # fmt: skip


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        container=False,
        layout="bubble",
        height=None,
        scale=1,
        buttons=[],
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        group_consecutive_messages=False,
        feedback_options=("Like", "Dislike"),
    )


def _box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="Question",
        show_label=False,
        container=False,
        placeholder="Ask your documents…",
        lines=1,
        max_lines=6,
        max_length=_MOST_QUESTION,
        submit_btn=True,
        autofocus=True,
    )


def _asking(
    handlers: Handlers, chatbot: gr.Chatbot, box: gr.Textbox, panel: gr.HTML, asked: list[Any]
) -> None:
    both = [chatbot, box]
    answer = box.submit(handlers.respond, asked, both, concurrency_limit=None, **_PRIVATE)
    answer.then(None, js="() => window.footnote && window.footnote.refocus()", **_PRIVATE)
    box.stop(handlers.stop, None, both, cancels=[answer], queue=False, **_PRIVATE)
    panel.new_chat(handlers.clear, None, both, cancels=[answer], queue=False, **_PRIVATE)
    chatbot.like(handlers.vote, None, None, **_PRIVATE)


def _limiting(handlers: Handlers, limits: Limits, panel: gr.HTML) -> None:
    fields = list(limits.fields)
    title, folder, suffix, after, before = limits.fields
    for changed in (title.blur, folder.change, suffix.change, after.blur, before.blur):
        changed(handlers.limited, fields, limits.frame, queue=False, **_PRIVATE)
    limits.clear.click(handlers.unlimited, None, [*fields, limits.frame], queue=False, **_PRIVATE)
    panel.documents_changed(handlers.choices, None, limits.choices, queue=False, **_PRIVATE)


def _picking(blocks: gr.Blocks, handlers: Handlers, model: gr.Dropdown, check: gr.Button) -> None:
    for asked in (blocks.load, check.click):
        asked(handlers.models, model, [model, check], **_PRIVATE)
