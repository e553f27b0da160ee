"""The monthly sales report, from draft to delivered and corrected (MTG-06)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from yingshu.insight.errors import AlreadySubmitted, NotTheNewest
from yingshu.insight.links import report_url
from yingshu.insight.models import Delivery, Report
from yingshu.insight.queries import monthly_content, monthly_sales, visible
from yingshu.insight.services import acknowledge_report, correct_report, make_monthly_report, submit_report
from yingshu.kernel import approving, clock
from yingshu.kernel.errors import IllegalTransition, InvalidInput, NotAllowed, NotFound
from yingshu.notifications.models import Message, Outgoing
from yingshu.rulebook.decisions import Refused
from yingshu.rulebook.models import DecisionRecord

from .books import Books, at, columns, report_of

NOTHING = {"value": None, "difference": None, "percent": None}


def submitted(books: Books, day: int, hour: int = 20, by: str = "service_manager") -> Any:
    with at(day, hour):
        made = make_monthly_report(actor=books.actor(by), month="2026-06", note="雨季提前，有机肥走量")
        return submit_report(actor=books.actor(by), report_id=made.id)


@pytest.mark.clause("MTG-06")
@pytest.mark.parametrize(("day", "late"), [(28, 0), (29, 1)])
def test_s14_step_3(books: Books, day: int, late: int) -> None:
    """复合肥 1,200 and 有机肥 350, together 1,550; 28 June, a Sunday, is on time, the 29th is a day late; two deliveries."""
    books.june()
    assert date(2026, 6, 28).isoweekday() == 7
    done = submitted(books, day)
    report = report_of(done)
    assert columns(report.content["products"], "product", "quantity", "measure") == [("复合肥", "1200", "袋"), ("有机肥", "350", "袋")]
    assert columns(report.content["quantities"], "measure", "quantity") == [("袋", "1550")]
    assert (done.data["days_late"], report.days_late, report.due_on, report.state) == (late, late, date(2026, 6, 28), "submitted")
    assert list(report.deliveries.order_by("id").values_list("post", "person_name")) == [
        ("vice_president", "营销副总秦刚"), ("general_manager", "总经理老顾")]
    told = Message.objects.get(person_id=books.trade.company.person("general_manager").pk)
    assert (told.args["amount_fen"], told.clause, told.url) == (123_000_00, "MTG-06", report_url(report.pk))
    assert Message.objects.count() == 2 and not [m for m in Outgoing.objects.all() if "123,000" in m.body + m.subject]
    decision = DecisionRecord.objects.get(control="insight.monthly_report")
    assert (decision.outcome, decision.verdict["figures"]["days_late"], decision.subject_number) == (
        "warn" if late else "allow", str(late), report.number)


@pytest.mark.clause("MTG-06")
def test_everything_the_report_says(books: Books) -> None:
    books.sold("复合肥", 100, 8_000, on=date(2025, 6, 30), customer="老客户")
    books.sold("复合肥", 50, 4_000, on=date(2026, 5, 31), customer="老客户")
    books.sold("水溶肥", 5, 500, on=date(2026, 5, 2), customer="老客户", measure="桶")
    books.sold("复合肥", 120, 10_000, net=9_000, on=date(2026, 6, 1), customer="老客户", method="prepaid")
    books.sold("复合肥", -20, -1_600, net=-1_500, on=date(2026, 6, 30), customer="老客户", method="prepaid")
    books.sold("有机肥", "2.5", 5_600, net=5_000, on=date(2026, 6, 15), customer="新客户", unit="west", owner="salesperson_west",
               method="cod")
    with at(1, month=7):
        content = monthly_content(date(2026, 6, 1))
    assert content["totals"]["gross_fen"] == {
        "now": 14_000_00, "last_month": {"value": 4_500_00, "difference": 9_500_00, "percent": "211.11"},
        "last_year": {"value": 8_000_00, "difference": 6_000_00, "percent": "75.00"}}
    assert content["totals"]["net_fen"]["now"] == 12_500_00
    assert columns([content["totals"]], "customers", "new_customers") == [(2, 1)]
    assert content["totals"]["new_customers"]["last_year"] == {"value": 1, "difference": 0, "percent": "0.00"}
    assert (content["first"], content["last"], content["through"], content["entries"]) == ("2026-06-01", "2026-06-30", "2026-06-30", 3)
    assert columns(content["quantities"], "measure", "quantity") == [("桶", "0"), ("袋", "102.5")]
    assert content["quantities"][0]["quantity"]["last_month"] == {"value": "5", "difference": "-5", "percent": "-100.00"}
    assert columns(content["products"], "product", "quantity", "gross_fen") == [
        ("复合肥", "100", 8_400_00), ("有机肥", "2.5", 5_600_00), ("水溶肥", "0", 0)]
    assert content["products"][1]["gross_fen"]["last_month"] == {"value": 0, "difference": 5_600_00, "percent": None}
    assert columns(content["payment_methods"], "payment_method", "gross_fen", "share") == [
        ("prepaid", 8_400_00, "60.00"), ("cod", 5_600_00, "40.00"), ("credit", 0, "0.00")]
    assert columns(content["regions"], "region", "gross_fen") == [("东区", 8_400_00), ("西区", 5_600_00)]
    assert columns(content["salespeople"], "salesperson", "gross_fen") == [("业务员张东", 8_400_00), ("业务员李西", 5_600_00)]
    assert content["new_customers"] == [{"key": str(books.customers["新客户"].pk), "customer": "新客户", "gross_fen": 5_600_00}]


@pytest.mark.clause("MTG-06")
def test_nothing_to_compare_with_is_not_zero(books: Books) -> None:
    books.sold(gross=100, on=date(2026, 6, 2))
    with at(3):
        totals = monthly_content(date(2026, 6, 1))["totals"]
        july = monthly_content(date(2026, 5, 1))
    assert totals["gross_fen"] == {"now": 100_00, "last_month": NOTHING, "last_year": NOTHING}
    assert july["totals"]["gross_fen"]["now"] == 0 and july["products"] == []


@pytest.mark.clause("MTG-06")
def test_a_report_is_the_centres_and_a_preview_is_the_persons(books: Books) -> None:
    books.june()
    with at(28):
        mine = monthly_sales("2026-06", books.actor("salesperson"))
        whole = report_of(make_monthly_report(actor=books.actor("service_manager"), month="2026-06"))
        everything = monthly_sales("2026-06", books.actor("general_manager"))
    assert (mine["totals"]["gross"]["now"], mine["quantity"], mine["report"]) == ("102000.00", "1200", None)
    assert whole.content["totals"]["gross_fen"]["now"] == 123_000_00
    assert everything["report"] == {"number": whole.number, "version": 1, "state": "draft", "due_on": "2026-06-28", "submitted_at": None,
                                    "days_late": 0}
    assert [p["product"] for p in everything["products"]] == ["复合肥", "有机肥"] and everything["quantity"] == "1550"


@pytest.mark.clause("MTG-06")
def test_made_again_it_takes_the_place_of_the_draft(books: Books) -> None:
    books.sold(gross=100)
    actor = books.actor("service_manager")
    with at(20):
        first = make_monthly_report(actor=actor, month="2026-06", note="草稿说明")
    books.sold(gross=50)
    with at(21):
        again = make_monthly_report(actor=actor, month="2026-06")
    report = report_of(again)
    assert (again.id, again.number, Report.objects.count()) == (first.id, first.number, 1)
    assert (report.note, report.content["totals"]["gross_fen"]["now"]) == ("草稿说明", 150_00)
    assert report.made_at == datetime(2026, 6, 21, 9, tzinfo=clock.ZONE)


@pytest.mark.clause("MTG-06")
def test_only_the_authors_post_hands_it_in(books: Books) -> None:
    books.sold()
    with at(28):
        made = make_monthly_report(actor=books.actor("assistant"), month="2026-06")
        with pytest.raises(Refused) as refused:
            submit_report(actor=books.actor("assistant"), report_id=made.id)
        with pytest.raises(NotAllowed):
            submit_report(actor=books.actor("salesperson"), report_id=made.id)
    assert (refused.value.clause, report_of(made).state, Delivery.objects.count()) == ("MTG-06", "draft", 0)
    assert DecisionRecord.objects.get(control="insight.monthly_report").outcome == "refuse"


@pytest.mark.clause("MTG-06")
def test_variant_billing_clerk_is_the_author(books: Books) -> None:
    books.trade.parameters("insight.monthly_report", variant="开单员日报及月报")
    books.sold()
    with at(28):
        made = make_monthly_report(actor=books.actor("billing_clerk"), month="2026-06")
        with pytest.raises(Refused):
            submit_report(actor=books.actor("service_manager"), report_id=made.id)
        assert submit_report(actor=books.actor("billing_clerk"), report_id=made.id).state == "submitted"


@pytest.mark.clause("MTG-06")
def test_variant_the_leaders_on_the_28th(books: Books) -> None:
    books.trade.parameters("insight.monthly_report", variant="28日当日报公司领导")
    books.sold()
    with at(27):
        made = make_monthly_report(actor=books.actor("service_manager"), month="2026-06")
        with pytest.raises(Refused):
            submit_report(actor=books.actor("service_manager"), report_id=made.id)
    with at(28):
        done = submit_report(actor=books.actor("service_manager"), report_id=made.id)
    assert (done.data["days_late"], len(done.data["deliveries"])) == (0, 3)


@pytest.mark.clause("MTG-06")
def test_a_vacant_post_is_told(books: Books) -> None:
    books.trade.parameters("insight.monthly_report", recipients=["vice_president", "chairman"])
    books.sold()
    done = submitted(books, 28)
    assert (done.data["deliveries"], done.data["vacant"], done.data["outcome"]) == (["营销副总秦刚"], ["chairman"], "warn")


@pytest.mark.clause("MTG-06")
def test_the_deputy_hands_it_in(books: Books) -> None:
    from yingshu.organisation.models import Absence
    from yingshu.organisation.principal import people_changed

    books.sold()
    people = books.trade.company.people
    Absence.objects.create(person=people["service_manager"], deputy=people["salesperson"], left_at=clock.moment(date(2026, 6, 20)))
    people_changed()
    assert submitted(books, 28, by="salesperson").state == "submitted"


@pytest.mark.clause("MTG-06")
def test_a_submitted_report_never_changes(books: Books) -> None:
    books.sold(gross=100)
    done = submitted(books, 28)
    report = report_of(done)
    with at(28, 21):
        with pytest.raises(AlreadySubmitted):
            make_monthly_report(actor=books.actor("service_manager"), month="2026-06")
        with pytest.raises(IllegalTransition):
            submit_report(actor=books.actor("service_manager"), report_id=done.id)
    for sql in ("UPDATE insight_report SET note = 'x' WHERE id = %s", "DELETE FROM insight_report WHERE id = %s"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [report.pk])
    assert report_of(done).content == report.content


@pytest.mark.clause("MTG-06")
@pytest.mark.no_invariants
def test_a_broken_seal_is_found(books: Books) -> None:
    from yingshu.kernel.invariants import INVARIANTS

    books.sold(gross=100)
    report = report_of(submitted(books, 28))
    drop = "DROP TRIGGER insight_report_no_UPDATE" + (" ON insight_report" if connection.vendor == "postgresql" else "")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(drop)
            cursor.execute("UPDATE insight_report SET number = 'BB00000000-0001' WHERE id = %s", [report.pk])
        assert [record for record, _ in INVARIANTS["insight.submitted_reports_never_change"]()] == ["BB00000000-0001 V1"]
        transaction.set_rollback(True)


@pytest.mark.clause("MTG-06")
def test_a_correction_shows_every_difference(books: Books) -> None:
    books.june()
    first = submitted(books, 28)
    books.sold("复合肥", 40, 3_400, on=date(2026, 6, 30))
    actor = books.actor("service_manager")
    with at(2, month=7):
        corrected = correct_report(actor=actor, report_id=first.id, note="补 30 日一单")
        again = correct_report(actor=actor, report_id=first.id)
        done = submit_report(actor=actor, report_id=corrected.id)
        with pytest.raises(NotTheNewest):
            correct_report(actor=actor, report_id=first.id)
    old, new = report_of(first), report_of(done)
    assert (new.number, new.version, new.correction_of_id, new.note) == (f"{old.number}/2", 2, old.pk, "补 30 日一单")
    assert again.id == corrected.id and (new.days_late, old.content["totals"]["gross_fen"]["now"]) == (0, 123_000_00)
    changed = {(c["table"], c["row"], c["figure"]): (c["old"], c["new"], c["difference"]) for c in new.content["changes"]}
    assert changed == {
        ("", "", "gross_fen"): (123_000_00, 126_400_00, 3_400_00), ("", "", "net_fen"): (123_000_00, 126_400_00, 3_400_00),
        ("quantities", "袋", "quantity"): ("1550", "1590", "40"), ("products", "复合肥", "quantity"): ("1200", "1240", "40"),
        ("products", "复合肥", "gross_fen"): (102_000_00, 105_400_00, 3_400_00),
        ("payment_methods", "credit", "gross_fen"): (102_000_00, 105_400_00, 3_400_00),
        ("regions", "东区", "gross_fen"): (102_000_00, 105_400_00, 3_400_00),
        ("salespeople", "业务员张东", "gross_fen"): (102_000_00, 105_400_00, 3_400_00),
        ("new_customers", "甘泉农资", "gross_fen"): (102_000_00, 105_400_00, 3_400_00)}
    assert Delivery.objects.filter(report=new).count() == 2 and Delivery.objects.filter(report=old).count() == 2


@pytest.mark.clause("MTG-06")
def test_read_marks(books: Books) -> None:
    books.sold()
    done = submitted(books, 28)
    reader = books.actor("vice_president")
    with at(28, 21):
        acknowledge_report(actor=reader, report_id=done.id)
    with at(29):
        acknowledge_report(actor=reader, report_id=done.id)
        with pytest.raises(NotFound):
            acknowledge_report(actor=books.actor("finance"), report_id=done.id)
    assert list(Delivery.objects.order_by("id").values_list("read_at", flat=True)) == [datetime(2026, 6, 28, 21, tzinfo=clock.ZONE), None]


def test_who_sees_which_report(books: Books) -> None:
    books.sold()
    submitted(books, 28)
    seen = {key: visible(books.actor(key)).count() for key in books.trade.company.people}
    assert {key for key, n in seen.items() if not n} == {"salesperson", "salesperson_west", "region_manager"}
    with pytest.raises(NotFound):
        correct_report(actor=books.actor("region_manager"), report_id=Report.objects.get().pk)


@pytest.mark.parametrize("month", ["2026-07", "2026-13", "june", ""])
def test_months_that_cannot_be_reported(books: Books, month: str) -> None:
    with at(28), pytest.raises(InvalidInput):
        make_monthly_report(actor=books.actor("service_manager"), month=month)


@pytest.mark.django_db(transaction=True)
def test_made_by_two_at_once_it_is_one_report(books: Books) -> None:
    from concurrent.futures import ThreadPoolExecutor

    books.sold()
    actor = books.actor("service_manager")

    def make(_n: int) -> str:
        try:
            with at(28):
                return make_monthly_report(actor=actor, month="2026-06").number
        finally:
            connection.close()
    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(make, range(8)))
    assert Report.objects.count() == 1 and numbers == {Report.objects.get().number}


def test_cost_follows_the_month_not_the_number_of_lines(books: Books, query_budget: Any) -> None:
    for n, lines in enumerate((10, 100)):
        for k in range(lines):
            books.sold("复合肥" if k % 2 else f"肥料{k % 20}", 1, 100, customer=f"客户{n}{k % 10}")
        with query_budget("insight.monthly_content"):
            monthly_content(date(2026, 6, 1))
    actor = books.actor("service_manager")
    with at(28):
        with query_budget("insight.make_monthly_report"):
            made = make_monthly_report(actor=actor, month="2026-06")
        approving.governs("report")  # which flows there are is read once by a process
        with query_budget("insight.submit_report"):
            submit_report(actor=actor, report_id=made.id)


def test_two_reports_of_one_period_and_version_are_refused_by_the_database_also_without_a_unit(books: Books) -> None:
    values = {"kind": "monthly_sales", "period": "2026-06", "content": {}, "made_at": clock.now(), "author_id": 1, "author_name": "--"}
    for n, unit in enumerate((None, books.trade.company.unit("east").pk)):
        Report.objects.create(number=f"A{n}", unit_id=unit, **values)
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.create(number=f"B{n}", unit_id=unit, **values)
