"""When what is owed is gone through (REC-03) and held against finance and customers (REC-04), as the parameters say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from yingshu.customers.models import Customer
from yingshu.duties.items import Every, Weekday, When
from yingshu.duties.rules import Slot, slots
from yingshu.duties.sources import Record, Rhythm, Source, declare
from yingshu.kernel import workdays
from yingshu.kernel.links import record_url
from yingshu.rulebook.decisions import params_of

from .controls import AGEING, RECONCILE
from .models import Reconciliation
from .rules import OFTEN

EVERY = {"week": (When(every=Every.WEEK, weekdays=(Weekday.FR,)), _("each week")), "month": (When(every=Every.MONTH), _("each month")),
         "quarter": (When(every=Every.QUARTER), _("each quarter"))}


def _clearings(first: date, last: date) -> Iterable[Slot]:
    """Fridays, or the last days of months or quarters."""
    return slots(EVERY[params_of(AGEING).frequency][0], first, last, workdays.is_working_day)


declare(Rhythm("receivables.ageing", _("Going through what is owed"), _clearings, says=lambda: str(EVERY[params_of(AGEING).frequency][1])))


# ---- REC-04 -----------------------------------------------------------------------------------------------------------

def _with_finance(first: date, last: date) -> Iterable[Slot]:
    """The day of the month that the parameter names; none without one."""
    day = params_of(RECONCILE).finance_reconcile_day
    return slots(When(every=Every.MONTH, days=(day,)), first, last, workdays.is_working_day) if day else ()


def _with_customers(first: date, last: date) -> Iterable[Slot]:
    """The last days of months or quarters; none where customers are reconciled at any time."""
    every = params_of(RECONCILE).frequency
    return slots(When(every=Every(every)), first, last, workdays.is_working_day) if every != "any_time" else ()


def _finance_posts() -> Sequence[str]:
    params = params_of(RECONCILE)
    return (params.owner, params.finance)


def _says_finance() -> str:
    day = params_of(RECONCILE).finance_reconcile_day
    return now("each month on day %(day)s") % {"day": day} if day else now("never")


def _debtors(on: date) -> Iterator[Record]:
    """Customers who owe something now."""
    rows = Customer.objects.unscoped(reason="duties are planned for all customers").filter(account__receivable_fen__gt=0).order_by("id")
    for pk, name, unit_id, owner_id in rows.values_list("id", "name", "unit_id", "owner_id").iterator(2000):
        yield Record(pk, name, unit_id, owner_id)


def _begun(occurrences: Sequence[Any]) -> Mapping[int, tuple[str, str, str]]:
    """The reconciliation that was begun with each customer, or the dialog that begins it; one statement."""
    rows = Reconciliation._plain.filter(kind=Reconciliation.Kind.CUSTOMER, state=Reconciliation.State.OPEN,
                                        customer_id__in=[o.subject_id for o in occurrences])
    begun = {row.customer_id: row for row in rows}
    return {o.pk: _place(o, begun.get(o.subject_id)) for o in occurrences}


def _place(o: Any, row: Reconciliation | None) -> tuple[str, str, str]:
    if row is not None:
        return record_url("reconciliations", row.pk), row.number, o.subject_name
    return f"/act/receivables.start_customer_reconciliation/?customer_id={o.subject_id}", o.period, o.subject_name


declare(Rhythm("receivables.with_finance", _("Reconciliation with finance"), _with_finance, _finance_posts, _says_finance))
declare(Rhythm("receivables.with_customers", _("Reconciliation with customers"), _with_customers, lambda: (params_of(RECONCILE).owner,),
               lambda: now(OFTEN[params_of(RECONCILE).frequency]), _begun))
declare(Source("debtors", _("Customers who owe money"), "customer", _debtors))
