"""Text that attacks: in a document, a file name, a question. Nothing runs, nothing is fetched."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.page.conftest import CHIP, CITED, Site, Tab

MARKUP = (
    "<img src=x onerror=window.__pwned=1> <script>window.__pwned=2</script> "
    "${window.__pwned=3} {{window.__pwned=4}} {{{constructor}}} "
    "[click](javascript:window.__pwned=5) <iframe src=https://example.com></iframe> "
    "<svg/onload=window.__pwned=6> http://example.com "
    "www.example.com mail@example.com `code` **bold** $$x$$ <style>body{display:none}</style> "
    "<form action=//example.com><input></form>"
)
IMAGE = "![pixel](http://example.com/p.png)"
DOCUMENT = (
    f"Council of walruses {IMAGE}\n\n"
    f"The walrus protocol {MARKUP} was adopted in June 1994 by the council of walruses.\n"
)


def assert_unharmed(page: Page) -> None:
    """No attack became an element, ran, or was fetched."""
    assert page.evaluate("window.__pwned") is None
    assert page.locator("#chat .message :is(img, iframe, script, style, form, svg)").count() == 0
    assert page.locator(".fn-source :is(img, iframe, script, style, form)").count() == 0
    hrefs = page.eval_on_selector_all("#chat a", "links => links.map(l => l.getAttribute('href'))")
    assert all(href.startswith("#") for href in hrefs), hrefs


def test_a_document_that_attacks(site: Site, tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / "walrus.txt"
    path.write_text(DOCUMENT, encoding="utf-8")
    page = tab.open(site.url)
    page.locator(".fn-file").set_input_files(str(path))
    expect(page.locator(".fn-document", has_text="walrus.txt")).to_be_visible()
    tab.ask("When was the walrus protocol adopted?")
    expect(page.locator("#chat .bot")).to_contain_text("<script>window.__pwned=2</script>")
    expect(page.locator("#chat .bot")).to_contain_text("${window.__pwned=3} {{window.__pwned=4}}")
    page.locator(CHIP).first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("{{window.__pwned=4}}")
    page.locator(CHIP).first.click()
    cited = page.locator(CITED).text_content() or ""
    assert "<script>" in cited
    assert "<img src=x onerror=window.__pwned=1>" in cited  # as it stands in the source
    page.locator('#chat a[href^="#do/considered"]').click()
    expect(page.locator(".fn-row").first).to_be_visible()
    assert_unharmed(page)
    page.reload()
    page.locator(CHIP).first.wait_for()
    assert_unharmed(page)


def test_a_file_name_that_attacks(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    names = ["<img src=x onerror=window.__pwned=1>.txt", "${window.__pwned=3}{{4}}.txt",
             "..\\..\\up [x](javascript:alert(1)).txt"]  # fmt: skip
    page.locator(".fn-file").set_input_files(
        [FilePayload(name=n, mimeType="text/plain", buffer=f"Rumour {n}.".encode()) for n in names]
    )
    expect(page.locator(".fn-document")).to_have_count(5)
    page.locator(".fn-document-link").first.click()
    expect(page.locator(".fn-text")).to_contain_text("Rumour")
    assert_unharmed(page)


def test_a_question_that_attacks(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    page.locator("#question textarea").fill(f"{MARKUP} {IMAGE}")
    page.keyboard.press("Enter")
    page.locator('#chat a[href^="#do/considered"], #chat .bot blockquote').first.wait_for()
    expect(page.locator("#chat .user")).to_contain_text("<img src=x onerror=window.__pwned=1>")
    expect(page.locator("#chat .user")).to_contain_text(IMAGE)
    assert_unharmed(page)
    page.reload()
    page.locator("#chat .user").wait_for()
    assert_unharmed(page)
