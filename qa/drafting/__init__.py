"""Hits → Draft: who proposes the sentences of an answer. Nothing here decides what is shown."""

from qa.drafting.extractive import Extractive

__all__ = ["Extractive"]
