"""What can be wrong with a product."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError


class Discontinued(BusinessError):
    """A discontinued product was chosen for something new (PRD-01)."""

    code = "product_discontinued"
    message = N_("“%(product)s” is discontinued and cannot be ordered. Choose another product.")


class NumberTaken(BusinessError):
    """The product code belongs to another product."""

    code = "product_number_taken"
    message = N_("Product code %(number)s already belongs to “%(product)s”. Choose another code, or change that product.")
    status = 409


class NothingChanged(BusinessError):
    """A change that changes nothing."""

    code = "product_unchanged"
    message = N_("Nothing was changed on “%(product)s”. Change a field, then save.")


class AlreadyThere(BusinessError):
    """An import that may only add met a product that exists."""

    code = "product_already_there"
    message = N_("Product code %(number)s is there already. Choose “update” or take the row out.")
    status = 409


class UnknownProduct(BusinessError):
    """A product code that is not in the catalogue."""

    code = "product_unknown"
    message = N_("Product code %(number)s is not in the catalogue. Add the product first, or correct the code.")
    status = 404


class NameMissing(BusinessError):
    """A new product without a name."""

    code = "product_name_missing"
    message = N_("Product code %(number)s is new and needs a product name.")
    status = 400
