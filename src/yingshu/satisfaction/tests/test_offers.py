"""Nobody types codes: what the rulebook, the records or the questionnaire define is chosen from a list, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yingshu.kernel.actor import system
from yingshu.kernel.errors import InvalidInput, NotFound
from yingshu.rulebook.services import set_parameters
from yingshu.satisfaction import services
from yingshu.satisfaction.models import Invitation, Item, ItemGroup, Wave
from yingshu.service.services import report_incident

from .surveying import agreed, approved, at, planned, running
from .test_pages import signed_in


def choices(client: Any, address: str, name: str) -> Sequence[tuple[str, str]]:
    """The options of a select."""
    page = client.get(f"/act/satisfaction.{address}").content.decode()
    select = re.search(rf'<select [^>]*name="{name}".*?</select>', page, re.S)
    assert select, f"{name} is no list"
    return [(v, t) for v, t in re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', select[0]) if v]


def test_plans_offer_the_sources_ways_kinds_and_periods_in_force(trade: Any) -> None:
    boss = system("satisfaction")
    set_parameters(actor=boss, control="satisfaction.surveyors", values={"mapping": {"玉米油": "品控部"}}, valid_from=date(2020, 1, 1))
    set_parameters(actor=boss, control="satisfaction.methods", values={"methods": ["问卷调查", "访谈"]}, valid_from=date(2020, 1, 1))
    client = signed_in(trade, "director")
    with at(5, 12):
        assert choices(client, "plan_wave/", "source") == [
            ("survey", "顾客调查"), ("visit", "走访调查"), ("quality", "品控部调查"), ("none", "不计入指数")]
        assert choices(client, "plan_wave/", "measures") == [("问卷调查", "问卷调查"), ("访谈", "访谈")]
        assert ("玉米油", "玉米油") in choices(client, "plan_wave/", "product_kind")
        assert choices(client, "plan_wave/", "period")[:3] == [
            ("2026H1", "2026 年上半年"), ("2026H2", "2026 年下半年"), ("2026Q1", "2026 年第 1 季度")]
        page = client.get("/act/satisfaction.plan_wave/").content.decode()
    assert "about_kind" not in page and "about_id" not in page


def test_the_builder_offers_ready_made_ones_areas_topics_and_questions(trade: Any) -> None:
    client, actor = signed_in(trade, "director"), trade.actor("director")
    assert ("dealer", "经销商满意度调查表") in choices(client, "use_ready_made/", "ready_made")
    made = services.create_questionnaire(actor=actor, title="自拟", audience="direct").id
    services.add_group(actor=actor, version_id=made, title="送货", area="delivery")
    services.add_item(actor=actor, version_id=made, group="g1", kind=Item.Kind.FIVE, text="准时送到")
    services.add_item(actor=actor, version_id=made, group="g1", kind=Item.Kind.TEXT, text="还有什么")
    assert list(Item.objects.filter(version_id=made).values_list("code", "group__code")) == [("q1", "g1"), ("q2", "g1")]
    assert ItemGroup.objects.get(version_id=made).area == "delivery"
    assert choices(client, f"add_group/?version_id={made}", "area") == [
        ("quality", "产品质量"), ("delivery", "交付及时性"), ("price", "价格及性价比"), ("after_sales", "售后服务")]
    assert choices(client, f"add_item/?version_id={made}", "group") == [("g1", "送货")]
    assert choices(client, f"add_item/?version_id={made}", "shown_if_item") == [("q1", "准时送到")]
    assert choices(client, f"change_item/?version_id={made}&code=q1", "shown_if_item") == []


@pytest.mark.clause("SAT-15")
@pytest.mark.parametrize(("kind", "source", "part"), [
    ("formal", None, "survey"), ("formal", "quality", "quality"), ("formal", "none", ""), ("visit", None, "visit"), ("standing", None, ""),
    ("internal", None, "")])
def test_the_part_in_the_index_follows_from_the_kind_unless_another_is_chosen(trade: Any, kind: str, source: str | None, part: str) -> None:
    assert Wave.objects.get(pk=planned(trade.company, kind=kind, source=source)).source == part


@pytest.mark.clause("SAT-15")
@pytest.mark.parametrize(("kind", "source", "says"), [("formal", "phone", "指数的来源有：顾客调查、走访调查、品控部调查。"),
                                                      ("internal", "survey", "这类调查单独列示，不计入指数。")])
def test_no_source_that_the_rulebook_does_not_weigh(trade: Any, kind: str, source: str, says: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        planned(trade.company, kind=kind, source=source)
    assert wrong.value.errors == {"source": [says]}


@pytest.mark.clause("SAT-34")
def test_a_special_survey_asks_the_customers_of_its_event(trade: Any) -> None:
    director, version = trade.actor("director"), approved(trade.company)
    with pytest.raises(InvalidInput):
        planned(trade.company, version, kind="special")
    with pytest.raises(NotFound):
        planned(trade.company, version, kind="special", incident_id=99999)
    concerned = trade.customer("受影响农资").pk
    trade.customer("其他农资")
    event = report_incident(actor=director, trigger="media", title="结块被报道", says="本地电视台报道结块", customer_ids=[concerned])
    with pytest.raises(InvalidInput):
        planned(trade.company, version, incident_id=event.id)
    desk = signed_in(trade, "service_manager")
    assert f"/act/satisfaction.plan_wave/?kind=special&amp;incident_id={event.id}" in desk.get("/").content.decode()
    assert desk.get("/lookup/incidents/", {"q": "结块"}).json()["results"] == [{"id": event.id, "text": f"{event.number} 结块被报道"}]
    pk = agreed(trade.company, planned(trade.company, version, kind="special", incident_id=event.id))
    made = Wave.objects.get(pk=pk)
    assert (made.about_kind, made.about_id, made.about_number, made.source) == ("incident", event.id, event.number, "")
    services.start_wave(actor=director, wave_id=pk)
    services.invite(actor=director, wave_id=pk)
    assert list(Invitation.objects.filter(wave_id=pk).values_list("customer_id", flat=True)) == [concerned]


def test_imported_answers_are_given_their_source_and_period_in_words(trade: Any) -> None:
    running(trade.company)
    client = signed_in(trade, "director")
    answers = SimpleUploadedFile("答卷.csv", "满意吗,意见\n5,很好\n4,可以\n".encode())
    page = client.post("/waves/import/", {"upload": answers}).content.decode()
    assert '<option value="none" selected>不计入指数</option>' in page and '<option value="survey">顾客调查</option>' in page
    assert re.search(r'<option value="2026H1">2026 年上半年</option>', page)
