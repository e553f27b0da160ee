"""Duties as a calendar program reads them (RFC 5545): lines folded at 75 octets, texts escaped, times in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

LENGTH = timedelta(minutes=30)
OCTETS = 75


class Event(NamedTuple):
    """One entry: until when, whether a time of day was named, what it is called."""

    uid: str
    due: datetime
    timed: bool
    title: str
    says: str
    url: str
    done: bool


def calendar(name: str, events: Iterable[Event], made: datetime) -> bytes:
    """The whole file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yingshu//Duties//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for event in events:
        lines += _entry(event, made)
    return b"".join(part for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def _entry(event: Event, made: datetime) -> list[str]:
    day = event.due - timedelta(seconds=1)  # the end of a day still is that day
    times = ([f"DTSTART:{_utc(event.due - LENGTH)}", f"DTEND:{_utc(event.due)}"] if event.timed else
             [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"])
    return ["BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{_utc(made)}", *times, f"SUMMARY:{escaped(event.title)}",
            f"DESCRIPTION:{escaped(event.says)}", f"URL:{event.url}", f"STATUS:{'CONFIRMED' if event.done else 'TENTATIVE'}",
            "TRANSP:TRANSPARENT", "END:VEVENT"]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Backslash, semicolon, comma and line ends as the format wants them."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> Iterator[bytes]:
    """A line in parts of at most 75 octets, never within a character; the next begin with a blank."""
    part, room = b"", OCTETS
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > room:
            yield part + b"\r\n "
            part, room = b"", OCTETS - 1
        part += octets
    yield part + b"\r\n"
