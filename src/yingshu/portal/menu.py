"""The left menu: screens by their group, and the pages that are not screens. What a person may not use is absent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.services import ACTIONS

GROUPS: tuple[tuple[str, Any, str], ...] = (
    ("customers", gettext_lazy("Customers"), "users"),
    ("orders", gettext_lazy("Orders and dispatch"), "truck-delivery"),
    ("receivables", gettext_lazy("Receipts and statements"), "coin"),
    ("products", gettext_lazy("Products and prices"), "package"),
    ("service", gettext_lazy("Customer service"), "headset"),
    ("satisfaction", gettext_lazy("Satisfaction surveys"), "mood-smile"),
    ("approvals", gettext_lazy("Approvals"), "rubber-stamp"),
    ("duties", gettext_lazy("Duties and registers"), "calendar-check"),
    ("reports", gettext_lazy("Meetings and reports"), "chart-bar"),
    ("rulebook", gettext_lazy("Rulebook and compliance"), "book-2"),
    ("system", gettext_lazy("Administration"), "settings"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the menu that is not a screen: its group, address name, title, the right that opens it, its place."""

    group: str
    name: str
    title: Any
    right: str
    place: int
    counts: tuple[str, ...] = ()


PAGES: tuple[Page, ...] = (
    Page("orders", "board", gettext_lazy("Dispatch board"), "orders.view", 5, ("orders.instruct", "orders.slips")),
    Page("orders", "work-workshop", gettext_lazy("Goods to prepare"), "orders.report_readiness", 20, ("orders.workshop",)),
    Page("orders", "work-finance", gettext_lazy("Receipts to check"), "orders.report_receipt", 21, ("orders.finance",)),
    Page("orders", "work-logistics", gettext_lazy("Vehicles to find"), "logistics.book_vehicle", 22, ("orders.logistics",)),
    Page("receivables", "ageing", gettext_lazy("Ageing"), "receivables.view", 1),
    Page("satisfaction", "satisfaction-results", gettext_lazy("Results"), "satisfaction_reports.view", 5),
    Page("satisfaction", "satisfaction-year", gettext_lazy("Contacts and review"), "satisfaction_reports.view", 80),
    Page("service", "service-analysis", gettext_lazy("Analysis of complaints"), "cases.view", 30),
    Page("reports", "insight-sales", gettext_lazy("Sales"), "reports.view", 10),
    Page("reports", "insight-performance", gettext_lazy("Own performance"), "reports.view", 30),
    Page("reports", "insight-deliveries", gettext_lazy("Delivery rates"), "reports.view", 40),
    Page("reports", "insight-cooperation", gettext_lazy("Cooperation of departments"), "reports.view", 50),
    Page("receivables", "onboarding", gettext_lazy("Import a ledger"), "onboarding.check_ledger", 90),
    Page("duties", "registers", gettext_lazy("Registers"), "registers.add_entry", 30, ("registers.steps", "registers.due")),
    Page("rulebook", "rulebook", gettext_lazy("The book"), "rulebook_versions.view", 1, ("rulebook.to_read",)),
    Page("rulebook", "rulebook-mine", gettext_lazy("My clauses"), "rulebook_versions.view", 5),
    Page("duties", "duty-calendar", gettext_lazy("Calendar of duties"), "occurrences.view", 25),
    Page("duties", "responsibilities", gettext_lazy("What posts answer for"), "occurrences.view", 28),
    Page("duties", "duty-rates", gettext_lazy("On-time rates"), "occurrences.view", 29),
    Page("system", "online", gettext_lazy("People online"), "organisation.end_sessions", 89),
    Page("system", "schedules", gettext_lazy("Scheduled tasks"), "portal.back_up", 96),
    Page("system", "backups", gettext_lazy("Backup and restore"), "portal.back_up", 97),
    Page("system", "number-rules", gettext_lazy("Number rules"), "documents.set_number_prefix", 86),
    Page("system", "choice-lists", gettext_lazy("Choice lists"), "organisation.change_choice", 85),
    Page("system", "print-templates", gettext_lazy("Print templates"), "documents.set_print_setup", 91),
    Page("approvals", "separation-report", gettext_lazy("Duties kept apart"), "incompatible_duties.view", 63),
    Page("rulebook", "rulebook-clauses", gettext_lazy("Clauses"), "decisions.view", 10),
    Page("rulebook", "insight-matrix", gettext_lazy("Matrix of compliance"), "decisions.view", 12),
    Page("rulebook", "rulebook-parameters", gettext_lazy("Controls"), "parameters.view", 20),
)
SCREEN_COUNTS = {"rulebook_versions": ("rulebook.to_sign",), "occurrences": ("duties.to_do", "duties.excuses"),
                 "slips": ("logistics.count",), "orders": ("orders.review",), "exceptions": ("logistics.exceptions",),
                 "special_prices": ("pricing.special_prices",), "parameter_changes": ("rulebook.changes",),
                 "approvals": ("approvals.todo",),
                 "cases": ("service.new", "service.mine", "service.follow_up"), "after_sales": ("service.after_sales",),
                 "improvements": ("service.improvements",), "incidents": ("service.incidents", "service.measures"),
                 "reports": ("insight.to_read",), "file_reports": ("customers.files",),
                 "privacy_requests": ("customers.privacy",), "stock": ("stock.below_safety",), "cod_items": ("receivables.cod",),
                 "bills": ("receivables.bills",), "dunning_notes": ("receivables.promises",), "receivables": ("receivables.overdue",),
                 "receipts": ("receivables.free",), "meetings": ("meetings.invitations", "meetings.closings"),
                 "action_items": ("meetings.items",), "satisfaction_reports": ("satisfaction.reports",),
                 "findings": ("satisfaction.findings",),
                 "satisfaction_improvements": (
                     "satisfaction.improvements", "satisfaction.verify", "satisfaction.wanted", "satisfaction.needs"),
                 "articles": ("marketing.reviews", "marketing.publishing"), "customers": ("customers.entering",),
                 "work_reports": ("meetings.reports", "meetings.answers")}
NEW = (("orders.register", "order-new"), ("customers.create", ""), ("pricing.quote", ""), ("pricing.ask_special_price", ""),
       ("receivables.record_receipt", ""), ("products.create", ""), ("meetings.call", ""),
       ("service.register_case", ""), ("service.register_after_sales", ""))


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu."""

    title: str
    url: str
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One heading of the menu with its lines."""

    code: str
    title: str
    icon: str
    items: tuple[Item, ...]


def menu_of(actor: Actor) -> tuple[Group, ...]:
    """The groups that have something for the person."""
    return _menu(actor.rights, actor.everything, translation.get_language())


def new_items_of(actor: Actor) -> tuple[Item, ...]:
    """What the person may make anew."""
    return _new(actor.rights, actor.everything, translation.get_language())


@lru_cache(maxsize=512)
def _menu(rights: frozenset[str], everything: bool, language: str) -> tuple[Group, ...]:
    groups = (Group(code, str(title), icon, tuple(_items(code, rights, everything))) for code, title, icon in GROUPS)
    return tuple(g for g in groups if g.items)


def _items(group: str, rights: frozenset[str], everything: bool) -> Iterator[Item]:
    found = [(s.order_in_menu, f"screen:{s.code}", s.title, f"{s.code}.view", SCREEN_COUNTS.get(s.code, ())) for s in SCREENS.values()
             if s.group == group]
    found += [(p.place, p.name, p.title, p.right, p.counts) for p in PAGES if p.group == group]
    for _place, name, title, right, counts in sorted(found, key=lambda row: (row[0], row[1])):
        if (everything or right in rights) and (url := _address(name)):
            yield Item(str(title), url, counts)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=512)
def _new(rights: frozenset[str], everything: bool, language: str) -> tuple[Item, ...]:
    return tuple(Item(_(ACTIONS[code].title), reverse(page) if page else reverse("act", args=[code])) for code, page in NEW
                 if code in ACTIONS and (everything or code in rights))


