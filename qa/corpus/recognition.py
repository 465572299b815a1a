"""The picture of a page → the words on it, by RapidOCR, which is an extra.

Knows pictures; nothing of PDF, pages or the order of words.
"""

from __future__ import annotations

import os
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from qa.corpus.extracted import Seen

if TYPE_CHECKING:  # who reads no scan loads no numpy: it takes memory for every core
    import numpy as np
    from numpy.typing import NDArray

MEND = "to have the text recognised: pip install 'footnote-qa[ocr]'"

_PACKAGE = "rapidocr"
_WIDE = str.maketrans("，。：；！？（）【】％", ",.:;!?()[]%")
"""Signs as Chinese sets them; the models know them too, and take others for them."""
_TALL = 1.5  # shares of a page's height by shares of its width
_UPRIGHT = 0.85  # the mean score of three pages was .98 and more, on their heads .70 at most
_STANDS_OUT = 48  # of 255, by which a dot differs from the paper; the noise of a scanner is less
_LEAST_DOTS = 60  # in three colours: a page number has hundreds, and a blank page takes 2 seconds
_MOST_THREADS = 8  # each takes memory of its own, of which the process has so much
_LONGEST = 20_000  # dots along a side; the longer ones of a receipt were read half as large
_AFAR = 300_000  # dots, of which 29 lines of 29 are seen, in a tenth of the time
_LEAST_LINES = 3  # photographs of animals, towers and streets had 2 at most, pages 29 to 66
_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def recognizer() -> str:
    """Which recogniser is installed, with its version, "" if none is.

    Two that differ may see different words on one picture.
    """
    try:
        return f"{_PACKAGE} {version(_PACKAGE)}"
    except PackageNotFoundError:
        return ""


def recognize(picture: NDArray[np.uint8]) -> tuple[Seen, ...]:
    """The words on a picture of shape (height, width, 3), a line or a part of one each.

    A picture that lies on its side or stands on its head is turned for that. Raises ImportError
    if no recogniser is installed.
    """
    import numpy as np

    if int((abs(picture - np.median(picture)) > _STANDS_OUT).sum()) < _LEAST_DOTS:
        return ()
    turns, found = 0, _found(picture)
    if _is_sideways(found):
        turns, found = 1, _found(np.rot90(picture))
    if found and _sure(found) < _UPRIGHT:
        other = _found(np.rot90(picture, turns + 2))
        if _sure(other) > _sure(found):
            turns, found = turns + 2, other
    return tuple(words.turned(-turns) for words, _ in found)


def holds_text(picture: NDArray[np.uint8]) -> bool:
    """Whether more lines seem to be on a picture, seen from afar, than on one of something else.

    Raises ImportError if no recogniser is installed.
    """
    import numpy as np
    from PIL import Image

    small = Image.fromarray(picture)
    scale = (_AFAR / (small.width * small.height)) ** 0.5
    small.thumbnail((small.width * scale, small.height * scale))
    found = _engine()(np.asarray(small), use_det=True, use_cls=False, use_rec=False)
    return found.boxes is not None and len(found.boxes) >= _LEAST_LINES


def _found(picture: NDArray[np.uint8]) -> list[tuple[Seen, float]]:
    """The words that are seen on a picture as it lies, and how sure each is."""
    import numpy as np

    # Said each time: it would go on with what was said last.
    found = _engine()(np.ascontiguousarray(picture), use_det=True, use_cls=False, use_rec=True)
    if found.boxes is None:
        return []
    height, width = picture.shape[:2]
    shares = np.asarray(found.boxes, np.float64) / (width, height)
    return [
        (Seen(_mended(text), tuple(round(float(each), 5) for each in corners.ravel())), score)
        for text, score, corners in zip(found.txts, found.scores, shares, strict=True)
        if text.strip()
    ]


def _is_sideways(found: list[tuple[Seen, float]]) -> bool:
    """Whether most lines are higher than wide."""
    tall = [
        each.corners[5] - each.corners[1] > _TALL * (each.corners[2] - each.corners[0])
        for each, _ in found
        if len(each.text) > 1
    ]
    return 2 * sum(tall) > len(tall)


def _sure(found: list[tuple[Seen, float]]) -> float:
    return fmean(score for _, score in found) if found else 0.0


def _mended(text: str) -> str:
    tidy = " ".join(text.split())
    return tidy if _CHINESE.search(tidy) else tidy.translate(_WIDE)


@cache
def _engine() -> Any:
    """The recogniser with the models of its own package; it is never to fetch any."""
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    (detection,) = models.glob("*_det_*.onnx")
    (recognition,) = models.glob("*_rec_*.onnx")
    return rapidocr.RapidOCR(
        params={
            "Det.model_path": str(detection),
            "Rec.model_path": str(recognition),
            # Lines of different lengths in one batch cost more than they save: 8.8 → 8.3 and
            # 7.3 → 5.6 seconds for two pages.
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": min(
                os.cpu_count() or 1, _MOST_THREADS
            ),
            "Global.use_cls": False,  # whether a line stands on its head
            "Global.max_side_len": _LONGEST,
            "Global.log_level": "error",
        }
    )
