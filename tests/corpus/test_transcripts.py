"""Transcripts: who says what, and when."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from qa import Assistant, corpus
from qa.corpus import Unreadable
from qa.corpus.transcripts import read_transcript
from qa.embedding import SentenceEmbedder
from qa.records import Document
from tests.corpus.files import saved
from tests.corpus.open_files import SRT, VTT


def read(folder: Path, name: str, text: str) -> Document:
    return corpus.read(saved(folder, name, text.encode()))


def test_a_meeting_is_read_by_its_speakers(tmp_path: Path) -> None:
    document = read(tmp_path, "meeting.vtt", VTT)
    assert document.text.split("\n\n") == [
        "Ann Lee: Good morning. We have a budget of 40,000 euros & it is for the spring.",
        "Bo Ray: The roof comes first, and the windows after it.",
        "Ann Lee: Then we agree.",
        "",
    ]
    at = document.text.index
    assert document.where_at(at("40,000")) == "00:00:01"
    assert document.where_at(at("windows")) == "01:02:09"
    assert document.under_at(at("windows")) == ""


def test_a_name_before_what_is_said_begins_a_paragraph(tmp_path: Path) -> None:
    document = read(tmp_path, "film.srt", SRT)
    assert document.text.split("\n\n") == [
        "The sea is calm today. Nobody has seen the boat.",
        "ANN: It left at nine.",
        "BO: Then it is lost.",
        "",
    ]
    assert document.where_at(document.text.index("nine")) == "00:01:07"


def test_lines_that_roll_are_said_once() -> None:
    rolled = "WEBVTT\n\n" + "".join(
        f"00:0{at}.000 --> 00:0{at + 1}.000\n{first}\n{second}\n\n"
        for at, (first, second) in enumerate(
            [("now we come to", "the third of the"), ("the third of the", "big questions no no"),
             ("big questions no no", "no it is small")]
        )
    )  # fmt: skip
    text = read_transcript(rolled.encode()).text
    assert text.strip() == "now we come to the third of the big questions no no no it is small"


def test_a_long_speech_is_cut_where_a_sentence_ends() -> None:
    cues = "".join(
        f"{at}\n00:{at:02}:00,000 --> 00:{at:02}:05,000\nThis is sentence number {at} of the long "
        "speech, which\n\n"
        f"{at}b\n00:{at:02}:06,000 --> 00:{at:02}:09,000\nends with its second half.\n\n"
        for at in range(20)
    )
    found = read_transcript(cues.encode())
    paragraphs = found.text.strip().split("\n\n")
    assert len(paragraphs) == len(found.places) == 4
    assert all(each.endswith("half.") for each in paragraphs)


@pytest.mark.parametrize("text", ["A plain text.", "WEBVTT\n\n1\nno time\n", "1\n2 --> 3\nx\n"])
def test_what_has_no_times_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable, match="no line of it has a time"):
        read(tmp_path, "a.vtt", text)


def test_hostile_lines_are_read_quickly() -> None:
    for text in ("<v " * 60_000, "<" * 200_000, "a: " * 60_000, "word " * 60_000, "-" * 200_000):
        began = time.perf_counter()
        read_transcript(f"00:01.000 --> 00:02.000\n{text}\n".encode())
        assert time.perf_counter() - began < 5


def test_an_answer_says_when_it_was_said(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    (tmp_path / "meeting.vtt").write_text(VTT, encoding="utf-8")
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask("How large is the budget?")
    assert answer.short is not None
    assert "40,000" in answer.short.text
    assert answer.citations[0].where == "00:00:01"
