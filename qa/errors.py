"""Every error Footnote raises on purpose.

    FootnoteError
    ├── InputError (also ValueError)   the caller passed something unusable
    │   ├── CorpusError                the folder of documents cannot be used
    │   ├── SettingsError              a setting is unknown or out of range
    │   └── AnswerFileError            a saved answer cannot be read
    ├── IndexUnusable                  the index folder cannot be used as it is
    │   ├── IndexMissing               there is none yet
    │   ├── IndexDamaged               a file is missing, altered or half-written
    │   └── IndexMismatch              it was built by another embedder or format
    ├── ModelError                     an embedder, reader or chat model cannot be used
    │   └── ModelFailed                a chat model wrote no (whole) answer
    └── MissingExtra                   an optional package is not installed

Each message is one line: it quotes the value, says what was expected, and names the mend.
"""

from __future__ import annotations

from typing import Literal

FailureKind = Literal[
    "unreachable", "refused", "busy", "timeout", "overflow", "empty", "declined", "broken"
]


class FootnoteError(Exception):
    """Base of all errors raised on purpose; its text is fit to show to a person."""


class InputError(FootnoteError, ValueError):
    """The caller passed something unusable."""


class CorpusError(InputError):
    """The folder of documents cannot be used."""


class SettingsError(InputError):
    """A setting is unknown or out of range."""


class AnswerFileError(InputError):
    """A saved answer cannot be read."""


class IndexUnusable(FootnoteError):
    """The index folder cannot be used as it is."""


class IndexMissing(IndexUnusable):
    """There is no index in the folder yet."""


class IndexDamaged(IndexUnusable):
    """A file of the index is missing, altered or half-written."""


class IndexMismatch(IndexUnusable):
    """The index was built by another embedder or in another format."""


class IndexOutdated(IndexMismatch):
    """The index is in the format of an earlier version."""


class ModelError(FootnoteError):
    """An embedder, reader or chat model cannot be used."""


class ModelFailed(ModelError):
    """A chat model wrote no answer, or not the whole of it; `kind` says how it failed."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class MissingExtra(FootnoteError):
    """An optional package is not installed."""

    def __init__(self, package: str, purpose: str, extra: str) -> None:
        super().__init__(
            f"{purpose} needs the package '{package}', which is not installed; "
            f"install it with: pip install 'footnote-qa[{extra}]'"
        )
