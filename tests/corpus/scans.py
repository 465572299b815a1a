"""Scanned pages, made by the tests: real pictures of text in a PDF, with nothing of the text."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1240, 877  # half of A4 at 150 dots per inch
DOTS = 150
LINE = 34
SIZE = 24

Column = tuple[int, Sequence[str]]
"""How far from the left, in dots, lines of text begin, and the lines."""


def page(*columns: Column, top: int = 150, turned: float = 0.0, noise: float = 6.0) -> Image.Image:
    """A page with columns of lines, turned by degrees, with noise as a scanner makes it."""
    picture = Image.new("L", (WIDTH, HEIGHT), 248)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(SIZE)
    for left, lines in columns:
        for at, line in enumerate(lines):
            draw.text((left, top + at * LINE), line, font=font, fill=25)
    if turned:
        picture = picture.rotate(turned, resample=Image.Resampling.BICUBIC, fillcolor=248)
    dots = np.asarray(picture, np.float64)
    dots = dots + np.random.default_rng(7).normal(0, noise, dots.shape)
    return Image.fromarray(dots.clip(0, 255).astype(np.uint8))


def length(line: str) -> float:
    """How long a line is, in dots."""
    return ImageFont.load_default(SIZE).getlength(line)


def pdf(*pages: Image.Image) -> bytes:
    """A PDF that holds a picture on each page."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=DOTS, save_all=True, append_images=pages[1:])
    return out.getvalue()


def joined(*documents: bytes) -> bytes:
    """The pages of several PDFs in one."""
    target = pypdfium2.PdfDocument.new()
    for data in documents:
        source = pypdfium2.PdfDocument(data)
        target.import_pages(source)
        source.close()
    out = io.BytesIO()
    target.save(out)
    target.close()
    return out.getvalue()


def stamped(data: bytes, words: str) -> bytes:
    """The PDF with words of text, not of its picture, on its first page."""
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    text = pypdfium2.raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 11.0)
    encoded = (words + "\0").encode("utf-16-le")
    pypdfium2.raw.FPDFText_SetText(text, ctypes.cast(encoded, ctypes.POINTER(ctypes.c_ushort)))
    pypdfium2.raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 80, page.get_height() - 30)
    pypdfium2.raw.FPDFPage_InsertObject(page, text)
    page.gen_content()
    out = io.BytesIO()
    document.save(out)
    page.close()
    document.close()
    return out.getvalue()
