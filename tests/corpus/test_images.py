"""Pictures of text: their words, their pages, how they look; and pictures of something else.

The recogniser is the real one.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from qa import Assistant
from qa.corpus import FileReader, Unreadable, kept
from qa.corpus.extracted import Seen
from qa.corpus.images import page_image
from qa.page.pictures import Pictures, pages_of
from qa.page.sources import Wanted
from tests.corpus import scans
from tests.corpus.files import saved
from tests.corpus.test_recognition import LEFT, MUSEUM, RIGHT, without_recogniser

TURN = Image.Transpose
LAID = {
    2: TURN.FLIP_LEFT_RIGHT, 3: TURN.ROTATE_180, 4: TURN.FLIP_TOP_BOTTOM, 5: TURN.TRANSPOSE,
    6: TURN.ROTATE_90, 7: TURN.TRANSVERSE, 8: TURN.ROTATE_270,
}  # fmt: skip
"""What turns an upright picture into one that has this orientation."""
RECEIPT = [
    "Bakery at the Old Mill",
    "2 rye loaves            7.60",
    "1 walnut cake          14.90",
    "Total                  22.50",
    "Paid in cash on 3 May 2024",
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileReader]:
    with FileReader(keeps=tmp_path_factory.mktemp("kept")) as shared:
        yield shared


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def landscape(width: int = 900, height: int = 600) -> Image.Image:
    """Hills under a sky, with the grain of a camera."""
    across, down = np.meshgrid(np.linspace(0, 9, width), np.linspace(0, 1, height))
    hills = 0.6 + 0.15 * np.sin(across) + 0.1 * np.sin(2.3 * across + 1)
    sky = np.stack([120 + 90 * down, 160 + 60 * down, 235 - 20 * down], -1)
    grass = np.stack([60 + 40 * np.sin(9 * across), 120 - 40 * down, 50 + 20 * down], -1)
    dots = np.where((down > hills)[..., None], grass, sky)
    dots += np.random.default_rng(3).normal(0, 9, dots.shape)
    return Image.fromarray(dots.clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize("held", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
def test_a_picture_is_shown_as_the_camera_was_held(kind: str, held: int) -> None:
    """A red corner left above, however the picture lies in its file."""
    upright = Image.new("RGB", (400, 300), "white")
    upright.paste((255, 0, 0), (0, 0, 80, 60))
    lying = upright.transpose(LAID[held]) if held in LAID else upright
    exif = Image.Exif()
    exif[274] = held
    data = encoded(lying, kind, exif=exif)
    words = {1: (Seen("The lamp of the harbour burns.", (0.1, 0.1, 0.9, 0.1, 0.9, 0.2, 0.1, 0.2)),)}
    shown = page_image(data, 0, 30, words)
    with Image.open(io.BytesIO(shown.png)) as picture:
        assert picture.size == (400, 300)
        assert picture.getpixel((8, 8))[:2] == (pytest.approx(255, abs=9), pytest.approx(0, abs=9))  # type: ignore[index]
    ((left, top, right, bottom),) = shown.boxes
    assert (left, right) == (pytest.approx(0.1, abs=0.01), pytest.approx(0.9, abs=0.01))
    assert 0.08 < top < bottom < 0.22


def test_a_broken_note_of_the_camera_costs_nothing(reader: FileReader, tmp_path: Path) -> None:
    data = encoded(scans.page((150, MUSEUM)), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01")
    document, _ = reader.read(saved(tmp_path, "broken.jpg", data))
    assert document.text.split() == " ".join(MUSEUM).split()


def test_a_photographed_page_is_read_upright_with_its_day(
    reader: FileReader, tmp_path: Path
) -> None:
    """As a telephone stores it: lying on its side, with a note of how it was held, and when."""
    exif = Image.Exif()
    exif[274] = 6
    exif.get_ifd(0x8769)[36867] = "2024:05:01 12:30:00"
    lying = scans.page((150, MUSEUM)).rotate(90, expand=True)
    file = saved(tmp_path, "IMG_1.jpg", encoded(lying, "JPEG", quality=80, exif=exif))
    document, notes = reader.read(file)
    assert document.text.split() == " ".join(MUSEUM).split()
    assert (document.media_type, document.date) == ("image/jpeg", "2024-05-01")
    assert (document.page_starts, document.recognized) == ((0,), (1,))
    assert notes == "its text was recognised, which may be wrong in places"


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw"])
def test_the_pages_of_a_tiff_are_pages(
    reader: FileReader, tmp_path: Path, compression: str
) -> None:
    pages = [scans.page((150, lines), noise=0) for lines in (LEFT, RIGHT)]
    if compression == "group4":  # of a fax: black or white
        pages = [page.point(lambda value: 255 * (value > 128)).convert("1") for page in pages]
    data = encoded(
        pages[0], "TIFF", save_all=True, append_images=pages[1:], compression=compression
    )
    document, _ = reader.read(saved(tmp_path, "harbour.tiff", data))
    first, second = document.page_starts
    joined = " ".join(LEFT).replace("- ", "")
    assert document.text[first:second].split() == joined.split()
    assert document.text[second:].split() == " ".join(RIGHT).split()
    assert document.recognized == (1, 2)


def test_what_is_clear_is_paper(reader: FileReader, tmp_path: Path) -> None:
    """A picture of black letters on nothing."""
    page = scans.page((150, MUSEUM), noise=0)
    clear = Image.new("RGBA", page.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=page.point(lambda value: 255 - value))
    document, _ = reader.read(saved(tmp_path, "clear.png", encoded(clear, "PNG")))
    assert document.text.split() == " ".join(MUSEUM).split()


def test_sixteen_bits_are_read_as_eight(reader: FileReader, tmp_path: Path) -> None:
    dots = np.asarray(scans.page((150, MUSEUM)), np.uint16) * 257
    data = encoded(Image.fromarray(dots), "PNG")
    document, _ = reader.read(saved(tmp_path, "deep.png", data))
    assert document.text.split() == " ".join(MUSEUM).split()


def test_a_long_receipt_stays_large_enough_to_be_read(reader: FileReader, tmp_path: Path) -> None:
    long = Image.new("L", (600, 6000), 250)
    draw, font = ImageDraw.Draw(long), ImageFont.load_default(22)
    for top in range(60, 6000, 1000):
        for row, line in enumerate(RECEIPT):
            draw.text((60, top + row * 50), line, font=font, fill=20)
    document, _ = reader.read(saved(tmp_path, "receipt.png", encoded(long, "PNG")))
    assert document.text.count("walnut cake 14.90") == 6
    assert document.text.count("Paid in cash on 3 May 2024") == 6


def test_an_answer_from_a_picture_is_pinned_and_marked_on_it(tmp_path: Path) -> None:
    (tmp_path / "IMG_1.png").write_bytes(encoded(scans.page((150, MUSEUM)), "PNG"))
    (tmp_path / "hills.jpg").write_bytes(encoded(landscape(), "JPEG"))
    assistant = Assistant.from_folder(tmp_path)
    answer = assistant.ask("When was the oldest clock built?")
    assert answer.short is not None
    assert answer.short.text == "1655"
    (cited,) = answer.citations
    document = assistant.index.document("IMG_1.png")
    assert document.text[cited.start : cited.end] == cited.quote
    assert cited.where == "page 1 (recognised)"

    pictures = Pictures()
    wanted = Wanted("", (cited.start, cited.end), (), None)
    try:
        shown = pictures.page(
            document, tmp_path / "IMG_1.png", wanted, assistant.index_folder / kept.FOLDER
        )
    finally:
        pictures.close()
    assert (shown["page"], shown["pages"], pages_of(document)) == (1, 1, 1)
    sizes = (scans.WIDTH, scans.HEIGHT) * 2
    boxes = [[share * size for share, size in zip(each, sizes, strict=True)] for each in
             shown["boxes"]]  # fmt: skip
    top, end = 150 + 4 * scans.LINE, 150 + scans.length("The Hague.")
    assert boxes == [
        pytest.approx((150, top, 150 + scans.length(MUSEUM[4]), top + scans.SIZE), abs=15),
        pytest.approx((150, top + scans.LINE, end, top + scans.LINE + scans.SIZE), abs=15),
    ]

    (problem,) = assistant.report.skipped
    assert problem.document_id == "hills.jpg"
    assert problem.reason == "a picture; no text was recognised on it, or hardly any"
    report = assistant.update()
    assert (report.unchanged, len(report.skipped)) == (1, 1)


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(landscape(1600, 1200), id="landscape"),
        pytest.param(Image.new("RGB", (32, 32), "red"), id="icon"),
        pytest.param(Image.new("L", (1200, 800), 255), id="blank"),
    ],
)
def test_pictures_of_something_else_are_left_out(
    reader: FileReader, tmp_path: Path, image: Image.Image
) -> None:
    file = saved(tmp_path, "other.png", encoded(image, "PNG"))
    with pytest.raises(Unreadable, match="a picture; no text was recognised on it") as caught:
        reader.read(file)
    assert caught.value.lasting


def test_a_picture_that_claims_to_be_enormous_is_refused(
    reader: FileReader, tmp_path: Path
) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 90_000, 90_000, 8, 2, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + (chunk(b"IEND", b""))
    )
    with pytest.raises(Unreadable, match="million dots; make it smaller"):
        reader.read(saved(tmp_path, "bomb.png", data))


def test_without_a_recogniser_pictures_are_named_and_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one they are read; and what was read stays if it is gone again."""
    (tmp_path / "notes.txt").write_text("The lamp was lit.", encoding="utf-8")
    (tmp_path / "IMG_1.JPG").write_bytes(encoded(scans.page((150, MUSEUM)), "JPEG"))
    with monkeypatch.context() as patch:
        without_recogniser(patch)
        patch.setattr(FileReader, "_request", None)
        assistant = Assistant.from_folder(tmp_path)
        assert [(each.document_id, each.reason) for each in assistant.report.skipped] == [
            ("IMG_1.JPG", "a picture; to have the text recognised: pip install 'footnote-qa[ocr]'")
        ]
    assert assistant.update().added == 1
    assert assistant.index.ids() == ["IMG_1.JPG", "notes.txt"]
    with monkeypatch.context() as patch:
        without_recogniser(patch)
        report = assistant.update()
    assert (report.unchanged, report.removed, report.skipped) == (2, 0, ())
