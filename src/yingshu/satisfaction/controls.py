"""The controls of surveys and of what they come to. Names of variants are those of the clauses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control, NoFacts, no_rule

from .rules import conclusion, honesty, index, report, scoring, waves

STARTING = ("satisfaction.start_wave", "waves")
HANDING_OUT = ("satisfaction.start_wave", "satisfaction.invite", "satisfaction.make_codes", "waves")

# every reading of SAT-01 divides the whole work: who organises, collects, analyses, reports, improves, arbitrates
DIVISIONS: Mapping[str, Mapping[str, Any]] = {
    "经营部收集办公室分析": {"collect": ["售后服务部", "经营部"], "analyst": "办公室", "report": "经营部", "improve": ["责任部门"],
                             "arbitration": "办公室", "manage": "办公室"},
    "销售公司与品控部": {"organiser": ["销售公司综合处", "品控部体系管理组", "品控部客户服务中心"], "collect": ["销售公司综合处", "品控部"],
                         "analyst": "销售公司", "report": "销售公司", "improve": ["销售公司", "品控部"], "arbitration": "品控部"},
    "营销策划中心主导": {"collect": ["项目公司"], "analyst": "营销策划中心", "report": "营销策划中心", "arbitration": "营销策划中心",
                         "improve": ["区域事业部", "项目公司"], "lead": "营销策划中心",
                         "supervise": "区域事业部营销客服部", "execute": "项目公司"},
    "客服部": {"organiser": ["客服部"], "collect": ["客服部"], "analyst": "客服部", "report": "客服部", "improve": ["客服部"],
               "arbitration": "部门负责人"}}
NOBODY: Mapping[str, Any] = {"organiser": [], "participant": []}

ROLES = Control("satisfaction.roles", N_("Responsibilities in surveys"), ("SAT-01",), waves.RolesParams, NoFacts, no_rule, kind="role",
                acts=("satisfaction.plan_wave",), assumed=frozenset({"collect", "report", "improve"}), variants={
                    "营销中心归口": {}, **{name: {**NOBODY, **said} for name, said in DIVISIONS.items()}})

HALVES = [{"from_month": 4, "to_month": 6}, {"from_month": 10, "to_month": 12}]
CYCLES: Mapping[str, Mapping[str, Any]] = {
    "每年集中一次": {"frequency": "year", "windows": []}, "半年窗口": {"frequency": "half_year", "windows": HALVES},
    "策划的间隔": {"frequency": "interval"}, "定期（未定数）": {"frequency": "regular"}}

CYCLE = Control("satisfaction.cycle", N_("Survey cycle and windows"), ("SAT-07",), waves.CycleParams, waves.StartFacts, waves.may_start,
                assumed=frozenset({"interval_days"}), acts=STARTING, variants=CYCLES)

DONE = Control("satisfaction.survey_done", N_("A survey in every cycle"), ("SAT-07",), waves.CycleParams, waves.CycleFacts,
               waves.cycle_kept, assumed=frozenset({"interval_days"}), kind="duty", acts=("meetings.check_month",), variants=CYCLES)

POPULATIONS = Control("satisfaction.populations", N_("Who is surveyed"), ("SAT-08",), waves.PopulationParams, NoFacts, no_rule,
                      kind="record", assumed=frozenset({"consumer_natures"}), acts=("satisfaction.invite",))

PLAN = Control("satisfaction.plan", N_("Plan of a survey"), ("SAT-09",), waves.PlanParams, waves.PlanFacts, waves.plan_ready,
               assumed=frozenset({"fields"}), acts=HANDING_OUT)

SURVEYORS = Control("satisfaction.surveyors", N_("Which unit surveys which product"), ("SAT-10",), waves.SurveyorsParams, NoFacts, no_rule,
                    kind="role", acts=("satisfaction.plan_wave",))

CONTENT = Control("satisfaction.content", N_("Contents of a questionnaire"), ("SAT-11",), waves.ContentParams, waves.ContentFacts,
                  waves.covers, acts=("satisfaction.submit_version", "questionnaire_versions"))

CALLING = Control("satisfaction.calling", N_("Reminders of surveys"), ("SAT-13",), waves.CallingParams, NoFacts, no_rule,
                  kind="workflow", assumed=frozenset(waves.CallingParams.model_fields), acts=("satisfaction.remind",))

LEVELS = Control("satisfaction.levels", N_("Levels of satisfaction"), ("SAT-14",), scoring.LevelParams, NoFacts, no_rule,
                 kind="record", assumed=frozenset({"points"}), variants={
                     "程序版": {"levels": list(scoring.LEVELS)}, "感受版": {"levels": list(scoring.FELT)}})

OWN_SURVEY = Control("satisfaction.own_survey", N_("Levels of an own survey"), ("SAT-24",), waves.LevelsOfWorkParams, NoFacts, no_rule,
                     kind="role", acts=("satisfaction.start_wave",))

AGENCY = Control("satisfaction.agency", N_("Survey by a third party"), ("SAT-25",), waves.NoParams, waves.AgencyFacts, waves.agency_known,
                 acts=STARTING)

APPROVED = Control("satisfaction.approved", N_("Approved questionnaire"), ("SAT-26",), waves.NoParams, waves.VersionFacts,
                   waves.version_approved, acts=HANDING_OUT)

SIGNS = Control("satisfaction.signs", N_("Signs of falsified answers"), ("SAT-29",), honesty.SignParams, NoFacts, no_rule, kind="record",
                assumed=frozenset(honesty.SignParams.model_fields), acts=("satisfaction.look_for_signs",))

FALSIFICATION = Control("satisfaction.falsification", N_("Falsified answers"), ("SAT-29",), honesty.FalsificationParams,
                        honesty.FalsificationFacts, honesty.may_impose, acts=("satisfaction.record_falsification",))

# ---- what surveys come to

RESULTS = ("satisfaction_reports", "satisfaction.make_report")
REPORTING = ("satisfaction.submit_report", "satisfaction_reports")

RECOVERY = Control("satisfaction.recovery", N_("Enough questionnaires came back"), ("SAT-13",), conclusion.RecoveryParams,
                   conclusion.RecoveryFacts, conclusion.may_conclude, acts=("satisfaction.submit_report", "satisfaction_reports"))

INDEX = Control("satisfaction.index", N_("Satisfaction index"), ("SAT-15", "SAT-16", "SAT-17"), index.IndexParams, index.IndexFacts,
                index.work_out, kind="calculation", figure="index", acts=RESULTS,
                assumed=frozenset({"floor", "count_scope", "carry_remainder", "bands", "round_digits"}), variants={
                    "三路加权": {}, "调查表均分": {"weights": {"survey": "1"}, "complaint_deduction_points": "0",
                                                   "exposure_deduction_points": "0"}})

RANKING = Control("satisfaction.ranking", N_("Ranking of units"), ("SAT-27", "SAT-18"), conclusion.RankingParams, NoFacts, no_rule,
                  kind="calculation", acts=RESULTS, assumed=frozenset({"round_digits"}))

METHODS = Control("satisfaction.methods", N_("Ways of measuring satisfaction"), ("SAT-12",), conclusion.MethodParams, NoFacts, no_rule,
                  kind="calculation", acts=RESULTS, assumed=frozenset({"lost_from"}), variants={
                      "五种方式": {}, "两表": {"methods": ["survey_form", "visit_form"]},
                      "问卷与访谈": {"methods": ["questionnaires", "interview"]}, "自主与第三方": {"methods": ["own", "third_party"]}})

IMPROVING = Control("satisfaction.improvements", N_("Improvements after a survey"), ("SAT-22",), conclusion.ImproveParams,
                    conclusion.ScoreFacts, conclusion.must_improve, kind="workflow", assumed=frozenset({"improve_below", "due_days"}),
                    acts=("satisfaction.register_improvement", "satisfaction_improvements"))

REPORT = Control("satisfaction.report", N_("What the analysis report contains"), ("SAT-19", "SAT-21"), report.ReportParams,
                 report.ReportFacts, report.complete, acts=REPORTING)

ROUTING = Control("satisfaction.routing", N_("Where the analysis report goes"), ("SAT-20",), report.RoutingParams, report.RoutingFacts,
                  report.route, kind="workflow", acts=REPORTING, variants={
                      "管理者代表线": {}, "报办公室": {"to": ["general_office"], "important_to": [], "cc": []},
                      "分管领导专题汇报": {"to": ["vice_president"], "important_to": ["general_manager"], "cc": ["quality"],
                                           "form": "briefing"}})

FILING = Control("satisfaction.filing", N_("Filing the analysis report"), ("SAT-28",), report.FilingParams, report.FilingFacts,
                 report.may_file, assumed=frozenset({"always_present"}), acts=("satisfaction.file_report",))

SPECIAL = Control("satisfaction.special_survey", N_("Special survey after an incident"), ("SAT-34",), report.SpecialParams,
                  report.IncidentFacts, report.may_end, assumed=frozenset({"due_days_after_event"}), acts=("incidents",))
