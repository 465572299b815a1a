"""A country in a question is in a text that names it otherwise, and nowhere else."""

from __future__ import annotations

import pytest

from qa.countries import country_named


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("tokyo", "Japan will build it."),
        ("japan", "The Japanese minister agreed."),
        ("japanese", "Japan will build it."),
        ("americans", "The U.S. government agreed."),
        ("american", "A US agency agreed."),
        ("usa", "Americans agreed."),
        ("washington", "Officials of the United States agreed."),
        ("states", "An American agency agreed."),
        ("london", "The UK signed."),
        ("british", "Britain signed."),
        ("delhi", "India signed."),
        ("koreans", "South Korea signed."),
        ("dutch", "The Netherlands signed."),
        ("germans", "It was made in Germany."),
    ],
)
def test_one_country_by_another_of_its_names(word: str, text: str) -> None:
    assert country_named(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("tokyo", "China will build it."),
        ("american", "They told us so, and it was in use."),
        ("french", "Germany signed."),
        ("london", "Paris signed."),
        ("zanzibar", "Japan signed."),
        ("microsoft", "Japan signed."),
        ("japan", "Japanned boxes were sold."),
        ("india", "Send it IN today."),
    ],
)
def test_another_country_or_none(word: str, text: str) -> None:
    assert not country_named(word, text)
