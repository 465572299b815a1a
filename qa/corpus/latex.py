"""LaTeX: the text that a reader of the typeset document would see, as far as that can be told.

Nothing is run and no other file is read: a file that is put in by another is a document of its
own. Macros of the author's that take no arguments are spelled out; of others the arguments are
read as text. Knows LaTeX as `pylatexenc` takes it apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from pylatexenc.latex2text import (
    EnvironmentTextSpec,
    LatexNodes2Text,
    MacroTextSpec,
    SpecialsTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexWalker
from pylatexenc.latexwalker import get_default_latex_context_db as get_default_macros
from pylatexenc.macrospec import EnvironmentSpec, MacroSpec

from qa.corpus.extracted import Extracted, TextBuilder, Unreadable, day_of
from qa.corpus.plain import decode

# What is no text stands in the text between these until it is taken apart again.
_HEADING, _ITEM, _CELL, _ROW, _TABLE, _CODE, _NOTE, _END = map(chr, range(0xE000, 0xE008))
_ANY = re.compile(f"[{_HEADING}-{_END}]")
_NOTES = re.compile(f"{_NOTE}([^{_NOTE}{_END}]*){_END}")
_BLOCKS = re.compile(
    f"{_HEADING}(?P<level>\\d)(?P<heading>[^{_END}]*){_END}"
    f"|{_TABLE}(?P<table>[^{_END}]*){_END}|{_CODE}(?P<code>[^{_END}]*){_END}|{_ITEM}"
    "|\\n[ \\t]*\\n"
)
_MOST_MACROS = 500
_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand)\*?\s*\{?\\([A-Za-z]+)\}?\s*\{"
    r"|\\def\s*\\([A-Za-z]+)\s*\{"
)
_SETS_UP = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand|def|let|usepackage|RequirePackage|geometry|"
    r"DeclareMathOperator|newenvironment|newif|setlength|hypersetup)\b"
)
_SEVERAL = 3
_SPACED = r"\xspace"
_Shown = Callable[[Any, Any], str]
"""What stands for a node, told by the node and the writer."""
_LEVELS = {
    "part": 0, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5,
    "subparagraph": 6,
}  # fmt: skip
_SAID = {
    "theorem": "Theorem", "lemma": "Lemma", "proposition": "Proposition", "corollary": "Corollary",
    "definition": "Definition", "remark": "Remark", "example": "Example", "proof": "Proof",
}  # fmt: skip
"""What is set before a passage of this kind."""
_NOT_SEEN = {
    "label": "{", "index": "{", "vspace": "*{", "hspace": "*{", "setlength": "{{",
    "addtolength": "{{", "setcounter": "{{", "addtocounter": "{{", "pagestyle": "{",
    "thispagestyle": "{", "pagenumbering": "{", "bibliographystyle": "{", "bibliography": "{",
    "includegraphics": "*[[{", "graphicspath": "{", "input": "{", "include": "{", "newcommand":
    "*{[[{", "renewcommand": "*{[[{", "providecommand": "*{[[{", "newenvironment": "*{[[{{",
    "newtheorem": "*{[{[", "usepackage": "[{", "hypersetup": "{", "definecolor": "{{{",
    "color": "[{", "fontsize": "{{", "linespread": "{", "hyphenation": "{", "phantom": "{",
    "vphantom": "{", "hphantom": "{", "todo": "[{", "cline": "{", "cmidrule": "[{", "rule": "[{{",
    "title": "[{", "author": "[{", "date": "{", "maketitle": "", "today": "", "nocite": "{",
    "addcontentsline": "{{{", "markboth": "{{", "markright": "{", "thanks": "{",
}  # fmt: skip
_REFERRING = ("ref", "autoref", "cref", "Cref", "eqref", "pageref", "nameref", "vref")
_CITING = ("cite", "citet", "citep", "citealp", "citealt", "citeauthor", "autocite", "parencite",
           "textcite", "footcite")  # fmt: skip
_TABULAR = {"tabular": "[{", "tabular*": "{[{", "tabularx": "{[{", "longtable": "[{"}
_BLOCK = ("figure", "figure*", "table", "table*", "enumerate", "itemize", "description", "quote",
          "quotation")  # fmt: skip
_LITERAL = re.compile(
    r"\\begin\{(?:lstlisting|minted|Verbatim)\*?\}(?:\[[^\]]*\])?(?:\{\w+\})?"
    r"|(?P<end>\\end)\{(?:lstlisting|minted|Verbatim)\*?\}"
)
"""What `verbatim` is called by packages."""
_HIDDEN = ("comment", "tikzpicture", "pgfpicture", "filecontents", "filecontents*")


def read_latex(data: bytes) -> Extracted:
    """A LaTeX file, or what another puts in: its sections are places, its tables rows."""
    source, notes = decode(data)
    source = _ANY.sub(" ", source.replace("\r\n", "\n").replace("\r", "\n"))
    source = _LITERAL.sub(lambda it: (it["end"] or r"\begin") + "{verbatim}", source)
    head, begin, body = source.partition(r"\begin{document}")
    if not begin:
        head, body = "", source
    body = body.partition(r"\end{document}")[0]
    text = _Text(source)
    written = text.of(body)
    if not begin and len(_SETS_UP.findall(body)) >= _SEVERAL and len(written) < len(body) / 4:
        raise Unreadable("it holds what other files are set with, and no text")
    builder = TextBuilder()
    title = text.of_macro("title", head) or text.of_macro("title", body)
    if title:
        builder.heading(-1, title)
    _fill(builder, written)
    day = day_of(text.of_macro("date", head) or text.of_macro("date", body))
    return replace(builder.build(title, day), notes=notes)


def _fill(builder: TextBuilder, text: str) -> None:
    """Adds the blocks of a text, notes at the foot of each behind it."""
    at = 0
    item = False
    for match in _BLOCKS.finditer(text):
        _paragraph(builder, text[at : match.start()], item)
        at, item = match.end(), match.group() == _ITEM
        if match["heading"] is not None:
            builder.heading(int(match["level"]), _ANY.sub(" ", match["heading"]))
        elif match["code"] is not None:
            builder.code(match["code"].splitlines())
        elif match["table"] is not None:
            rows = (row.split(_CELL) for row in match["table"].split(_ROW))
            tidy = ([" ".join(_ANY.sub(" ", cell).split()) for cell in row] for row in rows)
            builder.table((number, row) for number, row in enumerate(filter(any, tidy), start=1))
    _paragraph(builder, text[at:], item)


def _paragraph(builder: TextBuilder, text: str, item: bool) -> None:
    notes = _NOTES.findall(text)
    said = re.sub(r"\s+([.,;:])", r"\1", _ANY.sub(" ", _NOTES.sub("", text)))
    builder.paragraph(said, item)
    for note in notes:
        builder.block(note)


class _Text:
    """Turns LaTeX into text, with the macros that a source defines."""

    def __init__(self, source: str) -> None:
        macros = get_default_macros()
        macros.add_context_category("footnote", prepend=True, macros=[*_macros()],
                                    environments=[*_environments()])  # fmt: skip
        self._macros = macros
        shown = get_default_latex_context_db()
        shown.add_context_category(
            "footnote",
            prepend=True,
            macros=[*_shown_macros()],
            environments=[*_shown_environments()],
            specials=[SpecialsTextSpec("&", _CELL), SpecialsTextSpec("~", " ")],
        )
        self._writer = LatexNodes2Text(shown, math_mode="text", strict_latex_spaces=False)
        own = dict(self._own(source))
        shown.add_context_category(
            "own", prepend=True, macros=[MacroTextSpec(name, text) for name, text in own.items()]
        )

    def of(self, latex: str) -> str:
        """What a reader sees of it."""
        walker = LatexWalker(latex, latex_context=self._macros, tolerant_parsing=True)
        nodes, _, _ = walker.get_latex_nodes()
        written: str = self._writer.nodelist_to_text(nodes)
        return written

    def of_macro(self, name: str, latex: str) -> str:
        r"""What `\name{…}` holds, "" if it is not there."""
        found = re.search(rf"\\{name}\s*(?:\[[^\]]*\]\s*)?\{{", latex)
        text = self.of(_group(latex, found.end())) if found else ""
        return " ".join(_ANY.sub(" ", _NOTES.sub("", text)).split())

    def _own(self, source: str) -> Iterator[tuple[str, _Shown]]:
        """The author's macros without arguments, each with what it stands for."""
        for found in islice(_DEFINED.finditer(source), _MOST_MACROS):
            meant = _group(source, found.end())
            text = " ".join(self.of(meant).split())
            if "#" not in text:
                yield found[1] or found[2], _same(text, _SPACED in meant)


def _group(latex: str, start: int) -> str:
    """What stands in braces that were opened before `start`; to the end if they never close."""
    depth = 1
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(latex, start):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if not depth:
            return latex[start : match.start()]
    return latex[start:]


def _macros() -> Iterator[MacroSpec]:
    """How many arguments a macro takes."""
    yield from (MacroSpec(name, "*[{") for name in _LEVELS)
    yield from (MacroSpec(name, spec) for name, spec in _NOT_SEEN.items())
    yield from (MacroSpec(name, "*{") for name in _REFERRING)
    yield from (MacroSpec(name, "*[[{") for name in _CITING)
    yield from (MacroSpec(name, "[{") for name in ("footnote", "caption", "bibitem"))
    yield from (MacroSpec("item", "["), MacroSpec("href", "{{"), MacroSpec("url", "{"),
                MacroSpec("multicolumn", "{{{"), MacroSpec("multirow", "{{{"),
                MacroSpec("textcolor", "[{{"))  # fmt: skip


def _environments() -> Iterator[EnvironmentSpec]:
    yield from (EnvironmentSpec(name, spec) for name, spec in _TABULAR.items())
    yield from (EnvironmentSpec(name, "[") for name in (*_SAID, *_BLOCK))
    yield EnvironmentSpec("thebibliography", "{")


def _shown_macros() -> Iterator[MacroTextSpec]:
    """What a macro becomes."""
    for name, level in _LEVELS.items():
        yield MacroTextSpec(name, _heading(level))
    yield from (MacroTextSpec(name, simplify_repl=_nothing) for name in _NOT_SEEN)
    yield from (MacroTextSpec(name, _last("[", "]")) for name in (*_CITING, *_REFERRING))
    yield MacroTextSpec("bibitem", _last(f"\n\n{_ITEM}[", "] "))
    yield MacroTextSpec("footnote", _last(_NOTE, _END))
    yield MacroTextSpec("caption", _last("\n\n", "\n\n"))
    yield MacroTextSpec("item", _item)
    yield from (MacroTextSpec(name, _last()) for name in ("href", "url", "multicolumn", "multirow",
                                                          "textcolor"))  # fmt: skip
    yield MacroTextSpec("\\", _ROW)
    yield MacroTextSpec("tabularnewline", _ROW)


def _shown_environments() -> Iterator[EnvironmentTextSpec]:
    for name in _TABULAR:
        yield EnvironmentTextSpec(name, _table)
    for name, said in _SAID.items():
        yield EnvironmentTextSpec(name, _opened(said))
    yield EnvironmentTextSpec("abstract", f"\n\n{_HEADING}2Abstract{_END}%s\n\n")
    for name in (*_BLOCK, "thebibliography"):
        yield EnvironmentTextSpec(name, "\n\n%s\n\n")
    yield EnvironmentTextSpec("verbatim", _literal)
    yield from (EnvironmentTextSpec(name, simplify_repl=_nothing) for name in _HIDDEN)


def _nothing(node: Any, l2tobj: Any) -> str:
    return ""


def _same(text: str, spaced: bool) -> _Shown:
    """What one of the author's macros stands for; `spaced` keeps the space that is behind it."""
    return lambda node, l2tobj: text + (node.macro_post_space if spaced else "")


def _heading(level: int) -> _Shown:
    return lambda node, l2tobj: f"\n\n{_HEADING}{level}{l2tobj.node_arg_to_text(node, 2)}{_END}"


def _last(before: str = "", after: str = "") -> _Shown:
    """The last argument between two strings."""

    def shown(node: Any, l2tobj: Any) -> str:
        arguments = node.nodeargd.argnlist if node.nodeargd else []
        last = l2tobj.node_arg_to_text(node, len(arguments) - 1) if arguments else ""
        return f"{before}{last}{after}"

    return shown


def _item(node: Any, l2tobj: Any) -> str:
    said = l2tobj.node_arg_to_text(node, 0).strip()
    return f"\n\n{_ITEM}{said}{':' if said[-1:].isalnum() else ''} "


def _table(node: Any, l2tobj: Any) -> str:
    return f"\n\n{_TABLE}{l2tobj.nodelist_to_text(node.nodelist)}{_END}\n\n"


def _literal(node: Any, l2tobj: Any) -> str:
    if node.nodeargd is None:  # it is never closed
        return f"\n\n{l2tobj.nodelist_to_text(node.nodelist)}\n\n"
    return f"\n\n{_CODE}{node.nodeargd.verbatim_text}{_END}\n\n"


def _opened(said: str) -> _Shown:
    """What stands in a passage of a kind, behind the kind and the name that it was given."""

    def shown(node: Any, l2tobj: Any) -> str:
        name = l2tobj.node_arg_to_text(node, 0)
        named = f" ({name})" if name else ""
        return f"\n\n{said}{named}. {l2tobj.nodelist_to_text(node.nodelist)}\n\n"

    return shown
