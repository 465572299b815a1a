"""The Gradio page, put together: conversation in the middle, documents left, source right.

Only components, events and assets are joined here; what they do is in the modules beside.
Nothing that comes from a document, a question or a model passes through an HTML template:
those are static files, and `assets/*.js` fills them with text nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from typing import Any

import gradio as gr
from gradio.events import api

from qa.page.handlers import Handlers
from qa.page.markup import NO_MODEL
from qa.page.service import Service

SCRIPTS = ("dom.js", "citations.js", "source.js", "documents.js", "page.js")
STYLES = ("page.css", "source.css")
_MOST_QUESTION = 4_000


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


def build(
    handlers: Handlers, service: Service, writers: tuple[str, ...], ask: Callable[..., Any]
) -> gr.Blocks:
    """The page as Gradio Blocks, not yet served; `ask` is what its API offers."""
    with gr.Blocks(
        title="Footnote", analytics_enabled=False, fill_height=True, fill_width=True,
        delete_cache=(3600, 3600),
    ) as blocks:  # fmt: skip
        _static("topbar.html", "topbar")
        with gr.Row(elem_id="shell"):
            with gr.Column(elem_id="documents-column"):
                _static("documents.html", "documents")
                model = _model_picker(writers)
            with gr.Column(elem_id="chat-column"):
                chatbot = _chatbot()
                box = _box()
            with gr.Column(elem_id="source-column"):
                panel = gr.HTML(
                    html_template=asset("source.html"),
                    js_on_load="\n".join(asset(name) for name in SCRIPTS),
                    server_functions=service.functions(),
                    apply_default_css=False,
                    elem_id="source",
                )
        _events(blocks, handlers, chatbot, box, panel, model)
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
        choices=[("No model" if name == NO_MODEL else name, name) for name in writers],
        value=writers[0],
        label="Answers written by",
        elem_id="model",
        filterable=False,
        interactive=True,
    )


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


def _events(
    blocks: gr.Blocks, handlers: Handlers, chatbot: gr.Chatbot, box: gr.Textbox, panel: gr.HTML,
    model: gr.Dropdown,
) -> None:  # fmt: skip
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    both = [chatbot, box]
    asked = box.submit(handlers.respond, [box, model], both, concurrency_limit=None, **private)
    asked.then(None, js="() => window.footnote && window.footnote.refocus()", **private)
    box.stop(handlers.stop, None, both, cancels=[asked], queue=False, **private)
    panel.new_chat(handlers.clear, None, both, cancels=[asked], queue=False, **private)
    chatbot.like(handlers.vote, None, None, **private)
    blocks.load(handlers.restore, None, [chatbot], **private)
    blocks.load(handlers.greet, None, [chatbot], **private)
