"""Standing surveys: who got goods, or had a complaint closed, is asked about it by itself.

A standing survey of the right audience that runs is all it needs; where none runs, nothing is read and nothing is written.
"""

from __future__ import annotations

from yingshu.customers.models import Customer
from yingshu.kernel import events, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import Cached, bump, ever_changed
from yingshu.kernel.services import Done, Work, on_done
from yingshu.logistics.models import Shipment
from yingshu.service.events import CaseClosed

from ..models import Invitation, Questionnaire, Wave
from .frame import issue

STANDING = "standing_surveys"
ARRIVED = "logistics.arrive"
MOVES = ("satisfaction.start_wave", "satisfaction.close_wave", "satisfaction.reopen_wave")


def _load(_key: object) -> dict[str, int]:
    rows = Wave.objects.filter(kind=Wave.Kind.STANDING, state=Wave.State.RUNNING).order_by("-id")
    return dict(rows.values_list("audience", "pk"))


_running: Cached[dict[str, int]] = Cached(STANDING, _load)


def ask(audience: str, customer_id: int, unit_id: int | None, kind: str, pk: int, number: str) -> int | None:
    """An invitation to the standing survey of this audience, once for each record; answers its id."""
    wave_id = _running.get().get(audience)
    if wave_id is None or Invitation.objects.filter(about_kind=kind, about_id=pk, wave_id=wave_id).exists():
        return None
    found: Wave = write.lock(Wave, wave_id)
    row = {"customer_id": customer_id, "unit_id": unit_id, "about_kind": kind, "about_id": pk, "about_number": number[:40]}
    return issue(found, [row], Invitation.Channel.LINK)[0]


def delivered(work: Work, done: Done) -> None:
    """Goods were signed for: the customer is asked about the delivery."""
    audience = Questionnaire.Audience.DELIVERY.value
    if work.action != ARRIVED or not ever_changed(STANDING) or audience not in _running.get():
        return
    shipment = Shipment._plain.select_related("slip").get(pk=done.id)
    if shipment.slip is not None:
        ask(audience, shipment.slip.customer_id, shipment.unit_id, "shipment", done.id, done.number)


def moved(work: Work, done: Done) -> None:
    """A survey began or ended: which ones run is read anew."""
    if work.action in MOVES:
        bump(STANDING)


def closed(news: CaseClosed, actor: Actor) -> None:
    """A complaint was closed: the customer is asked how it was handled."""
    audience = Questionnaire.Audience.HANDLING.value
    if news.kind != "complaint" or news.customer_id is None or not ever_changed(STANDING) or audience not in _running.get():
        return
    everybody = Customer.objects.unscoped(reason="asking the customer of a closed case")
    unit = everybody.filter(pk=news.customer_id).values_list("unit_id", flat=True)
    ask(audience, news.customer_id, unit.first(), "case", news.case_id, news.number)


events.on(CaseClosed, closed)
on_done(moved)
on_done(delivered)
