"""Reports on people's lists: those to hand in, and those to read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.worklist import Todo, Worklist, declare

from . import queries
from .links import make_url, report_url
from .models import Delivery, Report
from .queries.duties import Owed


def _drafts(owed: list[Owed]) -> dict[tuple[str, str], Report]:
    """Drafts that exist already; one statement."""
    found = Report.objects.filter(state=Report.State.DRAFT, period__in={o.period for o in owed}, kind__in={o.kind for o in owed})
    return {(r.kind, r.period): r for r in found} if owed else {}


def _to_hand_in(actor: Actor, limit: int) -> Iterable[Todo]:
    owed = queries.owed_by(actor)[:limit]
    drafts = _drafts(owed)
    for o in owed:
        draft = drafts.get((o.kind, o.period))
        yield Todo(str(o.kind.label), draft.number if draft else o.period, _("%(period)s: draft ready to submit") % {"period": o.period}
                   if draft else _("%(period)s: to be made and submitted") % {"period": o.period},
                   report_url(draft.pk) if draft else make_url(o.kind, o.period), o.clause, since=clock.moment(o.since),
                   due=o.due.replace(tzinfo=clock.ZONE) if o.due else None)


def _unread(actor: Actor) -> QuerySet[Delivery]:
    return Delivery.objects.filter(person_id=actor.id, read_at=None).select_related("report").order_by("delivered_at", "id")


def _to_read(actor: Actor, limit: int) -> Iterable[Todo]:
    for d in _unread(actor)[:limit]:
        yield Todo(_("Read"), d.report.number, f"{d.report.get_kind_display()} {d.report.period}", report_url(d.report_id),
                   "MTG-06", since=d.delivered_at, sender=d.report.author_name)


declare(Worklist("insight.to_hand_in", lazy("Reports to submit"), "insight.submit_report", _to_hand_in,
                 lambda actor: len(queries.owed_by(actor))))
declare(Worklist("insight.to_read", lazy("Reports to read"), "insight.acknowledge_report", _to_read, lambda actor: _unread(actor).count()))
