"""What can go wrong with meetings and reports, in the user's words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class NotYet(BusinessError):
    """Checking in, or closing, before the day of the meeting."""

    code = "meeting_not_yet"
    message = N_("%(number)s is on %(day)s. Come back on that day, or move the meeting.")
    status = 409


class TakenTime(BusinessError):
    """The series has a meeting at that time already."""

    code = "meeting_exists"
    message = N_("%(number)s of the same series already begins at %(at)s. Open that one, or choose another time.")
    status = 409


class NotYours(BusinessError):
    """Somebody else's attendance, action item or report."""

    code = "meeting_not_yours"
    message = N_("This belongs to %(name)s. Only that person, or whoever keeps the minutes, may do it.")
    status = 403


class AlreadyReported(BusinessError):
    """One report for one period."""

    code = "already_reported"
    message = N_("You already gave this report for %(period)s: %(number)s. Open that one, or choose another period.")
    status = 409


class UnknownPeriod(BusinessError):
    """A period that is not written as the kind of report writes it."""

    code = "unknown_period"
    message = N_("“%(period)s” is no period of this report. Write it like %(example)s.")
    status = 400


class WrongMonth(BusinessError):
    """A month that is not written as 2026-06, or still to come."""

    code = "wrong_month"
    message = N_("“%(month)s” is not a month that has begun. Write it like 2026-06.")
    status = 400
