"""A picture of text (a scan, a photographed page, a screenshot): its words, and how it looks.

Every word has to be recognised. A picture on which hardly any text is seen from afar is one of
something else, and not looked at closely. A TIFF may have several pages. Knows pictures and
recognised words; nothing of PDF.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from qa.corpus.extracted import (
    NO_WORDS,
    Extracted,
    PageImage,
    Seen,
    Unreadable,
    Words,
    day_of,
    places_of,
)
from qa.corpus.marked import marked, recognized_boxes
from qa.corpus.pdf_headings import headings
from qa.corpus.pdf_layout import Laid, Line, lay_out
from qa.corpus.pdf_titles import title
from qa.corpus.reading_order import lines as lines_of
from qa.corpus.reading_order import quarters
from qa.corpus.recognition import holds_text, recognize

if TYPE_CHECKING:
    from PIL.Image import Image

_LONGER = 842.0  # points: a picture is taken to be of a sheet of A4
_DOTS = 3_000_000  # looked at; a sheet of A4 at 176 dots per inch
_SHOWN_DOTS = 1_500_000
_LEAST_DOTS = 20_000  # an icon
_AS_THEY_ARE = ("L", "LA", "RGB", "RGBA")  # others have to be of these to be made smaller
_LEAST_LETTERS = 20  # a street sign has fewer, a visiting card more
_MOST_PAGES = 1_000
_CAMERA, _TAKEN = 0x8769, 36867  # tags: "2024:05:01 12:30:00"
_ORIENTATION, _LYING = 274, range(5, 9)  # in which width and height are exchanged
_TURNS = ("FLIP_LEFT_RIGHT", "ROTATE_180", "FLIP_TOP_BOTTOM", "TRANSPOSE", "ROTATE_270",
          "TRANSVERSE", "ROTATE_90")  # fmt: skip
"""What sets a picture upright, by its orientation from 2 on."""


def read_image(data: bytes, words: Words = NO_WORDS) -> Extracted:
    """One document; `words` are those recognised on its pages, by number from 1."""
    with _opened(data) as image:
        taken = _taken(image)
        pages = _lines(image, words)
    numbers = tuple(range(1, len(pages) + 1))
    if _letters(pages) < _LEAST_LETTERS:
        seen = "no text was recognised on it, or hardly any" if words else "its text is not known"
        return Extracted("", notes=f"a picture; {seen}", pictures=numbers)
    laid = lay_out(pages)
    return Extracted(
        laid.text,
        title("", next(lines for lines in pages if lines)),
        day_of(taken[:10].replace(":", "-")),
        laid.page_starts,
        places_of(headings(laid)),
        "its text was recognised, which may be wrong in places",
        numbers,
        tuple(number for number, lines in enumerate(pages, start=1) if lines),
    )


def recognize_page(data: bytes, number: int) -> tuple[Seen, ...]:
    """The words on a page, counted from 1. Raises ImportError if no recogniser is installed."""
    import numpy as np

    with _opened(data) as image:
        if image.width * image.height < _LEAST_DOTS:
            return ()
        picture = np.asarray(_page(image, number, _DOTS))
    return recognize(picture) if holds_text(picture) else ()


def page_image(data: bytes, start: int, end: int, words: Words = NO_WORDS) -> PageImage:
    """The picture of the page that holds character `start`, with [start, end) marked on it.

    The offsets are those of the text that `read_image` gives with the same `words`.
    """
    with _opened(data) as image:
        pages = _lines(image, words)
        laid: Laid = lay_out(pages)
        number = laid.page_of(start)
        picture = _page(image, number + 1, _SHOWN_DOTS)
        turns = quarters(words.get(number + 1, ()))
    picture = picture.rotate(90 * turns, expand=True)
    characters = laid.characters(start, end)
    corners = recognized_boxes(pages[number], characters, _size(picture.size), picture.size)
    return marked(picture, number + 1, [*corners])


@contextmanager
def _opened(data: bytes) -> Iterator[Image]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            yield image
    except UnidentifiedImageError as error:
        raise Unreadable("damaged, or no picture of a kind that is read") from error
    except Image.DecompressionBombError as error:
        raise Unreadable("a picture of more than 170 million dots; make it smaller") from error


def _count(image: Image) -> int:
    """How many pages a picture has; those of any other kind than TIFF are moments or previews."""
    return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


def _lines(image: Image, words: Words) -> list[list[Line]]:
    """The lines of each page, none where no words are given."""
    pages = []
    for number in range(1, min(_count(image), _MOST_PAGES) + 1):
        lines: list[Line] = []
        if words.get(number):
            image.seek(number - 1)
            lines = lines_of(words[number], number - 1, _size(_upright_size(image)))
        pages.append(lines)
    return pages


def _letters(pages: list[list[Line]]) -> int:
    return sum(map(str.isalnum, "".join(line.text for lines in pages for line in lines)))


def _size(dots: tuple[int, int]) -> tuple[float, float]:
    """Width and height in points."""
    scale = _LONGER / max(dots)
    return dots[0] * scale, dots[1] * scale


def _upright_size(image: Image) -> tuple[int, int]:
    return (image.height, image.width) if _orientation(image) in _LYING else image.size


def _taken(image: Image) -> str:
    """When a camera took it, "" if it does not say."""
    with suppress(Exception):  # cameras and programs write whatever they like there
        return str(image.getexif().get_ifd(_CAMERA).get(_TAKEN, ""))
    return ""


def _orientation(image: Image) -> int:
    """How a picture lies, from 1 to 8; 1, upright, if it does not say.

    Pillow sets a TIFF upright itself.
    """
    with suppress(Exception):
        return 1 if image.format == "TIFF" else int(image.getexif().get(_ORIENTATION, 1))
    return 1


def _page(image: Image, number: int, dots: int) -> Image:
    """A page as the camera held it upright, in three colours on white, of so many dots at most."""
    from PIL import Image

    image.seek(number - 1)
    lies = _orientation(image)
    scale = min(1.0, (dots / (image.width * image.height)) ** 0.5)
    if image.mode.startswith(("I", "F")):  # 16 bits for each dot, of a scanner
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    image.draft("RGB", size)  # a JPEG is not unpacked any larger than it is needed
    made = image if image.mode in _AS_THEY_ARE else image.convert("RGBA")
    made.thumbnail((max(size), max(size)))  # before it takes four bytes a dot
    made = made.convert("RGBA")
    if 2 <= lies < 2 + len(_TURNS):
        made = made.transpose(Image.Transpose[_TURNS[lies - 2]])
    paper = Image.new("RGBA", made.size, "white")
    return Image.alpha_composite(paper, made).convert("RGB")
