"""月度合规检查: what each month's checks found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.compliance import MONTH_CHECKS
from yingshu.kernel.controls import render_say
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..labels import topic_name
from ..models import ComplianceCheck


def check_tag(row: ComplianceCheck) -> Tag:
    """Passed or not."""
    return Tag(_("Month passed"), "done") if row.passed else Tag(_("Not passed"), "danger")


def check_name(row: ComplianceCheck) -> str:
    """The check in the reader's language."""
    found = MONTH_CHECKS.get(row.code)
    return gettext(found.control.title) if found else row.code


def says_of(row: ComplianceCheck) -> str:
    """The conclusion in the reader's language."""
    return render_say(row.says["msgid"], row.says["args"])


def finding(row: ComplianceCheck, actor: Actor) -> dict[str, Any]:
    """The verdict with its conditions."""
    return {"state": "open" if row.passed else "refuse", "verdict": check_tag(row).label, "text": says_of(row), "title": check_name(row),
            "conditions": [{"name": topic_name(c["name"]), "ok": c["ok"], "clause": c["clause"],
                            "text": render_say(c["says"]["msgid"], c["says"]["args"])} for c in row.verdict["conditions"]]}


@register
class MonthCheckScreen(Screen):
    """月度合规检查 (MTG-03, REC-07, BRD-08)."""

    code: ClassVar[str] = "month_checks"
    model: ClassVar[Any] = ComplianceCheck
    title: ClassVar[Any] = _("Monthly checks")
    group: ClassVar[str] = "reports"
    order_in_menu: ClassVar[int] = 70
    icon: ClassVar[str] = "calendar-check"
    hint: ClassVar[Any] = _("At the end of a month, and in the first days after it, the system looks at what the month must have brought.")
    columns: ClassVar[Sequence[Column]] = (
        Column("month", kind="code", link=True), Column("check", _("check"), value=check_name, needs=("code",)),
        Column("clause", kind="code"), Column("passed", kind="tag", tags=check_tag, value=lambda row: check_tag(row).label),
        Column("says", _("finding"), value=says_of, sort=None, width="wide"), Column("checked_at", kind="moment"),
        Column("checked_by", phone=False))
    filters: ClassVar[Sequence[Filter]] = (Filter("month", _("month"), kind="text"), Filter("passed", _("Month passed"), kind="bool"),
                                           Filter("clause", _("clause"), kind="text"))
    views: ClassVar[Sequence[View]] = (View("all", _("All")), View("failed", _("Not passed"), lambda actor: Q(passed=False), count=True))
    panels: ClassVar[Sequence[Panel]] = (Panel("finding", "", "meetings/finding.html", finding),)
    order_by: ClassVar[Sequence[str]] = ("-month", "code")
    order_hint: ClassVar[Any] = _("Newest first")
    search_fields: ClassVar[Sequence[str]] = ("month", "clause")
    actions: ClassVar[Sequence[str]] = ("meetings.check_month",)
    history_kind: ClassVar[str] = "month_check"
    empty_text: ClassVar[Any] = _("No month has been looked at yet.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Findings are about the whole company, the same for everybody who may see them."""
        return ComplianceCheck.objects.all()

    def heading(self, row: ComplianceCheck) -> str:
        return f"{row.month} {check_name(row)}"

    def state_tag(self, row: ComplianceCheck) -> Tag:
        return check_tag(row)
