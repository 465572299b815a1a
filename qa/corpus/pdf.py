"""PDF: the text of each page, its lines joined to paragraphs, each character's place kept.

Words broken over two lines are mended, ligatures are spelled out, headers and footers that
every page repeats are left out. A page without text is reported: it is a picture of one.
`pdf_layout.py` decides which lines belong together, `pdf_titles.py` what a document is called;
here is what touches pdfium.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from qa.corpus.extracted import Box, Extracted, PageImage, Unreadable, places_of
from qa.corpus.pdf_headings import headings
from qa.corpus.pdf_layout import BROKEN, Line, garbled, lay_out
from qa.corpus.pdf_titles import title

_CREATED = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_SHOWN = 8
_BROKEN = 2  # pdfium's own code for a hyphen at the end of a line
_SMALL = range(0xF721, 0xF800)
_BULLETS = frozenset((0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0FC, 0xF06E, 0xF071, 0xF0A8))
_IMAGE_SCALE = 1.5  # pixels per point: 108 dots per inch
_MOST_PIXELS = 2_000  # along the longer side; a page may claim to be as large as a house
_MARK = (255, 213, 79)


def read_pdf(data: bytes) -> Extracted:
    """One document."""
    with closing(_open(data)) as document:
        pages, scanned, coded = _pages(document)
        facts = document.get_metadata_dict()
    laid = lay_out(pages)
    created = _CREATED.match(facts.get("CreationDate") or facts.get("ModDate") or "")
    return Extracted(
        laid.text,
        title(facts.get("Title", ""), next((lines for lines in pages if lines), [])),
        "-".join(created.groups()) if created and created.group(2) <= "12" else "",
        laid.page_starts,
        places_of(headings(laid)),
        _notes(len(pages), scanned, coded),
    )


def _notes(pages: int, scanned: list[int], coded: list[int]) -> str:
    """What of a document could not be read, and what to do."""
    if len(scanned) == pages > 0:
        return "no page holds text: it is scanned; run text recognition (OCR) over it"
    if len(coded) == pages > 0:
        return "its fonts do not say which letters they draw; run text recognition (OCR) over it"
    notes = []
    if scanned:
        notes.append(f"pages without text, probably scanned: {_list(scanned)}")
    if coded:
        notes.append(f"pages whose fonts do not say which letters they draw: {_list(coded)}")
    return "; ".join([*notes, "run text recognition (OCR) on them"]) if notes else ""


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:_SHOWN])) + (", …" if len(numbers) > _SHOWN else "")


def page_image(data: bytes, start: int, end: int) -> PageImage:
    """The picture of the page that holds character `start`, with [start, end) marked on it.

    The offsets are those of the text that `read_pdf` gives.
    """
    from PIL import Image, ImageChops, ImageDraw

    with closing(_open(data)) as document:
        laid = lay_out(_pages(document)[0])
        number = laid.page_of(start)
        with closing(document[number]) as page:
            scale = min(_IMAGE_SCALE, _MOST_PIXELS / max(page.get_size()))
            picture = page.render(scale=scale).to_pil().convert("RGB")
            with closing(page.get_textpage()) as text_page:
                found = list(_boxes(text_page, laid.characters(start, end)))
            corners = [_in_picture(page, picture.size, box) for box in found]
    layer = Image.new("RGB", picture.size, "white")
    for box in corners:
        ImageDraw.Draw(layer).rectangle(box, fill=_MARK)
    out = io.BytesIO()
    ImageChops.multiply(picture, layer).save(out, "PNG")
    width, height = picture.size
    shares = tuple((x / width, y / height, u / width, v / height) for x, y, u, v in corners)
    return PageImage(number + 1, out.getvalue(), shares)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise Unreadable("encrypted; save it without a password") from error
        raise


def _pages(document: pdfium.PdfDocument) -> tuple[list[list[Line]], list[int], list[int]]:
    """The lines of each page, and the numbers of those that are pictures or cannot be read."""
    pages: list[list[Line]] = []
    scanned: list[int] = []
    coded: list[int] = []
    for number in range(len(document)):
        with closing(document[number]) as page:
            with closing(page.get_textpage()) as text_page:
                lines = list(_lines(text_page, number))
            if not lines and next(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE]), None) is not None:
                scanned.append(number + 1)
        if garbled(lines):
            coded.append(number + 1)
            lines = []
        pages.append(lines)
    if len(coded) > sum(map(bool, pages)):  # what is left is of the same fonts, but for a few words
        coded = sorted({*coded, *(at for at, lines in enumerate(pages, start=1) if lines)})
        pages = [[] for _ in pages]
    return pages, scanned, coded


def _lines(text_page: pdfium.PdfTextPage, page: int) -> Iterator[Line]:
    """The lines of a page as pdfium finds them, with their boxes."""
    count = text_page.count_chars()
    codes = [raw.FPDFText_GetUnicode(text_page, at) for at in range(count)]
    at = 0
    while at < count:
        if codes[at] in (10, 13):
            at += 1
            continue
        stop = at
        while stop < count and codes[stop] not in (10, 13, _BROKEN):
            stop += 1
        stop += stop < count and codes[stop] == _BROKEN
        text = "".join(map(_character, codes[at:stop]))
        kept = [index for index in range(len(text)) if not text[index].isspace()]
        if kept:
            first, last = at + kept[0], at + kept[-1] + 1
            left, bottom, _, top = _loose_box(text_page, first)
            right = _loose_box(text_page, last - 1)[2]
            yield Line(text[kept[0] : kept[-1] + 1], page, first, left, right, bottom, top)
        at = stop


def _character(code: int) -> str:
    """One UTF-16 unit or character of a page; half a pair is no character.

    What fonts keep in the private area is a letter set small or a figure set old, as Adobe's glyph
    list has them, or a bullet of Symbol or Wingdings.
    """
    if code == _BROKEN:
        return BROKEN
    if code in _SMALL:
        return chr(code - 0xF700)
    if code in _BULLETS:
        return "•"
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _loose_box(text_page: pdfium.PdfTextPage, at: int) -> Box:
    """Left, bottom, right and top of a character's whole cell, equal for all of one font."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text_page, at, box)
    return box.left, box.bottom, box.right, box.top


def _box(text_page: pdfium.PdfTextPage, at: int) -> Box:
    """Left, bottom, right and top of one character, in points from the lower left corner."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text_page, at, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


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
