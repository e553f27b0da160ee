"""What dispatch puts on people's lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import Todo, Worklist, declare
from yingshu.orders.worklists import order_url

from . import queries


def _counts(actor: Actor, limit: int) -> Iterable[Todo]:
    for slip in queries.to_count(actor)[:limit]:
        yield Todo(_("Count"), slip.number, f"{slip.customer_name}　{_('count on site, then depart')}",
                   reverse("count", args=[slip.pk]), "LOG-03", since=slip.issued_at, sender=slip.issued_by,
                   amount_fen=slip.collect_fen or None)


def _tracking(actor: Actor, limit: int) -> Iterable[Todo]:
    for s in queries.under_way(actor)[:limit]:
        due = clock.moment(s.expected_on, time(23, 59)) if s.expected_on else None
        yield Todo(_("Track"), s.order_number, f"{s.customer_name}　{s.carrier.name} {s.plate}", order_url(s.order_id), "LOG-04",
                   since=s.departed_at or s.booked_at or clock.now(), due=due, sender="")


def _exceptions(actor: Actor, limit: int) -> Iterable[Todo]:
    for x in queries.open_exceptions(actor)[:limit]:
        yield Todo(x.get_kind_display(), x.number, f"{x.customer_name}　{x.says or x.slip_number}",
                   reverse("screen:exceptions.detail", args=[x.pk]), "ORD-19", since=x.opened_at, sender=x.opened_by)


declare(Worklist("logistics.count", lazy("Slips to count"), "logistics.count", _counts, queries.to_count, daily=True))
declare(Worklist("logistics.track", lazy("Shipments under way"), "logistics.arrive", _tracking, queries.under_way, daily=True))
declare(Worklist("logistics.exceptions", lazy("Exceptions to settle"), "logistics.close_exception", _exceptions, queries.open_exceptions))
