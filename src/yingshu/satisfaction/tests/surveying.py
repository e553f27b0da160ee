"""Surveys made by the services, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.satisfaction import services, tokens
from yingshu.satisfaction.inputs import AnswerInput, StratumInput
from yingshu.satisfaction.models import Invitation, Item, Wave
from yingshu.satisfaction.queries.versions import content

PLAN = {"subjects": "东区、西区经销商", "cities": "肇庆、佛山"}


def approved(company: Any, code: str = "direct") -> int:
    """A ready-made questionnaire, handed in by the service manager and approved by the director."""
    made = services.use_ready_made(actor=company.actor("service_manager"), ready_made=code).id
    services.submit_version(actor=company.actor("service_manager"), version_id=made)
    services.approve_version(actor=company.actor("director"), version_id=made)
    return made


def planned(company: Any, version_id: int | None = None, **more: Any) -> int:
    """A survey of the first half of 2026 with a complete plan."""
    values = {"title": "2026 上半年调查", "opens_on": date(2026, 5, 12), "closes_on": date(2026, 6, 30), **PLAN, **more}
    return services.plan_wave(actor=company.actor("service_manager"), version_id=version_id or approved(company), **values).id


def agreed(company: Any, wave_id: int) -> int:
    """Its plan handed in and approved."""
    services.submit_plan(actor=company.actor("service_manager"), wave_id=wave_id)
    services.approve_plan(actor=company.actor("director"), wave_id=wave_id)
    return wave_id


def running(company: Any, version_id: int | None = None, strata: Sequence[StratumInput] = (), **more: Any) -> int:
    """A survey that takes answers."""
    wave_id = planned(company, version_id, **more)
    if strata:
        services.set_strata(actor=company.actor("director"), wave_id=wave_id, strata=list(strata))
    agreed(company, wave_id)
    services.start_wave(actor=company.actor("director"), wave_id=wave_id)
    return wave_id


def full(version_id: int, value: int = 5, **own: int | str) -> list[AnswerInput]:
    """An answer to everything that is asked: one level for the scales, as far as they go, and words."""
    found = []
    for item in content(version_id).items:
        given = own.get(item.code, value)
        if item.kind == Item.Kind.TEXT:
            found.append(AnswerInput(item=item.code, text=str(own.get(item.code, ""))))
        elif item.kind == Item.Kind.MATRIX:
            found += [AnswerInput(item=item.code, part=n, value=int(given)) for n in range(1, len(item.rows) + 1)]
        elif item.kind != Item.Kind.PHOTO:
            most = len(item.options) if item.kind == Item.Kind.CHOICE else 10
            found.append(AnswerInput(item=item.code, value=min(int(given), most)))
    return found


def codes(company: Any, wave_id: int, count: int, **more: Any) -> list[str]:
    """Single-use codes, as their links."""
    services.make_codes(actor=company.actor("director"), wave_id=wave_id, count=count, **more)
    last = Invitation.objects.filter(wave_id=wave_id).order_by("-serial")[:count]
    return [tokens.token(i.wave_id, i.serial) for i in reversed(last)]


def visitor_answers(token: str, answers: list[AnswerInput], **more: Any) -> Any:
    """What the public page does."""
    visitor = Actor(0, "访客", frozenset({"satisfaction.answer"}), origin="public")
    return services.answer(actor=visitor, token=token, answers=answers, **more)


def at(month: int, day: int, hour: int = 10) -> Any:
    """The clock stands at a moment of 2026."""
    return clock.at(datetime(2026, month, day, hour))


def wave(pk: int) -> Wave:
    return Wave.objects.get(pk=pk)
