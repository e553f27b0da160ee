"""S12: rulebook approval (step 1), three heads sign targets (step 2), the discipline committee (step 6); reorganisation, handover."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from yingshu.approvals import errors, services
from yingshu.approvals.models import Approval
from yingshu.customers.errors import NotHandedOver
from yingshu.customers.models import Customer, Handover
from yingshu.customers.services import add_handover_item, finish_handover, sign_handover, start_handover
from yingshu.kernel import clock
from yingshu.kernel.worklist import WORKLISTS
from yingshu.organisation import tasks
from yingshu.organisation.models import Inspection, Post, Reorganisation, StructureVersion, Unit
from yingshu.organisation.principal import people_changed
from yingshu.organisation.services import (
    UnitChange,
    conclude_inspection,
    confirm_condition,
    mend_inspection,
    open_inspection,
    reorganise,
)
from yingshu.rulebook.decisions import Refused

from ..support.flows import flow, post

pytestmark = pytest.mark.django_db


def agree(trade: Any, who: str) -> Any:
    return services.agree(actor=trade.actor(who), approval_id=Approval.objects.latest("id").pk)


def reorganisation(trade: Any, effective_on: date = date(2026, 6, 1)) -> Any:
    change = UnitChange(unit_id=trade.company.unit("west").pk, name="西南大区")
    return reorganise(actor=trade.actor("director"), reason="西区扩到云贵", factors="战略：西进；发展阶段：扩张", effective_on=effective_on,
                      changes=[change])


@pytest.mark.clause("PLN-05")
def test_step_2_all_three_heads_sign_before_it_takes_effect(trade: Any) -> None:
    """The joint step is the same for every document; here it stands before a change of the structure by targets of three departments."""
    heads = {"east": "region_manager", "west": "salesperson_west", "company": "director"}
    for unit, who in heads.items():
        Unit.objects.filter(pk=trade.company.unit(unit).pk).update(head=trade.company.person(who))
    flow("reorganisation", [{"code": "heads", "title": "部门负责人会签", "who": {"heads": list(heads)}, "mode": "all", "clause": "PLN-05"},
                            post("top", "vice_president")])
    change = UnitChange(unit_id=trade.company.unit("west").pk, name="西南大区")
    made = reorganise(actor=trade.actor("general_manager"), reason="启用年度目标", factors="销售额、市场份额、新客户",
                      effective_on=date(2026, 6, 1), changes=[change])
    agree(trade, "region_manager")
    agree(trade, "director")
    assert (Approval.objects.get().step_title, Reorganisation.objects.get(pk=made.id).state) == ("部门负责人会签", "pending")
    with pytest.raises(errors.NotYourTurn) as refused:
        services.agree(actor=trade.actor("finance"), approval_id=Approval.objects.get().pk)
    assert refused.value.data["who"] == "业务员李西"
    agree(trade, "salesperson_west")
    assert Approval.objects.get().step_title == "top"


@pytest.mark.clause("ORG-05")
def test_a_reorganisation_takes_effect_on_its_day_and_the_old_structure_stays(trade: Any) -> None:
    flow("reorganisation", [post("top", "general_manager")])
    made = reorganisation(trade, date(2026, 7, 1))
    agree(trade, "general_manager")
    assert (Reorganisation.objects.get(pk=made.id).state, Unit.objects.get(code="west").name) == ("approved", "西区")
    with clock.at(datetime(2026, 6, 30, 23, 0)):
        assert tasks.run_checks() == 0
    with clock.at(datetime(2026, 7, 1, 1, 0)):
        assert tasks.run_checks() == 1
    row = Reorganisation.objects.get(pk=made.id)
    assert (row.state, Unit.objects.get(code="west").name) == ("in_force", "西南大区")
    after = StructureVersion.objects.get(number=row.version_after)
    assert [u["name"] for u in after.tree["units"] if u["code"] == "west"] == ["西南大区"]


@pytest.mark.clause("ORG-05")
def test_a_settled_structure_is_not_changed_any_more(trade: Any) -> None:
    trade.parameters("organisation.settling", "全员胜任后定型")
    flow("reorganisation", [post("top", "general_manager")])
    for condition in ("全员精通业务", "人心安定", "具有危机意识"):
        confirm_condition(actor=trade.actor("director"), condition=condition)
    assert reorganisation(trade).state == "pending"
    confirm_condition(actor=trade.actor("director"), condition="能有效开展活动")
    with pytest.raises(Refused) as refused:
        reorganisation(trade)
    assert (refused.value.clause, refused.value.text()) == ("ORG-05", "组织已定型：4 项条件已全部确认，不再受理改组。")


@pytest.mark.clause("ORG-19")
def test_step_6_what_does_not_conform_becomes_a_task_and_the_examined_keep_off(trade: Any) -> None:
    member = Post.objects.get(code="finance")
    member.rights = [*member.rights, "organisation.open_inspection", "organisation.conclude_inspection"]
    member.save()
    people_changed()
    finance, east = trade.actor("finance"), trade.company.unit("east")
    with pytest.raises(Refused) as few:
        open_inspection(actor=finance, unit_id=east.pk, subject="客户档案")
    assert few.value.clause == "ORG-19"
    for name in ("纪检甲", "纪检乙"):
        trade.company.hire(name, "finance")
    trade.company.hire("东区内线", "finance", unit="east")
    pk = open_inspection(actor=trade.actor("finance"), unit_id=east.pk, subject="客户档案").id
    conclude_inspection(actor=trade.actor("finance"), inspection_id=pk, conforms=False, finding="三份档案缺法人", due_on=date(2026, 6, 10))
    Unit.objects.filter(pk=east.pk).update(head=trade.company.person("region_manager"))
    todo = list(WORKLISTS["organisation.to_mend"].items(trade.actor("region_manager"), 10))
    assert [(t.title, t.clause) for t in todo] == [("东区　三份档案缺法人", "ORG-19")]
    with pytest.raises(Refused) as inside:
        conclude_inspection(actor=trade.actor("东区内线"), inspection_id=pk, conforms=True, finding="没有问题")
    assert (inside.value.clause, inside.value.text()) == ("ORG-19", "你属于被检查的东区，不能作出或修改检查结论。")
    mend_inspection(actor=trade.actor("region_manager"), inspection_id=pk, mended="已补齐")
    conclude_inspection(actor=trade.actor("finance"), inspection_id=pk, conforms=True, finding="复查合格")
    assert Inspection.objects.get(pk=pk).state == "closed"


@pytest.mark.clause("ORG-28")
def test_a_handover_is_finished_when_both_signed_everything_and_the_customers_move(trade: Any) -> None:
    flow("handover", [post("vice", "vice_president")])
    buyer = trade.customer(owner="region_manager")
    leaver, follower = trade.company.person("region_manager"), trade.company.person("salesperson")
    pk = start_handover(actor=trade.actor("director"), giver_id=leaver.pk, taker_id=follower.pk).id
    add_handover_item(actor=trade.actor("region_manager"), handover_id=pk, title="为经销商甲担保 380 元未结")
    sign_handover(actor=trade.actor("region_manager"), handover_id=pk)
    item = Handover.objects.get(pk=pk).items.get(title__contains="甘泉")
    sign_handover(actor=trade.actor("salesperson"), handover_id=pk, item_ids=[item.pk])
    with pytest.raises(NotHandedOver) as refused:
        finish_handover(actor=trade.actor("director"), handover_id=pk)
    assert refused.value.data == {"count": 1, "items": "为经销商甲担保 380 元未结"}
    sign_handover(actor=trade.actor("salesperson"), handover_id=pk)
    late = trade.customer("新客户", owner="region_manager")
    with pytest.raises(NotHandedOver) as unlisted:
        finish_handover(actor=trade.actor("director"), handover_id=pk)
    assert unlisted.value.data["items"] == f"{late.number} 新客户"
    Customer._plain.filter(pk=late.pk).update(owner=follower)
    assert finish_handover(actor=trade.actor("director"), handover_id=pk).state == "pending"
    agree(trade, "vice_president")
    assert (Customer._plain.get(pk=buyer.pk).owner_id, Handover.objects.get(pk=pk).state) == (follower.pk, "done")
