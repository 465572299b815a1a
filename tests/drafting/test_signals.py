"""What is told from a sentence: headings, lines of code, links."""

from __future__ import annotations

import pytest

from qa.drafting.signals import _is_fragment


@pytest.mark.parametrize(
    "text",
    [
        "const semver = require('semver');",
        "fs.readFile = newAPI;",
        "`highWaterMark` {number}",
        "<https://example.org/TSC/blob/main/Charter.md#section-3>.",
        "import { readFile } from 'node:fs';",
        "fs.readFile('./foo.txt', (error, source) => {",
        "const script = new Script('import(\"node:fs\")',",
        "Default port",
    ],
)
def test_code_links_and_headings_are_fragments(text: str) -> None:
    assert _is_fragment(text, "Manual › Default port")


@pytest.mark.parametrize(
    "text",
    [
        "Python >= v3.12 requires `node-gyp` >= v10.",
        "Call `check()` with both (or with none).",
        "`port` {number} The port that the server listens on, 4711 by default",
        "The fee is $12/month & rises by 5% a year.",
        "Default port of the server: 4711",
        "Ann Tulley",
        "(a) the seller;",
        "rye, spelt (dark),",
        "the amount that the buyer(s) owe;",
        "The otter eats a quarter of its weight.[1][2][3]",
        "Year: 2007; Otters: 107; Pups: 12; Price: $5/kg",
        "| Rye | $5 | 750 g |",
        "Call the office (+49 30 1234) or write to a_b@example.org",
        "Rye bread (dark)",
    ],
)
def test_prose_about_code_is_none(text: str) -> None:
    assert not _is_fragment(text, "Manual › Default port")
