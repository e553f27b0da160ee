"""What results put on people's lists: reports to decide, improvements to carry out or verify, items that need one, findings to receive."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare
from yingshu.organisation.queries import people_in_posts
from yingshu.rulebook.decisions import params_of

from . import incidents
from .controls import IMPROVING
from .models import AnalysisReport, Finding, Improvement
from .queries.improving import due_soon
from .queries.wanted import wanted
from .shown import period_name

MOST = 50
NEEDS = (Finding.Kind.NEED_NOW, Finding.Kind.NEED_LATER)


def _night(day: date) -> datetime:
    return clock.moment(day + timedelta(days=1), time(0))


def _to_decide(actor: Actor) -> list[AnalysisReport]:
    rows = AnalysisReport.objects.filter(state=AnalysisReport.State.SUBMITTED).exclude(author_id=actor.id).order_by("submitted_at")[:MOST]
    return [r for r in rows if r.step < len(r.way) and actor.id in {p.pk for p in people_in_posts(r.way[r.step])}]


def _reports(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _to_decide(actor)[:limit]:
        yield Todo(_("Satisfaction report"), row.number, period_name(row.period), record_url("satisfaction_reports", row.pk), "SAT-20",
                   since=row.submitted_at or row.made_at, sender=row.author_name)


def _improvements(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in due_soon(actor.id)[:limit]:
        yield Todo(_("Improvement"), row.number, row.measure, record_url("satisfaction_improvements", row.pk), "SAT-22", since=row.made_at,
                   due=_night(row.due_on))


def _unverified() -> Any:
    return Improvement._plain.filter(state=Improvement.State.DONE).order_by("done_at", "id")


def _verifying(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _unverified()[:limit]:
        yield Todo(_("Verify the effect"), row.number, row.about, record_url("satisfaction_improvements", row.pk), "SAT-22",
                   since=row.done_at or row.made_at)


def _demands(actor: Actor, limit: int) -> Iterable[Todo]:
    for one in wanted()[:limit]:
        fixed = urlencode({"period": one.period, "item_id": one.item_id, "about": one.title})
        yield Todo(_("Improvement wanted"), period_name(one.period), f"{one.title} {one.mean}",
                   f"/act/satisfaction.register_improvement/?{fixed}",
                   "SAT-22", since=one.since, due=one.since + timedelta(days=params_of(IMPROVING).due_days))


def _needs(actor: Actor) -> Any:
    """Needs that are not met and have no improvement yet (SAT-33)."""
    return Finding.objects.filter(kind__in=NEEDS, met=False, improvement=None).order_by("made_at", "id")


def _unmet(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _needs(actor)[:limit]:
        fixed = urlencode({"period": row.period, "finding_id": row.pk, "about": row.text[:200]})
        yield Todo(row.get_kind_display(), row.number, row.text, f"/act/satisfaction.register_improvement/?{fixed}", "SAT-33",
                   since=row.made_at, sender=row.made_by)


def _waiting(actor: Actor) -> Any:
    """Findings that the person has not received, or not put to use yet."""
    return Finding.objects.filter(person_id=actor.id).exclude(state=Finding.State.USED).order_by("made_at", "id")


def _findings(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _waiting(actor)[:limit]:
        yield Todo(row.get_kind_display(), row.number, row.text, record_url("findings", row.pk), "SAT-06", since=row.made_at,
                   sender=row.made_by)


def _specials(actor: Actor, limit: int) -> Iterable[Todo]:
    for one in incidents.owed()[:limit]:
        url = f"/act/satisfaction.plan_wave/?kind=special&incident_id={one.incident.pk}"
        yield Todo(_("Special survey"), one.incident.number, one.incident.title, url, "SAT-34",
                   since=one.incident.reported_at, due=one.due)


declare(Worklist("satisfaction.specials", lazy("Events whose customers are to be asked"), "satisfaction.plan_wave", _specials,
                 lambda actor: len(incidents.owed())))
declare(Worklist("satisfaction.reports", lazy("Satisfaction reports to decide"), "satisfaction.agree_report", _reports,
                 lambda actor: len(_to_decide(actor))))
declare(Worklist("satisfaction.improvements", lazy("Improvements to carry out"), "satisfaction.finish_improvement", _improvements,
                 lambda actor: due_soon(actor.id)))
declare(Worklist("satisfaction.verify", lazy("Improvements to verify"), "satisfaction.verify_improvement", _verifying,
                 lambda actor: _unverified()))
declare(Worklist("satisfaction.wanted", lazy("Weak items without an improvement"), "satisfaction.register_improvement", _demands,
                 lambda actor: len(wanted())))
declare(Worklist("satisfaction.needs", lazy("Needs without an improvement"), "satisfaction.register_improvement", _unmet, _needs))
declare(Worklist("satisfaction.findings", lazy("Findings to receive and use"), "satisfaction.receive_finding", _findings, _waiting))
