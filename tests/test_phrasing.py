"""What is asked, without how it is put."""

from __future__ import annotations

import pytest

from qa.phrasing import plainly


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Hi, how much is the fee?", "how much is the fee?"),
        ("Good morning all! Quick question: who runs it?", "who runs it?"),
        ("How much is the fee, thanks", "How much is the fee?"),
        ("how much is the fee pls?", "how much is the fee?"),
        ("Can you tell me who runs the ferry?", "who runs the ferry?"),
        ("I'd like to know how much the ferry is", "how much is the ferry"),
        ("Could you please explain what the levy is for?", "what is the levy for?"),
        ("Do you know when the ferry left?", "when did the ferry left?"),
        ("Do you know when the ferry was built?", "when the ferry was built?"),
        ("I was wondering which ferries run", "which ferries run"),
        ("Would you list the ferries?", "list the ferries?"),
        ("Do you know if the ferry runs on Sunday?", "Is it true that the ferry runs on Sunday?"),
        ("Do you know the price of a ticket?", "the price of a ticket?"),
    ],
)
def test_courtesies_are_set_aside(text: str, plain: str) -> None:
    assert plainly(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("According to the article, who runs it?", "who runs it?"),
        ("Who runs it, as stated in the documents?", "Who runs it?"),
        ("In both articles, who runs it?", "who runs it?"),
        ("What does the document say about the ferry?", "the ferry?"),
        ("Do my files mention the ferry?", "the ferry?"),
        ("Which file mentions the ferry?", "the ferry?"),
        ("Where in the documents is the ferry mentioned?", "the ferry?"),
        ("How much does the author say the ferry cost?", "How much did the ferry cost?"),
        ("What does the report say is the aim?", "What is the aim?"),
        ("What does the text call the captain?", "What is the captain?"),
        ("Does the article say that it sank?", "Is it true that it sank?"),
        ("Does the document say why?", "why?"),
    ],
)
def test_where_the_answer_is_sought_is_set_aside(text: str, plain: str) -> None:
    assert plainly(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "Who was criticised in the report?",  # it may be what is asked about
        "What does the law say about parking?",
        "Which documents do I need to apply?",
        "How do I upload a file?",
        "Can dogs swim?",
        "Who can tell me the way?",
        "Thanks to whom was it built?",
        "Great Britain: who rules it?",
        "According to the text",  # nothing else would be left
        "Who asked whom to please the king?",
        "",
    ],
)
def test_what_is_asked_about_stays(text: str) -> None:
    assert plainly(text) == text
