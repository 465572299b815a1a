"""The filter beside the question box, from its fields to what is cited."""

from __future__ import annotations

import pytest
from gradio_client import Client  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import FilePayload, Page, expect

from qa.errors import InputError
from qa.page import filters, markup
from qa.where import Where
from tests.page.conftest import Site, Tab, options

OLD = "---\ndate: 2019-05-01\n---\nThe lamp of Skerry Rock was painted by Agnes Thorold.\n"
NEW = "---\ndate: 2023-05-01\n---\nThe lamp of Skerry Rock was painted by Edgar Moss.\n"
QUESTION = "Who painted the lamp of Skerry Rock?"


def test_the_fields_become_a_filter_and_its_words() -> None:
    assert filters.chosen(("", "", "", "", "")) is None
    assert filters.chosen((None,) * 5) is None
    where = filters.chosen(("Budget", "reports/2025", "PDF", "2025-01-01", "2026-01-01"))
    assert where == Where("budget", "reports/2025", ".pdf", "2025-01-01", "2026-01-01")
    assert (
        filters.said(where)
        == "“budget” · reports/2025 · .pdf · from 2025-01-01 · before 2026-01-01"
    )
    assert filters.title(("", "uploaded", "", "", "")) == "Only: Your uploads"
    assert filters.title(("", "", "", "", "")) == "Limit to…"
    assert filters.folder_entries(["a", "a/b"])[1:] == [("a", "a"), ("a/b", "a/b")]


@pytest.mark.parametrize(
    ("values", "said"),
    [(("", "", "", "2025-13-01", ""), "'after' cannot be '2025-13-01': expected YYYY-MM-DD"),
     (("", "", "", "", "soon"), "'before' cannot be 'soon': expected YYYY-MM-DD"),
     (("", 7, "", "", ""), "'folder' must be text, not 7"),
     (("", "../..", "", "", ""), "the folder '../..' must be inside the folder of documents")],
)  # fmt: skip
def test_a_mistake_in_a_field_is_one_line(values: tuple[object, ...], said: str) -> None:
    with pytest.raises(InputError, match="^" + said.replace(".", r"\.")):
        filters.chosen(values)
    assert filters.title(values) == f"Limit to: {said}"


def test_what_a_question_was_limited_to_stands_below_it() -> None:
    shown = markup.question_markup("Who?", "<b>reports</b>")
    assert shown == "Who?\n\n*Only\\: &lt;b&gt;reports&lt;\\/b&gt;*".replace("Who?", "Who\\?")


def uploaded(site: Site, tab: Tab) -> Page:
    """A page where two accounts of one thing are uploaded, of 2019 and of 2023."""
    page = tab.open(site.url)
    page.locator(".fn-file").set_input_files(
        [FilePayload(name="old.md", mimeType="text/markdown", buffer=OLD.encode()),
         FilePayload(name="new.md", mimeType="text/markdown", buffer=NEW.encode())]
    )  # fmt: skip
    expect(page.locator(".fn-document", has_text="new.md")).to_be_visible()
    expect(page.locator(".fn-document", has_text="old.md")).to_be_visible()
    return page


def cited(page: Page) -> set[str]:
    """The names of the documents that the last answer cites."""
    names = {
        link.get_attribute("href"): link.inner_text()
        for link in page.locator(".fn-document-link").all()
    }
    chips = page.locator("#chat .bot").last.locator('p > a[href^="#src/"]').all()
    return {names[(chip.get_attribute("href") or "").rpartition("/")[0]] for chip in chips}


def test_a_filter_changes_what_is_cited_and_clearing_it_restores(site: Site, tab: Tab) -> None:
    page = uploaded(site, tab)
    tab.ask(QUESTION)
    everywhere = cited(page)
    title = page.locator("#limits > button")
    expect(page.get_by_label("Before")).to_be_hidden()
    title.click()
    page.get_by_label("Before").fill("2020-01-01")
    page.get_by_label("On or after").fill("2019-01-01")
    page.get_by_label("On or after").blur()
    expect(title).to_contain_text("Only: from 2019-01-01 · before 2020-01-01")
    tab.ask(QUESTION)
    assert cited(page) == {"old.md"}
    expect(page.locator("#chat .user").last).to_contain_text("Only: from 2019-01-01")
    page.get_by_label("Before").fill("")
    page.get_by_label("On or after").fill("2020-01-01")
    tab.ask(QUESTION)
    assert cited(page) == {"new.md"}
    page.get_by_label("On or after").fill("")
    page.get_by_label("Title or name").fill("OLD")
    tab.ask(QUESTION)
    assert cited(page) == {"old.md"}
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(title).to_contain_text("Limit to…")
    expect(page.get_by_label("On or after")).to_have_value("")
    tab.ask(QUESTION)
    assert cited(page) == everywhere
    expect(page.locator("#chat .user").last).not_to_contain_text("Only:")


def test_folders_and_file_types_are_those_of_the_documents(site: Site, tab: Tab) -> None:
    page = uploaded(site, tab)
    page.locator("#limits > button").click()
    page.get_by_role("combobox", name="Folder").click()
    assert options(page, 2) == ["All folders", "Your uploads"]
    page.get_by_role("option", name="Your uploads").click()
    page.get_by_role("combobox", name="File type").click()
    suffixes = {each.rpartition(".")[2] for each in site.assistant.index.ids()} | {"md"}
    expected = ["All file types", *(f".{each}" for each in sorted(suffixes))]
    assert options(page, len(expected)) == expected
    page.keyboard.press("Escape")
    question = "When was the Technology Prosperity Deal signed?"
    tab.ask(question)
    assert cited(page) <= {"old.md", "new.md"}
    page.reload()  # the filter is gone, what was limited still says so
    expect(page.locator("#chat .user")).to_contain_text("Only: Your uploads")
    expect(page.locator("#limits > button")).to_contain_text("Limit to…")


def test_a_bad_date_is_one_clear_line(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    page.locator("#limits > button").click()
    page.get_by_label("On or after").fill("2025-13-45")
    page.get_by_label("On or after").blur()
    said = "'after' cannot be '2025-13-45': expected YYYY-MM-DD"
    expect(page.locator("#limits > button")).to_contain_text(said)
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat blockquote")).to_have_text(f"That did not work. {said}")


def test_the_api_takes_the_filter(site: Site) -> None:
    client = Client(site.url, verbose=False)
    question = "When was the Technology Prosperity Deal signed?"
    everything = client.predict(question, api_name="/ask")
    assert everything["status"] == "answered"
    nothing = client.predict(question=question, suffix=".epub", api_name="/ask")
    assert nothing["status"] == "not_found"
    with pytest.raises(Exception, match="'before' cannot be 'soon': expected YYYY-MM-DD"):
        client.predict(question, before="soon", api_name="/ask")
