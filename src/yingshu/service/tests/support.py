"""A company with customers that complain."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.support.trade import Trade

from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.rulebook.services import set_parameters
from yingshu.service import services as s
from yingshu.service.inputs import GoodsInput
from yingshu.service.models import Case

MONDAY = datetime(2026, 6, 1, 9, 0)
GOODS = {"ticket": "XS20260520-0003", "name": "复合肥", "spec": "50 kg/袋", "quantity": "2 袋", "grade": "一级", "colour": "灰 03",
         "bought_on": date(2026, 5, 20)}
LEADER = "vice_president"


def at(days: int = 0, hours: int = 0, minutes: int = 0) -> Any:
    """So long after Monday nine o'clock."""
    return clock.at(MONDAY + timedelta(days=days, hours=hours, minutes=minutes))


def register(trade: Trade, by: str = "service_manager", **more: Any) -> Case:
    """Recorded on Monday, unless the clock stands elsewhere."""
    given = {"kind": Case.Kind.COMPLAINT, "channel": Case.Channel.PHONE, "content": "到货两袋受潮结块", "contact": "张三",
             "phone": "13800005678", **more}
    done = s.register_case(actor=trade.actor(by), **given)
    return Case._plain.get(pk=done.id)


def quality(trade: Trade, **more: Any) -> Case:
    """A quality complaint with all its data, handled by a leader."""
    return register(trade, area=Case.Area.QUALITY, goods=[GoodsInput(**{**GOODS, **more.pop("goods", {})})],
                    owner_id=trade.company.person(LEADER).pk, **more)


def service_case(trade: Trade, **more: Any) -> Case:
    """A complaint about service, accepted."""
    case = register(trade, area=Case.Area.SERVICE, **more)
    s.accept(actor=trade.actor("director"), case_id=case.pk)
    return case


def solved(trade: Trade, case: Case, who: str = "director") -> None:
    """Everything but the closing of a complaint about service."""
    actor = trade.actor(who)
    if fresh(case).state == Case.State.OPEN:
        s.accept(actor=actor, case_id=case.pk)
    s.verify_case(actor=actor, case_id=case.pk, justified=True, conclusion="属实")
    s.propose(actor=actor, case_id=case.pk, text="当面致歉，补发两袋")
    s.agree(actor=actor, case_id=case.pk, said_by="张三")
    s.tell_customer(actor=actor, case_id=case.pk, text="已致歉并补发", final=True)
    s.fill_form(actor=actor, case_id=case.pk, conclusion="属实")
    for opinion in case.opinions.filter(given_at=None):
        s.give_opinion(actor=trade.actor("workshop"), case_id=case.pk, department=opinion.department, text="同意")


def fresh(case: Case) -> Case:
    """As it is now."""
    return Case._plain.get(pk=case.pk)


def parameters(control: str, variant: str = "", **values: Any) -> None:
    """Put parameters in force from the beginning."""
    set_parameters(actor=system(), control=control, variant=variant, values=values, valid_from=date(2026, 1, 1))


@pytest.fixture
def june(trade: Trade) -> Any:
    """The trading company on Monday, 1 June 2026, nine o'clock."""
    with at():
        yield trade
