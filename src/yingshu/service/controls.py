"""The controls of customer service. Names of variants are those of the clauses; posts by code or name."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control, NoFacts, no_rule

from .rules import after_sales, cases, incidents, penalties

INTAKE = Control("service.intake", N_("Limits of cases"), ("SVC-02", "SVC-01"), cases.IntakeParams, NoFacts, no_rule, kind="duty",
                 assumed=frozenset(cases.IntakeParams.model_fields),
                 acts=("service.register_case", "service.send_case", "service.accept", "service.run_checks", "cases"))

HANDLING = Control("service.handling", N_("Handling of complaints"), ("SVC-03",), cases.HandlingParams, cases.HandlingFacts,
                   cases.may_close, acts=("service.register_case", "service.classify", "service.close_case", "cases"), variants={
                       "客服人员处理、经理协调": {"handler": ("service_manager", "assistant"), "coordinator": ("director",)},
                       "客户服务经理处理": {"handler": ("service_manager",)},
                       "副总或经理亲自处理": {"handler": ("vice_president", "sales_director", "director")},
                       "售后人员立即处理": {"handler": ("售后服务人员", "service_manager")},
                       "客户服务部处理": {"handler": ("客户服务部", "service_manager", "assistant")}})

QUALITY = Control("service.quality_complaint", N_("Quality complaints"), ("SVC-04",), cases.QualityParams, cases.QualityFacts,
                  cases.may_take_in, assumed=frozenset({"departments"}),
                  acts=("service.register_case", "service.classify", "service.assign", "cases"))

FOLLOW_UP = Control("service.follow_up", N_("Verifying and following up"), ("SVC-05",), cases.FollowUpParams, cases.FollowUpFacts,
                    cases.may_conclude, assumed=frozenset({"follow_up_after_days"}), acts=("service.close_case", "service.file_case"))

REPORTING = Control("service.reporting", N_("Complaints about service"), ("SVC-06",), cases.ReportingParams, cases.ReportingFacts,
                    cases.may_close_service, assumed=frozenset({"office_report_severity", "office"}),
                    acts=("service.register_case", "service.classify", "service.close_case"))

QUALITY_FORM = Control("service.quality_form", N_("Quality complaint form"), ("SVC-07",), cases.FormParams, cases.FormFacts,
                       cases.quality_form_complete, kind="document", assumed=frozenset({"departments"}),
                       acts=("service.fill_form", "service.give_opinion", "service.close_case"))

SERVICE_FORM = Control("service.service_form", N_("Service complaint form"), ("SVC-08",), cases.FormParams, cases.FormFacts,
                       cases.service_form_complete, kind="document", assumed=frozenset({"departments"}),
                       acts=("service.fill_form", "service.give_opinion", "service.close_case"))

FINES = Control("service.fines", N_("Penalties for service"), ("SVC-09",), penalties.FineParams, penalties.FineFacts, penalties.may_fine,
                acts=("service.penalise",), amount=lambda facts: facts.fine_fen)

POINTS = Control("service.points", N_("Penalties for quality"), ("SVC-10",), penalties.PointsParams, penalties.PointsFacts,
                 penalties.points_off, assumed=frozenset({"appraisal_points"}), kind="calculation",
                 acts=("service.penalise", "penalties"))

REPEATS = Control("service.repeats", N_("Repeated complaints"), ("SVC-12",), cases.RepeatParams, cases.RepeatFacts, cases.is_repeated,
                  assumed=frozenset({"frequency", "repeat_threshold"}), kind="calculation", acts=("service.record_cause", "cases"))

SUGGESTIONS = Control("service.suggestions", N_("Suggestions"), ("SVC-23",), cases.SuggestionParams, cases.SuggestionFacts,
                      cases.may_close_suggestion, assumed=frozenset({"reply_days"}),
                      acts=("service.decide_suggestion", "service.close_case"))

AFTER_SALES = Control("service.after_sales", N_("After-sales service"), ("SVC-13", "SVC-14", "SVC-15", "SVC-25"),
                      after_sales.AfterSalesParams,
                      after_sales.FinishFacts, after_sales.may_finish, acts=("service.register_after_sales", "service.finish_after_sales",
                                                                            "after_sales"), variants={
                          "客服人员": {"handler": ("service_manager",)}, "销售部": {"handler": ("销售部",)},
                          "客户服务部": {"handler": ("客户服务部",)}, "售后服务人员": {"handler": ("售后服务人员",)},
                          "运营中心": {"handler": ("运营中心",)}})

AUTHORITY = Control("service.area_authority", N_("After-sales: the area manager's part"), ("SVC-15",), after_sales.AuthorityParams,
                    after_sales.DecideFacts, after_sales.may_decide, assumed=frozenset({"signers", "deciders"}),
                    acts=("service.submit_after_sales", "service.decide_after_sales", "after_sales"), variants={
                        "无决定权": {"area_manager_decides": False}, "酌情处理": {"area_manager_decides": True}})

SUBMITTING = Control("service.area_submission", N_("After-sales: handing to the sales manager"), ("SVC-15",), after_sales.PhotoParams,
                     after_sales.SubmitFacts, after_sales.may_submit, acts=("service.submit_after_sales",))

INCIDENTS = Control("service.incidents", N_("Serious events"), ("SVC-24",), incidents.IncidentParams, incidents.IncidentFacts,
                    incidents.may_go_on, assumed=frozenset({"report_within_hours"}),
                    acts=("service.order_measures", "service.close_incident", "incidents"))

KNOWLEDGE = Control("service.knowledge", N_("Knowledge for customers"), ("SVC-21",), incidents.KnowledgeParams, incidents.KnowledgeFacts,
                    incidents.may_show, assumed=frozenset({"review_needed"}), acts=("service.show_knowledge", "knowledge"))
