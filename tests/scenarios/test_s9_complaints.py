"""S9 steps 1 and 2: complaints about quality and service in a dealers' sales company, with forms, archive and fines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.rulebook.decisions import Refused
from yingshu.service import services as s
from yingshu.service.inputs import GoodsInput
from yingshu.service.models import Case, Penalty
from yingshu.service.queries import fines_of

from ..support.trade import START

GOODS = {"ticket": "XS20260520-0003", "name": "花布", "spec": "1.5 m", "quantity": "20 米", "grade": "一等", "colour": "A-17",
         "bought_on": date(2026, 5, 20)}
COMPLAINT = {"kind": Case.Kind.COMPLAINT, "channel": Case.Channel.PHONE, "contact": "张三", "phone": "13800005678"}


@pytest.fixture
def dealer(trade: Any) -> Any:
    """The sales company of a dealer, on 1 June 2026: leaders handle complaints themselves, production gives its opinion, fines are on."""
    with clock.at(START):
        trade.company.act("organisation.initialise_from_template", "admin", template="dealer")
        trade.parameters("service.handling", "副总或经理亲自处理")
        trade.parameters("service.after_sales", "销售部")
        trade.parameters("service.quality_complaint", departments=("生产部",))
        trade.parameters("service.quality_form", departments=("生产部",))
        trade.parameters("service.service_form", departments=("销售部",))
        trade.parameters("rulebook.switches", fines=True)
        yield trade


def quality(trade: Any, who: str = "vice_president", **goods: Any) -> Any:
    return s.register_case(actor=trade.actor("vice_president"), content="花色不一", area=Case.Area.QUALITY,
                           owner_id=trade.company.person(who).pk, goods=[GoodsInput(**{**GOODS, **goods})], **COMPLAINT)


@pytest.mark.clause("SVC-04", "SVC-07")
def test_step_1_a_quality_complaint(dealer: Any) -> None:
    actor = dealer.actor("vice_president")
    with pytest.raises(Refused, match="色号"):
        quality(dealer, colour="")
    with pytest.raises(Refused, match="亲自主办"):
        quality(dealer, "salesperson")
    case = quality(dealer).id
    s.accept(actor=actor, case_id=case)
    s.verify_case(actor=actor, case_id=case, justified=True, conclusion="同批花色偏差")
    s.propose(actor=actor, case_id=case, text="换货 20 米")
    s.agree(actor=actor, case_id=case, said_by="张三")
    s.fill_form(actor=actor, case_id=case, conclusion="同批花色偏差")
    with pytest.raises(Refused, match="生产部"):
        s.close_case(actor=actor, case_id=case)
    s.give_opinion(actor=dealer.actor("workshop"), case_id=case, department="生产部", text="染缸温度偏低")
    assert s.close_case(actor=actor, case_id=case).data == {"filed": 2}
    filed = Case._plain.get(pk=case).filings.order_by("id").values_list("copy", "holder")
    assert list(filed) == [("original", "销售部"), ("copy", "办公室")]


@pytest.mark.clause("SVC-09")
def test_step_2_two_fines_for_service(dealer: Any) -> None:
    actor, person = dealer.actor("vice_president"), dealer.company.person("salesperson").pk
    cases = [s.register_case(actor=actor, content="接待怠慢", area=Case.Area.SERVICE, **COMPLAINT).id for _n in range(2)]
    for case in cases:
        s.verify_case(actor=actor, case_id=case, justified=True, conclusion="查实")

    def fine(case: int, yuan: int) -> None:
        s.penalise(actor=actor, case_id=case, person_id=person, reason="接待怠慢", fine_fen=yuan * 100)

    fine(cases[0], 50)
    fine(cases[1], 80)
    for yuan in (120, 10):
        with pytest.raises(Refused, match="超出每次 20.00 至 100.00 元"):
            fine(cases[0], yuan)
    assert fines_of(date(2026, 6, 1), date(2026, 6, 30), person) == (13000, 2)
    assert Penalty.objects.count() == 2
