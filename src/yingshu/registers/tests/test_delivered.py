"""Every register that is delivered behaves as its definition says: each field that must be filled is asked for, the record stands in
list, search, export, print and REST, and its flow decides. The records are those of the cases; one that another register makes is reached
through that one.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.support.browsing import BACKEND, page, words
from tests.support.company import Company

from yingshu.approvals.errors import StillWaits
from yingshu.approvals.models import Approval
from yingshu.approvals.services import agree, save_flow
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.errors import InvalidInput
from yingshu.organisation.models import ApiToken
from yingshu.registers.definition import Definition
from yingshu.registers.errors import RecordNeeded
from yingshu.registers.models import Entry
from yingshu.registers.registry import by_id, live
from yingshu.registers.section import library
from yingshu.registers.services import add_entry, move_entry

from .driver import Player, cases

ALL = [pytest.param(d, id=d.code, marks=pytest.mark.clause(*d.clauses)) for d in library()]
DECIDED = [p for p in ALL if p.values[0].approval]
CASES = [case for _name, case in cases()]


def story_of(code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A case, and its step that makes a record of the register: by hand, or by another register's step."""
    adds = [(case, step) for case in CASES for step in case["steps"] if step.get("add") == code and "refused" not in step]
    made = [(case, step) for case in CASES for step in case["steps"] if "made" in step and code in [g["register"] for g in step["gives"]]]
    return (adds or made)[0]


def played(company: Company, d: Definition) -> tuple[Player, dict[str, Any], Entry]:
    """The case up to the step, and the record that it made."""
    case, step = story_of(d.code)
    player = Player(company, {**case, "steps": case["steps"][:case["steps"].index(step) + 1]})
    player.play()
    return player, step, Entry._plain.filter(register__code=d.code).latest("id")


def client_of(company: Company, who: str) -> Client:
    client = Client()
    client.force_login(company.person(who), backend=BACKEND)
    return client


def reader_of(company: Company, right: str) -> str:
    """Somebody who has a right, the one that sees most first."""
    people = ("general_manager", "vice_president", "director", "sales_director", *company.people)
    return next(who for who in people if company.actor(who).may(right))


@pytest.mark.parametrize("d", ALL)
def test_each_field_that_must_be_filled_is_asked_for(company: Company, d: Definition) -> None:
    player, step, entry = played(company, d)
    who, given = step.get("as", "director"), player.value(step.get("values", {}))
    asked = [f.code for f in d.posted if f.required]
    at_gates = {name for other in library() for g in other.gates if g.before == f"r/{d.code}.add" for name in g.fields.values()}
    before = Entry._plain.count()
    assert {code for code in asked if not entry.values.get(code)} == set()
    for code in asked if "add" in step else ():
        with player.at_last(), pytest.raises((InvalidInput, RecordNeeded)) as refused:
            add_entry(actor=player.actor(who), register_code=d.code, values={**given, code: None})
        assert code in getattr(refused.value, "errors", at_gates)
    assert Entry._plain.count() == before


@pytest.mark.parametrize("d", ALL)
def test_the_record_is_listed_found_exported_printed_and_sent(company: Company, d: Definition) -> None:
    player, _step, entry = played(company, d)
    who = reader_of(company, f"r/{d.code}.view")
    client, here = client_of(company, who), f"/r/{d.code}/"
    with player.at_last():
        assert entry.number in words(page(client, here)) and entry.number in words(page(client, f"{here}?q={entry.number}"))
        assert entry.number not in words(page(client, f"{here}?q=没有这样的记录"))
        record = words(page(client, f"{here}{entry.pk}/"))
        assert entry.number in record and all(f.title in record for f in d.fields if not f.private and f.kind != "file")
        printed = client.get(f"{here}{entry.pk}/print/")
        assert (printed.status_code, printed.content[:4]) == (200, b"%PDF")
        assert "按状态" in words(page(client, f"{here}statistics/")) or not d.states
        _is_sent(company, who, d, entry)
        _is_exported(company, d, entry)


def _is_sent(company: Company, who: str, d: Definition, entry: Entry) -> None:
    token = f"token-{d.code}"
    digest = hashlib.sha256(token.encode()).hexdigest()
    ApiToken.objects.create(person=company.person(who), name="test", digest=digest, created_at=clock.now())
    machine, here = Client(HTTP_AUTHORIZATION=f"Bearer {token}"), f"/api/v1/r/{d.code}"
    assert entry.number in [row["number"] for row in machine.get(here).json()["results"]]
    values = machine.get(f"{here}/{entry.pk}").json()["values"]
    assert {f.code for f in d.fields if not f.private} <= values.keys()
    schema = machine.get(f"{here}/schema").json()["values"]
    assert set(schema["required"]) == {f.code for f in d.posted if f.required and not f.default}


def _is_exported(company: Company, d: Definition, entry: Entry) -> None:
    without = next(who for who in company.people if not company.actor(who).may(f"r/{d.code}.export"))
    assert client_of(company, without).post(f"/r/{d.code}/export/", {}).status_code == 403
    client = client_of(company, reader_of(company, f"r/{d.code}.export"))
    answer = client.post(f"/r/{d.code}/export/", {"columns": ["number", *(f.code for f in d.fields if f.listed)]})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)  # type: ignore[arg-type]
    cells = {str(cell).removesuffix("（元）") for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
    assert {entry.number, *(f.title for f in d.fields if f.listed)} <= cells


@pytest.mark.parametrize("d", DECIDED)
def test_its_flow_decides_and_nobody_beside_it(company: Company, d: Definition) -> None:
    """With a flow in force the step that asks for approval waits; the people of the flow decide, a move by hand is refused."""
    assert d.approval is not None
    case, asking = next((c, s) for c in CASES for s in c["steps"] if s.get("to") == d.approval.at and "refused" not in s
                        and any(x.get("add") == d.code and x.get("id") == s["move"] for x in c["steps"]))
    player = Player(company, {**case, "steps": case["steps"][:case["steps"].index(asking)]})
    player.play()
    with player.at_last():
        save_flow(actor=system(), content={"code": "own", "title": "审批", "kind": f"r/{d.code}", "steps": [
            {"code": "top", "title": "终审", "who": {"posts": ["admin"]}}]})
        player.compare({}, player.run(asking, "registers.move_entry", register_code=d.code, entry_id=player.ids[asking["move"]][1],
                                      move=asking["to"], values=player.value(asking.get("values", {})), reason=asking.get("reason", "")))
        entry, decision = player.entry(asking["move"]), d.move(d.approval.agreed)
        assert decision is not None and by_id(entry.register_id).code == d.code
        approval = Approval.objects.get(kind=f"r/{d.code}", subject_id=entry.pk)
        with pytest.raises(StillWaits):
            move_entry(actor=system(), register_code=d.code, entry_id=entry.pk, move=decision.code, values={})
        assert player.entry(asking["move"]).state == entry.state
        agree(actor=company.actor("admin"), approval_id=approval.pk)
        assert (player.entry(asking["move"]).state, live(d.code).code) == (decision.to, d.code)
