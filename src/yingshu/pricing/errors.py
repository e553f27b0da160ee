"""What can go wrong with prices, in the user's words."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class NoPriceInForce(BusinessError):
    """A product without a price in the list of the day (PRC-05)."""

    code = "no_price_in_force"
    message = N_("“%(product)s” has no price in the list in force on %(day)s. Release a price list that has it, then try again.")


class ListIsReleased(BusinessError):
    """A released list is frozen; the next version is where a price changes (PRC-05)."""

    code = "price_list_released"
    message = N_("Price list %(list)s is released and cannot be changed. Make the next version instead.")
    status = 409


class EmptyList(BusinessError):
    """A list without prices."""

    code = "price_list_empty"
    message = N_("Price list %(list)s has no prices yet. Enter prices, then release it.")


class DayTaken(BusinessError):
    """Two lists cannot begin on one day."""

    code = "price_list_day_taken"
    message = N_("Price list %(other)s is already in force from %(day)s. Choose another day.")
    status = 409


class WouldChangeThePast(BusinessError):
    """A list that begins before the one in force would change prices of days gone by."""

    code = "price_list_in_the_past"
    message = N_("Price list %(other)s has been in force since %(since)s; a list that begins on %(day)s would change the past."
                 " Choose a later day.")


class FloorAbovePrice(BusinessError):
    """The lowest price is higher than the price."""

    code = "floor_above_price"
    message = N_("“%(product)s”: the lowest price %(floor)s is above the price %(price)s. Correct one of them.")
    status = 400


class NoFlowForStrategies(BusinessError):
    """A strategy is only approved by a flow: director first, then general manager (PRC-04)."""

    code = "no_flow_for_strategies"
    message = N_("No approval flow for price strategies is in force. Put one in force (director, then general manager), then hand it in.")


class StrategyNotApproved(BusinessError):
    """A price list is made from an approved strategy (PRC-05)."""

    code = "strategy_not_approved"
    message = N_("Price strategy %(strategy)s is not approved yet; a price list is made from an approved one.")


class NotASpecialPrice(BusinessError):
    """Asked for exactly the list price."""

    code = "not_a_special_price"
    message = N_("%(price)s is the list price of “%(product)s”; no special price is needed.")
    status = 400


class NobodyQuoted(BusinessError):
    """A quotation without a customer and without a caller."""

    code = "nobody_quoted"
    message = N_("Say to whom the price is quoted: choose a customer, or write down who called.")
    status = 400
