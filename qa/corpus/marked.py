"""A picture of a page → the same with boxes marked on it, and where recognised words are on it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from qa.corpus.extracted import Box, PageImage
from qa.corpus.pdf_layout import Line

if TYPE_CHECKING:
    from PIL.Image import Image

_MARK = (255, 213, 79)
_NARROW, _BROAD = frozenset(" iljtfrI.,;:'|!()[]‘’"), frozenset("mwMW@%—…")
_LATIN = 0x2000  # from here on letters are mostly as wide as a capital or wider


def marked(picture: Image, number: int, boxes: Sequence[Box]) -> PageImage:
    """Page `number`, counted from 1, with `boxes` (left, top, right, bottom in dots) marked."""
    from PIL import Image, ImageChops, ImageDraw

    layer = Image.new("RGB", picture.size, "white")
    for box in boxes:
        ImageDraw.Draw(layer).rectangle(box, fill=_MARK)
    out = io.BytesIO()
    ImageChops.multiply(picture, layer).save(out, "PNG")
    width, height = picture.size
    shares = tuple((x / width, y / height, u / width, v / height) for x, y, u, v in boxes)
    return PageImage(number, out.getvalue(), shares)


def recognized_boxes(
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
