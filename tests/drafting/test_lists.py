"""An announced list is answered whole; headings and code only where no sentence would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Assistant
from qa.embedding import SentenceEmbedder

MANUAL = """# Range checks

## Installation

```js
const ranges = require('ranges');
ranges.check('1.2.3', '>=1.0.0');
```

## What a range is

A range is a set of comparators that a version has to satisfy. Call `check()` with both.

## Voting members

The voting members are:

- Ann Tulley
- Marek Soltis
- Jo Brand

They meet in June.

## Known issues

- The ramp jams in frost.
- The horn is too quiet.
- The machine takes no notes.
- The door sticks.

## Opening hours

* Monday to Friday: 6:00 to 22:00
* Sunday: closed

## Steps

To land a change:

1. Open a pull request. It needs a title.
2. Wait for two days.
3. Press the button.

That was all.
"""
GUARD = """# Guard

Start the guard with:

```console
$ npx guard --port 4711
```
"""
LONG = "The signals of the mast are:\n\n" + "".join(f"* flag number {n}\n" for n in range(1, 13))


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Assistant:
    folder = tmp_path_factory.mktemp("manual")
    (folder / "manual.md").write_text(MANUAL, encoding="utf-8")
    (folder / "guard.md").write_text(GUARD, encoding="utf-8")
    (folder / "mast.txt").write_text(LONG, encoding="utf-8")
    mill = "The mill needs grain in one of these ways:\n\n1. by cart.\n\n"
    mill += "The mill needs ten sacks a day. In winter the mill needs its grain by ship."
    (folder / "mill.txt").write_text(mill, encoding="utf-8")
    page = "<p>The bakery sells these breads:</p><ul><li>Rye bread</li><li>Spelt rolls</li></ul>"
    (folder / "bakery.html").write_text(page + "<p>It opens at six.</p>", encoding="utf-8")
    return Assistant.from_folder(folder, embedder=embedder)


def said(assistant: Assistant, question: str) -> list[str]:
    """The sentences shown."""
    return [claim.sentence for claim in assistant.ask(question).shown]


def test_the_items_come_with_the_sentence_that_announces_them(manual: Assistant) -> None:
    assert said(manual, "Who are the voting members?") == [
        "The voting members are:", "Ann Tulley.", "Marek Soltis.", "Jo Brand.",
    ]  # fmt: skip
    assert said(manual, "Which breads does the bakery sell?") == [
        "The bakery sells these breads:", "Rye bread.", "Spelt rolls.",
    ]  # fmt: skip


def test_every_item_is_cited_at_its_own_place(manual: Assistant) -> None:
    answer = manual.ask("Who are the voting members?")
    assert [citation.quote for citation in answer.citations][1:] == [
        "Ann Tulley", "Marek Soltis", "Jo Brand",
    ]  # fmt: skip
    assert answer.short is None
    assert answer.notices == ()


def test_an_item_brings_its_list_and_what_goes_on_in_it(manual: Assistant) -> None:
    assert said(manual, "How do I land a change?") == [
        "To land a change:", "1. Open a pull request.", "It needs a title.",
        "2. Wait for two days.", "3. Press the button.",
    ]  # fmt: skip


def test_a_heading_announces_a_list_too(manual: Assistant) -> None:
    assert said(manual, "What are the known issues?") == [
        "The ramp jams in frost.", "The horn is too quiet.", "The machine takes no notes.",
        "The door sticks.",
    ]  # fmt: skip
    assert said(manual, "What jams in frost?") == ["The ramp jams in frost."]
    assert said(manual, "What are the opening hours?") == [
        "Monday to Friday: 6:00 to 22:00.", "Sunday: closed.",
    ]  # fmt: skip


def test_one_item_is_no_list(manual: Assistant) -> None:
    answer = manual.ask("How many sacks does the mill need a day?")
    assert [claim.sentence for claim in answer.shown] == ["The mill needs ten sacks a day."]
    ways = said(manual, "In which ways does the mill need grain?")
    assert ways[0] == "The mill needs grain in one of these ways:"
    # What stands near is not left out for it.
    assert "In winter the mill needs its grain by ship." in ways


def test_a_long_list_is_cut_and_says_so(manual: Assistant) -> None:
    answer = manual.ask("What are the signals of the mast?")
    assert answer.notices == ("4 more items are listed there: “The signals of the mast are:”",)
    shown = [claim.sentence for claim in answer.shown]
    assert shown[0] == "The signals of the mast are:"
    assert shown[1:] == [f"flag number {n}." for n in range(1, 9)]


def test_of_a_long_list_under_a_heading_the_heading_is_named(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    pilots = "".join(f"- Pilot number {n}\n" for n in range(1, 11))
    (tmp_path / "a.md").write_text(f"# Harbour\n\n## Known pilots\n\n{pilots}", encoding="utf-8")
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask("Who are the known pilots?")
    assert len(answer.shown) == 8
    assert answer.notices == ("2 more items are listed there: “Known pilots”",)


def test_a_sentence_comes_before_a_heading_or_code(manual: Assistant) -> None:
    first, *others = said(manual, "What are ranges?")
    assert first == "A range is a set of comparators that a version has to satisfy."
    assert others in ([], ["Call `check()` with both."])  # the rest of what stands under it
    # but code is an answer where nothing else is
    assert said(manual, "range installation")[0].startswith("const ranges")


LEAFLET = """Velden ferry rules

Do not board the ferry
- with a dog over 40 kg,
- with open fire,
- after the second bell.

What the ferry is for
The ferry takes people and carts over the bay.

Harbour soup

- 2 leeks
- 1 cod
- salt

Cut the leeks for the soup and boil the cod for ten minutes.
"""


@pytest.fixture(scope="module")
def leaflet(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Assistant:
    folder = tmp_path_factory.mktemp("leaflet")
    (folder / "rules.txt").write_text(LEAFLET, encoding="utf-8")
    soup = LEAFLET[LEAFLET.index("Harbour") :].replace("Harbour soup", "## Harbour soup")
    (folder / "soup.md").write_text(f"# Recipes\n\n{soup}", encoding="utf-8")
    return Assistant.from_folder(folder, embedder=embedder)


def test_a_line_without_an_end_announces_the_list_below_it(leaflet: Assistant) -> None:
    assert said(leaflet, "When should I not board the ferry?") == [
        "Do not board the ferry:", "with a dog over 40 kg.", "with open fire.",
        "after the second bell.",
    ]  # fmt: skip


def test_asked_for_yes_or_no_one_item_will_do_under_what_announces_it(leaflet: Assistant) -> None:
    assert said(leaflet, "Can I board the ferry with a big dog?") == [
        "Do not board the ferry:", "with a dog over 40 kg.",
    ]  # fmt: skip


def test_a_question_for_several_gets_the_list_of_an_item_among_the_best(
    leaflet: Assistant,
) -> None:
    items = ["2 leeks.", "1 cod.", "salt."]
    assert said(leaflet, "What are the ingredients of the harbour soup?") == items


def test_a_title_in_plain_text_is_not_shown_beside_the_answer(leaflet: Assistant) -> None:
    shown = said(leaflet, "Why is there a ferry in Velden?")
    assert "What the ferry is for." not in shown


def test_a_title_that_tells_something_may_answer(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    text = "Leaflet: Noralgin tablets (ibuprofen)\n\nNoralgin relieves pain and reduces fever.\n"
    (tmp_path / "leaflet.txt").write_text(text, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    assert "ibuprofen" in assistant.ask("What is the active ingredient of Noralgin?").text


FAQ = """Questions about the ferry

Q: Is there a deposit?
A: No. We only reserve 5 euros on your card.

Q: May dogs ride?
A: Dogs up to 40 kg may. They need a lead.
"""
POLICY = """FERRY INSURANCE

1. Insured events
(a) fire and lightning;
(b) robbery;
(c) storm.

2. What is not insured
The policy does not cover
(a) flood;
(b) motor vehicles and their trailers.
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Assistant:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "faq.txt").write_text(FAQ, encoding="utf-8")
    (folder / "policy.txt").write_text(POLICY, encoding="utf-8")
    return Assistant.from_folder(folder, embedder=embedder)


def test_a_question_in_a_document_is_no_answer_but_what_follows_it_is(papers: Assistant) -> None:
    shown = said(papers, "Is there a deposit for the ferry?")
    assert "A: No. We only reserve 5 euros on your card." in shown
    assert not [each for each in shown if each.endswith("?")]


def test_lists_with_letters_are_lists_and_end_where_another_kind_begins(papers: Assistant) -> None:
    assert said(papers, "Which events are insured?") == [
        "1. Insured events:", "(a) fire and lightning;", "(b) robbery;", "(c) storm.",
    ]  # fmt: skip
    assert said(papers, "What is not insured?") == [
        "The policy does not cover:", "(a) flood;", "(b) motor vehicles and their trailers.",
    ]  # fmt: skip
    assert said(papers, "Is flood covered?")[:2] == ["The policy does not cover:", "(a) flood;"]


def test_the_number_of_a_clause_is_no_answer(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    text = "2. Delivery\n2.1 The first version is delivered on 30 June 2025.\n"
    text += "2.2 The Customer tests it as told in Annex A.\n2.3 Travel is charged at cost.\n"
    (tmp_path / "contract.txt").write_text(text, encoding="utf-8")
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask(
        "When is the first version delivered?"
    )
    assert answer.short is not None
    assert answer.short.text == "30 June 2025"
    assert [c.sentence for c in answer.shown] == [
        "2.1 The first version is delivered on 30 June 2025."
    ]


def test_code_comes_with_what_announces_it_as_it_is_typed(manual: Assistant) -> None:
    answer = manual.ask("How do I start the guard?")
    said = [claim.sentence for claim in answer.claims]
    assert said[:2] == ["Start the guard with:", "$ npx guard --port 4711"]


def test_a_heading_over_prose_is_no_answer(manual: Assistant) -> None:
    answer = manual.ask("What is a range?")
    assert answer.claims[0].sentence.startswith("A range is a set of comparators")
    assert "What a range is." not in answer.text
