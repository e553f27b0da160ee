"""What can go wrong with results, reports and improvements, in the user's words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class UnknownPeriod(BusinessError):
    """A period that is written otherwise, or still to come."""

    code = "satisfaction_period"
    message = N_("“%(period)s” is no period that has begun. Write a year as 2026, a half-year as 2026H1, a quarter as 2026Q2.")
    status = 400


class ReportUnderWay(BusinessError):
    """One report of a period at a time."""

    code = "satisfaction_report_under_way"
    message = N_("%(number)s of this period is being decided. Wait for the decision, or have it sent back.")
    status = 409


class NobodyDecides(BusinessError):
    """The post the report goes to has no holder."""

    code = "satisfaction_nobody_decides"
    message = N_("The report goes to %(posts)s, but nobody else holds that post. Appoint somebody, or change the route of reports.")
    status = 409


class NotYourStation(BusinessError):
    """Somebody else decides."""

    code = "satisfaction_not_your_station"
    message = N_("%(number)s waits for %(posts)s. Only they decide on it, and nobody on their own report.")


class NotYourImprovement(BusinessError):
    """Somebody else is responsible."""

    code = "satisfaction_not_yours"
    message = N_("%(name)s is responsible for this. Only that person says what came of it.")


class NotMeasured(BusinessError):
    """No later wave asked the question yet."""

    code = "satisfaction_not_measured"
    message = N_("No wave after %(period)s has asked this question yet. Come back after the next one.")
    status = 409


class SayWhetherItWorks(BusinessError):
    """An improvement without an item cannot be measured by the next wave."""

    code = "satisfaction_say_effect"
    message = N_("No question of a survey belongs to this improvement: say yourself whether it works, and why.")
    status = 400
