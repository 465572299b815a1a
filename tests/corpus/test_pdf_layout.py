"""Lines become running text: joined, mended, and each character with its origin."""

from __future__ import annotations

from itertools import pairwise

from qa.corpus.pdf_layout import BROKEN, Line, lay_out


def page(*texts: str, number: int = 0, left: float = 72.0, gap: float = 2.0) -> list[Line]:
    """Lines one below the other, each as wide as its text."""
    lines, first, top = [], 0, 720.0
    for text in texts:
        lines.append(Line(text, number, first, left, left + 5 * len(text), top - 12, top))
        first += len(text) + 2
        top -= 12 + gap
    return lines


def test_a_broken_word_is_mended_as_the_document_spells_it() -> None:
    lines = page(
        "The results are summarized here for a well-known and Google-based sys" + BROKEN,
        "tem, which is again summa" + BROKEN,
        "rized for the well" + BROKEN,
        "known reader. It is the k" + BROKEN,
        "exclusion problem.",
    )
    text = lay_out([lines]).text
    assert "sys-tem" not in text
    assert "system, which is again summarized for the well-known reader." in text
    assert "It is the k-exclusion problem." in text


def test_ligatures_are_spelled_out_and_keep_their_origin() -> None:
    laid = lay_out([page("The \ufb01rst e\ufb03cient o\x0ece")])
    assert laid.text == "The first efficient office"
    at = laid.text.index("first")
    assert laid.characters(at, at + 2) == [4]
    assert laid.characters(at, at + 5) == [4, 5, 6, 7]


def test_a_wrapped_line_goes_on_and_a_short_one_ends() -> None:
    laid = lay_out(
        [
            page(
                "A paragraph that is set in lines of about this many letters",
                "goes on Here although the line begins with a capital letter.",
                "It ends soon.",
                "Another one begins in the line after the short one and is long.",
            )
        ]
    )
    assert laid.text.split("\n\n") == [
        "A paragraph that is set in lines of about this many letters goes on Here although the "
        "line begins with a capital letter. It ends soon.",
        "Another one begins in the line after the short one and is long.",
    ]


def test_double_spaced_lines_are_joined() -> None:
    text = "Some words of a long sentence that is set with a lot of room"
    assert "\n" not in lay_out([page(text, "between the lines, as " + text, gap=14)]).text


def test_repeated_headers_are_left_out_and_a_sentence_goes_on_over_the_page() -> None:
    words = ("oak", "elm", "ash", "yew")
    pages = [
        page("Journal of Clocks, volume 3", f"{word} trees are what this is about and", f"{at}",
             number=at)
        for at, word in enumerate(words)
    ]  # fmt: skip
    laid = lay_out(pages)
    assert "Journal" not in laid.text
    assert "\n" not in laid.text
    assert laid.page_starts == tuple(laid.text.index(f"{word} trees") for word in words)
    assert all(first < second for first, second in pairwise(laid.page_starts))


def test_a_page_without_text_begins_where_the_next_one_does() -> None:
    laid = lay_out([[], page("One.", number=1), [], page("Two.", number=3), []])
    assert laid.text == "One.\n\nTwo."
    assert laid.page_starts == (0, 0, 6, 6, 10)
    assert laid.page_of(0) == 1
    assert laid.page_of(6) == 3
