"""What a document goes by."""

from __future__ import annotations

import pytest

from qa.naming import called, context, head_names
from qa.records import Document


@pytest.mark.parametrize(
    ("path", "title", "names"),
    [
        ("acme-supply_agreement.txt", "", "acme supply agreement"),
        ("clients/AcmeLtd/minutes.docx", "Minutes", "clients › Acme Ltd › minutes"),
        ("2025-05-14 board.md", "Board", "14 May 2025 board"),
        ("2025-05/report.v2.pdf", "Sales", "May 2025 › report v2 › Sales"),
        ("IMG-20250503-WA7.txt", "", "IMG 3 May 2025 WA7"),
        ("2025/Q3.pdf", "", "2025 › Q3"),
        ("pep-0703.rst", "PEP 703 – Making the GIL Optional", "pep 703 › Making the GIL Optional"),
        ("000_fd3c5f8b42af19fa.txt", "U.S. and Japan agree", "U.S. and Japan agree"),
        ("17.txt", "They met in 1999. It rained …", ""),
        ("iPhone McBride.txt", "", "iPhone McBride"),
        ("Zoë Müller.txt", "Zoë Müller", "Zoë Müller"),
        ("report 1234.99.txt", "", "report 1234 99"),
    ],
)
def test_path_and_title_are_its_words(path: str, title: str, names: str) -> None:
    assert called(Document(path, title, "x", "")) == names


def test_of_a_long_document_the_names_that_it_opens_with_tell() -> None:
    text = (
        "**Ann Berg**, born in Lund in 1990, has 12 cats.\n" + "Then so on. " * 200 + "Ove stays."
    )
    document = Document("cv.txt", "Curriculum", text, "")
    assert context(document) == ""
    assert head_names(document) == "Ann Berg Lund 1990"
    assert head_names(document, under="Ann › Lund") == "Berg 1990"
    assert head_names(Document("ann.txt", "Berg", text, "")) == "Lund 1990"


def test_of_a_short_document_every_word_tells() -> None:
    document = Document(
        "mail.txt", "Lift", "The lift is broken, and **Rita** comes to the lift.", ""
    )
    assert context(document, under="Repair › Rita") == "broken comes"


def test_what_the_headings_say_is_not_said_again() -> None:
    assert called(Document("plan.md", "Plan B", "x", ""), under="Plan B › Costs") == ""
