"""工作台: the order of things to do, their limits in words, the tabs, the next one, figures and duties."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.support.budgets import Budget
from tests.support.company import Company
from tests.support.trade import START

from yingshu.duties.items import DutyItem
from yingshu.duties.models import Occurrence
from yingshu.duties.services.defining import put_in_force
from yingshu.duties.services.running import run_duties
from yingshu.kernel import clock, money
from yingshu.kernel.actor import system
from yingshu.kernel.metrics import Metric
from yingshu.kernel.services import together
from yingshu.kernel.worklist import Todo, lists_of, numbers
from yingshu.organisation.models import Appointment
from yingshu.organisation.principal import people_changed
from yingshu.portal import figures, todos
from yingshu.portal.counting import count, counted_anew
from yingshu.portal.views import workbench
from yingshu.rulebook.catalogue import clause
from yingshu.rulebook.sections import Origin
from yingshu.rulebook.services import set_parameters
from yingshu.sales.models import SalesEntry

from .test_shell import signed_in

NOW = clock.moment(START.date()).replace(hour=14)


def todo(number: str, since_hours: float, due_hours: float | None = None) -> Todo:
    due = None if due_hours is None else NOW + timedelta(hours=due_hours)
    return Todo("kind", number, "title", "/", "ORD-06", NOW - timedelta(hours=since_hours), due)


def test_overdue_first_then_today_then_the_oldest() -> None:
    given = [todo("rest-new", 1), todo("today", 2, 3), todo("overdue-new", 3, -1), todo("rest-old", 90), todo("overdue-old", 50, -0.5),
             todo("later", 100, 40)]
    assert [t.number for t in todos.ordered(given, NOW)] == ["overdue-old", "overdue-new", "today", "later", "rest-old", "rest-new"]


@pytest.mark.parametrize(("due", "weight", "words"), [
    (-50, "danger", "超时 2 天"), (-0.3, "danger", "超时 0:18"), (3.8, "run", "还剩 3:48"), (0.5, "warn", "还剩 0:30"),
    (70, "wait", "06-04"), (None, "", "")])
def test_the_limit_in_words(due: float | None, weight: str, words: str) -> None:
    assert todos.limit_tag(todo("x", 1, due), NOW) == (weight, words)


@pytest.mark.parametrize(("length", "words"), [
    (timedelta(minutes=2), "2 分钟"), (timedelta(hours=20), "20 小时"), (timedelta(days=1, hours=5), "1 天 5 小时"),
    (timedelta(days=4), "4 天")])
def test_the_stay_in_words(length: timedelta, words: str) -> None:
    assert todos.span(length) == words


@pytest.mark.clause("ORD-05")
def test_a_late_inquiry_stands_first_on_the_list_of_finance(trade: Any, company: Company) -> None:
    order = trade.order(trade.customer(), trade.product(), method="prepaid").id
    trade.instruct(order)
    with clock.at(START + timedelta(hours=3)):
        page = signed_in(company, "finance").get("/").content.decode()
        assert "超时 1:00" in page
        assert "1 件超时，先处理它们" in page
        answer = signed_in(company, "finance").get("/next/")
        assert answer["Location"] == f"/orders/{order}/"


def test_what_is_settled_is_gone_at_once(trade: Any, company: Company) -> None:
    order = trade.order(trade.customer(), trade.product(), method="cod").id
    trade.instruct(order)
    assert count(company.actor("workshop"))["orders.workshop"] == 1
    trade.ready(order)
    assert count(company.actor("workshop"))["orders.workshop"] == 0
    assert signed_in(company, "workshop").get("/next/")["Location"] == "/"


def test_the_most_urgent_are_shown_and_the_rest_is_a_click_away(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    given = [(lists_of(company.actor("finance"))[0], [todo(f"HK-{n:02d}", n, -n) for n in range(1, 18)])]
    monkeypatch.setattr(sys.modules[workbench.__module__], "gather", lambda actor, counts: given)
    page = signed_in(company, "finance")
    first, whole = (page.get(address).content.decode() for address in ("/", "/?all=1"))
    assert [first.count(">HK-"), whole.count(">HK-")] == [12, 17]
    assert "显示全部 17 条" in first and "显示全部" not in whole and "17 件超时" in first


def codes(company: Company, who: str) -> set[str]:
    return {w.code for w in lists_of(company.actor(who))}


def test_heads_have_decisions_and_their_own_work_not_the_daily_work_of_their_people(company: Company) -> None:
    for head in ("general_manager", "director"):
        lists = codes(company, head)
        assert lists >= {"duties.to_do", "duties.excuses", "approvals.todo", "registers.steps", "registers.due", "meetings.items",
                         "rulebook.to_sign", "rulebook.to_read", "orders.review", "logistics.exceptions", "receivables.overdue",
                         "service.measures", "service.incidents"}
        assert {code for code in lists if code.startswith(("orders.", "logistics.", "stock."))} == {"orders.review", "logistics.exceptions"}
    assert "orders.instruct" in codes(company, "billing_clerk") and "orders.instruct" not in codes(company, "service_manager")
    assert "customers.privacy" in codes(company, "service_manager")
    assert "orders.silent" in codes(company, "salesperson") and "orders.silent" not in codes(company, "region_manager")


def test_daily_work_falls_to_the_next_above_while_a_post_is_vacant(company: Company) -> None:
    held = Appointment.objects.get(person=company.people["logistics_clerk"])
    company.act("organisation.end_appointment", "general_manager", appointment_id=held.pk)
    assert codes(company, "director") >= {"logistics.count", "logistics.track"}
    assert "logistics.track" not in codes(company, "general_manager")


def test_who_holds_a_post_beside_one_above_it_has_its_daily_work(company: Company) -> None:
    Appointment.objects.filter(person=company.people["logistics_clerk"]).update(person=company.people["director"])
    people_changed()
    assert "logistics.track" in codes(company, "director") and "logistics.track" not in codes(company, "general_manager")


def test_a_duty_of_the_director_stands_on_the_workbench_until_it_is_done(company: Company) -> None:
    with together(system(), "rulebook.publish"), clock.at(START):
        put_in_force(system(), Origin("trial", 1, START.date(), None), [DutyItem.model_validate(
            {"code": "drill", "title": "消防演练", "clauses": ["CNF-06"], "when": {"every": "day"}, "who": {"posts": ["director"]}})])
    with clock.at(START):
        run_duties(system())
        assert "消防演练" in signed_in(company, "director").get("/").content.decode()
        assert count(company.actor("director"))["duties.to_do"] == 1
        company.act("duties.confirm", "director", occurrence_id=Occurrence._plain.earliest("due_at").pk, note="已演练")
        assert count(company.actor("director"))["duties.to_do"] == 0


def test_the_other_tabs(trade: Any, company: Company) -> None:
    done = trade.order(trade.customer(), trade.product(), method="cod")
    client = signed_in(company, "service_manager")
    assert done.number in client.get("/?tab=done").content.decode()
    assert done.number in client.get("/?tab=started").content.decode()
    assert done.number not in signed_in(company, "director").get("/?tab=started").content.decode()
    assert "没有消息" in client.get("/?tab=messages").content.decode()
    assert client.get("/?tab=unknown").status_code == 200


def test_an_empty_workbench_says_so(company: Company) -> None:
    assert "没有等你处理的事" in signed_in(company, "admin").get("/").content.decode()


def test_counting_together_is_counting_each(trade: Any, company: Company) -> None:
    """One statement for all lists, for every person."""
    customer, product = trade.customer(), trade.product()
    trade.instruct(trade.order(customer, product, method="cod").id)
    trade.shipped(customer, product, method="cod")
    busy: set[str] = set()
    for key in company.people:
        actor = company.actor(key)
        rows = {w.code: w.rows(actor) for w in lists_of(actor)}
        alone = {code: found if isinstance(found, int) else found.count() for code, found in rows.items()}
        assert numbers(lists_of(actor), actor) == alone
        busy |= {code for code, n in alone.items() if n}
    assert busy == {"logistics.track", "orders.workshop", "orders.logistics", "orders.finance", "orders.notices", "meetings.reports",
                    "customers.entering"}


def test_what_the_workbench_costs(trade: Any, company: Company, query_budget: Budget) -> None:
    trade.instruct(trade.order(trade.customer(), trade.product(), method="cod").id)
    client = signed_in(company, "service_manager")
    client.get("/")
    with query_budget("portal.workbench.again"):
        client.get("/")
    counted_anew(company.actor("service_manager").id)
    with query_budget("portal.workbench"):
        client.get("/")


def test_numbers_follow_what_others_do(trade: Any, company: Company) -> None:
    """The numbers of the workbench are kept until somebody does something, whoever it is."""
    assert count(company.actor("workshop"))["orders.workshop"] == 0
    trade.instruct(trade.order(trade.customer(), trade.product()).id)
    assert count(company.actor("workshop"))["orders.workshop"] == 1


@pytest.mark.clause("MTG-16", "REC-03")
def test_from_a_figure_one_click_leads_to_why_and_one_to_its_records(trade: Any, company: Company, query_budget: Budget) -> None:
    set_parameters(actor=system("总经理老顾"), control="receivables.ageing", values={"aging_buckets_days": [15, 45]},
                   valid_from=START.date())
    trade.shipped(trade.customer(limit=10_000_000, investigated=True), trade.product())
    head, seller = (signed_in(company, key) for key in ("general_manager", "salesperson"))
    assert 'href="/figures/?of=sales.gross"' in head.get("/").content.decode()
    total = money.show(sum(SalesEntry.objects.values_list("gross_fen", flat=True)))
    with query_budget("portal.figures"):
        why = head.get("/figures/?of=sales.gross").content.decode()
    records = "/sales_ledger/?on_from=2026-06-01&amp;on_to=2026-06-01"
    assert all(text in why for text in (clause("MTG-16").requirement, f"<b>{total} 元</b>", "上月同期", records))
    assert total in head.get(records.replace("&amp;", "&")).content.decode()
    overdue = " ".join(head.get("/figures/?of=receivables.overdue").content.decode().split())
    assert '<td class="strong">15、45</td><td>2026-06-01 <span class="xs ink-3">总经理老顾</span></td>' in overdue
    assert "本公司设定" in overdue and clause("REC-03").requirement in overdue and "/receivables/?view=overdue" in overdue
    assert head.get("/figures/").content.decode().count('class="why-one"') == figures.MOST
    assert [seller.get(f"/figures/?of={code}").status_code for code in ("insight.late_answers.workshop", "x")] == [404, 404], "not theirs"
    workshop = signed_in(company, "workshop").get("/figures/").content.decode()
    assert clause("ORD-17").requirement in workshop and "/orders/?deal=true" in workshop and "/analysis/" not in workshop.split("<main")[-1]


def test_last_month_ends_on_the_same_day_or_its_last() -> None:
    assert figures.same_days_last_month(datetime(2026, 6, 17).date()) == (datetime(2026, 5, 1).date(), datetime(2026, 5, 17).date())
    assert figures.same_days_last_month(datetime(2026, 3, 31).date())[1] == datetime(2026, 2, 28).date()


@pytest.mark.parametrize(("unit", "value", "words"), [
    ("fen", 31846200, "318,462.00"), ("rate", Decimal("0.9643"), "96.43%"), ("count", 42, "42"), ("fen", None, "--"),
    ("quantity", Decimal("1550.500"), "1,550.5")])
def test_figures_in_words(unit: str, value: Any, words: str) -> None:
    assert figures.worded(unit, value) == words


def test_a_rise_is_good_for_sales_and_bad_for_overdue_money() -> None:
    sales = Metric("sales.gross", "s", "fen", "m", lambda first, last, actor: 0)
    overdue = Metric("receivables.overdue", "o", "fen", "m", lambda first, last, actor: 0)
    assert figures.change(sales, 1042, 1000) == {"change": "+4.2%", "good": "done", "than": "较上月同期"}
    assert figures.change(overdue, 1042, 1000)["good"] == "danger"
    assert figures.change(sales, 5, 0)["than"] == "上月同期为零"
