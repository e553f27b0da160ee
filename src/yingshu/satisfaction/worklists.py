"""What surveys put on people's lists: approvals, signs to look at, surveys in one's charge that end, questionnaires to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare

from . import tokens
from .models import Invitation, QuestionnaireVersion, Wave

SOON_DAYS = 7


def _versions(actor: Actor) -> QuerySet[Any]:
    pending = QuestionnaireVersion.objects.filter(state=QuestionnaireVersion.State.PENDING)
    return pending.exclude(owner_id=actor.id).order_by("made_at", "id")


def _version_todos(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _versions(actor).select_related("questionnaire", "owner")[:limit]:
        yield Todo(_("Questionnaire"), f"{row.questionnaire.code} V{row.number}", row.questionnaire.title,
                   record_url("questionnaire_versions", row.pk), "SAT-26", since=row.made_at, sender=row.owner.name if row.owner else "")


def _plans(actor: Actor) -> QuerySet[Any]:
    return Wave.objects.filter(state=Wave.State.PENDING).order_by("made_at", "id")


def _plan_todos(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _plans(actor).select_related("owner")[:limit]:
        yield Todo(_("Plan of a survey"), row.number, row.title, record_url("waves", row.pk), "SAT-09", since=row.made_at,
                   sender=row.owner.name if row.owner else "")


def _ending(actor: Actor) -> QuerySet[Any]:
    day = clock.today() + timedelta(days=SOON_DAYS)
    return Wave.objects.filter(state=Wave.State.RUNNING, owner_id=actor.id, closes_on__lte=day).order_by("closes_on", "id")


def _ending_todos(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _ending(actor)[:limit]:
        yield Todo(_("Survey"), row.number, row.title, record_url("waves", row.pk), "SAT-13", since=row.started_at or row.made_at)


def _mine(actor: Actor) -> QuerySet[Any]:
    return Invitation.objects.filter(person_id=actor.id, answered_at=None, wave__state=Wave.State.RUNNING).order_by("sent_at", "id")


def _mine_todos(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in _mine(actor).select_related("wave", "unit")[:limit]:
        yield Todo(_("Survey"), row.wave.number, f"{row.wave.title} {row.unit.name if row.unit else ''}",
                   f"/s/{tokens.token(row.wave_id, row.serial)}/", "SAT-31", since=row.sent_at)


declare(Worklist("satisfaction.versions", lazy("Questionnaires to approve"), "satisfaction.approve_version", _version_todos, _versions))
declare(Worklist("satisfaction.plans", lazy("Survey plans to approve"), "satisfaction.approve_plan", _plan_todos, _plans))
declare(Worklist("satisfaction.ending", lazy("Surveys that end soon"), "satisfaction.close_wave", _ending_todos, _ending))
declare(Worklist("satisfaction.mine", lazy("Questionnaires to fill in"), "waves.view", _mine_todos, _mine))
