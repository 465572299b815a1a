"""What a PDF is called, and pages whose letters cannot be told."""

from __future__ import annotations

import pytest

from qa.corpus.pdf import _character, read_pdf
from qa.corpus.pdf_layout import Line, garbled
from qa.corpus.pdf_titles import largest
from tests.corpus.files import pdf, set_in

BODY = [f"Line {number} of the body says what all of this is about." for number in range(12)]
CODED = "3465+7:98;<>=?4@A@CBE^_[F;H]H{I}K|J?L~M#F!N$@P*O+Q=T>S<M:8;U?B@W\\`^_ [Z|X"


def titled(said: str, *lines: tuple[int, str]) -> str:
    """The title read of a PDF with these lines above its body, which says its title is `said`."""
    return read_pdf(pdf([set_in([*lines, *((11, line) for line in BODY)])], title=said)).title


HEAD = [(9, "Proceedings of the Symposium"), (22, "Dams, Weirs and"), (22, "Their Keepers")]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("", "Dams, Weirs and Their Keepers"),
        ("paper.dvi", "Dams, Weirs and Their Keepers"),
        ("Microsoft Word - weirs_final.doc", "Dams, Weirs and Their Keepers"),
        ("https://example.org/weirs", "Dams, Weirs and Their Keepers"),
        ("weirs_final", "Dams, Weirs and Their Keepers"),
        ("Untitled", "Dams, Weirs and Their Keepers"),
        ("Proceedings Template", "Dams, Weirs and Their Keepers"),
        ("System Model", "Dams, Weirs and Their Keepers"),
        ("Weirs and Their Keepers", "Weirs and Their Keepers"),
        ("Dams, weirs and their keepers", "Dams, weirs and their keepers"),
    ],
)
def test_a_title_is_believed_if_the_first_page_knows_it(said: str, title: str) -> None:
    assert titled(said, *HEAD) == title


def test_without_larger_words_the_file_is_believed() -> None:
    assert titled("Guide to the dams") == "Guide to the dams"
    assert titled("guide.docx") == ""


@pytest.mark.parametrize(
    "lines",
    [
        [(20, "ada@example.org, bo@example.org")],
        [(20, "12 %")],
        [(11, "Abstract"), (20, "Formulas are set large")],
        [(20, "1 + 2 = 3 + x(4 - 5) and")],
        [(20, "A line of many words " * 6), (20, "and of more " * 10)],
    ],
)
def test_large_words_that_are_no_title_are_none(lines: list[tuple[int, str]]) -> None:
    assert titled("", *lines) == ""


def test_marks_of_footnotes_are_no_part_of_a_title() -> None:
    lines = [Line("Liquid Types ∗†", 0, 0, 72, 200, 700, 720)]
    lines += [Line(text, 0, 99, 72, 300, 600 - at, 611 - at) for at, text in enumerate(BODY)]
    assert largest(lines) == "Liquid Types"
    assert largest(lines[1:]) == ""
    assert largest([]) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CODED * 4, True),
        (CODED, False),  # too little to tell
        (" ".join("nimzmpJKxoJjpUTQSaZROWOcUbRT" * 10), True),
        ("where f x y = g (h x) and a b c d are in A or B with x < y for all z " * 6, False),
        (" ".join("これは本です川の水は冷たい" * 20), False),
        ("यह कार्यालय सुबह नौ बजे खुलता है। आगंतुकों को पहचान पत्र लाना होगा। " * 6, False),
        ("x[i] += f(y, {z: 1}); // see <a href='#b'> & co. " * 6, False),
        ("Name: ________________________ Date: ____________ [ ] yes [ ] no " * 6, False),
        ("Contents ........................ 3 * * * * * " * 8, False),
        ("Ich weiß, daß ∀x∈A: f(x)≤g(x)·√2 ist. Дом стоит у реки。これは本です。" * 6, False),
    ],
)
def test_a_page_of_signs_is_none_of_words(text: str, expected: bool) -> None:
    assert garbled([Line(text, 0, 0, 72, 500, 700, 711)]) is expected


def test_pages_whose_letters_cannot_be_told_are_left_out_and_named() -> None:
    found = read_pdf(pdf([BODY, [CODED] * 6, BODY]))
    assert "Line 11" in found.text
    assert "@CBED" not in found.text
    assert found.pictures == (2,)
    assert found.notes == "pages whose fonts do not say which letters they draw: 2"


@pytest.mark.parametrize("pages", [[[CODED] * 6], [[CODED] * 6, [CODED] * 6, ["Fig. 1"]]])
def test_a_file_of_such_pages_holds_no_text(pages: list[list[str]]) -> None:
    found = read_pdf(pdf(pages))
    assert found.text == ""
    assert found.pictures == tuple(range(1, len(pages) + 1))
    assert found.notes == "its fonts do not say which letters they draw"


def test_letters_and_bullets_of_the_private_area_are_read() -> None:
    codes = [0xF761, 0xF76C, 0xF774, 0xF76F, 0xF731, 0xF7E9, 0xF0B7, 0xF8FF]
    assert "".join(map(_character, codes)) == "alto1é•\uf8ff"
