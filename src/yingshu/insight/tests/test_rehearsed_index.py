"""Other weights and deductions rehearsed on the satisfaction indexes that were handed in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.support.company import Company

from yingshu.insight.compliance.comparing import otherwise, parts_of
from yingshu.insight.models import Rehearsal
from yingshu.insight.services import rehearse_values
from yingshu.kernel import clock
from yingshu.kernel.actor import system
from yingshu.kernel.services import together
from yingshu.rulebook.decisions import Subject, decide
from yingshu.satisfaction.controls import INDEX
from yingshu.satisfaction.rules.index import IndexFacts, SourceFacts


@pytest.mark.clause("SAT-15")
@pytest.mark.clause("SAT-16")
@pytest.mark.clause("ORG-31")
def test_what_the_index_would_have_been(company: Company) -> None:
    sources = tuple(SourceFacts(code=code, answers=1, total=Decimal(mean)) for code, mean in (
        ("survey", "92.5"), ("visit", "88"), ("quality", "95")))
    with clock.at(clock.moment(date(2026, 7, 1))):
        with together(system(), "satisfaction.submit_report"):
            for n, (period, complaints) in enumerate((("2026H1", 47), ("2025H2", 0)), 1):
                decide(INDEX, IndexFacts(period=period, sources=sources, complaints=complaints),
                       Subject("satisfaction_report", n, f"MB{n}"))
        heavier = rehearse_values(actor=company.actor("director"), control="satisfaction.index",
                                  values={"complaint_deduction_points": "0.5"})
        row = Rehearsal.objects.get(pk=heavier.id)
        (part,) = parts_of(row)
        assert (row.decisions, row.changed, part.says) == (2, 1, "1 次：数值不同")
        (one,) = otherwise(row)
        assert (one.then, one.now, one.record.subject_number) == ("放行：91.30", "放行：90.10", "MB1")
        weights = {"survey": "0.8", "visit": "0.1", "quality": "0.1"}
        other = rehearse_values(actor=company.actor("director"), control="satisfaction.index", values={"weights": weights})
        found = {o.record.subject_number: (o.then, o.now) for o in otherwise(Rehearsal.objects.get(pk=other.id))}
    assert found == {"MB1": ("放行：91.30", "放行：91.50"), "MB2": ("放行：92.10", "放行：92.30")}
