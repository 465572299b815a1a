"""One self-contained page, and a Markdown summary, of one or more runs."""

from eval.report.page import html, markdown

__all__ = ["html", "markdown"]
