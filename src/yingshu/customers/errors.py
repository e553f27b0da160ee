"""What the customer file refuses, and why."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class DuplicateCustomer(BusinessError):
    """The customer exists; the hit is shown masked."""

    code = "duplicate_customer"
    message = N_("This customer exists already: %(name)s, salesperson %(owner)s. Ask for a share in the work instead.")
    status = 409


class CustomerChanged(BusinessError):
    """Somebody changed the file meanwhile."""

    code = "customer_changed"
    message = N_("%(who)s changed this customer at %(when)s. Refresh and try again.")
    status = 409


class NoRecipients(BusinessError):
    """Nobody holds one of the leaders' posts."""

    code = "no_recipients"
    message = N_("Nobody holds the post %(posts)s, so the files cannot be delivered.")


class UnknownColumns(BusinessError):
    """A sheet with columns that the uniform format does not know."""

    code = "unknown_columns"
    message = N_("These columns do not belong to the uniform format: %(columns)s. Take them out, or use the template.")
    status = 400


class AlreadyHandled(BusinessError):
    """A request about personal data is handled once."""

    code = "already_handled"
    message = N_("This request was handled on %(on)s.")
    status = 409


class NotHandedOver(BusinessError):
    """Somebody leaves with things in their hands (ORG-28)."""

    code = "not_handed_over"
    message = N_("%(count)s things are not handed over yet: %(items)s. Both sides sign each of them on the handover list first.")
