"""Which examples the run draws, how often, and how they become batches of similar length.

Each kind of source is a deck: shuffled, dealt to its end, shuffled again. Shares are of examples
and differ between the first half of the run (broad, easy) and the second (like the target).
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import torch

from training.encode import Encoded
from training.model import Batch

# Shares of question examples: (first half, second half of the run).
QUESTION_SHARES = {
    "squad2.0": (16, 36),
    "squad+written": (16, 28),
    "squad1.1": (8, 3),
    "squad+passage": (3, 3),
    "squad+swap": (3, 3),
    "squad+turned": (2, 1),
    "squad+focus": (3, 2),
    "squad+sentence": (3, 3),
    "squad+other-sentence": (3, 3),
    "squad+without": (3, 5),
    "squad+phrase": (3, 6),
    "qed/nq": (14, 14),
    "qed/nq+passage": (6, 6),
    "qed/nq+swap": (2, 1),
    "qed/nq+turned": (1, 1),
    "qed/nq+focus": (1, 1),
    "qed/nq+sentence": (2, 2),
    "qed/nq+other-sentence": (2, 2),
    "qed/nq+without": (2, 4),
    "qed/nq+phrase": (1, 2),
    "qamr": (16, 4),
    "qamr+passage": (5, 2),
    "qamr+phrase": (5, 4),
    "qamr+swap": (3, 1),
    "qamr+turned": (1, 1),
    "qamr+focus": (1, 1),
    "yes-no/snli": (2, 3),
    "yes-no/made": (2, 3),
    "yes-no/fm2": (1, 2),
}
SUPPORT_SHARES = {
    "snli": (45, 30),
    "fm2": (8, 10),
    "fever_symmetric": (4, 5),
    "wice": (3, 4),
    "begin": (3, 3),
    "made+true": (10, 14),
    "made+roles": (8, 11),
    "made+changed": (7, 9),
    "made+word": (9, 14),
    "made+other": (5, 5),
    "made+answer": (6, 7),
    "made+wrong-answer": (5, 5),
    "made+wrong-roles": (4, 5),
}
SUPPORT_STEPS = 0.15  # share of batches that train the support head
POOL = 40  # batches drawn together, so that their examples can be sorted by length


class Deck:
    """Deals items in random order without end; the order depends on the seed alone.

    dealt: how many have been dealt, so that a later run can go on behind them.
    """

    def __init__(self, items: Sequence[Encoded], seed: str, dealt: int = 0) -> None:
        self._items = list(items)
        self._seed = seed
        self._turn = -1  # how often it was dealt to its end, for which the items lie in order
        self._order: list[Encoded] = []
        self.dealt = dealt

    def deal(self) -> Encoded:
        """The next item."""
        turn, at = divmod(self.dealt, len(self._items))
        if turn != self._turn:
            self._turn, self._order = turn, list(self._items)
            random.Random(f"{self._seed} {turn}").shuffle(self._order)
        self.dealt += 1
        return self._order[at]


class Mixture:
    """Endless batches of at most `tokens` padded tokens, questions and claims apart.

    `dealt` is what `dealt()` gave at the end of an earlier run over the same examples: with the
    same seed this one begins with those that run did not come to.
    """

    def __init__(
        self,
        examples: Sequence[Encoded],
        tokens: int,
        seed: int,
        dealt: Mapping[str, int] | None = None,
    ) -> None:
        before = dealt or {}
        self._rng = random.Random(f"{seed} {sum(before.values())}")
        self._tokens = tokens
        by_kind: dict[str, list[Encoded]] = defaultdict(list)
        for example in examples:
            by_kind[kind(example.source)].append(example)
        self._decks = {
            name: Deck(items, f"{seed} {name}", before.get(name, 0))
            for name, items in sorted(by_kind.items())
        }

    def dealt(self) -> dict[str, int]:
        """How many examples of each kind have been dealt, with those of earlier runs."""
        return {name: deck.dealt for name, deck in self._decks.items()}

    def batches(self, late: bool) -> Iterator[Batch]:
        """One pool of batches, with the shares of the first or second half of the run."""
        made = []
        for shares, part in ((QUESTION_SHARES, 1 - SUPPORT_STEPS), (SUPPORT_SHARES, SUPPORT_STEPS)):
            drawn = self._draw(shares, round(POOL * part) * self._tokens, late)
            drawn.sort(key=lambda example: len(example.ids))
            made.extend(self._cut(drawn))
        self._rng.shuffle(made)
        for group in made:
            yield collate(group, self._rng)

    def _draw(self, shares: dict[str, tuple[int, int]], tokens: int, late: bool) -> list[Encoded]:
        present = [name for name in shares if name in self._decks]
        weights = [shares[name][late] for name in present]
        drawn, total = [], 0
        while total < tokens:
            name = self._rng.choices(present, weights)[0]
            drawn.append(self._decks[name].deal())
            total += len(drawn[-1].ids)
        return drawn

    def _cut(self, ordered: Sequence[Encoded]) -> list[list[Encoded]]:
        groups: list[list[Encoded]] = [[]]
        for example in ordered:  # sorted by length, so the newest is the longest
            if groups[-1] and (len(groups[-1]) + 1) * len(example.ids) > self._tokens:
                groups.append([])
            groups[-1].append(example)
        return groups


def kind(source: str) -> str:
    """The deck a source belongs to: both SQuAD sets share those of their made examples, say."""
    if source.startswith("yes-no/made"):
        return "yes-no/made"
    if source == "yes-no/fever_symmetric":
        return "yes-no/fm2"
    for name in ("squad1.1+", "squad2.0+"):
        if source.startswith(name):
            return "squad+" + source.removeprefix(name)
    return source


def collate(examples: Sequence[Encoded], rng: random.Random) -> Batch:
    """Pad a group of examples; one of several accepted answers is drawn at random."""
    length = max(len(example.ids) for example in examples)
    ids = torch.zeros(len(examples), length, dtype=torch.long)
    types = torch.zeros_like(ids)
    mask = torch.zeros_like(ids)
    spans = [rng.choice(e.spans) if e.spans else (0, 0) for e in examples]
    for row, example in enumerate(examples):
        size = len(example.ids)
        ids[row, :size] = torch.from_numpy(example.ids)
        types[row, example.split : size] = 1
        mask[row, :size] = 1
    start, end = torch.tensor(spans, dtype=torch.long).unbind(1)
    return Batch(ids, types, mask, start, end, torch.tensor([e.label for e in examples]))
