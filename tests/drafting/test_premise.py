"""What a question takes for granted, held against the sentence that is to answer it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Assistant
from qa.drafting.premise import holds, otherwise
from qa.embedding import SentenceEmbedder


@pytest.mark.parametrize(
    ("question", "sentence", "asked", "said"),
    [
        ("When did the rate rise to 5.6%?", "In May the rate fell to 5.6%.", "rise", "fell"),
        ("Who runs the Upper Dam?", "The Lower Dam is run by Marek Soltis.", "Upper", "Lower"),
        ("What is the gross income?", "The net income is 5 million.", "gross", "net"),
        ("Why is a flood common?", "A flood is rare as the bay is deep.", "common", "rare"),
        ("Who signed the informal pact?", "Ann signed the formal pact.", "informal", "formal"),
        ("Which papers are unsealed?", "The papers are sealed and dry.", "unsealed", "sealed"),
        ("What do nonmembers pay?", "Members pay 5 euros.", "nonmembers", "Members"),
        ("Who is able to vote?", "Children are unable to vote.", "able", "unable"),
        ("What must the Tenant give?", "The Landlord must give notice.", "Tenant", "Landlord"),
        ("When does it open on Sunday?", "On Saturday it opens at 8.", "Sunday", "Saturday"),
        ("What opened in May 1902?", "The mill opened in June 1902.", "May", "June"),
        ("When is the second basin dug?", "The first basin is dug in 1902.", "second", "first"),
        ("Who won the 3rd race?", "The second race was won by Ann.", "3rd", "second"),
        ("Who decides in stage 4?", "Stage 3 is decided by the council.", "4", "3"),
        ("Who lived in the red house?", "Ann lived in the blue house.", "red", "blue"),
        ("Who led the French fleet?", "The Spanish fleet was led by Ann.", "French", "Spanish"),
        ("Who fought in World War I?", "Ann fought in World War II.", "I", "II"),
        ("What are the four gates?", "The three gates are of oak.", "four", "three"),
        (
            "Who ran the 12th mill?",
            "The eleventh mill burnt; the 10th mill is Ann's.",
            "12th",
            "10th",
        ),
        ("Who built the 1920s pier?", "The 1950s pier was built by Ann.", "1920s", "1950s"),
        ("Who won the 1912 race?", "Ann won the 1921 race.", "1912", "1921"),
        ("Who owned 150,000 ships?", "Ann owned 120,000 ships.", "150,000", "120,000"),
        ("Who owned 40 ships?", "The Soltis family owned 12 ships.", "40", "12"),
    ],
)
def test_a_sentence_that_says_otherwise(
    question: str, sentence: str, asked: str, said: str
) -> None:
    found = otherwise(question, sentence)
    assert found is not None
    assert (found.asked, found.said) == (asked, said)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the rate rise?", "The rate rose in May, when the rate of interest fell."),
        ("Did the rate rise or fall?", "The rate fell."),
        ("And to clean it (machine heat up)?", "Let the machine cool down."),
        ("What is put in for a double cup?", "Put in one for a single cup, two for a double."),
        ("Is the Upper Dam old?", "The Lower Dam is old."),  # yes or no: a no is an answer
        ("When does the museum close?", "The museum is open from 9 to 17."),  # says that too
        ("Who sold the mill?", "Ann bought the mill of Marek."),
        ("Which town is larger?", "Velden is smaller than Merton."),
        ("When is it open on Tuesday?", "It is open Monday to Friday from 8."),
        ("Which towers are low?", "The towers are not high."),
        ("Who had most ships?", "Ann had at least 12 ships."),
        ("What did rents add up to?", "The falling rents came to 5 million."),
        ("Who owned 12 ships?", "The family owned twelve ships."),
        ("Who paid 2 million?", "Ann paid 2 million and Marek 1.2 million."),
        ("Who owned ships in 1902?", "Ann owned ships in 1901–1905."),  # a range
        ("Who ruled in the 10th century?", "Ann's line ruled from the 9th to 11th century."),
        ("Who owned over 150,000 ships?", "Ann owned 150,211 ships."),  # said roundly
        ("What was built in the '20s?", "The pier was built in the 1920s."),
        ("What stands on 27th Street?", "On Twenty-seventh Street stands a mill."),
        ("What are the other two gates?", "The three gates are Oak, Ash and Elm."),
        ("Who spoke before the vote?", "The vote was held after Ann spoke."),
        ("Who is Emma's brother?", "Emma is the sister of Marek."),
        ("Who settled Velden first?", "Velden was settled in the 2nd century."),
        ("Which port became important?", "The port became an export port."),  # not "import"
        ("What is the position of the firm?", "The firm is negative on it."),
        ("Who met the Polish envoy?", "Ann met the Polish envoy and the French fleet."),
        ("Which low bridge is old?", "In the old town stands a high tower."),  # of another thing
        ("Who may enter?", "It may rain in March."),
        ("", ""),
    ],
)
def test_a_sentence_that_does_not(question: str, sentence: str) -> None:
    assert otherwise(question, sentence) is None


def test_what_the_passage_says_elsewhere_in_the_same_words_is_not_contradicted() -> None:
    question, sentence = "Why was Velden Saga III late?", "It is due to Velden Saga II."
    assert otherwise(question, sentence) is not None
    assert otherwise(question, sentence, f"Velden Saga III came late. {sentence}") is None
    assert otherwise(question, sentence, f"Henry III came late. {sentence}") is not None


def test_a_word_is_held_in_any_form() -> None:
    assert holds("It opens on Sundays.", "Sunday")
    assert not holds("It opens on Saturday.", "Sunday")


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Assistant:
    folder = tmp_path_factory.mktemp("ferry")
    (folder / "hours.txt").write_text(
        "The ferry of Velden runs all year. On Sunday there is a market. "
        "On Saturday the ferry runs from 8:00 to 12:00. "
        "The first pier of the ferry was built in 1902 by the Soltis family. "
        "Fares rose to 5 euros in 2019.",
        encoding="utf-8",
    )
    return Assistant.from_folder(folder, embedder=embedder)


@pytest.mark.parametrize(
    ("question", "asked", "said"),
    [
        ("When was the second pier of the ferry built?", "second", "first"),
        ("When did the fares fall to 5 euros?", "fall", "rose"),
        ("When does the ferry run on Sunday?", "Sunday", "Saturday"),
    ],
)
def test_what_the_documents_say_otherwise_is_told(
    ferry: Assistant, question: str, asked: str, said: str
) -> None:
    answer = ferry.ask(question)
    assert answer.status == "unsupported"
    assert answer.message == f"Your documents say “{said}” where the question says “{asked}”."
    assert not answer.shown
    assert answer.confidence == 0.0


def test_what_they_do_say_is_answered(ferry: Assistant) -> None:
    assert "1902" in ferry.ask("When was the first pier of the ferry built?").text
    assert "2019" in ferry.ask("When did the fares rise to 5 euros?").text


def test_the_sentence_that_says_so_goes_before_one_that_says_otherwise(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    text = (
        "Saturday: the ferry runs from 8:00 to 12:00.\nSunday: the ferry runs from 9:00 to 11:00."
    )
    (tmp_path / "hours.txt").write_text(text, encoding="utf-8")
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask("When does it run on Sunday?")
    assert answer.status == "answered"
    assert "Saturday" not in answer.text
    assert "9:00" in answer.text
