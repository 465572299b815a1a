"""What one source sentence supports, and the reason why it does not."""

from __future__ import annotations

import pytest

from qa.checks.check import check, coverage, foreign_words
from qa.checks.order import kept_in_order


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("RIKEN and Fujitsu signed it on 27 January 2026.", ""),
        ("RIKEN and Fujitsu signed it on 28 January 2026.", "the number 28"),
        ("RIKEN and Toshiba signed it on 27 January 2026.", "the name 'toshiba'"),
        ("RIKEN and Fujitsu never signed it on 27 January 2026.", "it says yes where"),
        ("RIKEN and Fujitsu are cooperating on difficult weather research.", "too few"),
    ],
)
def test_a_claim_is_held_against_one_sentence(claim: str, reason: str) -> None:
    evidence = "It was signed on 27 January 2026 by “RIKEN” and Fujitsu, with a 5% share."
    found = check(claim, evidence)
    assert found.startswith(reason)
    assert bool(found) == bool(reason)


BUILT = "In 1931 the Harrow company built the Aldwater bridge for Lord Merton."


@pytest.mark.parametrize(
    "claim",
    [
        "The Harrow company built the Aldwater bridge for Lord Merton in 1931.",
        "The Harrow company built the Aldwater bridge.",
        "The Aldwater bridge was built by the Harrow company.",
        "The Aldwater bridge was built in 1931 by the Harrow company for Lord Merton.",
        "For Lord Merton the Harrow company built the Aldwater bridge.",
    ],
)
def test_a_restatement_passes(claim: str) -> None:
    assert check(claim, BUILT) == ""


@pytest.mark.parametrize(
    ("claim", "evidence", "reason"),
    [
        ("In 1931 the Aldwater company built the Harrow bridge.", BUILT, "another order"),
        ("Lord Merton built the Aldwater bridge for the Harrow company.", BUILT, "another order"),
        ("The Harrow company was built by the Aldwater bridge.", BUILT, "exchanged"),
        ("Harrow led Merton.", "Harrow was led by Merton.", "exchanged"),
        ("Harrow was led by Merton.", "Harrow led Merton.", "exchanged"),
        ("It fell from 30 to 20 in 1931.", "It fell from 20 to 30 in 1931.", "another order"),
        ("Lord Merton met Merton in 1931.", "Lord Merton met Harrow in 1931.", "has another"),
        ("Paris and Rome signed.", "Rome and Paris signed.", ""),
        ("Rome, Paris and Bonn signed.", "Bonn, Rome and Paris signed.", ""),
        ("Merton led Harrow.", "Harrow was led by Merton.", ""),
        ("Merton, led by Harrow, won.", "Merton was led by Harrow and won.", ""),
    ],
)
def test_who_did_it_to_whom(claim: str, evidence: str, reason: str) -> None:
    found = check(claim, evidence)
    assert reason in found
    assert bool(found) == bool(reason)


@pytest.mark.parametrize(
    ("claim", "evidence", "reason"),
    [
        ("Harrow will close the mine.", "Harrow may close the mine.", "will"),
        ("Harrow closed the mine.", "Harrow allegedly closed the mine.", "only possible"),
        ("Harrow may close the mine.", "Harrow may close the mine in May.", ""),
        ("The mine closed in May.", "The mine closed in May, which may please Harrow.", ""),
        ("The mine will close.", "The mine will close if Harrow leaves.", "the condition"),
        ("The mine will close.", "If Harrow leaves, the mine will close.", "the condition"),
        ("If Harrow leaves, the mine will close.", "The mine will close if Harrow leaves.", ""),
        ("The mine was never not open.", "The mine was never open.", "says yes where"),
        (
            "He did and his lack of care cost him.",
            "He did not and his lack of care cost him.",
            "yes",
        ),
        (
            "Merton lacked care, and he did.",
            "Merton lacked care, and he did not.",
            "says yes where",
        ),
        ("The mine is old.", "The mine is not only old but also deep.", "says yes where"),
        ("It is deep and not old.", "It is not large, it is deep and not old.", ""),
        ("Neither Harrow nor Merton paid.", "Neither Harrow nor Merton paid in May.", ""),
    ],
)
def test_a_condition_or_doubt_is_not_left_out(claim: str, evidence: str, reason: str) -> None:
    found = check(claim, evidence)
    assert bool(found) == bool(reason)
    assert reason in found or reason == "will"


@pytest.mark.parametrize(
    ("claim", "evidence", "reason"),
    [
        ("Exports fell by 5% in May.", "Exports rose by 5% in May.", "'fell'"),
        ("In May exports of coal fell 5%.", "In May exports of coal dropped 5%.", ""),
        ("Harrow sold the mine.", "Harrow bought the mine in May.", "'bought'"),
        ("Coal exports to Merton grew.", "Coal exports to Merton rose but imports fell.", ""),
        ("Imports and exports rose or fell.", "Imports rose and exports fell.", ""),
        (
            "It is the oldest bridge of Aldwater.",
            "It is the newest bridge of Aldwater.",
            "'newest'",
        ),
        ("More than half of Harrow agreed.", "Less than half of Harrow agreed.", "'less'"),
        ("The mine closed before the war.", "The mine closed after the war.", "'after'"),
    ],
)
def test_an_opposite_word_is_refused(claim: str, evidence: str, reason: str) -> None:
    found = check(claim, evidence)
    assert bool(found) == bool(reason)
    assert reason in found


def test_words_of_a_sentence_that_its_evidence_lacks() -> None:
    evidence = "Harrow bought the mine of Aldwater for 5 million pounds in May."
    assert foreign_words("In May, Harrow bought the mine.", evidence) == set()
    assert foreign_words("However, Harrow bought five mines.", evidence) == set()
    assert foreign_words("The mines of Harrow include the old one and May.", evidence) == {"old"}
    assert foreign_words("Harrow included the mine.", evidence) == {"included"}
    assert foreign_words("Harrow destroyed the whole mine.", evidence) == {"destroyed", "whole"}


def test_the_share_of_words() -> None:
    assert coverage("The bridge fell.", "A bridge had fallen near Harrow.") == 0.5
    assert coverage("It is.", "It is.") == 0.0


def test_words_left_out_keep_their_order() -> None:
    assert kept_in_order("Harrow built the bridge.", "Harrow, in 1931, built the Aldwater bridge.")
    assert not kept_in_order("The bridge Harrow built.", "Harrow built the bridge.")
    assert not kept_in_order("Harrow built a bridge.", "Harrow built the bridge.")
