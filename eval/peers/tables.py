"""The comparison as one table: measures down, pipelines across."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.gold import GoldQuestion
from eval.peers.asking import Failed, Reply, Setting
from eval.peers.catalogue import FOOTNOTE, Peer
from eval.peers.locating import USABLE
from eval.peers.scoring import COMPARED, MEASURES, Graded, difference
from eval.statistics import Interval
from eval.tables import markdown_table, number, text_table

Result = tuple[Reply, Graded] | Failed
Cell = Callable[[Reply, Graded], str]

_COSTS: tuple[tuple[str, Cell], ...] = (
    ("offsets given", lambda reply, graded: number(graded.share("given"))),
    ("offsets usable", lambda reply, graded: number(graded.share(*USABLE))),
    ("passages", lambda reply, graded: str(reply.passages)),
    ("characters of one, median", lambda reply, graded: f"{graded.length:.0f}"),
    ("index, s", lambda reply, graded: f"{reply.index:.1f}"),
    ("index, processor s", lambda reply, graded: f"{reply.index_cpu:.1f}"),
    ("query median, ms", lambda reply, graded: _ms(graded.query[0])),
    ("query p95, ms", lambda reply, graded: _ms(graded.query[1])),
    ("query median, processor ms", lambda reply, graded: _ms(graded.query_cpu)),
    ("answer median, ms", lambda reply, graded: _ms(graded.answer[0]) if graded.answer else "–"),
    ("answer p95, ms", lambda reply, graded: _ms(graded.answer[1]) if graded.answer else "–"),
    ("peak memory, MB", lambda reply, graded: _megabytes(reply.peak_bytes)),
)


def rows(
    results: Mapping[str, Result], gold: Sequence[GoldQuestion]
) -> tuple[list[str], list[list[str]]]:
    """Header and rows; pipelines that failed are left out."""
    ran = {name: each for name, each in results.items() if not isinstance(each, Failed)}
    table = [
        [name, *(_value(graded.figures[name]) for _, graded in ran.values())] for name in MEASURES
    ]
    table.insert(2, [f"{COMPARED}, 95%", *(_span(g.figures[COMPARED]) for _, g in ran.values())])
    if FOOTNOTE.name in ran:
        own_reply, own = ran[FOOTNOTE.name]
        table.insert(3, [f"{COMPARED} − Footnote's", *_differences(ran, own, gold)])
    table += [[name, *(cell(*each) for each in ran.values())] for name, cell in _COSTS]
    if FOOTNOTE.name in ran:
        table += _ratios(ran, own_reply, own)
    return ["measure", *ran], table


def text(results: Mapping[str, Result], gold: Sequence[GoldQuestion]) -> str:
    """The table for a terminal, and why a pipeline is missing from it."""
    return "\n".join([text_table(*rows(results, gold)), *_failures(results)])


def markdown(
    results: Mapping[str, Result],
    gold: Sequence[GoldQuestion],
    peers: Sequence[Peer],
    setting: Setting,
) -> str:
    """The table with what was compared, which versions, and what failed."""
    unanswerable = sum(not question.answerable for question in gold)
    threads = f"{setting.threads} thread(s)" if setting.threads else "threads as it chooses"
    lines = [
        f"{len(gold)} questions, {unanswerable} without an answer; {setting.k} passages for each; "
        f"each pipeline with {threads}.",
        "",
        markdown_table(*rows(results, gold)),
        "",
    ]
    for peer in peers:
        result = results[peer.name]
        found = (
            f"not run: {result.reason}"
            if isinstance(result, Failed)
            else ", ".join(f"{name} {version}" for name, version in result[0].versions)
        )
        lines.append(f"- **{peer.name}**: {peer.about} ({found})")
    return "\n".join(lines) + "\n"


def plain(
    results: Mapping[str, Result], gold: Sequence[GoldQuestion], setting: Setting
) -> dict[str, Any]:
    """Everything as plain data, for a JSON file."""
    return {
        "questions": len(gold),
        "k": setting.k,
        "threads": setting.threads,
        "pipelines": {name: _plain(result) for name, result in results.items()},
    }


def _plain(result: Result) -> dict[str, Any]:
    if isinstance(result, Failed):
        return {"failed": result.reason}
    reply, graded = result
    return {
        "versions": dict(reply.versions),
        "figures": {name: asdict(each) if each else None for name, each in graded.figures.items()},
        "places": dict(graded.places),
        "offsets usable": graded.share(*USABLE),
        "passages": reply.passages,
        "characters": graded.length,
        "seconds": {
            "load": reply.load, "index": reply.index, "index_cpu": reply.index_cpu,
            "query": graded.query, "query_cpu": graded.query_cpu, "answer": graded.answer,
        },
        "peak_bytes": reply.peak_bytes,
    }  # fmt: skip


def _differences(
    ran: Mapping[str, tuple[Reply, Graded]], own: Graded, gold: Sequence[GoldQuestion]
) -> list[str]:
    cells = []
    for _, graded in ran.values():
        found = None if graded is own else difference(graded, own, gold)
        cells.append(f"{found[0].value:+.3f} {_span(found[0], '+.3f')}" if found else "–")
    return cells


def _ratios(
    ran: Mapping[str, tuple[Reply, Graded]], own_reply: Reply, own: Graded
) -> list[list[str]]:
    """Of processor time, which says more than the clock where others use the machine too."""
    index = [_ratio(reply.index_cpu, own_reply.index_cpu) for reply, _ in ran.values()]
    query = [_ratio(graded.query_cpu, own.query_cpu) for _, graded in ran.values()]
    return [["index, processor ÷ Footnote's", *index], ["query, processor ÷ Footnote's", *query]]


def _failures(results: Mapping[str, Result]) -> list[str]:
    failed = {name: each for name, each in results.items() if isinstance(each, Failed)}
    return ["", *(f"{name} was not run: {each.reason}" for name, each in failed.items())]


def _value(interval: Interval | None) -> str:
    return number(interval.value if interval else None)


def _span(interval: Interval | None, form: str = ".3f") -> str:
    return f"[{interval.low:{form}}, {interval.high:{form}}]" if interval else "–"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f}"


def _megabytes(size: int | None) -> str:
    return "–" if size is None else f"{size / 1e6:.0f}"


def _ratio(value: float, own: float) -> str:
    return f"{value / own:.2f}" if own else "–"
