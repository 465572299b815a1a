"""HTML: the main text of a page, without its navigation, with its headings.

trafilatura finds the main text; what it hands over is walked for headings, paragraphs, items of
lists and tables. A page in which it finds none (a short one, a table), or next to nothing that is
not main text, is walked whole. Scripts are never run and nothing is loaded from the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import trafilatura
from lxml import etree, html

from qa.corpus.extracted import Extracted, TextBuilder, Unreadable, day_of

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_DROPPED = frozenset(
    "script style noscript template svg math iframe object nav footer form button".split()
)
_ITEMS = ("li", "item")  # the latter is trafilatura's
_INLINE = frozenset(
    """a abbr b bdi bdo big cite code data del dfn em font hi i ins kbd label mark q ref rp rt ruby
    s samp small span strike strong sub sup time tt u var wbr""".split()
)
# "[edit]" and "[1]" beside the text of encyclopedias: marks for its editors, not text.
_EDITORS_MARKS = "//*[contains(@class, 'mw-editsection') or (self::sup and @class='reference')]"
_STATED_DATE = {"extensive_search": False, "original_date": True}  # none guessed from the text
_LONGEST_RUN = 10_000_000  # the parser drops a longer run of text unless told not to
_NEARLY_ALL = 0.9  # of a page: what is left out is its headings and items, not its navigation
_LEAST_CHARS = 250  # of less trafilatura makes one paragraph without its blocks
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def read_html(data: bytes) -> Extracted:
    """One page."""
    tree = parse_page(data)
    title = " ".join("".join(tree.xpath("//title[1]//text()")[:50]).split())
    builder = TextBuilder()
    walk(tree, builder)
    whole = builder.build(title)
    found: Any = trafilatura.bare_extraction(  # takes the tree apart
        tree,
        include_comments=False,
        favor_recall=True,  # else short lists and headings are lost beside long paragraphs
        with_metadata=True,
        date_extraction_params=_STATED_DATE,
    )
    if found is None or len(found.text or "") < _LEAST_CHARS:
        return whole
    builder = TextBuilder()
    walk(found.body, builder)
    main = builder.build(found.title or title, day_of(found.date or ""))
    if len(main.text) < _NEARLY_ALL * len(whole.text):
        return main
    return replace(whole, title=main.title, date=main.date)


def parse_page(data: bytes) -> html.HtmlElement:
    """The tree of a page in whatever encoding it says it has."""
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("empty: it holds no letter or digit")
    parser = html.HTMLParser(
        encoding=_encoding(data),
        no_network=True,
        remove_comments=True,
        huge_tree=len(data) > _LONGEST_RUN,
    )
    try:
        tree: Any = html.document_fromstring(data, parser=parser)
    except etree.ParserError as error:
        raise Unreadable("empty: it holds no letter or digit") from error
    for mark in tree.xpath(_EDITORS_MARKS):
        mark.drop_tree()
    for line_break in tree.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    return tree


def walk(root: etree._Element, builder: TextBuilder) -> None:
    """Adds the headings, paragraphs and table rows below an element, in their order."""
    line: list[str] = []
    in_item = False  # and nothing of it written yet

    def end_line() -> None:
        nonlocal in_item
        text = "".join(line)
        line.clear()
        if in_item and text.strip():
            in_item = False
            builder.item(text)
        else:
            builder.block(text)

    for event, element in _events(root):
        tag = element.tag
        if event == "text":
            line.append(element.text or "")
        elif event == "tail":
            line.append(element.tail or "")
        elif event == "heading":
            end_line()
            builder.heading(_level(element), _text(element))
        elif event == "table":
            end_line()
            builder.table(enumerate(_rows(element), start=1))
        elif tag not in _INLINE:
            end_line()
            if tag in _ITEMS:
                in_item = event == "open"
    end_line()


def _events(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Walks a tree of any depth without recursion."""
    waiting: list[tuple[str, etree._Element]] = [("enter", root)]
    while waiting:
        event, element = waiting.pop()
        if event != "enter":
            yield event, element
            continue
        tag = element.tag
        if element is not root:
            waiting.append(("tail", element))
        if not isinstance(tag, str) or tag in _DROPPED or _is_page_head(element):
            continue
        if tag in _HEADINGS or tag == "head":  # the latter is what trafilatura makes of them
            yield "heading", element
        elif tag == "table" and _is_data(element):
            yield "table", element
        else:
            yield "open", element
            yield "text", element
            waiting.append(("close", element))
            waiting += [("enter", child) for child in reversed(element)]


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _is_page_head(element: etree._Element) -> bool:
    parent = element.getparent()
    return element.tag == "head" and parent is not None and parent.tag == "html"


def _level(element: etree._Element) -> int:
    return _HEADINGS.get(element.tag) or _HEADINGS.get(element.get("rend") or "", 2)


def _is_data(table: etree._Element) -> bool:
    """Whether a table holds data, not the layout of a page."""
    return table.find(".//table") is None and table.find(".//h1") is None


def _rows(table: etree._Element) -> Iterator[list[str]]:
    for row in table.iter("tr", "row"):
        yield [" ".join(_text(cell).split()) for cell in row.iter("td", "th", "cell")]


def _encoding(data: bytes) -> str | None:
    """The encoding of a page: its own word for it, or UTF-8 where it can be that."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return None  # the parser sees the mark itself
    if match := _META_CHARSET.search(data, 0, 4096):
        try:
            name = match.group(1).decode("ascii")
            b"".decode(name)
            return name
        except LookupError:
            return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"
