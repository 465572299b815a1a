"""The fit finds weights that are known, and never fits on the articles it checks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.drafting.selection import Signals
from training.examples import write_examples
from training.fit import fit, sentence_weights
from training.situations import Sentence, Situation, read_situations

SIGNALS = len(Signals.__slots__)  # type: ignore[attr-defined]


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
        found.append(Situation("pool", f"article {at % 12}", f"q{at}", answerable, sentences))
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
    assert [line.split(":")[0] for line in lines[1:]] == ["weights", "chance", "answer from"]
    auc = float(lines[0].split("AUC ")[1].split(";")[0])
    assert auc > 0.8  # unanswerable ones were made with weaker signals
