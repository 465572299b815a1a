"""Passages → hits: the index on disk and the search in it. `Index` is all there is to know."""

from qa.index.index import Index

__all__ = ["Index"]
