"""What can go wrong in an evaluation; both are errors of the caller, one clear line each."""

from __future__ import annotations

from qa.errors import InputError


class GoldError(InputError):
    """A file of gold questions cannot be used."""


class RunError(InputError):
    """A folder of results cannot be used."""
