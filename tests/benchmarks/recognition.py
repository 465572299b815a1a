"""How much of a page's text is recognised once it is a scan, and in which order.

    python -m tests.benchmarks.recognition FOLDER [FILES]

Takes the second page of PDFs that hold text, makes a picture of it as a scanner does (200 dots an
inch, a little askew, blurred, with noise, JPEG), recognises that, and holds the words against those
of the file. Recall and precision are over words whatever their order; order is the longest common
subsequence of both by the length of the longer one.
"""

from __future__ import annotations

import io
import random
import re
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from statistics import mean, median

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from rapidfuzz.distance import LCSseq

from qa.corpus import pdf
from qa.corpus.extracted import Unreadable

FILES = 20
SCALE = 200 / 72
_WORD = re.compile(r"\w+(?:[.,]\w+)*")
_LEAST = 150  # words of a page


def scanned(page: pypdfium2.PdfPage, chance: random.Random) -> bytes:
    """A PDF with a picture of the page."""
    picture = page.render(scale=SCALE).to_pil().convert("L")
    turned = chance.uniform(-0.7, 0.7)
    picture = picture.rotate(turned, fillcolor=245, resample=Image.Resampling.BICUBIC)
    dots = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.8)), np.float64) * 0.85 + 20
    dots = dots + np.random.default_rng(chance.randrange(2**32)).normal(0, 14, dots.shape)
    out = io.BytesIO()
    Image.fromarray(dots.clip(0, 255).astype(np.uint8)).save(out, "PDF", resolution=200, quality=60)
    return out.getvalue()


def second_page(path: Path) -> tuple[str, bytes] | None:
    """The words and a scan of a file's second page, if it has text there."""
    chance = random.Random(path.name)
    try:
        with closing(pypdfium2.PdfDocument(path)) as document:
            if len(document) < 2:
                return None
            single = pypdfium2.PdfDocument.new()
            single.import_pages(document, [1])
            out = io.BytesIO()
            single.save(out)
            with closing(document[1]) as page:
                scan = scanned(page, chance)
        text = pdf.read_pdf(out.getvalue()).text
    except (Unreadable, pypdfium2.PdfiumError):
        return None
    return (text, scan) if len(_WORD.findall(text)) >= _LEAST else None


def main(folder: Path, files: int = FILES) -> None:
    """Prints a line for each page, then the means."""
    paths = sorted(folder.rglob("*.pdf"))
    random.Random(7).shuffle(paths)
    rows: list[tuple[float, float, float, float]] = []
    for path in paths:
        found = second_page(path)
        if found is None:
            continue
        text, scan = found
        began = time.perf_counter()
        words = pdf.recognize_page(scan, 1)
        seconds = time.perf_counter() - began
        expected = _WORD.findall(text)
        said = _WORD.findall(pdf.read_pdf(scan, {1: words}).text)
        common = (Counter(expected) & Counter(said)).total()
        order = LCSseq.similarity(expected, said) / max(len(expected), len(said))
        rows.append((common / len(expected), common / max(1, len(said)), order, seconds))
        print("{:.3f} {:.3f} {:.3f} {:5.1f} s".format(*rows[-1]), path.name)
        if len(rows) == files:
            break
    recall, precision, order, seconds = zip(*rows, strict=True)
    print(
        f"{len(rows)} pages: recall {mean(recall):.3f}, precision {mean(precision):.3f}, "
        f"order {mean(order):.3f}; medians {median(recall):.3f}, {median(precision):.3f}, "
        f"{median(order):.3f}, {median(seconds):.1f} s"
    )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("name a folder of PDFs: python -m tests.benchmarks.recognition FOLDER")
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
