"""Reads: what was imported before, and what the company already has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from yingshu.customers.models import Customer
from yingshu.kernel.errors import NotFound
from yingshu.kernel.tabular import Mapping
from yingshu.organisation.models import Person, Unit
from yingshu.products.models import Product

from .models import ImportBatch, ImportedKey, MappingTemplate, Synonym
from .sheets import OwnTitles


class Terms(NamedTuple):
    """When a customer pays, and who looks after it."""

    method: str
    days: int
    statement_day: int | None
    on_working_day: bool
    owner_id: int | None
    unit_id: int | None


def titles_of(kind: str) -> dict[str, list[str]]:
    """The company's own column titles for one kind of sheet, by field."""
    found: dict[str, list[str]] = {}
    for field, title in Synonym.objects.filter(field__startswith=f"{kind}.").values_list("field", "title"):
        found.setdefault(field.partition(".")[2], []).append(title)
    return found


def own_titles() -> OwnTitles:
    """The company's own column titles: (kind.field, title)."""
    return frozenset(Synonym.objects.values_list("field", "title"))


def batch(batch_id: int) -> ImportBatch:
    """One import, or NotFound."""
    found = ImportBatch.objects.filter(pk=batch_id).first()
    if found is None:
        raise NotFound()
    return found


def template(name: str) -> Mapping | None:
    """A saved mapping by its name."""
    found = MappingTemplate.objects.filter(name=name).first()
    return mapping_from(found.mapping) if found else None


def mapping_from(data: Any) -> Mapping:
    """A mapping from stored JSON data."""
    from json import dumps

    return Mapping.from_json(dumps(data))


def known_keys(kind: str, keys: Sequence[str]) -> dict[str, str]:
    """Which of these row keys were imported before, with the money they had."""
    return dict(ImportedKey.objects.filter(kind=kind, key__in=keys).values_list("key", "content"))


def has_keys(kind: str) -> bool:
    """Whether anything of a kind was ever imported."""
    return ImportedKey.objects.filter(kind=kind).exists()


def customers() -> Iterable[tuple[int, str, str, Terms]]:
    """All customers: id, code, name key, terms."""
    rows = Customer.objects.unscoped(reason="a ledger names customers of the whole company").values_list(
        "id", "number", "name_key", "payment_method", "credit_days", "statement_day", "pay_on_working_day", "owner_id", "unit_id")
    return ((row[0], row[1], row[2], Terms(*row[3:])) for row in rows.iterator())


def products() -> Iterable[tuple[int, str, str, Any]]:
    """All products: id, code, name, VAT rate."""
    return Product.objects.values_list("id", "number", "name", "tax_rate").iterator()


def people() -> list[tuple[int, str, str]]:
    """Everybody: id, staff number, name; those who left last."""
    return list(Person.objects.order_by("-is_active", "id").values_list("id", "staff_no", "name"))


def units() -> list[tuple[int, str]]:
    """Active units: id, name."""
    return list(Unit.objects.filter(active=True).order_by("id").values_list("id", "name"))


def usernames() -> set[str]:
    """All login names."""
    return set(Person.objects.values_list("username", flat=True))


def withdrawn(model: Any, **out_of_use: Any) -> frozenset[int]:
    """Records that an undone import had made and taken out of use; the next import brings them back."""
    undone = ImportBatch.objects.filter(state=ImportBatch.State.UNDONE).values("id")
    return frozenset(model._base_manager.filter(import_batch__in=undone, **out_of_use).values_list("id", flat=True))
