"""Mail: who wrote to whom, when and about what, and the text. Attachments are named.

A message as a file (eml), as Outlook saves one (msg), or many in one file (mbox), each in a place
of its own that says what it is about and of which day.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import format_datetime, parsedate_to_datetime

from qa.corpus.extracted import Extracted, TextBuilder, Unreadable
from qa.corpus.web import parse_page, walk

_HEADERS = ("Subject", "From", "To", "Cc", "Date")
_BEGINS = re.compile(rb"^From [^\n]*\d:\d\d[^\n]*\d{4}[^\n]*\n", re.MULTILINE)
"""The line before a message of an mbox (RFC 4155): who sent it, and when."""
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_NO_DAY = 1900  # Outlook's year for a mail that was not sent is 1601


@dataclass(frozen=True, slots=True)
class _Mail:
    """What is read of a message; `html` is its body where it has none in plain text."""

    headers: dict[str, str]
    text: str
    html: str
    attached: tuple[str, ...]

    @property
    def day(self) -> str:
        """Its date as YYYY-MM-DD, "" if it has none."""
        return _day(self.headers["Date"])


def read_eml(data: bytes) -> Extracted:
    """One message."""
    mail = _parsed(data)
    if not any(mail.headers.values()):
        raise Unreadable("damaged, or not what its name says (it has no header of a mail)")
    return _one(mail)


def read_msg(data: bytes) -> Extracted:
    """One message as Outlook saves it."""
    from oxmsg import Message

    message = Message.load(io.BytesIO(data))
    to = (f"{each.name} <{each.email_address}>" for each in message.recipients)
    sent = message.sent_date
    headers = {
        "Subject": message.subject,
        "From": message.sender or "",
        "To": ", ".join(to),
        "Cc": "",
        "Date": format_datetime(sent) if sent and sent.year > _NO_DAY else "",
    }
    attached = tuple(each.file_name or "unnamed" for each in message.attachments)
    plain = message.body or ""
    return _one(_Mail(headers, plain, "" if plain.strip() else message.html_body or "", attached))


def read_mbox(data: bytes) -> Extracted:
    """Many messages, each in a place of its own."""
    builder, days, attached = TextBuilder(), [], 0
    for part in _messages(data):
        mail = _parsed(part)
        if not any(mail.headers.values()):
            continue
        about = mail.headers["Subject"] or "without a subject"
        builder.gap()
        builder.place(", ".join(filter(None, (about, mail.day))), "heading")
        _write(mail, builder)
        days.append(mail.day)
        attached += len(mail.attached)
    if not days:
        raise Unreadable("damaged, or not what its name says (it holds no mail)")
    first, last = min(filter(None, days), default=""), max(days)
    count = f"{len(days)} mails" if len(days) > 1 else "1 mail"
    period = last if first == last else f"{first} to {last}"
    title = ", ".join(filter(None, (count, period)))
    return _noted(builder.build(title, last), attached)


def _one(mail: _Mail) -> Extracted:
    builder = TextBuilder()
    _write(mail, builder)
    return _noted(builder.build(mail.headers["Subject"], mail.day), len(mail.attached))


def _noted(found: Extracted, attached: int) -> Extracted:
    """With a note of how many attachments were not read."""
    count = f"{attached} attachments are" if attached > 1 else "its attachment is"
    return replace(found, notes=f"{count} named, not read") if attached else found


def _messages(data: bytes) -> Iterator[bytes]:
    """The messages of an mbox, without the lines before them and the marks those call for."""
    begins = [*_BEGINS.finditer(data)]
    for at, begin in enumerate(begins):
        end = begins[at + 1].start() if at + 1 < len(begins) else len(data)
        yield _QUOTED.sub(rb"\1", data[begin.end() : end])


def _parsed(data: bytes) -> _Mail:
    message = BytesParser(policy=policy.default).parsebytes(data)
    headers = {name: _header(message, name) for name in _HEADERS}
    attached = tuple(part.get_filename() or "unnamed" for part in message.iter_attachments())
    part = message.get_body(("plain", "html"))
    text = _decoded(part) if part else ""
    if part and part.get_content_subtype() == "html":
        return _Mail(headers, "", text, attached)
    return _Mail(headers, text, "", attached)


def _write(mail: _Mail, builder: TextBuilder) -> None:
    for name, value in mail.headers.items():
        if value:
            builder.line(f"{name}: {value}")
    builder.gap()
    if mail.html.strip():
        walk(parse_page(mail.html.encode()), builder)
    for line in mail.text.splitlines():
        if line.strip():
            builder.line(line)
        else:
            builder.gap()
    if mail.attached:
        builder.gap()
        builder.block("Attachments: " + ", ".join(mail.attached))


def _header(message: EmailMessage, name: str) -> str:
    """A header as a person reads it; as it stands in the file if it follows no rule."""
    try:
        return str(message.get(name) or "")
    except (ValueError, LookupError, MessageError):
        raw = {key.lower(): value for key, value in reversed(list(message.raw_items()))}
        return str(raw.get(name.lower(), ""))


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
