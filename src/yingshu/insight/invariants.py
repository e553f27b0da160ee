"""What must always hold of reports."""

from __future__ import annotations

from collections.abc import Iterator

from yingshu.kernel.invariants import invariant

from .models import Delivery, Report
from .versions import seal_of


@invariant("insight.submitted_reports_never_change")
def sealed() -> Iterator[tuple[str, str]]:
    """A submitted report says what it said when it was submitted."""
    for report in Report.objects.filter(state=Report.State.SUBMITTED).order_by("id").iterator(200):
        moment = report.submitted_at
        if moment is None or report.seal != seal_of(report.number, report.version, report.content, moment):
            yield str(report), "its content is not what was submitted"


@invariant("insight.versions_follow_each_other")
def versions() -> Iterator[tuple[str, str]]:
    """Every later version corrects the one before it, which was submitted."""
    for report in Report.objects.exclude(version=1).select_related("correction_of").order_by("id").iterator(200):
        before = report.correction_of
        if before is None or before.version != report.version - 1 or before.state != Report.State.SUBMITTED:
            yield str(report), "the version it corrects is missing or was not submitted"


@invariant("insight.deliveries_of_submitted_reports")
def delivered() -> Iterator[tuple[str, str]]:
    """Only what was submitted was delivered."""
    for delivery in Delivery.objects.filter(report__state=Report.State.DRAFT).select_related("report")[:20]:
        yield str(delivery.report), f"a draft was delivered to {delivery.person_name}"
