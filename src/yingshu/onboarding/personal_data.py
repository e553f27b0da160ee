"""Uploaded ledgers as holders of personal data: a file that names the person goes whole, all go when the import is long over (CNF-07)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yingshu.customers.models import Address, Contact, Customer
from yingshu.kernel import clock, write
from yingshu.kernel.imported import KEPT_DAYS
from yingshu.kernel.personal import Holder, Row, Who, declare, without
from yingshu.kernel.tabular import WorkbookError, open_workbook

from . import files
from .errors import FileGone
from .models import ImportBatch

State = ImportBatch.State
OVER = (State.DONE, State.UNDONE, State.FAILED, State.CHECKED)


def _kept() -> Any:
    return ImportBatch.objects.exclude(stored_as="").order_by("id")


def _as_named(who: Who) -> list[Who]:
    """A customer is named in ledgers by the phones and addresses on file."""
    if not who.customer_id:
        return [who]
    rows = [*Customer.objects.unscoped(reason="a person asks for their data").filter(pk=who.customer_id).values_list("phone", "email"),
            *Contact.objects.filter(customer_id=who.customer_id).values_list("phone", "email"),
            *((phone, "") for phone in Address.objects.filter(customer_id=who.customer_id).values_list("phone", flat=True))]
    return [found for found in (Who.of(*row) for row in rows) if found.phone or found.email]


def _naming(who: Who) -> Iterator[ImportBatch]:
    """Imports whose file names the person. What cannot be read any more is taken for naming them."""
    wanted = _as_named(who)
    for batch in _kept() if any(one.phone or one.email for one in wanted) else ():
        try:
            with files.path_of(batch.digest).open("rb") as file, open_workbook(file, batch.file_name) as book:
                if any(one.is_in(f"{cell}") for view in book.sheets for row in view.rows() for cell in row if cell != "" for one in wanted):
                    yield batch
        except WorkbookError:
            yield batch
        except FileGone:
            continue


def _find(who: Who) -> list[Row]:
    return [{"number": batch.number, "file": batch.file_name} for batch in _naming(who)]


def _erase(who: Who) -> int:
    return _dropped(list(_naming(who)), _as_named(who))


def _expire(today: date) -> int:
    """An import can be undone without its file; wrong rows are mended within the days of an undo."""
    before = clock.moment(today - timedelta(days=KEPT_DAYS))
    old = _kept().filter(Q(done_at__lt=before) | Q(done_at=None, at__lt=before), state__in=OVER)
    return _dropped(list(old), [])


def _dropped(batches: list[ImportBatch], names: list[Who]) -> int:
    """The files are deleted, and what the figures quote of the person."""
    for batch in batches:
        figures, mapping = (_without(value, names) for value in (batch.figures, batch.mapping))
        write.change(ImportBatch, where={"id": batch.pk}, set={"stored_as": "", "figures": figures, "mapping": mapping})
    for digest in {b.digest for b in batches} - set(_kept().values_list("digest", flat=True)):
        files.drop(digest)
    return len(batches)


def _without(value: Any, names: list[Who]) -> Any:
    if isinstance(value, dict):
        return {key: _without(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, names) for each in value]
    for one in names if isinstance(value, str) else ():
        value = without(value, one.phone, one.email)
    return value


declare(Holder("onboarding.ledgers", _("Uploaded ledgers"), {"onboarding.ImportBatch": ("stored_as", "figures", "mapping")},
               _find, _erase, _expire))
