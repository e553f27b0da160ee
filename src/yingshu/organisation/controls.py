"""Controls of the organisation."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control

from . import rules

HEADCOUNT = Control("organisation.headcount", N_("Headcount"), ("ORG-04",), rules.HeadcountParams, rules.HeadcountFacts,
                    rules.headcount_gate, assumed=frozenset({"require_headcount"}),
                    acts=("organisation.appoint", "organisation.exceed_headcount"))

DEPUTY = Control("organisation.deputy", N_("Standing in for an absent head"), ("ORG-25",), rules.DeputyParams, rules.DeputyFacts,
                 rules.may_deputise, assumed=frozenset(),
                 acts=("organisation.register_absence",))

REPORTING = Control("organisation.reporting_line", N_("Reporting line"), ("ORG-20",), rules.ReportingParams, rules.ReportingFacts,
                    rules.reporting_line, kind="role", variants={
                        "向营销副总和总经理": {"head_reports_to": ("营销副总", "总经理")},
                        "直接向董事长": {"head_reports_to": ("董事长",)},
                        "向公司总部": {"head_reports_to": ("公司总部",)},
                        "三级销售线": {"chain": ("区域经理", "销售副总", "销售总经理", "总经理")}},
                    acts=("people",))

SETTLING = Control("organisation.settling", N_("Reorganisation"), ("ORG-05",), rules.SettlingParams, rules.SettlingFacts,
                   rules.may_reorganise, variants={"适应性调整": {"org_change_mode": "adaptive"},
                                                   "全员胜任后定型": {"org_change_mode": "settle_when_ready"}},
                   acts=("organisation.reorganise", "reorganisations"))

COMMITTEE = Control("organisation.committee", N_("Discipline committee"), ("ORG-19",), rules.CommitteeParams, rules.CommitteeFacts,
                    rules.may_conclude, assumed=frozenset({"min_members"}), kind="role",
                    acts=("organisation.conclude_inspection", "organisation.mend_inspection", "inspections"))
