"""The picture of a PDF's page with some of its characters marked.

Where characters stand is known to pdfium, or from the lines that were recognised on the page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from qa.corpus.extracted import NO_WORDS, Box, PageImage, Words
from qa.corpus.marked import marked, recognized_boxes
from qa.corpus.pdf import MOST_PIXELS, open_pdf, pages_of
from qa.corpus.pdf_layout import lay_out
from qa.corpus.reading_order import quarters

_IMAGE_SCALE = 1.5  # pixels per point: 108 dots per inch


def page_image(data: bytes, start: int, end: int, words: Words = NO_WORDS) -> PageImage:
    """The picture of the page that holds character `start`, with [start, end) marked on it.

    The offsets are those of the text that `read_pdf` gives with the same `words`.
    """
    with closing(open_pdf(data)) as document:
        pages = pages_of(document, words)
        laid = lay_out(pages.lines)
        number = laid.page_of(start)
        characters = laid.characters(start, end)
        with closing(document[number]) as page:
            scale = min(_IMAGE_SCALE, MOST_PIXELS / max(page.get_size()))
            picture = page.render(scale=scale).to_pil().convert("RGB")
            if number + 1 in pages.recognized:
                turns = quarters(words[number + 1])
                picture = picture.rotate(90 * turns, expand=True)
                size = page.get_size()[:: -1 if turns % 2 else 1]
                corners = [*recognized_boxes(pages.lines[number], characters, size, picture.size)]
            else:
                with closing(page.get_textpage()) as text_page:
                    found = list(_boxes(text_page, characters))
                corners = [_in_picture(page, picture.size, box) for box in found]
    return marked(picture, number + 1, corners)


def _in_picture(page: pdfium.PdfPage, size: tuple[int, int], box: Box) -> Box:
    """A box in points → left, top, right, bottom in pixels; pdfium knows turned, cropped pages."""
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, up in ((box[0] - 1, box[1] - 1), (box[2] + 1, box[3] + 1)):
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, across, up, x, y)
        corners.append((x.value, y.value))
    (left, right), (top, bottom) = map(sorted, zip(*corners, strict=True))
    return left, top, right, bottom


def _boxes(text_page: pdfium.PdfTextPage, characters: list[int]) -> Iterator[Box]:
    """One box for each run of characters on one line."""
    box: Box | None = None
    for at in characters:
        left, bottom, right, top = _box(text_page, at)
        if left == right:
            continue
        if box and bottom < box[3] and top > box[1] and left >= box[0]:
            box = (box[0], min(bottom, box[1]), max(right, box[2]), max(top, box[3]))
            continue
        if box:
            yield box
        box = (left, bottom, right, top)
    if box:
        yield box


def _box(text_page: pdfium.PdfTextPage, at: int) -> Box:
    """Left, bottom, right and top of one character, in points from the lower left corner."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text_page, at, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value
