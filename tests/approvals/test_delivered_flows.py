"""Flows and authority tables that come with ready-made rulebooks, also where the company lacks a post that they name."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from yingshu.approvals import services
from yingshu.approvals.delivered import delivered
from yingshu.approvals.errors import NotYourTurn, StillWaits
from yingshu.approvals.models import Approval, FlowVersion, Request
from yingshu.approvals.queries.force import in_force
from yingshu.approvals.services.defining import check_words
from yingshu.duties.models import Occurrence
from yingshu.duties.services.running import run_duties
from yingshu.insight.models import Delivery, Report
from yingshu.insight.services import make_monthly_report, submit_report
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import IllegalTransition
from yingshu.logistics.models import Shipment
from yingshu.logistics.services import settle_freight
from yingshu.organisation.models import Appointment, Post
from yingshu.organisation.principal import people_changed
from yingshu.pricing.errors import NoFlowForStrategies
from yingshu.pricing.inputs import StrategyInput
from yingshu.pricing.models import SpecialPrice
from yingshu.pricing.services import ask_special_price, draft_strategy, record_opinion, set_strategy_lines, submit_strategy
from yingshu.receivables.inputs import HandOverInput
from yingshu.receivables.models import Receipt, ReceivableItem
from yingshu.receivables.services import hand_over_batch, hand_over_cod
from yingshu.registers.section import library
from yingshu.registers.services import define
from yingshu.rulebook.decisions import Refused

from ..support.flows import flow, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(trade: Any) -> Any:
    with clock.at(datetime(2026, 6, 1, 9, 0)):
        yield trade


def vacate(trade: Any, *keys: str) -> None:
    Appointment.objects.filter(post__code__in=keys).update(until=date(2026, 5, 1))
    people_changed()


def drafted(trade: Any, *packs: str, **more: Any) -> int:
    return int(trade.company.act("rulebook.use_packs", "director", packs=list(packs), code="ZX", title="营销中心管理制度", **more).id)


def publish(trade: Any, pk: int) -> Any:
    leader = next(key for key in ("vice_president", "general_manager") if Appointment.objects.filter(
        person=trade.company.person(key), until=None).exists())
    trade.company.act("rulebook.submit_version", "director", version_id=pk, leaders=[trade.company.person(leader).pk])
    trade.company.act("rulebook.approve_version", leader, version_id=pk)
    return trade.company.act("rulebook.publish_version", "director", version_id=pk, valid_from=date(2026, 6, 1))


def strategy(trade: Any) -> Any:
    """A price strategy of one product, heard by all departments, handed in."""
    assistant = trade.actor("assistant")
    pk = draft_strategy(actor=assistant, title="下半年价格策略", basis="钢材上涨", valid_from=date(2026, 7, 1)).id
    set_strategy_lines(actor=assistant, strategy_id=pk, lines=[StrategyInput(
        product_id=trade.product("收割机", "1000", cost="600").pk, normal=Decimal(1000), capture=Decimal(900), keep=Decimal(950),
        condition="50 台以上", discount=Decimal("0.05"))])
    for department in ("财务部", "生产部", "质量部", "供应部"):
        record_opinion(actor=assistant, strategy_id=pk, department=department, attended=True)
    return submit_strategy(actor=assistant, strategy_id=pk)


def agree(trade: Any, who: str) -> Any:
    return services.agree(actor=trade.actor(who), approval_id=Approval.objects.latest("id").pk)


@pytest.mark.clause("PRC-04")
def test_in_a_fresh_company_with_any_pack_a_price_strategy_goes_its_way(centre: Any) -> None:
    assert publish(centre, drafted(centre, "small_centre_cod")).data["left_out"] == []
    assert strategy(centre).state == "pending"
    assert agree(centre, "sales_director").data["step"] == "总经理审批"
    assert agree(centre, "general_manager").state == "agreed"


@pytest.mark.clause("PRC-04")
def test_a_post_that_nobody_holds_is_told_and_another_one_decides(centre: Any) -> None:
    vacate(centre, "sales_director")
    pk = drafted(centre, "price_strategy_flow")
    client = Client()
    client.force_login(centre.company.person("director"))
    says = client.get(f"/rulebook_versions/{pk}/").content.decode()
    assert "无人任职" in says and "改由营销副总" in says and "choose_post" in says
    centre.company.act("rulebook.choose_post", "director", version_id=pk, post="sales_director",
                       instead_id=Post.objects.get(code="director").pk)
    assert "改由营销中心主任" in client.get(f"/rulebook_versions/{pk}/").content.decode()
    publish(centre, pk)
    strategy(centre)
    assert agree(centre, "director").data["step"] == "总经理审批"
    assert agree(centre, "general_manager").state == "agreed"


def test_a_flow_without_anybody_is_left_out_and_the_publication_says_so(centre: Any) -> None:
    vacate(centre, "sales_director")
    pk = drafted(centre, "price_strategy_flow", posts={"sales_director": ""})
    client = Client()
    client.force_login(centre.company.person("director"))
    assert "不启用" in client.get(f"/rulebook_versions/{pk}/").content.decode()
    done = publish(centre, pk)
    assert done.data["left_out"] == ["折扣权限表", "价格策略审批", "特价申请", "信用额度调整"]
    assert [row.code for row in in_force(FlowVersion)] == ["cancel_shipped"]
    with pytest.raises(NoFlowForStrategies):
        strategy(centre)


def test_the_preview_of_packs_lets_choose_the_post(centre: Any) -> None:
    vacate(centre, "sales_director")
    client = Client()
    client.force_login(centre.company.person("director"))
    says = client.get("/rulebook/packs/?pack=price_strategy_flow").content.decode()
    assert 'name="post-sales_director"' in says and "折扣权限表" in says and "无人任职" in says
    made = client.post("/rulebook/packs/", {"pack": ["price_strategy_flow"], "title": "价格制度", "post-sales_director": "director"})
    assert made.status_code == 302
    publish(centre, int(made["Location"].rstrip("/").rpartition("/")[2]))
    (found,) = [row for row in in_force(FlowVersion) if row.code == "price_strategy"]
    assert [step["who"]["posts"] for step in found.content["steps"]] == [["director"], ["general_manager"]]


def test_what_the_company_arranged_itself_stays(centre: Any) -> None:
    flow("price_strategy", [post("own", "vice_president")])
    publish(centre, drafted(centre, "price_strategy_flow"))
    (row,) = [row for row in in_force(FlowVersion) if row.subject == "price_strategy"]
    assert (row.book, row.version) == ("", 1)


@pytest.mark.clause("PRC-09")
@pytest.mark.parametrize(("price", "who"), [
    ("78", "主任周正"), ("75", "营销总监唐宁"), ("74", "营销总监唐宁"), ("68", "总经理老顾"), ("64", "总经理老顾"), ("62", ""), ("60", ""),
    ("84", "主任周正"), ("97", "")])
def test_s5_step_1_the_price_float_and_who_approves(centre: Any, price: str, who: str) -> None:
    publish(centre, drafted(centre, "scenic_area"))
    buyer, ticket = centre.customer("远行旅行社"), centre.product("门票", "80", floor="10", measure="张")

    def ask() -> Any:
        return ask_special_price(actor=centre.actor("salesperson"), customer_id=buyer.pk, product_id=ticket.pk, price=Decimal(price),
                                 reason="团队")
    if not who:
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.clause == "PRC-09"
        return
    ask()
    assert [task.person.name for task in Approval.objects.latest("id").tasks.all()] == [who]


@pytest.mark.clause("PRC-09")
def test_s5_step_2_ten_percent_holds_once_agreed(centre: Any) -> None:
    """远行旅行社 at 72 (−10 %): the band includes its border; once granted, 1,200 tickets come to 86,400."""
    publish(centre, drafted(centre, "scenic_area"))
    buyer, ticket = centre.customer("远行旅行社"), centre.product("门票", "80", floor="10", measure="张", stock=5000)

    def ordered() -> Any:
        return centre.order(buyer, ticket, "1200", method="prepaid", by="salesperson", price="72").data
    asked = ask_special_price(actor=centre.actor("salesperson"), customer_id=buyer.pk, product_id=ticket.pk, price=Decimal(72),
                              reason="七月团队")
    assert [task.person.name for task in Approval.objects.latest("id").tasks.all()] == ["营销总监唐宁"]
    agree(centre, "sales_director")
    granted = SpecialPrice._plain.get(pk=asked.id)
    assert (granted.state, granted.valid_from, granted.price) == ("granted", date(2026, 6, 1), 72)
    assert ordered()["gross"] == "86400.00"


@pytest.mark.clause("MTG-06")
def test_the_monthly_report_waits_for_the_head_of_the_centre(centre: Any) -> None:
    """Handed in on 27 June it is nobody's yet; sent back, mended, agreed on the 28th it reaches both leaders in time and ends the duty."""
    publish(centre, drafted(centre, "small_centre_cod"))
    centre.shipped(centre.customer(), centre.product(), "10", method="prepaid", pay=85000)
    author = centre.actor("service_manager")
    with clock.at(datetime(2026, 6, 27, 20)):
        run_duties(system())
        pk = make_monthly_report(actor=author, month="2026-06", note="初稿").id
        assert submit_report(actor=author, report_id=pk).state == "reviewing"
        assert (Report.objects.get(pk=pk).state, Delivery.objects.count()) == ("reviewing", 0)
        with pytest.raises(StillWaits):
            submit_report(actor=author, report_id=pk)
        with pytest.raises(IllegalTransition):
            make_monthly_report(actor=author, month="2026-06", note="改稿")
        client = Client()
        client.force_login(centre.company.person("director"))
        assert "营销中心主任审核" in client.get(f"/reports/{pk}/").content.decode()
        services.send_back(actor=centre.actor("director"), approval_id=Approval.objects.latest("id").pk, reason="补充说明")
    assert Report.objects.get(pk=pk).state == "draft"
    with clock.at(datetime(2026, 6, 28, 21)):
        make_monthly_report(actor=author, month="2026-06", note="改稿")
        assert submit_report(actor=author, report_id=pk).state == "reviewing"
        duty = Occurrence._plain.get(duty__code="monthly_sales_report", period="2026-06")
        assert duty.state == "open"
        assert agree(centre, "director").state == "agreed"
    report = Report.objects.get(pk=pk)
    assert (report.state, report.days_late, report.author_name, report.note) == ("submitted", 0, author.name, "改稿")
    assert list(report.deliveries.order_by("id").values_list("post", flat=True)) == ["vice_president", "general_manager"]
    duty.refresh_from_db()
    assert (duty.state, duty.done_number) == ("done", report.number)


@pytest.mark.clause("MTG-06")
def test_agreed_after_the_28th_it_is_late(centre: Any) -> None:
    publish(centre, drafted(centre, "small_centre_cod"))
    author = centre.actor("service_manager")
    with clock.at(datetime(2026, 6, 28, 20)):
        pk = submit_report(actor=author, report_id=make_monthly_report(actor=author, month="2026-06").id).id
    with clock.at(datetime(2026, 6, 29, 9)):
        agree(centre, "director")
    assert (Report.objects.get(pk=pk).state, Report.objects.get(pk=pk).days_late) == ("submitted", 1)


@pytest.mark.clause("REC-06", "LOG-05")
def test_collected_money_is_confirmed_by_finance_and_freight_by_head_and_finance(centre: Any) -> None:
    """17,000 collected: the clerk hands over 16,000, which counts once finance confirms; freight is refused until the rest came too."""
    publish(centre, drafted(centre, "small_centre_cod"))
    _order, slip_id = centre.shipped(centre.customer(), centre.product(), "200", method="cod")
    centre.arrived(slip_id)
    clerk, held = centre.actor("logistics_clerk"), ReceivableItem._plain.get(kind="cod")
    shipment = Shipment._plain.get().pk

    def handed(fen: int) -> Any:
        return hand_over_cod(actor=clerk, item_id=held.pk, amount=fen)

    def owed() -> int:
        return ReceivableItem._plain.get(kind="cod").open_fen
    assert (handed(16_000_00).state, owed(), Receipt._plain.count()) == ("pending", 17_000_00, 0)
    assert ("差额", "1,000.00") in [tuple(line) for line in Request.objects.get().card["lines"]]
    with pytest.raises(NotYourTurn):
        agree(centre, "logistics_clerk")
    agree(centre, "finance")
    assert (owed(), Receipt._plain.get().amount_fen, Receipt._plain.get().confirmed_by) == (1_000_00, 16_000_00, "财务孙莉")
    with pytest.raises(Refused) as refused:
        settle_freight(actor=clerk, shipment_id=shipment, amount=60000)
    assert refused.value.clause == "LOG-05"
    batch = hand_over_batch(actor=clerk, lines=[HandOverInput(item_id=held.pk, amount="1000.00")], note="尾款")
    assert (batch.state, owed()) == ("pending", 1_000_00)
    agree(centre, "finance")
    assert owed() == 0
    assert settle_freight(actor=clerk, shipment_id=shipment, amount=60000).state == "pending"
    assert agree(centre, "director").data["step"] == "财务复核报销"
    assert Shipment._plain.get().state == "arrived"
    agree(centre, "finance")
    assert (Shipment._plain.get().state, Shipment._plain.get().freight_paid_fen) == ("settled", 60000)


def test_what_is_delivered_names_only_what_there_is(centre: Any) -> None:
    items = [item for name in ("authority", "flows") for item in delivered(name)]
    for d in library():
        if d.screen in {getattr(item, "kind", "") for item in items}:
            define(actor=system(), definition=d.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    for item in items:
        check_words(item)
