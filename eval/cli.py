"""The command line: `python -m eval COMMAND`.

Errors of the caller are one line on stderr and exit code 2. Heavy imports wait until a command
needs them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from qa.errors import FootnoteError

Item = TypeVar("Item")

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Measures answers against gold questions, compares runs, and holds them to bounds."""


@cli.command("run")
@click.option("--gold", type=_FILE, required=True, help="Gold questions, one JSON per line.")
@click.option("--corpus", type=_FOLDER, required=True, help="The folder of documents.")
@click.option("--out", type=_FOLDER, required=True, help="Where the results go.")
@click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", help="A setting.")
@click.option("--index", type=_FOLDER, help="The index folder.  [default: in --out]")
@click.option("--embedder", help="A sentence-transformers name or folder.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many questions.")
@click.option("--again", is_flag=True, help="Replace the results of another run.")
def run_command(
    gold: Path, corpus: Path, out: Path, changes: Sequence[str], index: Path | None,
    embedder: str | None, limit: int | None, again: bool,
) -> None:  # fmt: skip
    """Answers every gold question and prints the figures, with the baselines beside them."""
    from eval import runs, tables
    from eval.gold import load, load_documents
    from eval.systems import Bench

    questions = load(gold)[:limit]
    bench = Bench.open(corpus, index or out / "index", embedder, _pairs(changes))
    documents = load_documents(corpus)
    _, summary = runs.run(questions, documents, bench, out, track=progress, again=again)
    click.echo(tables.text_table(*tables.figure_rows(summary)))
    click.echo()
    click.echo(tables.text_table(*tables.type_rows(summary)))
    click.echo()
    click.echo(tables.seconds_line(summary))


@cli.command("check")
@click.argument("gold", type=_FILE)
@click.option("--corpus", type=_FOLDER, required=True, help="The folder of documents.")
def check_command(gold: Path, corpus: Path) -> None:
    """Holds gold questions against their documents; exit code 1 if something is wrong."""
    from eval.checks import check, share_unanswerable
    from eval.gold import load, load_documents

    questions = load(gold)
    problems = check(questions, load_documents(corpus))
    for problem in problems:
        click.echo(str(problem))
    share = share_unanswerable(questions)
    click.echo(
        f"{len(questions)} questions, {share:.0%} without an answer, {len(problems)} problems"
    )
    sys.exit(1 if problems else 0)


def progress(items: Iterable[Item]) -> Iterable[Item]:
    """A progress bar on stderr, only in a terminal."""
    from tqdm import tqdm

    bar: Iterable[Item] = tqdm(items, unit="question", disable=not sys.stderr.isatty())
    return bar


def _pairs(changes: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not (name and equals):
            raise click.UsageError(f"--set expects NAME=VALUE, not '{change}'")
        pairs[name] = value
    return pairs


def main() -> None:
    """Runs the command line; an error of the caller is one line and exit code 2."""
    try:
        cli(prog_name="python -m eval")
    except FootnoteError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
