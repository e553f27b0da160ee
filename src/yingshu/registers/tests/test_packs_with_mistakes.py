"""A rulebook file whose registers or duties do not fit: file, line, key and what would be right are told; nothing of it is loaded."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support.browsing import BACKEND
from tests.support.company import Company

from yingshu.kernel.errors import InvalidInput
from yingshu.registers.models import Register
from yingshu.rulebook.models import RulebookVersion
from yingshu.rulebook.packs import read_pack

pytestmark = pytest.mark.django_db
PACK = """code: mine
title: 我的制度
chapters:
- title: 检查
  articles:
  - {clause: TRN-20, title: 卫生, text: 每日检查卫生。}
items:
  registers:
  - code: site_checks
    title: 现场检查
    prefix: XCJC
    fields:
    - {code: place, title: 地点, required: true, listed: true, filter: true}
    - {code: checked, title: 检查项数, kind: number}
    - {code: passed, title: 合格项数, kind: number}
    - {code: rate, title: 合格率, kind: computed, gives: percent, formula: passed / checked}
    - {code: due_on, title: 整改期限, kind: date}
    states:
    - {code: open, title: 待整改, open: true}
    - {code: done, title: 已整改, final: true}
    moves:
    - {code: mend, title: 整改, from: [open], to: done}
    gates:
    - {before: orders.register, fields: {place: consignee}, says: 先检查。}
    signatures: [检查人, 负责人]
  duties:
  - code: site_check
    title: 现场整改
    when: {by_record: true}
    who: {per: record, records: r/site_checks.due_on}
    done: {actions: [registers.move_entry], data: {register: site_checks, move: mend}, subject: ref_entry}
"""


def test_the_file_as_it_should_be() -> None:
    assert [item["code"] for item in read_pack(PACK, "mine.yaml").items["registers"]] == ["site_checks"]


@pytest.mark.parametrize(("old", "new", "where", "right"), [
    ("formula: passed / checked", "formula: passed / cheked", "mine.yaml:16 items.registers.0.fields.3", "checked"),
    ("formula: passed / checked", "formula: passed /", "mine.yaml:16 items.registers.0.fields.3.formula", ""),
    ("formula: passed / checked", "formula: open('x')", "mine.yaml:16 items.registers.0.fields.3.formula", "abs, any, count"),
    ("gives: percent, ", "gives: share, ", "mine.yaml:16 items.registers.0.fields.3.gives", "percent"),
    ("from: [open]", "from: [opened]", "mine.yaml:22 items.registers.0.moves.0.from.0", "open, done"),
    ("before: orders.register", "before: orders.registr", "mine.yaml:24 items.registers.0.gates.0.before", "orders.register"),
    ("fields: {place: consignee}", "fields: {places: consignee}", "mine.yaml:24 items.registers.0.gates.0.fields.places", "place"),
    ("kind: number}\n    - {code: passed", "kind: nummer}\n    - {code: passed", "mine.yaml:14 items.registers.0.fields.1.kind", "number"),
    ("signatures: [检查人, 负责人]", "signatures: 检查人", "mine.yaml:25 items.registers.0.signatures", ""),
    ("signatures:", "signature:", "mine.yaml:25 items.registers.0.signature", ""),
    ("actions: [registers.move_entry]", "actions: [registers.move_entri]", "mine.yaml:31 items.duties.0.done.actions.0",
     "registers.move_entry"),
    ("when: {by_record: true}", "when: {rhythm: meetings.daily}", "mine.yaml:29 items.duties.0.when.rhythm", "meetings.weekly"),
    ("who: {per: record, records: r/site_checks.due_on}", "who: {posts: [director]}", "mine.yaml:27 items.duties.0", "")])
def test_a_mistake_is_told_with_its_line_and_what_would_be_right(old: str, new: str, where: str, right: str) -> None:
    with pytest.raises(InvalidInput) as problem:
        read_pack(PACK.replace(old, new), "mine.yaml")
    said = {key: text for key, texts in problem.value.errors.items() for text in texts}
    assert where in said and right in said[where], said


def test_nothing_of_a_file_with_a_mistake_is_loaded(company: Company) -> None:
    client = Client()
    client.force_login(company.person("director"), backend=BACKEND)
    wrong = PACK.replace("from: [open]", "from: [opened]").encode()
    answer = client.post("/rulebook/packs/", {"file": SimpleUploadedFile("mine.yaml", wrong)})
    assert answer.status_code == 400 and "mine.yaml:22 items.registers.0.moves.0.from.0" in answer.content.decode()
    assert not RulebookVersion.objects.exists() and not Register.objects.exists()
