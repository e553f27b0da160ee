"""Reports as documents: who may see which, the version in force, who gets them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from yingshu.kernel.actor import Actor, Reach
from yingshu.kernel.screens import Tag
from yingshu.organisation.models import Person, Post, Unit
from yingshu.organisation.queries import people_in_posts, post_of

from ..models import Report

OF_THE_CENTRE = "insight.make_monthly_report"


def visible(actor: Actor) -> QuerySet[Report]:
    """Reports a person may see: all with the widest data scope, else their own, those delivered to them, those of their units;
    those of the whole centre for everybody who may make them."""
    if actor.everything or actor.reach == Reach.ALL:
        return Report.objects.all()
    centre = Q(unit_id=None) if actor.may(OF_THE_CENTRE) else Q(pk=None)
    return Report.objects.filter(Q(author_id=actor.id) | Q(unit_id__in=sorted(actor.units)) | centre
                                 | Q(pk__in=Report.objects.filter(deliveries__person_id=actor.id).values("pk")))


def latest(kind: Report.Kind, period: str, unit_id: int | None = None, among: QuerySet[Report] | None = None) -> Report | None:
    """The newest version of a report, submitted or not."""
    rows = Report.objects.all() if among is None else among
    return rows.filter(kind=kind, period=period, unit_id=unit_id).order_by("-version").first()


def submitted_periods(kind: Report.Kind, periods: Iterable[str], unit_id: int | None = None) -> set[str]:
    """Which of these periods have a submitted report."""
    return set(Report.objects.filter(kind=kind, period__in=list(periods), unit_id=unit_id, state=Report.State.SUBMITTED)
               .values_list("period", flat=True))


def holds_post(actor: Actor, post: str, right: str) -> bool:
    """Does the person hold a post, or act with this right for somebody who does (deputy, delegate)?"""
    if actor.everything or post in actor.posts:
        return True
    giver = actor.acting_for.get(right)
    return giver is not None and post_of(giver, post)


class Reader(NamedTuple):
    """One person who gets a report, and for which post."""

    post: str
    person: Person


def readers(posts: Iterable[str]) -> tuple[list[Reader], list[str]]:
    """Who holds these posts today, each person once; and the posts nobody holds."""
    found: dict[int, Reader] = {}
    vacant = []
    for post in posts:
        held = people_in_posts([post])
        vacant += [] if held else [post]
        found |= {person.pk: Reader(post, person) for person in held if person.pk not in found}
    return list(found.values()), vacant


def post_name(code: str) -> str:
    """A post as people know it."""
    return Post.objects.filter(Q(code=code) | Q(name=code)).values_list("name", flat=True).first() or code


def unit_named(unit_id: int | None) -> str:
    """The name of a unit; empty for the whole centre."""
    return (Unit.objects.filter(pk=unit_id).values_list("name", flat=True).first() or "") if unit_id else ""


def state_tag(report: Report) -> Tag:
    """Draft, submitted, or submitted late."""
    if report.state != Report.State.SUBMITTED:
        return Tag(Report.State(report.state).label, "draft" if report.state == Report.State.DRAFT else "wait")
    if report.days_late:
        return Tag(gettext("%(days)s day(s) late") % {"days": report.days_late}, "danger")
    return Tag(gettext("On time") if report.due_on and report.version == 1 else Report.State.SUBMITTED.label, "done")
