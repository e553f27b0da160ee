"""What the company runs by changes through its flows: parameters, versions of the rulebook, excuses from duties."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from yingshu.approvals import errors, services
from yingshu.approvals.models import Approval
from yingshu.duties.items import DutyItem
from yingshu.duties.models import Occurrence
from yingshu.duties.services.defining import put_in_force
from yingshu.duties.services.doing import ask_excuse
from yingshu.duties.services.running import run_duties
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.services import together
from yingshu.rulebook.models import ParameterChange, RulebookVersion
from yingshu.rulebook.parsing import parse
from yingshu.rulebook.sections import Origin
from yingshu.rulebook.services import prepare_parameters
from yingshu.rulebook.services.book_text import pieces_of

from ..support.company import Company
from ..support.flows import flow, post

pytestmark = pytest.mark.django_db
TWO = [post("vice", "vice_president"), post("top", "general_manager")]


def answer(company: Company, kind: str, who: str, verb: Any = services.agree, **more: Any) -> str:
    return str(verb(actor=company.actor(who), approval_id=Approval.objects.filter(kind=kind).latest("id").pk, **more).state)


@pytest.mark.clause("ORG-31")
def test_a_change_of_parameters_is_released_by_its_flow(company: Company) -> None:
    flow("parameter_change", TWO)
    change = prepare_parameters(actor=company.actor("director"), control="orders.slip_gate", values={"tolerance_fen": 5000},
                                reason="会议决定")
    with pytest.raises(errors.NotYourTurn):
        answer(company, "parameter_change", "general_manager")
    assert [answer(company, "parameter_change", who) for who in ("vice_president", "general_manager")] == ["running", "agreed"]
    kept = ParameterChange.objects.get(pk=change.id)
    assert (kept.state, kept.decided_by) == ("released", "总经理老顾")
    prepare_parameters(actor=company.actor("director"), control="orders.slip_gate", values={"tolerance_fen": 9000}, reason="再放宽")
    assert answer(company, "parameter_change", "vice_president", services.refuse, reason="太宽") == "refused"
    assert ParameterChange.objects.latest("id").state == "refused"


@pytest.mark.clause("ORG-31")
def test_a_version_of_the_rulebook_is_approved_by_its_flow(company: Company) -> None:
    flow("rulebook_version", TWO)
    made = company.act("rulebook.create_book", "director", code="YX", title="营销制度")
    company.act("rulebook.import_text", "director", rulebook_id=made.id, pieces=pieces_of(parse("第一条 客户先付款，后发货。")))
    version = RulebookVersion.objects.get(rulebook_id=made.id)
    company.act("rulebook.submit_version", "director", version_id=version.pk)
    assert answer(company, "rulebook_version", "vice_president", services.refuse, reason="缺一条") == "refused"
    version.refresh_from_db()
    assert version.state == "draft"
    company.act("rulebook.submit_version", "director", version_id=version.pk)
    assert [answer(company, "rulebook_version", who) for who in ("vice_president", "general_manager")] == ["running", "agreed"]
    version.refresh_from_db()
    assert version.state == "approved"


@pytest.mark.clause("ORG-07")
def test_an_excuse_from_a_duty_is_decided_by_its_flow(company: Company) -> None:
    item = DutyItem.model_validate({"code": "drill", "title": "演练", "clauses": ["CNF-06"], "when": {"every": "month"},
                                    "who": {"posts": ["assistant"]}})
    with clock.at(datetime(2026, 6, 1, 9)):
        with together(system(), "rulebook.publish"):
            put_in_force(system(), Origin("trial", 1, date(2026, 6, 1), None), [item])
        run_duties(system())
        flow("occurrence", TWO)
        for reason in ("台风停工", "台风停工，附通知"):
            ask_excuse(actor=company.actor("assistant"), occurrence_id=Occurrence._plain.earliest("due_at").pk, reason=reason)
            if reason == "台风停工":
                assert answer(company, "occurrence", "vice_president", services.refuse, reason="请附通知") == "refused"
                assert Occurrence._plain.earliest("due_at").state == "open"
        assert [answer(company, "occurrence", who) for who in ("vice_president", "general_manager")] == ["running", "agreed"]
    assert Occurrence._plain.earliest("due_at").state == "excused"
