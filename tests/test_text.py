"""Folding, words, numbers, names and negations."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import marks, text


@given(st.text(max_size=200))
def test_every_folded_character_has_its_place(original: str) -> None:
    folded = text.fold(original)
    assert len(folded.origins) == len(folded.text) + 1
    assert list(folded.origins) == sorted(folded.origins)
    for character, origin in zip(folded.text, folded.origins, strict=False):
        source = original[origin]
        assert character in (source, " ", "'", '"')
        assert (character == " ") == source.isspace()


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing_more(original: str) -> None:
    once = text.fold(original).text
    assert text.fold(once).text == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Japan’s  “role”", 'Japan\'s "role"'),
        ("the\nend .", "the end."),
        ("a\u00a0b\t c", "a b c"),
        ("said (so) .", "said (so)."),
    ],
)
def test_white_space_and_quotes_do_not_matter(one: str, other: str) -> None:
    assert text.fold(one).text == text.fold(other).text


@pytest.mark.parametrize(
    ("one", "other"), [("0 .5", "0.5"), ("1 2", "12"), ("A b", "a b"), ("to day", "today")]
)
def test_everything_else_does(one: str, other: str) -> None:
    assert text.fold(one).text != text.fold(other).text


@given(st.text(alphabet='ab1 [](){}<>!*_/.#"=:`\n>', max_size=80))
def test_what_is_left_without_marks_is_the_text_s_own(original: str) -> None:
    plain = marks.unmarked(original)
    assert len(plain.origins) == len(plain.text) + 1
    assert list(plain.origins) == sorted(set(plain.origins))
    assert [original[origin] for origin in plain.origins[:-1]] == list(plain.text)
    kept = [c for c in original if c.isdigit()]
    lost = [c for c in kept if c not in plain.text]
    # Only where a link leads is left out, an attribute, or the name of a place.
    assert not lost or re.search(r"\]\(|<\w|[{<][ .#:]|:`", original)


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("an [illusion](https://example.org/Illusion_(sight)) of slope", "an illusion of slope"),
        ("see [the hill](<https://example.org/a b>), too", "see the hill, too"),
        ('[a page](notes/a.md "Title") here', "a page here"),
        ("[![build](https://example.org/b.svg)](https://example.org) passes", "build passes"),
        ("under the [MIT](LICENSE) licence", "under the MIT licence"),
        ("A **gravity hill** is a place.", "A gravity hill is a place."),
        ("Both *paths* and _methods_ (*so*)", "Both paths and methods (so)"),
        ('See <a href="https://e.org/a_b" class="x">the\nhill</a><br> now', "See the hill now"),
        ("H<sub>2</sub>O is <b>wet</b>, <kbd>Ctrl</kbd>+<kbd>C</kbd>", "H2O is wet, Ctrl+C"),
        ('<p align="center">Hello</p>', "Hello"),
        ("read [the docs](../a.md){.internal-link target=_blank}.", "read the docs."),
        ("## Fees { #fees }", "## Fees"),
        (
            "See :class:`~qa.Assistant` and :ref:`the index <idx>`.",
            "See qa.Assistant and the index.",
        ),
        ("`the site <https://e.org>`_, `hill`_, ``x = 1`` [2]_", "the site, hill, `x = 1` [2]"),
        (".. note:: Keep it dry.", "Keep it dry."),
        ("note:: Keep it dry.", "Keep it dry."),
        ("They said\n> it was so\n> and not so", "They said it was so and not so"),
    ],
)
def test_marks_are_not_read(source: str, read: str) -> None:
    assert text.tidy(source) == read


@pytest.mark.parametrize(
    "source",
    [
        "2**3**4",
        "a[i](j)",
        "clause [1](a)",
        "[1] and [2]",
        "it held\n> 5 litres",
        "2 ** 3",
        "[^1]",
        "2 * 3 * 4",
        "*.txt,*.md",
        "a*b*c",
        "`*args` and `**kwargs`, `_x_`",
        "__init__ snake_case _x",
        "if a < b and c > d",
        "List<String>, Map<a, b>, foo<i>bar",
        "<you@e.org> <YOUR NAME>",
        "Use the `<details>` element and `{.a}`",
        "10:`30`",
        ":pep:`8`",
        "a {b} {1: 2}",
    ],
)
def test_what_only_looks_like_marks_stays(source: str) -> None:
    assert marks.unmarked(source).text == source


def test_tidy_reads_well_and_keeps_the_characters() -> None:
    assert text.tidy("the “goal”\n  is\tnear .") == "the “goal” is near."


@pytest.mark.parametrize(
    ("word", "text_", "stands"),
    [
        ("401k", "a 401(k) plan", True),
        ("100km", "after 100 km of road", True),
        ("8am", "from 8 AM", True),
        ("100km", "after 1100 km", False),
        ("100km", "after 100 kmh", False),
        ("3rd", "3 roads", False),
        ("km", "km", False),
    ],
)
def test_a_figure_and_its_letters_may_stand_apart(word: str, text_: str, stands: bool) -> None:
    assert text.stands_apart(word, text_) is stands
    assert (text.apart(word) is None) is (word == "km")


@pytest.mark.parametrize(
    ("written", "quantities"),
    [
        ("$1.5 billion", {"1500000000"}),
        ("1,500 million dollars", {"1500000000"}),
        ("¥2 trillion (~$18.8 billion)", {"2e+12", "1.88e+10"}),
        ("twenty-six or 26", {"20", "6", "26"}),
        ("ten years", {"10"}),
        ("5% and 5", {"5%", "5"}),
        ("12 percent", {"12%"}),
        ("−3 degrees, pages 3-5", {"-3", "3", "5"}),
        ("on 27 January 2026.", {"27", "2026"}),
        ("no numbers here", set()),
    ],
)
def test_numbers(written: str, quantities: set[str]) -> None:
    expected = {
        f"{float(q.rstrip('%')):.10g}" + ("%" if q.endswith("%") else "") for q in quantities
    }
    assert text.numbers(written) == expected


def test_names_are_not_every_capital() -> None:
    found = text.names("The plan was signed by Fujitsu and RIKEN. Later it was left to the U.S.")
    assert found == {"fujitsu", "riken", "us."}
    assert text.names("Fujitsu Limited signed.") == {"fujitsu", "limited"}
    assert text.names("Scientists agreed.") == set()


def test_an_acronym_is_not_a_function_word() -> None:
    assert text.words("Tell us about the US and the U.S.") == [
        "tell", "us", "about", "the", "us.", "and", "the", "us.",
    ]  # fmt: skip
    assert text.content_words("Tell us about the US") == ["us."]


def test_negation_reaches_to_the_end_of_its_clause() -> None:
    reached = text.negated("Japan did not commit the money, Fujitsu paid.")
    assert {"commit", "money"} <= reached
    assert "fujitsu" not in reached
    assert text.is_negative("They didn’t.")
    assert not text.is_negative("They did.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("partnerships", "partnership"),
        ("committed", "committing"),
        ("companies", "company"),
        ("signing", "signed"),
        ("use", "used"),
    ],
)
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert text.stem(one) == text.stem(other)


def test_the_month_of_may_is_no_function_word() -> None:
    assert text.content_words("Who may join in May?") == ["join", "may."]
    assert text.names("On 3 May, or in May 2025") == {"may."}
    assert text.words("May 14, 2025: may it be so")[:2] == ["may.", "14"]
    assert text.content_words("May I ask? You may.") == ["ask"]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("Does Plan A cover it?", {"plan", "a."}),
        ("vitamin C and hepatitis B.", {"c.", "b."}),
        ("under Plan B. The fee", {"plan", "b."}),
        ("the Lumo S\n\nThank you", {"lumo", "s."}),
        ("by John F. Kennedy", {"john", "kennedy"}),
        ("by J K Rowling", {"rowling"}),
        ("Who wrote A Tale?", {"tale"}),
        ("Can I go? Is A it?", set()),
        ("It has 230 V.\nQ: Why?", set()),
    ],
)
def test_a_letter_may_be_a_name(written: str, named: set[str]) -> None:
    assert text.names(written) - {"kennedy", "thank"} == named - {"kennedy"}


def test_the_words_that_have_a_stem_are_given_as_they_are_spelled() -> None:
    assert text.spelled_with("Lumo L in May: the Plans, a plan", {"l.", "may.", "plan"}) == [
        "L", "May", "Plans", "plan",
    ]  # fmt: skip
