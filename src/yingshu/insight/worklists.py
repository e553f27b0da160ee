"""Reports on people's lists: those to read. Those to hand in are duties."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import Todo, Worklist, declare

from .links import report_url
from .models import Delivery


def _unread(actor: Actor) -> QuerySet[Delivery]:
    return Delivery.objects.filter(person_id=actor.id, read_at=None).select_related("report").order_by("delivered_at", "id")


def _to_read(actor: Actor, limit: int) -> Iterable[Todo]:
    for d in _unread(actor)[:limit]:
        yield Todo(_("Report to read"), d.report.number, f"{d.report.get_kind_display()} {d.report.period}", report_url(d.report_id),
                   "MTG-06", since=d.delivered_at, sender=d.report.author_name)


declare(Worklist("insight.to_read", lazy("Reports to read"), "insight.acknowledge_report", _to_read, _unread))
