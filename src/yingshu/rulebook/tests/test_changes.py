"""Changes of parameters: prepared by one person, released by another, from a day on, for the company or a unit."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yingshu.audit.models import AuditEntry
from yingshu.kernel import approving, clock
from yingshu.kernel.actor import system
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import IllegalTransition, InvalidInput, NotAllowed
from yingshu.kernel.worklist import WORKLISTS
from yingshu.organisation.controls import HEADCOUNT
from yingshu.rulebook.decisions import Refused, in_force, params_of
from yingshu.rulebook.errors import DayIsPast, LaterSetExists, NothingChanges, NotThePreparer, UnknownVariant
from yingshu.rulebook.models import DecisionRecord, ParameterChange, ParameterSet
from yingshu.rulebook.panels import param_rows
from yingshu.rulebook.services import (
    prepare_parameters,
    refuse_parameters,
    release_parameters,
    set_parameters,
    withdraw_parameters,
)

SLIP, PRIVACY = CONTROLS["orders.slip_gate"], CONTROLS["customers.privacy"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
JUNE = datetime(2026, 6, 1, 9, 0)


@pytest.fixture(autouse=True)
def june():
    with clock.at(JUNE):
        yield


def prepare(company, control=SLIP.code, who="director", **more):
    given = {"reason": "会议决定", "values": {"tolerance_fen": 5000}, **more}
    return prepare_parameters(actor=company.actor(who), control=control, **given)


def release(company, change, who="general_manager"):
    return release_parameters(actor=company.actor(who), change_id=change.id)


@pytest.mark.clause("ORG-31")
def test_what_one_person_prepared_another_puts_in_force(company):
    change = prepare(company, valid_from=date(2026, 7, 1))
    assert (change.number, change.state, in_force(SLIP).version) == ("CS20260601-0001", "prepared", 0)
    with pytest.raises(Refused) as refusal:
        release(company, change, "director")
    assert refusal.value.text() == "CS20260601-0001 由主任周正拟定，不得由本人发布，请有权限的其他人发布。"
    assert DecisionRecord.objects.values_list("control", "outcome", "action").get() == (
        "rulebook.two_persons", "refuse", "rulebook.release_parameters")
    done = release(company, change)
    assert (done.state, done.data) == ("released", {"version": 1, "valid_from": "2026-07-01"})
    assert params_of(SLIP).tolerance_fen == 0
    assert params_of(SLIP, on=date(2026, 7, 1)).tolerance_fen == 5000
    kept = ParameterChange.objects.get()
    assert (kept.prepared_by, kept.decided_by, kept.version, kept.changes) == ("主任周正", "总经理老顾", 1, {"tolerance_fen": 5000})
    assert [e.action for e in AuditEntry.objects.order_by("id")] == [
        "rulebook.prepare_parameters", "rulebook.release_parameters", "rulebook.release_parameters"]
    with pytest.raises(IllegalTransition):
        release(company, change)


def test_nobody_puts_values_in_force_alone(company):
    for who in company.people:
        with pytest.raises(NotAllowed):
            set_parameters(actor=company.actor(who), control=SLIP.code, values={"tolerance_fen": 5000})


@pytest.mark.parametrize(("more", "error"), [
    ({"values": {"tolerance_fen": 0}}, NothingChanges), ({"valid_from": date(2026, 5, 31)}, DayIsPast),
    ({"variant": "没有"}, UnknownVariant), ({"values": {"tolerance_fen": -1}}, InvalidInput)])
def test_what_cannot_be_prepared(company, more, error):
    with pytest.raises(error):
        prepare(company, **more)
    assert not ParameterChange.objects.exists()


@pytest.mark.parametrize(("control", "values", "field", "says"), [
    ("receivables.ageing", {"aging_buckets_days": [30, 30, 90]}, "values", "30 之后是 30"),
    ("receivables.ageing", {"aging_buckets_days": [60, 30]}, "values", "60 之后是 30"),
    ("pricing.authority", {"authority_max_discount": {"staff": "0.1", "centre": "0.08", "director": "0.15", "general_manager": "1"}},
     "values", "不低于下级"),
    ("satisfaction.index", {"weights": {"survey": "0.6", "visit": "0.2", "quality": "0.3"}}, "values", "1.1"),
    ("orders.slip_gate", {"tolerance_fen": "很多"}, "tolerance_fen", "整数")])
def test_bands_that_overlap_and_values_beyond_their_limits_are_refused_when_prepared(company, control, values, field, says):
    with pytest.raises(InvalidInput) as refusal:
        prepare(company, control, values=values)
    assert says in refusal.value.errors[field][0]


def test_a_change_released_late_holds_from_that_day(company):
    change = prepare(company, valid_from=date(2026, 6, 2))
    with clock.at(datetime(2026, 6, 10, 9, 0)):
        assert release(company, change).data == {"version": 1, "valid_from": "2026-06-10"}
        assert params_of(SLIP, on=date(2026, 6, 9)).tolerance_fen == 0


def test_two_changes_of_different_values_do_not_undo_each_other(company):
    first, second = prepare(company), prepare(company, values={"cod_exempts_paid": False})
    release(company, second)
    release(company, first)
    assert (params_of(SLIP).tolerance_fen, params_of(SLIP).cod_exempts_paid, in_force(SLIP).version) == (5000, False, 2)


def test_a_change_before_a_later_set_would_be_undone_by_it_and_is_refused(company):
    release(company, prepare(company, valid_from=date(2026, 7, 1)))
    with pytest.raises(LaterSetExists):
        prepare(company, values={"cod_exempts_paid": False})


def test_another_variant_of_the_clause_keeps_its_name_until_its_own_values_change(company):
    release(company, prepare(company, variant="先货后款", values=None))
    assert (params_of(SLIP).require_paid, in_force(SLIP).variant) == (False, "先货后款")
    release(company, prepare(company))
    assert (params_of(SLIP).tolerance_fen, in_force(SLIP).variant) == (5000, "先货后款")
    release(company, prepare(company, values={"require_paid": True}))
    assert in_force(SLIP).variant == ""


def test_changes_are_withdrawn_by_who_prepared_them_and_rejected_by_others_with_a_reason(company):
    one, two = prepare(company), prepare(company)
    with pytest.raises(NotThePreparer):
        withdraw_parameters(actor=company.actor("sales_director"), change_id=one.id, reason="x")
    withdraw_parameters(actor=company.actor("director"), change_id=one.id, reason="填错")
    refuse_parameters(actor=company.actor("general_manager"), change_id=two.id, reason="暂缓")
    assert list(ParameterChange.objects.order_by("id").values_list("state", "decided_by", "opinion")) == [
        ("withdrawn", "主任周正", "填错"), ("refused", "总经理老顾", "暂缓")]
    with pytest.raises(IllegalTransition):
        release(company, one)


class Desk:
    """A room of approvals in which everything waits."""

    def __init__(self):
        self.waiting = set()

    def submit(self, actor, kind, pk):
        self.waiting.add((kind, pk))
        return True

    def withdraw(self, actor, kind, pk, reason):
        self.waiting.discard((kind, pk))


@pytest.fixture
def desk(monkeypatch):
    made = Desk()
    monkeypatch.setattr(approving, "_desks", [made])
    return made


@pytest.mark.no_invariants
def test_a_flow_of_the_company_comes_before_the_release(company, desk):
    from yingshu.kernel.services import together

    change = prepare(company)
    assert (change.state, desk.waiting) == ("reviewing", {("parameter_change", change.id)})
    with pytest.raises(IllegalTransition):
        release(company, change)
    approvable = approving.APPROVABLES["parameter_change"]
    card = approvable.card(change.id)
    assert (card.number, card.title, card.owner_id, list(card.lines)) == (
        "CS20260601-0001", "参数变更：销售单闸口", company.person("director").pk,
        [("允许尾差", "0.00 → 50.00"), ("生效日期", "2026-06-01"), ("原因", "会议决定")])
    with together(system(), "approvals.agree"):
        approvable.agreed(company.actor("general_manager"), change.id)
    assert (params_of(SLIP).tolerance_fen, ParameterChange.objects.get().state) == (5000, "released")


@pytest.mark.no_invariants
def test_a_flow_that_ends_with_the_preparer_still_needs_somebody_else(company, desk):
    from yingshu.kernel.services import together

    change = prepare(company)
    with together(system(), "approvals.agree"):
        approving.APPROVABLES["parameter_change"].agreed(company.actor("director"), change.id)
    assert (params_of(SLIP).tolerance_fen, ParameterChange.objects.get().state) == (0, "prepared")
    release(company, change)
    assert params_of(SLIP).tolerance_fen == 5000


@pytest.mark.no_invariants
def test_a_flow_may_refuse_or_be_withdrawn(company, desk):
    from yingshu.kernel.services import together

    one, two = prepare(company), prepare(company)
    with together(system(), "approvals.refuse"):
        approving.APPROVABLES["parameter_change"].refused(company.actor("general_manager"), one.id, "不必")
    withdraw_parameters(actor=company.actor("director"), change_id=two.id, reason="填错")
    assert list(ParameterChange.objects.order_by("id").values_list("state", flat=True)) == ["refused", "withdrawn"]
    assert desk.waiting == {("parameter_change", one.id)}


def test_a_unit_has_its_own_values_and_hands_them_down(company):
    company.act("organisation.create_unit", "admin", name="佛山办", code="foshan", kind="department", parent_id=company.unit("east").pk)
    east, west = company.unit("east").pk, company.unit("west").pk
    below = type(company.unit("east")).objects.get(code="foshan").pk
    release(company, prepare(company, unit_id=east))
    release(company, prepare(company, values={"tolerance_fen": 100}))
    assert [params_of(SLIP, unit).tolerance_fen for unit in (None, west, east, below)] == [100, 100, 5000, 5000]
    assert [in_force(SLIP, unit).unit_id for unit in (None, west, east, below)] == [None, None, east, east]
    release(company, prepare(company, unit_id=below, values={"tolerance_fen": 200}))
    assert [params_of(SLIP, unit).tolerance_fen for unit in (None, west, east, below)] == [100, 100, 5000, 200]


def test_finding_the_parameters_in_force_costs_no_query_even_when_a_new_day_begins(company):
    east = company.unit("east").pk
    release(company, prepare(company, valid_from=date(2026, 6, 2)))
    release(company, prepare(company, unit_id=east, values={"tolerance_fen": 700}, valid_from=date(2026, 6, 3)))
    params_of(SLIP, east)
    found = []
    with CaptureQueriesContext(connection, ) as queries:
        for moment in (datetime(2026, 6, 1, 23, 59, 59), datetime(2026, 6, 2, 0, 0), datetime(2026, 6, 3, 0, 0)):
            with clock.at(moment):
                found.append((params_of(SLIP).tolerance_fen, params_of(SLIP, east).tolerance_fen))
    assert found == [(0, 0), (5000, 5000), (5000, 700)]
    assert [q["sql"] for q in queries] == []


def test_who_may_release_has_it_on_the_list_who_prepared_it_has_not(company):
    change = prepare(company)
    waiting = WORKLISTS["rulebook.changes"]
    assert [(waiting.count(company.actor(who)), len(list(waiting.items(company.actor(who), 10)))) for who in (
        "director", "general_manager")] == [(0, 0), (1, 1)]
    (todo,) = waiting.items(company.actor("general_manager"), 10)
    assert (todo.number, todo.title, todo.clause, todo.sender) == (change.number, "销售单闸口", "ORD-06", "主任周正")


def signed_in(company, who="director"):
    client = Client()
    client.force_login(company.person(who), BACKEND)
    return client


def test_preparing_and_releasing_in_the_browser(company):
    client, page = signed_in(company), f"/rulebook/parameters/{HEADCOUNT.code}/"
    sent = {"require_headcount": "true", "refuse_beyond": "true", "reason": "决议", "idempotency_key": "once"}
    places = [client.post(page, sent)["Location"] for _n in range(2)]
    change = ParameterChange.objects.get()
    assert places == [f"/parameter_changes/{change.pk}/"] * 2
    shown = re.sub(r"\s+", " ", client.get(places[0]).content.decode())
    assert "<td>未设编制不得任命</td><td><s>否</s></td><td class=\"strong\">是</td>" in shown and "本公司设定" in shown
    assert "rulebook.withdraw_parameters" in shown and "rulebook.release_parameters" not in shown
    other = signed_in(company, "general_manager")
    assert "rulebook.release_parameters" in other.get(places[0]).content.decode()
    assert other.post("/act/rulebook.release_parameters/", {"change_id": change.pk}).status_code in (204, 302)
    assert params_of(HEADCOUNT).require_headcount is True
    page_now = client.get(page).content.decode()
    assert "总经理老顾" in page_now and "V1" in page_now and "决议" in page_now
    wrong = client.post("/rulebook/parameters/customers.credit_check/", {"min_channels": "many", "reason": "x"})
    assert wrong.status_code == 400 and "f-min_channels-error" in wrong.content.decode()
    assert client.post(page, {**sent, "reason": "", "idempotency_key": "two"}).status_code == 400
    assert signed_in(company, "salesperson").post(page, {**sent, "idempotency_key": "three"}).status_code in (403, 422)


@pytest.mark.parametrize("parameter", sorted(PRIVACY.assumed))
def test_a_value_of_the_company_is_told_from_a_suggested_one_with_who_changed_it_and_when(company, parameter):
    from yingshu.rulebook.queries import control_in_force

    def row():
        found = next(r for r in control_in_force(PRIVACY.code).rows if r["code"] == parameter)
        return found["value"], found["since"], found["by"], found["origin"]

    suggested = row()
    release(company, prepare(company, PRIVACY.code, values={parameter: 10}))
    assert suggested[1:] == ("--", "", "assumed") and row() == ("10", "2026-06-01", "总经理老顾", "own")
    assert ParameterSet.objects.get().at == clock.now()


def test_a_version_of_parameters_shows_its_values_with_their_origin(company):
    prices = CONTROLS["pricing.authority"]
    done = release(company, prepare(company, prices.code, values={"tolerance": "0.02"}))
    kept = ParameterSet.objects.get(control=prices.code, version=1)
    page = signed_in(company).get(f"/parameters/{kept.pk}/").content.decode()
    rows = {name: (value, origin) for name, value, origin in re.findall(
        r'(?s)<tr><td>([^<]+)</td><td class="strong">([^<]+)</td>.*?class="src (\w+)"', page)}
    assert rows["允许尾差"] == ("2%", "own") and "本公司设定" in page
    assert rows["各级最大折扣"] == ("营销人员 3%; 营销中心 8%; 营销总监 15%; 总经理 100%", "assumed")
    assert {name: origin for name, (_value, origin) in rows.items()} == {
        row["name"]: row["origin"] for row in param_rows(prices.code, kept.values, kept.version)}
    change = signed_in(company).get(f"/parameter_changes/{done.id}/").content.decode()
    assert ("新值" in change, 'id="panel-flow"' in change, "<s>0%</s>" in change) == (True, False, True)


def test_nobody_types_a_code_into_the_form_of_a_control(company):
    """Tables line by line in percent, posts and words chosen in their order, bands checked, a list that was emptied is empty."""
    client = signed_in(company)
    page = client.get("/rulebook/parameters/pricing.authority/").content.decode()
    assert '<option value="staff" selected>营销人员</option>' in page and 'name="authority_max_discount-0-value" value="3"' in page
    table = {"staff": "5%", "centre": "8", "director": "15", "general_manager": "100"}
    rows = {f"authority_max_discount-{n}-{part}": said for n, row in enumerate(table.items())
            for part, said in zip(("key", "value"), row, strict=True)}
    client.post("/rulebook/parameters/pricing.authority/", rows | {
        "reason": "放宽", "authority_max_discount-TOTAL_FORMS": "4", "approver": "manager", "valid_days": "30", "inclusive": "true",
        "tolerance": "0.5"})
    change = ParameterChange.objects.latest("id")
    assert change.changes == {"authority_max_discount": {
        "staff": "0.05", "centre": "0.08", "director": "0.15", "general_manager": "1"}, "tolerance": "0.005"}

    weekly = {"reason": "缩小范围", "frequency": "week", "weekday": "MON", "time": "08:30", "convenor": "director",
              "minutes_required": "true", "attendees": ["assistant", "director", ""],
              "optional": [""], "agenda": ["collection", ""], "plan_ahead_days": "7"}
    page = client.get("/rulebook/parameters/meetings.weekly/").content.decode()
    assert '<option value="review_and_plan" selected>总结安排周工作</option>' in page and "service_manager</" not in page
    client.post("/rulebook/parameters/meetings.weekly/", weekly)
    assert ParameterChange.objects.latest("id").changes == {
        "attendees": ["assistant", "director"], "optional": [], "agenda": ["collection"]}

    bands = {"reason": "x", "bands-TOTAL_FORMS": "2", "bands-0-level": "2", "bands-0-min": "60", "bands-0-max": "100",
             "bands-1-level": "1", "bands-1-min": "0", "bands-1-below": "50"}
    refused = client.post("/rulebook/parameters/satisfaction.index/", bands)
    assert refused.status_code == 400 and 'name="bands-1-below" value="50"' in refused.content.decode()


def test_a_company_adds_an_item_of_its_own_to_its_lists_and_to_no_others(company):
    client, own = signed_in(company), "另加一项（自行填写）"
    weekly = {"reason": "补议题", "frequency": "week", "weekday": "MON", "time": "08:30", "convenor": "director",
              "minutes_required": "true", "attendees": ["director"], "optional": [""], "agenda": ["collection", "", "样板进度"],
              "plan_ahead_days": "7"}
    assert client.get("/rulebook/parameters/meetings.weekly/").content.decode().count(f'placeholder="{own}"') == 1
    client.post("/rulebook/parameters/meetings.weekly/", weekly)
    assert ParameterChange.objects.latest("id").changes["agenda"] == ["collection", "样板进度"]
    assert own not in client.get("/rulebook/parameters/orders.close/").content.decode()
