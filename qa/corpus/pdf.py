"""PDF: the text of each page, its lines joined to paragraphs, each character's place kept.

Words broken over two lines are mended, ligatures are spelled out, headers and footers that
every page repeats are left out. A page without text is a picture of one, and one whose fonts do
not say which letters they draw is as good as one: its words may be recognised, and given here.
`pdf_layout.py` decides which lines belong together, `pdf_titles.py` what a document is called;
here is what touches pdfium.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from qa.corpus.extracted import NO_WORDS, Box, Extracted, Seen, Unreadable, Words, places_of
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
MOST_PIXELS = 2_000  # along the longer side; a page may claim to be as large as a house
_RECOGNITION_SCALE = 150 / 72  # 200 dots per inch took a third longer and were read no better
_STAMP_LINES, _STAMP_LETTERS = 4, 200  # "Case 1:20-cv-01234, filed 1 May 2020, page 3 of 9"
_COVERED = 0.6  # of a page by the pictures on it, for what else is there to be a stamp
_MORE = 1.5  # times the letters that a page has, are recognised on one that is more than those
_MOST_RECOGNIZED = 1_000  # pages of one file, an hour or two of work


@dataclass(frozen=True, slots=True)
class Pages:
    """The lines of each page, and the numbers of those that are pictures or cannot be read.

    `recognized` are those of both whose words were given.
    """

    lines: list[list[Line]]
    scanned: list[int]
    coded: list[int]
    recognized: list[int]


def read_pdf(data: bytes, words: Words = NO_WORDS) -> Extracted:
    """One document; `words` are those recognised on its pages, by number from 1."""
    with closing(open_pdf(data)) as document:
        found = pages_of(document, words)
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


def _notes(found: Pages, words: Words) -> str:
    """What of a document could not be read or is not sure.

    A page on which the recogniser saw nothing is blank, or a picture of something.
    """
    pages = len(found.lines)
    scanned = [number for number in found.scanned if number not in words]
    coded = [number for number in found.coded if number not in words]
    if len(words) == pages > 0 and not any(found.lines):
        return "it is scanned, and no word was recognised on its pages"
    if len(scanned) == pages > 0:
        return "it is scanned: its pages hold no text, or hardly any"
    if len(coded) == pages > 0:
        return "its fonts do not say which letters they draw"
    notes = []
    if found.recognized:
        which = "all" if len(found.recognized) == pages else _list(found.recognized)
        notes.append(f"pages whose text was recognised, which may be wrong in places: {which}")
    if scanned:
        notes.append(f"pages without text, or nearly so, probably scanned: {_list(scanned)}")
    if coded:
        notes.append(f"pages whose fonts do not say which letters they draw: {_list(coded)}")
    return "; ".join(notes)


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:_SHOWN])) + (", …" if len(numbers) > _SHOWN else "")


def recognize_page(data: bytes, number: int) -> tuple[Seen, ...]:
    """The words on a page, counted from 1, as they look. Raises ImportError without recogniser."""
    import numpy as np

    with closing(open_pdf(data)) as document, closing(document[number - 1]) as page:
        scale = min(_RECOGNITION_SCALE, MOST_PIXELS / max(page.get_size()))
        picture = page.render(scale=scale).to_pil().convert("RGB")
    return recognize(np.asarray(picture))


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise Unreadable("encrypted; save it without a password") from error
        raise


def pages_of(document: pdfium.PdfDocument, words: Words) -> Pages:
    """The lines of each page: what stands in the file, or else the words that were recognised."""
    pages: list[list[Line]] = []
    scanned: list[int] = []
    coded: list[int] = []
    for number in range(len(document)):
        with closing(document[number]) as page:
            with closing(page.get_textpage()) as text_page:
                lines = list(_lines(text_page, number))
            if _is_picture(page, lines):
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
            lines = lines_of(words[number], number - 1, page.get_size())
        if _letters(lines) > _MORE * _letters(pages[number - 1]):
            pages[number - 1] = lines
            recognized.append(number)
    return Pages(pages, scanned, coded, recognized)


def _is_picture(page: pdfium.PdfPage, lines: Sequence[Line]) -> bool:
    """Whether a page is a picture, with no text or just what somebody stamped on it."""
    pictures = list(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE]))
    if not lines or not pictures:
        return bool(pictures)
    if len(lines) > _STAMP_LINES or _letters(lines) > _STAMP_LETTERS:
        return False
    width, height = page.get_size()
    covered: float = 0
    for picture in pictures:
        left, bottom, right, top = picture.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(covered >= _COVERED * width * height)


def _letters(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


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
