"""Footnote's evaluation: gold questions, measures, runs, comparisons, reports, benchmarks.

It uses the library `qa` as anybody would; `qa` never imports it.
"""
