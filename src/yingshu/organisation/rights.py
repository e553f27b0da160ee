"""Which post may do what, as delivered. A company changes the sets of its posts in the product; these are the start.

A right is the code of a business action (``orders.register``) or of a screen (``orders.view``, ``.export``, ``.reveal``).
Patterns are resolved when a person's rights are worked out: ``orders.*`` is everything of that prefix, ``@orders.view`` is every
screen of the menu group, ``-orders.report_receipt`` is all of the set but that. A code that no room declares is harmless.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any, NamedTuple

from yingshu.kernel.screens import SCREENS
from yingshu.kernel.services import ACTIONS

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


def expand(patterns: Iterable[str]) -> frozenset[str]:
    """The rights behind a set of codes and patterns; ``-code`` takes one out again, whatever its place in the set."""
    rights, without = set[str](), set[str]()
    for pattern in patterns:
        target = without if pattern.startswith("-") else rights
        code = pattern.removeprefix("-")
        target |= _behind(code) if code.startswith("@") or "*" in code else {code}
    return frozenset(rights - without)


def _behind(pattern: str) -> set[str]:
    if pattern.startswith("@"):
        group, _, right = pattern[1:].partition(".")
        return {f"{s.code}.{right}" for s in SCREENS.values() if s.group == group}
    return {right for right in known() if fnmatchcase(right, pattern)}


def known() -> set[str]:
    """Every right that a room declares."""
    return set(ACTIONS) | {f"{code}.{right}" for code in SCREENS for right in SCREEN_RIGHTS}


_READ = ("@customers.view", "@orders.view", "@products.view")
_READ_MONEY = ("@receivables.view", "@reports.view")
_EXPORT = ("@customers.export", "@orders.export", "@products.export", "@receivables.export", "@reports.export")
_BOOK = ("@rulebook.view",)
_INBOX = ("messages.view", "notifications.mark_read", "notifications.mark_all_read", "organisation.change_own_settings")
_FILES = ("documents.attach", "documents.remove_attachment", "documents.record_print")
_COMMON = _INBOX + _BOOK + _FILES + ("customers.acknowledge_files", "insight.acknowledge", "insight.acknowledge_report")

_CUSTOMER_WORK = ("customers.create", "customers.change", "customers.add_contact", "customers.change_contact",
                  "customers.remove_contact", "customers.add_address", "customers.change_address", "customers.remove_address",
                  "customers.investigate", "customers.reveal", "pricing.quote", "pricing.ask_special_price",
                  "pricing.withdraw_special_price")
_ORDER_WORK = ("orders.register", "orders.change", "orders.submit", "orders.withdraw", "orders.cancel",
               "orders.change_payment_method", "orders.change_address", "orders.reroute", "orders.notify_customer", "orders.chase",
               "orders.record_feedback", "orders.collect_opinion", "orders.record_opinion", "orders.record_receipt_note",
               "orders.follow_up", "orders.share_link", "orders.reveal")
# What belongs to one department alone: money is confirmed by finance, readiness by the workshop, even a head does not.
_MONEY_IN = ("-orders.report_receipt", "-orders.acknowledge_finance", "-receivables.record_receipt", "-receivables.allocate",
             "-receivables.allocate_oldest", "-receivables.reverse_receipt", "-receivables.refund")
_GOODS = ("-orders.report_readiness", "-orders.acknowledge_workshop")
_DESK = ("orders.*", *_MONEY_IN, *_GOODS, "-orders.acknowledge_logistics", "-orders.release_credit", "orders.review_service",
         "logistics.take_back", "logistics.open_exception", "logistics.assign_exception", "receivables.dun", "receivables.record_dunning", "receivables.issue_statement",
         "receivables.confirm_statement", "logistics.raise_exception", "logistics.resolve_exception",
         "logistics.close_exception", "logistics.record_return", "onboarding.*", "customers.import", "customers.deliver_files",
         "customers.stop", "customers.resume", "products.import", "insight.*")
_STAFF_DESK = ("organisation.register_absence", "organisation.register_return", "organisation.delegate",
               "organisation.revoke_delegation")
_STAFF_VIEWS = ("units.view", "posts.view", "people.view", "delegations.view", "absences.view", "supervisions.view",
                "structure_versions.view", "headcounts.view")
_ALL_BUSINESS = ("customers.*", "products.*", "pricing.*", "orders.*", "stock.*", "logistics.*", "receivables.*", "sales.*",
                 "insight.*", "onboarding.*", *_READ, *_READ_MONEY, *_EXPORT)
_HEAD = (*_COMMON, *_ALL_BUSINESS, "orders.review_manager", *_MONEY_IN, *_GOODS, *_STAFF_DESK, *_STAFF_VIEWS)

RIGHTS: dict[str, tuple[str, ...]] = {
    "general_manager": (*_HEAD, "organisation.exceed_headcount", "rulebook.*", "organisation.*", "audit.*", "@system.view"),
    "vice_president": (*_HEAD, "organisation.exceed_headcount", "rulebook.set_parameters"),
    "sales_director": (*_HEAD, "rulebook.set_parameters"),
    "director": (*_HEAD, "rulebook.set_parameters", "organisation.appoint", "organisation.end_appointment",
                 "organisation.set_headcount", "organisation.supervise_region", "audit_entries.view"),
    "service_manager": (*_COMMON, *_READ, *_READ_MONEY, *_EXPORT, *_CUSTOMER_WORK, *_ORDER_WORK, *_DESK, *_STAFF_DESK,
                        "people.view", "supervisions.view", "customers.transfer_owner"),
    "assistant": (*_COMMON, "customers.transfer_owner", *_READ, *_READ_MONEY, *_EXPORT, *_CUSTOMER_WORK, *_ORDER_WORK, "onboarding.*", "customers.import",
                  "products.import", "products.create", "products.change", "insight.*", "pricing.draft_price_list",
                  "pricing.set_price"),
    "region_manager": (*_COMMON, *_READ, *_READ_MONEY, *_EXPORT, *_CUSTOMER_WORK, *_ORDER_WORK, *_STAFF_DESK,
                       "orders.review_manager", "orders.approve", "orders.reject", "pricing.decide_special_price",
                       "pricing.grant_special_price", "pricing.reject_special_price", "customers.stop", "customers.resume",
                       "customers.transfer_owner", "receivables.dun", "receivables.record_dunning", "orders.close",
                       "people.view", "delegations.view", "absences.view", "insight.make_statistics", "insight.submit_report",
                       "insight.correct_report"),
    "salesperson": (*_COMMON, *_READ, *_CUSTOMER_WORK, *_ORDER_WORK, "receivables.view", "receivables.dun",
                    "receivables.record_dunning", "@reports.view"),
    "billing_clerk": (*_COMMON, *_READ, "receivables.view", "orders.*", "logistics.issue_slip", "customers.create",
                      "customers.change", "customers.reveal", "pricing.quote", "@reports.view", "@reports.export",
                      "insight.make_daily_report", "insight.make_month_statement", "insight.make_monthly_report",
                      "insight.submit_report", "insight.correct_report"),
    "logistics_clerk": (*_COMMON, *_READ, "logistics.*", "orders.acknowledge", "orders.acknowledge_logistics",
                        "orders.answer_logistics", "orders.report_vehicle", "orders.refuse_instruction", "orders.reveal",
                        "orders.board", "orders.reroute", "orders.notify_customer", "orders.record_receipt_note",
                        "receivables.hand_over_cod", "customers.reveal", "stock.view"),
    "finance": (*_COMMON, *_READ, *_READ_MONEY, *_EXPORT, "receivables.*", "sales.*", "orders.acknowledge",
                "orders.acknowledge_finance", "orders.answer_finance", "orders.report_receipt", "orders.refuse_instruction",
                "orders.board", "orders.release_credit", "customers.set_credit_terms", "customers.investigate",
                "logistics.hand_over_cod", "logistics.settle_freight", "logistics.confirm_cod", "insight.*", "onboarding.*"),
    "workshop": (*_COMMON, "@orders.view", "@products.view", "orders.acknowledge", "orders.acknowledge_workshop",
                 "orders.answer_workshop", "orders.report_readiness", "orders.refuse_instruction", "orders.board", "stock.*"),
    "warehouse": (*_COMMON, "@orders.view", "@products.view", "stock.*", "logistics.count", "logistics.depart",
                  "logistics.raise_exception", "logistics.receive_return", "logistics.record_return", "orders.board"),
    "admin": (*_COMMON, "organisation.*", "rulebook.*", "audit.*", "documents.*", "notifications.*", "@system.view",
              "@system.export", *_STAFF_VIEWS),
}
