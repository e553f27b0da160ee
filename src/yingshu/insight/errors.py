"""What can go wrong with reports, besides refusals by rule."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class AlreadySubmitted(BusinessError):
    """A submitted report is frozen; it is corrected by a new version."""

    code = "report_submitted"
    message = N_("%(number)s was submitted and does not change any more. Correct it by a new version.")
    status = 409


class NotTheNewest(BusinessError):
    """Only the newest version is corrected, and only once it was submitted."""

    code = "report_not_newest"
    message = N_("%(number)s version %(version)s is not the newest submitted version. Open the newest one.")
    status = 409


class NothingToRehearse(BusinessError):
    """The draft changes no parameter."""

    code = "nothing_to_rehearse"
    message = N_("This draft changes no parameter, so no decision would come out otherwise. Change at least one value.")
