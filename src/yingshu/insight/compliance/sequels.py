"""What happened later with the records that decisions were about: whose they are, whether the money came in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.links import record_url
from yingshu.logistics.models import Shipment
from yingshu.orders.models import SalesOrder
from yingshu.organisation.models import Person
from yingshu.pricing.models import SpecialPrice
from yingshu.receivables.models import ReceivableItem
from yingshu.rulebook.models import DecisionRecord
from yingshu.satisfaction.models import AnalysisReport


class Sequel(NamedTuple):
    """The name on a record, its page, and what became of it."""

    name: str = ""
    url: str = ""
    says: str = ""


def sequels_of(records: Iterable[DecisionRecord]) -> dict[int, Sequel]:
    """What happened later, by the decision's id: a statement or two for each kind of record."""
    rows = list(records)
    found: dict[tuple[str, int], Sequel] = {}
    for kind in {r.subject_kind for r in rows} & set(READERS):
        ids = [r.subject_id for r in rows if r.subject_kind == kind and r.subject_id]
        found |= {(kind, pk): sequel for pk, sequel in READERS[kind](ids).items()}
    return {r.pk: found.get((r.subject_kind, r.subject_id or 0), Sequel()) for r in rows}


def _orders(ids: list[int]) -> dict[int, Sequel]:
    paid = _paid(ids)
    return {o.pk: Sequel(o.customer_name, record_url("orders", o.pk), _order_words(o, paid.get(o.pk)))
            for o in SalesOrder._plain.filter(pk__in=ids)}


def _order_words(order: SalesOrder, paid: tuple[int, int] | None) -> str:
    if order.state == SalesOrder.State.CANCELLED:
        return _("Cancelled")
    if paid is None:
        return str(order.get_state_display())
    late, open_fen = paid
    if late:
        return _("%(n)s days overdue") % {"n": late}
    return _("Not due yet") if open_fen else _("Paid in time")


def _paid(order_ids: list[int]) -> Mapping[int, tuple[int, int]]:
    """Order → days overdue of its worst item (paid late or still open), and what is open."""
    found: dict[int, tuple[int, int]] = {}
    today = clock.today()
    rows: Iterable[tuple[Any, ...]] = ReceivableItem._plain.filter(order_id__in=order_ids).values_list(
        "order_id", "due_on", "settled_on", "open_fen")
    for order_id, due, settled, open_fen in rows:
        end = (today if open_fen else settled) or today
        late = max((end - due).days, 0) if due else 0
        before = found.get(order_id, (0, 0))
        found[order_id] = (max(late, before[0]), before[1] + open_fen)
    return found


def _special_prices(ids: list[int]) -> dict[int, Sequel]:
    return {p.pk: Sequel(p.customer.name, record_url("special_prices", p.pk), str(p.get_state_display()))
            for p in SpecialPrice._plain.filter(pk__in=ids).select_related("customer")}


def _shipments(ids: list[int]) -> dict[int, Sequel]:
    return {s.pk: Sequel(s.order_number, record_url("shipments", s.pk), str(s.get_state_display()))
            for s in Shipment._plain.filter(pk__in=ids)}


def _people(ids: list[int]) -> dict[int, Sequel]:
    return {p.pk: Sequel(p.name, record_url("people", p.pk), "") for p in Person.objects.filter(pk__in=ids)}


def _satisfaction_reports(ids: list[int]) -> dict[int, Sequel]:
    return {r.pk: Sequel(r.period, record_url("satisfaction_reports", r.pk), str(r.get_state_display()))
            for r in AnalysisReport.objects.filter(pk__in=ids)}


READERS: dict[str, Callable[[list[int]], dict[int, Sequel]]] = {
    "order": _orders, "special_price": _special_prices, "shipment": _shipments, "person": _people,
    "satisfaction_report": _satisfaction_reports}
