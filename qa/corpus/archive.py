"""Zip containers (of Office, OpenDocument, epub): opened only if what they unpack to is bounded.

Python's zipfile never unpacks more of a member than its header declares, so the declared
sizes are a limit that can be trusted.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from qa.corpus.extracted import Unreadable

MAX_MEMBERS = 20_000
MAX_UNPACKED = 512 * 1024 * 1024
_ENCRYPTED = 0x1


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
