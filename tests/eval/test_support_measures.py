"""ALCE's citation figures, worked by hand with a judge that compares words."""

from __future__ import annotations

import pytest

from eval.measures import Graded, score
from eval.measures.support import precise, supported
from eval.systems import support_judge
from qa.records import Answer, Citation, Claim
from qa.text import stems
from tests.eval.builders import FIRST, SECOND, TEXT, THIRD, answer, document, gold

SOURCE = document()
ASKED = gold([["letters"]], [[FIRST]])


def holds_every_word(sentence: str, evidence: str) -> bool:
    return stems(sentence) <= stems(evidence)


def never(sentence: str, evidence: str) -> bool:
    raise AssertionError(f"was asked whether {evidence!r} supports {sentence!r}")


def claim(sentence: str, *spans: tuple[int, int]) -> Claim:
    cited = tuple(Citation.of(SOURCE, *span, marker) for marker, span in enumerate(spans, 1))
    return Claim(sentence, cited, "supported", origin="generated")


NEEDS_BOTH = claim("Ada and Bob wrote letters.", FIRST, SECOND)
ONE_TOO_MANY = claim("Ada wrote letters.", FIRST, SECOND)
UNSUPPORTED = claim("Eve wrote letters.", THIRD)


@pytest.mark.parametrize(
    ("each", "recall", "precision"),
    [
        # Neither sentence alone names both, so neither citation is irrelevant.
        (NEEDS_BOTH, True, [True, True]),
        # Bob's sentence alone does not support it, and Ada's alone still does.
        (ONE_TOO_MANY, True, [True, False]),
        (UNSUPPORTED, False, [False]),
        (claim("Ada wrote letters."), False, []),
    ],
)
def test_a_sentence_by_hand(each: Claim, recall: bool, precision: list[bool]) -> None:
    assert supported(each, holds_every_word) is recall
    assert precise(each, holds_every_word) == precision


def test_an_answer_is_the_mean_over_sentences_and_over_citations() -> None:
    given = Answer("?", "answered", claims=(NEEDS_BOTH, ONE_TOO_MANY, UNSUPPORTED))
    scores = score(Graded(ASKED, given, {SOURCE.id: SOURCE}, holds_every_word))
    assert scores["ALCE recall"] == pytest.approx(2 / 3)
    assert scores["ALCE precision"] == pytest.approx(3 / 5)


def test_copied_words_are_not_judged() -> None:
    copied = claim(TEXT[slice(*FIRST)], FIRST)
    ended = claim("Ada wrote 12 letters.", (0, 20))  # the full stop is not in the source
    for each in (copied, ended):
        assert supported(each, never)
        assert precise(each, never) == [True]


def test_without_a_judge_or_an_answer_they_do_not_apply() -> None:
    refused = answer(status="not_found")
    for given, judge in ((answer(FIRST), None), (refused, never)):
        scores = score(Graded(ASKED, given, {SOURCE.id: SOURCE}, judge))
        assert scores["ALCE recall"] is None
        assert scores["ALCE precision"] is None


def test_the_reader_judges_by_its_own_threshold() -> None:
    judge = support_judge()
    evidence = "Ada wrote 12 letters in 1843 and posted them from Turin."
    assert judge("Ada wrote 12 letters in 1843", evidence)
    assert not judge("The bakery on the corner closed last week.", evidence)
