"""The picture of a PDF's page with some of its characters marked.

Where characters stand is known to pdfium, or from the lines that were recognised on the page.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import accumulate

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from qa.corpus.extracted import NO_WORDS, Box, PageImage, Words
from qa.corpus.pdf import MOST_PIXELS, open_pdf, pages_of
from qa.corpus.pdf_layout import Line, lay_out
from qa.corpus.reading_order import quarters

_IMAGE_SCALE = 1.5  # pixels per point: 108 dots per inch
_MARK = (255, 213, 79)
_NARROW, _BROAD = frozenset(" iljtfrI.,;:'|!()[]‘’"), frozenset("mwMW@%—…")
_LATIN = 0x2000  # from here on letters are mostly as wide as a capital or wider


def page_image(data: bytes, start: int, end: int, words: Words = NO_WORDS) -> PageImage:
    """The picture of the page that holds character `start`, with [start, end) marked on it.

    The offsets are those of the text that `read_pdf` gives with the same `words`.
    """
    from PIL import Image, ImageChops, ImageDraw

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
                corners = [*_recognized_boxes(pages.lines[number], characters, size, picture.size)]
            else:
                with closing(page.get_textpage()) as text_page:
                    found = list(_boxes(text_page, characters))
                corners = [_in_picture(page, picture.size, box) for box in found]
    layer = Image.new("RGB", picture.size, "white")
    for box in corners:
        ImageDraw.Draw(layer).rectangle(box, fill=_MARK)
    out = io.BytesIO()
    ImageChops.multiply(picture, layer).save(out, "PNG")
    width, height = picture.size
    shares = tuple((x / width, y / height, u / width, v / height) for x, y, u, v in corners)
    return PageImage(number + 1, out.getvalue(), shares)


def _in_picture(page: pdfium.PdfPage, size: tuple[int, int], box: Box) -> Box:
    """A box in points → left, top, right, bottom in pixels; pdfium knows turned, cropped pages."""
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, up in ((box[0] - 1, box[1] - 1), (box[2] + 1, box[3] + 1)):
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, across, up, x, y)
        corners.append((x.value, y.value))
    (left, right), (top, bottom) = map(sorted, zip(*corners, strict=True))
    return left, top, right, bottom


def _recognized_boxes(
    lines: Sequence[Line], characters: Sequence[int], size: tuple[float, float],
    pixels: tuple[int, int],
) -> Iterator[Box]:  # fmt: skip
    """Where characters of recognised lines are, in pixels; within a line by their usual widths."""
    across, down = pixels[0] / size[0], pixels[1] / size[1]
    for line in lines:
        here = [at - line.first for at in characters if 0 <= at - line.first < len(line.text)]
        if here:
            ends = [0.0, *accumulate(map(_width, line.text))]
            step = (line.right - line.left) / ends[-1]
            left, right = line.left + ends[here[0]] * step, line.left + ends[here[-1] + 1] * step
            top, bottom = size[1] - line.top, size[1] - line.bottom
            yield left * across, top * down, right * across, bottom * down


def _width(character: str) -> float:
    """About how wide a character is set, a small letter being 1."""
    if character in _NARROW:
        return 0.5
    if character in _BROAD:
        return 1.5
    return 1.25 if character.isupper() or ord(character) > _LATIN else 1.0


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
