"""REST endpoints of reports. Lists and single reports come from the screen."""

from __future__ import annotations

from yingshu.kernel.endpoints import endpoint

from . import services

endpoint("reports/monthly", services.make_monthly_report, example={"month": "2026-06", "note": ""}, tag="reports")
endpoint("reports/daily", services.make_daily_report, example={"day": "2026-06-28"}, tag="reports")
endpoint("reports/statements", services.make_month_statement, example={"month": "2026-06"}, tag="reports")
endpoint("reports/statistics", services.make_statistics, example={"period": "2026-W26"}, tag="reports")
endpoint("reports/analyses", services.make_analysis, example={"month": "2026-06"}, tag="reports")
endpoint("reports/{report_id}/submit", services.submit_report)
endpoint("reports/{report_id}/correct", services.correct_report, example={"note": "30 June was booked late"})
endpoint("reports/{report_id}/acknowledge", services.acknowledge_report)
