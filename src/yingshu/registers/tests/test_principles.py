"""ORG-02: the principles and annual policies of the rulebook in force stand in their register, whatever variant the company chose."""

from __future__ import annotations

import pytest
from tests.support.company import Company

from yingshu.registers.models import Entry, Register
from yingshu.rulebook.models import RulebookVersion
from yingshu.rulebook.tests.test_book import at, published  # noqa: F401
from yingshu.rulebook.tests.test_parameters import signed_in

BASIC = ["以市场为导向", "以客户为中心", "以质量求生存", "以创新求发展"]
REGION = ["目标导向", "统一管理", "分工协作", "绩效导向"]
SEVEN = ["胜任前持续变革、胜任后定型", "少数精锐", "权限下放", "重赏重罚", "完善业务管理", "多元化销售", "主攻工程与经销零售"]


def publish(company: Company, pack: str, day: str) -> RulebookVersion:
    """A book of a ready-made rulebook, in force from a day."""
    done = company.act("rulebook.use_packs", "director", packs=[pack], code=pack.upper(), title=pack)
    return published(company, None, day, RulebookVersion.objects.get(pk=done.id))


def standing(kind: str) -> list[str]:
    rows = Entry._plain.filter(register=Register.objects.get(code="policies"), state="in_force").order_by("pk")
    return [row.headline for row in rows if row.values["kind"] == kind]


@pytest.mark.clause("ORG-02")
@pytest.mark.parametrize(("pack", "principles", "policies"), [
    ("garment_factory", BASIC, []), ("region", BASIC + REGION, []), ("annual_targets", BASIC, SEVEN)])
def test_every_variant_begins_with_its_principles_and_policies(company, at, pack, principles, policies):  # noqa: F811
    at("2026-05-01")
    publish(company, pack, "2026-05-01")
    assert (standing("指导原则"), standing("年度方针")) == (principles, policies)
    assert {row.values["year"] for row in Entry._plain.all() if row.values.get("kind") == "年度方针"} <= {"2026"}


@pytest.mark.clause("ORG-02")
def test_another_variant_adds_what_it_says_and_nothing_twice(company, at):  # noqa: F811
    """The revision chooses 大区: its four principles come beside the others; a third version that says the same brings none."""
    at("2026-05-01")
    version = publish(company, "garment_factory", "2026-05-01")
    for day in ("2026-06-01", "2026-07-01"):
        draft = company.act("rulebook.draft_version", "director", rulebook_id=version.rulebook_id)
        company.act("rulebook.choose_variant", "director", version_id=draft.id, clause="ORG-02", variant="大区")
        published(company, None, day, RulebookVersion.objects.get(pk=draft.id))
        assert standing("指导原则") == BASIC + REGION
    plan = {"subject": "2026 计划", "year": "2026", "content": "分解", "policy": Entry._plain.get(headline="绩效导向").pk}
    made = company.act("registers.add_entry", "director", register_code="annual_plans", values=plan)
    page = signed_in(company).get(f"/r/annual_plans/{made.id}/").content.decode()
    assert f"/r/policies/{plan['policy']}/" in page and "绩效导向" in page
