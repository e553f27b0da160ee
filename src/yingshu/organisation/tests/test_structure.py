"""Units, posts, headcounts, samples (ORG-03, ORG-04)."""

from __future__ import annotations

from datetime import date

import pytest

from yingshu.kernel.errors import InvalidInput, NotAllowed
from yingshu.organisation import services as s
from yingshu.organisation.errors import AlreadyAppointed, UnitInItself, UnitInUse
from yingshu.organisation.models import Appointment, Headcount, Post, StructureVersion, Unit
from yingshu.organisation.queries import headcount_report
from yingshu.organisation.services.templates import StructureTemplate, _data


def tree():
    return [(u.name, u.parent.name if u.parent else None) for u in Unit.objects.select_related("parent").order_by("path")]


@pytest.mark.clause("ORG-03")
def test_region_with_three_departments_is_set_up(company):
    Unit.objects.filter(parent__isnull=False).update(head=None)
    done = s.initialise_from_template(actor=company.actor("admin"), template=StructureTemplate.THREE_DEPARTMENTS)
    region = Unit.objects.get(pk=done.id)
    assert (region.name, region.kind, region.parent) == ("大区", "region", company.unit("company"))
    assert [u.name for u in region.children.order_by("id")] == ["市场部", "销售部", "客服部"]
    assert list(Headcount.objects.filter(unit=region).values_list("post__name", "seats")) == [("大区经理", 1)]


@pytest.mark.clause("ORG-03")
def test_a_new_department_shows_in_the_tree_and_in_the_history(company):
    before = s.initialise_from_template(actor=company.actor("admin"), template=StructureTemplate.SMALL_CENTRE)
    s.create_unit(actor=company.actor("admin"), name="数据分析部", code="DATA", parent_id=before.id)
    assert ("数据分析部", "营销中心") in tree()
    old, new = StructureVersion.objects.order_by("number")
    assert [(v.number, v.actor_name, v.change) for v in (old, new)] == [
        (1, "管理员", "organisation.initialise_from_template 五人小中心"), (2, "管理员", "organisation.create_unit 数据分析部")]
    names = [{u["name"] for u in v.tree["units"]} for v in (old, new)]
    assert names[1] - names[0] == {"数据分析部"}


@pytest.mark.clause("ORG-03")
@pytest.mark.parametrize("template", list(StructureTemplate))
def test_every_sample_of_the_clause_can_be_set_up(db, template):
    from yingshu.kernel.actor import system

    sample = _data("templates")[template]
    done = s.initialise_from_template(actor=system(), template=template)
    centre = Unit.objects.get(pk=done.id)
    assert sorted(centre.children.values_list("name", flat=True)) == sorted(sample["units"])
    wanted = {name for name in [sample["head"], *sample["posts"]] if name}
    assert set(Post.objects.values_list("name", flat=True)) == wanted
    assert {p.name: bool(p.rights) for p in Post.objects.all()} == dict.fromkeys(wanted, True)
    again = s.initialise_from_template(actor=system(), template=template)
    assert (again.id, Unit.objects.count()) == (done.id, 1 + len(sample["units"]))


@pytest.mark.clause("ORG-04")
def test_beyond_the_headcount_is_refused_and_needs_special_approval(company):
    admin, unit, post = company.actor("admin"), company.unit("company"), company.posts["service_manager"]
    s.set_headcount(actor=admin, unit_id=unit.pk, post_id=post.pk, seats=2)
    company.hire("second", "service_manager")
    third = s.create_person(actor=admin, username="third", name="第三人")
    with pytest.raises(Exception) as refusal:
        s.appoint(actor=company.actor("director"), person_id=third.id, post_id=post.pk, unit_id=unit.pk)
    assert refusal.value.as_json() == {
        "code": "refused.organisation.headcount", "clause": "ORG-04", "field": "",
        "message": "超编：公司的客户服务经理编制 2，在岗 2。需要特批。",
        "data": {"headcount": "2", "holding": "2", "vacant": "0", "exits": ["organisation.set_headcount"], "conditions": [
            {"name": "Free seat", "ok": False, "clause": "ORG-04", "says": "公司，客户服务经理：编制 2，在岗 2。"},
            {"name": "Special approval", "ok": False, "clause": "ORG-04", "says": "没有特批。"}]}}
    assert not Appointment.objects.filter(person_id=third.id).exists()


@pytest.mark.clause("ORG-04")
def test_special_approval_counts_only_from_who_may_give_it(company):
    unit, post = company.unit("company"), company.posts["service_manager"]
    s.set_headcount(actor=company.actor("admin"), unit_id=unit.pk, post_id=post.pk, seats=1)
    third = s.create_person(actor=company.actor("admin"), username="third", name="第三人").id
    asked = {"person_id": third, "post_id": post.pk, "unit_id": unit.pk, "approval": "旺季增员"}
    with pytest.raises(Exception) as refusal:
        s.appoint(actor=company.actor("director"), **asked)
    assert refusal.value.as_json()["data"]["conditions"][1]["says"] == "你的岗位不能批准超编任用。"
    with pytest.raises(NotAllowed):
        s.exceed_headcount(actor=company.actor("director"), **asked)
    s.exceed_headcount(actor=company.actor("general_manager"), **asked)
    assert Appointment.objects.get(person_id=third).approval == "旺季增员"


@pytest.mark.clause("ORG-04")
def test_headcount_report_shows_seats_people_and_vacancies(company):
    """The small centre of the clause: 1 + 2 + 1 + 1 = 5, of which one service manager is missing."""
    unit = company.unit("company")
    for code, seats in {"director": 1, "service_manager": 2, "logistics_clerk": 1, "assistant": 1}.items():
        s.set_headcount(actor=company.actor("admin"), unit_id=unit.pk, post_id=company.posts[code].pk, seats=seats)
    report = headcount_report()
    assert (report.seats, report.holding, report.vacant) == (5, 4, 1)
    assert {line.post.code: (line.seats, line.holding, line.vacant) for line in report.lines} == {
        "director": (1, 1, 0), "service_manager": (2, 1, 1), "logistics_clerk": (1, 1, 0), "assistant": (1, 1, 0)}


def test_an_ended_appointment_frees_the_seat(company):
    unit, post = company.unit("company"), company.posts["assistant"]
    s.set_headcount(actor=company.actor("admin"), unit_id=unit.pk, post_id=post.pk, seats=1)
    held = Appointment.objects.get(post=post)
    s.end_appointment(actor=company.actor("director"), appointment_id=held.pk)
    assert company.actor("assistant").rights == frozenset()
    s.appoint(actor=company.actor("director"), person_id=company.person("billing_clerk").pk, post_id=post.pk, unit_id=unit.pk)
    with pytest.raises(AlreadyAppointed):
        s.appoint(actor=company.actor("director"), person_id=company.person("billing_clerk").pk, post_id=post.pk, unit_id=unit.pk)


def test_moving_a_unit_moves_its_parts_and_what_people_see(company):
    admin, east = company.actor("admin"), company.unit("east")
    part = s.create_unit(actor=admin, name="东一", code="E1", parent_id=east.pk).id
    assert part in company.actor("region_manager").units
    s.change_unit(actor=admin, unit_id=part, parent_id=company.unit("west").pk)
    assert part not in company.actor("region_manager").units
    with pytest.raises(UnitInItself):
        s.change_unit(actor=admin, unit_id=company.unit("west").pk, parent_id=part)


def test_a_unit_with_people_cannot_be_closed(company):
    with pytest.raises(UnitInUse) as refusal:
        s.change_unit(actor=company.actor("admin"), unit_id=company.unit("east").pk, active=False)
    assert refusal.value.data == {"unit": "东区", "people": 2, "parts": 0}


def test_codes_are_unique(company):
    with pytest.raises(InvalidInput) as refusal:
        s.create_unit(actor=company.actor("admin"), name="又一个", code="EAST")
    assert refusal.value.errors == {"code": ["“EAST”已存在。"]}


def test_rights_of_a_post_change_at_once(company):
    post = company.posts["warehouse"]
    assert not company.actor("warehouse").may("orders.close")
    s.change_post(actor=company.actor("admin"), post_id=post.pk, rights=["orders.close"])
    assert company.actor("warehouse").rights == {"orders.close"}


def test_own_working_days_win_over_the_public_calendar(company):
    from yingshu.kernel.workdays import is_working_day

    sunday = date(2026, 11, 22)
    assert not is_working_day(sunday)
    s.set_workday(actor=company.actor("admin"), day=sunday, worked=True, note="盘点")
    assert is_working_day(sunday)
