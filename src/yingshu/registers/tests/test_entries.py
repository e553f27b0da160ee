"""Records: added, changed, moved; who may; what is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from yingshu.kernel import clock
from yingshu.kernel.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed, NotFound
from yingshu.registers.errors import NotOpen, NotYours, RuleRefuses
from yingshu.registers.models import Entry
from yingshu.registers.services import change_entry, void_entry

from .conftest import Desk

NOON = clock.at(datetime(2026, 6, 17, 12))


def stored(pk: int) -> dict[str, Any]:
    """What matters of a stored record."""
    entry = Entry._plain.get(pk=pk)
    return {"number": entry.number, "state": entry.state, "values": entry.values, "headline": entry.headline}


def test_a_record_is_added_with_defaults_computed_fields_and_typed_columns(checks: Desk) -> None:
    with clock.at(datetime(2026, 6, 17, 12)):
        done = checks.add("assistant", "checks", subject="仪容检查", kind="仪容", checked=5, passed=4, remedy="更换工牌", cost="120.5",
                          person=checks.company.person("salesperson").pk, lines=[{"item": "工牌", "points": "1"}])
    person = {"id": checks.company.person("salesperson").pk, "label": "业务员张东"}
    assert stored(done.id) == {"number": "JC20260617-0001", "state": "draft", "headline": "仪容检查", "values": {
        "subject": "仪容检查", "kind": "仪容", "on": "2026-06-17", "checked": "5", "passed": "4", "rate": "0.8", "cost": 12050,
        "person": person, "remedy": "更换工牌", "lines": [{"item": "工牌", "points": "1"}]} | dict.fromkeys(())}
    entry = Entry._plain.get(pk=done.id)
    assert (entry.text1, entry.money1, entry.ref1, entry.day1.isoformat()) == ("仪容", 12050, person["id"], "2026-06-17")


def test_what_must_be_filled_is_told_at_once_with_its_field(checks: Desk) -> None:
    with pytest.raises(InvalidInput) as wrong:
        checks.add("assistant", "checks", kind="仪容", checked=5, passed=4, lines=[{"points": "1"}])
    assert sorted(wrong.value.errors) == ["lines.0.item", "remedy", "subject"]
    with pytest.raises(InvalidInput) as wrong:
        checks.add("assistant", "checks", subject="x", kind="别的", checked="many", nothing=1, person=999)
    assert sorted(wrong.value.errors) == ["checked", "kind", "nothing"]
    with pytest.raises(InvalidInput) as wrong:
        checks.add("assistant", "checks", subject="x", person=999999)
    assert list(wrong.value.errors) == ["person"]
    assert Entry._plain.count() == 0


def test_a_rule_refuses_in_its_own_words_with_its_clause(checks: Desk) -> None:
    with pytest.raises(RuleRefuses) as refused:
        checks.add("assistant", "checks", subject="x", checked=1, passed=2)
    assert (refused.value.text(), refused.value.field, refused.value.clause) == ("合格项数不能多于检查项数。", "passed", "TRN-11")


def test_a_record_goes_its_way_and_nobody_closes_their_own(checks: Desk) -> None:
    done = checks.add("assistant", "checks", subject="卫生", checked=10, passed=5, remedy="重做")
    moved = checks.move("assistant", "checks", done.id, "submit")
    assert (moved.state, moved.data["warnings"]) == ("asked", ["合格率低于合格分。"])
    with pytest.raises(IllegalTransition):
        checks.move("assistant", "checks", done.id, "submit")
    with pytest.raises(NotYours):
        checks.move("assistant", "checks", done.id, "close")
    with pytest.raises(InvalidInput):
        checks.move("director", "checks", done.id, "back")
    assert checks.move("director", "checks", done.id, "close").state == "closed"
    with pytest.raises(NotOpen):
        change_entry(actor=checks.company.actor("assistant"), register_code="checks", entry_id=done.id, values={"subject": "y"})


def test_rights_and_scope(checks: Desk) -> None:
    with pytest.raises(NotAllowed):
        checks.add("finance", "checks", subject="x")
    done = checks.add("salesperson", "checks", subject="东区")
    with pytest.raises(NotFound):
        checks.move("salesperson_west", "checks", done.id, "submit")
    with pytest.raises(NotFound):
        checks.add("assistant", "nothing", subject="x")


def test_changes_keep_what_is_left_out_and_refuse_an_old_edition(checks: Desk) -> None:
    done = checks.add("assistant", "checks", subject="一", cost="10")
    actor = checks.company.actor("assistant")
    changed = change_entry(actor=actor, register_code="checks", entry_id=done.id, values={"subject": "二"}, edition=1)
    assert (changed.before, changed.after) == ({"检查事项": "一"}, {"检查事项": "二"})
    assert Entry._plain.get(pk=done.id).values["cost"] == 1000
    with pytest.raises(Conflict):
        change_entry(actor=actor, register_code="checks", entry_id=done.id, values={"subject": "三"}, edition=1)
    void_entry(actor=actor, register_code="checks", entry_id=done.id, reason="重复")
    assert Entry._plain.get(pk=done.id).state == "void"
