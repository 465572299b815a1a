"""Which language a text is in, and what of Footnote knows that language.

The reader, the rules that hold a claim against its source, and the stems of words know English.
What is in another language is found by its words and quoted word for word; this says where that
is so. Told by py3langid, whose probabilities were looked at on 19,532 English passages (11 taken
for another language, most of them lists of foreign works) and 2,640 in eleven others (docs/LOG.md).

Knows texts; nothing of questions, hits or models.
"""

from __future__ import annotations

import io
import lzma
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qa.records import Document, Passage

if TYPE_CHECKING:
    from numpy.typing import NDArray

KNOWN = "en"
_LEAST = 0.5
"""Least probability of a text's language; what has less (a heading, a table) has none."""
SURE = 0.8
"""The same for a question: of 4,672 English ones none had as much for another language."""
_CHARACTERS = 600
_SAMPLE = 300  # of each of two places in a document
_NOT_TOLD = frozenset({"zxx", "la"})  # no language; what is taken for Latin is mostly names
_ENGLISH = frozenset({"en", "pcm"})  # Nigerian Pidgin is written as headlines are
_NAMES = {
    "af": "Afrikaans", "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
    "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
    "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "ga": "Irish", "gl": "Galician", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean", "lt": "Lithuanian",
    "lv": "Latvian", "mk": "Macedonian", "ms": "Malay", "nb": "Norwegian", "nl": "Dutch",
    "nn": "Norwegian", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian",
    "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "th": "Thai", "tl": "Tagalog",
    "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "wuu": "Chinese",
    "yue": "Chinese", "zh": "Chinese",
}  # fmt: skip
NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})
"""Languages in which a capital does not tell a name from another noun."""


@lru_cache(maxsize=4096)
def language_of(text: str, least: float = _LEAST) -> str:
    """The ISO 639 code of a text's language; "" if it is not told with that probability."""
    code, probability = load().classify(text[:_CHARACTERS])
    if code in _NOT_TOLD or probability < least:
        return ""
    return KNOWN if code in _ENGLISH else str(code)


def of_document(document: Document) -> str:
    """The language of a document, by two places of it; "" if it is not told."""
    text = document.text
    first, second = len(text) // 4, 3 * len(text) // 4
    return language_of(f"{text[first : first + _SAMPLE]}\n{text[second : second + _SAMPLE]}")


def another(passage: Passage) -> str:
    """The language other than English that a passage is in; "" if it is English or not told.

    A passage of few words is in the language of its document.
    """
    code = language_of(passage.text) or passage.language
    return "" if code == KNOWN else code


def asked_in(question: str) -> str:
    """The language other than English that a question is surely in; else ""."""
    code = language_of(question, SURE)
    return "" if code == KNOWN else code


def note(document: Document) -> str:
    """What is told of a document when it is indexed; "" if it is in English or not told."""
    code = of_document(document)
    if code in ("", KNOWN):
        return ""
    return f"it is in {name(code)}: found by its words and quoted, but not judged by the reader"


def caution(question: str, unread: str) -> str:
    """What an answer says of what was not judged, `unread` being the language that kept it so."""
    other = asked_in(question) == unread
    subject = "The question is" if other else "The sentences nearest to the question are"
    advice = "" if other else f" Asked in {name(unread)}, more may be found."
    return (
        f"{subject} in {name(unread)}. The reader knows English only: sentences are chosen by "
        f"their words, and nothing judged whether they answer.{advice}"
    )


def name(code: str) -> str:
    """What a language is called in English: "German"."""
    return _NAMES.get(code, f"another language ({code})")


@lru_cache(maxsize=1)
def load() -> Any:
    """The identifier of py3langid, once: it takes half a second.

    Its own loader unpacks the model into a temporary file, and a disk may be full.
    """
    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
        unpacked = io.BytesIO(packed.read())
    with np.load(unpacked, allow_pickle=False) as data:
        return LanguageIdentifier(
            data["ptc"],
            data["pc"],
            data["classes"].tolist(),
            _packed(data["nextmove"]),
            data["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_packed(data["nextmove_row"]),
        )


def _packed(numbers: NDArray[Any]) -> array[int]:
    """The same numbers where single ones are looked up fast."""
    return array(numbers.dtype.char, numbers.tobytes())
