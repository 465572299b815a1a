"""The packaged reader as a judge, loaded once."""

from __future__ import annotations

from functools import cache

from qa.checks.evidence import Judge
from qa.reader import Reader
from qa.writing import judge_by


@cache
def judge() -> Judge:
    reader = Reader.load()
    return judge_by(reader.support, reader.read)
