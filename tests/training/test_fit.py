"""The fit finds weights that are known, and never fits on the articles it checks."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from qa.drafting.signals import Signals
from training.certainty import Certainty, fit_certainty, kind_of, weights_of
from training.examples import write_examples
from training.fit import fit, sentence_weights
from training.situations import Sentence, Situation, read_situations

SIGNALS = len(Signals.__slots__)


def made(count: int, seed: int = 3) -> list[Situation]:
    """Questions whose right sentence is drawn by a softmax over 2 * first - 1 * second signal."""
    rng = np.random.default_rng(seed)
    found = []
    for at in range(count):
        signals = rng.normal(size=(10, SIGNALS))
        scores = 2 * signals[:, 0] - signals[:, 1]
        odds = np.exp(scores - scores.max())
        right = int(rng.choice(10, p=odds / odds.sum()))
        answerable = at % 2 == 0
        sentences = tuple(
            Sentence(tuple(map(float, row)), answerable and place == right, f"s{place}", None)
            for place, row in enumerate(signals + (0 if answerable else -1.5))
        )
        present = at % 4 != 3
        group = f"article {at % 12}"
        found.append(Situation("pool", group, f"q{at}", present, answerable, sentences))
    return found


def test_known_weights_are_found() -> None:
    weights = sentence_weights(made(1600))
    assert weights[0] == pytest.approx(2, abs=0.3)
    assert weights[1] == pytest.approx(-1, abs=0.2)
    assert np.abs(weights[2:]).max() < 0.2


def test_the_fit_is_printed_with_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "situations.jsonl"
    assert write_examples(path, made(120)) == 120
    assert read_situations(path) == made(120)
    fit(path)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("pool: 120 questions; first sentence 0.")
    for line, kind in zip(lines[1:3], ("absent", "near"), strict=True):
        assert line.startswith(f"  {kind}: AUC ")
        auc = float(line.split("AUC ")[1].split(",")[0])
        assert auc > 0.8  # unanswerable ones were made with weaker signals
    assert [line.split(":")[0] for line in lines[3:]] == [
        "weights", "chance", "about", "says", "answer from",
    ]  # fmt: skip


def test_kinds_weigh_the_same_whatever_their_number() -> None:
    answered = Situation("one", "a", "q", True, True, ())
    near = Situation("one", "a", "q", True, False, ())
    absent = Situation("one", "a", "q", False, False, ())
    other = Situation("two", "b", "q", False, False, ())
    weights = weights_of([answered, near, near, absent, absent, absent, other])
    assert [kind_of(each) for each in (answered, near, absent)] == ["answered", "near", "absent"]
    assert weights.sum() == pytest.approx(7)
    assert weights[0] == pytest.approx(3.5)
    assert weights[1:3].sum() == weights[3:].sum() == pytest.approx(1.75)
    assert weights[3:6].sum() == weights[6] == pytest.approx(0.875)  # each set half of it


def test_a_known_product_is_found() -> None:
    rng = np.random.default_rng(5)
    count = 6000
    names = [field.name for field in fields(Signals)]
    signals = rng.uniform(size=(count, SIGNALS))
    known = Certainty((-2.0, 3.0, 3.0), (0.5, 1.5))
    answerable = rng.uniform(size=count) < known.of(signals)
    situations = [
        Situation("pool", "a", "q", bool(present), bool(answered), ())
        for present, answered in zip(rng.uniform(size=count) < 0.5, answerable, strict=True)
    ]
    found = fit_certainty(situations, signals)
    # Kinds weigh the same, which moves the odds of all by the same factor, the slopes hardly.
    assert found.says[1] == pytest.approx(1.5, abs=0.4)
    assert found.about[1] == pytest.approx(found.about[2], abs=0.8)
    assert np.corrcoef(found.of(signals), known.of(signals))[0, 1] > 0.99
    assert found.of(signals[:1]) == pytest.approx(found.of(signals)[:1])
    rows = signals[:2].copy()
    rows[1, names.index("answerable")] = 0.0  # beside a passage that says nothing
    assert found.of(rows)[1] < 0.01
