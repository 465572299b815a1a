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

from qa.errors import FootnoteError, SettingsError
from qa.terminal import print_report, progress_bar, rendered

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.settings import Settings

_COLOURS = {"intact": "green", "moved": "yellow", "changed": "red", "gone": "red"}


class _Group(click.Group):
    """Turns errors raised on purpose into one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FootnoteError as error:
            if ctx.params.get("debug"):
                raise
            click.echo(f"footnote: {error}", err=True)
            sys.exit(2)


_index_option = click.option(
    "--index",
    "index_folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The index folder. [default: .footnote in the folder of documents]",
)
_embedder_option = click.option(
    "--embedder",
    metavar="NAME",
    help="A sentence-transformers model, by name or folder. [default: all-MiniLM-L6-v2]",
)
_model_option = click.option(
    "--model",
    metavar="PROVIDER:NAME",
    help="A chat model that writes the answers; without one they are extracted.",
)
_set_option = click.option(
    "--set", "changes", multiple=True, metavar="NAME=VALUE", help="Changes a setting."
)
_corpus_option = click.option(
    "--corpus",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("corpus"),
    metavar="FOLDER",
    show_default=True,
    help="The folder of documents.",
)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="footnote-qa", prog_name="footnote")
def main(debug: bool) -> None:
    """Ask a folder of documents; every sentence of an answer is pinned to its source."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@_index_option
@_embedder_option
@_set_option
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

    corpus.check_folder(folder)
    target = index_folder or updating.default_index_folder(folder)
    loaded, settings = load_embedder(embedder), _settings(changes)

    def bring_up_to_date(rebuild: bool = False) -> None:
        with progress_bar("Reading") as progress:
            opened, report = updating.update(
                folder, target, loaded, settings, rebuild=rebuild, progress=progress
            )
        opened.close()
        print_report(report, target)

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
@_corpus_option
@_index_option
def snapshots_list(folder: Path, index_folder: Path | None) -> None:
    """Name the snapshots, the oldest first."""
    from qa.index.snapshots import listed
    from qa.updating import default_index_folder

    for snapshot in listed(index_folder or default_index_folder(folder)):
        click.echo(f"{snapshot.made:%Y-%m-%d %H:%M}  {snapshot.name}")


@snapshots.command("restore")
@click.argument("name")
@_corpus_option
@_index_option
def snapshots_restore(name: str, folder: Path, index_folder: Path | None) -> None:
    """Make the snapshot NAME the current index again."""
    from qa.index.snapshots import restore
    from qa.updating import default_index_folder

    restore(index_folder or default_index_folder(folder), name)
    click.echo(f"'{name}' is the index again; the next update follows the folder from there")


@main.command()
@click.argument("question")
@_corpus_option
@_index_option
@_embedder_option
@_model_option
@_set_option
@click.option("--in", "folder_within", metavar="FOLDER", help="Only documents below this folder.")
@click.option("--suffix", metavar=".SUFFIX", help="Only documents with this suffix.")
@click.option("--after", metavar="YYYY-MM-DD", help="Only documents of this day or later.")
@click.option("--before", metavar="YYYY-MM-DD", help="Only documents of an earlier day.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@click.pass_context
def ask(
    ctx: click.Context,
    question: str,
    folder: Path,
    index_folder: Path | None,
    embedder: str | None,
    model: str | None,
    changes: tuple[str, ...],
    folder_within: str | None,
    suffix: str | None,
    after: str | None,
    before: str | None,
    as_json: bool,
) -> None:
    """Answer QUESTION from the documents, with the places cited.

    Give --index alone to answer from an index whose documents are elsewhere.
    """
    with progress_bar("Reading") as progress:
        if index_folder and _left_at_default(ctx, "folder"):
            assistant = _from_index(index_folder, embedder, model, changes)
        else:
            from qa.assistant import Assistant

            assistant = Assistant.from_folder(
                folder,
                index=index_folder,
                embedder=embedder,
                model=model,
                settings=_settings(changes),
                progress=progress,
            )
    limits = {"folder": folder_within, "suffix": suffix, "after": after, "before": before}
    answer = assistant.ask(question, where={name: v for name, v in limits.items() if v})
    click.echo(
        json.dumps(answer.to_dict(), indent=1, ensure_ascii=False) if as_json else rendered(answer)
    )


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def chat(options: tuple[str, ...]) -> None:
    """Open the chat page. `footnote chat --help` lists its options."""
    import ui

    ui.main(list(options), prog_name="footnote chat")


@main.command()
@click.argument("answer_file", type=click.Path(path_type=Path), metavar="ANSWER.json")
@_corpus_option
def verify(answer_file: Path, folder: Path) -> None:
    """Hold a saved answer against the files as they are now.

    Each citation is intact, moved, changed or gone. Exit code 1 if any is changed or gone.
    """
    from qa.recheck import load_answers, recheck

    checks = [check for answer in load_answers(answer_file) for check in recheck(answer, folder)]
    for check in checks:
        cited = check.citation
        state = click.style(f"{check.state:8}", fg=_COLOURS[check.state])
        detail = f" ({check.detail})" if check.detail else ""
        click.echo(
            f"{state}[{cited.marker}] {cited.document_id} [{cited.start}, {cited.end}){detail}"
        )
    if not checks:
        click.echo("the answer cites nothing")
    if any(check.state in ("changed", "gone") for check in checks):
        sys.exit(1)


@main.command()
@_corpus_option
@_index_option
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
        click.echo(f"{sign} {finding.subject}: {finding.detail}")
    if wrong:
        sys.exit(1)


def _repair(folder: Path, target: Path) -> None:
    from qa.embedding import load_embedder
    from qa.repairing import repair

    with progress_bar("Reading") as progress:
        opened, done = repair(folder, target, load_embedder(), _settings(()), progress=progress)
    opened.close()
    click.echo(done)


def _from_index(
    index_folder: Path, embedder: str | None, model: str | None, changes: tuple[str, ...]
) -> Assistant:
    from qa.assistant import Assistant

    return Assistant.from_index(
        index_folder, embedder=embedder, model=model, settings=_settings(changes)
    )


def _left_at_default(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is click.core.ParameterSource.DEFAULT


def _settings(changes: tuple[str, ...]) -> Settings:
    from qa.settings import Settings

    values: dict[str, str] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise SettingsError(f"'{change}' changes no setting; expected NAME=VALUE")
        values[name] = value
    return Settings().changed(**values)
