"""S14 steps 5 (the files) and 6: delivery of the customer files to three leaders; the headcount of the small centre."""

from __future__ import annotations

import pytest

from tests.support.company import Company
from yingshu.customers.models import FileReport, FileReportReceipt
from yingshu.organisation.models import Appointment, Unit
from yingshu.organisation.queries import headcount_report
from yingshu.rulebook.decisions import Refused


@pytest.mark.clause("CUS-03")
def test_step_5_the_files_reach_three_leaders(company: Company) -> None:
    company.act("customers.create", "salesperson", name="甘泉农资")
    company.act("customers.deliver_files", "service_manager")
    assert FileReport.objects.get().customers == 1
    assert list(FileReportReceipt.objects.order_by("id").values_list("post", flat=True)) == ["营销中心主任", "营销副总", "总经理"]


@pytest.mark.clause("ORG-03", "ORG-04")
def test_step_6_a_third_service_manager_is_refused(company: Company) -> None:
    centre = Unit.objects.get(pk=company.act("organisation.initialise_from_template", "admin", template="small_centre").id)
    people = [company.act("organisation.create_person", "admin", username=f"sm{n}", name=f"客服经理{n}").id for n in (1, 2, 3)]
    place = {"post_id": company.posts["service_manager"].pk, "unit_id": centre.pk}
    for person in people[:2]:
        company.act("organisation.appoint", "director", person_id=person, **place)
    with pytest.raises(Refused) as refusal:
        company.act("organisation.appoint", "director", person_id=people[2], **place)
    assert refusal.value.decision.verdict.figures == {"headcount": 2, "holding": 2, "vacant": 0}
    assert Appointment.objects.filter(unit=centre, post=company.posts["service_manager"]).count() == 2
    report = headcount_report()
    assert (report.seats, report.holding, report.vacant) == (5, 2, 3)
