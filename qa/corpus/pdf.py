"""PDF: the text of each page, its lines joined to paragraphs, each character's place kept.

Words broken over two lines are mended, ligatures are spelled out, headers and footers that
every page repeats are left out. A page without text is a picture of one, and one whose fonts do
not say which letters they draw is as good as one: its words may be recognised, and given here.
`pdf_layout.py` decides which lines belong together, `pdf_titles.py` what a document is called;
here is what touches pdfium.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from qa.corpus.extracted import Box, Extracted, PageImage, Seen, Unreadable, Words, places_of
from qa.corpus.pdf_headings import headings
from qa.corpus.pdf_layout import BROKEN, Line, garbled, lay_out
from qa.corpus.pdf_titles import title
from qa.corpus.reading_order import lines as lines_of
from qa.corpus.recognition import recognize

_CREATED = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_SHOWN = 8
_BROKEN = 2  # pdfium's own code for a hyphen at the end of a line
_SMALL = range(0xF721, 0xF800)
_BULLETS = frozenset((0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0FC, 0xF06E, 0xF071, 0xF0A8))
_IMAGE_SCALE = 1.5  # pixels per point: 108 dots per inch
_MOST_PIXELS = 2_000  # along the longer side; a page may claim to be as large as a house
_MARK = (255, 213, 79)
_RECOGNITION_SCALE = 150 / 72  # 200 dots per inch took a third longer and were read no better
_NARROW, _BROAD = frozenset(" iljtfrI.,;:'|!()[]‘’"), frozenset("mwMW@%—…")
_LATIN = 0x2000  # from here on letters are mostly as wide as a capital or wider
_MOST_RECOGNIZED = 1_000  # pages of one file, an hour or two of work
_NO_WORDS: Words = {}


@dataclass(frozen=True, slots=True)
class _Pages:
    """The lines of each page, and the numbers of those that are pictures or cannot be read.

    `recognized` are those of both whose words were given.
    """

    lines: list[list[Line]]
    scanned: list[int]
    coded: list[int]
    recognized: list[int]


def read_pdf(data: bytes, words: Words = _NO_WORDS) -> Extracted:
    """One document; `words` are those recognised on its pages, by number from 1."""
    with closing(_open(data)) as document:
        found = _pages(document, words)
        facts = document.get_metadata_dict()
    pages = found.lines
    laid = lay_out(pages)
    created = _CREATED.match(facts.get("CreationDate") or facts.get("ModDate") or "")
    return Extracted(
        laid.text,
        title(facts.get("Title", ""), next((lines for lines in pages if lines), [])),
        "-".join(created.groups()) if created and created.group(2) <= "12" else "",
        laid.page_starts,
        places_of(headings(laid)),
        _notes(found, words),
        tuple(sorted({*found.scanned, *found.coded}))[:_MOST_RECOGNIZED],
        tuple(found.recognized),
    )


def _notes(found: _Pages, words: Words) -> str:
    """What of a document could not be read or is not sure.

    A page on which the recogniser saw nothing is blank, or a picture of something.
    """
    pages = len(found.lines)
    scanned = [number for number in found.scanned if number not in words]
    coded = [number for number in found.coded if number not in words]
    if len(words) == pages > 0 and not found.recognized:
        return "it is scanned, and no word was recognised on its pages"
    if len(scanned) == pages > 0:
        return "no page holds text: it is scanned"
    if len(coded) == pages > 0:
        return "its fonts do not say which letters they draw"
    notes = []
    if found.recognized:
        which = "all" if len(found.recognized) == pages else _list(found.recognized)
        notes.append(f"pages whose text was recognised, which may be wrong in places: {which}")
    if scanned:
        notes.append(f"pages without text, probably scanned: {_list(scanned)}")
    if coded:
        notes.append(f"pages whose fonts do not say which letters they draw: {_list(coded)}")
    return "; ".join(notes)


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:_SHOWN])) + (", …" if len(numbers) > _SHOWN else "")


def recognize_page(data: bytes, number: int) -> tuple[Seen, ...]:
    """The words on a page, counted from 1, as they look. Raises ImportError without recogniser."""
    import numpy as np

    with closing(_open(data)) as document, closing(document[number - 1]) as page:
        scale = min(_RECOGNITION_SCALE, _MOST_PIXELS / max(page.get_size()))
        picture = page.render(scale=scale).to_pil().convert("RGB")
    return recognize(np.asarray(picture))


def page_image(data: bytes, start: int, end: int, words: Words = _NO_WORDS) -> PageImage:
    """The picture of the page that holds character `start`, with [start, end) marked on it.

    The offsets are those of the text that `read_pdf` gives with the same `words`.
    """
    from PIL import Image, ImageChops, ImageDraw

    with closing(_open(data)) as document:
        pages = _pages(document, words)
        laid = lay_out(pages.lines)
        number = laid.page_of(start)
        characters = laid.characters(start, end)
        with closing(document[number]) as page:
            scale = min(_IMAGE_SCALE, _MOST_PIXELS / max(page.get_size()))
            picture = page.render(scale=scale).to_pil().convert("RGB")
            if number + 1 in pages.recognized:
                size = page.get_size()
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


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise Unreadable("encrypted; save it without a password") from error
        raise


def _pages(document: pdfium.PdfDocument, words: Words) -> _Pages:
    """The lines of each page: what stands in the file, or else the words that were recognised."""
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
    recognized: list[int] = []
    for number in sorted({*scanned, *coded} & words.keys()):
        with closing(document[number - 1]) as page:
            pages[number - 1] = lines_of(words[number], number - 1, page.get_size())
        if pages[number - 1]:
            recognized.append(number)
    return _Pages(pages, scanned, coded, recognized)


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
