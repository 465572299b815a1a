"""A PDF's page as a picture: the right page, a box where the words are, nothing else asked."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from qa import corpus
from qa.page.pictures import Pictures, pages_of
from qa.page.sources import Wanted
from qa.records import Document
from tests.corpus import files
from tests.page.conftest import CHIP, CITED, Site, Tab

LIT = "The lamp of Skerry Rock was lit for the first time on 3 March 1871."
QUESTION = "When was the lamp of Skerry Rock lit?"
PDF = files.pdf(
    [["The harbour of Aldwater has four cranes.", "It was dredged in May 2019."],
     ["The keeper kept bees.", LIT, "Nothing else was written down."]],
    title="Lighthouse notes",
)  # fmt: skip
MARK = (255, 213, 79)
LEFT, TOP, BOTTOM = 72 / 612, (792 - 706 - 9) / 792, (792 - 706 + 4) / 792
"""Where the second line of a page of `files.pdf` is, as shares of the page."""


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    """One process that draws."""
    made = Pictures()
    yield made
    made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The PDF as a file."""
    (tmp_path / "notes.pdf").write_bytes(PDF)
    return tmp_path / "notes.pdf"


@pytest.fixture
def document(path: Path) -> Document:
    """The same, read."""
    found = corpus.read_by_id(path.parent, path.name)
    assert found is not None
    return found


def asked(**values: Any) -> Wanted:
    """What a browser sends."""
    return Wanted.read({"key": "k", **values})


def place_of(quote: str, document: Document) -> list[int]:
    """[start, end] of a quote."""
    start = document.text.index(quote)
    return [start, start + len(quote)]


def test_the_page_of_the_cited_words_comes_with_a_box_around_them(
    pictures: Pictures, document: Document, path: Path
) -> None:
    found = pictures.page(document, path, asked(cited=place_of(LIT, document)))
    assert (found["page"], found["pages"]) == (2, 2)
    assert (found["previous"], found["next"]) == (0, None)
    ((left, top, right, bottom),) = found["boxes"]
    assert abs(left - LEFT) < 0.01
    assert TOP - 0.01 < top < bottom < BOTTOM + 0.01
    kind, _, data = found["image"].partition(",")
    assert kind == "data:image/png;base64"
    picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    middle = picture.height * (top + bottom) / 2
    row = [picture.getpixel((x, int(middle))) for x in range(picture.width)]
    lit = [x / picture.width for x, colour in enumerate(row) if colour == MARK]
    assert left - 0.01 < min(lit) < max(lit) < right + 0.01


def test_other_pages_are_shown_without_a_box(
    pictures: Pictures, document: Document, path: Path
) -> None:
    cited = place_of(LIT, document)
    before = pictures.page(document, path, asked(cited=cited, page=0))
    assert (before["page"], before["boxes"]) == (1, ())
    assert (before["previous"], before["next"]) == (None, document.page_starts[1])
    unasked = pictures.page(document, path, asked())
    assert (unasked["page"], unasked["boxes"]) == (1, ())


def test_a_quote_over_two_pages_is_boxed_on_both(
    pictures: Pictures, document: Document, path: Path
) -> None:
    second = document.page_starts[1]
    cited = [second - 12, second + 10]
    first = pictures.page(document, path, asked(cited=cited))
    after = pictures.page(document, path, asked(cited=cited, page=second))
    assert (first["page"], len(first["boxes"])) == (1, 1)
    assert (after["page"], len(after["boxes"])) == (2, 1)


@pytest.mark.parametrize(
    "data", [{"page": -1}, {"page": True}, {"page": "1"}, {"page": 1.0}, {"page": [0]},
             {"page": 10**30}, {"cited": [0, 10**30]}, {"cited": [10**6, 10**6 + 1]},
             {"cited": [3, 3]}, {"cited": ["0", "9"]}, {"cited": [None, 1]}]
)  # fmt: skip
def test_a_place_outside_the_text_is_refused(
    pictures: Pictures, document: Document, path: Path, data: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="expected"):
        pictures.page(document, path, asked(**data))


def test_what_is_no_pdf_has_no_pages(pictures: Pictures, path: Path) -> None:
    text = Document(id="a.txt", title="a", text="a", sha256="0" * 64)
    assert pages_of(text) == 0
    with pytest.raises(ValueError, match="only the pages of a PDF"):
        pictures.page(text, path, asked())


def test_a_file_that_changed_is_not_shown_in_the_old_ones_place(
    pictures: Pictures, document: Document, path: Path
) -> None:
    path.write_bytes(files.pdf([["Something else"], ["altogether"]]))
    with pytest.raises(ValueError, match="changed since it was indexed"):
        pictures.page(document, path, asked())
    with pytest.raises(ValueError, match="changed since it was indexed"):
        pictures.page(document, None, asked())


def test_when_too_many_wait_the_next_is_turned_away(document: Document, path: Path) -> None:
    crowded = Pictures(most_waiting=0)
    with pytest.raises(ValueError, match="try again in a moment"):
        crowded.page(document, path, asked())
    crowded.close()


def test_a_picture_that_is_too_large_is_refused(document: Document, path: Path) -> None:
    small = Pictures(most_bytes=1_000)
    with pytest.raises(ValueError, match="more than 1,000 bytes"):
        small.page(document, path, asked())
    small.close()


def opened(site: Site, tab: Tab) -> Page:
    """A page where the PDF is uploaded, asked about, and its citation clicked."""
    page = tab.open(site.url)
    page.locator(".fn-file").set_input_files(
        [{"name": "notes.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    )
    expect(page.locator(".fn-document", has_text="notes.pdf")).to_be_visible()
    tab.ask(QUESTION)
    page.locator(CHIP).first.click()
    return page


# The share of marked pixels inside the box, and their number outside of it.
PIXELS = """([left, top, right, bottom]) => {
  const image = document.querySelector(".fn-page");
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let inside = 0, outside = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] !== 255 || data[at + 1] !== 213 || data[at + 2] !== 79) continue;
    const x = (at / 4) % canvas.width / canvas.width;
    const y = Math.floor(at / 4 / canvas.width) / canvas.height;
    if (x >= left && x <= right && y >= top && y <= bottom) inside += 1; else outside += 1;
  }
  return { inside, outside };
}"""


def test_a_citation_into_a_pdf_shows_its_page_with_the_words_boxed(site: Site, tab: Tab) -> None:
    asked_for: list[str] = []
    tab.page.on("request", lambda request: asked_for.append(request.post_data or ""))
    page = opened(site, tab)
    image = page.get_by_role(
        "img", name="Page 2 of 2 of Lighthouse notes; the cited words are boxed"
    )
    expect(image).to_be_visible()
    expect(page.locator(".fn-page-number")).to_have_text("Page 2 of 2")
    assert sum('"get_page"' in body for body in asked_for) == 1
    sheet, box = image.bounding_box(), page.locator(".fn-box").bounding_box()
    panel = page.locator(".fn-source-body").bounding_box()
    assert sheet
    assert box
    assert panel
    left = (box["x"] - sheet["x"]) / sheet["width"]
    top = (box["y"] - sheet["y"]) / sheet["height"]
    right = left + box["width"] / sheet["width"]
    bottom = top + box["height"] / sheet["height"]
    assert abs(left - LEFT) < 0.01
    assert TOP - 0.01 < top < bottom < BOTTOM + 0.01
    assert panel["y"] <= box["y"] < panel["y"] + panel["height"]
    pixels = page.evaluate(PIXELS, [left - 0.01, top - 0.01, right + 0.01, bottom + 0.01])
    assert pixels["inside"] > 100
    assert pixels["outside"] == 0


def test_text_and_page_are_chosen_by_keyboard(site: Site, tab: Tab) -> None:
    page = opened(site, tab)
    expect(page.locator(".fn-box")).to_be_visible()
    text = page.get_by_role("button", name="Text", exact=True)
    as_page = page.get_by_role("button", name="Page", exact=True)
    expect(as_page).to_have_attribute("aria-pressed", "true")
    text.focus()
    page.keyboard.press("Enter")
    expect(page.locator(CITED)).to_have_text(LIT)
    expect(text).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".fn-page, .fn-page-tools:visible")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(as_page).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".fn-box")).to_be_visible()
    before = page.get_by_role("button", name="Previous page")
    before.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name=re.compile("^Page 1 of 2"))).to_be_visible()
    expect(page.locator(".fn-box")).to_have_count(0)
    expect(before).to_be_disabled()
    page.get_by_role("button", name="Next page").click()
    page.get_by_role("button", name="Larger").click()
    box, panel = page.locator(".fn-box"), page.locator(".fn-source-body").bounding_box()
    expect(box).to_be_visible()
    inner = box.bounding_box()
    assert inner
    assert panel
    assert panel["x"] <= inner["x"]
    assert panel["y"] <= inner["y"] < panel["y"] + panel["height"]
    page.keyboard.press("Escape")
    expect(page.locator(".fn-source")).to_be_hidden()
    page.locator(".fn-document-link").last.click()  # an article: text, and no choice
    expect(page.locator(".fn-text")).to_be_visible()
    expect(page.locator(".fn-views")).to_be_hidden()


def test_remote_pictures_stay_blocked(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    blocked = page.evaluate(
        """() => new Promise((done) => {
          addEventListener("securitypolicyviolation", (event) =>
            done([event.effectiveDirective, event.blockedURI]));
          document.body.append(Object.assign(new Image(), { src: "http://127.0.0.2:9/p.png" }));
        })"""
    )
    assert blocked == ["img-src", "http://127.0.0.2:9/p.png"]
    assert tab.foreign.pop() == blocked[1]  # told of, not sent
