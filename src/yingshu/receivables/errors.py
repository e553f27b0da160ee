"""What can go wrong with money, said so that a person can act on it."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class NothingToAllocate(BusinessError):
    """The receipt has no money left, or nothing is open."""

    code = "nothing_to_allocate"
    message = N_("There is nothing to allocate: %(credit)s yuan are not allocated, %(open)s yuan are open.")


class TooMuchAllocated(BusinessError):
    """More was to be allocated than the receipt has or the item owes."""

    code = "too_much_allocated"
    message = N_("%(number)s: %(asked)s yuan asked for, but only %(left)s yuan are left. Enter a smaller amount.")


class ReturnTooLarge(BusinessError):
    """More was to be taken back than was charged."""

    code = "return_too_large"
    message = N_("%(number)s was charged with %(charged)s yuan; %(asked)s yuan cannot be taken back.")


class NothingHeld(BusinessError):
    """The item is not money collected by a carrier."""

    code = "not_collected_by_carrier"
    message = N_("%(number)s is not owed by a carrier. Record a receipt instead.")


class AlreadyReversed(BusinessError):
    """A receipt was reversed before, or is itself one that gives money back."""

    code = "already_reversed"
    message = N_("Receipt %(number)s was reversed already, or gives money back itself.")


class BillNeeded(BusinessError):
    """An acceptance bill needs its own data."""

    code = "bill_needed"
    message = N_("Give number, drawer and day of maturity of the acceptance bill.")
    status = 400


class BillNotMature(BusinessError):
    """A bill is honoured on its day or later."""

    code = "bill_not_mature"
    message = N_("Bill %(number)s matures on %(day)s.")


class UseTheBill(BusinessError):
    """The money of a bill is taken back through the bill."""

    code = "use_the_bill"
    message = N_("Receipt %(number)s is an acceptance bill. Mark the bill as dishonoured instead.")


class BatchInUse(BusinessError):
    """An imported item was paid or changed meanwhile."""

    code = "batch_in_use"
    message = N_("The import cannot be undone: %(number)s was used after it.")
