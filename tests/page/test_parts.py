"""The page's parts without a browser: escaping, cutting, names, exports, candidates, files."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from eval import gold
from qa import Assistant
from qa.embedding import SentenceEmbedder
from qa.page import export, feedback, markup, sources, uploads
from qa.page.library import Library
from qa.page.security import token_of
from qa.page.sessions import Session, Sessions, Turn
from qa.page.sources import Wanted
from qa.page.uploads import Limits, Refused
from qa.recheck import load_answers, recheck
from qa.records import Document
from tests.conftest import ROOT

QUESTION = "When was the Technology Prosperity Deal signed?"
PUNCTUATION = st.text("abc \n<>[]()*_`~#!$&\\|{}+-.:;/@\"'=1wh", max_size=60)


@given(st.one_of(PUNCTUATION, st.text(max_size=60)))
def test_escaped_text_shows_exactly_its_characters(text: str) -> None:
    rendered = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(markup.escape(text))
    shown = html.unescape(rendered.removeprefix("<p>").removesuffix("</p>\n"))
    assert shown.split() == text.replace("\0", "\ufffd").split()


@given(PUNCTUATION)
def test_a_title_cannot_leave_its_link(text: str) -> None:
    link = f'[1](#src/x "{markup.escape(text)}")'
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parseInline(link)[0].children or []
    assert [token.type for token in tokens] == ["link_open", "text", "link_close"]


@given(st.text(max_size=80), st.data())
def test_pieces_join_to_the_text_and_the_cited_one_is_whole(text: str, data: st.DataObject) -> None:
    document = Document(id="d", title="d", text=text + "🜁.", sha256="0" * 64)
    spans = st.tuples(
        st.integers(0, len(document.text) - 1), st.integers(1, len(document.text))
    ).filter(lambda span: span[0] < span[1])
    cited = data.draw(spans)
    others = data.draw(st.lists(spans, max_size=4))
    wanted = Wanted.read({"key": "k", "cited": list(cited), "others": [list(o) for o in others]})
    view = sources.view(document, wanted)
    assert "".join(piece for piece, _ in view["pieces"]) == document.text
    (lit,) = [piece for piece, kind in view["pieces"] if kind == "cited"]
    assert lit == document.text[cited[0] : cited[1]] == view["quote"]


def test_a_large_document_comes_in_a_window_around_the_place() -> None:
    text = "x" * 500_000 + "needle" + "y" * 500_000
    document = Document(id="d", title="d", text=text, sha256="0" * 64)
    view = sources.view(document, Wanted.read({"key": "k", "cited": [500_000, 500_006]}))
    start, end = view["window"]
    assert end - start <= sources.WINDOW
    assert ["needle", "cited"] in view["pieces"]
    more = sources.view(document, Wanted.read({"key": "k", "window": [end, end + 10]}))
    assert more["pieces"] == [["y" * 10, ""]]


@pytest.mark.parametrize(
    "data", [None, [], {"key": 1}, {"key": "k", "cited": [1]}, {"key": "k", "cited": ["0", "1"]},
             {"key": "k", "cited": [3, 2]}, {"key": "k", "cited": [-1, 2]},
             {"key": "k", "cited": [True, 2]}, {"key": "k", "others": [[0, 1]] * 999},
             {"key": "k", "others": "x"}]
)  # fmt: skip
def test_what_is_no_place_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="expected"):
        Wanted.read(data)


@given(st.text(max_size=300))
def test_a_safe_name_stays_in_its_folder(name: str) -> None:
    safe = uploads.safe_name(name)
    assert safe == Path(safe).name
    assert safe not in (".", "..")
    assert not safe.startswith(".")
    assert not set(safe) & set('/\\<>${}`|:*?"\0\n')


@pytest.mark.parametrize(
    ("name", "size", "present", "reason"),
    [("a.zip", 1, (), "archives"), ("a.tar.gz", 1, (), "archives"), ("a.exe", 1, (), "format"),
     ("a", 1, (), "format"), ("a.txt", 3 * 2**20, (), "2 MB"), ("a.txt", 1, (1, 1), "delete one"),
     ("a.txt", 2**20, (10 * 2**20,), "together")],
)  # fmt: skip
def test_limits_refuse_with_a_reason(
    name: str, size: int, present: tuple[int, ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        uploads.check(name, size, present, Limits(file_mb=2, files=2))


def test_an_exported_conversation_can_be_verified(articles: Assistant, tmp_path: Path) -> None:
    answers = [articles.ask(QUESTION), articles.ask("What is the capital of Peru?")]
    path = tmp_path / "conversation.json"
    path.write_text(export.conversation_json(answers), encoding="utf-8")
    loaded = load_answers(path)
    assert loaded == answers
    assert articles.folder
    checks = [check for answer in loaded for check in recheck(answer, articles.folder)]
    assert checks
    assert {check.state for check in checks} == {"intact"}
    text = export.conversation_markdown(answers)
    assert f"## {QUESTION}" in text
    assert " ".join(answers[0].citations[0].quote.split()) in text


def test_a_thumb_is_a_line_the_evaluation_reads(articles: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    for question in (QUESTION, "What is the capital of Peru?"):
        turn = Turn(question, answer=articles.ask(question), history=(("Before?", "After."),))
        feedback.store(path, turn, "up")
    feedback.store(path, Turn("Never answered"), "down")
    answered, refused = gold.load(path)
    citation = articles.ask(QUESTION).citations[0]
    assert answered.answerable
    assert answered.type.startswith("thumbs-up")
    assert answered.history == (("Before?", "After."),)
    first = answered.spans[0]
    assert (first.document_id, first.start, first.end) == citation.place
    assert not refused.answerable
    assert len(refused.near) == 1


@pytest.fixture
def library(articles: Assistant, tmp_path: Path) -> Library:
    """A session's library over the two articles, sharing their embedder."""

    def opener(folder: Path, index_folder: Path) -> dict[str, Assistant]:
        embedder = articles._embedder
        return {"no model": Assistant.from_folder(folder, index=index_folder, embedder=embedder)}

    return Library({"no model": articles}, opener, tmp_path / "work", Limits())


def put(folder: Path, text: str) -> Path:
    """A received file, lying where uploads arrive."""
    path = folder / "incoming"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_upload_is_ranked_with_the_corpus_and_leaves_it_alone(
    library: Library, articles: Assistant, tmp_path: Path
) -> None:
    before = library.assistant().ask(QUESTION)
    received = put(tmp_path, "The lamp of Skerry Rock was lit in March 1871.")
    upload = library.add(received, "../../notes.txt")
    assert upload.document_id == "uploaded/notes.txt"
    assert not received.exists()
    assert library.assistant().ask(QUESTION).citations == before.citations
    found = library.assistant().ask("When was the lamp of Skerry Rock lit?")
    assert found.citations[0].document_id == upload.document_id
    assert upload.document_id not in articles.index.ids()
    corpus_file = articles.index.ids()[0]
    assert not library.remove(corpus_file)
    assert not library.remove("../../etc/passwd")
    assert library.remove(upload.document_id)
    assert library.assistant().index.ids() == articles.index.ids()
    assert articles.folder
    assert (articles.folder / corpus_file).exists()
    library.close()
    assert not (tmp_path / "work").exists()


def test_two_uploads_of_one_name_are_both_kept(library: Library, tmp_path: Path) -> None:
    first = library.add(put(tmp_path, "One says so."), "notes.txt")
    second = library.add(put(tmp_path, "Another says no."), "notes.txt")
    assert first.document_id == "uploaded/notes.txt"
    assert second.document_id == "uploaded/notes (2).txt"


def test_what_cannot_be_read_leaves_nothing_behind(library: Library, tmp_path: Path) -> None:
    upload = library.add(put(tmp_path, " \n "), "empty.txt")
    assert upload.document_id is None
    assert "empty" in upload.reason
    assert not list((tmp_path / "work").rglob("empty.txt"))


def test_sessions_are_told_apart_and_uploads_shared_only_if_asked(library: Library) -> None:
    made: list[str] = []

    def libraries(name: str) -> Library:
        made.append(name)
        return library

    sessions = Sessions(libraries)
    one: Session = sessions.of("a" * 43)
    assert sessions.of("a" * 43) is one
    assert sessions.of("a" * 43, "ada") is not one
    assert sessions.of("b" * 43) is not one
    assert sessions.of(None) is not sessions.of(None)
    shared = Sessions(libraries, shared=True)
    assert shared.of("a" * 43).library is shared.of("b" * 43).library


@pytest.mark.parametrize(
    ("cookies", "token"),
    [("", None), ("footnote_session=short", None), ("other=x", None), ("x=\"", None),
     (f"a=b; footnote_session={'k' * 43}", "k" * 43),
     ("footnote_session=../../../../../../../etc/passwd-and-some-more-x", None)],
)  # fmt: skip
def test_only_our_own_cookie_names_a_session(cookies: str, token: str | None) -> None:
    assert token_of(cookies) == token


def test_the_assets_are_packaged_and_hold_no_template() -> None:
    for path in (ROOT / "qa" / "page" / "assets").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "${" not in text
        assert "{{" not in text
    for path in (ROOT / "qa" / "page" / "assets").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval("):
            assert way not in text
    assert '"page/assets/*"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_kind_of_a_no_is_said_once(articles: Assistant) -> None:
    answer = articles.ask("How many employees does the University of Tsukuba have?")
    assert answer.status == "unsupported"
    shown = markup.answer_markup("t", answer, articles.index.document)
    assert shown.count("touch on that") == 1


def test_a_heading_that_is_the_title_is_said_once(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    text = "# Boats\n\nThe pilot is Ann Lee.\n\n## Ferry\n\nThe ferry carries sixty passengers.\n"
    (tmp_path / "boats.md").write_text(text, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    lines = [
        markup.answer_markup("t", assistant.ask(question), assistant.index.document)
        for question in ("How many passengers does the ferry carry?", "Who is the pilot?")
    ]
    assert "*Boats · Ferry*" in lines[0]
    assert "*Boats*" in lines[1]


def test_a_file_that_tells_more_than_its_title_is_named(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    """Three manuals of one title: which one is it?"""
    for model, hours in (("S", "six"), ("L", "nine"), ("XL", "twelve")):
        text = f"# User manual\n\nThe battery of the lamp lasts {hours} hours.\n"
        (tmp_path / f"Lumo {model}.md").write_text(text, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    answer = assistant.ask("How long does the battery of the Lumo L last?")
    shown = markup.answer_markup("t", answer, assistant.index.document)
    assert "*User manual · Lumo L\\.md*" in shown


def test_items_rows_and_code_stand_on_lines_of_their_own(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    text = (
        "# Lamp\n\n## Set up\n\n1. Plug the lamp in.\n2. Hold the button.\n\n## Reset\n\n"
        "Reset the lamp with:\n\n```\nlamp --reset\n```\n\n## Models\n\n"
        "| Model | Power |\n|---|---|\n| Small | 6 W |\n| Large | 11 W |\n"
    )
    (tmp_path / "lamp.md").write_text(text, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    for question, before, after in (
        ("How do I set up the lamp?", "1\\. Plug the lamp in", "2\\. Hold the button"),
        ("How do I reset the lamp?", "Reset the lamp with", "lamp \\-\\-reset"),
        ("What is the power of the large model?", "Model \\| Power", "Large \\| 11 W"),
    ):
        shown = markup.answer_markup("t", assistant.ask(question), assistant.index.document)
        lines = shown.splitlines()
        at = next(n for n, line in enumerate(lines) if line.startswith(before))
        assert lines[at].endswith("  ")
        assert lines[at + 1].startswith(after), shown


def test_extracts_of_different_documents_stand_on_lines_of_their_own(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    for name, text in {
        "a": "The otter sleeps at noon. An otter eats fish. It is brown.",
        "b": "No otter lives here.",
    }.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    answer = assistant.ask("Which documents mention an otter?")
    shown = markup.answer_markup("t", answer, assistant.index.document)
    assert "2 documents speak of “an otter”" in shown
    lines = markup.claims_markup(answer.shown, assistant.index.document).split("  \n")
    assert [line.split(" [")[0] for line in lines] == [
        "The otter sleeps at noon\\.",
        "No otter lives here\\.",
    ]
    both = [replace(claim, origin="generated") for claim in answer.shown]
    assert "\n" not in markup.claims_markup(both, assistant.index.document)
