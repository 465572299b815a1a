"""Footnote's chat page: `python ui.py`, or `footnote chat`. The parts are in `qa/page/`."""

from __future__ import annotations

import atexit
import ipaddress
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import gradio as gr
from gradio.utils import get_upload_folder
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from starlette.middleware import Middleware

from qa.assistant import Assistant
from qa.drafting.reachable import server_of
from qa.embedding import load_embedder
from qa.errors import FootnoteError, InputError
from qa.page import feedback, layout
from qa.page.handlers import Handlers
from qa.page.library import Library, Opener, Writers
from qa.page.markup import NO_MODEL, unread
from qa.page.pictures import Pictures
from qa.page.security import Guard, Rules
from qa.page.service import Service
from qa.page.sessions import Sessions
from qa.page.uploads import Limits
from qa.records import Answer
from qa.terminal import print_report, progress_bar
from qa.updating import Progress
from qa.where import NAMES

# What the page asks of Gradio so that it works offline and shows nothing of its own.
_OFFLINE: dict[str, Any] = {
    "share": False,
    "ssr_mode": False,
    "run_history": False,
    "footer_links": [],
    "pwa": False,
    "enable_monitoring": False,
}


FIRST_SECONDS = 10.0
"""Of reading, before the page is served with what is read by then."""
FURTHER_SECONDS = 30.0
"""Of reading, between one state of the index and the next."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the page is served."""

    host: str = "127.0.0.1"
    port: int = 7860
    auth: tuple[str, str] | None = None
    allow_anyone: bool = False
    mcp: bool = False
    readonly: bool = False
    share_uploads: bool = False
    max_upload_mb: int = 20

    def __post_init__(self) -> None:
        if not (self.is_loopback or self.auth or self.allow_anyone):
            raise InputError(
                f"on '{self.host}' anyone who reaches this machine could read the documents; "
                "give --auth USER:PASSWORD, or say --allow-anyone"
            )

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the page."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def open_writers(
    folder: Path, index_folder: Path | None, embedder: Embeddings,
    model: str | BaseChatModel | None, progress: Progress | None = None,
    seconds: float | None = None,
) -> dict[str, Assistant]:  # fmt: skip
    """Every way to have an answer written: by the model, if one is configured, and by none.

    The first one brings the index up to date, or works on that for so many `seconds`.
    """
    writers: dict[str, Assistant] = {}
    for chosen in (model, None) if model else (None,):
        name = chosen if isinstance(chosen, str) else type(chosen).__name__
        writers[name if chosen else NO_MODEL] = Assistant.from_folder(
            folder, index=index_folder, embedder=embedder, model=chosen, progress=progress,
            seconds=0 if writers else seconds,
        )  # fmt: skip
    return writers


def _endpoint(assistant: Assistant) -> Callable[..., dict[str, Any]]:
    """What the API and MCP offer."""

    def ask(
        question: str,
        title: str = "",
        folder: str = "",
        suffix: str = "",
        after: str = "",
        before: str = "",
    ) -> dict[str, Any]:
        """Answers a question from the documents; every sentence is pinned to its source.

        Args:
            question: One question in plain words, complete in itself.
            title: Only documents with these words in their title or name; "" for all.
            folder: Only documents below this folder, relative to all documents; "" for all.
            suffix: Only files of this type, such as ".pdf"; "" for all.
            after: Only documents of this day (YYYY-MM-DD) or later; "" for all.
            before: Only documents from before this day (YYYY-MM-DD); "" for all.

        Returns:
            The answer as `text`, its `status` ("answered", or which kind of no), and its
            `claims`, each with the exact places (document, characters, quote) it rests on.

        """
        given = (title, folder, suffix, after, before)
        try:
            where = dict(zip(NAMES, given, strict=True))
            return _said_of(assistant, assistant.ask(question, where=where)).to_dict()
        except InputError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return ask


def _said_of(assistant: Assistant, answer: Answer) -> Answer:
    """The answer with what a reader must know of its documents."""
    waiting = assistant.waiting
    return replace(answer, notices=(*answer.notices, unread(waiting))) if waiting else answer


def build(writers: Writers, opener: Opener, options: Options) -> gr.Blocks:
    """The page over some documents, not yet served."""
    work = Path(tempfile.mkdtemp(prefix="footnote-"))
    atexit.register(shutil.rmtree, work, ignore_errors=True)
    limits = Limits(file_mb=options.max_upload_mb)
    assistant = next(iter(writers.values()))
    sessions = Sessions(
        lambda name: Library(writers, opener, work / name, limits), options.share_uploads
    )
    votes = assistant.index_folder / feedback.FILE
    pictures = Pictures()
    atexit.register(pictures.close)
    return layout.build(
        Handlers(sessions, lambda turn, vote: feedback.store(votes, turn, vote), tuple(writers)),
        Service(sessions, Path(get_upload_folder()), options.readonly, pictures),
        _endpoint(assistant),
        probed=any(map(server_of, writers)),
    )


def launch(blocks: gr.Blocks, options: Options) -> str:
    """Serves the page from threads of this process and returns its address."""
    rules = Rules(
        uploads=not options.readonly,
        mcp=options.mcp,
        loopback_only=options.is_loopback and not options.auth and not options.allow_anyone,
    )
    _, url, _ = blocks.launch(
        server_name=options.host,
        server_port=options.port,
        auth=options.auth,
        mcp_server=options.mcp,
        max_file_size=f"{options.max_upload_mb}mb",
        app_kwargs={"middleware": [Middleware(Guard, rules=rules)]},
        theme=layout.theme(),
        head=layout.styles(),
        prevent_thread_lock=True,
        quiet=True,
        max_threads=64,
        **_OFFLINE,
    )
    return url


def serve(
    folder: Path, index_folder: Path | None, embedder: Embeddings,
    model: str | BaseChatModel | None, options: Options,
) -> None:  # fmt: skip
    """Serves the page until it is interrupted; first indexes the folder if that is due.

    What takes long to read is read while the page is served.
    """
    _end_as_promised()

    def opener(own_folder: Path, own_index: Path) -> Writers:
        return open_writers(own_folder, own_index, embedder, model)

    with progress_bar("Reading") as progress:
        writers = open_writers(folder, index_folder, embedder, model, progress, FIRST_SECONDS)
    blocks = build(writers, opener, options)
    click.echo(f"Footnote is on {launch(blocks, options)} (stop it with Ctrl+C)")
    first = next(iter(writers.values()))
    threading.Thread(target=_read_on, args=[first], daemon=True).start()
    blocks.block_thread()


def _read_on(assistant: Assistant) -> None:
    """Reads what was not come to before the page was served, a while at a time, and reports."""
    report, seconds = assistant.report, FURTHER_SECONDS
    try:
        with progress_bar("Reading") as progress:
            while report and report.waiting:
                waiting = report.waiting
                report = assistant.update(progress, seconds)
                # A file of many scanned pages, or all that have to be tried again, take longer.
                seconds = FURTHER_SECONDS if report.waiting < waiting else 2 * seconds
    except FootnoteError as error:
        click.echo(f"the other files cannot be read: {error}", err=True)
    if report:
        print_report(report, assistant.index_folder)


def _end_as_promised() -> None:
    """Lets what is asked to end do so in order: what was uploaded goes with the server.

    Left to itself, a process that a service manager stops, or whose terminal is closed, ends
    where it stands. Whoever has it ignore such a signal (nohup) is left alone.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda got, _: sys.exit(128 + got))


def _credentials(
    _: click.Context, __: click.Parameter, value: str | None
) -> tuple[str, str] | None:
    if value is None:
        return None
    user, colon, password = value.partition(":")
    if not (user and colon and password):
        raise click.BadParameter("expected USER:PASSWORD")
    return user, password


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=7860, show_default=True, help="Port to listen on.")
@click.option("--auth", callback=_credentials, metavar="USER:PASSWORD", help="Ask for a login.")
@click.option("--allow-anyone", is_flag=True, help="Listen beyond this machine without a login.")
@click.option("--corpus", "folder", type=click.Path(path_type=Path), default=Path("corpus"),
              show_default=True, help="The folder of documents.")  # fmt: skip
@click.option("--index", "index_folder", type=click.Path(path_type=Path), default=None,
              help="The index folder. [default: .footnote in the corpus]")  # fmt: skip
@click.option("--model", metavar="PROVIDER:NAME", help="A chat model that writes the answers.")
@click.option("--mcp", is_flag=True, help="Serve the Model Context Protocol as well.")
@click.option("--readonly", is_flag=True, help="Take no uploads.")
@click.option("--share-uploads", is_flag=True, help="Show everyone's uploads to everyone.")
@click.option("--max-upload-mb", default=20, show_default=True, type=click.IntRange(1, 1024),
              help="The largest file taken in.")  # fmt: skip
def main(folder: Path, index_folder: Path | None, model: str | None, **values: Any) -> None:
    """Open the chat page over a folder of documents."""
    options = Options(**values)
    serve(folder, index_folder, load_embedder(), model, options)


if __name__ == "__main__":
    main()
