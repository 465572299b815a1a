"""Every other measure, worked by hand on three sentences about letters."""

from __future__ import annotations

from dataclasses import replace

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import DERIVED, MEASURES, figures, score
from eval.measures.retrieval import first_ranks, ranked_value, recall_at
from tests.eval.builders import FIRST, SECOND, THIRD, answer, document, gold, graded

ONE = gold([["12 letters", "twelve letters"]], [[FIRST]])
BOTH = gold([["12 letters"], ["3 letters"]], [[FIRST], [SECOND]])
NONE = gold(near=())
REFUSED = answer(status="not_found", ranked=[THIRD])


def test_a_right_answer() -> None:
    scores = score(graded(ONE, answer(FIRST, short=(10, 20), ranked=[SECOND, FIRST])))
    assert scores["recall@1"] == 0.0
    assert scores["recall@5"] == 1.0
    assert scores["MRR"] == 0.5
    assert scores["nDCG@10"] == pytest.approx(0.63093, abs=1e-5)  # 1 / log2(3)
    for name in ("correct", "groups", "exact match", "token F1", "citation precision",
                 "citation recall", "offsets", "joint", "CRAG score"):  # fmt: skip
        assert scores[name] == 1.0, name
    assert scores["over-refusal"] == 0.0
    assert scores["refusal precision"] is None
    assert scores["refusal recall"] is None
    assert scores["words"] == 6.0


def test_half_a_list() -> None:
    scores = score(graded(BOTH, answer(FIRST, THIRD, ranked=[FIRST])))
    assert scores["groups"] == 0.5
    assert scores["correct"] == 0.0
    assert scores["citation precision"] == 0.5
    assert scores["citation recall"] == 0.5
    assert scores["joint"] == 0.0
    assert scores["CRAG score"] == -1.0
    assert scores["recall@5"] == 0.5
    assert scores["nDCG@10"] == pytest.approx(1 / (1 + 0.63093), abs=1e-5)
    assert scores["exact match"] is None


def test_right_words_from_the_wrong_place_are_not_joint() -> None:
    source = document("Ada wrote 12 letters in 1843. Bob wrote 12 letters as well.")
    scores = score(graded(ONE, answer((30, 59), source=source), source))
    assert scores["correct"] == 1.0
    assert scores["citation precision"] == 0.0
    assert scores["citation recall"] == 0.0
    assert scores["joint"] == 0.0


def test_a_harmless_citation_costs_no_precision() -> None:
    lenient = replace(ONE, also=gold([["x"]], [[SECOND]]).evidence[0])
    assert score(graded(lenient, answer(FIRST, SECOND)))["citation precision"] == 1.0
    assert score(graded(ONE, answer(FIRST, SECOND)))["citation precision"] == 0.5


def test_alternatives_count_once() -> None:
    either = gold([["12 letters"]], [[FIRST, SECOND]])
    scores = score(graded(either, answer(FIRST, ranked=[FIRST, SECOND])))
    assert scores["recall@1"] == 1.0
    assert scores["nDCG@10"] == 1.0
    assert scores["citation recall"] == 1.0


def test_refusals() -> None:
    due, undue = score(graded(NONE, REFUSED)), score(graded(ONE, REFUSED))
    missed = score(graded(NONE, answer(FIRST)))
    assert (due["refusal precision"], due["refusal recall"], due["over-refusal"]) == (1, 1, None)
    assert (undue["refusal precision"], undue["refusal recall"], undue["over-refusal"]) == (
        0, None, 1,
    )  # fmt: skip
    assert (missed["refusal precision"], missed["refusal recall"]) == (None, 0)
    assert [each["CRAG score"] for each in (due, undue, missed)] == [1.0, 0.0, -1.0]
    found = figures([due, undue, missed])
    assert found["refusal precision"] == 0.5
    assert found["refusal recall"] == 0.5
    assert found["refusal F1"] == 0.5
    assert found["CRAG score"] == 0.0


def test_sources_that_disagree_are_shown_and_so_answered() -> None:
    scores = score(graded(BOTH, answer(FIRST, SECOND, status="conflicting")))
    assert scores["correct"] == 1.0
    assert scores["over-refusal"] == 0.0


def test_a_long_answer_is_not_right() -> None:
    source = document("Ada wrote 12 letters. " + "She also went for a walk. " * 5)
    given = answer((0, len(source.text) - 1), source=source)
    assert score(graded(ONE, given, source))["correct"] == 0.0


def test_offsets_are_held_against_the_file_as_it_is_now() -> None:
    then, now = document(), document("Eve wrote 12 letters in 1843. Bob wrote 3 letters in 1850.")
    scores = score(graded(ONE, answer(FIRST, source=then), now))
    assert scores["offsets"] == 0.0
    assert scores["joint"] == 0.0
    gone = score(graded(ONE, answer(FIRST), document(name="other.txt")))
    assert gone["offsets"] == 0.0


def test_half_of_a_span_is_enough_and_less_is_not() -> None:
    source = document()
    hit = answer(ranked=[(0, 15)]).hits[0].passage
    assert first_ranks(ONE, [hit]) == (1,)
    short = answer(ranked=[(0, 14)], source=source).hits[0].passage
    assert first_ranks(ONE, [short]) == (None,)


RANKS = st.lists(st.none() | st.integers(1, 12), min_size=1, max_size=5)


@given(RANKS)
def test_rank_measures_are_those_of_ir_measures(ranks: list[int | None]) -> None:
    qrels, run = [], [ir_measures.ScoredDoc("q", f"d{rank}", 100 - rank) for rank in range(1, 13)]
    gains = {f"d{rank}": ranks.count(rank) for rank in ranks if rank}
    gains |= {f"lost{at}": 1 for at, rank in enumerate(ranks) if rank is None}
    qrels = [ir_measures.Qrel("q", name, gain) for name, gain in gains.items()]
    for name in ("RR", "nDCG@10"):
        measure = ir_measures.parse_measure(name)
        expected = measure.calc_aggregate(qrels, run)
        assert ranked_value(name, tuple(ranks)) == pytest.approx(expected)


@given(RANKS, st.integers(1, 20))
def test_recall_counts_groups(ranks: list[int | None], k: int) -> None:
    found = [rank for rank in ranks if rank is not None and rank <= k]
    assert recall_at(ranks, k) == pytest.approx(len(found) / len(ranks))


def test_measures_print_as_they_are_written_and_name_a_source() -> None:
    names = [str(measure) for measure in (*MEASURES, *DERIVED)]
    assert "nDCG@10" in names
    assert "joint" in names
    assert len(names) == len(set(names))
    assert all(measure.source for measure in (*MEASURES, *DERIVED))
