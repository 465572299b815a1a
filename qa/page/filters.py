"""The filter beside the question box: its choices, what was chosen, and how that reads.

Knows nothing of Gradio; what the filter means is decided in `qa.where`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa.errors import InputError
from qa.page.library import UPLOADED
from qa.where import NAMES, Where

Entry = tuple[str, str]
"""What is shown, and the value."""

TITLE = "Limit to…"
FOLDERS: Entry = ("All folders", "")
SUFFIXES: Entry = ("All file types", "")


def folder_entries(folders: Iterable[str]) -> list[Entry]:
    """The entries for the folders there are."""
    return [FOLDERS, *((_folder(each), each) for each in folders)]


def suffix_entries(suffixes: Iterable[str]) -> list[Entry]:
    """The entries for the file types there are."""
    return [SUFFIXES, *((each, each) for each in suffixes)]


def chosen(values: Iterable[Any]) -> Where | None:
    """The filter from the fields, in the order of `NAMES`. Raises InputError."""
    try:
        return Where.of(dict(zip(NAMES, values, strict=True)))
    except InputError as error:
        raise InputError(str(error).removeprefix("where: ")) from error


def said(where: Where) -> str:
    """A filter in a few words."""
    parts = (
        where.title and f"“{where.title}”",
        where.folder and _folder(where.folder),
        where.suffix,
        where.after and f"from {where.after}",
        where.before and f"before {where.before}",
    )
    return " · ".join(part for part in parts if part)


def title(values: Iterable[Any]) -> str:
    """What the closed filter says of itself, a mistake in it above all."""
    try:
        where = chosen(values)
    except InputError as error:
        return f"Limit to: {error}"
    return f"Only: {said(where)}" if where else TITLE


def _folder(name: str) -> str:
    return "Your uploads" if name == UPLOADED else name
