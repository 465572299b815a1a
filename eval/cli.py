"""The command line: `python -m eval COMMAND`.

Errors of the caller are one line on stderr and exit code 2. Heavy imports wait until a command
needs them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import click

from eval.errors import RunError
from eval.peers.command import peers_command
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
@click.option("--model", help="A chat model that writes the answers, as provider:name.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many questions.")
@click.option("--again", is_flag=True, help="Replace the results of another run.")
def run_command(
    gold: Path, corpus: Path, out: Path, changes: Sequence[str], index: Path | None,
    embedder: str | None, model: str | None, limit: int | None, again: bool,
) -> None:  # fmt: skip
    """Answers every gold question and prints the figures, with the baselines beside them."""
    from eval import runs, tables
    from eval.gold import load, load_documents
    from eval.systems import Bench

    questions = load(gold)[:limit]
    bench = Bench.open(corpus, index or out / "index", embedder, _pairs(changes), model)
    documents = load_documents(corpus)
    rows, summary = runs.run(questions, documents, bench, out, track=progress, again=again)
    click.echo(tables.text_table(*tables.figure_rows(summary)))
    click.echo()
    click.echo(tables.text_table(*tables.type_rows(summary)))
    click.echo()
    click.echo(tables.seconds_line(summary))
    if model:
        click.echo()
        click.echo(tables.text_table(*tables.writer_rows([row.answer for row in rows])))


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


@cli.command("suggest")
@click.option("--corpus", type=_FOLDER, required=True, help="The folder of documents.")
@click.option("--out", type=_FILE, default="gold.jsonl", show_default=True, help="The gold file.")
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How many candidates to offer.",
)
@click.option("--model", help="A chat model that drafts as well, as provider:name.")
@click.option("--feedback", type=_FILE, help="A feedback file of the page, offered first.")
@click.option("--page", is_flag=True, help="Decide in a page instead of the terminal.")
@click.option("--port", default=7861, show_default=True, help="Port of the page.")
def suggest_command(
    corpus: Path, out: Path, count: int, model: str | None, feedback: Path | None, page: bool,
    port: int,
) -> None:  # fmt: skip
    """Drafts gold questions from documents, each to be accepted or rejected by a person.

    Accepted ones are added to --out, rejected ones to a file beside it and not offered again.
    Without a terminal the candidates are printed, one JSON per line, and none is decided on.
    """
    from eval.rows import gold_to_dict
    from eval.suggest import sources, terminal
    from eval.suggest.ledger import Ledger

    given = sources.feedback_of(feedback)
    needed = frozenset(name for question in given for name in question.documents)
    documents = sources.documents_of(corpus, needed)
    ledger = Ledger(out)
    found = islice(
        sources.candidates(
            documents, given, model, ledger.decided, lambda t: click.echo(t, err=True)
        ),
        count,
    )
    if page:
        from eval.suggest.page import Desk, serve

        click.echo(f"gold questions on http://127.0.0.1:{port} (stop with Ctrl+C)")
        serve(Desk(found, documents, ledger), port)
    elif sys.stdin.isatty():
        terminal.review(found, documents, ledger)
    else:
        for question in found:
            click.echo(json.dumps(gold_to_dict(question), ensure_ascii=False))


@cli.command("compare")
@click.argument("first", type=_FOLDER)
@click.argument("second", type=_FOLDER)
def compare_command(first: Path, second: Path) -> None:
    """Is the second run better than the first, and on which questions?"""
    from eval import tables
    from eval.compare import compare
    from eval.rows import read_rows

    found = compare(read_rows(first), read_rows(second))
    click.echo(tables.text_table(*tables.difference_rows(found)))
    click.echo(f"\n{found.questions} questions; p of 'right' by McNemar, Holm over all lines")
    for change in found.changes:
        gold = change.first.gold
        word = "gained" if change.gained else "lost"
        click.echo(f"\n{word}  {gold.id} ({gold.type}): {gold.question}")
        click.echo(f"  first:  {change.first.answer.status}: {change.first.answer.text}")
        click.echo(f"  second: {change.second.answer.status}: {change.second.answer.text}")


@cli.command("gate")
@click.argument("folder", type=_FOLDER)
@click.option("--min", "least", multiple=True, metavar="MEASURE=NUMBER", help="A lower bound.")
@click.option("--max", "most", multiple=True, metavar="MEASURE=NUMBER", help="An upper bound.")
@click.option("--bounds", type=_FILE, help="A JSON file of bounds, as beside the gold files.")
def gate_command(
    folder: Path, least: Sequence[str], most: Sequence[str], bounds: Path | None
) -> None:
    """Exit code 1 if a figure of a run misses a bound; its interval is printed."""
    from eval.gate import Bound, judge, read_bounds
    from eval.rows import read_summary

    held = [
        *(read_bounds(bounds) if bounds else ()),
        *(Bound.parse(text, True) for text in least),
        *(Bound.parse(text, False) for text in most),
    ]
    if not held:
        raise click.UsageError("name at least one bound, for example: --min joint=.90")
    verdicts = judge(read_summary(folder), held)
    for verdict in verdicts:
        click.echo(str(verdict))
    sys.exit(0 if all(verdict.kept for verdict in verdicts) else 1)


@cli.command("report")
@click.argument("folders", type=_FOLDER, nargs=-1, required=True)
@click.option("--out", type=_FILE, default="report.html", show_default=True)
@click.option("--peers", type=_FOLDER, multiple=True, help="A comparison to add to the summary.")
@click.option("--benchmarks", "public", is_flag=True, help="Add the recorded public benchmarks.")
def report_command(folders: Sequence[Path], out: Path, peers: Sequence[Path], public: bool) -> None:
    """Writes one HTML page about one or more runs, and a Markdown summary beside it.

    If --out ends in .md, only the summary is written.
    """
    from eval import report
    from eval.report.page import Run
    from eval.rows import read_rows, read_summary

    runs = [Run(folder.name, read_rows(folder), read_summary(folder)) for folder in folders]
    summary = report.summary(runs, peers, public)
    pages = {} if out.suffix == ".md" else {out: report.html(runs)}
    for path, text in {**pages, out.with_suffix(".md"): summary}.items():
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise RunError(f"cannot write '{path}' ({error.strerror})") from error
        click.echo(str(path))


@cli.command("benchmark")
@click.argument("name")
@click.option("--data", type=_FOLDER, required=True, help="The folder of the published data.")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many questions.")
@click.option("--out", type=_FOLDER, help="The working folder.  [default: runs/benchmarks/NAME]")
@click.option("--record", is_flag=True, help="Keep the figures in eval/benchmarks/expected.json.")
@click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", help="A setting.")
@click.option("--embedder", help="A sentence-transformers name or folder.")
@click.option("--model", help="A chat model, as provider:name.")
def benchmark_command(
    name: str, data: Path, limit: int | None, out: Path | None, record: bool,
    changes: Sequence[str], embedder: str | None, model: str | None,
) -> None:  # fmt: skip
    """Runs a public benchmark and prints its figures beside those measured before."""
    from eval import benchmarks, tables
    from eval.rows import write_json

    chosen = benchmarks.benchmark(name)
    work = out or Path("runs", "benchmarks", name)
    context = benchmarks.Context(data, work, limit, _pairs(changes), embedder, progress, model)
    figures = chosen.run(context)
    write_json(work / f"figures-{limit or 'all'}.json", benchmarks.plain(figures))
    before = benchmarks.expected(name, limit)
    rows = [
        [each, tables.figure(value), tables.figure(before.get(each))]
        for each, value in figures.items()
    ]
    click.echo(tables.text_table([chosen.measures, "now", "before"], rows))
    click.echo(f"\ndata: {chosen.published}")
    if record:
        benchmarks.record(name, limit, figures)


@cli.command("overhead")
@click.option("--gold", type=_FILE, required=True, help="Gold questions, one JSON per line.")
@click.option("--corpus", type=_FOLDER, required=True, help="The folder of documents.")
@click.option("--index", type=_FOLDER, default=Path("runs", "overhead"), help="The index folder.")
def overhead_command(gold: Path, corpus: Path, index: Path) -> None:
    """Measures what verification adds to an answer of 10 sentences over 8 passages."""
    from eval.gold import load
    from eval.overhead import overhead

    questions = [question.question for question in load(gold) if question.answerable]
    first, median, slow = overhead(corpus, index, questions)
    click.echo(
        f"verification of 10 sentences over 8 passages: {first:.1f} ms (first answer), "
        f"{median:.1f} ms (median), {slow:.1f} ms (95th percentile) of processor time, "
        f"{len(questions)} answers"
    )


@cli.command("responsive")
@click.option("--data", type=_FOLDER, required=True, help="The folder of the published data.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True)
@click.option("--out", type=_FOLDER, default=Path("runs", "responsive"), show_default=True)
def responsive_command(data: Path, limit: int, out: Path) -> None:
    """Measures how many true sentences that do not answer are dropped."""
    from eval.responsive import responsive

    found = responsive(data, out, limit)
    click.echo(
        f"{found.questions} questions of squad_open, sentences of the right paragraph:\n"
        f"without the answer: {found.beside_dropped} of {found.beside} dropped\n"
        f"with the answer: {found.answering_dropped} of {found.answering} dropped"
    )


cli.add_command(peers_command)


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
