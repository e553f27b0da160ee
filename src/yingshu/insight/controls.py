"""The controls of reports. Names of variants are those of the clause."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control, NoFacts, no_rule

from . import rules

MONTHLY = Control("insight.monthly_report", N_("Monthly sales report"), ("MTG-06",), rules.MonthlyParams, rules.SubmitFacts,
                  rules.submit_monthly, assumed=frozenset({"late_after", "holiday_shift", "remind_from_day"}), kind="duty", variants={
                      "28日前报副总与总经理": {"deadline_day": 28, "recipients": ("vice_president", "general_manager")},
                      "28日当日报公司领导": {"report_day": 28, "recipients": ("general_manager", "vice_president", "sales_director")},
                      "开单员日报及月报": {"author": "billing_clerk", "reports": ("daily_sales", "sales_month")}},
                  acts=("insight.make_monthly_report", "insight.submit_report"))

DAILY = Control("insight.daily_report", N_("Daily report and monthly statement"), ("MTG-07",), rules.DailyParams, rules.ReconciledFacts,
                rules.submit_daily, assumed=frozenset({"monthly_due_day", "recipients"}),
                acts=("insight.make_daily_report", "insight.make_month_statement", "insight.submit_report"))

STATISTICS = Control("insight.statistics", N_("Weekly, monthly and quarterly statistics"), ("MTG-11",), rules.StatisticsParams,
                     rules.PartsFacts, rules.submit_statistics, assumed=frozenset({"due_after_days"}), kind="duty",
                     acts=("insight.make_statistics", "insight.submit_report"))

ANALYSIS = Control("insight.analysis", N_("Sales analysis"), ("OPS-05",), rules.AnalysisParams, rules.SubmitFacts, rules.submit_analysis,
                   assumed=frozenset({"frequency", "author", "recipients"}), kind="duty",
                   acts=("insight.make_analysis", "insight.submit_report"))

COMPLIANCE = Control("insight.compliance", N_("Targets of compliance"), ("ORG-36",), rules.ComplianceParams, NoFacts, no_rule,
                     assumed=frozenset({"duty_target", "clause_targets"}), kind="calculation", acts=("decisions",))
