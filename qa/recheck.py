"""A saved answer, held against the files as they are now.

Each citation is intact, moved, changed or gone. Reads files only; no index, no model.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qa import corpus
from qa.citation import locate
from qa.corpus import FileReader, Unreadable
from qa.errors import AnswerFileError, CorpusError
from qa.records import Answer, Citation, Document

State = Literal["intact", "moved", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Recheck:
    """What became of one citation, and where its quote stands now, if anywhere."""

    citation: Citation
    state: State
    found: Citation | None
    detail: str


def load_answers(path: Path) -> list[Answer]:
    """The answers in a file: one answer, or an object with a list of them as "answers".

    Raises AnswerFileError if the file cannot be read or holds anything else.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AnswerFileError(
            f"'{path}' cannot be read as a saved answer ({error}); expected a file written by: "
            "footnote ask QUESTION --json"
        ) from error
    many = data.get("answers") if isinstance(data, dict) else data
    if isinstance(many, list):
        return [Answer.from_dict(each) for each in many]
    return [Answer.from_dict(data)]


def recheck(answer: Answer, folder: Path, keeps: Path | None = None) -> list[Recheck]:
    """Every place the answer rests on, its short answer's among them, checked in order.

    `keeps` is where words are kept that were recognised on pages; the others are recognised anew.
    """
    if not folder.is_dir():
        raise CorpusError(f"'{folder}' is not a folder; name the documents with --corpus FOLDER")
    cited = list(answer.citations)
    if answer.short is not None:
        cited.append(answer.short.citation)
    with FileReader(keeps=keeps) as reader:
        return [_recheck(citation, folder, reader) for citation in cited]


def _recheck(citation: Citation, folder: Path, reader: FileReader) -> Recheck:
    document = corpus.read_by_id(folder, citation.document_id, reader)
    if document is None:
        renamed = _same_bytes(citation, folder, reader)
        found = locate(citation.quote, renamed) if renamed else None
        if found:
            return Recheck(citation, "moved", found, f"the file is now '{found.document_id}'")
        return Recheck(citation, "gone", None, "there is no such file, or it cannot be read")
    same_file = document.sha256 == citation.sha256
    if document.text[citation.start : citation.end] == citation.quote:
        detail = "" if same_file else "the file changed elsewhere"
        return Recheck(citation, "intact", citation, detail)
    if found := locate(citation.quote, document):
        return Recheck(citation, "moved", found, f"now at [{found.start}, {found.end})")
    if same_file:
        return Recheck(citation, "changed", None, "the file never held this quote there")
    return Recheck(citation, "changed", None, "the quote is no longer in the file")


def _same_bytes(citation: Citation, folder: Path, reader: FileReader) -> Document | None:
    """The file with the cited hash under another name."""
    for document in _documents(folder, reader):
        if document.sha256 == citation.sha256:
            return document
    return None


def _documents(folder: Path, reader: FileReader) -> Iterator[Document]:
    files, _ = corpus.scan(folder)
    for file in files:
        try:
            yield corpus.read(file, reader)
        except Unreadable:
            continue
