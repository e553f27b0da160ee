"""Reading an e-mail file as mail programs write it (.eml): sender, subject, day, words, attachments. Only the standard library.

Headers and words come in whatever charset the sender's program took, rightly named or not, so each is tried: the one that is named,
UTF-8, GB18030 (which holds GB 2312 and GBK).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import collapse_rfc2231_value, parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import PurePath

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError
from yingshu.kernel.text import tidy

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE
MOST_PARTS = 500
TOLD_BY = ("from", "subject", "date", "received", "message-id")
CHINESE = {"gb2312", "gbk", "gb_2312-80", "cp936", "ms936", "x-gbk", "hz-gb-2312", "euc-cn"}
UNUSUAL = {"message/rfc822": ".eml", "image/jpeg": ".jpg", "image/pjpeg": ".jpg", "image/png": ".png", "image/gif": ".gif",
           "image/webp": ".webp", "application/pdf": ".pdf"}
OUTLOOK = b"\xd0\xcf\x11\xe0"


class NotAMail(BusinessError):
    """The file is no e-mail, or cannot be read as one."""

    code = "not_a_mail"
    message = N_("%(name)s is no e-mail file. In the mail program save the message as .eml (“Save as”, “Export”) and choose that file.")
    status = 400


class MailTooLarge(BusinessError):
    """Larger than a mail server lets through."""

    code = "mail_too_large"
    message = N_("%(name)s has %(size)s MB; an e-mail file of at most %(limit)s MB can be read. Attach its files singly.")
    status = 400


class OutlookMessage(BusinessError):
    """Outlook's own format."""

    code = "outlook_message"
    message = N_("%(name)s is in Outlook's own format. Save the message there as .eml, or forward it and save what arrives.")
    status = 400


@dataclass(frozen=True, slots=True)
class Mail:
    """What an e-mail says, and the files in it, as they came."""

    name: str
    email: str
    subject: str
    sent: datetime | None
    text: str
    files: tuple[tuple[str, bytes], ...]


def read_mail(name: str, content: bytes) -> Mail:
    """The e-mail in a file. Raises what is wrong with the file."""
    if len(content) > LARGEST:
        raise MailTooLarge(name=name, size=-(-len(content) // MEGABYTE), limit=LARGEST // MEGABYTE)
    if content.startswith(OUTLOOK):
        raise OutlookMessage(name=name)
    try:
        message = message_from_bytes(content.lstrip(b"\r\n \t\xef\xbb\xbf"), policy=Bytes())
        parts = list(_parts(message))
    except (MessageError, ValueError, LookupError, RecursionError):
        raise NotAMail(name=name) from None
    if not any(message[header] for header in TOLD_BY) or b"\x00" in content[:1000]:
        raise NotAMail(name=name)
    sender, address = parseaddr(message["from"] or message["reply-to"] or "")
    return Mail(name=_words(sender)[:60], email=address if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address) else "",
                subject=_words(message["subject"] or ""), sent=_sent(message["date"]), text=_text(parts),
                files=tuple((_name(part, n), _content(part)) for n, part in enumerate(parts, 1) if _is_file(part)))


class Bytes(Compat32):
    """Headers as text, also where they hold bytes of some charset, which mail does not allow and many programs write."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return _decoded(value.encode("utf-8", "surrogateescape"), "") if re.search("[\udc80-\udcff]", value) else value


def _parts(message: Message) -> Iterator[Message]:
    """All that is no envelope, also inside messages that were forwarded as attachments; an end to what is nested without end."""
    for n, part in enumerate(message.walk()):
        if n > MOST_PARTS:
            raise ValueError
        if not part.is_multipart():
            yield part


def _is_file(part: Message) -> bool:
    """Words stand in the mail itself, unless they have a file's name."""
    return part.get_content_maintype() != "text" or part.get_content_disposition() == "attachment" or bool(part.get_filename())


# ---- headers -----------------------------------------------------------------------------------------------------------

def _words(text: str) -> str:
    """Encoded words in whatever charset; what cannot be decoded stays as it came."""
    try:
        found = decode_header(text)
    except (HeaderParseError, ValueError):
        return tidy(text)
    return tidy("".join(part if isinstance(part, str) else part.decode("raw-unicode-escape", "replace") if charset is None
                        else _decoded(part, charset) for part, charset in found))


def _decoded(content: bytes, charset: str) -> str:
    """Bytes as text: by the charset named, else by those that it is likely to be."""
    named = "gb18030" if charset.lower() in CHINESE else charset
    for tried in (named, "utf-8", "gb18030"):
        try:
            return content.decode(tried)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode("gb18030" if named == "gb18030" else "utf-8", "replace")


def _sent(header: object) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(header))
        return found if found.tzinfo and found.year > 1970 else None
    except (TypeError, ValueError, OverflowError):
        return None


# ---- parts -------------------------------------------------------------------------------------------------------------

def _content(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _text(parts: list[Message]) -> str:
    """The plain words; where there are none, those of the page."""
    for kind, read in (("text/plain", str), ("text/html", plain)):
        texts = [read(_decoded(_content(p), str(p.get_content_charset("")))) for p in parts
                 if p.get_content_type() == kind and not _is_file(p)]
        if found := "\n\n".join(text for text in map(_lines, texts) if text):
            return found
    return ""


def _lines(text: str) -> str:
    """Without blanks at the ends of lines and without runs of empty lines."""
    lines = (re.sub(r"[ \t\u00a0\u3000]+", " ", line).strip() for line in text.replace("\x00", "").splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _name(part: Message, n: int) -> str:
    """A file's own name, without its folders; one by its kind where it has none."""
    given = part.get_filename() or ""
    name = _words(collapse_rfc2231_value(given)).replace("\\", "/")
    plain_name = "".join(c for c in PurePath(name).name if c.isprintable())
    ending = PurePath(plain_name).suffix[:10] or UNUSUAL.get(part.get_content_type(), "")
    return f"{PurePath(plain_name).stem[:80] or n}{ending}"


class _Page(HTMLParser):
    """The words of a page: lines where blocks end, nothing of scripts and styles."""

    BLOCKS = frozenset(["p", "div", "br", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr"])
    UNSEEN = frozenset(["script", "style", "head", "title"])

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in self.UNSEEN
        self.found.append("\n" if tag in self.BLOCKS else " " if tag in ("td", "th") else "")

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in self.UNSEEN))
        self.found.append("\n" if tag in self.BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.found.append(re.sub(r"\s+", " ", data))


def plain(page: str) -> str:
    """The words of an HTML page."""
    reader = _Page()
    reader.feed(page)
    reader.close()
    return "".join(reader.found)
