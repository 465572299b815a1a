"""One self-contained page, and a Markdown summary, of one or more runs."""

from eval.report.page import html
from eval.report.summary import summary

__all__ = ["html", "summary"]
