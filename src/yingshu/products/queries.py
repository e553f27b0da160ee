"""Reading the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from yingshu.kernel import write
from yingshu.kernel.errors import NotFound

from .models import Product


def by_ids(ids: Iterable[int]) -> dict[int, Product]:
    """Products by id, in one statement; ids that do not exist are left out."""
    wanted = sorted(set(ids))
    return {p.pk: p for p in write.read(Product, {"id__in": wanted})} if wanted else {}


def by_numbers(numbers: Iterable[str]) -> dict[str, Product]:
    """Products by product code, in one statement."""
    wanted = sorted(set(numbers))
    return {p.number: p for p in write.read(Product, {"number__in": wanted})} if wanted else {}


def product(product_id: int) -> Product:
    """One product; raises NotFound."""
    found = by_ids([product_id]).get(product_id)
    if found is None:
        raise NotFound(field="product_id")
    return found
