"""A model's characters become sentences, however they are cut into chunks."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.drafting.stream import Finish, Parsed, Parser, Restart, Written

PASSAGES = 4


def parsed(chunks: list[str], finish: Finish = "stop") -> list[Parsed]:
    parser = Parser(PASSAGES)
    events = [event for chunk in chunks for event in parser.feed(chunk)]
    return events + list(parser.close(finish))


def answer(text: str, finish: Finish = "stop") -> list[tuple[str, tuple[int, ...]]]:
    """The sentences that stand at the end, after every restart."""
    sentences: list[tuple[str, tuple[int, ...]]] = []
    for event in parsed([text], finish):
        if isinstance(event, Restart):
            sentences.clear()
        else:
            sentences.append((event.text, event.numbers))
    return sentences


MARKERS = {
    "[1]": (1,), "[ 2 ]": (2,), "[1,2]": (1, 2), "[1, 2 and 4]": (1, 2, 4), "[1-3]": (1, 2, 3),
    "[1–3]": (1, 2, 3), "[2; 3]": (2, 3), "【1】": (1,), "【3†source】": (3,), "［2］": (2,),
    "[^1]": (1,), "[^1, ^2]": (1, 2), "[#3]": (3,), "[[1]]": (1,), "([2])": (2,), "[1][2]": (1, 2),
    "[1] [2]": (1, 2), "[1],[2]": (1, 2), "[Passage 1]": (1,), "[passages 1 and 2]": (1, 2),
    "[Passage 1, Passage 3]": (1, 3), "(Passage 2)": (2,), "(see passage 3)": (3,),
    "(source 4)": (4,), "(1)": (1,), "(1, 2)": (1, 2), "[7]": (), "[n]": (), "[^n]": (),
    "[passage number]": (), "[3, 9]": (3,),
}  # fmt: skip


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize("shape", ["It cost $1.5 billion {}.", "It cost $1.5 billion. {}"])
def test_every_spelling_of_a_marker_is_one_marker(marker: str, shape: str) -> None:
    text = shape.format(marker)
    assert answer(text) == [("It cost $1.5 billion.", MARKERS[marker])]
    assert answer(text + " Then it rained.")[1:] == [("Then it rained.", ())]


@pytest.mark.parametrize("marker", [marker for marker in MARKERS if marker[0] != "("])
def test_a_marker_within_a_sentence_leaves_no_gap(marker: str) -> None:
    assert answer(f"Japan{marker}, and France {marker} too, paid.") == [
        ("Japan, and France too, paid.", MARKERS[marker])
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2019 (2019) it rose.", [("In 2019 (2019) it rose.", ())]),
        ("It rose (9).", [("It rose (9).", ())]),
        ("Use (1) sugar and (2) salt.", [("Use (1) sugar and (2) salt.", ())]),
        ("The array [2019] is [sic] right.", [("The array [2019] is [sic] right.", ())]),
        ("It is 5 * 3 = 15.", [("It is 5 * 3 = 15.", ())]),
        ("1. Japan paid [2].\n2. France paid.", [("Japan paid.", (2,)), ("France paid.", ())]),
        ("1) Japan paid.\n2) It did so.", [("Japan paid.", ()), ("It did so.", ())]),
        ("(1) Japan paid.\n(2) It did so.", [("Japan paid.", ()), ("It did so.", ())]),
        ("[1] Japan paid.\n[2] It did so.", [("Japan paid.", ()), ("It did so.", ())]),
        ("Japan paid.\n[2]\n\nIt did so.", [("Japan paid.", (2,)), ("It did so.", ())]),
        ("- Japan: $10\n- France: $20", [("Japan: $10.", ()), ("France: $20.", ())]),
        ("* **Japan** paid\n* _It_ did `so`", [("Japan paid.", ()), ("It did so.", ())]),
        ("# Answer\n\nJapan paid.", [("Japan paid.", ())]),
        ("**Key points:**\nJapan paid.", [("Japan paid.", ())]),
        ("**In short**\nJapan paid.", [("Japan paid.", ())]),
        ("Here it is:\n- Japan paid.", [("Japan paid.", ())]),
        ("**Answer:** Japan paid.", [("Japan paid.", ())]),
        ("The final answer: Japan paid.", [("Japan paid.", ())]),
        ("Japan paid [1].\n\nSources: [1], [2]", [("Japan paid.", (1,))]),
        ("According to passage 2, the firm paid.", [("The firm paid.", (2,))]),
        ("Based on the provided context, it paid [1].", [("It paid.", (1,))]),
        ("Japan paid. Japan  PAID! It did.", [("Japan paid.", ()), ("It did.", ())]),
        ("Japan paid\nin full.\nIt did.", [("Japan paid in full.", ()), ("It did.", ())]),
        ("The U.S. Army paid $1.5 million. So.", [("The U.S. Army paid $1.5 million.", ()),
                                                 ("So.", ())]),
        ("It is so.[1]Next it rained.", [("It is so.", (1,)), ("Next it rained.", ())]),
        ("Japan paid.<|im_end|>\nuser: and then?", [("Japan paid.", ())]),
        ("| a | b |\n|---|---|\nJapan paid.\n---\n", [("Japan paid.", ())]),
        ("", []),
        (" \n [1] \n", []),
    ],
)  # fmt: skip
def test_what_is_no_sentence_is_taken_off(
    text: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "<think>They ask [1]. So.</think>\nJapan paid [2].",
        "<THINK>\nHm.\n</THINK>\n\nJapan paid [2].",
        "They ask this. Passage [1] says so.\n</think>\n\nJapan paid [2].",
        "Hm. Well.</think>Or not.</think>Japan paid [2].",
        "<thinking>a < b and </thin air</thinking>Japan paid [2].",
        "<think>one.</think>Japan paid [2].<think>Was that right? Yes.</think>",
    ],
)
def test_thinking_is_no_answer(text: str) -> None:
    assert answer(text) == [("Japan paid.", (2,))]


def test_thinking_without_its_opening_takes_back_what_came_before() -> None:
    events = parsed(["They ask this. Then so.\n</think>Japan paid [2]."])
    assert events == [Written("They ask this."), Restart(), Written("Japan paid.", (2,))]
    assert answer("<think>It never ends. Never.") == []


@pytest.mark.parametrize(
    ("text", "finish", "kept"),
    [
        ("Japan paid. It cost", "length", 1),
        ("Japan paid. It cost $1.", "length", 1),  # of $1.5 billion, perhaps
        ("Japan paid. It cost $1. [1]", "length", 2),
        ("Japan paid. It cost $1.\n", "length", 2),
        ("Japan paid. It cost", "unknown", 1),
        ("Japan paid. It cost [", "unknown", 1),
        ("Japan paid. It cost $1 [1]", "unknown", 2),
        ("Japan paid. It cost $1.", "unknown", 2),
        ("Japan paid. It cost $1", "stop", 2),
    ],
)
def test_a_tail_that_is_cut_off_is_dropped(text: str, finish: Finish, kept: int) -> None:
    assert len(answer(text, finish)) == kept


def test_a_marker_or_tag_cut_off_at_the_end_leaves_nothing() -> None:
    for tail in ("[", "[1", "[1,", "【", "</thi", "<|im_e"):
        assert answer("Japan paid. " + tail) == [("Japan paid.", ())], tail


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("The areas are:\n- chips\n- robots\nIt is late.", ["The areas are:"] * 2 + [""]),
        ("The areas are:\n\n1. chips [1]\n2. robots [2]", ["The areas are:"] * 2),
        ("It has two. The areas are [1]:\n* chips\n* robots", ["", *["The areas are:"] * 2]),
        ("**The areas:**\n- chips\n- robots", ["The areas:"] * 2),
        ("It is late.\n- chips\n- robots", ["", "", ""]),
        ("Answer:\n- chips\n- robots", ["", ""]),
        ("## Areas:\n- chips\n- robots", ["", ""]),
        ("The areas are:\nchips\n- robots", ["", ""]),
    ],
)
def test_an_item_keeps_what_announces_it(text: str, under: list[str]) -> None:
    events = parsed([text])
    assert [each.under for each in events if isinstance(each, Written)] == under


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("It was signed in **October 2025** [1][2].", "It was signed in October 2025."),
        ("It was signed in **2025** by *12* of them.", "It was signed in 2025 by 12 of them."),
        ("It is 3 * 4 metres, or 3*4.", "It is 3 * 4 metres, or 3*4."),
        ("**2025** was *late*.", "2025 was late."),
    ],
)
def test_emphasis_leaves_nothing_behind_a_figure(text: str, plain: str) -> None:
    assert [text for text, _ in answer(text)] == [plain]


def test_repeats_are_counted() -> None:
    parser = Parser(PASSAGES)
    assert len(list(parser.feed("Japan paid. " * 5 + "So it did."))) == 1
    assert parser.repeats >= 3


def test_sentences_come_while_the_model_still_writes() -> None:
    parser = Parser(PASSAGES)
    assert not list(parser.feed("Japan paid $1.5 billion [1]. "))
    assert list(parser.feed("France did ")) == [Written("Japan paid $1.5 billion.", (1,))]


@pytest.mark.parametrize("marker", MARKERS)
def test_every_split_of_a_marker_parses_alike(marker: str) -> None:
    before = "<think>Hm [1]</think>It cost $1.5 "
    text = f"{before}{marker}. And {marker}.\n{marker} So.\n"
    whole = parsed([text])
    for first in range(len(text) + 1):
        assert parsed([text[:first], text[first:]]) == whole
    around = range(len(before) - 1, len(before) + len(marker) + 2)
    for first, second in combinations(around, 2):
        assert parsed([text[:first], text[first:second], text[second:]]) == whole
    assert parsed(list(text)) == whole


FRAGMENTS = st.sampled_from(
    [*MARKERS, "<think>", "</think>", "Japan paid", ". ", "\n", "\n\n", "- ", "1. ", "# ", "**",
     "*", "_", "`", "$1.5", " ", "(", ")", "[", "]", "<", ">", "|", ":", "Answer: ", "</s>",
     "e.g. ", "According to passage 2, ", "U.S. ", "it", "?", "\r\n", "\t", "é", "日本。"]
)  # fmt: skip


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=3)), max_size=25), st.data())
def test_any_chunking_equals_the_whole(fragments: list[str], data: st.DataObject) -> None:
    text = "".join(fragments)
    finish: Finish = data.draw(st.sampled_from(["stop", "length", "unknown"]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    edges = [0, *cuts, len(text)]
    chunks = [text[a:b] for a, b in pairwise(edges)]
    assert parsed(chunks, finish) == parsed([text], finish) == parsed(list(text), finish)


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=3)), max_size=25))
def test_every_sentence_is_clean(fragments: list[str]) -> None:
    for event in parsed(["".join(fragments)]):
        if isinstance(event, Written):
            assert any(map(str.isalnum, event.text))
            assert "\n" not in event.text
            assert "  " not in event.text
            assert all(1 <= number <= PASSAGES for number in event.numbers)
