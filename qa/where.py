"""Which documents a question may be answered from: a title, a folder, a suffix, dates.

    {"title": "annual report", "folder": "reports/2025", "suffix": ".pdf",
     "after": "2025-01-01", "before": "2026-01-01"}

Checks what a caller gave and says what is wrong with it. Knows nothing of indexes or SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qa.errors import InputError

NAMES = ("title", "folder", "suffix", "after", "before")


@dataclass(frozen=True, slots=True)
class Where:
    """A filter over documents; None where it does not care.

    `title` stands anywhere in the document's title or in its file's name, without regard to
    case; `folder` is relative to the corpus and takes what is below it; `after` is the first
    day that counts, `before` the first that no longer does, both as YYYY-MM-DD. A document
    without a date is never inside a span of dates.
    """

    title: str | None = None
    folder: str | None = None
    suffix: str | None = None
    after: str | None = None
    before: str | None = None

    @classmethod
    def of(cls, values: Where | Mapping[str, Any] | None) -> Where | None:
        """The filter a caller gave; None if it lets everything through. Raises InputError."""
        if values is None or isinstance(values, Where):
            return values if values != cls() else None
        if not isinstance(values, Mapping):
            raise InputError(f"where must be a mapping such as {_EXAMPLE}, not {values!r:.80}")
        for name, value in values.items():
            if name not in NAMES:
                raise InputError(
                    f"where has no '{name}'; it can hold {', '.join(NAMES)}, as in {_EXAMPLE}"
                )
            if value is not None and not isinstance(value, str):
                raise InputError(f"where: '{name}' must be text, not {value!r:.80}")
        given = {name: value.strip() for name, value in values.items() if value and value.strip()}
        found = cls(
            title=_title(given.get("title")),
            folder=_folder(given.get("folder")),
            suffix=_suffix(given.get("suffix")),
            after=_day("after", given.get("after")),
            before=_day("before", given.get("before")),
        )
        return found if found != cls() else None


_EXAMPLE = '{"folder": "reports/2025", "suffix": ".pdf", "after": "2025-01-01"}'


def _title(value: str | None) -> str | None:
    return value and " ".join(value.casefold().split())


def _folder(value: str | None) -> str | None:
    if value is None:
        return None
    parts = [part for part in value.replace("\\", "/").split("/") if part not in ("", ".")]
    if ".." in parts:
        raise InputError(f"where: the folder '{value}' must be inside the folder of documents")
    return "/".join(parts) or None


def _suffix(value: str | None) -> str | None:
    return value and "." + value.lstrip("*").lstrip(".").casefold()


def _day(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise InputError(f"where: '{name}' cannot be '{value}': expected YYYY-MM-DD") from None
