"""How reports, answers and progress look in a terminal. Prints and formats; decides nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qa.records import Answer, Skipped
    from qa.updating import Report

# Controls, among them those that colour or move; line ends; marks that turn text around.
_OBEYED = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")
_MOST_NAMED = 3  # of the files with one and the same problem


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int, str], None] | None]:
    """A progress bar on stderr, only in a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(desc=label, unit="file", leave=False) as bar:

        def progress(done: int, total: int, doing: str) -> None:
            bar.total = total
            bar.set_postfix_str(doing, refresh=bool(doing))
            bar.update(done - bar.n)

        yield progress


def print_report(report: Report, target: Path, told: Collection[Skipped] = ()) -> None:
    """What an update did in one line, and what it left out, file by file or many at once.

    Problems that were `told` before are not told again.
    """
    for label, problems in (("left out", report.skipped), ("in part", report.partly)):
        for line in _problems(label, [each for each in problems if each not in told]):
            click.echo(line, err=True)
    click.echo(
        f"{report.documents} documents, {report.passages} passages in '{printable(str(target))}' "
        f"({report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged, {len(report.skipped)} left out; {report.seconds:.1f} s)"
    )
    if not report.documents:
        click.echo("there is nothing in it to read", err=True)


def _problems(label: str, problems: Sequence[Skipped]) -> Iterator[str]:
    """One line for each file, or for all files with one reason where they are many."""
    by_reason: dict[str, list[str]] = {}
    for problem in problems:
        by_reason.setdefault(problem.reason, []).append(printable(problem.document_id))
    for reason, names in by_reason.items():
        if len(names) <= _MOST_NAMED:
            yield from (f"{label}: {name}: {reason}" for name in names)
        else:
            yield f"{label}: {len(names)} files ({', '.join(names[:_MOST_NAMED])}, …): {reason}"


def printable(text: str) -> str:
    """The text with whatever a terminal would obey, or a line would break at, shown instead."""
    return _OBEYED.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


def rendered(answer: Answer) -> str:
    """The answer for a terminal: short answer, text, then each source with its quote."""
    from qa.text import tidy

    short = printable(tidy(str(answer.short))) if answer.short else ""
    lines = [click.style(short, bold=True), ""] if short else []
    lines += [printable(line) for line in answer.text.split("\n")]
    lines += ["", *answer.notices] if answer.notices else []
    for cited in answer.citations:
        place = f", {cited.where}" if cited.where else ""
        where = printable(f"{cited.document_id}{place} [{cited.start}, {cited.end})")
        title = printable(f"[{cited.marker}] {cited.title}")
        lines += ["", click.style(title, bold=True), f"    {where}"]
        lines += [f"    “{printable(tidy(cited.quote))}”"]
    return "\n".join(lines)
