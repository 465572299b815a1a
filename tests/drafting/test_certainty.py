"""How sure an answer is: about the question and saying it, neither for the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qa.drafting import certainty as certainties
from qa.drafting.certainty import about, certainty
from qa.drafting.signals import Signals
from training.certainty import Certainty

BOTH = Signals(4.0, 0.97, 1.0, 1.0, 1.0, 0.8, 0.0, 0.0, 0.0, 0.0)


def test_shared_words_do_not_make_up_for_a_passage_that_says_nothing() -> None:
    assert certainty(BOTH) > 0.9
    assert about(BOTH) > 0.9
    silent = replace(BOTH, answerable=0.0)
    assert certainty(silent) < 0.01
    assert about(silent) == about(BOTH)


def test_fitting_words_do_not_make_up_for_another_subject() -> None:
    foreign = replace(BOTH, nearby=0.0, dense=0.0)
    assert certainty(foreign) < 0.1
    assert about(foreign) < 0.1


@pytest.mark.parametrize("name", ["nearby", "dense", "answerable"])
def test_each_signal_raises_it(name: str) -> None:
    rising = [certainty(replace(BOTH, **{name: value})) for value in (0.0, 0.2, 0.5, 0.9)]
    assert rising == sorted(set(rising))
    assert all(0 < each < 1 for each in rising)


def test_the_library_and_the_fit_work_it_out_alike() -> None:
    fitted = Certainty(certainties._ABOUT, certainties._SAYS)
    for answerable in (0.0, 0.3, 1.0):
        signals = replace(BOTH, answerable=answerable, nearby=0.4, dense=0.3)
        assert fitted.of(np.array([signals.values()]))[0] == pytest.approx(certainty(signals))
