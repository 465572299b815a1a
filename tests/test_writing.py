"""A list that a model writes is checked, and shown, with what announces it."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from qa.checks.evidence import Judge
from qa.chunking import split
from qa.drafting.stream import Restart
from qa.errors import ModelFailed
from qa.records import Claim, Document, DraftSentence, Hit, Verified
from qa.writing import Checker, Written, write

AREAS = Document(
    "areas.txt",
    "Areas",
    "The group has named three areas: chips, robots, and the energy to run them. The crane is for "
    "sale. The depot needs:\n\n- a new gate\n- two lamps\n",
    "0" * 64,
)


def written(sentences: Iterator[DraftSentence | Restart]) -> tuple[Written, list[str]]:
    hits = [Hit(p, 1.0, at) for at, p in enumerate(split(AREAS, 800), start=1)]
    told = write(sentences, Checker(hits, lambda _: AREAS, Judge(lambda claim, evidence: False)))
    results: list[Written] = []

    def run() -> Generator[Verified, None, None]:
        results.append((yield from told))

    shown = [each.claim.sentence for each in run()]
    return results[0], shown


def listed(under: str, *items: str) -> Iterator[DraftSentence]:
    return (DraftSentence(f"{item}.", under=under) for item in items)


def markers(claims: tuple[Claim, ...]) -> list[int]:
    return [citation.marker for claim in claims for citation in claim.citations]


def test_a_list_is_one_sentence_if_a_source_has_it_in_one() -> None:
    result, shown = written(
        listed("The group has named:", "Chips", "Robots", "The energy to run them")
    )
    assert shown == ["The group has named: Chips, Robots, and the energy to run them."]
    assert markers(result.claims) == [1]


def test_a_wrong_item_is_left_out_and_the_rest_told_in_one() -> None:
    result, shown = written(listed("The group has named:", "Chips", "Cars", "Robots"))
    assert shown == ["The group has named: Chips and Robots."]
    assert [claim.sentence for claim in result.claims if claim.verdict != "supported"] == ["Cars."]
    assert markers(result.claims) == [1]


def test_words_of_a_sentence_that_says_otherwise_are_not_shown() -> None:
    result, shown = written(listed("The group has sold:", "Chips", "Robots"))
    assert shown == []
    assert {claim.reason for claim in result.claims} == {
        "no source sentence says of it what the list says"
    }


def test_a_list_of_the_source_is_shown_item_by_item() -> None:
    _, shown = written(listed("The depot is in need of:", "A new gate", "Two lamps", "A crane"))
    assert shown == ["A new gate.", "Two lamps."]


def test_other_sentences_stand_alone_and_a_restart_takes_all_back() -> None:
    def sentences() -> Iterator[DraftSentence | Restart]:
        yield DraftSentence("The crane is for sale.")
        yield from listed("The group has named:", "Chips", "Robots")
        yield Restart()
        yield from listed("The group has named:", "Chips")
        yield DraftSentence("The crane is for sale.")

    result, _ = written(sentences())
    kept = [claim.sentence for claim in result.claims if claim.verdict == "supported"]
    assert kept == ["The group has named: Chips.", "The crane is for sale."]
    assert markers(result.claims) == [1, 2]


def test_a_list_is_kept_if_the_model_fails_behind_it() -> None:
    def sentences() -> Iterator[DraftSentence]:
        yield from listed("The group has named:", "Chips", "Robots")
        raise ModelFailed("timeout", "the model 'm' did not answer")

    result, shown = written(sentences())
    assert shown == ["The group has named: Chips and Robots."]
    assert "did not answer" in result.failure


@pytest.mark.parametrize("item", ["a " * 20 + "gate", "a new gate"])
def test_long_items_stay_by_themselves(item: str) -> None:
    _, shown = written(listed("The depot needs:", item))
    assert all(":" not in sentence for sentence in shown)
