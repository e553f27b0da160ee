"""What customer service puts on people's lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare
from yingshu.organisation.queries import names_of_posts
from yingshu.rulebook.decisions import params_of

from .controls import AUTHORITY, FOLLOW_UP, SUGGESTIONS
from .models import AfterSales, Case, Improvement, Incident, Opinion
from .models.case import OPEN_STATES
from .queries import open_cases, to_accept, to_follow_up

A = AfterSales.State


def _night(day: date) -> datetime:
    return clock.moment(day + timedelta(days=1), time(0))


def _case(row: Case, due: datetime) -> Todo:
    return Todo(str(row.get_kind_display()), row.number, _about(row), record_url("cases", row.pk), "SVC-02", since=row.received_at, due=due)


def _about(row: Case) -> str:
    return f"{row.customer_name or row.contact} {row.content[:60]}".strip()


def _new(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in to_accept(actor)[:limit]:
        yield _case(row, row.accept_by)


def _mine(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in open_cases(actor)[:limit]:
        yield _case(row, row.resolve_by if row.replied_at else row.reply_by)


def _closed(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in to_follow_up(actor)[:limit]:
        since = row.closed_at or row.received_at
        days = timedelta(days=params_of(FOLLOW_UP, row.unit_id).follow_up_after_days)
        yield Todo(_("Follow-up"), row.number, _about(row), record_url("cases", row.pk), "SVC-05", since=since, due=since + days)


def _suggested(actor: Actor) -> QuerySet[Case]:
    found: QuerySet[Case] = Case.objects.unscoped(reason="suggestions go to the manager").filter(
        kind=Case.Kind.SUGGESTION, state__in=OPEN_STATES, adopted=None).order_by("resolve_by", "id")
    return found if set(params_of(SUGGESTIONS).manager) & set(actor.posts) else found.none()


def _suggestions(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _suggested(actor)[:limit]:
        yield Todo(_("Suggestion"), row.number, row.content[:60], record_url("cases", row.pk), "SVC-23", since=row.received_at,
                   due=row.resolve_by)


def _asked(actor: Actor) -> QuerySet[Opinion]:
    """Opinions asked of the posts that the person holds."""
    names = {*actor.posts, *names_of_posts(actor.posts).values()}
    asked = Opinion.objects.filter(department__in=names, given_at=None, case__state__in=OPEN_STATES)
    return asked.select_related("case").order_by("asked_at", "id")


def _opinions(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _asked(actor)[:limit]:
        url = f"/act/service.give_opinion/?case_id={row.case_id}&department={row.department}"
        yield Todo(_("Opinion"), row.case.number, row.case.content[:60], url, "SVC-07", since=row.asked_at)


def _waiting(actor: Actor) -> QuerySet[AfterSales]:
    """After-sales orders whose next step is the person's."""
    posts, params = set(actor.posts), params_of(AUTHORITY)
    rows = AfterSales.objects.visible_to(actor)
    states = [state for state, who in ((A.SUBMITTED, params.signers), (A.SIGNED, params.deciders)) if posts & set(who)]
    own = rows.filter(owner_id=actor.id, state__in=(A.OPEN, A.DECIDED))
    advice = rows.filter(area_manager_id=actor.id, on_site=None, state=A.OPEN)
    found: QuerySet[AfterSales] = (own | advice | rows.filter(state__in=states)).select_related("customer").order_by("asked_at", "id")
    return found


def _after_sales(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _waiting(actor)[:limit]:
        yield Todo(str(row.get_kind_display()), row.number, f"{row.customer.name} {row.says[:60]}", record_url("after_sales", row.pk),
                   "SVC-15", since=row.asked_at)


def _improving(actor: Actor) -> QuerySet[Improvement]:
    return Improvement.objects.filter(owner_id=actor.id, state=Improvement.State.OPEN).order_by("due_on", "id")


def _improvements(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _improving(actor)[:limit]:
        yield Todo(_("Improvement"), row.number, row.problem[:60], record_url("improvements", row.pk), "SVC-25", since=row.made_at,
                   due=_night(row.due_on))


def _running() -> QuerySet[Incident]:
    return Incident.objects.exclude(state=Incident.State.CLOSED).order_by("report_by", "id")


def _incidents(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _running()[:limit]:
        yield Todo(str(row.get_trigger_display()), row.number, row.title, record_url("incidents", row.pk), "SVC-24", since=row.reported_at,
                   due=_night(row.measures_by) if row.measures_by and row.state == Incident.State.CORRECTING else None)


def _measuring(actor: Actor) -> QuerySet[Incident]:
    return Incident.objects.filter(owner_id=actor.id, state=Incident.State.CORRECTING).order_by("measures_by", "id")


def _measures(actor: Actor, limit: int) -> Iterable[Todo]:
    """Measures that the person carries out."""
    for row in _measuring(actor)[:limit]:
        yield Todo(_("Corrective measures"), row.number, row.measures[:60], record_url("incidents", row.pk), "SVC-24",
                   since=row.reviewed_at or row.reported_at, due=_night(row.measures_by) if row.measures_by else None)


declare(Worklist("service.new", lazy("New cases"), "service.accept", _new, to_accept))
declare(Worklist("service.mine", lazy("Cases in hand"), "service.tell_customer", _mine, open_cases))
declare(Worklist("service.follow_up", lazy("Complaints to follow up"), "service.follow_up", _closed, to_follow_up))
declare(Worklist("service.suggestions", lazy("Suggestions to decide"), "service.decide_suggestion", _suggestions, _suggested))
declare(Worklist("service.opinions", lazy("Opinions on complaints"), "service.give_opinion", _opinions, _asked))
declare(Worklist("service.after_sales", lazy("After-sales service"), "after_sales.view", _after_sales, _waiting, daily=True))
declare(Worklist("service.improvements", lazy("Improvements"), "service.finish_improvement", _improvements, _improving))
declare(Worklist("service.measures", lazy("Measures after serious events"), "incidents.view", _measures, _measuring))
declare(Worklist("service.incidents", lazy("Serious events"), "service.order_measures", _incidents, lambda actor: _running()))
