"""Folder → Documents: finds the readable files below a folder and reads them.

`scan` lists them, a `FileReader` reads them, one small module for each family of formats does the
reading. Knows nothing of passages, indexes or models.
"""

from qa.corpus.extracted import PageImage, Unreadable, Words
from qa.corpus.folder import SourceFile, check_folder, locate_file, scan
from qa.corpus.formats import KINDS, MEDIA_TYPES, PAGED, PICTURES
from qa.corpus.reading import FileReader, read, read_by_id, wants_recognizer
from qa.corpus.recognition import MEND, recognizer

# Raised with every change to what a file gives, how it is cut or what of it is searched; an index
# of another is built anew.
READING = 10

__all__ = [
    "KINDS",
    "MEDIA_TYPES",
    "MEND",
    "PAGED",
    "PICTURES",
    "READING",
    "FileReader",
    "PageImage",
    "SourceFile",
    "Unreadable",
    "Words",
    "check_folder",
    "locate_file",
    "read",
    "read_by_id",
    "recognizer",
    "scan",
    "wants_recognizer",
]
