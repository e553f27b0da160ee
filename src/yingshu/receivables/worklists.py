"""What owed money asks people to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.duties.queries.versions import is_duty
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import Todo, Worklist, declare
from yingshu.rulebook.decisions import params_of

from .controls import RECONCILE
from .models import AcceptanceBill, Receipt, ReceivableItem, Reconciliation
from .queries import broken_promises, cod_overdue, dunning_tasks
from .screens.words import customer_url, item_url, span_label


def _overdue(actor: Actor, limit: int) -> Iterable[Todo]:
    today = clock.today()
    for task in dunning_tasks(actor, today)[:limit]:
        title = _("%(customer)s: overdue %(span)s, collect") % {"customer": task.customer, "span": span_label(task.span)}
        url = f"{reverse('ageing')}?customer={task.customer_id}"
        yield Todo(_("Collect"), span_label(task.span), title, url, "REC-03", since=clock.now(), sender=task.owner, amount_fen=task.fen)


def _promises(actor: Actor, limit: int) -> Iterable[Todo]:
    for broken in broken_promises(actor, clock.today())[:limit]:
        note = broken.note
        title = _("%(customer)s: promised for %(day)s, not received; ask again") % {"customer": note.customer.name, "day": note.promised_on}
        yield Todo(_("Ask again"), note.number, title, customer_url(note.customer_id), "REC-05",
                   since=clock.moment(broken.promise.promised_on),
                   due=clock.moment(broken.promise.promised_on), sender=note.actor_name,
                   amount_fen=broken.promise.promised_fen - broken.promise.received_fen)


def _cod(actor: Actor) -> QuerySet[ReceivableItem]:
    return cod_overdue(actor, clock.today())


def _cod_items(actor: Actor, limit: int) -> Iterable[Todo]:
    for item in _cod(actor).select_related("customer")[:limit]:
        title = _("%(carrier)s holds the money of %(customer)s") % {"carrier": item.carrier_name, "customer": item.customer.name}
        yield Todo(_("Get collected money back"), item.number, title, item_url(item), "REC-06", since=clock.moment(item.shipped_on),
                   due=clock.moment(item.due_on), amount_fen=item.open_fen)


def _bills(actor: Actor) -> QuerySet[AcceptanceBill]:
    found: QuerySet[AcceptanceBill] = AcceptanceBill.objects.visible_to(actor)
    return found.filter(state="held", matures_on__lte=clock.today()).order_by("matures_on", "id")


def _bill_items(actor: Actor, limit: int) -> Iterable[Todo]:
    for bill in _bills(actor).select_related("customer")[:limit]:
        yield Todo(_("Present the bill"), bill.number, bill.customer.name, reverse("screen:bills.detail", args=[bill.pk]), "",
                   since=clock.moment(bill.matures_on), amount_fen=bill.amount_fen)


def _free(actor: Actor) -> QuerySet[Receipt]:
    """Free money of customers who owe something."""
    owing = ReceivableItem.objects.visible_to(actor).filter(settled_on=None, kind="sale", open_fen__gt=0).values("customer_id")
    found: QuerySet[Receipt] = Receipt.objects.visible_to(actor)
    return found.filter(unallocated_fen__gt=0, order_id=None, customer_id__in=owing).select_related("customer").order_by("on", "id")


def _free_items(actor: Actor, limit: int) -> Iterable[Todo]:
    for receipt in _free(actor)[:limit]:
        title = _("%(customer)s: money not allocated") % {"customer": receipt.customer.name}
        yield Todo(_("Allocate"), receipt.number, title, reverse("screen:receipts.detail", args=[receipt.pk]), "REC-01",
                   since=clock.moment(receipt.on), amount_fen=receipt.unallocated_fen)


KINDS = Reconciliation.Kind
OWING = Q(customer__account__receivable_fen__gt=0)


def _reconciling(actor: Actor) -> QuerySet[Reconciliation]:
    """Open ones of the posts that the clause names: the clerk and finance. Those of this month stand on their lists as duties, if so."""
    params = params_of(RECONCILE)
    found: QuerySet[Reconciliation] = Reconciliation.objects.visible_to(actor)
    if not {params.owner, params.finance} & set(actor.posts):
        return found.none()
    waiting = found.filter(state=Reconciliation.State.OPEN)
    for kind, of in ((KINDS.FINANCE, Q()), (KINDS.CUSTOMER, OWING)):
        if (kind == KINDS.FINANCE or params.frequency != "any_time") and is_duty("receivables.complete_reconciliation", kind=kind):
            waiting = waiting.exclude(of, kind=kind, as_of__gt=clock.today() - timedelta(days=28))
    return waiting


def _reconciliations(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _reconciling(actor).select_related("customer").order_by("as_of", "id")[:limit]:
        yield Todo(_("Reconcile"), row.number, row.customer.name if row.customer else row.period,
                   reverse("screen:reconciliations.detail", args=[row.pk]), "REC-04", since=row.made_at,
                   due=clock.moment(row.as_of + timedelta(days=1)), amount_fen=row.difference_fen)


declare(Worklist("receivables.reconciling", lazy("Reconciliations"), "receivables.enter_other_side", _reconciliations, _reconciling,
                 daily=True))
declare(Worklist("receivables.overdue", lazy("Overdue money to collect"), "receivables.record_dunning", _overdue,
                 lambda actor: len(dunning_tasks(actor, clock.today()))))
declare(Worklist("receivables.promises", lazy("Promises not kept"), "receivables.record_dunning", _promises,
                 lambda actor: len(broken_promises(actor, clock.today())), daily=True))
declare(Worklist("receivables.cod", lazy("Collected money to get back"), "receivables.hand_over_cod", _cod_items, _cod, daily=True))
declare(Worklist("receivables.bills", lazy("Bills to present"), "receivables.honour_bill", _bill_items, _bills, daily=True))
declare(Worklist("receivables.free", lazy("Money to allocate"), "receivables.allocate", _free_items, _free, daily=True))
