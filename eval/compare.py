"""Two runs of the same gold questions: is the difference more than chance?

Right and wrong by McNemar's exact test, every other figure by the paired bootstrap, all p values
together corrected by Holm's method.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.errors import RunError
from eval.figures import columns, figure, samples_of
from eval.rows import Row
from eval.statistics import Figure, Interval, holm, mcnemar, paired_bootstrap

COMPARED = ("right", "recall@5", "nDCG@10", "correct", "joint", "citation precision",
            "citation recall", "refusal F1", "over-refusal", "CRAG score")  # fmt: skip
"""What is tested; a longer list would make every correction harsher."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure in both runs, second minus first with its interval, and p before and after Holm."""

    measure: str
    first: float
    second: float
    difference: Interval
    p: float
    corrected: float


@dataclass(frozen=True, slots=True)
class Change:
    """A question that only one of the two runs got right."""

    first: Row
    second: Row

    @property
    def gained(self) -> bool:
        """Whether the second run is the one that got it right."""
        return self.second.scores["right"] == 1.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is said about two runs."""

    questions: int
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]


def compare(first: Sequence[Row], second: Sequence[Row]) -> Comparison:
    """Compares the questions of two runs. Raises RunError if they are not the same questions."""
    pairs = _paired(first, second)
    ones, others = [one for one, _ in pairs], [other for _, other in pairs]
    samples = samples_of([row.gold for row in ones])
    _known(ones + others)
    before, after = columns([row.scores for row in ones]), columns([row.scores for row in others])
    found: dict[str, tuple[Interval, float]] = {}
    values: dict[str, tuple[float, float]] = {}
    for name in COMPARED:
        old, new = figure(before, name), figure(after, name)
        tested = paired_bootstrap(_minus(new, old), samples)
        if tested is not None:
            found[name] = tested
            whole = samples[:1] * 0 + 1
            values[name] = float(old(whole)[0]), float(new(whole)[0])
    changes = tuple(
        Change(*pair) for pair in pairs if pair[0].scores["right"] != pair[1].scores["right"]
    )
    gained = sum(change.gained for change in changes)
    tests = {name: p for name, (_, p) in found.items()}
    tests["right"] = mcnemar(len(changes) - gained, gained)
    return Comparison(len(pairs), _differences(found, values, tests), changes)


def _known(rows: Sequence[Row]) -> None:
    needed = {"refusal precision", "refusal recall", *COMPARED} - {"refusal F1"}
    for row in rows:
        if missing := sorted(needed - row.scores.keys()):
            raise RunError(
                f"a run does not know '{missing[0]}'; run it again with: python -m eval run"
            )


def _differences(
    found: Mapping[str, tuple[Interval, float]], values: Mapping[str, tuple[float, float]],
    tests: Mapping[str, float],
) -> tuple[Difference, ...]:  # fmt: skip
    corrected = holm(tests)
    return tuple(
        Difference(name, *values[name], span, tests[name], corrected[name])
        for name, (span, _) in found.items()
    )


def _paired(first: Sequence[Row], second: Sequence[Row]) -> list[tuple[Row, Row]]:
    others = {row.gold.id: row for row in second}
    pairs = [(row, others[row.gold.id]) for row in first if row.gold.id in others]
    if not pairs:
        raise RunError("the two runs share no question; compare runs of the same gold file")
    for one, other in pairs:
        if one.gold != other.gold:
            raise RunError(
                f"question '{one.gold.id}' differs between the two runs "
                f"('{one.gold.question:.60}' and '{other.gold.question:.60}'); "
                "compare runs of the same gold file"
            )
    return pairs


def _minus(new: Figure, old: Figure) -> Figure:
    return lambda weights: new(weights) - old(weights)
