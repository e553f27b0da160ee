"""The controls of meetings, reports and the month. Each kind of meeting and report has one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control

from .models import Meeting, WorkReport
from .rules import meeting, months, reports

M, R = Meeting.Kind, WorkReport.Kind
HOLDING = ("meetings.plan", "meetings.close", "meetings")
CALLED = ("meetings.call", "meetings.close", "meetings")
REPORTING = ("meetings.submit_work_report", "meetings.answer_report", "work_reports")
DRAFTED = ("meetings.submit_draft", *REPORTING)
SERIES: dict[str, Control[Any, Any]] = {
    M.WEEKLY: Control("meetings.weekly", N_("Weekly meeting"), ("MTG-01", "MTG-05"), meeting.WeeklyParams, meeting.ClosingFacts,
                      meeting.may_close, assumed=frozenset({"plan_ahead_days", "convenor"}), acts=HOLDING),
    M.REGIONAL: Control("meetings.regional", N_("Area managers' meeting"), ("MTG-02", "MTG-05"), meeting.RegionalParams,
                        meeting.ClosingFacts, meeting.may_close,
                        assumed=frozenset({"weekday", "time", "agenda", "optional", "minutes_required", "plan_ahead_days"}), acts=CALLED),
    M.COORDINATION: Control("meetings.coordination", N_("Coordination meeting"), ("MTG-03", "REC-07", "MTG-05"),
                            meeting.CoordinationParams, meeting.ClosingFacts, meeting.may_close,
                            assumed=frozenset({"weekday", "time", "optional", "minutes_required", "plan_ahead_days"}), acts=CALLED),
    M.SALES: Control("meetings.sales", N_("Sales meeting"), ("MTG-04", "MTG-05"), meeting.SalesParams, meeting.ClosingFacts,
                     meeting.may_close, assumed=frozenset({"frequency", "weekday", "time", "attendees", "optional", "minutes_required",
                                                           "plan_ahead_days"}), acts=CALLED),
    M.OTHER: Control("meetings.other", N_("Other meeting"), ("MTG-05",), meeting.SeriesParams, meeting.ClosingFacts, meeting.may_close,
                     assumed=frozenset(meeting.SeriesParams.model_fields), acts=CALLED),
}

CALLING = Control("meetings.calling", N_("Who calls a meeting on an important matter"), ("MTG-03",), meeting.CallingParams,
                  meeting.CallingFacts, meeting.may_call, acts=("meetings.call",))

ITEMS = Control("meetings.items", N_("Action items"), ("MTG-05", "MTG-04"), meeting.ItemsParams, meeting.ItemsFacts, meeting.may_note,
                acts=("meetings.add_items", "action_items"))

COLLECTION = Control("meetings.collection", N_("Collection is discussed every month"), ("REC-07", "MTG-03"), months.CollectionParams,
                     months.CollectionFacts, months.collection_discussed, kind="duty", acts=("meetings.check_month", "month_checks"))

REPORTS: dict[str, Control[Any, Any]] = {
    R.PHONE: Control("meetings.phone_report", N_("Friday phone report"), ("MTG-09",), reports.PhoneParams, reports.ReportFacts,
                     reports.may_report, assumed=frozenset({"handle_within_days", "handlers"}), kind="duty", acts=REPORTING),
    R.HALF_MONTH: Control("meetings.half_month_report", N_("Half-month written report"), ("MTG-10",), reports.HalfMonthParams,
                          reports.ReportFacts, reports.may_report, assumed=frozenset({"due_after_days", "handle_within_days"}),
                          kind="duty", acts=REPORTING),
    R.QUALITY: Control("meetings.quality_report", N_("Daily quality report"), ("MTG-08",), reports.QualityParams, reports.ReportFacts,
                       reports.may_report, assumed=frozenset({"handle_within_days", "handlers", "due_after_days"}),
                       kind="duty", acts=DRAFTED),
    R.ANOMALY: Control("meetings.anomaly_report", N_("Report of an anomaly"), ("MTG-13",), reports.AnomalyParams, reports.ReportFacts,
                       reports.may_report, assumed=frozenset({"within_hours", "author", "contents", "handle_within_days"}),
                       kind="duty", acts=DRAFTED),
    R.SALES: Control("meetings.sales_report", N_("Sales report"), ("MTG-15",), reports.SalesReportParams, reports.ReportFacts,
                     reports.may_report, assumed=frozenset({"every", "due_after_days", "handle_within_days", "contents"}),
                     kind="duty", acts=REPORTING),
    R.HEADQUARTERS: Control("meetings.headquarters_report", N_("Report to headquarters"), ("MTG-18",), reports.HeadquartersParams,
                            reports.ReportFacts, reports.may_report,
                            assumed=frozenset({"every", "handlers", "contents", "handle_within_days"}), kind="duty", acts=REPORTING),
}

ANOMALY = Control("meetings.anomaly", N_("Anomalies in sales"), ("MTG-13",), reports.DropParams, reports.WeekFacts, reports.is_anomaly,
                  assumed=frozenset({"anomaly_drop_ratio", "weeks_compared"}), kind="calculation", acts=("meetings.scan_sales",))
