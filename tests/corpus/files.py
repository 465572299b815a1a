"""Small files of every format, made by the tests."""

from __future__ import annotations

import io
import json
import lzma
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pptx
from PIL import Image
from pptx.util import Inches

from qa.corpus.folder import SourceFile
from tests.corpus.outlook import outlook

GREY_DOT = b"q 300 0 0 300 72 300 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xe6 EI Q"
"""A page's content that is a picture and no text."""


def pdf(pages: Sequence[Sequence[str] | bytes], encrypt: bool = False, title: str = "") -> bytes:
    """A PDF with lines of text (or raw content) on each page, written out by hand."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) /CreationDate (D:20240229120000Z) >>" % title.encode(),
    ]
    for page in pages:
        content = page if isinstance(page, bytes) else _lines(page)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (len(objects) + 2)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    secret = b"<" + b"ab" * 32 + b">"
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >> /ID [<00> <00>] "
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        lock % (secret, secret) if encrypt else b"",
        start,
    )
    return bytes(out)


def _lines(lines: Sequence[str]) -> bytes:
    escaped = [
        line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
        for line in lines
    ]
    return b"BT /F1 11 Tf 72 720 Td 14 TL %s ET" % b" ".join(b"(%s) Tj T*" % e for e in escaped)


def _saved(made: object) -> bytes:
    out = io.BytesIO()
    made.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


HTML = """<!DOCTYPE html><html><head><title>Sea otters</title>
<style>p { color: red }</style><script>var secret = "do not read";</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/all">All the animals</a></li></ul></nav>
<article><h1>Sea otters</h1>
<p>The sea otter is a marine mammal that lives along the coasts of the northern Pacific Ocean,
where it spends nearly its whole life in the water.</p>
<h2>Diet</h2>
<p>A sea otter eats about a quarter of its own weight in food each day, above all sea urchins,
crabs, snails and mussels, which it opens with a stone on its chest.</p>
<h2>Numbers</h2>
<table><tr><th>Year</th><th>Otters counted</th></tr><tr><td>1911</td><td>2,000</td></tr>
<tr><td>2007</td><td>107,000</td></tr></table>
<p>The count of the year 1911 led to a treaty that protected the animal in all its waters.</p>
</article><footer>Imprint and privacy and all the rest of it</footer></body></html>"""

RST = """:Title: Boats of the harbour
:Date: 2022-08-09

=====
Boats
=====

The harbour has two piers.

Ferry
-----

The ferry carries ``sixty``
passengers, see `the line <https://example.org/line>`_.

Winter
~~~~~~

From November it rests in the dry dock.

Pilot boat
----------

.. note:: The pilot boat is painted orange.
"""

MARKDOWN = """---
title: Handbook of the library
date: 2023-04-05
secret: frontmatterword
---
# Handbook

The library stands at the river.

## Opening hours

On Sundays the library opens at eleven in the morning.

```
# not a heading
```

Fees
----

A lost card costs four euros.
"""

CSV = 'City;Inhabitants;Mayor\nGraz;"291,134";Elke Kahr\nLinz;"210,165";"Dietmar\nPrammer"\n'


def set_in(sizes: list[tuple[int, str]]) -> bytes:
    """The content of a page with lines in sizes of their own."""
    parts = ["BT 72 760 Td"]
    for size, text in sizes:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        parts.append(f"/F1 {size} Tf {int(size * 1.3)} TL T* ({escaped}) Tj")
    return " ".join([*parts, "ET"]).encode("cp1252")


def source(path: Path) -> SourceFile:
    """A file as the scan of a folder finds it."""
    status = path.stat()
    return SourceFile(path.name, path, status.st_size, status.st_mtime_ns)


def saved(folder: Path, name: str, data: bytes) -> SourceFile:
    """A file made of these bytes, as the scan of a folder finds it."""
    path = folder / name
    path.write_bytes(data)
    return source(path)


def zipped(parts: dict[str, bytes], template: bytes = b"") -> bytes:
    """A zip with these parts, in place of or besides those of a template."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if template:
            with zipfile.ZipFile(io.BytesIO(template)) as old:
                for name in old.namelist():
                    if name not in parts:
                        archive.writestr(name, old.read(name))
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word(paragraphs: int = 1) -> bytes:
    """A docx with headings, paragraphs and a table between them."""
    document = docx.Document()
    document.core_properties.title = "Bridge report"
    document.add_heading("Bridge report", 0)
    document.add_heading("Results", 1)
    document.add_heading("Methods", 2)
    for _ in range(paragraphs):
        document.add_paragraph("The bridge was measured with a laser on four nights in March.")
    table = document.add_table(rows=3, cols=3)
    for row, cells in zip(
        table.rows,
        [("Pillar", "Height", "State"), ("North", "41 m", "sound"), ("South", "39 m", "cracked")],
        strict=True,
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_heading("Outlook", 1)
    document.add_paragraph("The southern pillar will be replaced in the autumn.")
    return _saved(document)


def slides() -> bytes:
    """A pptx of three slides: text, a table, and notes."""
    deck = pptx.Presentation()
    for title, text in (
        ("Quarterly figures", "Sales of umbrellas rose by nine percent."),
        ("Costs", "The rent of the warehouse was doubled in June."),
    ):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Staff"
    shape = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(6), Inches(1))
    for at, text in enumerate(("Office", "Head", "Lisbon", "Ana Duarte")):
        shape.table.cell(at // 2, at % 2).text = text
    slide.notes_slide.notes_text_frame.text = "Mention that Lisbon moves in December."
    return _saved(deck)


def sheets() -> bytes:
    """An xlsx of two sheets with a gap, a date, a number and a formula without a value."""
    book = openpyxl.Workbook()
    book.active.title = "Stock"
    book.active.append(["Article", "Pieces", "Price"])
    book.active.append(["Lantern", 12, 4.5])
    book.active.append([])
    book.active.append(["Compass", 7, 19.25])
    book.active.append(["Sum", "=SUM(B2:B4)", None])
    other = book.create_sheet("Suppliers")
    other.append(["Company", "Town"])
    other.append(["Nordlicht", "Bergen"])
    return _saved(book)


def book() -> bytes:
    """An epub of two chapters that are not in the order of their names."""
    pages = {
        "b.xhtml": "<h1>The departure</h1><p>The ship left the harbour of Aalborg at dawn.</p>",
        "a.xhtml": "<h1>The return</h1><p>Eleven sailors came home after three years.</p>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OPS/content.opf"/></rootfiles></container>',
        )
        archive.writestr(
            "OPS/content.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The voyage</dc:title>'
            "<dc:date>1911-05-06</dc:date></metadata><manifest>"
            '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
            '</manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>',
        )
        for name, body in pages.items():
            archive.writestr(
                f"OPS/{name}",
                f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>',
            )
    return out.getvalue()


def mail(html: bool = False) -> bytes:
    """A mail with an attachment."""
    message = EmailMessage()
    message["Subject"] = "Grüße from the depot"
    message["From"] = "Ida Holm <ida@example.org>"
    message["To"] = "Per <per@example.org>"
    message["Date"] = "Tue, 02 Jul 2024 10:00:00 +0200"
    text = "The spare keys are in the blue locker.\n\nRegards\nIda\n"
    if html:
        message.set_content(f"<p>{text}</p><script>no()</script>", subtype="html")
    else:
        message.set_content(text)
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="plan.pdf")
    return bytes(message)


MBOX = b"""From ida@example.org Tue Jul  2 08:00:00 2024
Subject: Gate of the depot
From: Ida Holm <ida@example.org>
To: Per <per@example.org>
Date: Tue, 02 Jul 2024 10:00:00 +0200

The gate is opened at six.
>From August on it is opened at five.

From per@example.org Thu Jul  4 09:30:00 2024
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= and a question
From: Per <per@example.org>
Date: Thu, 04 Jul 2024 11:30:00 +0200
Content-Type: text/html; charset=utf-8

<p>Who paints the gate?</p><p>From what I know, Lena does.</p><script>no()</script>

"""
"""Two mails in one file; the second is a page."""

PDF_PAGES: list[list[str] | bytes] = [
    [
        "The museum of clocks",
        "",
        "It was founded by a watchmaker of Besançon, and shows",
        "four thousand clocks from six centuries.",
    ],
    [
        "The tower clock was built in 1774 and has been wound by hand ever since; it is repre-",
        "sentative of its time.",
    ],
    GREY_DOT,
]


NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "metadata": {"kernelspec": {"language": "python"}},
        "cells": [
            {"cell_type": "markdown", "source": ["# Tides\n", "\n", "Heights are in metres."]},
            {"cell_type": "code", "source": "# not a heading\nprint(3)",
             "outputs": [{"output_type": "stream", "text": "The tide printed"}]},
            {"cell_type": "markdown", "source": "## Model\r\nThe model is off by *four* minutes."},
            {"cell_type": "raw", "source": ["Fitted on the gauge of Norwick.\n"]},
            {"cell_type": "markdown", "source": 7},
            "no cell",
        ],
    }
)  # fmt: skip
"""A notebook of format 4."""


def office_97(name: str) -> bytes:
    """A file of an old Office program, as LibreOffice writes one."""
    return lzma.decompress((Path(__file__).parent / "office_97" / f"{name}.xz").read_bytes())


def picture(suffix: str) -> bytes:
    """A small picture of this kind, with nothing on it."""
    kind = Image.registered_extensions()[suffix]
    out = io.BytesIO()
    Image.linear_gradient("L").resize((90, 60)).save(out, kind)
    return out.getvalue()


MADE = {
    "web/otters.html": HTML.encode(),
    "notes/handbook.md": MARKDOWN.encode(),
    "notes/boats.rst": RST.encode(),
    "notes/tides.ipynb": NOTEBOOK.encode(),
    "tables/cities.csv": CSV.encode(),
    "office/bridge.docx": word(),
    "office/figures.pptx": slides(),
    "tables/stock.xlsx": sheets(),
    "books/voyage.epub": book(),
    "mail/keys.eml": mail(),
    "mail/gate.mbox": MBOX,
    "mail/lamp.msg": outlook(
        "Lamp of the yard",
        ("Ida Holm", "ida@example.org"),
        ("Per", "per@example.org"),
        "The lamp of the yard burns until ten.\r\n\r\nIda",
        sent=datetime(2024, 7, 3, 8, tzinfo=UTC),
        attached="lamp.png",
    ),
    "old/harbour.doc": office_97("harbour.doc"),
    "old/lighthouse.ppt": office_97("lighthouse.ppt"),
    "old/fees.xls": office_97("fees.xls"),
    "clocks.pdf": pdf(PDF_PAGES, title="Museum guide"),
}
"""One file of each format, by the name it is given."""
