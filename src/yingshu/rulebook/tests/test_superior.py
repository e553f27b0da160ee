"""Superior rules: where the rulebook conflicts with the law or the group's rules, their value is applied and said (ORG-33)."""

from __future__ import annotations

import pytest

from yingshu.kernel.actor import system
from yingshu.kernel.controls import CONTROLS
from yingshu.kernel.errors import AlreadyExists, InvalidInput, NotFound
from yingshu.organisation.controls import HEADCOUNT
from yingshu.rulebook.decisions import Subject, in_force, judge
from yingshu.rulebook.errors import NoSuchParameter
from yingshu.rulebook.models import DecisionRecord
from yingshu.rulebook.queries import control_in_force
from yingshu.rulebook.services import end_superior_rule, register_superior_rule, set_parameters

SUPPLY, PRIVACY = CONTROLS["stock.supply"], CONTROLS["customers.privacy"]
BASIS = "集团编制管理办法第三条"


def register(company, control=HEADCOUNT.code, parameter="refuse_beyond", bound="exactly", value="true"):
    return register_superior_rule(actor=company.actor("director"), control=control, parameter=parameter, bound=bound, value=value,
                                  basis=BASIS)


@pytest.mark.clause("ORG-33")
def test_a_parameter_in_conflict_with_a_superior_rule_gives_way_and_the_decision_says_so(company):
    unit, post = company.unit("company").pk, company.posts["assistant"].pk
    company.act("organisation.set_headcount", "admin", unit_id=unit, post_id=post, seats=1)
    set_parameters(actor=system(), control=HEADCOUNT.code, values={"refuse_beyond": False})
    rule = register(company)
    force = in_force(HEADCOUNT)
    assert (force.params.refuse_beyond, force.overruled[0][:2]) == (True, ("refuse_beyond", False))
    (shown,) = [row for row in control_in_force(HEADCOUNT.code).rows if row["code"] == "refuse_beyond"]
    assert (shown["value"], shown["above"]) == ("是", f"按上位规定执行：{BASIS}（制度为 否）")
    from yingshu.rulebook.decisions import Refused

    with pytest.raises(Refused) as refusal:
        company.act("organisation.appoint", "director", person_id=company.person("finance").pk, post_id=post, unit_id=unit)
    note = refusal.value.panel()["conditions"][-1]
    assert (note["name"], note["clause"], note["text"]) == ("上位规定", "ORG-33", f"超编禁止入岗：制度为否，按{BASIS}执行是。")
    assert DecisionRecord.objects.get().params["refuse_beyond"] is True
    end_superior_rule(actor=company.actor("director"), rule_id=rule.id, reason="废止")
    assert in_force(HEADCOUNT).params.refuse_beyond is False
    company.act("organisation.appoint", "director", person_id=company.person("finance").pk, post_id=post, unit_id=unit)


def test_a_value_within_the_bound_stays(company):
    register(company, "customers.privacy", "handle_days", "at_most", "15")
    assert in_force(PRIVACY).params.handle_days <= 15
    set_parameters(actor=system(), control=PRIVACY.code, values={"handle_days": 5})
    assert (in_force(PRIVACY).params.handle_days, in_force(PRIVACY).overruled) == (5, ())
    set_parameters(actor=system(), control=PRIVACY.code, values={"handle_days": 20})
    assert in_force(PRIVACY).params.handle_days == 15


def test_a_bound_must_fit_the_parameter(company):
    with pytest.raises(NoSuchParameter):
        register(company, parameter="colour")
    with pytest.raises(InvalidInput):
        register(company, value="vielleicht")
    with pytest.raises(NoSuchParameter):
        register(company, "pricing.authority", "authority_max_discount", "at_most", "1")
    with pytest.raises(NotFound):
        register(company, "no.control")
    register(company)
    with pytest.raises(AlreadyExists):
        register(company)


def test_superior_rules_leave_other_verdicts_alone(company):
    register(company)
    facts = SUPPLY.facts(lines=())
    assert judge(SUPPLY, facts, Subject("order", 1)).verdict == SUPPLY.rule(SUPPLY.params(), facts)
