"""After-sales: the post of the variant, the area manager's part, returns and exchanges; events, improvements, knowledge."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from tests.support.browsing import browser, page, words

from yingshu.documents.pictures import PictureInput
from yingshu.documents.services import attach
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import IllegalTransition, InvalidInput, NotFound
from yingshu.kernel.events import _handlers, on
from yingshu.kernel.public import visitor
from yingshu.logistics.inputs import ReturnInput
from yingshu.notifications.models import Message
from yingshu.orders.models import SalesOrder, SlipLine
from yingshu.receivables.models import ReceivableItem
from yingshu.rulebook.decisions import Refused
from yingshu.service import services as s
from yingshu.service.events import IncidentReported
from yingshu.service.models import AfterSales, Case, Improvement, Incident, Knowledge
from yingshu.service.queries import affected_in, exposures_in
from yingshu.service.screens.after_sales import hours
from yingshu.service.screens.customer import record
from yingshu.service.screens.improvements import tag
from yingshu.service.worklists import _measures
from yingshu.stock.models import StockBalance

from .support import MONDAY, at, parameters, register

K = AfterSales.Kind
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, "PNG")
    return target.getvalue()


def ask(june: Any, kind: K = K.REPAIR, **more: Any) -> AfterSales:
    customer = more.pop("customer_id", None) or june.customer().pk
    done = s.register_after_sales(actor=june.actor("service_manager"), kind=kind, customer_id=customer, says="撒肥机漏肥", **more)
    return AfterSales._plain.get(pk=done.id)


def now(row: AfterSales) -> AfterSales:
    return AfterSales._plain.get(pk=row.pk)


# ---- CUS-02 ------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("CUS-02")
def test_complaints_and_after_sales_stand_in_the_customers_file(june: Any) -> None:
    """The service record of the file: the newest first, for who may see them; nothing of other customers."""
    row, other = ask(june), june.customer("西山农资")
    with clock.at(clock.moment(date(2026, 6, 9))):
        s.register_case(actor=june.actor("service_manager"), kind=Case.Kind.COMPLAINT, channel=Case.Channel.PHONE, content="结块三袋",
                        customer_id=row.customer_id)
    found = record(row.customer, june.actor("service_manager"))
    assert [(r["kind"], r["says"]) for r in found["rows"]] == [("投诉", "结块三袋"), ("维修", "撒肥机漏肥")]
    page_ = browser(june, "service_manager").get(f"/customers/{row.customer_id}/?tab=service").content.decode()
    assert row.number in page_ and "结块三袋" in page_
    assert record(other, june.actor("service_manager"))["rows"] == [] and not record(row.customer, june.actor("admin"))["may"]


# ---- SVC-13 ------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("SVC-13")
def test_a_finished_order_says_how_fast_and_who_confirmed(june: Any) -> None:
    row, actor = ask(june, K.SUPPORT), june.actor("service_manager")
    with pytest.raises(Refused, match="响应"):
        s.finish_after_sales(actor=actor, after_sales_id=row.pk, confirmed_by="张三")
    with at(hours=2, minutes=5):
        s.respond(actor=actor, after_sales_id=row.pk, text="已联系")
        s.finish_after_sales(actor=actor, after_sales_id=row.pk, confirmed_by="张三", cost_fen=5000)
    done = now(row)
    assert (done.state, hours(done), done.confirmed_by, done.cost_fen) == ("done", "2 小时 5 分", "张三", 5000)


@pytest.mark.clause("SVC-13")
@pytest.mark.parametrize(("variant", "post"), [
    ("客服人员", "service_manager"), ("销售部", "销售部"), ("客户服务部", "客户服务部"), ("售后服务人员", "售后服务人员"),
    ("运营中心", "运营中心")])
def test_the_post_in_charge_is_a_variant(june: Any, variant: str, post: str) -> None:
    parameters("service.after_sales", variant)
    assert ask(june).handler_post == post


@pytest.mark.clause("SVC-15")
def test_what_the_area_manager_may_do_is_a_list_of_the_book(june: Any) -> None:
    parameters("service.area_authority", area_manager_rights=())
    order = ask(june)
    assert order.area_manager is not None and order.informed_at is None
    with pytest.raises(InvalidInput):
        s.advise(actor=june.actor("region_manager"), after_sales_id=order.pk, on_site=True, advice="更换")
    parameters("service.area_authority", area_manager_decides=True)
    s.advise(actor=june.actor("region_manager"), after_sales_id=order.pk, on_site=True, advice="更换")
    assert s.decide_after_sales(actor=june.actor("region_manager"), after_sales_id=order.pk, verdict="更换").state == "decided"


# ---- SVC-14 ------------------------------------------------------------------------------------------------------------

@pytest.fixture
def sold(june: Any) -> tuple[Any, int, int]:
    """Ten pieces at 200 on credit, delivered; answers company, slip and product."""
    customer, product = june.customer(limit=100000, investigated=True), june.product(price="200", stock=100)
    order = june.order(customer, product, "10", method="credit").id
    june.instruct(order)
    june.ready(order)
    june.vehicle(order)
    slip = june.slip(order)
    june.leave(slip)
    june.arrived(slip)
    return june, slip, product.pk


def on_hand(product: int) -> Decimal:
    return StockBalance.objects.get(product_id=product).on_hand


@pytest.mark.clause("SVC-14")
def test_two_of_ten_come_back_stock_up_receivable_down(sold: tuple[Any, int, int]) -> None:
    june, slip, product = sold
    before = (on_hand(product), ReceivableItem._plain.get().open_fen)
    row = ask(june, K.RETURN, customer_id=ReceivableItem._plain.get().customer_id, slip_id=slip)
    lines = [ReturnInput(line_id=SlipLine.objects.get(slip_id=slip).pk, quantity=Decimal(2))]
    actor = june.actor("service_manager")
    s.respond(actor=actor, after_sales_id=row.pk, text="明天取回")
    with pytest.raises(Refused, match="退货"):
        s.finish_after_sales(actor=actor, after_sales_id=row.pk, confirmed_by="张三")
    done = s.take_goods_back(actor=actor, after_sales_id=row.pk, lines=lines, reason="破损")
    assert (done.data["gross"], on_hand(product) - before[0], ReceivableItem._plain.get().open_fen - before[1]) == ("400.00", 2, -40000)
    assert now(row).return_number == done.data["return"]
    with pytest.raises(InvalidInput):
        s.take_goods_back(actor=actor, after_sales_id=row.pk, lines=lines, reason="破损")
    s.finish_after_sales(actor=actor, after_sales_id=row.pk, confirmed_by="张三")
    assert now(row).state == "done"


@pytest.mark.clause("SVC-14")
def test_an_exchange_takes_back_and_orders_the_same_again(sold: tuple[Any, int, int]) -> None:
    june, slip, product = sold
    row = ask(june, K.EXCHANGE, customer_id=ReceivableItem._plain.get().customer_id, slip_id=slip)
    lines = [ReturnInput(line_id=SlipLine.objects.get(slip_id=slip).pk, quantity=Decimal(2))]
    done = s.take_goods_back(actor=june.actor("service_manager"), after_sales_id=row.pk, lines=lines, reason="型号不符")
    again = SalesOrder._plain.get(number=done.data["exchange"])
    assert (again.gross_fen, [(x.product_id, x.quantity, x.price) for x in again.lines.all()]) == (
        40000, [(product, Decimal(2), Decimal(200))])


@pytest.mark.clause("SVC-14")
def test_the_form_offers_the_goods_of_the_slip_by_name(sold: tuple[Any, int, int]) -> None:
    june, slip, product = sold
    row = ask(june, K.RETURN, customer_id=ReceivableItem._plain.get().customer_id, slip_id=slip)
    line, before = SlipLine.objects.get(slip_id=slip).pk, on_hand(product)
    client, address = browser(june, "service_manager"), f"/act/service.take_goods_back/?after_sales_id={row.pk}"
    shown = page(client, address)
    assert f'<option value="{line}" selected>复合肥 10 袋</option>' in shown
    assert row.says not in shown, "the customer's words do not become the reason on the return note"
    client.post(address, {"lines-TOTAL_FORMS": "1", "lines-0-line_id": line, "lines-0-quantity": "2", "lines-0-restock": "true",
                          "reason": "破损", "idempotency_key": "back-1"})
    assert (on_hand(product) - before, bool(now(row).return_number)) == (2, True)


@pytest.mark.clause("SVC-14")
@pytest.mark.parametrize("kind", [K.RETURN, K.EXCHANGE])
def test_a_return_names_the_sales_slip_of_its_goods(june: Any, kind: K) -> None:
    with pytest.raises(InvalidInput) as wrong:
        ask(june, kind)
    assert (wrong.value.clause, list(wrong.value.errors)) == ("SVC-14", ["slip_id"]) and not AfterSales._plain.exists()


@pytest.mark.clause("SVC-13", "SVC-15")
def test_what_is_not_carried_out_ends_with_a_reason_and_the_area_manager_knows(sold: tuple[Any, int, int]) -> None:
    june, slip, _product = sold
    row, actor = ask(june, K.RETURN, customer_id=ReceivableItem._plain.get().customer_id, slip_id=slip), june.actor("service_manager")
    told = Message.objects.filter(person_id=june.company.person("region_manager").pk)
    before, open_fen = told.count(), ReceivableItem._plain.get().open_fen
    s.withdraw_after_sales(actor=actor, after_sales_id=row.pk, reason="核定不属质量问题，客户同意自行处理")
    ended = now(row)
    assert (ended.state, ended.result, ended.told_at, ended.done_at) == (
        "withdrawn", "核定不属质量问题，客户同意自行处理", clock.now(), clock.now())
    assert (told.count() - before, ReceivableItem._plain.get().open_fen) == (1, open_fen)
    shown = page(browser(june, "service_manager"), "/after_sales/?view=open")
    assert row.number not in shown
    for action, given in ((s.finish_after_sales, {"confirmed_by": "张三"}), (s.withdraw_after_sales, {"reason": "再来"})):
        with pytest.raises(IllegalTransition):
            action(actor=actor, after_sales_id=row.pk, **given)


@pytest.mark.clause("SVC-14")
def test_goods_that_came_back_are_not_undone_by_ending_the_order(sold: tuple[Any, int, int]) -> None:
    june, slip, _product = sold
    row = ask(june, K.RETURN, customer_id=ReceivableItem._plain.get().customer_id, slip_id=slip)
    lines = [ReturnInput(line_id=SlipLine.objects.get(slip_id=slip).pk, quantity=Decimal(2))]
    s.take_goods_back(actor=june.actor("service_manager"), after_sales_id=row.pk, lines=lines, reason="破损")
    with pytest.raises(InvalidInput) as refused:
        s.withdraw_after_sales(actor=june.actor("service_manager"), after_sales_id=row.pk, reason="算了")
    assert now(row).return_number in str(refused.value.errors) and now(row).state == "open"


def test_a_slip_of_another_customer_is_not_found(sold: tuple[Any, int, int]) -> None:
    june, slip, _product = sold
    with pytest.raises(NotFound):
        ask(june, K.RETURN, customer_id=june.customer("别家").pk, slip_id=slip)


# ---- SVC-15 ------------------------------------------------------------------------------------------------------------

@pytest.mark.clause("SVC-15")
def test_the_area_manager_knows_at_once_advises_and_may_not_decide(june: Any) -> None:
    row, manager = ask(june), june.actor("region_manager")
    assert (row.area_manager, row.informed_at) == (june.company.person("region_manager"), clock.now())
    assert Message.objects.filter(person_id=june.company.person("region_manager").pk).count() == 1
    s.advise(actor=manager, after_sales_id=row.pk, on_site=False, advice="建议换货")
    with pytest.raises(Refused, match="无权限"):
        s.decide_after_sales(actor=manager, after_sales_id=row.pk, verdict="换货")
    assert now(row).state == "open"


@pytest.mark.clause("SVC-15")
def test_without_presence_or_photos_it_does_not_go_up(june: Any) -> None:
    row, actor = ask(june), june.actor("service_manager")
    s.advise(actor=june.actor("region_manager"), after_sales_id=row.pk, on_site=False)
    with pytest.raises(Refused, match="照片"):
        s.submit_after_sales(actor=actor, after_sales_id=row.pk)
    attach(actor=actor, subject_kind="after_sales", subject_id=row.pk, name="a.png", content=png())
    assert s.submit_after_sales(actor=actor, after_sales_id=row.pk).state == "submitted"


@pytest.mark.clause("SVC-13")
def test_service_that_follows_from_a_complaint_begins_with_what_it_says(sold: tuple[Any, int, int]) -> None:
    june, slip, _product = sold
    order = SalesOrder._plain.get()
    case = register(june, area=Case.Area.DELIVERY, customer_id=order.customer_id, order_id=order.pk, batch="B2601")
    shown = page(browser(june, "service_manager"), f"/act/service.register_after_sales/?case_id={case.pk}")
    for name, value in (("customer_id", order.customer_id), ("slip_id", slip), ("batch", "B2601")):
        assert re.search(rf'name="{name}".{{0,300}}value="{value}"', shown, re.S), name
    assert case.content in shown


@pytest.mark.clause("SVC-15")
def test_pictures_that_came_with_the_complaint_count(june: Any) -> None:
    case = register(june, area=Case.Area.DELIVERY, customer_id=june.customer().pk)
    row, actor = ask(june, customer_id=case.customer_id, case_id=case.pk), june.actor("service_manager")
    s.advise(actor=june.actor("region_manager"), after_sales_id=row.pk, on_site=False)
    with pytest.raises(Refused, match="照片"):
        s.submit_after_sales(actor=actor, after_sales_id=row.pk)
    s.answer_case(actor=visitor("service.answer_case"), code=case.public_code, photos=[PictureInput.model_construct(
        name="漏点.png", content=png())])
    assert s.submit_after_sales(actor=actor, after_sales_id=row.pk).state == "submitted"


@pytest.mark.clause("SVC-15")
def test_who_has_no_right_to_know_need_not_be_told(june: Any) -> None:
    parameters("service.area_authority", area_manager_rights=("advise",))
    row = ask(june)
    attach(actor=june.actor("service_manager"), subject_kind="after_sales", subject_id=row.pk, name="a.png", content=png())
    assert (row.informed_at, s.submit_after_sales(actor=june.actor("service_manager"), after_sales_id=row.pk).state) == (None, "submitted")


@pytest.mark.clause("SVC-15")
def test_signed_judged_told_and_done(june: Any) -> None:
    row, actor = ask(june), june.actor("service_manager")
    s.respond(actor=actor, after_sales_id=row.pk, text="已联系")
    s.advise(actor=june.actor("region_manager"), after_sales_id=row.pk, on_site=True)
    s.submit_after_sales(actor=actor, after_sales_id=row.pk)
    with pytest.raises(Refused, match="尚未签署"):
        s.decide_after_sales(actor=june.actor("workshop"), after_sales_id=row.pk, verdict="换货")
    with pytest.raises(InvalidInput):
        s.sign_after_sales(actor=june.actor("director"), after_sales_id=row.pk, opinion="同意")
    s.sign_after_sales(actor=june.actor("sales_director"), after_sales_id=row.pk, opinion="同意换货")
    s.decide_after_sales(actor=june.actor("workshop"), after_sales_id=row.pk, verdict="属质量问题，换货")
    with pytest.raises(Refused, match="区域经理"):
        s.finish_after_sales(actor=actor, after_sales_id=row.pk, confirmed_by="张三")
    s.tell_area_manager(actor=actor, after_sales_id=row.pk, text="已换货")
    assert s.finish_after_sales(actor=actor, after_sales_id=row.pk, confirmed_by="张三").state == "done"


@pytest.mark.clause("SVC-15")
def test_where_the_rulebook_lets_them_area_managers_decide(june: Any) -> None:
    parameters("service.area_authority", "酌情处理")
    row = ask(june)
    s.decide_after_sales(actor=june.actor("region_manager"), after_sales_id=row.pk, verdict="当场更换配件")
    assert (now(row).state, now(row).decided_by) == ("decided", "大区经理郭强")


# ---- SVC-21, SVC-24, SVC-25 --------------------------------------------------------------------------------------------

def incident(june: Any, trigger: Incident.Trigger = Incident.Trigger.MEDIA, **more: Any) -> Incident:
    done = s.report_incident(actor=june.actor("director"), trigger=trigger, title="电视台报道", says="某批次结块", **more)
    return Incident.objects.get(pk=done.id)


@pytest.mark.clause("SVC-24")
def test_no_measures_without_a_review_and_no_closing_without_verification(june: Any) -> None:
    seen: list[IncidentReported] = []
    handler = lambda event, actor: seen.append(event)  # noqa: E731
    on(IncidentReported, handler)
    customer, actor = june.customer(), june.actor("director")
    found = incident(june, Incident.Trigger.SPECIAL, exposed=True, customer_ids=[customer.pk],
                     happened_at=MONDAY.replace(tzinfo=clock.ZONE) - timedelta(hours=20))
    _handlers[IncidentReported].remove(handler)
    assert (seen[0].number, exposures_in(*JUNE), exposures_in(date(2026, 5, 31), date(2026, 5, 31)), affected_in(
        date(2026, 5, 1), date(2026, 6, 30))) == (found.number, 0, 1, {found.pk: [customer.pk]})
    measures = {"actor": actor, "incident_id": found.pk, "measures": "更换封口机", "unit_id": june.company.unit("company").pk,
                "owner_id": june.company.person("workshop").pk, "due_on": date(2026, 6, 20)}
    s.investigate_incident(actor=actor, incident_id=found.pk, text="一个批次")
    with pytest.raises(Refused, match="评审"):
        s.order_measures(**measures)
    s.review_incident(actor=actor, incident_id=found.pk, reviewers="品控部", text="封口不严")
    s.order_measures(**measures)
    workshop = june.actor("workshop")
    assert [(t.number, clock.local(t.due).date()) for t in _measures(workshop, 9) if t.due] == [(found.number, date(2026, 6, 21))]
    with at(days=20):
        assert s.run_checks(actor=system()).data["measures"] == 1
    assert list(Message.objects.filter(person_id=workshop.id, clause="SVC-24").order_by("id").values_list("msgid", flat=True)) == [
        "Serious event %(number)s: %(unit)s carries out the measures by %(day)s.",
        "Serious event %(number)s: its measures were due on %(day)s."]
    with pytest.raises(Refused, match="验证"):
        s.close_incident(actor=actor, incident_id=found.pk)
    s.verify_incident(actor=actor, incident_id=found.pk, text="抽检 50 袋完好")
    assert s.close_incident(actor=actor, incident_id=found.pk).state == "closed"


@pytest.mark.clause("SVC-24")
def test_the_responsible_department_carries_the_measures_out_and_quality_investigates(june: Any) -> None:
    """The department is named, whoever of it does the work; its head is told, and does it where nobody else is named."""
    director, people = june.actor("director"), june.company
    head, worker = people.person("workshop"), people.person("warehouse")
    below = {"parent_id": people.unit("company").pk}
    plant = people.act("organisation.create_unit", "admin", name="生产部", code="SC", head_id=head.pk, **below).id
    empty = people.act("organisation.create_unit", "admin", name="技术部", code="JS", **below).id
    parameters("service.incidents", investigator=("service_manager",))
    for owner, wanted in ((worker.pk, [worker.pk, head.pk]), (None, [head.pk])):
        found = incident(june)
        s.investigate_incident(actor=director, incident_id=found.pk, text="一个批次")
        s.review_incident(actor=director, incident_id=found.pk, reviewers="品控部", text="封口不严")
        order = {"actor": director, "incident_id": found.pk, "measures": "更换封口机", "due_on": date(2026, 6, 20)}
        with pytest.raises(InvalidInput) as nobody:
            s.order_measures(**order, unit_id=empty)
        assert nobody.value.errors == {"owner_id": ["技术部没有负责人，请指定由谁执行整改。"]}
        s.order_measures(**order, unit_id=plant, owner_id=owner)
        found.refresh_from_db()
        told = Message.objects.filter(url=f"/incidents/{found.pk}/", msgid__contains="carries out").values_list("person_id", flat=True)
        assert (found.responsible, found.owner_id, sorted(told)) == ("生产部", wanted[0], sorted(wanted))
    investigates = Message.objects.filter(msgid__contains="investigate it").values_list("person_id", flat=True)
    assert set(investigates) == {people.person("service_manager").pk}


@pytest.mark.clause("SVC-24")
@pytest.mark.parametrize(("hours_ago", "in_time"), [(24, True), (25, False)])
def test_an_event_is_reported_within_a_day(june: Any, hours_ago: int, in_time: bool) -> None:
    done = s.report_incident(actor=june.actor("director"), trigger=Incident.Trigger.QUALITY, title="结块", says="一个批次",
                             happened_at=clock.now() - timedelta(hours=hours_ago))
    assert done.data == {"in_time": in_time}
    assert Message.objects.filter(person_id=june.company.person("general_manager").pk, urgent=True).count() == 1


@pytest.mark.clause("SVC-24")
def test_only_kinds_of_the_book_are_serious_events(june: Any) -> None:
    parameters("service.incidents", trigger=("media",))
    with pytest.raises(InvalidInput):
        s.report_incident(actor=june.actor("director"), trigger=Incident.Trigger.QUALITY, title="结块", says="整批结块，已停发。")
    reported = s.report_incident(actor=june.actor("director"), trigger=Incident.Trigger.MEDIA, title="报道", says="本地电视台报道。")
    assert reported.state == "reported"


@pytest.mark.clause("SVC-25")
def test_an_improvement_that_is_late_is_red_and_its_effect_is_checked(june: Any) -> None:
    row = ask(june)
    owner = june.company.person("workshop")
    done = s.plan_improvement(actor=june.actor("director"), problem="封口不严", owner_id=owner.pk, due_on=date(2026, 6, 10),
                              after_sales_id=row.pk)
    found = Improvement.objects.get(pk=done.id)
    assert (found.after_sales_id, tag(found).weight) == (row.pk, "wait")
    with at(days=10):
        assert tag(found).weight == "danger"
        assert s.run_checks(actor=system()).data["improvements"] == 1
    with pytest.raises(InvalidInput):
        s.finish_improvement(actor=june.actor("workshop"), improvement_id=found.pk, evidence="照片")
    s.finish_improvement(actor=june.actor("workshop"), improvement_id=found.pk, evidence="照片", root_cause="温度低", corrective="调温")
    s.check_effect(actor=june.actor("director"), improvement_id=found.pk, works=False, effect="仍有一袋")
    assert (Improvement.objects.get().state, tag(Improvement.objects.get()).weight) == ("failed", "danger")
    with pytest.raises(IllegalTransition):
        s.check_effect(actor=june.actor("director"), improvement_id=found.pk, works=True, effect="好")


@pytest.mark.clause("SVC-21")
def test_only_reviewed_answers_are_public_and_customers_find_them(june: Any) -> None:
    actor, visitor = june.actor("service_manager"), Client()
    done = s.write_knowledge(actor=actor, question="复合肥结块还能用吗？", answer="打碎后可用。", keywords="结块")
    with pytest.raises(Refused, match="审核"):
        s.show_knowledge(actor=actor, knowledge_id=done.id)
    assert "打碎后可用" not in words(page(visitor, "/answers/"))
    s.review_knowledge(actor=june.actor("director"), knowledge_id=done.id)
    s.show_knowledge(actor=actor, knowledge_id=done.id)
    assert "打碎后可用" in words(page(visitor, "/answers/?q=结块")) and "打碎后可用" not in words(page(visitor, "/answers/?q=漏肥"))
    s.use_knowledge(actor=actor, knowledge_id=done.id)
    assert Knowledge.objects.get().used == 1
    s.change_knowledge(actor=actor, knowledge_id=done.id, question="结块还能用吗？", answer="可用。")
    assert "可用" not in words(page(visitor, "/answers/"))
