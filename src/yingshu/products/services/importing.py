"""Importing the catalogue: every row goes through the same actions as a person's entry."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor
from yingshu.kernel.imported import importing
from yingshu.kernel.inputs import Text
from yingshu.kernel.services import Done, service

from ..errors import AlreadyThere, NameMissing, UnknownProduct
from ..inputs import ImportMode, ProductRow
from ..models import Product
from ..queries import by_numbers
from .catalogue import change_product, create_product, discontinue_product, resume_product


@service("products.import", title=N_("Import products"), clause="PRD-01")
def import_products(*, actor: Actor, rows: list[ProductRow], mode: ImportMode = ImportMode.BOTH, skip_errors: bool = False,
                    file: Text = "") -> Done:
    """Add and change products by product code. A row that changes nothing counts as unchanged, so a second run adds nothing.

    By default all rows must be right, else nothing is written; the errors are told by row number.
    """
    known = by_numbers(row.number for row in rows)
    watched = Product.objects.filter(number__in={row.number for row in rows})
    with importing(actor, "products", file, watched) as journal:
        journal.take(rows, lambda row: _take(actor, row, known, mode), skip_errors)
    return journal.done()


def _take(actor: Actor, row: ProductRow, known: dict[str, Product], mode: ImportMode) -> str:
    found = known.get(row.number)
    if found is None:
        return _add(actor, row, known, mode)
    if mode == ImportMode.ADD:
        raise AlreadyThere(field="number", number=row.number)
    return _change(actor, row, found)


def _add(actor: Actor, row: ProductRow, known: dict[str, Product], mode: ImportMode) -> str:
    if mode == ImportMode.UPDATE:
        raise UnknownProduct(field="number", number=row.number)
    if row.name is None:
        raise NameMissing(field="name", number=row.number)
    done = create_product(actor=actor, **_values(row))
    if row.discontinued:
        discontinue_product(actor=actor, product_id=done.id)
    known.update(by_numbers([row.number]))
    return "added"


def _change(actor: Actor, row: ProductRow, found: Product) -> str:
    changed = {k: v for k, v in _values(row).items() if v != getattr(found, k)}
    if changed:
        change_product(actor=actor, product_id=found.pk, **changed)
    switch = row.discontinued is not None and row.discontinued != found.discontinued
    if switch:
        (discontinue_product if row.discontinued else resume_product)(actor=actor, product_id=found.pk)
    return "changed" if changed or switch else "unchanged"


def _values(row: ProductRow) -> dict[str, Any]:
    return row.model_dump(exclude={"row", "discontinued"}, exclude_none=True)
