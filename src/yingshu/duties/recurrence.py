"""Recurrence rules as RFC 5545 writes them, for whole days, read by python-dateutil."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from dateutil import rrule as recurring
from django.utils.translation import gettext_noop as N_

ANCHOR = date(2001, 1, 1)  # a Monday, first of a month and of a year: what intervals are counted from
_ALLOWED = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(INTERVAL|BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS|BYYEARDAY|WKST)=[A-Z0-9,+-]+)*")
Rule = Any  # dateutil's rrule and rruleset, which carry no types


def checked_rrule(text: str) -> str:
    """A rule that can be understood, tidied; raises ValueError. Empty stays empty."""
    rule = text.strip().upper().removeprefix("RRULE:").rstrip(";")
    if not rule:
        return ""
    if not _ALLOWED.fullmatch(rule) or ("WEEKLY" in rule and "BYDAY" not in rule):
        raise ValueError(N_("Give a recurrence of whole days such as FREQ=MONTHLY;BYDAY=1MO; a weekly one names its BYDAY."))
    try:
        if not recurring.rrulestr(f"{rule};UNTIL=20410101", dtstart=datetime(2001, 1, 1)).after(datetime(2000, 12, 31)):
            raise ValueError(rule)
    except (ValueError, TypeError, IndexError):
        raise ValueError(N_("This recurrence never falls on a day.")) from None
    return rule


def parsed(text: str, first: date) -> Rule:
    """The rule of a text, begun early enough to be exact from ``first`` on without counting from the anchor each time."""
    start = ANCHOR if "INTERVAL" in text else max(ANCHOR, date(first.year - 1, 1, 1))
    return recurring.rrulestr(text, dtstart=datetime.combine(start, time()))


def days_of_months(days: Iterable[int], months: Iterable[int], first: date) -> Rule:
    """These days of these months (all when empty); a day that a month does not have is its last one."""
    rules, start = recurring.rruleset(), datetime(first.year - 1, 1, 1)
    for day in days:
        chosen = {"bymonthday": list(range(28, day + 1)), "bysetpos": -1} if day > 28 else {"bymonthday": day}
        rules.rrule(recurring.rrule(recurring.MONTHLY, dtstart=start, bymonth=list(months) or None, **chosen))
    return rules


def weekly(weekdays: Iterable[str], first: date) -> Rule:
    """These days of each week."""
    start = datetime(first.year - 1, 1, 1)
    return recurring.rrule(recurring.WEEKLY, dtstart=start, byweekday=[getattr(recurring, day) for day in weekdays])


def daily(first: date) -> Rule:
    """Each day."""
    return recurring.rrule(recurring.DAILY, dtstart=datetime(first.year - 1, 1, 1))


def days_between(rule: Rule, first: date, last: date) -> list[date]:
    """The days on which a rule falls, both ends included."""
    return [moment.date() for moment in rule.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)]
