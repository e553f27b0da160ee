"""What can go wrong in dispatch, in the user's words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class NoVehicle(BusinessError):
    """A slip without a booked vehicle cannot be loaded (LOG-02)."""

    code = "no_vehicle"
    message = N_("No vehicle is booked for order %(order)s. Book one first.")


class ReturnedTooMuch(BusinessError):
    """More comes back than left."""

    code = "returned_too_much"
    message = N_("“%(product)s”: %(asked)s come back, but only %(left)s left.")


class WrongCount(BusinessError):
    """The count does not name every line of the slip."""

    code = "count_incomplete"
    message = N_("Count every line of the slip; %(missing)s is missing.")
