"""Which post may do what, as delivered. A company changes the sets of its posts in the product; these are the start.

A right is the code of a business action (``orders.register``) or of a screen (``orders.view``, ``.export``, ``.reveal``).
Patterns are resolved when a person's rights are worked out: ``orders.*`` is everything of that prefix, ``@orders.view`` is every
screen of the menu group, ``-orders.report_receipt`` is all of the set but that. A code that no room declares is harmless.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Set
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from yingshu.kernel.caches import Cached
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.services import ACTIONS
from yingshu.kernel.wording import right_words

PEOPLE = "people"  # the facts that are read anew when people, posts or units change
SCREEN_RIGHTS = ("view", "export", "reveal")


class PostTemplate(NamedTuple):
    """A post as delivered: code, name, data scope, superior post and level of price authority."""

    code: str
    name: str
    reach: str
    reports_to: str
    authority: str


def post_templates() -> list[PostTemplate]:
    """The posts of the small centre and its neighbours, superiors first."""
    raw: list[dict[str, Any]] = json.loads(files(__package__).joinpath("catalogue/posts.json").read_text("utf-8"))
    return [PostTemplate(**post) for post in raw]


_supplied: list[tuple[Callable[[], Iterable[str]], Callable[[str], Iterable[str]]]] = []


def supply(known: Callable[[], Iterable[str]], granted: Callable[[str], Iterable[str]]) -> None:
    """Let a room above declare rights at run time: all of them, and those that a post has by what it declares (registers)."""
    _supplied.append((known, granted))


def rights_of_post(code: str, patterns: Iterable[str]) -> frozenset[str]:
    """The rights of a post: its own set and what rooms above give it; ``-code`` in its set takes those out too."""
    return _of_posts.get((code, tuple(patterns)))


def _of_post(key: tuple[str, tuple[str, ...]]) -> frozenset[str]:
    code, patterns = key
    return expand([*patterns, *(right for _known, granted in _supplied for right in granted(code))])


_of_posts: Cached[frozenset[str]] = Cached(PEOPLE, _of_post)


def right_names(rights: Iterable[str]) -> dict[str, str]:
    """Right → its name in the reader's language; patterns stay as they are."""
    return {right: right_words(right) for right in rights}


def expand(patterns: Iterable[str]) -> frozenset[str]:
    """The rights behind a set of codes and patterns; ``-code`` takes one out again, whatever its place in the set."""
    rights, without = set[str](), set[str]()
    for pattern in patterns:
        target = without if pattern.startswith("-") else rights
        code = pattern.removeprefix("-")
        target |= _behind(code) if code.startswith("@") or "*" in code else {code}
    return frozenset(rights - without)


def _behind(pattern: str) -> Set[str]:
    if pattern.startswith("@"):
        group, _, right = pattern[1:].partition(".")
        return {f"{s.code}.{right}" for s in SCREENS.values() if s.group == group}
    return _matching(pattern, frozenset(known()))


@lru_cache(maxsize=512)
def _matching(pattern: str, rights: frozenset[str]) -> frozenset[str]:
    """The rights that a pattern means; rooms and registers seldom declare others, people are looked up all the time."""
    return frozenset(right for right in rights if fnmatchcase(right, pattern))


def known() -> set[str]:
    """Every right that a room declares."""
    declared = set(ACTIONS) | {f"{code}.{right}" for code in SCREENS for right in SCREEN_RIGHTS}
    return declared.union(*(known() for known, _granted in _supplied))


_READ = ("@customers.view", "@orders.view", "@products.view")
_READ_MONEY = ("@receivables.view", "@reports.view")
_EXPORT = ("@customers.export", "handovers.export", "@orders.export", "@products.export", "@receivables.export", "@reports.export")
_EXPORT_RULES = ("@rulebook.export", "@approvals.export", "@duties.export")
_COMMON = ("@rulebook.view", "@approvals.view", "@duties.view", "messages.view", "notifications.mark_read", "notifications.mark_all_read",
           "organisation.change_own_settings", "documents.attach", "documents.remove_attachment", "documents.record_print",
           "customers.acknowledge_files", "insight.acknowledge_report", "approvals.view", "requests.view", "approvals.agree",
           "approvals.refuse", "approvals.send_back", "approvals.transfer", "approvals.add_signer", "approvals.withdraw",
           "organisation.mend_inspection", "handovers.view", "customers.sign_handover",
           "customers.add_handover_item", "customers.finish_handover",
           "approvals.ask_to_stop", "approvals.remind", "approvals.comment", "approvals.copy",
           "registers.add_entry", "registers.change_entry", "registers.move_entry", "registers.void_entry", "registers.revise_entry",
           "registers.import_entries",
           "rulebook.confirm_reading", "duties.confirm", "duties.ask_excuse", "duties.make_feed", "duties.revoke_feed")
_CUSTOMER_WORK = ("customers.create", "customers.change", "customers.add_contact", "customers.change_contact",
                  "customers.remove_contact", "customers.add_address", "customers.change_address", "customers.remove_address",
                  "customers.investigate", "customers.register_privacy_request", "customers.reveal", "customers.reveal_contact",
                  "customers.reveal_address", "pricing.quote",
                  "pricing.ask_special_price", "pricing.mend_special_price", "pricing.record_basis")
_ORDER_WORK = ("orders.register", "orders.change", "orders.submit", "orders.cancel", "orders.change_payment_method",
               "orders.notify_customer", "orders.chase", "orders.comment", "orders.record_progress", "orders.record_receipt_note",
               "orders.reveal")
# What belongs to one department alone: money is confirmed by finance, readiness and production by workshop and warehouse; even a head
# does not.
_MONEY_IN = ("-orders.report_receipt", "-orders.acknowledge_finance", "-receivables.record_receipt", "-receivables.allocate",
             "-receivables.allocate_oldest", "-receivables.reverse_receipt", "-receivables.refund", "-receivables.honour_bill",
             "-receivables.dishonour_bill")
_GOODS = ("-orders.report_readiness", "-orders.acknowledge_workshop", "-stock.receive")
# A rehearsal replays the decisions of all units: it is for those who prepare and release rules.
_NO_REHEARSAL = ("-insight.rehearse", "-insight.rehearse_values", "-insight.rehearse_book", "-insight.rehearse_duty",
                 "-insight.rehearse_table", "-insight.attach_rehearsal")
_DESK = ("orders.*", *_MONEY_IN, *_GOODS, "-orders.acknowledge_logistics", "-orders.release_credit", "orders.review_service",
         "logistics.take_back", "logistics.open_exception", "logistics.assign_exception", "logistics.close_exception",
         "logistics.reroute", "receivables.record_dunning", "onboarding.*", "customers.import", "imports.*", "customers.deliver_files",
         "customers.stop", "customers.resume", "customers.transfer_owner", "customers.handle_privacy_request", "products.import",
         "insight.*", *_NO_REHEARSAL)
_DELEGATING = ("organisation.register_absence", "organisation.register_return", "organisation.delegate",
               "organisation.revoke_delegation", "duties.decide_excuse")
_CHANGE_DUTIES = ("duties.prepare_change", "duties.adopt", "duties.release_change", "duties.withdraw_change",
                  "duties.run")
_STAFF_VIEWS = ("units.view", "posts.view", "people.view", "appointments.view", "delegations.view", "absences.view",
                "supervisions.view", "structure_versions.view", "headcounts.view", "reorganisations.view", "inspections.view")
_BOOK = ("rulebook.create_book", "rulebook.change_book", "rulebook.draft_version", "rulebook.discard_version", "rulebook.import_text",
         "rulebook.change_node", "rulebook.add_node", "rulebook.move_node", "rulebook.remove_node", "rulebook.use_packs",
         "rulebook.choose_post", "rulebook.choose_values", "rulebook.choose_variant", "rulebook.ask_retirement",
         "rulebook.submit_version", "rulebook.withdraw_version", "rulebook.remind_readers")
_SIGNING = ("rulebook.approve_version", "rulebook.refuse_version", "rulebook.publish_version", "rulebook.reapply_version",
            "rulebook.decide_retirement")
_HEAD = (*_COMMON, *_BOOK, *_SIGNING, *_READ, *_READ_MONEY, *_EXPORT, *_EXPORT_RULES, *_DELEGATING, *_STAFF_VIEWS, "customers.*",
         "products.*", "pricing.*", "orders.*", "orders.review_manager", "imports.*", "stock.*", "logistics.*", "receivables.*", "sales.*",
         "insight.*", "onboarding.*", *_MONEY_IN, *_GOODS)
# What one prepares another releases; values are put in force at once only by the publication of a rulebook.
_PARAMETERS = ("rulebook.prepare_parameters", "rulebook.release_parameters", "rulebook.refuse_parameters", "rulebook.withdraw_parameters",
               "rulebook.register_superior_rule", "rulebook.end_superior_rule")

_ANNOUNCING = ("notifications.announce", "notifications.withdraw_announcement", "announcements.view")

RIGHTS: dict[str, tuple[str, ...]] = {
    "general_manager": (*_HEAD, *_CHANGE_DUTIES, "organisation.*", "rulebook.*", "-rulebook.set_parameters", "approvals.*", "r/*",
                        "@system.view", "documents.remove_any", "portal.*", *_ANNOUNCING, "documents.set_print_setup",
                        "documents.set_number_prefix"),
    "vice_president": (*_HEAD, *_CHANGE_DUTIES, *_PARAMETERS, "organisation.exceed_headcount"),
    "sales_director": (*_HEAD, *_CHANGE_DUTIES, *_PARAMETERS),
    "director": (*_HEAD, *_CHANGE_DUTIES, *_PARAMETERS, *_ANNOUNCING, "organisation.appoint", "organisation.end_appointment",
                 "organisation.set_headcount", "organisation.supervise_region", "organisation.reorganise",
                 "organisation.confirm_condition", "audit_entries.view"),
    "service_manager": (*_COMMON, *_READ, *_READ_MONEY, *_EXPORT, *_CUSTOMER_WORK, *_ORDER_WORK, *_DESK, *_DELEGATING, "people.view",
                        "supervisions.view"),
    "assistant": (*_COMMON, *_READ, *_READ_MONEY, *_EXPORT, *_CUSTOMER_WORK, *_ORDER_WORK, "onboarding.*", "imports.*", "customers.import",
                  "customers.transfer_owner", "products.import", "products.create", "products.change", "products.discontinue",
                  "products.resume", "pricing.draft_strategy", "pricing.set_strategy_lines", "pricing.record_opinion",
                  "pricing.submit_strategy", "pricing.list_from_strategy", "pricing.create_price_list", "pricing.set_prices",
                  "pricing.import_prices",
                  "pricing.remove_prices", "insight.*", *_NO_REHEARSAL),
    "region_manager": (*_COMMON, *_READ, *_READ_MONEY, *_EXPORT, *_CUSTOMER_WORK, *_ORDER_WORK, *_DELEGATING,
                       "orders.review_manager", "orders.approve", "orders.reject", "orders.close", "pricing.decide_special_price",
                       "pricing.review_special_price",
                       "customers.stop", "customers.resume", "customers.transfer_owner", "receivables.record_dunning", "people.view",
                       "delegations.view", "absences.view", "insight.make_statistics", "insight.submit_report",
                       "insight.correct_report"),
    "salesperson": (*_COMMON, *_READ, *_CUSTOMER_WORK, *_ORDER_WORK, "receivables.view", "receivables.record_dunning",
                    "@reports.view"),
    "billing_clerk": (*_COMMON, *_READ, *_ORDER_WORK, "receivables.view", "orders.send_instructions", "orders.resend_instruction",
                      "orders.issue_slip", "orders.void_slip", "orders.review_service", "orders.approve", "orders.reject", "orders.close",
                      "customers.create", "customers.change", "customers.reveal", "pricing.quote", "@reports.view", "@reports.export",
                      "insight.make_daily_report", "insight.make_month_statement", "insight.make_monthly_report",
                      "insight.submit_report", "insight.correct_report"),
    "logistics_clerk": (*_COMMON, *_READ, "logistics.*", "orders.acknowledge_logistics", "orders.refuse_instruction",
                        "orders.reveal", "orders.comment", "orders.notify_customer", "orders.record_receipt_note", "orders.chase",
                        "receivables.hand_over_cod", "receivables.hand_over_batch", "customers.reveal"),
    "finance": (*_COMMON, *_READ, *_READ_MONEY, *_EXPORT, "receivables.*", "sales.*", "orders.acknowledge_finance",
                "orders.report_receipt", "orders.refuse_instruction", "orders.comment", "orders.release_credit",
                "customers.set_credit_terms", "customers.investigate", "logistics.settle_freight", "insight.*", *_NO_REHEARSAL,
                "onboarding.*"),
    "workshop": (*_COMMON, "duties.decide_excuse", "@orders.view", "products.view", "stock.view", "orders.acknowledge_workshop",
                 "orders.report_readiness",
                 "orders.refuse_instruction", "orders.comment", "stock.receive"),
    "warehouse": (*_COMMON, "@orders.view", "products.view", "stock.*", "logistics.count", "logistics.depart", "logistics.take_back",
                  "logistics.open_exception", "orders.comment"),
    "management_representative": (*_COMMON, *_READ, *_READ_MONEY),
    "quality": (*_COMMON, "@orders.view", "products.view", "stock.view"),
    # Departments with a part of the work only: they see what they need, and nothing of it is theirs to change (ORG-14, ORG-16, ORG-18).
    "market": (*_COMMON, "@customers.view", "@products.view", "@reports.view"),
    "analyst": (*_COMMON, *_READ, *_READ_MONEY, "@customers.export", "@orders.export", "@reports.export", "insight.make_analysis",
                "insight.submit_report", "insight.correct_report"),
    "general_office": (*_COMMON, *_READ, *_READ_MONEY, "@reports.export", *_STAFF_VIEWS),
    "admin": (*_COMMON, *_STAFF_VIEWS, *_CHANGE_DUTIES, "-duties.release_change", "organisation.*",
              "imports.*", "portal.*", *_ANNOUNCING, "synonyms.view", "onboarding.add_synonym",
              "onboarding.remove_synonym", "-organisation.exceed_headcount",
              "-organisation.conclude_inspection", "rulebook.*",
              "-rulebook.set_parameters", "-rulebook.release_parameters", "approvals.*", "registers.*", "documents.*",
              "documents.remove_any", "@system.view", "@system.export"),
}

# The sales department's manager has the list of the department (ORG-24): like an area manager, for all that the department does.
RIGHTS["sales_department_manager"] = (*RIGHTS["region_manager"], *_DESK, "onboarding.*")

# Meetings, reports, articles and texts: what every post may do, and what those who call meetings and publish may do beside it.
_MEETING = ("meetings.view", "action_items.view", "meetings.check_in", "meetings.excuse", "meetings.finish_item")
_REPORTING = ("work_reports.view", "meetings.submit_work_report", "meetings.submit_draft")
_CONVENING = (*_REPORTING, "meetings.*", "month_checks.view")
_PUBLISHING = ("articles.view", "sms_batches.view", "opt_outs.view", "marketing.*")
_RHYTHM = {
    **dict.fromkeys(("general_manager", "vice_president", "sales_director", "director", "assistant"),
                    (*_CONVENING, *_PUBLISHING)),
    "service_manager": (*_CONVENING, *_PUBLISHING, "stock.count_stock", "stock.sign_stocktake", "stock.submit_stocktake",
                        "reconciliations.view", "receivables.start_customer_reconciliation", "receivables.enter_other_side",
                        "receivables.complete_reconciliation"),
    "region_manager": _CONVENING, "sales_department_manager": _CONVENING, "general_office": _CONVENING, "salesperson": _REPORTING,
    "analyst": _REPORTING, "market": (*_REPORTING, *_PUBLISHING, "-marketing.review_article"),
    "billing_clerk": (*_REPORTING, "meetings.draft_quality_report", "reconciliations.view", "receivables.enter_other_side",
                      "receivables.complete_reconciliation", "stock.count_stock", "stock.sign_stocktake", "stock.submit_stocktake"),
}
RIGHTS |= {post: (*rights, *_MEETING, *_RHYTHM.get(post, ())) for post, rights in RIGHTS.items()}

# Satisfaction: who reads results and reports, works on what they come to, makes and files the reports. Deciding on a report needs the
# post it goes to as well. Improvements and findings may fall to everybody.
_CONCERNED = ("satisfaction_improvements.view", "satisfaction.finish_improvement", "findings.view", "satisfaction.receive_finding",
              "satisfaction.use_finding")
_RESULTS = (*_CONCERNED, "satisfaction_reports.view", "satisfaction.acknowledge_report", "satisfaction.record_contact",
            "customer_contacts.view")
_DECIDING = ("satisfaction.agree_report", "satisfaction.return_report", "satisfaction.record_briefing")
_IMPROVING = ("satisfaction.register_improvement", "satisfaction.drop_improvement", "satisfaction.pass_finding",
              "satisfaction_improvements.export",
              "findings.export", "customer_contacts.export", "satisfaction_reports.export")
_ANALYSING = (*_IMPROVING, "satisfaction.make_report", "satisfaction.write_report", "satisfaction.submit_report",
              "satisfaction.file_report", "satisfaction.verify_improvement", "satisfaction.record_briefing")
_VOICE = {
    **dict.fromkeys(("general_manager", "vice_president"), (*_RESULTS, *_DECIDING, *_ANALYSING)),
    **dict.fromkeys(("sales_director", "director", "service_manager", "assistant"), (*_RESULTS, *_ANALYSING)),
    "management_representative": (*_RESULTS, *_DECIDING, "satisfaction.verify_improvement"), "region_manager": (*_RESULTS, *_IMPROVING),
    "quality": (*_RESULTS, *_IMPROVING, "satisfaction.verify_improvement"),
    **dict.fromkeys(("salesperson", "billing_clerk", "workshop", "logistics_clerk"), _RESULTS)}
RIGHTS |= {post: (*rights, *_VOICE.get(post, _CONCERNED)) for post, rights in RIGHTS.items()}

# Surveys: whoever plans and evaluates them; who approves questionnaires and plans; who asks customers; what every post may look at.
_SURVEY_VIEWS = ("waves.view", "questionnaire_versions.view")
_SURVEYED = (*_SURVEY_VIEWS, "invitations.view", "satisfaction.record_visit", "satisfaction.enter_answers", "satisfaction.hand_in_task")
_DECIDES_SURVEYS = ("satisfaction.approve_version", "satisfaction.return_version", "satisfaction.approve_plan", "satisfaction.return_plan",
                    "satisfaction.impose_measure", "satisfaction.record_falsification", "satisfaction.void_response")
_SURVEYING = (*(f"satisfaction.{action}" for action in (
    "create_questionnaire", "use_ready_made", "draft_version", "set_intro", "add_group", "change_group", "remove_group", "add_item",
    "change_item", "remove_item", "submit_version", "retire_version", "plan_wave", "change_wave", "submit_plan", "start_wave", "set_strata",
    "strata_from_files", "calculate_sample", "invite", "invite_colleagues", "make_codes", "open_poster", "remind", "record_outcome",
    "close_wave", "reopen_wave", "remind_late", "erase_remarks", "look_for_signs", "keep_response", "import_wave")),
              "questionnaires.view", "questionnaires.export", "responses.view", "falsifications.view", "@satisfaction.export", *_SURVEYED)
_SURVEYS = {
    **dict.fromkeys(("general_manager", "vice_president", "sales_director", "director"), (*_SURVEYING, *_DECIDES_SURVEYS)),
    **dict.fromkeys(("service_manager", "assistant", "quality"), _SURVEYING),
    **dict.fromkeys(("region_manager", "salesperson"), _SURVEYED),
}
RIGHTS |= {post: (*rights, *_SURVEYS.get(post, _SURVEY_VIEWS)) for post, rights in RIGHTS.items()}

# Customer service: everybody who meets customers records what they say; the leaders and the service desk handle it.
_HEARING = ("cases.view", "after_sales.view", "knowledge.view", "improvements.view", "service.register_case", "service.read_mail",
            "service.note", "service.tell_customer", "service.register_after_sales", "service.respond", "service.use_knowledge",
            "service.finish_improvement", "incidents.view", "service.report_incident")
_LEADING = ("@service.view", "@service.export", "cases.reveal", "service.*", "-service.send_case", "-service.answer_case",
            "-service.send_photos", "-service.decide_after_sales", "-service.advise")
_SERVICE = {
    **dict.fromkeys(("general_manager", "vice_president", "sales_director", "director"), _LEADING),
    "service_manager": (*_LEADING, "-service.sign_after_sales", "-service.penalise"),
    "assistant": (*_LEADING, "-service.sign_after_sales", "-service.penalise", "-service.close_incident", "-service.review_incident"),
    "region_manager": (*_HEARING, "service.accept", "service.advise", "service.decide_after_sales", "service.give_opinion",
                       "service.propose", "service.agree", "service.wait_for_customer", "service.resume_case", "service.close_case",
                       "service.plan_improvement", "service.submit_after_sales"),
    "salesperson": _HEARING, "billing_clerk": _HEARING,
    "finance": ("cases.view", "service.give_opinion", "improvements.view", "incidents.view"),
    "logistics_clerk": ("cases.view", "service.give_opinion", "service.note", "improvements.view", "service.finish_improvement",
                        "incidents.view"),
    "workshop": ("cases.view", "after_sales.view", "incidents.view", "service.give_opinion", "service.decide_after_sales",
                 "improvements.view", "service.finish_improvement"),
    "warehouse": ("cases.view", "service.give_opinion", "improvements.view", "service.finish_improvement", "incidents.view"),
    "quality": ("cases.view", "after_sales.view", "incidents.view", "improvements.view", "service.give_opinion", "service.report_incident",
                "service.add_affected", "service.investigate_incident", "service.review_incident", "service.order_measures",
                "service.verify_incident", "service.close_incident", "service.plan_improvement", "service.finish_improvement",
                "service.check_effect"),
    "admin": (),
}
RIGHTS |= {post: (*rights, *_SERVICE.get(post, ())) for post, rights in RIGHTS.items()}
