"""Names of the parameters of the product actions in dialog forms, and what stands in them at first."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.forms import explain_parameters, name_parameters

name_parameters("products", {
    "variety": N_("Variety"), "grade": N_("Grade"), "colour": N_("Colour number"), "cost": N_("Unit cost"),
    "safety_stock": N_("Safety stock"), "sample_of_id": N_("Sample of"), "products.create.number": N_("Product code"),
    "products.change.number": N_("Product code"), "products.create.name": N_("Product name"), "products.change.name": N_("Product name"),
    "discontinued": N_("Discontinued"),
})
explain_parameters("products", {
    "products.create.number": N_("Empty: the next number is given."),
    "safety_stock": N_("Below this quantity on hand there is a warning (LOG-08)."),
    "products.discontinue.reason": N_("From now on nobody can order or quote it; orders under way go on."),
})
