"""How reports, answers and progress look in a terminal. Prints and formats; decides nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qa.records import Answer
    from qa.updating import Report


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on stderr, only in a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(desc=label, unit="file", leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress


def print_report(report: Report, target: Path) -> None:
    """What an update did: one line, and one on stderr for each file it left out."""
    for skip in report.skipped:
        click.echo(f"left out: {skip.document_id}: {skip.reason}", err=True)
    click.echo(
        f"{report.documents} documents, {report.passages} passages in '{target}' "
        f"({report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged, {len(report.skipped)} left out; {report.seconds:.1f} s)"
    )


def rendered(answer: Answer) -> str:
    """The answer for a terminal: short answer, text, then each source with its quote."""
    from qa.text import tidy

    lines = [click.style(str(answer.short), bold=True), ""] if answer.short else []
    lines += [answer.text, *(["", *answer.notices] if answer.notices else [])]
    for cited in answer.citations:
        page = f", page {cited.page}" if cited.page else ""
        where = f"{cited.document_id}{page} [{cited.start}, {cited.end})"
        lines += ["", click.style(f"[{cited.marker}] {cited.title}", bold=True), f"    {where}"]
        lines += [f"    “{tidy(cited.quote)}”"]
    return "\n".join(lines)
