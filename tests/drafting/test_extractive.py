"""What is chosen without a chat model, and the kinds of no, on folders made for the purpose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from qa import Answer, Assistant
from qa.drafting.extractive import Extractive
from qa.embedding import SentenceEmbedder
from qa.reader import Reading, Span
from qa.records import Hit, Passage, Question

HARBOUR = """The harbour of Velden was opened in 1871 by the engineer Ann Tulley.
It has three basins, a dry dock and a lighthouse.
The lighthouse is 31 metres tall.

Tidal range: the difference between high and low water. At Velden it is 4.5 metres.

The harbour authority employs 120 people. Its director is Marek Soltis.
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Assistant:
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "bakery.txt").write_text(
        "The bakery on Mill Street sells rye bread. It opens at six in the morning.",
        encoding="utf-8",
    )
    return Assistant.from_folder(folder, embedder=embedder)


@pytest.mark.parametrize(
    ("question", "short", "sentence"),
    [
        ("When was the harbour opened?", "1871", "opened in 1871"),
        ("Who is the director of the harbour authority?", "Marek Soltis", "Its director"),
        ("How tall is the lighthouse?", "31 metres", "31 metres tall"),
        ("What is the tidal range?", None, "the difference between high and low water"),
        ("hw tall is the lighthose", None, "31 metres tall"),
        ("lighthouse metres tall", None, "31 metres tall"),
        ("Is the lighthouse 31 metres tall?", None, "31 metres tall"),
    ],
)
def test_the_right_sentence_is_chosen(
    harbour: Assistant, question: str, short: str | None, sentence: str
) -> None:
    answer = harbour.ask(question)
    assert answer.status == "answered"
    assert sentence in answer.text
    if short is not None:
        assert str(answer.short) == short


def test_yes_and_no_are_left_to_the_reader_of_the_sentence(harbour: Assistant) -> None:
    assert harbour.ask("Is the lighthouse 31 metres tall?").short is None


def test_both_halves_of_a_question_are_answered(harbour: Assistant) -> None:
    text = harbour.ask("Who is the director and when was the harbour opened?").text
    assert "Marek Soltis" in text
    assert "1871" in text


def test_a_sentence_that_answers_both_halves_stands_once(harbour: Assistant) -> None:
    answer = harbour.ask("Who opened the harbour and when was the harbour opened?")
    sentences = [claim.sentence for claim in answer.shown]
    assert "The harbour of Velden was opened in 1871 by the engineer Ann Tulley." in sentences
    assert len(set(sentences)) == len(sentences)


def test_the_same_words_in_two_documents_stand_once(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    for name, more in (("one", "Gulls nest there."), ("two", "The ferry leaves at noon.")):
        text = f"Why the old harbour closed: the bay had silted up. {more}"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask("Why did the harbour close?")
    sentences = [claim.sentence for claim in answer.shown]
    assert any("silted up" in sentence for sentence in sentences)
    assert len(sentences) == len(set(sentences))


def test_a_capital_stands_for_its_government(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    text = "The Portuguese government opened a laboratory for tides in 2019. It employs 40 people."
    (tmp_path / "tides.txt").write_text(text, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    assert "2019" in assistant.ask("When did Lisbon open a laboratory for tides?").text
    answer = assistant.ask("When did Madrid open a laboratory for tides?")
    assert answer.message == "Your documents do not mention “Madrid”."


def test_markdown_is_answered_without_its_marks(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    source = (
        "# Notes\n\nA **gravity hill**, also known as a\n**magnetic hill** or [mystery hill]"
        "(https://example.org/Mystery), is a place where a slope\nlooks [uphill](#slopes).\n\n"
        "- [The Crooked House](https://example.org/Crooked) – a pub with a gravity hill illusion.\n"
    )
    (tmp_path / "notes.md").write_text(source, encoding="utf-8")
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask("What is a gravity hill?")
    (claim,) = answer.shown
    assert claim.sentence == (
        "A gravity hill, also known as a magnetic hill or mystery hill, is a place where a slope "
        "looks uphill."
    )
    (citation,) = claim.citations
    assert citation.quote == source[citation.start : citation.end]
    assert citation.quote.startswith("A **gravity hill**")


def test_sources_that_disagree_are_both_shown(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    for name, year in (("a.txt", "1871"), ("b.txt", "1874")):
        (tmp_path / name).write_text(
            f"The harbour of Velden was opened in {year} by Ann Tulley.", encoding="utf-8"
        )
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask(
        "In which year was the harbour of Velden opened?"
    )
    assert answer.status == "conflicting"
    assert {citation.document_id for citation in answer.citations} == {"a.txt", "b.txt"}
    assert "1871" in answer.message
    assert "1874" in answer.message
    assert Answer.from_dict(answer.to_dict()) == answer


AGREEMENT = """SUPPLY AGREEMENT

This agreement is made on 3 March 2024 between {firm} Ltd (the Supplier) and Orchard Retail plc.

1. Delivery. The Supplier delivers the goods to the warehouse in {place} on working days between
eight and four. The Supplier bears the risk of loss until the goods have been signed for. Packaging
that can be used again is returned to the Supplier at its own cost. {more}

2. Term. This agreement runs for two years and is extended by a year each time unless one of the
parties gives notice. The notice period is {days} days to the end of a month.
"""


@pytest.fixture(scope="module")
def agreements(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Assistant:
    folder = tmp_path_factory.mktemp("agreements")
    more = " ".join(["Goods that are not reported within five working days count as accepted."] * 9)
    firms = [("Castor", "Leeds", 14), ("Norwind", "Hull", 45), ("Dunmore", "York", 90)]
    for number, (firm, place, days) in enumerate(firms):
        text = AGREEMENT.format(firm=firm, place=place, days=days, more=more)
        name = f"scan{number}.txt" if firm == "Dunmore" else f"{firm}_supply.txt"
        (folder / name).write_text(text, encoding="utf-8")
    return Assistant.from_folder(folder, embedder=embedder)


@pytest.mark.parametrize(("firm", "days"), [("Castor", 14), ("norwind", 45), ("Dunmore", 90)])
def test_of_many_alike_the_document_that_is_named_answers(
    agreements: Assistant, firm: str, days: int
) -> None:
    """In the passage itself the firm is not named: it is in the file's name, or at its head."""
    answer = agreements.ask(f"What is the notice period in the {firm} agreement?")
    assert answer.status == "answered"
    assert f"The notice period is {days} days" in answer.text
    assert len({citation.document_id for citation in answer.citations}) == 1


def test_what_is_said_of_another_document_is_no_answer(agreements: Assistant) -> None:
    answer = agreements.ask("Does Norwind deliver the goods to the warehouse in Leeds?")
    assert {citation.document_id for citation in answer.citations} <= {"Norwind_supply.txt"}
    assert "Leeds" not in answer.text


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Assistant:
    """Manuals alike in all but the figures, and notes of meetings by date: short, in sections."""
    folder = tmp_path_factory.mktemp("lamps")
    for model, hours, weight in (("S", "6", "820 g"), ("L", "9", "1.1 kg"), ("XL", "14", "1.6 kg")):
        text = f"# Manual\n\nKeep this.\n\n## Data\n\nThe battery lasts {hours} hours.\n"
        text += f"The device weighs {weight}.\n\n## Care\n\nUse no solvents.\n"
        (folder / f"Lumo {model}.md").write_text(text, encoding="utf-8")
    for day, topic, budget in (
        ("2025-02-11", "the summer party", "3,500"),
        ("2025-03-11", "the new web site", "8,000"),
        ("2025-04-08", "the car park", "45,000"),
    ):
        text = f"# Board\n\n## Talk\n\nThe board spoke of {topic}.\n\n## Decision\n\n"
        text += f"The budget for it is {budget} euros. All agreed.\n"
        (folder / f"{day}.md").write_text(text, encoding="utf-8")
    return Assistant.from_folder(folder, embedder=embedder)


@pytest.mark.parametrize(
    ("question", "right", "source"),
    [
        ("How long does the battery of the Lumo L last?", "9 hours", "Lumo L.md"),
        ("How long does the battery of the Lumo S last?", "6 hours", "Lumo S.md"),
        ("How much does the Lumo XL weigh?", "1.6 kg", "Lumo XL.md"),
        ("What is the budget for the new web site?", "8,000 euros", "2025-03-11.md"),
        ("What is the budget for the summer party?", "3,500 euros", "2025-02-11.md"),
    ],
)
def test_what_a_short_document_says_elsewhere_tells_which_it_is(
    lamps: Assistant, question: str, right: str, source: str
) -> None:
    answer = lamps.ask(question)
    assert answer.status == "answered"
    assert right in answer.text
    assert {citation.document_id for citation in answer.citations} == {source}


def test_two_documents_that_are_named_are_both_shown(lamps: Assistant) -> None:
    answer = lamps.ask("Which weighs more, the Lumo S or the Lumo XL?")
    assert "820 g" in answer.text
    assert "1.6 kg" in answer.text


def test_a_letter_that_no_document_has_is_not_mentioned(lamps: Assistant) -> None:
    answer = lamps.ask("How long does the battery of the Lumo K last?")
    assert answer.status == "not_found"
    assert "K" in answer.message


def test_documents_of_which_none_is_named_disagree(agreements: Assistant) -> None:
    answer = agreements.ask("How many days is the notice period?")
    assert answer.status == "conflicting"


def test_a_firm_that_no_document_goes_by_is_not_mentioned(agreements: Assistant) -> None:
    answer = agreements.ask("What is the notice period in the Wexford agreement?")
    assert answer.status == "not_found"
    assert "Wexford" in answer.message


def test_sources_that_agree_do_not_conflict(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(
            "The harbour of Velden was opened in 1871 by Ann Tulley.", encoding="utf-8"
        )
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask(
        "In which year was the harbour of Velden opened?"
    )
    assert answer.status == "answered"


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Who painted the ceiling of the Sistine Chapel?", "not_found"),
        ("How many people live in Reykjavik?", "not_found"),
    ],
)
def test_what_is_not_there_is_refused(harbour: Assistant, question: str, status: str) -> None:
    answer = harbour.ask(question)
    assert answer.status == status
    assert not answer.citations
    assert answer.hits


def test_nothing_relevant_is_told_from_relevant_without_an_answer(harbour: Assistant) -> None:
    foreign = harbour.ask("Which enzymes digest fructose?")
    assert (foreign.status, foreign.message) == (
        "not_found",
        "Nothing in your documents is about that.",
    )


LEASE = """LEASE AGREEMENT

1. Term. The lease begins on 1 June 2021 and runs for 24 months.
2. Rent. The Tenant shall pay 950 pounds a month, due on the first day of each month.
3. Repairs. The Landlord shall keep the roof and the heating in repair. Pets are not allowed.
4. Notice. The Landlord must give two months' notice. The Tenant must give one month's notice.
"""


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much is the rent?", "The Tenant shall pay 950 pounds a month"),
        ("When is the rent due?", "The Tenant shall pay 950 pounds a month"),
        ("How much notice must the tenant give?", "The Tenant must give one month's notice."),
        ("How much notice must the landlord give?", "The Landlord must give two months' notice."),
    ],
)
def test_numbered_clauses_with_run_in_headings(
    tmp_path: Path, embedder: SentenceEmbedder, question: str, sentence: str
) -> None:
    (tmp_path / "lease.txt").write_text(LEASE, encoding="utf-8")
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask(question)
    assert sentence in answer.text
    assert not any(f"{n}. " in answer.text for n in range(1, 5))
    other = "Landlord" if "Tenant" in sentence else "Tenant"
    assert other not in answer.text
    assert str(answer.short) not in "1234"


def test_the_shortest_answer_is_of_the_best_sentence_wherever_it_stands() -> None:
    text = "It runs for 24 months. It costs 950 pounds."
    passage = Passage("p", "lease.txt", 0, len(text), text, ((0, 22), (23, len(text))))
    spans = (Span(32, 42, -1.0), Span(12, 21, -1.5))  # "950 pounds" before "24 months"

    def read(question: str, passages: Sequence[str]) -> list[Reading]:
        return [Reading(spans, answerable=0.95, margin=-1.0) for _ in passages]

    hits = [Hit(passage, score=1.0, rank=1, dense=0.8)]
    draft = Extractive(lambda _: (), read).draft(Question("?", ("How much is it?",)), hits)
    assert [(each.text, each.short) for each in draft.sentences] == [
        ("It runs for 24 months.", None),
        ("It costs 950 pounds.", "950 pounds"),
    ]


@pytest.mark.parametrize(
    ("text", "found", "short"),
    [
        ("It takes about 40 seconds.", "40 seconds", "40 seconds"),
        ("It takes about 40 seconds.", "about", None),
        ("The class is k, not p.", "k", "k"),
        ("Team | 12 € | 10 projects.", "12 € | 10", None),
        ("Start it with `fastapi dev`.", "`fastapi dev", "fastapi dev"),
        ("When you call `run` it runs.", "call `run", None),
    ],
)
def test_what_is_no_shortest_answer(text: str, found: str, short: str | None) -> None:
    passage = Passage("p", "a.txt", 0, len(text), text, ((0, len(text)),))
    span = Span(text.index(found), text.index(found) + len(found), 3.0)

    def read(question: str, passages: Sequence[str]) -> list[Reading]:
        return [Reading((span,), answerable=0.95, margin=3.0) for _ in passages]

    hits = [Hit(passage, score=1.0, rank=1, dense=0.8)]
    draft = Extractive(lambda _: (), read).draft(Question("?", ("How much is it?",)), hits)
    assert [each.short for each in draft.sentences] == [short]


def test_of_a_yes_or_no_the_sentence_that_tells_stands_first_alone_or_with_one_more(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    (tmp_path / "lease.txt").write_text(LEASE, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    for question, told in (
        ("Are pets allowed?", "Pets are not allowed."),
        ("Must the landlord repair the roof?", "The Landlord shall keep the roof"),
    ):
        answer = assistant.ask(question)
        assert told in answer.text
        assert len(answer.shown) <= 2
        assert answer.short is None


def test_a_day_or_month_may_be_named_in_full_where_the_text_has_it_short(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    text = "Wed 8 Oct: the tasting is at the cellar, at 11:00.\nTue 7 Oct: train to Porto."
    (tmp_path / "trip.txt").write_text(text, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    answer = assistant.ask("When is the tasting on Wednesday in October?")
    assert "11:00" in answer.text
    assert assistant.ask("What happens on Friday?").message == (
        "Your documents do not mention “Friday”."
    )
