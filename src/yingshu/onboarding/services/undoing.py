"""Undoing an import: ledgers by reversing entries, files by taking them away or out of use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.customers.models import Customer
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.imported import relations
from yingshu.kernel.inputs import Id, Text
from yingshu.kernel.services import Done, service
from yingshu.products.models import Product
from yingshu.receivables.models import CustomerAccount
from yingshu.receivables.services.bulk import undo_batch
from yingshu.sales.models import SalesEntry
from yingshu.sales.services.ledger import SaleLine, record_sale

from ..errors import NotImported
from ..models import ImportBatch, ImportedKey
from .sieve import CHUNK, batched

State = ImportBatch.State
_KEPT = ("on", "customer_id", "product_id", "source_kind", "source_id", "source_number", "source_line", "owner_id", "unit_id", "price",
         "discount", "payment_method", "order_number", "import_batch")
_TURNED = ("quantity", "gross_fen", "net_fen", "tax_fen", "freight_fen")


@service("onboarding.undo_import", title=N_("Undo import"))
def undo_import(*, actor: Actor, batch_id: Id, reason: Text = "") -> Done:
    """Take an import back while nothing rests on its money. Every ledger line gets its reversing line on the same day.

    Customers and products the import made are deleted; those its reversed lines still name are taken out of use, and those used
    elsewhere stay. People and regions stay. The file can be imported again. Raises NotImported, BatchInUse.
    """
    rows = write.change(ImportBatch, where={"id": batch_id, "state": State.DONE},
                        set={"state": State.UNDONE, "undone_at": clock.now()}, returning="*")
    if not rows:
        raise NotImported(number=batch_id)
    entries = undo_batch(batch_id, actor=actor, reason=reason)
    lines = _reverse_sales(batch_id)
    removed, stopped = _withdraw(Customer, {"state": Customer.State.STOPPED}, batch_id)
    products, discontinued = _withdraw(Product, {"discontinued": True}, batch_id)
    ImportedKey.objects.filter(batch_id=batch_id).delete()
    figures = {"sales_lines_reversed": lines, "receivable_entries_reversed": entries, "customers_removed": removed,
               "customers_stopped": stopped, "products_removed": products, "products_discontinued": discontinued}
    return Done("import", batch_id, rows[0].number, State.UNDONE, data=figures, before={"state": State.DONE},
                after={"state": State.UNDONE, **{name: count for name, count in figures.items() if count}}, reason=reason)


def _reverse_sales(batch_id: int) -> int:
    count, last = 0, 0
    newest = SalesEntry.objects.filter(import_batch=batch_id).order_by("-id").values_list("id", flat=True).first() or 0
    while chunk := list(SalesEntry.objects.filter(import_batch=batch_id, id__gt=last, id__lte=newest).order_by("id")[:CHUNK]):
        record_sale([_reversed(entry) for entry in chunk])
        count, last = count + len(chunk), chunk[-1].pk
    return count


def _reversed(entry: SalesEntry) -> SaleLine:
    return SaleLine(**{name: getattr(entry, name) for name in _KEPT}, **{name: -getattr(entry, name) for name in _TURNED})


def _withdraw(model: Any, out_of_use: dict[str, Any], batch_id: int) -> tuple[int, int]:
    """Delete what the batch made and nothing names; take out of use what only its own ledger lines name."""
    made = list(model._base_manager.filter(import_batch=batch_id).order_by("id").values_list("id", flat=True))
    removed = stopped = 0
    for ids in batched(made, CHUNK):
        named, elsewhere = _named(model, ids)
        write.change(model, where={"id__in": sorted(named - elsewhere)}, set={**out_of_use, "updated_at": clock.now()})
        removed += _delete(model, sorted(set(ids) - named))
        stopped += len(named - elsewhere)
    return removed, stopped


def _named(model: Any, ids: Sequence[int]) -> tuple[set[int], set[int]]:
    """Which of these records any other record names, and which are named by more than the lines of undone imports."""
    named, elsewhere = set[int](), set[int]()
    undone = list(ImportBatch.objects.filter(state=State.UNDONE).values_list("id", flat=True))
    for relation in relations(model):
        if relation.related_model is CustomerAccount:  # a customer's account only mirrors the ledger
            continue
        other, column = relation.related_model, relation.field.attname
        rows = other._base_manager.filter(**{f"{column}__in": ids})
        named |= set(rows.values_list(column, flat=True))
        if any(field.name == "import_batch" for field in other._meta.concrete_fields):
            rows = rows.exclude(import_batch__in=undone)
        elsewhere |= set(rows.values_list(column, flat=True))
    return named, elsewhere


def _delete(model: Any, ids: Sequence[int]) -> int:
    if ids:
        model._base_manager.filter(id__in=ids).delete()
    return len(ids)
