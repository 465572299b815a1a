"""A source's text without its marks, with the way back to every character.

The marks are those that people write in any file: Markdown's, HTML's in it, reStructuredText's.
Knows strings alone; a slice of a source is rid of them to be read, searched and compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARKED = re.compile(r"\]\(|[*_`](?=\W|$)|:[`:]|<[/a-zA-Z]|\{ ?[.#:]|^[ \t]*>", re.MULTILINE)
# Only what may be an address: "a[i](j)" and "clause [1](a)" are no links.
_TARGET = (
    r"\((?=[^()\s]*[/.#:]|[\w-]{5,}\))"
    r"(?:<[^<>\n]{0,2000}>|(?:[^\s()<>]|\([^\s()]{0,500}\)){1,2000})"
    r'(?:\s+"[^"\n]{0,500}")?\)'
)
# The elements of HTML that people write in Markdown; other words in "<…>" stand for something.
_ELEMENT = (
    r"(?:a|abbr|address|article|aside|b|blockquote|br|caption|center|cite|code|dd|del|details|dfn|"
    r"div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|hr|i|iframe|img|ins|kbd|li|main|"
    r"mark|nav|ol|p|picture|pre|q|s|samp|section|small|source|span|strike|strong|sub|summary|sup|"
    r"table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|video)"
)
_CODE = r"(?P<code>`[^`\n]{1,500}`)"  # where marks are what is spoken of: "the `<b>` element"
_SLANTED = r"""(?:[^\W_]|["'“‘(\[`])"""  # what may open slanted words: "*.txt,*.md" are none
BOXES = (
    "note|warning|tip|important|caution|hint|attention|danger|seealso|versionadded|versionchanged|"
    "deprecated|admonition"
)
"""What reStructuredText calls its boxes, as a pattern."""
_MARKS = {
    "<": re.compile(
        rf"{_CODE}|(?:</{_ELEMENT}|(?<!\w)<{_ELEMENT}(?:\s+[\w:-]+=[^<>]{{0,2000}}|\s+[a-z]+)?)\s*/?>|"
        r"<su[bp]>|(?<=\s)<br ?/?>|<br ?/?>(?=\s)",
        re.IGNORECASE,
    ),
    # "[docs](a.md){.internal-link target=_blank}", "# Title { #title }"
    "{": re.compile(
        rf"{_CODE}|(?<=[])*`_])\{{ ?[.#:][^{{}}\n]{{0,200}}\}}|\s\{{ ?#[\w-]+ ?\}}\s*$",
        re.MULTILINE,
    ),
    "![": re.compile(rf"!\[(?P<words>[^\[\]]{{0,500}})\]{_TARGET}"),
    "](": re.compile(rf"(?<!\w)\[(?P<words>[^\[\]]{{0,500}})\]{_TARGET}"),
    "**": re.compile(
        rf"{_CODE}|(?<![\w*])\*\*(?P<words>[^\s*](?:[^*\n]{{0,500}}[^\s*])?)\*\*(?![\w*])"
    ),
    "*": re.compile(
        rf"{_CODE}|(?<![\w*])\*(?P<words>{_SLANTED}(?:[^*\n]{{0,500}}[^\s*])?)\*(?![\w*])"
    ),
    "_": re.compile(rf"{_CODE}|(?<!\w)_(?P<words>{_SLANTED}(?:[^_\n]{{0,500}}[^\s_])?)_(?!\w)"),
    # Of reStructuredText: ":pep:`8`", "`words <address>`_", "``code``", ".. note:: words".
    ":`": re.compile(
        r"(?<!\w):(?!(?:pep|rfc):`\d)[a-z][\w:+.-]{0,40}:`[~!]?(?P<words>[^`<>\n]{1,300}?)(?:\s*<[^`<>\n]{1,500}>)?`"
    ),
    "`_": re.compile(r"(?<![`\w:])`(?P<words>[^`<>\n]{1,300}?)(?:\s*<[^`<>\n]{1,500}>)?`__?(?!\w)"),
    "]_": re.compile(r"(?<!\w)(?P<words>\[[\w#*-]{1,80}\])_(?!\w)"),
    "``": re.compile(r"(?<!`)`(?P<words>`[^`\n]{1,500}`)`(?!`)"),
    "::": re.compile(rf"^[ \t]*(?:\.\. )?(?P<words>)(?:{BOXES})::[ \t]+", re.MULTILINE),
    # A line that opens with "> 5" may well say that something is greater.
    ">": re.compile(
        r"^[ \t]*>(?:[ \t]*>)*(?P<words>)(?![ \t]*[\d.,$€£+=<>−-])[ \t]?", re.MULTILINE
    ),
}
"""What a text must hold to have a mark → how it looks."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with its unimportant differences folded away, and the way back.

    `origins[i]` is the offset in the original of folded character `i`; one more entry ends it.
    """

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of a span of the folded text."""
        return self.origins[start], self.origins[end - 1] + 1


def unmarked(text: str) -> Folded:
    """A source without marks: of a link or an image its words, of bold or slanted words those.

    Also without tags of HTML, lists of attributes, and the ">" of quoted lines. A claim is never
    rid of them: where its link leads must not differ from the source.
    """
    plain = text
    kept: Sequence[int] = range(len(text) + 1)
    for sign, mark in _MARKS.items() if _MARKED.search(text) else ():
        if sign not in plain:
            continue
        places: list[int] = []
        end = 0
        for match in mark.finditer(plain):
            inner = match.span(match.lastgroup) if match.lastgroup else (0, 0)
            places += [*range(end, match.start()), *range(*inner)]
            end = match.end()
        places += range(end, len(plain))
        plain = "".join(plain[place] for place in places)
        kept = [kept[place] for place in places] + [len(text)]
    return Folded(plain, tuple(kept))
