"""The documents sidebar: upload, ask, read, delete; what is refused; whose uploads are whose."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.chromium import DESKTOP
from tests.page.conftest import CHIP, CITED, Site, Tab, served

TEXT = (
    "Field notes of the lighthouse keeper\n\n"
    "The lamp of Skerry Rock was lit for the first time on 3 March 1871. "
    "The keeper Agnes Thorold kept bees behind the store house.\n"
)
QUESTION = "When was the lamp of Skerry Rock lit?"


def upload(page: Page, *files: Path) -> None:
    """Chooses files in the sidebar."""
    page.locator(".fn-file").set_input_files([str(path) for path in files])


def test_upload_ask_delete_gone(site: Site, tab: Tab, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(TEXT, encoding="utf-8")
    page = tab.open(site.url)
    upload(page, notes)
    row = page.locator(".fn-document", has_text="notes.txt")
    expect(row).to_be_visible()
    expect(page.locator(".fn-upload-result").first).to_have_text("Ready")
    tab.ask(QUESTION)
    page.locator(CHIP).first.click()
    quote = "The lamp of Skerry Rock was lit for the first time on 3 March 1871."
    expect(page.locator(CITED)).to_have_text(quote)
    row.get_by_role("button", name="Delete notes.txt").click()
    row.get_by_role("button", name="Really delete notes.txt?").click()
    expect(row).to_have_count(0)
    page.locator(CHIP).first.click()
    expect(page.locator(".fn-note strong")).to_have_text("This document is gone.")
    expect(page.locator(".fn-note blockquote")).to_have_text(quote)
    expect(page.locator(CITED)).to_have_count(0)
    page.mouse.move(5, 5)
    page.locator(CHIP).first.hover()
    expect(page.locator(".fn-card-gone")).to_be_visible()
    tab.ask("Where did Agnes Thorold keep bees?")
    expect(page.locator("#chat blockquote strong").last).to_have_text("Not in your documents.")


def test_the_corpus_is_still_answered_beside_an_upload(
    site: Site, tab: Tab, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(TEXT, encoding="utf-8")
    page = tab.open(site.url)
    upload(page, notes)
    expect(page.locator(".fn-count")).to_have_text("3")
    question = "When was the Technology Prosperity Deal signed?"
    tab.ask(question)
    expect(page.locator("#chat .bot")).to_contain_text(
        site.assistant.ask(question).shown[0].sentence
    )
    expect(page.locator(".fn-delete")).to_have_count(1)


def test_each_refusal_names_its_reason(site: Site, tab: Tab, tmp_path: Path) -> None:
    files = {
        "holiday.zip": (b"PK\x03\x04", "archives are not opened"),
        "program.exe": (b"MZ", "this format is not read"),
        "empty.txt": (b" \n", "empty"),
        "big.txt": (b"a" * (21 * 1024 * 1024), "too large"),
        "binary.txt": (b"a\0b", "NUL"),
    }
    for name, (data, _) in files.items():
        (tmp_path / name).write_bytes(data)
    page = tab.open(site.url)
    upload(page, *(tmp_path / name for name in files))
    expect(page.locator(".fn-upload-failed")).to_have_count(len(files))
    for name, (_, reason) in files.items():
        item = page.locator(".fn-upload", has_text=name)
        expect(item.locator(".fn-upload-result")).to_contain_text(reason)
    expect(page.locator(".fn-count")).to_have_text("2")


def test_an_upload_is_seen_by_its_own_session_only(
    site: Site, tab: Tab, browser: Browser, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(TEXT, encoding="utf-8")
    page = tab.open(site.url)
    upload(page, notes)
    link = page.locator(".fn-document-link", has_text="notes.txt")
    link.click()
    expect(page.locator(".fn-text")).to_have_text(TEXT)
    hash_ = link.get_attribute("href")
    page.reload()
    expect(page.locator(".fn-document", has_text="notes.txt")).to_be_visible()
    other = Tab(browser.new_context(viewport=DESKTOP))
    stranger = other.open(f"{site.url}{hash_}")
    expect(stranger.locator(".fn-note strong")).to_have_text("This document is gone.")
    expect(stranger.locator(".fn-count")).to_have_text("2")
    other.ask(QUESTION)
    expect(stranger.locator("#chat blockquote")).to_be_visible()
    other.page.context.close()


def test_a_click_on_a_document_reads_it(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    name = site.assistant.index.ids()[0]
    page.locator(".fn-document-link", has_text=name).click()
    document = site.assistant.index.document(name)
    expect(page.locator(".fn-source-title")).to_have_text(document.title)
    assert page.locator(".fn-text").text_content() == document.text


def test_uploads_are_shared_only_where_the_server_says_so(
    site: Site, tab: Tab, browser: Browser, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(TEXT, encoding="utf-8")
    with served(site.folder, "--share-uploads") as url:
        upload(tab.open(url), notes)
        expect(tab.page.locator(".fn-document", has_text="notes.txt")).to_be_visible()
        other = Tab(browser.new_context(viewport=DESKTOP))
        stranger = other.open(url)
        expect(stranger.locator(".fn-document", has_text="notes.txt")).to_be_visible()
        other.ask(QUESTION)
        stranger.locator(CHIP).first.click()
        expect(stranger.locator(CITED)).to_contain_text("lit for the first time on 3 March 1871")
        expect(tab.page.locator("#chat .message")).to_have_count(0)  # the conversation is not
        other.page.context.close()
    alone = Tab(browser.new_context(viewport=DESKTOP))
    expect(alone.open(site.url).locator(".fn-document", has_text="notes.txt")).to_have_count(0)
    alone.page.context.close()


# What a browser does when a file is dragged over the drop zone, and then let go.
DRAG = """([name, text]) => {
  const zone = document.querySelector(".fn-drop");
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name, { type: "text/plain" }));
  const send = (kind) => zone.dispatchEvent(
    new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  const lit = () => zone.classList.contains("fn-over");
  const taken = !send("dragover"), over = lit();
  send("dragleave");
  const left = lit();
  send("dragover"); send("drop");
  return { taken, over, left, after: lit() };
}"""


def test_a_file_can_be_dropped(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    seen = page.evaluate(DRAG, ["dropped.txt", TEXT])
    assert seen == {"taken": True, "over": True, "left": False, "after": False}
    expect(page.locator(".fn-document", has_text="dropped.txt")).to_be_visible()
    page.locator(".fn-document-link", has_text="dropped.txt").click()
    assert page.locator(".fn-text").text_content() == TEXT


def test_a_long_document_is_read_on_in_both_directions(
    site: Site, tab: Tab, tmp_path: Path
) -> None:
    lines = [f"Entry {n}: wind from the north, sea calm, nothing to report." for n in range(2_200)]
    lines.insert(len(lines) // 2, "The lamp of Skerry Rock was lit for the first time in 1871.")
    text = "\n".join(lines) + "\n"
    (tmp_path / "log.txt").write_text(text, encoding="utf-8")
    page = tab.open(site.url)
    upload(page, tmp_path / "log.txt")
    expect(page.locator(".fn-document", has_text="log.txt")).to_be_visible(timeout=120_000)
    tab.ask(QUESTION)
    page.locator(CHIP).first.click()
    expect(page.locator(CITED)).to_be_visible()
    earlier = page.get_by_role("button", name="Earlier text")
    later = page.get_by_role("button", name="Later text")
    shown = page.locator(".fn-text")
    expect(shown).not_to_contain_text("Entry 1:")
    earlier.focus()
    body = page.locator(".fn-source-body")
    body.evaluate("(body) => body.scrollTo({ top: 200 })")
    at = page.locator(CITED).evaluate("(mark) => mark.getBoundingClientRect().top")
    page.keyboard.press("Enter")
    expect(shown).to_contain_text("Entry 1:")
    expect(earlier).to_have_count(0)
    assert abs(page.locator(CITED).evaluate("(m) => m.getBoundingClientRect().top") - at) < 40
    later.click()
    expect(later).to_have_count(0)
    assert shown.text_content() == text
    expect(page.locator(CITED)).to_have_text(
        "The lamp of Skerry Rock was lit for the first time in 1871."
    )


def test_a_long_list_of_documents_is_scrolled_beside_the_picker(tmp_path: Path, tab: Tab) -> None:
    for number in range(40):
        (tmp_path / f"note {number:02}.txt").write_text(f"Note {number} is of tea.", "utf-8")
    with served(tmp_path) as url:
        page = tab.open(url)
        last = page.locator(".fn-document").last
        expect(last).to_contain_text("note 39.txt")
        last.scroll_into_view_if_needed()
        row, picker = last.bounding_box(), page.locator("#model").bounding_box()
        assert row
        assert picker
        assert row["y"] + row["height"] <= picker["y"] + 1
        last.locator(".fn-document-link").click(timeout=5_000)
        expect(page.locator(".fn-source-title")).to_be_visible()


def test_what_is_left_out_is_said_on_the_page_and_in_the_terminal(
    browser: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "keeper.txt").write_text(TEXT, encoding="utf-8")
    (folder / "old.txt").write_bytes("The caf\xe9 of the harbour opens at six.".encode("cp1252"))
    for name in ("a.svg", "b.svg", "<b>c.svg"):
        (folder / name).write_text("<svg/>", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    with served(folder) as url:
        page = browser.new_page(viewport=DESKTOP)
        page.goto(url)
        left_out = page.locator(".fn-left-out")
        expect(left_out.locator("summary")).to_have_text("4 files left out")
        left_out.locator("summary").click()
        rows = left_out.locator("li")
        expect(rows).to_have_count(2)
        expect(rows.first.locator(".fn-problem-names")).to_have_text("<b>c.svg, a.svg, b.svg")
        expect(rows.first).to_contain_text("not in a format that is read")
        expect(rows.last).to_contain_text("broken.pdf")
        partly = page.locator(".fn-partly")
        expect(partly.locator("summary")).to_have_text("1 file with a note")
        partly.locator("summary").click()
        expect(partly).to_contain_text("old.txt")
        expect(partly).to_contain_text("Windows-1252")
        (problem,) = tmp_path.glob("server-*.log")
        said = problem.read_text()
        assert "left out: broken.pdf: " in said
        assert "2 documents, " in said
        page.close()


def test_an_upload_with_a_note_is_named_by_its_own_name(
    site: Site, tab: Tab, tmp_path: Path
) -> None:
    old = tmp_path / "old.txt"
    old.write_bytes("The caf\xe9 of the harbour opens at six.".encode("cp1252"))
    page = tab.open(site.url)
    expect(page.locator(".fn-partly")).to_be_hidden()
    upload(page, old)
    expect(page.locator(".fn-partly summary")).to_have_text("1 file with a note")
    expect(page.locator(".fn-partly .fn-problem-names")).to_have_text("old.txt")
    expect(page.locator(".fn-left-out")).to_be_hidden()
