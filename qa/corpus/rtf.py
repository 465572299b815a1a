"""Rich text (rtf): paragraphs, and tables as rows. A heading is told by how its line reads.

Pictures, embedded objects, headers and footers are left out, and nothing linked is loaded.
"""

from __future__ import annotations

import re
from itertools import count, groupby

from striprtf.striprtf import rtf_to_text

from qa.corpus.extracted import Extracted, TextBuilder, Unreadable
from qa.corpus.plain_headings import told_by_lines

_BEGINS = b"{\\rtf"
_TITLE = re.compile(r"\{\\title ([^{}]{1,2000})\}")
_ADDRESS = re.compile(r'(?<=\S)\("(?:[a-z]{2,12}://|mailto:|www\.)[^"\s]{0,2000}"\)')  # of a link
_HEAD = 100_000  # characters in which the title stands


def read_rtf(data: bytes) -> Extracted:
    """One file."""
    if not data.lstrip().startswith(_BEGINS):
        raise Unreadable("damaged, or not what its name says (it does not begin with '{\\rtf')")
    source = data.decode("latin-1")  # its own codes say which characters the bytes stand for
    builder = TextBuilder()
    tables = count(1)
    lines = _ADDRESS.sub("", _plain(source)).splitlines()
    for in_table, group in groupby(lines, key=lambda line: line.rstrip().endswith("|")):
        if in_table:
            rows = ([" ".join(cell.split()) for cell in line.split("|")[:-1]] for line in group)
            builder.gap()
            builder.table(enumerate(rows, start=1), f"table {next(tables)}")
            continue
        for line in group:
            builder.block(line)
    title = _TITLE.search(source, 0, _HEAD)
    return told_by_lines(builder.build(_plain(f"{{\\rtf1 {title[1]}}}") if title else ""))


def _plain(source: str) -> str:
    """The text without its control words, a cell ended by "|"."""
    try:
        return str(rtf_to_text(source, errors="replace"))
    except (ValueError, LookupError, OverflowError) as error:
        raise Unreadable(f"damaged ({error})") from error
