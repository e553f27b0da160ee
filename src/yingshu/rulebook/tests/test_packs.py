"""Ready-made rulebooks: what is delivered, several together, mistakes in a file, what their publication puts in force."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from yingshu.kernel import clock
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import BusinessError, InvalidInput
from yingshu.kernel.services import ACTIONS
from yingshu.rulebook import sections, switches
from yingshu.rulebook.books import nodes_of
from yingshu.rulebook.catalogue import clause
from yingshu.rulebook.controls import SWITCHES
from yingshu.rulebook.decisions import in_force
from yingshu.rulebook.errors import NotInForce, SomethingContradicts
from yingshu.rulebook.models import ParameterSet, RulebookVersion
from yingshu.rulebook.packs import combine, delivered, packs_of, read_pack, schema, with_variant
from yingshu.rulebook.services import set_parameters
from yingshu.rulebook.tests.test_book import Chore, approved, at, published  # noqa: F401
from yingshu.rulebook.tests.test_parameters import signed_in

GOOD = """code: mine
title: 我的制度
chapters:
- title: 订单
  articles:
  - clause: ORD-06
    title: 销售单开具条件
    text: 备货完成且货款到账，方可开单。
    variant: 代收货款
controls:
  rulebook.reading:
    values: {acknowledge_within_days: 5}
"""


def test_thirteen_whole_rulebooks_five_procedures_four_supplements():
    kinds = [pack.kind for pack in delivered().values()]
    assert [kinds.count(kind) for kind in ("whole", "procedure", "supplement")] == [13, 5, 4]
    assert {pack.code: len(pack.articles) for pack in delivered().values()} == {
        "garment_factory": 73, "region": 70, "showroom": 19, "open_day": 18, "ten_chapter": 29, "discipline_committee": 27,
        "three_departments": 30, "director_led": 25, "small_centre_cod": 73, "scenic_area": 27, "department_rules": 25, "area_manager": 43,
        "dealer_sales": 69, "satisfaction_monitoring": 12, "half_year_index": 14, "yearly_survey": 13, "group_survey": 13,
        "price_strategy_flow": 23, "operations": 29, "post_duties": 28, "marketing_system": 10, "annual_targets": 13}


def test_packs_speak_in_the_words_of_the_catalogue():
    articles = [article for pack in delivered().values() for article in pack.articles]
    assert [a.clause for a in articles if a.text != clause(a.clause).requirement] == []


def test_a_pack_chooses_its_own_reading_of_a_clause():
    variants = {a.clause: a.variant for a in delivered()["small_centre_cod"].articles}
    assert (variants["ORG-03"], variants["ORD-02"], variants["MTG-06"]) == ("五人小中心", "接单即发指令", "28日前报副总与总经理")
    controls = combine(packs_of(["small_centre_cod"])).controls
    assert (controls["orders.review"]["variant"], controls["orders.notice"]) == ("接单即发指令", {"variant": "", "values": {}})


def test_what_the_rulebook_says_and_what_the_system_suggests_is_told_apart():
    article = next(a for a in delivered()["small_centre_cod"].articles if a.clause == "ORD-01")
    assert "payment_methods" in article.parameters and article.assumed == ("payment_methods",)


# ---- several together

def test_two_that_agree_make_one_book_with_each_clause_once():
    combined = combine(packs_of(["small_centre_cod", "annual_targets"]), {"PLN-05": ""})
    articles = [a.clause for _title, kept in combined.chapters for a in kept]
    both = {a.clause for code in ("small_centre_cod", "annual_targets") for a in delivered()[code].articles}
    assert sorted(articles) == sorted(both)


def test_two_readings_of_a_clause_contradict_until_one_is_chosen():
    found = combine(packs_of(["small_centre_cod", "price_strategy_flow"])).contradictions
    order = next(c for c in found if c.clause == "ORD-02")
    assert order.sides == (("营销中心职责与管理制度", "接单即发指令"), ("价格策略与订单分流流程", "价格策略分流"))
    settled = combine(packs_of(["small_centre_cod", "price_strategy_flow"]), {c.clause: c.sides[1][1] for c in found})
    assert settled.contradictions == [] and settled.controls["orders.review"]["variant"] == "价格策略分流"


@pytest.mark.clause("SAT-01")
def test_another_reading_takes_the_place_of_the_former_one():
    roles = {a.variant: a for pack in delivered().values() for a in pack.articles if a.clause == "SAT-01"}
    centre, desk = roles["营销中心归口"], roles["客服部"]
    assert set(centre.parameters) == {"organiser", "participant", "analyst", "arbitration"}
    assert with_variant(centre, "客服部").parameters == with_variant(roles[""], "客服部").parameters == {"organiser": "客服部"}
    assert with_variant(desk, "经营部收集办公室分析").parameters == {"collect": ["售后服务部", "经营部"], "analyse": "办公室",
                                                                   "manage": "办公室"}
    assert with_variant(desk, "营销中心归口").parameters == {"organiser": "营销中心", "participant": ["售后部"], "arbitration": "品质部"}
    report = next(a for a in delivered()["small_centre_cod"].articles if a.clause == "MTG-06")
    daily = with_variant(report, "开单员日报及月报").parameters
    assert daily["author"] == "开单员" and not {"deadline_day", "recipients"} & daily.keys() and daily["late_after"] == "当日24时"
    assert with_variant(with_variant(report, "开单员日报及月报"), report.variant).parameters == report.parameters


def test_one_way_to_measure_satisfaction_at_a_time():
    found = combine(packs_of(["half_year_index", "yearly_survey"])).contradictions
    assert found[0].clause == "" and [code for _title, code in found[0].sides] == ["half_year_index", "yearly_survey"]
    assert [c for c in combine(packs_of(["small_centre_cod", "yearly_survey"])).contradictions if not c.clause] == []


@pytest.mark.clause("ORG-31")
def test_contradicting_packs_make_no_draft(company):
    with pytest.raises(SomethingContradicts) as problem:
        company.act("rulebook.use_packs", "director", packs=["half_year_index", "group_survey"])
    assert "half_year_index" in problem.value.text() and not RulebookVersion.objects.exists()
    with pytest.raises(InvalidInput):
        company.act("rulebook.use_packs", "director", packs=["nothing_like_it"])


# ---- mistakes in a file

def test_a_good_file_is_read():
    pack = read_pack(GOOD, "mine.yaml")
    assert (pack.articles[0].variant, pack.controls["rulebook.reading"].values) == ("代收货款", {"acknowledge_within_days": 5})


@pytest.mark.parametrize(("old", "new", "where", "right"), [
    ("clause: ORD-06", "clause: ORD-99", "mine.yaml:6 chapters.0.articles.0.clause", "没有条款 ORD-99。"),
    ("variant: 代收货款", "variant: 随便", "mine.yaml:9 chapters.0.articles.0.variant", "可用的是：款到发货、"),
    ("acknowledge_within_days: 5", "acknowledge_within_days: 500", "mine.yaml:12 controls.rulebook.reading.values.acknowledge_within_days",
     "90"),
    ("rulebook.reading:", "rulebook.magic:", "mine.yaml:11 controls.rulebook.magic", "没有控制点 rulebook.magic。"),
    ("code: mine", "code: Mine!", "mine.yaml:1 code", ""), ("title: 我的制度\n", "", "mine.yaml:1 title", ""),
    ("controls:\n", "items:\n  toys: []\ncontrols:\n", "mine.yaml:11 items.toys", "没有“toys”这一类内容"),
    ("chapters:\n", "colour: red\nchapters:\n", "mine.yaml:3 colour", "可用的是：code, title, kind"),
    ("- title: 订单", "- title: [订单", "mine.yaml:5", ""),
    ("title: 我的制度", "title: 2026-02-30", "mine.yaml:1", "")])
def test_a_mistake_is_told_with_line_key_and_what_would_be_right(old, new, where, right):
    with pytest.raises(InvalidInput) as problem:
        read_pack(GOOD.replace(old, new), "mine.yaml")
    says = {key: text for key, texts in problem.value.errors.items() for text in texts}
    assert where in says and right in says[where], says


def test_a_mistyped_key_is_told_with_the_keys_there_are_and_nothing_that_only_follows_from_it():
    with pytest.raises(InvalidInput) as problem:
        read_pack(GOOD.replace("clause: ORD-06", "klause: ORD-06"), "mine.yaml")
    assert sorted(problem.value.errors) == ["mine.yaml:6 chapters.0.articles.0.clause", "mine.yaml:6 chapters.0.articles.0.klause"]
    assert "可用的是：clause, title, text" in problem.value.errors["mine.yaml:6 chapters.0.articles.0.klause"][0]


@pytest.mark.parametrize(("text", "line", "says"), [
    ("code: mine\ntitle: 甲: 乙\n", 2, "冒号"), ("code: mine\n\ttitle: 甲\n", 2, "空格缩进"), ('code: "mine\ntitle: 甲\n', 3, "没有配对"),
    ("code: &a mine\ntitle: *a\n", 2, "引用"), ("[" * 5000, 1, ""), ("\x00", 1, "YAML")])
def test_a_text_that_is_no_yaml_is_refused_in_words_people_understand(text, line, says):
    with pytest.raises(InvalidInput) as problem:
        read_pack(text, "mine.yaml")
    ((where, (told,)),) = problem.value.errors.items()
    assert where == f"mine.yaml:{line}" or not says
    assert says in told and not any(word in told for word in ("token", "mapping", "expected"))


@pytest.mark.clause("ORG-31")
def test_an_own_file_is_read_in_the_browser_and_becomes_a_draft_with_its_values(company, at):  # noqa: F811
    at("2026-05-01")
    client = signed_in(company)
    wrong = client.post("/rulebook/packs/", {"file": SimpleUploadedFile("mine.yaml", GOOD.replace("ORD-06", "ORD-99").encode())})
    says = wrong.content.decode()
    assert wrong.status_code == 400 and "mine.yaml:6 chapters.0.articles.0.clause" in says and "没有条款 ORD-99。" in says
    for bad in ("号".encode("gb18030"), b"x" * 600_000):
        assert client.post("/rulebook/packs/", {"file": SimpleUploadedFile("mine.yaml", bad)}).status_code == 400
    assert not RulebookVersion.objects.exists()
    shown = client.post("/rulebook/packs/", {"file": SimpleUploadedFile("mine.yaml", GOOD.encode())})
    assert shown.status_code == 200 and "销售单开具条件" in shown.content.decode() and "我的制度，1 条" in shown.content.decode()
    assert not RulebookVersion.objects.exists()
    made = client.post("/rulebook/packs/", {"own": GOOD, "title": "我的制度", "variant-ORD-06": "款到发货"})
    version = RulebookVersion.objects.get()
    assert made.status_code == 302 and version.settings["clauses"]["ORD-06"]["variant"] == "款到发货"
    assert version.settings["controls"]["rulebook.reading"]["values"] == {"acknowledge_within_days": 5}


def test_a_delivered_one_is_downloaded_as_a_file_to_begin_with(company):
    client = signed_in(company)
    text = client.get("/rulebook/packs/dealer_sales/file/").content.decode()
    assert read_pack(text, "dealer_sales.yaml") == delivered()["dealer_sales"]
    assert client.get("/rulebook/packs/schema/file/").json()["required"] == ["code", "title", "chapters"]
    assert client.get("/rulebook/packs/nothing/file/").status_code == 404


def test_a_wrong_item_of_a_section_is_told_too(monkeypatch):
    monkeypatch.setitem(sections.SECTIONS, "chores", sections.Section("chores", Chore, lambda actor, origin, items: None))
    with pytest.raises(InvalidInput) as problem:
        read_pack(GOOD + "items:\n  chores:\n  - {code: a, title: 甲}\n  - {code: a, title: 乙}\n  - code: X\n", "mine.yaml")
    assert sorted(problem.value.errors) == ["mine.yaml:16 items.chores.1.code", "mine.yaml:17 items.chores.2.code",
                                            "mine.yaml:17 items.chores.2.title"]


def test_the_format_is_a_json_schema():
    made = schema()
    assert made["required"] == ["code", "title", "chapters"] and set(made["properties"]["items"]["properties"]) == set(sections.SECTIONS)


# ---- in force

@pytest.fixture
def centre(company, at):  # noqa: F811
    """The book of the small centre, published."""
    at("2026-05-01")
    done = company.act("rulebook.use_packs", "director", packs=["small_centre_cod"], code="ZX", title="营销中心管理制度")
    return published(company, None, "2026-05-01", RulebookVersion.objects.get(pk=done.id))


def test_publication_puts_the_packs_parameters_in_force(company, centre):
    assert (in_force(CONTROLS["orders.review"]).variant, in_force(CONTROLS["orders.review"]).since) == ("接单即发指令", date(2026, 5, 1))
    assert len([n for n in nodes_of(centre) if n.kind == "article"]) == 73
    first = next(n for n in nodes_of(centre) if n.kind == "article")
    assert (first.label, first.title, first.clauses, first.key) == ("第一条", "可配置的组织架构", ["ORG-03"], "ORG-03")


def test_two_books_do_not_measure_satisfaction_in_two_ways(company, at):  # noqa: F811
    """Exactly one way at a time: the second book is published only after the first one ended."""
    at("2026-05-01")
    first = company.act("rulebook.use_packs", "director", packs=["half_year_index"], code="BN", title="半年指数")
    published(company, None, "2026-05-01", RulebookVersion.objects.get(pk=first.id))
    second = company.act("rulebook.use_packs", "director", packs=["yearly_survey"], code="ND", title="年度测量")
    with pytest.raises(SomethingContradicts) as both:
        published(company, None, "2026-06-01", RulebookVersion.objects.get(pk=second.id))
    assert "BN V1" in both.value.text() and "ND V1" in both.value.text()
    with pytest.raises(SomethingContradicts):  # the one that is there begins only later
        company.act("rulebook.publish_version", "director", version_id=second.id, valid_from=date(2026, 4, 1))
    RulebookVersion.objects.filter(pk=first.id).update(valid_until="2026-05-31")
    assert company.act("rulebook.publish_version", "director", version_id=second.id, valid_from=date(2026, 6, 1)).state == "published"


@pytest.mark.django_db(transaction=True)
def test_two_ways_published_in_the_same_second_are_one(company, at):  # noqa: F811
    """Two books, two people, one moment: the second to come sees what the first put in force."""
    at("2026-05-01")
    made = [company.act("rulebook.use_packs", "director", packs=[pack], code=pack[:2].upper(), title=pack).id
            for pack in ("half_year_index", "yearly_survey")]
    for pk in made:
        approved(company, RulebookVersion.objects.get(pk=pk))
    together = Barrier(2)

    def publish(asked):
        who, pk = asked
        try:
            with clock.at(datetime(2026, 5, 1, 10)):
                together.wait(30)
                return str(ACTIONS["rulebook.publish_version"].run(actor=who, version_id=pk, valid_from=date(2026, 6, 1)).state)
        except BusinessError as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(publish, zip([company.actor("director"), company.actor("vice_president")], made, strict=True)))
    assert answers == ["packs_contradict", "published"]
    assert [v.state for v in RulebookVersion.objects.order_by("state")] == ["approved", "published"]


def test_the_next_version_leaves_what_the_company_changed_itself(company, centre, at):  # noqa: F811
    at("2026-06-01")
    from yingshu.kernel.actor import system

    set_parameters(actor=system(), control="orders.notice", values={"customer_notify_hours": 12})
    sets = ParameterSet.objects.count()
    done = company.act("rulebook.draft_version", "director", rulebook_id=centre.rulebook_id)
    version = published(company, None, "2026-07-01", RulebookVersion.objects.get(pk=done.id))
    at("2026-07-02")
    assert ParameterSet.objects.count() == sets and in_force(CONTROLS["orders.notice"]).params.customer_notify_hours == 12
    assert company.act("rulebook.reapply_version", "director", version_id=version.pk).data["parameters"] == []
    with pytest.raises(NotInForce):
        company.act("rulebook.reapply_version", "director", version_id=centre.pk)


def test_fines_wages_and_hours_are_off_until_the_switch_is_turned(company, at, monkeypatch):  # noqa: F811
    from yingshu.kernel.actor import system

    at("2026-05-01")
    told = []
    chores = (Chore(code="fine", title="罚款", clauses=("SVC-09",)), Chore(code="count", title="点数", clauses=("ORD-06", "SVC-09")))
    monkeypatch.setitem(sections.SECTIONS, "chores", sections.Section(
        "chores", Chore, lambda actor, origin, items: told.append([i.code for i in items]), lambda: chores))
    assert switches.off() == frozenset({"PRF-07", "SAT-29", "SVC-09", "SVC-10", "TRN-15", "CHN-08", "TRN-13"})
    done = company.act("rulebook.use_packs", "director", packs=["dealer_sales"], code="JX", title="销售管理制度")
    version = published(company, None, "2026-05-01", RulebookVersion.objects.get(pk=done.id))
    set_parameters(actor=system(), control=SWITCHES.code, values={"fines": True})
    company.act("rulebook.reapply_version", "director", version_id=version.pk)
    assert told == [["count"], ["fine", "count"]] and "SVC-09" not in switches.off()
