"""Which examples a run deals: all of them before any comes again, also over several runs."""

from collections.abc import Iterable

import numpy as np

from training.batches import Deck, Mixture
from training.encode import Encoded

NAMES = ("squad2.0", "squad+written", "snli")


def examples(count: int) -> list[Encoded]:
    """`count` examples of each kind, told apart by their second token."""
    return [
        Encoded(
            name, np.array([0, at, 1, 2, 3], dtype=np.int32), 3, (), 1 if name == "snli" else -1
        )
        for name in NAMES
        for at in range(count)
    ]


def dealt(deck: Deck, count: int) -> list[int]:
    return [int(deck.deal().ids[1]) for _ in range(count)]


def drawn(batches: Iterable[object]) -> int:
    return sum(1 for _ in batches)


def test_a_deck_is_dealt_to_its_end_before_it_is_shuffled_again() -> None:
    items = examples(10)[:10]
    deck = Deck(items, "13 squad2.0")
    first, second = dealt(deck, 10), dealt(deck, 10)
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second


def test_a_deck_goes_on_where_an_earlier_one_stopped() -> None:
    items = examples(10)[:10]
    whole = dealt(Deck(items, "13 squad2.0"), 25)
    for stop in (0, 3, 10, 17):
        earlier = Deck(items, "13 squad2.0")
        begun = dealt(earlier, stop)
        assert begun + dealt(Deck(items, "13 squad2.0", earlier.dealt), 25 - stop) == whole


def test_a_run_that_goes_on_begins_with_what_the_one_before_did_not_come_to() -> None:
    items = examples(4_000)
    first = Mixture(items, 400, 13)
    assert drawn(first.batches(late=True)) > 0
    counts = first.dealt()
    assert 0 < counts["squad2.0"] < 4_000
    seen = {(e.source, int(e.ids[1])) for e in _dealt_by(Mixture(items, 400, 13), counts)}
    then = {(e.source, int(e.ids[1])) for e in _dealt_by(Mixture(items, 400, 13, counts), counts)}
    assert not seen & then
    second = Mixture(items, 400, 13, counts)
    assert drawn(second.batches(late=True)) > 0
    assert all(second.dealt()[name] > counts[name] for name in counts)


def _dealt_by(mixture: Mixture, counts: dict[str, int]) -> list[Encoded]:
    """The next `counts` examples of each kind."""
    return [deck.deal() for name, deck in mixture._decks.items() for _ in range(counts[name])]
