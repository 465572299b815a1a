"""Zip containers (of Office, OpenDocument, epub): opened only if what they unpack to is bounded.

Python's zipfile never unpacks more of a member than its header declares, so the declared
sizes are a limit that can be trusted.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from lxml import etree

from qa.corpus.extracted import Unreadable

MAX_MEMBERS = 20_000
MAX_UNPACKED = 512 * 1024 * 1024
_ENCRYPTED = 0x1
_TYPES = "[Content_Types].xml"


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The container, checked. Raises Unreadable."""
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Unreadable(f"damaged, or not what its name says ({error})") from error
    members = container.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unreadable(f"holds {len(members):,} parts; at most {MAX_MEMBERS:,} are unpacked")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise Unreadable(
            f"unpacks to {unpacked // 2**20:,} MB; at most {MAX_UNPACKED // 2**20} are unpacked"
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unreadable("encrypted; save it without a password")
    return container


def as_plain(data: bytes, alike: Sequence[bytes], plain: bytes) -> bytes:
    """An Office file whose main part is of the type `plain`, if it is one of those `alike`.

    Libraries know plain documents only: templates and those with macros have the same parts, and
    macros are parts that nobody reads. Raises Unreadable.
    """
    with open_zip(data) as container:
        types = member(container, _TYPES)
        if not any(kind in types for kind in alike):
            return data
        for kind in alike:
            types = types.replace(kind, plain)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name in container.namelist():
                made.writestr(name, types if name == _TYPES else container.read(name))
    return out.getvalue()


def member(container: zipfile.ZipFile, name: str) -> bytes:
    """One part of a container. Raises Unreadable if it is not there."""
    try:
        return container.read(name)
    except KeyError:
        raise Unreadable(f"damaged: its part '{name[:100]}' is missing") from None


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML part; entities, external or not, are never expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)
