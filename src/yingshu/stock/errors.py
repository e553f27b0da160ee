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


class NotEnoughInShop(BusinessError):
    """More was to be taken out of a shop than lies there; nothing was taken (LOG-09)."""

    code = "not_enough_in_shop"
    message = N_("%(shop)s has too little of “%(product)s”: %(wanted)s wanted, %(on_hand)s there. Take less, or count the shop first.")
    status = 409


class NotASigner(BusinessError):
    """The sheet is signed by other posts."""

    code = "not_a_signer"
    message = N_("This sheet is signed by: %(posts)s. Ask one of them.")
    status = 403


class BooksDisagree(RuntimeError):
    """More was to be given back than was ever taken. A programming error, never a person's."""
