"""Duties whose records take their figures from other rooms: targets, plans, follow-up, opinions, risks, surveys, contracts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from yingshu.approvals.errors import StillWaits
from yingshu.approvals.models import Approval
from yingshu.approvals.services import agree
from yingshu.duties.library import ready_made
from yingshu.duties.models import Occurrence
from yingshu.duties.services.defining import put_in_force
from yingshu.duties.services.running import run_duties
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.services import together
from yingshu.notifications.models import Message
from yingshu.registers.errors import RuleRefuses
from yingshu.registers.models import Entry
from yingshu.registers.section import library, with_needed
from yingshu.registers.services import add_entry, define, move_entry
from yingshu.rulebook.sections import Origin
from yingshu.satisfaction import services as surveys
from yingshu.satisfaction.tests.surveying import running
from yingshu.service import services as cases
from yingshu.service.models import Case

from ..support.flows import flow, post

pytestmark = pytest.mark.django_db


def at(day: int, month: int = 6, hour: int = 9) -> Any:
    return clock.at(datetime(2026, month, day, hour))


def keep(*codes: str) -> None:
    """Put registers of the library in force, with those they need."""
    for d in with_needed([d for d in library() if d.code in codes]):
        define(actor=system(), definition=d.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def add(trade: Any, who: str, register: str, **values: Any) -> Entry:
    return Entry._plain.get(pk=add_entry(actor=trade.actor(who), register_code=register, values=values).id)


def move(trade: Any, who: str, entry: Entry, step: str, **values: Any) -> Any:
    return move_entry(actor=trade.actor(who), register_code=entry.register.code, entry_id=entry.pk, move=step, values=values)


def duty(code: str, since: date) -> None:
    with together(system(), "rulebook.publish"):
        put_in_force(system(), Origin("trial", 1, since, None), [d for d in ready_made() if d.code == code])
    run_duties(system())


def states(code: str) -> dict[str, str]:
    rows = Occurrence._plain.filter(duty__code=code, opens_at__lte=clock.now())
    return dict(rows.order_by("due_at").values_list("period", "state"))


def sold(trade: Any, yuan: int) -> None:
    """Goods for so many yuan leave today."""
    trade.shipped(trade.customer(limit=10_000_000, investigated=True), trade.product(price=str(yuan // 100)), "100")


@pytest.mark.clause("PLN-10")
def test_fifty_planned_and_forty_two_sold(trade: Any) -> None:
    keep("plan_comparisons")
    sold(trade, 420_000)
    with at(3, 7):
        entry = add(trade, "director", "plan_comparisons", since="2026-06-01", until="2026-06-30", planned="500000")
        assert (entry.values["actual"], entry.values["gap"]) == (42_000_000, -8_000_000)
        with pytest.raises(RuleRefuses, match="相差 −80,000.00（-16%），须写明原因"):
            move(trade, "director", entry, "submit")


@pytest.mark.clause("PLN-07")
def test_half_the_time_and_forty_percent_ask_for_measures(trade: Any) -> None:
    keep("target_checks")
    target = add(trade, "director", "targets", subject="六月销售额", kind="销售额", first_day="2026-06-01", last_day="2026-06-30",
                 amount="1000000")
    move(trade, "director", target, "submit")
    move(trade, "general_manager", target, "enable")
    sold(trade, 400_000)
    with at(15):
        found = add(trade, "director", "target_checks", target=target.pk, until="2026-06-15", measure="走访两镇",
                    responsible=trade.company.person("salesperson").pk, by_day="2026-06-25")
    shares = {k: found.values[k] for k in ("time_share", "done_share", "ratio", "alert")}
    assert shares == {"time_share": "0.5", "done_share": "0.4", "ratio": "0.8", "alert": True}
    measure = Entry._plain.get(origin=found)
    assert (measure.register.code, measure.state, measure.handler_id) == ("improvements", "open", trade.company.person("salesperson").pk)


@pytest.mark.clause("PLN-05")
def test_of_three_heads_one_has_not_signed(trade: Any) -> None:
    """Signing is a joint step of the flow for targets: until all have signed it cannot be enabled, by nobody's hand."""
    keep("targets")
    heads = post("heads", "finance", "service_manager", "sales_director", mode="all")
    flow("r/targets", [heads, post("top", "general_manager")], code="targets")
    target = add(trade, "director", "targets", subject="新客户", kind="新客户开发", first_day="2026-06-01", last_day="2026-12-31",
                 goal="20")
    move(trade, "director", target, "submit")
    approval = Approval.objects.get(kind="r/targets", subject_id=target.pk)
    for who in ("finance", "service_manager"):
        agree(actor=trade.actor(who), approval_id=approval.pk)
    with pytest.raises(StillWaits):
        move(trade, "general_manager", target, "enable")
    assert Entry._plain.get(pk=target.pk).state == "asked"
    for who in ("sales_director", "general_manager"):
        agree(actor=trade.actor(who), approval_id=approval.pk)
    assert Entry._plain.get(pk=target.pk).state == "running"


@pytest.mark.clause("CUS-13")
def test_thirty_customers_in_five_stages(trade: Any) -> None:
    keep("stage_statistics", "follow_ups")
    stages = ("初步接触", "需求确认", "报价", "谈判", "成交")
    for n in range(30):
        customer = trade.customer(f"客户{n}")
        add(trade, "salesperson", "follow_ups", customer=customer.pk, stage=stages[n % 5], contact="电话", next_step="再联系")
    found = add(trade, "assistant", "stage_statistics", since="2026-06-01", until="2026-06-01").values
    counts = [found[k] for k in ("contacted", "needed", "quoted", "talked", "won", "kept", "silent")]
    assert (counts, found["total"]) == (["6"] * 5 + ["0", "0"], "30")


@pytest.mark.clause("SVC-12")
def test_the_third_complaint_of_one_cause_wants_measures_in_the_months_analysis(trade: Any) -> None:
    keep("opinion_analyses")
    for _n in range(3):
        made = cases.register_case(actor=trade.actor("service_manager"), kind=Case.Kind.COMPLAINT, channel=Case.Channel.PHONE,
                                   area=Case.Area.DELIVERY, content="雨淋结块", contact="张三", phone="13800005678")
        cases.accept(actor=trade.actor("director"), case_id=made.id)
        cases.record_cause(actor=trade.actor("director"), case_id=made.id, cause=Case.Cause.TRANSPORT)
    with at(3, 7):
        entry = add(trade, "service_manager", "opinion_analyses", since="2026-06-01", until="2026-06-30", analysis="运输为主")
        assert entry.values["complaints"] == "3" and entry.values["repeated"] != "0"
        with pytest.raises(RuleRefuses, match="起重复投诉，须写明改进措施"):
            move(trade, "service_manager", entry, "submit")


@pytest.mark.clause("RSK-03")
def test_a_quarter_overdue_is_beyond_the_line(trade: Any) -> None:
    keep("risk_watches")
    buyer, product = trade.customer(limit=1_000_000, investigated=True), trade.product(price="100")
    trade.shipped(buyer, product, "25")
    with at(10, 7):
        trade.shipped(trade.customer("乙农资", limit=1_000_000, investigated=True), product, "75")
    with at(20, 7):
        found = add(trade, "finance", "risk_watches", since="2026-07-01", until="2026-07-20", execution="按计划",
                    responsible=trade.company.person("region_manager").pk)
        assert (found.values["share"], found.values["alert"]) == ("0.25", True)
        told = Message.objects.filter(person_id=trade.company.person("region_manager").pk, args__says="逾期应收率到预警线")
        assert told.exists()
        with pytest.raises(RuleRefuses, match="有预警的须写明处置"):
            move(trade, "finance", found, "close")


@pytest.mark.clause("SAT-07")
def test_the_survey_of_the_year_is_done_by_closing_a_formal_one(trade: Any) -> None:
    duty("satisfaction_survey", date(2026, 1, 1))
    with at(1, 12):
        run_duties(system())
        assert states("satisfaction_survey") == {"2026": "open"}
        standing = running(trade.company, kind="standing")
        surveys.close_wave(actor=trade.actor("director"), wave_id=standing)
        assert states("satisfaction_survey") == {"2026": "open"}, "a standing survey is none of the year"
        formal = running(trade.company)
        surveys.close_wave(actor=trade.actor("director"), wave_id=formal)
        assert states("satisfaction_survey") == {"2026": "done"}


@pytest.mark.clause("SAT-07")
def test_a_year_without_a_survey_is_overdue_and_told(trade: Any) -> None:
    duty("satisfaction_survey", date(2026, 1, 1))
    with at(1, 12):
        run_duties(system())
    with clock.at(datetime(2027, 1, 1, 9)):
        run_duties(system())
        (late,) = Occurrence._plain.filter(duty__code="satisfaction_survey", late_at__lte=clock.now())
        assert (late.period, late.state) == ("2026", "open")
        assert Message.objects.filter(person_id=trade.company.person("director").pk, urgent=True, clause="SAT-07").exists()


@pytest.mark.clause("OPS-04")
def test_a_month_without_an_analysis_is_told(trade: Any) -> None:
    sold(trade, 1000)
    duty("sales_analysis", date(2026, 6, 1))
    with at(1, 8):
        run_duties(system())
        assert states("sales_analysis")["2026-06"] == "open"
        assert Message.objects.filter(person_id=trade.company.person("director").pk, urgent=True, clause__in=("OPS-05", "OPS-04")).exists()
