"""What the lines around a sentence make of it."""

from __future__ import annotations

from dataclasses import replace

from qa.drafting.layout import (
    announces,
    code_below,
    in_code,
    is_heading,
    is_title,
    mark_kind,
    said_under,
)
from qa.records import Passage


def _lines(text: str) -> dict[str, tuple[Passage, tuple[int, int]]]:
    """Each line of a text as a sentence of one passage that begins at 100."""
    spans, at = [], 0
    for line in text.split("\n"):
        if line.strip(" -*"):
            start = at + len(line) - len(line.lstrip(" -*"))
            spans.append((100 + start, 100 + at + len(line)))
        at += len(line) + 1
    passage = Passage("p", "a.txt", 100, 100 + len(text), text, tuple(spans))
    return {text[a - 100 : b - 100]: (passage, (a, b)) for a, b in spans}


LIST = _lines(
    "Ferry rules\n\nNot allowed are\n- dogs\n  of any kind\n- fire\n\n"
    "Allowed are:\n\n* carts\n\nHours\nMonday 8 to 12\nFriday 9 to 11\n\nThe end is near.\n- no"
)


def test_what_announces_a_list() -> None:
    announcing = [line for line, place in LIST.items() if announces(*place)]
    assert announcing == ["Not allowed are", "Allowed are:"]


def test_what_a_sentence_is_said_under() -> None:
    under = {line: said_under(*place) for line, place in LIST.items()}
    assert {line: said for line, said in under.items() if said} == {
        "dogs": "Not allowed are",
        "fire": "Not allowed are",
        "carts": "Allowed are:",
    }


def test_a_title_is_a_line_without_an_end_above_a_paragraph() -> None:
    assert [line for line, place in LIST.items() if is_title(*place)] == ["Ferry rules"]
    prose = _lines("What it is for\nIt takes carts over the bay.")
    assert [line for line, place in prose.items() if is_title(*place)] == ["What it is for"]


CODE = _lines(
    "To begin:\n\n<div class='x'>\n\n```console\n$ npm init\n$ npm start\n\n--> done\n```\n\n"
    "The file is::\n\n    x = 1\n    y = 2\n\nThen:\n- go\n\n"
    "It says: so.\n```\nz = 3\n```\nAs it is:\nprose"
)


def test_the_first_lines_of_code_below_what_announces_it() -> None:
    below = {line: code_below(*place) for line, place in CODE.items()}
    (passage, _), *_ = CODE.values()
    assert {line: [passage.sentence(e) for e in code] for line, code in below.items() if code} == {
        "To begin:": ["$ npm init", "$ npm start"],
        "The file is::": ["x = 1", "y = 2"],
    }


def test_a_heading_that_gives_a_figure_is_a_sentence_too() -> None:
    assert is_heading("Step 1: the key", "Manual › Step 1: the key")
    assert not is_heading("Opening hours: 9 to 18", "Manual › Opening hours: 9 to 18")
    assert not is_heading("The key", "Manual › The keys")


def test_lines_between_fences_are_code() -> None:
    fenced = [line for line, place in CODE.items() if in_code(*place) and "```" not in line]
    assert fenced == ["$ npm init", "$ npm start", "> done", "z = 3"]


FAQ = _lines(
    "Q: Is there a deposit?\nA: We reserve 5 euros.\nNothing more.\n\nQ: May dogs ride?\nA: Yes."
)


def test_what_follows_a_question_on_its_own_line_is_said_under_it() -> None:
    under = {line: said_under(*place) for line, place in FAQ.items()}
    assert {line: said for line, said in under.items() if said} == {
        "A: We reserve 5 euros.": "Q: Is there a deposit?",
        "Nothing more.": "Q: Is there a deposit?",
        "Q: May dogs ride?": "Q: Is there a deposit?",
        "A: Yes.": "Q: May dogs ride?",
    }


def test_a_numbered_title_is_one_above_a_list_of_another_kind() -> None:
    policy = _lines(
        "2. Insured events\n(a) fire;\n(b) robbery.\n\n3. Excess\nYou bear it.\n\n1. tea\n2. bread"
    )
    assert [line for line, place in policy.items() if announces(*place)] == ["2. Insured events"]
    assert [line for line, place in policy.items() if is_title(*place)] == ["3. Excess"]


def test_what_reads_like_a_sentence_is_no_title() -> None:
    for line in ("between Ann and Marek", "For Ann, Marek and Jo", "Ann (the “Tenant”)", "x " * 11):
        ((passage, span),) = _lines(line.strip()).values()
        assert not is_title(passage, span), line


def test_how_an_item_is_marked() -> None:
    marks = {"12. x": "1.", "(iv) x": "(a)", "b) x": "a)", " - x": "-", "x": "", "A. B": ""}
    marks |= {"3.2 Travel": "1.1", "3.2.1. Travel": "1.1.1.", "3.2 million": ""}
    assert {text: mark_kind(text, 0) for text in marks} == marks


def test_the_lines_at_the_head_of_a_document_are_titles() -> None:
    def titles(text: str) -> list[str]:
        places = _lines(text).items()
        return [
            line
            for line, (passage, (start, end)) in places
            if is_title(replace(passage, start=0, end=len(text)), (start - 100, end - 100))
        ]

    below = "\n\nShe has lived in Lund for ten years."
    assert titles("Ann Berg\nCurriculum vitae" + below) == ["Ann Berg", "Curriculum vitae"]
    assert titles("Ann Berg\r\nCurriculum vitae\r\n\r\nShe left.") != []
    for text in ("Opens at 9\nCloses at 5", "Ann lives here.\nSo does Jo", "Fee: none\nPets: yes"):
        assert titles(text + below) == [], text
    assert titles("Milk\nBread") == []
