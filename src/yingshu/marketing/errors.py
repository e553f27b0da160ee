"""What can go wrong with articles and texts, in the user's words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class NotUnsubscribed(BusinessError):
    """Subscribing a customer again who never unsubscribed."""

    code = "not_unsubscribed"
    message = N_("“%(customer)s” has not unsubscribed; nothing needs to be done.")
    status = 409


class AlreadySent(BusinessError):
    """A batch is sent once."""

    code = "sms_already_sent"
    message = N_("%(number)s was already sent at %(at)s. Make a new list for another text.")
    status = 409
