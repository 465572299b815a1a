"""The headings of PDFs: by their numbers as in plain text, and by how large they are set."""

from __future__ import annotations

from pathlib import Path

from qa import Assistant
from qa.corpus.pdf import read_pdf
from qa.drafting.layout import is_heading
from qa.embedding import SentenceEmbedder
from qa.text import tidy
from tests.corpus.files import pdf, set_in

Lines = list[tuple[int, str]]


def body(what: str) -> Lines:
    """A paragraph; what every page repeats at its edges would be taken for a head or foot."""
    return [
        (11, f"The keepers of the {what} write down how high the water stands on each"),
        (11, f"day, so that those who come after them can tell a dry {what} from a wet"),
        (11, f"one, and know when the gates of {what} must be shut and when opened."),
    ]


HEAD = [(22, "Dams, Weirs and Their Keepers"), (15, "Ada Brunel"), (15, "Harbour Office")]


def labels(*parts: Lines) -> list[str]:
    """The places of a PDF whose parts stand on pages of their own."""
    return [place.label for place in read_pdf(pdf([set_in(part) for part in parts])).places]


def test_numbered_headings() -> None:
    names = ("1 Introduction", "2 Weirs", "2.1 Upper weir")
    parts = [[(11, name), *body(f"weir {name[2:]}")] for name in names]
    assert labels(*parts) == ["1 Introduction", "2 Weirs", "2 Weirs › 2.1 Upper weir"]


def test_what_is_set_larger_but_not_the_title_or_who_wrote_it() -> None:
    names = ("Keeping a weir dry", "Keeping a weir wet", "Keeping it open")
    parts = [[(15, name), *body(name[-3:])] for name in names]
    assert labels([*HEAD, *body("dams")], *parts) == [*names]


def test_larger_headings_are_of_the_level_of_numbered_ones_of_their_size() -> None:
    parts: list[Lines] = [
        [(15, "1 Why weirs are kept"), *body("wet")],
        [(15, "2 Who keeps them"), (13, "The day keepers"), *body("day"), (13, "The night keepers"),
         *body("night")],
        [(13, "The old keepers"), *body("old")],
        [(15, "3 Where they are kept"), *body("dry")],
        [(15, "What is left"), *body("last")],
    ]  # fmt: skip
    assert labels([*HEAD, *body("dams")], *parts) == [
        "1 Why weirs are kept",
        "2 Who keeps them",
        "2 Who keeps them › The day keepers",
        "2 Who keeps them › The night keepers",
        "2 Who keeps them › The old keepers",
        "3 Where they are kept",
        "What is left",
    ]


def test_text_in_another_font_is_no_heading() -> None:
    parts = [
        [(15, f"The gates of the {what} were shut because the water"), (15, "rose"), *body(what)]
        for what in ("wet", "dry", "old")
    ]
    assert labels([*HEAD, *body("dams")], *parts) == []


def test_an_entry_of_a_bibliography_is_no_answer(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    works: Lines = [
        (11, "References"),
        (11, "A. Quill. Weir keeping: a way of telling wet springs from dry ones. Delft, 1931."),
    ]
    said: Lines = [
        (11, "1 Keepers"),
        *body("wet"),
        (11, "Weir keeping is the work of those who shut the gates of a weir in time."),
    ]
    more = [
        [(11, f"{at} Gates of the {what}"), *body(what)] for at, what in ((2, "dry"), (3, "old"))
    ]
    data = pdf([set_in(part) for part in (said, *more, works)])
    (tmp_path / "weirs.pdf").write_bytes(data)
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask("What is weir keeping?")
    assert "shut the gates" in answer.text
    assert "Quill" not in answer.text
    assert answer.citations[0].where == "page 1, § 1 Keepers"
    (hit, *_) = answer.hits
    heading, *rest = [tidy(hit.passage.sentence(span)) for span in hit.passage.sentences]
    assert is_heading(heading, hit.passage.under)
    assert not any(is_heading(each, hit.passage.under) for each in rest)
