"""`python -m eval peers`: makes the environments, asks, grades, and prints one table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from eval.errors import RunError

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("peers")
@click.option("--gold", type=_FILE, help="Gold questions, one JSON per line.")
@click.option("--corpus", type=_FOLDER, help="The folder of documents, plain text.")
@click.option("--benchmark", help="Instead of both: a public benchmark (squad_open).")
@click.option("--data", type=_FOLDER, help="The folder of the benchmark's published data.")
@click.option("--out", type=_FOLDER, required=True, help="Where the results go.")
@click.option("--peer", "names", multiple=True, metavar="NAME", help="Only this peer.")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many questions.")
@click.option("--asked-only", is_flag=True, help="Only the benchmark's documents asked about.")
@click.option("--k", type=click.IntRange(1, 50), default=10, show_default=True, help="Passages.")
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    help="Threads of each pipeline's arithmetic.  [default: as it chooses]",
)
@click.option("--again", is_flag=True, help="Ask anew, even where a reply was kept in --out.")
@click.option("--envs", type=_FOLDER, default=Path("runs", "peers", "envs"), show_default=True,
              help="Where the peers' environments are kept.")  # fmt: skip
def peers_command(
    gold: Path | None, corpus: Path | None, benchmark: str | None, data: Path | None, out: Path,
    names: Sequence[str], limit: int | None, asked_only: bool, k: int, threads: int | None,
    again: bool, envs: Path,
) -> None:  # fmt: skip
    """Asks other retrieval pipelines the same questions, with the same embedder."""
    from eval.peers import sources, tables
    from eval.peers.asking import Setting
    from eval.peers.catalogue import chosen
    from eval.peers.comparing import compare
    from eval.rows import write_json

    peers = chosen(names)
    if gold and corpus and not benchmark:
        source = sources.from_files(gold, corpus, limit)
    elif benchmark and data and not (gold or corpus):
        source = sources.from_benchmark(benchmark, data, out, limit, asked_only)
    else:
        raise click.UsageError("give either --gold and --corpus, or --benchmark and --data")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"cannot write to '{out}' ({error.strerror})") from error
    setting = Setting(k, threads, envs, out, again)
    results = compare(peers, source, setting, say=lambda line: click.echo(line, err=True))
    write_json(out / "peers.json", tables.plain(results, source.gold, setting))
    page = tables.markdown(results, source.gold, peers, setting)
    (out / "peers.md").write_text(page, encoding="utf-8")
    click.echo(tables.text(results, source.gold))
