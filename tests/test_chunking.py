"""Passages and sentences are slices of their document, whatever the document holds."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa import chunking
from qa.records import Document, Passage, Place

_PIECES = st.sampled_from(
    ["The sky is blue.", "It costs $5.", " .", ".", "\n", "\n\n", "\r\n", "\f", " ", "\t", "- item",
     "1. first", "# Heading", "Comments", "0 comments", "“Quoted.”", "Dr. No said so!", "x" * 90,
     "e.g. this", "…", "?!", "---", "a", "日本語。", "\u2028", "| a | b |", "```"]
)  # fmt: skip
_TEXTS = st.one_of(
    st.lists(_PIECES, max_size=60).map("".join),
    st.lists(_PIECES, max_size=40).map("\n".join),
    st.text(max_size=400),
)
_LIMITS = st.sampled_from([100, 101, 250, 800])


def document(text: str, media_type: str = "text/plain", **values: object) -> Document:
    return Document("d.txt", "title", text, "0" * 64, media_type, **values)  # type: ignore[arg-type]


def sentences(text: str, media_type: str = "text/plain") -> list[str]:
    passages = chunking.split(document(text, media_type), 800)
    return [passage.sentence(span) for passage in passages for span in passage.sentences]


def hold_true(source: Document, passages: tuple[Passage, ...], limit: int) -> None:
    """What is true of the passages of any document."""
    for passage in passages:
        assert passage.text == source.text[passage.start : passage.end]
        assert 0 < passage.end - passage.start <= limit
        assert passage.document_id == source.id
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        assert all(first[1] <= second[0] for first, second in pairwise(passage.sentences))
        for span in passage.sentences:
            sentence = passage.sentence(span)
            assert sentence == source.text[slice(*span)] == sentence.strip()
            assert any(map(str.isalnum, sentence))
    assert all(first.end <= second.start for first, second in pairwise(passages))
    assert len({passage.id for passage in passages}) == len(passages)


@settings(deadline=None)  # the first text loads what tells sentences
@given(_TEXTS, _LIMITS, st.sampled_from(["text/plain", "text/markdown"]))
def test_every_passage_and_sentence_is_a_slice(text: str, limit: int, media_type: str) -> None:
    source = document(text, media_type)
    hold_true(source, chunking.split(source, limit), limit)


@given(_TEXTS, st.data())
def test_no_passage_goes_on_into_another_section_and_no_sentence_into_another_place(
    text: str, data: st.DataObject
) -> None:
    line_starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
    starts = sorted(data.draw(st.sets(st.sampled_from(line_starts), max_size=8)))
    kinds = data.draw(st.lists(st.sampled_from(["heading", "row"]), min_size=8, max_size=8))
    places = tuple(
        Place(start, f"place {start}", kind) for start, kind in zip(starts, kinds, strict=False)
    )
    source = document(text, places=places)
    passages = chunking.split(source, 400)
    hold_true(source, passages, 400)
    for passage in passages:
        assert passage.where == source.where_at(passage.start)
        for start, end in passage.sentences:
            assert source.where_at(start) == source.where_at(end - 1)
        for place in places:
            assert not passage.start < place.start < passage.end


@given(st.text(max_size=300))
def test_no_letter_outside_the_furniture_is_lost(text: str) -> None:
    lines = ["The first line says this much.", " ".join(text.split()), "And that is the last one."]
    found = "".join(sentences("\n\n".join(lines)))
    for word in ("first", "last"):
        assert word in found


def test_debris_is_in_no_sentence() -> None:
    text = (
        "Japan committed $500 million.\n .\nThe plan runs for five years .\n\n.\n . \n"
        "Share this article\nComments\n0 comments\n12 Comments\nLeave a reply\n"
    )
    assert sentences(text) == ["Japan committed $500 million.", "The plan runs for five years"]


def test_hard_wrapped_text_is_joined() -> None:
    words = (
        "The committee that met in Geneva last spring agreed on a treaty which binds every "
        "member state to report its emissions once a year. Nobody objected to that."
    )
    lines, line = [], ""
    for word in words.split():
        if len(line) + 1 + len(word) > 60:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    text = "\n".join([*lines, line])
    first, second = sentences(text)
    assert " ".join(first.split()) == words.split(". ")[0] + "."
    assert second == "Nobody objected to that."


def test_list_items_and_headings_stay_apart() -> None:
    text = "What to bring:\n- a tent\n- a stove\n1. first call\n2) then write\n• a rope\n"
    assert sentences(text) == [
        "What to bring:", "a tent", "a stove", "1. first call", "2) then write", "a rope",
    ]  # fmt: skip
    assert sentences("Opening hours\nWe open at nine every day.") == [
        "Opening hours",
        "We open at nine every day.",
    ]


_FILLER = "The ferry crosses the bay of Velden twice a day, and three times in summer. " * 2


@pytest.mark.parametrize(
    ("opening", "belonging"),
    [
        ("4. Excess", "You bear the first 150 euros of a claim."),
        ("Who may board", "Whoever has paid may board the ferry."),
        ("Is there a deposit?", "No. We only reserve 5 euros."),
        ("Do not board", "- with a dog\n- with fire"),
        ("Bring these:", "(a) a coat;\n(b) a lamp;\n(c) bread."),
    ],
)
def test_what_opens_a_paragraph_or_a_list_stays_with_it(opening: str, belonging: str) -> None:
    both = f"{opening}\n{belonging}"
    text = f"{_FILLER}\n\n{_FILLER}\n\n{both}\n\n{_FILLER}"
    for limit in range(len(_FILLER) + len(both) + 2, 3 * len(_FILLER), 7):
        texts = [passage.text for passage in chunking.split(document(text), limit)]
        assert any(both in each for each in texts), limit


def test_a_reply_is_one_with_what_follows_it() -> None:
    assert sentences("Is it dear? No. It costs 5 euros. Yes.") == [
        "Is it dear?", "No. It costs 5 euros.", "Yes.",
    ]  # fmt: skip
    assert sentences("A: Yes. All may come.\nNo.\nAnn may not.") == [
        "A: Yes. All may come.", "No.", "Ann may not.",
    ]  # fmt: skip


def test_a_marked_word_at_the_start_of_a_markdown_line_ends_no_sentence() -> None:
    text = (
        "A **gravity hill**, also known as a\n**magnetic hill** or\n[mystery hill](hill.md), is\n"
        "`odd`.\n\n> It was said\n> to be so.\n\n- **One**\n- **Two**\n"
        "[![build](b.svg)](b.md)\n[1]: https://example.org/a\n[2]: https://example.org/b\n"
    )
    assert sentences(text, "text/markdown") == [
        "A **gravity hill**, also known as a\n**magnetic hill** or\n[mystery hill](hill.md), is\n"
        "`odd`.",
        "It was said\n> to be so.",
        "**One**",
        "**Two**",
        "[1]: https://example.org/a",
        "[2]: https://example.org/b",
    ]


def test_a_comment_in_markdown_is_in_no_sentence() -> None:
    text = (
        "# Files\n<!-- YAML\nadded: v1.2\n-->\nIt reads a file.\n<!-- one line -->\n"
        "It <!-- not here --> writes one.\n<!-- never closed\nIt ends.\n"
    )
    assert sentences(text, "text/markdown") == [
        "Files",
        "It reads a file.",
        "It <!-- not here --> writes one.",
        "<!-- never closed\nIt ends.",
    ]
    assert "added: v1.2" in " ".join(sentences(text))


def test_what_no_reader_of_markdown_sees_is_in_no_sentence() -> None:
    text = (
        "# Files\n<style>\n.a { color: red; }\n</style>\n{% include head.md %}\n"
        '<img\n  src="a.svg"\n  alt="A hill">\n<p align="center">\nIt is <b>one</b>.\n</p>\n\n'
        '```python\nx = hill(1)\n```\n\n!!! note "Mind"\n    It is cold.\n'
        "/// tip\n\nGo up.\n\n///\n::: warning\nNever alone.\n:::\n"
    )
    assert sentences(text, "text/markdown") == [
        "Files", "It is <b>one</b>.", "x = hill(1)", "It is cold.", "Go up.", "Never alone.",
    ]  # fmt: skip


def test_lines_of_rst_are_joined_and_its_directives_left_out() -> None:
    text = (
        ":Author: Ann\n:Date: 2024-05-01\n\n.. _hill:\n\nHill\n====\n"
        "It is used with the\n``=`` sign, see\n:pep:`8` and\n`the page <https://e.org>`_ [2]_.\n\n"
        ".. code-block:: python\n   :linenos:\n\n"
        "   x = 1\n\n.. note:: Keep it dry.\n.. a comment\n\n.. [2] By Ann.\n"
    )
    assert sentences(text, "text/x-rst") == [
        ":Author: Ann",
        ":Date: 2024-05-01",
        "Hill",
        "It is used with the\n``=`` sign, see\n:pep:`8` and\n`the page <https://e.org>`_ [2]_.",
        "x = 1",
        "note:: Keep it dry.",
        "[2] By Ann.",
    ]


def test_lines_with_labels_and_lines_over_a_rule_end_a_sentence() -> None:
    text = "Author: Ann,\n    Bob\nStatus: Final\nType: Process\n\nHill\n~~~~\nIt is steep.\n"
    assert sentences(text, "text/x-rst")[2:] == ["Type: Process", "Hill", "It is steep."]
    assert sentences("The plan\n--------\nit was long") == ["The plan", "it was long"]


def test_a_frame_drawn_around_a_line_is_none_of_it() -> None:
    assert sentences("╭──────────╮\n│ It runs. │\n╰──────────╯\n") == ["It runs."]


def test_a_passage_knows_the_headings_it_stands_under() -> None:
    text = "One\nA first text.\nName: Ann\nfigures"
    places = (
        Place(0, "One", "heading"),
        Place(text.index("A first"), "One › Two", "heading"),
        Place(text.index("Name"), "One › Two, table 1, row 2", "row"),
        Place(text.index("figures"), "slide 4", "slide"),
    )
    passages = chunking.split(document(text, places=places), 800)
    assert [passage.under for passage in passages] == ["One", "One › Two", "One › Two", ""]


def test_a_minus_sign_and_an_abbreviation_survive() -> None:
    assert sentences("-5 degrees were measured by Dr. Smith of the U.S. Army.") == [
        "-5 degrees were measured by Dr. Smith of the U.S. Army."
    ]


def test_markdown_headings_begin_passages() -> None:
    text = "# One\n\nFirst text.\n\n# Two\n\nSecond text.\n"
    places = (Place(0, "One", "heading"), Place(text.index("# Two"), "Two", "heading"))
    passages = chunking.split(document(text, "text/markdown", places=places), 800)
    assert [(passage.text, passage.where) for passage in passages] == [
        ("One\n\nFirst text.", "One"),
        ("Two\n\nSecond text.", "Two"),
    ]


_MEGABYTE = 1_000_000
_PATHOLOGICAL = {
    "one letter": "a" * 10 * _MEGABYTE,
    "dots": "." * 10 * _MEGABYTE,
    "line breaks": "\n" * 10 * _MEGABYTE,
    "spaces": "x" + " " * 10 * _MEGABYTE + "x",
    "nested quotes": "(“'" * _MEGABYTE + "a" + "'”)" * _MEGABYTE,
    "dots set apart": ("x" + "  ." * 300 + " y ") * 2_000,
    "initials": "U.S. " * 300_000,
    "short lines": "a\n" * 100_000,
    "short sentences": "a?! " * 100_000,
    "one line of words": "word " * 2 * _MEGABYTE,
    "list markers": "1." * 2 * _MEGABYTE,
}
_PATHOLOGICAL_MARKDOWN = {
    "comments never closed": "<!--\n" * 400_000,
    "comments": "a <!-- b -->\n<!-- c -->\n" * 20_000,
    "pictures never closed": "[![" * 400_000,
    "quoted lines": "> a\n" * 100_000,
    "tags never closed": "<a b\n" * 50_000,
    "styles never closed": "<style>\n" * 40_000,
    "tags": "<b a='" * 300_000,
    "code": "` `` ``` :a:`" * 100_000,
    "slanted": "*a _b " * 200_000,
    "attributes": "){ .a" * 300_000,
    "directives": ".. note:: \n" * 100_000,
}


@pytest.mark.parametrize("name", [*_PATHOLOGICAL, *_PATHOLOGICAL_MARKDOWN])
def test_text_made_to_be_slow_takes_seconds(name: str) -> None:
    media_type = "text/markdown" if name in _PATHOLOGICAL_MARKDOWN else "text/plain"
    source = document((_PATHOLOGICAL | _PATHOLOGICAL_MARKDOWN)[name], media_type)
    began = time.perf_counter()
    passages = chunking.split(source, 800)
    assert time.perf_counter() - began < 10  # measured: at most 2 on a busy two-core machine
    hold_true(source, passages, 800)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("1 Aims ........ 1 2 Means .......... 4 2.1 Tools . . . . . . . 4 Index ...... 19", False),
        ("Soup ........ 9 Bread ........ 2 Fish ........ 21", True),  # prices
        ("Soup ........ 2.50 Bread ........ 3.10 Fish ........ 21.00", True),
        ("Name ........ Date ........ Place ........", True),
        ("And so on ...... 3 times", True),
    ],
)
def test_a_table_of_contents_is_no_sentence(line: str, kept: bool) -> None:
    assert bool(sentences(f"{line}\n")) is kept
