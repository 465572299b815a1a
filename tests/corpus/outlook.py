"""A small Outlook message, written as [MS-CFB] and [MS-OXMSG] say: nothing else here writes one."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise

Tree = Mapping[str, "bytes | Tree"]

_SECTOR, _MINI, _ENTRY = 512, 64, 128
_NONE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_STRING, _TIME, _INTEGER = 0x001F, 0x0040, 0x0003
_SUBJECT, _SENT, _BODY, _HTML, _CODE_PAGE = 0x0037, 0x0039, 0x1000, 0x1013, 0x3FDE
_SENDER, _SENDER_ADDRESS, _NAME, _ADDRESS, _FILE = 0x0C1A, 0x0C1F, 0x3001, 0x39FE, 0x3707


def outlook(
    subject: str, sender: tuple[str, str], to: tuple[str, str], body: str, *,
    sent: datetime | None = None, html: str = "", attached: str = "",
) -> bytes:  # fmt: skip
    """A message; people are (name, address)."""
    texts = {_SUBJECT: subject, _SENDER: sender[0], _SENDER_ADDRESS: sender[1], _BODY: body}
    texts |= {_HTML: html} if html else {}
    files = {"__attach_version1.0_#00000000": _stored({_FILE: attached}, 8)} if attached else {}
    return compound(
        {
            **_stored(texts, 32, sent),
            "__recip_version1.0_#00000000": _stored({_NAME: to[0], _ADDRESS: to[1]}, 8),
            **files,
        }
    )


def _stored(texts: Mapping[int, str], head: int, sent: datetime | None = None) -> dict[str, bytes]:
    """The streams of a storage with these properties, behind a header of `head` bytes."""
    rows = [struct.pack("<HHIQ", _INTEGER, _CODE_PAGE, 6, 65001)]
    streams = {}
    for number, text in texts.items():
        data = text.encode("utf-16-le")
        rows.append(struct.pack("<HHII4x", _STRING, number, 6, len(data) + 2))
        streams[f"__substg1.0_{number:04X}{_STRING:04X}"] = data
    if sent:
        ticks = int((sent - _EPOCH).total_seconds()) * 10_000_000
        rows.append(struct.pack("<HHIQ", _TIME, _SENT, 6, ticks))
    return {"__properties_version1.0": bytes(head) + b"".join(rows), **streams}


def compound(tree: Tree) -> bytes:
    """A compound file of storages and short streams: all of them lie in the mini stream."""
    entries: list[tuple[str, int, int, int, int]] = []  # name, kind, child, first, size
    following: dict[int, int] = {}
    minis, mini_fat = bytearray(), list[int]()

    def add(name: str, held: bytes | Tree, kind: int) -> int:
        at = len(entries)
        entries.append((name, kind, _NONE, 0, 0))
        if isinstance(held, bytes):
            first, count = len(mini_fat), -(-len(held) // _MINI)
            mini_fat.extend([*range(first + 1, first + count), _END] if count else [])
            minis.extend(held.ljust(count * _MINI, b"\0"))
            entries[at] = (name, 2, _NONE, first if count else _END, len(held))
            return at
        kids = [add(each, inside, 1) for each, inside in held.items()]
        following.update(pairwise(kids))
        entries[at] = (name, kind, kids[0] if kids else _NONE, 0, 0)
        return at

    add("Root Entry", tree, 5)
    directory_sectors = -(-len(entries) * _ENTRY // _SECTOR)
    mini_fat_sectors = -(-len(mini_fat) * 4 // _SECTOR)
    stream_sectors = -(-len(minis) // _SECTOR)
    at, fat = 1, [_FAT]
    starts = []
    for count in (directory_sectors, mini_fat_sectors, stream_sectors):
        starts.append(at)
        fat += [*range(at + 1, at + count), _END]
        at += count
    assert len(fat) <= _SECTOR // 4, "too long for one sector of the table"
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, _NONE, following.get(n, _NONE), child)
        + bytes(36)
        + struct.pack("<IQ", starts[2] if not n else first, len(minis) if not n else size)
        for n, (name, kind, child, first, size) in enumerate(entries)
    )
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack("<IIIII", 0, 1, starts[0], 0, 4096)
        + struct.pack("<IIII", starts[1], mini_fat_sectors, _END, 0)
        + struct.pack("<I", 0)
    ).ljust(_SECTOR, b"\xff")
    tables = (_words(fat), directory, _words(mini_fat), bytes(minis))
    return header + b"".join(
        each.ljust(-(-len(each) // _SECTOR) * _SECTOR, b"\0" if each is directory else b"\xff")
        for each in tables
    )


def _words(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)
