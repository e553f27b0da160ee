"""Controls of the customer files."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control, NoFacts, no_rule

from . import rules

FILING = Control("customers.filing", N_("Filing of ordering customers"), ("CUS-15",), rules.FilingParams, rules.FilingFacts,
                 rules.filing_gate, assumed=frozenset({"block_until_filed"}),
                 acts=("orders.register", "pricing.ask_special_price"))

INVESTIGATION = Control("customers.credit_check", N_("Credit investigation of new customers"), ("CUS-16",), rules.InvestigationParams,
                        rules.InvestigationFacts, rules.investigation_gate,
                        assumed=frozenset({"min_channels", "credit_before_check"}),
                        acts=("orders.register", "orders.submit"))

FILES = Control("customers.files", N_("Customer files in one format"), ("CUS-03", "CUS-02"), rules.FilesParams, rules.EntryFacts,
                rules.file_entered, assumed=frozenset({"report_frequency", "entry_within_days"}), kind="duty", variants={
                    "业务员采集": {"owner": "salesperson", "field_groups": ["basic", "preferences", "purchases"]},
                    "客服部建档": {"owner": "客服部", "field_groups": ["basic", "purchases", "service"]},
                    "客户服务经理按分管区域": {"owner": "service_manager"}, "市场营销部采集分类": {"owner": "市场营销部"}},
                acts=("customers.create", "customers.change", "customers.deliver_files", "file_reports"))

PRIVACY = Control("customers.privacy", N_("Personal data"), ("CNF-07",), rules.PrivacyParams, NoFacts, no_rule,
                  assumed=frozenset({"handle_days", "keep_days"}), kind="duty",
                  acts=("customers.register_privacy_request", "customers.handle_privacy_request", "customers.ask_about_data",
                        "customers.forget_expired"))

LEAVING = Control("customers.leaving", N_("Handover before leaving a post"), ("ORG-28",), rules.LeavingParams, rules.LeavingFacts,
                  rules.may_leave, assumed=frozenset({"handover_first", "notice_days"}),
                  acts=("organisation.end_appointment", "organisation.change_person", "handovers"))
