"""The controls of surveys and of what they come to. Names of variants are those of the clauses."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control, NoFacts, no_rule

from .rules import conclusion, index, report, scoring

LEVELS = Control("satisfaction.levels", N_("Levels of satisfaction"), ("SAT-14",), scoring.LevelParams, NoFacts, no_rule,
                 kind="record", assumed=frozenset({"points"}), variants={
                     "程序版": {"levels": list(scoring.LEVELS)},
                     "感受版": {"levels": list(scoring.FELT)}})

# ---- what surveys come to

RESULTS = ("satisfaction_results", "satisfaction_reports", "satisfaction.make_report")
REPORTING = ("satisfaction.submit_report", "satisfaction_reports")

RECOVERY = Control("satisfaction.recovery", N_("Enough questionnaires came back"), ("SAT-13",), conclusion.RecoveryParams,
                   conclusion.RecoveryFacts, conclusion.may_conclude, acts=("satisfaction.submit_report", "satisfaction_results"))

INDEX = Control("satisfaction.index", N_("Satisfaction index"), ("SAT-15", "SAT-16", "SAT-17"), index.IndexParams, index.IndexFacts,
                index.work_out, kind="calculation", figure="index", acts=RESULTS,
                assumed=frozenset({"floor", "count_scope", "carry_remainder", "bands", "round_digits"}), variants={
                    "三路加权": {}, "调查表均分": {"weights": {"survey": "1"}, "complaint_deduction_points": "0",
                                                   "exposure_deduction_points": "0"}})

RANKING = Control("satisfaction.ranking", N_("Ranking of units"), ("SAT-27", "SAT-18"), conclusion.RankingParams, NoFacts, no_rule,
                  kind="calculation", acts=RESULTS, assumed=frozenset({"round_digits"}))

METHODS = Control("satisfaction.methods", N_("Ways of measuring satisfaction"), ("SAT-12",), conclusion.MethodParams, NoFacts, no_rule,
                  kind="calculation", acts=RESULTS, assumed=frozenset({"lost_from"}), variants={
                      "五种方式": {}, "两表": {"methods": ["顾客满意度调查表", "顾客满意度走访调查表"]},
                      "问卷与访谈": {"methods": ["问卷调查", "访谈"]}, "自主与第三方": {"methods": ["自主调查", "第三方调查"]}})

IMPROVING = Control("satisfaction.improvements", N_("Improvements after a survey"), ("SAT-22",), conclusion.ImproveParams,
                    conclusion.ScoreFacts, conclusion.must_improve, kind="workflow", assumed=frozenset({"improve_below", "due_days"}),
                    acts=("satisfaction.register_improvement", "satisfaction_improvements"))

REPORT = Control("satisfaction.report", N_("What the analysis report contains"), ("SAT-19", "SAT-21"), report.ReportParams,
                 report.ReportFacts, report.complete, acts=REPORTING)

ROUTING = Control("satisfaction.routing", N_("Where the analysis report goes"), ("SAT-20",), report.RoutingParams, report.RoutingFacts,
                  report.route, kind="workflow", acts=REPORTING, variants={
                      "管理者代表线": {}, "报办公室": {"to": ["office"], "important_to": [], "cc": []},
                      "分管领导专题汇报": {"to": ["vice_president"], "important_to": ["general_manager"], "cc": ["quality"],
                                           "form": "briefing"}})

FILING = Control("satisfaction.filing", N_("Filing the analysis report"), ("SAT-28",), report.FilingParams, report.FilingFacts,
                 report.may_file, assumed=frozenset({"always_present"}), acts=("satisfaction.file_report",))

SPECIAL = Control("satisfaction.special_survey", N_("Special survey after an incident"), ("SAT-34",), report.SpecialParams,
                  report.IncidentFacts, report.may_end, assumed=frozenset({"due_days_after_event"}), acts=("incidents",))
