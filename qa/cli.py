"""The command line. Parses and prints; every command is done by the library.

Heavy modules are imported inside the commands, so that `--help` answers at once. Errors raised
on purpose become one line and exit code 2; `--debug` shows the traceback instead.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa import options
from qa.errors import FootnoteError
from qa.terminal import print_report, printable, progress_bar, rendered

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.records import Skipped
    from qa.settings import Settings

_COLOURS = {"intact": "green", "moved": "yellow", "changed": "red", "gone": "red"}


_FROM_BEFORE = "another process is updating the index; this answer is from the index before"
_WAITING = "another process is writing the index; waiting for it"
_INTERRUPTED = 130  # what a shell reports for Ctrl+C


class _Group(click.Group):
    """Turns errors raised on purpose, and Ctrl+C, into one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FootnoteError as error:
            if ctx.params.get("debug"):
                raise
            click.echo(f"footnote: {printable(str(error))}", err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            click.echo("footnote: stopped; run it again to go on", err=True)
            sys.exit(_INTERRUPTED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="footnote-qa", prog_name="footnote")
def main(debug: bool) -> None:
    """Ask a folder of documents; every sentence of an answer is pinned to its source."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@options.index_option
@options.embedder_option
@options.set_option
@click.option("--rebuild", is_flag=True, help="Build it anew, whatever is there.")
@click.option("--watch", is_flag=True, help="Go on following the folder until stopped.")
@click.option("--snapshot", metavar="NAME", help="Afterwards set the index aside under a name.")
def index(
    folder: Path,
    index_folder: Path | None,
    embedder: str | None,
    changes: tuple[str, ...],
    rebuild: bool,
    watch: bool,
    snapshot: str | None,
) -> None:
    """Build the index of FOLDER, or bring it up to date."""
    from qa import corpus, updating
    from qa.embedding import load_embedder
    from qa.index import store

    corpus.check_folder(folder)
    target = index_folder or updating.default_index_folder(folder)
    settings = options.settings(changes)
    loaded = load_embedder(embedder)
    if store.is_being_written(target):
        click.echo(_WAITING, err=True)

    told: set[Skipped] = set()

    def bring_up_to_date(rebuild: bool = False) -> None:
        with progress_bar("Reading") as progress:
            opened, report = updating.update(
                folder, target, loaded, settings, rebuild=rebuild, progress=progress
            )
        opened.close()
        print_report(report, target, told)
        told.update(report.skipped, report.partly)

    bring_up_to_date(rebuild)
    if snapshot:
        from qa.index.snapshots import take

        click.echo(f"set aside as '{take(target, snapshot).name}'")
    if watch:
        _watch(folder, target, bring_up_to_date)


def _watch(folder: Path, target: Path, update: Callable[[], None]) -> None:
    import threading

    from qa.watching import watch

    click.echo(f"following '{folder}' (stop it with Ctrl+C)", err=True)
    try:
        watch(folder, target, update, threading.Event())
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


@main.group()
def snapshots() -> None:
    """List the snapshots of an index, or restore one."""


@snapshots.command("list")
@options.corpus_option
@options.index_option
def snapshots_list(folder: Path, index_folder: Path | None) -> None:
    """Name the snapshots, the oldest first."""
    from qa.index.snapshots import listed
    from qa.updating import default_index_folder

    for snapshot in listed(index_folder or default_index_folder(folder)):
        click.echo(f"{snapshot.made:%Y-%m-%d %H:%M}  {snapshot.name}")


@snapshots.command("restore")
@click.argument("name")
@options.corpus_option
@options.index_option
def snapshots_restore(name: str, folder: Path, index_folder: Path | None) -> None:
    """Make the snapshot NAME the current index again."""
    from qa.index.snapshots import restore
    from qa.updating import default_index_folder

    restore(index_folder or default_index_folder(folder), name)
    click.echo(f"'{name}' is the index again; the next update follows the folder from there")


@main.command()
@click.argument("question")
@options.corpus_option
@options.index_option
@options.embedder_option
@options.model_option
@options.set_option
@options.where_options
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@click.pass_context
def ask(
    ctx: click.Context,
    /,
    question: str,
    folder: Path,
    index_folder: Path | None,
    embedder: str | None,
    model: str | None,
    changes: tuple[str, ...],
    as_json: bool,
    folder_within: str | None,
    **limits: str | None,
) -> None:
    """Answer QUESTION from the documents, with the places cited.

    Give --index alone to answer from an index whose documents are elsewhere.
    """
    from qa.where import Where

    where = Where.of({**limits, "folder": folder_within})
    alone = index_folder is not None and _left_at_default(ctx, "folder")
    assistant = _opened(folder, index_folder, alone, embedder, model, options.settings(changes))
    answer = assistant.ask(question, where=where)
    click.echo(
        json.dumps(answer.to_dict(), indent=1, ensure_ascii=False) if as_json else rendered(answer)
    )


def _opened(
    folder: Path, index_folder: Path | None, alone: bool, embedder: str | None, model: str | None,
    settings: Settings,
) -> Assistant:  # fmt: skip
    """The assistant to ask: up to date, unless another process is just seeing to that."""
    from qa import corpus
    from qa.assistant import Assistant
    from qa.index import store
    from qa.updating import default_index_folder

    target = index_folder or default_index_folder(folder)
    if not alone:
        corpus.check_folder(folder)
        busy = store.is_being_written(target)
        alone = busy and store.current_number(target) is not None
        if alone:
            click.echo(_FROM_BEFORE, err=True)
        elif busy:
            click.echo(_WAITING, err=True)
    if alone:
        return Assistant.from_index(target, embedder=embedder, model=model, settings=settings)
    with progress_bar("Reading") as progress:
        return Assistant.from_folder(
            folder, index=target, embedder=embedder, model=model, settings=settings,
            progress=progress,
        )  # fmt: skip


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def chat(rest: tuple[str, ...]) -> None:
    """Open the chat page. `footnote chat --help` lists its options."""
    import ui

    ui.main(list(rest), prog_name="footnote chat")


@main.command()
@click.argument("answer_file", type=click.Path(path_type=Path), metavar="ANSWER.json")
@options.corpus_option
def verify(answer_file: Path, folder: Path) -> None:
    """Hold a saved answer against the files as they are now.

    Each citation is intact, moved, changed or gone. Exit code 1 if any is changed or gone.
    """
    from qa.corpus import kept
    from qa.recheck import load_answers, recheck
    from qa.updating import default_index_folder

    keeps = default_index_folder(folder) / kept.FOLDER
    answers = load_answers(answer_file)
    kept_there = keeps if keeps.is_dir() else None
    checks = [check for answer in answers for check in recheck(answer, folder, kept_there)]
    for check in checks:
        cited = check.citation
        state = click.style(f"{check.state:8}", fg=_COLOURS[check.state])
        detail = f" ({check.detail})" if check.detail else ""
        place = f"{cited.document_id} [{cited.start}, {cited.end}){detail}"
        click.echo(f"{state}[{cited.marker}] {printable(place)}")
    if not checks:
        click.echo("the answer cites nothing")
    if any(check.state in ("changed", "gone") for check in checks):
        sys.exit(1)


@main.command()
@options.corpus_option
@options.index_option
@click.option(
    "--repair", is_flag=True, help="First mend the index with as little work as it takes."
)
def doctor(folder: Path, index_folder: Path | None, repair: bool) -> None:
    """Say what is installed and what is wrong. Exit code 1 if anything is."""
    from qa.doctor import examine
    from qa.updating import default_index_folder

    target = index_folder or default_index_folder(folder)
    if repair:
        _repair(folder, target)
    wrong = 0
    for finding in examine(folder, target):
        wrong += not finding.right
        sign = click.style("ok   ", fg="green") if finding.right else click.style("WRONG", fg="red")
        click.echo(f"{sign} {finding.subject}: {printable(finding.detail)}")
    if wrong:
        sys.exit(1)


def _repair(folder: Path, target: Path) -> None:
    from qa.embedding import load_embedder
    from qa.repairing import repair

    settings = options.settings(())
    with progress_bar("Reading") as progress:
        opened, done = repair(folder, target, load_embedder(), settings, progress=progress)
    opened.close()
    click.echo(done)


def _left_at_default(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is click.core.ParameterSource.DEFAULT
