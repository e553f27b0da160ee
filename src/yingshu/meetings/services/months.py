"""Looking at a month: all checks that rooms declare, with a finding each (MTG-03, REC-07, BRD-08)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.compliance import MONTH_CHECKS, MonthCheck
from yingshu.kernel.controls import Outcome
from yingshu.kernel.services import Done, service
from yingshu.rulebook.decisions import Decision, Subject, decide, judge

from ..errors import WrongMonth
from ..inputs import Month
from ..models import ComplianceCheck
from ..queries.meetings import month_of

KIND = "month_check"


@service("meetings.check_month", title=N_("Check the month"), clause="REC-07")
def check_month(*, actor: Actor, month: Month) -> Done:
    """Look at a month that has begun: each check passes or does not, with its numbers; a later look replaces an earlier one."""
    first, last = month_of(month)
    if first > clock.today():
        raise WrongMonth(field="month", month=month)
    found = {code: _look(actor, month, check, first, last) for code, check in MONTH_CHECKS.items()}
    passed = all(found.values())
    return Done(KIND, first.year * 100 + first.month, month, "passed" if passed else "failed",
                data={"period": month, "checks": found}, after={"checks": found})


def _look(actor: Actor, month: str, check: MonthCheck, first: Any, last: Any) -> bool:
    subject, facts = Subject(KIND, first.year * 100 + first.month, month), check.facts(first, last)
    kept = ComplianceCheck.objects.filter(month=month, code=check.control.code).first()
    decision = judge(check.control, facts, subject)
    if kept is None or kept.verdict != decision.verdict.as_json():
        decision = decide(check.control, facts, subject)
    _keep(actor, month, kept, decision)
    return decision.outcome == Outcome.ALLOW


def _keep(actor: Actor, month: str, kept: ComplianceCheck | None, decision: Decision) -> None:
    verdict = decision.verdict.as_json()
    values = {"passed": decision.outcome == Outcome.ALLOW, "says": verdict["says"], "verdict": verdict, "clause": decision.clause,
              "checked_at": clock.now(), "checked_by": actor.name}
    if kept is None:
        write.add_one(ComplianceCheck, month=month, code=decision.control.code, **values)
    else:
        write.change(ComplianceCheck, where={"id": kept.pk}, set=values)
