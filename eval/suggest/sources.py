"""A folder, perhaps a model's name and a feedback file → the candidates to decide on.

The page's thumbs come first, then the chat model's questions, then those of the rules. Knows
nothing of how they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from pathlib import Path

from eval.benchmarks.base import spread
from eval.checks import check
from eval.errors import GoldError
from eval.gold import GoldQuestion, load
from eval.suggest.chat import candidates as written
from eval.suggest.drafting import Key, Suggester, key_of
from qa import corpus
from qa.drafting.models import load_model
from qa.errors import ModelFailed
from qa.reader import Reader
from qa.records import Document

MOST_DOCUMENTS = 200
"""Of a larger folder this many files are drafted from, at even distances in the order of names."""

Say = Callable[[str], None]


def documents_of(folder: Path, needed: frozenset[str] = frozenset()) -> dict[str, Document]:
    """Document id → document, of a part of a large folder and whatever is `needed`.

    Raises CorpusError for a folder that is none, GoldError for one without a readable document.
    """
    files, _ = corpus.scan(folder)
    chosen = {file.id: file for file in spread(files, MOST_DOCUMENTS)}
    chosen |= {file.id: file for file in files if file.id in needed}
    documents = {}
    for name, file in sorted(chosen.items()):
        try:
            documents[name] = corpus.read(file)
        except corpus.Unreadable:
            continue
    if not documents:
        raise GoldError(f"'{folder}' holds no readable document to draft questions from")
    return documents


def feedback_of(path: Path | None) -> tuple[GoldQuestion, ...]:
    """The candidates of a feedback file, or of drafts written to a file before."""
    return load(path) if path else ()


def candidates(
    documents: Mapping[str, Document], given: tuple[GoldQuestion, ...], model: str | None,
    decided: Container[Key], say: Say,
) -> Iterator[GoldQuestion]:  # fmt: skip
    """Every sound candidate once, those given first."""
    offered: set[Key] = set()
    suggester = Suggester(documents, Reader.packaged())
    for candidate in _all(suggester, given, model, decided, say):
        key = key_of(candidate.question)
        if key in decided or key in offered:
            continue
        offered.add(key)
        problems = [each for each in check([candidate], documents) if each.question_id]
        for problem in problems:
            say(f"left out: {problem}")
        if not problems:
            yield candidate


def _all(
    suggester: Suggester, given: tuple[GoldQuestion, ...], model: str | None,
    decided: Container[Key], say: Say,
) -> Iterator[GoldQuestion]:  # fmt: skip
    yield from given
    if model:
        try:
            yield from written(suggester, load_model(model), decided)
        except ModelFailed as error:
            say(f"{error}; going on with the rules")
    yield from suggester.candidates(decided)
