"""Mutated files and arbitrary bytes: every loader ends, with a text or with a reason.

A few inputs each in an ordinary run; the full number with

    FOOTNOTE_FUZZ=2000 python -m pytest tests/corpus/test_fuzz.py
"""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.chunking import split
from qa.corpus import MEDIA_TYPES, PICTURES, FileReader, Unreadable
from qa.corpus.folder import SourceFile
from tests.corpus import files, open_files, test_latex, test_markup

INPUTS = int(os.environ.get("FOOTNOTE_FUZZ", "40"))
SEEDS = {Path(name).suffix: data for name, data in (files.MADE | open_files.MADE).items()} | {
    ".tex": test_latex.LATEX.encode(),
    **dict.fromkeys((".adoc", ".asciidoc"), test_markup.ASCIIDOC.encode()),
    ".org": test_markup.ORG.encode(),
    **dict.fromkeys((".mdx", ".qmd", ".rmd"), files.MARKDOWN.encode()),
    ".text": b"One sentence. Another one.\n",
    ".xhtml": files.HTML.encode(),
    **dict.fromkeys((".docm", ".dotx"), files.word()),
    **dict.fromkeys((".pptm", ".ppsx"), files.slides()),
    ".xlsm": files.sheets(),
    ".txt": b"One sentence. Another one.\n",
    ".markdown": files.MARKDOWN.encode(),
    ".htm": files.HTML.encode(),
    ".tsv": files.CSV.replace(";", "\t").encode(),
    **{suffix: files.picture(suffix) for suffix in PICTURES},
}
_TOKENS = [
    b"\0", b"\xff\xfe", b"<", b">", b'"', b"\n", b"%PDF-", b"PK\x03\x04", b"&#xD800;", b"]]>",
    b"\x80", b"9999999999", b"-1", b"/Length 0", b"endstream", b"xref", b"<!DOCTYPE", b"----",
]  # fmt: skip


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[FileReader]:
    """Reads many files; afterwards neither this process nor the worker holds one of them open."""
    with FileReader(seconds=30) as shared:
        yield shared
        worker = shared._started().pid
        for process in ("self", worker):
            held = [os.path.realpath(link) for link in Path(f"/proc/{process}/fd").glob("*")]
            assert not [name for name in held if name.startswith(str(tmp_path.parent))]


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, cut out, doubled or put in."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(changed) + 1)
        action = rng.randrange(5)
        if action == 0 and at < len(changed):
            changed[at] = rng.randrange(256)
        elif action == 1:
            changed[at:at] = rng.choice(_TOKENS)
        elif action == 2:
            del changed[at : at + rng.randint(1, 200)]
        elif action == 3:
            changed[at:at] = changed[at : at + rng.randint(1, 500)]
        else:
            del changed[at + 1 :]
    return bytes(changed)


def mutated_inside(data: bytes, rng: random.Random) -> bytes:
    """One part of a zip mutated, so that the container stays whole and the parser is reached."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = rng.choice([name for name in names if name.endswith((".xml", ".xhtml", ".opf"))])
        for name in names:
            part = old.read(name)
            new.writestr(name, mutated(part, rng) if name == chosen else part)
    return out.getvalue()


def ends_well(reader: FileReader, path: Path, data: bytes) -> None:
    """Reads a file; its text is storable, its places are in it, its passages are slices of it."""
    path.write_bytes(data)
    try:
        document, notes = reader.read(SourceFile(path.name, path, len(data), 10**18))
    except Unreadable as error:
        said = str(error)
        assert said
        assert "\n" not in said
        assert "longer than" not in said, "it hung"
        assert "crashed" not in said
        return
    document.text.encode()
    assert document.title
    assert "\n" not in notes
    starts = [place.start for place in document.places]
    assert starts == sorted(starts)
    assert all(0 <= start <= len(document.text) for start in (*starts, *document.page_starts))
    for passage in split(document, 800):
        assert passage.text == document.text[passage.start : passage.end]


@pytest.mark.parametrize("suffix", sorted(MEDIA_TYPES))
def test_mutated_files_end_well(reader: FileReader, tmp_path: Path, suffix: str) -> None:
    rng = random.Random(suffix)
    data = SEEDS[suffix]
    for _ in range(INPUTS):
        inside = data.startswith(b"PK") and rng.random() < 0.7
        made = mutated_inside(data, rng) if inside else mutated(data, rng)
        ends_well(reader, tmp_path / f"fuzz{suffix}", made)


@pytest.mark.parametrize("suffix", sorted(MEDIA_TYPES))
def test_arbitrary_bytes_end_well(reader: FileReader, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"fuzz{suffix}"
    head = SEEDS[suffix][:8]

    @settings(
        max_examples=INPUTS, deadline=None, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )  # fmt: skip
    @given(st.one_of(st.binary(max_size=400), st.binary(max_size=400).map(head.__add__)))
    def run(data: bytes) -> None:
        ends_well(reader, path, data)

    run()


@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv", ".html", ".eml"])
def test_arbitrary_text_ends_well(reader: FileReader, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"fuzz{suffix}"
    pieces = st.sampled_from(
        ["<p>", "</p>", "<table><tr><td>", "# ", "---\n", "\n\n", ",", ";", '"', "Subject: ",
         "text ", "&amp;", "&#0;", "<!--", "```", "\r", "\x1c"]
    )  # fmt: skip

    @settings(
        max_examples=INPUTS, deadline=None, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )  # fmt: skip
    @given(st.lists(st.one_of(pieces, st.text(max_size=5)), max_size=40).map("".join))
    def run(text: str) -> None:
        ends_well(reader, path, text.encode(errors="replace"))

    run()
