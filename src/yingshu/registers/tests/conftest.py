"""A company with registers in force."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.company import Company

from yingshu.kernel.actor import system
from yingshu.kernel.services import Done
from yingshu.registers.services import add_entry, define, move_entry

pytest.register_assert_rewrite("yingshu.registers.tests.driver", "yingshu.registers.tests.duty_steps")


class Desk:
    """People of the company at their registers."""

    def __init__(self, company: Company) -> None:
        self.company = company

    def define(self, **given: Any) -> Done:
        """Put a register in force."""
        return define(actor=system(), definition=given)

    def add(self, who: str, register: str, **values: Any) -> Done:
        """A person adds a record."""
        return add_entry(actor=self.company.actor(who), register_code=register, values=values)

    def move(self, who: str, register: str, pk: int, move: str, reason: str = "", **values: Any) -> Done:
        """A person makes a step."""
        return move_entry(actor=self.company.actor(who), register_code=register, entry_id=pk, move=move, values=values, reason=reason)


@pytest.fixture
def desk(company: Company) -> Desk:
    """The company's people and their registers."""
    return Desk(company)


CHECKS: dict[str, Any] = {
    "code": "checks", "title": "检查台账", "clauses": ["TRN-11"], "prefix": "JC", "group": "检查",
    "params": {"pass_score": {"title": "合格分", "value": "60", "assumed": True, "at_least": "0", "at_most": "100"}},
    "fields": [
        {"code": "subject", "title": "检查事项", "required": True, "listed": True},
        {"code": "kind", "title": "类别", "kind": "choice", "choices": ["仪容", "卫生"], "listed": True, "filter": True},
        {"code": "on", "title": "检查日期", "kind": "date", "default": "today", "listed": True, "filter": True},
        {"code": "checked", "title": "检查项数", "kind": "number", "at_least": "0"},
        {"code": "passed", "title": "合格项数", "kind": "number", "at_least": "0"},
        {"code": "rate", "title": "合格率", "kind": "computed", "gives": "percent", "formula": "passed / checked", "listed": True},
        {"code": "cost", "title": "整改费用", "kind": "money", "listed": True, "filter": True, "total": True},
        {"code": "person", "title": "被检查人", "kind": "person", "listed": True, "filter": True},
        {"code": "remedy", "title": "整改措施", "kind": "long", "required_when": "passed < checked"},
        {"code": "lines", "title": "明细", "kind": "table", "columns": [
            {"code": "item", "title": "项目", "required": True}, {"code": "points", "title": "扣分", "kind": "number"}]},
        {"code": "secret", "title": "内部意见", "kind": "long", "private": True}],
    "states": [{"code": "draft", "title": "草稿", "weight": "draft", "open": True}, {"code": "asked", "title": "待确认", "weight": "wait"},
               {"code": "closed", "title": "已结案", "weight": "done", "final": True}],
    "moves": [{"code": "submit", "title": "提交", "from": ["draft"], "to": "asked"},
              {"code": "close", "title": "结案", "from": ["asked"], "to": "closed", "who": ["director"], "not_owner": True,
               "clause": "TRN-11"},
              {"code": "back", "title": "退回", "from": ["asked"], "to": "draft", "who": ["director"], "reason": True}],
    "rules": [{"when": "passed > checked", "says": "合格项数不能多于检查项数。", "field": "passed"},
              {"when": "rate * 100 < pass_score", "says": "合格率低于合格分。", "at": ["submit"], "level": "warn"}],
    "reminders": [{"code": "late", "on": "on + 3", "when": "state == 'asked'", "says": "检查后三天未结案", "tell": ["owner", "director"]}],
    "who": {"see": ["*"], "add": ["assistant", "salesperson"], "change": ["owner"], "export": ["director"], "private": ["director"]},
    "signatures": ["检查人", "负责人"]}


@pytest.fixture
def checks(desk: Desk) -> Desk:
    """With a register of inspections."""
    desk.define(**CHECKS)
    return desk
