"""What is printed: many problems in few lines, and nothing that a terminal would obey."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.records import Answer, Citation, Claim, Document, ShortAnswer, Skipped
from qa.terminal import print_report, printable, rendered
from qa.updating import Report


def report(skipped: list[Skipped], partly: list[Skipped], documents: int = 2) -> Report:
    return Report(2, 0, 0, 0, 3, documents, 3, 1.25, tuple(skipped), tuple(partly))


def test_files_with_one_reason_share_a_line_when_they_are_many(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = [Skipped(f"src/{at}.js", "not in a format that is read: .txt") for at in range(120)]
    empty = [Skipped(f"{at}.txt", "empty") for at in range(3)]
    mail = [Skipped("a.eml", "its attachment is named, not read")]
    print_report(report([*code, *empty], mail), Path("index"))
    out, err = capsys.readouterr()
    assert err.splitlines() == [
        "left out: 120 files (src/0.js, src/1.js, src/2.js, …): not in a format that is read: .txt",
        "left out: 0.txt: empty",
        "left out: 1.txt: empty",
        "left out: 2.txt: empty",
        "in part: a.eml: its attachment is named, not read",
    ]
    assert out == (
        "2 documents, 3 passages in 'index' "
        "(2 added, 0 changed, 0 removed, 0 unchanged, 123 left out; 1.2 s)\n"
    )
    print_report(report([*code, *empty], mail), Path("index"), {*code, *mail, empty[1]})
    assert capsys.readouterr().err == "left out: 0.txt: empty\nleft out: 2.txt: empty\n"


def test_an_empty_folder_is_said_to_be_empty(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(report([], [], documents=0), Path("index"))
    assert capsys.readouterr().err == "there is nothing in it to read\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – ünï 🎉 مرحبا", "plain – ünï 🎉 مرحبا"),
        ("\x1b[31mred.txt", "\\x1b[31mred.txt"),
        ("new\nline\ttab", "new\\nline\\ttab"),
        ("gnp\u202etxt.exe", "gnp\\u202etxt.exe"),
        ("8-bit \x9b31m", "8-bit \\x9b31m"),
    ],
)  # fmt: skip
def test_nothing_a_terminal_obeys_is_printed(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_an_answer_from_a_hostile_document_only_prints(capsys: object) -> None:
    text = "The \x1b]0;owned\x07 pump\rwas built in 1911."
    document = Document("a\x1b[2J.txt", "T\x1b[8m", text, "a" * 64)
    cited = Citation.of(document, 0, len(text))
    claim = Claim(text, (cited,), "supported")
    answer = Answer("Q?", "answered", (claim,), ShortAnswer("19\x1b11", cited))
    shown = rendered(answer)
    assert not set(shown) & {"\x07", "\r", "\x9b"}
    styled = shown.replace("\x1b[1m", "").replace("\x1b[0m", "")  # the two titles in bold
    assert "\x1b" not in styled
    assert "a\\x1b[2J.txt [0, 38)" in styled
