"""What can go wrong in the warehouse, in the user's words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class NotEnoughStock(BusinessError):
    """More was to be taken than is on hand and free; nothing was taken (LOG-06)."""

    code = "not_enough_stock"
    message = N_("“%(product)s”: %(wanted)s wanted, %(on_hand)s on hand, %(allotted)s of them on other sales slips; short of %(short)s."
                 " Register production, or take less.")
    status = 409


class AlreadyOpened(BusinessError):
    """Opening stock is stated once, before anything moved."""

    code = "stock_already_opened"
    message = N_("“%(product)s” already has stock entries. Adjust the stock with a reason instead.")
    status = 409


class BooksDisagree(RuntimeError):
    """More was to be given back than was ever taken. A programming error, never a person's."""
