"""One script for each pipeline; `serve.py` runs one of them in that pipeline's environment.

They share no import: here only `serve.py` is sure to be on the path, and the standard library.
"""
