"""S10 steps 1 and 2: an area manager reports by phone on Fridays and in writing twice a month."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.support.company import Company
from yingshu.kernel import clock
from yingshu.meetings.inputs import Channel, ContentInput
from yingshu.meetings.models import WorkReport
from yingshu.meetings.services import submit_work_report
from yingshu.rulebook.decisions import Refused

PHONE = {"this_week": "拜访 6 家", "area_and_city": "粤西湛江", "new_dealers": "签约 1 家", "old_dealers": "回访 3 家"}
WRITTEN = {"problems_past": "两单短少", "problems_present": "竞品降价", "problems_to_solve": "申请促销"}


def give(company: Company, kind: str, given: dict[str, str], *at: int, **more: Any) -> WorkReport:
    with clock.at(datetime(2026, 6, *at)):
        done = submit_work_report(actor=company.actor("region_manager"), kind=WorkReport.Kind(kind),
                                  contents=[ContentInput(topic=t, text=x) for t, x in given.items()], **more)
    return WorkReport._plain.get(pk=done.id)


@pytest.mark.clause("MTG-09")
def test_step_1_by_phone_on_friday(company: Company) -> None:
    assert give(company, "phone", PHONE, 5, 15, 20).timing == "on_time"
    assert give(company, "phone", PHONE, 12, 16, 30).timing == "late"
    with pytest.raises(Refused) as refused:
        give(company, "phone", {k: v for k, v in PHONE.items() if k != "old_dealers"}, 19, 15, 0)
    assert (refused.value.clause, "老经销商服务" in refused.value.text()) == ("MTG-09", True)
    assert WorkReport._plain.count() == 2


@pytest.mark.clause("MTG-10")
def test_step_2_in_writing_one_day_late(company: Company) -> None:
    row = give(company, "half_month", WRITTEN, 16, 10, 0, channel=Channel.EMAIL)
    assert (row.period, row.timing, row.late_days) == ("2026-06-H1", "late", 1)
