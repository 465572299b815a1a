"""Passages → hits: the index on disk and the search in it.

`Index` is what searches; `Identity`, `Stamp` and the kinds of `Change` are what an update
hands in, `Pending` what an interrupted one left; `store` knows the folder, `snapshots` sets
generations aside.
"""

from qa.index.index import Index
from qa.index.pending import Pending
from qa.index.store import Identity
from qa.index.texts import Stamp
from qa.index.writing import Change, Entry, Removed, Touched, Unread, searchable

__all__ = [
    "Change",
    "Entry",
    "Identity",
    "Index",
    "Pending",
    "Removed",
    "Stamp",
    "Touched",
    "Unread",
    "searchable",
]
