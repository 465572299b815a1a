"""Mail (eml): who wrote to whom, when and about what, and the text. Attachments are named."""

from __future__ import annotations

from email import policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from qa.corpus.extracted import Extracted, TextBuilder, Unreadable
from qa.corpus.web import parse_page, walk

_HEADERS = ("Subject", "From", "To", "Cc", "Date")


def read_eml(data: bytes) -> Extracted:
    """One message."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    headers = {name: _header(message, name) for name in _HEADERS}
    if not any(headers.values()):
        raise Unreadable("damaged, or not what its name says (it has no header of a mail)")
    builder = TextBuilder()
    for name, value in headers.items():
        if value:
            builder.line(f"{name}: {value}")
    builder.gap()
    _body(message, builder)
    attached = [part.get_filename() or "unnamed" for part in message.iter_attachments()]
    if attached:
        builder.block("Attachments: " + ", ".join(attached))
    count = f"{len(attached)} attachments are" if len(attached) > 1 else "its attachment is"
    notes = f"{count} named, not read" if attached else ""
    found = builder.build(headers["Subject"], _day(headers["Date"]))
    return Extracted(found.text, found.title, found.date, (), found.places, notes)


def _header(message: EmailMessage, name: str) -> str:
    """A header as a person reads it; as it stands in the file if it follows no rule."""
    try:
        return str(message.get(name) or "")
    except (ValueError, LookupError, MessageError):
        raw = {key.lower(): value for key, value in reversed(list(message.raw_items()))}
        return str(raw.get(name.lower(), ""))


def _body(message: EmailMessage, builder: TextBuilder) -> None:
    part = message.get_body(("plain", "html"))
    if part is None:
        return
    text = _decoded(part)
    if part.get_content_subtype() == "html":
        if text.strip():
            walk(parse_page(text.encode()), builder)
        return
    for line in text.splitlines():
        if line.strip():
            builder.line(line)
        else:
            builder.gap()


def _decoded(part: MIMEPart) -> str:
    """The text of a part, whatever it says of its encoding."""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, ValueError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _day(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return ""
