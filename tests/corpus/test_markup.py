"""AsciiDoc and Org: their text without marks, with its headings, lists and tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qa import Assistant
from qa.corpus import FileReader
from qa.corpus.asciidoc import read_asciidoc
from qa.corpus.extracted import Extracted
from qa.corpus.org import read_org
from tests.corpus.files import saved

ASCIIDOC = """\
= Keeping the *lamp*
Ida Holm <ida@example.org>
:revdate: 2024-05-03
:lamp: Skerry Rock
:toc:

// nobody reads this
[[intro]]
== Before dusk

The lamp of {lamp} was lit in *1821* by
https://example.org/agnes[Agnes Thorold].footnote:[She kept bees.] +
See <<costs,the costs>>, `light --now` and _nothing_ else; snake_case_name stays, 2 * 3 * 4 too.

ifdef::night[]
.What to do
. Cut the wick.
. Fill it:
+
with oil that was
kept warm.
** A cold one smokes.
endif::[]

NOTE: Nobody may leave.

Wick::
  A cord of cotton.
Oil:: Comes by boat.

[source,sh]
----
light --now   // and keep it
== no heading
----

////
Not to be read.
////

[#costs]
Costs
~~~~~

[cols="1,2", options="header"]
|===
|Year |Price

|1820
|4 crowns
|1821 a|5 *crowns*
|1822 |Plan a
|===

include::other.adoc[]
image::lamp.png[A lamp]
"""

PLAIN_ASCIIDOC = """Keeping the lamp

Ida Holm <ida@example.org>

Before dusk

The lamp of Skerry Rock was lit in 1821 by Agnes Thorold. See the costs, light --now and nothing \
else; snake_case_name stays, 2 * 3 * 4 too.

She kept bees.

What to do

• Cut the wick.

• Fill it:

with oil that was kept warm.

• A cold one smokes.

NOTE: Nobody may leave.

• Wick: A cord of cotton.

• Oil: Comes by boat.

```
light --now // and keep it
== no heading
```

Costs

Year: 1820; Price: 4 crowns
Year: 1821; Price: 5 crowns
Year: 1822; Price: Plan a

"""

ORG = """\
#+TITLE: Keeping the /lamp/
#+DATE: <2024-05-03 Fri>
#+OPTIONS: toc:nil
# nobody reads this
The lamp was lit in *1821* by [[https://example.org][Agnes Thorold]].[fn:1]
See =light --now=, [[file:costs.org]]; a/b and c/d stay.

* TODO [#A] Before dusk                                        :work:home:
  DEADLINE: <2024-06-01 Sat>
  :PROPERTIES:
  :ID: 17
  :END:
  Oil comes by boat.
  - [X] Cut the wick.
  - Cotton :: burns longer.
  1. Fill it
     with oil.
** Costs
#+CAPTION: Prices of oil
| Year | Price    |
|------+----------|
| 1820 | 4 crowns |
| 1821 | *5*      |
#+TBLFM: $2=3
#+BEGIN_SRC sh
light --now
#+END_SRC
#+BEGIN_QUOTE
Nobody may leave.
#+END_QUOTE
#+BEGIN_COMMENT
Not to be read.
#+END_COMMENT
* COMMENT Nor this
Nor what is below.
* Notes
[fn:1] She kept bees.
"""

PLAIN_ORG = """The lamp was lit in 1821 by Agnes Thorold. See light --now, costs.org; a/b and \
c/d stay.

Before dusk

DEADLINE: 2024-06-01 Sat

Oil comes by boat.

• Cut the wick.

• Cotton: burns longer.

• Fill it with oil.

Costs

Prices of oil

Year: 1820; Price: 4 crowns
Year: 1821; Price: 5

```
light --now
```

Nobody may leave.

Notes

She kept bees.

"""


@pytest.mark.parametrize(
    ("read", "source", "text", "costs"),
    [
        pytest.param(
            read_asciidoc, ASCIIDOC, PLAIN_ASCIIDOC, "Keeping the lamp › Before dusk › Costs",
            id="asciidoc",
        ),
        pytest.param(read_org, ORG, PLAIN_ORG, "Before dusk › Costs", id="org"),
    ],
)  # fmt: skip
def test_a_file_is_read_without_its_marks(
    read: Callable[[bytes], Extracted], source: str, text: str, costs: str
) -> None:
    found = read(source.encode())
    assert found.text == text
    assert (found.title, found.date) == ("Keeping the lamp", "2024-05-03")
    labels = {found.text[place.start :].split("\n")[0]: place.label for place in found.places}
    assert labels["Costs"] == costs
    (row,) = (label for line, label in labels.items() if line.startswith("Year: 1821"))
    assert row == f"{costs}, row 3"
    assert read(source.replace("\n", "\r\n").encode()).text == text


def test_titles_that_are_underlined() -> None:
    found = read_asciidoc(
        b"git-lamp(1)\n===========\n\nNAME\n----\ngit-lamp - lights it\n\n----\nx\n----\n"
    )
    assert found.text == "git-lamp(1)\n\nNAME\n\ngit-lamp - lights it\n\n```\nx\n```\n\n"
    assert [place.label for place in found.places] == ["git-lamp(1)", "git-lamp(1) › NAME"]


@pytest.mark.parametrize("name", ["lamp.adoc", "lamp.org"])
def test_an_answer_is_pinned(tmp_path: Path, name: str) -> None:
    source = ASCIIDOC if name.endswith("adoc") else ORG
    (tmp_path / name).write_text(source, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path)
    answer = assistant.ask("When was the lamp lit?")
    assert answer.short is not None
    assert answer.short.text == "1821"
    cited = answer.citations[0]
    assert assistant.index.document(name).text[cited.start : cited.end] == cited.quote


@pytest.mark.parametrize("name", ["open.adoc", "open.org"])
def test_what_is_never_closed_does_not_hold_up_the_rest(tmp_path: Path, name: str) -> None:
    """Each of these took a minute and more while it was looked for to the end, again and again."""
    pieces = ["link:", "#+begin_src\n", ":a:\n", "|a", "a:: \n", "https://a", "__a", "[[", "<<"]
    data = "\n\n".join(piece * 5_000 for piece in pieces).encode()
    with FileReader(seconds=30) as reader:
        document, _ = reader.read(saved(tmp_path, name, data))
    assert document.text
