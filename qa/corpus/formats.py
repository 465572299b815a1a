"""Which suffix is read by which function, and what it needs.

Readers are named, not imported: the libraries behind them are loaded only where such a file
is really read.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 256 * 1024 * 1024
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What files of old Office programs begin with, and newer ones that have a password."""
MAX_TEXT_BYTES = 64 * 1024 * 1024
"""A larger file is reported, not read: its text alone would take a quarter gigabyte."""


@dataclass(frozen=True, slots=True)
class Format:
    """How one kind of file is read.

    `reader` is "module:function" in this package. A `plain` format is read in this process;
    any other is parsed in a process of its own, because a file may be made to break a parser.
    `pages` has the functions that recognise the words on a page of it, and that show one.
    """

    media_type: str
    reader: str
    plain: bool = False
    package: str = ""
    max_bytes: int = MAX_BYTES
    pages: tuple[str, str] | None = None


_TEXT = Format("text/plain", "plain:read_text", plain=True, max_bytes=MAX_TEXT_BYTES)
_MARKDOWN = Format("text/markdown", "plain:read_markdown", plain=True, max_bytes=MAX_TEXT_BYTES)
_NOTEBOOK = Format("application/x-ipynb+json", "notebooks:read_ipynb", max_bytes=MAX_TEXT_BYTES)
_RST = Format("text/x-rst", "plain:read_rst", plain=True, max_bytes=MAX_TEXT_BYTES)
_ASCIIDOC = Format("text/asciidoc", "asciidoc:read_asciidoc", max_bytes=MAX_TEXT_BYTES)
_HTML = Format("text/html", "web:read_html", package="trafilatura", max_bytes=MAX_TEXT_BYTES)
_PDF = Format(
    "application/pdf", "pdf:read_pdf", package="pypdfium2",
    pages=("pdf:recognize_page", "pdf_pictures:page_image"),
)  # fmt: skip
_OPEN = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCX = Format(_OFFICE + "wordprocessingml.document", "word:read_docx", package="python-docx")
_PPTX = Format(_OFFICE + "presentationml.presentation", "slides:read_pptx", package="python-pptx")
_XLSX = Format(_OFFICE + "spreadsheetml.sheet", "sheets:read_xlsx", package="openpyxl")


def _image(media_type: str) -> Format:
    """A picture: all of its text has to be recognised."""
    pages = ("images:recognize_page", "images:page_image")
    return Format(media_type, "images:read_image", package="Pillow", pages=pages)


PICTURES = {
    ".png": _image("image/png"),
    ".jpg": _image("image/jpeg"),
    ".jpeg": _image("image/jpeg"),
    ".tif": _image("image/tiff"),
    ".tiff": _image("image/tiff"),
    ".webp": _image("image/webp"),
    ".bmp": _image("image/bmp"),
}
"""What is read only where a recogniser is installed."""

FORMATS = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".mdx": _MARKDOWN,
    ".qmd": _MARKDOWN,
    ".rmd": _MARKDOWN,
    ".rst": _RST,
    ".ipynb": _NOTEBOOK,
    ".adoc": _ASCIIDOC,
    ".asciidoc": _ASCIIDOC,
    ".org": Format("text/x-org", "org:read_org", max_bytes=MAX_TEXT_BYTES),
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".pdf": _PDF,
    ".docx": _DOCX,
    ".docm": _DOCX,
    ".dotx": _DOCX,
    ".pptx": _PPTX,
    ".pptm": _PPTX,
    ".ppsx": _PPTX,
    ".doc": Format("application/msword", "word_97:read_doc", package="olefile"),
    ".ppt": Format("application/vnd.ms-powerpoint", "slides_97:read_ppt", package="olefile"),
    ".xls": Format("application/vnd.ms-excel", "sheets:read_xls", package="xlrd"),
    ".xlsx": _XLSX,
    ".xlsm": _XLSX,
    ".odt": Format(_OPEN + "text", "opendocument:read_odt", package="lxml"),
    ".ods": Format(_OPEN + "spreadsheet", "opendocument:read_ods", package="lxml"),
    ".odp": Format(_OPEN + "presentation", "opendocument:read_odp", package="lxml"),
    ".tex": Format(
        "text/x-tex", "latex:read_latex", package="pylatexenc", max_bytes=MAX_TEXT_BYTES
    ),
    ".rtf": Format("text/rtf", "rtf:read_rtf", package="striprtf", max_bytes=MAX_TEXT_BYTES),
    ".csv": Format("text/csv", "sheets:read_csv", max_bytes=MAX_TEXT_BYTES),
    ".tsv": Format("text/tab-separated-values", "sheets:read_csv", max_bytes=MAX_TEXT_BYTES),
    ".epub": Format("application/epub+zip", "books:read_epub", package="lxml"),
    ".vtt": Format("text/vtt", "transcripts:read_transcript", plain=True, max_bytes=MAX_TEXT_BYTES),
    ".srt": Format(
        "application/x-subrip", "transcripts:read_transcript", plain=True, max_bytes=MAX_TEXT_BYTES
    ),
    ".eml": Format("message/rfc822", "mail:read_eml", package="lxml"),
    ".mbox": Format("application/mbox", "mail:read_mbox", package="lxml"),
    ".msg": Format("application/vnd.ms-outlook", "mail:read_msg", package="python-oxmsg"),
    **PICTURES,
}
MEDIA_TYPES = {suffix: kind.media_type for suffix, kind in FORMATS.items()}
SUFFIX_OF: dict[Format, str] = {}
for _suffix, _kind in FORMATS.items():
    SUFFIX_OF.setdefault(_kind, _suffix)
KINDS = ", ".join(SUFFIX_OF.values())
"""One suffix of each format, as a person is told them."""
PAGED = frozenset(kind.media_type for kind in FORMATS.values() if kind.pages)
"""Whose pages can be shown as they look."""
