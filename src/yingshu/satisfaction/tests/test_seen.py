"""What the clauses want to be seen, seen on the pages: names of levels, units that have not handed in, items that need an improvement."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from yingshu.kernel.actor import system
from yingshu.rulebook.services import set_parameters
from yingshu.satisfaction import services
from yingshu.satisfaction.inputs import StratumInput
from yingshu.satisfaction.models import Item, WaveTask

from .filling import june
from .surveying import codes, planned, running, wave
from .test_pages import signed_in
from .test_reporting import surveyed

ROLES = {"营销中心归口": "营销中心", "经营部收集办公室分析": "售后服务部", "销售公司与品控部": "销售公司综合处",
         "营销策划中心主导": "营销策划中心", "客服部": "客服部"}


def by_book(control: str, variant: str) -> None:
    set_parameters(actor=system("satisfaction"), control=control, variant=variant, valid_from=date(2020, 1, 1))


@pytest.mark.clause("SAT-14")
def test_the_names_of_the_levels_are_those_in_force(trade: Any) -> None:
    (token,) = codes(trade.company, running(trade.company), 1)
    assert "较满意" in Client().get(f"/s/{token}/").content.decode()
    by_book("satisfaction.levels", "感受版")
    page = Client().get(f"/s/{token}/").content.decode()
    assert "基本满意" in page and "较满意" not in page


@pytest.mark.clause("SAT-01")
@pytest.mark.parametrize(("variant", "organiser"), ROLES.items())
def test_every_division_of_work_names_who_organises_and_who_does_each_part(trade: Any, variant: str, organiser: str) -> None:
    by_book("satisfaction.roles", variant)
    pk = planned(trade.company)
    assert wave(pk).organiser == organiser
    shares = {p["share"] for p in wave(pk).participants}
    assert shares >= {"Collects", "Analyses", "Writes the report", "Improves", "Arbitrates"}
    page = signed_in(trade, "director").get(f"/waves/{pk}/").content.decode()
    assert all(word in page for word in (organiser, "收集", "分析", "报告", "改进", "仲裁"))


@pytest.mark.clause("SAT-01")
def test_as_delivered_the_marketing_centre_organises_and_after_sales_takes_part(trade: Any) -> None:
    found = wave(planned(trade.company))
    assert (found.organiser, {"share": "Takes part", "unit": "售后部"} in found.participants) == ("营销中心", True)
    assert [p["unit"] for p in found.participants if p["share"] == "Arbitrates"] == ["品质部"]


@pytest.mark.clause("SAT-24")
def test_the_supervisor_sees_which_unit_has_not_handed_in(trade: Any) -> None:
    east, west = (StratumInput(title=name, unit_id=trade.company.unit(code).pk) for name, code in (("东部", "east"), ("西部", "west")))
    pk = running(trade.company, strata=[east, west])
    services.hand_in_task(actor=trade.actor("region_manager"), wave_id=pk, task_id=WaveTask.objects.get(wave_id=pk, title="东区").pk)
    page = signed_in(trade, "director").get(f"/waves/{pk}/").content.decode()
    shares = re.findall(r'<li><span><b class="strong">(东区|西区)</b>(.*?)</li>', page, re.S)
    assert {name: "未提交" in rest for name, rest in shares} == {"东区": False, "西区": True}


@pytest.mark.clause("SAT-22")
def test_the_result_asks_for_an_improvement_of_each_weak_item_until_it_has_one(trade: Any) -> None:
    with june():
        surveyed(low=40)
        item, client = Item.objects.get(code="time", version__waves__source="survey"), signed_in(trade, "service_manager")
        wanted = f"/act/satisfaction.register_improvement/?period=2026H1&amp;item_id={item.pk}"
        page = client.get("/satisfaction/results/?period=2026H1").content.decode()
        assert page.count("/act/satisfaction.register_improvement/") == 2 and wanted in page
        made = trade.company.act("satisfaction.register_improvement", "service_manager", period="2026H1", item_id=item.pk,
                                 cause="车辆不足", measure="锁定车辆", owner_id=trade.company.person("logistics_clerk").pk)
        page = client.get("/satisfaction/results/?period=2026H1").content.decode()
    assert wanted not in page and f"/satisfaction_improvements/{made.id}/" in page
