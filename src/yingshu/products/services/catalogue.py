"""Making, changing and stopping products (PRD-01)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.documents.numbers import next_number
from yingshu.kernel import choices, clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.inputs import Count, Price, ProductRef, Rate, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.text import search_text

from ..errors import Discontinued, NothingChanged, NumberTaken
from ..inputs import Code, Colour, Grade, Measure, Name, Packing, Spec, Variety
from ..models import Product
from ..queries import by_numbers, product
from ..wordlists import MEASURE

VAT = Decimal("0.13")


@service("products.create", title=N_("New product"), clause="PRD-01")
def create_product(*, actor: Actor, name: Name, number: Code = "", variety: Variety = "", spec: Spec = "", grade: Grade = "",
                   colour: Colour = "", unit: Measure = "", packing: Packing = "", tax_rate: Rate = VAT, cost: Price | None = None,
                   safety_stock: Count | None = None, sample_of_id: ProductRef | None = None) -> Done:
    """Put a product into the catalogue. Without a code it gets the next one. ``cost`` is yuan per unit of measure.

    Raises NumberTaken when the code belongs to another product, NotFound when the product it is a sample of does not exist.
    """
    if sample_of_id is not None:
        product(sample_of_id)
    choices.check(unit=(MEASURE, unit))
    now = clock.now()
    code = number or next_number("product", clock.today())
    _free(code)
    values = {"name": name, "variety": variety, "spec": spec, "grade": grade, "colour": colour, "unit": unit, "packing": packing,
              "tax_rate": tax_rate, "cost": cost, "safety_stock": safety_stock, "sample_of_id": sample_of_id}
    pk = write.add_one(Product, number=code, created_at=now, updated_at=now, search_text=_search(values | {"number": code}), **values)
    return Done("product", pk, code, "active", after={"number": code, **shown(values)})


@service("products.change", title=N_("Edit product"), clause="PRD-01")
def change_product(*, actor: Actor, product_id: ProductRef, number: Code | None = None, name: Name | None = None,
                   variety: Variety | None = None, spec: Spec | None = None, grade: Grade | None = None, colour: Colour | None = None,
                   unit: Measure | None = None, packing: Packing | None = None, tax_rate: Rate | None = None,
                   cost: Price | None = None, safety_stock: Count | None = None, sample_of_id: ProductRef | None = None) -> Done:
    """Change a product. What is not given stays as it is; documents already made keep what they say.

    Raises NothingChanged, NumberTaken, NotFound.
    """
    given = {"number": number or None, "name": name, "variety": variety, "spec": spec, "grade": grade, "colour": colour, "unit": unit,
             "packing": packing, "tax_rate": tax_rate, "cost": cost, "safety_stock": safety_stock, "sample_of_id": sample_of_id}
    found = product(product_id)
    changes = {k: v for k, v in given.items() if v is not None and v != getattr(found, k)}
    if not changes:
        raise NothingChanged(product=found.name)
    choices.check(unit=(MEASURE, changes.get("unit")))
    if number and "number" in changes:
        _free(number)
    if sample_of_id is not None:
        product(sample_of_id)
    now = {k: getattr(found, k) for k in ("name", "number", "spec", "variety")} | changes
    write.change(Product, where={"id": product_id}, set={**changes, "updated_at": clock.now(), "search_text": _search(now)})
    return Done("product", product_id, str(now["number"]), state_of(found), before=shown({k: getattr(found, k) for k in changes}),
                after=shown(changes))


@service("products.discontinue", title=N_("Discontinue"), clause="PRD-01")
def discontinue_product(*, actor: Actor, product_id: ProductRef, reason: Text = "") -> Done:
    """Stop selling a product: it can no longer be chosen for new orders, quotations and special prices; open ones go on."""
    return _switch(product_id, True, reason)


@service("products.resume", title=N_("Sell again"), clause="PRD-01")
def resume_product(*, actor: Actor, product_id: ProductRef, reason: Text = "") -> Done:
    """Sell a discontinued product again."""
    return _switch(product_id, False, reason)


def require_on_sale(found: Product, field: str = "product_id") -> None:
    """Raise Discontinued for a product that may not be chosen for anything new (PRD-01)."""
    if found.discontinued:
        raise Discontinued(field=field, clause="PRD-01", product=found.name)


def state_of(found: Product) -> str:
    """``active`` or ``discontinued``."""
    return "discontinued" if found.discontinued else "active"


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values for the audit trail: what is empty is left out, numbers as text."""
    return {k: v if isinstance(v, bool | int) else f"{v:f}" if isinstance(v, Decimal) else str(v) for k, v in values.items()
            if v not in ("", None)}


def _switch(product_id: int, stopped: bool, reason: str) -> Done:
    rows = write.change(Product, where={"id": product_id, "discontinued": not stopped},
                        set={"discontinued": stopped, "updated_at": clock.now()}, returning="*")
    if not rows:
        raise NothingChanged(product=product(product_id).name)
    return Done("product", product_id, rows[0].number, state_of(rows[0]), before={"discontinued": not stopped},
                after={"discontinued": stopped}, reason=reason)


def _free(number: str) -> None:
    taken = by_numbers([number]).get(number)
    if taken is not None:
        raise NumberTaken(field="number", number=number, product=taken.name)


def _search(values: Mapping[str, Any]) -> str:
    return search_text(*(str(values[k]) for k in ("name", "number", "spec", "variety")))
