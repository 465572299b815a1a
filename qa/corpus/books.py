"""Books (epub): the chapters in reading order, with their headings."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from qa.corpus.archive import member, open_zip, parse_xml
from qa.corpus.extracted import Extracted, TextBuilder, Unreadable, day_of
from qa.corpus.web import parse_page, walk

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def read_epub(data: bytes) -> Extracted:
    """One book."""
    with open_zip(data) as book:
        package_name = _package_name(book)
        package = parse_xml(member(book, package_name))
        builder = TextBuilder()
        for name in _chapters(package, posixpath.dirname(package_name)):
            page = member(book, name)
            if page.strip():
                walk(parse_page(page), builder)
        title = package.findtext(".//{*}metadata/{*}title") or ""
        day = day_of(package.findtext(".//{*}metadata/{*}date") or "")
        found = builder.build(title, day)
        if not found.text and _ENCRYPTION in book.namelist():
            raise Unreadable("encrypted: a book with copy protection")
        return found


def _package_name(book: zipfile.ZipFile) -> str:
    root = parse_xml(member(book, _CONTAINER)).find(".//{*}rootfile")
    if root is None or not root.get("full-path"):
        raise Unreadable("damaged: it names no contents")
    return str(root.get("full-path"))


def _chapters(package: object, base: str) -> Iterator[str]:
    """The names of the pages in reading order."""
    items = {
        item.get("id"): item
        for item in package.iterfind(".//{*}manifest/{*}item")  # type: ignore[attr-defined]
    }
    for reference in package.iterfind(".//{*}spine/{*}itemref"):  # type: ignore[attr-defined]
        item = items.get(reference.get("idref"))
        if item is not None and item.get("media-type") in _PAGES and item.get("href"):
            yield posixpath.normpath(posixpath.join(base, unquote(item.get("href"))))
