"""What the customer files ask people to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare
from yingshu.rulebook.decisions import params_of

from .controls import FILES
from .leaving import leavers
from .models import FileReportReceipt, Handover
from .queries import entry_of, open_privacy_requests, to_enter
from .rules import entry_due


def _requests(actor: Actor, limit: int) -> Iterable[Todo]:
    for request in open_privacy_requests(actor)[:limit]:
        yield Todo(_("Request about personal data"), request.customer.number if request.customer else "", str(request),
                   record_url("privacy_requests", request.pk), "CNF-07", clock.moment(request.asked_on), clock.moment(request.due_on))


def _unread(actor: Actor) -> QuerySet[FileReportReceipt]:
    return FileReportReceipt.objects.filter(person_id=actor.id, read_at=None).select_related("report").order_by("id")


def _files(actor: Actor, limit: int) -> Iterable[Todo]:
    for receipt in _unread(actor)[:limit]:
        yield Todo(_("File delivery"), receipt.report.period, _("Customer files %(period)s") % {"period": receipt.report.period},
                   record_url("file_reports", receipt.report_id), "CUS-03", receipt.delivered_at, sender=receipt.report.actor_name)


def _entering(actor: Actor, limit: int) -> Iterable[Todo]:
    for customer in to_enter(actor).select_related("owner")[:limit]:
        due = entry_due(params_of(FILES, customer.unit_id), clock.local(customer.created_at).date())
        yield Todo(_("Customer file"), customer.number, f"{customer.name}: {entry_of(customer).verdict.says}",
                   record_url("customers", customer.pk), "CUS-02", customer.created_at, clock.moment(due + timedelta(days=1)),
                   sender=customer.owner.name if customer.owner else "")


def _leaving(actor: Actor, limit: int) -> Iterable[Todo]:
    """Who leaves soon, or has left, with something in their hands; the handover that is open, or the way to start it."""
    begun = dict(Handover.objects.exclude(state=Handover.State.DONE).order_by("id").values_list("giver_id", "id"))
    for one in islice(leavers(), limit):
        pk = one.person.pk
        url = record_url("handovers", begun[pk]) if pk in begun else f"/act/customers.start_handover/?giver_id={pk}"
        yield Todo(_("Handover"), one.person.username, _("%(person)s leaves with %(count)s items not handed over") % {
            "person": one.person.name, "count": len(one.holdings)}, url, "ORG-28", clock.moment(one.last_day),
            clock.moment(one.last_day + timedelta(days=1)))


def _count_leaving(actor: Actor) -> int:
    return sum(1 for _leaver in leavers())


declare(Worklist("customers.entering", gettext_lazy("Customer files to complete"), "customers.change", _entering, to_enter, daily=True))
declare(Worklist("customers.leaving", gettext_lazy("Handovers of those who leave"), "customers.start_handover", _leaving, _count_leaving))
declare(Worklist("customers.privacy", gettext_lazy("Requests about personal data"), "customers.handle_privacy_request", _requests,
                 open_privacy_requests, daily=True))
declare(Worklist("customers.files", gettext_lazy("Customer files to read"), "customers.acknowledge_files", _files,
                 _unread))
